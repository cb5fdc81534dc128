// SPDX-License-Identifier: Apache-2.0
// codegraph clones: code that was copied.
#include "cli.h"

static void show_group(const cli *c, cg_json_value group)
{
    cg_json_value member;
    cg_json_iter it = {0};
    double similarity = 0;
    if (cg_json_get_f64(group, "similarity", &similarity, CG_JSON_OPTIONAL, NULL) != CG_OK)
        similarity = 0;
    printf("%s%.*s alike to %.0f %%, %.*s tokens repeated%s\n", style_bold(c),
           CG_STR_ARG(show_number(c, member_u64(group, "count"))), similarity * 100,
           CG_STR_ARG(show_number(c, member_u64(group, "tokens_spare"))), style_end(c));
    while (cg_json_next(cg_json_get(group, "members"), &it, &member))
        show_node_line(c, cg_json_get(member, "node"));
}

int cmd_clones(cli *c)
{
    CG_AUTO_VALUE(query) q;
    query_begin(&q, c, "/graph/clones");
    question_add_options(c, &q);
    CG_AUTO_VALUE(reply) r;
    if (!client_ask(c, "GET", cg_buf_str(&q.text), NULL, &r))
        return 1;
    if (c->json)
        return show_json(&r);
    cg_json_value root = cg_json_root(r.doc), group;
    cg_json_iter it = {0};
    cg_json_value items = cg_json_get(root, "items");
    while (cg_json_next(items, &it, &group))
        show_group(c, group);
    printf("%s%zu of %.*s groups, among %.*s definitions%s\n", style_dim(c), cg_json_count(items),
           CG_STR_ARG(show_number(c, member_u64(root, "total"))),
           CG_STR_ARG(show_number(c, member_u64(root, "definitions"))), style_end(c));
    return 0;
}
