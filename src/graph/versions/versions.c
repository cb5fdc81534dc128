// SPDX-License-Identifier: Apache-2.0
// The record of a generation: what it was built on, when, what there was then, and, when it was given a
// message, the version that it is.
#include "graph_int.h"

#define VERSION_RECORD 5
#define TEXTS 3 /* author, message, git */

/* ---- the record ----
 *
 *   varints: the fields of fixed_fields(), the time of the Git commit, the merged generations, the lengths of
 *   the texts; then 16 bytes of id when it is named, then the texts. */

enum { FIXED_FIELDS = 23 };

typedef struct fixed {
    uint64_t record, begins_line, named, listed, merged_count;
} fixed;

static void fixed_fields(fixed *f, cg_version *v, uint64_t *out_fields[FIXED_FIELDS])
{
    uint64_t *fields[FIXED_FIELDS] = {
        &f->record,
        &f->begins_line,
        &v->base,
        &v->time_ms,
        &v->digest.hi,
        &v->digest.lo,
        &v->overlay_digest.hi,
        &v->overlay_digest.lo,
        &v->parsed_generation,
        &v->counts.files,
        &v->counts.files_partial,
        &v->counts.files_skipped,
        &v->counts.nodes,
        &v->counts.edges,
        &v->counts.source_bytes,
        &v->counts.manual_nodes,
        &v->counts.manual_edges,
        &v->counts.metadata,
        &f->listed,
        &v->changes,
        &f->named,
        &v->parent,
        &f->merged_count,
    };
    memcpy(out_fields, fields, sizeof fields);
}

void version_record_put(cg_buf *out, const cg_version *version, bool begins_line)
{
    uint64_t *fields[FIXED_FIELDS];
    cg_version v = *version;
    fixed f = {VERSION_RECORD, begins_line, v.named, v.listed, v.merged_count};
    const cg_str texts[TEXTS] = {v.author, v.message, v.git};
    fixed_fields(&f, &v, fields);
    for (size_t i = 0; i < FIXED_FIELDS; i++)
        cg_buf_add_varint(out, *fields[i]);
    cg_buf_add_varint(out, v.git_time_ms);
    for (size_t i = 0; i < v.merged_count; i++)
        cg_buf_add_varint(out, v.merged[i]);
    for (size_t i = 0; i < TEXTS; i++)
        cg_buf_add_varint(out, texts[i].len);
    if (v.named)
        cg_buf_add(out, v.id.bytes, sizeof v.id.bytes);
    for (size_t i = 0; i < TEXTS; i++)
        cg_buf_add_str(out, texts[i]);
}

static bool get_texts(const uint8_t *pos, const uint8_t *end, cg_version *v)
{
    cg_str *const texts[TEXTS] = {&v->author, &v->message, &v->git};
    uint64_t lengths[TEXTS];
    for (size_t i = 0; i < TEXTS; i++)
        if (!cg_read_varint(&pos, end, &lengths[i]))
            return false;
    if (v->named) {
        if ((size_t)(end - pos) < sizeof v->id.bytes)
            return false;
        memcpy(v->id.bytes, pos, sizeof v->id.bytes);
        pos += sizeof v->id.bytes;
    }
    for (size_t i = 0; i < TEXTS; i++) {
        if (lengths[i] > (uint64_t)(end - pos))
            return false;
        *texts[i] = cg_str_make((const char *)pos, (size_t)lengths[i]);
        pos += lengths[i];
    }
    return pos == end;
}

bool version_record_get(cg_str value, uint64_t generation, version_record *out_record)
{
    uint64_t *fields[FIXED_FIELDS];
    cg_version *v = &out_record->is;
    fixed f;
    *v = (cg_version){.generation = generation, .merged = out_record->merged};
    fixed_fields(&f, v, fields);
    if (value.len == 0)
        return false;
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    for (size_t i = 0; i < FIXED_FIELDS; i++)
        if (!cg_read_varint(&pos, end, fields[i]))
            return false;
    if (f.record != VERSION_RECORD || f.begins_line > 1 || f.listed > 1 || f.named > 1 ||
        f.merged_count > CG_MERGED_MAX || v->base >= generation ||
        !cg_read_varint(&pos, end, &v->git_time_ms))
        return false;
    for (size_t i = 0; i < f.merged_count; i++)
        if (!cg_read_varint(&pos, end, &out_record->merged[i]))
            return false;
    out_record->begins_line = f.begins_line != 0;
    v->named = f.named != 0;
    v->listed = f.listed != 0;
    v->merged_count = (size_t)f.merged_count;
    return get_texts(pos, end, v);
}

