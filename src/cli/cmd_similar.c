// SPDX-License-Identifier: Apache-2.0
// codegraph similar NODE: definitions that mean the like.
#include "cli.h"

static void show_neighbour(const cli *c, cg_json_value hit)
{
    double score = 0;
    if (cg_json_get_f64(hit, "score", &score, CG_JSON_OPTIONAL, NULL) == CG_OK)
        printf("%s%.2f%s  ", style_dim(c), score, style_end(c));
    show_node_line(c, cg_json_get(hit, "node"));
}

int cmd_similar(cli *c)
{
    static const char *const options[] = {"k", "threshold", "kind", "language", "path"};
    const char *values[CG_ARRAY_LEN(options)];
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(reply) r = {0};
    for (size_t i = 0; i < CG_ARRAY_LEN(options); i++)
        values[i] = args_take(c, cg_arena_printf(c->arena, "--%s", options[i]).ptr);
    if (!args_expect(c, "similar", 1,
                     "similar NODE [--k N] [--threshold COSINE] [--kind K] [--language L] "
                     "[--path GLOB]"))
        return 2;
    query_begin(&q, c, "/nodes/");
    query_add_segment(&q, cg_str_from(c->args[0]));
    cg_buf_add_str(&q.text, CG_STR("/similar"));
    if (c->project.len > 0)
        query_add(&q, "project", c->project);
    for (size_t i = 0; i < CG_ARRAY_LEN(options); i++)
        if (values[i] != NULL)
            query_add(&q, options[i], cg_str_from(values[i]));
    if (!client_ask(c, "GET", cg_buf_str(&q.text), NULL, &r))
        return 1;
    if (c->json) {
        show_json(&r);
        return r.status == 300;
    }
    if (r.status == 300)
        return show_candidates(c, &r);
    cg_json_value items = cg_json_get(cg_json_root(r.doc), "items"), hit;
    cg_json_iter it = {0};
    while (cg_json_next(items, &it, &hit))
        show_neighbour(c, hit);
    show_degraded(cg_json_root(r.doc));
    return 0;
}
