// SPDX-License-Identifier: Apache-2.0
// Kinds of addresses, by the IANA registries of special-purpose addresses (RFC 6890 and later).
#include "cg/fetch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>

typedef struct net4 {
    uint32_t net;
    uint8_t bits;
    uint8_t kind; /* cg_address_kind */
} net4;

static const net4 nets4[] = {
    {0x00000000, 8, CG_ADDRESS_NEVER},
    {0x0a000000, 8, CG_ADDRESS_PRIVATE},
    {0x64400000, 10, CG_ADDRESS_PRIVATE},
    {0x7f000000, 8, CG_ADDRESS_LOOPBACK},
    {0xa9fe0000, 16, CG_ADDRESS_NEVER},
    {0xac100000, 12, CG_ADDRESS_PRIVATE},
    {0xc0000000, 24, CG_ADDRESS_NEVER},
    {0xc0a80000, 16, CG_ADDRESS_PRIVATE},
    {0xc6120000, 15, CG_ADDRESS_PRIVATE},
    {0xe0000000, 3, CG_ADDRESS_NEVER}, /* multicast, reserved */
};

static cg_address_kind kind_of4(uint32_t address)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(nets4); i++)
        if ((address ^ nets4[i].net) >> (32 - nets4[i].bits) == 0)
            return (cg_address_kind)nets4[i].kind;
    return CG_ADDRESS_PUBLIC;
}

static bool begins(const uint8_t *address, const char *prefix, size_t len)
{
    return memcmp(address, prefix, len) == 0;
}

static cg_address_kind kind_of6(const uint8_t a[16])
{
    static const uint8_t zero[16];
    if (memcmp(a, zero, 15) == 0)
        return a[15] == 1 ? CG_ADDRESS_LOOPBACK : CG_ADDRESS_NEVER;
    if (begins(a, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12) ||
        begins(a, "\0\x64\xff\x9b\0\0\0\0\0\0\0\0", 12))
        return kind_of4(cg_get_be32(a + 12));
    if (begins(a, "\x20\x02", 2)) /* 6to4 */
        return kind_of4(cg_get_be32(a + 2));
    if ((a[0] & 0xfe) == 0xfc || (a[0] == 0xfe && (a[1] & 0xc0) == 0xc0))
        return CG_ADDRESS_PRIVATE; /* unique local, and what was site-local */
    if ((a[0] & 0xe0) != 0x20)     /* all global unicast begins so */
        return CG_ADDRESS_NEVER;
    return CG_ADDRESS_PUBLIC;
}

cg_address_kind cg_address_kind_of(const struct sockaddr *address, size_t len)
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
    return CG_ADDRESS_NEVER;
}

bool cg_host_is_loopback(cg_str host)
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
        return kind_of4(cg_get_be32(address)) == CG_ADDRESS_LOOPBACK;
    return inet_pton(AF_INET6, text, address) == 1 && kind_of6(address) == CG_ADDRESS_LOOPBACK;
}

/* ---- networks ---- */

static void map4(const uint8_t v4[4], uint8_t out[16])
{
    memset(out, 0, 10);
    out[10] = out[11] = 0xff;
    memcpy(out + 12, v4, 4);
}

static bool in_network(const cg_network *net, const uint8_t address[16])
{
    unsigned whole = net->bits / 8, rest = net->bits % 8;
    return memcmp(net->address, address, whole) == 0 &&
           (rest == 0 || (net->address[whole] ^ address[whole]) >> (8 - rest) == 0);
}

static bool parse_address(cg_str text, uint8_t out[16], unsigned *out_first)
{
    char host[64];
    uint8_t v4[4];
    if (text.len == 0 || text.len >= sizeof host)
        return false;
    memcpy(host, text.ptr, text.len);
    host[text.len] = '\0';
    *out_first = 0;
    if (inet_pton(AF_INET6, host, out) == 1)
        return true;
    if (inet_pton(AF_INET, host, v4) != 1)
        return false;
    map4(v4, out);
    *out_first = 96;
    return true;
}

bool cg_network_parse(cg_str text, cg_network *out)
{
    cg_str address = text;
    uint64_t bits = 0;
    unsigned first;
    cg_network net, host;
    ptrdiff_t slash = cg_str_find(text, '/');
    if (slash >= 0) {
        address = cg_str_slice(text, 0, (size_t)slash);
        if (!cg_str_to_u64(cg_str_slice(text, (size_t)slash + 1, text.len), &bits))
            return false;
    }
    if (!parse_address(address, net.address, &first))
        return false;
    if (slash < 0)
        bits = 128 - first;
    if (bits > 128 - first)
        return false;
    net.bits = (uint8_t)(first + bits);
    memset(&host, 0, sizeof host);
    memcpy(host.address, net.address, net.bits / 8);
    if (net.bits % 8 > 0)
        host.address[net.bits / 8] =
            net.address[net.bits / 8] & (uint8_t)(0xff << (8 - net.bits % 8));
    if (memcmp(host.address, net.address, sizeof host.address) != 0)
        return false;
    *out = net;
    return true;
}

static bool is_listed(const cg_address_policy *policy, const struct sockaddr *address)
{
    uint8_t bytes[16];
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        map4((const uint8_t *)&in.sin_addr.s_addr, bytes);
    } else {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        memcpy(bytes, in6.sin6_addr.s6_addr, sizeof bytes);
    }
    for (size_t i = 0; i < policy->networks_count; i++)
        if (in_network(&policy->networks[i], bytes))
            return true;
    return false;
}

bool cg_address_allowed(const cg_address_policy *policy, const struct sockaddr *address, size_t len)
{
    cg_address_kind kind = cg_address_kind_of(address, len);
    if (kind == CG_ADDRESS_NEVER)
        return false;
    if (policy->loopback)
        return kind == CG_ADDRESS_LOOPBACK;
    return kind == CG_ADDRESS_PUBLIC || policy->inward || is_listed(policy, address);
}
