#define WITH_CACHE 1
/* #define WITH_TRACE */
#define LEVEL 0
