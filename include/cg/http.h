// SPDX-License-Identifier: Apache-2.0
// http: routes, typed parameters, request bodies, replies and streams over HTTP/1.1. It guards
// the wire and knows no domain: a route is a table entry whose handler runs on a worker thread.
#ifndef CG_HTTP_H
#define CG_HTTP_H

#include "cg/loop.h"

typedef struct cg_http cg_http;       /* a listening server */
typedef struct cg_request cg_request; /* one request, as its handler sees it */
typedef struct cg_reply cg_reply;     /* the answer the handler fills */

/* ---- the route table ---- */

typedef enum cg_param_in { CG_IN_QUERY, CG_IN_PATH, CG_IN_HEADER } cg_param_in;

typedef enum cg_param_type {
    CG_PARAM_STR,    /* min..max: length in bytes */
    CG_PARAM_UINT,   /* min..max: value */
    CG_PARAM_NUMBER, /* min..max: value */
    CG_PARAM_BOOL,   /* true, false, 1, 0 */
    CG_PARAM_ENUM,   /* one of `words` */
} cg_param_type;

/** One parameter of a route; a table of them ends with an entry whose name is NULL. */
typedef struct cg_param {
    const char *name;
    cg_param_in in;
    cg_param_type type;
    bool required;
    bool repeated;        /* name=a&name=b or name=a,b: see cg_value.items */
    bool greedy;          /* in path: may span several segments when nothing else matches */
    const char *fallback; /* text of the default; NULL: none */
    int64_t min, max;     /* both 0: 1024 bytes for text, unbounded for numbers */
    const char *words;    /* of an enum, separated by '|' */
    const char *help;
    const char *example;
} cg_param;

/** One media type that a route reads or writes; a table of them ends with media NULL. In a
 *  request table the media type may be a pattern: "*" + "/" + "*" takes anything. */
typedef struct cg_content {
    const char *media;
    const char *schema;  /* name under components/schemas; NULL: any text or bytes */
    const char *example; /* JSON text, NULL: none */
    const char *help;
} cg_content;

/** A documented reply; a table of them ends with status 0. */
typedef struct cg_answer {
    int status;
    const char *help;
    cg_content content[5]; /* ends with media NULL; empty: no body */
} cg_answer;

typedef enum cg_route_scope {
    CG_SCOPE_PUBLIC,
    CG_SCOPE_READ,
    CG_SCOPE_WRITE,
    CG_SCOPE_ADMIN
} cg_route_scope;

typedef enum cg_route_flags {
    CG_ROUTE_INLINE = 1, /* never blocks: answered on the I/O thread, even when overloaded */
    CG_ROUTE_ETAG = 2,   /* the reply follows from target, media type and generation: answered from
                                   cg_http_options.generation where the client or the cache has it */
    CG_ROUTE_BODY_OPTIONAL = 4, /* a request without a body is fine */
    CG_ROUTE_BODY_STREAM = 8,   /* the handler runs before the body and takes it as it arrives, but
                                   where `whole` names another */
    CG_ROUTE_WAITS = 16, /* reads at a generation: takes the parameters `min_generation`, which has
                                   the request wait, without a worker, until cg_http_options.generation
                                   has reached it, and `timeout_ms`, which shortens its deadline, and so
                                   that wait */
    CG_ROUTE_STANDING = 64,  /* its stream works again whenever something changes: one WebSocket may
                                   have cg_http_options.standing_max of these */
    CG_ROUTE_FEED = 128,     /* its stream waits most of the time, and is kept small meanwhile; its
                                   connection ends with it */
    CG_ROUTE_WEBSOCKET = 32, /* takes opening handshakes alone (CG_E_UPGRADE): cg_reply_websocket */
} cg_route_flags;

/** Answers one request. Runs on a worker thread (CG_ROUTE_INLINE: on an I/O thread). On CG_OK the
 *  reply is sent; on an error `err` is sent as application/problem+json with its code's status and
 *  the body put into the reply is dropped; its headers stay. */
typedef cg_code (*cg_handler)(cg_request *req, cg_reply *reply, cg_err *err);

typedef struct cg_route {
    const char *method;      /* "GET", "POST", …; GET answers HEAD too */
    const char *path;        /* "/nodes/{id}" */
    const char *id;          /* operation id, unique */
    const char *tag;         /* group in the documentation */
    const char *summary;     /* one line */
    const char *description; /* NULL or CommonMark */
    const cg_param *params;  /* NULL: none */
    const cg_content *body;  /* NULL: takes no body */
    const cg_answer *answers;
    cg_route_scope scope;
    unsigned flags; /* cg_route_flags */
    cg_handler handle;
    /** CG_ROUTE_BODY_STREAM: which handler gets the body whole, bounded by cg_http_options.body_max_bytes, as those of all
     *  other routes do; NULL: none does. Asked on an I/O thread once the head has been checked; must not block. */
    cg_handler (*whole)(const cg_request *req);
} cg_route;

