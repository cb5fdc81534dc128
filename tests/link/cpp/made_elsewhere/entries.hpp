#include "harness.h"

REGISTER(first)
