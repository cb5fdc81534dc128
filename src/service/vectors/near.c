// SPDX-License-Identifier: Apache-2.0
// Vectors of texts, and neighbours of vectors, texts and nodes.
#include "models.h"

/* ---- texts ---- */

cg_code cg_service_embed(cg_service *service, const cg_embed_request *request, cg_arena *arena,
                         cg_embed_reply *out_reply, cg_err *err)
{
    cg_str why;
    CG_AUTO(cg_semantic) semantic = models_take(service->models, &why);
    if (semantic == NULL)
        return CG_FAIL(err, CG_E_UNAVAILABLE, "%.*s", CG_STR_ARG(why));
    cg_embedder *embedder = cg_semantic_embedder(semantic);
    cg_embed_until until = {.deadline_ns = request->deadline_ns};
    cg_code rc = cg_embedder_prepare(embedder, until, err);
    if (rc != CG_OK)
        return rc;
    size_t dimension = cg_embedder_describe(embedder).dimension;
    float *vectors = cg_arena_try(arena, request->count * dimension * sizeof *vectors);
    if (vectors == NULL)
        return CG_FAIL(err, CG_E_LIMIT, "the vectors are too large for the request's memory");
    rc = cg_embed_texts(embedder, request->documents ? CG_EMBED_DOCUMENT : CG_EMBED_QUERY,
                        request->texts, request->count, until, vectors, err);
    if (rc != CG_OK)
        return rc;
    *out_reply = (cg_embed_reply){.embedder = models_view(semantic, arena), .vectors = vectors};
    return CG_OK;
}

bool cg_service_embedder(cg_service *service, cg_arena *arena, cg_embedder_view *out_embedder,
                         cg_str *out_why)
{
    CG_AUTO(cg_semantic) semantic = models_take(service->models, out_why);
    *out_why = cg_arena_str(arena, *out_why);
    if (semantic != NULL)
        *out_embedder = models_view(semantic, arena);
    return semantic != NULL;
}

/* ---- what is asked about ---- */

typedef struct nearing {
    const cg_near_request *request;
    cg_semantic *semantic;
    const cg_snapshot *snap;
    cg_arena *arena;
    size_t dimension;
    float *vectors;        /* [count] */
    cg_node_place *places; /* [count]; file CG_NONE: it is no node */
    cg_near_reply *reply;
} nearing;

static cg_code point_at(cg_code rc, const nearing *n, size_t at, const char *member, cg_err *err)
{
    if (rc != CG_OK && n->request->count > 1)
        (void)cg_err_at(err, "/queries/%zu/%s", at, member);
    else if (rc != CG_OK)
        (void)cg_err_at(err, "/%s", member);
    return rc;
}

static cg_code take_vector(nearing *n, size_t at, float *out, cg_err *err)
{
    const cg_near_query *q = &n->request->queries[at];
    if (q->components != n->dimension)
        return CG_FAIL(err, CG_E_INVALID,
                       "the vector has %zu numbers: those of this model have %zu", q->components,
                       n->dimension);
    memcpy(out, q->vector, n->dimension * sizeof *out);
    return cg_nearest_check(out, n->dimension, err);
}

static cg_code embed_text(nearing *n, size_t at, float *out, cg_err *err)
{
    const cg_near_query *q = &n->request->queries[at];
    cg_embed_until until = {.deadline_ns = n->request->deadline_ns};
    cg_code rc = cg_embed_texts(cg_semantic_embedder(n->semantic), CG_EMBED_QUERY, &q->text, 1,
                                until, out, err);
    for (size_t i = 0; rc == CG_OK && i < n->dimension; i++)
        if (out[i] != 0)
            return CG_OK;
    return rc != CG_OK ? rc : CG_FAIL(err, CG_E_INVALID, "the model knows no word of the text");
}

