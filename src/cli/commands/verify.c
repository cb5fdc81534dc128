// SPDX-License-Identifier: Apache-2.0
// codegraph verify: the store checked against itself.
#include "cli.h"

int cmd_verify(cli *c)
{
    CG_AUTO_VALUE(reply) r;
    if (!client_ask(c, "POST", CG_STR("/admin/integrity-check"), NULL, &r))
        return 1;
    cg_json_value report = cg_json_root(r.doc), line;
    uint64_t problems = member_u64(report, "problems");
    if (c->json) {
        show_json(&r);
        return problems > 0;
    }
    static const char *const counted[] = {"projects",      "files", "units",   "nodes",
                                          "relationships", "names", "postings"};
    for (size_t i = 0; i < CG_ARRAY_LEN(counted); i++)
        printf("%-14s %.*s\n", counted[i],
               CG_STR_ARG(show_number(c, member_u64(report, counted[i]))));
    cg_json_iter it = {0};
    cg_json_value details = cg_json_get(report, "details");
    while (cg_json_next(details, &it, &line)) {
        cg_str text;
        if (cg_json_as_str(line, &text, NULL) == CG_OK)
            printf("  %.*s\n", CG_STR_ARG(text));
    }
    printf("%s%.*s problems%s\n", style_bold(c), CG_STR_ARG(show_number(c, problems)),
           style_end(c));
    return problems > 0;
}
