// SPDX-License-Identifier: Apache-2.0
// cypher: reads of openCypher over any graph that can tell its nodes, relationships and properties. It knows nothing of
// code, stores or doors: a graph is a table of functions, values are plain, rows are pulled one at a time.
#ifndef CG_CYPHER_H
#define CG_CYPHER_H

#include "cg/calendar.h"
#include "cg/json.h"

/* ---- values ---- */

typedef enum cg_cypher_type {
    CG_CYPHER_NULL,
    CG_CYPHER_BOOL,
    CG_CYPHER_INT,
    CG_CYPHER_FLOAT,
    CG_CYPHER_STR,
    CG_CYPHER_LIST,
    CG_CYPHER_MAP,
    CG_CYPHER_NODE,
    CG_CYPHER_EDGE,
    CG_CYPHER_PATH,
    CG_CYPHER_DATE,
    CG_CYPHER_LOCAL_TIME,
    CG_CYPHER_TIME,
    CG_CYPHER_LOCAL_DATETIME,
    CG_CYPHER_DATETIME,
    CG_CYPHER_DURATION,
} cg_cypher_type;

typedef uint32_t cg_cypher_node; /* as the graph numbers them */
/** A relationship: two are the same when all three are. `key` means something to the graph alone. */
typedef struct cg_cypher_edge {
    cg_cypher_node source, target;
    uint32_t key;
} cg_cypher_edge;
typedef struct cg_cypher_path {
    uint32_t length;       /* in relationships */
    cg_cypher_node *nodes; /* [length + 1] */
    cg_cypher_edge *edges; /* [length] */
} cg_cypher_path;

typedef struct cg_cypher_value cg_cypher_value;
typedef struct cg_cypher_entry cg_cypher_entry;
/** Borrowed as it is told where it comes from; nobody changes what it points to. */
struct cg_cypher_value {
    uint8_t type;   /* cg_cypher_type */
    uint16_t depth; /* private: 0 in what is given */
    cg_zone zone;   /* of a DateTime */
    union {
        bool truth;
        int64_t integer;
        double real;
        cg_str text; /* UTF-8 */
        struct {
            cg_cypher_value *items;
            size_t count;
        } list;
        struct {
            cg_cypher_entry *entries; /* keys are different */
            size_t count;
        } map;
        cg_cypher_node node;
        cg_cypher_edge edge;
        const cg_cypher_path *path;
        cg_moment moment; /* Date (its midnight), LocalTime, Time, LocalDateTime, DateTime */
        const cg_duration *duration;
    };
};
struct cg_cypher_entry {
    cg_str key;
    cg_cypher_value value;
};
const char *cg_cypher_type_text(unsigned type);

/* ---- the graph ---- */

#define CG_CYPHER_KEY_NONE UINT32_MAX /* a property that nothing has */
#define CG_CYPHER_LABELS_MAX 63u /* labels and types are numbered below it: sets of them are bits */

/** Where the relationships of one node are being listed. */
typedef struct cg_cypher_walk {
    cg_cypher_node node;
    bool inwards;
    uint64_t types; /* bits; 0: all */
    uint32_t at;
    const void *run[2]; /* the graph's own */
    size_t count;
} cg_cypher_walk;

typedef CG_VEC(cg_cypher_node) cg_cypher_nodes;

/** What is asked of a graph, always on the thread of the query. Nothing changes while one runs. Texts and arrays live in
 *  the arena of the call, or as long as the query. */
typedef struct cg_cypher_graph {
    void *arg;
    bool
        closed; /* a label or type that is not found is a mistake of the query's; else nothing has it */
    bool (*find_label)(void *arg, cg_str name, unsigned *out_label);
    bool (*find_type)(void *arg, cg_str name, unsigned *out_type);
    cg_str (*label_name)(void *arg, unsigned label);
    cg_str (*type_name)(void *arg, unsigned type);
    uint32_t (*find_key)(void *arg, cg_str name); /* of a property; CG_CYPHER_KEY_NONE */
    /** Estimates, for planning: nodes with all of these labels (0: all nodes), relationships of these types (0: all). */
    double (*count_nodes)(void *arg, uint64_t labels);
    double (*count_edges)(void *arg, uint64_t types);
    /** The next node with all of these labels from `*inout_at` (0 at first) on. */
    bool (*scan)(void *arg, uint64_t labels, uint32_t *inout_at, cg_cypher_node *out_node);
    /** Whether nodes can be found by a property, and about how many are found then; below 0: they cannot. */
    double (*find_cost)(void *arg, uint32_t key, bool by_prefix);
    /** All nodes whose property is this text, or begins with it; maybe others too. Appends, in the order of scans. */
    cg_code (*find)(void *arg, uint32_t key, bool by_prefix, cg_str text, cg_cypher_nodes *out,
                    cg_err *err);
    uint64_t (*labels)(void *arg, cg_cypher_node node);
    unsigned (*type)(void *arg, cg_cypher_edge edge);
    /** Begins, then lists the relationships of a node on one side. */
    void (*walk)(void *arg, cg_cypher_walk *walk);
    bool (*step)(void *arg, cg_cypher_walk *walk, cg_cypher_edge *out_edge);
    cg_code (*node_id)(void *arg, cg_cypher_node node, cg_arena *arena, cg_cypher_value *out,
                       cg_err *err);
    cg_code (*edge_id)(void *arg, cg_cypher_edge edge, cg_arena *arena, cg_cypher_value *out,
                       cg_err *err);
    cg_code (*node_property)(void *arg, cg_cypher_node node, uint32_t key, cg_arena *arena,
                             cg_cypher_value *out, cg_err *err);
    cg_code (*edge_property)(void *arg, cg_cypher_edge edge, uint32_t key, cg_arena *arena,
                             cg_cypher_value *out, cg_err *err);
    /** A map of all that are not null. */
    cg_code (*node_properties)(void *arg, cg_cypher_node node, cg_arena *arena,
                               cg_cypher_value *out, cg_err *err);
    cg_code (*edge_properties)(void *arg, cg_cypher_edge edge, cg_arena *arena,
                               cg_cypher_value *out, cg_err *err);
} cg_cypher_graph;

