int configured(void) { return 1; }
int local(void) { return 2; }
