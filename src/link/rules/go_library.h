// SPDX-License-Identifier: Apache-2.0
// What generic functions and types of Go's standard library are, without their sources: what they give depends on what a
// program passes.
//
// One of them is a THING_EXTERNAL whose text is "package:name", with the arguments that it is given; a method of a generic
// type has the arguments of that.
#ifndef CG_GO_LIBRARY_H
#define CG_GO_LIBRARY_H

#include "go.h"

/** Types are written as in the language, but for what is no type of a program, "_", pointers, which are left out, and the
 *  package of a type: "iter:Seq[V]". */
typedef struct go_declared {
    const char *package;
    const char *name; /* "Clone", "Pointer.Load" */
    const char *vars; /* type parameters, each with the type that it is made of: "M map[K]V,K,V" */
    const char *text; /* "(M)M"; of a field its type; of a type what it stands for, or "" */
} go_declared;

/** Sorted by package and name. */
extern const go_declared go_library[];
extern const size_t go_library_count;

#endif
