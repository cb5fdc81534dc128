// SPDX-License-Identifier: Apache-2.0
// Parts, compounds, and the pieces of unknown words.
#include "tokens.h"

#define JOINED_MAX 4    /* parts of a compound */
#define PIECED_LEAST 4u /* bytes of a word that is taken to pieces */
#define PIECED_MAX 64u  /* no more of it is looked at */

typedef struct row_list {
    uint32_t *rows;
    size_t count;
} row_list;

static void add_row(row_list *list, uint32_t row)
{
    if (list->count < TOKENS_MAX)
        list->rows[list->count++] = row;
}

/* ---- pieces ---- */

/* What a way of taking a word apart costs: few and long pieces, and little left out. */
enum { COST_PIECE = 4, COST_SHORT_PIECE = 6, COST_LEFT_OUT = 5 };

typedef struct piece_step {
    uint16_t cost;  /* of all up to here */
    uint16_t known; /* bytes of it that pieces cover */
    uint8_t from;   /* where the last step began */
    bool is_piece;  /* else a letter left out */
    uint32_t row;
} piece_step;

static bool begins_letter(cg_str word, size_t at)
{
    return at >= word.len || ((uint8_t)word.ptr[at] & 0xc0) != 0x80;
}

/* Of equal costs the first found is kept: that with the longer last step. */
static void improve(piece_step *to, const piece_step *from, piece_step step, unsigned cost)
{
    if (to->cost <= from->cost + cost)
        return;
    *to = step;
    to->cost = (uint16_t)(from->cost + cost);
    to->known = (uint16_t)(from->known + (step.is_piece ? step.known : 0));
}

/* steps[i]: the cheapest way of taking the first i bytes apart, by dynamic programming. */
static void find_pieces(const vocabulary *v, cg_str word, piece_step steps[PIECED_MAX + 1])
{
    for (size_t end = 1; end <= word.len; end++) {
        steps[end] = (piece_step){.cost = UINT16_MAX};
        if (!begins_letter(word, end))
            continue;
        size_t letter = end - 1;
        while (!begins_letter(word, letter))
            letter--;
        size_t start = end > v->longest ? end - v->longest : 0;
        for (; start + 2 <= end; start++) {
            if (!begins_letter(word, start))
                continue;
            uint32_t row = vocabulary_find(v, cg_str_slice(word, start, end));
            if (row == VOCABULARY_NONE)
                continue;
            piece_step step = {.known = (uint16_t)(end - start),
                               .from = (uint8_t)start,
                               .is_piece = true,
                               .row = row};
            improve(&steps[end], &steps[start], step,
                    end - start == 2 ? COST_SHORT_PIECE : COST_PIECE);
        }
        improve(&steps[end], &steps[letter], (piece_step){.from = (uint8_t)letter},
                COST_LEFT_OUT * (unsigned)(end - letter));
    }
}

/* A word of which less than half is known is not understood: it gives nothing. */
static void add_pieces(const vocabulary *v, cg_str word, row_list *out)
{
    piece_step steps[PIECED_MAX + 1] = {{0}};
    uint32_t rows[PIECED_MAX];
    size_t count = 0;
    word = cg_utf8_truncate(word, PIECED_MAX);
    find_pieces(v, word, steps);
    if (steps[word.len].known * 2u < word.len)
        return;
    for (size_t at = word.len; at > 0; at = steps[at].from)
        if (steps[at].is_piece)
            rows[count++] = steps[at].row;
    while (count > 0)
        add_row(out, rows[--count]);
}

/* ---- parts ---- */

/* The last of the parts from `first` on that are one token together, or `first`. */
static unsigned find_joined(const vocabulary *v, const cg_word_parts *parts, unsigned first,
                            uint32_t *out_row)
{
    unsigned last = first;
    while (last + 1 < parts->count && last + 1 - first < JOINED_MAX && parts->glued[last + 1])
        last++;
    for (; last > first; last--) {
        uint32_t row = vocabulary_find(v, cg_word_part(parts, first, last));
        if (row == VOCABULARY_NONE)
            continue;
        bool numbered = false;
        for (unsigned i = first; i <= last; i++)
            numbered |= parts->digits[i];
        if (!numbered && !(v->flags[row] & WORD_COMPOUND))
            continue;
        *out_row = row;
        return last;
    }
    return first;
}

static void add_part(const vocabulary *v, const cg_word_parts *parts, unsigned at, row_list *out)
{
    cg_str part = cg_word_part(parts, at, at);
    uint32_t row = vocabulary_find(v, part);
    if (row != VOCABULARY_NONE)
        add_row(out, row);
    else if (!parts->digits[at] && part.len >= PIECED_LEAST)
        add_pieces(v, part, out);
}

size_t tokens_of_word(const vocabulary *v, cg_str word, uint32_t out_rows[TOKENS_MAX])
{
    cg_word_parts parts;
    row_list out = {out_rows, 0};
    cg_word_split(word, &parts);
    if (parts.count > 0 && parts.digits[0]) {
        uint32_t row = vocabulary_find(v, cg_str_make(parts.text, parts.len));
        if (row != VOCABULARY_NONE)
            add_row(&out, row);
        return out.count;
    }
    for (unsigned i = 0; i < parts.count; i++) {
        uint32_t row;
        unsigned last = find_joined(v, &parts, i, &row);
        if (last > i)
            add_row(&out, row);
        else
            add_part(v, &parts, i, &out);
        i = last;
    }
    return out.count;
}
