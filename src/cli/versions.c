// SPDX-License-Identifier: Apache-2.0
// What the commands about versions, branches, tags and transactions share.
#include "cli.h"

#define SHORT_ID 8
#define PAGE "1000"

void show_version_line(const cli *c, cg_json_value version)
{
    cg_str id = member_str(version, "id"), author = member_str(version, "author");
    cg_str message = first_line(member_str(version, "message"), 100);
    cg_str time = member_time(version, "created_at", c->arena);
    if (id.len > 0)
        printf("%s%.*s%s", style_of(c, STYLE_CHANGED), SHORT_ID, id.ptr, style_end(c));
    else
        printf("%-*s", SHORT_ID, "-");
    printf("  %s%.*s  %5" PRIu64 "%s  ", style_dim(c), CG_STR_ARG(time),
           member_u64(version, "generation"), style_end(c));
    if (author.len > 0)
        printf("%.*s: ", CG_STR_ARG(author));
    if (id.len > 0)
        printf("%s%.*s%s", style_bold(c), CG_STR_ARG(message), style_end(c));
    else
        printf("%snot a version yet%s", style_dim(c), style_end(c));
    bool gone = member_bool(version, "collected");
    printf("%s\n", gone ? " (collected)" : "");
}

/* ---- lists ---- */

static bool has_page_options(const cli *c)
{
    for (const option *o = c->command->options; o != NULL && o->name != NULL; o++)
        if ((strcmp(o->name, "limit") == 0 || strcmp(o->name, "cursor") == 0) &&
            opt_given(c, o->name))
            return true;
    return false;
}

/* The address of the page at `cursor`; empty: the first. */
static void add_page(const cli *c, const query *q, cg_str cursor, query *out)
{
    *out = (query){.any = q->any};
    cg_buf_add_str(&out->text, cg_buf_str(&q->text));
    bool pages = false;
    for (const option *o = c->command->options; o != NULL && o->name != NULL; o++)
        pages |= strcmp(o->name, "limit") == 0;
    if (pages && !has_page_options(c))
        query_add(out, "limit", CG_STR(PAGE));
    if (cursor.len > 0)
        query_add(out, "cursor", cursor);
}

int show_pages(cli *c, query *q, void (*show)(const cli *c, cg_json_value item),
               const char *nothing)
{
    cg_str cursor = CG_STR_NULL;
    uint64_t shown = 0;
    bool one = c->json || has_page_options(c);
    do {
        CG_AUTO_VALUE(query) page = {0};
        CG_AUTO_VALUE(reply) r = {0};
        add_page(c, q, cursor, &page);
        if (!client_ask(c, "GET", cg_buf_str(&page.text), NULL, &r))
            return CLI_NO;
        if (r.status == 300)
            return c->json ? (show_json(&r), CLI_NO) : show_candidates(c, &r);
        if (c->json)
            return show_json(&r);
        cg_json_value root = cg_json_root(r.doc), item;
        cg_json_iter it = {0};
        for (; cg_json_next(cg_json_get(root, "items"), &it, &item); shown++)
            show(c, item);
        cursor = cg_arena_str(c->arena, member_str(root, "next_cursor"));
    } while (cursor.len > 0 && !one);
    if (cursor.len > 0)
        printf("%sgo on with --cursor %.*s%s\n", style_dim(c), CG_STR_ARG(cursor), style_end(c));
    if (shown == 0)
        printf("%s\n", nothing);
    return CLI_FINE;
}

/* ---- requests that change something ---- */

void path_begin(const cli *c, query *q, const char *before, cg_str segment, const char *after)
{
    *q = (query){0};
    cg_buf_add_str(&q->text, cg_str_from(before));
    query_add_segment(q, segment);
    cg_buf_add_str(&q->text, cg_str_from(after));
    if (c->project.len > 0)
        query_add(q, "project", c->project);
}

void body_begin(cg_json_writer *w, cg_buf *out)
{
    cg_json_writer_init(w, out);
    cg_json_begin_object(w);
}

void body_option(cg_json_writer *w, const cli *c, const char *name)
{
    if (opt_given(c, name))
        cg_json_put_str(w, parameter_of(c, name), cg_str_from(opt(c, name)));
}

void body_flag(cg_json_writer *w, const cli *c, const char *name)
{
    if (opt_given(c, name))
        cg_json_put_bool(w, parameter_of(c, name), true);
}

