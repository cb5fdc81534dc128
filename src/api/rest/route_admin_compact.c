// SPDX-License-Identifier: Apache-2.0
// POST /admin/compact: rewrites the store's tables without what is no longer needed.
#include "rest.h"

static cg_code compact(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_service *service = cg_rest_api(req)->service;
    cg_storage_stats stats;
    cg_json_writer w;
    cg_code rc = cg_service_compact(service, err);
    if (rc != CG_OK)
        return rc;
    cg_service_storage_stats(service, &stats);
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_u64(&w, "disk_bytes", stats.disk_bytes);
    cg_json_put_u64(&w, "memory_bytes", stats.memory_bytes);
    cg_json_put_u64(&w, "pending_compaction_bytes", stats.pending_compaction_bytes);
    cg_json_end_object(&w);
    return CG_OK;
}

static const cg_answer answers[] = {
    {200, "The store's size afterwards.", {{"application/json", "StorageStats", NULL, NULL}}}, {0}};

const cg_route cg_route_admin_compact = {
    .method = "POST",
    .path = "/admin/compact",
    .id = "compactStore",
    .tag = "admin",
    .summary = "Compact the store",
    .answers = answers,
    .scope = CG_SCOPE_ADMIN,
    .handle = compact,
};
