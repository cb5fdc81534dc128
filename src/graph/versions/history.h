// SPDX-License-Identifier: Apache-2.0
// Which generations belong together. Generations are numbered over all branches of a project. A *line* is a
// run of generations each of which was built on the one before it of the same line; its first was
// built on one of another line, where it *forks*, or on nothing. What a reader at a generation sees
// is its *lineage*: its own line up to it, the line that forks from up to the fork, and so on.
//
//   line 0   1 ── 2 ── 4 ── 7              the lineage of 8: 8, 5, then 2, 1
//                 └─── 5 ── 8   line 1     the lineage of 7: 7, 4, 2, 1
//                      └─── 6   line 2     the lineage of 6: 6, 5, then 2, 1
//
// Branches are names for generations (branches.c) and know nothing of lines: the first commit to a branch
// goes on with the line of its head when that is the line's last generation, else a line begins.
#ifndef CG_GRAPH_HISTORY_H
#define CG_GRAPH_HISTORY_H

#include <stdatomic.h>

#include "keys.h"

#define NO_LINE UINT32_MAX /* of a generation that was never finished */

/** The line of each generation. An entry is written before anybody can see its generation and never changes, so
 *  readers need no lock: to who asks for it before, by a row of another's, either content means that he does not see
 *  it. The history goes on in a copy when it is full. */
typedef struct line_table {
    atomic_uint refs;
    uint64_t capacity;
    atomic_uint_least32_t lines[]; /* [capacity], by generation; relaxed: nothing comes with them */
} line_table;
static inline uint32_t line_at(const line_table *table, uint64_t generation)
{
    return atomic_load_explicit(&table->lines[generation], memory_order_relaxed);
}

line_table *line_table_ref(line_table *table);
void line_table_release(line_table *table); /* NULL allowed */

/** The lines that a line comes from, nearest first: so their numbers fall. */
typedef struct line_part {
    uint32_t line;
    uint64_t last; /* the fork: the last generation of `line` that belongs to it */
} line_part;
/** Belongs to the lineages of one generation and is what pins it: as long as any of them is held, nothing
 *  that it sees is collected. */
typedef struct line_past {
    atomic_uint refs;
    uint64_t generation;
    size_t count;
    line_part parts[];
} line_past;

typedef struct lineage {
    uint64_t generation; /* 0: of nothing */
    uint64_t trunk;      /* all generations up to here belong to it: what most rows are asked */
    uint32_t line;
    line_table *table; /* its own reference */
    line_past *past;   /* its own reference; NULL: of nothing */
} lineage;

/** `gen` lies beyond the trunk and is on another line than the reader. */
bool lineage_sees_past(const lineage *l, uint32_t line, uint64_t gen);
static inline bool lineage_sees(const lineage *l, uint64_t gen)
{
    if (gen <= l->trunk)
        return true;
    if (gen > l->generation)
        return false;
    uint32_t line = line_at(l->table, gen);
    return line == l->line || lineage_sees_past(l, line, gen);
}
/** The newest generation that both see; 0: none. Looks at lines alone, not at merges. */
uint64_t lineage_common(const lineage *a, const lineage *b);
lineage lineage_ref(const lineage *l);
void lineage_release(lineage *l); /* leaves one of nothing */
static inline void lineage_auto(lineage *l)
{
    lineage_release(l);
}

/** A generation that took over what another, of a line that is not in its lineage, had changed. */
typedef struct merge_note {
    uint64_t generation, merged;
} merge_note;

typedef struct history_line {
    uint64_t fork; /* the generation that its first was built on; 0: none */
    uint64_t last;
    CG_VEC(merge_note) merges; /* of its generations, ascending */
    CG_VEC(uint64_t) versions; /* those of its generations that are versions, ascending */
} history_line;
/** What is known of all finished generations of a project. Guarded by its `mu`. A generation that was
 *  collected cannot be read any more; it is still known where it was while its record is there. */
typedef struct history {
    line_table *table;
    CG_VEC(history_line) lines;
    uint64_t
        foreign; /* none below is, or will be, on a line other than 0; 0: there is no such line */
    CG_VEC(uint8_t) collected;  /* a bit a generation */
    CG_VEC(line_past *) pinned; /* its own references, to all that lineages were given of */
    size_t pinned_min;          /* so many are looked through for those that nobody else has */
} history;

void history_init(history *h);
void history_fini(history *h);
/** Forgets everything: to be loaded anew. Lineages given before stay good. */
void history_clear(history *h);
/** Whether a generation built on `base` has to begin a line. */
bool history_begins_line(const history *h, uint64_t base);
/** A generation that others may be added before will be on a line other than 0, if it is finished at all. */
void history_expect_foreign(history *h, uint64_t generation);
/** Adds a finished generation. Those of a line come in ascending order; one that begins no line goes on with that of
 *  its base. False: it cannot be so, and the record that says it is damaged. */
bool history_add(history *h, uint64_t generation, bool begins, uint64_t base);
/** Notes that the last one added of its line took over what `merged` had changed. False as above. */
bool history_add_merge(history *h, uint64_t generation, uint64_t merged);
/** Notes that a generation that was added is a version. */
void history_note_version(history *h, uint64_t generation);
/** The version that lies `steps` (above 0) first parents before a generation; 0: there are not as many. */
uint64_t history_version_before(const history *h, uint64_t generation, uint64_t steps);
/** Whether a generation can be read: it was finished and was not collected. */
bool history_has(const history *h, uint64_t generation);
/** Whether it was finished, even if it was collected since. */
bool history_is_known(const history *h, uint64_t generation);
/** Of two that are there. */
bool history_share_line(const history *h, uint64_t a, uint64_t b);
/** Notes that a generation cannot be read any more, or that it can after all. It is none that a lineage is held of. */
void history_collect(history *h, uint64_t generation, bool collected);
bool history_is_collected(const history *h, uint64_t generation);
/** The lineage of a generation that can be read, or of 0; to be released. */
lineage history_lineage(history *h, uint64_t generation);
/** The generations that lineages are held of, to be freed by the caller. */
typedef CG_VEC(uint64_t) generation_list;
void history_pinned(history *h, generation_list *out);
/** The newest generation from which both have everything, over merges too; 0: none. Common ancestors
 *  are compared by number, which is an order of time. Merges of what was collected do not count. */
uint64_t history_merge_base(const history *h, uint64_t a, uint64_t b);

#endif
