#include "lock.h"
Lock::Lock() { }
Lock::Lock(int level) { }
Lock::Lock(const char *name) { }
Lock::Lock(const Lock &other) { }
