static inline int shared_value(void) { return 3; }
