#include "use.cc"
Range::Range(int from, int to) {}
Range::Range(const char *text) {}
Range::Range() {}
bool ends(const char *text, char with) { return true; }
