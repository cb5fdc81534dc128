// SPDX-License-Identifier: Apache-2.0
// codegraph status: the server, and what it holds.
#include "cli.h"

static void show_project(const cli *c, cg_json_value p)
{
    printf("%s%.*s%s  generation %" PRIu64 "\n", style_bold(c),
           CG_STR_ARG(member_str(p, "project")), style_end(c), member_u64(p, "generation"));
    printf("  %.*s files (%.*s partial, %.*s skipped), %.*s nodes, %.*s relationships\n ",
           CG_STR_ARG(show_number(c, member_u64(p, "files"))),
           CG_STR_ARG(show_number(c, member_u64(p, "files_partial"))),
           CG_STR_ARG(show_number(c, member_u64(p, "files_skipped"))),
           CG_STR_ARG(show_number(c, member_u64(p, "nodes"))),
           CG_STR_ARG(show_number(c, member_u64(p, "relationships"))));
    cg_json_iter it = {0};
    cg_json_value languages = cg_json_get(p, "languages"), count;
    while (cg_json_next(languages, &it, &count)) {
        uint64_t n = 0;
        if (cg_json_as_u64(count, 0, INT64_MAX, &n, NULL) == CG_OK)
            printf(" %.*s %.*s", CG_STR_ARG(cg_json_key(count)), CG_STR_ARG(show_number(c, n)));
    }
    printf("\n");
}

int cmd_status(cli *c)
{
    CG_AUTO_VALUE(reply) health;
    CG_AUTO_VALUE(reply) projects = {0};
    if (!client_ask(c, "GET", CG_STR("/health"), NULL, &health) ||
        !client_ask(c, "GET", CG_STR("/projects"), NULL, &projects))
        return 1;
    cg_json_value h = cg_json_root(health.doc), project;
    cg_json_value items = cg_json_get(cg_json_root(projects.doc), "items");
    if (c->json) {
        CG_AUTO_VALUE(cg_buf) out = {0};
        cg_json_writer w;
        cg_json_writer_init(&w, &out);
        cg_json_begin_object(&w);
        cg_json_write_key(&w, CG_STR("health"));
        cg_json_write_value(&w, h);
        cg_json_write_key(&w, CG_STR("projects"));
        cg_json_write_value(&w, items);
        cg_json_end_object(&w);
        printf("%.*s\n", CG_STR_ARG(cg_buf_str(&out)));
        return 0;
    }
    printf("codegraphd %.*s at %.*s: %.*s, up %" PRIu64 " s\n",
           CG_STR_ARG(member_str(h, "version")), CG_STR_ARG(c->server),
           CG_STR_ARG(member_str(h, "status")), member_u64(h, "uptime_ms") / 1000);
    cg_json_iter it = {0};
    while (cg_json_next(items, &it, &project))
        show_project(c, project);
    if (cg_json_count(items) == 0)
        printf("Nothing is indexed yet: codegraph index DIR\n");
    return 0;
}
