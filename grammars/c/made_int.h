// SPDX-License-Identifier: Apache-2.0
// made_defs and made_types: definitions of what macros make, and the types that those name.
#ifndef CG_GRAMMARS_C_MADE_INT_H
#define CG_GRAMMARS_C_MADE_INT_H

#include "cfamily.h"
#include "made/made.h"

/* made_types.c; what is named stands at the node under the cursor, the use */

/** `struct T`, `const ns::T<int> *`: what it names; CG_NONE: a function, or words of the language alone. */
uint32_t cf_made_named(cg_extract *x, cg_str type);
/** public a::B<int>, C */
void cf_made_bases(cg_extract *x, cg_str bases);
/** How many parameters a function takes, and in C++ their types, which tell overloads apart. */
void cf_made_params(cg_extract *x, const made_head *head, cg_def_init *init);
/** Declares the parameters, and their types. */
void cf_made_bind(cg_extract *x, cg_str params);

#endif
