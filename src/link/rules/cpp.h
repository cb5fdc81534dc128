// SPDX-License-Identifier: Apache-2.0
// C++, inside.
//
//   cpp_scopes.c   plain names: namespaces around, using directives, argument-dependent lookup
//   cpp_const.c    whether objects are const
//   cpp_fit.c      how well arguments suit parameters
//   cpp_std.c      what members of the standard library's types give
#ifndef CG_LINK_RULES_CPP_H
#define CG_LINK_RULES_CPP_H

#include "cfamily.h"

/* ---- cpp_scopes.c ---- */

void cpp_global(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
void cpp_outermost(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
void cpp_space_member(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, things *out);
void cpp_package_member(cg_linker *l, const thing *t, cg_str name, things *out);
/** Members that the class shows without owning them: nested classes defined outside of it, and the
 *  constants of enums in it. */
void cpp_implied_member(cg_linker *l, const thing *type, cg_str name, things *out);
void cpp_owner(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out);

/* ---- cpp_const.c ---- */

/** Whether the object that `ref` reads is. */
bool cpp_is_const(cg_linker *l, const cg_link_unit *u, uint32_t ref);
bool cpp_of_const(cg_linker *l, const cg_link_unit *u, uint32_t call);

/* ---- cpp_fit.c ---- */

unsigned cpp_suits(cg_linker *l, const cg_link_unit *u, uint32_t def, unsigned n,
                   const cg_link_unit *from, uint32_t arg);

/* ---- cpp_std.c ---- */

void cpp_std_member(cg_linker *l, const thing *t, cg_str name, things *out);
/** An element: of a map, a key with its value. */
bool cpp_std_element(cg_linker *l, const thing *t, things *out);
void cpp_std_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                    things *out);

#endif