/** The i-th parameter: those that its flags give it, then its own. NULL behind the last. */
const cg_param *cg_route_param(const cg_route *route, size_t i);

/** The generated registry: every src/api/rest/route_*.c. */
extern const cg_route *const cg_routes[];
extern const size_t cg_routes_count;

/* ---- the request ---- */

/** A parameter's value, checked against its table entry. Text is UTF-8 without NUL and lives as
 *  long as the request. */
typedef struct cg_value {
    bool given; /* by the client; otherwise the fallback, or zero without one */
    bool flag;
    unsigned word; /* index into `words` */
    uint64_t u64;
    double f64;
    cg_str text;         /* ptr NULL: absent */
    const cg_str *items; /* repeated: each value */
    size_t item_count;
} cg_value;

/** The value of a parameter; NULL when the route does not declare it. Borrowed. */
const cg_value *cg_request_find(const cg_request *req, const char *name);
/** The same; asserts that the route declares it. */
const cg_value *cg_request_value(const cg_request *req, const char *name);
static inline cg_str cg_request_str(const cg_request *req, const char *name)
{
    return cg_request_value(req, name)->text;
}
static inline uint64_t cg_request_u64(const cg_request *req, const char *name)
{
    return cg_request_value(req, name)->u64;
}
static inline bool cg_request_flag(const cg_request *req, const char *name)
{
    return cg_request_value(req, name)->flag;
}

cg_arena *cg_request_arena(cg_request *req);  /* dies after the last byte of the reply */
void *cg_request_user(const cg_request *req); /* cg_http_options.user */
const cg_route *cg_request_route(const cg_request *req);
cg_str cg_request_body(const cg_request *req);  /* whole; empty when there was none */
cg_str cg_request_media(const cg_request *req); /* of the body, lower case, no parameters */
/** A parameter of the body's Content-Type ("boundary"), unquoted; empty when it is absent. Lives as long
 *  as the request. */
cg_str cg_request_media_param(cg_request *req, const char *name);
cg_str cg_request_id(const cg_request *req);            /* X-Request-Id, given or made */
cg_str cg_request_path(const cg_request *req);          /* as sent, without the query */
cg_str cg_request_prefer(const cg_request *req);        /* Prefer header; empty when absent */
cg_str cg_request_last_event_id(const cg_request *req); /* Last-Event-ID; empty when absent */
uint64_t cg_request_deadline_ns(const cg_request *req); /* cg_now_ns clock */
/** True when the client prefers `media` ("text/event-stream") at least as much as `other`. */
bool cg_request_prefers(const cg_request *req, const char *media, const char *other);
/** True when a page of another site sent it: its Origin is neither this server's address nor one of
 *  cg_http_options.hosts. Requests that may change something are refused then before their handler. */
bool cg_request_is_foreign(const cg_request *req);
/** True once nobody waits for the answer: the client left, the deadline passed, or the server
 *  stops. Any thread. */
bool cg_request_canceled(const cg_request *req);
/** What If-Match asks for, if it is `*out_given`: that the thing exists and has not changed after
 *  generation `*out_since`, UINT64_MAX for "*". Whoever writes must check it (CG_E_PRECONDITION) while
 *  nobody else can. Errors: CG_E_INVALID (not a list of tags), with pointer "If-Match". */
CG_MUST_USE cg_code cg_request_if_match(const cg_request *req, bool *out_given, uint64_t *out_since,
                                        cg_err *err);
/** True also when the server has begun to stop: time to end a wait that can be repeated. */
bool cg_request_hurried(const cg_request *req);

/* ---- a body as it arrives: for handlers of CG_ROUTE_BODY_STREAM routes ---- */

/** Takes the next bytes of a body, in order; `last`: nothing follows, and `bytes` may be empty. On
 *  a worker thread, in one step at a time: never beside another push or the reply's pull. It may
 *  block for as long as a handler may: meanwhile the client is made to wait. After the last push
 *  the reply must be filled, as by a handler. An error is sent as the problem and ends the
 *  connection; if the reply has begun, the connection is cut. */
