// SPDX-License-Identifier: Apache-2.0
// Rust imports: every leaf of a use tree is one, with the path in front of its name as its module.
#include "rust_int.h"

typedef struct use_tree {
    cg_str prefix;  /* path of the braces around, "a::b" */
    TSNode node;    /* span of an import: the declaration while it has but one leaf */
    uint32_t flags; /* of all leaves */
    cg_str cfg;     /* the condition of the declaration, or empty */
    bool *begun;    /* the first leaf has what stands in front of the declaration */
} use_tree;

/* Every leaf is under the condition of the declaration. */
static void add_import(cg_extract *x, const use_tree *tree, const cg_import_init *init)
{
    if (*tree->begun && tree->cfg.len)
        cg_x_add_decorator(x, tree->cfg);
    *tree->begun = true;
    (void)cg_x_import(x, init);
}

static cg_str join(cg_extract *x, cg_str front, cg_str path)
{
    if (front.len == 0)
        return path;
    if (path.len == 0)
        return front;
    return cg_x_scratch(x, "%.*s::%.*s", CG_STR_ARG(front), CG_STR_ARG(path));
}

static cg_str last_name(cg_str path)
{
    return cg_str_slice(path, (size_t)(cg_str_rfind(path, ':') + 1), SIZE_MAX);
}

/* Adds `path` (identifier, keyword or scoped identifier), locally called `alias` if that exists. */
static void add_leaf(cg_extract *x, const use_tree *tree, TSNode path, TSNode alias)
{
    cg_import_init init = {.node = tree->node, .flags = tree->flags};
    TSNode name = path;
    if (cg_x_token_of(x, path) == T_SCOPED_IDENTIFIER) {
        name = cg_x_child(x, path, F_NAME);
        TSNode front = cg_x_child(x, path, F_PATH);
        init.module = join(x, tree->prefix, cg_x_text(x, front));
        if (ts_node_is_null(front)) /* ::name */
            init.module = CG_STR_NULL;
    } else {
        init.module = tree->prefix;
    }
    bool itself = cg_x_token_of(x, name) == T_SELF; /* a::b::{self} */
    init.name_node = ts_node_is_null(alias) ? name : alias;
    if (itself && ts_node_is_null(alias))
        init.local = last_name(init.module);
    if (!itself)
        init.name = cg_x_text(x, name);
    if (init.module.len == 0) { /* a crate or module by itself */
        init.module = cg_x_text(x, path);
        init.name = CG_STR_NULL;
        init.flags |= CG_IMPORT_NAMESPACE;
    }
    add_import(x, tree, &init);
}

static void add_wildcard(cg_extract *x, const use_tree *tree)
{
    cg_import_init init = {.node = tree->node, .flags = tree->flags | CG_IMPORT_WILDCARD};
    init.module = tree->prefix;
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            init.module = join(x, tree->prefix, cg_x_text(x, cg_x_node(x)));
    }
    add_import(x, tree, &init);
}

static void visit_tree(cg_extract *x, const use_tree *tree);

static void visit_list(cg_extract *x, const use_tree *tree)
{
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        use_tree leaf = *tree;
        leaf.node = cg_x_node(x);
        visit_tree(x, &leaf);
    }
}

static void visit_scoped_list(cg_extract *x, const use_tree *tree)
{
    use_tree inner = *tree;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_PATH)
            inner.prefix = join(x, tree->prefix, cg_x_text(x, cg_x_node(x)));
        else if (cg_x_field(x) == F_LIST)
            visit_list(x, &inner);
    }
}

static void visit_tree(cg_extract *x, const use_tree *tree)
{
    TSNode node = cg_x_node(x);
    switch (cg_x_token(x)) {
    case T_USE_LIST: visit_list(x, tree); break;
    case T_SCOPED_USE_LIST: visit_scoped_list(x, tree); break;
    case T_USE_WILDCARD: add_wildcard(x, tree); break;
    case T_USE_AS_CLAUSE:
        add_leaf(x, tree, cg_x_child(x, node, F_PATH), cg_x_child(x, node, F_ALIAS));
        break;
    case T_METAVARIABLE: break;
    default: add_leaf(x, tree, node, (TSNode){0}); break;
    }
}

uint32_t rust_use(cg_extract *x, cg_role role)
{
    (void)role;
    bool begun = false;
    use_tree tree = {.node = cg_x_node(x), .cfg = rust_state_of(x)->attribute_cfg, .begun = &begun};
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_VISIBILITY_MODIFIER && rust_visibility(x) != CG_VIS_PRIVATE)
            tree.flags |= CG_IMPORT_REEXPORT;
        else if (cg_x_field(x) == F_ARGUMENT)
            visit_tree(x, &tree);
    }
    rust_drop_attributes(x);
    return CG_NONE;
}

uint32_t rust_extern_crate(cg_extract *x, cg_role role)
{
    (void)role;
    cg_import_init init = {.node = cg_x_node(x), .flags = CG_IMPORT_NAMESPACE};
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_VISIBILITY_MODIFIER) {
            init.flags |= CG_IMPORT_REEXPORT;
        } else if (cg_x_field(x) == F_NAME) {
            init.module = cg_x_text(x, cg_x_node(x));
            init.name_node = cg_x_node(x);
        } else if (cg_x_field(x) == F_ALIAS) {
            init.name_node = cg_x_node(x);
        }
    }
    if (init.module.len)
        (void)cg_x_import(x, &init);
    rust_drop_attributes(x);
    return CG_NONE;
}
