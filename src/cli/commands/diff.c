// SPDX-License-Identifier: Apache-2.0
// codegraph diff A [B]: what leads from one state to another. The text is made of the changes as they are
// streamed, so that it has no bound.
#include "cli.h"

typedef struct diff {
    cli *c;
    uint64_t changes;
    bool plain; /* lines as they come */
    bool ended; /* by a summary */
    bool broken;
} diff;

static style style_of_change(cg_str change)
{
    if (cg_str_eq(change, CG_STR("added")))
        return STYLE_ADDED;
    if (cg_str_eq(change, CG_STR("removed")))
        return STYLE_REMOVED;
    return cg_str_eq(change, CG_STR("changed")) ? STYLE_CHANGED : STYLE_MOVED;
}

static const char *sign_of(style s)
{
    return s == STYLE_ADDED ? "+" : s == STYLE_REMOVED ? "-" : s == STYLE_CHANGED ? "~" : ">";
}

static void show_aspects(const cli *c, cg_json_value change)
{
    cg_json_value aspects = cg_json_get(change, "aspects"), aspect;
    cg_json_iter it = {0};
    const char *comma = " [";
    if (cg_json_count(aspects) == 0)
        return;
    fputs(style_dim(c), stdout);
    while (cg_json_next(aspects, &it, &aspect)) {
        cg_str text = CG_STR_NULL;
        if (cg_json_as_str(aspect, &text, NULL) == CG_OK)
            printf("%s%.*s", comma, CG_STR_ARG(text));
        comma = ", ";
    }
    printf("]%s", style_end(c));
}

static void show_file(const cli *c, cg_json_value change)
{
    cg_str before = member_str(change, "path_before");
    printf("file %s%.*s%s", style_bold(c), CG_STR_ARG(member_str(change, "path")), style_end(c));
    if (before.len > 0)
        printf(" (was %.*s)", CG_STR_ARG(before));
    show_aspects(c, change);
    putchar('\n');
}

static void show_signature(const cli *c, style s, cg_json_value side)
{
    cg_str text = member_str(side, "signature");
    if (text.len > 0)
        printf("    %s%s %.*s%s\n", style_of(c, s), sign_of(s), CG_STR_ARG(first_line(text, 200)),
               style_end(c));
}

static void show_breaks(const cli *c, cg_json_value breaks)
{
    cg_json_value user, users = cg_json_get(breaks, "users");
    cg_json_iter it = {0};
    while (cg_json_next(users, &it, &user)) {
        printf("    breaks %-10.*s of ", CG_STR_ARG(member_str(user, "type")));
        show_node_line(c, cg_json_get(user, "node"));
    }
    uint64_t total = member_u64(breaks, "total");
    if (total > cg_json_count(users))
        printf("    … %.*s in all\n", CG_STR_ARG(show_number(c, total)));
}

static void show_node(const cli *c, cg_json_value change)
{
    cg_json_value before = cg_json_get(change, "before"), after = cg_json_get(change, "after");
    bool both =
        cg_json_type_of(before) == CG_JSON_OBJECT && cg_json_type_of(after) == CG_JSON_OBJECT;
    cg_json_value node =
        cg_json_get(cg_json_type_of(after) == CG_JSON_OBJECT ? after : before, "node");
    cg_json_value was = cg_json_get(before, "node");
    cg_str path = member_str(node, "file_path");
    printf("%.*s %s%.*s%s", CG_STR_ARG(member_str(node, "kind")), style_bold(c),
           CG_STR_ARG(member_str(node, "qualified_name")), style_end(c));
    if (path.len > 0)
        printf("  %s%.*s:%" PRIu64 "%s", style_dim(c), CG_STR_ARG(path),
               member_u64(node, "line_number"), style_end(c));
    if (both && !cg_str_eq(member_str(was, "symbol"), member_str(node, "symbol")))
        printf(" (was %.*s in %.*s)", CG_STR_ARG(member_str(was, "qualified_name")),
               CG_STR_ARG(member_str(was, "file_path")));
    show_aspects(c, change);
    putchar('\n');
    if (both && !cg_str_eq(member_str(before, "signature"), member_str(after, "signature"))) {
        show_signature(c, STYLE_REMOVED, before);
        show_signature(c, STYLE_ADDED, after);
    }
    show_breaks(c, cg_json_get(change, "breaks"));
}

