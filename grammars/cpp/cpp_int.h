// SPDX-License-Identifier: Apache-2.0
// cpp, inside: handlers of what only C++ has. The rest is in grammars/c.
//
//   cpp.c        descriptor, end of file      names.c   qualified names, templates, members
//   spaces.c     namespaces, using, friends   values.c  lambdas, new, calls, initialisers
//   templates.c  template<…>, concepts           tests.c   tests that macros define
//   operators.c  operators that may be the program's
//   literals.c   types of the language, literals
#ifndef CG_GRAMMARS_CPP_INT_H
#define CG_GRAMMARS_CPP_INT_H

#include "../c/cfamily.h"

/* names.c */
/** Written like a constant: kMax, MAX. */
bool cpp_looks_constant(cg_str name);
uint32_t cpp_qualified(cg_extract *x, cg_role role);
uint32_t cpp_template_name(cg_extract *x, cg_role role);
uint32_t cpp_template_arguments(cg_extract *x, cg_role role);
uint32_t cpp_dependent(cg_extract *x, cg_role role);
uint32_t cpp_dependent_name(cg_extract *x, cg_role role);
uint32_t cpp_operator_name(cg_extract *x, cg_role role);
void cpp_declarator_name(cg_extract *x);
uint32_t cpp_member(cg_extract *x, uint32_t value, cg_role role);

/* spaces.c */
uint32_t cpp_namespace(cg_extract *x, cg_role role);
uint32_t cpp_namespace_alias(cg_extract *x, cg_role role);
uint32_t cpp_using(cg_extract *x, cg_role role);
uint32_t cpp_alias(cg_extract *x, cg_role role);
uint32_t cpp_friend(cg_extract *x, cg_role role);
uint32_t cpp_open_space(cg_extract *x, cg_def_init init, bool is_inline);
/** module a; and import b; are read as declarations; false: it is none. */
uint32_t cpp_declaration(cg_extract *x, cg_role role);

/* templates.c */
uint32_t cpp_template(cg_extract *x, cg_role role);
uint32_t cpp_instantiation(cg_extract *x, cg_role role);
uint32_t cpp_type_parameter(cg_extract *x, cg_role role);
uint32_t cpp_concept(cg_extract *x, cg_role role);

/* operators.c */
int cpp_level(const cg_extract *x, TSNode node);
bool cpp_is_this(const cg_extract *x, TSNode node); /* in parentheses too */
uint32_t cpp_binary(cg_extract *x, cg_role role);
uint32_t cpp_unary(cg_extract *x, cg_role role);
uint32_t cpp_update(cg_extract *x, cg_role role);
uint32_t cpp_pointer(cg_extract *x, cg_role role);
uint32_t cpp_subscript(cg_extract *x, cg_role role);
uint32_t cpp_assignment(cg_extract *x, cg_role role);
uint32_t cpp_field(cg_extract *x, cg_role role);

/* tests.c */
bool cpp_is_test(cg_extract *x, const cf_head *head, const cf_declarator *d);
void cpp_test(cg_extract *x, const cf_head *head, const cf_declarator *d);

/* literals.c */
/** A type of the language, by its words: "const unsigned int". */
uint32_t cpp_primitive(cg_extract *x, cg_role role);
/** The type of a value that nothing else is known of: such words, "0", "str", "null" or "nullptr". */
uint32_t cpp_literal(cg_extract *x, TSNode node);

/* values.c */
uint32_t cpp_call(cg_extract *x, cg_role role);
uint32_t cpp_new(cg_extract *x, cg_role role);
uint32_t cpp_this(cg_extract *x, cg_role role);
uint32_t cpp_lambda(cg_extract *x, cg_role role);
void cpp_named_lambda(cg_extract *x);
uint32_t cpp_return(cg_extract *x, cg_role role);
uint32_t cpp_capture(cg_extract *x, cg_role role);
uint32_t cpp_field_initializer(cg_extract *x, cg_role role);
uint32_t cpp_range_for(cg_extract *x, cg_role role);
/** `Mutex lock(kInitialized);` outside of functions: every parameter is named like a constant. */
bool cpp_is_object(cg_extract *x, const cf_declarator *d);
/** `again`: not the first that is declared there. */
bool cpp_local_call(cg_extract *x, const cf_walk *w, bool again);
/** Names that turn out to be classes of this file: constructor initialisers, forward typedefs. */
void cpp_settle_names(cg_extract *x);

#endif
