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
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(reply) r = {0};
    question_begin(c, &q, "/nodes/", word(c, 0), "/similar");
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
