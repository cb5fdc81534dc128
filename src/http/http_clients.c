// SPDX-License-Identifier: Apache-2.0
// http: what each address has of the server: connections, and requests being worked on. An IPv6
// address counts with the network of 64 bits it lies in: one machine has all of those.
#include <netinet/in.h>
#include <sys/socket.h>

#include "http_int.h"

struct cg_client {
    cg_client *next; /* of its bucket */
    cg_client_key key;
    unsigned connections, in_flight; /* it is freed when both are 0 */
};

static void key_of(const struct sockaddr *addr, cg_client_key *out_key)
{
    *out_key = (cg_client_key){0};
    if (addr && addr->sa_family == AF_INET)
        memcpy(out_key->bytes, &((const struct sockaddr_in *)addr)->sin_addr, 4);
    else if (addr && addr->sa_family == AF_INET6)
        memcpy(out_key->bytes, &((const struct sockaddr_in6 *)addr)->sin6_addr, 8);
}

static cg_client **slot_locked(cg_http *http, const cg_client_key *key)
    CG_REQUIRES(http->connections_mu)
{
    uint64_t hash = cg_hash64(key->bytes, sizeof key->bytes, http->client_seed);
    cg_client **slot = &http->clients[hash % CG_HTTP_CLIENT_BUCKETS];
    while (*slot && memcmp((*slot)->key.bytes, key->bytes, sizeof key->bytes) != 0)
        slot = &(*slot)->next;
    return slot;
}

static void drop_locked(cg_http *http, cg_client *client) CG_REQUIRES(http->connections_mu)
{
    if (client->connections > 0 || client->in_flight > 0)
        return;
    *slot_locked(http, &client->key) = client->next;
    cg_free(client);
}

cg_client *cg_http_client_connect_locked(cg_http *http, const struct sockaddr *addr,
                                         bool *out_crowded)
{
    cg_client_key key;
    key_of(addr, &key);
    cg_client **slot = slot_locked(http, &key);
    if (!*slot) {
        *slot = cg_alloc(sizeof **slot);
        (*slot)->key = key;
    }
    unsigned max = http->opts.client_connections_max;
    *out_crowded = ++(*slot)->connections > max && max > 0;
    return *slot;
}

void cg_http_client_disconnect_locked(cg_http *http, cg_client *client)
{
    client->connections--;
    drop_locked(http, client);
}

cg_client *cg_http_client_keep(cg_http *http, cg_client *client)
{
    cg_mutex_lock(&http->connections_mu);
    client->connections++;
    cg_mutex_unlock(&http->connections_mu);
    return client;
}

void cg_http_client_forget(cg_http *http, cg_client *client)
{
    cg_mutex_lock(&http->connections_mu);
    cg_http_client_disconnect_locked(http, client);
    cg_mutex_unlock(&http->connections_mu);
}

bool cg_http_client_admit(cg_http *http, cg_client *client)
{
    unsigned max = http->opts.client_in_flight_max;
    cg_mutex_lock(&http->connections_mu);
    bool ok = max == 0 || client->in_flight < max;
    client->in_flight += ok;
    cg_mutex_unlock(&http->connections_mu);
    return ok;
}

void cg_http_client_release(cg_http *http, cg_client *client)
{
    cg_mutex_lock(&http->connections_mu);
    client->in_flight--;
    drop_locked(http, client);
    cg_mutex_unlock(&http->connections_mu);
}
