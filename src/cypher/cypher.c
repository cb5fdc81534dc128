// SPDX-License-Identifier: Apache-2.0
// Queries from outside: opening, rows, plans; memory and time.
#include "cypher_int.h"

#include <stdio.h>

#define TEXT_BYTES ((size_t)64 << 10)
#define MEMORY_BYTES ((size_t)64 << 20)
#define REGEX_STEPS 1000000u
#define REGEX_BYTES ((size_t)16 << 20)

/* ---- problems ---- */

void query_place(const query *q, uint32_t at, uint32_t *out_line, uint32_t *out_column)
{
    *out_line = *out_column = 1;
    for (uint32_t i = 0; i < at && i < q->text.len; i++) {
        unsigned char c = (unsigned char)q->text.ptr[i];
        if (c == '\n') {
            ++*out_line;
            *out_column = 1;
        } else if ((c & 0xc0) != 0x80) {
            ++*out_column;
        }
    }
}

cg_code query_fail(query *q, uint32_t at, const char *type, const char *detail, const char *fmt,
                   ...)
{
    char text[256];
    va_list args;
    cg_cypher_problem *p = q->problem;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    *p = (cg_cypher_problem){.type = type, .detail = detail, .running = q->running};
    query_place(q, at, &p->line, &p->column);
    cg_str whole = cg_utf8_truncate(cg_str_from(text), sizeof text - 1);
    return CG_FAIL(q->err, CG_E_INVALID, "line %" PRIu32 ", column %" PRIu32 ": %.*s", p->line,
                   p->column, CG_STR_ARG(whole));
}

cg_code query_full(query *q)
{
    return CG_FAIL(q->err, CG_E_LIMIT, "the query needs more than the %zu bytes that one may take",
                   q->limits.memory_bytes);
}

/* ---- memory and time ---- */

void *query_alloc(query *q, cg_arena *arena, size_t size)
{
    size_t used = cg_arena_used(q->tree) + cg_arena_used(q->scratch) + q->kept_bytes;
    if (used > q->limits.memory_bytes || size > q->limits.memory_bytes - used)
        return NULL;
    size_t before = cg_arena_used(arena);
    void *ptr = cg_arena_try(arena, size);
    if (arena != q->tree && arena != q->scratch)
        q->kept_bytes += cg_arena_used(arena) - before;
    q->bytes_most = CG_MAX(q->bytes_most, used + size);
    return ptr;
}

void *query_array(query *q, cg_arena *arena, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes))
        return NULL;
    return query_alloc(q, arena, CG_MAX(bytes, (size_t)1));
}

void *tree_grow(query *q, void *ptr, size_t *cap, size_t size)
{
    size_t more = CG_MAX(2 * *cap, (size_t)4);
    void *grown = cg_arena_alloc_array(q->tree, more, size);
    if (*cap > 0)
        memcpy(grown, ptr, *cap * size);
    *cap = more;
    return grown;
}

cg_code query_tick_slow(query *q)
{
    return cg_patience_check(&q->patience, q->err);
}

/* ---- opening ---- */

static void set_limits(query *q, const cg_cypher_limits *of)
{
    q->limits = (cg_cypher_limits){
        .text_bytes = of->text_bytes > 0 ? of->text_bytes : TEXT_BYTES,
        .memory_bytes = of->memory_bytes > 0 ? of->memory_bytes : MEMORY_BYTES,
        .regex_steps = of->regex_steps > 0 ? of->regex_steps : REGEX_STEPS,
        .regex_bytes = of->regex_bytes > 0 ? of->regex_bytes : REGEX_BYTES,
    };
}

static cg_code check_text(query *q, cg_str text)
{
    if (text.len > CG_MIN(q->limits.text_bytes, (size_t)UINT32_MAX / 2))
        return CG_FAIL(q->err, CG_E_LIMIT, "the query is longer than %zu bytes",
                       q->limits.text_bytes);
    if (!cg_utf8_valid(text))
        return CG_FAIL(q->err, CG_E_ENCODING, "the query is not valid UTF-8");
    q->text = cg_arena_str(q->tree, text);
    return CG_OK;
}

static cg_code prepare(query *q)
{
    cg_code rc = parse_query(q);
    if (rc == CG_OK)
        rc = compile_query(q);
    if (rc != CG_OK)
        return rc;
    if (q->parts.len > 1 && !q->union_all)
        q->seen = op_distinct(q, NULL, NULL, q->columns.len);
    q->row = cg_arena_alloc_array(q->tree, q->columns.len + 1, sizeof *q->row);
    q->running = true;
    *q->problem = (cg_cypher_problem){0}; /* of what was tried and did not fit */
    return cg_patience_check(&q->patience, q->err);
}

