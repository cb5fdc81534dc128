// SPDX-License-Identifier: Apache-2.0
// Imports and exports, of ES modules and of CommonJS. A re-export is an import of a name that the
// file itself does not see; an export list marks the definitions it names at the end of the file.
#include "ecma.h"

/* ---- marks ---- */

void ecma_mark_exported(cg_extract *x, TSNode name, bool as_default)
{
    ecma_state *st = ecma_state_of(x);
    st->is_module = true;
    uint32_t scope = ecma_hidden_scope(x, as_default ? &st->default_scope : &st->exports_scope);
    if (!cg_x_declared(x, scope, cg_x_text(x, name)))
        cg_x_bind_in(x, CG_BIND_LOCAL, name, scope, 0);
}

static uint32_t import_unseen(cg_extract *x, const cg_import_init *init)
{
    cg_x_scope_open(x, CG_SCOPE_BLOCK); /* nobody looks into this scope */
    uint32_t def = ecma_import(x, init);
    cg_x_scope_close(x);
    cg_x_def(x, def)->modifiers |= CG_MOD_EXPORTED;
    cg_x_def(x, def)->visibility = CG_VIS_PUBLIC;
    return def;
}

void ecma_export_alias(cg_extract *x, TSNode node, TSNode alias, cg_str name)
{
    ecma_state_of(x)->is_module = true;
    import_unseen(x, &(cg_import_init){.node = node,
                                       .name_node = alias,
                                       .local = ecma_property_name(x, alias),
                                       .name = name,
                                       .flags = CG_IMPORT_REEXPORT});
}

/* A name in an import or export statement mentions what the import stands for. */
static void mention(cg_extract *x, TSNode name, uint32_t import, uint32_t flags)
{
    if (ts_node_is_null(name) || cg_x_token_of(x, name) == ECMA_STRING)
        return;
    bool type = flags & CG_IMPORT_TYPE_ONLY;
    cg_x_ref_decide(x, cg_x_ref(x, name, type ? CG_ROLE_TYPE : CG_ROLE_READ), import);
}

/* ---- import ---- */

typedef struct import_source {
    cg_str module;
    uint32_t flags;
} import_source;

/* { type A }, but not { type } */
static bool is_type_only(const cg_extract *x, TSNode specifier)
{
    return cg_x_token_of(x, ts_node_child(specifier, 0)) == ECMA_K_TYPE &&
           ts_node_child_count(specifier) > 1;
}

static uint32_t default_flag(cg_str name)
{
    return cg_str_eq(name, CG_STR("default")) ? CG_IMPORT_DEFAULT : 0;
}

static void import_specifier(cg_extract *x, const import_source *from)
{
    TSNode node = cg_x_node(x), name = cg_x_child(x, node, ECMA_F_name);
    TSNode alias = cg_x_child(x, node, ECMA_F_alias);
    cg_str imported = ecma_property_name(x, name);
    uint32_t flags = from->flags | (is_type_only(x, node) ? CG_IMPORT_TYPE_ONLY : 0);
    flags |= default_flag(imported);
    uint32_t def =
        ecma_import(x, &(cg_import_init){.node = node,
                                         .name_node = ts_node_is_null(alias) ? name : alias,
                                         .module = from->module,
                                         .name = imported,
                                         .flags = flags});
    mention(x, name, def, flags);
    mention(x, alias, def, flags);
}

static void import_named(cg_extract *x, const import_source *from)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_IMPORT_SPECIFIER)
            import_specifier(x, from);
    }
}

/* import name from "m", import * as name from "m" */
static void import_one(cg_extract *x, TSNode name, const import_source *from, cg_str imported,
                       uint32_t flag)
{
    uint32_t def = ecma_import(x, &(cg_import_init){.node = cg_x_node(x),
                                                    .name_node = name,
                                                    .module = from->module,
                                                    .name = imported,
                                                    .flags = from->flags | flag});
    mention(x, name, def, from->flags);
}

static bool import_clause(cg_extract *x, const import_source *from)
{
    uint32_t before = ecma_state_of(x)->last_def;
    CG_X_EACH_CHILD (x) {
        TSNode node = cg_x_node(x);
        if (cg_x_token(x) == ECMA_NAMED_IMPORTS)
            import_named(x, from);
        else if (cg_x_token(x) == ECMA_NAMESPACE_IMPORT)
            import_one(x, cg_x_named_child(node, 0), from, CG_STR_NULL, CG_IMPORT_NAMESPACE);
        else if (cg_x_token(x) == ECMA_IDENTIFIER)
            import_one(x, node, from, CG_STR("default"), CG_IMPORT_DEFAULT);
    }
    return ecma_state_of(x)->last_def != before; /* import {} from "m" binds nothing */
}

