// SPDX-License-Identifier: Apache-2.0
// One address that JSON is sent to. Connections are kept; redirects and proxies are not followed; who is connected
// to is up to fetch. Any thread.
#ifndef CG_EMBED_CLIENT_H
#define CG_EMBED_CLIENT_H

#include "cg/embed.h"

typedef struct client client;

typedef struct client_options {
    cg_str url;          /* http or https, without user, password and fragment */
    cg_str key;          /* sent as bearer token; empty: none */
    uint64_t timeout_ns; /* of one request */
    bool inward;         /* private addresses are allowed */
} client_options;

/** Connects to nothing. The caller destroys it. Errors: CG_E_INVALID (the address or the key cannot be used). */
CG_MUST_USE cg_code client_create(const client_options *opts, client **out_client, cg_err *err);
void client_destroy(client *c); /* NULL allowed */

typedef struct client_answer {
    unsigned status;         /* of HTTP */
    uint64_t retry_after_ns; /* 0: it said nothing */
    bool again;              /* on error: it may go well another time */
    cg_buf body;             /* the caller calls cg_buf_fini, on error too */
} client_answer;

/** Posts `body`. An answer of whatever status is CG_OK. Errors: CG_E_UNAVAILABLE, CG_E_DEADLINE, CG_E_CANCELED. */
CG_MUST_USE cg_code client_post(client *c, cg_str body, size_t reply_bytes_max,
                                cg_embed_until until, client_answer *out_answer, cg_err *err);

#endif
