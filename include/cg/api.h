// SPDX-License-Identifier: Apache-2.0
// api: the doors to the service. REST routes decode a request, make one service call, and encode
// its answer; the OpenAPI document is made from the same table that routes requests.
#ifndef CG_API_H
#define CG_API_H

#include <stdatomic.h>

#include "cg/fetch.h"
#include "cg/api_mcp.h"
#include "cg/graphql.h"
#include "cg/http.h"
#include "cg/service.h"

/** What routes reach through cg_request_user. Set up before the server starts; then read-only. */
typedef struct cg_api {
    cg_service *service;
    cg_str openapi;                   /* the document, compact */
    uint64_t stream_ns;               /* how long a stream of rows may take */
    cg_address_policy webhook_policy; /* who may be told of events */
    unsigned standing_max;            /* standing queries at the same time */
    _Atomic unsigned standing;        /* of them, now: a limit, so relaxed order is enough */
    uint64_t standing_ns;             /* shortest time between two evaluations of one */
    unsigned waiters_max;             /* requests that may wait for a task at the same time */
    _Atomic unsigned waiters;         /* of them, now: a limit, so relaxed order is enough */
    cg_http *_Atomic http;            /* its figures are part of /metrics; set once it runs */
    cg_mcp *mcp;
    cg_pool *pool;       /* for what an I/O thread may not do; NULL: it is left undone */
    uint64_t request_ns; /* how long a request may take that has no deadline of its own */
    const cg_gql_schema *graphql;
    cg_gql_limits graphql_limits;
    size_t
        graphql_memory_max; /* of an answer while it is made: of its values, and of what they are made of */
    unsigned graphql_subscriptions_max; /* of one WebSocket */
    uint64_t graphql_init_ns;           /* that a client has to send connection_init */
} cg_api;

/** The types of /graphql, for cg_api.graphql. The caller destroys them. Errors: CG_E_INVALID (they do not fit the fields
 *  that there are: the program is broken). */
CG_MUST_USE cg_code cg_api_create_graphql(cg_gql_schema **out_schema, cg_err *err);
/** Appends them as they are defined. */
void cg_api_write_graphql(cg_buf *out);

/* ---- webhooks: what the service has for them is sent ---- */

typedef struct cg_webhooks cg_webhooks;
typedef struct cg_webhooks_options {
    cg_service *service;
    cg_address_policy policy;
    uint64_t timeout_ns; /* of one delivery */
} cg_webhooks_options;
/** Starts a thread that delivers; one for a service. */
cg_webhooks *cg_webhooks_start(const cg_webhooks_options *opts);
/** There may be something to deliver: a commit. Any thread; does not block. NULL allowed. */
void cg_webhooks_wake(cg_webhooks *webhooks);
/** Ends it. Deliveries that are under way are given up: they are made again after the next start. NULL allowed. */
void cg_webhooks_stop(cg_webhooks *webhooks);

/* ---- what the server asks ---- */

/** For cg_http_options.generation: the head of the project a request names. */
bool cg_api_generation(void *user, const cg_request *req, uint64_t *out_generation);

/** For cg_http_options.declared_headers. */
extern const char *const cg_api_declared_headers[];

/** For cg_http_options.keys. */
extern const cg_http_keys cg_api_keys;

/** Writes the OpenAPI 3.1 document of `cg_routes`; `pretty`: indented, one member a line.
 *  Errors: CG_E_INTERNAL when a route, a schema or an example is not well-formed. */
CG_MUST_USE cg_code cg_api_write_openapi(bool pretty, cg_buf *out, cg_err *err);

#endif
