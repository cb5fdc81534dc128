#define HAVE_A 1
#define NONE 0
#define ALIAS HAVE_A
#ifdef WITH_GUI /* nobody says so */
#define HAVE_GUI 1
#endif
#if defined(HAVE_A) && !defined(NO_NET)
#define USE_NET
#endif
#if defined(HAVE_B) || defined(HAVE_A)
#define EITHER
#endif
#ifdef LOOP_B
#define LOOP_A
#endif
#ifdef LOOP_A
#define LOOP_B
#endif