cg_code cg_cypher_open(const cg_cypher_ask *ask, cg_cypher **out_query,
                       cg_cypher_problem *out_problem, cg_err *err)
{
    CG_AUTO(cg_cypher) q = cg_alloc(sizeof *q);
    *out_problem = (cg_cypher_problem){0};
    *q = (query){.graph = ask->graph,
                 .patience = ask->patience,
                 .params = ask->params,
                 .params_count = ask->params_count,
                 .tree = cg_arena_create(0),
                 .scratch = cg_arena_create(0),
                 .problem = out_problem,
                 .err = err,
                 .now_ms = cg_wall_ms(),
                 .weight = 1};
    q->frame = cg_arena_alloc_array(q->tree, SLOTS_MAX, sizeof *q->frame);
    set_limits(q, &ask->limits);
    cg_code rc = check_text(q, ask->text);
    if (rc == CG_OK)
        rc = prepare(q);
    if (rc != CG_OK)
        return rc;
    *out_query = q;
    q = NULL;
    return CG_OK;
}

void cg_cypher_close(cg_cypher *q)
{
    if (q == NULL)
        return;
    for (size_t i = 0; i < q->ops.len; i++)
        if (q->ops.ptr[i]->class->fini != NULL)
            q->ops.ptr[i]->class->fini(q->ops.ptr[i]);
    for (size_t i = 0; i < q->regexes.len; i++)
        regex_free(q->regexes.ptr[i]);
    CG_VEC_FINI(&q->regexes);
    cg_arena_destroy(q->tree);
    cg_arena_destroy(q->scratch);
    cg_free(q);
}

void cg_cypher_add_time(cg_cypher *q, uint64_t ns)
{
    if (q->patience.deadline_ns != 0)
        q->patience.deadline_ns += ns;
}

cg_cypher_mode cg_cypher_mode_of(const cg_cypher *q)
{
    return q->mode;
}

const cg_str *cg_cypher_columns(const cg_cypher *q, size_t *out_count)
{
    *out_count = q->columns.len;
    return q->columns.ptr;
}

const cg_cypher_warning *cg_cypher_warnings(const cg_cypher *q, size_t *out_count)
{
    *out_count = q->warnings.len;
    return q->warnings.ptr;
}

size_t cg_cypher_memory(const cg_cypher *q)
{
    return q->bytes_most;
}

/* ---- rows ---- */

static cg_code next_of_part(query *q, const part *p, bool *out_row)
{
    bool is_new = true;
    do {
        cg_code rc = op_next(q, p->plan, out_row);
        if (rc != CG_OK || !*out_row)
            return rc;
        for (size_t i = 0; i < q->columns.len; i++)
            q->row[i] = q->frame[p->slots[i]];
        if (q->seen != NULL)
            rc = op_distinct_row(q, q->seen, q->row, &is_new);
        if (rc != CG_OK)
            return rc;
    } while (!is_new);
    return CG_OK;
}

cg_code cg_cypher_next(cg_cypher *q, const cg_cypher_value **out_row,
                       cg_cypher_problem *out_problem, cg_err *err)
{
    cg_code rc = CG_OK;
    *out_row = NULL;
    *out_problem = (cg_cypher_problem){0};
    q->problem = out_problem;
    q->err = err;
    while (rc == CG_OK && q->mode != CG_CYPHER_EXPLAIN && q->part_at < q->parts.len) {
        bool row = false;
        rc = next_of_part(q, &q->parts.ptr[q->part_at], &row);
        if (rc == CG_OK && row) {
            *out_row = q->row;
            return CG_OK;
        }
        q->part_at += rc == CG_OK;
    }
    return rc;
}

/* ---- plans ---- */

static void add_steps(query *q, const op *o, unsigned depth)
{
    for (; o != NULL; o = o->child) {
        TREE_PUSH(q, &q->steps,
                  (cg_cypher_step){.depth = depth,
                                   .name = o->class->name,
                                   .detail = o->detail,
                                   .estimated_rows = o->estimated,
                                   .rows = o->rows,
                                   .touched = o->touched});
        if (o->inner != NULL)
            add_steps(q, o->inner, depth + 1);
    }
}

const cg_cypher_step *cg_cypher_plan(cg_cypher *q, size_t *out_count)
{
    q->steps.len = 0;
    for (size_t i = 0; i < q->parts.len; i++)
        add_steps(q, q->parts.ptr[i].plan, 0);
    *out_count = q->steps.len;
    return q->steps.ptr;
}
