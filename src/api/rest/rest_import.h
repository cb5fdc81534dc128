// SPDX-License-Identifier: Apache-2.0
// api, private: what the routes of imported indexes share.
#ifndef CG_API_REST_IMPORT_H
#define CG_API_REST_IMPORT_H

#include "rest.h"

cg_import_request cg_rest_import_request(cg_request *req);
void cg_rest_reply_import(const cg_request *req, cg_reply *reply, const cg_import_report *report);

#define CG_REST_IMPORT_DRY_RUN                                                                     \
    {                                                                                              \
        .name = "dry_run", .type = CG_PARAM_BOOL, .fallback = "false",                             \
        .help = "Do everything but store the result."                                              \
    }

#endif
