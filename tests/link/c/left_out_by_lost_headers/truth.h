#define TRUTH true
