#ifdef NO_DEPRECATED
#define IF_NOT_DEPRECATED(x)
#else
#define IF_NOT_DEPRECATED(x) x
#endif
#ifdef LOGGING
#define IF_LOGGING(x) x
#else
#define IF_LOGGING(x)
#endif
