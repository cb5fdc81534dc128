// SPDX-License-Identifier: Apache-2.0
// api, private: what resolvers of GraphQL share: which state they read, nodes and pages as objects of answers, arguments.
//
// A request reads each project and ref at one generation, which it finds when it first needs it (a scope), so that what
// is loaded later for a node belongs to the same state as the node.
#ifndef CG_API_GQL_H
#define CG_API_GQL_H

#include "cg/api.h"
#include "graphql/fields.h"

/** What an answer reads: one state of one project. */
typedef struct gql_scope {
    cg_graph_ref where;
    struct gql_scope *next;
} gql_scope;

/** The `user` of an execution. */
typedef struct gql_context {
    cg_api *api;
    cg_graph_ref defaults; /* of arguments that are not given */
    cg_patience patience;
    bool (*hurried)(
        const void *arg); /* the server stops; with the patience's arg. NULL: it does not say */
    gql_scope *scopes;
    size_t loaded;       /* bytes that answers of the service hold */
    uint64_t generation; /* of what was read or written last; 0: of several, or nothing */
    bool generations_differ;
    const cg_event *event; /* of a subscription */
    const gql_scope *event_scope;
} gql_context;

#define GQL_FIRST_MAX 1000

static inline gql_context *gql_of(const cg_gql_call *call)
{
    return call->user;
}
static inline cg_service *gql_service(const cg_gql_call *call)
{
    return gql_of(call)->api->service;
}

/** A resolver whose values follow from one object `o` each, and block for nothing. */
#define GQL_EACH(name, object_type, value_of)                                                      \
    static cg_code name(cg_gql_call *call, cg_err *err)                                            \
    {                                                                                              \
        (void)err;                                                                                 \
        for (size_t i = 0; i < call->count; i++) {                                                 \
            const object_type *o = call->objects[i];                                               \
            call->out[i] = (value_of);                                                             \
        }                                                                                          \
        return CG_OK;                                                                              \
    }

/* ---- values ---- */

static inline cg_gql_value gql_null(void)
{
    return (cg_gql_value){.kind = CG_GQL_NULL};
}
static inline cg_gql_value gql_text_or_null(cg_str text)
{
    return text.len > 0 ? cg_gql_text(text) : gql_null();
}
static inline cg_gql_value gql_json_or_null(cg_str json)
{
    return json.len > 0 ? (cg_gql_value){.kind = CG_GQL_JSON, .text = json} : gql_null();
}
cg_gql_value gql_count(uint64_t count);                   /* a Long */
cg_gql_value gql_id(cg_arena *arena, cg_id id);           /* all zero: null */
cg_gql_value gql_time(cg_arena *arena, uint64_t wall_ms); /* 0: null */
cg_gql_value gql_texts(cg_arena *arena, const cg_str *texts, size_t count);
/** The parts of a text, empty ones left out. */
cg_gql_value gql_split(cg_arena *arena, cg_str text, char separator);
/** Names of enums of the schema. */
cg_gql_value gql_node_type(cg_node_kind kind);
cg_gql_value gql_relationship_type(cg_edge_kind kind);
cg_gql_value gql_language(cg_lang_id lang); /* none: null */
cg_gql_value gql_verdict(cg_verdict verdict);
cg_gql_value gql_change(cg_change_kind kind);
cg_gql_value gql_direction(cg_direction direction);
/** Of a name of the enum; `fallback` where it is absent or null. */
cg_direction gql_direction_of(const cg_gql_value *value, cg_direction fallback);
/** Appends the enums that follow from tables, as SDL. */
void gql_write_enums(cg_buf *out);

/* ---- arguments: errors are CG_E_INVALID, with the name as pointer ---- */

/** 1 to `max` bytes without NUL; `*out_text` stays where the argument is absent or null. */
CG_MUST_USE cg_code gql_read_text(const cg_gql_value *value, const char *name, size_t max,
                                  cg_str *out_text, cg_err *err);
CG_MUST_USE cg_code gql_read_number(const cg_gql_value *value, const char *name, uint64_t min,
                                    uint64_t max, uint64_t *out_number, cg_err *err);
/** A cosine or a confidence. */
CG_MUST_USE cg_code gql_read_real(const cg_gql_value *value, const char *name, double min,
                                  double max, double *out_real, cg_err *err);
bool gql_flag(const cg_gql_value *value); /* absent or null: false */
static inline bool gql_given(const cg_gql_value *value)
{
    return value != NULL && value->kind != CG_GQL_NULL;
}
CG_MUST_USE cg_code gql_read_ids(const cg_gql_value *list, const char *name, size_t max,
                                 cg_arena *arena, const cg_str **out_ids, size_t *out_count,
                                 cg_err *err);
