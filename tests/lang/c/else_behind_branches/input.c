int one(int a);
int two(int a);

/* The else belongs to the if in the branch before. */
int match(int a, int b)
{
#ifdef USE_SSH
    if (one(a)) {
        return 1;
    }
#endif
#ifndef DISABLE_FTP
    else if (two(b)) {
        return 0;
    }
#endif
    return two(3);
}

int behind(void)
{
    return match(1, 2);
}