typedef cg_code (*cg_push_fn)(void *arg, cg_str bytes, bool last, cg_err *err);
/** Has the body pushed when the handler has returned CG_OK. A handler that does not do this
 *  answers without the body. A reply that becomes a stream (cg_reply_stream) before the
 *  last push goes out at the same time as the body comes in, and while the client does not read
 *  it, nothing more is pushed; what is set of the reply is fixed then. `destroy(arg)` (NULL
 *  allowed) runs once, on any thread, before the request's arena dies, and must not block; without
 *  a last push before, the client has left. Errors: CG_E_BUSY (too many at the same
 *  time), CG_E_INVALID (with an Idempotency-Key: it needs the whole body first). */
CG_MUST_USE cg_code cg_request_take_body(cg_request *req, cg_push_fn push, void (*destroy)(void *),
                                         void *arg, cg_err *err);

/* ---- the reply ---- */

void cg_reply_set_status(cg_reply *reply, int status); /* 200 unless set */
/** `media`: a static string; application/json unless set. */
void cg_reply_set_media(cg_reply *reply, const char *media);
/** The generation that the answer was computed at: sent as Codegraph-Generation and, with
 *  CG_ROUTE_ETAG, in the ETag. */
void cg_reply_set_generation(cg_reply *reply, uint64_t generation);
/** The reply may be another one at the same generation: it gets no ETag and is not kept. */
void cg_reply_set_passing(cg_reply *reply);
/** `name`: a static string. Values with control bytes are dropped. At most 12 headers. */
void cg_reply_add_header(cg_reply *reply, const char *name, const char *fmt, ...) CG_PRINTF(3, 4);
/** The body to fill; bounded by cg_http_options.reply_max_bytes. */
cg_buf *cg_reply_body(cg_reply *reply);
/** Adds a member to the problem that will be sent for a bad field; `pointer` is a JSON pointer or
 *  a parameter name. At most 16, the rest is dropped. */
void cg_reply_add_field_error(cg_reply *reply, cg_str pointer, const char *fmt, ...)
    CG_PRINTF(3, 4);

/** What one pull of a stream did. */
typedef enum cg_pull {
    CG_PULL_MORE, /* bytes were added; call again when they are sent */
    CG_PULL_WAIT, /* send what was added, if any; call again at *wake_ns */
    CG_PULL_POKE, /* the same, or at the next cg_http_poke: one that comes during the call counts */
    CG_PULL_END,  /* send what was added, then end well */
    CG_PULL_ABORT, /* cut the connection: the client must see that something is missing */
} cg_pull;
/** Produces the next bytes of a stream, a few KiB at a time, on a worker thread; never called by
 *  two threads at once. `out` is empty. `wake_ns`: cg_now_ns clock. */
typedef cg_pull (*cg_pull_fn)(void *arg, cg_buf *out, uint64_t *wake_ns);
/** Makes the reply a stream that is pulled as fast as the client reads. `destroy(arg)` (NULL
 *  allowed) runs once, on any thread, before the request's arena dies. */
void cg_reply_stream(cg_reply *reply, const char *media, cg_pull_fn pull, void (*destroy)(void *),
                     void *arg);

/* ---- the server ---- */

/** Keeps replies to POST requests by their Idempotency-Key. Worker threads; may block. */
typedef struct cg_http_keys {
    /** Claims `key` for the request with this `digest`, or gives the reply that was kept for the
     *  two (`*out_kept`, bytes in `arena`). Errors: CG_E_CONFLICT (claimed and not answered yet),
     *  CG_E_UNPROCESSABLE (the key came with another digest). */
    cg_code (*claim)(void *user, cg_str key, cg_hash128 digest, cg_arena *arena, bool *out_kept,
                     cg_str *out_reply, cg_err *err);
    /** Ends a claim: with the reply to keep, or for nothing. */
    void (*keep)(void *user, cg_str key, cg_str reply);
    void (*drop)(void *user, cg_str key);
} cg_http_keys;

