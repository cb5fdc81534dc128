// SPDX-License-Identifier: Apache-2.0
// http: requests that ask the same at the same time. One of them, the leader, is worked on; the others wait, as those do that
// wait for a generation, and are sent what it was answered. They take no worker and no place in the queue.
//
// What the leader is answered comes to them through the table of kept replies. When it is not kept (an error, a reply
// that is too large), each of them is worked on by itself.
#include "http_int.h"

/* Same target, media type, coding and generation: the key of a kept reply. */
static bool is_same(const cg_request *a, const cg_request *b)
{
    return a->flight.hash == b->flight.hash && a->flight.generation == b->flight.generation &&
           a->accepted == b->accepted && a->flight.coding == b->flight.coding &&
           cg_str_eq(a->target, b->target);
}

static cg_request *leader_locked(const cg_http *http, const cg_request *req)
    CG_REQUIRES(http->flights_mu)
{
    cg_request *leader = http->flights[req->flight.hash % CG_HTTP_FLIGHTS];
    while (leader != NULL && !is_same(leader, req))
        leader = leader->flight.next;
    return leader;
}

bool cg_http_flight_enter(cg_request *req)
{
    cg_http *http = req->http;
    const cg_http_options *opts = &http->opts;
    cg_flight *f = &req->flight;
    if (http->cache == NULL || !(req->route->flags & CG_ROUTE_ETAG) || opts->generation == NULL ||
        !opts->generation(opts->user, req, &f->generation))
        return true;
    f->coding = (int)cg_http_choose_coding(req->accept_encoding);
    f->hash = cg_hash64(req->target.ptr, req->target.len, f->generation);
    cg_mutex_lock(&http->flights_mu);
    cg_request *leader = leader_locked(http, req);
    if (leader != NULL) {
        leader->flight.followed = f->follows = true;
        f->number = leader->flight.number;
    } else {
        f->leads = true;
        f->number = ++http->flights_begun;
        f->next = http->flights[f->hash % CG_HTTP_FLIGHTS];
        http->flights[f->hash % CG_HTTP_FLIGHTS] = req;
    }
    cg_mutex_unlock(&http->flights_mu);
    return leader == NULL;
}

void cg_http_flight_leave(cg_request *req)
{
    cg_http *http = req->http;
    if (!req->flight.leads)
        return;
    cg_mutex_lock(&http->flights_mu);
    cg_request **at = &http->flights[req->flight.hash % CG_HTTP_FLIGHTS];
    while (*at != req)
        at = &(*at)->flight.next;
    *at = req->flight.next;
    req->flight.leads = false;
    bool followed = req->flight.followed;
    cg_mutex_unlock(&http->flights_mu);
    if (followed)
        cg_http_poke(http);
}

bool cg_http_flight_is_on(const cg_request *req)
{
    cg_http *http = req->http;
    cg_mutex_lock(&http->flights_mu);
    const cg_request *leader = req->flight.follows ? leader_locked(http, req) : NULL;
    bool on = leader != NULL && leader->flight.number == req->flight.number;
    cg_mutex_unlock(&http->flights_mu);
    return on;
}

bool cg_http_flight_land(cg_request *req)
{
    const cg_http_options *opts = &req->http->opts;
    uint64_t generation;
    if (!req->flight.follows || !opts->generation(opts->user, req, &generation) ||
        !cg_http_cache_find(req, generation))
        return false;
    cg_metric_add(CG_M_HTTP_CACHE_JOINED, 1);
    return true;
}
