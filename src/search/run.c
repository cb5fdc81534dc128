// SPDX-License-Identifier: Apache-2.0
// One query from its text to a page of hits: chooses the ways of searching and joins their lists.
//
// Hybrid joins by reciprocal rank after G. Cormack, C. Clarke, S. Buettcher, "Reciprocal rank
// fusion outperforms Condorcet and individual rank learning methods" (2009).
#include <stdlib.h>

#include "search_int.h"

#define PHRASE_CANDIDATES 1000 /* at least so many are checked for phrases */
#define FUSION_K 60.0
#define FUSION_DEPTH 200 /* of each list, at least */
#define FUSION_EXACT 1.0 /* exact matches of a symbol lead */

const char *cg_field_text(unsigned bit_index)
{
    static const char *const texts[] = {"name", "qualified_name", "signature",
                                        "doc",  "path",           "body"};
    return bit_index < CG_ARRAY_LEN(texts) ? texts[bit_index] : "";
}

/* ---- the query under way ---- */

void search_open(search *s, const cg_snapshot *snap, const cg_query *query)
{
    memset(s, 0, sizeof *s);
    s->snap = snap;
    s->store = cg_snapshot_store(snap);
    s->query = query;
    s->scratch = cg_arena_create(0);
    s->name_glob = lower_in(s->scratch, query->filter.name);
    s->files = cg_arena_alloc(s->scratch, (size_t)cg_snapshot_files_limit(snap) + 1);
}

void search_close(search *s)
{
    cg_unit_pin_release(s->pin);
    cg_arena_destroy(s->scratch);
}

cg_code search_check_time(const search *s, cg_err *err)
{
    if (s->query->deadline_ns != 0 && cg_now_ns() > s->query->deadline_ns)
        return CG_FAIL(err, CG_E_DEADLINE, "the search took too long");
    return CG_OK;
}

cg_code search_unit(search *s, uint32_t file, const cg_unit **out_unit, cg_err *err)
{
    const cg_file *f = cg_snapshot_file(s->snap, file);
    if (s->pin == NULL || s->pin_unit != f->unit_no) {
        cg_unit_pin_release(s->pin);
        s->pin = NULL;
        cg_code rc = cg_store_unit(s->store, f->blob, (cg_lang_id)f->lang, f->extractor_version,
                                   false, &s->pin, err);
        if (rc != CG_OK)
            return rc;
        s->pin_unit = f->unit_no;
    }
    *out_unit = cg_unit_pin_unit(s->pin);
    return CG_OK;
}

/* ---- text ---- */

static cg_code run_text(search *s, const text_options *opts, top *out, uint64_t *out_total,
                        cg_err *err)
{
    size_t need = out->max;
    if (s->plan.phrases_count > 0)
        out->max = CG_MAX(need, (size_t)PHRASE_CANDIDATES);
    cg_code rc = text_run(s, opts, out, out_total, err);
    if (rc != CG_OK || s->plan.phrases_count == 0)
        return rc;
    rc = phrase_keep(s, out, out->max, err);
    *out_total = out->hits.len;
    return rc;
}

/* ---- hybrid ---- */

static int compare_places(const void *a, const void *b)
{
    const cg_hit *x = a, *y = b;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    if (x->def != y->def)
        return x->def < y->def ? -1 : 1;
    return (x->ref > y->ref) - (x->ref < y->ref);
}

/* Turns ranks into scores; `hits` is best first. Those of one score share a rank: what this way
 * of searching cannot tell apart the other decides. */
static void score_by_rank(cg_hit *hits, size_t count, bool symbols)
{
    size_t rank = 0;
    double last = 0;
    for (size_t i = 0; i < count; i++) {
        rank = hits[i].score == last ? rank : i;
        last = hits[i].score;
        bool exact = symbols && last >= SYMBOL_EXACT;
        hits[i].score = 1.0 / (FUSION_K + 1.0 + (double)rank) + (exact ? FUSION_EXACT : 0.0);
    }
}

/* Joins `names` (by place) and `texts` into `out`. */
static void fuse(const top *names, const top *texts, top *out)
{
    CG_VEC(cg_hit) all = {0};
    CG_VEC_RESERVE(&all, names->hits.len + texts->hits.len + 1);
    for (size_t i = 0; i < names->hits.len; i++)
        CG_VEC_PUSH(&all, names->hits.ptr[i]);
    for (size_t i = 0; i < texts->hits.len; i++)
        CG_VEC_PUSH(&all, texts->hits.ptr[i]);
    qsort(all.ptr, all.len, sizeof *all.ptr, compare_places);
    for (size_t i = 0; i < all.len; i++) {
        cg_hit hit = all.ptr[i];
        if (i + 1 < all.len && compare_places(&hit, &all.ptr[i + 1]) == 0) {
            hit.score += all.ptr[++i].score;
            hit.fields |= all.ptr[i].fields;
        }
        top_add(out, &hit);
    }
    CG_VEC_FINI(&all);
    top_sort(out);
}

