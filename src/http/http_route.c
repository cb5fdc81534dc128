// SPDX-License-Identifier: Apache-2.0
// http: finds the route of a path. Literal segments beat parameters, and a parameter of one
// segment beats a greedy one: /nodes/src/app.py:12 reaches /nodes/{id} only because no other
// template fits.
#include "http_int.h"

static bool split_path(cg_request *req)
{
    cg_str found[CG_HTTP_SEGMENTS_MAX], part;
    cg_str rest = cg_str_slice(req->path, 1, req->path.len);
    bool more = rest.len > 0;
    req->segment_count = 0;
    while (more) {
        ptrdiff_t slash = cg_str_find(rest, '/');
        more = slash >= 0;
        part = more ? cg_str_slice(rest, 0, (size_t)slash) : rest;
        if (more)
            rest = cg_str_slice(rest, (size_t)slash + 1, rest.len);
        if (req->segment_count == CG_HTTP_SEGMENTS_MAX)
            return false;
        found[req->segment_count++] = part;
    }
    size_t bytes = req->segment_count * sizeof *found;
    req->segments = cg_arena_alloc(req->arena, bytes);
    memcpy(req->segments, found, bytes);
    return true;
}

static bool is_greedy(const cg_route *route, cg_str name)
{
    for (const cg_param *p = route->params; p && p->name; p++)
        if (p->in == CG_IN_PATH && cg_str_eq(name, cg_str_from(p->name)))
            return p->greedy;
    return false;
}

static bool is_variable(cg_str part)
{
    return part.len > 2 && part.ptr[0] == '{';
}

static unsigned count_parts(const char *path)
{
    unsigned n = 0;
    for (const char *p = path; *p; p++)
        n += *p == '/' && p[1];
    return n;
}

/* How many segments the variable `name` takes when the template has `parts` of them. */
static unsigned variable_span(const cg_route *route, cg_str name, unsigned parts, unsigned segments)
{
    return segments > parts && is_greedy(route, name) ? segments - parts + 1 : 1;
}

/* Most templates differ in the first segment: a glance at it spares taking them apart. */
static bool may_match(const char *path, const cg_request *req)
{
    cg_str first = req->segment_count ? req->segments[0] : CG_STR_NULL;
    return first.len == 0 || *path == '{' || *path == first.ptr[0];
}

/* 0: no match; otherwise larger is better. */
static unsigned match_score(const cg_route *route, const cg_request *req)
{
    if (!may_match(route->path + 1, req))
        return 0;
    unsigned parts = count_parts(route->path), at = 0, literals = 0;
    cg_str rest = cg_str_from(route->path + 1), part;
    if (parts > req->segment_count)
        return 0;
    while (rest.len && cg_str_split(&rest, '/', &part)) {
        if (at >= req->segment_count)
            return 0;
        if (is_variable(part)) {
            cg_str name = cg_str_slice(part, 1, part.len - 1);
            if (req->segments[at].len == 0)
                return 0;
            at += variable_span(route, name, parts, req->segment_count);
        } else {
            if (!cg_str_eq(part, req->segments[at]))
                return 0;
            at++;
            literals++;
        }
    }
    if (at != req->segment_count)
        return 0;
    return 1 + literals + (parts == req->segment_count ? 100 : 0);
}

static const cg_route *best_template(const cg_request *req)
{
    const cg_http_options *opts = &req->http->opts;
    const cg_route *best = NULL;
    unsigned best_score = 0;
    for (size_t i = 0; i < opts->route_count; i++) {
        unsigned score = match_score(opts->routes[i], req);
        if (score > best_score) {
            best = opts->routes[i];
            best_score = score;
        }
    }
    return best;
}

static void add_method(cg_buf *allow, const char *method)
{
    cg_buf_printf(allow, "%s%s", allow->len ? ", " : "", method);
    if (strcmp(method, "GET") == 0)
        cg_buf_printf(allow, ", HEAD");
}

cg_code cg_http_route(cg_request *req, cg_buf *out_allow, cg_err *err)
{
    const cg_http_options *opts = &req->http->opts;
    const cg_route *best = split_path(req) ? best_template(req) : NULL;
    if (!best)
        return CG_FAIL(err, CG_E_NOT_FOUND, "there is nothing at this address");
    cg_str method = req->head_only ? CG_STR("GET") : req->method;
    for (size_t i = 0; i < opts->route_count; i++) {
        const cg_route *route = opts->routes[i];
        if (strcmp(route->path, best->path) != 0)
            continue;
        if (cg_str_eq(method, cg_str_from(route->method)))
            req->route = route;
        add_method(out_allow, route->method);
    }
    cg_buf_printf(out_allow, ", OPTIONS");
    if (req->route)
        return CG_OK;
    return CG_FAIL(err, CG_E_METHOD, "this address takes %.*s", (int)out_allow->len,
                   out_allow->ptr);
}

cg_str cg_http_path_text(const cg_request *req, const char *name)
{
    const cg_route *route = req->route;
    unsigned parts = count_parts(route->path), at = 0;
    cg_str rest = cg_str_from(route->path + 1), part, wanted = cg_str_from(name);
    while (rest.len && cg_str_split(&rest, '/', &part) && at < req->segment_count) {
        unsigned span = 1;
        if (is_variable(part)) {
            cg_str variable = cg_str_slice(part, 1, part.len - 1);
            span = variable_span(route, variable, parts, req->segment_count);
            if (cg_str_eq(variable, wanted)) {
                cg_str first = req->segments[at], last = req->segments[at + span - 1];
                return cg_str_make(first.ptr, (size_t)(last.ptr + last.len - first.ptr));
            }
        }
        at += span;
    }
    return CG_STR_NULL;
}
