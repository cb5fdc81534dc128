// SPDX-License-Identifier: Apache-2.0
// api, private: what REST routes share: parameters, decoders of request bodies, encoders of
// replies.
#ifndef CG_API_REST_H
#define CG_API_REST_H

#include "cg/api.h"
#include "cg/json.h"

/* ---- words of the tables, for enum parameters: "file|module|…|" ---- */

extern const char cg_rest_node_kinds[];
extern const char cg_rest_edge_kinds[];
extern const char cg_rest_languages[];

/* ---- parameters that several routes take ---- */

#define CG_REST_LIMIT_MAX 1000
#define CG_REST_CURSOR_MAX 1024
#define CG_REST_REF_MAX 512
#define CG_REST_PROJECT                                                                            \
    {                                                                                              \
        .name = "project", .type = CG_PARAM_STR, .fallback = "default", .min = 1,                  \
        .max = CG_PROJECT_NAME_MAX, .help = "Project to ask.", .example = "default"                \
    }
#define CG_REST_REF                                                                                \
    {                                                                                              \
        .name = "ref", .type = CG_PARAM_STR, .min = 1, .max = CG_REST_REF_MAX,                     \
        .help =                                                                                    \
            "State to ask: a branch, a tag, or the id of a version, or of the Git commit that it " \
            "was imported from, or a beginning of it, with steps as in Git: main~2, v1^2, "        \
            "main@{2026-01-31T12:00:00Z}. Default: main.",                                         \
        .example = "main"                                                                          \
    }
#define CG_REST_BRANCH                                                                             \
    {                                                                                              \
        .name = "branch", .type = CG_PARAM_STR, .min = 1, .max = 200,                              \
        .help = "Branch to write to; it must be there. Default: main."                             \
    }
#define CG_REST_TRANSACTION_HEADER "Codegraph-Transaction"
#define CG_REST_TRANSACTION                                                                        \
    {                                                                                              \
        .name = CG_REST_TRANSACTION_HEADER, .in = CG_IN_HEADER, .type = CG_PARAM_STR, .min = 1,    \
        .max = 64, .help = "Id of an open transaction that the request is part of."                \
    }
#define CG_REST_MESSAGE                                                                            \
    {                                                                                              \
        .name = "message", .type = CG_PARAM_STR, .max = CG_MESSAGE_MAX,                            \
        .help = "Makes the generation a version that says this."                                   \
    }
#define CG_REST_AUTHOR                                                                             \
    {                                                                                              \
        .name = "author", .type = CG_PARAM_STR, .max = CG_AUTHOR_MAX,                              \
        .help = "Who made the version.", .example = "Ada <ada@example.org>"                        \
    }
#define CG_REST_LIMIT                                                                              \
    {                                                                                              \
        .name = "limit", .type = CG_PARAM_UINT, .fallback = "20", .min = 1,                        \
        .max = CG_REST_LIMIT_MAX, .help = "Most items in the reply."                               \
    }
#define CG_REST_CURSOR                                                                             \
    {                                                                                              \
        .name = "cursor", .type = CG_PARAM_STR, .min = 1, .max = CG_REST_CURSOR_MAX,               \
        .help = "next_cursor of the page before; the other parameters must be the same."           \
    }
#define CG_REST_KIND                                                                               \
    {                                                                                              \
        .name = "kind", .type = CG_PARAM_ENUM, .repeated = true, .words = cg_rest_node_kinds,      \
        .help = "Only nodes of these kinds."                                                       \
    }
#define CG_REST_LANGUAGE                                                                           \
    {                                                                                              \
        .name = "language", .type = CG_PARAM_ENUM, .repeated = true, .words = cg_rest_languages,   \
        .help = "Only nodes of these languages."                                                   \
    }
#define CG_REST_PATH                                                                               \
    {                                                                                              \
        .name = "path", .type = CG_PARAM_STR, .min = 1, .max = 1024,                               \
        .help = "Only nodes of files whose path matches this glob.", .example = "src/**"           \
    }
#define CG_REST_MAX_TOKENS                                                                         \
    {                                                                                              \
        .name = "max_tokens", .type = CG_PARAM_UINT, .min = 1, .max = 10000000,                    \
        .help = "Most tokens of code in the reply, best first; four bytes count as one."           \
    }
