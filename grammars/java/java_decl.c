// SPDX-License-Identifier: Apache-2.0
// Java declarations above members: packages, modules, imports, classes and their kin. Also the look
// ahead over a declaration's modifiers that members share.
#include "java_int.h"

static uint32_t modifier_bit(uint32_t token)
{
    switch (token) {
    case T_STATIC: return CG_MOD_STATIC;
    case T_ABSTRACT: return CG_MOD_ABSTRACT;
    case T_FINAL: return CG_MOD_FINAL;
    case T_DEFAULT: return CG_MOD_DEFAULT;
    case T_SYNCHRONIZED: return CG_MOD_SYNCHRONIZED;
    case T_NATIVE: return CG_MOD_NATIVE;
    case T_VOLATILE: return CG_MOD_VOLATILE;
    default: return 0;
    }
}

static void read_annotation(cg_extract *x, java_head *head)
{
    cg_str text = cg_str_trim(cg_str_slice(cg_x_text(x, cg_x_node(x)), 1, SIZE_MAX));
    cg_x_add_decorator(x, text);
    cg_str name = text;
    ptrdiff_t paren = cg_str_find(text, '(');
    if (paren >= 0)
        name = cg_str_trim(cg_str_slice(text, 0, (size_t)paren));
    name = cg_str_slice(name, (size_t)(cg_str_rfind(name, '.') + 1), SIZE_MAX);
    if (cg_str_eq(name, CG_STR("Deprecated")))
        head->modifiers |= CG_MOD_DEPRECATED;
    else if (cg_str_eq(name, CG_STR("Override")))
        head->modifiers |= CG_MOD_OVERRIDE;
    else if (cg_str_eq(name, CG_STR("Test")) || cg_str_eq(name, CG_STR("ParameterizedTest")))
        head->modifiers |= CG_MOD_TEST;
}

static void read_modifiers(cg_extract *x, java_head *head)
{
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token == T_ANNOTATION || token == T_MARKER_ANNOTATION) {
            read_annotation(x, head);
            continue;
        }
        if (head->words_start == 0)
            head->words_start = ts_node_start_byte(cg_x_node(x));
        switch (token) {
        case T_PUBLIC: head->visibility = CG_VIS_PUBLIC; break;
        case T_PROTECTED: head->visibility = CG_VIS_PROTECTED; break;
        case T_PRIVATE: head->visibility = CG_VIS_PRIVATE; break;
        default: head->modifiers |= modifier_bit(token); break;
        }
    }
}

void java_read_head(cg_extract *x, java_head *out_head)
{
    java_head *head = out_head;
    memset(head, 0, offsetof(java_head, types) + offsetof(java_types, text));
    head->types.len = 0;
    head->node = cg_x_node(x);
    cg_x_look_ahead(x, true);
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_NAME: head->name = cg_x_node(x); break;
        case F_TYPE: head->type = cg_x_node(x); break;
        case F_PARAMETERS: java_read_params(x, head); break;
        case F_DECLARATOR:
            if (head->declarators++ == 0)
                head->declarator = cg_x_node(x);
            break;
        case F_TYPE_PARAMETERS: head->modifiers |= CG_MOD_GENERIC; break;
        case F_BODY: head->body = cg_x_node(x); break;
        default:
            if (cg_x_token(x) == T_MODIFIERS)
                read_modifiers(x, head);
            else if (cg_x_token(x) == T_CLASS_BODY)
                head->body = cg_x_node(x);
            else if (cg_x_token(x) == T_VARIABLE_DECLARATOR) /* Type... name */
                head->declarator = cg_x_node(x);
            break;
        }
    }
    cg_x_look_ahead(x, false);
}

bool java_in_interface(cg_extract *x)
{
    return cg_x_def(x, cg_x_source_def(x))->kind == CG_NODE_INTERFACE;
}

