// SPDX-License-Identifier: Apache-2.0
// What one file changes: its rows before against its rows after, and only the difference written.
#include "commit_int.h"

#include <stdlib.h>

/* One side of the comparison: the file as the base has it, or as the facts give it. */
typedef struct side {
    const cg_unit *unit; /* NULL: no facts (absent or skipped) */
    size_t count;        /* definitions */
    cg_node_ref *refs;
    const cg_id *ids;
    const uint64_t *content;
} side;

typedef struct edge {
    cg_node_ref source, target;
    cg_id source_id, target_id;
    uint8_t kind;
    cg_str evidence;
} edge;

typedef struct edges {
    edge *ptr;
    size_t len;
} edges;

static bool is_bodied_by_members(unsigned kind)
{
    switch (kind) {
    case CG_NODE_FILE:
    case CG_NODE_MODULE:
    case CG_NODE_PACKAGE:
    case CG_NODE_NAMESPACE:
        return true;
    default:
        return cg_node_kind_is_type(kind);
    }
}

static uint64_t text_hash(const cg_unit *unit, cg_text text)
{
    return cg_hash64(unit->strings.ptr + text.off, text.len, 0);
}

uint64_t cg_def_content_hash(const cg_unit *unit, uint32_t def)
{
    const cg_def *d = &unit->defs.ptr[def];
    uint64_t parts[5] = {
        text_hash(unit, d->signature),
        text_hash(unit, d->doc),
        is_bodied_by_members(d->kind) ? 0 : d->body_hash,
        text_hash(unit, d->decorators),
        (uint64_t)d->modifiers << 32 | (uint64_t)d->visibility << 24 | d->params_min << 16 |
            d->params_max << 8 | d->kind,
    };
    return cg_hash64(parts, sizeof parts, 0);
}

/* ---- numbers ---- */

static cg_code find_number(cg_commit *commit, cg_id id, cg_node_kind kind, uint64_t *out_number,
                           cg_err *err)
{
    key k = key_id(commit->project->prefix, id, kind);
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    cg_code rc =
        cg_kv_get(commit->project->store->kv, NULL, CG_CF_INDEXES, key_str(&k), &pin, &value, err);
    if (rc == CG_OK && value.len != 5)
        return CG_FAIL(err, CG_E_CORRUPT, "a stored node number is damaged");
    if (rc == CG_OK)
        *out_number = cg_get_be((const uint8_t *)value.ptr, 5);
    return rc;
}

/* The number of a node that the file did not have before: its old one when it existed once. */
static cg_code give_ref(cg_commit *commit, cg_id id, cg_node_kind kind, cg_str name,
                        cg_node_ref *out_ref, cg_err *err)
{
    uint64_t number = 0;
    cg_code rc = commit->virgin ? CG_E_NOT_FOUND : find_number(commit, id, kind, &number, err);
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        return rc;
    if (rc == CG_E_NOT_FOUND) {
        number = commit->next.next_node++;
        uint8_t value[5];
        cg_put_be(value, number, 5);
        key k = key_id(commit->project->prefix, id, kind);
        rows_put(&commit->rows, CG_CF_INDEXES, key_str(&k), cg_str_make((char *)value, 5));
        char folded[CG_NAME_INDEX_MAX];
        k = key_name(commit->project->prefix, cg_name_fold(name, folded),
                     (uint64_t)kind << CG_REF_NUMBER_BITS | number);
        rows_put(&commit->rows, CG_CF_INDEXES, key_str(&k), CG_STR_NULL);
    }
    *out_ref = (uint64_t)kind << CG_REF_NUMBER_BITS | number;
    return CG_OK;
}

/* ---- a small map from 64-bit keys to definition indices ---- */

typedef struct def_map {
    uint64_t *keys; /* 0: free */
    uint32_t *values;
    size_t mask;
} def_map;

