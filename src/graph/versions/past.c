// SPDX-License-Identifier: Apache-2.0
// Single files, nodes and edges as any generation had them, without a snapshot of it.
#include "graph_int.h"

static cg_code read_node(cg_project *project, const lineage *at, cg_node_ref ref, node_record *out,
                         cg_err *err)
{
    key base = key_begin(project->prefix);
    key_put_ref(&base, ref);
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    cg_code rc = versioned_get(project->store->kv, CG_CF_NODES, base, at, &iter, &value, err);
    if (rc == CG_OK && !node_record_get(value, out))
        return node_damaged(err);
    return rc;
}

/* The content that the file had, and the definition that the node was in it. */
static cg_code read_place(cg_project *project, const lineage *at, cg_node_ref ref,
                          cg_past_node *out, cg_err *err)
{
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    file_record record;
    cg_code rc = versioned_get(project->store->kv, CG_CF_INDEXES,
                               key_file_base(project->prefix, out->file), at, &iter, &value, err);
    if (rc == CG_OK)
        rc = node_find_def(value, ref, &out->def, err);
    else if (rc == CG_E_NOT_FOUND)
        rc = node_damaged(err);
    if (rc == CG_OK && file_record_get(value, &record)) {
        out->unit =
            (cg_unit_key){record.blob, record.lang, record.extractor_version, record.prelude};
    }
    return rc;
}

cg_code past_node(cg_project *project, const lineage *at, cg_node_ref ref, cg_past_node *out_node,
                  cg_err *err)
{
    node_record record;
    cg_code rc = read_node(project, at, ref, &record, err);
    if (rc != CG_OK)
        return rc;
    *out_node = (cg_past_node){.id = record.id, .manual = record.manual, .file = record.file};
    if (record.file == CG_NONE)
        return CG_OK;
    out_node->path = project_path(project, record.file);
    if (out_node->path.len == 0)
        return node_damaged(err);
    return read_place(project, at, ref, out_node, err);
}

cg_code past_manual(cg_project *project, const lineage *at, cg_id id, cg_arena *arena,
                    cg_manual_node *out_node, cg_err *err)
{
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    cg_code rc = versioned_get(project->store->kv, CG_CF_INDEXES, key_manual(project->prefix, id),
                               at, &iter, &value, err);
    if (rc == CG_OK && !cg_manual_decode(cg_arena_str(arena, value), out_node))
        return node_damaged(err);
    return rc;
}

static cg_code parsed_edge(cg_project *project, const lineage *at, cg_edge_row *edge, cg_err *err)
{
    key base = key_edge_base(project->prefix, edge->source, edge->kind, edge->target);
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    cg_code rc = versioned_get(project->store->kv, CG_CF_EDGES, base, at, &iter, &value, err);
    if (rc == CG_OK && value.len < 2)
        return CG_FAIL(err, CG_E_CORRUPT, "a stored relationship is damaged");
    if (rc == CG_OK) {
        edge->rule = (cg_link_rule)(uint8_t)value.ptr[0];
        edge->confidence = (uint8_t)value.ptr[1];
        edge->manual = false;
    }
    return rc;
}

cg_code past_edge(cg_project *project, const lineage *at, cg_id source, cg_id target,
                  cg_edge_row *edge, cg_err *err)
{
    cg_code rc = parsed_edge(project, at, edge, err);
    if (rc != CG_E_NOT_FOUND)
        return rc;
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    rc = versioned_get(project->store->kv, CG_CF_EDGES,
                       key_manual_edge(project->prefix, source, edge->kind, target), at, &iter,
                       &value, err);
    if (rc == CG_OK) {
        edge->rule = CG_RULE_MANUAL;
        edge->confidence = (uint8_t)cg_link_rule_confidence(CG_RULE_MANUAL);
        edge->manual = true;
    }
    return rc;
}

