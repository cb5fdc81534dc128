// SPDX-License-Identifier: Apache-2.0
// codegraph branch: names that writes move.
#include "cli.h"

static void show_branch(const cli *c, cg_json_value branch)
{
    cg_json_value head = cg_json_get(branch, "head");
    printf("%s%-24.*s%s%s ", style_bold(c), CG_STR_ARG(member_str(branch, "name")), style_end(c),
           member_bool(branch, "protected") ? " protected" : "");
    if (cg_json_type_of(head) == CG_JSON_OBJECT)
        show_version_line(c, head);
    else
        printf("nothing was written yet\n");
}

int cmd_branch_list(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    query_begin(&q, c, "/branches");
    question_add_options(c, &q);
    return show_pages(c, &q, show_branch, "There is no branch.");
}

int cmd_branch_create(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(cg_buf) body = {0};
    cg_json_writer w;
    body_begin(&w, &body);
    cg_json_put_str(&w, "name", word(c, 0));
    if (c->args_count == 2)
        cg_json_put_str(&w, "from", word(c, 1));
    cg_json_end_object(&w);
    query_begin(&q, c, "/branches");
    const exchange e = {.method = "POST", .path = cg_buf_str(&q.text), .body = &body};
    return send_body(c, &e, show_branch, NULL);
}

/* Sends `body` about the branch that the first word names. */
static int change(cli *c, const char *method, const cg_buf *body, const char *done)
{
    CG_AUTO_VALUE(query) q = {0};
    path_begin(c, &q, "/branches/", word(c, 0), "");
    const exchange e = {.method = method,
                        .path = cg_buf_str(&q.text),
                        .body = body,
                        .if_match = cg_str_from(opt(c, "if-generation"))};
    return send_body(c, &e, body != NULL ? show_branch : NULL, done);
}

int cmd_branch_delete(cli *c)
{
    return change(c, "DELETE", NULL, "deleted");
}

int cmd_branch_reset(cli *c)
{
    CG_AUTO_VALUE(cg_buf) body = {0};
    cg_json_writer w;
    body_begin(&w, &body);
    cg_json_put_str(&w, "to", word(c, 1));
    body_flag(&w, c, "force");
    cg_json_end_object(&w);
    return change(c, "PATCH", &body, NULL);
}

static int protect(cli *c, bool on)
{
    CG_AUTO_VALUE(cg_buf) body = {0};
    cg_json_writer w;
    body_begin(&w, &body);
    cg_json_put_bool(&w, "protected", on);
    cg_json_end_object(&w);
    return change(c, "PATCH", &body, NULL);
}

int cmd_branch_protect(cli *c)
{
    return protect(c, true);
}

int cmd_branch_unprotect(cli *c)
{
    return protect(c, false);
}