static def_map def_map_make(cg_arena *arena, size_t count)
{
    size_t capacity = 16;
    while (capacity < count * 2)
        capacity *= 2;
    return (def_map){cg_arena_alloc_array(arena, capacity, sizeof(uint64_t)),
                     cg_arena_alloc_array(arena, capacity, sizeof(uint32_t)), capacity - 1};
}

static size_t def_map_slot(const def_map *map, uint64_t k)
{
    size_t slot = (size_t)((k * UINT64_C(0x9e3779b97f4a7c15)) >> 17) & map->mask;
    while (map->keys[slot] != 0 && map->keys[slot] != k)
        slot = (slot + 1) & map->mask;
    return slot;
}

static void def_map_set(def_map *map, uint64_t k, size_t def)
{
    k += k == 0;
    size_t slot = def_map_slot(map, k);
    map->keys[slot] = k;
    map->values[slot] = (uint32_t)def;
}

static uint32_t def_map_get(const def_map *map, uint64_t k)
{
    k += k == 0;
    size_t slot = def_map_slot(map, k);
    return map->keys[slot] == k ? map->values[slot] : CG_NONE;
}

/* ---- the two sides ---- */

static void read_ids(cg_commit *commit, const cg_unit *unit, cg_str path, cg_id *ids)
{
    for (size_t i = 0; i < unit->defs.len; i++) {
        cg_buf_clear(&commit->key);
        cg_unit_add_symbol(unit, (uint32_t)i, path, &commit->key);
        ids[i] = cg_node_id(commit->project->name, cg_buf_str(&commit->key));
    }
}

