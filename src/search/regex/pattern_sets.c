// SPDX-License-Identifier: Apache-2.0
// The sets of texts by which parts of a pattern become a query of trigrams.
//
// After R. Cox, "Regular Expression Matching with a Trigram Index" (2012): of each part one keeps which
// texts it is, while these are few, or else how they begin and end; where two parts meet, the ends of one and the
// beginnings of the other make new trigrams.
#include "pattern.h"

#include <stdlib.h>

#define TEXT_BYTES_MAX 32u /* of an exact text; longer ones are known by their ends */
#define KEPT_BYTES 2u      /* of beginnings and ends: what a trigram across a border needs */
#define NODES_MAX 4096u    /* of a query */

/* ---- queries ---- */

static const trigram_query all = {.op = TRIGRAM_ALL};

static const trigram_query *make_node(part_maker *m, trigram_op op, uint32_t trigram,
                                      const trigram_query *left, const trigram_query *right)
{
    trigram_query *q = cg_arena_alloc(m->arena, sizeof *q);
    *q = (trigram_query){.op = op, .trigram = trigram, .left = left, .right = right};
    m->nodes++;
    return q;
}

static const trigram_query *query_and(part_maker *m, const trigram_query *a, const trigram_query *b)
{
    if (b->op == TRIGRAM_ALL || a == b || m->nodes >= NODES_MAX)
        return a; /* asking for less is always right */
    return a->op == TRIGRAM_ALL ? b : make_node(m, TRIGRAM_AND, 0, a, b);
}

static const trigram_query *query_or(part_maker *m, const trigram_query *a, const trigram_query *b)
{
    if (a == b)
        return a;
    if (a->op == TRIGRAM_ALL || b->op == TRIGRAM_ALL || m->nodes >= NODES_MAX)
        return &all;
    return make_node(m, TRIGRAM_OR, 0, a, b);
}

static const trigram_query *query_of_text(part_maker *m, cg_str text)
{
    const trigram_query *q = &all;
    const uint8_t *p = (const uint8_t *)text.ptr;
    for (size_t i = 0; i + 3 <= text.len && m->nodes < NODES_MAX; i++) {
        uint32_t trigram = (uint32_t)p[i] << 16 | (uint32_t)p[i + 1] << 8 | p[i + 2];
        q = query_and(m, q, make_node(m, TRIGRAM_ONE, trigram, NULL, NULL));
    }
    return q;
}

static const trigram_query *query_of_set(part_maker *m, const text_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->items[i].len < 3)
            return &all;
    const trigram_query *q = set->count > 0 ? query_of_text(m, set->items[0]) : &all;
    for (size_t i = 1; i < set->count && q->op != TRIGRAM_ALL; i++)
        q = query_or(m, q, query_of_text(m, set->items[i]));
    return q;
}

bool trigram_query_passes(const trigram_query *query, cg_str filter)
{
    switch (query->op) {
    case TRIGRAM_ONE: return trigrams_may_have(filter, query->trigram);
    case TRIGRAM_AND:
        return trigram_query_passes(query->left, filter) &&
               trigram_query_passes(query->right, filter);
    case TRIGRAM_OR:
        return trigram_query_passes(query->left, filter) ||
               trigram_query_passes(query->right, filter);
    default: return true;
    }
}

void trigram_query_write(const trigram_query *query, cg_buf *out)
{
    bool both = query->op == TRIGRAM_AND;
    if (query->op == TRIGRAM_ALL) {
        cg_buf_add_char(out, '*');
    } else if (query->op == TRIGRAM_ONE) {
        for (unsigned shift = 24; shift > 0; shift -= 8)
            cg_buf_add_char(out, (char)(query->trigram >> (shift - 8)));
    } else {
        cg_buf_add_char(out, both ? '(' : '{');
        trigram_query_write(query->left, out);
        cg_buf_add_char(out, both ? ' ' : '|');
        trigram_query_write(query->right, out);
        cg_buf_add_char(out, both ? ')' : '}');
    }
}

/* ---- sets ---- */

static int compare_texts(const void *a, const void *b)
{
    return cg_str_cmp(*(const cg_str *)a, *(const cg_str *)b);
}

/* Sorts what was gathered and drops doubles. False: more are left than a set holds. */
static bool settle(cg_str *items, size_t count, text_set *out)
{
    size_t kept = 0;
    if (count > 1)
        qsort(items, count, sizeof *items, compare_texts);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !cg_str_eq(items[i], items[kept - 1]))
            items[kept++] = items[i];
    if (kept > SET_MAX)
        return false;
    out->count = kept;
    memcpy(out->items, items, kept * sizeof *items);
    return true;
}

static bool unite(const text_set *a, const text_set *b, text_set *out)
{
    cg_str items[2 * SET_MAX];
    memcpy(items, a->items, a->count * sizeof *items);
    memcpy(items + a->count, b->items, b->count * sizeof *items);
    return settle(items, a->count + b->count, out);
}

