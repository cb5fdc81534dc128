// SPDX-License-Identifier: Apache-2.0
// POST /admin/integrity-check: recomputes everything that is derived and compares.
#include "rest.h"

static cg_code integrity_check(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_verify_report report;
    cg_json_writer w;
    cg_code rc = cg_service_verify(cg_rest_api(req)->service, cg_request_arena(req), &report, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_u64(&w, "problems", report.problems);
    cg_json_put_array(&w, "details");
    for (size_t i = 0; i < report.lines_count; i++)
        cg_json_write_str(&w, report.lines[i]);
    cg_json_end_array(&w);
    cg_json_put_u64(&w, "projects", report.projects);
    cg_json_put_u64(&w, "files", report.files);
    cg_json_put_u64(&w, "units", report.units);
    cg_json_put_u64(&w, "nodes", report.nodes);
    cg_json_put_u64(&w, "relationships", report.edges);
    cg_json_put_u64(&w, "manual_nodes", report.manual_nodes);
    cg_json_put_u64(&w, "manual_relationships", report.manual_edges);
    cg_json_put_u64(&w, "metadata", report.metadata);
    cg_json_put_u64(&w, "names", report.names);
    cg_json_put_u64(&w, "postings", report.postings);
    cg_json_end_object(&w);
    return CG_OK;
}

static const cg_answer answers[] = {{200,
                                     "What was checked, and what is wrong.",
                                     {{"application/json", "IntegrityReport", NULL, NULL}}},
                                    {0}};

const cg_route cg_route_admin_integrity_check = {
    .method = "POST",
    .path = "/admin/integrity-check",
    .id = "checkIntegrity",
    .tag = "admin",
    .summary = "Check the store against itself: digest, both directions of relationships, indexes",
    .answers = answers,
    .scope = CG_SCOPE_ADMIN,
    .handle = integrity_check,
};
