// SPDX-License-Identifier: Apache-2.0
// fetch: requests to servers that somebody else has named. It decides who may be connected to, follows
// neither redirects nor proxies, and bounds time and bytes; what is sent and what answers mean is its
// caller's business.
#ifndef CG_FETCH_H
#define CG_FETCH_H

#include <stdatomic.h>
#include <sys/socket.h>

#include "cg/base.h"

/* ---- addresses ---- */

typedef enum cg_address_kind {
    CG_ADDRESS_PUBLIC,
    CG_ADDRESS_LOOPBACK,
    CG_ADDRESS_PRIVATE, /* of an organisation: 10.0.0.0/8, fc00::/7 … */
    CG_ADDRESS_NEVER,   /* link-local, where clouds keep their keys; multicast; what is no host;
                           unknown families */
} cg_address_kind;

/** IPv4 inside of IPv6 (mapped, NAT64, 6to4) is what it is inside. `len`: of what `address` points to. */
cg_address_kind cg_address_kind_of(const struct sockaddr *address, size_t len);
/** "localhost", names below it, 127.0.0.0/8, ::1; brackets are allowed. */
bool cg_host_is_loopback(cg_str host);

/** A network; IPv4 ones are those of mapped addresses. */
typedef struct cg_network {
    uint8_t address[16];
    uint8_t bits;
} cg_network;
/** "10.1.0.0/16", "::1", "fd00::/8". False: it is none, or has bits behind its length. */
bool cg_network_parse(cg_str text, cg_network *out);

/** Who may be connected to. Names are resolved by others, who may lead inward: what counts is the
 *  address of each connection. CG_ADDRESS_NEVER is never allowed. */
typedef struct cg_address_policy {
    bool loopback; /* the host was configured as one: loopback addresses, and no others */
    bool inward;   /* private and loopback addresses are allowed too */
    const cg_network *networks; /* allowed too; kept */
    size_t networks_count;
} cg_address_policy;
bool cg_address_allowed(const cg_address_policy *policy, const struct sockaddr *address,
                        size_t len);

/* ---- urls ---- */

typedef struct cg_fetch_url {
    bool secure;        /* https */
    bool loopback_host; /* cg_host_is_loopback */
} cg_fetch_url;
/** Whether it is one of http or https with a host and without user, password and fragment, and, where the host
 *  is an address or a name of this machine, one that `policy` (NULL: any) allows. Resolves no name and
 *  connects to nothing. Errors: CG_E_INVALID, "must …". */
CG_MUST_USE cg_code cg_fetch_url_check(cg_str url, const cg_address_policy *policy,
                                       cg_fetch_url *out_url, cg_err *err);

/* ---- requests ---- */

typedef struct cg_fetch_request {
    cg_str url;                 /* that was checked */
    const char *const *headers; /* "Name: value", NULL-terminated */
    cg_str body;                /* is posted */
    size_t reply_bytes_max;
    uint64_t timeout_ns;             /* of it all */
    const cg_address_policy *policy; /* kept until the answer is there */
    const _Atomic bool *cancel;      /* NULL: nobody does */
} cg_fetch_request;

typedef enum cg_fetch_end {
    CG_FETCH_ANSWERED, /* with whatever status */
    CG_FETCH_BLOCKED,  /* by the policy */
    CG_FETCH_TOO_LONG, /* the answer */
    CG_FETCH_TIMED_OUT,
    CG_FETCH_CANCELED,
    CG_FETCH_FAILED,  /* may go well another time */
    CG_FETCH_REFUSED, /* it will not: a certificate that is not trusted, no HTTP */
} cg_fetch_end;

typedef struct cg_fetch_answer {
    cg_fetch_end end;
    const char *why;         /* fixed words without addresses; NULL when it was answered */
    unsigned status;         /* of HTTP; 0: none came */
    uint64_t retry_after_ns; /* at most a day; 0: it said nothing */
    uint64_t elapsed_ns;
    cg_buf body; /* whoever has it calls cg_buf_fini, however it ended */
} cg_fetch_answer;

/** Connections that are kept. Any thread. */
typedef struct cg_fetch_pool cg_fetch_pool;
cg_fetch_pool *cg_fetch_pool_create(void);
void cg_fetch_pool_destroy(cg_fetch_pool *pool); /* NULL allowed */
/** Sends it and waits. */
void cg_fetch_post(cg_fetch_pool *pool, const cg_fetch_request *request,
                   cg_fetch_answer *out_answer);

/** Requests under way at the same time, all on the thread that runs the group. */
typedef struct cg_fetch_group cg_fetch_group;
/** On the group's thread, once for each request; `answer` is there during the call, in which others may
 *  be started. */
typedef void (*cg_fetch_done_fn)(void *arg, const cg_fetch_answer *answer);
cg_fetch_group *cg_fetch_group_create(void);
/** Gives up what is under way, without its `done`. NULL allowed. */
void cg_fetch_group_destroy(cg_fetch_group *group);
/** Starts one; all but the policy is copied. */
void cg_fetch_group_post(cg_fetch_group *group, const cg_fetch_request *request,
                         cg_fetch_done_fn done, void *arg);
/** Goes on with all: returns after `done` was called, when woken, and at `until_ns`. */
void cg_fetch_group_run(cg_fetch_group *group, uint64_t until_ns);
void cg_fetch_group_wake(cg_fetch_group *group); /* any thread */

#endif
