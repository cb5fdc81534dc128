// SPDX-License-Identifier: Apache-2.0
// What a definition's vector is made of: the words of its unit, each as a word of one field of one
// definition. Training reads units through this too: a change here makes trained models unfit, so
// FIELDS_VERSION goes up with it.
#ifndef CG_EMBED_FIELDS_H
#define CG_EMBED_FIELDS_H

#include "cg/words.h"

/** Of this file, tokens.c and the fields below; stands in model files. */
#define FIELDS_VERSION 1

typedef enum field_id {
    FIELD_NAME = 0,
    FIELD_OWNER,     /* of the definitions around it, or that it says it belongs to */
    FIELD_SIGNATURE, /* its text up to the body */
    FIELD_DOC,
    FIELD_BODY,    /* what is inside of it and has no vector of its own */
    FIELD_MEMBERS, /* names of what is directly inside of it */
    FIELD_IMPORTS, /* text of the imports in it */
    FIELD_COUNT,
} field_id;
/** Stable words: "name", "owner" … */
extern const char *const field_names[FIELD_COUNT];

typedef struct field_word {
    cg_str word; /* of the source or of the unit's strings */
    uint32_t def;
    uint8_t field;
} field_word;

/** Gets up to FIELD_WORDS_MAX words at a time, in source order. */
#define FIELD_WORDS_MAX 64
typedef void (*field_words_take)(void *ctx, const field_word *words, size_t count);

/** Buffers of one thread, kept from unit to unit. Zero-initialised is empty. */
typedef struct field_reader {
    const cg_unit *unit;
    cg_str source;
    cg_regions regions;
    CG_VEC(uint32_t) heirs;    /* by definition: who gets its words, itself when it has a vector */
    CG_VEC(cg_hash128) prints; /* by definition: of all that its words are read from */
    CG_VEC(uint8_t) known;     /* by definition: nobody asks for its words; 0 when opened */
    field_word words[FIELD_WORDS_MAX];
    size_t words_count;
    field_words_take take; /* NULL: it makes prints */
    void *ctx;
} field_reader;

/** Definitions of this kind have a vector: files, types, callables, namespaces, variables; fields only
 *  when they have a body. Imports, plain fields and members of enums add to what they are in. */
bool field_has_vector(const cg_def *def);
/** Looks over `unit`, whose source is `source` (it may be empty: then names, owners and docs are all there is), and makes
 *  the prints: definitions of the same print have the same words. The path is no part of it: a unit has none. Both are
 *  read again by field_read. */
void field_open(field_reader *reader, const cg_unit *unit, cg_str source);
/** Passes the words of all definitions that are not known to `take`. Prints and marks live until the next one is
 *  opened. */
void field_read(field_reader *reader, field_words_take take, void *ctx);
void field_reader_fini(field_reader *reader);

#endif
