// SPDX-License-Identifier: Apache-2.0
// parse: what only the whole file can tell: the owner that a qualifier names, and members of reopened
// namespaces.
#include "parse_int.h"

/* Parts of a qualifier: "ns::A<T>::B" gives ns, A, B. False at the end. */
static bool next_part(cg_str *rest, cg_str *out)
{
    size_t i = 0, depth = 0, name_len = SIZE_MAX;
    for (; i < rest->len; i++) {
        char c = rest->ptr[i];
        if (c == '<' && depth++ == 0 && name_len == SIZE_MAX)
            name_len = i;
        else if (c == '>' && depth > 0)
            depth--;
        else if (depth == 0 && (c == ':' || c == '.'))
            break;
    }
    *out = cg_str_trim(cg_str_make(rest->ptr, CG_MIN(i, name_len)));
    while (i < rest->len && (rest->ptr[i] == ':' || rest->ptr[i] == '.'))
        i++;
    bool more = rest->len > 0;
    *rest = cg_str_slice(*rest, i, rest->len);
    return more;
}

static bool can_own(unsigned kind)
{
    return kind != CG_NODE_IMPORT && kind != CG_NODE_FILE;
}

/* A definition declared in `scope` that can have members; types before anything else. */
static uint32_t owner_in_scope(const cg_extract *x, uint32_t scope, cg_text name)
{
    const decl_slot *slot = decls_find(&x->names, x->scope_canon.ptr[scope], name.off);
    uint32_t best = CG_NONE;
    unsigned looks = 64;
    for (uint32_t d = slot ? slot->first : CG_NONE; d != CG_NONE && looks--;
         d = x->names.decls.ptr[d].next) {
        const decl *entry = &x->names.decls.ptr[d];
        if (entry->binding || !can_own(x->unit->defs.ptr[entry->index].kind))
            continue;
        const cg_def *def = &x->unit->defs.ptr[entry->index];
        if (best == CG_NONE)
            best = entry->index;
        if (cg_node_kind_is_type(def->kind) && !(def->modifiers & CG_MOD_DECLARATION))
            return entry->index;
    }
    return best;
}

static void add_below(cg_extract *x, uint32_t index)
{
    const cg_def *def = &x->unit->defs.ptr[index];
    bool value = def->kind == CG_NODE_PROPERTY || def->kind == CG_NODE_FIELD;
    bool function = def->kind == CG_NODE_FUNCTION && def->modifiers & CG_MOD_LAMBDA;
    if (!(value || function) || def->parent == CG_NONE || x->below.len == 0)
        return;
    x->beside.ptr[index] = x->below.ptr[def->parent];
    x->below.ptr[def->parent] = index;
}

/* Values below a definition, so that owners are found which no scope declares: members of objects, also functions that are
 * used as classes. */
static void list_below(cg_extract *x)
{
    uint32_t count = (uint32_t)x->unit->defs.len;
    FILL(&x->below, count, 0xff);
    FILL(&x->beside, count, 0xff);
    for (uint32_t d = 1; d < count; d++)
        if (x->unit->defs.ptr[d].qualifier.len == 0) /* the others come as they are settled */
            add_below(x, d);
}

static uint32_t owner_below(cg_extract *x, uint32_t owner, cg_text name)
{
    unsigned looks = 64;
    if (x->below.len == 0)
        list_below(x);
    for (uint32_t d = x->below.ptr[owner]; d != CG_NONE && looks--; d = x->beside.ptr[d])
        if (x->unit->defs.ptr[d].name.off == name.off)
            return d;
    return CG_NONE;
}

/* A definition inside of `owner`. What a function declares is local to it. */
static uint32_t owner_inside(cg_extract *x, uint32_t owner, cg_text name)
{
    const cg_def *def = &x->unit->defs.ptr[owner];
    bool declares = def->scope != CG_NONE && !cg_node_kind_is_callable(def->kind);
    return declares ? owner_in_scope(x, def->scope, name) : owner_below(x, owner, name);
}

/* What `qualifier` names, looked up from `scope` outwards; CG_NONE when not in this file. */
static uint32_t find_owner(cg_extract *x, uint32_t scope, cg_str qualifier)
{
    cg_str rest = qualifier, part;
    cg_text name;
    if (!next_part(&rest, &part) || !intern_find(x, part, &name))
        return CG_NONE;
    uint32_t owner = CG_NONE;
    for (; owner == CG_NONE && scope != CG_NONE; scope = x->unit->scopes.ptr[scope].parent)
        owner = owner_in_scope(x, scope, name);
    if (owner == CG_NONE) /* what the file gives others under a name that it does not use itself */
        owner = owner_below(x, 0, name);
    while (owner != CG_NONE && next_part(&rest, &part))
        owner = intern_find(x, part, &name) ? owner_inside(x, owner, name) : CG_NONE;
    return owner;
}

/* Where an alias is but a name of a type of this file, what is added to it is added to that. */
static uint32_t through_alias(cg_extract *x, uint32_t owner)
{
    const cg_def *def = owner == CG_NONE ? NULL : &x->unit->defs.ptr[owner];
    if (def == NULL || def->kind != CG_NODE_TYPE_ALIAS || def->type_ref == CG_NONE ||
        !(x->lang->traits & CG_LANG_SELF_TYPE))
        return owner;
    const cg_ref *ref = &x->unit->refs.ptr[def->type_ref];
    if (ref->base_kind != CG_BASE_NONE || ref->name_len == 0)
        return owner;
    uint32_t type = find_owner(x, ref->scope, cg_ref_name(x->unit, ref));
    return type == CG_NONE ? owner : type;
}

