// SPDX-License-Identifier: Apache-2.0
// graphql: the language (September 2025 edition): documents in, checked against a schema, executed by
// resolvers, and answered as JSON. It knows no graph of code: types come as SDL, values from whoever
// binds its fields.
//
// A field is resolved for all objects of one place in the answer at once: `nodes { relationships }` is two
// calls, however many nodes there are. So a resolver is its own batched loader.
#ifndef CG_GRAPHQL_H
#define CG_GRAPHQL_H

#include "cg/json.h"

/* ---- values ---- */

typedef enum cg_gql_kind {
    CG_GQL_NULL = 0,
    CG_GQL_BOOL,
    CG_GQL_INT,
    CG_GQL_FLOAT,
    CG_GQL_TEXT,   /* also the name of an enum's value */
    CG_GQL_JSON,   /* a value of a custom scalar: JSON text */
    CG_GQL_LIST,   /* `items` */
    CG_GQL_INPUT,  /* an input object: `members` */
    CG_GQL_OBJECT, /* of an answer; anything but NULL */
    CG_GQL_FAILED, /* of an answer: this value alone could not be had */
} cg_gql_kind;

struct cg_gql_member;
struct cg_gql_failure;

/** A plain value; what it points to lives in the arena of its call, or longer. */
typedef struct cg_gql_value {
    cg_gql_kind kind;
    uint32_t count; /* of items or members */
    union {
        bool flag;
        int64_t number;
        double real;
        cg_str text;
        const struct cg_gql_value *items;
        const struct cg_gql_member *members;
        const void *object;
        const struct cg_gql_failure *failure;
    };
    const char *type; /* of an object where the field's type is abstract: the name of its own */
} cg_gql_value;
typedef struct cg_gql_member {
    cg_str name;
    cg_gql_value value;
} cg_gql_member;
typedef struct cg_gql_failure {
    cg_err err;
    cg_str
        extensions; /* further members of the error's "extensions", as JSON: `"a":1,"b":2`; or empty */
} cg_gql_failure;

static inline cg_gql_value cg_gql_bool(bool flag)
{
    return (cg_gql_value){.kind = CG_GQL_BOOL, .flag = flag};
}
static inline cg_gql_value cg_gql_int(int64_t number)
{
    return (cg_gql_value){.kind = CG_GQL_INT, .number = number};
}
static inline cg_gql_value cg_gql_float(double real)
{
    return (cg_gql_value){.kind = CG_GQL_FLOAT, .real = real};
}
static inline cg_gql_value cg_gql_text(cg_str text)
{
    return (cg_gql_value){.kind = CG_GQL_TEXT, .text = text};
}
static inline cg_gql_value cg_gql_object(const void *object)
{
    return (cg_gql_value){.kind = object != NULL ? CG_GQL_OBJECT : CG_GQL_NULL, .object = object};
}
static inline cg_gql_value cg_gql_list(const cg_gql_value *items, size_t count)
{
    return (cg_gql_value){.kind = CG_GQL_LIST, .count = (uint32_t)count, .items = items};
}
/** A list of objects that lie behind each other, `size` bytes apart. */
cg_gql_value cg_gql_objects(cg_arena *arena, const void *objects, size_t count, size_t size);
/** A copy of the error. */
cg_gql_value cg_gql_failed(cg_arena *arena, const cg_err *err);

/** The member of an input object; NULL: it was not given, and has no default. */
const cg_gql_value *cg_gql_member_of(const cg_gql_value *input, const char *name);

/* ---- schemas ---- */

typedef struct cg_gql_arguments {
    const cg_gql_member *list;
    size_t count;
} cg_gql_arguments;
/** NULL: it was not given, and has no default. An explicit null is a value of kind CG_GQL_NULL. */
const cg_gql_value *cg_gql_argument(const cg_gql_arguments *args, const char *name);

/** One field, selected once, of `count` objects. `out` is all null to begin with. */
typedef struct cg_gql_call {
    void *user;      /* of the execution */
    cg_arena *arena; /* dies when the answer has been written */
    cg_str type, field;
    cg_gql_arguments args;
    const void *const *objects; /* [count] */
    size_t count;
    cg_gql_value *out;     /* [count] */
    const void *selection; /* private */
    const void *execution; /* private */
} cg_gql_call;
/** Fills `out`. An error is one of all values of the call. May block. */
typedef cg_code (*cg_gql_resolve)(cg_gql_call *call, cg_err *err);
/** Whether the answer has a field of the objects that this call gives; `path`: "sites", or "edges.sites" of what is
 *  further below (ahead.c). */
