// SPDX-License-Identifier: Apache-2.0
// What dead.c asks of a definition: why it may be used although nothing in the project uses it.
#ifndef CG_DEAD_H
#define CG_DEAD_H

#include "questions.h"

/** What a definition says of itself; what others say (imports, mentions, bases) is not in it. `closed`: being public is no
 *  reason. */
cg_dead_reason dead_reason_of(const cg_unit *unit, uint32_t def, cg_str path, bool closed);
/** Whether using its type uses it: constructors, and what a language calls on instances by itself. */
bool dead_goes_with_type(const cg_unit *unit, uint32_t def);

#endif
