#ifdef USE_SSL
int ssl_supports(int option);
void ssl_close(int at);
#else
#define ssl_supports(option) 0
#define ssl_close(at) \
    do {              \
    } while (0)
#endif
#ifdef DEBUG_BUILD
void trace(int at);
#else
#define trace(at)
#endif
