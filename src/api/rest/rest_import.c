// SPDX-License-Identifier: Apache-2.0
#include "rest_import.h"

cg_import_request cg_rest_import_request(cg_request *req)
{
    return (cg_import_request){.project = cg_request_str(req, "project"),
                               .dry_run = cg_request_flag(req, "dry_run"),
                               .to = cg_rest_read_to(req)};
}

static void put_changes(cg_json_writer *w, const char *key, cg_change_counts c)
{
    cg_json_put_object(w, key);
    cg_json_put_u64(w, "added", c.added);
    cg_json_put_u64(w, "changed", c.changed);
    cg_json_put_u64(w, "removed", c.removed);
    cg_json_end_object(w);
}

static void put_paths(cg_json_writer *w, const char *key, const cg_str *paths, uint64_t count)
{
    cg_json_put_array(w, key);
    for (size_t i = 0; i < CG_MIN(count, (uint64_t)CG_INDEX_PATHS_MAX); i++)
        cg_json_write_str(w, paths[i]);
    cg_json_end_array(w);
}

static void put_documents(cg_json_writer *w, const cg_import_report *r)
{
    cg_json_put_object(w, "documents");
    cg_json_put_u64(w, "matched", r->documents_matched);
    cg_json_put_u64(w, "stale", r->documents_stale);
    cg_json_put_u64(w, "unknown", r->documents_unknown);
    put_paths(w, "stale_paths", r->stale, r->documents_stale);
    put_paths(w, "unknown_paths", r->unknown, r->documents_unknown);
    cg_json_end_object(w);
}

static void put_references(cg_json_writer *w, const cg_import_report *r)
{
    cg_json_put_object(w, "references");
    cg_json_put_u64(w, "total", r->references);
    cg_json_put_u64(w, "resolved", r->resolved);
    cg_json_put_u64(w, "agreed", r->agreed);
    cg_json_put_u64(w, "corrected", r->corrected);
    cg_json_put_u64(w, "added", r->added);
    cg_json_end_object(w);
}

void cg_rest_reply_import(const cg_request *req, cg_reply *reply, const cg_import_report *r)
{
    cg_json_writer w;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "project", cg_request_str(req, "project"));
    cg_json_put_u64(&w, "generation", r->generation);
    cg_json_put_bool(&w, "changed", r->changed);
    cg_rest_put_id(&w, "version", r->version);
    cg_json_put_object(&w, "tool");
    cg_json_put_str(&w, "name", r->tool);
    cg_json_put_str(&w, "version", r->tool_version);
    cg_json_end_object(&w);
    put_documents(&w, r);
    put_references(&w, r);
    cg_json_put_u64(&w, "dropped", r->dropped);
    cg_json_put_object(&w, "changes");
    put_changes(&w, "nodes", r->node_changes);
    put_changes(&w, "relationships", r->edge_changes);
    cg_json_end_object(&w);
    cg_json_put_u64(&w, "elapsed_ms", r->elapsed_ms);
    cg_json_end_object(&w);
    cg_reply_set_generation(reply, r->generation);
}
