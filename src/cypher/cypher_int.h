// SPDX-License-Identifier: Apache-2.0
// What the files of this module share: the syntax tree, values, the frame of a run, operators.
//
//   text --lex/parse--> clauses and expressions --compile--> operators over one frame --pull--> rows
//
// Each variable of a query has a slot of its own in one frame of values. An operator writes its own slots and reads any
// that were bound below it, so operators of a chain hand on rows without copying them.
#ifndef CG_CYPHER_INT_H
#define CG_CYPHER_INT_H

#include "cg/cypher.h"

typedef cg_cypher_value value;
typedef struct cg_cypher query;
typedef struct op op;
typedef struct expr expr;
typedef struct clause clause;
typedef struct function function;

#define NO_SLOT UINT32_MAX
#define NESTING_MAX 200u     /* of what is in parentheses, brackets, braces */
#define TREE_DEPTH_MAX 2000u /* of expressions: operators in a row nest too */
#define VALUE_DEPTH_MAX 64u  /* of lists and maps in each other */
#define SLOTS_MAX 4096u
#define NOBODY_BIT (UINT64_C(1) << 63) /* in a set of labels or types: nothing has it */

/* ---- problems ---- */

/** Fills the query's problem and `err`: `at` is a place in the text. Yields CG_E_INVALID. */
#define QUERY_FAIL(q, at, type, detail, ...) query_fail((q), (at), (type), (detail), __VA_ARGS__)
cg_code query_fail(query *q, uint32_t at, const char *type, const char *detail, const char *fmt,
                   ...) CG_PRINTF(5, 6);
#define SYNTAX "SyntaxError"
/** Beyond query.memory. */
cg_code query_full(query *q);

/* ---- the syntax tree: in the arena of the query ---- */

typedef enum expr_kind {
    EX_CONST,
    EX_PARAM,    /* becomes a constant */
    EX_VARIABLE, /* slot */
    EX_PROPERTY, /* args[0].name */
    EX_LABELS,   /* args[0]:keys… */
    EX_LIST,
    EX_MAP, /* keys, args */
    EX_AND, /* of several */
    EX_OR,
    EX_XOR,
    EX_NOT,
    EX_COMPARE, /* op */
    EX_ARITHMETIC,
    EX_NEGATIVE,
    EX_IN,
    EX_STARTS_WITH,
    EX_ENDS_WITH,
    EX_CONTAINS,
    EX_MATCHES,
    EX_IS_NULL,
    EX_IS_NOT_NULL,
    EX_INDEX,
    EX_SLICE, /* args: list, from or NULL, to or NULL */
    EX_CALL,
    EX_AGGREGATE,     /* count(*) has no argument */
    EX_CASE,          /* args: subject or NULL, else or NULL, then pairs */
    EX_COMPREHENSION, /* slot; args: list, where or NULL, what or NULL */
    EX_QUANTIFIER,    /* op; slot; args: list, where */
    EX_REDUCE,        /* slot: sum, slot2: element; args: start, list, what */
    EX_PATTERN,       /* op: pattern_use; sub; args[0]: what, of a comprehension */
    EX_PROJECTION, /* n{.a, .*, b: 1}: args[0] n; then keys, args; key "*": all, arg NULL: .key */
} expr_kind;

typedef enum compare_op { OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE } compare_op;
typedef enum quantifier { FOR_ALL, FOR_ANY, FOR_NONE, FOR_SINGLE } quantifier;
typedef enum pattern_use { PATTERN_EXISTS, PATTERN_COUNT, PATTERN_COLLECT } pattern_use;

/** What is known of an expression before it runs. */
typedef enum static_type {
    ST_ANY,
    ST_NULL,
    ST_BOOL,
    ST_INT,
    ST_FLOAT,
    ST_STR,
    ST_LIST,
    ST_MAP,
    ST_NODE,
    ST_EDGE,
    ST_PATH,
    ST_EDGES, /* a list of relationships, of variable length */
} static_type;

/** A subquery or pattern within an expression. */
typedef struct inner_query {
    struct pattern *pattern; /* of a pattern alone */
    expr *where;
    clause *clauses; /* of a full subquery */
    size_t count;
    op *plan;       /* made when it is compiled */
    uint32_t *uses; /* slots of what is around it that it reads */
    size_t uses_count;
} inner_query;

