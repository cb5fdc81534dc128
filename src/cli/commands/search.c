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

/* Lines with matches of a pattern, as grep shows them. */
static void show_matches(const cli *c, cg_json_value hit)
{
    cg_json_value matches = cg_json_get(hit, "matches"), line;
    cg_json_value lines = cg_json_get(matches, "lines");
    cg_json_iter it = {0};
    cg_str path = member_str(cg_json_get(hit, "node"), "file_path");
    show_node_line(c, cg_json_get(hit, "node"));
    while (cg_json_next(lines, &it, &line)) {
        cg_str text = member_str(line, "text");
        printf("    %.*s:%" PRIu64 ": %.*s\n", CG_STR_ARG(path), member_u64(line, "line"),
               CG_STR_ARG(text));
    }
    uint64_t shown = cg_json_count(lines), count = member_u64(matches, "count");
    if (count > shown && shown == 10)
        printf("    %s%" PRIu64 " matches in all%s\n", style_dim(c), count, style_end(c));
}

/* What a pattern was not looked for in. */
static void show_searched(cg_json_value searched)
{
    cg_json_value file;
    cg_json_iter it = {0};
    uint64_t count = member_u64(searched, "files_not_whole");
    if (count > 0)
        fprintf(stderr, "%" PRIu64 " files were not searched whole:\n", count);
    while (cg_json_next(cg_json_get(searched, "not_whole"), &it, &file)) {
        cg_str path = member_str(file, "path"), reason = member_str(file, "reason");
        fprintf(stderr, "    %.*s (%.*s)\n", CG_STR_ARG(path), CG_STR_ARG(reason));
    }
}

static void show_total(const cli *c, cg_json_value root, bool similar)
{
    bool open = false;
    if (cg_json_get_bool(root, "total_is_open", &open, CG_JSON_OPTIONAL, NULL) != CG_OK)
        open = false;
    cg_str total = show_number(c, member_u64(root, "total"));
    printf("%s%zu of %.*s%s%s%s\n", style_dim(c), cg_json_count(cg_json_get(root, "items")),
           CG_STR_ARG(total), open ? " and more" : "", similar ? ", with similar names" : "",
           style_end(c));
    cg_str cursor = member_str(root, "next_cursor");
    if (open && cursor.len > 0)
        printf("%sgo on with --cursor %.*s%s\n", style_dim(c), CG_STR_ARG(cursor), style_end(c));
}

int cmd_search(cli *c)
{
    CG_AUTO_VALUE(query) q;
    query_begin(&q, c, "/search");
    question_add_options(c, &q);
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
        if (cg_json_type_of(cg_json_get(hit, "matches")) == CG_JSON_OBJECT)
            show_matches(c, hit);
        else
            show_hit(c, hit);
        similar = member_u64(hit, "edit_distance") > 0;
    }
    show_total(c, root, similar);
    show_degraded(root);
    show_searched(cg_json_get(root, "searched"));
    return 0;
}
