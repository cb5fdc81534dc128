// SPDX-License-Identifier: Apache-2.0
// A view without arrays: vertices are numbered as they are met, and edges read from their rows.
#include "query_int.h"

#define SLOTS_FIRST 1024u

void store_side_open(cg_view *view)
{
    store_side *s = &view->store;
    s->reader = cg_node_reader_open(view->snap);
    s->slots = cg_alloc_array(SLOTS_FIRST, sizeof *s->slots);
    s->mask = SLOTS_FIRST - 1;
}

void store_side_fini(store_side *s)
{
    cg_node_reader_close(s->reader);
    CG_VEC_FINI(&s->places);
    cg_free(s->slots);
    class_table_fini(&s->classes);
    CG_VEC_FINI(&s->to);
    CG_VEC_FINI(&s->class);
}

static uint32_t *slot_of(const store_side *s, cg_node_ref ref)
{
    uint32_t at = (uint32_t)(ref * UINT64_C(0x9e3779b97f4a7c15) >> 32) & s->mask;
    while (s->slots[at] != 0 && s->places.ptr[s->slots[at] - 1].ref != ref)
        at = (at + 1) & s->mask;
    return &s->slots[at];
}

static void grow(store_side *s)
{
    uint32_t slots = 2 * (s->mask + 1);
    cg_free(s->slots);
    s->slots = cg_alloc_array(slots, sizeof *s->slots);
    s->mask = slots - 1;
    for (uint32_t i = 0; i < s->places.len; i++)
        *slot_of(s, s->places.ptr[i].ref) = i + 1;
}

/* What a vertex takes here: a place, two slots at most, and what growing takes too much. */
#define VERTEX_BYTES (2 * (sizeof(cg_node_place) + 2 * sizeof(uint32_t)))

cg_code store_side_meet(cg_view *view, cg_node_ref ref, uint32_t *out_vertex, cg_err *err)
{
    store_side *s = &view->store;
    uint32_t *slot = slot_of(s, ref);
    if (*slot == 0) {
        cg_node_place place;
        if (s->places.len >= view->bytes_max / VERTEX_BYTES)
            return CG_FAIL(err, CG_E_LIMIT, "the question reaches more nodes than one may");
        cg_code rc = cg_node_reader_place(s->reader, ref, &place, err);
        if (rc == CG_OK)
            rc = view_tick(view, 64, err); /* as much work as so many edges of an array */
        if (rc != CG_OK)
            return rc;
        CG_VEC_PUSH(&s->places, place);
        *slot = (uint32_t)s->places.len;
        if (s->places.len * 2 > s->mask)
            grow(s);
        *out_vertex = (uint32_t)s->places.len - 1;
        return CG_OK;
    }
    *out_vertex = *slot - 1;
    return CG_OK;
}

static cg_code take(cg_view *view, const cg_edge_row *row, bool inwards, cg_err *err)
{
    store_side *s = &view->store;
    uint32_t to;
    edge_class class;
    cg_code rc = store_side_meet(view, inwards ? row->source : row->target, &to, err);
    if (rc == CG_E_NOT_FOUND)
        return CG_FAIL(err, CG_E_CORRUPT, "a relationship has lost one of its ends");
    if (rc == CG_OK && !class_table_add(&s->classes, class_pack(row), &class))
        rc = CG_FAIL(err, CG_E_LIMIT, "the relationships of the graph are of too many sorts");
    if (rc != CG_OK)
        return rc;
    CG_VEC_PUSH(&s->to, to);
    CG_VEC_PUSH(&s->class, class);
    return view_tick(view, 16, err);
}

cg_code store_side_edges(cg_view *view, uint32_t vertex, bool inwards, const class_choice *choice,
                         edge_run *out, cg_err *err)
{
    store_side *s = &view->store;
    cg_edge_row row;
    cg_code rc = CG_OK;
    CG_VEC_CLEAR(&s->to);
    CG_VEC_CLEAR(&s->class);
    cg_edge_scan *scan = cg_edge_scan_open(view->snap, s->places.ptr[vertex].ref, inwards,
                                           class_choice_only(choice), CG_EDGE_NONE, 0);
    while (rc == CG_OK && cg_edge_scan_next(scan, &row))
        rc = class_choice_takes(choice, class_pack(&row)) ? take(view, &row, inwards, err)
                                                          : view_tick(view, 4, err);
    cg_code closed = cg_edge_scan_close(scan, rc == CG_OK ? err : NULL);
    *out = (edge_run){s->to.ptr, s->class.ptr, s->to.len};
    return rc == CG_OK ? closed : rc;
}