static cg_code find_node(nearing *n, size_t at, float *out, cg_err *err)
{
    const cg_near_query *q = &n->request->queries[at];
    cg_node_place *place = &n->places[at];
    n->reply->ambiguous = q->node;
    cg_code rc = resolve_node(n->snap, q->node, n->arena, place, &n->reply->candidates,
                              &n->reply->candidates_count, err);
    if (rc != CG_OK)
        return rc;
    rc = place->file == CG_NONE
             ? CG_E_NOT_FOUND
             : cg_semantic_node(n->semantic, n->snap, place->file, place->def, out, err);
    return rc != CG_E_NOT_FOUND
               ? rc
               : CG_FAIL(
                     err, CG_E_NOT_FOUND,
                     "the node has no vector: it is of a kind that has none, or its vector is not made yet");
}

static cg_code read_query(nearing *n, size_t at, cg_err *err)
{
    const cg_near_query *q = &n->request->queries[at];
    float *out = n->vectors + at * n->dimension;
    n->places[at].file = CG_NONE;
    if (q->vector != NULL)
        return point_at(take_vector(n, at, out, err), n, at, "vector", err);
    if (q->text.len > 0)
        return point_at(embed_text(n, at, out, err), n, at, "text", err);
    return point_at(find_node(n, at, out, err), n, at, "node", err);
}

/* ---- answering ---- */

static cg_code view_rows(nearing *n, size_t at, const cg_hits *hits, cg_err *err)
{
    cg_near_list *list = &n->reply->lists[at];
    list->rows = cg_arena_try(n->arena, (hits->count + 1) * sizeof *list->rows);
    if (list->rows == NULL)
        return CG_FAIL(err, CG_E_LIMIT, "the reply is too large for the request's memory");
    for (size_t i = 0; i < hits->count; i++) {
        const cg_hit *hit = &hits->rows[i];
        cg_near_row *row = &list->rows[list->count];
        *row = (cg_near_row){.score = hit->score};
        cg_code rc = view_make_at(n->snap, hit->file, hit->def, n->arena, &row->node, err);
        if (rc == CG_OK)
            rc = view_add_metadata(n->snap, n->arena, &row->node, err);
        if (rc != CG_OK)
            return rc;
        list->count++;
    }
    return CG_OK;
}

/* The place that a query may not find is one of its own, so nodes are asked one by one. */
static cg_code ask(nearing *n, size_t from, size_t count, cg_hits *hits, cg_err *err)
{
    const cg_near_request *r = n->request;
    bool is_node = n->places[from].file != CG_NONE;
    cg_nearest query = {.semantic = n->semantic,
                        .vectors = n->vectors + from * n->dimension,
                        .count = count,
                        .k = r->k,
                        .has_threshold = r->has_threshold,
                        .threshold = (float)r->threshold,
                        .exact = r->exact,
                        .filter = filter_of_search(&r->filter),
                        .not_file = is_node ? n->places[from].file : CG_NONE,
                        .not_def = is_node ? n->places[from].def : CG_NONE,
                        .deadline_ns = r->deadline_ns};
    return cg_search_nearest(n->snap, &query, n->arena, hits, err);
}

static cg_code answer(nearing *n, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t from = 0, to; rc == CG_OK && from < n->request->count; from = to) {
        cg_hits hits[CG_NEAR_QUERIES_MAX];
        for (to = from + 1; n->places[from].file == CG_NONE && to < n->request->count &&
                            n->places[to].file == CG_NONE;)
            to++;
        rc = ask(n, from, to - from, hits, err);
        for (size_t i = from; rc == CG_OK && i < to; i++)
            rc = view_rows(n, i, &hits[i - from], err);
        n->reply->coverage = rc == CG_OK ? models_coverage(&hits[0].coverage) : n->reply->coverage;
    }
    return rc;
}

