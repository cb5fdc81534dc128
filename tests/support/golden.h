// SPDX-License-Identifier: Apache-2.0
// Texts that a test expects, kept in files beside it.
#ifndef CG_TEST_GOLDEN_H
#define CG_TEST_GOLDEN_H

#include "cg/base.h"

/** With `bless` writes `actual` to `path`; else compares, and prints how they differ. */
bool golden_check(const char *path, cg_str actual, bool bless);

#endif
