// SPDX-License-Identifier: Apache-2.0
// Operators that take in all rows before they give one, or remember those that they gave: DISTINCT, aggregations, ORDER BY.
// What they keep is copied into arenas of their own, which are given back when they begin anew.
#include <math.h>
#include <stdlib.h>

#include "cypher_int.h"
#include "temporal.h"

/* ---- rows that are kept, each once ---- */

typedef struct kept_row {
    uint64_t hash;
    value *values;
} kept_row;

typedef struct row_set {
    size_t width;
    CG_VEC(kept_row) rows;
    uint32_t *slots; /* open addressing: index + 1 */
    size_t cap;
} row_set;

static void row_set_fini(row_set *s)
{
    CG_VEC_FINI(&s->rows);
    cg_free(s->slots);
    s->slots = NULL;
    s->cap = 0;
}

static uint64_t hash_row(const value *values, size_t width)
{
    uint64_t h = width;
    for (size_t i = 0; i < width; i++)
        h = (h ^ v_hash(&values[i])) * UINT64_C(0x9e3779b97f4a7c15) + (h >> 29);
    return h ^ h >> 31;
}

static bool same_row(const value *a, const value *b, size_t width)
{
    for (size_t i = 0; i < width; i++)
        if (!v_same(&a[i], &b[i]))
            return false;
    return true;
}

static cg_code row_set_grow(query *q, row_set *s)
{
    size_t cap = CG_MAX(2 * s->cap, (size_t)64);
    if (cap * (sizeof *s->slots + sizeof(kept_row)) > q->limits.memory_bytes)
        return query_full(q);
    cg_free(s->slots);
    s->slots = cg_alloc_array(cap, sizeof *s->slots);
    s->cap = cap;
    for (size_t i = 0; i < s->rows.len; i++) {
        size_t at = s->rows.ptr[i].hash & (cap - 1);
        while (s->slots[at] != 0)
            at = (at + 1) & (cap - 1);
        s->slots[at] = (uint32_t)i + 1;
    }
    return CG_OK;
}

/* Finds a row, or keeps a copy of it. */
static cg_code row_set_add(query *q, row_set *s, cg_arena *arena, const value *values,
                           size_t *out_index, bool *out_new)
{
    uint64_t hash = hash_row(values, s->width);
    cg_code rc = CG_OK;
    if (2 * (s->rows.len + 1) > s->cap)
        rc = row_set_grow(q, s);
    if (rc != CG_OK)
        return rc;
    size_t at = hash & (s->cap - 1);
    for (; s->slots[at] != 0; at = (at + 1) & (s->cap - 1)) {
        const kept_row *row = &s->rows.ptr[s->slots[at] - 1];
        if (row->hash == hash && same_row(row->values, values, s->width)) {
            *out_index = s->slots[at] - 1;
            *out_new = false;
            return CG_OK;
        }
    }
    kept_row row = {.hash = hash};
    row.values = query_array(q, arena, s->width, sizeof(value));
    if (row.values == NULL)
        return query_full(q);
    for (size_t i = 0; rc == CG_OK && i < s->width; i++)
        rc = v_copy(q, arena, &values[i], &row.values[i]);
    if (rc != CG_OK)
        return rc;
    *out_index = s->rows.len;
    *out_new = true;
    CG_VEC_PUSH(&s->rows, row);
    s->slots[at] = (uint32_t)s->rows.len;
    return CG_OK;
}

static cg_arena *renew(query *q, cg_arena *arena)
{
    if (arena != NULL)
        q->kept_bytes -= CG_MIN(q->kept_bytes, cg_arena_used(arena));
    cg_arena_destroy(arena);
    return cg_arena_create(0);
}

/* ---- DISTINCT ---- */

typedef struct distinct {
    op op;
    const uint32_t *slots;
    row_set seen;
    cg_arena *arena;
} distinct;

cg_code op_distinct_row(query *q, op *o, const value *row, bool *out_new)
{
    distinct *d = (distinct *)o;
    size_t index;
    return row_set_add(q, &d->seen, d->arena, row, &index, out_new);
}

