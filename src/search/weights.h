// SPDX-License-Identifier: Apache-2.0
// What an occurrence is worth: the figures of the ranking, and their tables for one query.
#ifndef CG_SEARCH_WEIGHTS_H
#define CG_SEARCH_WEIGHTS_H

#include "postings.h"

/* Of a path's word, in shares of its rarity: for any node of the file, and for the file's own. */
#define WEIGHT_PATH 0.5
#define WEIGHT_PATH_FILE 0.9

/* Of what all definitions of a file say together: its share, and where it is half of the most. */
#define WEIGHT_EVIDENCE 0.15
#define EVIDENCE_K 2.0

/* What nearness by vector adds to the worth by words, both 0 to 1: of questions, and of what is like a symbol. */
#define WEIGHT_VECTOR 0.45
#define WEIGHT_VECTOR_SYMBOL 0.15
/* What files add to that (evidence.c): the next best by words, each; the cosine of the file's name; the worth of the best file that it
 * uses and of the best that uses it, among so many of the best. tests/bench/search/tune shows what they do. */
#define WEIGHT_OTHERS 0.1
#define FILE_OTHERS 3
#define WEIGHT_FILE_NAME 0.5
#define WEIGHT_USES 0.2
#define FILES_MAX 32

typedef struct weights {
    double name[4][8];  /* by match and parts of the name */
    double body[8][32]; /* by class of occurrences and length code */
    double doc[4];
    double signature[2];
    uint8_t fields[256]; /* by detail byte */
} weights;

#define WEIGHTS_K1 5.0

/** `bytes_per_node`: the project's average, which stands for the average length. */
void weights_init(weights *w, double bytes_per_node);
/** The saturated weight (0 to 1) of an entry, by its detail byte and its row's second byte. */
static inline double weights_of(const weights *w, uint8_t detail, uint8_t row1)
{
    double sum = w->name[POST_DETAIL_NAME(detail)][row1 & 7];
    sum += w->body[POST_DETAIL_BODY(detail)][row1 >> 3];
    sum += w->doc[POST_DETAIL_DOC(detail)];
    sum += w->signature[POST_DETAIL_SIGNATURE(detail)];
    return sum / (sum + WEIGHTS_K1);
}
/** The CG_FIELD_* bits of a detail byte. */
static inline unsigned weights_fields(const weights *w, uint8_t detail)
{
    return w->fields[detail];
}

#endif
