// SPDX-License-Identifier: Apache-2.0
// service: results without a bound, and events.
#ifndef CG_SERVICE_STREAMS_H
#define CG_SERVICE_STREAMS_H

#include "cg/service_parse.h"
#include "cg/service_versions.h"

/* ---- streams: results without a bound ---- */

/** Rows of one generation, a batch at a time. One thread at a time; holds the list of files of its
 *  generation and nothing of the store between two batches. */
typedef struct cg_stream cg_stream;
typedef enum cg_stream_kind { CG_STREAM_NODES, CG_STREAM_EDGES, CG_STREAM_HITS } cg_stream_kind;

typedef struct cg_stream_batch {
    cg_stream_kind kind;
    size_t count; /* may be 0 with more to come: nothing fitted so far */
    bool more;
    const cg_node_view *nodes;
    const cg_edge_brief *edges;
    cg_edge_view *edge_views; /* when asked for, else NULL */
    cg_search_hit *hits;
    cg_str *positions; /* private */
} cg_stream_batch;

typedef struct cg_edge_stream_filter {
    const cg_edge_kind *kinds;
    size_t kinds_count;
    double min_confidence;
    cg_node_filter source; /* languages and path count */
    bool with_nodes;       /* both ends and the sites as cg_edge_view */
} cg_edge_stream_filter;

/** Begins a stream, at a cursor of an earlier one with the same filter unless that is empty. A
 *  project that does not exist has no rows. Errors: CG_E_INVALID with pointer "cursor"; for hits
 *  also those of cg_service_search, whose order they have. */
CG_MUST_USE cg_code cg_service_stream_nodes(cg_service *service, cg_graph_ref where,
                                            const cg_node_filter *filter, cg_str cursor,
                                            cg_stream **out_stream, cg_err *err);
CG_MUST_USE cg_code cg_service_stream_edges(cg_service *service, cg_graph_ref where,
                                            const cg_edge_stream_filter *filter, cg_str cursor,
                                            cg_stream **out_stream, cg_err *err);
CG_MUST_USE cg_code cg_service_stream_hits(cg_service *service, const cg_search_request *request,
                                           cg_stream **out_stream, cg_err *err);
void cg_service_stream_close(cg_stream *stream); /* NULL allowed */
/** The next rows; valid until the next call, their texts as long as `arena`. Takes 50 ms or so. */
CG_MUST_USE cg_code cg_service_stream_next(cg_stream *stream, cg_arena *arena,
                                           cg_stream_batch *out_batch, cg_err *err);
/** Of a stream of hits, what it says of vectors (by_vectors, embedder, coverage, degraded); of others NULL. */
const cg_search_page *cg_service_stream_search(const cg_stream *stream);
uint64_t cg_service_stream_generation(const cg_stream *stream);
/** What a search by a pattern has looked at so far, in the arena; NULL: it is none. */
const cg_pattern_searched *cg_service_stream_searched(const cg_stream *stream, cg_arena *arena);
/** Where another stream goes on: behind the last batch, and behind one of its rows. */
cg_str cg_service_stream_cursor(cg_stream *stream, cg_arena *arena);
cg_str cg_service_stream_row_cursor(const cg_stream *stream, const cg_stream_batch *batch,
                                    size_t row, cg_arena *arena);

/* ---- events ---- */

typedef enum cg_event_type {
#define CG_EVENT(name, text) CG_EVENT_##name,
#include "cg/tbl/event_types.h"
#undef CG_EVENT
    CG_EVENT_GAP, /* events were lost: told whatever the filter says */
    CG_EVENT_TYPE_LIMIT
} cg_event_type;
const char *cg_event_type_text(unsigned type);

typedef struct cg_event_filter {
    unsigned types;            /* bit set of cg_event_type; 0: all */
    cg_node_filter nodes;      /* kinds, languages and path; of relationships: of the source */
    const cg_edge_kind *edges; /* relationships; none: all */
    size_t edges_count;
} cg_event_filter;

typedef struct cg_event {
    cg_event_type type;
    cg_str id;           /* where a feed goes on behind it; empty: such events are not kept */
    uint64_t generation; /* 0 of tasks; of a gap: the first that can be read, unless unknown_id */
    bool unknown_id;     /* of a gap: this store has not come as far as the id says */
    cg_version_view version;
    cg_node_view node; /* of a deleted one: as it was before */
    cg_edge_brief edge;
    cg_task_view task;
} cg_event;

/** What happens in a project, in order: the changes of each generation, then its version.created. It is
 *  read from the store: a feed holds a position and nothing else, however slow its reader. A
 *  generation's events are there once the commit was answered. Task events are those of the moment. */
typedef struct cg_event_feed cg_event_feed;
/** Begins behind the event `after`; empty: with what comes from now on; "0": with all that is kept. The
 *  project may be made later. Errors: CG_E_INVALID with pointer "after". */
CG_MUST_USE cg_code cg_service_events_open(cg_service *service, cg_graph_ref where,
                                           const cg_event_filter *filter, cg_str after,
                                           cg_event_feed **out_feed, cg_err *err);
void cg_service_events_close(cg_event_feed *feed); /* NULL allowed */
/** The next events, at most `limit`, in the arena. `*out_more`: call again at once. Takes 50 ms or so.
 *  One thread at a time. Errors: CG_E_CORRUPT, CG_E_IO, CG_E_LIMIT. */
CG_MUST_USE cg_code cg_service_events_next(cg_event_feed *feed, size_t limit, cg_arena *arena,
                                           cg_event **out_rows, size_t *out_count, bool *out_more,
                                           cg_err *err);
/** The id of where the feed is: past events that the filter kept back. */
cg_str cg_service_events_position(const cg_event_feed *feed, cg_arena *arena);
/** What the next events follow from: feeds of one key are told the same while their generation is the same. False: it is
 *  not known, or there is more to it. */
bool cg_service_events_key(const cg_event_feed *feed, cg_hash128 *out_key,
                           uint64_t *out_generation);
/** Passes over what another feed of the same key was told, up to its position. */
void cg_service_events_pass(cg_event_feed *feed, cg_str position);

#endif