static cg_code distinct_next(query *q, op *o, bool *out_row)
{
    distinct *d = (distinct *)o;
    for (;;) {
        bool is_new = false;
        cg_code rc = op_next(q, o->child, out_row);
        if (rc != CG_OK || !*out_row)
            return rc;
        cg_arena_mark mark = cg_arena_save(q->scratch);
        value *row = query_array(q, q->scratch, d->seen.width, sizeof *row);
        if (row == NULL)
            return query_full(q);
        for (size_t i = 0; i < d->seen.width; i++)
            row[i] = q->frame[d->slots[i]];
        rc = op_distinct_row(q, o, row, &is_new);
        cg_arena_rewind(q->scratch, mark);
        if (rc != CG_OK || is_new)
            return rc;
    }
}

static void distinct_reset(query *q, op *o)
{
    distinct *d = (distinct *)o;
    row_set_fini(&d->seen);
    d->arena = renew(q, d->arena);
}

static void distinct_fini(op *o)
{
    distinct *d = (distinct *)o;
    row_set_fini(&d->seen);
    cg_arena_destroy(d->arena);
}

op *op_distinct(query *q, op *child, const uint32_t *slots, size_t count)
{
    static const op_class class = {"Distinct", distinct_next, distinct_reset, distinct_fini};
    distinct *d = OP_NEW(q, distinct, &class, child);
    d->slots = slots;
    d->seen.width = count;
    d->arena = cg_arena_create(0);
    return &d->op;
}

/* ---- aggregations ---- */

/* What one aggregation knows of one group. */
typedef struct sum {
    uint64_t count;
    int64_t integer;
    double real, mean, spread; /* spread: of squares around the mean, by Welford's method */
    bool is_real;
    bool is_duration; /* sum or avg of Durations: */
    cg_duration duration, average;
    value best;   /* of min and max */
    value *items; /* of collect and percentiles */
    size_t items_count, items_cap;
    double percentile;
    row_set *seen; /* with DISTINCT */
} sum;

typedef struct aggregate {
    op op;
    const set_slot *keys, *sums;
    size_t keys_count, sums_count;
    row_set groups;
    CG_VEC(sum *) states;   /* by group */
    CG_VEC(row_set *) sets; /* to be freed */
    cg_arena *arena;
    size_t at;
    bool drained;
} aggregate;

static cg_code not_a_number(query *q, const expr *e, const value *v)
{
    return QUERY_FAIL(q, e->at, "TypeError", "InvalidArgumentValue", "%.*s takes numbers, not %s",
                      CG_STR_ARG(cg_utf8_truncate(e->name, 40)), cg_cypher_type_text(v->type));
}

static cg_code keep_item(query *q, aggregate *a, sum *s, const value *v)
{
    if (s->items_count == s->items_cap) {
        size_t cap = CG_MAX(2 * s->items_cap, (size_t)8);
        value *more = query_array(q, a->arena, cap, sizeof *more);
        if (more == NULL)
            return query_full(q);
        if (s->items_count > 0)
            memcpy(more, s->items, s->items_count * sizeof *more);
        s->items = more;
        s->items_cap = cap;
    }
    return v_copy(q, a->arena, v, &s->items[s->items_count++]);
}

static cg_code not_both(query *q, const expr *e)
{
    return QUERY_FAIL(q, e->at, "TypeError", "InvalidArgumentValue",
                      "%.*s is of numbers or of Durations, not of both",
                      CG_STR_ARG(cg_utf8_truncate(e->name, 40)));
}

static cg_code add_duration(query *q, const expr *e, sum *s, const value *v)
{
    if (s->count > 1 && !s->is_duration)
        return not_both(q, e);
    s->is_duration = true;
    return cg_duration_add(&s->duration, v->duration, &s->duration) ? CG_OK
                                                                    : duration_too_long(q, e->at);
}

static cg_code add_number(query *q, const expr *e, sum *s, const value *v)
{
    if (v->type == CG_CYPHER_DURATION && (e->op == AGG_SUM || e->op == AGG_AVG))
        return add_duration(q, e, s, v);
    if (!v_is_number(v))
        return not_a_number(q, e, v);
    if (s->is_duration)
        return not_both(q, e);
    double x = v_number(v), away = x - s->mean;
    s->real += x;
    s->mean += away / (double)s->count;
    s->spread += away * (x - s->mean);
    if (v->type == CG_CYPHER_FLOAT)
        s->is_real = true;
    else if (__builtin_add_overflow(s->integer, v->integer, &s->integer) && e->op == AGG_SUM)
        return QUERY_FAIL(q, e->at, "ArithmeticError", "IntegerOverflow",
                          "the sum is beyond 64 bits with a sign");
    return CG_OK;
}

