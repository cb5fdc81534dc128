// SPDX-License-Identifier: Apache-2.0
// Names, words and vectors together. Each way brings candidates; what the other ways say of them is asked for, so each is
// judged by all. Worth by words and nearness are both brought to 0..1 within the answer and added, with weights: unlike ranks,
// they tell a clear leader from the first among equals (S. Bruch, S. Gai, A. Ingber, "An analysis of fusion functions for
// hybrid retrieval", 2023). Names and words alone are joined by rank.
#include "hybrid.h"

#include <math.h>
#include <stdlib.h>

#include "nearest.h"
#include "weights.h"

#define RANK_K 60.0
#define DEPTH 200                     /* of names and of vectors, at least */
#define TEXT_DEPTH 1000               /* of words, at least: those of a file vouch for each other */
#define EXACT 1.0                     /* exact matches of a symbol lead */
#define EMBED_NS UINT64_C(2000000000) /* that a remote embedder may take for a query */

/* What one hybrid query gathers. */
typedef struct hybrid {
    search *s;
    bool symbol_like;
    semantic_view *view; /* NULL: without vectors */
    float *vector;
    double nearest, farthest; /* cosines of the candidates that vectors brought */
    hit_list watch;           /* what names and vectors brought, by place */
    bool *seen;               /* of them, by words */
    top texts;
    hit_list all, rest;
} hybrid;

static int compare_places(const void *a, const void *b)
{
    const cg_hit *x = a, *y = b;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    if (x->def != y->def)
        return x->def < y->def ? -1 : 1;
    return (x->ref > y->ref) - (x->ref < y->ref);
}

static bool has(const cg_hit *hit, cg_signal signal)
{
    return hit->has >> signal & 1;
}

static void set_signal(cg_hit *hit, cg_signal signal, double value)
{
    hit->has |= 1u << signal;
    hit->signals[signal] = (float)value;
}

/* ---- vectors ---- */

/* The query's text as it is embedded: without quotes and what is not wanted. */
static cg_str text_to_embed(search *s)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_str rest = s->words;
    while (rest.len > 0) {
        if (query_is_space(rest.ptr[0])) {
            rest = cg_str_slice(rest, 1, rest.len);
            continue;
        }
        cg_str chunk = cg_str_slice(rest, 0, query_chunk(rest));
        rest = cg_str_slice(rest, chunk.len, rest.len);
        bool excludes = chunk.len > 1 && chunk.ptr[0] == '-';
        if (excludes && chunk.ptr[1] == '"')
            chunk.len = 0;
        for (size_t i = 0; !excludes && i < chunk.len; i++)
            cg_buf_add_char(&out, chunk.ptr[i] == '"' ? ' ' : chunk.ptr[i]);
        cg_buf_add_char(&out, ' ');
    }
    return cg_arena_str(s->scratch, cg_str_trim(cg_buf_str(&out)));
}

static bool is_zero(const float *vector, size_t dimension)
{
    for (size_t i = 0; i < dimension; i++)
        if (vector[i] != 0)
            return false;
    return true;
}

/* `*out_vector` NULL: the model knows no word of it. */
static cg_code embed(search *s, float **out_vector, cg_err *err)
{
    cg_embedder *embedder = cg_semantic_embedder(s->query->semantic);
    cg_embedder_info info = cg_embedder_describe(embedder);
    uint64_t until = cg_now_ns() + EMBED_NS, deadline = s->query->deadline_ns;
    cg_embed_until soon = {.deadline_ns = deadline != 0 ? CG_MIN(deadline, until) : until};
    cg_str text = text_to_embed(s);
    float *vector = cg_arena_alloc_array(s->scratch, info.dimension, sizeof *vector);
    cg_code rc = cg_embed_texts(embedder, CG_EMBED_QUERY, &text, 1, soon, vector, err);
    if (rc == CG_OK)
        *out_vector = is_zero(vector, info.dimension) ? NULL : vector;
    return rc;
}

/* Both that are needed; the view to be released. */
static cg_code prepare(search *s, semantic_view **out_view, float **out_vector, cg_err *err)
{
    cg_code rc = semantic_view_take(s->query->semantic, s->snap, out_view, err);
    if (rc != CG_OK)
        return rc;
    rc = embed(s, out_vector, err);
    if (rc != CG_OK) {
        semantic_view_release(*out_view);
        *out_view = NULL;
    }
    return rc;
}

