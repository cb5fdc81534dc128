// SPDX-License-Identifier: Apache-2.0
// codegraph callers, callees, hierarchy, path, impact: what follows relationships from definitions.
#include "cli.h"

static const char *const no_flags[] = {NULL};

/* ---- callers, callees, hierarchy ---- */

static int show_reached(const cli *c, cg_json_value root)
{
    cg_json_iter it = {0};
    cg_json_value items = cg_json_get(root, "items"), row;
    while (cg_json_next(items, &it, &row)) {
        cg_str type = member_str(row, "type");
        bool up = cg_str_eq(member_str(row, "direction"), CG_STR("out"));
        printf("%s%3" PRIu64 " %s %-12.*s%s%s ", style_dim(c), member_u64(row, "depth"),
               up ? "->" : "<-", CG_STR_ARG(type), member_bool(row, "dispatch") ? "~" : " ",
               style_end(c));
        show_node_line(c, cg_json_get(row, "node"));
    }
    show_totals(c, root, cg_json_count(items), member_u64(root, "total"), "definitions");
    return 0;
}

static int ask_about_node(cli *c, const char *what, const asking *of)
{
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(query) options = {0};
    if (!question_take(c, of, &options))
        return 2;
    query_begin(&q, c, "/nodes/");
    query_add_segment(&q, cg_str_from(c->args[0]));
    cg_buf_printf(&q.text, "/%s", what);
    cg_buf_add_str(&q.text, cg_buf_str(&options.text)); /* begins with '?' */
    q.any = options.any;
    if (c->project.len > 0)
        query_add(&q, "project", c->project);
    return question_ask(c, &q, show_reached);
}

static const char *const reach_options[] = {"depth", "types", "min_confidence", "kind", "language",
                                            "path",  "limit", "cursor",         "ref",  NULL};
static const char *const reach_flags[] = {"dispatch", "members", NULL};
#define REACH_USAGE                                                                                \
    " NAME [--depth N] [--types T,…] [--dispatch] [--members] [--min-confidence C] [--kind K] "  \
    "[--language L] [--path GLOB] [--limit N] [--ref REF]"

int cmd_callers(cli *c)
{
    static const asking q = {"callers" REACH_USAGE, reach_options, reach_flags, 1};
    return ask_about_node(c, "callers", &q);
}

int cmd_callees(cli *c)
{
    static const asking q = {"callees" REACH_USAGE, reach_options, reach_flags, 1};
    return ask_about_node(c, "callees", &q);
}

int cmd_hierarchy(cli *c)
{
    static const char *const options[] = {"direction", "depth", "min_confidence", "kind",
                                          "language",  "path",  "limit",          "cursor",
                                          "ref",       NULL};
    static const asking q = {
        "hierarchy NAME [--direction up|down|both] [--depth N] [--limit N] [--ref REF]", options,
        no_flags, 1};
    return ask_about_node(c, "hierarchy", &q);
}

/* ---- path ---- */

static void show_path(const cli *c, cg_json_value path)
{
    cg_json_iter nodes = {0}, steps = {0};
    cg_json_value node, step, all = cg_json_get(path, "nodes"),
                              between = cg_json_get(path, "steps");
    while (cg_json_next(all, &nodes, &node)) {
        show_node_line(c, node);
        if (cg_json_next(between, &steps, &step))
            printf("  %s%s %.*s%s%s\n", style_dim(c), member_bool(step, "against") ? "^" : "|",
                   CG_STR_ARG(member_str(step, "type")), member_bool(step, "dispatch") ? " ~" : "",
                   style_end(c));
    }
    putchar('\n');
}

static int show_paths(const cli *c, cg_json_value root)
{
    cg_json_iter it = {0};
    cg_json_value items = cg_json_get(root, "items"), path;
    while (cg_json_next(items, &it, &path))
        show_path(c, path);
    show_totals(c, root, cg_json_count(items), member_u64(root, "total"), "shortest paths");
    return cg_json_count(items) > 0 ? 0 : 1;
}

int cmd_path(cli *c)
{
    static const char *const options[] = {"types", "direction", "max_depth", "min_confidence",
                                          "limit", "cursor",    "ref",       NULL};
    static const char *const flags[] = {"dispatch", NULL};
    static const asking of = {"path FROM TO [--types T,…] [--direction out|both] [--max-depth N] "
                              "[--dispatch] [--min-confidence C] [--limit N] [--ref REF]",
                              options, flags, 2};
    CG_AUTO_VALUE(query) q = {0};
    query_begin(&q, c, "/graph/path");
    if (!question_take(c, &of, &q))
        return 2;
    query_add(&q, "from", cg_str_from(c->args[0]));
    query_add(&q, "to", cg_str_from(c->args[1]));
    return question_ask(c, &q, show_paths);
}

/* ---- impact ---- */

static int show_impact(const cli *c, cg_json_value root)
{
    cg_json_iter it = {0};
    cg_json_value items = cg_json_get(root, "items"), row;
    printf(
        "%s%.*s changed, %.*s removed%s: %.*s definitions in %.*s files are concerned, %.*s tests\n",
        style_bold(c), CG_STR_ARG(show_number(c, member_u64(root, "changed"))),
        CG_STR_ARG(show_number(c, member_u64(root, "removed"))), style_end(c),
        CG_STR_ARG(show_number(c, member_u64(root, "total"))),
        CG_STR_ARG(show_number(c, member_u64(root, "files"))),
        CG_STR_ARG(show_number(c, member_u64(root, "tests"))));
    while (cg_json_next(items, &it, &row)) {
        printf("%s%5.1f%% %s%s ", style_dim(c), 100 * member_f64(row, "score"),
               member_bool(row, "test") ? "test " : "     ", style_end(c));
        show_node_line(c, cg_json_get(row, "node"));
    }
    show_totals(c, root, cg_json_count(items), member_u64(root, "total"), "definitions");
    return 0;
}

int cmd_impact(cli *c)
{
    static const char *const options[] = {"since",  "types",    "depth",    "min_confidence",
                                          "kind",   "language", "path",     "limit",
                                          "cursor", "ref",      "dispatch", NULL};
    static const char *const flags[] = {"tests", NULL};
    asking of = {
        "impact NAME|--since REF [--depth N] [--types T,…] [--tests] [--dispatch true|false] "
        "[--min-confidence C] [--kind K] [--language L] [--path GLOB] [--limit N] [--ref REF]",
        options, flags, 1};
    CG_AUTO_VALUE(query) q = {0};
    query_begin(&q, c, "/graph/impact");
    for (size_t i = 0; i < c->args_count; i++)
        if (strncmp(c->args[i], "--since", sizeof "--since" - 1) == 0)
            of.words = 0;
    if (!question_take(c, &of, &q))
        return 2;
    if (of.words == 1)
        query_add(&q, "node", cg_str_from(c->args[0]));
    return question_ask(c, &q, show_impact);
}
