// SPDX-License-Identifier: Apache-2.0
// DELETE /import: forgets what imported indexes know.
#include "rest_import.h"

static cg_code import_delete(cg_request *req, cg_reply *reply, cg_err *err)
{
    const cg_import_request q = cg_rest_import_request(req);
    cg_import_report report;
    cg_code rc = cg_service_import_forget(cg_rest_api(req)->service, &q,
                                          cg_request_deadline_ns(req), &report, err);
    if (rc == CG_OK)
        cg_rest_reply_import(req, reply, &report);
    return rc;
}

static const cg_param params[] = {CG_REST_PROJECT,
                                  CG_REST_TRANSACTION,
                                  CG_REST_BRANCH,
                                  CG_REST_MESSAGE,
                                  CG_REST_AUTHOR,
                                  CG_REST_IMPORT_DRY_RUN,
                                  {0}};

static const cg_answer answers[] = {{200,
                                     "Of how many files something was known, and what changed.",
                                     {{"application/json", "ImportReport", NULL, NULL}}},
                                    {0}};

const cg_route cg_route_import_delete = {
    .method = "DELETE",
    .path = "/import",
    .id = "forgetIndexes",
    .tag = "import",
    .summary = "Forget what indexes know",
    .description =
        "Drops what was imported, of all files and tools: all relationships are what the "
        "rules say. Other branches and older versions keep theirs.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = import_delete,
};
