// SPDX-License-Identifier: Apache-2.0
// http, private: connections, requests and the server that owns them.
//
// Life of a request. Each arrow names the thread that makes the step; `state` says who owns the
// request, and only the owner writes to it.
//
//   HEAD --io--> BODY --io--> WORK --worker--> READY --io--> SENT
//     \            \             \--watch--> EXPIRED --io--> SENT
//      `-io-> READY (refused)
//
// A route that takes its body as it arrives has its handler first, and then steps of its own beside
// the arriving body (http_upload.c, http_duplex.c):
//
//   HEAD --io--> WORK --worker--> ACCEPTED --io--> BODY --worker--> READY --io--> SENT
//                                                   \--worker, past the library--> closed
//
// In WORK the connection is suspended and the request is on the list of suspended ones. Whoever
// takes it off that list (under its lock) sets the next state and resumes the connection, exactly
// once. An expired request still belongs to its worker: the I/O thread then answers from what was
// fixed before the work began.
#ifndef CG_HTTP_INT_H
#define CG_HTTP_INT_H

#include <stdatomic.h>
#include <strings.h>

#include <microhttpd.h>

#include "cg/http.h"

#define CG_HTTP_HEADERS_MAX 12
#define CG_HTTP_FIELD_ERRORS_MAX 16
#define CG_HTTP_SEGMENTS_MAX 32
#define CG_HTTP_LINGER_MAX 64
/** Bytes of a body that wait for their handler before the client is made to wait. */
#define CG_HTTP_PIPE_BYTES (256 * 1024)
/** Bodies up to here are read and dropped when their request is refused, so that the connection
 *  can go on; larger ones end it. */
#define CG_HTTP_SWALLOW_BYTES (256 * 1024)

typedef enum cg_conn_phase {
    CG_CONN_FRESH, /* accepted, nothing complete yet */
    CG_CONN_IDLE,  /* between requests */
    CG_CONN_HEAD,  /* request line seen */
    CG_CONN_BODY,
    CG_CONN_WORK, /* suspended: a worker or a timer has it */
    CG_CONN_REPLY,
} cg_conn_phase;

/** An address that has connections or requests (http_clients.c). */
typedef struct cg_client cg_client;
typedef struct cg_client_key {
    uint8_t bytes[8];
} cg_client_key;
#define CG_HTTP_CLIENT_BUCKETS 1024
#define CG_HTTP_FLIGHTS 256 /* buckets */

/** Why a connection is one too many: it gets one answer, and is closed. */
typedef enum cg_crowd { CG_CROWD_NONE, CG_CROWD_SERVER, CG_CROWD_CLIENT } cg_crowd;

/** One connection. Created and freed on its I/O thread; the watch thread reads it under
 *  connections_mu. */
typedef struct cg_conn {
    struct cg_conn *next, *prev; /* guarded by connections_mu */
    int fd;
    cg_client *client;
    cg_crowd crowd; /* fixed */
    /* Written by the I/O thread, read by the watch thread: a stale value delays a time-out by one
     * tick, so relaxed order is enough. */
    _Atomic int phase;
    _Atomic uint64_t since_ns;   /* when the phase began */
    _Atomic uint64_t body_bytes; /* of the body, received so far */
    _Atomic bool linger;         /* read on for a moment after closing */
    struct cg_upload *upload;    /* under way; NULL: none. Guarded by connections_mu */
    /* the watch thread's own */
    uint64_t mark_ns, mark_bytes;
    uint64_t head_ns; /* when the next head was seen to have begun; 0: it has not */
    int mark_phase;
    bool cut;
} cg_conn;

enum {
    CG_REQ_HEAD,
    CG_REQ_ACCEPTED, /* its handler has agreed to take the body */
    CG_REQ_BODY,
    CG_REQ_WAITING, /* for a generation, or for one that asks the same */
    CG_REQ_WORK,
    CG_REQ_READY,
    CG_REQ_EXPIRED,
    CG_REQ_SENT,
    CG_REQ_LEFT /* its connection is no longer the library's: a feed has it */
};

