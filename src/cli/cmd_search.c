// SPDX-License-Identifier: Apache-2.0
// codegraph search TEXT
#include "cli.h"

static void show_hit(const cli *c, cg_json_value hit)
{
    cg_json_value node = cg_json_get(hit, "node");
    show_node_line(c, node);
    cg_str signature = member_str(node, "signature");
    if (signature.len > 0)
        printf("            %.*s\n", CG_STR_ARG(signature));
}

int cmd_search(cli *c)
{
    static const char *const options[] = {"mode", "kind", "language", "path", "limit", "cursor"};
    CG_AUTO_VALUE(query) q;
    query_begin(&q, c, "/search");
    for (size_t i = 0; i < CG_ARRAY_LEN(options); i++) {
        cg_str name = cg_arena_printf(c->arena, "--%s", options[i]);
        const char *value = args_take(c, name.ptr);
        if (value != NULL)
            query_add(&q, options[i], cg_str_from(value));
    }
    if (!args_expect(
            c, "search", 1,
            "search TEXT [--mode hybrid|text|symbol] [--kind K] [--language L] [--path GLOB] "
            "[--limit N]"))
        return 2;
    query_add(&q, "q", cg_str_from(c->args[0]));
    CG_AUTO_VALUE(reply) r;
    bool fine = client_ask(c, "GET", cg_buf_str(&q.text), NULL, &r);
    if (!fine)
        return 1;
    if (c->json)
        return show_json(&r);
    cg_json_value root = cg_json_root(r.doc), hit;
    cg_json_iter it = {0};
    cg_json_value items = cg_json_get(root, "items");
    bool similar = false; /* all hits are, or none */
    while (cg_json_next(items, &it, &hit)) {
        show_hit(c, hit);
        similar = member_u64(hit, "edit_distance") > 0;
    }
    uint64_t total = member_u64(root, "total");
    printf("%s%zu of %.*s%s%s\n", style_dim(c), cg_json_count(items),
           CG_STR_ARG(show_number(c, total)), similar ? ", with similar names" : "", style_end(c));
    return 0;
}
