// SPDX-License-Identifier: Apache-2.0
// parse: definitions: opening, closing, and what is known of them at that moment. Owners named by a
// qualifier, symbols and hashes of chains wait for the end of the file (finish.c).
#include "parse_int.h"

static cg_str def_name(const cg_extract *x, const cg_def_init *init)
{
    if (init->name.len)
        return init->name;
    cg_str name = cg_x_text(x, init->name_node);
    return name.len ? name : CG_STR("_"); /* the parser made the name up to go on */
}

static void set_span(cg_def *def, const cg_def_init *init)
{
    TSNode node = init->node;
    TSNode name = node_null(init->name_node) ? node : init->name_node;
    TSPoint start = ts_node_start_point(node), end = ts_node_end_point(node);
    TSPoint name_at = ts_node_start_point(name);
    def->start_byte = ts_node_start_byte(node);
    def->end_byte = ts_node_end_byte(node);
    def->start_line = start.row;
    def->start_col = start.column;
    def->end_line = end.row;
    def->end_col = end.column;
    def->name_byte = ts_node_start_byte(name);
    def->name_line = name_at.row;
    def->name_col = name_at.column;
    def->body_start = def->body_end = def->end_byte;
    if (!node_null(init->body)) {
        def->body_start = ts_node_start_byte(init->body);
        def->body_end = ts_node_end_byte(init->body);
    }
}

