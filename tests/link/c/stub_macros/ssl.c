#include "ssl.h"
#ifdef USE_SSL
int ssl_supports(int option) { return option; }
void ssl_close(int at) { (void)at; }
#endif
#ifdef DEBUG_BUILD
void trace(int at) { (void)at; }
#endif
