// SPDX-License-Identifier: Apache-2.0
// Finding the files of a snapshot by path and by unit, at no cost to commits that do not add paths.
//
// A path keeps its number for ever, so all snapshots of a project share one table from paths to numbers, which the writer
// fills; each compares with the paths that it knows itself. Which files have a unit is another question in each
// snapshot, which search alone asks: that table is made when it first does.
#include "graph_int.h"

#define FIRST_CAPACITY 16

/* ---- by path ---- */

struct path_index {
    atomic_uint refs;
    uint32_t count, mask;
    atomic_uint_least32_t slots[]; /* open addressing: file number or CG_NONE */
};

static path_index *path_index_create(uint32_t capacity)
{
    path_index *index = cg_alloc(sizeof *index + capacity * sizeof index->slots[0]);
    atomic_init(&index->refs, 1);
    index->mask = capacity - 1;
    for (uint32_t i = 0; i < capacity; i++)
        atomic_init(&index->slots[i], CG_NONE);
    return index;
}

path_index *path_index_ref(path_index *index)
{
    atomic_fetch_add_explicit(&index->refs, 1, memory_order_relaxed);
    return index;
}

void path_index_release(path_index *index)
{
    /* Release pairs with the acquire of the last one out: it frees what the others read. */
    if (index != NULL && atomic_fetch_sub_explicit(&index->refs, 1, memory_order_acq_rel) == 1)
        cg_free(index);
}

static uint32_t slot_of(const path_index *index, cg_str path)
{
    return (uint32_t)cg_hash64(path.ptr, path.len, 0) & index->mask;
}

/* Relaxed: a number means nothing to who does not know its path, and who does has it from the lock. */
static uint32_t load_slot(const path_index *index, uint32_t slot)
{
    return atomic_load_explicit(&index->slots[slot], memory_order_relaxed);
}

static void insert_path(path_index *index, uint32_t file, cg_str path)
{
    uint32_t slot = slot_of(index, path);
    while (load_slot(index, slot) != CG_NONE)
        slot = (slot + 1) & index->mask;
    atomic_store_explicit(&index->slots[slot], file, memory_order_relaxed);
    index->count++;
}

path_index *path_index_add(path_index *take_index, uint32_t file, const cg_str *paths)
{
    path_index *index = take_index;
    if (index == NULL || index->count * 2 > index->mask) {
        index = path_index_create(take_index != NULL ? 2 * (take_index->mask + 1) : FIRST_CAPACITY);
        for (uint32_t i = 0; take_index != NULL && i <= take_index->mask; i++) {
            uint32_t known = load_slot(take_index, i);
            if (known != CG_NONE)
                insert_path(index, known, paths[known]);
        }
        path_index_release(take_index);
    }
    insert_path(index, file, paths[file]);
    return index;
}

const cg_file *cg_snapshot_find_file(const cg_snapshot *snap, cg_str path, uint32_t *out_num)
{
    if (snap->paths == NULL)
        return NULL;
    for (uint32_t slot = slot_of(snap->paths, path);; slot = (slot + 1) & snap->paths->mask) {
        uint32_t num = load_slot(snap->paths, slot);
        if (num == CG_NONE)
            return NULL;
        if (num < snap->files_limit && cg_str_eq(snap->files[num].path, path)) {
            *out_num = num;
            return &snap->files[num];
        }
    }
}

/* ---- by unit ---- */

typedef struct unit_table {
    uint32_t mask;
    uint32_t *slots; /* open addressing by number of the unit: its first file or CG_NONE */
    uint32_t next[]; /* [files_limit]: the next file with the same unit, or CG_NONE */
} unit_table;

struct unit_index {
    _Atomic(unit_table *) table; /* NULL: nobody has asked yet */
};

unit_index *unit_index_create(void)
{
    unit_index *index = cg_alloc(sizeof *index);
    atomic_init(&index->table, NULL);
    return index;
}

void unit_index_destroy(unit_index *index)
{
    cg_free(atomic_load(&index->table));
    cg_free(index);
}

/* The slot of a unit, or the free one where it would be. */
static uint32_t *unit_slot_of(const unit_table *table, const cg_file *files, uint32_t unit_no)
{
    uint32_t slot = unit_no & table->mask; /* they are given one after another */
    while (table->slots[slot] != CG_NONE && files[table->slots[slot]].unit_no != unit_no)
        slot = (slot + 1) & table->mask;
    return &table->slots[slot];
}

static unit_table *make_table(const cg_snapshot *snap)
{
    uint32_t capacity = FIRST_CAPACITY, limit = snap->files_limit;
    while (capacity < limit * 2)
        capacity *= 2;
    unit_table *table = cg_alloc(sizeof *table + (limit + capacity) * sizeof table->next[0]);
    table->mask = capacity - 1;
    table->slots = table->next + limit;
    memset(table->next, 0xff, (limit + capacity) * sizeof table->next[0]);
    for (uint32_t num = limit; num-- > 0;) {
        const cg_file *file = &snap->files[num];
        if (!file->present || file->unit_no == CG_NONE)
            continue;
        uint32_t *slot = unit_slot_of(table, snap->files, file->unit_no);
        table->next[num] = *slot;
        *slot = num;
    }
    return table;
}

/* Release pairs with the acquire: who sees the table sees what is in it. Who comes second drops its own. */
static const unit_table *table_of(const cg_snapshot *snap)
{
    unit_table *table = atomic_load_explicit(&snap->units->table, memory_order_acquire);
    if (table != NULL)
        return table;
    unit_table *made = make_table(snap);
    if (atomic_compare_exchange_strong_explicit(&snap->units->table, &table, made,
                                                memory_order_acq_rel, memory_order_acquire))
        return made;
    cg_free(made);
    return table;
}

uint32_t cg_snapshot_unit_file(const cg_snapshot *snap, uint32_t unit_no)
{
    return *unit_slot_of(table_of(snap), snap->files, unit_no);
}

uint32_t cg_snapshot_next_unit_file(const cg_snapshot *snap, uint32_t file)
{
    return file < snap->files_limit ? table_of(snap)->next[file] : CG_NONE;
}
