static int helper(int n) { return n; }

COMMAND(list)
{
    return helper(argc);
}

int main(int argc, char **argv)
{
    return run_list(argc);
}