/* The file as the base has it. `*out_pin` keeps the unit alive. */
static cg_code read_before(cg_commit *commit, uint32_t num, side *out, cg_unit_pin **out_pin,
                           cg_err *err)
{
    const cg_file *file = cg_snapshot_file(commit->base, num);
    if (file == NULL || !file->present || file->unit_no == CG_NONE)
        return CG_OK;
    cg_code rc = cg_store_unit(commit->project->store, file->blob, (cg_lang_id)file->lang,
                               file->extractor_version, false, out_pin, err);
    if (rc == CG_OK)
        rc = cg_snapshot_file_nodes(commit->base, num, commit->scratch, &out->refs, &out->count, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_FAIL(err, CG_E_CORRUPT, "a file record is missing") : rc;
    out->unit = cg_unit_pin_unit(*out_pin);
    if (out->unit->defs.len != out->count)
        return CG_FAIL(err, CG_E_CORRUPT, "a file record does not fit its unit");
    cg_id *ids = cg_arena_alloc_array(commit->scratch, out->count, sizeof *ids);
    uint64_t *content = cg_arena_alloc_array(commit->scratch, out->count, sizeof *content);
    read_ids(commit, out->unit, file->path, ids);
    for (size_t i = 0; i < out->count; i++)
        content[i] = cg_def_content_hash(out->unit, (uint32_t)i);
    out->ids = ids;
    out->content = content;
    return CG_OK;
}

static void put_node(cg_commit *commit, uint32_t file, const side *s, size_t i)
{
    uint8_t value[NODE_RECORD];
    node_record_put(value, &(node_record){s->ids[i], file, s->content[i]});
    key k = key_node(commit->project->prefix, s->refs[i], commit->generation);
    rows_put(&commit->rows, CG_CF_NODES, key_str(&k), cg_str_make((char *)value, sizeof value));
}

static void remove_nodes(cg_commit *commit, const side *before, const bool *kept)
{
    for (size_t i = 0; i < before->count; i++) {
        if (kept[i])
            continue;
        key k = key_node(commit->project->prefix, before->refs[i], commit->generation);
        rows_put(&commit->rows, CG_CF_NODES, key_str(&k), CG_STR_NULL);
        digest_sub(&commit->digest, digest_node(before->ids[i], before->content[i]));
        commit->result.nodes_removed++;
        commit->counts.nodes--;
    }
}

/* Gives every definition of `after` its number and writes the node rows that differ. */
static cg_code diff_nodes(cg_commit *commit, uint32_t file, const side *before, side *after,
                          cg_err *err)
{
    def_map old = def_map_make(commit->scratch, before->count);
    for (size_t i = 0; i < before->count; i++)
        def_map_set(&old, cg_get_be64(before->ids[i].bytes), i);
    bool *kept = cg_arena_alloc_array(commit->scratch, before->count + 1, sizeof *kept);
    after->refs = cg_arena_alloc_array(commit->scratch, after->count + 1, sizeof *after->refs);
    for (size_t i = 0; i < after->count; i++) {
        const cg_def *def = &after->unit->defs.ptr[i];
        uint32_t at = def_map_get(&old, cg_get_be64(after->ids[i].bytes));
        bool same = at != CG_NONE && cg_ref_kind(before->refs[at]) == def->kind &&
                    cg_id_eq(before->ids[at], after->ids[i]);
        if (same) {
            kept[at] = true;
            after->refs[i] = before->refs[at];
            if (before->content[at] == after->content[i])
                continue;
            digest_sub(&commit->digest, digest_node(before->ids[at], before->content[at]));
            commit->result.nodes_changed++;
        } else {
            cg_code rc = give_ref(commit, after->ids[i], (cg_node_kind)def->kind,
                                  cg_unit_str(after->unit, def->name), &after->refs[i], err);
            if (rc != CG_OK)
                return rc;
            commit->result.nodes_added++;
            commit->counts.nodes++;
        }
        put_node(commit, file, after, i);
        digest_add(&commit->digest, digest_node(after->ids[i], after->content[i]));
    }
    remove_nodes(commit, before, kept);
    return CG_OK;
}

/* ---- edges ---- */

static int compare_edges(const void *a, const void *b)
{
    const edge *x = a, *y = b;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return (x->target > y->target) - (x->target < y->target);
}

/* The stored edges that leave the definitions of the file, in key order. */
static cg_code read_edges(cg_commit *commit, const side *before, edges *out, cg_err *err)
{
    def_map by_ref = def_map_make(commit->scratch, before->count);
    for (size_t i = 0; i < before->count; i++)
        def_map_set(&by_ref, before->refs[i], i);
    CG_VEC(edge) found = {0};
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < before->count; i++) {
        key lower = key_begin(commit->project->prefix);
        key_put_be(&lower, 'e', 1);
        key_put_ref(&lower, before->refs[i]);
        key upper = key_after(lower);
        versioned_scan scan;
        versioned_scan_open(&scan, commit->project->store->kv, CG_CF_EDGES, key_str(&lower),
                            key_str(&upper), commit->base->generation);
        cg_str k, value;
        while (versioned_scan_next(&scan, &k, &value)) {
            edge e = {.source = before->refs[i], .source_id = before->ids[i],
                      .kind = (uint8_t)k.ptr[lower.len],
                      .target = key_ref_at(k, lower.len + 1),
                      .evidence = cg_arena_str(commit->scratch, value)};
            uint32_t at = def_map_get(&by_ref, e.target);
            CG_ASSERT(at != CG_NONE); /* edges stay inside their file */
            e.target_id = before->ids[at];
            CG_VEC_PUSH(&found, e);
        }
        rc = versioned_scan_close(&scan, err);
    }
    out->len = found.len;
    out->ptr = cg_arena_alloc_array(commit->scratch, found.len + 1, sizeof *out->ptr);
    if (found.len > 0)
        memcpy(out->ptr, found.ptr, found.len * sizeof *out->ptr);
    CG_VEC_FINI(&found);
    if (out->len > 1)
        qsort(out->ptr, out->len, sizeof *out->ptr, compare_edges);
    return rc;
}

static cg_str make_evidence(cg_commit *commit, const cg_unit_edge *e, const uint32_t *ordinals)
{
    cg_buf_clear(&commit->value);
    cg_buf_add_char(&commit->value, (char)e->rule);
    cg_buf_add_char(&commit->value, (char)e->confidence);
    uint32_t last = 0;
    for (uint32_t i = 0; i < e->count; i++) {
        cg_buf_add_varint(&commit->value, ordinals[e->first + i] - last);
        last = ordinals[e->first + i];
    }
    return cg_arena_str(commit->scratch, cg_buf_str(&commit->value));
}

