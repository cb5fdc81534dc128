struct unknown_type *make(void);

int even(int n);

int odd(int n)
{
    return n == 0 ? 0 : even(n - 1);
}

int even(int n)
{
    return n == 0 ? 1 : odd(n - 1);
}

int outside(struct unknown_type *u)
{
    undeclared(u->field);
    return make()->other;
}
