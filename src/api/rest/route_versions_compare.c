// SPDX-License-Identifier: Apache-2.0
// GET /versions/{a}/compare/{b}: what leads from one version to another. The rows of NDJSON and text are made when the
// client takes them; JSON holds as many as `limit` says.
#include "rest_history.h"

#define BATCH_ROWS 128
#define CHUNK_BYTES (64u << 10)

enum { FORMAT_JSON, FORMAT_NDJSON, FORMAT_TEXT }; /* as the parameter's words */

typedef struct comparing {
    cg_compare *compare;
    cg_arena *arena; /* of one batch */
    unsigned format;
    bool full, breaking;
    uint64_t ends_ns; /* 0: no end */
} comparing;

static void finish(void *arg)
{
    comparing *c = arg;
    cg_service_compare_close(c->compare);
    cg_arena_destroy(c->arena);
}

/* ---- JSON ---- */

/* Rows beyond `limit` are counted, and not shown. */
static cg_code write_rows(comparing *c, cg_json_writer *w, uint64_t limit, bool *out_cut,
                          cg_err *err)
{
    cg_arena_mark mark = cg_arena_save(c->arena);
    cg_compare_row *rows;
    size_t count;
    bool more = true;
    uint64_t shown = 0;
    cg_code rc = CG_OK;
    while (rc == CG_OK && more) {
        if (c->ends_ns != 0 && cg_now_ns() > c->ends_ns)
            return CG_FAIL(err, CG_E_DEADLINE,
                           "the comparison took longer than it may: ask for NDJSON");
        rc = cg_service_compare_next(c->compare, BATCH_ROWS, c->arena, &rows, &count, &more, err);
        for (size_t i = 0; rc == CG_OK && c->full && i < count; i++) {
            *out_cut = *out_cut || shown == limit;
            if (shown < limit) {
                cg_rest_write_compared(w, &rows[i]);
                shown++;
            }
        }
        cg_arena_rewind(c->arena, mark);
    }
    return rc;
}

static cg_code reply_json(comparing *c, uint64_t limit, cg_reply *reply, cg_err *err)
{
    cg_compare_summary summary;
    cg_json_writer w;
    bool cut = false;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_array(&w, "items");
    cg_code rc = write_rows(c, &w, limit, &cut, err);
    if (rc != CG_OK)
        return rc;
    cg_json_end_array(&w);
    cg_json_put_bool(&w, "truncated", cut);
    cg_service_compare_summary(c->compare, &summary);
    cg_json_write_key(&w, CG_STR("summary"));
    cg_rest_write_compare_summary(&w, &summary, c->breaking);
    cg_json_end_object(&w);
    return CG_OK;
}

/* ---- NDJSON and text ---- */

static void add_row(const comparing *c, const cg_compare_row *row, cg_buf *out)
{
    cg_json_writer w;
    if (c->format == FORMAT_TEXT) {
        cg_rest_add_compared_text(out, row);
        return;
    }
    cg_json_writer_init(&w, out);
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "type", CG_STR("change"));
    cg_json_write_key(&w, CG_STR("change"));
    cg_rest_write_compared(&w, row);
    cg_json_end_object(&w);
    cg_buf_add_char(out, '\n');
}

static void add_summary(const comparing *c, cg_buf *out)
{
    cg_compare_summary summary;
    cg_json_writer w;
    cg_service_compare_summary(c->compare, &summary);
    if (c->format == FORMAT_TEXT) {
        cg_rest_add_compare_summary_text(out, &summary);
        return;
    }
    cg_json_writer_init(&w, out);
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "type", CG_STR("summary"));
    cg_json_write_key(&w, CG_STR("summary"));
    cg_rest_write_compare_summary(&w, &summary, c->breaking);
    cg_json_end_object(&w);
    cg_buf_add_char(out, '\n');
}

static cg_pull add_error(const comparing *c, const cg_err *err, cg_buf *out)
{
    cg_json_writer w;
    if (c->format == FORMAT_TEXT)
        return CG_PULL_ABORT; /* a text has no place for it: the client must see that something is missing */
    cg_json_writer_init(&w, out);
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "type", CG_STR("error"));
    cg_json_put_str(&w, "code", cg_str_from(cg_code_text(err->code)));
    cg_json_put_str(&w, "detail", cg_str_from(err->text));
    cg_json_end_object(&w);
    cg_buf_add_char(out, '\n');
    return CG_PULL_END;
}