static cg_code find_near(search *s, const semantic_view *view, const float *vector, size_t k,
                         hit_list *out, cg_err *err)
{
    nearest_ask ask = {
        .vectors = vector, .count = 1, .k = k, .not_file = CG_NONE, .not_def = CG_NONE};
    return nearest_run(s, view, &ask, out, err);
}

/* Whether a failure leaves words to go by. What is damaged, or out of time, is told as such. */
static bool is_degrading(const search *s, cg_code rc)
{
    bool in_time = s->query->deadline_ns == 0 || cg_now_ns() < s->query->deadline_ns;
    return rc == CG_E_UNAVAILABLE || rc == CG_E_BUSY || rc == CG_E_LIMIT || rc == CG_E_ENCODING ||
           (rc == CG_E_DEADLINE && in_time);
}

/* Candidates by vector, where there is a model; goes without where it cannot. */
static cg_code add_near(hybrid *h, cg_hits *page, cg_err *err)
{
    search *s = h->s;
    hit_list near = {0};
    cg_err why = {0};
    if (s->query->semantic == NULL)
        return CG_OK;
    cg_code rc = prepare(s, &h->view, &h->vector, &why);
    if (is_degrading(s, rc)) {
        page->degraded = cg_arena_printf(s->scratch, "%s", why.text);
        return CG_OK;
    }
    if (rc == CG_OK && h->vector != NULL)
        rc = find_near(s, h->view, h->vector, DEPTH, &near, &why);
    if (rc != CG_OK) {
        if (err != NULL)
            *err = why;
        CG_VEC_FINI(&near);
        return rc;
    }
    page->by_vectors = true;
    page->coverage = h->view->coverage;
    if (h->vector == NULL)
        page->degraded = CG_STR("the model knows no word of the query");
    for (size_t i = 0; i < near.len; i++)
        CG_VEC_PUSH(&h->watch, near.ptr[i]);
    h->nearest = near.len > 0 ? near.ptr[0].score : 0;
    h->farthest = near.len > 0 ? near.ptr[CG_MIN(near.len, (size_t)DEPTH) - 1].score : 0;
    CG_VEC_FINI(&near);
    return CG_OK;
}

/* ---- names ---- */

static cg_code add_names(hybrid *h, cg_err *err)
{
    top names = {.snap = h->s->snap, .max = CG_MAX(h->texts.max, (size_t)DEPTH)};
    uint64_t total;
    if (!h->symbol_like)
        return CG_OK;
    cg_code rc = symbol_run(h->s, false, &names, &total, err);
    size_t rank = 0;
    for (size_t i = 0; rc == CG_OK && i < names.hits.len; i++) {
        cg_hit hit = names.hits.ptr[i];
        /* those of one score share a rank: what names cannot tell apart the others decide */
        rank = i > 0 && hit.score == names.hits.ptr[i - 1].score ? rank : i;
        set_signal(&hit, CG_SIGNAL_SYMBOL, hit.score / SYMBOL_EXACT);
        hit.score = 1.0 / (RANK_K + 1.0 + (double)rank) + (hit.score >= SYMBOL_EXACT ? EXACT : 0.0);
        CG_VEC_PUSH(&h->watch, hit);
    }
    top_fini(&names);
    return rc;
}

/* By place, each once. The score is that by name, 0 of what vectors alone brought. */
static void settle_watch(hybrid *h)
{
    size_t count = 0;
    hit_list *watch = &h->watch;
    for (size_t i = 0; i < watch->len; i++)
        if (!has(&watch->ptr[i], CG_SIGNAL_SYMBOL))
            watch->ptr[i].score = 0;
    if (watch->len > 1)
        qsort(watch->ptr, watch->len, sizeof *watch->ptr, compare_places);
    for (size_t i = 0; i < watch->len; i++) {
        cg_hit hit = watch->ptr[i];
        if (count == 0 || compare_places(&watch->ptr[count - 1], &hit) != 0) {
            watch->ptr[count++] = hit;
            continue;
        }
        cg_hit *same = &watch->ptr[count - 1];
        for (unsigned signal = 0; signal < CG_SIGNAL_COUNT; signal++)
            if (has(&hit, signal))
                set_signal(same, signal, (double)hit.signals[signal]);
        same->score += hit.score;
        same->fields |= hit.fields;
    }
    watch->len = count;
    h->seen = cg_arena_alloc(h->s->scratch, count + 1);
}

/* ---- fusing ---- */

