// SPDX-License-Identifier: Apache-2.0
#include "history.h"

#define FIRST_CAPACITY 64
#define PINNED_MIN 64

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

line_table *line_table_ref(line_table *table)
{
    atomic_fetch_add_explicit(&table->refs, 1, memory_order_relaxed);
    return table;
}

/* Release pairs with the acquire of the last one out: it frees what the others read. */
void line_table_release(line_table *table)
{
    if (table != NULL && atomic_fetch_sub_explicit(&table->refs, 1, memory_order_acq_rel) == 1)
        cg_free(table);
}

static line_past *hold_past(line_past *past)
{
    atomic_fetch_add_explicit(&past->refs, 1, memory_order_relaxed);
    return past;
}

/* As above. */
static void release_past(line_past *past)
{
    if (past != NULL && atomic_fetch_sub_explicit(&past->refs, 1, memory_order_acq_rel) == 1)
        cg_free(past);
}

lineage lineage_ref(const lineage *l)
{
    lineage copy = *l;
    if (copy.table != NULL)
        line_table_ref(copy.table);
    if (copy.past != NULL)
        hold_past(copy.past);
    return copy;
}

void lineage_release(lineage *l)
{
    line_table_release(l->table);
    release_past(l->past);
    *l = (lineage){0};
}

/* ---- history ---- */

static line_table *table_create(uint64_t capacity)
{
    line_table *table = cg_alloc(sizeof *table + (size_t)capacity * sizeof table->lines[0]);
    atomic_init(&table->refs, 1);
    table->capacity = capacity;
    for (uint64_t g = 0; g < capacity; g++)
        atomic_init(&table->lines[g], NO_LINE);
    return table;
}

void history_init(history *h)
{
    *h = (history){.table = table_create(FIRST_CAPACITY)};
}

void history_clear(history *h)
{
    line_table_release(h->table);
    h->table = table_create(FIRST_CAPACITY);
    for (size_t i = 0; i < h->lines.len; i++) {
        CG_VEC_FINI(&h->lines.ptr[i].merges);
        CG_VEC_FINI(&h->lines.ptr[i].versions);
    }
    CG_VEC_CLEAR(&h->lines);
    CG_VEC_CLEAR(&h->collected);
    h->foreign = 0;
}

void history_fini(history *h)
{
    history_clear(h);
    line_table_release(h->table);
    CG_VEC_FINI(&h->lines);
    CG_VEC_FINI(&h->collected);
    for (size_t i = 0; i < h->pinned.len; i++)
        release_past(h->pinned.ptr[i]);
    CG_VEC_FINI(&h->pinned);
    *h = (history){0};
}

static uint32_t line_of(const history *h, uint64_t generation)
{
    return generation < h->table->capacity ? line_at(h->table, generation) : NO_LINE;
}

bool history_is_collected(const history *h, uint64_t generation)
{
    return generation / 8 < h->collected.len &&
           (h->collected.ptr[generation / 8] >> generation % 8 & 1) != 0;
}

void history_collect(history *h, uint64_t generation, bool collected)
{
    uint8_t bit = (uint8_t)(1u << generation % 8);
    while (h->collected.len <= generation / 8)
        CG_VEC_PUSH(&h->collected, 0);
    uint8_t *byte = &h->collected.ptr[generation / 8];
    *byte = (uint8_t)(collected ? *byte | bit : *byte & ~bit);
}

bool history_is_known(const history *h, uint64_t generation)
{
    return line_of(h, generation) != NO_LINE;
}

bool history_has(const history *h, uint64_t generation)
{
    return history_is_known(h, generation) && !history_is_collected(h, generation);
}

bool history_share_line(const history *h, uint64_t a, uint64_t b)
{
    return line_of(h, a) == line_of(h, b);
}

bool history_begins_line(const history *h, uint64_t base)
{
    uint32_t line = line_of(h, base);
    return base == 0 || line == NO_LINE || h->lines.ptr[line].last != base;
}

static void grow_table(history *h, uint64_t generation)
{
    uint64_t capacity = h->table->capacity;
    if (generation < capacity)
        return;
    while (capacity <= generation)
        capacity *= 2;
    line_table *table = table_create(capacity);
    for (uint64_t g = 0; g < h->table->capacity; g++)
        atomic_init(&table->lines[g], line_at(h->table, g));
    line_table_release(h->table);
    h->table = table;
}

void history_expect_foreign(history *h, uint64_t generation)
{
    h->foreign = h->foreign == 0 ? generation : CG_MIN(h->foreign, generation);
}

