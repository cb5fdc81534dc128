// SPDX-License-Identifier: Apache-2.0
// C and C++: what files show each other: headers all that stands at file or namespace scope, other
// files what has external linkage and what they define outside of its class. C's one scope is C++'s
// global namespace, since they share names there.
#include "cfamily.h"

#define SCOPE_SPACE "c-space"     /* names of a namespace; its own existence under "" */
#define SCOPE_HIDDEN "c-hidden"   /* types of translation units, which headers only announce */
#define SCOPE_OUTSIDE "c-outside" /* definitions that name this owner in front */

uint64_t cf_global_space(void)
{
    return scope_key(SCOPE_SPACE, CG_STR(""));
}

uint64_t cf_hidden_space(uint64_t space)
{
    return cg_hash64(SCOPE_HIDDEN, sizeof SCOPE_HIDDEN, space);
}

bool cf_space_of(const cg_link_unit *u, uint32_t def, uint64_t *out_space)
{
    uint32_t chain[CG_DEF_NESTING_MAX], depth = 0;
    for (; def != 0; def = def_of(u, def)->parent) {
        if (def == CG_NONE || def_of(u, def)->kind != CG_NODE_NAMESPACE ||
            depth == CG_ARRAY_LEN(chain))
            return false;
        chain[depth++] = def;
    }
    *out_space = cf_global_space();
    while (depth > 0) {
        cg_str name = def_name(u, chain[--depth]);
        *out_space = cg_hash64(name.ptr, name.len, *out_space);
    }
    return true;
}

uint64_t cf_outside(cg_str owner)
{
    return scope_key(SCOPE_OUTSIDE, owner);
}

bool cf_is_internal(const cg_def *def)
{
    return def->visibility == CG_VIS_INTERNAL;
}

/* In C a tag is a name of the file wherever its struct stands. */
static bool is_tag(const cg_link_unit *u, const cg_def *def)
{
    return u->unit->lang == CG_LANG_C && def->in_scope == CG_NONE &&
           (def->kind == CG_NODE_STRUCT || def->kind == CG_NODE_UNION || def->kind == CG_NODE_ENUM);
}

uint32_t cf_shown_by(const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    if (d->in_scope != CG_NONE)
        return u->unit->scopes.ptr[d->in_scope].owner;
    if (!is_tag(u, d))
        return CG_NONE;
    while (d->parent != 0 && is_type_def(u, d->parent))
        d = def_of(u, d->parent);
    return d->parent == 0 ? 0 : CG_NONE;
}

/* What the linker finds of a translation unit. */
static bool has_linkage(const cg_link_unit *u, const cg_def *def)
{
    bool variable = def->kind == CG_NODE_VARIABLE ||
                    (def->kind == CG_NODE_CONSTANT &&
                     (u->unit->lang == CG_LANG_C || def->modifiers & CG_MOD_EXTERN));
    return (variable || def->kind == CG_NODE_FUNCTION) && !cf_is_internal(def) &&
           !(def->modifiers & CG_MOD_DECLARATION);
}

/* A constant of an enum inside of a class. */
static bool is_class_constant(const cg_link_unit *u, uint32_t def)
{
    uint32_t owner = cf_shown_by(u, def);
    return def_of(u, def)->kind == CG_NODE_ENUM_MEMBER && owner != CG_NONE &&
           owner != def_of(u, def)->parent && is_type_def(u, owner);
}

/* Includes are no names; a directive stands for all names of its namespace. */
static cg_str published_name(const cg_link_unit *u, uint32_t def)
{
    const cg_import *import = unit_import(u, def);
    if (import == NULL || !(import->flags & CG_IMPORT_WILDCARD))
        return def_name(u, def);
    return import->flags & CG_IMPORT_NAMESPACE ? CG_STR(WILDCARD_NAME) : CG_STR_NULL;
}

static void publish_shown(publisher *p, const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    uint64_t space;
    bool import = d->kind == CG_NODE_IMPORT;
    uint32_t owner = import && d->in_scope == CG_NONE ? d->parent : cf_shown_by(u, def);
    cg_str name = import ? published_name(u, def) : def_name(u, def);
    if (name.len == 0)
        return;
    if (owner != CG_NONE && cf_space_of(u, owner, &space))
        publish(p, space, name, def);
    else if (owner != CG_NONE && d->kind == CG_NODE_ENUM_MEMBER && owner != d->parent)
        publish(p, cf_outside(def_name(u, owner)), name, def); /* seen as members of the class */
    if (owner != CG_NONE && d->parent != owner && cf_space_of(u, d->parent, &space) &&
        d->kind != CG_NODE_ENUM_MEMBER)
        publish(p, space, name, def); /* of an inline namespace: seen as of both */
    if (d->kind == CG_NODE_NAMESPACE && unit_member(u, d->parent, name) == def &&
        cf_space_of(u, def, &space))
        publish(p, space, CG_STR(""), def);
}

static void publish_hidden(publisher *p, const cg_link_unit *u, uint32_t def)
{
    uint64_t space;
    uint32_t owner = cf_shown_by(u, def);
    if (owner != CG_NONE && cf_space_of(u, owner, &space))
        publish(p, cf_hidden_space(space), def_name(u, def), def);
}

void cf_publish(publisher *p, const cg_link_unit *u)
{
    bool header = cf_is_header(u->path);
    cf_publish_file(p, u);
    cf_publish_includes(p, u);
    cf_publish_fields(p, u);
    cf_publish_macros(p, u);
    for (uint32_t d = 1; d < u->unit->defs.len; d++) {
        const cg_def *def = def_of(u, d);
        cg_str owner = cg_unit_str(u->unit, def->qualifier);
        if (owner.len > 0 && !(def->modifiers & CG_MOD_DECLARATION))
            publish(p, cf_outside(owner_name(owner)), def_name(u, d), d);
        else if (owner.len == 0 && (header || has_linkage(u, def) || is_class_constant(u, d)))
            publish_shown(p, u, d);
        else if (owner.len == 0 && is_type_def(u, d) && def->kind != CG_NODE_TYPE_ALIAS)
            publish_hidden(p, u, d);
    }
}
