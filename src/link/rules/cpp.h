// SPDX-License-Identifier: Apache-2.0
// C++, inside.
//
//   cpp_scopes.c   plain names: namespaces around, using directives, argument-dependent lookup
//   cpp_const.c    whether objects are const
//   cpp_fit.c      how well arguments suit parameters
//   cpp_operators.c  operators that the program defines
//   cpp_pointers.c   which operands and arguments are pointers
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

/** Functions that operator `ref` may call, which is applied to these; NULL: nothing is known of it. */
void cpp_find_applied(cg_linker *l, const cg_link_unit *u, uint32_t ref, const thing *left,
                      const thing *right, things *out);

/* ---- cpp_pointers.c ---- */

/** An operand or argument. */
typedef struct cpp_operand {
    bool known;    /* the class or enum, and how many pointers to it */
    bool number;   /* of no class, but of a type of the language */
    bool is_const; /* what is known is */
    bool is_made;  /* of what a call makes: no name keeps it */
    int level;     /* pointers; 0: the object itself */
    thing value;   /* an instance, not of an alias */
    uint32_t ref;  /* CG_NONE: `this`, or nothing */
} cpp_operand;

/** What `ref` says, of which the address is taken `level` times. */
cpp_operand cpp_operand_of(cg_linker *l, const cg_link_unit *u, uint32_t ref, int level);
/** The same of `this` where `r` stands. */
cpp_operand cpp_operand_self(cg_linker *l, const cg_link_unit *u, const cg_ref *r, int level);

/* ---- cpp_operators.c ---- */

void cpp_applied(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
void cpp_arrow(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);

/* ---- cpp_const.c ---- */

/** Whether the object that `ref` reads is. */
bool cpp_is_const(cg_linker *l, const cg_link_unit *u, uint32_t ref);
/** Whether `def` is a const method or in one. */
bool cpp_in_const(const cg_link_unit *u, uint32_t def);
bool cpp_of_const(cg_linker *l, const cg_link_unit *u, uint32_t call);

/* ---- cpp_fit.c ---- */

/** How well something suits: CPP_FIT_NOT at most: not at all; from CPP_FIT_NEAR on it is of the class, or derived. */
#define CPP_FIT_NOT 1u
#define CPP_FIT_NEAR 80u
unsigned cpp_suits_operand(cg_linker *l, const cg_link_unit *u, uint32_t def, unsigned n,
                           const cg_link_unit *from, const cpp_operand *o);
/** What `arg` names is declared, but with no type that has a name: a number or what points to numbers. */
bool cpp_is_primitive(cg_linker *l, const cg_link_unit *u, uint32_t arg);
unsigned cpp_suits(cg_linker *l, const cg_link_unit *u, uint32_t def, unsigned n,
                   const cg_link_unit *from, const cg_hint *arg);

/* ---- cpp_std.c ---- */

void cpp_std_member(cg_linker *l, const thing *t, cg_str name, things *out);
/** A type that one of them has as a member: an iterator is what it leads to, with a pointer more. */
void cpp_std_type(const thing *t, cg_str name, things *out);
/** An element: of a map, a key with its value. */
bool cpp_std_element(cg_linker *l, const thing *t, things *out);
void cpp_std_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                    things *out);

#endif