static cg_code run(nearing *n, cg_err *err)
{
    const cg_near_request *r = n->request;
    cg_embedder *embedder = cg_semantic_embedder(n->semantic);
    cg_code rc =
        cg_embedder_prepare(embedder, (cg_embed_until){.deadline_ns = r->deadline_ns}, err);
    if (rc != CG_OK)
        return rc;
    n->dimension = cg_embedder_describe(embedder).dimension;
    n->vectors = cg_arena_alloc_array(n->arena, r->count * n->dimension, sizeof *n->vectors);
    n->places = cg_arena_alloc_array(n->arena, r->count, sizeof *n->places);
    n->reply->embedder = models_view(n->semantic, n->arena);
    n->reply->lists = cg_arena_alloc_array(n->arena, r->count, sizeof *n->reply->lists);
    n->reply->count = r->count;
    for (size_t i = 0; rc == CG_OK && i < r->count; i++)
        rc = read_query(n, i, err);
    return rc == CG_OK ? answer(n, err) : rc;
}

cg_code cg_service_near(cg_service *service, const cg_near_request *request, cg_arena *arena,
                        cg_near_reply *out_reply, cg_err *err)
{
    cg_str why;
    CG_AUTO(cg_snapshot) snap = NULL;
    CG_AUTO(cg_semantic) semantic = models_take(service->models, &why);
    *out_reply = (cg_near_reply){0};
    if (semantic == NULL)
        return CG_FAIL(err, CG_E_UNAVAILABLE, "%.*s", CG_STR_ARG(why));
    cg_code rc = service_snapshot(service, request->where, &snap, err);
    if (rc == CG_OK && snap == NULL)
        rc = CG_FAIL(err, CG_E_NOT_FOUND, "there is no project \"%.*s\"",
                     CG_STR_ARG(project_or_default(request->where.project)));
    if (rc != CG_OK)
        return rc;
    out_reply->generation = cg_snapshot_generation(snap);
    nearing n = {
        .request = request, .semantic = semantic, .snap = snap, .arena = arena, .reply = out_reply};
    rc = run(&n, err);
    if (rc == CG_OK && out_reply->coverage.files_lacking > 0)
        models_want(service->models, snap);
    return rc;
}

/* ---- vectors of nodes ---- */

static cg_code vector_of(cg_semantic *semantic, const cg_snapshot *snap, cg_id id, float *out,
                         cg_err *err)
{
    cg_node_place place;
    cg_code rc = cg_snapshot_node_by_id(snap, id, &place, err);
    if (rc == CG_OK && place.file == CG_NONE)
        return CG_E_NOT_FOUND;
    return rc == CG_OK ? cg_semantic_node(semantic, snap, place.file, place.def, out, err) : rc;
}

cg_code cg_service_vectors_of(cg_service *service, cg_graph_ref where, const cg_id *ids,
                              size_t count, cg_arena *arena, const float **out_vectors,
                              size_t *out_dimension, cg_err *err)
{
    cg_str why;
    CG_AUTO(cg_snapshot) snap = NULL;
    CG_AUTO(cg_semantic) semantic = models_take(service->models, &why);
    if (semantic == NULL)
        return CG_FAIL(err, CG_E_UNAVAILABLE, "%.*s", CG_STR_ARG(why));
    cg_embedder *embedder = cg_semantic_embedder(semantic);
    cg_code rc = cg_embedder_prepare(embedder, (cg_embed_until){0}, err);
    if (rc == CG_OK)
        rc = service_snapshot(service, where, &snap, err);
    size_t dimension = rc == CG_OK ? cg_embedder_describe(embedder).dimension : 0;
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        float *vector = cg_arena_alloc_array(arena, dimension + 1, sizeof *vector);
        cg_code found =
            snap != NULL ? vector_of(semantic, snap, ids[i], vector, err) : CG_E_NOT_FOUND;
        out_vectors[i] = found == CG_OK ? vector : NULL;
        rc = found == CG_E_NOT_FOUND ? CG_OK : found;
    }
    *out_dimension = dimension;
    return rc;
}
