// SPDX-License-Identifier: Apache-2.0
// codegraph tx: reads and writes that become visible together, or not at all.
#include "cli.h"

static void show_transaction(const cli *c, cg_json_value tx)
{
    cg_json_iter it = {0};
    cg_json_value conflict, conflicts = cg_json_get(tx, "conflicts");
    printf("%s%.*s%s  %.*s  on %.*s, began at generation %" PRIu64, style_bold(c),
           CG_STR_ARG(member_str(tx, "id")), style_end(c), CG_STR_ARG(member_str(tx, "state")),
           CG_STR_ARG(member_str(tx, "branch")), member_u64(tx, "begun_at"));
    if (cg_str_eq(member_str(tx, "state"), CG_STR("open")))
        printf(", until %.*s", CG_STR_ARG(member_time(tx, "expires_at", c->arena)));
    if (member_u64(tx, "generation") > 0)
        printf(", is generation %" PRIu64, member_u64(tx, "generation"));
    putchar('\n');
    while (cg_json_next(conflicts, &it, &conflict))
        printf("  %s%.*s%s  %.*s\n", style_of(c, STYLE_REMOVED),
               CG_STR_ARG(member_str(conflict, "key")), style_end(c),
               CG_STR_ARG(member_str(conflict, "kind")));
}

int cmd_tx_list(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    query_begin(&q, c, "/transactions");
    return show_pages(c, &q, show_transaction, "No transaction is open.");
}

/* The id alone, for scripts. */
static void show_id(const cli *c, cg_json_value tx)
{
    (void)c;
    printf("%.*s\n", CG_STR_ARG(member_str(tx, "id")));
}

int cmd_tx_begin(cli *c)
{
    CG_AUTO_VALUE(query) q = {0};
    CG_AUTO_VALUE(cg_buf) body = {0};
    cg_json_writer w;
    uint64_t seconds = 0;
    if (!opt_u64(c, "timeout", 1, 86400, &seconds))
        return CLI_USAGE;
    body_begin(&w, &body);
    body_option(&w, c, "branch");
    body_option(&w, c, "message");
    body_option(&w, c, "author");
    if (seconds > 0)
        cg_json_put_u64(&w, "timeout_ms", seconds * 1000);
    cg_json_end_object(&w);
    query_begin(&q, c, "/transactions");
    const exchange e = {.method = "POST", .path = cg_buf_str(&q.text), .body = &body};
    return send_body(c, &e, show_id, NULL);
}

/* The routes of one transaction know its project. */
static int ask(cli *c, const char *method, const char *what)
{
    CG_AUTO_VALUE(query) q = {0};
    cg_buf_add_str(&q.text, CG_STR("/transactions/"));
    query_add_segment(&q, word(c, 0));
    cg_buf_add_str(&q.text, cg_str_from(what));
    const exchange e = {.method = method, .path = cg_buf_str(&q.text)};
    return send_body(c, &e, show_transaction, NULL);
}

int cmd_tx_show(cli *c)
{
    return ask(c, "GET", "");
}

int cmd_tx_commit(cli *c)
{
    return ask(c, "POST", "/commit");
}

int cmd_tx_rollback(cli *c)
{
    return ask(c, "POST", "/rollback");
}
