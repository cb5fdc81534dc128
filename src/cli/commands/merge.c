// SPDX-License-Identifier: Apache-2.0
// codegraph merge, revert, cherry-pick: changes that are taken over, and the conflicts that wait.
#include "cli.h"

#define VALUE_MAX                                                                                  \
    ((size_t)64 << 20) /* of a text that decides a conflict; the server has bounds of its own */

static void put_common(cg_json_writer *w, const cli *c)
{
    body_option(w, c, "strategy");
    body_option(w, c, "message");
    body_option(w, c, "author");
}

static int post(cli *c, query *q, cg_json_writer *w, const cg_buf *body)
{
    cg_json_end_object(w);
    const exchange e = {.method = "POST", .path = cg_buf_str(&q->text), .body = body};
    return send_merge(c, &e);
}

int cmd_merge(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(cg_buf) body = {0};
    cg_json_writer w;
    body_begin(&w, &body);
    cg_json_put_str(&w, "source", word(c, 0));
    body_option(&w, c, "branch");
    put_common(&w, c);
    body_flag(&w, c, "always-commit");
    query_begin(&q, c, "/merge");
    return post(c, &q, &w, &body);
}

int cmd_revert(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(cg_buf) body = {0};
    cg_json_writer w;
    body_begin(&w, &body);
    body_option(&w, c, "branch");
    put_common(&w, c);
    path_begin(c, &q, "/versions/", word(c, 0), "/revert");
    return post(c, &q, &w, &body);
}

int cmd_cherry_pick(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(cg_buf) body = {0};
    cg_json_writer w;
    cg_str branch = cg_str_from(opt(c, "branch"));
    body_begin(&w, &body);
    cg_json_put_str(&w, "version", word(c, 0));
    put_common(&w, c);
    path_begin(c, &q, "/branches/", branch.len > 0 ? branch : CG_STR("main"), "/cherry-pick");
    return post(c, &q, &w, &body);
}

/* ---- merges that wait ---- */

static void show_waiting(const cli *c, cg_json_value merge)
{
    printf("%s%.*s%s  %.*s  %.*s into %.*s\n", style_bold(c), CG_STR_ARG(member_str(merge, "id")),
           style_end(c), CG_STR_ARG(member_time(merge, "created_at", c->arena)),
           CG_STR_ARG(member_str(merge, "source")), CG_STR_ARG(member_str(merge, "branch")));
}

int cmd_merge_list(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    query_begin(&q, c, "/merge");
    return show_pages(c, &q, show_waiting, "No merge waits.");
}

int cmd_merge_show(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    path_begin(c, &q, "/merge/", word(c, 0), "");
    const exchange e = {.method = "GET", .path = cg_buf_str(&q.text)};
    int status = send_merge(c, &e);
    return status == CLI_CONFLICT ? CLI_FINE : status; /* that there are some is what was asked */
}

int cmd_merge_abandon(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    path_begin(c, &q, "/merge/", word(c, 0), "");
    const exchange e = {.method = "DELETE", .path = cg_buf_str(&q.text)};
    return send_body(c, &e, NULL, "abandoned");
}

/* The text of a file, or metadata. */
static bool put_value(cli *c, cg_json_writer *w, cg_str key, const char *path)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    CG_AUTO(cg_json) doc = NULL;
    cg_err err;
    if (cg_file_read(path, VALUE_MAX, &text, &err) != CG_OK) {
        misuse(c, "%s: %s", path, err.text);
        return false;
    }
    cg_json_put_str(w, "take", CG_STR("value"));
    if (cg_str_starts(key, CG_STR("file:"))) {
        if (cg_utf8_valid(cg_buf_str(&text))) {
            cg_json_put_str(w, "content", cg_buf_str(&text));
            return true;
        }
        misuse(c, "%s is not UTF-8", path);
        return false;
    }
    if (cg_json_parse(cg_buf_str(&text), NULL, &doc, &err) != CG_OK) {
        misuse(c, "%s is no JSON: %s", path, err.text);
        return false;
    }
    cg_json_write_key(w, CG_STR("metadata"));
    cg_json_write_value(w, cg_json_root(doc));
    return true;
}

/* "KEY=SIDE"; keys may hold '='. */
static bool put_resolution(cli *c, cg_json_writer *w, cg_str text)
{
    ptrdiff_t sign = cg_str_rfind(text, '=');
    cg_str side = sign > 0 ? cg_str_slice(text, (size_t)sign + 1, text.len) : CG_STR_NULL;
    bool known = cg_str_eq(side, CG_STR("ours")) || cg_str_eq(side, CG_STR("theirs")) ||
                 cg_str_eq(side, CG_STR("base"));
    if (sign <= 0 || (!known && !cg_str_starts(side, CG_STR("@")))) {
        misuse(c, "\"%.*s\" is not KEY=ours, theirs, base or @FILE", CG_STR_ARG(text));
        return false;
    }
    cg_str key = cg_str_slice(text, 0, (size_t)sign);
    bool fine = true;
    cg_json_begin_object(w);
    cg_json_put_str(w, "key", key);
    if (known)
        cg_json_put_str(w, "take", side);
    else
        fine = put_value(c, w, key, side.ptr + 1);
    cg_json_end_object(w);
    return fine;
}

int cmd_merge_resolve(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(cg_buf) body = {0};
    cg_json_writer w;
    if (c->args_count < 2 && !opt_given(c, "strategy"))
        return misuse(c, "a KEY=SIDE or --strategy is to be given");
    body_begin(&w, &body);
    cg_json_put_array(&w, "resolutions");
    for (size_t i = 1; i < c->args_count; i++)
        if (!put_resolution(c, &w, word(c, i)))
            return CLI_USAGE;
    cg_json_end_array(&w);
    body_option(&w, c, "strategy");
    path_begin(c, &q, "/merge/", word(c, 0), "/resolve");
    return post(c, &q, &w, &body);
}
