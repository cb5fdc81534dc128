// SPDX-License-Identifier: Apache-2.0
// What the files of the rules for Java share.
#ifndef CG_JAVA_H
#define CG_JAVA_H

#include "java_library.h"

/* java_types.c: how types relate */

/** The supertype of `have` that is of the class or type of `want`, with its type arguments. */
bool java_as_type(cg_linker *l, const thing *have, const thing *want, thing *out);
unsigned java_fit(cg_linker *l, const thing *want, const thing *have);
bool java_infer(cg_linker *l, const thing *want, const thing *have, const thing *param, thing *out);
/** Whether a type has the type variable `param` in it. */
bool java_mentions(const thing *t, const thing *param);
/** Adds what `c ? a : b` is, where the branches are of types `a` and `b`: nothing where both are known and have nothing
 *  in common that is. */
void java_in_common(cg_linker *l, const thing *a, const thing *b, things *out);
bool java_as_expected(cg_linker *l, const thing *given, const thing *want, const thing *param,
                      thing *out);
/** Of the function that a functional interface stands for: its number of parameters; false: `type` is
 *  none. */
bool java_function_arity(cg_linker *l, const thing *type, unsigned *out);
void java_function_param(cg_linker *l, const thing *type, unsigned n, things *out);
thing java_function_gives(cg_linker *l, const thing *type);

/* java_members.c: what the language and its library give types */

void java_builtin_member(cg_linker *l, const thing *t, cg_str name, things *out);
void java_implied_member(cg_linker *l, const thing *type, cg_str name, things *out);
void java_superclass_member(cg_linker *l, const thing *type, cg_str name, const things *written,
                            things *out);
bool java_item(cg_linker *l, const thing *t, unsigned n, things *out);
bool java_element(cg_linker *l, const thing *t, things *out);
void java_builtin_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                         things *out);
uint32_t java_callees(cg_linker *l, const cg_link_unit *u, uint32_t ref, place *places,
                      uint32_t count);
void java_builtin_passed(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                         unsigned arg, unsigned n, things *out);
void java_called_member(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *io_members);
void java_builtin_wants(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                        unsigned arg, things *out);

#endif