/* Each of `a` with each of `b` behind it. False: too many, or too long. */
static bool cross(part_maker *m, const text_set *a, const text_set *b, text_set *out)
{
    cg_str items[4 * SET_MAX];
    size_t count = 0;
    if (a->count * b->count > CG_ARRAY_LEN(items))
        return false;
    for (size_t i = 0; i < a->count; i++)
        for (size_t j = 0; j < b->count; j++) {
            cg_str x = a->items[i], y = b->items[j];
            if (x.len + y.len > TEXT_BYTES_MAX)
                return false;
            char *text = cg_arena_alloc(m->arena, x.len + y.len + 1);
            if (x.len > 0)
                memcpy(text, x.ptr, x.len);
            if (y.len > 0)
                memcpy(text + x.len, y.ptr, y.len);
            items[count++] = cg_str_make(text, x.len + y.len);
        }
    return settle(items, count, out);
}

/* Keeps `bytes` of each, at its beginning or its end. */
static text_set clip(const text_set *set, size_t bytes, bool ends)
{
    cg_str items[SET_MAX];
    text_set out = {.count = 0};
    for (size_t i = 0; i < set->count; i++) {
        cg_str s = set->items[i];
        size_t from = ends && s.len > bytes ? s.len - bytes : 0;
        items[i] = cg_str_slice(s, from, ends ? s.len : bytes);
    }
    bool fits = settle(items, set->count, &out);
    CG_ASSERT(fits);
    return out;
}

static const text_set only_empty = {.items = {{"", 0}}, .count = 1};

/* ---- parts ---- */

part part_text(part_maker *m, cg_str folded)
{
    (void)m;
    return (part){.exact = true, .begins = {.items = {folded}, .count = 1}, .needs = &all};
}

part part_anything(void)
{
    return (part){.begins = only_empty, .ends = only_empty, .needs = &all};
}

part part_one_of(part_maker *m, const uint8_t set[32])
{
    part p = {.exact = true, .needs = &all};
    for (unsigned c = 0; c < 256; c++) {
        if (!(set[c / 8] >> c % 8 & 1))
            continue;
        if (p.begins.count == SET_MAX)
            return part_anything();
        char *text = cg_arena_alloc(m->arena, 1);
        *text = (char)c;
        p.begins.items[p.begins.count++] = cg_str_make(text, 1);
    }
    return p.begins.count > 0 ? p : part_anything();
}

const trigram_query *part_query(part_maker *m, const part *a)
{
    return a->exact ? query_and(m, a->needs, query_of_set(m, &a->begins)) : a->needs;
}

/* The same, known by its ends alone. */
static part loosen(part_maker *m, const part *a)
{
    if (!a->exact)
        return *a;
    return (part){.begins = clip(&a->begins, KEPT_BYTES, false),
                  .ends = clip(&a->begins, KEPT_BYTES, true),
                  .needs = part_query(m, a)};
}

/* The ends of `a`, or `a` itself, each with what comes behind; the last bytes of it. */
static text_set join(part_maker *m, const text_set *a, const text_set *b, bool ends)
{
    text_set out;
    for (size_t bytes = TEXT_BYTES_MAX; bytes > 0;
         bytes = bytes > KEPT_BYTES ? KEPT_BYTES : bytes - 1) {
        text_set left = clip(a, bytes, ends), right = clip(b, bytes, ends);
        if (cross(m, ends ? &left : a, ends ? b : &right, &out))
            return clip(&out, KEPT_BYTES, ends);
    }
    return clip(ends ? b : a, KEPT_BYTES, ends);
}

/* The trigrams across the border of two parts. */
static const trigram_query *query_of_border(part_maker *m, const text_set *ends,
                                            const text_set *begins)
{
    text_set left = clip(ends, KEPT_BYTES, true), right = clip(begins, KEPT_BYTES, false), met;
    return cross(m, &left, &right, &met) ? query_of_set(m, &met) : &all;
}

part part_concat(part_maker *m, const part *a, const part *b)
{
    part out = {.exact = true, .needs = query_and(m, a->needs, b->needs)};
    if (a->exact && b->exact && cross(m, &a->begins, &b->begins, &out.begins))
        return out;
    const text_set *a_ends = a->exact ? &a->begins : &a->ends;
    const text_set *b_ends = b->exact ? &b->begins : &b->ends;
    const trigram_query *needs = query_and(m, part_query(m, a), part_query(m, b));
    out.exact = false;
    out.needs = query_and(m, needs, query_of_border(m, a_ends, &b->begins));
    out.begins = a->exact ? join(m, &a->begins, &b->begins, false) : a->begins;
    out.ends = b->exact ? join(m, a_ends, b_ends, true) : b->ends;
    return out;
}

part part_either(part_maker *m, const part *a, const part *b)
{
    part out = {.exact = true, .needs = query_or(m, a->needs, b->needs)};
    if (a->exact && b->exact && unite(&a->begins, &b->begins, &out.begins))
        return out;
    part x = loosen(m, a), y = loosen(m, b);
    out = (part){.needs = query_or(m, x.needs, y.needs)};
    if (!unite(&x.begins, &y.begins, &out.begins))
        out.begins = only_empty;
    if (!unite(&x.ends, &y.ends, &out.ends))
        out.ends = only_empty;
    return out;
}

part part_repeat(part_maker *m, const part *a)
{
    return loosen(m, a);
}

part part_ahead(part_maker *m, const part *a)
{
    return (part){.exact = true, .begins = only_empty, .needs = part_query(m, a)};
}
