// SPDX-License-Identifier: Apache-2.0
// Checks a project against itself: everything derived is recomputed from what it derives from.
#include <stdio.h>

#include "graph_int.h"

#define LINES_MAX 100

/* What the node rows say, by node number. */
typedef struct seen_node {
    cg_id id;
    uint64_t content;
    uint32_t file;
    uint8_t kind; /* 0: no visible row */
    bool listed;  /* in its file's record */
} seen_node;

typedef struct verifier {
    cg_project *project;
    cg_kv *kv;
    cg_snapshot *snap;
    cg_graph_check *check;
    seen_node *nodes; /* [nodes_limit] */
    uint64_t nodes_limit;
    cg_hash128 digest;
} verifier;

static void CG_PRINTF(2, 3) problem(verifier *v, const char *fmt, ...)
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

static uint64_t number_of(cg_node_ref ref)
{
    return ref & ((UINT64_C(1) << CG_REF_NUMBER_BITS) - 1);
}

static seen_node *node_of(verifier *v, cg_node_ref ref)
{
    uint64_t number = number_of(ref);
    if (number >= v->nodes_limit || v->nodes[number].kind != (uint8_t)cg_ref_kind(ref))
        return NULL;
    return &v->nodes[number];
}

/* ---- rows of nodes and what is indexed of them ---- */

static void check_id_row(verifier *v, cg_node_ref ref, cg_id id)
{
    key k = key_id(v->project->prefix, id, cg_ref_kind(ref));
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    cg_code rc = cg_kv_get(v->kv, NULL, CG_CF_INDEXES, key_str(&k), &pin, &value, NULL);
    if (rc != CG_OK || value.len != 5 || cg_get_be((const uint8_t *)value.ptr, 5) != number_of(ref))
        problem(v, "node %" PRIu64 ": its id does not lead to it", number_of(ref));
}

static cg_code check_nodes(verifier *v, cg_err *err)
{
    key lower = key_begin(v->project->prefix), upper = key_after(lower);
    versioned_scan scan;
    versioned_scan_open(&scan, v->kv, CG_CF_NODES, key_str(&lower), key_str(&upper),
                        v->snap->generation);
    cg_str k, value;
    while (versioned_scan_next(&scan, &k, &value)) {
        cg_node_ref ref = key_ref_at(k, KEY_PREFIX);
        node_record record;
        v->check->nodes++;
        if (k.len != KEY_NODE || number_of(ref) >= v->nodes_limit ||
            !node_record_get(value, &record) || record.file >= v->snap->files_limit ||
            v->nodes[number_of(ref)].kind != 0) {
            problem(v, "node %" PRIu64 ": its row is damaged", number_of(ref));
            continue;
        }
        v->nodes[number_of(ref)] = (seen_node){.id = record.id, .content = record.content,
                                               .file = record.file,
                                               .kind = (uint8_t)cg_ref_kind(ref)};
        digest_add(&v->digest, digest_node(record.id, record.content));
        check_id_row(v, ref, record.id);
    }
    return versioned_scan_close(&scan, err);
}

/* ---- files, units, and the nodes that they make ---- */

static void check_def(verifier *v, const cg_file *file, const cg_unit *unit, uint32_t def,
                      cg_node_ref ref, cg_buf *symbol)
{
    seen_node *node = node_of(v, ref);
    if (node == NULL || node->listed || &v->snap->files[node->file] != file) {
        problem(v, "file \"%.*s\": definition %u has no node of its own", CG_STR_ARG(file->path), def);
        return;
    }
    node->listed = true;
    cg_buf_clear(symbol);
    cg_unit_add_symbol(unit, def, file->path, symbol);
    if (!cg_id_eq(cg_node_id(v->project->name, cg_buf_str(symbol)), node->id))
        problem(v, "node %" PRIu64 ": its id is not its symbol's", number_of(ref));
    if (cg_def_content_hash(unit, def) != node->content)
        problem(v, "node %" PRIu64 ": its content is not its unit's", number_of(ref));
    char folded[CG_NAME_INDEX_MAX];
    key k = key_name(v->project->prefix,
                     cg_name_fold(cg_unit_str(unit, unit->defs.ptr[def].name), folded), ref);
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    v->check->names++;
    if (cg_kv_get(v->kv, NULL, CG_CF_INDEXES, key_str(&k), &pin, &value, NULL) != CG_OK)
        problem(v, "node %" PRIu64 ": its name does not lead to it", number_of(ref));
}

