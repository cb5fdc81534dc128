// SPDX-License-Identifier: Apache-2.0
// What one file changes: its rows before against its rows after, and only the difference written.
#include "commit_int.h"

/* ---- file rows ---- */

/* The number that another branch has given the path. CG_E_NOT_FOUND: none has. */
static cg_code find_known_path(cg_commit *commit, cg_str path, uint32_t *out_num, cg_err *err)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    if (commit->virgin)
        return CG_E_NOT_FOUND;
    key_path(commit->project->prefix, path, &commit->key);
    cg_code rc = cg_kv_get(commit->project->store->kv, NULL, CG_CF_INDEXES,
                           cg_buf_str(&commit->key), &pin, &value, err);
    if (rc != CG_OK)
        return rc;
    *out_num = value.len == 4 ? cg_get_be32((const uint8_t *)value.ptr) : CG_NONE;
    return *out_num < commit->files.len ? CG_OK
                                        : CG_FAIL(err, CG_E_CORRUPT, "a stored path is damaged");
}

/* The entry of a path that the base does not know gets to know it. */
static void keep_path(cg_commit *commit, uint32_t num, cg_str path)
{
    cg_str known = project_path(commit->project, num);
    commit->files.ptr[num].path =
        known.len > 0 ? known : cg_arena_str(commit->project->paths, path);
    commit->paths_given += known.len == 0;
}

static cg_code give_file_number(cg_commit *commit, const cg_file_facts *facts, uint32_t *out_num,
                                cg_err *err)
{
    if (cg_snapshot_find_file(commit->base, facts->path, out_num) != NULL)
        return CG_OK;
    cg_code rc = find_known_path(commit, facts->path, out_num, err);
    if (rc == CG_OK)
        keep_path(commit, *out_num, facts->path);
    if (rc != CG_E_NOT_FOUND)
        return rc;
    uint32_t num = *out_num = (uint32_t)commit->next.next_file++;
    CG_VEC_PUSH(&commit->files, (cg_file){.unit_no = CG_NONE});
    CG_VEC_PUSH(&commit->nodes, (file_nodes){0});
    CG_ASSERT(commit->files.len == num + 1u);
    keep_path(commit, num, facts->path);
    uint8_t value[4];
    cg_put_be32(value, num);
    key_path(commit->project->prefix, facts->path, &commit->key);
    rows_put(&commit->rows, CG_CF_INDEXES, cg_buf_str(&commit->key), cg_str_make((char *)value, 4));
    for (size_t i = 0; i < facts->path_terms_count; i++) {
        cg_buf_clear(&commit->value);
        cg_buf_add_varint(&commit->value, num);
        key k = key_term(commit->project->prefix, IDX_PATH_TERM, facts->path_terms[i]);
        rows_append(&commit->rows, key_str(&k), cg_buf_str(&commit->value));
    }
    return CG_OK;
}

static void count_file(cg_project_counts *counts, const cg_file *file, int sign)
{
    if (!file->present)
        return;
    uint64_t by = (uint64_t)(int64_t)sign;
    counts->files += by;
    counts->files_partial += file->status == CG_PARSE_PARTIAL ? by : 0;
    counts->files_skipped += file->status == CG_PARSE_SKIPPED ? by : 0;
    counts->source_bytes += by * file->bytes;
}

static file_record record_of(const cg_file *file)
{
    return (file_record){.lang = file->lang,
                         .status = file->status,
                         .skip = file->skip,
                         .extractor_version = file->extractor_version,
                         .unit_no = file->unit_no,
                         .edges = file->edges,
                         .bytes = file->bytes,
                         .blob = file->blob,
                         .prelude = file->prelude};
}

/* Replaces the entry of file `num` in the commit's state, counts and digest. */
static void replace_entry(cg_commit *commit, uint32_t num, const cg_file *file)
{
    cg_file *entry = &commit->files.ptr[num];
    file_record record = record_of(entry);
    if (entry->present)
        digest_sub(&commit->digest, digest_file(entry->path, &record));
    count_file(&commit->counts, entry, -1);
    cg_change_op op = !entry->present  ? CG_CHANGE_ADDED
                      : !file->present ? CG_CHANGE_REMOVED
                                       : CG_CHANGE_CHANGED;
    commit->result.files_added += op == CG_CHANGE_ADDED;
    commit->result.files_removed += op == CG_CHANGE_REMOVED;
    commit->result.files_changed += op == CG_CHANGE_CHANGED;
    commit_note_change(commit, (cg_change){.what = CG_CHANGE_FILE, .op = op, .file = num});
    *entry = *file;
    count_file(&commit->counts, entry, 1);
    if (file->present) {
        record = record_of(entry);
        digest_add(&commit->digest, digest_file(entry->path, &record));
    }
    commit->changed = true;
}

