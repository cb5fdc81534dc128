// SPDX-License-Identifier: Apache-2.0
// Rust items that hold other items: modules, impls, extern blocks.
//
// Items of an impl belong to the type. When the type is not in this file, they keep its name as their
// qualifier. An impl of a trait is a definition too, for which the trait tells its items from those of
// other impls; the trait is a base of the type, and of the impl itself where the type is not here.
#include "rust_int.h"

uint32_t rust_module(cg_extract *x, cg_role role)
{
    (void)role;
    rust_head h;
    rust_read_head(x, &h);
    if (rust_is_nameless(x, &h, CG_SCOPE_NAMESPACE))
        return CG_NONE;
    cg_def_init init = CG_DEF_INIT(CG_NODE_MODULE, h.node, .name_node = h.name);
    rust_place(x, &init, &h);
    init.body = h.body;
    if (ts_node_is_null(h.body))
        init.modifiers |= CG_MOD_DECLARATION; /* its content is in another file */
    else
        init.opens = CG_SCOPE_NAMESPACE;
    (void)rust_def_open(x, &init);
    rust_context outer = rust_enter(x, RUST_IN_MODULE);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_BODY)
            (void)rust_items(x);
    }
    rust_leave(x, &outer);
    cg_x_def_close(x);
    return CG_NONE;
}

/* ---- impls ---- */

/* A type parameter of the impl under the cursor. */
static bool is_own_parameter(cg_extract *x, cg_str name)
{
    TSNode list = cg_x_child(x, cg_x_node(x), F_TYPE_PARAMETERS);
    uint32_t count = cg_x_named_count(list);
    for (uint32_t i = 0; i < count; i++) {
        cg_str text = cg_x_text(x, cg_x_named_child(list, i));
        char next = text.len > name.len ? text.ptr[name.len] : ':';
        if (cg_str_starts(text, name) && (next == ':' || next == ' ' || next == '='))
            return true;
    }
    return false;
}

/* "m::Foo" of `&mut m::Foo<T>`: the name that owns the items; symbols for types without a name, among them pointers to
 * whatever it may be. */
static cg_str owner_name(cg_extract *x, TSNode type)
{
    bool pointer = cg_x_token_of(x, type) == T_POINTER_TYPE;
    bool mutable = cg_str_starts(cg_x_text(x, type), CG_STR("*mut"));
    for (unsigned depth = 0; depth < 8; depth++) {
        switch (cg_x_token_of(x, type)) {
        case T_GENERIC_TYPE:
        case T_REFERENCE_TYPE:
        case T_POINTER_TYPE: type = cg_x_child(x, type, F_TYPE); break;
        case T_DYNAMIC_TYPE: type = cg_x_child(x, type, F_TRAIT); break;
        case T_BOUNDED_TYPE: type = cg_x_named_child(type, 0); break;
        case T_ARRAY_TYPE: return CG_STR("[]");
        case T_TUPLE_TYPE:
        case T_UNIT_TYPE: return CG_STR("()");
        case T_FUNCTION_TYPE: return CG_STR("fn");
        default:
            if (pointer && is_own_parameter(x, cg_x_text(x, type)))
                return mutable ? CG_STR("*mut") : CG_STR("*const");
            return cg_str_slice(cg_x_text(x, type), 0, 200);
        }
    }
    return CG_STR_NULL;
}

/* "From<a::B>" of `convert::From<a::B>`: however the trait is reached, it is the same. */
static cg_str last_name(cg_str path)
{
    size_t start = 0;
    for (size_t i = 0; i + 1 < path.len && path.ptr[i] != '<' && path.ptr[i] != '('; i++)
        if (path.ptr[i] == ':' && path.ptr[i + 1] == ':')
            start = i + 2;
    return cg_str_slice(path, start, path.len);
}

/* What tells this impl from others of its type: the trait as written, and what is put around the
 * type's name, so that impls for Foo and &Foo differ. */
static cg_str impl_mark(cg_extract *x, TSNode trait, TSNode type, cg_str owner)
{
    if (ts_node_is_null(trait) || owner.len == 0)
        return CG_STR_NULL;
    cg_str text = last_name(cg_str_slice(cg_x_text(x, trait), 0, 200));
    uint32_t token = cg_x_token_of(x, type);
    if (token != T_REFERENCE_TYPE && token != T_POINTER_TYPE && owner.ptr[0] != '[' &&
        owner.ptr[0] != '(')
        return text;
    return cg_x_scratch(x, "%.*s for %.*s", CG_STR_ARG(text),
                        CG_STR_ARG(cg_str_slice(cg_x_text(x, type), 0, 100)));
}