/* ---- queries ---- */

typedef struct cg_cypher_limits {
    size_t text_bytes;    /* of the query; 0: 64 KiB */
    size_t memory_bytes;  /* of values and tables; 0: 64 MiB */
    uint64_t regex_steps; /* of one match; 0: a million */
    size_t regex_bytes;   /* 0: 16 MiB */
} cg_cypher_limits;

/** What is wrong with a query, or with what it met: in words of openCypher's test kit. */
typedef struct cg_cypher_problem {
    const char *type;      /* "SyntaxError"; NULL: it is no fault of the query's */
    const char *detail;    /* "UndefinedVariable" */
    uint32_t line, column; /* from 1; columns are characters */
    bool running;          /* found while it ran */
} cg_cypher_problem;

typedef struct cg_cypher_ask {
    cg_str text;
    const cg_cypher_entry *params;
    size_t params_count;
    const cg_cypher_graph *graph;
    cg_cypher_limits limits;
    cg_patience patience;
} cg_cypher_ask;

typedef enum cg_cypher_mode {
    CG_CYPHER_RUN,
    CG_CYPHER_EXPLAIN, /* has no rows */
    CG_CYPHER_PROFILE, /* counts what its steps do */
} cg_cypher_mode;

/** A query that runs; one thread. What `ask` points to must outlive it, except for the text. */
typedef struct cg_cypher cg_cypher;
/** Checks and plans it. Errors: CG_E_INVALID, with line and column in its sentence and `out_problem` filled, for whatever is
 *  wrong with the query; CG_E_LIMIT (text, memory, nesting); CG_E_DEADLINE, CG_E_CANCELED; those of the graph. */
CG_MUST_USE cg_code cg_cypher_open(const cg_cypher_ask *ask, cg_cypher **out_query,
                                   cg_cypher_problem *out_problem, cg_err *err);
void cg_cypher_close(cg_cypher *query); /* NULL allowed */
CG_DEFINE_AUTO(cg_cypher, cg_cypher_close)
/** Time that passed while nobody asked for a row does not count. */
void cg_cypher_add_time(cg_cypher *query, uint64_t ns);
cg_cypher_mode cg_cypher_mode_of(const cg_cypher *query);
const cg_str *cg_cypher_columns(const cg_cypher *query, size_t *out_count);
/** The next row, one value for each column, valid until the next call; NULL: that was all. Errors as above. */
CG_MUST_USE cg_code cg_cypher_next(cg_cypher *query, const cg_cypher_value **out_row,
                                   cg_cypher_problem *out_problem, cg_err *err);

/** A mistake that does no harm. */
typedef struct cg_cypher_warning {
    uint32_t line, column;
    cg_str text;
} cg_cypher_warning;
const cg_cypher_warning *cg_cypher_warnings(const cg_cypher *query, size_t *out_count);

/** One step of the plan. What a step works on is what the step behind it gives; steps of inner plans are deeper. */
typedef struct cg_cypher_step {
    unsigned depth;
    const char *name; /* "ExpandAll" */
    cg_str detail;
    double estimated_rows; /* below 0: not known */
    uint64_t rows;         /* that it gave, so far */
    uint64_t touched;      /* nodes and relationships that it looked at */
} cg_cypher_step;
/** From the last step to the first; lives as long as the query. */
const cg_cypher_step *cg_cypher_plan(cg_cypher *query, size_t *out_count);
size_t cg_cypher_memory(const cg_cypher *query); /* bytes at the most, so far */

/* ---- values, for whoever shows and reads them ---- */

/** What a value of JSON is; in the arena. Errors, with its pointer: CG_E_LIMIT (it nests deeper than so many arrays and
 *  objects, or the arena is full). */
CG_MUST_USE cg_code cg_cypher_value_of_json(cg_json_value from, unsigned depth_max, cg_arena *arena,
                                            cg_cypher_value *out, cg_err *err);
/** The same of a text. Errors: those of cg_json_parse as well. */
CG_MUST_USE cg_code cg_cypher_value_parse(cg_str json, cg_arena *arena, cg_cypher_value *out,
                                          cg_err *err);

/** A Date, LocalTime, Time, LocalDateTime, DateTime or Duration as toString has it, which is also its form in JSON. */
void cg_cypher_temporal_write(const cg_cypher_value *value, cg_buf *out);
/** The value of such a type that a text is, as ISO 8601 writes it; a Duration lives in the arena. Without an offset or zone it
 *  is UTC. Errors: CG_E_INVALID, which tells at which character what is wrong; CG_E_LIMIT. */
CG_MUST_USE cg_code cg_cypher_temporal_parse(cg_cypher_type type, cg_str text, cg_arena *arena,
                                             cg_cypher_value *out, cg_err *err);

/** As a query would write it; nodes and relationships by their numbers. For tests and messages. */
void cg_cypher_value_write(const cg_cypher_graph *graph, const cg_cypher_value *value, cg_buf *out);
/** A number as Cypher's toString has it: 1.0, 0.25, 1e+20. */
void cg_cypher_real_write(double real, cg_buf *out);

#endif
