// SPDX-License-Identifier: Apache-2.0
// Rows that commits have written or read last: whoever writes to a node mostly does so again, and to look a row up in the
// store costs as much as all else of a small write. One table of the store, which is overwritten, never emptied.
//
// A row is the newest of its key that a reader sees at `until`, on line `line`. To a reader of the same line it still is
//
//   at or below `until`, down to its own generation
//   above, if what was written by a commit is written there anew by each later one of the line (WRITTEN)
//   above, if it is one of a node, or the text of one, and no commit has written a row of any node since
//   (`nodes_written`): with a text it always does
//
// A reader of another line, or from before the project was loaded anew, does not find it.
#include "graph_int.h"

#define SLOTS ((size_t)1 << 14) /* 1.4 MB, resident as far as they were used */
#define KEY_BYTES_MAX KEY_MANUAL_EDGE
#define VALUE_BYTES_MAX 512
#define WRITTEN UINT64_MAX /* as `until` */

typedef struct last_row {
    cg_cf cf;
    uint32_t key_len, value_len, line; /* the first is 0: free */
    uint64_t loads, generation, until;
    uint8_t key[KEY_BYTES_MAX]; /* without its generation */
    char *value;                /* owned */
} last_row;

struct last_rows {
    cg_mutex mu;
    last_row *slots; /* guarded by mu: [SLOTS]; NULL until somebody notes one */
};

struct last_rows *last_rows_create(void)
{
    struct last_rows *rows = cg_alloc(sizeof *rows);
    cg_mutex_init(&rows->mu, CG_LOCK_GRAPH_LAST_ROWS);
    return rows;
}

void last_rows_destroy(struct last_rows *rows)
{
    if (rows == NULL)
        return;
    for (size_t i = 0; rows->slots != NULL && i < SLOTS; i++)
        cg_free(rows->slots[i].value);
    cg_free(rows->slots);
    cg_mutex_fini(&rows->mu);
    cg_free(rows);
}

static last_row *slot_locked(const struct last_rows *rows, cg_cf cf, const key *base)
{
    return &rows->slots[cg_hash64(base->bytes, base->len, cf) & (SLOTS - 1)];
}

static bool is_of(const last_row *row, const cg_project *project, cg_cf cf, const key *base,
                  uint32_t line)
{
    return row->key_len == base->len && row->cf == cf && row->line == line &&
           row->loads == atomic_load(&project->loads) &&
           memcmp(row->key, base->bytes, base->len) == 0;
}

static bool goes_with_nodes(const last_row *row)
{
    return row->cf == CG_CF_NODES ||
           (row->cf == CG_CF_INDEXES && row->key[KEY_PREFIX] == IDX_MANUAL);
}

static bool is_newest(const last_row *row, const cg_project *project, uint64_t generation)
{
    if (generation < row->generation)
        return false;
    return generation <= row->until ||
           (goes_with_nodes(row) && atomic_load(&project->nodes_written) <= row->until);
}

bool last_rows_get(const cg_project *project, cg_cf cf, key base, const lineage *at,
                   cg_buf *out_value, uint64_t *out_generation)
{
    struct last_rows *rows = project->store->last_rows;
    bool found = false;
    cg_mutex_lock(&rows->mu);
    if (rows->slots != NULL && at->generation != 0) {
        const last_row *row = slot_locked(rows, cf, &base);
        found = is_of(row, project, cf, &base, at->line) && is_newest(row, project, at->generation);
        if (found) {
            cg_buf_clear(out_value);
            cg_buf_add(out_value, row->value, row->value_len);
            *out_generation = row->generation;
        }
    }
    cg_mutex_unlock(&rows->mu);
    return found;
}

static void fill_locked(last_row *row, const cg_project *project, cg_cf cf, const key *base,
                        uint32_t line, cg_str value)
{
    row->cf = cf;
    row->line = line;
    row->loads = atomic_load(&project->loads);
    row->key_len = (uint32_t)base->len;
    memcpy(row->key, base->bytes, base->len);
    row->value_len = (uint32_t)value.len;
    row->value = cg_realloc(row->value, value.len);
    if (value.len > 0)
        memcpy(row->value, value.ptr, value.len);
}

static last_row *place_locked(struct last_rows *rows, cg_cf cf, const key *base)
{
    if (rows->slots == NULL)
        rows->slots = cg_alloc_array(SLOTS, sizeof *rows->slots);
    return slot_locked(rows, cf, base);
}

void last_rows_note_read(const cg_project *project, cg_cf cf, key base, const lineage *at,
                         uint64_t generation, cg_str value)
{
    struct last_rows *rows = project->store->last_rows;
    if (at->generation == 0 || generation == 0 || value.len > VALUE_BYTES_MAX ||
        base.len > KEY_BYTES_MAX)
        return;
    cg_mutex_lock(&rows->mu);
    last_row *row = place_locked(rows, cf, &base);
    if (!is_of(row, project, cf, &base, at->line) || row->generation < generation ||
        (row->generation == generation && row->until < at->generation)) {
        fill_locked(row, project, cf, &base, at->line, value);
        row->generation = generation;
        row->until = at->generation;
    }
    cg_mutex_unlock(&rows->mu);
}

void last_rows_note_written(const cg_project *project, cg_cf cf, key base, const lineage *at,
                            cg_str value)
{
    struct last_rows *rows = project->store->last_rows;
    if (base.len > KEY_BYTES_MAX)
        return;
    cg_mutex_lock(&rows->mu);
    last_row *row = place_locked(rows, cf, &base);
    if (value.len <= VALUE_BYTES_MAX) {
        fill_locked(row, project, cf, &base, at->line, value);
        row->generation = at->generation;
        row->until = WRITTEN;
    } else if (is_of(row, project, cf, &base, at->line)) {
        row->key_len = 0;
    }
    cg_mutex_unlock(&rows->mu);
}
