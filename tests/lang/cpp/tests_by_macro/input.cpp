#include <gtest/gtest.h>

int answer();

TEST(Suite, Works)
{
    EXPECT_EQ(42, answer());
}

class Fixture : public testing::Test {
protected:
    int value = answer();
};

TEST_F(Fixture, Uses) { ASSERT_TRUE(value); }
