// SPDX-License-Identifier: Apache-2.0
// Checks a project against itself: everything derived is recomputed from what it derives from.
#include <stdio.h>

#include "verify_int.h"

#define LINES_MAX 100

void verify_problem(verifier *v, const char *fmt, ...)
{
    if (v->check->problems++ >= LINES_MAX)
        return;
    va_list args;
    va_start(args, fmt);
    char line[256];
    int n = vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    cg_buf_add(&v->check->lines, line, (size_t)CG_MIN(CG_MAX(n, 0), (int)sizeof line - 1));
    cg_buf_add_char(&v->check->lines, '\n');
}

uint64_t verify_number(cg_node_ref ref)
{
    return ref & ((UINT64_C(1) << CG_REF_NUMBER_BITS) - 1);
}

seen_node *verify_node(verifier *v, cg_node_ref ref)
{
    uint64_t number = verify_number(ref);
    if (number >= v->nodes_limit || v->nodes[number].kind != (uint8_t)cg_ref_kind(ref))
        return NULL;
    return &v->nodes[number];
}

/* ---- rows of nodes ---- */

static cg_code check_nodes(verifier *v, cg_err *err)
{
    key lower = key_begin(v->project->prefix), upper = key_after(lower);
    versioned_scan scan;
    versioned_scan_open(&scan, v->kv, CG_CF_NODES, key_str(&lower), key_str(&upper), &v->snap->at);
    cg_str k, value;
    while (versioned_scan_next(&scan, &k, &value)) {
        cg_node_ref ref = key_ref_at(k, KEY_PREFIX);
        node_record record;
        if (k.len != KEY_NODE || verify_number(ref) >= v->nodes_limit ||
            !node_record_get(value, &record) ||
            !is_node_record(cg_ref_kind(ref), &record, v->snap->files_limit) ||
            v->nodes[verify_number(ref)].kind != 0) {
            verify_problem(v, "node %" PRIu64 ": its row is damaged", verify_number(ref));
            continue;
        }
        v->nodes[verify_number(ref)] = (seen_node){.id = record.id,
                                                   .content = record.content,
                                                   .file = record.file,
                                                   .kind = (uint8_t)cg_ref_kind(ref),
                                                   .manual = record.manual};
        v->check->nodes += !record.manual;
        if (!record.manual)
            digest_add(&v->digest, digest_node(record.id, record.content));
    }
    return versioned_scan_close(&scan, err);
}

/* ---- files, units, and the nodes that they make ---- */

static void check_def(verifier *v, uint32_t num, const cg_unit *unit, uint32_t def, cg_node_ref ref,
                      cg_buf *symbol)
{
    const cg_file *file = &v->snap->files[num];
    seen_node *node = verify_node(v, ref);
    if (node == NULL || node->listed || node->file != num) {
        verify_problem(v, "file \"%.*s\": definition %u has no node of its own",
                       CG_STR_ARG(file->path), def);
        return;
    }
    node->listed = true;
    cg_buf_clear(symbol);
    cg_unit_add_symbol(unit, def, file->path, symbol);
    if (!cg_id_eq(cg_node_id(v->project->name, cg_buf_str(symbol)), node->id))
        verify_problem(v, "node %" PRIu64 ": its id is not its symbol's", verify_number(ref));
    if (cg_def_content_hash(unit, def) != node->content)
        verify_problem(v, "node %" PRIu64 ": its content is not its unit's", verify_number(ref));
    char folded[CG_NAME_INDEX_MAX];
    cg_str name = cg_name_fold(cg_unit_str(unit, unit->defs.ptr[def].name), folded);
    node->name_hash = cg_hash64(name.ptr, name.len, 0);
}

static void check_defs(verifier *v, uint32_t num, const cg_unit *unit, const file_record *record)
{
    const cg_file *file = &v->snap->files[num];
    v->check->units++;
    if (unit->defs.len != record->refs_count)
        verify_problem(v, "file \"%.*s\": %zu nodes for %zu definitions", CG_STR_ARG(file->path),
                       record->refs_count, unit->defs.len);
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    for (size_t i = 0; i < CG_MIN(record->refs_count, unit->defs.len); i++)
        check_def(v, num, unit, (uint32_t)i, cg_get_be(record->refs + i * KEY_REF, KEY_REF),
                  &symbol);
}