/** Headers of requests that the server itself reads. */
typedef enum cg_header_name {
    CG_HEADER_HOST,
    CG_HEADER_ORIGIN,
    CG_HEADER_REQUEST_ID,
    CG_HEADER_TRACEPARENT,
    CG_HEADER_TRACESTATE,
    CG_HEADER_CONTENT_TYPE,
    CG_HEADER_CONTENT_ENCODING,
    CG_HEADER_ACCEPT,
    CG_HEADER_ACCEPT_ENCODING,
    CG_HEADER_IF_MATCH,
    CG_HEADER_IF_NONE_MATCH,
    CG_HEADER_IDEMPOTENCY_KEY,
    CG_HEADER_PREFER,
    CG_HEADER_LAST_EVENT_ID,
    CG_HEADER_CONTENT_LENGTH,
    CG_HEADER_TRANSFER_ENCODING,
    CG_HEADER_EXPECT,
    CG_HEADER_OTHER
} cg_header_name;

typedef struct cg_header {
    const char *name;
    const char *value;
} cg_header;

typedef struct cg_field_error {
    cg_str pointer, detail;
} cg_field_error;

/** Who has the stream: the I/O thread, a worker, or (on the list) the watch thread. */
enum { CG_STREAM_SEND, CG_STREAM_FILL, CG_STREAM_WAIT };

typedef struct cg_stream {
    cg_pull_fn pull; /* NULL: not a stream */
    void (*destroy)(void *);
    void *arg;
    cg_buf chunk; /* owned by SEND: io thread; FILL: worker */
    size_t sent;
    cg_pull last;
    _Atomic int state;
    /* of the owner; fixed while in WAIT */
    uint64_t wake_ns;
    uint64_t pokes_seen; /* before it was pulled */
} cg_stream;

typedef enum cg_upload_phase {
    CG_UPLOAD_TAKING,   /* no byte of the reply is out */
    CG_UPLOAD_REPLYING, /* the reply goes out beside the body, past the library */
    CG_UPLOAD_CLOSING,  /* its last bytes are in `wire` */
} cg_upload_phase;

/** A body that its handler takes as it arrives. Its steps (push, pull, send) run on workers, one at
 *  a time: whoever sets `running` has the step and what belongs to it. */
typedef struct cg_decoder cg_decoder;
typedef struct cg_upload {
    cg_request *req;
    struct cg_upload *next, *prev; /* of the server; guarded by requests_mu */
    cg_push_fn push;
    void (*destroy)(void *);
    void *arg;
    cg_mutex mu;
    cg_buf incoming; /* guarded by mu: not pushed yet */
    cg_err refusal;  /* guarded by mu: what is wrong with the body; code CG_OK: nothing */
    bool ended;      /* guarded by mu: the body is complete */
    bool paused;     /* guarded by mu: the connection waits for room; who clears it resumes it */
    bool running;    /* guarded by mu: a step is queued or runs */
    bool blocked;    /* guarded by mu: the socket takes no more of the reply for now */
    bool begun;      /* guarded by mu: the reply is written past the library */
    bool closed;     /* guarded by mu: no step may begin any more */
    bool left;       /* guarded by mu: of what was taken out of the pipe, not all is pushed */
    bool pulling;    /* guarded by mu: the reply is a stream */
    uint64_t due_ns,
        blocked_ns;      /* guarded by mu: when it is pulled again, and since when it waits */
    uint64_t sent_total; /* guarded by mu: of the reply, when it is ours */
    int status;          /* guarded by mu: likewise */
    /* the step's own */
    cg_upload_phase phase;
    bool pushed_last;
    bool answered; /* by the library */
    bool over;     /* this step is the last */
    uint64_t sent;
    cg_buf pushing, wire;
    size_t pushed, wire_sent;
    cg_decoder *decoder; /* NULL: the body comes as it is */
    cg_buf decoded;
    bool decoder_full; /* it has more to give without more to read */
    uint64_t decoded_bytes;
    int fd; /* the connection's, a duplicate: valid whatever the library does; -1: none yet */
    /* the watch thread's own */
    uint64_t mark_ns, mark_bytes;
} cg_upload;

/** A reply that is sent again (http_cache.c). */
typedef struct cg_kept_reply cg_kept_reply;