struct expr {
    uint8_t kind, op;
    uint8_t type;  /* static_type, once compiled */
    uint8_t items; /* static_type of what is in a list, where that is known */
    bool distinct; /* of an aggregate */
    bool compiled;
    uint16_t depth;
    uint32_t at, end; /* its text */
    uint32_t slot, slot2;
    uint32_t key;        /* of a property */
    uint64_t mask;       /* of labels */
    uint32_t count, cap; /* of args */
    cg_str name, name2;
    expr **args;
    cg_str *keys;
    value constant;
    const function *call;
    inner_query *sub;
    struct regex *regex; /* compiled last */
};

typedef struct pattern_node {
    cg_str name; /* empty: anonymous */
    uint32_t at;
    cg_str *labels;
    uint32_t labels_count;
    expr *props; /* a map; NULL: none */
    /* Compiled: */
    uint32_t slot;
    uint64_t mask;
    bool bound; /* already, when planning is here */
} pattern_node;

typedef struct pattern_edge {
    cg_str name;
    uint32_t at;
    cg_str *types;
    uint32_t types_count;
    expr *props;
    bool leads_left, leads_right; /* both or none: either way */
    bool variable;                /* of variable length: */
    uint64_t min, max;            /* max UINT64_MAX: any */
    /* Compiled: */
    uint32_t slot;
    uint64_t mask;
    uint32_t from, to; /* of the nodes of the match */
    bool bound, done;
} pattern_edge;

typedef enum path_search { PATH_ALL, PATH_SHORTEST, PATH_ALL_SHORTEST } path_search;

/** One chain: nodes[0] edges[0] nodes[1] … */
typedef struct chain {
    cg_str name; /* of the path */
    uint32_t at;
    uint32_t slot;
    path_search search;
    CG_VEC(pattern_node) nodes;
    CG_VEC(pattern_edge) edges;
} chain;
typedef struct pattern {
    CG_VEC(chain) chains;
} pattern;

typedef struct item {
    expr *what;
    cg_str name;
    bool named; /* by AS, or a plain variable */
    uint32_t at;
    uint32_t slot; /* compiled */
} item;
typedef struct order_key {
    expr *what;
    bool descending;
} order_key;

typedef enum clause_kind { CLAUSE_MATCH, CLAUSE_UNWIND, CLAUSE_WITH, CLAUSE_RETURN } clause_kind;
struct clause {
    clause_kind kind;
    uint32_t at;
    bool optional; /* MATCH */
    bool distinct, star;
    pattern *pattern;
    expr *where;
    expr *list; /* UNWIND */
    cg_str name;
    CG_VEC(item) items;
    CG_VEC(order_key) order;
    expr *skip, *limit;
};
typedef struct part { /* between UNIONs */
    CG_VEC(clause) clauses;
    op *plan;
    uint32_t *slots; /* of the columns of the query */
} part;

/* ---- a query ---- */

typedef struct binding {
    cg_str name;
    uint32_t slot;
    uint8_t type, items; /* static_type */
} binding;
typedef struct bindings { /* names to slots, innermost last */
    CG_VEC(binding) list;
} bindings;
typedef CG_VEC(uint32_t) slot_numbers;

struct cg_cypher {
    const cg_cypher_graph *graph;
    cg_cypher_limits limits;
    cg_patience patience;
    const cg_cypher_entry *params;
    size_t params_count;
    cg_str text;
    cg_arena *tree;    /* the syntax tree, the plan, what is kept of rows */
    cg_arena *scratch; /* of the row at hand: operators rewind it */
    CG_VEC(part) parts;
    bool union_all;
    cg_cypher_mode mode;
    CG_VEC(cg_str) columns;
    CG_VEC(cg_cypher_warning) warnings;
    CG_VEC(cg_cypher_step) steps;
    cg_cypher_problem *problem; /* of the call under way */
    cg_err *err;
    bool running;
    uint64_t now_ms; /* of the clock when it was opened: one moment for the whole query */
    /* Compiling. */
    bindings scope;
    uint32_t slots;
    const char *aggregates_not; /* where no aggregate may stand; NULL: one may */
    bool in_aggregate, patterns_ok;
    bool no_variables;        /* in SKIP and LIMIT */
    slot_numbers *uses;       /* of the inner query at hand */
    const clause *projection; /* behind the MATCH at hand; NULL: none */
    bool once;                /* of an inner query: whether there is a row is all that is asked */
    /* Running. */
    value *frame;    /* [slots] */
    value *row;      /* [columns] */
    uint64_t weight; /* rows that the one at hand stands for: what counts may multiply by */
    uint32_t ticks;
    size_t kept_bytes; /* of arenas of operators */
    size_t bytes_most;
    size_t part_at;
    op *seen; /* of a UNION: the rows so far */
    CG_VEC(struct regex *) regexes;
    CG_VEC(op *) ops;
};