/* What a plain name says, the owner of the items says too. */
static bool says_more_than_name(cg_extract *x, TSNode type)
{
    uint32_t token = cg_x_token_of(x, type);
    bool name = token == T_TYPE_IDENTIFIER || token == T_SCOPED_TYPE_IDENTIFIER;
    return !name || rust_type_param_find(x, cg_x_text(x, type)) != NULL;
}

/* Runs of white space become one space. */
static cg_str in_one_line(cg_extract *x, cg_str text)
{
    char *to = cg_x_alloc(x, text.len);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c =
            text.ptr[i] == '\n' || text.ptr[i] == '\r' || text.ptr[i] == '\t' ? ' ' : text.ptr[i];
        if (c != ' ' || n == 0 || to[n - 1] != ' ')
            to[n++] = c;
    }
    return cg_str_make(to, n);
}

/* An impl of a trait is called "impl Trait for Type", as written; any other, and one that says what a
 * type does not implement, is no definition. */
static uint32_t open_impl(cg_extract *x, TSNode trait, TSNode type)
{
    TSNode impl = cg_x_node(x),
           before = ts_node_is_null(trait) ? trait : ts_node_prev_sibling(trait);
    if (ts_node_is_null(before) || cg_x_token_of(x, before) == T_BANG) {
        rust_drop_attributes(x);
        return CG_NONE;
    }
    cg_def_init init = CG_DEF_INIT(CG_NODE_IMPL, impl);
    init.in_scope = CG_X_NO_SCOPE;
    init.name = in_one_line(x, cg_x_scratch(x, "impl %.*s for %.*s",
                                            CG_STR_ARG(cg_str_slice(cg_x_text(x, trait), 0, 200)),
                                            CG_STR_ARG(cg_str_slice(cg_x_text(x, type), 0, 200))));
    init.body = cg_x_child(x, impl, F_BODY);
    return rust_def_open(x, &init);
}

uint32_t rust_impl(cg_extract *x, cg_role role)
{
    (void)role;
    cg_str cfg = rust_state_of(x)->attribute_cfg;
    TSNode trait = cg_x_child(x, cg_x_node(x), F_TRAIT);
    TSNode type = cg_x_child(x, cg_x_node(x), F_TYPE);
    cg_str owner = owner_name(x, type), mark = impl_mark(x, trait, type, owner);
    (void)cg_x_scope_open(x, CG_SCOPE_TYPE);
    uint32_t impl = open_impl(x, trait, type); /* until its body: that is the type's */
    rust_context around = rust_enter(x, RUST_IN_MODULE);
    uint32_t self = cg_x_bind_text(x, CG_BIND_TYPE_PARAM, CG_STR("Self"), type, 0);
    uint32_t base = CG_NONE, self_type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_TRAIT: {
            bool negative = impl == CG_NONE;
            uint32_t ref = cg_x_visit(x, negative ? CG_ROLE_TYPE : CG_ROLE_IMPLEMENT);
            base = negative ? CG_NONE : ref;
            if (base != CG_NONE && owner.len)
                cg_x_ref_set_owner(x, base, owner);
            break;
        }
        case F_TYPE: {
            uint32_t ref = cg_x_visit(x, CG_ROLE_TYPE);
            cg_x_bind_set(x, self, ref, CG_NONE);
            cg_x_hint_argument(x, base, 0, ref, CG_STR_NULL);
            self_type = says_more_than_name(x, type) ? ref : CG_NONE;
            if (impl != CG_NONE)
                cg_x_def_set_type(x, impl, ref);
            break;
        }
        case F_BODY: {
            if (impl != CG_NONE)
                cg_x_def_close(x);
            rust_context outer = rust_enter(x, RUST_IN_IMPL), *own = &rust_state_of(x)->context;
            own->impl_type = owner;
            own->impl_trait = mark;
            own->impl_ref = self_type;
            own->impl_cfg = cfg;
            (void)rust_items(x);
            rust_leave(x, &outer);
            break;
        }
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    rust_leave(x, &around);
    cg_x_scope_close(x);
    return CG_NONE;
}

uint32_t rust_foreign(cg_extract *x, cg_role role)
{
    (void)role;
    rust_drop_attributes(x);
    rust_context outer = rust_enter(x, RUST_IN_FOREIGN);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_BODY)
            (void)rust_items(x);
    }
    rust_leave(x, &outer);
    return CG_NONE;
}