static cg_pull add_batch(comparing *c, cg_buf *out)
{
    cg_compare_row *rows;
    size_t count;
    bool more;
    cg_err err = {0};
    if (cg_now_ns() > c->ends_ns) {
        (void)CG_FAIL(&err, CG_E_DEADLINE, "the comparison took longer than it may");
        return add_error(c, &err, out);
    }
    if (cg_service_compare_next(c->compare, BATCH_ROWS, c->arena, &rows, &count, &more, &err) !=
        CG_OK)
        return add_error(c, &err, out);
    for (size_t i = 0; c->full && i < count; i++)
        add_row(c, &rows[i], out);
    if (more)
        return CG_PULL_MORE;
    add_summary(c, out);
    return CG_PULL_END;
}

static cg_pull pull(void *arg, cg_buf *out, uint64_t *wake_ns)
{
    comparing *c = arg;
    cg_arena_mark mark = cg_arena_save(c->arena);
    cg_pull did;
    do {
        did = add_batch(c, out);
        cg_arena_rewind(c->arena, mark);
    } while (did == CG_PULL_MORE && out->len > 0 && out->len < CHUNK_BYTES);
    *wake_ns = cg_now_ns(); /* nothing to show so far: on at once, but others first */
    return did == CG_PULL_MORE && out->len == 0 ? CG_PULL_WAIT : did;
}

/* ---- the route ---- */

static cg_code versions_compare(cg_request *req, cg_reply *reply, cg_err *err)
{
    const cg_value *format = cg_request_value(req, "format");
    const cg_compare_request request = {.project = cg_request_str(req, "project"),
                                        .before = cg_request_str(req, "a"),
                                        .after = cg_request_str(req, "b"),
                                        .breaking = cg_request_value(req, "breaking")->flag};
    comparing *c = cg_arena_alloc(cg_request_arena(req), sizeof *c);
    *c = (comparing){.format = (unsigned)format->word,
                     .full = cg_request_value(req, "detail")->word == 1,
                     .breaking = request.breaking,
                     .ends_ns = cg_request_deadline_ns(req)};
    cg_code rc = cg_service_compare_open(cg_rest_api(req)->service, &request, &c->compare, err);
    if (rc != CG_OK)
        return rc;
    c->arena = cg_arena_create(0);
    cg_reply_set_generation(reply, cg_service_compare_generation(c->compare));
    if (c->format != FORMAT_JSON) {
        c->ends_ns = cg_now_ns() + cg_rest_api(req)->stream_ns;
        cg_reply_stream(
            reply, c->format == FORMAT_TEXT ? "text/plain; charset=utf-8" : "application/x-ndjson",
            pull, finish, c);
        return CG_OK;
    }
    rc = reply_json(c, cg_request_u64(req, "limit"), reply, err);
    finish(c);
    return rc;
}

static const cg_param params[] = {
    {.name = "a",
     .in = CG_IN_PATH,
     .type = CG_PARAM_STR,
     .required = true,
     .min = 1,
     .max = CG_REST_REF_MAX,
     .help = "The ref to begin with; '/' in it is written %2F.",
     .example = "main"},
    {.name = "b",
     .in = CG_IN_PATH,
     .type = CG_PARAM_STR,
     .required = true,
     .greedy = true,
     .min = 1,
     .max = CG_REST_REF_MAX,
     .help = "The ref to end with.",
     .example = "main"},
    CG_REST_PROJECT,
    {.name = "format",
     .type = CG_PARAM_ENUM,
     .words = "json|ndjson|text",
     .fallback = "json",
     .help =
         "json: one object; ndjson: a line for each change, then the summary; text: for people."},
    {.name = "detail",
     .type = CG_PARAM_ENUM,
     .words = "summary|full",
     .fallback = "full",
     .help = "summary: counts alone, in total and for each file."},
    {.name = "breaking",
     .type = CG_PARAM_BOOL,
     .fallback = "false",
     .help = "Only changes that break who uses a public node, with those that they break: it was "
             "removed, moved or renamed, is of another kind or signature, or no longer public."},
    {.name = "limit",
     .type = CG_PARAM_UINT,
     .fallback = "1000",
     .min = 1,
     .max = 10000,
     .help = "Most changes in a JSON reply; the other formats have no bound."},
    {0}};

static const cg_answer answers[] = {{200,
                                     "What leads from a to b.",
                                     {{"application/json", "Comparison", NULL, NULL},
                                      {"application/x-ndjson", "ComparisonLine", NULL, NULL},
                                      {"text/plain", NULL, NULL, NULL}}},
                                    {0}};

const cg_route cg_route_versions_compare = {
    .method = "GET",
    .path = "/versions/{a}/compare/{b}",
    .id = "compareVersions",
    .tag = "versions",
    .summary = "Compare two versions",
    .description =
        "Files, then nodes, then relationships that are not the same in both. Nodes that were moved "
        "or renamed are told as such where the two are alike beyond doubt, and relationships that only went along with "
        "their ends are left out. It takes as long as there are changes.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = versions_compare,
};
