// SPDX-License-Identifier: Apache-2.0
// What commands share that ask one question and show its answer.
#include "cli.h"

const char *parameter_of(const cli *c, const char *name)
{
    cg_str copy = cg_arena_str(c->arena, cg_str_from(name));
    for (char *at = (char *)copy.ptr; *at != '\0'; at++)
        *at = *at == '-' ? '_' : *at;
    return copy.ptr;
}

void question_add_options(const cli *c, query *q)
{
    for (const option *o = c->command->options; o != NULL && o->name != NULL; o++) {
        const char *value = c->values[o - c->command->options];
        if (o->asked && value != NULL)
            query_add(q, parameter_of(c, o->name), cg_str_from(value));
    }
}

void question_begin(cli *c, query *q, const char *before, cg_str segment, const char *after)
{
    path_begin(c, q, before, segment, after);
    question_add_options(c, q);
}

static int ask(cli *c, const exchange *e, int (*show)(const cli *c, cg_json_value root))
{
    CG_AUTO_VALUE(reply) r = {0};
    if (!client_ask_for(c, e, &r))
        return 1;
    if (c->json) {
        show_json(&r);
        return r.status == 300;
    }
    if (r.status == 300)
        return show_candidates(c, &r);
    return show(c, cg_json_root(r.doc));
}

int question_ask(cli *c, query *q, int (*show)(const cli *c, cg_json_value root))
{
    const exchange e = {.method = "GET", .path = cg_buf_str(&q->text)};
    return ask(c, &e, show);
}

int question_send(cli *c, const query *q, const cg_buf *body, const char *media,
                  int (*show)(const cli *c, cg_json_value root))
{
    const exchange e = {
        .method = "POST", .path = cg_buf_str(&q->text), .body = body, .media = media};
    return ask(c, &e, show);
}

bool member_bool(cg_json_value object, const char *key)
{
    bool value = false;
    return cg_json_get_bool(object, key, &value, CG_JSON_OPTIONAL, NULL) == CG_OK && value;
}

double member_f64(cg_json_value object, const char *key)
{
    double value = 0;
    return cg_json_get_f64(object, key, &value, CG_JSON_OPTIONAL, NULL) == CG_OK ? value : 0;
}

static void show_gap(const cli *c, uint64_t count, const char *what)
{
    if (count > 0)
        printf("%s  not known: %.*s %s%s\n", style_dim(c), CG_STR_ARG(show_number(c, count)), what,
               style_end(c));
}

void show_totals(const cli *c, cg_json_value root, size_t shown, uint64_t total, const char *what)
{
    cg_json_value coverage = cg_json_get(root, "coverage");
    printf("%s%zu of %.*s %s%s\n", style_dim(c), shown, CG_STR_ARG(show_number(c, total)), what,
           style_end(c));
    if (!cg_str_eq(member_str(root, "verdict"), CG_STR("unknown")))
        return;
    show_gap(c, member_u64(coverage, "files_partial"), "files were parsed in part");
    show_gap(c, member_u64(coverage, "files_skipped"), "files were skipped");
    show_gap(c, member_u64(coverage, "files_with_unlinked_mentions"),
             "files mention the name without its being known what they mean");
    show_gap(c, member_u64(coverage, "unresolved_references"),
             "references in it for which nothing was found");
    show_gap(c, member_u64(coverage, "guessed"),
             "that may be meant, as --min-confidence 0 shows them");
}