/* What the head keeps in memory of a file, against its row. */
static bool is_record_of(const cg_file *file, const file_record *record)
{
    return record->lang == file->lang && record->status == file->status &&
           record->skip == file->skip && record->extractor_version == file->extractor_version &&
           record->unit_no == file->unit_no && record->edges == file->edges &&
           record->bytes == file->bytes && record->refs_count == file->nodes &&
           record->prelude == file->prelude &&
           memcmp(record->blob.bytes, file->blob.bytes, sizeof file->blob.bytes) == 0;
}

static cg_code check_file_row(verifier *v, uint32_t num, cg_err *err)
{
    const cg_file *file = &v->snap->files[num];
    key base = key_begin(v->project->prefix);
    key_put_be(&base, IDX_FILE, 1);
    key_put_be(&base, num, 4);
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    file_record record;
    cg_code rc = versioned_get(v->kv, CG_CF_INDEXES, base, &v->snap->at, &iter, &value, err);
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        return rc;
    if (rc != CG_OK || !file_record_get(value, &record) || !is_record_of(file, &record)) {
        verify_problem(v, "file \"%.*s\": its row is damaged", CG_STR_ARG(file->path));
        return CG_OK;
    }
    if (v->file_edges[num] != file->edges)
        verify_problem(v, "file \"%.*s\": %u relationships kept, %u leave it",
                       CG_STR_ARG(file->path), file->edges, v->file_edges[num]);
    if (file->unit_no == CG_NONE)
        return CG_OK;
    cg_unit unit;
    cg_unit_init(&unit);
    rc = unit_read(v->project->store, file, &unit, err); /* what is stored, not what is cached */
    if (rc == CG_OK)
        check_defs(v, num, &unit, &record);
    cg_unit_fini(&unit);
    if (rc == CG_E_CORRUPT) {
        verify_problem(v, "file \"%.*s\": its unit is missing or damaged", CG_STR_ARG(file->path));
        rc = CG_OK;
    }
    return rc == CG_OK ? verify_source(v, file, err) : rc;
}

static void check_path(verifier *v, uint32_t num)
{
    const cg_file *file = &v->snap->files[num];
    CG_AUTO_VALUE(cg_buf) k = {0};
    key_path(v->project->prefix, file->path, &k);
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    cg_code rc = cg_kv_get(v->kv, NULL, CG_CF_INDEXES, cg_buf_str(&k), &pin, &value, NULL);
    if (rc != CG_OK || value.len != 4 || cg_get_be32((const uint8_t *)value.ptr) != num)
        verify_problem(v, "file \"%.*s\": its path does not lead to it", CG_STR_ARG(file->path));
}

static void check_unit_number(verifier *v, const cg_file *file)
{
    key k = key_unit_no(v->project->prefix, cg_file_unit(file));
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    cg_code rc = cg_kv_get(v->kv, NULL, CG_CF_INDEXES, key_str(&k), &pin, &value, NULL);
    if (rc != CG_OK || value.len != 4 || cg_get_be32((const uint8_t *)value.ptr) != file->unit_no)
        verify_problem(v, "file \"%.*s\": its unit's number is wrong", CG_STR_ARG(file->path));
}

static void check_counts(verifier *v, const cg_project_counts *sum)
{
    const cg_project_counts *kept = &v->snap->counts;
    if (memcmp(sum, kept, sizeof *sum) != 0)
        verify_problem(v,
                       "counts kept: %" PRIu64 " files, %" PRIu64 " nodes, %" PRIu64
                       " relationships; counted: %" PRIu64 ", %" PRIu64 ", %" PRIu64
                       "; or of the overlay, or bytes",
                       kept->files, kept->nodes, kept->edges, sum->files, sum->nodes, sum->edges);
}

