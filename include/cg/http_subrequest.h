// SPDX-License-Identifier: Apache-2.0
// http: requests that do not come over a wire of their own, but in the messages of a WebSocket: the same routes,
// parameters and checks, answered to whoever asks. They only read.
#ifndef CG_HTTP_SUBREQUEST_H
#define CG_HTTP_SUBREQUEST_H

#include "cg/http_websocket.h"

/** One at a time may use it; where it waits, nobody does. */
typedef struct cg_subrequest cg_subrequest;

/** Begins `target`, "/nodes?limit=3": on any route of the server that answers GET as JSON or as lines of
 *  JSON; with a body (JSON; ptr NULL: none; is copied) POST, on routes of CG_SCOPE_READ with
 *  CG_ROUTE_WAITS. `ws`: the socket whose request it is. Errors are those of the routes, where its `errors` would be
 *  fields the pointer of `err`; CG_E_INVALID where the target is not one, CG_E_BUSY where the socket has
 *  standing_max of them. */
CG_MUST_USE cg_code cg_subrequest_open(cg_websocket *ws, cg_str target, cg_str body,
                                       cg_subrequest **out_sub, cg_err *err);
void cg_subrequest_close(cg_subrequest *sub); /* NULL allowed */

/** Goes on: appends whole lines, or the whole reply, to `out`; as cg_pull_fn, in a step of the socket. Call
 *  it when cg_subrequest_due. CG_PULL_END: that was the answer. CG_PULL_ABORT: nothing more will come;
 *  `err` says why. */
cg_pull cg_subrequest_pull(cg_subrequest *sub, cg_buf *out, cg_err *err);
/** Whether there may be more by `now`; if not, `*wake_ns` and `*poked` say when: then, or at a poke. */
bool cg_subrequest_due(const cg_subrequest *sub, uint64_t now, uint64_t *wake_ns, bool *poked);

#endif
