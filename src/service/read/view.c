// SPDX-License-Identifier: Apache-2.0
// What a reply says of a node, put together from its file and its unit.
#include "service_int.h"

cg_code view_unit(const cg_snapshot *snap, uint32_t file, bool with_refs, cg_unit_pin **out_pin,
                  cg_err *err)
{
    const cg_file *f = cg_snapshot_file(snap, file);
    if (f == NULL || !f->present || f->unit_no == CG_NONE)
        return CG_FAIL(err, CG_E_CORRUPT, "a node belongs to a file that is not there");
    return cg_store_unit(cg_snapshot_store(snap), cg_file_unit(f), with_refs, out_pin, err);
}

/* Names of definitions grow with their nesting, and so with what a client sent: each copy is
 * charged to the reply's budget. `full` is set, never cleared, when one did not fit. */
typedef struct keeper {
    cg_arena *arena;
    bool full;
} keeper;

static cg_str keep(keeper *k, cg_str text)
{
    cg_str copy = CG_STR("");
    k->full = !cg_arena_try_str(k->arena, text, &copy) || k->full;
    return copy;
}

static cg_id id_of(cg_str project, const cg_unit *unit, uint32_t def, cg_str path, keeper *k,
                   cg_str *out_symbol)
{
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    cg_unit_add_symbol(unit, def, path, &symbol);
    if (out_symbol != NULL)
        *out_symbol = keep(k, cg_buf_str(&symbol));
    return cg_node_id(project, cg_buf_str(&symbol));
}

static cg_str qualified_name(const cg_unit *unit, uint32_t def, keeper *k)
{
    CG_AUTO_VALUE(cg_buf) name = {0};
    cg_unit_add_qualified_name(unit, def, &name);
    return keep(k, cg_buf_str(&name));
}

/* The file itself is called by its last segment, and as a whole by its path. */
static void fill_names(const cg_unit *unit, uint32_t def, keeper *k, cg_node_view *out)
{
    if (def == 0) {
        ptrdiff_t slash = cg_str_rfind(out->file_path, '/');
        out->name = cg_str_slice(out->file_path, (size_t)(slash + 1), out->file_path.len);
        out->qualified_name = out->file_path;
        return;
    }
    out->name = keep(k, cg_unit_str(unit, unit->defs.ptr[def].name));
    out->qualified_name = qualified_name(unit, def, k);
}

static void fill(cg_str project, const cg_unit *unit, cg_str path, uint32_t def, keeper *k,
                 cg_node_view *out)
{
    const cg_def *d = &unit->defs.ptr[def];
    *out = (cg_node_view){
        .kind = (cg_node_kind)d->kind,
        .lang = (cg_lang_id)unit->lang,
        .file_path = keep(k, path),
        .signature = keep(k, cg_unit_str(unit, d->signature)),
        .doc = keep(k, cg_unit_str(unit, d->doc)),
        .decorators = keep(k, cg_unit_str(unit, d->decorators)),
        .visibility = d->visibility,
        .modifiers = d->modifiers,
        .line = d->start_line + 1,
        .column = d->start_col + 1,
        .end_line = d->end_line + 1,
        .end_column = d->end_col + 1,
        .name_line = d->name_line + 1,
        .name_column = d->name_col + 1,
        .start_byte = d->start_byte,
        .end_byte = d->end_byte,
    };
    out->id = id_of(project, unit, def, out->file_path, k, &out->symbol);
    fill_names(unit, def, k, out);
    if (d->parent != CG_NONE && def != 0)
        out->parent = id_of(project, unit, d->parent, out->file_path, k, NULL);
}

static cg_code view_of(cg_project *project, const cg_unit *unit, cg_str path, uint32_t def,
                       cg_arena *arena, cg_node_view *out_view, cg_err *err)
{
    if (def >= unit->defs.len)
        return CG_FAIL(err, CG_E_CORRUPT, "a node has no definition in its file");
    keeper k = {.arena = arena};
    fill(cg_project_name(project), unit, path, def, &k, out_view);
    return k.full ? CG_FAIL(err, CG_E_LIMIT, "the reply grows too large: ask for less at a time")
                  : CG_OK;
}

cg_code view_make_at(const cg_snapshot *snap, uint32_t file, uint32_t def, cg_arena *arena,
                     cg_node_view *out_view, cg_err *err)
{
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_code rc = view_unit(snap, file, false, &pin, err);
    if (rc != CG_OK)
        return rc;
    return view_of(cg_snapshot_project(snap), cg_unit_pin_unit(pin),
                   cg_snapshot_file(snap, file)->path, def, arena, out_view, err);
}