static cg_code add_percentile(query *q, aggregate *a, const expr *e, sum *s, const value *v)
{
    value share;
    cg_code rc = eval(q, e->args[1], &share);
    if (rc != CG_OK)
        return rc;
    if (!v_is_number(&share) || !(v_number(&share) >= 0 && v_number(&share) <= 1))
        return QUERY_FAIL(q, e->args[1]->at, "ArgumentError", "NumberOutOfRange",
                          "a percentile is a number from 0 to 1");
    s->percentile = v_number(&share);
    return v_is_number(v) ? keep_item(q, a, s, v) : not_a_number(q, e, v);
}

static cg_code add_value(query *q, aggregate *a, const expr *e, sum *s, const value *v)
{
    switch ((aggregate_op)e->op) {
    case AGG_COUNT: return CG_OK;
    case AGG_COLLECT: return keep_item(q, a, s, v);
    case AGG_PERCENTILE_CONT:
    case AGG_PERCENTILE_DISC: return add_percentile(q, a, e, s, v);
    case AGG_MIN:
    case AGG_MAX: {
        int order = s->count == 1 ? -1 : v_order(v, &s->best);
        if (s->count > 1 && e->op == AGG_MAX)
            order = -order;
        return order < 0 ? v_copy(q, a->arena, v, &s->best) : CG_OK;
    }
    default: return add_number(q, e, s, v);
    }
}

static cg_code is_first(query *q, aggregate *a, sum *s, const value *v, bool *out_first)
{
    size_t index;
    if (s->seen == NULL) {
        s->seen = cg_alloc(sizeof *s->seen);
        s->seen->width = 1;
        CG_VEC_PUSH(&a->sets, s->seen);
    }
    return row_set_add(q, s->seen, a->arena, v, &index, out_first);
}

static cg_code add_row(query *q, aggregate *a, const expr *e, sum *s)
{
    value v;
    bool first = true;
    cg_code rc = CG_OK;
    if (e->count == 0) {
        s->count += q->weight;
        return CG_OK;
    }
    rc = eval(q, e->args[0], &v);
    if (rc != CG_OK || v_is_null(&v))
        return rc;
    if (e->distinct)
        rc = is_first(q, a, s, &v, &first);
    if (rc != CG_OK || !first)
        return rc;
    s->count += e->distinct ? 1 : q->weight;
    return add_value(q, a, e, s, &v);
}

static cg_code find_group(query *q, aggregate *a, size_t *out)
{
    value few[8], *keys = few;
    bool is_new;
    cg_code rc = CG_OK;
    if (a->keys_count > CG_ARRAY_LEN(few)) {
        keys = query_array(q, q->scratch, a->keys_count, sizeof *keys);
        if (keys == NULL)
            return query_full(q);
    }
    for (size_t i = 0; rc == CG_OK && i < a->keys_count; i++)
        rc = eval(q, a->keys[i].what, &keys[i]);
    if (rc == CG_OK)
        rc = row_set_add(q, &a->groups, a->arena, keys, out, &is_new);
    if (rc != CG_OK || !is_new)
        return rc;
    sum *states = query_array(q, a->arena, a->sums_count, sizeof *states);
    if (states == NULL)
        return query_full(q);
    CG_VEC_PUSH(&a->states, states);
    return CG_OK;
}

static cg_code drain(query *q, aggregate *a)
{
    bool row = true;
    size_t group;
    cg_code rc = CG_OK;
    if (a->keys_count == 0)
        rc = find_group(q, a, &group); /* there is one, even of no rows */
    q->weight = 1;
    while (rc == CG_OK) {
        rc = op_next(q, a->op.child, &row);
        if (rc != CG_OK || !row)
            break;
        cg_arena_mark mark = cg_arena_save(q->scratch);
        rc = find_group(q, a, &group);
        for (size_t i = 0; rc == CG_OK && i < a->sums_count; i++)
            rc = add_row(q, a, a->sums[i].what, &a->states.ptr[group][i]);
        cg_arena_rewind(q->scratch, mark);
    }
    q->weight = 1;
    return rc;
}

static int compare_values(const void *a, const void *b)
{
    return v_order(a, b);
}

