#ifdef _WIN32
typedef struct handle { void *h; } handle;
void close_it(handle *h);
void flush_all(void);
#else
typedef struct handle { int fd; } handle;
void close_it(handle *h);
#endif
void other(void);