static cg_code view_external(const cg_snapshot *snap, cg_id id, cg_arena *arena,
                             cg_node_view *out_view, cg_err *err)
{
    cg_external external;
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    CG_AUTO_VALUE(cg_buf) name = {0};
    keeper k = {.arena = arena};
    cg_code rc = cg_snapshot_external(snap, id, arena, &external, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_FAIL(err, CG_E_CORRUPT, "an external has lost its text")
                                    : rc;
    cg_external_add_symbol(&external, &symbol);
    cg_external_add_qualified_name(&external, &name);
    *out_view = (cg_node_view){.id = id,
                               .kind = CG_NODE_EXTERNAL,
                               .lang = external.lang,
                               .name = cg_external_short_name(&external),
                               .qualified_name = keep(&k, cg_buf_str(&name)),
                               .symbol = keep(&k, cg_buf_str(&symbol)),
                               .file_path = CG_STR("")};
    return k.full ? CG_FAIL(err, CG_E_LIMIT, "the reply grows too large: ask for less at a time")
                  : CG_OK;
}

/* `rc`: of reading the node. */
static cg_code view_manual(cg_code rc, cg_id id, const cg_manual_node *node, cg_node_view *out_view,
                           cg_err *err)
{
    if (rc == CG_E_NOT_FOUND)
        return CG_FAIL(err, CG_E_CORRUPT, "a manual node has lost its text");
    if (rc != CG_OK)
        return rc;
    *out_view = (cg_node_view){.id = id,
                               .kind = node->kind,
                               .lang = node->lang,
                               .name = node->name,
                               .qualified_name = node->qualified_name,
                               .symbol = node->symbol,
                               .manual = true,
                               .file_path = CG_STR(""),
                               .signature = node->signature,
                               .doc = node->doc};
    return CG_OK;
}

cg_code view_add_metadata(const cg_snapshot *snap, cg_arena *arena, cg_node_view *view, cg_err *err)
{
    return cg_snapshot_metadata(snap, CG_OWNER_NODE, view->id, arena, &view->metadata, err);
}

cg_code view_make(const cg_snapshot *snap, const cg_node_place *place, cg_arena *arena,
                  cg_node_view *out_view, cg_err *err)
{
    if (place->manual) {
        cg_manual_node manual = {0};
        cg_code rc = cg_snapshot_manual_node(snap, place->id, arena, &manual, err);
        return view_manual(rc, place->id, &manual, out_view, err);
    }
    if (place->file == CG_NONE)
        return view_external(snap, place->id, arena, out_view, err);
    return view_make_at(snap, place->file, place->def, arena, out_view, err);
}

cg_code view_of_past(const cg_snapshot *any, const cg_past_node *node, const cg_manual_node *manual,
                     cg_arena *arena, cg_node_view *out_view, uint64_t *out_body, cg_err *err)
{
    *out_body = 0;
    if (node->manual)
        return view_manual(CG_OK, node->id, manual, out_view, err);
    if (node->file == CG_NONE)
        return view_external(any, node->id, arena, out_view, err);
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_code rc = cg_store_unit(cg_snapshot_store(any), node->unit, false, &pin, err);
    if (rc == CG_OK)
        rc = view_of(cg_snapshot_project(any), cg_unit_pin_unit(pin), node->path, node->def, arena,
                     out_view, err);
    if (rc == CG_OK)
        *out_body = cg_unit_pin_unit(pin)->defs.ptr[node->def].body_hash;
    return rc;
}

cg_code view_past(const cg_snapshot *head, uint64_t generation, const cg_past_node *node,
                  cg_arena *arena, cg_node_view *out_view, uint64_t *out_body, cg_err *err)
{
    cg_manual_node manual = {0};
    uint64_t body;
    cg_code rc = CG_OK;
    if (node->manual)
        rc = cg_snapshot_manual_at(head, generation, node->id, arena, &manual, err);
    if (rc == CG_E_NOT_FOUND)
        return view_manual(rc, node->id, &manual, out_view, err);
    return rc == CG_OK ? view_of_past(head, node, &manual, arena, out_view,
                                      out_body != NULL ? out_body : &body, err)
                       : rc;
}
