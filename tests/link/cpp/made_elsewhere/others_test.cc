// The framework's TEST is not in the project that defines another one, but this file has its own.
#define TEST(suite, name) void suite##_##name()

TEST(Own, Form)
{
}