static void show_relationship(const cli *c, cg_json_value change)
{
    cg_str source = member_str(cg_json_get(change, "source"), "qualified_name");
    cg_str target = member_str(cg_json_get(change, "target"), "qualified_name");
    printf("%.*s %s%.*s%s -> %s%.*s%s", CG_STR_ARG(member_str(change, "type")), style_bold(c),
           CG_STR_ARG(source), style_end(c), style_bold(c), CG_STR_ARG(target), style_end(c));
    show_aspects(c, change);
    putchar('\n');
}

static void show_change(const cli *c, cg_json_value change)
{
    style s = style_of_change(member_str(change, "change"));
    cg_str what = member_str(change, "what");
    printf("%s%s%s ", style_of(c, s), sign_of(s), style_end(c));
    if (cg_str_eq(what, CG_STR("file")))
        show_file(c, change);
    else if (cg_str_eq(what, CG_STR("node")))
        show_node(c, change);
    else
        show_relationship(c, change);
}

/* ---- counts ---- */

static uint64_t show_counts(const cli *c, const char *title, cg_json_value counts)
{
    cg_json_iter it = {0};
    cg_json_value count;
    uint64_t total = 0, n;
    while (cg_json_next(counts, &it, &count)) {
        if (cg_json_as_u64(count, 0, INT64_MAX, &n, NULL) != CG_OK || n == 0)
            continue;
        style s = style_of_change(cg_json_key(count));
        printf("%s%s%.*s %.*s%s", total == 0 ? title : ", ", style_of(c, s),
               CG_STR_ARG(show_number(c, n)), CG_STR_ARG(cg_json_key(count)), style_end(c));
        total += n;
    }
    if (total > 0)
        putchar('\n');
    return total;
}

static uint64_t show_totals_of(const cli *c, cg_json_value totals, const char *const titles[3])
{
    return show_counts(c, titles[0], cg_json_get(totals, "files")) +
           show_counts(c, titles[1], cg_json_get(totals, "nodes")) +
           show_counts(c, titles[2], cg_json_get(totals, "relationships"));
}

static uint64_t count_of(cg_json_value summary)
{
    static const char *const whats[] = {"files", "nodes", "relationships"};
    cg_json_value breaking = cg_json_get(summary, "breaking"), count;
    uint64_t total = 0, n;
    if (cg_json_as_u64(breaking, 0, INT64_MAX, &n, NULL) == CG_OK)
        return n;
    for (size_t i = 0; i < CG_ARRAY_LEN(whats); i++) {
        cg_json_iter it = {0};
        cg_json_value counts = cg_json_get(cg_json_get(summary, "totals"), whats[i]);
        while (cg_json_next(counts, &it, &count))
            total += cg_json_as_u64(count, 0, INT64_MAX, &n, NULL) == CG_OK ? n : 0;
    }
    return total;
}