/* import x = require("m") */
static void import_require(cg_extract *x, const import_source *from)
{
    TSNode node = cg_x_node(x);
    ecma_export e = ecma_take_export(x);
    uint32_t def = ecma_import(
        x, &(cg_import_init){.node = node,
                             .name_node = cg_x_named_child(node, 0),
                             .module = ecma_string_text(x, cg_x_child(x, node, ECMA_F_source)),
                             .flags = from->flags | CG_IMPORT_NAMESPACE});
    cg_x_def(x, def)->modifiers |= e.modifiers;
}

uint32_t ecma_on_import(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_state_of(x)->is_module = true;
    TSNode node = cg_x_node(x);
    import_source from = {.module = ecma_string_text(x, cg_x_child(x, node, ECMA_F_source))};
    bool binds = false;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_K_TYPE || cg_x_token(x) == ECMA_K_TYPEOF)
            from.flags |= CG_IMPORT_TYPE_ONLY;
        binds |= cg_x_token(x) == ECMA_IMPORT_REQUIRE;
        if (cg_x_token(x) == ECMA_IMPORT_CLAUSE)
            binds |= import_clause(x, &from);
        else if (cg_x_token(x) == ECMA_IMPORT_REQUIRE)
            import_require(x, &from);
    }
    if (!binds)
        ecma_import(x, &(cg_import_init){
                           .node = node, .module = from.module, .flags = CG_IMPORT_SIDE_EFFECT});
    return CG_NONE;
}

/* import N = A.B.C: another name for something in a namespace */
uint32_t ecma_on_import_alias(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_export e = ecma_take_export(x);
    TSNode node = cg_x_node(x), name = cg_x_named_child(node, 0);
    TSNode meant = cg_x_named_child(node, 1);
    uint32_t def = ecma_import(
        x, &(cg_import_init){.node = node, .name_node = name, .name = cg_x_text(x, meant)});
    cg_x_def(x, def)->modifiers |= e.modifiers;
    bool first = true;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (!first)
            cg_x_def_set_type(x, def, cg_x_visit(x, CG_ROLE_QUALIFY));
        first = false;
    }
    return CG_NONE;
}

/* ---- export ---- */

typedef struct exported {
    cg_str module; /* re-exports */
    cg_str class_name;
    bool from, is_default, assigns;
    uint32_t flags;
} exported;

static void read_export(cg_extract *x, exported *out)
{
    CG_X_EACH_CHILD (x) {
        switch (cg_x_token(x)) {
        case ECMA_K_DEFAULT: out->is_default = true; break;
        case ECMA_K_EQUALS: out->assigns = true; break;
        case ECMA_K_TYPE: out->flags |= CG_IMPORT_TYPE_ONLY; break;
        case ECMA_DECORATOR: ecma_add_decorator(x); break;
        case ECMA_CLASS_DECLARATION:
        case ECMA_ABSTRACT_CLASS_DECLARATION:
            out->class_name = cg_x_text(x, cg_x_child(x, cg_x_node(x), ECMA_F_name));
            break;
        case ECMA_STRING:
            out->from = cg_x_field(x) == ECMA_F_source;
            out->module = ecma_string_text(x, cg_x_node(x));
            break;
        default: break;
        }
    }
}

static void export_specifier(cg_extract *x, const exported *all)
{
    TSNode node = cg_x_node(x), name = cg_x_child(x, node, ECMA_F_name);
    TSNode alias = cg_x_child(x, node, ECMA_F_alias);
    bool renamed = !ts_node_is_null(alias);
    cg_str text = ecma_property_name(x, name);
    uint32_t only = is_type_only(x, node) ? CG_IMPORT_TYPE_ONLY : 0;
    if (all->from) {
        TSNode shown = renamed ? alias : name;
        uint32_t flags = all->flags | only | CG_IMPORT_REEXPORT | default_flag(text);
        uint32_t def = import_unseen(x, &(cg_import_init){.node = node,
                                                          .name_node = shown,
                                                          .local = ecma_property_name(x, shown),
                                                          .module = all->module,
                                                          .name = text,
                                                          .flags = flags});
        mention(x, name, def, flags);
        mention(x, alias, def, flags);
        return;
    }
    cg_x_ref(x, name, CG_ROLE_READ);
    if (!renamed || ecma_text_is(x, alias, "default"))
        ecma_mark_exported(x, name, renamed);
    else
        ecma_export_alias(x, node, alias, text);
}

