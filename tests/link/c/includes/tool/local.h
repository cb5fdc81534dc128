static inline int local_value(void) { return 2; }
