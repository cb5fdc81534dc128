static inline int config_value(void) { return 5; }
