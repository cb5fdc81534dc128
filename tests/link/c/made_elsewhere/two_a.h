#define EACH(name) int a_##name(void) { return 1; }