cg_visibility java_visibility(cg_extract *x, const java_head *head)
{
    if (head->visibility != CG_VIS_UNKNOWN)
        return head->visibility;
    if (!cg_x_at_declaration_level(x))
        return CG_VIS_UNKNOWN;
    return java_in_interface(x) ? CG_VIS_PUBLIC : CG_VIS_INTERNAL;
}

void java_note_deprecated(cg_extract *x, uint32_t def)
{
    cg_def *row = cg_x_def(x, def);
    if (row->doc.len == 0 || (row->modifiers & CG_MOD_DEPRECATED))
        return;
    cg_str doc = cg_x_interned(x, row->doc);
    if (memmem(doc.ptr, doc.len, "@deprecated", strlen("@deprecated")) != NULL)
        row->modifiers |= CG_MOD_DEPRECATED;
}

/* ---- packages, modules, imports ---- */

/* Packages and modules have their annotations without a node of modifiers around. */
static void read_own_annotations(cg_extract *x, java_head *head)
{
    java_read_head(x, head);
    cg_x_look_ahead(x, true);
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_ANNOTATION || cg_x_token(x) == T_MARKER_ANNOTATION)
            read_annotation(x, head);
    }
    cg_x_look_ahead(x, false);
}

uint32_t java_package(cg_extract *x, cg_role role)
{
    (void)role;
    java_head head;
    read_own_annotations(x, &head);
    TSNode name = {0};
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token == T_IDENTIFIER || token == T_SCOPED_IDENTIFIER)
            name = cg_x_node(x);
    }
    if (ts_node_is_null(name))
        return CG_NONE;
    cg_def_init init = CG_DEF_INIT(CG_NODE_PACKAGE, head.node, .name_node = name);
    init.visibility = CG_VIS_PUBLIC;
    init.in_scope = CG_X_NO_SCOPE;
    (void)cg_x_def_open(x, &init);
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token == T_ANNOTATION || token == T_MARKER_ANNOTATION)
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    cg_x_def_close(x);
    return CG_NONE;
}

/* Mentions the types in a qualified name, as members of its package: by convention that ends where the
 * first name with a capital letter starts. The last type mentioned. */
static uint32_t mention_types(cg_extract *x, TSNode name)
{
    TSNode scope = cg_x_child(x, name, F_SCOPE), last = cg_x_child(x, name, F_NAME);
    if (ts_node_is_null(scope)) /* a type of the default package cannot be imported */
        return CG_NONE;
    cg_str first = cg_x_text(x, last), front = cg_x_text(x, scope);
    size_t at = (size_t)(cg_str_rfind(front, '.') + 1);
    bool inside = at < front.len && front.ptr[at] >= 'A' && front.ptr[at] <= 'Z';
    if (first.len == 0 || first.ptr[0] < 'A' || first.ptr[0] > 'Z')
        return CG_NONE;
    uint32_t outer = inside ? mention_types(x, scope) : cg_x_ref(x, scope, CG_ROLE_QUALIFY);
    return cg_x_member(x, outer, last, CG_ROLE_QUALIFY);
}

/* Types that the import goes through, and the one that it binds. */
static void mention_import(cg_extract *x, TSNode path, uint32_t flags, uint32_t import)
{
    TSNode scope = cg_x_child(x, path, F_SCOPE), last = cg_x_child(x, path, F_NAME);
    if (ts_node_is_null(scope))
        return;
    (void)mention_types(x, flags & CG_IMPORT_WILDCARD ? path : scope);
    if (!(flags & (CG_IMPORT_WILDCARD | CG_IMPORT_STATIC)))
        cg_x_ref_decide(x, cg_x_ref(x, last, CG_ROLE_TYPE), import);
}