void *query_alloc(query *q, cg_arena *arena, size_t size);           /* NULL: too much */
void *query_array(query *q, cg_arena *arena, size_t n, size_t size); /* the same */
/** For the tree, which the length of the text bounds. */
#define TREE_NEW(q, type) ((type *)cg_arena_alloc((q)->tree, sizeof(type)))
/** Appends to an array in the tree. */
#define TREE_PUSH(q, v, ...)                                                                       \
    do {                                                                                           \
        if ((v)->len == (v)->cap)                                                                  \
            (v)->ptr = tree_grow((q), (v)->ptr, &(v)->cap, sizeof *(v)->ptr);                      \
        (v)->ptr[(v)->len++] = (__VA_ARGS__);                                                      \
    } while (0)
void *tree_grow(query *q, void *ptr, size_t *cap, size_t size);
cg_code query_tick_slow(query *q);
static inline cg_code query_tick(query *q)
{
    return ++q->ticks % 1024 != 0 ? CG_OK : query_tick_slow(q);
}

/* ---- text to tree (lex.c, parse.c, parse_pattern.c, parse_expr.c) ---- */

typedef enum token_kind {
    TK_END,
    TK_NAME,
    TK_QUOTED, /* `name` */
    TK_STRING,
    TK_INT,
    TK_FLOAT,
    TK_PARAM,
    TK_LE,
    TK_GE,
    TK_NE,
    TK_MATCHES,
    TK_DOTS,
    TK_PLUS_EQ,
    TK_CHAR, /* `c` */
} token_kind;
typedef struct token {
    token_kind kind;
    char c;
    uint32_t at, end;
    cg_str text; /* of names, texts and parameters, without quotes and escapes */
    uint64_t integer;
    bool is_min; /* 2^63, which is an integer behind a minus alone */
    double real;
} token;
typedef struct parser {
    query *q;
    token t;           /* the one at hand */
    uint32_t last_end; /* of the token before */
    unsigned depth;
    uint64_t steps;
} parser;

CG_MUST_USE cg_code lex_next(query *q, uint32_t from, token *out);
CG_MUST_USE cg_code parse_query(query *q);
CG_MUST_USE cg_code parser_advance(parser *p);
bool parser_is(const parser *p, char c);
bool parser_is_word(const parser *p, const char *word);
CG_MUST_USE cg_code parser_expect(parser *p, char c);
CG_MUST_USE cg_code parser_expect_word(parser *p, const char *word);
CG_MUST_USE cg_code parser_name(parser *p, cg_str *out);
CG_MUST_USE cg_code parser_unexpected(parser *p, const char *wanted);
CG_MUST_USE cg_code parser_enter(parser *p);
static inline void parser_leave(parser *p)
{
    p->depth--;
}
CG_MUST_USE cg_code parse_expr(parser *p, expr **out);
CG_MUST_USE cg_code parse_atom(parser *p, expr **out);
CG_MUST_USE cg_code parse_constant(parser *p, value v, expr **out); /* of the token at hand */
/** date.truncate(…), at the parenthesis. */
CG_MUST_USE cg_code parse_dotted_call(parser *p, expr *of, cg_str last, expr **out);
CG_MUST_USE cg_code parse_clauses(parser *p, bool inner, part *out);
CG_MUST_USE cg_code parse_pattern(parser *p, pattern *out);
CG_MUST_USE cg_code parse_chain(parser *p, chain *out);
CG_MUST_USE cg_code parse_map(parser *p, expr **out);
/** Whether a chain with a relationship begins at the token at hand: then it is taken. */
CG_MUST_USE cg_code parse_try_chain(parser *p, chain *out, bool *out_is);
CG_MUST_USE cg_code parse_subquery(parser *p, inner_query **out); /* behind '{' */
expr *expr_new(query *q, expr_kind kind, uint32_t at);
/** Appends an argument; CG_E_INVALID: the tree gets too deep. */
CG_MUST_USE cg_code expr_add(query *q, expr *e, expr *arg);

