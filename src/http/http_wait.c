// SPDX-License-Identifier: Apache-2.0
// http: requests that wait: for a generation (`min_generation`), for those who read what they wrote
// elsewhere, or for one that asks the same (http_flight.c). Nobody works for them meanwhile: the watch thread looks when it is
// poked, and now and then.
#include "http_int.h"

#define LOOK_NS 20000000u

static const cg_value *given(const cg_request *req, const char *name)
{
    const cg_value *value = req->route->flags & CG_ROUTE_WAITS ? cg_request_value(req, name) : NULL;
    return value && value->given ? value : NULL;
}

uint64_t cg_http_wait_limit(const cg_request *req)
{
    const cg_value *ms = given(req, "timeout_ms");
    uint64_t most = req->http->opts.request_timeout_ns;
    return ms && ms->u64 < most / 1000000 ? ms->u64 * 1000000 : most;
}

/* An unknown generation is not waited for: the handler says what is wrong with the project. */
static bool reached(const cg_request *req, uint64_t *out_generation)
{
    const cg_http_options *opts = &req->http->opts;
    const cg_value *wanted = given(req, "min_generation");
    *out_generation = 0;
    return !wanted || !opts->generation || !opts->generation(opts->user, req, out_generation) ||
           *out_generation >= wanted->u64;
}

bool cg_http_wait_needed(const cg_request *req)
{
    uint64_t generation;
    return !reached(req, &generation);
}

void cg_http_wait_park(cg_request *req)
{
    cg_http *http = req->http;
    uint64_t seen = atomic_load(&http->pokes);
    /* Before the poke was looked at the leader may have been done: then nobody pokes for it again. */
    bool landed = req->flight.follows && !cg_http_flight_is_on(req);
    req->pokes_seen = seen;
    req->wake_ns = landed ? 0 : cg_now_ns() + LOOK_NS;
    atomic_store_explicit(&req->state, CG_REQ_WAITING, memory_order_release);
    cg_http_suspended_add(req); /* the watch thread's from here on */
    bool now = landed || atomic_load(&http->pokes) != seen;
    cg_http_watch_by(http, now ? 0 : cg_now_ns() + LOOK_NS);
}

bool cg_http_wait_due(const cg_request *req, uint64_t now)
{
    return now >= req->wake_ns || atomic_load(&req->http->pokes) != req->pokes_seen ||
           atomic_load_explicit(&req->gone, memory_order_relaxed);
}

static void resume(cg_request *req)
{
    atomic_store_explicit(&req->state, CG_REQ_READY, memory_order_release);
    MHD_resume_connection(req->mhd);
}

static void give_up(cg_request *req, cg_code code, const char *why, uint64_t generation)
{
    cg_err err = {0};
    if (given(req, "min_generation") == NULL) {
        code = CG_FAIL(&err, code, "%s", why);
    } else {
        code = CG_FAIL(&err, code, "%s: the generation is %" PRIu64, why, generation);
        (void)cg_err_at(&err, "min_generation");
    }
    cg_http_reply_finish(&req->reply, code, &err);
    resume(req);
}

/* What it waits for is there. */
static bool is_over(const cg_request *req, uint64_t *out_generation)
{
    return reached(req, out_generation) && !cg_http_flight_is_on(req);
}

void cg_http_wait_check(cg_request *req)
{
    uint64_t generation;
    bool over = is_over(req, &generation);
    if (over && cg_http_flight_land(req)) {
        resume(req);
        return;
    }
    if (over)
        req->flight.follows = false; /* it is worked on by itself */
    /* Thousands may have waited for the same: they come as there is room. */
    if (over && cg_http_has_room(req->http))
        cg_http_hand_over(req);
    else if (cg_request_hurried(req) && cg_now_ns() < cg_request_deadline_ns(req))
        give_up(req, CG_E_UNAVAILABLE, "the server is stopping", generation);
    else if (cg_request_canceled(req))
        give_up(req, CG_E_DEADLINE, "not there in time", generation);
    else
        cg_http_wait_park(req);
}
