// SPDX-License-Identifier: Apache-2.0
// Flattening nested spans. Spans come from an extractor and may overlap or lie beyond the source:
// whatever they are, the regions are ascending and every byte has one owner.
#include <stdlib.h>

#include "cg/words.h"

#define DOC_LINE_LEAST 4       /* shorter first lines say nothing about where a doc is */
#define DOC_WINDOW (64u << 10) /* how far from its definition a doc is looked for */

/* ---- docs ---- */

static cg_str first_line(cg_str text)
{
    cg_str line;
    while (cg_str_split(&text, '\n', &line)) {
        line = cg_str_trim(line);
        if (line.len >= DOC_LINE_LEAST)
            return line;
    }
    return CG_STR_NULL;
}

static cg_str last_line(cg_str text)
{
    text = cg_str_trim(text);
    return cg_str_slice(text, (size_t)(cg_str_rfind(text, '\n') + 1), text.len);
}

/* Position of `line` in source[from, to), or CG_NONE. */
static uint32_t find_line(cg_str source, size_t from, size_t to, cg_str line)
{
    if (line.len == 0 || from >= to)
        return CG_NONE;
    const char *at = memmem(source.ptr + from, to - from, line.ptr, line.len);
    return at != NULL ? (uint32_t)(at - source.ptr) : CG_NONE;
}

/* The doc of `def`: in the gap [gap, start) before it, which it then fills, or inside its span. */
static bool find_doc(const cg_unit *unit, cg_str source, uint32_t def, uint32_t gap,
                     cg_region_span *out)
{
    const cg_def *d = &unit->defs.ptr[def];
    cg_str doc = cg_unit_str(unit, d->doc), line = first_line(doc);
    uint32_t start = def == 0 ? 0 : (uint32_t)CG_MIN((size_t)d->start_byte, source.len);
    uint32_t from = CG_MAX(gap, start - CG_MIN(start, DOC_WINDOW));
    uint32_t at = find_line(source, from, start, line);
    *out = (cg_region_span){.start = at, .end = start, .def = def, .is_doc = true};
    if (at != CG_NONE)
        return true;
    size_t end = CG_MIN(def == 0 ? source.len : (size_t)CG_MAX(d->end_byte, start), source.len);
    end = CG_MIN(end, (size_t)start + DOC_WINDOW);
    at = find_line(source, start, end, line);
    if (at == CG_NONE)
        return false;
    cg_str last = last_line(doc);
    uint32_t tail = find_line(source, at, end, last);
    out->start = at;
    out->end = tail == CG_NONE ? at + (uint32_t)line.len : tail + (uint32_t)last.len;
    return true;
}

/* ---- spans ---- */

static int compare_spans(const void *a, const void *b)
{
    const cg_region_span *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end > y->end ? -1 : 1; /* the outer one first */
    if (x->def != y->def)
        return x->def < y->def ? -1 : 1;
    return (int)x->is_doc - (int)y->is_doc;
}

static void sort_spans(cg_regions *r)
{
    for (size_t i = 1; i < r->spans.len; i++)
        if (compare_spans(&r->spans.ptr[i - 1], &r->spans.ptr[i]) > 0) {
            qsort(r->spans.ptr, r->spans.len, sizeof *r->spans.ptr, compare_spans);
            return;
        }
}

static void add_defs(cg_regions *r, const cg_unit *unit, uint32_t limit)
{
    for (uint32_t i = 1; i < unit->defs.len; i++) {
        const cg_def *d = &unit->defs.ptr[i];
        uint32_t start = CG_MIN(d->start_byte, limit);
        uint32_t end = CG_MIN(CG_MAX(d->end_byte, start), limit);
        CG_VEC_PUSH(&r->spans, (cg_region_span){.start = start, .end = end, .def = i});
    }
    sort_spans(r);
}

/* Docs are looked for once the definitions are in order: the one before bounds the gap. */
static void add_docs(cg_regions *r, const cg_unit *unit, cg_str source)
{
    size_t count = r->spans.len;
    uint32_t gap = 0; /* where the text before the next definition begins */
    cg_region_span doc;
    for (size_t i = 0; i < count; i++) {
        const cg_region_span span = r->spans.ptr[i];
        if (unit->defs.ptr[span.def].doc.len > 0) {
            if (find_doc(unit, source, span.def, CG_MIN(gap, span.start), &doc))
                CG_VEC_PUSH(&r->spans, doc);
            else
                CG_VEC_PUSH(&r->loose_docs, span.def);
        }
        /* What follows is inside of this one or behind it. */
        bool inside = i + 1 < count && r->spans.ptr[i + 1].start < span.end;
        gap = inside ? span.start : span.end;
    }
    if (unit->defs.len > 0 && unit->defs.ptr[0].doc.len > 0) {
        if (find_doc(unit, source, 0, 0, &doc))
            CG_VEC_PUSH(&r->spans, doc);
        else
            CG_VEC_PUSH(&r->loose_docs, 0);
    }
    if (r->spans.len > count)
        sort_spans(r);
}

