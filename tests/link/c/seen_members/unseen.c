#include "unseen.h"
int unseen(struct unseen *u) { return u->errors; }
