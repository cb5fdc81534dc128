// SPDX-License-Identifier: Apache-2.0
// graphql, private: the syntax tree, the type table and what is wrong with a request.
#ifndef CG_GRAPHQL_INT_H
#define CG_GRAPHQL_INT_H

#include "cg/graphql.h"

/** Appends to an array in an arena that has no budget. */
#define GQL_PUSH(arena, list, count, room, ...)                                                    \
    do {                                                                                           \
        if ((count) == (room))                                                                     \
            (list) = gql_grow((arena), (list), (count), &(room), sizeof *(list));                  \
        (list)[(count)++] = (__VA_ARGS__);                                                         \
    } while (0)
void *gql_grow(cg_arena *arena, const void *list, size_t count, size_t *room, size_t size);

/* ---- errors of requests ---- */

/** Lines, and columns in UTF-16 units as other implementations count them, from 1. */
typedef struct gql_at {
    uint32_t line, column;
} gql_at;

/** Where in the answer: a key, or the place in a list when there is no key. */
typedef struct gql_path {
    const struct gql_path *parent;
    cg_str key; /* ptr NULL: `index` */
    size_t index;
} gql_path;

#define GQL_ERRORS_MAX 100
typedef struct gql_error {
    struct gql_error *next;
    cg_str message;
    const char *code; /* "extensions": {"code": …} */
    cg_str extensions;
    const gql_at *at;
    size_t at_count;
    const gql_path *path;
    bool has_path;
} gql_error;
typedef struct gql_errors {
    cg_arena *arena;
    gql_error *first, *last;
    size_t count;
    bool full; /* memory: more could not be told */
} gql_errors;
gql_error *gql_error_add(gql_errors *errors, const char *code, const gql_at *at, size_t at_count,
                         const char *fmt, ...) CG_PRINTF(5, 6);
void gql_errors_write(const gql_errors *errors, cg_json_writer *w);

/* ---- the syntax tree ---- */

typedef enum gql_node_kind {
    GQL_DOCUMENT,
    GQL_OPERATION,
    GQL_FRAGMENT,
    GQL_FIELD,
    GQL_SPREAD,
    GQL_INLINE,
    GQL_ARGUMENT,
    GQL_DIRECTIVE,
    GQL_VARIABLE_DEF,
    /* values */
    GQL_VARIABLE,
    GQL_INT_VALUE,
    GQL_FLOAT_VALUE,
    GQL_STRING_VALUE,
    GQL_BOOL_VALUE,
    GQL_NULL_VALUE,
    GQL_ENUM_VALUE,
    GQL_LIST_VALUE,
    GQL_OBJECT_VALUE,
    GQL_OBJECT_FIELD,
    /* types */
    GQL_NAMED_TYPE,
    GQL_LIST_TYPE,
    GQL_NON_NULL_TYPE,
    /* definitions of types */
    GQL_SCHEMA_DEF,
    GQL_SCALAR_DEF,
    GQL_OBJECT_DEF,
    GQL_INTERFACE_DEF,
    GQL_UNION_DEF,
    GQL_ENUM_DEF,
    GQL_INPUT_DEF,
    GQL_DIRECTIVE_DEF,
    GQL_FIELD_DEF,
    GQL_INPUT_VALUE_DEF,
    GQL_ENUM_VALUE_DEF,
    GQL_NAME, /* of a directive's location; the root of an operation's kind */
} gql_node_kind;

typedef struct gql_node gql_node;
typedef struct gql_list {
    gql_node *first, *last;
    size_t count;
} gql_list;

/** One for all kinds; what a kind has no use for is zero. */
struct gql_node {
    gql_node_kind kind;
    uint8_t operation; /* cg_gql_operation_kind; of a document: nothing */
    bool block;        /* of a string; of a directive's definition: repeatable */
    bool has_selections;
    bool extends; /* a definition that adds to another */
    gql_at at, name_at, set_at;
    cg_str name; /* of a value: its text, of a string decoded */
    cg_str alias;
    cg_str description;
    gql_node *type;  /* of a variable or field; a fragment's condition; what a list is of */
    gql_node *value; /* of an argument; a default; the fragment that a valid spread means */
    gql_list args;   /* arguments, their definitions, variables; interfaces of a type */
    gql_list directives;
    gql_list items; /* selections, definitions, values, fields, members, locations */
    gql_node *next;
    uint32_t number; /* of a fragment or operation: its place among its like */
};

