#define WITH_FILES 1
#if defined(_WIN32)
#define WITH_HANDLES 1
#endif
