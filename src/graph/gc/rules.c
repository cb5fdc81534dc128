// SPDX-License-Identifier: Apache-2.0
// Which generations are kept. A base, and what was merged, has a smaller number than what was built with it, so one
// walk from the newest to the oldest closes any set over them.
#include "gc.h"

#define DAY_MS UINT64_C(86400000)

static gc_generation *at(gc_plan *plan, uint64_t generation)
{
    return &plan->generations.ptr[generation];
}

static void add(gc_plan *plan, uint64_t generation, unsigned flags)
{
    if (gc_has(plan, generation, GC_KNOWN))
        at(plan, generation)->flags |= (uint8_t)flags;
}

/* What was collected once stays so. */
static void keep(gc_plan *plan, uint64_t generation)
{
    if (gc_has(plan, generation, GC_KNOWN) && !gc_has(plan, generation, GC_COLLECTED))
        at(plan, generation)->flags |= GC_KEPT;
}

/* Whatever one with `flag` was built on, and merged if so, has it too. */
static void close_over(gc_plan *plan, gc_flag flag, bool over_merges)
{
    for (uint64_t g = plan->limit; g-- > 1;) {
        const gc_generation *is = at(plan, g);
        if ((is->flags & flag) == 0)
            continue;
        add(plan, is->base, flag);
        for (size_t i = 0; over_merges && i < is->merged_count; i++)
            add(plan, plan->merged.ptr[is->merged + i], flag);
    }
}

static void spread(gc_plan *plan, gc_flag from, gc_flag to)
{
    for (uint64_t g = 1; g < plan->limit; g++)
        if (gc_has(plan, g, from))
            add(plan, g, to);
}

/* ---- the rules ---- */

static void keep_young(gc_plan *plan, uint64_t young_ms, uint64_t now_ms)
{
    for (uint64_t g = 1; young_ms > 0 && g < plan->limit; g++) {
        const gc_generation *is = at(plan, g);
        if (!gc_has(plan, g, GC_KNOWN) || is->time_ms + young_ms <= now_ms)
            continue;
        keep(plan, g);
        keep(plan, is->base); /* it was the head until then */
    }
}

static void keep_of_branch(gc_plan *plan, uint64_t head, const cg_gc_rules *rules)
{
    uint64_t version = gc_has(plan, head, GC_NAMED) ? head : at(plan, head)->parent;
    for (uint32_t i = 0; i < rules->versions && version != 0;
         i++, version = at(plan, version)->parent)
        keep(plan, version);
    for (uint32_t i = 0; i < rules->generations && head != 0; i++, head = at(plan, head)->base)
        keep(plan, head);
}

/* Each line by itself: the newest version of a day that is on a branch. */
static void keep_days(gc_plan *plan, uint32_t days, uint64_t now_ms)
{
    uint64_t today = now_ms / DAY_MS;
    uint64_t *taken = cg_alloc_array(plan->lines + 1, sizeof *taken); /* a day + 1, by line */
    for (uint64_t g = plan->limit; g-- > 1;) {
        uint64_t day = at(plan, g)->time_ms / DAY_MS;
        if (!gc_has(plan, g, GC_ON_BRANCH) || !gc_has(plan, g, GC_NAMED) || day + days <= today)
            continue;
        uint64_t *of_line = &taken[line_at(plan->table, g)];
        if (*of_line != day + 1)
            keep(plan, g);
        *of_line = day + 1;
    }
    cg_free(taken);
}

static bool has_rules(const cg_gc_rules *rules)
{
    return rules->versions > 0 || rules->generations > 0 || rules->days > 0;
}

static void apply_rules(gc_plan *plan, const cg_gc_rules *rules, const generation_list *heads,
                        uint64_t now_ms)
{
    for (size_t i = 0; i < heads->len; i++) {
        add(plan, heads->ptr[i], GC_ON_BRANCH);
        if (gc_has(plan, heads->ptr[i], GC_KNOWN))
            keep_of_branch(plan, heads->ptr[i], rules);
    }
    close_over(plan, GC_ON_BRANCH, false);
    if (rules->days > 0)
        keep_days(plan, rules->days, now_ms);
}

/* ---- what follows ---- */

/* What was merged of a line that is still seen is a base of merges. */
static void keep_merged(gc_plan *plan)
{
    for (uint64_t g = 1; g < plan->limit; g++) {
        const gc_generation *is = at(plan, g);
        for (size_t i = 0; (is->flags & GC_SEEN) != 0 && i < is->merged_count; i++)
            if (gc_has(plan, plan->merged.ptr[is->merged + i], GC_SEEN))
                keep(plan, plan->merged.ptr[is->merged + i]);
    }
}

/* One after which several go on is where they fork: it is kept. Any other that is not kept has one after it, whose
 * heir is its own. */
static void find_heirs(gc_plan *plan)
{
    memset(plan->heir, 0, (size_t)plan->limit * sizeof *plan->heir);
    for (uint64_t g = plan->limit; g-- > 1;) {
        uint64_t base = at(plan, g)->base;
        if (!gc_has(plan, g, GC_SEEN))
            continue;
        if (gc_has(plan, g, GC_KEPT | GC_FORK))
            plan->heir[g] = g;
        CG_ASSERT(plan->heir[g] != 0); /* it is seen by somebody */
        if (plan->heir[base] != 0) {
            add(plan, base, GC_FORK);
            keep(plan, base);
        }
        plan->heir[base] = plan->heir[g];
    }
}

void gc_plan_decide(gc_plan *plan, const cg_gc_rules *rules, const generation_list *roots,
                    const generation_list *heads, uint64_t now_ms)
{
    for (uint64_t g = 1; g < plan->limit; g++)
        at(plan, g)->flags &= GC_KNOWN | GC_NAMED | GC_COLLECTED;
    for (size_t i = 0; i < roots->len; i++)
        keep(plan, roots->ptr[i]);
    keep_young(plan, rules->young_ms, now_ms);
    spread(plan, GC_KEPT, GC_RECORD);
    close_over(plan, GC_RECORD, true);
    if (has_rules(rules))
        apply_rules(plan, rules, heads, now_ms);
    for (uint64_t g = 1; !has_rules(rules) && g < plan->limit; g++)
        if (gc_has(plan, g, GC_RECORD))
            keep(plan, g);
    spread(plan, GC_KEPT, GC_SEEN);
    close_over(plan, GC_SEEN, false);
    keep_merged(plan);
    find_heirs(plan);
}
