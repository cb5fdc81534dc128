// SPDX-License-Identifier: Apache-2.0
// Which addresses a service may be at. Names are resolved by others, who may lead inward: what counts is the
// address that is connected to, looked at each time.
#ifndef CG_EMBED_GUARD_H
#define CG_EMBED_GUARD_H

#include <sys/socket.h>

#include "cg/base.h"

typedef enum address_kind {
    ADDRESS_PUBLIC,
    ADDRESS_LOOPBACK,
    ADDRESS_PRIVATE, /* of an organisation: 10.0.0.0/8, fc00::/7 … */
    ADDRESS_NEVER, /* link-local, where clouds keep their keys; multicast; what is no host; unknown families */
} address_kind;

/** IPv4 inside of IPv6 (mapped, NAT64, 6to4) is what it is inside. `len`: of what `address` points to. */
address_kind address_kind_of(const struct sockaddr *address, size_t len);
/** "localhost", names below it, 127.0.0.0/8, ::1; brackets are allowed. */
bool host_is_loopback(cg_str host);

typedef struct address_policy {
    bool loopback; /* the host was configured as one: loopback addresses, and no others */
    bool inward;   /* private and loopback addresses are allowed too */
} address_policy;
bool address_allowed(const address_policy *policy, const struct sockaddr *address, size_t len);

#endif
