// SPDX-License-Identifier: Apache-2.0
// codegraph log, commit, history, blame: which versions there are, and what they did to one thing.
#include "cli.h"

int cmd_log(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    query_begin(&q, c, "/versions");
    question_add_options(c, &q);
    return show_pages(c, &q, show_version_line,
                      "There is no version yet: codegraph commit makes one.");
}

int cmd_commit(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(cg_buf) body = {0};
    cg_json_writer w;
    if (!opt_given(c, "message"))
        return misuse(c, "--message is to say what the version is");
    body_begin(&w, &body);
    body_option(&w, c, "message");
    body_option(&w, c, "author");
    body_option(&w, c, "branch");
    body_flag(&w, c, "allow-empty");
    cg_json_end_object(&w);
    query_begin(&q, c, "/versions");
    const exchange e = {.method = "POST", .path = cg_buf_str(&q.text), .body = &body};
    return send_body(c, &e, show_version_line, NULL);
}

/* ---- what became of one thing ---- */

static void show_entry(const cli *c, cg_json_value entry)
{
    cg_str change = member_str(entry, "change");
    style s = change.len == 0                        ? STYLE_NONE
              : cg_str_eq(change, CG_STR("added"))   ? STYLE_ADDED
              : cg_str_eq(change, CG_STR("removed")) ? STYLE_REMOVED
                                                     : STYLE_CHANGED;
    cg_json_value version = cg_json_get(entry, "version"), aspect;
    cg_json_iter it = {0};
    printf("%s%-8.*s%s ", style_of(c, s), CG_STR_ARG(change), style_end(c));
    if (cg_json_type_of(version) == CG_JSON_OBJECT)
        show_version_line(c, version);
    else
        printf("generation %" PRIu64 ", of no version yet\n", member_u64(entry, "generation"));
    cg_json_value aspects = cg_json_get(entry, "aspects");
    if (cg_json_count(aspects) == 0)
        return;
    printf("         %s", style_dim(c));
    while (cg_json_next(aspects, &it, &aspect)) {
        cg_str text = CG_STR_NULL;
        if (cg_json_as_str(aspect, &text, NULL) == CG_OK)
            printf(" %.*s", CG_STR_ARG(text));
    }
    printf("%s\n", style_end(c));
}

int cmd_history(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    question_begin(c, &q, "/nodes/", word(c, 0), "/history");
    return show_pages(c, &q, show_entry, "Nothing is known of it.");
}

/* The id of the one relationship between two definitions. False after saying why there is none. */
static bool find_between(cli *c, cg_str source, cg_str target, cg_str *out_id, int *out_status)
{
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(reply) r = {0};
    *out_status = CLI_NO;
    query_begin(&q, c, "/relationships");
    query_add(&q, "source", source);
    query_add(&q, "target", target);
    query_add(&q, "min_confidence", CG_STR("0"));
    if (opt_given(c, "type"))
        query_add(&q, "type", cg_str_from(opt(c, "type")));
    if (opt_given(c, "ref"))
        query_add(&q, "ref", cg_str_from(opt(c, "ref")));
    if (!client_ask(c, "GET", cg_buf_str(&q.text), NULL, &r))
        return false;
    if (r.status == 300) {
        *out_status = c->json ? (show_json(&r), CLI_NO) : show_candidates(c, &r);
        return false;
    }
    cg_json_value items = cg_json_get(cg_json_root(r.doc), "items"), row;
    if (cg_json_count(items) == 1) {
        *out_id = cg_arena_str(c->arena, member_str(cg_json_at(items, 0), "id"));
        return true;
    }
    cg_json_iter it = {0};
    fprintf(stderr,
            cg_json_count(items) == 0
                ? "codegraph: no relationship leads from one to the other\n"
                : "codegraph: several relationships do; say which with --type or its id:\n");
    while (cg_json_next(items, &it, &row))
        fprintf(stderr, "  %.*s  %.*s\n", CG_STR_ARG(member_str(row, "id")),
                CG_STR_ARG(member_str(row, "type")));
    return false;
}

int cmd_blame(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    cg_str id = word(c, 0);
    int status;
    if (c->args_count == 2 && !find_between(c, id, word(c, 1), &id, &status))
        return status;
    question_begin(c, &q, "/relationships/", id, "/blame");
    return show_pages(c, &q, show_entry, "Nothing is known of it.");
}
