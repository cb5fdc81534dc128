// SPDX-License-Identifier: Apache-2.0
// What methods and functions of JavaScript's own library give, and what they call callbacks with. Sets, tuples and iterators
// are as arrays here, promises as what they are fulfilled with.
#ifndef CG_JAVASCRIPT_LIBRARY_H
#define CG_JAVASCRIPT_LIBRARY_H

#include "rules.h"

typedef enum javascript_gives {
    GIVES_NOTHING, /* that is followed */
    GIVES_RECEIVER,
    GIVES_ELEMENT,
    GIVES_ARGUMENT,  /* the first */
    GIVES_ARGUMENTS, /* what all of them are together */
    GIVES_ELEMENT_OF_ARGUMENT,
    GIVES_CALLBACK,  /* what the first argument gives when it is called */
    GIVES_REDUCED,   /* the same, or what it begins with */
    GIVES_CALLBACKS, /* an array of that */
    GIVES_CALL,      /* what calling the receiver gives */
    GIVES_ARRAY,     /* of elements of the first argument */
    GIVES_SETTLED,   /* an array of what has such elements as its value */
    GIVES_ARRAY_OF_ARGUMENTS,
    GIVES_GROUPS,            /* what has arrays of them under any key */
    GIVES_RECORD,            /* what has the seconds of pairs in the first argument under any key */
    GIVES_KEYS,              /* an array of the keys of a map */
    GIVES_VALUES,            /* … of its values */
    GIVES_PAIRS,             /* an array of pairs, whose second is an element of the receiver */
    GIVES_PAIRS_OF_ARGUMENT, /* of the first argument */
    GIVES_FILTERED, /* the receiver, with such elements as the first argument says they are */
    GIVES_FOUND,    /* such an element */
} javascript_gives;

/* What a callback gets that is the first argument. */
typedef enum javascript_passes {
    PASSES_NOTHING,
    PASSES_RECEIVER,
    PASSES_ELEMENT,     /* first */
    PASSES_TWO,         /* elements */
    PASSES_REDUCED,     /* what there is so far, and an element */
    PASSES_ENTRY,       /* the value and the key of an entry of a map */
    PASSES_OF_ARGUMENT, /* an element of the first argument, to the second */
} javascript_passes;

typedef struct javascript_library_row {
    const char *name; /* "Type.member"; of "*" for any value */
    javascript_gives gives;
    javascript_passes passes;
} javascript_library_row;

/** In order. */
extern const javascript_library_row javascript_library[];
extern const size_t javascript_library_count;

#endif
