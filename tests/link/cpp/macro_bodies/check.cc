#include "check.h"
namespace check {
Failure::Failure(const char *text, int line) {}
void Failure::stop() {}
bool equal(int a, int b) { return a == b; }
}
