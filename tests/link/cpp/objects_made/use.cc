#include "lock.h"
Owner::Owner() : given_(), listed_(3) { }
Owner::Owner(const Owner &other) : plain_(other.plain_) { }
void several() { Lock a("a"), b(1), c; }
void second_has_arguments() { Lock *a, b(1); }
void second_has_none() { Lock a(1), b; }
void array() { Lock all[3]; }
void list() { Lock a{}, b{2}; }
void from_number() { Lock a = 3; }
void from_text() { Lock a = "a"; }
void none() { Lock *a = nullptr, &b = *a; Kind k = SMALL; Plain *p[3]; }