/** What is searched for, and how: two parameters. */
#define CG_REST_QUERY                                                                              \
    {.name = "q",                                                                                  \
     .required = true,                                                                             \
     .min = 1,                                                                                     \
     .max = 4096,                                                                                  \
     .help =                                                                                       \
         "Words or a symbol to look for. Words in quotes must follow each other, -word leaves "    \
         "out, and lang:, kind:, name:, path: and repo: filter (also -path:, "                     \
         "path:\"two words\"): a name, a path and a repo, which is a project, are globs, a path "  \
         "without a wildcard is a file or a folder. With mode=regex a pattern, in which they may " \
         "only stand before it and behind it.",                                                    \
     .example = "parse config"},                                                                   \
    {                                                                                              \
        .name = "mode", .type = CG_PARAM_ENUM, .words = "hybrid|text|symbol|regex|semantic",       \
        .fallback = "hybrid",                                                                      \
        .help = "text ranks by words, symbol by names, semantic by vectors, hybrid by all three; " \
                "regex gives what a PCRE2 pattern matches in the sources, by path."                \
    }
#define CG_REST_EXPLAIN                                                                            \
    {                                                                                              \
        .name = "explain", .type = CG_PARAM_BOOL, .fallback = "false",                             \
        .help = "Say of each hit what its score was made of."                                      \
    }
#define CG_REST_GROUP                                                                              \
    {                                                                                              \
        .name = "group", .type = CG_PARAM_ENUM, .words = "none|file", .fallback = "none",          \
        .help = "file: of each file its best hit alone."                                           \
    }
#define CG_REST_EDGE_TYPE                                                                          \
    {                                                                                              \
        .name = "type", .type = CG_PARAM_ENUM, .repeated = true, .words = cg_rest_edge_kinds,      \
        .help = "Only relationships of these types.", .example = "calls"                           \
    }
#define CG_REST_MIN_CONFIDENCE                                                                     \
    {                                                                                              \
        .name = "min_confidence", .type = CG_PARAM_NUMBER, .max = 1, .fallback = "0.55",           \
        .help = "Only relationships at least this certain; what is left out by default is as "     \
                "likely wrong as right."                                                           \
    }
#define CG_REST_NODE_ID                                                                            \
    {                                                                                              \
        .name = "id", .in = CG_IN_PATH, .type = CG_PARAM_STR, .required = true, .greedy = true,    \
        .min = 1, .max = 4096,                                                                     \
        .help = "UUID, symbol string, path:line, qualified name or name of a node.",               \
        .example = "app.py:2"                                                                      \
    }

#define CG_REST_TASK_ID                                                                            \
    {                                                                                              \
        .name = "id", .in = CG_IN_PATH, .type = CG_PARAM_STR, .required = true, .min = 1,          \
        .max = 64, .help = "Id of the task.", .example = "0b0e4b52-7d5c-4a63-9d3f-6a6b6c0f8a11"    \
    }
#define CG_REST_PREFER                                                                             \
    {                                                                                              \
        .name = "Prefer", .in = CG_IN_HEADER, .type = CG_PARAM_STR, .max = 200,                    \
        .help = "wait=N: wait up to N seconds for the end; respond-async: do not wait.",           \
        .example = "wait=10"                                                                       \
    }

/** The last parameters of a route that streams rows, and all of its answers. */
#define CG_REST_STREAM_PARAMS                                                                      \
    {.name = "limit",                                                                              \
     .type = CG_PARAM_UINT,                                                                        \
     .min = 1,                                                                                     \
     .max = 1000000000000,                                                                         \
     .help = "Most rows in the reply; without it there is no bound."},                             \
        {.name = "cursor",                                                                         \
         .type = CG_PARAM_STR,                                                                     \
         .min = 1,                                                                                 \
         .max = CG_REST_CURSOR_MAX,                                                                \
         .help = "Where an earlier stream came to; the other parameters must be the same."},       \
        {.name = "Last-Event-ID",                                                                  \
         .in = CG_IN_HEADER,                                                                       \
         .type = CG_PARAM_STR,                                                                     \
         .max = CG_REST_CURSOR_MAX,                                                                \
         .help = "Id of the last event that was seen: the same as cursor."},                       \
    {                                                                                              \
        0                                                                                          \
    }
