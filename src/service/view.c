// SPDX-License-Identifier: Apache-2.0
// What a reply says of a node, put together from its file and its unit.
#include "service_int.h"

cg_code view_unit(const cg_snapshot *snap, uint32_t file, bool with_refs, cg_unit_pin **out_pin,
                  cg_err *err)
{
    const cg_file *f = cg_snapshot_file(snap, file);
    if (f == NULL || !f->present || f->unit_no == CG_NONE)
        return CG_FAIL(err, CG_E_CORRUPT, "a node belongs to a file that is not there");
    return cg_store_unit(cg_snapshot_store(snap), f->blob, (cg_lang_id)f->lang,
                         f->extractor_version, with_refs, out_pin, err);
}

static cg_id id_of(const cg_snapshot *snap, const cg_unit *unit, uint32_t def, cg_str path,
                   cg_arena *arena, cg_str *out_symbol)
{
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    cg_unit_add_symbol(unit, def, path, &symbol);
    if (out_symbol != NULL)
        *out_symbol = cg_arena_str(arena, cg_buf_str(&symbol));
    return cg_node_id(cg_project_name(cg_snapshot_project(snap)), cg_buf_str(&symbol));
}

static cg_str qualified_name(const cg_unit *unit, uint32_t def, cg_arena *arena)
{
    CG_AUTO_VALUE(cg_buf) name = {0};
    cg_unit_add_qualified_name(unit, def, &name);
    return cg_arena_str(arena, cg_buf_str(&name));
}

/* The file itself is called by its last segment, and as a whole by its path. */
static void fill_names(const cg_unit *unit, uint32_t def, cg_arena *arena, cg_node_view *out)
{
    if (def == 0) {
        ptrdiff_t slash = cg_str_rfind(out->file_path, '/');
        out->name = cg_str_slice(out->file_path, (size_t)(slash + 1), out->file_path.len);
        out->qualified_name = out->file_path;
        return;
    }
    out->name = cg_arena_str(arena, cg_unit_str(unit, unit->defs.ptr[def].name));
    out->qualified_name = qualified_name(unit, def, arena);
}

static void fill(const cg_snapshot *snap, const cg_unit *unit, uint32_t file, uint32_t def,
                 cg_arena *arena, cg_node_view *out)
{
    const cg_def *d = &unit->defs.ptr[def];
    *out = (cg_node_view){
        .kind = (cg_node_kind)d->kind,
        .lang = (cg_lang_id)unit->lang,
        .file_path = cg_arena_str(arena, cg_snapshot_file(snap, file)->path),
        .signature = cg_arena_str(arena, cg_unit_str(unit, d->signature)),
        .doc = cg_arena_str(arena, cg_unit_str(unit, d->doc)),
        .decorators = cg_arena_str(arena, cg_unit_str(unit, d->decorators)),
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
    out->id = id_of(snap, unit, def, out->file_path, arena, &out->symbol);
    fill_names(unit, def, arena, out);
    if (d->parent != CG_NONE && def != 0)
        out->parent = id_of(snap, unit, d->parent, out->file_path, arena, NULL);
}

cg_code view_make_at(const cg_snapshot *snap, uint32_t file, uint32_t def, cg_arena *arena,
                     cg_node_view *out_view, cg_err *err)
{
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_code rc = view_unit(snap, file, false, &pin, err);
    if (rc != CG_OK)
        return rc;
    const cg_unit *unit = cg_unit_pin_unit(pin);
    if (def >= unit->defs.len)
        return CG_FAIL(err, CG_E_CORRUPT, "a node has no definition in its file");
    fill(snap, unit, file, def, arena, out_view);
    return CG_OK;
}

cg_code view_make(const cg_snapshot *snap, const cg_node_place *place, cg_arena *arena,
                  cg_node_view *out_view, cg_err *err)
{
    return view_make_at(snap, place->file, place->def, arena, out_view, err);
}
