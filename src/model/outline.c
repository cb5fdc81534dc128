// SPDX-License-Identifier: Apache-2.0
// outline: what of a unit decides with which macros of other files it and others are read.
#include "cg/model.h"

static cg_text add_text(cg_unit *to, cg_str text)
{
    cg_text added = {(uint32_t)to->strings.len, (uint32_t)text.len};
    cg_buf_add_str(&to->strings, text);
    return added;
}

static void add_hints(cg_unit *to, const cg_unit *from, cg_hint_kind kind)
{
    size_t first, count = cg_unit_hints(from, kind, 0, &first);
    for (size_t i = first; i < first + count; i++) {
        cg_hint hint = from->hints.ptr[i];
        hint.name = add_text(to, cg_unit_str(from, hint.name));
        CG_VEC_PUSH(&to->hints, hint);
    }
}

/* Whether the import is compiled decides how near it is. */
static uint32_t activity_of(const cg_unit *unit, const cg_import *import)
{
    return unit->defs.ptr[import->def].modifiers & (CG_MOD_CONDITIONAL | CG_MOD_INACTIVE);
}

void cg_unit_outline(const cg_unit *unit, cg_unit *out)
{
    cg_unit_clear(out);
    out->lang = unit->lang;
    out->status = unit->status;
    out->extractor_version = unit->extractor_version;
    out->source_bytes = unit->source_bytes;
    out->source_lines = unit->source_lines;
    (void)cg_buf_reserve(&out->strings, 1); /* texts may be sliced before there is one */
    cg_def file = {.kind = CG_NODE_FILE, .parent = CG_NONE, .type_ref = CG_NONE, .scope = CG_NONE};
    file.in_scope = CG_NONE;
    CG_VEC_PUSH(&out->defs, file);
    for (size_t i = 0; i < unit->imports.len; i++) {
        cg_import import = unit->imports.ptr[i];
        cg_def def = {.kind = CG_NODE_IMPORT,
                      .modifiers = activity_of(unit, &import),
                      .type_ref = CG_NONE,
                      .scope = CG_NONE};
        def.in_scope = CG_NONE;
        import.def = (uint32_t)out->defs.len;
        import.module = add_text(out, cg_unit_str(unit, import.module));
        import.name = add_text(out, cg_unit_str(unit, import.name));
        CG_VEC_PUSH(&out->defs, def);
        CG_VEC_PUSH(&out->imports, import);
    }
    add_hints(out, unit, CG_HINT_MACRO);
    add_hints(out, unit, CG_HINT_GIVEN);
    add_hints(out, unit, CG_HINT_WANTED);
}

static bool same_hints(const cg_unit *a, const cg_unit *b, cg_hint_kind kind)
{
    size_t first_a, first_b, count = cg_unit_hints(a, kind, 0, &first_a);
    if (count != cg_unit_hints(b, kind, 0, &first_b))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!cg_str_eq(cg_unit_str(a, a->hints.ptr[first_a + i].name),
                       cg_unit_str(b, b->hints.ptr[first_b + i].name)))
            return false;
    return true;
}

bool cg_unit_same_outline(const cg_unit *a, const cg_unit *b)
{
    if (a->imports.len != b->imports.len)
        return false;
    for (size_t i = 0; i < a->imports.len; i++)
        if (a->imports.ptr[i].flags != b->imports.ptr[i].flags ||
            activity_of(a, &a->imports.ptr[i]) != activity_of(b, &b->imports.ptr[i]) ||
            !cg_str_eq(cg_unit_str(a, a->imports.ptr[i].module),
                       cg_unit_str(b, b->imports.ptr[i].module)))
            return false;
    return same_hints(a, b, CG_HINT_MACRO) && same_hints(a, b, CG_HINT_GIVEN);
}

void cg_unit_take_wanted(cg_unit *unit, const cg_unit *from)
{
    size_t first, count = cg_unit_hints(unit, CG_HINT_WANTED, 0, &first);
    unit->hints.len -= count;
    add_hints(unit, from, CG_HINT_WANTED);
}
