#include "config.h"
#ifdef __OS400__
#include "config-os400.h"
#endif

#ifdef HAVE_A
void by_header(void);
#else
void not_by_header(void);
#endif
#if NONE
void none(void);
#elif ALIAS
void alias(void);
#else
void neither(void);
#endif
#ifdef HAVE_GUI
void gui(void);
#endif
#ifdef USE_NET
void net(void);
struct net {
    int port;
#ifdef HAVE_GUI
    int window;
#endif
};
static int net_count;
#endif
#if defined(EITHER) && !defined(HAVE_GUI)
void formula(void);
#else
void not_formula(void);
#endif
#if !(defined(HAVE_A) || defined(HAVE_B))
void no_letter(void);
#endif
#ifdef ELSEWHERE
void elsewhere(void);
#endif
#ifdef NOWHERE
void nowhere(void);
#else
void usual(void);
#endif
#ifdef HAVE_OLD
void old(void);
#endif
#ifdef LOOP_A
void loop(void);
#endif
#if HAVE_A > 2
void compared(void);
#endif
#ifdef _WIN32
void windows(void);
#ifdef HAVE_A
void windows_too(void);
#endif
#endif
#if 0
void never(void);
#endif
#ifdef HAVE_PROBED
void probed(void);
#endif
#ifdef LIB_PLATFORM_POSIX
void posix(void);
#else
void not_posix(void);
#endif
#define PART_A
#include "part.h"
#undef PART_A