static value percentile_of(sum *s, bool continuous)
{
    size_t n = s->items_count;
    if (n == 0)
        return V_NULL;
    qsort(s->items, n, sizeof *s->items, compare_values);
    if (!continuous) {
        double rank = ceil(s->percentile * (double)n);
        return s->items[rank < 1 ? 0 : (size_t)rank - 1];
    }
    double at = s->percentile * (double)(n - 1), low = floor(at);
    double a = v_number(&s->items[(size_t)low]);
    double b = v_number(&s->items[CG_MIN((size_t)low + 1, n - 1)]);
    return v_real(a + (b - a) * (at - low));
}

/* Lives as long as the group. */
static value duration_of(const expr *e, sum *s)
{
    s->average = s->duration;
    if (e->op == AGG_AVG && !cg_duration_scale(&s->duration, (double)s->count, true, &s->average))
        return V_NULL; /* what is divided by 1 or more fits */
    return (value){.type = CG_CYPHER_DURATION, .duration = &s->average};
}

static value result_of(const expr *e, sum *s)
{
    double n = (double)s->count;
    if (s->is_duration)
        return duration_of(e, s);
    switch ((aggregate_op)e->op) {
    case AGG_COUNT: return v_int((int64_t)s->count);
    case AGG_SUM: return s->is_real ? v_real(s->real) : v_int(s->integer);
    case AGG_AVG: return s->count > 0 ? v_real(s->real / n) : V_NULL;
    case AGG_MIN:
    case AGG_MAX: return s->count > 0 ? s->best : V_NULL;
    case AGG_COLLECT: return v_list(s->items, s->items_count);
    case AGG_STDEV: return v_real(s->count > 1 ? sqrt(s->spread / (n - 1)) : 0);
    case AGG_STDEVP: return v_real(s->count > 0 ? sqrt(s->spread / n) : 0);
    default: return percentile_of(s, e->op == AGG_PERCENTILE_CONT);
    }
}

static cg_code aggregate_next(query *q, op *o, bool *out_row)
{
    aggregate *a = (aggregate *)o;
    cg_code rc = CG_OK;
    if (!a->drained) {
        rc = drain(q, a);
        a->drained = true;
        o->mark = cg_arena_save(q->scratch);
    }
    *out_row = rc == CG_OK && a->at < a->groups.rows.len;
    if (!*out_row)
        return rc;
    cg_arena_rewind(q->scratch, o->mark);
    for (size_t i = 0; i < a->keys_count; i++)
        q->frame[a->keys[i].slot] = a->groups.rows.ptr[a->at].values[i];
    for (size_t i = 0; rc == CG_OK && i < a->sums_count; i++) {
        value v = result_of(a->sums[i].what, &a->states.ptr[a->at][i]);
        if (v.type == CG_CYPHER_LIST)
            rc = v_nest(q, a->sums[i].what->at, &v);
        q->frame[a->sums[i].slot] = v;
    }
    a->at++;
    return rc == CG_OK ? query_tick(q) : rc;
}

static void aggregate_empty(aggregate *a)
{
    for (size_t i = 0; i < a->sets.len; i++) {
        row_set_fini(a->sets.ptr[i]);
        cg_free(a->sets.ptr[i]);
    }
    CG_VEC_FINI(&a->sets);
    CG_VEC_FINI(&a->states);
    row_set_fini(&a->groups);
}

static void aggregate_reset(query *q, op *o)
{
    aggregate *a = (aggregate *)o;
    aggregate_empty(a);
    a->arena = renew(q, a->arena);
    a->at = 0;
    a->drained = false;
}

static void aggregate_fini(op *o)
{
    aggregate *a = (aggregate *)o;
    aggregate_empty(a);
    cg_arena_destroy(a->arena);
}

op *op_aggregate(query *q, op *child, const set_slot *keys, size_t keys_count, const set_slot *sums,
                 size_t sums_count)
{
    static const op_class class = {"Aggregation", aggregate_next, aggregate_reset, aggregate_fini};
    aggregate *a = OP_NEW(q, aggregate, &class, child);
    CG_AUTO_VALUE(cg_buf) text = {0};
    a->keys = keys;
    a->keys_count = keys_count;
    a->sums = sums;
    a->sums_count = sums_count;
    a->groups.width = keys_count;
    a->arena = cg_arena_create(0);
    for (size_t i = 0; i < keys_count + sums_count && text.len < 200; i++) {
        const expr *e = i < keys_count ? keys[i].what : sums[i - keys_count].what;
        cg_str of = cg_utf8_truncate(cg_str_slice(q->text, e->at, e->end), 80);
        cg_buf_printf(&text, "%s%.*s", i > 0 ? ", " : "", CG_STR_ARG(of));
    }
    op_detail(q, &a->op, "%.*s", CG_STR_ARG(cg_buf_str(&text)));
    return &a->op;
}