uint32_t java_import(cg_extract *x, cg_role role)
{
    (void)role;
    cg_import_init init = {.node = cg_x_node(x)};
    TSNode path = {0};
    CG_X_EACH_CHILD (x) {
        switch (cg_x_token(x)) {
        case T_STATIC: init.flags |= CG_IMPORT_STATIC; break;
        case T_ASTERISK: init.flags |= CG_IMPORT_WILDCARD; break;
        case T_IDENTIFIER:
        case T_SCOPED_IDENTIFIER: path = cg_x_node(x); break;
        default: break;
        }
    }
    if (ts_node_is_null(path))
        return CG_NONE;
    if (init.flags & CG_IMPORT_WILDCARD) {
        init.module = cg_x_text(x, path);
    } else {
        TSNode last = cg_x_child(x, path, F_NAME);
        init.name_node = ts_node_is_null(last) ? path : last;
        init.module = cg_x_text(x, cg_x_child(x, path, F_SCOPE));
        init.name = cg_x_text(x, init.name_node);
    }
    mention_import(x, path, init.flags, cg_x_import(x, &init));
    return CG_NONE;
}

uint32_t java_module(cg_extract *x, cg_role role)
{
    (void)role;
    java_head head;
    read_own_annotations(x, &head);
    cg_def_init init = CG_DEF_INIT(CG_NODE_MODULE, head.node, .name_node = head.name);
    init.body = head.body;
    init.visibility = CG_VIS_PUBLIC;
    init.modifiers = head.modifiers;
    init.in_scope = CG_X_NO_SCOPE;
    (void)cg_x_def_open(x, &init);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) != F_NAME)
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    cg_x_def_close(x);
    return CG_NONE;
}

uint32_t java_requires(cg_extract *x, cg_role role)
{
    (void)role;
    cg_import_init init = {.node = cg_x_node(x), .flags = CG_IMPORT_SIDE_EFFECT};
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_MODULE)
            init.module = cg_x_text(x, cg_x_node(x));
        else if (cg_x_field(x) == F_MODIFIERS) /* `static`: may be absent at run time */
            init.flags |= cg_str_eq(cg_x_text(x, cg_x_node(x)), CG_STR("static"))
                              ? CG_IMPORT_CONDITIONAL
                              : CG_IMPORT_REEXPORT;
    }
    if (init.module.len > 0)
        (void)cg_x_import(x, &init);
    return CG_NONE;
}

uint32_t java_services(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x) {
        (void)cg_x_visit(x, CG_ROLE_TYPE);
    }
    return CG_NONE;
}

/* ---- classes and their kin ---- */

static void visit_type_children(cg_extract *x)
{
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_NAME: break;
        case F_PARAMETERS: java_record_components(x); break;
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
}

static void declare_type(cg_extract *x, cg_node_kind kind, const java_head *head)
{
    cg_def_init init = CG_DEF_INIT(kind, head->node, .name_node = head->name);
    init.body = head->body;
    init.visibility = java_visibility(x, head);
    init.modifiers = head->modifiers;
    init.opens = CG_SCOPE_TYPE;
    uint32_t def = cg_x_def_open(x, &init);
    java_note_deprecated(x, def);
    visit_type_children(x);
    cg_x_def_close(x);
}

uint32_t java_class(cg_extract *x, cg_role role)
{
    (void)role;
    java_head head;
    java_read_head(x, &head);
    declare_type(x, CG_NODE_CLASS, &head);
    return CG_NONE;
}

uint32_t java_interface(cg_extract *x, cg_role role)
{
    (void)role;
    java_head head;
    java_read_head(x, &head);
    declare_type(x, CG_NODE_INTERFACE, &head);
    return CG_NONE;
}

uint32_t java_enum(cg_extract *x, cg_role role)
{
    (void)role;
    java_head head;
    java_read_head(x, &head);
    declare_type(x, CG_NODE_ENUM, &head);
    return CG_NONE;
}

uint32_t java_record(cg_extract *x, cg_role role)
{
    (void)role;
    java_head head;
    java_read_head(x, &head);
    head.modifiers |= CG_MOD_FINAL;
    java_state *state = cg_x_state(x, sizeof *state);
    java_state outer = *state; /* records nest */
    state->record_params = head.params;
    state->record_variadic = head.variadic;
    state->record_types = head.types;
    declare_type(x, CG_NODE_CLASS, &head);
    *state = outer;
    return CG_NONE;
}

