static int SCAN(step)(int at) { return at + 1; }
int SCAN(scan)(int at) { return SCAN(step)(at); }