static inline cg_str gql_response_key(const gql_node *field)
{
    return field->alias.ptr != NULL ? field->alias : field->name;
}

/* ---- reading ---- */

typedef enum gql_token_kind {
    GQL_T_EOF,
    GQL_T_BANG,
    GQL_T_DOLLAR,
    GQL_T_AMP,
    GQL_T_PAREN_L,
    GQL_T_PAREN_R,
    GQL_T_SPREAD,
    GQL_T_COLON,
    GQL_T_EQUALS,
    GQL_T_AT,
    GQL_T_BRACKET_L,
    GQL_T_BRACKET_R,
    GQL_T_BRACE_L,
    GQL_T_PIPE,
    GQL_T_BRACE_R,
    GQL_T_NAME,
    GQL_T_INT,
    GQL_T_FLOAT,
    GQL_T_STRING,
    GQL_T_BLOCK,
    GQL_T_WRONG, /* the error has been told */
} gql_token_kind;

typedef struct gql_token {
    gql_token_kind kind;
    gql_at at;
    cg_str text; /* of a name or number; of a string decoded, in the arena */
} gql_token;

typedef struct gql_lexer {
    cg_str source; /* valid UTF-8 */
    size_t pos;
    size_t mark; /* whose line and column are known: at or before `pos` */
    gql_at mark_at;
    cg_arena *arena;
    gql_errors *errors;
} gql_lexer;
void gql_lexer_init(gql_lexer *lexer, cg_str source, cg_arena *arena, gql_errors *errors);
gql_token gql_lexer_next(gql_lexer *lexer);
/** For people: `Name "x"`. */
cg_str gql_token_text(gql_token token, cg_arena *arena);

typedef struct gql_parser {
    gql_lexer lexer;
    gql_token token, ahead;
    bool has_ahead, failed;
    size_t tokens, tokens_max;
    unsigned depth;
    cg_arena *arena;
    gql_errors *errors;
} gql_parser;
/** NULL: `errors` says why. Everything lives in the arena, texts perhaps in `source`. */
gql_node *gql_parse(cg_str source, size_t tokens_max, cg_arena *arena, gql_errors *errors);

/* Between the files of the parser. */
gql_node *gql_node_new(gql_parser *p, gql_node_kind kind);
void gql_list_add(gql_list *list, gql_node *node);
bool gql_peek(const gql_parser *p, gql_token_kind kind);
bool gql_accept(gql_parser *p, gql_token_kind kind);
bool gql_expect(gql_parser *p, gql_token_kind kind);
bool gql_accept_word(gql_parser *p, const char *word);
bool gql_expect_word(gql_parser *p, const char *word);
void gql_unexpected(gql_parser *p, gql_token token);
void gql_read_name(gql_parser *p, gql_node *node);
void gql_read_directives(gql_parser *p, bool constant, gql_list *out);
void gql_read_description(gql_parser *p, gql_node *node);
gql_node *gql_read_type(gql_parser *p);
gql_node *gql_read_named_type(gql_parser *p);
gql_node *gql_read_value(gql_parser *p, bool constant);
bool gql_read_operation_kind(gql_parser *p, uint8_t *out_kind);
/** One or more in brackets; with `optional` there may be no brackets. */
void gql_read_many(gql_parser *p, gql_token_kind open, gql_node *(*read)(gql_parser *),
                   gql_token_kind close, bool optional, gql_list *out);
gql_token gql_look_ahead(gql_parser *p);
/** parser_types.c: a definition of a type; the keyword is `word`. NULL: it is none. */
gql_node *gql_read_type_definition(gql_parser *p, cg_str word);
gql_node *gql_read_extension(gql_parser *p);

/** Appends a value as it is written. */
void gql_print_value(const gql_node *value, cg_buf *out);

/* ---- the type table ---- */

typedef enum gql_type_kind {
    GQL_SCALAR,
    GQL_OBJECT,
    GQL_INTERFACE,
    GQL_UNION,
    GQL_ENUM,
    GQL_INPUT_OBJECT,
    GQL_LIST,
    GQL_NON_NULL,
} gql_type_kind;

typedef enum gql_scalar {
    GQL_CUSTOM,
    GQL_SCALAR_INT,
    GQL_SCALAR_FLOAT,
    GQL_SCALAR_STRING,
    GQL_SCALAR_BOOLEAN,
    GQL_SCALAR_ID
} gql_scalar;