bool cg_gql_selects(const cg_gql_call *call, const char *path);
/** The largest number that an argument has where the answer has that field; 0: nowhere. */
uint64_t cg_gql_largest(const cg_gql_call *call, const char *path, const char *argument);

typedef struct cg_gql_binding {
    const char *type, *field;
    cg_gql_resolve resolve;
} cg_gql_binding;

/** Immutable once made: any thread may read it. */
typedef struct cg_gql_schema cg_gql_schema;
/** Builds the types that `sdl` defines. Every field of an object type must have a binding, and every binding a field;
 *  `bindings` NULL: nothing will be executed. Custom directives @cost(weight) and @listSize(assumedSize,
 *  slicingArguments, sizedFields) on fields say what cost they count for. Errors: CG_E_INVALID. */
CG_MUST_USE cg_code cg_gql_schema_create(cg_str sdl, const cg_gql_binding *const *bindings,
                                         size_t bindings_count, cg_gql_schema **out_schema,
                                         cg_err *err);
void cg_gql_schema_destroy(cg_gql_schema *schema); /* NULL allowed */
CG_DEFINE_AUTO(cg_gql_schema, cg_gql_schema_destroy)

/* ---- operations ---- */

/** The most depth_max can be: walks recurse, and an answer must fit the JSON writer. */
#define CG_GQL_DEPTH_CAP 100

typedef struct cg_gql_limits {
    size_t tokens_max;    /* of a document; 0: 10000 */
    unsigned depth_max;   /* of fields in each other, fragments included; 0: 20 */
    unsigned aliases_max; /* of the operation, fragments counted wherever they are spread; 0: 100 */
    uint64_t cost_max;    /* objects that an answer may have, at most; 0: 200000 */
} cg_gql_limits;

typedef enum cg_gql_operation_kind {
    CG_GQL_QUERY,
    CG_GQL_MUTATION,
    CG_GQL_SUBSCRIPTION
} cg_gql_operation_kind;

/** What a client asks. Texts are borrowed while it is prepared. */
typedef struct cg_gql_request {
    cg_str query;
    cg_str operation_name;   /* ptr NULL: the only one */
    cg_json_value variables; /* an object, or null or absent */
} cg_gql_request;

/** A request that was read: an operation to run, or what is wrong with it. In the arena. */
typedef struct cg_gql_operation cg_gql_operation;
/** Parses, validates, chooses the operation, reads the variables and holds all against the limits; what is wrong with the
 *  request, cg_gql_is_runnable says. CPU alone. `arena`: without a budget, since the limits bound what is taken of it;
 *  texts are copied into it. */
cg_gql_operation *cg_gql_prepare(const cg_gql_schema *schema, const cg_gql_request *request,
                                 const cg_gql_limits *limits, cg_arena *arena);
bool cg_gql_is_runnable(const cg_gql_operation *operation);
cg_gql_operation_kind cg_gql_kind_of(const cg_gql_operation *operation);
/** Of one that is runnable. */
uint64_t cg_gql_cost_of(const cg_gql_operation *operation);
/** The one field of a subscription, and its arguments. Errors: CG_E_INVALID (one of them). */
CG_MUST_USE cg_code cg_gql_root_field(const cg_gql_operation *operation, cg_arena *arena,
                                      cg_str *out_field, cg_gql_arguments *out_args, cg_err *err);

typedef struct cg_gql_run_options {
    void *user;
    const void *root;     /* the object that root fields are resolved of; not NULL */
    cg_patience patience; /* looked at before each field */
    size_t memory_max;    /* that the answer may take in the arena; 0: 256 MiB */
    /** Further members of the answer's "extensions": `"a":1`; or empty. Asked at the end; NULL: none. */
    cg_str (*extend)(void *user, cg_arena *arena);
} cg_gql_run_options;

/** Executes the operation (of a subscription: for one event, `root`), and appends the answer, a JSON object. What goes
 *  wrong with fields is part of it. `arena`: without a budget. One thread at a time. Errors: CG_E_DEADLINE,
 *  CG_E_CANCELED, CG_E_NOMEM, CG_E_LIMIT, which resolvers may end it with as well: nothing was appended. */
CG_MUST_USE cg_code cg_gql_run(const cg_gql_operation *operation, const cg_gql_run_options *options,
                               cg_arena *arena, cg_buf *out, cg_err *err);
/** Appends what is wrong with one that is not runnable: {"errors": […]}, or the list alone. */
void cg_gql_write_errors(const cg_gql_operation *operation, cg_buf *out);
void cg_gql_write_error_list(const cg_gql_operation *operation, cg_buf *out);
/** Appends an answer without data, of an error that no request is to blame for. */
void cg_gql_write_failure(const cg_err *err, cg_buf *out);

#endif
