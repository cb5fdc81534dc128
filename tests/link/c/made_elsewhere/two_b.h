#define EACH(name) int b_##name(void) { return 2; }
