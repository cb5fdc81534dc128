#ifdef WRITTEN_BY_BUILD
void part(void);
#endif
