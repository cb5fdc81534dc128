#include "middle.h"
void Base::close() { }
void Middle::close() { count = 0; Base::close(); }