static void show_summary(const cli *c, cg_json_value summary, bool files)
{
    static const char *const of_file[] = {"  file           ", "  nodes          ",
                                          "  relationships  "};
    static const char *const of_all[] = {"files          ", "nodes          ", "relationships  "};
    cg_json_iter it = {0};
    cg_json_value file, list = cg_json_get(summary, "by_file"),
                        breaking = cg_json_get(summary, "breaking");
    uint64_t n;
    while (files && cg_json_next(list, &it, &file)) {
        printf("%s%.*s%s\n", style_bold(c), CG_STR_ARG(member_str(file, "path")), style_end(c));
        (void)show_totals_of(c, file, of_file);
    }
    if (cg_json_as_u64(breaking, 0, INT64_MAX, &n, NULL) == CG_OK)
        printf("%s%.*s breaking changes%s\n", style_bold(c), CG_STR_ARG(show_number(c, n)),
               style_end(c));
    if (show_totals_of(c, cg_json_get(summary, "totals"), of_all) == 0)
        printf("There is no difference.\n");
    bool known = true;
    if (cg_json_get_bool(summary, "moves_known", &known, CG_JSON_OPTIONAL, NULL) == CG_OK && !known)
        printf("%stoo much came and went to tell what moved or was renamed%s\n", style_dim(c),
               style_end(c));
}

/* ---- the two ways to ask ---- */

static bool take_line(void *arg, cg_str text)
{
    diff *d = arg;
    CG_AUTO(cg_json) doc = NULL;
    cg_err err;
    if (d->plain)
        printf("%.*s\n", CG_STR_ARG(text));
    if (cg_json_parse(text, NULL, &doc, &err) != CG_OK) {
        fprintf(stderr, "codegraph: a line of the reply is not readable: %s\n", err.text);
        d->broken = true;
        return false;
    }
    cg_arena_mark mark = cg_arena_save(d->c->arena);
    cg_json_value root = cg_json_root(doc);
    cg_str type = member_str(root, "type");
    if (cg_str_eq(type, CG_STR("summary"))) {
        d->ended = true;
        d->changes = count_of(cg_json_get(root, "summary"));
        if (!d->plain)
            show_summary(d->c, cg_json_get(root, "summary"), false);
    } else if (cg_str_eq(type, CG_STR("error"))) {
        fprintf(stderr, "codegraph: %.*s\n", CG_STR_ARG(member_str(root, "detail")));
        d->broken = true;
    } else if (!d->plain) {
        show_change(d->c, cg_json_get(root, "change"));
    }
    cg_arena_rewind(d->c->arena, mark);
    return true;
}

static int stream(cli *c, query *q)
{
    diff d = {.c = c, .plain = opt_given(c, "ndjson")};
    query_add(q, "format", CG_STR("ndjson"));
    if (!client_lines(c, cg_buf_str(&q->text), take_line, &d) && !d.broken)
        return CLI_NO;
    if (!d.ended) {
        if (!d.broken)
            fprintf(stderr, "codegraph: the reply ended before it was whole\n");
        return CLI_BROKEN;
    }
    return opt_given(c, "exit-code") && d.changes > 0 ? CLI_NO : CLI_FINE;
}

static int ask_once(cli *c, query *q)
{
    CG_AUTO_VALUE(reply) r = {0};
    if (opt_given(c, "summary"))
        query_add(q, "detail", CG_STR("summary"));
    if (!client_ask(c, "GET", cg_buf_str(&q->text), NULL, &r))
        return CLI_NO;
    cg_json_value summary = cg_json_get(cg_json_root(r.doc), "summary");
    if (c->json)
        show_json(&r);
    else
        show_summary(c, summary, true);
    return opt_given(c, "exit-code") && count_of(summary) > 0 ? CLI_NO : CLI_FINE;
}

int cmd_diff(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    cg_str b = c->args_count == 2 ? word(c, 1) : CG_STR("main");
    if (c->json && opt_given(c, "ndjson"))
        return misuse(c, "--json and --ndjson exclude each other");
    cg_buf_add_str(&q.text, CG_STR("/versions/"));
    query_add_segment(&q, word(c, 0));
    cg_buf_add_str(&q.text, CG_STR("/compare/"));
    query_add_segment(&q, b);
    if (c->project.len > 0)
        query_add(&q, "project", c->project);
    question_add_options(c, &q);
    return c->json || opt_given(c, "summary") ? ask_once(c, &q) : stream(c, &q);
}
