#pragma once
#include "a.h"
class A;
class B : public A { public: A *a; };