/* ---- reading ---- */

static cg_code damaged(cg_err *err)
{
    return CG_FAIL(err, CG_E_CORRUPT, "the record of a version is damaged");
}

static void keep_texts(cg_version *v, cg_arena *arena)
{
    uint64_t *merged = cg_arena_alloc_array(arena, v->merged_count + 1, sizeof *merged);
    memcpy(merged, v->merged, v->merged_count * sizeof *merged);
    v->merged = merged;
    v->author = cg_arena_str(arena, v->author);
    v->message = cg_arena_str(arena, v->message);
    v->git = cg_arena_str(arena, v->git);
}

cg_code cg_project_version(cg_project *project, uint64_t generation, cg_arena *arena,
                           cg_version *out_version, cg_err *err)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    version_record record;
    key k = key_version(project->prefix, generation);
    cg_code rc =
        cg_kv_get(project->store->kv, NULL, CG_CF_VERSIONS, key_str(&k), &pin, &value, err);
    if (rc == CG_E_NOT_FOUND && generation_check(project, generation, NULL) == CG_E_COLLECTED)
        return generation_check(project, generation, err); /* which says so */
    if (rc != CG_OK)
        return rc;
    if (!version_record_get(value, generation, &record))
        return damaged(err);
    *out_version = record.is;
    keep_texts(out_version, arena);
    return CG_OK;
}

void version_scan_open(version_scan *scan, const cg_project *project, uint64_t first, uint64_t last)
{
    key lower = key_version(project->prefix, first);
    key upper = key_after(key_version(project->prefix, CG_MIN(last, GEN_MAX)));
    scan->iter = cg_kv_iter_create(project->store->kv, NULL, CG_CF_VERSIONS, key_str(&lower),
                                   key_str(&upper));
    cg_kv_iter_first(scan->iter);
}

cg_code version_scan_next(version_scan *scan, cg_err *err)
{
    for (; cg_kv_iter_valid(scan->iter); cg_kv_iter_next(scan->iter)) {
        cg_str k = cg_kv_iter_key(scan->iter);
        if (k.len != KEY_VERSION) /* a part of a list of changes */
            continue;
        uint64_t generation = cg_get_be((const uint8_t *)k.ptr + KEY_PREFIX, KEY_GEN);
        /* Copied: the texts must outlive the step. */
        cg_buf_clear(&scan->value);
        cg_buf_add_str(&scan->value, cg_kv_iter_value(scan->iter));
        cg_kv_iter_next(scan->iter);
        return version_record_get(cg_buf_str(&scan->value), generation, &scan->record)
                   ? CG_OK
                   : damaged(err);
    }
    cg_code rc = cg_kv_iter_status(scan->iter, err);
    return rc == CG_OK ? CG_E_NOT_FOUND : rc;
}

void version_scan_close(version_scan *scan)
{
    cg_kv_iter_destroy(scan->iter);
    cg_buf_fini(&scan->value);
}

/* ---- ids ---- */

key key_version_id(const uint8_t *prefix, cg_id id)
{
    key k = key_begin(prefix);
    key_put_be(&k, IDX_VERSION, 1);
    key_put(&k, id.bytes, sizeof id.bytes);
    return k;
}

cg_id version_make_id(const cg_project *project, const cg_version *version)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_add_str(&text, project->name);
    version_record_put(&text, version, false);
    cg_buf_add_varint(&text, version->generation);
    cg_hash128 h = cg_hash_128(text.ptr, text.len, 0);
    cg_id id;
    cg_put_be64(id.bytes, h.hi);
    cg_put_be64(id.bytes + 8, h.lo);
    return id;
}

/* Of a row of ids. A commit that failed may have left one. */
static cg_code take_generation(cg_project *project, cg_str value, uint64_t *out_generation,
                               cg_err *err)
{
    if (value.len != KEY_GEN)
        return damaged(err);
    *out_generation = cg_get_be((const uint8_t *)value.ptr, KEY_GEN);
    cg_code rc = generation_check(project, *out_generation, NULL);
    return rc == CG_E_COLLECTED ? CG_OK : rc; /* who reads it is told */
}

bool cg_project_asked_version(cg_project *project, cg_id id, uint64_t *out_generation)
{
    cg_mutex_lock(&project->mu);
    const asked_id *asked = &project->asked_ids[id.bytes[0] % ASKED_IDS];
    uint64_t generation = cg_id_eq(asked->id, id) ? asked->generation : 0;
    bool there = history_has(&project->history, generation);
    cg_mutex_unlock(&project->mu);
    if (there)
        *out_generation = generation;
    return there;
}

