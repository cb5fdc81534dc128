package p;
class B extends A { void g(A a) { f(); a.f(); } }
