// SPDX-License-Identifier: Apache-2.0
// query: questions that follow edges: what is reached, by which paths, what goes in circles, what stands in the middle.
// Answers are the same whether they come from the store or from arrays that are kept in memory of the heads of branches
// (ADR 24). It knows neither units nor texts: nodes are told by where they are.
//
// Everything is in one total order, that of *vertices*: by path of the file, then as the source has it; behind them
// nodes that are in no file, by id. It follows from the graph alone.
#ifndef CG_QUERY_H
#define CG_QUERY_H

#include "cg/graph.h"

/* ---- the arrays of heads ---- */

typedef struct cg_adjacency_cache cg_adjacency_cache; /* what questions share: any thread */

typedef struct cg_adjacency_cache_options {
    size_t adjacency_bytes; /* of arrays kept for all projects together; 0: none are */
    size_t question_bytes;  /* that one question may take beside them; 0: 256 MiB */
} cg_adjacency_cache_options;
cg_adjacency_cache *cg_adjacency_cache_create(const cg_adjacency_cache_options *opts);
/** Gives up what is being made and makes nothing any more; questions go on, from the store. Idempotent. */
void cg_adjacency_cache_stop(cg_adjacency_cache *cache);
void cg_adjacency_cache_destroy(
    cg_adjacency_cache *cache); /* before the store is closed; NULL allowed */

typedef struct cg_adjacency_cache_stats {
    uint64_t kept, bytes;                      /* now */
    uint64_t built, updated, dropped, refused; /* so far; refused: too large to be kept */
} cg_adjacency_cache_stats;
void cg_adjacency_cache_stats_get(cg_adjacency_cache *cache, cg_adjacency_cache_stats *out_stats);

/* ---- a view: one snapshot, one question ---- */

typedef struct cg_view cg_view; /* one thread */
typedef uint32_t cg_vertex;     /* means nothing outside its view */

typedef enum cg_view_from {
    CG_VIEW_AT_HAND, /* arrays if they are there, and wanted from now on if not; else the store */
    CG_VIEW_ARRAYS,  /* waits until they are there, where they are to be kept; else the store */
    CG_VIEW_WHOLE,   /* needs them: makes them for itself where none are kept */
    CG_VIEW_STORE,   /* for tests */
} cg_view_from;
/** The snapshot must outlive the view. Errors: CG_E_LIMIT (of WHOLE: they would take more than a question may),
 *  CG_E_DEADLINE, CG_E_CANCELED, those of reading. */
CG_MUST_USE cg_code cg_view_open(cg_adjacency_cache *cache, cg_snapshot *snap, cg_view_from from,
                                 const cg_patience *patience, cg_view **out_view, cg_err *err);
void cg_view_close(cg_view *view); /* NULL allowed */
CG_DEFINE_AUTO(cg_view, cg_view_close)
bool cg_view_has_arrays(const cg_view *view);

/** CG_E_NOT_FOUND (err untouched): the node is not of this snapshot. */
CG_MUST_USE cg_code cg_view_find(cg_view *view, const cg_node_place *place, cg_vertex *out_vertex,
                                 cg_err *err);
/** Ref, file, definition, whether it is manual; the id of those alone that are in no file. */
cg_node_place cg_view_place(cg_view *view, cg_vertex vertex);
/** The order of vertices. */
int cg_view_compare(cg_view *view, cg_vertex a, cg_vertex b);

typedef CG_VEC(cg_vertex) cg_vertices;
/** The vertices with all that they contain, and what that contains; in order, each once. */
CG_MUST_USE cg_code cg_view_add_members(cg_view *view, cg_vertices *inout_vertices, cg_err *err);

/** Which of `files` (ascending) depend on which others of them, by relationships of their own nodes: in the order of `from`. What is
 *  in `out` is replaced. `arena`: for what is read on the way. Errors: CG_E_DEADLINE, CG_E_CANCELED, CG_E_LIMIT, those of reading. */
CG_MUST_USE cg_code cg_view_list_uses(cg_view *view, const uint32_t *files, size_t count,
                                      cg_arena *arena, cg_file_use_list *out, cg_err *err);

/* ---- which edges, which nodes ---- */

/** What is followed. */
typedef struct cg_edge_choice {
    uint64_t kinds;          /* bit set of cg_edge_kind; 0: all but contains */
    unsigned min_confidence; /* percent */
    bool
        dispatch; /* a call of a member may be one of each member that overrides it, and of whatever overrides that */
} cg_edge_choice;

/** What is listed; it does not bound what is followed. */
typedef struct cg_node_choice {
    uint64_t kinds; /* bit set of cg_node_kind; 0: all */
    uint32_t langs; /* bit set of cg_lang_id; 0: all */
    cg_str path;    /* glob; empty: any. Nodes that are in no file have none */
} cg_node_choice;

/** Whether a node is one of those. */
CG_MUST_USE cg_code cg_view_is_chosen(cg_view *view, const cg_node_choice *choice, cg_vertex vertex,
                                      bool *out_is, cg_err *err);

