// SPDX-License-Identifier: Apache-2.0
// What types and functions of the C++ standard library are to their arguments, and what members give.
#ifndef CG_CPP_STD_H
#define CG_CPP_STD_H

#include "rules.h"

/* What these are to their type arguments. Functions of the library that hand on or make a value are
 * among them by what their result is. */
typedef enum cpp_std_shape {
    CPP_NO_SHAPE,
    CPP_POINTS,
    CPP_HOLDS_ONE,
    CPP_HOLDS_PAIRS,
    CPP_IS_PAIR,
    CPP_MAKES,  /* what its name says, of the type written behind it: make_unique<T> */
    CPP_PASSES, /* its first argument, or where that leads */
    CPP_IS_TEXT,
    CPP_MAKES_TEXT,
} cpp_std_shape;

typedef struct cpp_std_named {
    const char *name;
    cpp_std_shape shape;
} cpp_std_named;

typedef enum cpp_std_gives {
    CPP_GIVES_NOTHING, /* that is followed */
    CPP_GIVES_VALUE,   /* what is held, of maps what is under a key */
    CPP_GIVES_PLACE,   /* where it is: an iterator */
    CPP_GIVES_PLAIN,   /* a value of the type `plain`, or a pointer to some */
} cpp_std_gives;

typedef struct cpp_std_membership {
    const char *name;
    cpp_std_gives gives;
    const char *plain;
    unsigned pointers;
} cpp_std_membership;

/** cpp_std_data.c; all in order. */
extern const cpp_std_named cpp_std_types[];
extern const size_t cpp_std_types_count;
extern const cpp_std_membership cpp_pointer_members[], cpp_container_members[], cpp_text_members[];
extern const size_t cpp_pointer_members_count, cpp_container_members_count, cpp_text_members_count;

#endif