static cg_hit *find_watched(const hybrid *h, const cg_hit *place)
{
    return h->watch.len == 0
               ? NULL
               : bsearch(place, h->watch.ptr, h->watch.len, sizeof *h->watch.ptr, compare_places);
}

/* What words say, 0..1 but for exact names. `rank`: among texts; CG_NONE: it is not there. */
static double worth_by_words(const hybrid *h, const cg_hit *hit, size_t rank, double best)
{
    if (!h->symbol_like)
        return has(hit, CG_SIGNAL_TEXT) && best > 0
                   ? (double)(hit->signals[CG_SIGNAL_TEXT] * hit->signals[CG_SIGNAL_PRIOR]) / best
                   : 0.0;
    double by_text = rank != CG_NONE ? 1.0 / (RANK_K + 1.0 + (double)rank) : 0.0;
    double leads = hit->score >= EXACT ? EXACT : 0.0;
    return leads + (hit->score - leads + by_text) * (RANK_K + 1.0) / 2.0;
}

/* Nearness, 0..1 among the candidates that vectors brought, below 0 beyond them. */
static double worth_by_vector(double nearest, double farthest, const cg_hit *hit)
{
    double range = nearest - farthest;
    if (!has(hit, CG_SIGNAL_VECTOR) || range <= 0)
        return 0.0;
    double worth = ((double)hit->signals[CG_SIGNAL_VECTOR] - farthest) / range;
    return worth > 0 && has(hit, CG_SIGNAL_PRIOR) ? worth * (double)hit->signals[CG_SIGNAL_PRIOR]
                                                  : worth;
}

/* Those beyond the depth that every page looks into are no evidence, or pages would not agree. */
static void add_candidate(hybrid *h, cg_hit hit, size_t rank, double best)
{
    double share = h->symbol_like ? WEIGHT_VECTOR_SYMBOL : WEIGHT_VECTOR;
    hit.score = worth_by_words(h, &hit, rank, best) +
                share * CG_MAX(worth_by_vector(h->nearest, h->farthest, &hit), 0.0);
    if (rank != CG_NONE && rank >= TEXT_DEPTH)
        CG_VEC_PUSH(&h->rest, hit);
    else
        CG_VEC_PUSH(&h->all, hit);
}

/* ---- several candidates of a file ---- */

static int compare_in_files(const void *a, const void *b)
{
    const cg_hit *x = a, *y = b;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->def > y->def) - (x->def < y->def);
}

/* Adds to each hit of one file, best first, a share of what its best others are worth. */
static void vouch(cg_hit *hits, size_t count)
{
    double best[FILE_OTHERS + 1], sum = 0;
    size_t bests = CG_MIN(count, CG_ARRAY_LEN(best));
    for (size_t i = 0; i < bests; i++)
        sum += best[i] = CG_MAX(hits[i].score, 0.0);
    for (size_t i = 0; i < count; i++) {
        double others = sum - best[CG_MIN(i, bests - 1)];
        hits[i].score += WEIGHT_FILE * others;
    }
}

/* A file that deals with a thing in several places before one that does so in one. Manual nodes are in none. */
static void vouch_all(hit_list *all)
{
    if (all->len > 1)
        qsort(all->ptr, all->len, sizeof *all->ptr, compare_in_files);
    for (size_t from = 0, to; from < all->len && all->ptr[from].file != CG_NONE; from = to) {
        for (to = from + 1; to < all->len && all->ptr[to].file == all->ptr[from].file;)
            to++;
        vouch(all->ptr + from, to - from);
    }
}

/* Whether what vectors alone brought is no answer: the words demand something, or a symbol was meant and found. */
static bool is_strict(const hybrid *h, uint64_t by_words)
{
    const plan *p = &h->s->plan;
    return p->must != 0 || p->not_wanted != 0 || p->phrases_count > 0 ||
           (h->symbol_like && by_words > 0);
}