typedef enum cg_heading { CG_OUTWARDS = 1, CG_INWARDS = 2, CG_BOTHWARDS = 3 } cg_heading;

/** What an edge says. */
typedef struct cg_edge_word {
    cg_edge_kind kind;
    cg_link_rule rule;
    uint8_t confidence; /* percent */
    bool manual;
    bool inwards;  /* it leads against the way it was followed: of walks both ways */
    bool dispatch; /* it leads to what the reached node overrides, or what overrides it */
} cg_edge_word;

/* ---- what is reached (traverse.c) ---- */

#define CG_DEPTH_MAX 1000

typedef struct cg_traversal {
    const cg_vertex *starts; /* distinct; at depth 0, not listed */
    size_t starts_count;
    cg_heading heading;
    cg_edge_choice edges;
    cg_node_choice nodes;
    unsigned depth; /* 1..CG_DEPTH_MAX */
    uint64_t skip;  /* listed ones before the page */
    size_t limit;
} cg_traversal;

typedef struct cg_reached {
    cg_vertex vertex,
        from; /* from: the first in order of those one nearer to the start that lead to it */
    unsigned depth;
    cg_edge_word by;
} cg_reached;

typedef struct cg_reach {
    cg_reached *rows; /* by depth, then in order */
    size_t count;
    uint64_t *by_depth; /* how many are listed of depth 1 + i */
    size_t depths;      /* the last of them has some */
    uint64_t total;
} cg_reach;
/** Arrays live in the arena. Errors: CG_E_LIMIT, CG_E_DEADLINE, CG_E_CANCELED, those of reading. */
CG_MUST_USE cg_code cg_traverse(cg_view *view, const cg_traversal *ask, cg_arena *arena,
                                cg_reach *out, cg_err *err);

/* ---- shortest paths (paths.c) ---- */

typedef struct cg_path_question {
    cg_vertex from, to;
    cg_heading heading;
    cg_edge_choice edges;
    unsigned max_length; /* 1..CG_DEPTH_MAX */
    uint64_t skip;       /* paths before the page */
    size_t limit;
} cg_path_question;

typedef struct cg_path {
    cg_vertex *vertices; /* length + 1 */
    cg_edge_word *by;    /* length */
} cg_path;
typedef struct cg_paths {
    bool found;      /* there is a path that is not too long */
    bool exhausted;  /* where none was found: there is none of any length */
    unsigned length; /* of each, in steps */
    uint64_t total;  /* of all shortest ones; UINT64_MAX: as many or more */
    cg_path *paths;  /* by their vertices, from the start on, in order */
    size_t count;
} cg_paths;
/** All shortest paths, a page of them. Arrays live in the arena. Errors: CG_E_LIMIT, CG_E_DEADLINE, CG_E_CANCELED, those of
 *  reading. */
CG_MUST_USE cg_code cg_find_paths(cg_view *view, const cg_path_question *ask, cg_arena *arena,
                                  cg_paths *out, cg_err *err);

/* ---- what is affected (impact.c) ---- */

/** Whether a change of some vertices concerns others, and how much: against the direction of relationships. */
typedef struct cg_impact_question {
    const cg_vertex *changed; /* distinct; themselves not listed */
    size_t changed_count;
    const cg_vertex *users; /* of what is not there any more: listed, one step away */
    size_t users_count;
    cg_edge_choice edges;
    cg_node_choice nodes;
    unsigned depth;
} cg_impact_question;
typedef struct cg_affected {
    cg_vertex vertex;
    uint32_t
        weight; /* of 1000000: how much comes through on the best of the shortest ways (levels.c) */
    uint16_t depth;
    bool is_user; /* one of the users: nobody led to it */
} cg_affected;
typedef CG_VEC(cg_affected) cg_affected_list;
typedef struct cg_impact cg_impact;
/** Ranked: by weight, depth, order. Errors as above. */
CG_MUST_USE cg_code cg_impact_open(cg_view *view, const cg_impact_question *ask,
                                   cg_impact **out_impact, cg_err *err);
const cg_affected_list *cg_impact_list(const cg_impact *impact);
/** How an affected one was reached. */
CG_MUST_USE cg_code cg_impact_tell(cg_impact *impact, const cg_affected *of, cg_vertex *out_from,
                                   cg_edge_word *out_by, cg_err *err);
void cg_impact_close(cg_impact *impact); /* NULL allowed */
CG_DEFINE_AUTO(cg_impact, cg_impact_close)

/* ---- all edges of a vertex, for whoever walks by rules of its own ---- */

/** Called for each edge that is chosen; `to` may come several times. */
typedef void cg_edge_visit(void *arg, cg_vertex to, cg_edge_kind kind);
CG_MUST_USE cg_code cg_view_visit_edges(cg_view *view, cg_vertex vertex, bool inwards,
                                        const cg_edge_choice *choice, cg_edge_visit *visit,
                                        void *arg, cg_err *err);
/** How many vertices there are: of a view with arrays all, from 0 on. */
uint32_t cg_view_vertices(const cg_view *view);

