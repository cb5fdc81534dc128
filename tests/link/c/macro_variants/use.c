#include "log.h"
#include "lock.h"
void logs(int code) { LOG("code"); }
void may_drop(int code) { CHECK(code); }
void keeps(int code) { PLAIN(code); }
int locks(int *id) { return LOCK(id); }
int counts(int *id) { return COUNT(id); }
int stats(int *id) { return STATS(id); }
