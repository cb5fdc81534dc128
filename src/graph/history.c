// SPDX-License-Identifier: Apache-2.0
#include "history.h"

#define FIRST_CAPACITY 64

/* ---- lineages ---- */

bool lineage_sees_past(const lineage *l, uint32_t line, uint64_t gen)
{
    if (l->past == NULL || line == NO_LINE)
        return false;
    const line_part *parts = l->past->parts;
    size_t low = 0, high = l->past->count;
    while (low < high) { /* numbers fall */
        size_t middle = low + (high - low) / 2;
        if (parts[middle].line == line)
            return gen <= parts[middle].last;
        if (parts[middle].line > line)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* The last generation of a line that the lineage has; 0: none. */
static uint64_t last_on(const lineage *l, uint32_t line)
{
    if (l->generation != 0 && line == l->line)
        return l->generation;
    for (size_t i = 0; l->past != NULL && i < l->past->count; i++)
        if (l->past->parts[i].line == line)
            return CG_MIN(l->past->parts[i].last, l->generation);
    return 0;
}

uint64_t lineage_common(const lineage *a, const lineage *b)
{
    if (a->generation == 0)
        return 0;
    uint64_t best = CG_MIN(a->generation, last_on(b, a->line));
    for (size_t i = 0; a->past != NULL && i < a->past->count; i++) {
        uint64_t mine = CG_MIN(a->past->parts[i].last, a->generation);
        best = CG_MAX(best, CG_MIN(mine, last_on(b, a->past->parts[i].line)));
    }
    return best;
}

static line_table *table_ref(line_table *table)
{
    atomic_fetch_add_explicit(&table->refs, 1, memory_order_relaxed);
    return table;
}

/* Release pairs with the acquire of the last one out: it frees what the others read. */
static void table_release(line_table *table)
{
    if (table != NULL && atomic_fetch_sub_explicit(&table->refs, 1, memory_order_acq_rel) == 1)
        cg_free(table);
}

lineage lineage_ref(const lineage *l)
{
    lineage copy = *l;
    if (copy.table != NULL)
        table_ref(copy.table);
    if (copy.past != NULL)
        atomic_fetch_add_explicit(&copy.past->refs, 1, memory_order_relaxed);
    return copy;
}

void lineage_release(lineage *l)
{
    table_release(l->table);
    if (l->past != NULL && atomic_fetch_sub_explicit(&l->past->refs, 1, memory_order_acq_rel) == 1)
        cg_free(l->past);
    *l = (lineage){0};
}

/* ---- history ---- */

static line_table *table_create(uint64_t capacity)
{
    line_table *table = cg_alloc(sizeof *table + (size_t)capacity * sizeof table->lines[0]);
    atomic_init(&table->refs, 1);
    table->capacity = capacity;
    memset(table->lines, 0xff, (size_t)capacity * sizeof table->lines[0]);
    return table;
}

void history_init(history *h)
{
    *h = (history){.table = table_create(FIRST_CAPACITY)};
}

void history_fini(history *h)
{
    table_release(h->table);
    for (size_t i = 0; i < h->lines.len; i++)
        CG_VEC_FINI(&h->lines.ptr[i].merges);
    CG_VEC_FINI(&h->lines);
    CG_VEC_FINI(&h->versions);
    *h = (history){0};
}

void history_clear(history *h)
{
    history_fini(h);
    history_init(h);
}

static uint32_t line_of(const history *h, uint64_t generation)
{
    return generation < h->table->capacity ? h->table->lines[generation] : NO_LINE;
}

bool history_has(const history *h, uint64_t generation)
{
    return line_of(h, generation) != NO_LINE;
}

uint32_t history_next_line(const history *h, uint64_t base, bool apart)
{
    uint32_t line = line_of(h, base);
    if (!apart && base != 0 && line != NO_LINE && h->lines.ptr[line].last == base)
        return line;
    return (uint32_t)h->lines.len;
}

static void grow_table(history *h, uint64_t generation)
{
    uint64_t capacity = h->table->capacity;
    if (generation < capacity)
        return;
    while (capacity <= generation)
        capacity *= 2;
    line_table *table = table_create(capacity);
    memcpy(table->lines, h->table->lines, (size_t)h->table->capacity * sizeof table->lines[0]);
    table_release(h->table);
    h->table = table;
}

bool history_add(history *h, uint64_t generation, uint32_t line, uint64_t base)
{
    bool begins = line == h->lines.len;
    if (generation == 0 || base >= generation || history_has(h, generation) ||
        (base != 0 && !history_has(h, base)) ||
        (!begins && (line > h->lines.len || h->lines.ptr[line].last != base)))
        return false;
    history_line added = {.fork = base};
    if (begins)
        CG_VEC_PUSH(&h->lines, added);
    grow_table(h, generation);
    h->table->lines[generation] = line;
    h->lines.ptr[line].last = generation;
    if (line != 0 && h->foreign == 0)
        h->foreign = generation;
    return true;
}

bool history_add_merge(history *h, uint64_t generation, uint64_t merged)
{
    merge_note note = {generation, merged};
    if (merged >= generation || !history_has(h, merged))
        return false;
    CG_VEC_PUSH(&h->lines.ptr[h->table->lines[generation]].merges, note);
    return true;
}

/* ---- versions ---- */

void history_note_version(history *h, uint64_t generation)
{
    while (h->versions.len <= generation / 8)
        CG_VEC_PUSH(&h->versions, 0);
    h->versions.ptr[generation / 8] |= (uint8_t)(1u << generation % 8);
}

static bool is_version(const history *h, uint64_t generation)
{
    return generation / 8 < h->versions.len &&
           (h->versions.ptr[generation / 8] >> generation % 8 & 1) != 0;
}

uint64_t history_version_before(const history *h, uint64_t generation, uint64_t steps)
{
    uint32_t line = line_of(h, generation);
    while (generation > 0 && line != NO_LINE) {
        if (--generation == h->lines.ptr[line].fork)
            line = line_of(h, generation);
        if (line_of(h, generation) == line && is_version(h, generation) && --steps == 0)
            return generation;
    }
    return 0;
}

/* ---- lineages of generations ---- */

/* How many lines a line comes from. */
static size_t count_past(const history *h, uint32_t line)
{
    size_t count = 0;
    for (uint64_t fork = h->lines.ptr[line].fork; fork != 0; fork = h->lines.ptr[line].fork) {
        line = h->table->lines[fork];
        count++;
    }
    return count;
}

lineage history_lineage(const history *h, uint64_t generation)
{
    if (generation == 0)
        return (lineage){0};
    CG_ASSERT(history_has(h, generation));
    lineage l = {.generation = generation,
                 .line = h->table->lines[generation],
                 .table = table_ref(h->table)};
    size_t count = count_past(h, l.line);
    uint64_t of_trunk = generation; /* the last that it has of line 0 */
    if (count > 0) {
        l.past = cg_alloc(sizeof *l.past + count * sizeof l.past->parts[0]);
        atomic_init(&l.past->refs, 1);
        l.past->count = count;
        uint32_t line = l.line;
        for (size_t i = 0; i < count; i++) {
            of_trunk = h->lines.ptr[line].fork;
            line = h->table->lines[of_trunk];
            l.past->parts[i] = (line_part){line, of_trunk};
        }
        if (line != 0)
            of_trunk = 0;
    } else if (l.line != 0) {
        of_trunk = 0;
    }
    l.trunk = h->foreign == 0 ? of_trunk : CG_MIN(of_trunk, h->foreign - 1);
    return l;
}

/* ---- merge bases ---- */

/* The last generation of each line from which `generation` has everything: its lineage, and that of all that
 * was merged into what is reached, until nothing is added. */
static uint64_t *reach(const history *h, uint64_t generation)
{
    uint64_t *last = cg_alloc_array(h->lines.len + 1, sizeof *last);
    CG_VEC(uint64_t) waiting = {0};
    CG_VEC_PUSH(&waiting, generation);
    while (waiting.len > 0) {
        uint64_t at = waiting.ptr[--waiting.len];
        while (at != 0 && at > last[h->table->lines[at]]) {
            uint32_t number = h->table->lines[at];
            const history_line *line = &h->lines.ptr[number];
            for (size_t i = line->merges.len; i-- > 0;) {
                const merge_note *m = &line->merges.ptr[i];
                if (m->generation <= last[number]) /* ascending: the rest was looked at */
                    break;
                if (m->generation <= at)
                    CG_VEC_PUSH(&waiting, m->merged);
            }
            last[number] = at;
            at = line->fork;
        }
    }
    CG_VEC_FINI(&waiting);
    return last;
}

uint64_t history_merge_base(const history *h, uint64_t a, uint64_t b)
{
    if (a == 0 || b == 0)
        return 0;
    uint64_t *of_a = reach(h, a), *of_b = reach(h, b);
    uint64_t best = 0;
    for (size_t line = 0; line < h->lines.len; line++)
        best = CG_MAX(best, CG_MIN(of_a[line], of_b[line]));
    cg_free(of_a);
    cg_free(of_b);
    return best;
}
