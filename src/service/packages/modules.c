// SPDX-License-Identifier: Apache-2.0
// Dependencies of modules and namespaces that have their contents beside them: `mod m { … }` of Rust,
// `namespace n { … }` of C++ and TypeScript. As with packages, nothing of it is stored. What they contain has
// edges; the ends of these are counted for the module or namespace nearest around them, or for their file.
#include "service_int.h"

#include <stdlib.h>

#define SETTLE_FROM 4096u /* ends, of which most are equal */

typedef struct found_end {
    uint32_t file, def;
    uint8_t confidence;
} found_end;

typedef struct module {
    const cg_snapshot *snap;
    uint32_t file;
    bool inwards;
    bool *inside; /* by definition of the file: it is the module or below it */
    CG_VEC(found_end) ends;
    size_t settle_at;
    cg_unit_pin *other; /* the unit that was looked at last, of `other_file` */
    uint32_t other_file;
} module;

static bool is_space(unsigned kind)
{
    return kind == CG_NODE_MODULE || kind == CG_NODE_NAMESPACE || kind == CG_NODE_FILE;
}

static int compare_ends(const void *a, const void *b)
{
    const found_end *x = a, *y = b;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    return (x->def > y->def) - (x->def < y->def);
}

/* Leaves each end once, with its highest confidence. */
static void settle(module *m)
{
    size_t kept = 0;
    if (m->ends.len > 1)
        qsort(m->ends.ptr, m->ends.len, sizeof *m->ends.ptr, compare_ends);
    for (size_t i = 0; i < m->ends.len; i++) {
        found_end *last = &m->ends.ptr[kept - (kept > 0)];
        if (kept > 0 && compare_ends(last, &m->ends.ptr[i]) == 0)
            last->confidence = CG_MAX(last->confidence, m->ends.ptr[i].confidence);
        else
            m->ends.ptr[kept++] = m->ends.ptr[i];
    }
    m->ends.len = kept;
    m->settle_at = CG_MAX(2 * kept, SETTLE_FROM);
}

static cg_code look_at(module *m, uint32_t file, cg_err *err)
{
    if (m->other != NULL && m->other_file == file)
        return CG_OK;
    cg_unit_pin_release(m->other);
    m->other = NULL;
    m->other_file = file;
    return view_unit(m->snap, file, false, &m->other, err);
}

static cg_code add_end(module *m, const cg_node_place *place, uint8_t confidence, cg_err *err)
{
    uint32_t def = place->def;
    if (place->file == CG_NONE || (place->file == m->file && m->inside[def]))
        return CG_OK; /* an external or a manual node; the module itself */
    cg_code rc = look_at(m, place->file, err);
    if (rc != CG_OK)
        return rc;
    const cg_unit *unit = cg_unit_pin_unit(m->other);
    if (def >= unit->defs.len)
        return CG_FAIL(err, CG_E_CORRUPT, "a file's record does not fit its unit or its nodes");
    while (!is_space(unit->defs.ptr[def].kind))
        def = unit->defs.ptr[def].parent;
    CG_VEC_PUSH(&m->ends, ((found_end){place->file, def, confidence}));
    if (m->ends.len >= m->settle_at)
        settle(m);
    return CG_OK;
}

/* A path that leads through a module says so of what it names at last. */
static bool says_nothing(const cg_edge_row *row)
{
    return row->kind == CG_EDGE_CONTAINS || row->kind == CG_EDGE_DEPENDS_ON || row->manual ||
           (row->kind == CG_EDGE_REFERENCES && is_space(cg_ref_kind(row->target)));
}

static cg_code add_edges(module *m, cg_node_ref node, cg_err *err)
{
    cg_code rc = CG_OK;
    cg_edge_row row;
    cg_edge_scan *scan =
        cg_edge_scan_open(m->snap, node, m->inwards, CG_EDGE_NONE, CG_EDGE_NONE, 0);
    while (rc == CG_OK && cg_edge_scan_next(scan, &row)) {
        cg_node_place other;
        if (says_nothing(&row))
            continue;
        rc = cg_snapshot_node_by_ref(m->snap, m->inwards ? row.source : row.target, &other, err);
        if (rc == CG_E_NOT_FOUND)
            rc = CG_FAIL(err, CG_E_CORRUPT, "a relationship has lost one of its ends");
        if (rc == CG_OK)
            rc = add_end(m, &other, row.confidence, err);
    }
    cg_code closed = cg_edge_scan_close(scan, rc == CG_OK ? err : NULL);
    return rc == CG_OK ? closed : rc;
}

