// SPDX-License-Identifier: Apache-2.0
// Names, words and vectors together. Each way brings candidates; what the other ways say of them is asked for, so each is
// judged by all. Worth by words and nearness are both brought to 0..1 within the answer and added, with weights: unlike ranks,
// they tell a clear leader from the first among equals (S. Bruch, S. Gai, A. Ingber, "An analysis of fusion functions for
// hybrid retrieval", 2023). Names and words alone are joined by rank. What files say comes on top (evidence.c), but for symbols.
#include "hybrid.h"

#include <math.h>
#include <stdlib.h>

#include "evidence.h"
#include "nearest.h"
#include "weights.h"

#define RANK_K 60.0
#define DEPTH 200 /* of names and of vectors, at least */
/* Of words, at least: those of a file are worth something to each other. With 1000 the same files are found. */
#define TEXT_DEPTH 500
#define EXACT 1.0                     /* exact matches of a symbol lead */
#define EMBED_NS UINT64_C(2000000000) /* that a remote embedder may take for a query */
#define LOAD_NS                                                                                    \
    UINT64_C(1000000000) /* that who has words to go by waits for vectors that are being read */

/* What one hybrid query gathers. */
typedef struct hybrid {
    search *s;
    bool symbol_like;
    semantic_view *view; /* NULL: without vectors */
    float *vector;
    struct near_search *near; /* that has it; NULL: none */
    text_search *text;
    double nearest,
        middle;     /* cosines: the best, and the mean of all that are known of candidates */
    hit_list watch; /* what names and vectors brought, by place */
    bool *seen;     /* of them, by words */
    top texts;
    candidates all, rest; /* rest: found by words beyond the depth */
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

/* Both that are needed; the view to be released. `most_ns`: to wait for it, 0: as long as there is time. */
static cg_code prepare(search *s, uint64_t most_ns, semantic_view **out_view, float **out_vector,
                       cg_err *err)
{
    uint64_t until = cg_semantic_until(s->query->deadline_ns, most_ns);
    cg_code rc = semantic_view_take(s->query->semantic, s->snap, until, out_view, err);
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
    return rc == CG_E_UNAVAILABLE || rc == CG_E_LOADING || rc == CG_E_BUSY || rc == CG_E_LIMIT ||
           rc == CG_E_ENCODING || (rc == CG_E_DEADLINE && in_time);
}

/* Candidates by vector, which are looked for beside words. */
typedef struct near_search {
    search s; /* a fork */
    hybrid *h;
    hit_list near;
    bool degraded;
    cg_code rc;
    cg_err why;
    cg_aside aside;
} near_search;

static void run_near(void *arg)
{
    near_search *n = arg;
    hybrid *h = n->h;
    n->rc = prepare(&n->s, LOAD_NS, &h->view, &h->vector, &n->why);
    n->degraded = is_degrading(&n->s, n->rc);
    if (n->rc == CG_OK && h->vector != NULL)
        n->rc = find_near(&n->s, h->view, h->vector, DEPTH, &n->near, &n->why);
}

/* NULL: there is no model. */
static near_search *begin_near(hybrid *h)
{
    search *s = h->s;
    if (s->query->semantic == NULL)
        return NULL;
    near_search *n = cg_arena_alloc(s->scratch, sizeof *n);
    search_fork(s, &n->s);
    n->h = h;
    cg_aside_begin(&n->aside, s->query->pool, run_near, n);
    return n;
}

/* Takes what was found; goes without where that cannot be. */
static cg_code take_near(hybrid *h, near_search *n, cg_hits *page, cg_err *err)
{
    if (n->degraded) {
        page->degraded = cg_arena_printf(h->s->scratch, "%s", n->why.text);
        return CG_OK;
    }
    if (n->rc != CG_OK) {
        if (err != NULL)
            *err = n->why;
        return n->rc;
    }
    page->by_vectors = true;
    page->coverage = h->view->coverage;
    if (h->vector == NULL)
        page->degraded = CG_STR("the model knows no word of the query");
    for (size_t i = 0; i < n->near.len; i++)
        CG_VEC_PUSH(&h->watch, n->near.ptr[i]);
    return CG_OK;
}

static cg_code end_near(hybrid *h, near_search *n, cg_hits *page, cg_err *err)
{
    if (n == NULL)
        return CG_OK;
    cg_aside_end(&n->aside);
    cg_code rc = take_near(h, n, page, err);
    CG_VEC_FINI(&n->near);
    h->near = n; /* its memory has the vector */
    return rc;
}

/* The query's vector, where names of files can be compared with it: a remote model would be asked for each. */
static const float *vector_for_names(const search *s, const float *vector)
{
    bool local =
        vector != NULL && !cg_embedder_describe(cg_semantic_embedder(s->query->semantic)).remote;
    return local ? vector : NULL;
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
        hit_set_signal(&hit, CG_SIGNAL_SYMBOL, hit.score / SYMBOL_EXACT);
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
        if (!hit_has(&watch->ptr[i], CG_SIGNAL_SYMBOL))
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
            if (hit_has(&hit, signal))
                hit_set_signal(same, signal, (double)hit.signals[signal]);
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
        return hit_has(hit, CG_SIGNAL_TEXT) && best > 0
                   ? (double)(hit->signals[CG_SIGNAL_TEXT] * hit->signals[CG_SIGNAL_PRIOR]) / best
                   : 0.0;
    double by_text = rank != CG_NONE ? 1.0 / (RANK_K + 1.0 + (double)rank) : 0.0;
    double leads = hit->score >= EXACT ? EXACT : 0.0;
    return leads + (hit->score - leads + by_text) * (RANK_K + 1.0) / 2.0;
}

/* Nearness, 1 of the nearest and 0 of the middle and of all beyond it. */
static double worth_by_vector(double nearest, double middle, const cg_hit *hit)
{
    double range = nearest - middle;
    if (!hit_has(hit, CG_SIGNAL_VECTOR) || range <= 0)
        return 0.0;
    double worth = ((double)hit->signals[CG_SIGNAL_VECTOR] - middle) / range;
    double prior = hit_has(hit, CG_SIGNAL_PRIOR) ? (double)hit->signals[CG_SIGNAL_PRIOR] : 1.0;
    return CG_MAX(worth, 0.0) * prior;
}

/* Among those of one exact name nearness tells nothing: what is meant is said. */
static double share_of_vector(const hybrid *h, const cg_hit *hit)
{
    if (!h->symbol_like)
        return WEIGHT_VECTOR;
    return hit->score >= EXACT ? 0.0 : WEIGHT_VECTOR_SYMBOL;
}

static double best_of(const top *texts)
{
    double best = 0;
    for (size_t i = 0; i < texts->hits.len; i++)
        best = CG_MAX(best, texts->hits.ptr[i].score);
    return best;
}

/* Scores, of what was gathered, the sum of both. Those beyond the depth come behind all others. */
static void judge(hybrid *h)
{
    double best = best_of(&h->texts);
    for (size_t i = 0; i < h->all.len; i++) {
        candidate *c = &h->all.ptr[i];
        c->lead = worth_by_words(h, &c->hit, c->rank, best);
        c->second = share_of_vector(h, &c->hit) * worth_by_vector(h->nearest, h->middle, &c->hit);
        c->hit.score = c->lead + c->second;
    }
    for (size_t i = 0; i < h->rest.len; i++) {
        candidate *c = &h->rest.ptr[i];
        c->hit.score = worth_by_words(h, &c->hit, c->rank, best) - 1.0;
    }
}

/* ---- cosines of all candidates ---- */

/* Whether it may have a vector whose cosine is not known. */
static bool lacks_cosine(const hybrid *h, const cg_hit *hit)
{
    return hit_has(hit, CG_SIGNAL_TEXT) && !hit_has(hit, CG_SIGNAL_VECTOR) &&
           hit->file != CG_NONE &&
           view_sees(h->view, cg_snapshot_file(h->s->snap, hit->file)->unit_no);
}

/* Of what words found and vectors did not bring, or it would count as being far away. */
static cg_code add_cosines(hybrid *h, cg_err *err)
{
    candidates *all = &h->all;
    size_t count = 0;
    cg_vector_label *labels = cg_arena_alloc_array(h->s->scratch, all->len + 1, sizeof *labels);
    float *cosines = cg_arena_alloc_array(h->s->scratch, all->len + 1, sizeof *cosines);
    cg_hit **hits = cg_arena_alloc_array(h->s->scratch, all->len + 1, sizeof(cg_hit *));
    for (size_t i = 0; i < all->len; i++) {
        cg_hit *hit = &all->ptr[i].hit;
        if (!lacks_cosine(h, hit))
            continue;
        const cg_file *file = cg_snapshot_file(h->s->snap, hit->file);
        labels[count] = label_make(file->unit_no, hit->def, hit->kind);
        hits[count++] = hit;
    }
    cg_code rc = cg_vector_scores(h->view->set, h->vector, labels, count, cosines, err);
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        if (!isnan(cosines[i]))
            hit_set_signal(hits[i], CG_SIGNAL_VECTOR, (double)cosines[i]);
    return rc;
}

/* How large cosines are, and how they spread, is the model's; so they are measured by those of the candidates that every page
 * looks into. */
static void take_range(hybrid *h)
{
    double sum = 0;
    size_t known = 0;
    h->nearest = -1;
    for (size_t i = 0; i < h->all.len; i++) {
        const candidate *c = &h->all.ptr[i];
        double cosine = (double)c->hit.signals[CG_SIGNAL_VECTOR];
        if (!hit_has(&c->hit, CG_SIGNAL_VECTOR) || (c->rank == CG_NONE && !c->near))
            continue;
        h->nearest = CG_MAX(h->nearest, cosine);
        sum += cosine;
        known++;
    }
    h->middle = known > 0 ? sum / (double)known : h->nearest;
}

/* ---- gathering ---- */

/* Whether what vectors alone brought is no answer: the words demand something, or a symbol was meant and found. */
static bool is_strict(const hybrid *h, uint64_t by_words)
{
    const plan *p = &h->s->plan;
    return p->must != 0 || p->not_wanted != 0 || p->phrases_count > 0 ||
           (h->symbol_like && by_words > 0);
}

static bool is_wanted(const hybrid *h, bool strict, size_t watched)
{
    bool by_word =
        h->seen[watched] && h->s->plan.phrases_count == 0; /* they are checked in texts */
    return !strict || by_word || hit_has(&h->watch.ptr[watched], CG_SIGNAL_SYMBOL);
}

static void add_candidate(candidates *to, const cg_hit *hit, size_t rank)
{
    candidate c = {.hit = *hit, .rank = rank, .near = hit_has(hit, CG_SIGNAL_VECTOR)};
    CG_VEC_PUSH(to, c);
}

/* Ranks are shared as those of names. What is found by words beyond the depth that every page looks into is found by nothing else, or
 * pages would not agree. */
static void gather_texts(hybrid *h, bool strict, bool *listed)
{
    const top *texts = &h->texts;
    size_t rank = 0;
    for (size_t i = 0; i < texts->hits.len; i++) {
        cg_hit hit = texts->hits.ptr[i];
        rank = i > 0 && hit.score == texts->hits.ptr[i - 1].score ? rank : i;
        cg_hit *watched = find_watched(h, &hit);
        size_t at = watched != NULL ? (size_t)(watched - h->watch.ptr) : 0;
        hit.score = 0;
        if (i >= TEXT_DEPTH) {
            if (watched == NULL || !is_wanted(h, strict, at))
                add_candidate(&h->rest, &hit, rank);
            continue;
        }
        if (watched != NULL) {
            listed[at] = true;
            watched->fields |= hit.fields;
            hit = *watched;
        }
        add_candidate(&h->all, &hit, rank);
    }
}

/* Counts what words did not find. */
static void gather_all(hybrid *h, uint64_t by_words, uint64_t *inout_total)
{
    bool strict = is_strict(h, by_words);
    bool *listed = cg_arena_alloc(h->s->scratch, h->watch.len + 1);
    CG_VEC_RESERVE(&h->all, CG_MIN(h->texts.hits.len, (size_t)TEXT_DEPTH) + h->watch.len);
    gather_texts(h, strict, listed);
    for (size_t i = 0; i < h->watch.len; i++) {
        bool wanted = is_wanted(h, strict, i);
        if (!listed[i] && wanted)
            add_candidate(&h->all, &h->watch.ptr[i], CG_NONE);
        *inout_total += wanted && !h->seen[i];
    }
}

static void rank_all(const candidates *all, const candidates *rest, top *out)
{
    for (size_t i = 0; i < all->len; i++)
        top_add(out, &all->ptr[i].hit);
    for (size_t i = 0; i < rest->len; i++)
        top_add(out, &rest->ptr[i].hit);
    top_sort(out);
}

static cg_code gather(hybrid *h, cg_hits *page, uint64_t *out_by_words, cg_err *err)
{
    near_search *near = begin_near(h);
    cg_err words_err = {0};
    cg_code words_rc = add_names(h, &words_err);
    if (words_rc == CG_OK)
        words_rc = text_load(h->s, false, &h->text, &words_err);
    cg_code rc = end_near(h, near, page, err);
    if (rc == CG_OK && (rc = words_rc) != CG_OK && err != NULL)
        *err = words_err;
    if (rc != CG_OK)
        return rc;
    settle_watch(h);
    /* ranks count among names alone, and depths where pages go beyond them */
    const text_options opts = {.unordered = !h->symbol_like && h->texts.max == TEXT_DEPTH &&
                                            h->s->plan.phrases_count == 0,
                               .watch = h->watch.ptr,
                               .watch_seen = h->seen,
                               .watch_count = h->watch.len};
    rc = search_run_text(h->s, h->text, &opts, &h->texts, &page->total, err);
    *out_by_words = page->total;
    for (size_t i = 0; rc == CG_OK && i < h->watch.len; i++)
        *out_by_words += !h->seen[i] && hit_has(&h->watch.ptr[i], CG_SIGNAL_SYMBOL);
    return rc;
}

cg_code hybrid_run(search *s, top *out, cg_hits *page, uint64_t *out_by_words, cg_err *err)
{
    hybrid h = {.s = s, .symbol_like = symbol_is_like(s->words)};
    h.texts = (top){.snap = s->snap, .max = CG_MAX(out->max, (size_t)TEXT_DEPTH)};
    cg_code rc = gather(&h, page, out_by_words, err);
    if (rc == CG_OK)
        gather_all(&h, *out_by_words, &page->total);
    if (rc == CG_OK && h.vector != NULL)
        rc = add_cosines(&h, err);
    take_range(&h);
    judge(&h);
    if (rc == CG_OK && !h.symbol_like)
        rc = evidence_add(s, vector_for_names(s, h.vector), &h.all, err);
    if (rc == CG_OK)
        rank_all(&h.all, &h.rest, out);
    top_fini(&h.texts);
    text_close(h.text);
    if (h.near != NULL)
        search_end_fork(&h.near->s);
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

/* Here nearness leads, and there is nothing else: 1 of the nearest, 0 of the last of those that every page looks into. Those beyond
 * are behind them, and no evidence. */
static void judge_near(const hit_list *near, candidates *out, candidates *out_rest)
{
    double nearest = near->len > 0 ? near->ptr[0].score : 0;
    double farthest = near->len > 0 ? near->ptr[CG_MIN(near->len, (size_t)DEPTH) - 1].score : 0;
    for (size_t i = 0; i < near->len; i++) {
        candidate c = {.hit = near->ptr[i], .rank = CG_NONE, .near = true};
        if (i < DEPTH) {
            c.hit.score = c.lead = worth_by_vector(nearest, farthest, &c.hit);
            CG_VEC_PUSH(out, c);
        } else {
            c.hit.score = -(double)(i + 1 - DEPTH); /* in this order, also of equals */
            CG_VEC_PUSH(out_rest, c);
        }
    }
}

cg_code semantic_run(search *s, top *out, cg_hits *page, cg_err *err)
{
    semantic_view *view = NULL;
    float *vector = NULL;
    hit_list near = {0};
    candidates all = {0}, rest = {0};
    cg_code rc = check_semantic(s, err);
    if (rc == CG_OK)
        rc = prepare(s, 0, &view, &vector, err);
    if (rc == CG_OK && vector != NULL)
        rc = find_near(s, view, vector, CG_MAX(out->max, (size_t)DEPTH), &near, err);
    if (rc == CG_OK) {
        judge_near(&near, &all, &rest);
        rc = evidence_add(s, vector_for_names(s, vector), &all, err);
    }
    if (rc == CG_OK) {
        rank_all(&all, &rest, out);
        page->total = near.len;
        page->by_vectors = true;
        page->coverage = view->coverage;
        if (vector == NULL)
            page->degraded = CG_STR("the model knows no word of the query");
    }
    CG_VEC_FINI(&near);
    CG_VEC_FINI(&all);
    CG_VEC_FINI(&rest);
    semantic_view_release(view);
    return rc;
}