/* The scope a definition stands in, also when its name is declared in none. */
static uint32_t scope_around(const cg_extract *x, const cg_def *def)
{
    if (def->in_scope != CG_NONE)
        return def->in_scope;
    if (def->scope != CG_NONE)
        return x->unit->scopes.ptr[def->scope].parent;
    for (uint32_t p = def->parent; p != CG_NONE; p = x->unit->defs.ptr[p].parent)
        if (x->unit->defs.ptr[p].scope != CG_NONE)
            return x->unit->defs.ptr[p].scope;
    return 0;
}

static bool is_inside(const cg_extract *x, uint32_t def, uint32_t outer)
{
    unsigned steps = 4096;
    for (; def != CG_NONE; def = x->unit->defs.ptr[def].parent)
        if (def == outer || steps-- == 0)
            return true;
    return false;
}

/* An owner that is not here stays in the symbol: namespaces, then a type. */
static cg_text as_descriptors(cg_extract *x, cg_str qualifier)
{
    cg_buf *out = &x->text;
    cg_buf_clear(out);
    cg_str part;
    while (next_part(&qualifier, &part))
        if (part.len)
            cg_symbol_add_descriptor(out, qualifier.len ? CG_NODE_NAMESPACE : CG_NODE_CLASS, part,
                                     CG_STR_NULL);
    return cg_x_intern(x, cg_buf_str(out));
}

/* A class that is defined outside of the one it belongs to is a name of that one's scope. An associated type of Rust needs its
 * type in front. */
static void declare_nested(cg_extract *x, uint32_t owner, uint32_t index)
{
    const cg_def *defs = x->unit->defs.ptr;
    uint32_t scope = defs[owner].scope;
    if (cg_node_kind_is_type(defs[index].kind) && scope != CG_NONE &&
        !(x->lang->traits & CG_LANG_SELF_TYPE))
        decls_add(&x->names, x->scope_canon.ptr[scope], defs[index].name.off,
                  (decl){.index = index, .visible_from = defs[index].name_byte});
}

static void settle_qualifier(cg_extract *x, uint32_t index)
{
    cg_def *def = &x->unit->defs.ptr[index];
    /* The text may move when the string table grows. */
    cg_arena_mark mark = cg_arena_save(x->scratch);
    cg_str qualifier = cg_arena_str(x->scratch, cg_unit_str(x->unit, def->qualifier));
    uint32_t owner = through_alias(x, find_owner(x, scope_around(x, def), qualifier));
    if (owner != CG_NONE && !is_inside(x, owner, index)) {
        def->parent = x->canon.ptr[owner];
        def->qualifier = (cg_text){0, 0};
        x->moved.ptr[index] = 1;
        declare_nested(x, owner, index);
        add_below(x, index);
    } else {
        x->unit->defs.ptr[index].qualifier = as_descriptors(x, qualifier);
    }
    cg_arena_rewind(x->scratch, mark);
}

static void settle_ref_owners(cg_extract *x)
{
    for (size_t i = 0; i < x->ref_owners.len; i++) {
        const ref_owner *entry = &x->ref_owners.ptr[i];
        cg_str name = cg_x_interned(x, entry->type_name);
        uint32_t owner = through_alias(x, find_owner(x, entry->scope, name));
        if (owner != CG_NONE)
            x->unit->refs.ptr[entry->ref].source = x->canon.ptr[owner];
    }
}

/* Owners of owners may add up to more levels than a unit holds. */
static void bound_depth(cg_extract *x)
{
    cg_def *defs = x->unit->defs.ptr;
    for (uint32_t d = 1; d < x->unit->defs.len; d++) {
        unsigned depth = 0;
        for (uint32_t p = d; p != 0 && depth < CG_DEF_NESTING_MAX; p = defs[p].parent)
            depth++;
        if (depth < CG_DEF_NESTING_MAX)
            continue;
        defs[d].parent = 0;
        x->moved.ptr[d] = 0;
        x->cut = true;
    }
}

void finish_owners(cg_extract *x)
{
    cg_unit *u = x->unit;
    uint32_t count = (uint32_t)u->defs.len;
    FILL(&x->canon, count, 0);
    FILL(&x->moved, count, 0);
    x->below.len = 0;
    for (uint32_t d = 0; d < count; d++)
        x->canon.ptr[d] = d;
    for (size_t i = 0; i < x->reopened.len; i++) /* in order: firsts are settled already */
        x->canon.ptr[x->reopened.ptr[i].def] = x->canon.ptr[x->reopened.ptr[i].first];
    for (uint32_t d = 1; d < count; d++) {
        cg_def *def = &u->defs.ptr[d];
        if (def->parent != CG_NONE)
            def->parent = x->canon.ptr[def->parent];
    }
    bool moves = false;
    for (uint32_t d = 1; d < count; d++)
        if (u->defs.ptr[d].qualifier.len) {
            settle_qualifier(x, d);
            moves = true;
        }
    if (moves)
        bound_depth(x);
    settle_ref_owners(x);
    decls_sort(&x->names);
}
