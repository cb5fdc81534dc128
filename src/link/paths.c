// SPDX-License-Identifier: Apache-2.0
// link: what rules of languages share: paths of the project, and things made of what they found.
#include <stdarg.h>
#include <stdio.h>

#include "rules.h"

cg_str link_path_dir(cg_str path)
{
    ptrdiff_t slash = cg_str_rfind(path, '/');
    return cg_str_slice(path, 0, slash < 0 ? 0 : (size_t)slash);
}

cg_str link_path_base(cg_str path)
{
    return cg_str_slice(path, (size_t)(cg_str_rfind(path, '/') + 1), path.len);
}

cg_str link_path_join(cg_linker *l, cg_str dir, cg_str path)
{
    char *out = cg_arena_alloc(l->arena, dir.len + path.len + 2);
    size_t len = dir.len;
    if (dir.len > 0)
        memcpy(out, dir.ptr, dir.len);
    while (path.len > 0) {
        size_t end = 0;
        while (end < path.len && path.ptr[end] != '/')
            end++;
        cg_str part = cg_str_slice(path, 0, end);
        path = cg_str_slice(path, CG_MIN(end + 1, path.len), path.len);
        if (part.len == 0 || cg_str_eq(part, CG_STR(".")))
            continue;
        if (cg_str_eq(part, CG_STR(".."))) {
            if (len == 0)
                return CG_STR_NULL;
            len = link_path_dir(cg_str_make(out, len)).len;
            continue;
        }
        if (len > 0)
            out[len++] = '/';
        memcpy(out + len, part.ptr, part.len);
        len += part.len;
    }
    return cg_str_make(out, len);
}

cg_str link_text(cg_linker *l, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    cg_str text = cg_arena_vprintf(l->arena, fmt, args);
    va_end(args);
    return text;
}

uint32_t link_find_above(cg_linker *l, cg_str dir, cg_str name)
{
    for (;;) {
        uint32_t file = link_find_file(l, link_path_join(l, dir, name));
        if (file != CG_NONE || dir.len == 0)
            return file;
        dir = link_path_dir(dir);
    }
}

thing module_thing(const cg_link_unit *u, cg_link_rule rule)
{
    return (thing){.kind = THING_MODULE, .rule = (uint8_t)rule, .file = u->file};
}

thing package_thing(uint64_t scope, cg_str text, cg_link_rule rule)
{
    return (thing){.kind = THING_PACKAGE, .rule = (uint8_t)rule, .key = scope, .text = text};
}

thing def_thing(const cg_link_unit *u, uint32_t def, cg_link_rule rule)
{
    return (thing){.kind = THING_DEF, .rule = (uint8_t)rule, .file = u->file, .def = def};
}

void catalog_things(cg_linker *l, uint64_t scope, cg_str name, cg_link_rule rule, things *out)
{
    place places[PLACES_MAX];
    uint32_t total, count = link_catalog(l, scope, name, places, &total);
    out->cut |= total > count;
    if (count > 1 && l->unit->rules->choose != NULL)
        count = l->unit->rules->choose(l, places, count);
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *u = link_open(l, places[i].file);
        if (u != NULL)
            names_of_def(l, u, places[i].def, rule, out);
    }
}

uint64_t members_scope(const cg_link_unit *u)
{
    return scope_key("members", cg_str_from(cg_lang_text(u->rules->langs[0])));
}

void publish_members(publisher *p, const cg_link_unit *u)
{
    uint64_t scope = members_scope(u);
    for (uint32_t d = 1; d < u->unit->defs.len; d++) {
        const cg_def *def = def_of(u, d);
        if (def->kind == CG_NODE_METHOD && !(def->modifiers & CG_MOD_DECLARATION))
            publish(p, scope, def_name(u, d), d);
    }
}

cg_str manifest_setting(cg_linker *l, const cg_link_unit *manifest, cg_str name)
{
    note_name(l, manifest, name);
    uint32_t def = unit_member(manifest, 0, name);
    return def == CG_NONE ? CG_STR_NULL
                          : cg_unit_str(manifest->unit, def_of(manifest, def)->signature);
}
