// SPDX-License-Identifier: Apache-2.0
// The model of a tokenizer.json: words to numbers of pieces, by WordPiece or Unigram.
#ifndef CG_EMBED_PIECES_H
#define CG_EMBED_PIECES_H

#include "cg/json.h"

#define PIECES_MAX (1u << 21)
#define PIECE_NONE UINT32_MAX

typedef enum pieces_kind { PIECES_WORDPIECE, PIECES_UNIGRAM } pieces_kind;

typedef struct piece {
    uint32_t text, len; /* in texts */
    uint32_t id;
    double score; /* UNIGRAM: log-probability */
} piece;

/** One step of the cheapest way through a word. */
typedef struct piece_way {
    double score;
    uint32_t from, id;
    bool reached;
} piece_way;

typedef struct pieces {
    pieces_kind kind;
    cg_buf texts;
    CG_VEC(piece) list;
    uint32_t *slots;
    uint32_t mask;
    size_t longest;       /* bytes */
    size_t count;         /* numbers are below */
    uint32_t unknown;     /* PIECE_NONE: there is none */
    double unknown_score; /* UNIGRAM: of a letter that no piece has */
    cg_str prefix;        /* WORDPIECE: of pieces that continue a word; in texts once read */
    size_t letters_max;   /* WORDPIECE: longer words are unknown */
    unsigned median;      /* letters of a piece */
} pieces;

/** Reads "model" and "added_tokens" of `root`. The caller calls pieces_fini, on error too. Errors: CG_E_INVALID. */
CG_MUST_USE cg_code pieces_read(cg_json_value root, pieces *out, cg_err *err);
void pieces_fini(pieces *p);

typedef CG_VEC(uint32_t) piece_ids;
typedef CG_VEC(piece_way) piece_ways;
/** Appends the numbers of `word`, unknown ones included; `ways` is room. */
void pieces_of_word(const pieces *p, cg_str word, piece_ways *ways, piece_ids *out);

#endif