struct cg_reply {
    cg_request *req;
    int status;
    const char *media;
    const char *encoding; /* Content-Encoding; NULL: identity */
    bool has_generation;
    bool passing; /* true only for now */
    uint64_t generation;
    cg_buf body;
    cg_header headers[CG_HTTP_HEADERS_MAX];
    unsigned header_count;
    cg_field_error *fields; /* CG_HTTP_FIELD_ERRORS_MAX in the arena, when there are any */
    unsigned field_count;
    cg_kept_reply
        *kept; /* whose body is sent in place of `body`, and whose headers `headers` are */
    cg_stream stream;
    struct cg_websocket *websocket; /* that the connection is to become; NULL: none */
};

/** Its place among requests that ask the same at the same time. */
typedef struct cg_flight {
    cg_request *next;                  /* leaders of one bucket; guarded by flights_mu */
    uint64_t hash, generation, number; /* the number is the leader's, also of those that follow */
    int coding;                        /* cg_http_coding */
    bool leads;                        /* it is worked on for all */
    bool followed;                     /* guarded by flights_mu: somebody waits for it */
    bool follows;
} cg_flight;

/** A route's parameters, and the values of those that nobody gives (http_params.c). */
typedef struct cg_form {
    const cg_param **params;
    cg_value *unset;
    size_t count;
} cg_form;

/** A path of the route table, and all of them (http_route.c). */
typedef struct cg_template cg_template;
typedef struct cg_templates cg_templates;

struct cg_request {
    cg_http *http;
    struct MHD_Connection *mhd; /* for the owner by `state` alone */
    cg_conn *conn;              /* for the I/O thread alone */
    _Atomic unsigned refs;      /* I/O thread 1, worker 1; the last one frees */
    _Atomic int state;
    _Atomic bool gone;       /* the client left */
    cg_request *next, *prev; /* the list of suspended requests, guarded by requests_mu */
    bool listed;             /* guarded by requests_mu */

    cg_arena *arena;
    const char *wire_method, *wire_target, *wire_version; /* as they lie in the connection's */
    size_t wire_target_len;                               /* memory; for the guard alone */
    cg_str method, target, path, query;
    const cg_template *template; /* that fits the path; NULL: none */
    const cg_route *route;
    size_t slot; /* of the route in the table, or behind all of them */
    cg_handler
        whole; /* where the route takes bodies as they arrive: who takes this one whole; NULL: nobody */
    cg_str *segments; /* raw, of the path; in the arena */
    unsigned segment_count;
    const cg_form *form; /* of the route */
    cg_value *values;    /* of its parameters */
    cg_str host, origin; /* ptr NULL: absent */
    cg_str id, traceparent, content_type, media, accept, accept_encoding, if_none_match, prefer,
        last_event_id;
    cg_str if_match, idempotency_key, tracestate;
    cg_str content_encoding;
    cg_str websocket_key, websocket_protocols; /* of an opening handshake */
    const char *accepted; /* the media type that Accept likes best; NULL: no reply has one */
    bool has_length, chunked, expects_continue, head_only, http_1_0;
    bool guard_failed; /* the connection cannot be trusted any further */
    bool refused;      /* an error was found before the work */
    bool close;        /* end the connection after the reply */
    bool at_head;      /* nothing of the body has been asked for yet */
    uint64_t length;
    cg_buf body;
    cg_client *client;            /* that is charged for it while it is worked on */
    size_t body_counted;          /* part of http->body_bytes */
    cg_upload *upload;            /* NULL: the body is collected before the work */
    uint64_t wake_ns, pokes_seen; /* in WAITING: when to look again, and what was seen */
    cg_flight flight;
    cg_str etag; /* ptr NULL: not asked for yet */
    uint64_t etag_generation;
    uint64_t started_ns;
    _Atomic uint64_t deadline_ns; /* of the running step; a late reading costs a tick */
    uint64_t received_bytes, sent_bytes;
    int sent_status; /* 0: nothing was sent */
    cg_reply reply;
};

/** Content codings, by what a client prefers. */
typedef enum cg_http_coding {
    CG_CODING_IDENTITY,
    CG_CODING_ZSTD,
    CG_CODING_GZIP,
} cg_http_coding;

typedef struct cg_http_cache cg_http_cache;
typedef struct cg_socket cg_socket;
typedef struct cg_websocket cg_websocket;

typedef struct cg_linger {
    int fd;
    uint64_t until_ns;
} cg_linger;