static void make_edges(cg_commit *commit, const side *after, const cg_file_facts *facts, edges *out)
{
    out->len = facts->edges_count;
    out->ptr = cg_arena_alloc_array(commit->scratch, out->len + 1, sizeof *out->ptr);
    for (size_t i = 0; i < out->len; i++) {
        const cg_unit_edge *e = &facts->edges[i];
        out->ptr[i] = (edge){.source = after->refs[e->source],
                             .target = after->refs[e->target],
                             .source_id = after->ids[e->source],
                             .target_id = after->ids[e->target],
                             .kind = e->kind,
                             .evidence = make_evidence(commit, e, facts->ordinals)};
    }
    if (out->len > 1)
        qsort(out->ptr, out->len, sizeof *out->ptr, compare_edges);
}

static void put_edge(cg_commit *commit, const edge *e, bool present)
{
    const uint8_t *prefix = commit->project->prefix;
    cg_str none = CG_STR_NULL;
    key k = key_edge(prefix, e->source, (cg_edge_kind)e->kind, e->target, commit->generation);
    rows_put(&commit->rows, CG_CF_EDGES, key_str(&k), present ? e->evidence : none);
    k = key_redge(prefix, e->target, (cg_edge_kind)e->kind, e->source, commit->generation);
    rows_put(&commit->rows, CG_CF_REDGES, key_str(&k),
             present ? cg_str_slice(e->evidence, 0, 2) : none);
}

static cg_hash128 edge_digest(const edge *e)
{
    return digest_edge(e->source_id, (cg_edge_kind)e->kind, e->target_id, e->evidence);
}

static void diff_edges(cg_commit *commit, const edges *before, const edges *after)
{
    size_t b = 0, a = 0;
    while (b < before->len || a < after->len) {
        const edge *x = b < before->len ? &before->ptr[b] : NULL;
        const edge *y = a < after->len ? &after->ptr[a] : NULL;
        int order = x == NULL ? 1 : y == NULL ? -1 : compare_edges(x, y);
        if (order == 0 && cg_str_eq(x->evidence, y->evidence)) {
            b++, a++;
            continue;
        }
        if (order <= 0)
            digest_sub(&commit->digest, edge_digest(x));
        if (order >= 0)
            digest_add(&commit->digest, edge_digest(y));
        put_edge(commit, order < 0 ? x : y, order >= 0);
        commit->result.edges_removed += order < 0;
        commit->result.edges_added += order > 0;
        commit->result.edges_changed += order == 0;
        b += order <= 0;
        a += order >= 0;
    }
    commit->counts.edges += after->len;
    commit->counts.edges -= before->len;
}

/* ---- units ---- */

static unit_slot *find_slot(cg_commit *commit, const uint8_t *unit_key)
{
    size_t mask = commit->units_capacity - 1;
    size_t slot = (size_t)cg_hash64(unit_key, KEY_UNIT, 0) & mask;
    while (commit->units[slot].used && memcmp(commit->units[slot].key, unit_key, KEY_UNIT) != 0)
        slot = (slot + 1) & mask;
    return &commit->units[slot];
}

static void grow_units(cg_commit *commit)
{
    if (commit->units_used * 2 < commit->units_capacity)
        return;
    unit_slot *old = commit->units;
    size_t old_capacity = commit->units_capacity;
    commit->units_capacity = CG_MAX(old_capacity * 2, (size_t)64);
    commit->units = cg_alloc_array(commit->units_capacity, sizeof *commit->units);
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i].used)
            *find_slot(commit, old[i].key) = old[i];
    cg_free(old);
}