/* ---- values (value.c) ---- */

#define V_NULL ((value){.type = CG_CYPHER_NULL})
static inline value v_bool(bool b)
{
    return (value){.type = CG_CYPHER_BOOL, .truth = b};
}
static inline value v_int(int64_t i)
{
    return (value){.type = CG_CYPHER_INT, .integer = i};
}
static inline value v_real(double r)
{
    return (value){.type = CG_CYPHER_FLOAT, .real = r};
}
static inline value v_text(cg_str s)
{
    return (value){.type = CG_CYPHER_STR, .text = s};
}
static inline value v_list(value *items, size_t count)
{
    return (value){.type = CG_CYPHER_LIST, .list = {items, count}};
}
static inline value v_node(cg_cypher_node node)
{
    return (value){.type = CG_CYPHER_NODE, .node = node};
}
static inline value v_edge(cg_cypher_edge edge)
{
    return (value){.type = CG_CYPHER_EDGE, .edge = edge};
}
static inline bool v_is_null(const value *v)
{
    return v->type == CG_CYPHER_NULL;
}
static inline bool v_is_number(const value *v)
{
    return v->type == CG_CYPHER_INT || v->type == CG_CYPHER_FLOAT;
}
/** A Date, LocalTime, Time, LocalDateTime or DateTime. */
static inline bool v_is_instant(const value *v)
{
    return v->type >= CG_CYPHER_DATE && v->type <= CG_CYPHER_DATETIME;
}
/** Whether it owes nothing to any memory. */
static inline bool v_is_whole(const value *v)
{
    return v->type <= CG_CYPHER_FLOAT || v->type == CG_CYPHER_NODE || v->type == CG_CYPHER_EDGE ||
           v_is_instant(v);
}
static inline double v_number(const value *v)
{
    return v->type == CG_CYPHER_INT ? (double)v->integer : v->real;
}
static inline bool edge_same(cg_cypher_edge a, cg_cypher_edge b)
{
    return a.source == b.source && a.target == b.target && a.key == b.key;
}
typedef enum tri { TRI_FALSE, TRI_TRUE, TRI_NULL } tri;
tri v_equals(const value *a, const value *b); /* `=` */
bool v_same(const value *a, const value *b);  /* in a group, of distinct ones */
tri v_compare(const value *a, const value *b,
              int *out);                     /* `<`; NULL: they cannot be compared; FALSE: NaN */
int v_order(const value *a, const value *b); /* ORDER BY */
uint64_t v_hash(const value *v);
/** Notes how deep a list or map nests: what is made in a loop may not nest for ever. */
CG_MUST_USE cg_code v_nest(query *q, uint32_t at, value *v);
const value *v_map_get(const value *map, cg_str key);
/** A copy that owes nothing to the scratch. */
CG_MUST_USE cg_code v_copy(query *q, cg_arena *arena, const value *v, value *out);

/* ---- compiling (compile.c, resolve.c, project.c, match.c) ---- */

CG_MUST_USE cg_code compile_query(query *q);
CG_MUST_USE cg_code compile_clauses(query *q, clause *clauses, size_t count, bool inner, op *below,
                                    op **out);
CG_MUST_USE cg_code compile_match(query *q, clause *c, op *below, op **out);
CG_MUST_USE cg_code compile_projection(query *q, clause *c, op *below, op **out);
/** A plan for a pattern within an expression, over an OP_ARGUMENT. */
CG_MUST_USE cg_code compile_inner(query *q, expr *e);
/** The same of a pattern alone, in the scope at hand. `may_name`: it may have names of its own. */
CG_MUST_USE cg_code compile_pattern(query *q, pattern *p, expr *where, bool may_name, op *below,
                                    op **out);
CG_MUST_USE cg_code resolve(query *q, expr *e);
CG_MUST_USE cg_code new_slot(query *q, uint32_t at, uint32_t *out);
/** Gives a name to a slot, in the scope at hand. */
void bind_slot(query *q, cg_str name, uint32_t slot, static_type type, static_type items);
CG_MUST_USE cg_code bind_name(query *q, cg_str name, uint32_t at, static_type type,
                              uint32_t *out_slot);
