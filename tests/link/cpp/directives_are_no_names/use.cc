// Where a name is declared too often to be looked up, the nearest file that has it counts.
#include "part.cc"
using namespace sn;
int use() { return alloc(1); }
