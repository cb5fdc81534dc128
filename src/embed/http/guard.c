// SPDX-License-Identifier: Apache-2.0
// Kinds of addresses, by the IANA registries of special-purpose addresses (RFC 6890 and later).
#include "guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>

typedef struct net4 {
    uint32_t net;
    uint8_t bits;
    uint8_t kind; /* address_kind */
} net4;

static const net4 nets4[] = {
    {0x00000000, 8, ADDRESS_NEVER},    {0x0a000000, 8, ADDRESS_PRIVATE},
    {0x64400000, 10, ADDRESS_PRIVATE}, {0x7f000000, 8, ADDRESS_LOOPBACK},
    {0xa9fe0000, 16, ADDRESS_NEVER},   {0xac100000, 12, ADDRESS_PRIVATE},
    {0xc0000000, 24, ADDRESS_NEVER},   {0xc0a80000, 16, ADDRESS_PRIVATE},
    {0xc6120000, 15, ADDRESS_PRIVATE}, {0xe0000000, 3, ADDRESS_NEVER}, /* multicast, reserved */
};

static address_kind kind_of4(uint32_t address)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(nets4); i++)
        if ((address ^ nets4[i].net) >> (32 - nets4[i].bits) == 0)
            return (address_kind)nets4[i].kind;
    return ADDRESS_PUBLIC;
}

static bool begins(const uint8_t *address, const char *prefix, size_t len)
{
    return memcmp(address, prefix, len) == 0;
}

static address_kind kind_of6(const uint8_t a[16])
{
    static const uint8_t zero[16];
    if (memcmp(a, zero, 15) == 0)
        return a[15] == 1 ? ADDRESS_LOOPBACK : ADDRESS_NEVER;
    if (begins(a, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12) ||
        begins(a, "\0\x64\xff\x9b\0\0\0\0\0\0\0\0", 12))
        return kind_of4(cg_get_be32(a + 12));
    if (begins(a, "\x20\x02", 2)) /* 6to4 */
        return kind_of4(cg_get_be32(a + 2));
    if ((a[0] & 0xfe) == 0xfc || (a[0] == 0xfe && (a[1] & 0xc0) == 0xc0))
        return ADDRESS_PRIVATE; /* unique local, and what was site-local */
    if ((a[0] & 0xe0) != 0x20)  /* all global unicast begins so */
        return ADDRESS_NEVER;
    return ADDRESS_PUBLIC;
}

address_kind address_kind_of(const struct sockaddr *address, size_t len)
{
    if (len >= sizeof(struct sockaddr_in) && address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return kind_of4(ntohl(in.sin_addr.s_addr));
    }
    if (len >= sizeof(struct sockaddr_in6) && address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        return kind_of6(in6.sin6_addr.s6_addr);
    }
    return ADDRESS_NEVER;
}

bool host_is_loopback(cg_str host)
{
    char text[64];
    uint8_t address[16];
    static const cg_str name = {"localhost", 9}, below = {".localhost", 10};
    if (host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']')
        host = cg_str_slice(host, 1, host.len - 1);
    if (host.len == name.len && strncasecmp(host.ptr, name.ptr, name.len) == 0)
        return true;
    if (host.len > below.len &&
        strncasecmp(host.ptr + host.len - below.len, below.ptr, below.len) == 0)
        return true;
    if (host.len >= sizeof text)
        return false;
    memcpy(text, host.ptr, host.len);
    text[host.len] = '\0';
    if (inet_pton(AF_INET, text, address) == 1)
        return kind_of4(cg_get_be32(address)) == ADDRESS_LOOPBACK;
    return inet_pton(AF_INET6, text, address) == 1 && kind_of6(address) == ADDRESS_LOOPBACK;
}

bool address_allowed(const address_policy *policy, const struct sockaddr *address, size_t len)
{
    address_kind kind = address_kind_of(address, len);
    if (kind == ADDRESS_NEVER)
        return false;
    if (policy->loopback)
        return kind == ADDRESS_LOOPBACK;
    return kind == ADDRESS_PUBLIC || policy->inward;
}