cg_node_kind gql_node_kind_of(cg_str name);
cg_edge_kind gql_edge_kind_of(cg_str name);
cg_lang_id gql_lang_of(cg_str name);
const cg_edge_kind *gql_edge_kinds(const cg_gql_value *list, cg_arena *arena, size_t *out_count);
/** The arguments types, dispatch and minConfidence, those that are there; else what `out` has. */
CG_MUST_USE cg_code gql_read_follow(const cg_gql_call *call, cg_follow *out, cg_err *err);
/** The members nodeTypes, languages, path, name and since, those that are there. */
CG_MUST_USE cg_code gql_read_filter(const cg_gql_value *input, cg_arena *arena, cg_node_filter *out,
                                    cg_err *err);

/* ---- scopes ---- */

/** The state that the arguments project and ref name, or the request's. */
CG_MUST_USE cg_code gql_scope_of(cg_gql_call *call, const gql_scope **out_scope, cg_err *err);
/** A state that an answer of the service names. */
const gql_scope *gql_scope_at(cg_gql_call *call, cg_str project, uint64_t generation);
/** An arena for one answer of the service, which lives as long as the call's: pages end by what their arena holds. */
cg_arena *gql_load(cg_gql_call *call);
/** After it, with what came of it: CG_E_LIMIT when all such answers together are too large; errors point to arguments. */
CG_MUST_USE cg_code gql_loaded(cg_gql_call *call, const cg_arena *arena, cg_code rc, cg_err *err);
void gql_note_generation(gql_context *context, uint64_t generation);

/* ---- objects ---- */

typedef struct gql_node {
    const cg_node_view *view;
    const gql_scope *scope;
    bool whole; /* the view has the metadata */
} gql_node;
cg_gql_value gql_node_value(cg_gql_call *call, const cg_node_view *view, const gql_scope *scope,
                            bool whole);
typedef struct gql_relationship {
    const cg_edge_view *view;
    const gql_scope *scope;
} gql_relationship;
cg_gql_value gql_relationship_list(cg_gql_call *call, const cg_edge_view *edges, size_t count,
                                   const gql_scope *scope);
/** Sites in one file. */
cg_gql_value gql_site_list(cg_arena *arena, cg_str path, const cg_site *sites, size_t count);
/** An error of one value, with the candidates as its extension. */
cg_gql_value gql_ambiguous(cg_gql_call *call, const cg_err *err, const cg_node_view *candidates,
                           size_t count);

/** One item of a page: what its "node" is, and the row that it came with. */
typedef struct gql_edge {
    const struct gql_page *page;
    size_t index;
    cg_gql_value node;
    const void *row;
} gql_edge;
/** A connection. Cursors are places in pages of the service: "generation.cursor.rows to skip". */
typedef struct gql_page {
    uint64_t generation;
    cg_str base; /* cursor of the service that the page began at */
    size_t skip; /* rows from there that were passed over */
    gql_edge *edges;
    size_t count;
    bool more;
    bool is_later; /* it began behind another */
    cg_str next;   /* cursor of the service behind the page; empty: there is none */
    const void *answer;
} gql_page;
typedef struct gql_paging {
    size_t first;
    size_t skip;
    /* what the service is asked for */
    size_t limit; /* first + skip */
    cg_str cursor;
    bool is_later;
} gql_paging;
#define GQL_FIRST 20 /* unless it is said */
/** What a field reads that gives a page: the state that its arguments project and ref name, at the generation of the cursor
 *  if there is one, and first and after, as they are or in the argument pagination. */
CG_MUST_USE cg_code gql_read_page(cg_gql_call *call, size_t fallback, const gql_scope **out_scope,
                                  gql_paging *out, cg_err *err);
/** Of the two alone; `scope` moves to the cursor's generation. */
CG_MUST_USE cg_code gql_read_paging(cg_gql_call *call, const cg_gql_value *first,
                                    const cg_gql_value *after, size_t fallback,
                                    const gql_scope **scope, gql_paging *out, cg_err *err);
/** A page of what the service gave for `limit` rows; edges are empty but for their row: `rows` lie `size` bytes apart. */
gql_page *gql_page_make(cg_gql_call *call, const gql_paging *paging, uint64_t generation,
                        const void *rows, size_t count, size_t size, cg_str next_cursor,
                        const void *answer);
/** Resolvers that all connections share. */
cg_code gql_page_edges(cg_gql_call *call, cg_err *err);
cg_code gql_page_nodes(cg_gql_call *call, cg_err *err);
cg_code gql_page_info(cg_gql_call *call, cg_err *err);
cg_code gql_page_generation(cg_gql_call *call, cg_err *err);
cg_code gql_edge_cursor(cg_gql_call *call, cg_err *err);
cg_code gql_edge_node(cg_gql_call *call, cg_err *err);
#define GQL_CONNECTION(type)                                                                       \
    {type, "edges", gql_page_edges}, {type, "nodes", gql_page_nodes},                              \
    {                                                                                              \
        type, "pageInfo", gql_page_info                                                            \
    }
#define GQL_EDGE(type)                                                                             \
    {type, "cursor", gql_edge_cursor},                                                             \
    {                                                                                              \
        type, "node", gql_edge_node                                                                \
    }

/** The resolver of "coverage" and "verdict" of an answer of the service. */
cg_gql_value gql_coverage(const cg_answer_coverage *coverage);

#endif
