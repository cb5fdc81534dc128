struct s { int n; };
int f(int a);
int g(int a);

int all(struct s *p, int c, unsigned long size)
{
    int a = c ? f(1) : g(2);
    a = (f(1), g(2));
    a += ({ int t = f(3); t; });
    size = sizeof(struct s) + sizeof p->n + _Alignof(struct s);
    size += __builtin_offsetof(struct s, n) + offsetof(struct s, n);
    _Generic(a, int : f, default : g)(a);
    (void)(long)c;
    goto done;
done:
    __asm__ volatile("nop" : "=r"(a) : "r"(c) : "memory");
    return -a ^ ~c;
}