int send_body(cli *c, const exchange *e, void (*show)(const cli *c, cg_json_value root),
              const char *done)
{
    CG_AUTO_VALUE(reply) r = {0};
    if (!client_exchange(c, e, &r))
        return CLI_NO;
    if (r.status >= 400 || (r.doc == NULL && r.status != 204)) {
        client_complain(c, &r);
        return CLI_NO;
    }
    if (c->json)
        return r.status == 204 ? (puts("null"), CLI_FINE) : show_json(&r);
    if (show != NULL)
        show(c, cg_json_root(r.doc));
    else
        puts(done);
    return CLI_FINE;
}

/* ---- merges ---- */

static void show_side(const cli *c, const char *name, cg_json_value side)
{
    cg_str blob = member_str(side, "blob");
    if (cg_json_type_of(side) != CG_JSON_OBJECT)
        printf("    %s%-6s is not there%s\n", style_dim(c), name, style_end(c));
    else if (blob.len > 0)
        printf("    %s%-6s %.10s  %.*s bytes%s\n", style_dim(c), name, blob.ptr,
               CG_STR_ARG(show_number(c, member_u64(side, "bytes"))), style_end(c));
}

static void show_conflict(const cli *c, cg_json_value conflict)
{
    cg_str decided = member_str(conflict, "resolution");
    printf("  %s%.*s%s  %.*s", style_of(c, decided.len > 0 ? STYLE_ADDED : STYLE_REMOVED),
           CG_STR_ARG(member_str(conflict, "key")), style_end(c),
           CG_STR_ARG(member_str(conflict, "kind")));
    if (decided.len > 0)
        printf("  decided: %.*s", CG_STR_ARG(decided));
    putchar('\n');
    show_side(c, "base", cg_json_get(conflict, "base"));
    show_side(c, "ours", cg_json_get(conflict, "ours"));
    show_side(c, "theirs", cg_json_get(conflict, "theirs"));
}

static void show_conflicts(const cli *c, cg_json_value root)
{
    cg_json_iter it = {0};
    cg_json_value conflicts = cg_json_get(root, "conflicts"), conflict;
    cg_str id = member_str(root, "id");
    printf("%zu conflicts, %" PRIu64 " of them decided; nothing was changed\n",
           cg_json_count(conflicts), member_u64(root, "resolved"));
    while (cg_json_next(conflicts, &it, &conflict))
        show_conflict(c, conflict);
    printf("codegraph merge resolve %.*s KEY=ours|theirs|base|@FILE …, or --strategy ours|theirs\n",
           CG_STR_ARG(id));
}

static int show_outcome(const cli *c, cg_json_value root)
{
    cg_str outcome = member_str(root, "outcome"), branch = member_str(root, "branch");
    cg_str source = member_str(root, "source"), version = member_str(root, "version");
    if (cg_str_eq(outcome, CG_STR("conflicts"))) {
        show_conflicts(c, root);
        return CLI_CONFLICT;
    }
    if (cg_str_eq(outcome, CG_STR("up_to_date")))
        printf("%.*s has all of %.*s already\n", CG_STR_ARG(branch), CG_STR_ARG(source));
    else if (cg_str_eq(outcome, CG_STR("fast_forward")))
        printf("%s%.*s%s moved forward to generation %" PRIu64 "\n", style_bold(c),
               CG_STR_ARG(branch), style_end(c), member_u64(root, "generation"));
    else
        printf("%s%.*s%s is at version %.*s now: %" PRIu64 " files, %" PRIu64 " statements\n",
               style_bold(c), CG_STR_ARG(branch), style_end(c),
               (int)CG_MIN(version.len, (size_t)SHORT_ID), version.ptr != NULL ? version.ptr : "",
               member_u64(root, "files"), member_u64(root, "statements"));
    return CLI_FINE;
}

int send_merge(cli *c, const exchange *e)
{
    CG_AUTO_VALUE(reply) r = {0};
    if (!client_ask(c, e->method, e->path, e->body, &r))
        return CLI_NO;
    cg_json_value root = cg_json_root(r.doc);
    if (!c->json)
        return show_outcome(c, root);
    show_json(&r);
    return cg_str_eq(member_str(root, "outcome"), CG_STR("conflicts")) ? CLI_CONFLICT : CLI_FINE;
}
