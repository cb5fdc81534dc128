// SPDX-License-Identifier: Apache-2.0
// Full text: loads what is stored of the words, and has the units that any of them meets scored.
//
// BM25F after S. Robertson, H. Zaragoza, M. Taylor, "Simple BM25 extension to multiple weighted
// fields" (2004): the occurrences of a word in all fields, weighted, saturate together.
#include "score.h"

#define ENTRIES_ALONE 4000 /* what takes less time than waking a helper */

cg_code text_load(search *s, bool names_only, text_search **out_text, cg_err *err)
{
    text_search *t = cg_alloc(sizeof *t);
    text_search_init(t, s);
    cg_code rc = sources_load(&t->sources, s, !names_only, err);
    if (rc != CG_OK) {
        text_close(t);
        return rc;
    }
    *out_text = t;
    return CG_OK;
}

void text_close(text_search *t)
{
    if (t == NULL)
        return;
    sources_fini(&t->sources);
    cg_free(t);
}

/* ---- scoring in two halves ---- */

typedef struct half {
    const text_search *text;
    source_walk *walk;
    top *out;
    uint64_t total;
    cg_code rc;
    cg_err err;
} half;

static void score_half(void *arg)
{
    half *h = arg;
    h->rc = score_units(h->text, h->walk, h->out, &h->total, &h->err);
}

/* No unit is in both halves, and no node watched; who reads units for their names keeps the last one in the search. */
static bool is_worth_halving(const text_search *t)
{
    return t->s->query->pool != NULL && t->sources.entries > ENTRIES_ALONE && !t->asks_of_names;
}

static cg_code score_halves(const text_search *t, top *out, uint64_t *out_total, cg_err *err)
{
    search *s = t->s;
    uint32_t middle = sources_middle(&t->sources);
    top others = {.snap = out->snap, .max = out->max};
    half second = {
        .text = t, .walk = source_walk_open(&t->sources, s, middle, CG_NONE), .out = &others};
    source_walk *walk = source_walk_open(&t->sources, s, 0, middle);
    cg_aside aside;
    cg_aside_begin(&aside, s->query->pool, score_half, &second);
    cg_code rc = score_units(t, walk, out, out_total, err);
    cg_aside_end(&aside);
    if (rc == CG_OK && (rc = second.rc) != CG_OK && err != NULL)
        *err = second.err;
    for (size_t i = 0; rc == CG_OK && i < others.hits.len; i++)
        top_add(out, &others.hits.ptr[i]);
    *out_total += second.total;
    top_fini(&others);
    return rc;
}

cg_code text_score(text_search *t, const text_options *opts, top *out, uint64_t *out_total,
                   cg_err *err)
{
    t->opts = opts;
    for (size_t i = 0; i < opts->watch_count; i++)
        if (opts->watch[i].file != CG_NONE)
            file_watch(t->s, opts->watch[i].file);
    cg_code rc =
        is_worth_halving(t)
            ? score_halves(t, out, out_total, err)
            : score_units(t, source_walk_open(&t->sources, t->s, 0, CG_NONE), out, out_total, err);
    if (opts->unordered)
        top_cut(out);
    else
        top_sort(out);
    return rc;
}

cg_code text_run(search *s, const text_options *opts, top *out, uint64_t *out_total, cg_err *err)
{
    text_search *t = NULL;
    *out_total = 0;
    cg_code rc = text_load(s, opts->names_only, &t, err);
    if (rc == CG_OK)
        rc = text_score(t, opts, out, out_total, err);
    text_close(t);
    return rc;
}