void commit_put_file_row(cg_commit *commit, uint32_t num, const cg_node_ref *refs, size_t count)
{
    cg_buf_clear(&commit->value);
    if (commit->files.ptr[num].present) {
        file_record record = record_of(&commit->files.ptr[num]);
        file_record_put(&commit->value, &record);
        for (size_t i = 0; i < count; i++) {
            uint8_t ref[KEY_REF];
            cg_put_be(ref, refs[i], KEY_REF);
            cg_buf_add(&commit->value, ref, sizeof ref);
        }
    }
    key k = key_file(commit->project->prefix, num, commit->generation);
    rows_put(&commit->rows, CG_CF_INDEXES, key_str(&k), cg_buf_str(&commit->value));
}

/* ---- put and delete ---- */

static bool is_unchanged(const cg_file *file, const cg_file_facts *facts)
{
    if (!file->present || memcmp(file->blob.bytes, facts->blob.bytes, 20) != 0 ||
        file->skip != facts->skip || file->prelude != facts->prelude)
        return false;
    if (facts->skip != 0) /* one that was not read has no blob */
        return file->bytes == facts->bytes;
    return (file->lang == facts->unit->lang &&
            file->extractor_version == facts->unit->extractor_version);
}

/* Replaces the nodes of file `num` by those of `after`. */
static cg_code replace_nodes(cg_commit *commit, uint32_t num, side *after, cg_err *err)
{
    CG_ASSERT(!commit->crossed && commit->nodes.ptr[num].phase == FILE_AS_BASE);
    side before = {0};
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_code rc = commit_read_before(commit, num, &before, &pin, err);
    if (rc == CG_OK)
        rc = commit_diff_nodes(commit, num, &before, after, err);
    if (rc != CG_OK || after->unit != NULL)
        return rc;
    rc = commit_drop_edges(commit, &before, err);
    return rc == CG_OK ? commit_drop_deps(commit, num, err) : rc;
}

/* The file is absent or skipped from now on: no edges will come. */
static cg_code put_without_nodes(cg_commit *commit, uint32_t num, const cg_file *file, cg_err *err)
{
    side after = {0};
    cg_code rc = replace_nodes(commit, num, &after, err);
    if (rc != CG_OK)
        return rc;
    replace_entry(commit, num, file);
    commit_put_file_row(commit, num, NULL, 0);
    commit->nodes.ptr[num] = (file_nodes){.phase = FILE_DONE, .deps_done = true};
    return CG_OK;
}

static cg_code put_parsed(cg_commit *commit, uint32_t num, cg_file *file,
                          const cg_file_facts *facts, cg_err *err)
{
    side after = {.unit = facts->unit,
                  .count = facts->unit->defs.len,
                  .ids = facts->ids,
                  .content = facts->content};
    file->lang = facts->unit->lang;
    file->status = facts->unit->status;
    file->extractor_version = facts->unit->extractor_version;
    file->nodes = (uint32_t)after.count;
    cg_code rc = commit_give_unit_no(commit, facts, &file->unit_no, err);
    if (rc == CG_OK)
        rc = replace_nodes(commit, num, &after, err);
    if (rc != CG_OK)
        return rc;
    replace_entry(commit, num, file);
    commit_keep_nodes(commit, num, &after);
    return CG_OK;
}

cg_code cg_commit_name_file(cg_commit *commit, const cg_file_facts *facts, uint32_t *out_file,
                            cg_err *err)
{
    return give_file_number(commit, facts, out_file, err);
}

cg_code cg_commit_put_file(cg_commit *commit, const cg_file_facts *facts, uint32_t *out_file,
                           cg_err *err)
{
    uint32_t num = facts->file;
    cg_code rc = facts->named ? CG_OK : give_file_number(commit, facts, &num, err);
    if (rc != CG_OK)
        return rc;
    if (is_unchanged(&commit->files.ptr[num], facts)) {
        *out_file = num;
        return CG_OK;
    }
    cg_file file = {.present = true,
                    .status = CG_PARSE_SKIPPED,
                    .skip = facts->skip,
                    .unit_no = CG_NONE,
                    .bytes = facts->bytes,
                    .blob = facts->blob,
                    .prelude = facts->prelude,
                    .path = commit->files.ptr[num].path};
    cg_arena_mark mark = cg_arena_save(commit->scratch);
    rc = facts->skip != 0 ? put_without_nodes(commit, num, &file, err)
                          : put_parsed(commit, num, &file, facts, err);
    cg_arena_rewind(commit->scratch, mark);
    if (rc == CG_OK)
        rc = commit_relieve(commit, err);
    if (rc == CG_OK)
        *out_file = num;
    return rc;
}

cg_code cg_commit_delete_file(cg_commit *commit, cg_str path, cg_err *err)
{
    uint32_t num;
    const cg_file *found = cg_snapshot_find_file(commit->base, path, &num);
    if (found == NULL || !commit->files.ptr[num].present) /* not there, or deleted already */
        return CG_OK;
    cg_file file = {.unit_no = CG_NONE, .path = found->path};
    cg_arena_mark mark = cg_arena_save(commit->scratch);
    cg_code rc = put_without_nodes(commit, num, &file, err);
    cg_arena_rewind(commit->scratch, mark);
    return rc == CG_OK ? commit_relieve(commit, err) : rc;
}