const binding *find_binding(query *q, cg_str name);
/** The scope as it is, to be set back. */
bindings scope_copy(query *q);
/** Sets of labels and types; of names that nothing has a bit that nothing has. */
CG_MUST_USE cg_code labels_mask(query *q, uint32_t at, const cg_str *names, size_t count,
                                uint64_t *out);
CG_MUST_USE cg_code types_mask(query *q, uint32_t at, const cg_str *names, size_t count,
                               uint64_t *out);
/** Resolves what must be true or false. */
CG_MUST_USE cg_code resolve_where(query *q, expr *e);
void query_place(const query *q, uint32_t at, uint32_t *out_line, uint32_t *out_column);
void query_warn(query *q, uint32_t at, const char *fmt, ...) CG_PRINTF(3, 4);
expr *slot_expr(query *q, uint32_t at, uint32_t slot, cg_str name, static_type type);
bool has_aggregate(const expr *e);
bool expr_equals(const expr *a, const expr *b);
/** Calls back for each slot that an expression reads. */
typedef void slot_visit(void *arg, uint32_t slot);
void expr_visit_slots(const expr *e, slot_visit *visit, void *arg);

/* ---- operators (ops*.c) ---- */

typedef struct op_class {
    const char *name;
    cg_code (*next)(query *q, op *o, bool *out_row);
    void (*reset)(query *q, op *o); /* to begin anew; NULL: nothing but the children */
    void (*fini)(op *o);            /* memory that is not of an arena; NULL: none */
} op_class;

/** Every operator begins with this. */
struct op {
    const op_class *class;
    op *child;          /* what it works on; NULL: of an argument */
    op *inner;          /* a plan within, for each row of the child */
    bool active;        /* a row of the child is at hand */
    cg_arena_mark mark; /* of the scratch, while it is */
    double estimated;
    uint64_t rows, touched;
    cg_str detail;
};
static inline cg_code op_next(query *q, op *o, bool *out_row)
{
    cg_code rc = o->class->next(q, o, out_row);
    o->rows += rc == CG_OK && *out_row;
    return rc;
}
void op_reset(query *q, op *o);
op *op_new(query *q, size_t size, const op_class *class, op *child);
#define OP_NEW(q, type, class, child) ((type *)op_new((q), sizeof(type), (class), (child)))
void op_detail(query *q, op *o, const char *fmt, ...) CG_PRINTF(3, 4);

op *op_argument(query *q);
op *op_scan(query *q, op *child, uint32_t slot, uint64_t labels);
op *op_find(query *q, op *child, uint32_t slot, uint32_t key, bool by_prefix, expr *what);
op *op_filter(query *q, op *child, expr *what);
/** Whether what was bound before is a node, with these labels. */
op *op_node(query *q, op *child, uint32_t slot, uint64_t labels);
op *op_unwind(query *q, op *child, uint32_t slot, expr *list);
op *op_optional(query *q, op *child, op *inner, const uint32_t *slots, size_t count);

/** One relationship of a pattern. */
typedef struct expand_plan {
    uint32_t from, edge, to; /* slots; edge NO_SLOT: nobody asks */
    bool outwards, inwards;
    bool into;   /* `to` is bound */
    bool given;  /* `edge` is bound */
    bool prunes; /* each other end once: nobody asks for the relationships, nor how often */
    uint64_t types, to_labels;
    const uint32_t *others; /* slots of relationships that it must differ from */
    size_t others_count;
    /* Of variable length: */
    uint64_t min, max;
    bool reversed; /* the list of relationships is from `to` to `from` */
    expr **each;   /* what each of them must be, with `each_slot` bound to it */
    size_t each_count;
    uint32_t each_slot;
    path_search search;
} expand_plan;
op *op_expand(query *q, op *child, const expand_plan *plan);
/** The plan of an expansion to all other ends; NULL: it is something else. */
const expand_plan *op_is_expand_all(const op *o);
/** Makes it one that counts: one row for each start, with a weight. */
void op_make_count(op *o);
op *op_expand_variable(query *q, op *child, const expand_plan *plan);
/** The relationship is bound: binds its ends; `into`: `from` is bound, `reversed`: `to` is. */
op *op_ends(query *q, op *child, const expand_plan *plan);
/** slots: node, edge or list, node, … */
op *op_path(query *q, op *child, uint32_t slot, const uint32_t *slots, size_t count);

