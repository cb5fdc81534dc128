// SPDX-License-Identifier: Apache-2.0
// http, private: WebSockets: the library is done with a connection once its handshake is answered, and the socket
// is a duplicate of its descriptor (http_sockets.h). A step reads what has arrived, hands on messages, pulls, and
// writes what the socket takes.
#ifndef CG_HTTP_WEBSOCKET_INT_H
#define CG_HTTP_WEBSOCKET_INT_H

#include "cg/http_websocket.h"
#include "http_sockets.h"

/* http_handshake.c */
/** On the I/O thread: of routes with CG_ROUTE_WEBSOCKET. Errors: CG_E_UPGRADE, CG_E_ORIGIN, CG_E_INVALID. */
CG_MUST_USE cg_code cg_http_handshake_check(cg_request *req, cg_err *err);
/** The first of `spoken` that the client offers; NULL: none. */
const char *cg_http_handshake_protocol(const cg_request *req, const char *const *spoken);
cg_str cg_http_handshake_accept_in(cg_arena *arena, cg_str key);

/* http_frames.c: RFC 6455 over a descriptor that does not block. One thread at a time. */
typedef struct cg_frames cg_frames;
typedef void (*cg_frames_message_fn)(void *arg, bool text, cg_str bytes);
/** `early`, what was read of `fd` already, is copied and read first; `message` may send. */
cg_frames *cg_frames_create(int fd, cg_str early, size_t message_max, cg_frames_message_fn message,
                            void *arg);
void cg_frames_destroy(cg_frames *frames); /* NULL allowed; leaves the descriptor open */
/** Reads and hands on messages, up to about 64 KiB, while there is room for answers. Breaches of the
 *  protocol are answered with their close code. False: the client has gone. */
bool cg_frames_read(cg_frames *frames);
/** Writes what the socket takes. False: the client has gone. */
bool cg_frames_write(cg_frames *frames);
void cg_frames_send(cg_frames *frames, bool text, cg_str bytes);
void cg_frames_ping(cg_frames *frames);
void cg_frames_close(cg_frames *frames, unsigned code, const char *reason);
/** The end of a step: memory that only what is under way needs is given back. */
void cg_frames_rest(cg_frames *frames);
bool cg_frames_has_room(const cg_frames *frames);
bool cg_frames_wants_read(const cg_frames *frames);
bool cg_frames_wants_write(const cg_frames *frames);
bool cg_frames_is_open(const cg_frames *frames); /* neither side has begun to close */
bool cg_frames_is_over(const cg_frames *frames); /* both have closed */
typedef struct cg_frames_count {
    uint64_t received, sent; /* bytes so far */
} cg_frames_count;
cg_frames_count cg_frames_counted(const cg_frames *frames);

struct cg_websocket {
    cg_socket socket; /* first */
    cg_http *http;
    cg_client *client;
    const cg_websocket_handler *handler;
    void *arg;
    const char *protocol;
    cg_frames *frames;
    unsigned standing; /* of its subrequests, those of CG_ROUTE_STANDING */
    /* of the step; read by the loop's thread while none runs */
    cg_pull last;
    uint64_t wake_ns, pokes_seen;
    cg_frames_count count;
    uint64_t alive_ns;   /* when the client last showed a sign of life */
    uint64_t closing_ns; /* since when it closes; 0: it does not */
    bool writing;        /* the client has to read before more is sent */
    bool pinged;
};

/* http_websocket.c */
/** Frees one that never became a socket; NULL allowed. */
void cg_websocket_drop(cg_websocket *ws);
struct MHD_Response *cg_http_websocket_response(void);

#endif