/* ---- flattening ---- */

static void add_region(cg_regions *r, uint32_t start, uint32_t def, cg_region_field field,
                       bool opens)
{
    if (r->list.len > 0 && !opens) {
        const cg_region *last = &r->list.ptr[r->list.len - 1];
        if (last->def == def && last->field == field)
            return;
        if (last->start == start && !last->opens)
            r->list.len--;
    }
    CG_VEC_PUSH(&r->list, (cg_region){start, def, (uint8_t)field, opens});
}

static cg_region_field field_at(const cg_unit *unit, const cg_region_span *span, uint32_t at)
{
    if (span->is_doc)
        return CG_REGION_DOC;
    const cg_def *d = &unit->defs.ptr[span->def];
    bool bodied = d->body_end > d->body_start;
    if (span->def == 0 || (bodied && at >= d->body_start && at < d->body_end))
        return CG_REGION_BODY;
    return CG_REGION_SIGNATURE;
}

/* The words in [from, to) are of the span's own: signature up to the body and behind it. */
static void fill(cg_regions *r, const cg_unit *unit, const cg_region_span *span, uint32_t from,
                 uint32_t to)
{
    if (from >= to)
        return;
    add_region(r, from, span->def, field_at(unit, span, from), false);
    if (span->is_doc || span->def == 0)
        return;
    const cg_def *d = &unit->defs.ptr[span->def];
    if (d->body_end <= d->body_start)
        return;
    if (from < d->body_start && d->body_start < to)
        add_region(r, d->body_start, span->def, CG_REGION_BODY, false);
    if (from < d->body_end && d->body_end < to)
        add_region(r, d->body_end, span->def, CG_REGION_SIGNATURE, false);
}

/* Closes what ends by `to`, giving each the rest of its words; returns the place reached. */
static uint32_t close_until(cg_regions *r, const cg_unit *unit, uint32_t at, uint32_t to)
{
    while (r->open.len > 1 && r->open.ptr[r->open.len - 1].end <= to) {
        const cg_region_span *top = &r->open.ptr[r->open.len - 1];
        fill(r, unit, top, at, top->end);
        at = CG_MAX(at, top->end);
        r->open.len--;
    }
    return at;
}

void cg_regions_make(cg_regions *r, const cg_unit *unit, cg_str source)
{
    CG_VEC_CLEAR(&r->list);
    CG_VEC_CLEAR(&r->loose_docs);
    CG_VEC_CLEAR(&r->spans);
    CG_VEC_CLEAR(&r->open);
    uint32_t limit = (uint32_t)CG_MIN(source.len, (size_t)UINT32_MAX - 1);
    add_defs(r, unit, limit);
    add_docs(r, unit, source);
    CG_VEC_PUSH(&r->open, (cg_region_span){.end = limit});
    add_region(r, 0, 0, CG_REGION_BODY, true);
    uint32_t at = 0;
    for (size_t i = 0; i < r->spans.len; i++) {
        cg_region_span span = r->spans.ptr[i];
        at = close_until(r, unit, at, span.start);
        const cg_region_span *around = &r->open.ptr[r->open.len - 1];
        fill(r, unit, around, at, span.start);
        at = CG_MAX(at, span.start);
        span.end = CG_MIN(span.end, around->end); /* nested, whatever was claimed */
        add_region(r, at, span.def, field_at(unit, &span, at), !span.is_doc);
        if (span.end > at)
            CG_VEC_PUSH(&r->open, span);
    }
    at = close_until(r, unit, at, limit);
    fill(r, unit, &r->open.ptr[0], at, limit);
}

void cg_regions_fini(cg_regions *r)
{
    CG_VEC_FINI(&r->list);
    CG_VEC_FINI(&r->loose_docs);
    CG_VEC_FINI(&r->spans);
    CG_VEC_FINI(&r->open);
}