/** Counters of one route: statuses and durations. Relaxed atomics, read only by a scrape. */
#define CG_HTTP_STATUS_SLOTS 36
#define CG_HTTP_BUCKETS 12
typedef struct cg_histogram {
    _Atomic uint64_t bucket[CG_HTTP_BUCKETS + 1];
    _Atomic uint64_t sum;
} cg_histogram;
typedef struct cg_route_stats {
    _Atomic uint64_t status[CG_HTTP_STATUS_SLOTS];
    cg_histogram duration, received, sent;
} cg_route_stats;

struct cg_http {
    cg_http_options opts;
    char *host;
    uint16_t port;
    struct MHD_Daemon *daemon;
    bool layout_known;    /* the head's bytes may be checked in place: see http_guard.c */
    cg_http_cache *cache; /* NULL: none */
    cg_arena *arena;      /* of what is made of the route table */
    cg_templates *templates;
    cg_form *forms;        /* of each route */
    cg_route_stats *stats; /* route_count + 1; the last is for no route */
    _Atomic uint64_t
        in_flight; /* requests that workers have: a limit, so relaxed order is enough */
    _Atomic uint64_t body_bytes; /* budget shared by the I/O threads; likewise */
    _Atomic bool draining;       /* set once by cg_http_drain, read by every I/O thread */
    _Atomic bool canceling;      /* set once by cg_http_stop, read by handlers */

    cg_mutex requests_mu;
    /* Created and not freed. Who ends one looks at `draining` afterwards, which is set before anybody waits
     * for their end. */
    _Atomic uint64_t live_requests;
    cg_cond changed;        /* jobs went down, or live_requests did while draining */
    cg_request *suspended;  /* guarded by requests_mu */
    uint64_t jobs;          /* in the pool, guarded by requests_mu */
    cg_upload *uploads;     /* guarded by requests_mu */
    unsigned upload_count;  /* guarded by requests_mu */
    _Atomic uint64_t pokes; /* cg_http_poke was called so often; read before a pull looks */
    cg_mutex flights_mu;
    cg_request *flights[CG_HTTP_FLIGHTS]; /* guarded by flights_mu: leaders, by hash */
    uint64_t flights_begun;               /* guarded by flights_mu */
    cg_mutex connections_mu;
    cg_conn *connections;                       /* guarded by connections_mu */
    uint64_t connection_count;                  /* guarded by connections_mu */
    uint64_t connections_begun;                 /* the same */
    cg_client *clients[CG_HTTP_CLIENT_BUCKETS]; /* guarded by connections_mu */
    uint64_t client_seed;                       /* nobody can choose addresses for one bucket */
    cg_linger lingering[CG_HTTP_LINGER_MAX];    /* guarded by connections_mu */
    unsigned linger_count;                      /* guarded by connections_mu */

    cg_loop_watch *sockets_watch; /* NULL: none leave the library */
    cg_loop_timer *sockets_tick;
    int sockets_fd;             /* the epoll set */
    _Atomic bool sockets_poked; /* on_poke is posted and has not begun */
    cg_mutex sockets_mu;
    cg_cond sockets_changed; /* one of the counts went down */
    cg_socket *sockets;      /* guarded by sockets_mu */
    unsigned websocket_count,
        feed_count; /* guarded by sockets_mu: also those that are being made */
    int nowhere;    /* a descriptor that leads nowhere: see http_feed.c */

    cg_thread *watch;
    int watch_fd;                 /* eventfd: wakes the watch thread */
    _Atomic uint64_t watch_until; /* sleeps until then; UINT64_MAX: is looking around */
    struct pollfd *poll_fds;      /* the watch thread's own */
    _Atomic bool watch_stop;      /* set once by cg_http_stop before it wakes the thread */
};

/* http_conn.c: the connection table. */
void cg_http_on_connection(void *cls, struct MHD_Connection *mhd, void **context,
                           enum MHD_ConnectionNotificationCode code);
cg_conn *cg_http_conn_of(struct MHD_Connection *mhd);
void cg_http_conn_enter(cg_conn *conn, cg_conn_phase phase, uint64_t now);
/** Takes a socket whose sending side is shut down, and reads on for a moment. False: there is no room. */
bool cg_http_linger(cg_http *http, int take_fd);

