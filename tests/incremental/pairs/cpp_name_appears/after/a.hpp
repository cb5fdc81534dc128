struct A { void m(); };
void f();
