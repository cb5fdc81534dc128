// SPDX-License-Identifier: Apache-2.0
// What the files of this module share.
#ifndef CG_QUERY_INT_H
#define CG_QUERY_INT_H

#include "adjacency.h"

/* ---- arrays that are kept (adjacency_cache.c) ---- */

/** Those of the snapshot, a reference of the caller's; NULL: there are none, so the store must do. A head's are made when
 *  somebody first asks: with `wait` the call waits for them, as long as `patience` lasts. Errors: CG_E_DEADLINE,
 *  CG_E_CANCELED. */
CG_MUST_USE cg_code arrays_take(cg_adjacency_cache *cache, cg_snapshot *snap, bool wait,
                                const cg_patience *patience, adjacency **out, cg_err *err);
size_t adjacency_question_bytes(const cg_adjacency_cache *cache);

/* ---- views (view.c, view_store.c) ---- */

/** Vertices of a view without arrays: numbered as they are met. */
typedef struct store_side {
    cg_node_reader *reader;
    CG_VEC(cg_node_place) places; /* by vertex */
    uint32_t *slots;              /* open addressing by ref: vertex + 1; 0: free */
    uint32_t mask;
    class_table classes;
    CG_VEC(uint32_t) to; /* of the row read last */
    CG_VEC(edge_class) class;
} store_side;

struct cg_view {
    cg_snapshot *snap;
    cg_patience patience;
    adjacency *arrays; /* NULL: the store answers */
    store_side store;
    uint32_t rank_hint;
    uint64_t work; /* edges looked at since the last look at the clock */
    size_t bytes_max;
    uint8_t
        *path_verdicts; /* [files]: of the glob of one question: 0 not asked, 1 fits, 2 does not */
};

typedef struct class_choice class_choice;
/** The edges of one vertex on one side; valid until the next call on the view. */
typedef struct edge_run {
    const uint32_t *to;
    const edge_class *class;
    size_t count;
} edge_run;
/** With those that `choice` does not take, or without: it is brought up to the classes of what comes. */
CG_MUST_USE cg_code view_edges(cg_view *view, uint32_t vertex, bool inwards, class_choice *choice,
                               edge_run *out, cg_err *err);
/** Vertices so far: all, with arrays; else those that were met. */
uint32_t view_limit(const cg_view *view);
const class_table *view_classes(const cg_view *view);
/** Counts work and looks at the clock now and then. Errors: CG_E_DEADLINE, CG_E_CANCELED. */
CG_MUST_USE cg_code view_tick(cg_view *view, size_t edges, cg_err *err);
/** Puts vertices, each of them once, into the order of all. */
void view_sort(cg_view *view, uint32_t *vertices, size_t count);
static inline cg_node_ref view_ref(const cg_view *view, uint32_t vertex)
{
    return view->arrays != NULL ? view->arrays->nodes[vertex] : view->store.places.ptr[vertex].ref;
}

/** As above, of a view without arrays. */
void store_side_open(cg_view *view);
void store_side_fini(store_side *side);
CG_MUST_USE cg_code store_side_meet(cg_view *view, cg_node_ref ref, uint32_t *out_vertex,
                                    cg_err *err);
CG_MUST_USE cg_code store_side_edges(cg_view *view, uint32_t vertex, bool inwards,
                                     const class_choice *choice, edge_run *out, cg_err *err);

/** A table by vertex that grows with the view: `size` bytes each, zero at first. Errors: CG_E_LIMIT, CG_E_NOMEM. */
typedef struct vertex_table {
    void *at;
    uint32_t cap;
} vertex_table;
CG_MUST_USE cg_code vertex_table_fit(cg_view *view, vertex_table *table, size_t size, cg_err *err);

/* ---- which edges (choice.c) ---- */