cg_code past_ref(cg_project *project, const lineage *at, cg_id id, cg_node_ref *out_ref,
                 cg_err *err)
{
    key lower = key_id(project->prefix, id, CG_NODE_NONE);
    key upper = key_id(project->prefix, id, (cg_node_kind)UINT8_MAX);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(project->store->kv, NULL, CG_CF_INDEXES, key_str(&lower),
                             key_str(&upper));
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        node_record record;
        cg_node_ref ref;
        if (!key_id_ref(cg_kv_iter_key(iter), cg_kv_iter_value(iter), &ref))
            return node_damaged(err);
        cg_code rc = read_node(project, at, ref, &record, err);
        if (rc == CG_OK)
            *out_ref = ref;
        if (rc != CG_E_NOT_FOUND)
            return rc;
    }
    cg_code rc = cg_kv_iter_status(iter, err);
    return rc == CG_OK ? CG_E_NOT_FOUND : rc;
}

cg_file file_of_record(const file_record *record, cg_str path)
{
    return (cg_file){.present = true,
                     .lang = record->lang,
                     .status = record->status,
                     .skip = record->skip,
                     .extractor_version = record->extractor_version,
                     .unit_no = record->unit_no,
                     .nodes = (uint32_t)record->refs_count,
                     .edges = record->edges,
                     .bytes = record->bytes,
                     .blob = record->blob,
                     .prelude = record->prelude,
                     .path = path};
}

cg_code past_file(cg_project *project, const lineage *at, uint32_t file, cg_file *out_file,
                  cg_err *err)
{
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    file_record record;
    cg_str path = project_path(project, file);
    cg_code rc = versioned_get(project->store->kv, CG_CF_INDEXES,
                               key_file_base(project->prefix, file), at, &iter, &value, err);
    if (rc != CG_OK)
        return rc;
    if (path.len == 0 || !file_record_get(value, &record))
        return CG_FAIL(err, CG_E_CORRUPT, "a stored file record is damaged");
    *out_file = file_of_record(&record, path);
    return CG_OK;
}

/* ---- by a snapshot that sees the generation ---- */

static cg_code take(const cg_snapshot *snap, uint64_t generation, lineage *out, cg_err *err)
{
    CG_ASSERT(generation == 0 || lineage_sees(&snap->at, generation));
    return lineage_take(snap->project, generation, out, err);
}

cg_code cg_snapshot_blob_at(const cg_snapshot *snap, uint64_t generation, uint32_t file,
                            cg_blob_id *out_blob, cg_err *err)
{
    CG_AUTO_VALUE(lineage) at = {0};
    cg_file is = {0};
    cg_code rc = take(snap, generation, &at, err);
    if (rc == CG_OK)
        rc = past_file(snap->project, &at, file, &is, err);
    *out_blob = is.blob;
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

cg_code cg_snapshot_node_at(const cg_snapshot *snap, uint64_t generation, cg_node_ref ref,
                            cg_past_node *out_node, cg_err *err)
{
    CG_AUTO_VALUE(lineage) at = {0};
    cg_code rc = take(snap, generation, &at, err);
    return rc == CG_OK ? past_node(snap->project, &at, ref, out_node, err) : rc;
}

cg_code cg_snapshot_manual_at(const cg_snapshot *snap, uint64_t generation, cg_id id,
                              cg_arena *arena, cg_manual_node *out_node, cg_err *err)
{
    CG_AUTO_VALUE(lineage) at = {0};
    cg_code rc = take(snap, generation, &at, err);
    return rc == CG_OK ? past_manual(snap->project, &at, id, arena, out_node, err) : rc;
}

cg_code cg_snapshot_edge_at(const cg_snapshot *snap, uint64_t generation, cg_id source,
                            cg_id target, cg_edge_row *edge, cg_err *err)
{
    CG_AUTO_VALUE(lineage) at = {0};
    cg_code rc = take(snap, generation, &at, err);
    return rc == CG_OK ? past_edge(snap->project, &at, source, target, edge, err) : rc;
}

cg_code cg_snapshot_ref_at(const cg_snapshot *snap, uint64_t generation, cg_id id,
                           cg_node_ref *out_ref, cg_err *err)
{
    CG_AUTO_VALUE(lineage) at = {0};
    cg_code rc = take(snap, generation, &at, err);
    return rc == CG_OK ? past_ref(snap->project, &at, id, out_ref, err) : rc;
}
