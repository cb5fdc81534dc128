// SPDX-License-Identifier: Apache-2.0
// api, private: standing queries: a question is asked again when something has changed, and the client is told
// which rows came, changed and went. Whatever gives rows can be one: see route_standing_search.c.
#ifndef CG_API_REST_STANDING_H
#define CG_API_REST_STANDING_H

#include "rest.h"

/** The rows of one evaluation. */
typedef struct cg_standing_rows cg_standing_rows;
/** Begins a row; its JSON is then written to the buffer. */
cg_buf *cg_standing_begin(cg_standing_rows *rows);
/** Ends it. `key`: which row it is; rows of one key are told apart by their order. `content`: another one is a
 *  row that has changed. */
void cg_standing_end(cg_standing_rows *rows, cg_hash128 key, uint64_t content);

typedef struct cg_standing_query {
    cg_graph_ref where;
    /** Adds all rows, in an order that is worth telling. `*out_generation`: that they are of. `*out_passing`: there may
     *  be others at the same generation. On a worker. */
    cg_code (*evaluate)(void *arg, uint64_t deadline_ns, cg_arena *arena, cg_standing_rows *rows,
                        uint64_t *out_generation, bool *out_passing, cg_err *err);
    void *arg; /* lives as long as the request */
} cg_standing_query;

/** Makes the reply the stream of a standing query, whose first evaluation it makes at once. Errors: those of that;
 *  CG_E_BUSY (standing.queries_max). */
cg_code cg_rest_reply_standing(cg_request *req, cg_reply *reply, const cg_standing_query *query,
                               cg_err *err);

#define CG_REST_STANDING_ANSWERS(help)                                                             \
    {                                                                                              \
        {200,                                                                                      \
         help,                                                                                     \
         {{"application/x-ndjson", "StandingLine", NULL, NULL},                                    \
          {"text/event-stream", NULL, NULL, NULL}}},                                               \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
#define CG_REST_STANDING_HELP                                                                      \
    "First comes reset and all rows as added, then settled; after that, whenever the project has " \
    "changed, the rows that came, changed and went, and settled with the generation. NDJSON, or "  \
    "server-sent events when Accept prefers them: the event is the type, the data the object "     \
    "without it. The question is asked again at most every standing.interval, and not for what "   \
    "was committed in between; never while the client has not read what is there. Whoever comes "  \
    "back gets all rows anew. Every 15 s without messages comes a comment, or an empty line."

#endif