/* http_clients.c: limits by address. */
cg_client *cg_http_client_connect_locked(cg_http *http, const struct sockaddr *addr,
                                         bool *out_crowded) CG_REQUIRES(http->connections_mu);
void cg_http_client_disconnect_locked(cg_http *http, cg_client *client)
    CG_REQUIRES(http->connections_mu);
/** One more connection of the address, which has one already: it stays within its limit, since the other
 *  is about to go. */
cg_client *cg_http_client_keep(cg_http *http, cg_client *client);
void cg_http_client_forget(cg_http *http, cg_client *client);
/** One more request; false when it would be one too many. */
bool cg_http_client_admit(cg_http *http, cg_client *client);
void cg_http_client_release(cg_http *http, cg_client *client);

/* http_watch.c: one thread for every time-out. */
void cg_http_watch_start(cg_http *http);
void cg_http_watch_stop(cg_http *http);
void cg_http_watch_wake(cg_http *http);
/** Wakes it if it would sleep beyond `at_ns`. */
void cg_http_watch_by(cg_http *http, uint64_t at_ns);
typedef struct cg_traffic {
    uint64_t received, acked;
    bool half_closed; /* the peer sends no more */
} cg_traffic;
/** What the kernel knows of a connection. */
cg_traffic cg_http_socket_traffic(int fd);

/* http_request.c */
/** `mhd`: NULL of a subrequest, which has no connection. */
cg_request *cg_http_request_create(cg_http *http, struct MHD_Connection *mhd, cg_str target);
void cg_http_request_ref(cg_request *req);
void cg_http_request_unref(cg_request *req); /* NULL allowed */
cg_header_name cg_http_header_name(cg_str name);
/** Copies a header's value, if it is one that later threads need and the first of its name. */
void cg_http_request_keep_header(cg_request *req, cg_header_name name, cg_str value);
/** Completes the request from its target and the headers that were kept. */
void cg_http_request_read_head(cg_request *req);
/** The first header of this name; ptr NULL: there is none. On the I/O thread. */
cg_str cg_http_header(const cg_request *req, const char *name);

/* http_guard.c: is the head fit to be understood? CG_OK, or the refusal. Its headers are kept in any case. */
CG_MUST_USE cg_code cg_http_guard(cg_request *req, cg_err *err);
/** Whether the names the request was sent to and from are acceptable (http_host.c). Errors:
 *  CG_E_MISDIRECTED, CG_E_ORIGIN. */
CG_MUST_USE cg_code cg_http_check_host(const cg_request *req, cg_err *err);
/** The page that sends it, which Origin names, is of this server. */
bool cg_http_is_own_origin(const cg_request *req);

/* http_route.c, http_params.c */
cg_templates *cg_http_templates_create_in(cg_arena *arena, const cg_route *const *routes,
                                          size_t count);
cg_form *cg_http_forms_create_in(cg_arena *arena, const cg_route *const *routes, size_t count);
/** Finds the route, or fails with CG_E_NOT_FOUND or CG_E_METHOD. */
CG_MUST_USE cg_code cg_http_route(cg_request *req, cg_err *err);
/** The methods that its path takes, or that there are, for the header Allow. */
cg_str cg_http_allow(const cg_request *req);
CG_MUST_USE cg_code cg_http_params(cg_request *req, cg_err *err);
/** The raw text that the path gives parameter `name`; several segments when it is greedy. */
cg_str cg_http_path_text(const cg_request *req, const char *name);

/* http_negotiate.c */
/** Quality 0..1000 that an Accept-like header gives `media`; 1000 when the header is empty. */
unsigned cg_http_quality(cg_str accept, cg_str media);
/** Quality of a content coding; `identity` is acceptable unless refused. */
unsigned cg_http_coding_quality(cg_str accept_encoding, cg_str coding);
bool cg_http_etag_matches(cg_str if_none_match, cg_str etag);
/** "text/Plain; charset=x" to "text/plain". */
cg_str cg_http_media_in(cg_arena *arena, cg_str content_type);
/** The value of one of its parameters, in the arena; empty when it has none of that name. */
cg_str cg_http_media_param_in(cg_arena *arena, cg_str content_type, cg_str name);
bool cg_http_media_matches(const char *pattern, cg_str media);
CG_MUST_USE cg_code cg_http_negotiate(cg_request *req, cg_err *err);

