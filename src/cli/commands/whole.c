// SPDX-License-Identifier: Apache-2.0
// codegraph cycles, hubs, dead, communities, overview: questions about the whole project.
#include "cli.h"

static int ask(cli *c, const char *path, int (*show)(const cli *c, cg_json_value root))
{
    CG_AUTO_VALUE(query) q = {0};
    query_begin(&q, c, path);
    question_add_options(c, &q);
    return question_ask(c, &q, show);
}

/* Indented lines, and whether the list was cut. */
static void show_nodes(const cli *c, cg_json_value list, uint64_t of)
{
    cg_json_iter it = {0};
    cg_json_value node;
    while (cg_json_next(list, &it, &node)) {
        printf("  ");
        show_node_line(c, node);
    }
    if (cg_json_count(list) < of)
        printf("  …\n");
}

static int show_cycles(const cli *c, cg_json_value root)
{
    cg_json_iter it = {0};
    cg_json_value items = cg_json_get(root, "items"), row;
    while (cg_json_next(items, &it, &row)) {
        printf("%s%" PRIu64 " lead to each other%s, for example in turn:\n", style_bold(c),
               member_u64(row, "size"), style_end(c));
        show_nodes(c, cg_json_get(row, "cycle"), 0);
    }
    show_totals(c, root, cg_json_count(items), member_u64(root, "total"), "groups");
    return 0;
}

int cmd_cycles(cli *c)
{
    return ask(c, "/graph/cycles", show_cycles);
}

static int show_hubs(const cli *c, cg_json_value root)
{
    cg_json_iter it = {0};
    cg_json_value items = cg_json_get(root, "items"), row;
    printf("%s  score     in    out%s\n", style_dim(c), style_end(c));
    while (cg_json_next(items, &it, &row)) {
        printf("%7.1f %6" PRIu64 " %6" PRIu64 " ", member_f64(row, "score"), member_u64(row, "in"),
               member_u64(row, "out"));
        show_node_line(c, cg_json_get(row, "node"));
    }
    show_totals(c, root, cg_json_count(items), member_u64(root, "total"), "ranked");
    return 0;
}

int cmd_hubs(cli *c)
{
    return ask(c, "/graph/hubs", show_hubs);
}

static int show_dead(const cli *c, cg_json_value root)
{
    cg_json_iter it = {0};
    cg_json_value items = cg_json_get(root, "items"), row;
    while (cg_json_next(items, &it, &row)) {
        cg_str reason = member_str(row, "reason");
        printf("%-8.*s%s%-14.*s%s ", CG_STR_ARG(member_str(row, "verdict")), style_dim(c),
               CG_STR_ARG(reason), style_end(c));
        show_node_line(c, cg_json_get(row, "node"));
    }
    printf("%s%.*s unused, %.*s unknown%s\n", style_bold(c),
           CG_STR_ARG(show_number(c, member_u64(root, "unused"))),
           CG_STR_ARG(show_number(c, member_u64(root, "unknown"))), style_end(c));
    return 0;
}

int cmd_dead(cli *c)
{
    return ask(c, "/graph/dead", show_dead);
}

static int show_communities(const cli *c, cg_json_value root)
{
    cg_json_iter it = {0};
    cg_json_value items = cg_json_get(root, "items"), row;
    while (cg_json_next(items, &it, &row)) {
        cg_str folder = member_str(row, "folder");
        printf("%s%" PRIu64 ". %" PRIu64 " in %.*s%s  %s%.0f%% of their weight is among them%s\n",
               style_bold(c), member_u64(row, "number"), member_u64(row, "size"),
               CG_STR_ARG(folder.len > 0 ? folder : CG_STR(".")), style_end(c), style_dim(c),
               100 * member_f64(row, "cohesion"), style_end(c));
        show_nodes(c, cg_json_get(row, "members"), member_u64(row, "size"));
    }
    show_totals(c, root, cg_json_count(items), member_u64(root, "total"), "communities");
    return 0;
}

int cmd_communities(cli *c)
{
    return ask(c, "/graph/communities", show_communities);
}

static int show_overview(const cli *c, cg_json_value root)
{
    cg_json_iter files = {0};
    cg_json_value all = cg_json_get(root, "files"), file, definition;
    while (cg_json_next(all, &files, &file)) {
        cg_json_iter it = {0};
        cg_json_value definitions = cg_json_get(file, "definitions");
        printf("%s%.*s%s\n", style_bold(c), CG_STR_ARG(member_str(file, "path")), style_end(c));
        while (cg_json_next(definitions, &it, &definition))
            printf("%s%6" PRIu64 "%s  %.*s\n", style_dim(c), member_u64(definition, "line_number"),
                   style_end(c), CG_STR_ARG(member_str(definition, "signature")));
    }
    printf("%s%.*s tokens; left out: %.*s definitions, %.*s files%s\n", style_dim(c),
           CG_STR_ARG(show_number(c, member_u64(root, "tokens"))),
           CG_STR_ARG(show_number(c, member_u64(root, "left_out"))),
           CG_STR_ARG(show_number(c, member_u64(root, "files_left_out"))), style_end(c));
    return 0;
}

int cmd_overview(cli *c)
{
    return ask(c, "/graph/overview", show_overview);
}
