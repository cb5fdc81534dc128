int declared_here(int a) { return a; }
