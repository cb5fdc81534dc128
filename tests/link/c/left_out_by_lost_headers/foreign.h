#include "lib_features.h"