/* Decorators in front are no part of the head: they are kept apart. */
static uint32_t head_start(const cg_extract *x, const cg_def *def)
{
    if (x->decorators_start != def->start_byte || x->decorators_end >= def->body_start)
        return def->start_byte;
    return x->decorators_end;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Any text as SCIP simple identifier characters: "int, char *" becomes "int+char-p". */
static cg_text simple_identifier(cg_extract *x, cg_str s)
{
    cg_buf *out = &x->text;
    cg_buf_clear(out);
    for (size_t i = 0; i < s.len && out->len < 200; i++) {
        char c = s.ptr[i];
        if (is_word(c))
            cg_buf_add_char(out, c);
        else if (c == ',')
            cg_buf_add_char(out, '+');
        else if (c == '*')
            cg_buf_add_str(out, CG_STR("-p"));
        else if (c == '&')
            cg_buf_add_str(out, CG_STR("-r"));
        else if (c == '[')
            cg_buf_add_str(out, CG_STR("-a"));
        else if (c == '<' || c == '.' || c == ':' || c == ' ' || (unsigned char)c >= 0x80)
            if (out->len && is_word(out->ptr[out->len - 1]))
                cg_buf_add_char(out, '-');
    }
    while (out->len && out->ptr[out->len - 1] == '-')
        out->len--;
    return cg_x_intern(x, cg_buf_str(out));
}

static void set_texts(cg_extract *x, uint32_t index, const cg_def_init *init)
{
    cg_def *def = &x->unit->defs.ptr[index];
    if (init->signature.len)
        def->signature = signature_collapse(x, init->signature);
    else
        def->signature = signature_make(x, init->node, head_start(x, def), def->body_start);
    if (init->doc.len)
        cg_x_def_set_doc(x, index, init->doc);
    else
        doc_take(x, index);
    if (x->decorators_start != CG_NONE) {
        def->decorators = cg_x_intern(x, cg_buf_str(&x->decorators));
        cg_buf_clear(&x->decorators);
        x->decorators_start = CG_NONE;
    }
    def->qualifier = cg_x_intern(x, init->qualifier);
    def->disambiguator = simple_identifier(x, init->disambiguator);
    def->body_hash = def->body_end > def->body_start ? cg_hash64(x->source.ptr + def->body_start,
                                                                 def->body_end - def->body_start, 0)
                                                     : 0;
}

/* Where a name declared here becomes visible: behind it, which need not be as long where a macro writes it. */
static uint32_t visible_from(const cg_extract *x, const cg_def *def, const cg_def_init *init)
{
    TSNode name = node_null(init->name_node) ? init->node : init->name_node;
    return x->lang->traits & CG_LANG_FILE_ORDER
               ? CG_MIN(def->name_byte + def->name.len, ts_node_end_byte(name))
               : init->visible_from;
}

static uint32_t activity_modifier(const cg_unit *unit, uint32_t byte)
{
    switch (cg_unit_activity(unit, byte)) {
    case CG_CONDITIONAL:
    case CG_UNLIKELY: return CG_MOD_CONDITIONAL;
    case CG_INACTIVE: return CG_MOD_INACTIVE;
    default: return 0;
    }
}

static uint32_t add_def(cg_extract *x, const cg_def_init *init)
{
    cg_unit *u = x->unit;
    uint32_t index = (uint32_t)u->defs.len;
    cg_def def = {.kind = (uint8_t)init->kind,
                  .visibility = (uint8_t)init->visibility,
                  .params_min = init->params_min,
                  .params_max = init->params_max,
                  .modifiers = init->modifiers,
                  .parent = init->parent == CG_NONE ? x->source_def : init->parent,
                  .scope = CG_NONE,
                  .type_ref = CG_NONE,
                  .in_scope = CG_NONE};
    set_span(&def, init);
    def.modifiers |= activity_modifier(u, def.name_byte);
    def.name = cg_x_intern(x, def_name(x, init));
    if (init->in_scope != CG_X_NO_SCOPE)
        def.in_scope = holding_scope(x, init->in_scope == CG_NONE ? x->scope : init->in_scope);
    CG_VEC_PUSH(&u->defs, def);
    set_texts(x, index, init);
    if (def.in_scope != CG_NONE)
        decls_add(&x->names, x->scope_canon.ptr[def.in_scope], def.name.off,
                  (decl){.index = index, .visible_from = visible_from(x, &def, init)});
    if (u->defs.len + u->refs.len >= x->limits->facts_max)
        x->cut = x->full = true;
    return index;
}

/* Namespaces and interfaces may be opened many times: they share one scope. */
static void join_reopened(cg_extract *x, uint32_t index)
{
    const cg_def *defs = x->unit->defs.ptr, *def = &defs[index];
    if ((def->kind != CG_NODE_NAMESPACE && def->kind != CG_NODE_INTERFACE) ||
        def->in_scope == CG_NONE)
        return;
    const decl_slot *slot = decls_find(&x->names, x->scope_canon.ptr[def->in_scope], def->name.off);
    unsigned looks = 8; /* the namespace comes first, or there is something odd */
    for (uint32_t d = slot->first; d != CG_NONE && looks--; d = x->names.decls.ptr[d].next) {
        const decl *other = &x->names.decls.ptr[d];
        if (other->binding || other->index == index || defs[other->index].kind != def->kind ||
            defs[other->index].scope == CG_NONE)
            continue;
        x->scope_canon.ptr[def->scope] = x->scope_canon.ptr[defs[other->index].scope];
        CG_VEC_PUSH(&x->reopened, (reopened){index, other->index});
        return;
    }
}

uint32_t cg_x_def_open(cg_extract *x, const cg_def_init *init)
{
    uint32_t index = add_def(x, init);
    CG_VEC_PUSH(&x->open_defs, (open_def){index, x->scope});
    if (init->opens) {
        uint32_t scope = scope_push(x, init->opens, init->node, index);
        x->unit->defs.ptr[index].scope = scope;
        join_reopened(x, index);
    }
    x->source_def = index;
    x->last_leaf = CG_NONE;
    macro_used(x, init->name_node);
    return index;
}

static bool takes_trailing_doc(unsigned kind)
{
    return kind == CG_NODE_FIELD || kind == CG_NODE_PROPERTY || kind == CG_NODE_VARIABLE ||
           kind == CG_NODE_CONSTANT || kind == CG_NODE_ENUM_MEMBER;
}

void cg_x_def_close(cg_extract *x)
{
    CG_ASSERT(x->open_defs.len > 0);
    open_def top = x->open_defs.ptr[--x->open_defs.len];
    x->scope = top.scope;
    x->source_def = x->open_defs.len ? x->open_defs.ptr[x->open_defs.len - 1].def : 0;
    x->last_leaf = takes_trailing_doc(x->unit->defs.ptr[top.def].kind) ? top.def : CG_NONE;
}

uint32_t cg_x_def_leaf(cg_extract *x, const cg_def_init *init)
{
    uint32_t index = add_def(x, init);
    if (init->opens)
        CG_ASSERT(!"a leaf opens no scope");
    x->last_leaf = takes_trailing_doc(init->kind) ? index : CG_NONE;
    return index;
}

cg_def *cg_x_def(cg_extract *x, uint32_t def)
{
    CG_ASSERT(def < x->unit->defs.len);
    return &x->unit->defs.ptr[def];
}

uint32_t cg_x_defs_count(const cg_extract *x)
{
    return (uint32_t)x->unit->defs.len;
}

uint32_t cg_x_source_def(const cg_extract *x)
{
    return x->source_def;
}

uint32_t cg_x_enclosing_type(const cg_extract *x)
{
    for (size_t i = x->open_defs.len; i-- > 0;)
        if (cg_node_kind_is_type(x->unit->defs.ptr[x->open_defs.ptr[i].def].kind))
            return x->open_defs.ptr[i].def;
    return CG_NONE;
}

void cg_x_def_set_type(cg_extract *x, uint32_t def, uint32_t ref)
{
    ref = value_as_ref(x, ref);
    if (def == CG_NONE || ref == CG_NONE)
        return;
    cg_def *d = cg_x_def(x, def);
    d->type_ref = ref;
    /* The type is part of what it types: an edge from the field, not from the class around it. */
    cg_ref *r = &x->unit->refs.ptr[ref];
    if (r->role == CG_ROLE_TYPE && r->source == d->parent && r->byte >= d->start_byte)
        r->source = def;
}

void cg_x_def_set_doc(cg_extract *x, uint32_t def, cg_str doc)
{
    cg_def *d = cg_x_def(x, def);
    doc = cg_str_trim(doc);
    if (doc.len == 0)
        return;
    d->doc = cg_x_intern(x, doc);
}