static void put_unit_rows(cg_commit *commit, const cg_file_facts *facts, key stored_key,
                          uint32_t unit_no)
{
    if (facts->unit_bytes.len > 0)
        rows_put(&commit->rows, CG_CF_UNITS, key_str(&stored_key), facts->unit_bytes);
    if (facts->source_bytes.len > 0)
        rows_put(&commit->rows, CG_CF_SOURCES,
                 cg_str_make((const char *)facts->blob.bytes, sizeof facts->blob.bytes),
                 facts->source_bytes);
    for (size_t i = 0; i < facts->postings_count; i++) {
        const cg_posting *p = &facts->postings[i];
        cg_buf_clear(&commit->value);
        cg_buf_add_varint(&commit->value, unit_no);
        cg_buf_add_varint(&commit->value, p->payload.len);
        cg_buf_add_str(&commit->value, p->payload);
        key k = key_term(commit->project->prefix, IDX_TERM, p->term);
        rows_append(&commit->rows, key_str(&k), cg_buf_str(&commit->value));
    }
}

/* The unit's number in this project; a content that is new to it brings its rows along. */
static cg_code give_unit_no(cg_commit *commit, const cg_file_facts *facts, uint32_t *out_no,
                            cg_err *err)
{
    const cg_unit *unit = facts->unit;
    key stored_key = key_unit(facts->blob, unit->lang, unit->extractor_version);
    grow_units(commit);
    unit_slot *slot = find_slot(commit, stored_key.bytes);
    if (slot->used) {
        *out_no = slot->unit_no;
        return CG_OK;
    }
    key k = key_unit_no(commit->project->prefix, facts->blob, unit->lang, unit->extractor_version);
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    cg_code rc = commit->virgin ? CG_E_NOT_FOUND
                                : cg_kv_get(commit->project->store->kv, NULL, CG_CF_INDEXES,
                                            key_str(&k), &pin, &value, err);
    if (rc == CG_OK && value.len != 4)
        return CG_FAIL(err, CG_E_CORRUPT, "a stored unit number is damaged");
    if (rc == CG_OK) {
        *out_no = cg_get_be32((const uint8_t *)value.ptr);
    } else if (rc == CG_E_NOT_FOUND) {
        *out_no = (uint32_t)commit->next.next_unit++;
        uint8_t number[4];
        cg_put_be32(number, *out_no);
        rows_put(&commit->rows, CG_CF_INDEXES, key_str(&k), cg_str_make((char *)number, 4));
        put_unit_rows(commit, facts, stored_key, *out_no);
    } else {
        return rc;
    }
    memcpy(slot->key, stored_key.bytes, KEY_UNIT);
    slot->unit_no = *out_no;
    slot->used = true;
    commit->units_used++;
    return CG_OK;
}

/* ---- file rows ---- */

static uint32_t give_file_number(cg_commit *commit, const cg_file_facts *facts)
{
    uint32_t num;
    if (cg_snapshot_find_file(commit->base, facts->path, &num) != NULL)
        return num;
    num = (uint32_t)commit->next.next_file++;
    cg_file file = {.unit_no = CG_NONE, .path = cg_arena_str(commit->project->paths, facts->path)};
    CG_VEC_PUSH(&commit->files, file);
    CG_ASSERT(commit->files.len == num + 1u);
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
    return num;
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
                         .blob = file->blob};
}

/* Replaces the entry of file `num` in the commit's state, counts and digest, and writes its row. */
static void put_file_row(cg_commit *commit, uint32_t num, const cg_file *file,
                         const cg_node_ref *refs, size_t refs_count)
{
    cg_file *entry = &commit->files.ptr[num];
    file_record record = record_of(entry);
    if (entry->present)
        digest_sub(&commit->digest, digest_file(entry->path, &record));
    count_file(&commit->counts, entry, -1);
    commit->result.files_added += !entry->present && file->present;
    commit->result.files_removed += entry->present && !file->present;
    commit->result.files_changed += entry->present && file->present;
    *entry = *file;
    count_file(&commit->counts, entry, 1);
    cg_buf_clear(&commit->value);
    if (file->present) {
        record = record_of(entry);
        digest_add(&commit->digest, digest_file(entry->path, &record));
        file_record_put(&commit->value, &record);
        for (size_t i = 0; i < refs_count; i++) {
            uint8_t ref[KEY_REF];
            cg_put_be(ref, refs[i], KEY_REF);
            cg_buf_add(&commit->value, ref, sizeof ref);
        }
    }
    key k = key_file(commit->project->prefix, num, commit->generation);
    rows_put(&commit->rows, CG_CF_INDEXES, key_str(&k), cg_buf_str(&commit->value));
    CG_VEC_PUSH(&commit->touched, num);
}

