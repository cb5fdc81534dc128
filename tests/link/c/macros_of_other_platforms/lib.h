#ifdef ENABLE_LOGGING
#if defined(_MSC_VER) && (_MSC_VER < 1900)
#define snprintf usbi_snprintf
int usbi_snprintf(char *dst, int size, const char *format, ...);
#endif
#endif
