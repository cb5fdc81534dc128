// SPDX-License-Identifier: Apache-2.0
// Sample questions about what was just indexed: real names, so that the answers are worth seeing.
#include "cli.h"

#define LISTED 1000  /* nodes to choose from … */
#define LOOKED_AT 40 /* … and those, evenly spread, whose callers are counted */

typedef struct example {
    cg_str id, name, file;
    uint64_t callers;
} example;

/* Keeps the candidate with the most callers. */
static void consider(cli *c, cg_json_value node, example *best)
{
    CG_AUTO_VALUE(query) q;
    query_begin(&q, c, "/nodes/");
    query_add_segment(&q, member_str(node, "id"));
    if (c->project.len > 0)
        query_add(&q, "project", c->project);
    CG_AUTO_VALUE(reply) r;
    if (!client_send(c, "GET", cg_buf_str(&q.text), NULL, &r) || r.status != 200 || r.doc == NULL)
        return;
    cg_json_value calls = cg_json_get(cg_json_get(cg_json_root(r.doc), "degree"), "calls");
    uint64_t callers = member_u64(calls, "in");
    if (best->id.len > 0 && callers <= best->callers)
        return;
    *best = (example){cg_arena_str(c->arena, member_str(node, "id")),
                      cg_arena_str(c->arena, member_str(node, "name")),
                      cg_arena_str(c->arena, member_str(node, "file_path")), callers};
}

static void find_example(cli *c, const char *kind, example *best)
{
    CG_AUTO_VALUE(query) q;
    query_begin(&q, c, "/nodes");
    query_add(&q, "kind", cg_str_from(kind));
    cg_str limit = cg_arena_printf(c->arena, "%d", LISTED);
    query_add(&q, "limit", limit);
    CG_AUTO_VALUE(reply) r;
    if (!client_send(c, "GET", cg_buf_str(&q.text), NULL, &r) || r.status != 200 || r.doc == NULL)
        return;
    cg_json_value items = cg_json_get(cg_json_root(r.doc), "items"), node;
    size_t step = cg_json_count(items) / LOOKED_AT + 1, at = 0;
    cg_json_iter it = {0};
    while (cg_json_next(items, &it, &node))
        if (at++ % step == 0)
            consider(c, node, best);
}

static void show_question(const cli *c, const char *question, cg_str address)
{
    printf("  %s\n    %scurl -s '%.*s%.*s'%s\n", question, style_bold(c), CG_STR_ARG(c->server),
           CG_STR_ARG(address), style_end(c));
}

static cg_str with_project(const cli *c, const char *before, cg_str middle, const char *after)
{
    cg_str joined = cg_arena_printf(c->arena, "%s%.*s%s", before, CG_STR_ARG(middle), after);
    if (c->project.len == 0)
        return joined;
    return cg_arena_printf(c->arena, "%.*s%sproject=%.*s", CG_STR_ARG(joined),
                           cg_str_find(joined, '?') >= 0 ? "&" : "?", CG_STR_ARG(c->project));
}

void show_questions(cli *c)
{
    example best = {0};
    find_example(c, "function", &best);
    find_example(c, "method", &best);
    if (best.id.len == 0)
        return;
    printf("\nAsk, for example:\n");
    cg_str name = cg_arena_printf(c->arena, "Where is %.*s?", CG_STR_ARG(best.name));
    CG_AUTO_VALUE(query) q = {0};
    query_add_segment(&q, best.name);
    show_question(c, name.ptr, with_project(c, "/search?q=", cg_buf_str(&q.text), "&limit=5"));
    cg_str callers = cg_arena_printf(c->arena, "Who calls %.*s in %.*s?", CG_STR_ARG(best.name),
                                     CG_STR_ARG(best.file));
    show_question(c, callers.ptr,
                  with_project(c, "/nodes/", best.id, "/relationships?direction=in&type=calls"));
    cg_str file = cg_arena_printf(c->arena, "What does %.*s define?", CG_STR_ARG(best.file));
    cg_buf_clear(&q.text);
    query_add_segment(&q, best.file);
    show_question(c, file.ptr,
                  with_project(c, "/nodes/", cg_buf_str(&q.text),
                               "/relationships?direction=out&type=contains"));
}
