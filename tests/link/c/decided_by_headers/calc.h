int multiply(int a, int b);
int divide(int a, int b);
int lookup(int key);
int either(void);
