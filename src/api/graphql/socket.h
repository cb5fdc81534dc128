// SPDX-License-Identifier: Apache-2.0
// api, private: one WebSocket at /graphql/ws, by the protocol graphql-transport-ws:
//
//   client                                    server
//   {"type":"connection_init"}                {"type":"connection_ack"}
//   {"type":"subscribe","id":I,"payload":{…}} {"type":"next","id":I,"payload":{…}}   for each answer
//                                             {"type":"complete","id":I}             that was all
//                                             {"type":"error","id":I,"payload":[…]}  or the request is not valid
//   {"type":"complete","id":I}                nothing more of I
//   {"type":"ping"}, {"type":"pong"}          {"type":"pong"}
#ifndef CG_API_GQL_SOCKET_H
#define CG_API_GQL_SOCKET_H

#include "cg/http_websocket.h"
#include "request.h"

#define GQL_SOCKET_ID_MAX 256

extern const cg_websocket_handler gql_socket_handler;
/** The `arg` of the handler. Texts are copied. */
void *gql_socket_create(cg_api *api, cg_graph_ref defaults);

#endif
