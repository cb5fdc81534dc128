// SPDX-License-Identifier: Apache-2.0
// One query from its text to a page of hits: chooses the ways of searching.
#include "hybrid.h"
#include "tables.h"

#define PHRASE_CANDIDATES 1000 /* at least so many are checked for phrases */

const char *cg_signal_text(unsigned signal)
{
    static const char *const texts[] = {"text", "symbol",    "vector",   "prior",
                                        "file", "file_name", "file_uses"};
    return signal < CG_ARRAY_LEN(texts) ? texts[signal] : "";
}

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

void search_fork(search *s, search *out)
{
    *out = *s;
    out->scratch = cg_arena_create(0);
    out->files = cg_arena_alloc(out->scratch, (size_t)cg_snapshot_files_limit(s->snap) + 1);
    out->pin = NULL;
}

void search_end_fork(search *fork)
{
    cg_unit_pin_release(fork->pin);
    cg_arena_destroy(fork->scratch);
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
        cg_code rc = cg_store_unit(s->store, cg_file_unit(f), false, &s->pin, err);
        if (rc != CG_OK)
            return rc;
        s->pin_unit = f->unit_no;
    }
    *out_unit = cg_unit_pin_unit(s->pin);
    return CG_OK;
}

/* ---- text ---- */

cg_code search_run_text(search *s, text_search *text, const text_options *opts, top *out,
                        uint64_t *out_total, cg_err *err)
{
    size_t need = out->max;
    if (s->plan.phrases_count > 0)
        out->max = CG_MAX(need, (size_t)PHRASE_CANDIDATES);
    cg_code rc = text_score(text, opts, out, out_total, err);
    if (rc != CG_OK || s->plan.phrases_count == 0)
        return rc;
    rc = phrase_keep(s, out, out->max, err);
    *out_total = out->hits.len;
    return rc;
}

static cg_code run_text(search *s, top *out, cg_hits *page, cg_err *err)
{
    const text_options none = {0};
    text_search *text = NULL;
    cg_code rc = text_load(s, false, &text, err);
    if (rc == CG_OK)
        rc = search_run_text(s, text, &none, out, &page->total, err);
    text_close(text);
    return rc;
}

/* ---- the page ---- */

cg_code search_read_filters(search *s, cg_err *err)
{
    cg_code rc = query_read(s->query->text, s->scratch, &s->words, &s->filters, err);
    if (rc == CG_OK) {
        search_narrow(s);
    }
    return rc;
}

/* The query's text into filters and a plan. */
static cg_code read_text(search *s, cg_err *err)
{
    cg_code rc = search_read_filters(s, err);
    if (rc != CG_OK)
        return rc;
    rc = plan_make(s->words, s->scratch, &s->plan, err);
    if (rc == CG_E_INVALID && s->query->mode == CG_QUERY_SYMBOL)
        return CG_OK; /* names need not have words: operators */
    return rc;
}

/* Names that are nearly the query's, in place of what was found otherwise; if there are none, that stays. */
static cg_code run_similar(search *s, top *out, cg_hits *page, cg_err *err)
{
    top similar = {.snap = s->snap, .max = out->max};
    uint64_t total = 0;
    cg_code rc = symbol_run_fuzzy(s, &similar, &total, err);
    if (rc == CG_OK && total > 0) {
        top others = *out;
        *out = similar;
        similar = others;
        page->total = total;
    }
    top_fini(&similar);
    return rc;
}

static cg_code run_mode(search *s, top *out, cg_hits *page, cg_err *err)
{
    uint64_t by_words = 0;
    cg_code rc = search_check_time(s, err);
    if (rc == CG_OK)
        rc = read_text(s, err);
    if (rc != CG_OK || !search_is_of_project(s))
        return rc;
    switch (s->query->mode) {
    case CG_QUERY_TEXT: return run_text(s, out, page, err);
    case CG_QUERY_SEMANTIC: return semantic_run(s, out, page, err);
    case CG_QUERY_SYMBOL:
        rc = symbol_run(s, true, out, &by_words, err);
        page->total = by_words;
        break;
    case CG_QUERY_HYBRID: rc = hybrid_run(s, out, page, &by_words, err); break;
    }
    /* what is near by vector is no reason to keep quiet about a name that may be meant */
    if (rc == CG_OK && by_words == 0 &&
        (s->query->mode == CG_QUERY_SYMBOL || symbol_is_like(s->words)))
        rc = run_similar(s, out, page, err);
    return rc;
}

cg_code cg_search_run(const cg_snapshot *snap, const cg_query *query, cg_arena *arena,
                      cg_hits *out_hits, cg_err *err)
{
    search *s = cg_alloc(sizeof *s);
    search_open(s, snap, query);
    s->book = tables_take_book(s);
    top best = {.snap = snap,
                .max = CG_MIN(query->offset, (size_t)CG_SEARCH_DEPTH_MAX) +
                       CG_MIN(query->limit, (size_t)CG_SEARCH_DEPTH_MAX)};
    cg_hits hits = {.total = 0};
    cg_code rc = run_mode(s, &best, &hits, err);
    if (rc == CG_E_INVALID || rc == CG_E_LIMIT) /* as clients know the text */
        (void)cg_err_at(err, "q");
    if (rc == CG_OK) {
        size_t from = CG_MIN(query->offset, best.hits.len);
        size_t count = CG_MIN(query->limit, best.hits.len - from);
        hits.count = count;
        hits.degraded = cg_arena_str(arena, hits.degraded);
        hits.rows = cg_arena_try(arena, (count + 1) * sizeof *hits.rows);
        if (hits.rows == NULL)
            rc = CG_FAIL(err, CG_E_LIMIT, "the page is too large for the request's memory");
        else if (count > 0)
            memcpy(hits.rows, best.hits.ptr + from, count * sizeof *hits.rows);
        if (rc == CG_OK)
            *out_hits = hits;
    }
    top_fini(&best);
    tables_give_back(s, s->book);
    search_close(s);
    cg_free(s);
    return rc;
}
