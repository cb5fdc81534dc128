// SPDX-License-Identifier: Apache-2.0
// link: resolved references to edges. Today inside one unit; pure functions, any thread.
#ifndef CG_LINK_H
#define CG_LINK_H

#include "cg/model.h"

typedef CG_VEC(cg_link_edge) cg_link_edges;
typedef CG_VEC(uint32_t) cg_ordinals;

/** The edges between the definitions of one unit, ordered by (source, kind, target), one per triple.
 *  `contains` has no ordinals. Both vectors are cleared first and reused.
 *  Role to kind: call -> calls, or instantiates when the target is a type or constructor; new -> instantiates;
 *  inherit/implement -> inherits/implements; type -> type_of from the definition whose type it names,
 *  else references; read/write -> reads/writes of fields, properties, variables, constants and enum members, else
 *  references; everything that reaches an import -> references. A call whose name has several
 *  overloads keeps those that fit its arity, each with the confidence shared out. */
void cg_link_unit(const cg_unit *unit, cg_link_edges *out_edges, cg_ordinals *out_ordinals);

#endif