typedef struct gql_type gql_type;
typedef struct gql_input { /* an argument, or a member of an input object */
    cg_str name, description;
    const gql_type *type;
    const gql_node *fallback; /* NULL: none */
    bool deprecated;
    cg_str reason;
} gql_input;
typedef struct gql_field_def {
    cg_str name, description;
    const gql_type *type;
    gql_input *args;
    size_t args_count;
    bool deprecated;
    cg_str reason;
    cg_gql_resolve resolve; /* NULL: of an interface; __typename */
    /* cost */
    uint64_t weight, assumed_size;
    const gql_node *slicing, *sized; /* lists of strings; NULL: none */
} gql_field_def;
typedef struct gql_enum_value {
    cg_str name, description;
    bool deprecated;
    cg_str reason;
} gql_enum_value;
struct gql_type {
    gql_type_kind kind;
    gql_scalar scalar;
    bool one_of;
    bool defined; /* not by the language itself */
    cg_str name, description, specified_by;
    gql_field_def *fields;
    size_t fields_count;
    gql_input *inputs;
    size_t inputs_count;
    gql_enum_value *values;
    size_t values_count;
    const gql_type **interfaces; /* that it implements */
    size_t interfaces_count;
    const gql_type **possible; /* of an abstract type: object types */
    size_t possible_count;
    const gql_type *of; /* of a list or non-null */
    const gql_node *node;
};
typedef struct gql_directive_def {
    cg_str name, description;
    gql_input *args;
    size_t args_count;
    const gql_node *locations; /* GQL_NAME, a list by next */
    bool repeatable;
} gql_directive_def;

struct cg_gql_schema {
    cg_arena *arena;
    gql_type **types; /* as they were defined */
    size_t types_count;
    uint32_t *slots; /* open addressing: 1 + place in `types` */
    size_t slots_count;
    gql_directive_def *directives;
    size_t directives_count;
    const gql_type *roots[3]; /* by cg_gql_operation_kind; NULL: there is none */
    cg_str description;
    gql_field_def typename_field, schema_field, type_field;
};

extern const char gql_prelude[]; /* scalars, directives and the types of introspection */
extern const cg_gql_binding gql_introspection[];
extern const size_t gql_introspection_count;

gql_type *gql_find_type(const cg_gql_schema *schema, cg_str name);
const gql_directive_def *gql_find_directive(const cg_gql_schema *schema, cg_str name);
/** A field of a type, those that every type has included. */
const gql_field_def *gql_find_field(const cg_gql_schema *schema, const gql_type *parent,
                                    cg_str name);
const gql_input *gql_find_input(const gql_input *inputs, size_t count, cg_str name);
/** The type that a reference names; NULL: there is none. Made in `arena` where it is not there yet. */
const gql_type *gql_type_of(const cg_gql_schema *schema, const gql_node *type, cg_arena *arena);
const gql_type *gql_named(const gql_type *type); /* NULL allowed */
const gql_type *gql_nullable(const gql_type *type);
bool gql_is_input_type(const gql_type *type);
static inline bool gql_is_leaf(const gql_type *type)
{
    return type->kind == GQL_SCALAR || type->kind == GQL_ENUM;
}
static inline bool gql_is_composite(const gql_type *type)
{
    return type->kind == GQL_OBJECT || type->kind == GQL_INTERFACE || type->kind == GQL_UNION;
}
bool gql_same_type(const gql_type *a, const gql_type *b);
bool gql_is_subtype(const gql_type *type, const gql_type *super);
bool gql_types_overlap(const gql_type *a, const gql_type *b);
bool gql_is_possible(const gql_type *abstract, const gql_type *object);
void gql_print_type(const gql_type *type, cg_buf *out);
static inline bool gql_is_required(const gql_input *input)
{
    return input->type->kind == GQL_NON_NULL && input->fallback == NULL;
}
/** Texts of a list of strings: whether `name` is one of them. */
bool gql_names_hold(const gql_node *list, cg_str name);
const gql_node *gql_find_argument(const gql_node *holder, const char *name);
const gql_node *gql_find_applied(const gql_node *holder, const char *directive);

/* ---- validating (validate*.c) ---- */

