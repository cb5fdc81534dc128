// SPDX-License-Identifier: Apache-2.0
// mask, if: what conditions of #if come to, and the macros that they ask for. Private to the two.
#ifndef CG_GRAMMARS_C_MASK_IF_H
#define CG_GRAMMARS_C_MASK_IF_H

#include "mask.h"

typedef enum if_sureness {
    IF_OPEN = 0, /* nothing is known */
    IF_GUESSED,  /* so, unless a build defines more than the file does */
    IF_LIKELY,   /* so, unless a build says otherwise than the file, or has an old compiler */
    IF_SURE,
} if_sureness;

typedef struct macro_entry {
    uint64_t hash; /* of the name; 0: a free slot */
    bool defined;
    bool stated;  /* the file defines or undefines it, if only in a branch that is left out */
    uint8_t sure; /* if_sureness: that it is defined, or not */
    uint8_t number_sure;     /* if_sureness: of what it stands for … */
    uint64_t number;         /* … this, or what its body comes to, if it has one */
    uint32_t body, body_len; /* bytes of the source */
} macro_entry;

/** A condition as far as it is read. Comments and line breaks are blanks. */
typedef struct mask_reader {
    const char *at, *end;
} mask_reader;
void mask_skip_space(mask_reader *r);
bool mask_take(mask_reader *r, const char *text); /* if that is what stands here */
cg_str mask_take_word(mask_reader *r);            /* empty: no name or number stands here */

/** What a branch asks of a macro, or by a formula. */
typedef struct mask_need {
    cg_str name;
    uint32_t formula,
        formula_len; /* in place of a name: where it stands in the follower's formulas */
    uint8_t form;    /* cg_condition */
} mask_need;
/** What condition `text` needs to hold, where that is this of one macro and that of another and no more than NEEDS_MAX;
 *  else 0. */
#define NEEDS_MAX 4u
unsigned mask_needs_of(cg_str text, mask_need out[NEEDS_MAX]);
/** The opposite of one. */
static inline mask_need mask_need_not(mask_need need)
{
    need.form ^= 1;
    return need;
}

/** As many names as the file defines and undefines. */
typedef struct macro_table {
    macro_entry *slots;
    uint32_t mask;
    uint64_t left; /* bytes of bodies that conditions may still go through */
} macro_table;

/** `name` says whether C++ has something (features.c), */
bool mask_is_feature(cg_str name);
/** and since when, as year and month; 0: it has not. */
uint32_t mask_feature(cg_str name);

/** Appends a formula (CG_IF_HOLDS) of what condition `text` asks of macros that the file does not define, as far as it is
 *  made of them. False, and nothing is appended: it asks for nothing, or for too much. */
bool mask_formula_of(const mask *m, macro_table *macros, cg_str text, cg_buf *out);
/** The file or the platform decide a condition. */
bool mask_condition_is_sure(const mask *m, macro_table *macros, cg_str text, bool *out_holds);

void macros_init(macro_table *t, size_t names);
void macros_fini(macro_table *t);
macro_entry macros_get(const mask *m, macro_table *t, cg_str name);
/** From now on `name` is what `to` says; not `active`: perhaps. The table has room for it. Returns its entry, which stays
 *  where it is. */
macro_entry *macros_set(const mask *m, macro_table *t, cg_str name, macro_entry to,
                        if_sureness sure, bool active);

#endif
