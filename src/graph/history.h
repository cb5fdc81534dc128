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

/** The line of each generation. Entries are written before anybody can see their generation and never
 *  change, so readers need no lock; the writer goes on in a copy when it is full. */
typedef struct line_table {
    atomic_uint refs;
    uint64_t capacity;
    uint32_t lines[]; /* [capacity], by generation */
} line_table;

/** The lines that a line comes from, nearest first: so their numbers fall. */
typedef struct line_part {
    uint32_t line;
    uint64_t last; /* the fork: the last generation of `line` that belongs to it */
} line_part;
typedef struct line_past {
    atomic_uint refs;
    size_t count;
    line_part parts[];
} line_past;

typedef struct lineage {
    uint64_t generation; /* 0: of nothing */
    uint64_t trunk;      /* all generations up to here belong to it: what most rows are asked */
    uint32_t line;
    line_table *table; /* its own reference */
    line_past *past;   /* its own reference; NULL: none */
} lineage;

/** `gen` lies beyond the trunk and is on another line than the reader. */
bool lineage_sees_past(const lineage *l, uint32_t line, uint64_t gen);
static inline bool lineage_sees(const lineage *l, uint64_t gen)
{
    if (gen <= l->trunk)
        return true;
    if (gen > l->generation)
        return false;
    uint32_t line = l->table->lines[gen];
    return line == l->line || lineage_sees_past(l, line, gen);
}
/** That of `generation`, which `l` sees, to look at rows with. Borrows from `l`: not to be released. */
static inline lineage lineage_at(const lineage *l, uint64_t generation)
{
    lineage earlier = *l;
    earlier.generation = generation;
    earlier.trunk = CG_MIN(l->trunk, generation);
    return earlier;
}
/** The newest generation that both see; 0: none. Looks at lines alone, not at merges. */
uint64_t lineage_common(const lineage *a, const lineage *b);
lineage lineage_ref(const lineage *l);
void lineage_release(lineage *l); /* leaves one of nothing */

/** A generation that took over what another, of a line that is not in its lineage, had changed. */
typedef struct merge_note {
    uint64_t generation, merged;
} merge_note;

typedef struct history_line {
    uint64_t fork; /* the generation that its first was built on; 0: none */
    uint64_t last;
    CG_VEC(merge_note) merges; /* of its generations, ascending */
} history_line;
/** What is known of all finished generations of a project. Guarded by its `mu`. */
typedef struct history {
    line_table *table;
    CG_VEC(history_line) lines;
    uint64_t foreign;         /* the first generation that is not on line 0; 0: there is none */
    CG_VEC(uint8_t) versions; /* a bit a generation: it is a version */
} history;

void history_init(history *h);
void history_fini(history *h);
/** Forgets everything: to be loaded anew. Lineages given before stay good. */
void history_clear(history *h);
/** The line that a generation built on `base` will be on; `apart`: it begins one. */
uint32_t history_next_line(const history *h, uint64_t base, bool apart);
/** Adds a finished generation. Generations come in ascending order; `line` is what history_next_line
 *  said. False: it cannot be so, and the record that says it is damaged. */
bool history_add(history *h, uint64_t generation, uint32_t line, uint64_t base);
/** Notes that the last one added took over what `merged` had changed. False as above. */
bool history_add_merge(history *h, uint64_t generation, uint64_t merged);
/** Notes that a generation that was added is a version. */
void history_note_version(history *h, uint64_t generation);
/** The version that lies `steps` (above 0) first parents before a generation; 0: there are not as many. */
uint64_t history_version_before(const history *h, uint64_t generation, uint64_t steps);
bool history_has(const history *h, uint64_t generation);
/** The lineage of a generation that is there, or of 0; to be released. */
lineage history_lineage(const history *h, uint64_t generation);
/** The newest generation from which both have everything, over merges too; 0: none. Common ancestors
 *  are compared by number, which is an order of time. */
uint64_t history_merge_base(const history *h, uint64_t a, uint64_t b);

#endif
