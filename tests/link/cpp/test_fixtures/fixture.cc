#include "fixture.h"
void Fixture::reset() { value_ = 0; }
