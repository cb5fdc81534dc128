// SPDX-License-Identifier: Apache-2.0
// codegraph tag: names that do not move.
#include "cli.h"

static void show_tag(const cli *c, cg_json_value tag)
{
    cg_str message = first_line(member_str(tag, "message"), 100);
    printf("%s%-24.*s%s ", style_bold(c), CG_STR_ARG(member_str(tag, "name")), style_end(c));
    show_version_line(c, cg_json_get(tag, "version"));
    if (message.len > 0)
        printf("%25s%.*s\n", "", CG_STR_ARG(message));
}

int cmd_tag_list(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    query_begin(&q, c, "/tags");
    question_add_options(c, &q);
    return show_pages(c, &q, show_tag, "There is no tag.");
}

int cmd_tag_create(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(cg_buf) body = {0};
    cg_json_writer w;
    body_begin(&w, &body);
    cg_json_put_str(&w, "name", word(c, 0));
    if (c->args_count == 2)
        cg_json_put_str(&w, "ref", word(c, 1));
    body_option(&w, c, "message");
    body_option(&w, c, "author");
    cg_json_end_object(&w);
    query_begin(&q, c, "/tags");
    const exchange e = {.method = "POST", .path = cg_buf_str(&q.text), .body = &body};
    return send_body(c, &e, show_tag, NULL);
}

int cmd_tag_delete(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    path_begin(c, &q, "/tags/", word(c, 0), "");
    const exchange e = {.method = "DELETE", .path = cg_buf_str(&q.text)};
    return send_body(c, &e, NULL, "deleted");
}
