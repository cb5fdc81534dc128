int take_lock(int *id);
#define LOCK(id) take_lock(id)