/* ---- put and delete ---- */

static bool is_unchanged(const cg_file *file, const cg_file_facts *facts)
{
    if (!file->present || memcmp(file->blob.bytes, facts->blob.bytes, 20) != 0 ||
        file->skip != facts->skip)
        return false;
    if (facts->skip != 0) /* one that was not read has no blob */
        return file->bytes == facts->bytes;
    return (file->lang == facts->unit->lang &&
                                file->extractor_version == facts->unit->extractor_version);
}

static cg_code replace(cg_commit *commit, uint32_t num, side *after, const cg_file_facts *facts,
                       cg_err *err)
{
    side before = {0};
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_code rc = read_before(commit, num, &before, &pin, err);
    if (rc == CG_OK)
        rc = diff_nodes(commit, num, &before, after, err);
    edges edges_before = {0}, edges_after = {0};
    if (rc == CG_OK && before.count > 0)
        rc = read_edges(commit, &before, &edges_before, err);
    if (rc != CG_OK)
        return rc;
    if (after->count > 0)
        make_edges(commit, after, facts, &edges_after);
    diff_edges(commit, &edges_before, &edges_after);
    return CG_OK;
}

cg_code cg_commit_put_file(cg_commit *commit, const cg_file_facts *facts, cg_err *err)
{
    cg_arena_mark mark = cg_arena_save(commit->scratch);
    uint32_t num = give_file_number(commit, facts);
    if (is_unchanged(&commit->files.ptr[num], facts))
        return CG_OK;
    cg_file file = {.present = true,
                    .status = CG_PARSE_SKIPPED,
                    .skip = facts->skip,
                    .unit_no = CG_NONE,
                    .bytes = facts->bytes,
                    .blob = facts->blob,
                    .path = commit->files.ptr[num].path};
    side after = {0};
    cg_code rc = CG_OK;
    if (facts->skip == 0) {
        after = (side){.unit = facts->unit,
                       .count = facts->unit->defs.len,
                       .ids = facts->ids,
                       .content = facts->content};
        file.lang = facts->unit->lang;
        file.status = facts->unit->status;
        file.extractor_version = facts->unit->extractor_version;
        file.nodes = (uint32_t)after.count;
        file.edges = (uint32_t)facts->edges_count;
        rc = give_unit_no(commit, facts, &file.unit_no, err);
    }
    if (rc == CG_OK)
        rc = replace(commit, num, &after, facts, err);
    if (rc == CG_OK)
        put_file_row(commit, num, &file, after.refs, after.count);
    cg_arena_rewind(commit->scratch, mark);
    return rc == CG_OK ? commit_relieve(commit, err) : rc;
}

cg_code cg_commit_delete_file(cg_commit *commit, cg_str path, cg_err *err)
{
    uint32_t num;
    const cg_file *found = cg_snapshot_find_file(commit->base, path, &num);
    if (found == NULL || !commit->files.ptr[num].present) /* not there, or deleted already */
        return CG_OK;
    cg_arena_mark mark = cg_arena_save(commit->scratch);
    side after = {0};
    cg_code rc = replace(commit, num, &after, NULL, err);
    cg_file file = {.unit_no = CG_NONE, .path = found->path};
    if (rc == CG_OK)
        put_file_row(commit, num, &file, NULL, 0);
    cg_arena_rewind(commit->scratch, mark);
    return rc == CG_OK ? commit_relieve(commit, err) : rc;
}
