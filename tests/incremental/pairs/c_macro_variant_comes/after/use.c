#include "log.h"
void logs(int code) { LOG("code"); }
void may_drop(int code) { CHECK(code); }
void keeps(int code) { PLAIN(code); }
