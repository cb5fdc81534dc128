#define WITH_DSA 1
#define WITH_RSA 1
#define WITH_ECC 1

#include "options.h"