/* ---- counting relationships instead of making rows of them ---- */

typedef struct reader {
    const expand_plan *plan;
    bool reads;
} reader;

static void look_for_end(void *arg, uint32_t slot)
{
    reader *r = arg;
    r->reads = r->reads || slot == r->plan->to || slot == r->plan->edge;
}

/* Whether what is expanded to is counted and nothing else. */
static bool counts_alone(const aggregate *a, const expand_plan *plan)
{
    reader r = {plan, false};
    for (size_t i = 0; i < a->keys_count; i++)
        expr_visit_slots(a->keys[i].what, look_for_end, &r);
    for (size_t i = 0; i < a->sums_count; i++) {
        const expr *e = a->sums[i].what;
        bool of_end = e->count == 1 && e->args[0]->kind == EX_VARIABLE &&
                      (e->args[0]->slot == plan->to || e->args[0]->slot == plan->edge);
        if (e->op != AGG_COUNT || e->distinct || !(e->count == 0 || of_end))
            return false;
    }
    return !r.reads && a->sums_count > 0;
}

/* The other end is what it was, so that count() of it is not of null. */
void op_count_instead(query *q, op *o)
{
    aggregate *a = (aggregate *)o;
    const expand_plan *plan = op_is_expand_all(o->child);
    if (plan == NULL || plan->others_count > 0 || !counts_alone(a, plan))
        return;
    op_make_count(o->child);
    for (size_t i = 0; i < a->sums_count; i++) {
        expr *all = expr_new(q, EX_AGGREGATE, a->sums[i].what->at); /* count(*) */
        *all = *a->sums[i].what;
        all->count = 0;
        ((set_slot *)a->sums)[i].what = all;
    }
}

/* ---- ORDER BY ---- */

typedef struct sorted_row {
    value *values; /* keys, then slots */
    uint64_t number;
} sorted_row;

typedef struct sort {
    op op;
    const order_key *keys;
    const uint32_t *slots;
    size_t keys_count, slots_count;
    expr *skip, *limit;
    uint64_t most; /* rows that are wanted */
    CG_VEC(sorted_row) rows;
    cg_arena *arena;
    uint64_t numbers;
    size_t at;
    bool drained, cut; /* cut: the last row is worse than no other that is wanted */
} sort;

static int compare_rows(const void *a, const void *b, void *arg)
{
    const sort *s = arg;
    const sorted_row *x = a, *y = b;
    for (size_t i = 0; i < s->keys_count; i++) {
        int order = v_order(&x->values[i], &y->values[i]);
        if (order != 0)
            return s->keys[i].descending ? -order : order;
    }
    return (x->number > y->number) - (x->number < y->number);
}

static cg_code copy_row(query *q, sort *s, cg_arena *arena, const value *from, value **out)
{
    size_t width = s->keys_count + s->slots_count;
    value *values = query_array(q, arena, width, sizeof *values);
    cg_code rc = values != NULL ? CG_OK : query_full(q);
    for (size_t i = 0; rc == CG_OK && i < width; i++)
        rc = v_copy(q, arena, &from[i], &values[i]);
    *out = values;
    return rc;
}

/* Puts rows in order and lets go of those beyond what is wanted. */
static cg_code settle(query *q, sort *s)
{
    cg_code rc = CG_OK;
    if (s->rows.len > 1)
        qsort_r(s->rows.ptr, s->rows.len, sizeof *s->rows.ptr, compare_rows, s);
    if (s->rows.len <= s->most)
        return CG_OK;
    s->rows.len = s->most;
    s->cut = true;
    cg_arena *fresh = cg_arena_create(0);
    for (size_t i = 0; rc == CG_OK && i < s->rows.len; i++)
        rc = copy_row(q, s, fresh, s->rows.ptr[i].values, &s->rows.ptr[i].values);
    q->kept_bytes -= CG_MIN(q->kept_bytes, cg_arena_used(s->arena));
    cg_arena_destroy(s->arena);
    s->arena = fresh;
    return rc;
}