static cg_code check_files(verifier *v, cg_err *err)
{
    cg_project_counts sum = {.nodes = v->check->nodes,
                             .edges = v->check->edges,
                             .manual_nodes = v->check->manual_nodes,
                             .manual_edges = v->check->manual_edges,
                             .metadata = v->check->metadata};
    for (uint32_t num = 0; num < v->snap->files_limit; num++) {
        const cg_file *file = &v->snap->files[num];
        if (!file->present)
            continue;
        file_record record = {.lang = file->lang,
                              .status = file->status,
                              .skip = file->skip,
                              .extractor_version = file->extractor_version,
                              .blob = file->blob,
                              .prelude = file->prelude};
        digest_add(&v->digest, digest_file(file->path, &record));
        v->check->files++;
        sum.files++;
        sum.files_partial += file->status == CG_PARSE_PARTIAL;
        sum.files_skipped += file->status == CG_PARSE_SKIPPED;
        sum.source_bytes += file->bytes;
        check_path(v, num);
        if (file->unit_no != CG_NONE)
            check_unit_number(v, file);
        cg_code rc = check_file_row(v, num, err);
        if (rc != CG_OK)
            return rc;
    }
    check_counts(v, &sum);
    return CG_OK;
}

static cg_code verify_snapshot(cg_project *project, cg_snapshot *snap, cg_graph_check *check,
                               cg_err *err)
{
    verifier v = {.project = project,
                  .kv = project->store->kv,
                  .snap = snap,
                  .check = check,
                  .nodes_limit = project->next.next_node};
    v.nodes = cg_alloc_array((size_t)v.nodes_limit, sizeof *v.nodes);
    v.file_edges = cg_alloc_array((size_t)snap->files_limit + 1, sizeof *v.file_edges);
    cg_code rc = check_nodes(&v, err);
    if (rc == CG_OK)
        rc = verify_edges(&v, err);
    if (rc == CG_OK)
        rc = verify_overlay(&v, err);
    if (rc == CG_OK)
        rc = check_files(&v, err);
    if (rc == CG_OK)
        rc = verify_indexes(&v, err);
    if (rc == CG_OK)
        rc = verify_deps(&v, err);
    if (rc == CG_OK)
        rc = verify_changes(&v, err);
    if (rc == CG_OK && (v.digest.hi != snap->digest.hi || v.digest.lo != snap->digest.lo))
        verify_problem(&v, "the digest kept is not the digest of the rows");
    if (rc == CG_OK && (v.overlay_digest.hi != snap->overlay_digest.hi ||
                        v.overlay_digest.lo != snap->overlay_digest.lo))
        verify_problem(&v, "the digest kept of the overlay is not that of its rows");
    cg_free(v.nodes);
    cg_free(v.file_edges);
    return rc;
}

/* Problems alone: what there is, is told of main. */
static cg_code verify_branch(cg_project *project, struct branch *branch, cg_graph_check *check,
                             cg_err *err)
{
    cg_snapshot *tip;
    cg_graph_check own = {0};
    cg_code rc = branch_tip(project, branch, &tip, err);
    if (rc == CG_OK)
        rc = verify_snapshot(project, tip, &own, err);
    check->problems += own.problems;
    cg_buf_add_str(&check->lines, cg_buf_str(&own.lines));
    cg_buf_fini(&own.lines);
    return rc;
}

/* All but main, as of now: others may be forked meanwhile, and those that are there stay. */
static cg_code verify_branches(cg_project *project, cg_graph_check *check, cg_err *err)
{
    CG_VEC(struct branch *) others = {0};
    cg_code rc = CG_OK;
    cg_mutex_lock(&project->mu);
    for (size_t i = 0; i < project->branches.len; i++)
        if (!cg_str_eq(project->branches.ptr[i]->is.name, CG_STR(CG_BRANCH_MAIN)))
            CG_VEC_PUSH(&others, project->branches.ptr[i]);
    cg_mutex_unlock(&project->mu);
    for (size_t i = 0; rc == CG_OK && i < others.len; i++)
        rc = verify_branch(project, others.ptr[i], check, err);
    CG_VEC_FINI(&others);
    return rc;
}

cg_code cg_project_verify(cg_project *project, cg_graph_check *out_check, cg_err *err)
{
    memset(out_check, 0, sizeof *out_check);
    /* Being the writer keeps the counters, and with them the limits checked here, still. */
    cg_commit *hold;
    cg_code rc = cg_commit_begin(project, &(cg_commit_options){.dry_run = true}, &hold, err);
    if (rc != CG_OK)
        return rc;
    rc = verify_snapshot(project, cg_commit_base(hold), out_check, err);
    verifier all = {.project = project, .kv = project->store->kv, .check = out_check};
    if (rc == CG_OK)
        rc = verify_units(&all, err);
    if (rc == CG_OK)
        rc = verify_branches(project, out_check, err);
    cg_commit_abort(hold);
    return rc;
}
