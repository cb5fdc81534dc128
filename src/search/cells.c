// SPDX-License-Identifier: Apache-2.0
// Payloads are taken apart first and weighed afterwards, in two short loops: the second has no branch that depends on what it meets.
#include "cells.h"

static uint8_t join_details(uint8_t a, uint8_t b)
{
    unsigned name = CG_MAX(POST_DETAIL_NAME(a), POST_DETAIL_NAME(b));
    unsigned body = CG_MAX(POST_DETAIL_BODY(a), POST_DETAIL_BODY(b));
    unsigned doc = CG_MAX(POST_DETAIL_DOC(a), POST_DETAIL_DOC(b));
    return (uint8_t)(name | body << 2 | doc << 5 | (((unsigned)a | b) & 0x80));
}

/* Definitions ascend, so there are not more entries than definitions. */
static bool read_entries(cg_str payload, uint32_t defs, entries *out)
{
    post_reader reader = post_open(payload);
    uint32_t def, count = 0;
    uint8_t detail;
    while (post_next(&reader, &def, &detail)) {
        if (def >= defs)
            return false;
        out->defs[count] = def;
        out->details[count++] = detail;
    }
    out->count = count;
    return !reader.damaged;
}

/* Adds the entries of `more`: from behind, where there is room for those that are new. */
static void insert_new(entries *all, const entries *more, uint32_t extra)
{
    uint32_t from = all->count, other = more->count, to = from + extra;
    all->count = to;
    while (to > from) {
        bool newer = from == 0 || all->defs[from - 1] < more->defs[other - 1];
        if (!newer)
            other -= all->defs[from - 1] == more->defs[other - 1];
        const entries *source = newer ? more : all;
        uint32_t at = newer ? --other : --from;
        all->defs[--to] = source->defs[at];
        all->details[to] = source->details[at];
    }
}

/* A definition that has both terms counts once. */
static void join_entries(entries *all, const entries *more)
{
    uint32_t at = 0, extra = 0;
    for (uint32_t i = 0; i < more->count; i++) {
        while (at < all->count && all->defs[at] < more->defs[i])
            at++;
        if (at < all->count && all->defs[at] == more->defs[i])
            all->details[at] = join_details(all->details[at], more->details[i]);
        else
            extra++;
    }
    if (extra > 0)
        insert_new(all, more, extra);
}

static void keep_names(entries *e)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < e->count; i++) {
        e->defs[kept] = e->defs[i];
        e->details[kept] = e->details[i];
        kept += POST_DETAIL_NAME(e->details[i]) >= NAME_PART;
    }
    e->count = kept;
}

static double weigh_entries(cells *c, const weights *w, const cell_clause *clause)
{
    const entries *e = &c->entries;
    const double idf = clause->idf;
    const uint64_t words = clause->words;
    uint32_t touched = c->touched_count;
    double gathered = 0;
    for (uint32_t i = 0; i < e->count; i++) {
        uint32_t def = e->defs[i];
        uint8_t detail = e->details[i];
        double worth = weights_of(w, detail, c->rows[def * TABLE_ROW + 1]);
        cell *to = &c->of[def];
        c->touched[touched] = def;
        touched += to->words == 0;
        to->score += idf * worth;
        to->words |= words;
        to->fields |= weights_fields(w, detail);
        gathered += worth;
    }
    c->touched_count = touched;
    return gathered;
}

bool cells_add(cells *c, const weights *w, const cell_clause *clause, cg_str first, cg_str second,
               double *out_gathered)
{
    if (!read_entries(first, c->defs, &c->entries) || !read_entries(second, c->defs, &c->more))
        return false;
    join_entries(&c->entries, &c->more);
    if (clause->names_only)
        keep_names(&c->entries);
    *out_gathered = weigh_entries(c, w, clause);
    return true;
}

void cells_open(cells *c, const uint8_t *rows, uint32_t defs)
{
    c->rows = rows;
    c->defs = defs;
    if (defs <= c->room)
        return;
    cells_fini(c);
    c->room = defs + defs / 2;
    c->of = cg_alloc_array(c->room, sizeof *c->of);
    c->touched = cg_alloc_array((size_t)c->room + 1, sizeof *c->touched);
    entries *both[] = {&c->entries, &c->more};
    for (size_t i = 0; i < CG_ARRAY_LEN(both); i++) {
        both[i]->defs = cg_alloc_array((size_t)c->room + 1, sizeof *both[i]->defs);
        both[i]->details = cg_alloc_array((size_t)c->room + 1, sizeof *both[i]->details);
    }
}

void cells_close(cells *c)
{
    for (uint32_t i = 0; i < c->touched_count; i++)
        c->of[c->touched[i]] = (cell){0};
    c->touched_count = 0;
}

void cells_fini(cells *c)
{
    cg_free(c->of);
    cg_free(c->touched);
    cg_free(c->entries.defs);
    cg_free(c->entries.details);
    cg_free(c->more.defs);
    cg_free(c->more.details);
}
