// SPDX-License-Identifier: Apache-2.0
// codegraph callers, callees, dependencies, dependents, hierarchy, path, impact: what follows relationships from definitions.
#include "cli.h"

#include <errno.h>

#define DIFF_MAX ((size_t)1 << 30)

/* ---- what is about one definition ---- */

static void show_sites(const cli *c, cg_json_value sites)
{
    cg_json_iter it = {0};
    cg_json_value site;
    while (cg_json_next(sites, &it, &site))
        printf("%s       at %.*s:%" PRIu64 ":%" PRIu64 "%s\n", style_dim(c),
               CG_STR_ARG(member_str(site, "file_path")), member_u64(site, "line_number"),
               member_u64(site, "column"), style_end(c));
}

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
        show_sites(c, cg_json_get(row, "sites"));
    }
    show_totals(c, root, cg_json_count(items), member_u64(root, "total"), "definitions");
    return 0;
}

static int ask_about_node(cli *c, const char *what)
{
    CG_AUTO_VALUE(query) q = {0};
    question_begin(c, &q, "/nodes/", word(c, 0), what);
    if (opt_given(c, "sites"))
        query_add(&q, "include", CG_STR("sites"));
    return question_ask(c, &q, show_reached);
}

int cmd_callers(cli *c)
{
    return ask_about_node(c, "/callers");
}

int cmd_callees(cli *c)
{
    return ask_about_node(c, "/callees");
}

int cmd_dependencies(cli *c)
{
    return ask_about_node(c, "/dependencies");
}

int cmd_dependents(cli *c)
{
    return ask_about_node(c, "/dependents");
}

int cmd_hierarchy(cli *c)
{
    return ask_about_node(c, "/hierarchy");
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
    CG_AUTO_VALUE(query) q = {0};
    query_begin(&q, c, "/graph/path");
    question_add_options(c, &q);
    query_add(&q, "from", word(c, 0));
    query_add(&q, "to", word(c, 1));
    return question_ask(c, &q, show_paths);
}

/* ---- impact ---- */

/* Files of a diff of which it is not known what changes. */
static void show_gaps(const cli *c, cg_json_value diff)
{
    cg_json_iter it = {0};
    cg_json_value file;
    if (member_u64(diff, "unknown") > 0)
        printf("%s  not known of %.*s files of the diff what changes:%s\n", style_dim(c),
               CG_STR_ARG(show_number(c, member_u64(diff, "unknown"))), style_end(c));
    while (cg_json_next(cg_json_get(diff, "items"), &it, &file)) {
        cg_str gap = member_str(file, "gap");
        if (gap.len > 0)
            printf("%s    %-12.*s %.*s%s\n", style_dim(c), CG_STR_ARG(gap),
                   CG_STR_ARG(member_str(file, "path")), style_end(c));
    }
}

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
    show_gaps(c, cg_json_get(root, "diff"));
    return 0;
}

/* A file, or "-" for what comes in. False, after saying why. */
static bool read_diff(const char *name, cg_buf *out)
{
    char chunk[1 << 16];
    size_t n;
    bool piped = strcmp(name, "-") == 0;
    FILE *file = piped ? stdin : fopen(name, "rb");
    cg_buf_init(out, DIFF_MAX);
    while (file != NULL && (n = fread(chunk, 1, sizeof chunk, file)) > 0)
        cg_buf_add(out, chunk, n);
    bool fine = file != NULL && ferror(file) == 0;
    if (!fine)
        fprintf(stderr, "codegraph impact: %s: %s\n", name, strerror(errno));
    else if (out->error != CG_OK)
        fprintf(stderr, "codegraph impact: a diff is not as long\n");
    if (file != NULL && !piped)
        fclose(file);
    return fine && out->error == CG_OK;
}

int cmd_impact(cli *c)
{
    const char *diff = opt(c, "diff");
    if ((c->args_count == 1) + opt_given(c, "since") + (diff != NULL) != 1)
        return misuse(c, "either NAME, --since REF or --diff FILE is to be given");
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(cg_buf) text = {0};
    query_begin(&q, c, "/graph/impact");
    question_add_options(c, &q);
    if (diff != NULL)
        return read_diff(diff, &text) ? question_send(c, &q, &text, "text/x-diff", show_impact)
                                      : CLI_NO;
    if (c->args_count == 1)
        query_add(&q, "node", word(c, 0));
    return question_ask(c, &q, show_impact);
}
