#include "fixture.h"
TEST_F(Fixture, Resets)
{
    reset();
    value_ = 2;
}