/* ---- arrays as they are (raw.c), for whoever plans walks of its own: of views with arrays alone ---- */

cg_node_ref cg_view_ref(const cg_view *view, cg_vertex vertex); /* its kind is in it */
/** The vertices of a file, in order; `*out_count` 0: it is not there. */
cg_vertex cg_view_file_vertices(const cg_view *view, uint32_t file, uint32_t *out_count);
/** All edges of a vertex on one side: other ends, and what each says as an index below cg_view_words(). Borrowed from
 *  the view; ascending by other end, then by kind. No edge has the same ends and kind as another. */
typedef struct cg_edge_run {
    const cg_vertex *to;
    const uint16_t *word;
    size_t count;
} cg_edge_run;
cg_edge_run cg_view_run(const cg_view *view, cg_vertex vertex, bool inwards);
size_t cg_view_words(const cg_view *view);
cg_edge_word cg_view_word(const cg_view *view, size_t word);
uint32_t cg_view_edges_count(const cg_view *view);

/* ---- a whole graph as points and weights (projection.c) ---- */

typedef enum cg_point_sort {
    CG_POINT_NODE, /* each node that is chosen */
    CG_POINT_FILE, /* each file, with all nodes in it */
    CG_POINT_HOME, /* all files of one home */
} cg_point_sort;

typedef struct cg_projection_question {
    cg_point_sort points;
    cg_edge_choice edges;  /* dispatch means nothing here */
    cg_node_choice nodes;  /* which are points; of files: path and language */
    bool fileless;         /* nodes that are in no file are points too; of CG_POINT_NODE */
    const uint32_t *homes; /* of CG_POINT_HOME: by file, the file that stands for it */
} cg_projection_question;

/** Points in the order of what they stand for, and what leads from each to others: each once, ascending, without those
 *  to itself. Weights are sums of confidence (percent). Plain arrays: the algorithms below know nothing else. */
typedef struct cg_projection {
    uint32_t count;
    uint32_t *at; /* [count + 1] */
    uint32_t *to;
    uint32_t *weights;
    uint32_t *selves;    /* [count]: weights of what leads from it to itself */
    cg_vertex *vertices; /* [count]: the node, the file's node, that of the home's file */
} cg_projection;
/** The view must have arrays. Errors: CG_E_LIMIT, CG_E_NOMEM, CG_E_DEADLINE, CG_E_CANCELED. */
CG_MUST_USE cg_code cg_projection_make(cg_view *view, const cg_projection_question *ask,
                                       cg_projection *out, cg_err *err);
void cg_projection_fini(cg_projection *projection);
static inline void cg_projection_auto(cg_projection *projection)
{
    cg_projection_fini(projection);
}

/** Strongly connected components: those of more than one point, the largest first, then by their first point. R. Tarjan,
 *  "Depth-first search and linear graph algorithms", 1972. */
typedef struct cg_components {
    uint32_t *members; /* those of one after the other, ascending */
    uint32_t *at;      /* [count + 1] */
    size_t count;
} cg_components;
CG_MUST_USE cg_code cg_find_components(const cg_projection *g, const cg_patience *patience,
                                       cg_components *out, cg_err *err);
void cg_components_fini(cg_components *components);
static inline void cg_components_auto(cg_components *components)
{
    cg_components_fini(components);
}
/** A shortest circle within a component through its first member, from it back to before it; the first in order of such.
 *  Appends. */
void cg_shortest_circle(const cg_projection *g, const cg_components *of, size_t component,
                        cg_vertices *out_points);

/** How likely somebody is at each point who follows edges at random by their weight, and now and then (0.15) begins
 *  anew anywhere. S. Brin and L. Page, "The anatomy of a large-scale hypertextual Web search engine", 1998. Sums are
 *  formed in the order of points, so the same graph has the same ranks. `out_ranks`: [count]. */
CG_MUST_USE cg_code cg_rank_points(const cg_projection *g, const cg_patience *patience,
                                   double *out_ranks, cg_err *err);

/** Communities: groups of points with more weight among them than chance would give, whatever the direction; each of
 *  them connected. V. Traag, L. Waltman, N. J. van Eck, "From Louvain to Leiden: guaranteeing well-connected
 *  communities", 2019, for modularity; of equally good moves the first in order is made, and refining takes the best
 *  one, so the same graph has the same communities. Isolated points are communities of one. */
typedef struct cg_communities {
    uint32_t *of; /* [points]: numbered by size, the largest first, then by first point */
    uint32_t count;
    double modularity;
} cg_communities;
/** `resolution`: above 0; the larger, the more and smaller they are; 1 is usual. */
CG_MUST_USE cg_code cg_find_communities(const cg_projection *g, double resolution,
                                        const cg_patience *patience, cg_communities *out,
                                        cg_err *err);
void cg_communities_fini(cg_communities *communities);
static inline void cg_communities_auto(cg_communities *communities)
{
    cg_communities_fini(communities);
}

#endif