static cg_code take_row(query *q, sort *s)
{
    enum { SLACK = 256 };
    size_t width = s->keys_count + s->slots_count;
    value *row = query_array(q, q->scratch, width, sizeof *row);
    cg_code rc = row != NULL ? CG_OK : query_full(q);
    for (size_t i = 0; rc == CG_OK && i < s->keys_count; i++)
        rc = eval(q, s->keys[i].what, &row[i]);
    if (rc != CG_OK)
        return rc;
    for (size_t i = 0; i < s->slots_count; i++)
        row[s->keys_count + i] = q->frame[s->slots[i]];
    sorted_row kept = {row, s->numbers++};
    if (s->cut && compare_rows(&kept, &s->rows.ptr[s->most - 1], s) > 0)
        return CG_OK;
    rc = copy_row(q, s, s->arena, row, &kept.values);
    if (rc != CG_OK)
        return rc;
    if (s->rows.len * sizeof kept > q->limits.memory_bytes)
        return query_full(q);
    CG_VEC_PUSH(&s->rows, kept);
    return s->rows.len / 2 >= s->most && s->rows.len >= SLACK ? settle(q, s) : CG_OK;
}

static cg_code wanted_rows(query *q, sort *s)
{
    uint64_t skip = 0;
    s->most = UINT64_MAX;
    if (s->limit == NULL)
        return CG_OK;
    cg_code rc = eval_count(q, s->limit, "LIMIT", &s->most);
    if (rc == CG_OK && s->skip != NULL)
        rc = eval_count(q, s->skip, "SKIP", &skip);
    if (rc == CG_OK && __builtin_add_overflow(s->most, skip, &s->most))
        s->most = UINT64_MAX;
    return rc;
}

static cg_code sort_drain(query *q, sort *s)
{
    bool row = true;
    cg_code rc = wanted_rows(q, s);
    while (rc == CG_OK && s->most > 0) {
        rc = op_next(q, s->op.child, &row);
        if (rc != CG_OK || !row)
            break;
        cg_arena_mark mark = cg_arena_save(q->scratch);
        rc = take_row(q, s);
        cg_arena_rewind(q->scratch, mark);
    }
    return rc == CG_OK ? settle(q, s) : rc;
}

static cg_code sort_next(query *q, op *o, bool *out_row)
{
    sort *s = (sort *)o;
    cg_code rc = CG_OK;
    if (!s->drained) {
        rc = sort_drain(q, s);
        s->drained = true;
        o->mark = cg_arena_save(q->scratch);
    }
    *out_row = rc == CG_OK && s->at < s->rows.len;
    if (!*out_row)
        return rc;
    cg_arena_rewind(q->scratch, o->mark);
    for (size_t i = 0; i < s->slots_count; i++)
        q->frame[s->slots[i]] = s->rows.ptr[s->at].values[s->keys_count + i];
    s->at++;
    return CG_OK;
}

static void sort_reset(query *q, op *o)
{
    sort *s = (sort *)o;
    CG_VEC_CLEAR(&s->rows);
    s->arena = renew(q, s->arena);
    s->at = 0;
    s->drained = s->cut = false;
}

static void sort_fini(op *o)
{
    sort *s = (sort *)o;
    CG_VEC_FINI(&s->rows);
    cg_arena_destroy(s->arena);
}

op *op_sort(query *q, op *child, const order_key *keys, size_t keys_count, const uint32_t *slots,
            size_t slots_count)
{
    static const op_class class = {"Sort", sort_next, sort_reset, sort_fini};
    sort *s = OP_NEW(q, sort, &class, child);
    CG_AUTO_VALUE(cg_buf) text = {0};
    s->keys = keys;
    s->keys_count = keys_count;
    s->slots = slots;
    s->slots_count = slots_count;
    s->arena = cg_arena_create(0);
    for (size_t i = 0; i < keys_count && text.len < 200; i++) {
        cg_str of =
            cg_utf8_truncate(cg_str_slice(q->text, keys[i].what->at, keys[i].what->end), 80);
        cg_buf_printf(&text, "%s%.*s%s", i > 0 ? ", " : "", CG_STR_ARG(of),
                      keys[i].descending ? " DESC" : "");
    }
    op_detail(q, &s->op, "%.*s", CG_STR_ARG(cg_buf_str(&text)));
    return &s->op;
}

void op_sort_keep(op *o, expr *skip, expr *limit)
{
    ((sort *)o)->skip = skip;
    ((sort *)o)->limit = limit;
}