static void keep_asked(cg_project *project, cg_id id, uint64_t generation)
{
    cg_mutex_lock(&project->mu);
    project->asked_ids[id.bytes[0] % ASKED_IDS] = (asked_id){id, generation};
    cg_mutex_unlock(&project->mu);
}

cg_code cg_project_version_by_id(cg_project *project, cg_id id, uint64_t *out_generation,
                                 cg_err *err)
{
    if (cg_project_asked_version(project, id, out_generation))
        return CG_OK;
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    key k = key_version_id(project->prefix, id);
    cg_code rc = cg_kv_get(project->store->kv, NULL, CG_CF_INDEXES, key_str(&k), &pin, &value, err);
    if (rc == CG_OK)
        rc = take_generation(project, value, out_generation, err);
    if (rc == CG_OK)
        keep_asked(project, id, *out_generation);
    return rc;
}

static int digit_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The smallest and the largest id that begin so. */
static bool bounds_of(cg_str prefix, cg_id *out_first, cg_id *out_last)
{
    memset(out_first->bytes, 0, sizeof out_first->bytes);
    memset(out_last->bytes, 0xff, sizeof out_last->bytes);
    if (prefix.len > 2 * sizeof out_first->bytes)
        return false;
    for (size_t i = 0; i < prefix.len; i++) {
        int digit = digit_of(prefix.ptr[i]);
        if (digit < 0)
            return false;
        unsigned shift = i % 2 == 0 ? 4 : 0;
        out_first->bytes[i / 2] |= (uint8_t)(digit << shift);
        out_last->bytes[i / 2] &= (uint8_t) ~((15 - digit) << shift);
    }
    return true;
}

cg_code cg_project_find_versions(cg_project *project, cg_str prefix, size_t limit, cg_arena *arena,
                                 uint64_t **out_generations, size_t *out_count, cg_err *err)
{
    cg_id first, last;
    uint64_t *found = cg_arena_alloc_array(arena, limit + 1, sizeof *found);
    size_t count = 0;
    *out_generations = found;
    *out_count = 0;
    if (!bounds_of(prefix, &first, &last))
        return CG_OK;
    key lower = key_version_id(project->prefix, first);
    key upper = key_after(key_version_id(project->prefix, last));
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(project->store->kv, NULL, CG_CF_INDEXES, key_str(&lower),
                             key_str(&upper));
    for (cg_kv_iter_first(iter); count < limit && cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_code rc = take_generation(project, cg_kv_iter_value(iter), &found[count], err);
        count += rc == CG_OK;
        if (rc != CG_OK && rc != CG_E_NOT_FOUND)
            return rc;
    }
    *out_count = count;
    return cg_kv_iter_status(iter, err);
}

/* ---- time, and what was common ---- */

/* Commits follow each other in time over all branches, so the search is for a number. */
cg_code cg_snapshot_generation_at_time(const cg_snapshot *snap, uint64_t time_ms,
                                       uint64_t *out_generation, cg_err *err)
{
    cg_project *project = snap->project;
    uint64_t low = 0, high = snap->at.generation; /* the one wanted is in [low, high] */
    while (low < high) {
        uint64_t middle = low + (high - low + 1) / 2, found = 0;
        version_scan scan = {0};
        version_scan_open(&scan, project, middle, high);
        cg_code rc = version_scan_next(&scan, err);
        bool early = rc == CG_OK && scan.record.is.time_ms <= time_ms;
        found = rc == CG_OK ? scan.record.is.generation : 0;
        version_scan_close(&scan);
        if (rc != CG_OK && rc != CG_E_NOT_FOUND)
            return rc;
        if (early)
            low = found;
        else
            high = middle - 1;
    }
    while (low > 0 && !lineage_sees(&snap->at, low))
        low--;
    *out_generation = low;
    return CG_OK;
}

bool cg_project_has_generation(cg_project *project, uint64_t generation)
{
    return generation_check(project, generation, NULL) == CG_OK;
}

uint64_t cg_project_version_before(cg_project *project, uint64_t generation, uint64_t steps)
{
    cg_mutex_lock(&project->mu);
    uint64_t found = history_version_before(&project->history, generation, steps);
    cg_mutex_unlock(&project->mu);
    return found;
}

uint64_t cg_project_merge_base(cg_project *project, uint64_t a, uint64_t b)
{
    cg_mutex_lock(&project->mu);
    uint64_t base = history_merge_base(&project->history, a, b);
    cg_mutex_unlock(&project->mu);
    return base;
}
