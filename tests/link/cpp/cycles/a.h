#pragma once
#include "b.h"
class A : public B { public: B *b; int value(); };