static void export_list(cg_extract *x, const exported *all)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_EXPORT_SPECIFIER)
            export_specifier(x, all);
    }
}

/* export * from "m", export * as n from "m" */
static void export_all(cg_extract *x, TSNode node, TSNode name, const exported *all)
{
    bool named = !ts_node_is_null(name);
    cg_import_init init = {.node = node, .module = all->module, .name_node = name};
    init.flags =
        all->flags | CG_IMPORT_REEXPORT | (named ? CG_IMPORT_NAMESPACE : CG_IMPORT_WILDCARD);
    mention(x, name, import_unseen(x, &init), init.flags);
}

typedef struct default_value {
    cg_def_init init;
    uint32_t made;
} default_value;

static void default_function(cg_extract *x, void *arg)
{
    bool arrow = cg_x_token(x) == ECMA_ARROW_FUNCTION;
    ecma_define_function(x, &((default_value *)arg)->init,
                         arrow ? ECMA_THIS_OUTER : ECMA_THIS_NONE);
}

static void default_class(cg_extract *x, void *arg)
{
    ecma_define_class(x, &((default_value *)arg)->init);
}

static void default_object(cg_extract *x, void *arg)
{
    ecma_object_members(x, &(ecma_members){.owner = ((default_value *)arg)->made});
}

/* export default VALUE: a name exports what it means, anything else is called "default". */
static void export_value(cg_extract *x, TSNode statement, bool is_default)
{
    TSNode value = cg_x_node(x), inner = ecma_unwrap(x, value);
    uint32_t token = cg_x_token_of(x, inner);
    if (token == ECMA_IDENTIFIER) {
        ecma_mark_exported(x, inner, true);
        cg_x_visit(x, CG_ROLE_READ);
        return;
    }
    default_value d = {.made = CG_NONE};
    ecma_export e = {.node = statement, .modifiers = CG_MOD_EXPORTED | CG_MOD_DEFAULT};
    TSNode name = {0};
    bool function = ecma_is_function(x, inner);
    if (function || token == ECMA_CLASS)
        name = cg_x_child(x, inner, ECMA_F_name);
    d.init = ecma_def_init(x, CG_NODE_CONSTANT, value, name, e);
    if (ts_node_is_null(name)) {
        d.init.name = is_default ? CG_STR("default") : CG_STR("export=");
        d.init.name_node = inner;
        d.init.in_scope = CG_X_NO_SCOPE;
    }
    if (function) {
        d.init.kind = CG_NODE_FUNCTION;
        ecma_inside(x, default_function, &d);
    } else if (token == ECMA_CLASS) {
        d.init.kind = CG_NODE_CLASS;
        ecma_inside(x, default_class, &d);
    } else {
        d.init.body = value;
        d.made = ecma_def_leaf(x, &d.init);
        if (token == ECMA_OBJECT)
            ecma_inside(x, default_object, &d);
        else
            cg_x_def_set_type(x, d.made, cg_x_visit(x, CG_ROLE_READ));
    }
}

static void export_declaration(cg_extract *x, TSNode statement, const exported *all)
{
    ecma_place *at = ecma_place_of(x);
    at->export_node = statement;
    at->export_modifiers = CG_MOD_EXPORTED | (all->is_default ? CG_MOD_DEFAULT : 0);
    cg_x_visit(x, CG_ROLE_READ);
    (void)ecma_take_export(x);
}

/* A decorator in front of `export` belongs to the class behind it. */
static void visit_decorator(cg_extract *x, cg_str class_name)
{
    bool call = ecma_is_decorator_call(x);
    uint32_t value = cg_x_visit(x, CG_ROLE_READ);
    if (!call && class_name.len > 0)
        cg_x_ref_set_owner(x, value, class_name);
}

