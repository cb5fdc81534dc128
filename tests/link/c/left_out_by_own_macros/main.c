#define WANT_GUI
#include "config.h"

#ifdef USE_NET
#define LOCAL_NET
#endif
#ifdef LOCAL_NET
void net(void) {}
#else
void no_net(void) {}
#endif

/* The header may ask for what this file defines. */
#ifdef USE_GUI
void gui(void) {}
#endif

/* Of the probe nothing is known, so of what follows from it neither. */
#ifdef HAVE_PROBED
#define LOCAL_PROBED
#endif
#ifdef LOCAL_PROBED
void probed(void) {}
#endif
#if defined(LOCAL_PROBED) || defined(NOBODY)
void either(void) {}
#endif

/* What replaces the missing is defined behind it. */
#ifndef HAVE_COPY
void copy(void) {}
#define HAVE_COPY
#endif
#if !defined(NO_MOVE) && !defined(HAVE_MOVE)
void move(void) {}
#define HAVE_MOVE
#endif

/* What is around asks for something else. */
#ifdef HAVE_WHOLE
struct whole {
#ifdef USE_NET
    struct inner {
        int x;
    } inner;
#endif
    struct always {
        int x;
    } always;
};
#endif