/** A variable where it is used. */
typedef struct gql_usage {
    const gql_node *variable;
    const gql_type *type;   /* NULL: not known */
    const gql_type *parent; /* the input object whose member it is; NULL: none */
    bool has_fallback;      /* the place has a default */
} gql_usage;
typedef struct gql_usages {
    gql_usage *list;
    size_t count, room;
} gql_usages;

typedef struct gql_validation {
    const cg_gql_schema *schema;
    const gql_node *document;
    gql_errors *errors;
    cg_arena *arena;
    const gql_node **fragments; /* by number */
    size_t fragments_count;
    gql_node **by_name; /* by name, then place */
    size_t by_name_count;
    gql_usages *usages; /* of fragments by number, then of operations */
    gql_usages *current;
    uint64_t work; /* comparisons of fields that are left */
} gql_validation;
void gql_validate(const cg_gql_schema *schema, const gql_node *document, cg_arena *arena,
                  gql_errors *errors);
gql_node *gql_find_fragment(const gql_validation *v, cg_str name);
/** Says it with one place, or several nodes'. */
void gql_wrong(gql_validation *v, const gql_node *node, const char *fmt, ...) CG_PRINTF(3, 4);
void gql_wrong_at(gql_validation *v, const gql_at *at, size_t count, const char *fmt, ...)
    CG_PRINTF(4, 5);
/** validate_values.c */
typedef struct gql_place {
    const gql_type *type;   /* of the value that is due; NULL: not known */
    const gql_type *list;   /* the list whose item it is … */
    const gql_type *parent; /* … or the input object whose member */
    bool has_fallback;
} gql_place;
void gql_validate_value(gql_validation *v, const gql_node *value, gql_place place);
void gql_validate_arguments_unique(gql_validation *v, const gql_node *holder);
/** validate_fragments.c */
void gql_validate_cycles(gql_validation *v);
void gql_validate_unused_fragments(gql_validation *v);
void gql_validate_variables(gql_validation *v, const gql_node *operation);
void gql_validate_single_field(gql_validation *v, const gql_node *operation);
void gql_validate_introspection_depth(gql_validation *v, const gql_node *field);
/** validate_overlap.c */
struct gql_overlap;
struct gql_overlap *gql_overlap_create(gql_validation *v);
void gql_validate_overlap(struct gql_overlap *o, const gql_node *holder, const gql_type *parent);

/* ---- executing ---- */

struct cg_gql_operation {
    const cg_gql_schema *schema;
    const gql_node *document, *operation;
    gql_errors errors;
    cg_gql_member *variables; /* those that have a value */
    size_t variables_count;
    uint64_t cost;
};

typedef struct gql_variables {
    const cg_gql_member *list;
    size_t count;
} gql_variables;
const cg_gql_value *gql_variable(gql_variables variables, cg_str name);

/** values.c: reads the variables of a request; what is wrong is told. */
void gql_coerce_variables(cg_gql_operation *operation, cg_json_value values, cg_arena *arena);
/** The arguments that a field or directive is given. Errors: CG_E_INVALID. */
CG_MUST_USE cg_code gql_coerce_arguments(const gql_input *defs, size_t count,
                                         const gql_node *holder, gql_variables variables,
                                         cg_arena *arena, cg_gql_arguments *out, cg_err *err);

/** limits.c: false, and told: the operation is too large. */
bool gql_check_limits(cg_gql_operation *operation, const cg_gql_limits *limits);

/** limits.c: the number that an argument of a field has, by its default or a variable perhaps; `argument`: "first", or "page.first" for
 *  a member. False: it says none. */
bool gql_number_of(const cg_gql_operation *operation, const gql_node *field,
                   const gql_field_def *def, cg_str argument, uint64_t *out);

/** execute.c: the operation that a call belongs to. */
const cg_gql_operation *gql_operation_of(const cg_gql_call *call);

/** collect.c: fields to be resolved under one key. */
typedef struct gql_group {
    cg_str key;
    const gql_node **fields;
    size_t count, room;
    struct gql_group *in_bucket, *next;
} gql_group;
typedef struct gql_groups {
    gql_group *first, *last;
    size_t count;
} gql_groups;
/** The fields of the selections of `holders` on objects of `type`, in the order of the answer. Errors: CG_E_LIMIT. */
CG_MUST_USE cg_code gql_collect(const cg_gql_operation *operation, const gql_type *type,
                                const gql_node *const *holders, size_t holders_count,
                                cg_arena *arena, gql_groups *out, cg_err *err);

#endif
