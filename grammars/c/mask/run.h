// SPDX-License-Identifier: Apache-2.0
// mask, run: the head of a declaration as a run of units (specifiers, types, names, macro calls). units.c reads them,
// run.c decides which of them are macros. Private to the two.
#ifndef CG_GRAMMARS_C_MASK_RUN_H
#define CG_GRAMMARS_C_MASK_RUN_H

#include "mask.h"

typedef enum unit_kind {
    UNIT_SPEC,
    UNIT_TYPE, /* a built-in type or struct X */
    UNIT_NAME, /* identifier, perhaps qualified and with template arguments */
    UNIT_CALL, /* MACRO(…) */
} unit_kind;

typedef struct unit {
    uint8_t kind, flags;
    bool ctor; /* A::A or A::~A */
    uint32_t from, to;
} unit;

#define UNITS_MAX 24

typedef struct run {
    unit units[UNITS_MAX];
    unsigned count;
    size_t end;     /* token that ends it */
    bool defines;   /* ends in the head of a class or enum definition */
    bool special;   /* ends before A::operator…, A::* */
    bool declaring; /* in a place for declarations alone: file, namespace, class */
    bool alone;     /* was macros that stood for themselves: a new statement begins */
    bool parameter; /* one of a parameter list */
    bool typed;     /* its type was read before */
    bool type_only; /* has no name: a cast */
} run;

static inline bool has_unit(const run *r, unit_kind kind)
{
    for (unsigned i = 0; i < r->count; i++)
        if (r->units[i].kind == kind)
            return true;
    return false;
}

static inline bool mask_is_pointer(const mask *m, size_t i)
{
    return mask_is(m, i, '*') || mask_is(m, i, '&') || mask_is(m, i, MASK_P_AND);
}

/* units.c */
/** Takes the unit at r->end; false when nothing of a declaration's head stands there. */
bool mask_read_unit(mask *m, run *r);

/* run.c */
/** Blanks what does not belong to a type without a name: in a cast, or inside API(type). */
void mask_type(mask *m, size_t i);

#endif