/* Ranks of texts, as of names. Counts what words did not find. */
static void gather_all(hybrid *h, uint64_t by_words, uint64_t *inout_total)
{
    bool strict = is_strict(h, by_words);
    const top *texts = &h->texts;
    double best = texts->hits.len > 0 ? texts->hits.ptr[0].score : 0;
    size_t rank = 0;
    bool *listed = cg_arena_alloc(h->s->scratch, h->watch.len + 1);
    for (size_t i = 0; i < texts->hits.len; i++) {
        cg_hit hit = texts->hits.ptr[i];
        rank = i > 0 && hit.score == texts->hits.ptr[i - 1].score ? rank : i;
        cg_hit *watched = find_watched(h, &hit);
        hit.score = 0;
        if (watched != NULL) {
            listed[watched - h->watch.ptr] = true;
            watched->fields |= hit.fields;
            hit = *watched;
        }
        add_candidate(h, hit, rank, best);
    }
    for (size_t i = 0; i < h->watch.len; i++) {
        const cg_hit *hit = &h->watch.ptr[i];
        bool by_word = h->seen[i] && h->s->plan.phrases_count == 0; /* they are checked in texts */
        bool wanted = !strict || by_word || has(hit, CG_SIGNAL_SYMBOL);
        if (!listed[i] && wanted)
            add_candidate(h, *hit, CG_NONE, best);
        *inout_total += wanted && !h->seen[i];
    }
}

static void rank_all(const hit_list *all, const hit_list *rest, top *out)
{
    for (size_t i = 0; i < all->len; i++)
        top_add(out, &all->ptr[i]);
    for (size_t i = 0; i < rest->len; i++)
        top_add(out, &rest->ptr[i]);
    top_sort(out);
}

static cg_code gather(hybrid *h, cg_hits *page, uint64_t *out_by_words, cg_err *err)
{
    cg_code rc = add_near(h, page, err);
    if (rc == CG_OK)
        rc = add_names(h, err);
    if (rc != CG_OK)
        return rc;
    settle_watch(h);
    const text_options opts = {
        .watch = h->watch.ptr, .watch_seen = h->seen, .watch_count = h->watch.len};
    rc = search_run_text(h->s, &opts, &h->texts, &page->total, err);
    *out_by_words = page->total;
    for (size_t i = 0; rc == CG_OK && i < h->watch.len; i++)
        *out_by_words += !h->seen[i] && has(&h->watch.ptr[i], CG_SIGNAL_SYMBOL);
    return rc;
}

cg_code hybrid_run(search *s, top *out, cg_hits *page, uint64_t *out_by_words, cg_err *err)
{
    hybrid h = {.s = s, .symbol_like = symbol_is_like(s->words)};
    h.texts = (top){.snap = s->snap, .max = CG_MAX(out->max, (size_t)TEXT_DEPTH)};
    cg_code rc = gather(&h, page, out_by_words, err);
    if (rc == CG_OK)
        gather_all(&h, *out_by_words, &page->total);
    if (rc == CG_OK && !h.symbol_like)
        vouch_all(&h.all);
    if (rc == CG_OK)
        rank_all(&h.all, &h.rest, out);
    top_fini(&h.texts);
    CG_VEC_FINI(&h.watch);
    CG_VEC_FINI(&h.all);
    CG_VEC_FINI(&h.rest);
    semantic_view_release(h.view);
    return rc;
}

/* ---- vectors alone ---- */

static cg_code check_semantic(const search *s, cg_err *err)
{
    if (s->query->semantic == NULL)
        return CG_FAIL(err, CG_E_UNAVAILABLE, "this server has no model for vectors");
    if (s->plan.phrases_count > 0 || s->plan.must != 0 || s->plan.not_wanted != 0)
        return CG_FAIL(err, CG_E_INVALID,
                       "a search by meaning has no \"phrases\" and no -words: other modes have");
    return CG_OK;
}

cg_code semantic_run(search *s, top *out, cg_hits *page, cg_err *err)
{
    semantic_view *view = NULL;
    float *vector = NULL;
    hit_list near = {0};
    cg_code rc = check_semantic(s, err);
    if (rc == CG_OK)
        rc = prepare(s, &view, &vector, err);
    if (rc == CG_OK && vector != NULL)
        rc = find_near(s, view, vector, CG_MAX(out->max, (size_t)DEPTH), &near, err);
    double nearest = near.len > 0 ? near.ptr[0].score : 0;
    double farthest = near.len > 0 ? near.ptr[CG_MIN(near.len, (size_t)DEPTH) - 1].score : 0;
    for (size_t i = 0; rc == CG_OK && i < near.len; i++)
        near.ptr[i].score = worth_by_vector(nearest, farthest, &near.ptr[i]);
    if (rc == CG_OK) {
        vouch_all(&near);
        rank_all(&near, &(hit_list){0}, out);
        page->total = near.len;
        page->by_vectors = true;
        page->coverage = view->coverage;
        if (vector == NULL)
            page->degraded = CG_STR("the model knows no word of the query");
    }
    CG_VEC_FINI(&near);
    semantic_view_release(view);
    return rc;
}
