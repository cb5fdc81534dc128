#ifdef WITH_THREADS
#include "threads.h"
static inline int next_id(int *id) { return take_lock(id); }
#else
#define LOCK(id) no_lock(id)
static inline int next_id(int *id) { return *id + 1; }
#endif
static inline int no_lock(int *id) { return *id; }
#define COUNT(id) next_id(id)
#ifdef WITH_STATS
#define STATS(id) no_lock(id)
#endif
