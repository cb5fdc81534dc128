#define other 1