/* Visits all children in `role`; the value of the first. */
static uint32_t visit_each(cg_extract *x, cg_role role)
{
    uint32_t first = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t value = cg_x_visit(x, role);
        first = first == CG_NONE ? value : first;
    }
    return first;
}

static uint32_t visit_bases(cg_extract *x, cg_role role)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_TYPE_LIST)
            (void)visit_each(x, role);
        else
            (void)cg_x_visit(x, role);
    }
    return CG_NONE;
}

uint32_t java_superclass(cg_extract *x, cg_role role)
{
    (void)role;
    return visit_bases(x, CG_ROLE_INHERIT);
}

uint32_t java_interfaces(cg_extract *x, cg_role role)
{
    (void)role;
    return visit_bases(x, CG_ROLE_IMPLEMENT);
}

/* `A & B`: the first is the bound, the others are further values of the type parameter. */
static uint32_t visit_bounds(cg_extract *x, uint32_t binding)
{
    uint32_t first = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t bound = cg_x_visit(x, CG_ROLE_TYPE);
        if (first == CG_NONE)
            first = bound;
        else
            cg_x_hint_binding_value(x, binding, bound);
    }
    return first;
}

uint32_t java_type_parameter(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t binding = CG_NONE, bound = CG_NONE;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_token(x)) {
        case T_TYPE_IDENTIFIER: binding = cg_x_bind(x, CG_BIND_TYPE_PARAM, cg_x_node(x), 0); break;
        case T_TYPE_BOUND: bound = visit_bounds(x, binding); break;
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    if (binding != CG_NONE)
        cg_x_bind_set(x, binding, bound, CG_NONE);
    return CG_NONE;
}

/* What an anonymous class extends or implements. The type was already visited as what `new` makes,
 * with another definition as the source, so it is read again from its nodes. */
static uint32_t anonymous_base(cg_extract *x, TSNode type, cg_role role)
{
    uint32_t value = CG_NONE;
    if (cg_x_token_of(x, type) == T_TYPE_IDENTIFIER)
        return cg_x_ref(x, type, role);
    bool scoped = cg_x_token_of(x, type) == T_SCOPED_TYPE_IDENTIFIER;
    uint32_t count = cg_x_named_count(type);
    for (uint32_t i = 0; i < count; i++) {
        TSNode child = cg_x_named_child(type, i);
        bool last = i + 1 == count || !scoped;
        if (scoped && last)
            return cg_x_member(x, value, child, role);
        if (cg_x_token_of(x, child) == T_ANNOTATION ||
            cg_x_token_of(x, child) == T_MARKER_ANNOTATION)
            continue;
        value = anonymous_base(x, child, scoped ? CG_ROLE_QUALIFY : role);
        if (!scoped)
            break;
    }
    return value;
}

void java_anonymous_class(cg_extract *x, TSNode type, const java_type_args *args)
{
    java_types name = {.len = 0};
    java_types_add(&name, cg_x_text(x, type), 0);
    cg_def_init init = CG_DEF_INIT(CG_NODE_CLASS, cg_x_node(x));
    init.name = cg_x_scratch(x, "new %.*s", (int)name.len, name.text);
    init.body = cg_x_node(x);
    init.in_scope = CG_X_NO_SCOPE;
    init.opens = CG_SCOPE_TYPE;
    init.signature = init.name;
    (void)cg_x_def_open(x, &init);
    uint32_t base = anonymous_base(x, type, CG_ROLE_INHERIT);
    for (unsigned i = 0; i < args->count; i++)
        cg_x_hint_type_arg(x, base, i, args->args[i]);
    (void)cg_x_visit_children(x);
    cg_x_def_close(x);
}
