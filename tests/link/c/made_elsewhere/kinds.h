#include "map.h"

MAP_STRUCT(kinds, int);
MAP_NAME(kinds, species);
