// SPDX-License-Identifier: Apache-2.0
// What a tokenizer.json does to a text before its model reads it: a row of steps that change it, and a row that take
// it apart into words.
#ifndef CG_EMBED_PIPELINE_H
#define CG_EMBED_PIPELINE_H

#include "cg/json.h"
#include "unicode.h"

typedef enum step_kind {
    STEP_BERT_NORMALISE,
    STEP_LOWERCASE,
    STEP_STRIP_ACCENTS,
    STEP_STRIP,
    STEP_FORM,
    STEP_SENTENCEPIECE,
    STEP_REPLACE,
    STEP_PREPEND,
    /* from here on: into words */
    STEP_BERT_SPLIT,
    STEP_WORDS_AND_SIGNS,
    STEP_SPLIT_SPACES,
    STEP_PUNCTUATION,
    STEP_DIGITS,
    STEP_METASPACE,
} step_kind;

#define STEP_TEXT_MAX 16 /* code points of a text to be replaced, or put there */

typedef struct step_text {
    int32_t points[STEP_TEXT_MAX];
    size_t len;
} step_text;

typedef struct step {
    step_kind kind;
    normal_form form;                /* FORM */
    bool clean, ideographs;          /* BERT_NORMALISE */
    bool accents, lower;             /* BERT_NORMALISE: accents are taken off */
    bool left, right;                /* STRIP */
    bool single;                     /* DIGITS: each alone */
    bool prepend, only_first, split; /* METASPACE */
    step_text from, to;              /* REPLACE; PREPEND and METASPACE: to */
} step;

#define STEPS_MAX 16

typedef struct pipeline {
    step steps[STEPS_MAX];
    size_t count;
} pipeline;

/** Reads "normalizer" and "pre_tokenizer" of `root`. Errors: CG_E_INVALID, which names a step that is not known here. */
CG_MUST_USE cg_code pipeline_read(cg_json_value root, pipeline *out, cg_err *err);

/** A text on its way: its code points, and the words that they are taken apart into. */
typedef struct word_range {
    size_t start, end; /* in points */
} word_range;
typedef struct pipeline_text {
    code_points points, other; /* `other`: room for a step */
    CG_VEC(word_range) words, parts;
} pipeline_text;

/** Runs all steps on `text`: t->words in t->points are what comes out. */
void pipeline_run(const pipeline *p, cg_str text, pipeline_text *t);
void pipeline_text_fini(pipeline_text *t);

#endif