/* http_body.c: taking the body within its limits. */
/** The handler has it pushed, as it comes; else it is collected before the handler is called. */
bool cg_http_body_arrives(const cg_request *req);
CG_MUST_USE cg_code cg_http_body_expect(cg_request *req, cg_err *err);
CG_MUST_USE cg_code cg_http_body_add(cg_request *req, cg_str bytes, cg_err *err);

/** Undoes the Content-Encoding of the collected body. On a worker. */
CG_MUST_USE cg_code cg_http_body_decode(cg_request *req, cg_err *err);

/* http_decode.c */
static inline bool cg_http_coding_is(cg_str coding, const char *name)
{
    return coding.len == strlen(name) && strncasecmp(coding.ptr, name, coding.len) == 0;
}
bool cg_http_coding_known(cg_str coding);
cg_decoder *cg_http_decoder_create(cg_str coding); /* a known one */
void cg_http_decoder_destroy(cg_decoder *d);       /* NULL allowed */
/** Decodes from `in`, which advances, until it is used up or `max` bytes are appended to `out`: then
 *  there may be more without more to read. Errors: CG_E_MALFORMED, CG_E_LIMIT (a bomb). */
CG_MUST_USE cg_code cg_http_decode(cg_decoder *d, cg_str *in, size_t max, cg_buf *out, cg_err *err);
/** All has been read: was it whole? */
CG_MUST_USE cg_code cg_http_decode_end(const cg_decoder *d, cg_err *err);

/* http_upload.c: bodies that are pushed to their handler. */
/** I/O thread: the handler wants the body. */
void cg_http_upload_attach(cg_request *req);
/** I/O thread: takes bytes, or leaves `*size` as it is and suspends. MHD_NO: the connection ends. */
enum MHD_Result cg_http_upload_feed(cg_request *req, const char *bytes, size_t *size);
/** I/O thread: the body is complete. */
enum MHD_Result cg_http_upload_complete(cg_request *req);
/** I/O thread: the step took too long. True: the caller answers, and must end the connection. */
bool cg_http_upload_expire(cg_request *req);
/** I/O thread: the connection is done with the request. */
void cg_http_upload_detach(cg_request *req);
void cg_http_upload_free(cg_request *req);
/** Lets the connection read on, when it waits. */
void cg_http_upload_resume(cg_request *req);
/** What the client is spared being judged for: true while it is the server's turn. */
bool cg_http_upload_busy(cg_upload *up);
bool cg_http_upload_begun(cg_upload *up);
bool cg_http_upload_ended(cg_upload *up);

/* http_duplex.c: the steps. */
/** Something to do, and nobody at it? The caller has the step then and must start it. */
bool cg_http_step_claim_locked(cg_upload *up) CG_REQUIRES(up->mu);
void cg_http_step_start(cg_request *req);
/** Watch thread: starts the steps that are due and cuts readers that are too slow. */
void cg_http_steps_check(cg_http *http, uint64_t now, uint64_t *next_ns);
/** Watch thread: the sockets that a reply waits for; returns how many. */
unsigned cg_http_steps_poll(cg_http *http, struct pollfd *fds, unsigned max);

/* http_wait.c: min_generation and timeout_ms. */
uint64_t cg_http_wait_limit(const cg_request *req); /* ns from now to the deadline */
bool cg_http_wait_needed(const cg_request *req);
/** The connection is suspended: the watch thread has the request from here on. */
void cg_http_wait_park(cg_request *req);
bool cg_http_wait_due(const cg_request *req, uint64_t now);
/** Watch thread: goes on, gives up, or parks again. */
void cg_http_wait_check(cg_request *req);

/* http_keys.c: Idempotency-Key. */
CG_MUST_USE cg_code cg_http_key_check(const cg_request *req, cg_err *err);
/** Runs the handler, or gives the reply that was kept. The body is complete. On a worker. */
CG_MUST_USE cg_code cg_http_run_once(cg_request *req, cg_handler handle, cg_err *err);