typedef struct cg_http_options {
    const char *host;         /* numeric address or "localhost" */
    uint16_t port;            /* 0: any free one */
    bool local_only;          /* a Host that is neither loopback nor one of `hosts` is refused */
    const char *const *hosts; /* NULL-terminated, without ports, kept; NULL: none. Their pages may
                                 also send requests that change something */
    const cg_route *const *routes;
    size_t route_count;
    cg_pool *pool; /* runs handlers; must outlive the server */
    cg_loop *loop; /* watches sockets of CG_ROUTE_WEBSOCKET routes; must outlive the server;
                             NULL: without such routes */
    void *user;    /* cg_request_user */
    /** Headers that mean something on routes that declare them, and are refused on all others;
     *  NULL-terminated, NULL: none. */
    const char *const *declared_headers;
    /** The generation a request would be answered at, without doing the work: called on an I/O
     *  thread, must not block. False: unknown. NULL: no early 304, no reply is sent again. */
    bool (*generation)(void *user, const cg_request *req, uint64_t *out_generation);
    uint64_t etag_seed; /* of what replies follow from besides, which stays while the server runs */
    const cg_http_keys *keys; /* NULL: Idempotency-Key means nothing */
    unsigned io_threads;
    unsigned connections_max;        /* a few more get one answer each */
    unsigned client_connections_max; /* of one address, 0: any; more get 503 */
    unsigned client_in_flight_max;   /* of one address, 0: any; more get 503 */
    unsigned in_flight_max;          /* requests queued for or on workers; more get 503 */
    size_t uri_max_bytes;
    size_t head_max_bytes;       /* all header names and values together */
    size_t body_max_bytes;       /* of one request */
    size_t body_total_max_bytes; /* of all requests together; more get 503 */
    uint64_t stream_max_bytes;   /* of one body that is taken as it arrives */
    unsigned streams_max;        /* such bodies at the same time; more get 503 */
    unsigned websockets_max;     /* open; more get 503 */
    unsigned standing_max;       /* CG_ROUTE_STANDING subrequests of one of them */
    size_t websocket_message_max_bytes;
    uint64_t
        websocket_ping_ns;  /* a silent client is pinged after it, and cut after twice as long */
    size_t reply_max_bytes; /* of one reply that is not a stream */
    size_t arena_max_bytes; /* of one request */
    size_t
        cache_max_bytes; /* of replies of CG_ROUTE_ETAG routes kept to be sent again; 0: none, and
                               requests that ask the same at the same time are worked on one by one */
    uint64_t cache_age_max_ns;   /* of such a reply; 0: any */
    uint64_t head_timeout_ns;    /* from the first byte to the end of the head */
    uint64_t idle_timeout_ns;    /* between two requests of a connection */
    uint64_t request_timeout_ns; /* from the end of the request to the handler's answer */
    size_t rate_min_bytes;       /* per second, bodies in and replies out */
    bool log_requests;           /* one line a request */
} cg_http_options;

/** Sensible limits; the caller sets host, port, routes and pool. */
void cg_http_options_default(cg_http_options *opts);
/** Binds and serves. Errors: CG_E_IO (address in use, not permitted, not an address) with a
 *  sentence that names it. */
CG_MUST_USE cg_code cg_http_start(const cg_http_options *opts, cg_http **out_http, cg_err *err);
uint16_t cg_http_port(const cg_http *http); /* the bound one */
/** New connections are closed at once from here on; requests under way go on and their connections close after the reply.
 *  Idempotent, any thread. */
void cg_http_drain(cg_http *http);
/** Drains, waits for requests under way until `deadline_ns` (cg_now_ns clock), cancels the rest,
 *  waits for their handlers, frees. NULL allowed. */
void cg_http_stop(cg_http *http, uint64_t deadline_ns);
/** There is news: streams that said CG_PULL_POKE are pulled. Any thread, never blocks. */
void cg_http_poke(cg_http *http);
/** How often that was called. Who looks for news by itself reads it before it looks. Any thread. */
uint64_t cg_http_pokes(const cg_http *http);
/** Appends requests and durations by route in the Prometheus text format. */
void cg_http_metrics_write(const cg_http *http, cg_buf *out);

typedef struct cg_http_stats {
    uint64_t connections, in_flight, body_bytes;
    uint64_t uploads; /* bodies being taken as they arrive */
    uint64_t cache_bytes, cache_replies;
    uint64_t websockets;
    uint64_t feeds; /* replies of CG_ROUTE_FEED routes that are kept small, and no connections */
    uint64_t connections_begun; /* since the start */
} cg_http_stats;
void cg_http_stats_get(const cg_http *http, cg_http_stats *out_stats);

/* ---- pieces that adapters and tests share ---- */

/** Decodes %XX (and '+' when `plus`). CG_E_INVALID on a bad escape or %00, CG_E_ENCODING on bytes
 *  that are not UTF-8. The result lives in `arena`. */
CG_MUST_USE cg_code cg_http_decode_in(cg_arena *arena, cg_str text, bool plus, cg_str *out_text,
                                      cg_err *err);
/** Appends `text` percent-encoded for one path segment or query value. */
void cg_http_encode(cg_buf *buf, cg_str text);
/** Appends one server-sent event: id 0 means none; `data` may have several lines. */
void cg_sse_add_event(cg_buf *buf, const char *event, uint64_t id, cg_str data);
void cg_sse_add_heartbeat(cg_buf *buf);

#endif