bool history_add(history *h, uint64_t generation, bool begins, uint64_t base)
{
    uint32_t line = begins ? (uint32_t)h->lines.len : line_of(h, base);
    if (generation == 0 || base >= generation || line_of(h, generation) != NO_LINE ||
        (base != 0 && line_of(h, base) == NO_LINE) ||
        (!begins && (base == 0 || h->lines.ptr[line].last != base)))
        return false;
    history_line added = {.fork = base};
    if (begins)
        CG_VEC_PUSH(&h->lines, added);
    grow_table(h, generation);
    atomic_store_explicit(&h->table->lines[generation], line, memory_order_relaxed);
    h->lines.ptr[line].last = generation;
    if (line != 0)
        history_expect_foreign(h, generation);
    return true;
}

bool history_add_merge(history *h, uint64_t generation, uint64_t merged)
{
    merge_note note = {generation, merged};
    if (merged >= generation || line_of(h, merged) == NO_LINE)
        return false;
    CG_VEC_PUSH(&h->lines.ptr[line_at(h->table, generation)].merges, note);
    return true;
}

/* ---- versions ---- */

void history_note_version(history *h, uint64_t generation)
{
    CG_VEC_PUSH(&h->lines.ptr[line_at(h->table, generation)].versions, generation);
}

/* How many versions of a line are below a generation. */
static size_t versions_below(const history_line *line, uint64_t generation)
{
    size_t low = 0, high = line->versions.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (line->versions.ptr[middle] < generation)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint64_t history_version_before(const history *h, uint64_t generation, uint64_t steps)
{
    uint32_t number = line_of(h, generation);
    while (number != NO_LINE) {
        const history_line *line = &h->lines.ptr[number];
        size_t count = versions_below(line, generation);
        if (steps <= count)
            return line->versions.ptr[count - steps];
        steps -= count;
        generation = line->fork + 1;
        number = line_of(h, line->fork);
    }
    return 0;
}

/* ---- lineages that are held ---- */

/* Drops those that nobody but the history has: nobody else can take them up again. */
static void forget_released(history *h)
{
    size_t kept = 0;
    for (size_t i = 0; i < h->pinned.len; i++) {
        line_past *past = h->pinned.ptr[i];
        if (atomic_load_explicit(&past->refs, memory_order_acquire) == 1)
            release_past(past);
        else
            h->pinned.ptr[kept++] = past;
    }
    h->pinned.len = kept;
    h->pinned_min = 2 * kept + PINNED_MIN;
}

void history_pinned(history *h, generation_list *out)
{
    forget_released(h);
    for (size_t i = 0; i < h->pinned.len; i++)
        CG_VEC_PUSH(out, h->pinned.ptr[i]->generation);
}

static void pin(history *h, line_past *past)
{
    if (h->pinned.len >= h->pinned_min)
        forget_released(h);
    CG_VEC_PUSH(&h->pinned, hold_past(past));
}

/* How many lines a line comes from. */
static size_t count_past(const history *h, uint32_t line)
{
    size_t count = 0;
    for (uint64_t fork = h->lines.ptr[line].fork; fork != 0; fork = h->lines.ptr[line].fork) {
        line = line_at(h->table, fork);
        count++;
    }
    return count;
}

lineage history_lineage(history *h, uint64_t generation)
{
    if (generation == 0)
        return (lineage){0};
    CG_ASSERT(history_has(h, generation));
    lineage l = {.generation = generation,
                 .line = line_at(h->table, generation),
                 .table = line_table_ref(h->table)};
    size_t count = count_past(h, l.line);
    uint64_t of_trunk = generation; /* the last that it has of line 0 */
    uint32_t line = l.line;
    l.past = cg_alloc(sizeof *l.past + count * sizeof l.past->parts[0]);
    atomic_init(&l.past->refs, 1);
    l.past->generation = generation;
    l.past->count = count;
    for (size_t i = 0; i < count; i++) {
        of_trunk = h->lines.ptr[line].fork;
        line = line_at(h->table, of_trunk);
        l.past->parts[i] = (line_part){line, of_trunk};
    }
    if (line != 0)
        of_trunk = 0;
    l.trunk = h->foreign == 0 ? of_trunk : CG_MIN(of_trunk, h->foreign - 1);
    pin(h, l.past);
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
        while (at != 0 && at > last[line_at(h->table, at)]) {
            uint32_t number = line_at(h->table, at);
            const history_line *line = &h->lines.ptr[number];
            for (size_t i = line->merges.len; i-- > 0;) {
                const merge_note *m = &line->merges.ptr[i];
                if (m->generation <= last[number]) /* ascending: the rest was looked at */
                    break;
                if (m->generation <= at && history_has(h, m->merged))
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