static void check_defs(verifier *v, uint32_t num, const cg_unit *unit, const file_record *record)
{
    const cg_file *file = &v->snap->files[num];
    v->check->units++;
    if (unit->defs.len != record->refs_count)
        problem(v, "file \"%.*s\": %zu nodes for %zu definitions", CG_STR_ARG(file->path),
                record->refs_count, unit->defs.len);
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    for (size_t i = 0; i < CG_MIN(record->refs_count, unit->defs.len); i++)
        check_def(v, file, unit, (uint32_t)i, cg_get_be(record->refs + i * KEY_REF, KEY_REF),
                  &symbol);
}

/* What the head keeps in memory of a file, against its row. */
static bool is_record_of(const cg_file *file, const file_record *record)
{
    return record->lang == file->lang && record->status == file->status &&
           record->skip == file->skip && record->extractor_version == file->extractor_version &&
           record->unit_no == file->unit_no && record->edges == file->edges &&
           record->bytes == file->bytes && record->refs_count == file->nodes &&
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
    cg_code rc = versioned_get(v->kv, CG_CF_INDEXES, base, v->snap->generation, &iter, &value, err);
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        return rc;
    if (rc != CG_OK || !file_record_get(value, &record) || !is_record_of(file, &record)) {
        problem(v, "file \"%.*s\": its row is damaged", CG_STR_ARG(file->path));
        return CG_OK;
    }
    if (file->unit_no == CG_NONE)
        return CG_OK;
    cg_unit unit;
    cg_unit_init(&unit);
    rc = unit_read(v->project->store, file, &unit, err); /* what is stored, not what is cached */
    if (rc == CG_OK)
        check_defs(v, num, &unit, &record);
    cg_unit_fini(&unit);
    if (rc == CG_E_CORRUPT) {
        problem(v, "file \"%.*s\": its unit is missing or damaged", CG_STR_ARG(file->path));
        rc = CG_OK;
    }
    return rc;
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
        problem(v, "file \"%.*s\": its path does not lead to it", CG_STR_ARG(file->path));
}

static void check_unit_number(verifier *v, const cg_file *file)
{
    key k = key_unit_no(v->project->prefix, file->blob, file->lang, file->extractor_version);
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    cg_code rc = cg_kv_get(v->kv, NULL, CG_CF_INDEXES, key_str(&k), &pin, &value, NULL);
    if (rc != CG_OK || value.len != 4 || cg_get_be32((const uint8_t *)value.ptr) != file->unit_no)
        problem(v, "file \"%.*s\": its unit's number is wrong", CG_STR_ARG(file->path));
}

static void check_counts(verifier *v, const cg_project_counts *sum)
{
    const cg_project_counts *kept = &v->snap->counts;
    if (memcmp(sum, kept, sizeof *sum) != 0)
        problem(v, "counts kept: %" PRIu64 " files, %" PRIu64 " nodes, %" PRIu64
                   " relationships; counted: %" PRIu64 ", %" PRIu64 ", %" PRIu64,
                kept->files, kept->nodes, kept->edges, sum->files, sum->nodes, sum->edges);
}

