int is_error(int code) { return code < 0; }
int part_is_error(int code) { return is_error(code); }
int before(int code) { return part_is_error(code); }
#define part_is_error is_error
int behind(int code) { return part_is_error(code); }
int grow(int by) { return by; }
#define grow(by) grow((by) * 2)
int twice(int by) { return grow(by); }
#ifdef TRACED
#define is_error(code) traced(code)
#endif
int perhaps(int code) { return is_error(code); }
