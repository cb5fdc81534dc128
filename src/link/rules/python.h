// SPDX-License-Identifier: Apache-2.0
// What the files of Python's linking rules share.
#ifndef CG_LINK_PYTHON_H
#define CG_LINK_PYTHON_H

#include "../rules.h"

/* python_values.c: special methods, and what the language's own types and functions give */
bool python_part(cg_linker *l, const thing *t, cg_str key, things *out);

#endif
