// SPDX-License-Identifier: Apache-2.0
// A server of a few lines that answers as a test tells it to, well or not.
#ifndef CG_TEST_SERVER_H
#define CG_TEST_SERVER_H

#include "cg/base.h"

typedef struct server server;

/** What came in. */
typedef struct server_request {
    unsigned number; /* from 0 */
    cg_str head, body;
} server_request;

/** Appends the whole answer, status line and all; nothing appended: it never answers, until the server ends. One thread. */
typedef void (*server_answer)(void *ctx, const server_request *request, cg_buf *out);

server *server_start(server_answer answer, void *ctx);
void server_stop(server *s);
unsigned server_requests(server *s); /* so far */
/** "http://127.0.0.1:PORT/v1/embeddings"; lives as long as the server. */
cg_str server_url(const server *s);

/** An answer with a body. `headers`: lines that end with "\r\n", or "". */
void server_add_answer(cg_buf *out, unsigned status, const char *headers, cg_str body);
/** An answer of `dimension` numbers for each text of `request`, as a service gives it: the numbers are the text's length,
 *  its first byte, and zeros; the last text comes first. */
void server_add_vectors(cg_buf *out, const server_request *request, unsigned dimension);
/** How many texts a request asks for, and the n-th (borrowed from nothing: copied to `out`). */
size_t server_texts(const server_request *request);

#endif