uint32_t ecma_on_export(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_state_of(x)->is_module |= cg_x_scope(x) == 0; /* not inside a namespace */
    exported all = {0};
    TSNode statement = cg_x_node(x);
    read_export(x, &all);
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token == ECMA_EXPORT_CLAUSE)
            export_list(x, &all);
        else if (token == ECMA_NAMESPACE_EXPORT)
            export_all(x, statement, cg_x_named_child(cg_x_node(x), 0), &all);
        else if (token == ECMA_K_STAR)
            export_all(x, statement, (TSNode){0}, &all);
        else if (cg_x_field(x) == ECMA_F_declaration)
            export_declaration(x, statement, &all);
        else if (cg_x_field(x) == ECMA_F_value || (all.assigns && cg_x_named(x)))
            export_value(x, statement, all.is_default);
        else if (token == ECMA_DECORATOR)
            visit_decorator(x, all.class_name);
    }
    return CG_NONE;
}

/* ---- require and import() ---- */

/* The module name when `call` is require("m") or import("m"). */
static cg_str required_module(const cg_extract *x, TSNode call)
{
    if (cg_x_token_of(x, call) != ECMA_CALL)
        return CG_STR_NULL;
    TSNode callee = cg_x_child(x, call, ECMA_F_function);
    TSNode args = cg_x_child(x, call, ECMA_F_arguments);
    TSNode first = cg_x_named_child(args, 0);
    bool import = cg_x_token_of(x, callee) == ECMA_IMPORT;
    bool require =
        cg_x_token_of(x, callee) == ECMA_IDENTIFIER && ecma_text_is(x, callee, "require");
    if (!(import || require) || cg_x_token_of(x, first) != ECMA_STRING)
        return CG_STR_NULL;
    return ecma_string_text(x, first);
}

/* Compilers of modules wrap: _interopRequireDefault(require("m")), __importStar(require("m")). */
static TSNode without_interop(const cg_extract *x, TSNode value)
{
    TSNode callee =
        cg_x_token_of(x, value) == ECMA_CALL ? cg_x_child(x, value, ECMA_F_function) : (TSNode){0};
    cg_str name = cg_x_text(x, callee);
    if (!cg_str_starts(name, CG_STR("_interopRequire")) &&
        !cg_str_ends(name, CG_STR("__importDefault")) && !cg_str_ends(name, CG_STR("__importStar")))
        return value;
    return cg_x_named_child(cg_x_child(x, value, ECMA_F_arguments), 0);
}

bool ecma_read_require(const cg_extract *x, TSNode value, ecma_require *out)
{
    *out = (ecma_require){0};
    value = without_interop(x, ecma_unwrap(x, value));
    if (cg_x_token_of(x, value) == ECMA_MEMBER) {
        out->property = cg_x_child(x, value, ECMA_F_property);
        out->member = cg_x_text(x, out->property);
        value = ecma_unwrap(x, cg_x_child(x, value, ECMA_F_object));
    }
    bool awaited = cg_x_token_of(x, value) == ECMA_AWAIT;
    if (awaited)
        value = ecma_unwrap(x, cg_x_named_child(value, 0));
    out->call = value;
    out->module = required_module(x, value);
    bool dynamic = cg_x_token_of(x, cg_x_child(x, value, ECMA_F_function)) == ECMA_IMPORT;
    return out->module.len > 0 && awaited == dynamic; /* unawaited, import() is a promise */
}

/* What the mask has put in place of import("m"): its text is still the source's. */
static cg_str masked_module(const cg_extract *x, TSNode name)
{
    ecma_doc_import import;
    cg_str text = cg_x_token_of(x, name) == ECMA_IDENTIFIER ? cg_x_text(x, name) : CG_STR_NULL;
    return cg_str_starts(text, CG_STR("import(")) && ecma_doc_read_import(text, &import)
               ? import.module
               : CG_STR_NULL;
}

bool ecma_unbound_import(cg_extract *x, TSNode node, cg_role role, uint32_t *out_value)
{
    cg_str module = required_module(x, node);
    bool type = role == CG_ROLE_TYPE || role == CG_ROLE_QUALIFY;
    if (module.len == 0) {
        module = masked_module(x, node);
        type = true;
    }
    if (module.len == 0)
        return false;
    uint32_t def = ecma_import(x, &(cg_import_init){
                                      .node = node,
                                      .module = module,
                                      .flags = CG_IMPORT_DYNAMIC | (type ? CG_IMPORT_TYPE_ONLY : 0),
                                  });
    *out_value = ecma_value_of(x, def);
    return true;
}
