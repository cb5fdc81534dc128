#define USE_NET
#ifdef WANT_GUI
#define USE_GUI
#endif
