// SPDX-License-Identifier: Apache-2.0
// What the files of the rules for Java share.
#ifndef CG_JAVA_RULES_H
#define CG_JAVA_RULES_H

#include "java_library.h"

#endif
