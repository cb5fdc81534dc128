// SPDX-License-Identifier: Apache-2.0
// http: finds the route of a path. Literal segments beat parameters, and a parameter of one
// segment beats a greedy one: /nodes/src/app.py:12 reaches /nodes/{id} only because no other
// template fits. Templates are taken apart once, when the server starts; those that begin with the same
// character are looked at together.
#include "http_int.h"

#define METHODS_MAX 8

typedef struct part {
    cg_str text; /* a literal, or a variable's name */
    bool variable, greedy;
} part;

/** One path of the table, whose routes are one for each method. */
struct cg_template {
    cg_template *next; /* of its list */
    const char *path;
    part *parts;
    unsigned part_count, literal_count;
    size_t slots[METHODS_MAX]; /* where its routes are in the table */
    size_t slot_count;
    cg_str allow; /* for the header of that name */
};

struct cg_templates {
    cg_template *by_first[UINT8_MAX + 1]; /* character behind the slash; as they are listed */
    cg_template *variable;                /* those that begin with a variable */
};

/* ---- the table ---- */

static bool declares_greedy(const cg_route *route, cg_str name)
{
    for (const cg_param *p = route->params; p && p->name; p++)
        if (p->in == CG_IN_PATH && cg_str_eq(name, cg_str_from(p->name)))
            return p->greedy;
    return false;
}

static part make_part(const cg_template *t, const cg_route *const *routes, cg_str text)
{
    if (text.len <= 2 || text.ptr[0] != '{')
        return (part){.text = text};
    part made = {.text = cg_str_slice(text, 1, text.len - 1), .variable = true};
    for (size_t i = 0; i < t->slot_count; i++)
        made.greedy |= declares_greedy(routes[t->slots[i]], made.text);
    return made;
}

static void take_apart(cg_arena *arena, cg_template *t, const cg_route *const *routes)
{
    cg_str rest = cg_str_from(t->path + 1), text;
    size_t parts = 0;
    for (const char *p = t->path; *p; p++)
        parts += *p == '/';
    t->parts = cg_arena_alloc_array(arena, parts, sizeof *t->parts);
    while (rest.len && cg_str_split(&rest, '/', &text)) {
        part made = make_part(t, routes, text);
        t->parts[t->part_count++] = made;
        t->literal_count += !made.variable;
    }
}

static void add_method(cg_buf *allow, const char *method)
{
    cg_buf_printf(allow, "%s%s", allow->len ? ", " : "", method);
    if (strcmp(method, "GET") == 0)
        cg_buf_printf(allow, ", HEAD");
}

static void gather_routes(cg_arena *arena, cg_template *t, const cg_route *const *routes,
                          size_t count)
{
    CG_AUTO_VALUE(cg_buf) allow = {0};
    for (size_t i = 0; i < count; i++)
        if (strcmp(routes[i]->path, t->path) == 0) {
            CG_ASSERT(t->slot_count < METHODS_MAX);
            t->slots[t->slot_count++] = i;
            add_method(&allow, routes[i]->method);
        }
    cg_buf_printf(&allow, ", OPTIONS");
    t->allow = cg_arena_str(arena, cg_buf_str(&allow));
}

static cg_template **list_of(cg_templates *all, const char *path)
{
    return path[1] == '{' ? &all->variable : &all->by_first[(unsigned char)path[1]];
}

cg_templates *cg_http_templates_create_in(cg_arena *arena, const cg_route *const *routes,
                                          size_t count)
{
    cg_templates *all = cg_arena_alloc(arena, sizeof *all);
    for (size_t i = 0; i < count; i++) {
        cg_template **at = list_of(all, routes[i]->path);
        while (*at && strcmp((*at)->path, routes[i]->path) != 0)
            at = &(*at)->next;
        if (*at)
            continue;
        *at = cg_arena_alloc(arena, sizeof **at);
        (*at)->path = routes[i]->path;
        gather_routes(arena, *at, routes, count);
        take_apart(arena, *at, routes);
    }
    return all;
}

