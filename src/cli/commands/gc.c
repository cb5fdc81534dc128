// SPDX-License-Identifier: Apache-2.0
// codegraph gc: collects what nobody needs any more, or says what would go.
#include "cli.h"

typedef struct gc_options {
    bool dry_run, keep_all, young_given;
    uint64_t last, generations, days, young_s; /* 0: not given */
} gc_options;

#define NUMBER_MAX UINT64_C(1000000000000)

static bool take_options(cli *c, gc_options *out)
{
    *out = (gc_options){.dry_run = opt_given(c, "dry-run"),
                        .keep_all = opt_given(c, "keep-all"),
                        .young_given = opt_given(c, "young")};
    return opt_u64(c, "keep-last", 1, NUMBER_MAX, &out->last) &&
           opt_u64(c, "keep-generations", 1, NUMBER_MAX, &out->generations) &&
           opt_u64(c, "keep-days", 1, NUMBER_MAX, &out->days) &&
           opt_u64(c, "young", 0, NUMBER_MAX, &out->young_s);
}

static void put_rule(cg_json_writer *w, const char *name, uint64_t n)
{
    if (n > 0)
        cg_json_put_u64(w, name, n);
}

static void write_request(const gc_options *o, cg_buf *out)
{
    cg_json_writer w;
    cg_json_writer_init(&w, out);
    cg_json_begin_object(&w);
    if (o->dry_run)
        cg_json_put_bool(&w, "dry_run", true);
    if (o->young_given)
        cg_json_put_u64(&w, "young_ms", o->young_s * 1000);
    if (o->keep_all || o->last + o->generations + o->days > 0) {
        cg_json_put_object(&w, "keep");
        if (o->keep_all)
            cg_json_put_bool(&w, "all", true);
        put_rule(&w, "last", o->last);
        put_rule(&w, "generations", o->generations);
        put_rule(&w, "days", o->days);
        cg_json_end_object(&w);
    }
    cg_json_end_object(&w);
}

static void show_report(const cli *c, cg_json_value report)
{
    bool dry_run = member_bool(report, "dry_run");
    cg_json_iter it = {0};
    cg_json_value kind, kinds = cg_json_get(report, "kinds");
    printf("%s%.*s of %.*s generations%s %s, %.*s of %.*s versions\n", style_bold(c),
           CG_STR_ARG(show_number(c, member_u64(report, "generations_collected"))),
           CG_STR_ARG(show_number(c, member_u64(report, "generations"))), style_end(c),
           dry_run ? "would go" : "collected",
           CG_STR_ARG(show_number(c, member_u64(report, "versions_collected"))),
           CG_STR_ARG(show_number(c, member_u64(report, "versions"))));
    while (cg_json_next(kinds, &it, &kind)) {
        cg_str name = cg_json_key(kind);
        if (member_u64(kind, "rows") > 0)
            printf("  %-14.*s %.*s rows, %.*s bytes\n", CG_STR_ARG(name),
                   CG_STR_ARG(show_number(c, member_u64(kind, "rows"))),
                   CG_STR_ARG(show_number(c, member_u64(kind, "bytes"))));
    }
    if (member_bool(report, "units_postponed"))
        printf("Files were being written: what they hold is left to the next time.\n");
}

int cmd_gc(cli *c)
{
    gc_options options;
    if (!take_options(c, &options))
        return 2;
    CG_AUTO_VALUE(cg_buf) body = {0};
    CG_AUTO_VALUE(query) q;
    CG_AUTO_VALUE(reply) r = {0};
    cg_json_value report;
    write_request(&options, &body);
    query_begin(&q, c, "/admin/gc");
    if (!client_ask(c, "POST", cg_buf_str(&q.text), &body, &r) ||
        (r.status == 202 && !follow_task(c, &r)))
        return 1;
    if (c->json)
        return show_json(&r);
    if (!task_report(c, &r, &report))
        return 1;
    show_report(c, report);
    return 0;
}