typedef struct set_slot {
    uint32_t slot;
    expr *what;
} set_slot;
op *op_project(query *q, op *child, const set_slot *sets, size_t count);
op *op_aggregate(query *q, op *child, const set_slot *keys, size_t keys_count, const set_slot *sums,
                 size_t sums_count);
op *op_distinct(query *q, op *child, const uint32_t *slots, size_t count);
op *op_sort(query *q, op *child, const order_key *keys, size_t keys_count, const uint32_t *slots,
            size_t slots_count);
void op_sort_keep(op *sort, expr *skip, expr *limit); /* no more than their sum is asked for */
op *op_skip(query *q, op *child, expr *what);
op *op_limit(query *q, op *child, expr *what);
/** For a UNION: whether the row is new. */
CG_MUST_USE cg_code op_distinct_row(query *q, op *distinct, const value *row, bool *out_new);
/** Turns an expansion right below an aggregation into one that counts, where nobody asks for more. */
void op_count_instead(query *q, op *aggregate);

/* ---- evaluating (eval.c, functions*.c) ---- */

CG_MUST_USE cg_code eval(query *q, const expr *e, value *out);
/** Null counts as false; what is neither is a TypeError. */
CG_MUST_USE cg_code eval_truth(query *q, const expr *e, bool *out);
/** A count for SKIP and LIMIT. */
CG_MUST_USE cg_code eval_count(query *q, const expr *e, const char *of, uint64_t *out);
/** Whether there is a row; how many; a list. */
CG_MUST_USE cg_code eval_inner(query *q, const expr *e, value *out);
CG_MUST_USE cg_code matches_regex(query *q, const expr *e, cg_str text, cg_str wanted, bool *out);
void regex_free(struct regex *r);
CG_MUST_USE cg_code property_of(query *q, const expr *e, const value *of, cg_str name, uint32_t key,
                                value *out);
CG_MUST_USE cg_code properties_of(query *q, const value *of, value *out);

/** What an argument may be. But for ANY, a null makes the result null. */
typedef enum takes {
    TAKES_ANY,   /* null too */
    TAKES_VALUE, /* any */
    TAKES_NUMBER,
    TAKES_INT,
    TAKES_STR,
    TAKES_LIST,
    TAKES_NODE,
    TAKES_EDGE,
    TAKES_PATH,
    TAKES_ENTITY, /* node, relationship */
    TAKES_FIELDS, /* node, relationship, map */
    TAKES_SIZED,  /* text, list */
    TAKES_EMPTY,  /* text, list, map */
    TAKES_WORD,   /* text, number, Boolean */
    TAKES_SHOWN,  /* the same, and what is temporal */
    TAKES_MAP,
    TAKES_INSTANT,         /* Date, LocalTime, Time, LocalDateTime, DateTime */
    TAKES_MAKING_INSTANT,  /* what one is made of: an instant, text, map */
    TAKES_MAKING_DURATION, /* Duration, text, map */
} takes;
struct function {
    const char *name;
    uint8_t min, max; /* arguments; 255: any number */
    uint8_t type;     /* static_type of the result */
    uint8_t takes[4]; /* takes; the last for all further ones */
    cg_code (*call)(query *q, const expr *e, value *args, value *out);
};
const function *find_function(cg_str name);
extern const function text_functions[], number_functions[], instant_functions[],
    duration_functions[]; /* end with a name of NULL */
takes function_takes(const function *f, uint32_t arg);
bool takes_type(takes what, static_type type);
const char *takes_text(takes what);
/** The call of each function: after its arguments were checked. */
CG_MUST_USE cg_code call_function(query *q, const expr *e, value *args, value *out);
/** count, sum, …: the index of an aggregate, which `op` of its expression holds. */
bool find_aggregate(cg_str name, uint8_t *out_op);
typedef enum aggregate_op {
    AGG_COUNT,
    AGG_SUM,
    AGG_AVG,
    AGG_MIN,
    AGG_MAX,
    AGG_COLLECT,
    AGG_STDEV,
    AGG_STDEVP,
    AGG_PERCENTILE_CONT,
    AGG_PERCENTILE_DISC,
} aggregate_op;
/** Of numbers; for `+` also texts and lists; of instants and Durations. */
CG_MUST_USE cg_code arithmetic(query *q, uint32_t at, char sign, const value *a, const value *b,
                               value *out);
bool word_is(cg_str text, const char *word); /* whatever the case of its ASCII letters */

#endif