/* http_work.c: from the complete request to the answer. */
/** Suspends and hands over, or answers at once. False: `req` is READY now. */
bool cg_http_dispatch(cg_request *req);
/** Whether another request may be worked on. */
bool cg_http_has_room(const cg_http *http);
/** Gives a suspended request to a worker, or answers why not. */
void cg_http_hand_over(cg_request *req);
void cg_http_suspended_add(cg_request *req);
/** False when it was not in the list: somebody else owns it now. */
bool cg_http_suspended_remove(cg_request *req);
void cg_http_suspended_unlink_locked(cg_http *http, cg_request *req) CG_REQUIRES(http->requests_mu);
/** Announces a job of the pool; false once the server is canceling: then none may start. */
bool cg_http_job_begin(cg_http *http);
void cg_http_job_done(cg_http *http);

/* http_reply.c */
void cg_http_reply_init(cg_reply *reply, cg_request *req);
void cg_http_reply_fini(cg_reply *reply);
/** Turns the error into the reply, or completes it: problem, ETag, compression. Owner's thread. */
void cg_http_reply_finish(cg_reply *reply, cg_code rc, const cg_err *err);
/** The tag of what it is answered at that generation; lives as long as the request. */
cg_str cg_http_etag(cg_request *req, uint64_t generation);
enum MHD_Result cg_http_reply_queue(cg_request *req);
/** Appends a status line and a head for what is written past the library; the connection ends
 *  after it. `length`: of the body; UINT64_MAX: chunked, or until the end for HTTP/1.0. */
void cg_http_wire_head(const cg_request *req, int status, const char *media, uint64_t length,
                       const cg_header *headers, unsigned header_count, cg_buf *out);
/** Appends the complete answer to a request that its worker still has; gives its status. */
int cg_http_wire_expired(const cg_request *req, cg_buf *out);
/** The answer to a request that its worker still has. */
enum MHD_Result cg_http_reply_queue_expired(cg_request *req);

/* http_problem.c */
void cg_http_problem_write(cg_buf *out, cg_code code, const char *detail, cg_str instance,
                           cg_str request_id, const cg_field_error *fields, unsigned field_count);

/* http_cache.c: replies that are finished. */
cg_http_cache *cg_http_cache_create(size_t bytes_max, uint64_t age_max_ns); /* NULL without bytes */
void cg_http_cache_destroy(cg_http_cache *cache);                           /* NULL allowed */
void cg_http_cache_stats(cg_http_cache *cache, uint64_t *out_bytes, uint64_t *out_replies);
/** Has the reply refer to the one of this generation, if it is kept; it is finished then. The owner's thread. */
bool cg_http_cache_find(cg_request *req, uint64_t generation);
cg_str cg_http_kept_body(const cg_kept_reply *kept);
void cg_http_kept_drop(void *kept); /* NULL allowed */
/** Keeps the finished reply if it may be sent again. On a worker. */
void cg_http_cache_keep(cg_request *req);

/* http_flight.c: requests that ask the same at the same time. */
/** Before it is worked on. False: another is worked on that asks the same; it should wait for that. */
bool cg_http_flight_enter(cg_request *req);
/** It was worked on, or will not be. Any request, any number of times. */
void cg_http_flight_leave(cg_request *req);
/** Whether the one that it waits for is still worked on. */
bool cg_http_flight_is_on(const cg_request *req);
/** Fills the reply with what that was answered; false when it was not kept. The owner's thread. */
bool cg_http_flight_land(cg_request *req);

/* http_encode.c */
cg_http_coding cg_http_choose_coding(cg_str accept_encoding);
/** Compresses `body` in place when the client takes it; the coding's name or NULL. */
const char *cg_http_compress(cg_buf *body, cg_str accept_encoding);

/* http_stream.c */
/** Whether the stream has something to do now. For its owner. */
bool cg_http_stream_due(const cg_request *req, uint64_t now);
/** Pulls one chunk; `last` and `wake_ns` say what follows. On a worker. */
void cg_http_stream_pull(cg_request *req);
struct MHD_Response *cg_http_stream_response(cg_request *req);
/** Called by the watch thread for a stream in WAIT whose time has come, or whose client left. */
void cg_http_stream_wake(cg_request *req);

/* http_handle.c */
/** Counts and logs a request that was answered by `now`. */
void cg_http_request_note(const cg_request *req, uint64_t now);

/* http_metrics.c */
void cg_http_metrics_record(const cg_request *req, int status, uint64_t ns);

#endif