static bool is_inside(const cg_unit *unit, uint32_t def, uint32_t space)
{
    while (def != 0 && def != space)
        def = unit->defs.ptr[def].parent;
    return def != 0;
}

static cg_code find_ends(module *m, uint32_t def, cg_arena *work, cg_err *err)
{
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_node_ref *refs;
    size_t count;
    cg_code rc = view_unit(m->snap, m->file, false, &pin, err);
    if (rc == CG_OK)
        rc = cg_snapshot_file_nodes(m->snap, m->file, work, &refs, &count, err);
    if (rc != CG_OK)
        return rc;
    const cg_unit *unit = cg_unit_pin_unit(pin);
    if (def >= unit->defs.len || count != unit->defs.len)
        return CG_FAIL(err, CG_E_CORRUPT, "a file's record does not fit its unit or its nodes");
    m->inside = cg_arena_alloc_array(work, count, sizeof *m->inside);
    for (size_t d = 1; d < count; d++)
        m->inside[d] = is_inside(unit, (uint32_t)d, def);
    for (size_t d = 1; rc == CG_OK && d < count; d++)
        if (m->inside[d])
            rc = add_edges(m, refs[d], err);
    settle(m);
    return rc;
}

typedef struct named_end {
    cg_str path;
    found_end end;
} named_end;

static int compare_named(const void *a, const void *b)
{
    const named_end *x = a, *y = b;
    int order = cg_str_cmp(x->path, y->path);
    return order != 0 ? order : compare_ends(&x->end, &y->end);
}

static cg_code give_out(const module *m, cg_arena *work, cg_arena *arena, derived_ends *out,
                        cg_err *err)
{
    size_t count = m->ends.len;
    named_end *named = cg_arena_alloc_array(work, count + 1, sizeof *named);
    for (size_t i = 0; i < count; i++)
        named[i] =
            (named_end){cg_snapshot_file(m->snap, m->ends.ptr[i].file)->path, m->ends.ptr[i]};
    qsort(named, count, sizeof *named, compare_named);
    out->list = cg_arena_alloc_array(arena, count + 1, sizeof *out->list);
    for (size_t i = 0; i < count; i++) {
        cg_node_ref *refs;
        size_t nodes;
        derived_end *d = &out->list[out->count++];
        d->confidence = named[i].end.confidence;
        cg_arena_mark mark = cg_arena_save(work);
        cg_code rc = cg_snapshot_file_nodes(m->snap, named[i].end.file, work, &refs, &nodes, err);
        if (rc == CG_OK && named[i].end.def < nodes)
            rc = cg_snapshot_node_by_ref(m->snap, refs[named[i].end.def], &d->other, err);
        else if (rc == CG_OK)
            rc = CG_E_NOT_FOUND;
        cg_arena_rewind(work, mark);
        if (rc == CG_E_NOT_FOUND)
            return CG_FAIL(err, CG_E_CORRUPT, "a file's record does not fit its unit or its nodes");
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}

cg_code module_dependencies(const cg_snapshot *snap, const cg_node_place *module_node, bool inwards,
                            cg_arena *arena, derived_ends *out, cg_err *err)
{
    CG_AUTO(cg_arena) work = cg_arena_create(0);
    module m = {
        .snap = snap, .file = module_node->file, .inwards = inwards, .settle_at = SETTLE_FROM};
    *out = (derived_ends){0};
    cg_code rc = find_ends(&m, module_node->def, work, err);
    if (rc == CG_OK)
        rc = give_out(&m, work, arena, out, err);
    cg_unit_pin_release(m.other);
    CG_VEC_FINI(&m.ends);
    return rc;
}
