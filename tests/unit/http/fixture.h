// SPDX-License-Identifier: Apache-2.0
// A server with a few routes of its own, and a client that sends exactly the bytes it is given.
#ifndef CG_TEST_HTTP_FIXTURE_H
#define CG_TEST_HTTP_FIXTURE_H

#include "cg/http.h"

typedef struct fixture {
    cg_pool *pool;
    cg_http *http;
    /* the route /gate: handlers wait here until the test opens it */
    cg_mutex mu;
    cg_cond changed;
    unsigned waiting; /* guarded by mu */
    bool open;        /* guarded by mu */
    _Atomic uint64_t generation;
    _Atomic unsigned shown; /* calls of the handler of /things/{id}; relaxed */
    unsigned destroyed;     /* streams; guarded by mu */
} fixture;

/** `adjust` may be NULL. */
void fixture_start(fixture *f, void (*adjust)(cg_http_options *));
void fixture_stop(fixture *f);
/** Returns once `count` handlers wait at the gate. */
void fixture_await(fixture *f, unsigned count);
void fixture_open(fixture *f);

int client_connect(const fixture *f);
void client_send(int fd, const char *bytes, size_t len);
/** Reads until `until` appears, the peer closes, or 10 s pass; the result lives until the next
 *  call. */
const char *client_read(int fd, const char *until);
/** One exchange on a fresh connection, which the server must close. */
const char *client_ask(const fixture *f, const char *request);
/** The peer has closed (waits up to 10 s). */
bool client_closed(int fd);

#endif