/** A choice as a table: whether a class is followed. Zero-initialised but for `of`. */
struct class_choice {
    cg_edge_choice of;
    CG_VEC(uint8_t) verdicts; /* by class, as far as they were asked for */
};
void class_choice_fini(class_choice *choice);
/** Whether an edge is followed, by what is known of it. */
bool class_choice_takes(const class_choice *choice, uint32_t packed);
/** Brings the table up to the classes that the view knows by now. */
void class_choice_fit(class_choice *choice, const cg_view *view);
static inline bool class_is_chosen(const class_choice *choice, edge_class class)
{
    return choice->verdicts.ptr[class];
}
/** The one kind that is followed; CG_EDGE_NONE: several. */
cg_edge_kind class_choice_only(const class_choice *choice);
/** What dispatching follows where calls are followed by `choice`: overrides, as sure. */
class_choice class_choice_of_dispatch(const class_choice *choice);

/* ---- level by level (levels.c) ---- */

/** Walks outwards from the starts, one step at a time. */
typedef struct levels {
    cg_view *view;
    class_choice choice, dispatch;
    cg_heading heading;
    vertex_table from; /* uint32_t: 0: not reached; else 1 + who led there first; a start: itself */
    vertex_table marks;   /* uint8_t, with dispatch: levels.c */
    bool keeps_depths;    /* before levels_start: `depths` is wanted; so below */
    vertex_table depths;  /* uint16_t: 1 + its level; 0: not reached */
    bool weighs;          /* `weights` is wanted, which needs `depths` */
    vertex_table weights; /* uint32_t, of what was reached: levels.c */
    cg_vertices frontier; /* those of the last level, in order */
    cg_vertices next, stack;
    CG_VEC(edge_class) classes; /* of the edges at hand, as `ends` */
    cg_vertices ends;
    unsigned depth; /* of the frontier */
} levels;
#define WEIGHT_START 1000000u
uint32_t weight_after(uint32_t weight,
                      uint32_t packed); /* what a step over an edge of a class leaves of it */
void levels_init(levels *l, cg_view *view, const cg_edge_choice *choice, cg_heading heading);
void levels_fini(levels *l);
CG_MUST_USE cg_code levels_start(levels *l, const uint32_t *starts, size_t count, cg_err *err);
/** Has vertices that were not reached begin at the next level, whoever leads there. */
CG_MUST_USE cg_code levels_add(levels *l, const uint32_t *vertices, size_t count, cg_err *err);
/** To the next level, which is empty when there is none. */
CG_MUST_USE cg_code levels_advance(levels *l, cg_err *err);
static inline bool levels_has(const levels *l, uint32_t vertex)
{
    return vertex < l->from.cap && ((const uint32_t *)l->from.at)[vertex] != 0;
}
/** Whether it was reached at this very depth; with keeps_depths. */
static inline bool levels_has_at(const levels *l, uint32_t vertex, unsigned depth)
{
    return vertex < l->depths.cap && ((const uint16_t *)l->depths.at)[vertex] == depth + 1;
}
static inline uint32_t levels_weight(const levels *l, uint32_t vertex)
{
    return ((const uint32_t *)l->weights.at)[vertex];
}
static inline uint32_t levels_from(const levels *l, uint32_t vertex)
{
    return ((const uint32_t *)l->from.at)[vertex] - 1;
}

/* ---- single steps (steps.c) ---- */

/** One step from a vertex, with all that it leads to: equal ends may come several times. */
typedef struct step {
    uint32_t to;
    edge_class class;
    bool inwards, dispatch;
} step;
typedef CG_VEC(step) steps;
/** Replaces what is in `out`. */
CG_MUST_USE cg_code view_steps(cg_view *view, uint32_t vertex, cg_heading heading,
                               class_choice *choice, steps *out, cg_err *err);
cg_edge_word word_of(const cg_view *view, const step *s);
/** Which of two steps to the same end tells more: own calls before dispatched ones, then by kind. */
bool step_is_better(const cg_view *view, const step *a, const step *b);

cg_heading heading_back(cg_heading heading);

#endif
