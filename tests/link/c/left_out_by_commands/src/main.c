#ifdef STATED
void stated(void) {}
#else
void not_stated(void) {}
#endif
#if LEVEL
void level(void) {}
#else
void no_level(void) {}
#endif
#if NUMBER && !defined(GONE)
void number(void) {}
#endif
#ifdef GONE
void gone(void) {}
#endif
#ifdef BUILDING_MAIN
void of_main(void) {}
#endif
#ifdef NOBODY
void nobody(void) {}
#endif
#if NOBODY_SAYS
void nobody_says(void) {}
#endif
#ifdef __RESERVED__
void reserved(void) {}
#endif
#ifdef ELSEWHERE
void elsewhere(void) {}
#endif

void calls(void)
{
#ifdef STATED
    stated();
#else
    not_stated();
#endif
#ifdef NOBODY
    nobody();
#endif
}