static cg_code check_files(verifier *v, cg_err *err)
{
    cg_project_counts sum = {.nodes = v->check->nodes, .edges = v->check->edges};
    for (uint32_t num = 0; num < v->snap->files_limit; num++) {
        const cg_file *file = &v->snap->files[num];
        if (!file->present)
            continue;
        file_record record = {.lang = file->lang, .status = file->status, .skip = file->skip,
                              .extractor_version = file->extractor_version, .blob = file->blob};
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
    for (uint64_t i = 0; i < v->nodes_limit; i++)
        if (v->nodes[i].kind != 0 && !v->nodes[i].listed)
            problem(v, "node %" PRIu64 ": no file has it", i);
    check_counts(v, &sum);
    return CG_OK;
}

/* ---- edges from both ends ---- */

static void check_edge(verifier *v, cg_str k, cg_str value)
{
    cg_node_ref source = key_ref_at(k, KEY_PREFIX + 1);
    cg_edge_kind kind = (cg_edge_kind)(uint8_t)k.ptr[KEY_PREFIX + 1 + KEY_REF];
    cg_node_ref target = key_ref_at(k, KEY_PREFIX + 2 + KEY_REF);
    const seen_node *from = node_of(v, source), *to = node_of(v, target);
    if (from == NULL || to == NULL || value.len < 2) {
        problem(v, "relationship %" PRIu64 " %s %" PRIu64 ": an end is missing", number_of(source),
                cg_edge_kind_text(kind), number_of(target));
        return;
    }
    digest_add(&v->digest, digest_edge(from->id, kind, to->id, value));
    key base = key_begin(v->project->prefix);
    key_put_ref(&base, target);
    key_put_be(&base, kind, 1);
    key_put_ref(&base, source);
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str back;
    if (versioned_get(v->kv, CG_CF_REDGES, base, v->snap->generation, &iter, &back, NULL) != CG_OK ||
        !cg_str_eq(back, cg_str_slice(value, 0, 2)))
        problem(v, "relationship %" PRIu64 " %s %" PRIu64 ": not found from its target",
                number_of(source), cg_edge_kind_text(kind), number_of(target));
}

static cg_code check_edges(verifier *v, cg_err *err)
{
    key lower = key_begin(v->project->prefix), upper = key_after(lower);
    versioned_scan scan;
    cg_str k, value;
    versioned_scan_open(&scan, v->kv, CG_CF_EDGES, key_str(&lower), key_str(&upper),
                        v->snap->generation);
    while (versioned_scan_next(&scan, &k, &value)) {
        v->check->edges++;
        check_edge(v, k, value);
    }
    cg_code rc = versioned_scan_close(&scan, err);
    if (rc != CG_OK)
        return rc;
    uint64_t reverse = 0;
    versioned_scan_open(&scan, v->kv, CG_CF_REDGES, key_str(&lower), key_str(&upper),
                        v->snap->generation);
    while (versioned_scan_next(&scan, &k, &value))
        reverse++;
    if (reverse != v->check->edges)
        problem(v, "%" PRIu64 " relationships forwards, %" PRIu64 " backwards", v->check->edges,
                reverse);
    return versioned_scan_close(&scan, err);
}

/* ---- postings ---- */

static bool postings_fit(cg_str value, uint64_t units_limit, uint64_t *count)
{
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    while (pos < end) {
        uint64_t unit_no, len;
        if (!cg_read_varint(&pos, end, &unit_no) || !cg_read_varint(&pos, end, &len) ||
            unit_no >= units_limit || len > (size_t)(end - pos))
            return false;
        pos += len;
        (*count)++;
    }
    return true;
}

static bool files_fit(cg_str value, uint64_t files_limit)
{
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    while (pos < end) {
        uint64_t file;
        if (!cg_read_varint(&pos, end, &file) || file >= files_limit)
            return false;
    }
    return true;
}

static cg_code check_postings(verifier *v, cg_err *err)
{
    const counters *next = &v->project->next;
    const char kinds[] = {IDX_TERM, IDX_PATH_TERM};
    for (size_t i = 0; i < CG_ARRAY_LEN(kinds); i++) {
        key lower = key_begin(v->project->prefix);
        key_put_be(&lower, (uint8_t)kinds[i], 1);
        key upper = key_after(lower);
        CG_AUTO(cg_kv_iter) iter =
            cg_kv_iter_create(v->kv, NULL, CG_CF_INDEXES, key_str(&lower), key_str(&upper));
        for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
            cg_str value = cg_kv_iter_value(iter);
            bool fit = kinds[i] == IDX_TERM
                           ? postings_fit(value, next->next_unit, &v->check->postings)
                           : files_fit(value, next->next_file);
            if (!fit)
                problem(v, "the postings of a term are damaged");
        }
        cg_code rc = cg_kv_iter_status(iter, err);
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}

cg_code cg_project_verify(cg_project *project, cg_graph_check *out_check, cg_err *err)
{
    memset(out_check, 0, sizeof *out_check);
    /* Being the writer keeps the counters, and with them the limits checked here, still. */
    cg_commit *hold;
    cg_code rc = cg_commit_begin(project, &(cg_commit_options){.dry_run = true}, &hold, err);
    if (rc != CG_OK)
        return rc;
    verifier v = {.project = project, .kv = project->store->kv, .snap = cg_snapshot_take(project),
                  .check = out_check, .nodes_limit = project->next.next_node};
    v.nodes = cg_alloc_array((size_t)v.nodes_limit, sizeof *v.nodes);
    rc = check_nodes(&v, err);
    if (rc == CG_OK)
        rc = check_edges(&v, err);
    if (rc == CG_OK)
        rc = check_files(&v, err);
    if (rc == CG_OK)
        rc = check_postings(&v, err);
    if (rc == CG_OK && (v.digest.hi != v.snap->digest.hi || v.digest.lo != v.snap->digest.lo))
        problem(&v, "the digest kept is not the digest of the rows");
    cg_free(v.nodes);
    cg_snapshot_release(v.snap);
    cg_commit_abort(hold);
    return rc;
}
