// SPDX-License-Identifier: Apache-2.0
// codegraph node NAME: what it is, who uses it, what it uses.
#include "cli.h"

int show_candidates(const cli *c, const reply *r)
{
    cg_json_value root = cg_json_root(r->doc), node;
    fprintf(stderr,
            "Several nodes have that name; say which with its qualified name, PATH:LINE or id:\n");
    cg_json_iter it = {0};
    cg_json_value list = cg_json_get(root, "candidates");
    while (cg_json_next(list, &it, &node))
        show_node_line(c, node);
    return 1;
}

/* One line a relationship; `end` names the member that holds the other node. */
static void show_relationships(const cli *c, cg_json_value items, const char *end)
{
    cg_json_value row, site;
    cg_json_iter it = {0};
    while (cg_json_next(items, &it, &row)) {
        printf("  %-13.*s ", CG_STR_ARG(member_str(row, "type")));
        show_node_line(c, cg_json_get(row, end));
        cg_json_iter sites = {0};
        cg_json_value all = cg_json_get(row, "sites");
        if (cg_json_count(all) == 0)
            continue;
        cg_str file = member_str(cg_json_get(row, "source"), "file_path");
        printf("                %sat", style_dim(c));
        for (unsigned i = 0; i < 5 && cg_json_next(all, &sites, &site); i++)
            printf(" %.*s:%" PRIu64, CG_STR_ARG(file), member_u64(site, "line_number"));
        printf("%s%s\n", cg_json_count(all) > 5 ? " …" : "", style_end(c));
    }
}

static bool ask_relationships(cli *c, cg_str id, const char *direction, reply *out)
{
    CG_AUTO_VALUE(query) q;
    question_begin(c, &q, "/nodes/", id, "/relationships");
    query_add(&q, "direction", cg_str_from(direction));
    query_add(&q, "limit", CG_STR("20"));
    return client_ask(c, "GET", cg_buf_str(&q.text), NULL, out);
}

static int show_direction(cli *c, cg_str id, const char *title, const char *direction,
                          const char *end)
{
    CG_AUTO_VALUE(reply) r;
    if (!ask_relationships(c, id, direction, &r))
        return 1;
    cg_json_value items = cg_json_get(cg_json_root(r.doc), "items");
    if (cg_json_count(items) > 0) {
        printf("\n%s%s%s\n", style_bold(c), title, style_end(c));
        show_relationships(c, items, end);
        if (member_str(cg_json_root(r.doc), "next_cursor").len > 0)
            printf("  …\n");
    }
    return 0;
}

static int show_node(cli *c, cg_json_value node)
{
    show_node_line(c, node);
    static const char *const texts[] = {"signature", "doc", "symbol", "id"};
    for (size_t i = 0; i < CG_ARRAY_LEN(texts); i++) {
        cg_str text = member_str(node, texts[i]), line;
        while (text.len > 0 && cg_str_split(&text, '\n', &line))
            printf("  %.*s\n", CG_STR_ARG(line));
    }
    cg_str id = member_str(node, "id");
    int status = show_direction(c, id, "Used by", "in", "source");
    return status != 0 ? status : show_direction(c, id, "Uses", "out", "target");
}

int cmd_node(cli *c)
{
    bool content = opt_given(c, "content");
    CG_AUTO_VALUE(query) q;
    question_begin(c, &q, "/nodes/", word(c, 0), "");
    if (content)
        query_add(&q, "fields", CG_STR("content"));
    CG_AUTO_VALUE(reply) r;
    if (!client_ask(c, "GET", cg_buf_str(&q.text), NULL, &r))
        return 1;
    if (c->json) {
        show_json(&r);
        return r.status == 300;
    }
    if (r.status == 300)
        return show_candidates(c, &r);
    cg_json_value node = cg_json_root(r.doc);
    int status = show_node(c, node);
    if (content)
        printf("\n%.*s\n", CG_STR_ARG(member_str(node, "content")));
    return status;
}
