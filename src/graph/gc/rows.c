// SPDX-License-Identifier: Apache-2.0
// Rows that carry generations. All rows of one key lie together, the newest first, and are looked at as a group: one
// goes when nobody sees its generation, or when whoever sees it sees a newer one of the group. A tombstone
// goes as well when nothing older is left for it to hide. Whatever is written meanwhile is of newer
// generations and is left alone.
#include "gc.h"

typedef struct row_note {
    uint64_t generation;
    size_t bytes; /* of key and value */
    bool gone, drop;
} row_note;

/** Rows of a sort. */
typedef struct gc_family {
    cg_cf cf;
    uint8_t letter; /* that all keys begin with behind the project; 0: none */
    size_t key_size;
    cg_gc_kind kind;
    void (*stays)(gc_run *run, cg_str k, cg_str value); /* NULL: it says nothing of others */
} gc_family;

typedef struct row_step {
    gc_run *run;
    const gc_family *family;
    cg_kv_batch *batch;
    key group; /* the rows of `notes`; without their generation */
    CG_VEC(row_note) notes;
} row_step;

/* ---- one group ---- */

static bool is_needed(gc_run *run, uint64_t generation)
{
    if (generation >= run->plan.limit)
        return true;
    if (!gc_has(&run->plan, generation, GC_SEEN))
        return !gc_is_lost(&run->plan, generation); /* of a commit that failed: swept by others */
    uint64_t *stamp = &run->stamps[run->plan.heir[generation]];
    bool first = *stamp != run->group;
    *stamp = run->group;
    return first;
}

static void drop_old_tombstones(row_step *s)
{
    for (size_t i = s->notes.len; i-- > 0;) {
        row_note *note = &s->notes.ptr[i];
        if (note->drop)
            continue;
        if (!note->gone || note->generation >= s->run->plan.limit)
            return;
        note->drop = true;
    }
}

static void end_group(row_step *s)
{
    drop_old_tombstones(s);
    for (size_t i = 0; i < s->notes.len; i++) {
        const row_note *note = &s->notes.ptr[i];
        if (!note->drop)
            continue;
        key k = s->group;
        key_put_gen(&k, note->generation);
        cg_kv_batch_delete(s->batch, s->family->cf, key_str(&k));
        gc_count(s->run, s->family->kind, note->bytes);
    }
    CG_VEC_CLEAR(&s->notes);
    s->run->group++;
}

static bool is_of_group(const row_step *s, cg_str k)
{
    return s->notes.len > 0 && k.len == s->group.len + KEY_GEN &&
           memcmp(k.ptr, s->group.bytes, s->group.len) == 0;
}

static void take_row(row_step *s, cg_str k, cg_str value)
{
    if (!is_of_group(s, k)) {
        end_group(s);
        s->group.len = 0;
        key_put(&s->group, k.ptr, k.len - KEY_GEN);
    }
    row_note note = {.generation = key_gen(k), .bytes = k.len + value.len, .gone = value.len == 0};
    note.drop = !is_needed(s->run, note.generation);
    CG_VEC_PUSH(&s->notes, note);
    if (!note.drop && !note.gone && s->family->stays != NULL)
        s->family->stays(s->run, k, value);
}

/* ---- steps ---- */

/* Whole groups from `lower` on, which moves behind them. `*out_end`: that were all. */
static cg_code step(row_step *s, key *lower, const key *upper, bool *out_end, cg_err *err)
{
    cg_kv *kv = s->run->project->store->kv;
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(kv, NULL, s->family->cf, key_str(lower), key_str(upper));
    uint64_t seen = 0;
    cg_kv_iter_first(iter);
    for (; cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        if (k.len != s->family->key_size) /* damaged: verify names it */
            continue;
        bool full = seen > GC_STEP_ROWS || cg_kv_batch_bytes(s->batch) > GC_STEP_BYTES;
        if (full && !is_of_group(s, k))
            break;
        take_row(s, k, cg_kv_iter_value(iter));
        seen++;
    }
    *out_end = !cg_kv_iter_valid(iter);
    end_group(s);
    *lower = key_after(s->group);
    s->run->result->rows_seen += seen;
    return cg_kv_iter_status(iter, err);
}

