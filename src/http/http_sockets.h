// SPDX-License-Identifier: Apache-2.0
// http, private: sockets that have left the library: WebSockets once their handshake is answered, and feeds, replies
// that mostly wait, before their head is sent. Each is registered with one epoll set that the loop's thread
// watches.
//
//     IDLE --readable, due, poked (loop)--> QUEUED --> STEP (worker) --> IDLE, armed again
//                                                        \--over--> reaped (loop)
//
// A step has everything of its socket but what is guarded. One descriptor is reported once until it is armed again
// (EPOLLONESHOT). The loop's thread alone frees sockets, so those it was told of are there.
#ifndef CG_HTTP_SOCKETS_H
#define CG_HTTP_SOCKETS_H

#include "http_int.h"

/** Bits of what a socket is stepped for. */
enum {
    CG_WAKE_READY = 1, /* can be read or written */
    CG_WAKE_DUE = 2,   /* its pull has been due or poked, or the server drains */
    CG_WAKE_PING = 4,
    CG_WAKE_CUT = 8, /* it has had its time */
};
enum { CG_SOCKET_READ = 1, CG_SOCKET_WRITE = 2 };

typedef struct cg_socket_ops {
    /** On a worker, one at a time; ends with cg_http_sockets_rest. */
    void (*step)(cg_socket *s);
    /** What it has to be stepped for by now: CG_WAKE_*, 0: nothing. While no step runs. */
    unsigned (*judge)(const cg_socket *s, uint64_t now);
    /** CG_SOCKET_* that it waits for. While no step runs, or at its end. */
    unsigned (*wants)(const cg_socket *s);
    /** Frees it, and closes `fd` unless that is -1. */
    void (*drop)(cg_socket *s);
} cg_socket_ops;

struct cg_socket {
    cg_http *http;
    cg_socket *next, *prev; /* guarded by sockets_mu */
    unsigned wanted;        /* guarded by sockets_mu: CG_WAKE_* */
    bool running;           /* guarded by sockets_mu: a step is queued or runs */
    int fd;
    const cg_socket_ops *ops;
    bool over; /* of the step */
};

/* http_sockets.c: all of a server, and the loop's side of them. */
CG_MUST_USE cg_code cg_http_sockets_start(cg_http *http, cg_err *err);
/** Waits until all have closed, as they do when the server drains, or until `deadline_ns`. */
void cg_http_sockets_wait(cg_http *http, uint64_t deadline_ns);
/** Waits for the last: canceling cuts them, and no request may be there to become one. */
void cg_http_sockets_stop(cg_http *http);
/** Takes a place, of a WebSocket or of a feed; false: there is none. */
bool cg_http_sockets_reserve(cg_http *http, bool websocket);
void cg_http_sockets_unreserve(cg_http *http, bool websocket);
/** It is there: armed, and stepped. False, with nothing done: the descriptor cannot be watched. */
bool cg_http_sockets_add(cg_socket *s);
/** It has been poked (cg_http_poke). Any thread. */
void cg_http_sockets_poke(cg_http *http);
/** The end of a step, on its worker: it sleeps, is stepped again, or is reaped. */
void cg_http_sockets_rest(cg_socket *s);
/** What the step is for. */
unsigned cg_http_sockets_take_wanted(cg_socket *s);

/* http_feed.c: streams of CG_ROUTE_FEED. */
/** On a worker, of a request whose reply is finished and whose connection is suspended and the caller's: takes it from
 *  the library, which closes what it has when it is resumed. False: it stays there. */
bool cg_http_feed_take(cg_request *req);

#endif
