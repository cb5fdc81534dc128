// SPDX-License-Identifier: Apache-2.0
// One collection. What is kept is decided once, with nobody writing; from then on it is true of every older
// generation for good, so rows can be deleted while others read and write:
//
//   plan ──► mark, one small row ──► edges ──► nodes, files ──► names, ids ──► units, postings ──► records
//
// Nothing is deleted before the mark is written, and nothing before what leads to it. So whatever a crash
// leaves is either there and readable, or marked and garbage that nothing leads to, which the next one finds.
#ifndef CG_GRAPH_GC_H
#define CG_GRAPH_GC_H

#include "cg/graph_care.h"

#include "graph_int.h"

#define GC_STEP_ROWS 50000             /* looked at in one step */
#define GC_STEP_BYTES (1u << 20)       /* of one batch */
#define GC_LOCKED_KEYS 256             /* handled while the writer is held */
#define GC_WAIT_NS UINT64_C(250000000) /* for those who hold units; who comes meanwhile waits too */

typedef enum gc_flag {
    GC_KNOWN = 1,      /* it has a record */
    GC_NAMED = 2,      /* it is a version */
    GC_COLLECTED = 4,  /* it cannot be read, before this collection */
    GC_KEPT = 8,       /* it can be read afterwards */
    GC_SEEN = 16,      /* one that is kept sees its rows */
    GC_RECORD = 32,    /* its record stays */
    GC_FORK = 64,      /* several that are seen were built on it */
    GC_ON_BRANCH = 128 /* a named branch leads to it */
} gc_flag;

typedef struct gc_generation {
    uint64_t base, parent, time_ms;
    size_t merged; /* where its merged ones begin in the plan's */
    uint32_t merged_count;
    uint8_t flags;
} gc_generation;

/** What stays. `heir`: of a generation that is seen, itself if it is kept, else that of the only one that was built on it
 *  and is seen: whoever sees the one and can read sees the other, and those of one heir follow each other.
 *  So of rows of one key with the same heir the newest alone is needed. */
typedef struct gc_plan {
    uint64_t limit; /* what is written from here on is not its concern */
    uint64_t next_node, next_unit;
    CG_VEC(gc_generation) generations; /* [limit], by number */
    CG_VEC(uint64_t) merged;
    line_table *table; /* its own reference */
    size_t lines;
    uint64_t *heir; /* [limit] */
} gc_plan;

typedef struct gc_run {
    cg_project *project;
    const cg_gc_options *opts;
    cg_gc_result *result;
    uint64_t
        epoch; /* of the store, when the mark was written: what was lost with it must not be built on */
    gc_plan plan;
    uint8_t *nodes;   /* a bit for each number that still has a row */
    uint8_t *units;   /* a bit for each number that a file row still has */
    uint64_t *stamps; /* [limit]: the last group of rows in which a generation was an heir */
    uint64_t group;
} gc_run;

static inline bool gc_has(const gc_plan *plan, uint64_t generation, unsigned flags)
{
    return generation < plan->limit && (plan->generations.ptr[generation].flags & flags) != 0;
}
/** Its rows are garbage, whatever others there are. */
static inline bool gc_is_lost(const gc_plan *plan, uint64_t generation)
{
    return gc_has(plan, generation, GC_KNOWN | GC_COLLECTED) && !gc_has(plan, generation, GC_SEEN);
}
static inline bool gc_bit(const uint8_t *bits, uint64_t at)
{
    return (bits[at / 8] >> at % 8 & 1) != 0;
}
static inline void gc_set_bit(uint8_t *bits, uint64_t at)
{
    bits[at / 8] |= (uint8_t)(1u << at % 8);
}
static inline void gc_count(gc_run *run, cg_gc_kind kind, uint64_t bytes)
{
    run->result->of[kind].rows++;
    run->result->of[kind].bytes += bytes;
}

/** Decides, and marks unless it is a dry run (plan.c). */
CG_MUST_USE cg_code gc_plan_make(gc_run *run, cg_err *err);
void gc_plan_fini(gc_plan *plan);
/** Which generations are kept, from what the plan has read and `roots`, which are always (rules.c). */
void gc_plan_decide(gc_plan *plan, const cg_gc_rules *rules, const generation_list *roots,
                    const generation_list *heads, uint64_t now_ms);

/** Asked between two steps. CG_E_CANCELED. */
CG_MUST_USE cg_code gc_go_on(gc_run *run, cg_err *err);
/** Writes the batch, unless it is a dry run, and leaves it empty. */
CG_MUST_USE cg_code gc_write(gc_run *run, cg_kv_batch *batch, cg_err *err);
/** Nobody else writes to the project between these two; a dry run changes nothing and needs no turn. */
CG_MUST_USE cg_code gc_writer_begin(gc_run *run, cg_err *err);
void gc_writer_end(gc_run *run);

/** The phases. Rows that carry generations (rows.c), those that do not (index.c), what files hold
 *  (units.c), and what is known of generations (records.c). */
CG_MUST_USE cg_code gc_relationships(gc_run *run, cg_err *err);
CG_MUST_USE cg_code gc_others(gc_run *run, cg_err *err);
CG_MUST_USE cg_code gc_indexes(gc_run *run, cg_err *err);
CG_MUST_USE cg_code gc_units(gc_run *run, cg_err *err);
CG_MUST_USE cg_code gc_postings(gc_run *run, cg_err *err);
CG_MUST_USE cg_code gc_records(gc_run *run, cg_err *err);

/** Walks the rows of [lower, upper) without generation in steps, each with an iterator of its own. `take` looks at one
 *  and may add to its list what is to be handled; `handle` is called when the list is long, the step or all
 *  is over, with nothing of the store held. */
typedef CG_VEC(key) key_list;
typedef struct gc_walk {
    cg_cf cf;
    key lower;
    /** False: it is sound and stays. */
    bool (*take)(gc_run *run, cg_str k, cg_str value);
    CG_MUST_USE cg_code (*handle)(gc_run *run, const key_list *keys, cg_err *err);
} gc_walk;
CG_MUST_USE cg_code gc_walk_rows(gc_run *run, const gc_walk *walk, cg_err *err);

#endif
