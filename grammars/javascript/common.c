// SPDX-License-Identifier: Apache-2.0
// What all handlers of the family use: definitions with what `export` says, names of properties,
// wrappers around expressions, and the end of the file, where export lists take effect.
#include "ecma.h"

#define SHORT_BYTES_MAX 120

void ecma_begin(cg_extract *x)
{
    ecma_state *st = ecma_state_of(x);
    *st = (ecma_state){.at = {.this_owner = CG_NONE,
                              .returns_def = CG_NONE,
                              .returned = CG_NONE,
                              .given_to = CG_NONE,
                              .given_whole = CG_NONE,
                              .expected = CG_NONE,
                              .wanted = CG_NONE}};
}

void ecma_begin_typed(cg_extract *x)
{
    ecma_begin(x);
    ecma_state_of(x)->typed = true;
}

uint32_t ecma_hidden_scope(cg_extract *x, uint32_t *slot)
{
    if (*slot == 0) {
        *slot = cg_x_scope_open(x, CG_SCOPE_BLOCK);
        cg_x_scope_close(x);
    }
    return *slot;
}

ecma_export ecma_take_export(cg_extract *x)
{
    ecma_place *at = ecma_place_of(x);
    ecma_export e = {.node = at->export_node, .modifiers = at->export_modifiers};
    at->export_node = (TSNode){0};
    at->export_modifiers = 0;
    return e;
}

uint32_t ecma_def_open(cg_extract *x, const cg_def_init *init)
{
    return ecma_state_of(x)->last_def = cg_x_def_open(x, init);
}

uint32_t ecma_def_leaf(cg_extract *x, const cg_def_init *init)
{
    return ecma_state_of(x)->last_def = cg_x_def_leaf(x, init);
}

uint32_t ecma_import(cg_extract *x, const cg_import_init *init)
{
    ecma_state *st = ecma_state_of(x);
    return st->last_def = cg_x_import(x, init);
}

cg_def_init ecma_def_init(cg_extract *x, cg_node_kind kind, TSNode node, TSNode name, ecma_export e)
{
    cg_def_init init = CG_DEF_INIT(kind, node, .name_node = name);
    init.visibility = e.modifiers & CG_MOD_EXPORTED ? CG_VIS_PUBLIC : CG_VIS_INTERNAL;
    init.modifiers = e.modifiers;
    if (!ts_node_is_null(e.node))
        init.node = e.node;
    if (ecma_place_of(x)->ambient) {
        init.modifiers |= CG_MOD_DECLARATION;
        if (cg_x_scope_kind(x) == CG_SCOPE_NAMESPACE)
            init.visibility = CG_VIS_PUBLIC; /* all of an ambient namespace is exported */
    }
    return init;
}

/* Export lists say only now which definitions they meant; and in a script, which has neither
 * imports nor exports, all files see each other's names. */
void ecma_end(cg_extract *x)
{
    const ecma_state *st = ecma_state_of(x);
    if (!st->typed)
        ecma_typedefs(x);
    if (st->is_object_module)
        cg_x_def(x, 0)->modifiers |= CG_MOD_EXPORTED;
    for (uint32_t d = 1; d <= st->last_def; d++) {
        cg_def *def = cg_x_def(x, d);
        if (def->in_scope != 0)
            continue;
        cg_str name = cg_x_interned(x, def->name);
        bool listed = st->exports_scope != 0 && cg_x_declared(x, st->exports_scope, name);
        bool by_default = st->default_scope != 0 && cg_x_declared(x, st->default_scope, name);
        if (listed || by_default)
            def->modifiers |= CG_MOD_EXPORTED | (by_default ? CG_MOD_DEFAULT : 0);
        if (def->kind != CG_NODE_IMPORT && (def->modifiers & CG_MOD_EXPORTED || !st->is_module))
            def->visibility = CG_VIS_PUBLIC;
    }
}

cg_str ecma_short_text(const cg_extract *x, TSNode node)
{
    cg_str all = cg_x_text(x, node);
    if (all.len > SHORT_BYTES_MAX || cg_str_find(all, '\n') >= 0)
        return CG_STR_NULL;
    return cg_str_ends(all, CG_STR(";")) ? cg_str_slice(all, 0, all.len - 1) : all;
}

/* ---- names ---- */

cg_str ecma_string_text(const cg_extract *x, TSNode string)
{
    cg_str text = cg_x_text(x, string);
    return text.len >= 2 ? cg_str_slice(text, 1, text.len - 1) : CG_STR_NULL;
}

cg_str ecma_property_name(const cg_extract *x, TSNode node)
{
    TSNode inner = node;
    if (cg_x_token_of(x, node) == ECMA_COMPUTED_NAME) /* ["name"] is no different from "name" */
        inner = cg_x_named_child(node, 0);
    if (cg_x_token_of(x, inner) == ECMA_STRING)
        return ecma_string_text(x, inner);
    return cg_x_text(x, node);
}

bool ecma_text_is(const cg_extract *x, TSNode node, const char *text)
{
    cg_str s = cg_x_text(x, node);
    return s.len == strlen(text) && memcmp(s.ptr, text, s.len) == 0;
}

/* ---- expressions ---- */

static bool is_wrapper(uint32_t token)
{
    return token == ECMA_PARENTHESIZED || token == ECMA_AS || token == ECMA_SATISFIES ||
           token == ECMA_NON_NULL;
}

TSNode ecma_unwrap(const cg_extract *x, TSNode node)
{
    for (unsigned i = 0; i < 8 && is_wrapper(cg_x_token_of(x, node)); i++)
        node = cg_x_named_child(node, 0);
    return node;
}

static void inside(cg_extract *x, ecma_then_fn then, void *arg, unsigned depth)
{
    if (depth >= 8 || !is_wrapper(cg_x_token(x))) {
        then(x, arg);
        return;
    }
    bool first = true;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (first)
            inside(x, then, arg, depth + 1);
        else
            cg_x_visit(x, CG_ROLE_TYPE);
        first = false;
    }
}

void ecma_inside(cg_extract *x, ecma_then_fn then, void *arg)
{
    inside(x, then, arg, 0);
}

bool ecma_is_function(const cg_extract *x, TSNode node)
{
    uint32_t token = cg_x_token_of(x, node);
    return token == ECMA_ARROW_FUNCTION || token == ECMA_FUNCTION_EXPRESSION ||
           token == ECMA_GENERATOR_FUNCTION;
}

uint32_t ecma_visit_all(cg_extract *x, cg_role role)
{
    uint32_t last = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t value = cg_x_visit(x, role);
        if (value != CG_NONE)
            last = value;
    }
    return last;
}