cg_str cg_http_allow(const cg_request *req)
{
    return req->template ? req->template->allow
                         : CG_STR("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
}

/* ---- matching ---- */

static bool split_path(cg_request *req)
{
    cg_str found[CG_HTTP_SEGMENTS_MAX], segment;
    cg_str rest = cg_str_slice(req->path, 1, req->path.len);
    bool more = rest.len > 0;
    req->segment_count = 0;
    while (more) {
        ptrdiff_t slash = cg_str_find(rest, '/');
        more = slash >= 0;
        segment = more ? cg_str_slice(rest, 0, (size_t)slash) : rest;
        if (more)
            rest = cg_str_slice(rest, (size_t)slash + 1, rest.len);
        if (req->segment_count == CG_HTTP_SEGMENTS_MAX)
            return false;
        found[req->segment_count++] = segment;
    }
    size_t bytes = req->segment_count * sizeof *found;
    req->segments = cg_arena_alloc(req->arena, bytes);
    memcpy(req->segments, found, bytes);
    return true;
}

/* How many segments the part takes of so many. */
static unsigned span(const cg_template *t, const part *p, unsigned segments)
{
    return p->greedy && segments > t->part_count ? segments - t->part_count + 1 : 1;
}

/* 0: no match; otherwise larger is better. */
static unsigned match_score(const cg_template *t, const cg_request *req)
{
    unsigned at = 0;
    if (t->part_count > req->segment_count)
        return 0;
    for (const part *p = t->parts; p < t->parts + t->part_count; p++) {
        if (at >= req->segment_count)
            return 0;
        cg_str segment = req->segments[at];
        if (p->variable ? segment.len == 0 : !cg_str_eq(p->text, segment))
            return 0;
        at += span(t, p, req->segment_count);
    }
    if (at != req->segment_count)
        return 0;
    return 1 + t->literal_count + (t->part_count == req->segment_count ? 100 : 0);
}

static void choose(const cg_template *list, cg_request *req, unsigned *best_score)
{
    for (const cg_template *t = list; t; t = t->next) {
        unsigned score = match_score(t, req);
        if (score > *best_score) {
            req->template = t;
            *best_score = score;
        }
    }
}

static void find_template(cg_request *req)
{
    const cg_templates *all = req->http->templates;
    cg_str first = req->segment_count ? req->segments[0] : CG_STR_NULL;
    unsigned best_score = 0;
    choose(all->by_first[first.len ? (unsigned char)first.ptr[0] : 0], req, &best_score);
    choose(all->variable, req, &best_score);
}

cg_code cg_http_route(cg_request *req, cg_err *err)
{
    const cg_http_options *opts = &req->http->opts;
    if (split_path(req))
        find_template(req);
    const cg_template *t = req->template;
    if (!t)
        return CG_FAIL(err, CG_E_NOT_FOUND, "there is nothing at this address");
    cg_str method = req->head_only ? CG_STR("GET") : req->method;
    for (size_t i = 0; i < t->slot_count; i++)
        if (cg_str_eq(method, cg_str_from(opts->routes[t->slots[i]]->method))) {
            req->slot = t->slots[i];
            req->route = opts->routes[req->slot];
        }
    if (req->route)
        return CG_OK;
    return CG_FAIL(err, CG_E_METHOD, "this address takes %.*s", CG_STR_ARG(t->allow));
}

cg_str cg_http_path_text(const cg_request *req, const char *name)
{
    const cg_template *t = req->template;
    cg_str wanted = cg_str_from(name);
    unsigned at = 0;
    for (const part *p = t->parts; p < t->parts + t->part_count; p++) {
        unsigned taken = span(t, p, req->segment_count);
        if (p->variable && cg_str_eq(p->text, wanted)) {
            cg_str first = req->segments[at], last = req->segments[at + taken - 1];
            return cg_str_make(first.ptr, (size_t)(last.ptr + last.len - first.ptr));
        }
        at += taken;
    }
    return CG_STR_NULL;
}
