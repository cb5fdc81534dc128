#include "a.hpp"
void g(A &a) { f(); a.m(); }
