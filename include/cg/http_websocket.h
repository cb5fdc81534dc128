// SPDX-License-Identifier: Apache-2.0
// http: WebSocket (RFC 6455). A route with CG_ROUTE_WEBSOCKET turns its connection into one; from then
// on messages are pushed to its handler and pulled from it, in steps on worker threads, one at a
// time for each socket. No thread waits for a client, and none that is slow costs memory.
#ifndef CG_HTTP_WEBSOCKET_H
#define CG_HTTP_WEBSOCKET_H

#include "cg/http.h"

typedef struct cg_websocket cg_websocket;

/** Close codes of RFC 6455 that handlers use; those of protocols above it begin at 4000. */
typedef enum cg_websocket_code {
    CG_WEBSOCKET_NORMAL = 1000,
    CG_WEBSOCKET_GOING_AWAY = 1001,
    CG_WEBSOCKET_UNSUPPORTED = 1003,
    CG_WEBSOCKET_POLICY = 1008,
    CG_WEBSOCKET_INTERNAL = 1011,
    CG_WEBSOCKET_TRY_LATER = 1013,
} cg_websocket_code;

/** What answers a socket. The functions but `destroy` run in its steps, and may block for as long as a
 *  handler may; meanwhile nothing more is read from the client. */
typedef struct cg_websocket_handler {
    /** Subprotocols, by preference, NULL-terminated; NULL: none is spoken. */
    const char *const *protocols;
    /** A whole message; text is valid UTF-8. `bytes` are there during the call. */
    void (*message)(void *arg, cg_websocket *ws, bool text, cg_str bytes);
    /** Time to send: after the handshake, after messages, when the client has read, and as it asked
     *  for with CG_PULL_WAIT and CG_PULL_POKE. CG_PULL_END closes normally, CG_PULL_ABORT with
     *  CG_WEBSOCKET_INTERNAL. It sends while cg_websocket_has_room, then says CG_PULL_MORE. */
    cg_pull (*pull)(void *arg, cg_websocket *ws, uint64_t *wake_ns);
    /** Once, on any thread; must not block. */
    void (*destroy)(void *arg);
} cg_websocket_handler;

/** Has the connection become a socket, when the handler of its CG_ROUTE_WEBSOCKET route has returned
 *  CG_OK. `handler` is kept; `arg`, which must not live in the request's arena, is taken, also on an error.
 *  Errors: CG_E_BUSY (cg_http_options.websockets_max), CG_E_UNAVAILABLE (the server stops). */
CG_MUST_USE cg_code cg_reply_websocket(cg_reply *reply, const cg_websocket_handler *handler,
                                       void *take_arg, cg_err *err);

/* ---- in a step of the socket ---- */

/** The subprotocol that was agreed on; NULL: none. */
const char *cg_websocket_protocol(const cg_websocket *ws);
/** Queues one message; nothing once it closes. The bytes are copied. */
void cg_websocket_send_text(cg_websocket *ws, cg_str text);
void cg_websocket_send_binary(cg_websocket *ws, cg_str bytes);
/** Whether what is queued is little enough to go on sending. */
bool cg_websocket_has_room(const cg_websocket *ws);
/** Closes, after what is queued. `reason`: UTF-8; what is over 123 bytes is cut. */
void cg_websocket_close(cg_websocket *ws, unsigned code, const char *reason);
/** False once it closes or the client has gone: no use in going on. */
bool cg_websocket_is_open(const cg_websocket *ws);

#endif
