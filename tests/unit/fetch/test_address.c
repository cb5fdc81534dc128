// SPDX-License-Identifier: Apache-2.0
// fetch: which addresses are of whom, and who may be connected to.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "cg/fetch.h"

typedef union address {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
} address;

static size_t make(const char *text, address *out)
{
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, text, &out->in.sin_addr) == 1) {
        out->in.sin_family = AF_INET;
        return sizeof out->in;
    }
    assert_int_equal(inet_pton(AF_INET6, text, &out->in6.sin6_addr), 1);
    out->in6.sin6_family = AF_INET6;
    return sizeof out->in6;
}

static cg_address_kind kind_of(const char *text)
{
    address a;
    size_t len = make(text, &a);
    return cg_address_kind_of(&a.any, len);
}

static void addresses_are_what_they_lead_to(void **state)
{
    static const struct {
        const char *text;
        cg_address_kind kind;
    } rows[] = {
        {"8.8.8.8", CG_ADDRESS_PUBLIC},
        {"2606:4700::1", CG_ADDRESS_PUBLIC},
        {"127.0.0.1", CG_ADDRESS_LOOPBACK},
        {"127.255.0.9", CG_ADDRESS_LOOPBACK},
        {"::1", CG_ADDRESS_LOOPBACK},
        {"::ffff:127.0.0.1", CG_ADDRESS_LOOPBACK},
        {"10.1.2.3", CG_ADDRESS_PRIVATE},
        {"172.16.0.1", CG_ADDRESS_PRIVATE},
        {"172.32.0.1", CG_ADDRESS_PUBLIC},
        {"192.168.0.1", CG_ADDRESS_PRIVATE},
        {"100.64.0.1", CG_ADDRESS_PRIVATE},
        {"fd00::1", CG_ADDRESS_PRIVATE},
        {"::ffff:10.0.0.1", CG_ADDRESS_PRIVATE},
        {"64:ff9b::a00:1", CG_ADDRESS_PRIVATE},
        {"2002:a00:1::", CG_ADDRESS_PRIVATE},
        {"169.254.169.254", CG_ADDRESS_NEVER},
        {"fe80::1", CG_ADDRESS_NEVER},
        {"0.0.0.0", CG_ADDRESS_NEVER},
        {"::", CG_ADDRESS_NEVER},
        {"224.0.0.1", CG_ADDRESS_NEVER},
        {"255.255.255.255", CG_ADDRESS_NEVER},
        {"::ffff:169.254.169.254", CG_ADDRESS_NEVER},
        {"ff02::1", CG_ADDRESS_NEVER},
        {"::7f00:1", CG_ADDRESS_NEVER},
    };
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(rows); i++)
        if (kind_of(rows[i].text) != rows[i].kind)
            fail_msg("%s is taken for %d", rows[i].text, (int)kind_of(rows[i].text));
    const struct sockaddr unix_socket = {.sa_family = AF_UNIX};
    assert_int_equal(cg_address_kind_of(&unix_socket, sizeof unix_socket), CG_ADDRESS_NEVER);
}

static bool allowed(const char *network, const char *text)
{
    cg_network net;
    cg_address_policy policy = {.networks = &net, .networks_count = 1};
    address a;
    size_t len = make(text, &a);
    assert_true(cg_network_parse(cg_str_from(network), &net));
    return cg_address_allowed(&policy, &a.any, len);
}

static void networks_let_their_own_in(void **state)
{
    (void)state;
    assert_true(allowed("10.1.0.0/16", "10.1.255.1"));
    assert_true(allowed("10.1.0.0/16", "::ffff:10.1.255.1"));
    assert_false(allowed("10.1.0.0/16", "10.2.0.1"));
    assert_true(allowed("10.1.0.0/20", "10.1.15.1"));
    assert_false(allowed("10.1.0.0/20", "10.1.16.1"));
    assert_true(allowed("127.0.0.1", "127.0.0.1"));
    assert_false(allowed("127.0.0.1", "127.0.0.2"));
    assert_false(allowed("127.0.0.1", "::1"));
    assert_true(allowed("::1", "::1"));
    assert_true(allowed("fd00::/8", "fd12::9"));
    assert_true(allowed("0.0.0.0/0", "192.168.1.1"));
    assert_false(allowed("0.0.0.0/0", "fd00::1"));
    assert_false(allowed("0.0.0.0/0", "169.254.169.254")); /* never */
    assert_false(allowed("::/0", "fe80::1"));
    assert_true(allowed("10.1.0.0/16", "8.8.8.8")); /* who is public needs no leave */
}

static void what_is_no_network_is_refused(void **state)
{
    static const char *const bad[] = {"",           "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "x",
                                      "10.0.0.0/x", "::1/127",    "::/129",      "1.2.3",     "/8"};
    cg_network net;
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(bad); i++)
        if (cg_network_parse(cg_str_from(bad[i]), &net))
            fail_msg("%s is taken for a network", bad[i]);
}

static void a_loopback_host_leads_to_loopback_alone(void **state)
{
    const cg_address_policy policy = {.loopback = true, .inward = true};
    address a;
    (void)state;
    size_t len = make("10.0.0.1", &a);
    assert_false(cg_address_allowed(&policy, &a.any, len));
    len = make("127.0.0.1", &a);
    assert_true(cg_address_allowed(&policy, &a.any, len));
    assert_true(cg_host_is_loopback(CG_STR("LocalHost")));
    assert_true(cg_host_is_loopback(CG_STR("[::1]")));
    assert_false(cg_host_is_loopback(CG_STR("localhost.example.org")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_what_they_lead_to),
        cmocka_unit_test(networks_let_their_own_in),
        cmocka_unit_test(what_is_no_network_is_refused),
        cmocka_unit_test(a_loopback_host_leads_to_loopback_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
