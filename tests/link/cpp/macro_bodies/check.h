#pragma once
namespace check {
class Failure {
public:
    Failure(const char *text, int line);
    void stop();
};
bool equal(int a, int b);
}
#define CHECK_EQ(a, b) \
    if (!check::equal(a, b)) check::Failure(#a, __LINE__).stop()
