// SPDX-License-Identifier: Apache-2.0
// Where the words of a query stand in a text: found as the index finds them, by their forms.
#include <stdlib.h>

#include "query_words.h"

#define TEXT_BYTES_MAX (64u << 10) /* of a text, looked at */

/* ---- the words of a query ---- */

static int compare_terms(const void *a, const void *b)
{
    return cg_str_cmp(*(const cg_str *)a, *(const cg_str *)b);
}

cg_str query_needle(const cg_query_words *words, size_t word)
{
    cg_str term = words->plan.clauses[word].terms[0];
    if (term.len > 3 && term.ptr[term.len - 1] == 'y')
        term.len--;
    return term;
}

static void note_letter(uint64_t by_letter[256], char letter, uint64_t bit)
{
    by_letter[(uint8_t)letter] |= bit;
    if (letter >= 'a' && letter <= 'z')
        by_letter[(uint8_t)(letter - 'a' + 'A')] |= bit;
}

/* Words that begin alike share one. */
static void note_pair(cg_query_words *w, cg_str needle)
{
    query_pair pair;
    memset(&pair.first, (uint8_t)needle.ptr[0] | QUERY_FOLD, sizeof pair.first);
    memset(&pair.second, needle.len > 1 ? (uint8_t)needle.ptr[1] | QUERY_FOLD : 0,
           sizeof pair.second);
    memset(&pair.any, needle.len > 1 ? 0 : 0xff, sizeof pair.any);
    for (size_t i = 0; i < CG_MIN(w->pairs_count, (size_t)QUERY_PAIRS_MAX); i++)
        if (memcmp(&w->pairs[i], &pair, sizeof pair) == 0)
            return;
    if (w->pairs_count < QUERY_PAIRS_MAX)
        w->pairs[w->pairs_count] = pair;
    w->pairs_count++;
}

static void note_letters(cg_query_words *w, size_t word)
{
    cg_str needle = query_needle(w, word);
    uint64_t bit = UINT64_C(1) << word;
    note_pair(w, needle);
    note_letter(w->by_letter, needle.ptr[0], bit);
    if (needle.len > 1)
        note_letter(w->by_second, needle.ptr[1], bit);
    for (size_t i = 0; needle.len == 1 && i < CG_ARRAY_LEN(w->by_second); i++)
        w->by_second[i] |= bit;
}

/* A join is in the words of texts, and in no term. */
static void note_term(cg_query_words *w, size_t number)
{
    cg_str term = w->terms[number];
    uint64_t bit = UINT64_C(1) << number % 64;
    note_letter(w->term_letter, term.ptr[0], bit);
    if (term.len > 1)
        note_letter(w->term_second, term.ptr[1], bit);
    for (size_t i = 0; term.len == 1 && i < CG_ARRAY_LEN(w->term_second); i++)
        w->term_second[i] |= bit;
    w->term_second['_'] |= bit;
}

static void collect_terms(cg_query_words *w, cg_arena *arena)
{
    const plan *p = &w->plan;
    w->terms =
        cg_arena_alloc_array(arena, p->clauses_count * CLAUSE_TERMS_MAX + 1, sizeof *w->terms);
    for (size_t i = 0; i < p->clauses_count; i++) {
        const clause *c = &p->clauses[i];
        if (c->kind == CLAUSE_NOT)
            continue;
        if (i < p->words_count)
            note_letters(w, i);
        for (unsigned t = 0; t < c->terms_count; t++)
            w->terms[w->terms_count++] = c->terms[t];
    }
    for (size_t i = 0; i < w->terms_count; i++)
        note_term(w, i);
    if (w->terms_count > 1)
        qsort(w->terms, w->terms_count, sizeof *w->terms, compare_terms);
}

const cg_query_words *cg_query_words_in(cg_arena *arena, cg_str query_text)
{
    cg_query_words *w = cg_arena_alloc(arena, sizeof *w);
    query_filters *filters = cg_arena_alloc(arena, sizeof *filters);
    cg_str text;
    memset(w, 0, sizeof *w);
    if (query_read(query_text, arena, &text, filters, NULL) != CG_OK ||
        plan_make(text, arena, &w->plan, NULL) != CG_OK)
        w->plan.clauses_count = w->plan.words_count = 0;
    collect_terms(w, arena);
    return w;
}

static bool is_wanted(const cg_query_words *w, cg_str term)
{
    return term.len > 0 &&
           bsearch(&term, w->terms, w->terms_count, sizeof *w->terms, compare_terms) != NULL;
}

/* Whether a term may begin anywhere in it: hardly a word of a text needs to be taken apart. Of letters beyond ASCII two bytes do not tell
 * which case they have. */
static bool may_have_term(const cg_query_words *w, cg_str word)
{
    for (size_t i = 0; i < word.len; i++) {
        uint8_t c = (uint8_t)word.ptr[i], next = i + 1 < word.len ? (uint8_t)word.ptr[i + 1] : 0;
        if (c >= 0x80 || (w->term_letter[c] & w->term_second[next]) != 0)
            return true;
    }
    return false;
}

/* ---- places in a text ---- */

/* The ranges so far, in characters, and the place up to which these were counted. */
typedef struct marker {
    cg_str text;
    size_t at; /* in bytes */
    uint32_t characters;
    cg_text_range *ranges;
    size_t count;
} marker;

/* `at`: at or behind the one before, or a little in front of it. */
static uint32_t character_of(marker *m, size_t at)
{
    for (; m->at < at; m->at++)
        m->characters += ((uint8_t)m->text.ptr[m->at] & 0xc0) != 0x80;
    for (; m->at > at; m->at--)
        m->characters -= ((uint8_t)m->text.ptr[m->at - 1] & 0xc0) != 0x80;
    return m->characters;
}

/* Ranges that touch become one. */
static void mark(marker *m, size_t start, size_t end)
{
    cg_text_range range = {.start = character_of(m, start)};
    range.end = character_of(m, end);
    cg_text_range *last = m->count > 0 ? &m->ranges[m->count - 1] : NULL;
    if (last != NULL && range.start <= last->end)
        last->end = CG_MAX(last->end, range.end);
    else if (m->count < CG_HIGHLIGHTS_MAX)
        m->ranges[m->count++] = range;
}

static void mark_word(marker *m, const cg_query_words *w, cg_str word, word_forms *forms)
{
    size_t start = (size_t)(word.ptr - m->text.ptr);
    if (!may_have_term(w, word))
        return;
    word_forms_make(word, forms);
    if (is_wanted(w, forms->whole)) {
        mark(m, start, start + word.len);
        return;
    }
    for (unsigned i = 0; i < forms->parts_count; i++)
        if (is_wanted(w, forms->parts[i]))
            mark(m, start + forms->spans[i].start, start + forms->spans[i].end);
}

size_t cg_search_highlights(const cg_query_words *words, cg_str text,
                            cg_text_range out_ranges[CG_HIGHLIGHTS_MAX])
{
    word_forms forms;
    marker m = {.text = cg_utf8_truncate(text, TEXT_BYTES_MAX), .ranges = out_ranges};
    cg_word_scan scan = cg_word_scan_open(m.text);
    cg_str word;
    while (words->terms_count > 0 && m.count < CG_HIGHLIGHTS_MAX && cg_word_next(&scan, &word))
        mark_word(&m, words, word, &forms);
    return m.count;
}
