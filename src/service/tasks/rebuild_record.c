// SPDX-License-Identifier: Apache-2.0
// What the store keeps of a task that builds an index anew: how, and what came of it.
#include "tasks.h"

void task_rebuild_put(const task *t, cg_buf *out)
{
    const cg_index_params *p = &t->rebuild.params;
    const cg_rebuild_report *r = t->rebuilt;
    const uint64_t asked[] = {p->nlist,     p->nprobe, p->m,     p->ef_construction,
                              p->ef_search, p->refine, r != NULL};
    record_put_text(out, p->type);
    record_put_text(out, p->codes);
    for (size_t i = 0; i < CG_ARRAY_LEN(asked); i++)
        cg_buf_add_varint(out, asked[i]);
    if (r == NULL)
        return;
    const uint64_t done[] = {r->rows, r->head_rows, r->bytes, r->elapsed_ms, r->segments_count};
    for (size_t i = 0; i < CG_ARRAY_LEN(done); i++)
        cg_buf_add_varint(out, done[i]);
    for (size_t i = 0; i < r->segments_count; i++) {
        const cg_index_segment *s = &r->segments[i];
        const uint64_t figures[] = {
            s->rows,          s->dead, s->bytes, s->build_ms, (uint64_t)(s->recall * 1e6),
            s->recall_samples};
        record_put_text(out, s->type);
        record_put_text(out, s->codes);
        for (size_t at = 0; at < CG_ARRAY_LEN(figures); at++)
            cg_buf_add_varint(out, figures[at]);
    }
}

static void get_segment(record_reader *r, cg_index_segment *out)
{
    out->type = record_text(r);
    out->codes = record_text(r);
    out->rows = record_number(r);
    out->dead = record_number(r);
    out->bytes = record_number(r);
    out->build_ms = record_number(r);
    out->recall = (double)record_number(r) / 1e6;
    out->recall_samples = (uint32_t)record_number(r);
}

void task_rebuild_get(record_reader *r, task *t)
{
    cg_index_params *p = &t->rebuild.params;
    t->rebuild.project = t->request.project;
    p->type = record_text(r);
    p->codes = record_text(r);
    uint32_t *const asked[] = {&p->nlist,           &p->nprobe,    &p->m,
                               &p->ef_construction, &p->ef_search, &p->refine};
    for (size_t i = 0; i < CG_ARRAY_LEN(asked); i++)
        *asked[i] = (uint32_t)record_number(r);
    if (record_number(r) == 0)
        return;
    cg_rebuild_report *report = cg_arena_alloc(r->arena, sizeof *report);
    report->rows = record_number(r);
    report->head_rows = record_number(r);
    report->bytes = record_number(r);
    report->elapsed_ms = record_number(r);
    uint64_t count = record_number(r);
    r->ok = r->ok && count <= CG_ARRAY_LEN(report->segments);
    report->segments_count = r->ok ? (size_t)count : 0;
    for (size_t i = 0; i < report->segments_count; i++)
        get_segment(r, &report->segments[i]);
    t->rebuilt = report;
}