static uint64_t count_unseen(const text_options *opts)
{
    uint64_t unseen = 0;
    for (size_t i = 0; i < opts->watch_count; i++)
        unseen += !opts->watch_seen[i];
    return unseen;
}

static cg_code run_fused(search *s, top *names, top *texts, top *out, uint64_t *out_total,
                         cg_err *err)
{
    uint64_t names_total;
    names->max = texts->max = CG_MAX(out->max, (size_t)FUSION_DEPTH);
    cg_code rc = symbol_run(s, false, names, &names_total, err);
    if (rc != CG_OK)
        return rc;
    score_by_rank(names->hits.ptr, names->hits.len, true);
    if (names->hits.len > 1)
        qsort(names->hits.ptr, names->hits.len, sizeof *names->hits.ptr, compare_places);
    text_options opts = {.watch = names->hits.ptr, .watch_count = names->hits.len};
    opts.watch_seen = cg_arena_alloc(s->scratch, names->hits.len + 1);
    rc = text_run(s, &opts, texts, out_total, err);
    if (rc != CG_OK)
        return rc;
    *out_total += count_unseen(&opts);
    score_by_rank(texts->hits.ptr, texts->hits.len, false);
    fuse(names, texts, out);
    return CG_OK;
}

static cg_code run_hybrid(search *s, top *out, uint64_t *out_total, cg_err *err)
{
    if (!symbol_is_like(s->words)) {
        const text_options none = {0};
        return run_text(s, &none, out, out_total, err);
    }
    top names = {.snap = s->snap}, texts = {.snap = s->snap};
    cg_code rc = run_fused(s, &names, &texts, out, out_total, err);
    top_fini(&names);
    top_fini(&texts);
    return rc;
}

/* ---- the page ---- */

/* The query's text into filters and a plan. */
static cg_code read_text(search *s, cg_err *err)
{
    cg_code rc = query_read(s->query->text, s->scratch, &s->words, &s->filters, err);
    if (rc == CG_OK) {
        search_narrow(s);
        rc = plan_make(s->words, s->scratch, &s->plan, err);
        if (rc == CG_E_INVALID && s->query->mode == CG_QUERY_SYMBOL)
            return CG_OK; /* names need not have words: operators */
    }
    return rc;
}

static cg_code run_mode(search *s, top *out, uint64_t *out_total, cg_err *err)
{
    const text_options none = {0};
    cg_code rc = search_check_time(s, err);
    if (rc == CG_OK)
        rc = read_text(s, err);
    if (rc != CG_OK || !search_is_of_project(s))
        return rc;
    if (s->query->mode == CG_QUERY_TEXT)
        return run_text(s, &none, out, out_total, err);
    bool symbol = s->query->mode == CG_QUERY_SYMBOL;
    rc = symbol ? symbol_run(s, true, out, out_total, err) : run_hybrid(s, out, out_total, err);
    if (rc == CG_OK && *out_total == 0 && (symbol || symbol_is_like(s->words)))
        rc = symbol_run_fuzzy(s, out, out_total, err);
    return rc;
}

cg_code cg_search_run(const cg_snapshot *snap, const cg_query *query, cg_arena *arena,
                      cg_hits *out_hits, cg_err *err)
{
    search *s = cg_alloc(sizeof *s);
    search_open(s, snap, query);
    top best = {.snap = snap,
                .max = CG_MIN(query->offset, (size_t)CG_SEARCH_DEPTH_MAX) +
                       CG_MIN(query->limit, (size_t)CG_SEARCH_DEPTH_MAX)};
    uint64_t total = 0;
    cg_code rc = run_mode(s, &best, &total, err);
    if (rc == CG_E_INVALID || rc == CG_E_LIMIT) /* as clients know the text */
        (void)cg_err_at(err, "q");
    if (rc == CG_OK) {
        size_t from = CG_MIN(query->offset, best.hits.len);
        size_t count = CG_MIN(query->limit, best.hits.len - from);
        cg_hits hits = {.count = count, .total = total};
        hits.rows = cg_arena_try(arena, (count + 1) * sizeof *hits.rows);
        if (hits.rows == NULL)
            rc = CG_FAIL(err, CG_E_LIMIT, "the page is too large for the request's memory");
        else if (count > 0)
            memcpy(hits.rows, best.hits.ptr + from, count * sizeof *hits.rows);
        if (rc == CG_OK)
            *out_hits = hits;
    }
    top_fini(&best);
    search_close(s);
    cg_free(s);
    return rc;
}
