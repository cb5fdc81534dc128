// SPDX-License-Identifier: Apache-2.0
// GET /standing/search: the hits of a search, and how they change.
#include "rest_standing.h"

typedef struct asked {
    cg_service *service;
    cg_search_request search;
} asked;

/* What a hit says but for its score, which changes whenever something else does. */
static uint64_t content_of(const cg_search_hit *hit)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_json_writer w;
    cg_search_hit bare = *hit;
    bare.score = 0;
    cg_json_writer_init(&w, &text);
    cg_rest_write_hit(&w, &bare, false);
    return cg_hash64(text.ptr, text.len, 0);
}

static cg_hash128 key_of(const cg_search_hit *hit)
{
    return (cg_hash128){cg_get_be64(hit->node.id.bytes), cg_get_be64(hit->node.id.bytes + 8)};
}

static cg_code evaluate(void *arg, uint64_t deadline_ns, cg_arena *arena, cg_standing_rows *rows,
                        uint64_t *out_generation, bool *out_passing, cg_err *err)
{
    asked *s = arg;
    cg_search_page page = {0};
    cg_json_writer w;
    s->search.deadline_ns = deadline_ns;
    cg_code rc = cg_service_search(s->service, &s->search, arena, &page, err);
    for (size_t i = 0; rc == CG_OK && i < page.count; i++) {
        cg_json_writer_init(&w, cg_standing_begin(rows));
        cg_rest_write_hit(&w, &page.rows[i], false);
        cg_standing_end(rows, key_of(&page.rows[i]), content_of(&page.rows[i]));
    }
    *out_generation = page.generation;
    *out_passing = page.by_vectors ? page.coverage.files_lacking > 0 : page.degraded.len > 0;
    return rc;
}

static cg_code standing_search(cg_request *req, cg_reply *reply, cg_err *err)
{
    asked *s = cg_arena_alloc(cg_request_arena(req), sizeof *s);
    s->service = cg_rest_api(req)->service;
    cg_rest_read_search(req, &s->search);
    s->search.explain = false;
    s->search.group_files = cg_request_value(req, "group")->word == 1;
    s->search.limit = cg_request_u64(req, "limit");
    return cg_rest_reply_standing(
        req, reply, &(cg_standing_query){.where = s->search.where, .evaluate = evaluate, .arg = s},
        err);
}

static const cg_param params[] = {CG_REST_QUERY, CG_REST_PROJECT,  CG_REST_REF,
                                  CG_REST_KIND,  CG_REST_LANGUAGE, CG_REST_PATH,
                                  CG_REST_GROUP, CG_REST_LIMIT,    {0}};

static const cg_answer answers[] =
    CG_REST_STANDING_ANSWERS("What the hits are, and what they become, until the client leaves.");

const cg_route cg_route_standing_search = {
    .method = "GET",
    .path = "/standing/search",
    .id = "standingSearch",
    .tag = "streams",
    .summary = "Follow the hits of a search",
    .description = CG_REST_STANDING_HELP
    " Rows are the best hits, at most limit, as /search gives them at that generation: one that is "
    "pushed out of these is removed. A hit whose score alone is another one has not changed.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_STANDING | CG_ROUTE_FEED,
    .handle = standing_search,
};