static cg_code collect_family(gc_run *run, const gc_family *family, cg_err *err)
{
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(run->project->store->kv);
    row_step s = {.run = run, .family = family, .batch = batch};
    key lower = key_begin(run->project->prefix);
    if (family->letter != 0)
        key_put_be(&lower, family->letter, 1);
    const key upper = key_after(lower);
    cg_code rc = CG_OK;
    for (bool end = false; rc == CG_OK && !end;) {
        rc = step(&s, &lower, &upper, &end, err);
        if (rc == CG_OK)
            rc = gc_write(run, batch, err);
        if (rc == CG_OK)
            rc = gc_go_on(run, err);
    }
    CG_VEC_FINI(&s.notes);
    return rc;
}

static cg_code collect_families(gc_run *run, const gc_family *families, size_t count, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        rc = collect_family(run, &families[i], err);
    return rc;
}

/* ---- the families ---- */

static void note_node(gc_run *run, cg_str k, cg_str value)
{
    (void)value;
    uint64_t number = key_ref_at(k, KEY_PREFIX) & ((UINT64_C(1) << CG_REF_NUMBER_BITS) - 1);
    if (number < run->plan.next_node)
        gc_set_bit(run->nodes, number);
}

static void note_unit(gc_run *run, cg_str k, cg_str value)
{
    (void)k;
    file_record record;
    if (file_record_get(value, &record) && record.unit_no < run->plan.next_unit)
        gc_set_bit(run->units, record.unit_no);
}

cg_code gc_relationships(gc_run *run, cg_err *err)
{
    static const gc_family families[] = {
        {CG_CF_EDGES, EDGES_PARSED, KEY_EDGE, CG_GC_RELATIONSHIPS, NULL},
        {CG_CF_EDGES, EDGES_MANUAL, KEY_MANUAL_EDGE, CG_GC_OVERLAY, NULL},
        {CG_CF_EDGES, EDGES_MANUAL_BACK, KEY_MANUAL_EDGE, CG_GC_OVERLAY, NULL},
        {CG_CF_REDGES, 0, KEY_REDGE, CG_GC_RELATIONSHIPS, NULL},
    };
    return collect_families(run, families, CG_ARRAY_LEN(families), err);
}

/* Of the overlay's log: written by a generation that others stand for, it is theirs. */
static bool take_log(gc_run *run, cg_str k, cg_str value)
{
    (void)value;
    if (k.len < KEY_OVERLAY_LOG)
        return false;
    uint64_t g = cg_get_be((const uint8_t *)k.ptr + KEY_PREFIX + 1, KEY_GEN);
    bool moves = gc_has(&run->plan, g, GC_SEEN) && run->plan.heir[g] != g;
    if (gc_is_lost(&run->plan, g))
        gc_count(run, CG_GC_OVERLAY, k.len);
    return moves || gc_is_lost(&run->plan, g);
}

static cg_code move_log(gc_run *run, const key_list *keys, cg_err *err)
{
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(run->project->store->kv);
    for (size_t i = 0; i < keys->len; i++) {
        const key *k = &keys->ptr[i];
        uint64_t g = cg_get_be(k->bytes + KEY_PREFIX + 1, KEY_GEN);
        cg_kv_batch_delete(batch, CG_CF_INDEXES, key_str(k));
        if (gc_is_lost(&run->plan, g))
            continue;
        key moved = key_overlay_log(run->project->prefix, run->plan.heir[g]);
        key_put(&moved, k->bytes + KEY_OVERLAY_LOG, k->len - KEY_OVERLAY_LOG);
        cg_kv_batch_put(batch, CG_CF_INDEXES, key_str(&moved), CG_STR_NULL);
    }
    return gc_write(run, batch, err);
}

cg_code gc_others(gc_run *run, cg_err *err)
{
    static const gc_family families[] = {
        {CG_CF_INDEXES, IDX_DEPS, KEY_DEPS, CG_GC_FILES, NULL},
        {CG_CF_INDEXES, IDX_METADATA, KEY_METADATA, CG_GC_OVERLAY, NULL},
        {CG_CF_INDEXES, IDX_MANUAL, KEY_MANUAL, CG_GC_OVERLAY, NULL},
        {CG_CF_NODES, 0, KEY_NODE, CG_GC_NODES, note_node},
        {CG_CF_INDEXES, IDX_FILE, KEY_FILE, CG_GC_FILES, note_unit},
    };
    gc_walk log = {.cf = CG_CF_INDEXES,
                   .lower = key_begin(run->project->prefix),
                   .take = take_log,
                   .handle = move_log};
    key_put_be(&log.lower, IDX_OVERLAY_LOG, 1);
    cg_code rc = collect_families(run, families, CG_ARRAY_LEN(families), err);
    return rc == CG_OK ? gc_walk_rows(run, &log, err) : rc;
}
