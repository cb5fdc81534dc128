#include "harness.h"

class StoreTest {
protected:
    int Get() { return 1; }
};

int Check(int value) { return value; }

TEST(StoreTest, Empty)
{
    Check(Get());
}