#define CG_REST_STREAM_ANSWERS(help)                                                               \
    {                                                                                              \
        {200,                                                                                      \
         help,                                                                                     \
         {{"application/x-ndjson", "StreamLine", NULL, NULL},                                      \
          {"text/event-stream", NULL, NULL, NULL}}},                                               \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
#define CG_REST_STREAM_HELP(events)                                                                  \
    "All rows of one generation, as fast as they are read. NDJSON: one StreamLine a line, the last " \
    "one a summary or an error; a checkpoint with a cursor comes every 10000 rows. Server-sent "     \
    "events when Accept prefers them: the data is the object, the id a cursor. " events              \
    " A stream may take server.stream_time; then it ends with an error whose cursor another one "    \
    "goes on with. Cursors stay on their generation."

/** What the parameters project and ref lead to. Whatever has an ETag or min_generation has both. */
cg_graph_ref cg_rest_where(const cg_request *req);
/** A text member of 1 to `max` bytes without NUL. */
CG_MUST_USE cg_code cg_rest_get_text(cg_json_value object, const char *key, size_t max,
                                     cg_str *out_text, cg_json_need need, cg_err *err);
/** A list of texts, or one text; untouched when there is none. In the arena, borrowed from the document. */
CG_MUST_USE cg_code cg_rest_get_texts(cg_json_value object, const char *key, cg_arena *arena,
                                      const cg_str **out_items, size_t *out_count, cg_err *err);
/** What is wrong with a parameter was said in the body: makes the name a JSON pointer. Gives `rc` back. */
cg_code cg_rest_point_into_body(cg_code rc, cg_err *err);
/** Where a write goes: branch, message and author. */
cg_commit_to cg_rest_read_to(const cg_request *req);

static inline cg_api *cg_rest_api(const cg_request *req)
{
    return cg_request_user(req);
}

/* ---- rest_filter.c ---- */

/** The filter that kind, language and path parameters describe; name stays empty. */
void cg_rest_read_filter(cg_request *req, cg_node_filter *out_filter);
/** The question that the parameters describe, CG_REST_QUERY and the filter's; without limits, or
 *  `explain`. */
void cg_rest_read_search(cg_request *req, cg_search_request *out_search);
/** The relationship types that parameter `name` lists; array in the request's arena. */
const cg_edge_kind *cg_rest_read_edge_kinds(cg_request *req, const char *name, size_t *out_count);

/* ---- rest_decode.c: request bodies ---- */

/** What POST /parse asks for, whichever form it came in. */
typedef struct cg_parse_form {
    cg_parse_request files; /* used unless root is given */
    cg_parse_root_request root;
    bool is_root;
} cg_parse_form;
/** Decodes one file; texts are borrowed. */
CG_MUST_USE cg_code cg_rest_decode_file(cg_json_value value, cg_source_file *out_file, cg_err *err);
/** Decodes the JSON form over what `form` holds already (the query's options). Texts are borrowed
 *  from `doc`, arrays live in `arena`. */
CG_MUST_USE cg_code cg_rest_decode_parse(const cg_json *doc, cg_arena *arena, cg_parse_form *form,
                                         cg_err *err);
/** The members kind and language, where they are there. */
CG_MUST_USE cg_code cg_rest_decode_filter(cg_json_value root, cg_arena *arena,
                                          cg_node_filter *filter, cg_err *err);
/** Decodes the body of POST /search over what `search` holds already (the query's project). Texts are
 *  borrowed from `doc`. */
CG_MUST_USE cg_code cg_rest_decode_search(const cg_json *doc, cg_arena *arena,
                                          cg_search_request *search, cg_err *err);

/* ---- rest_encode.c: pieces of replies; each writes one value or the members it names ---- */

void cg_rest_put_id(cg_json_writer *w, const char *key, cg_id id);           /* all zero: null */
void cg_rest_put_time(cg_json_writer *w, const char *key, uint64_t wall_ms); /* 0: null */
void cg_rest_put_cursor(cg_json_writer *w, cg_str cursor);                   /* empty: null */
void cg_rest_put_counts(cg_json_writer *w, const char *key, const cg_count *counts, size_t n);
/** The members of a node, inside an object that the caller has begun. */
void cg_rest_write_node(cg_json_writer *w, const cg_node_view *node);
/** An object with what identifies a node. */
void cg_rest_write_node_ref(cg_json_writer *w, const cg_node_view *node);
/** A relationship's members, into an object that is open, and as an object of its own. */
void cg_rest_put_edge(cg_json_writer *w, const cg_edge_view *edge);
void cg_rest_write_edge(cg_json_writer *w, const cg_edge_view *edge);
/** The members of a file's report that are known when it is parsed, and those of a whole report, into an
 *  object that is open. */
void cg_rest_put_file_report(cg_json_writer *w, const cg_file_report *file);
void cg_rest_put_parse_report(cg_json_writer *w, const cg_parse_report *report, cg_str project);
/** The member "sites", all in one file. */
void cg_rest_put_sites(cg_json_writer *w, cg_str path, const cg_site *sites, size_t count);
void cg_rest_write_hit(cg_json_writer *w, const cg_search_hit *hit, bool explain);
/** The member "embedder". */
void cg_rest_put_embedder(cg_json_writer *w, const cg_embedder_view *embedder);
/** The members "embedder", "coverage" and "degraded": who made the vectors that had a say. NULL: none had; empty:
 *  nothing is wrong. */
void cg_rest_put_vectors(cg_json_writer *w, const cg_embedder_view *embedder,
                         const cg_vector_coverage_view *coverage, cg_str degraded);
/** The member "searched". */
void cg_rest_put_searched(cg_json_writer *w, const cg_pattern_searched *searched);
void cg_rest_write_parse_report(cg_json_writer *w, const cg_parse_report *report, cg_str project);
void cg_rest_write_collect_report(cg_json_writer *w, const cg_collect_report *report,
                                  cg_str project);
void cg_rest_write_rebuild_report(cg_json_writer *w, const cg_rebuild_report *report,
                                  cg_str project);
void cg_rest_write_task(cg_json_writer *w, const cg_task_view *task);
/** 202 with a task that goes on, and where to ask for it. */
void cg_rest_reply_accepted(cg_reply *reply, const cg_task_view *task);
void cg_rest_write_project(cg_json_writer *w, const cg_project_status *status);
/** Turns an ambiguous selector into a reply: status 300 with the candidates. */
cg_code cg_rest_reply_candidates(cg_reply *reply, cg_str query, const cg_node_view *candidates,
                                 size_t count);
/** Search as GET and POST answer it. */
cg_code cg_rest_reply_search(cg_request *req, cg_reply *reply, cg_search_request *search,
                             cg_err *err);

/* ---- rest_event.c ---- */

/** Members of an Event, into an object that is open: which it is and of what. */
void cg_rest_put_event(cg_json_writer *w, const cg_event *event, cg_str project);

/* ---- rest_stream.c ---- */

/** What rows of relationships have besides ids, and hits besides what they are. */
enum { CG_REST_WITH_NODES = 1, CG_REST_WITH_SITES = 2, CG_REST_WITH_SIGNALS = 4 };
/** Parameter cursor, or the header Last-Event-ID; empty: from the start. */
cg_str cg_rest_stream_cursor(const cg_request *req);
/** Streams all rows; takes them over. The route has the parameters limit, cursor, Last-Event-ID. */
cg_code cg_rest_reply_stream(cg_request *req, cg_reply *reply, cg_stream *rows, unsigned details);
/** One server-sent event; `id` empty: none. */
void cg_rest_add_event(cg_buf *out, const char *event, cg_str id, cg_str data);
/** A RelationshipBrief, bare and as a member. */
void cg_rest_add_edge_brief(cg_buf *out, const cg_edge_brief *edge);
void cg_rest_put_edge_brief(cg_json_writer *w, const char *key, const cg_edge_brief *edge);

/* ---- rest_task.c ---- */

/** Reads the task id of the path. Errors: CG_E_NOT_FOUND (it is not even a UUID). */
CG_MUST_USE cg_code cg_rest_task_id(const cg_request *req, cg_id *out_id, cg_err *err);
/** Seconds of `Prefer: wait=N`, bounded; `fallback_ms` without it; 0 for `respond-async`. */
uint64_t cg_rest_prefer_wait_ms(const cg_request *req, uint64_t fallback_ms);
/** A wait for a task, whoever waits. */
typedef struct cg_task_wait {
    cg_api *api;
    cg_id id;
    uint64_t until_ns; /* cg_now_ns clock; with too many waiters already: not at all */
    bool (*hurried)(const void *arg); /* time to end the wait; NULL: it is not known */
    const void *arg;
    cg_arena *arena;
} cg_task_wait;
CG_MUST_USE cg_code cg_rest_wait_for_task(cg_task_wait *wait, cg_task_view *out_task, cg_err *err);
/** Waits until the task is finished, at most `wait_ms`, the request's deadline, or the client's
 *  patience; with too many waiters already, not at all. Then reads it. */
CG_MUST_USE cg_code cg_rest_task_await(cg_request *req, cg_id id, uint64_t wait_ms,
                                       cg_task_view *out_task, cg_err *err);

#endif
