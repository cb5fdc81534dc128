// SPDX-License-Identifier: Apache-2.0
// api, private: what is asked over one WebSocket at /ws. Each message is a JSON object:
//
//   client                                   server
//   {"type":"subscribe","id":I,"path":P,     {"type":"next","id":I,"data":{…}}   any number of times
//    "body":{…}}
//                                            {"type":"complete","id":I}          that was all
//                                            {"type":"error","id":I,"error":{…}} or what went wrong
//   {"type":"complete","id":I}               nothing more of I
//   {"type":"ping"}                          {"type":"pong"}
//
// P is a GET of this server, path and query; with a body it is a POST, of what only reads. A stream's lines come as they arise, other replies as one.
// Whatever breaks these rules closes the socket: 4400, and 4409 for an id that is in use.
#ifndef CG_SESSION_H
#define CG_SESSION_H

#include "cg/http_subrequest.h"

#define CG_WS_SUBSCRIPTIONS_MAX 64
#define CG_WS_ID_MAX 128

extern const cg_websocket_handler cg_ws_session_handler;
/** The `arg` of the handler. */
void *cg_ws_session_create(void);

#endif
