// SPDX-License-Identifier: Apache-2.0
// What the files of Python's linking rules share.
#ifndef CG_LINK_PYTHON_H
#define CG_LINK_PYTHON_H

#include "rules.h"

/* python_values.c: special methods, and what values of the language's own types hold */
bool python_part(cg_linker *l, const thing *t, cg_str key, things *out);

/* python_builtins.c */
void python_builtin_member(cg_linker *l, const thing *t, cg_str name, things *out);
void python_builtin_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                           things *out);
/** The language's own function of that name, when it hands on what it is passed. */
bool python_builtin_function(cg_linker *l, cg_str name, things *out);

/* python_roots.c */
#define PYTHON_ROOTS_MAX 16u
typedef struct python_roots {
    uint32_t count;
    cg_str dirs[PYTHON_ROOTS_MAX];
} python_roots;
const python_roots *python_roots_of(cg_linker *l, const cg_link_unit *u);
/** The directory is a package: it has an __init__ file. */
bool python_is_package(cg_linker *l, cg_str dir);

/* python_decorators.c */
void python_derive(cg_linker *l, const cg_link_unit *u);
void python_replaced(cg_linker *l, const thing *t, things *out);

#endif
