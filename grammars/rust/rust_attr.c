// SPDX-License-Identifier: Apache-2.0
// Rust attributes. They stand in front of their item as nodes of their own, so they wait in the
// state of the extraction until the item is opened, and are then its decorators and references.
#include "rust_int.h"

/* ---- reading one ---- */

/* Attributes of the language itself: they name nothing that a project could define. */
static const char *const builtin_attributes[] = {
    "allow",
    "automatically_derived",
    "bench",
    "cfg",
    "cold",
    "deny",
    "deprecated",
    "diagnostic",
    "doc",
    "expect",
    "export_name",
    "feature",
    "forbid",
    "global_allocator",
    "ignore",
    "inline",
    "instruction_set",
    "lang",
    "link",
    "link_name",
    "link_ordinal",
    "link_section",
    "macro_export",
    "macro_use",
    "default",
    "must_use",
    "naked",
    "no_builtins",
    "no_link",
    "no_main",
    "no_mangle",
    "no_std",
    "non_exhaustive",
    "panic_handler",
    "path",
    "proc_macro",
    "proc_macro_attribute",
    "proc_macro_derive",
    "recursion_limit",
    "repr",
    "rustc_const_stable",
    "rustc_const_unstable",
    "rustfmt",
    "should_panic",
    "stable",
    "target_feature",
    "test",
    "track_caller",
    "type_length_limit",
    "unsafe",
    "unstable",
    "used",
    "warn",
    "clippy",
    "rustdoc",
};

static bool is_path_char(char c)
{
    return c == '_' || c == ':' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* "tokio::test" of `tokio::test(flavor = "x")`. */
static cg_str attribute_path(cg_str text)
{
    size_t len = 0;
    while (len < text.len && is_path_char(text.ptr[len]))
        len++;
    return cg_str_slice(text, 0, len);
}

static bool is_builtin(cg_str path)
{
    ptrdiff_t colon = cg_str_find(path, ':');
    if (colon > 0)
        path = cg_str_slice(path, 0, (size_t)colon);
    for (size_t i = 0; i < CG_ARRAY_LEN(builtin_attributes); i++)
        if (cg_str_eq(path, cg_str_from(builtin_attributes[i])))
            return true;
    return false;
}

static bool contains(cg_str text, const char *word)
{
    return memmem(text.ptr, text.len, word, strlen(word)) != NULL;
}

static void note_doc(cg_extract *x, rust_state *state, cg_str text)
{
    ptrdiff_t open = cg_str_find(text, '"'), close = cg_str_rfind(text, '"');
    if (open < 0 || close <= open || contains(text, "include_str"))
        return;
    cg_str line = cg_str_slice(text, (size_t)open + 1, (size_t)close);
    state->attribute_doc =
        state->attribute_doc.len
            ? cg_x_scratch(x, "%.*s\n%.*s", CG_STR_ARG(state->attribute_doc), CG_STR_ARG(line))
            : line;
}

void rust_attribute(cg_extract *x)
{
    rust_state *state = rust_state_of(x);
    cg_str text = cg_x_text(x, cg_x_node(x));
    size_t end = text.len - cg_str_ends(text, CG_STR("]")); /* it is missing while it is typed */
    text = cg_str_trim(cg_str_slice(text, CG_MIN(2, end), end)); /* #[ ] */
    cg_x_add_decorator(x, text);
    cg_str path = attribute_path(text);
    if (cg_str_eq(path, CG_STR("doc")) && cg_str_find(text, '=') > 0)
        note_doc(x, state, text);
    else if (cg_str_eq(path, CG_STR("deprecated")))
        state->attribute_modifiers |= CG_MOD_DEPRECATED;
    else if (cg_str_eq(path, CG_STR("test")) || cg_str_eq(path, CG_STR("bench")) ||
             cg_str_ends(path, CG_STR("::test")))
        state->attribute_modifiers |= CG_MOD_TEST;
    else if (cg_str_eq(path, CG_STR("cfg")) && contains(text, "test") && !contains(text, "not(") &&
             !contains(text, "\""))
        state->attribute_modifiers |= CG_MOD_TEST;
    else if (cg_str_eq(path, CG_STR("macro_export")) || cg_str_eq(path, CG_STR("no_mangle")))
        state->attribute_modifiers |= CG_MOD_EXPORTED;
    if (cg_str_eq(path, CG_STR("cfg")))
        state->attribute_cfg = text;
    if (state->attributes_len < RUST_ATTRIBUTES_MAX && !is_builtin(path))
        state->attributes[state->attributes_len++] = cg_x_node(x);
    state->attributes_pending = true;
}

static void forget(rust_state *state)
{
    state->attributes_pending = false;
    state->attributes_len = 0;
    state->attribute_modifiers = 0;
    state->attribute_doc = state->attribute_cfg = CG_STR_NULL;
}

void rust_drop_attributes(cg_extract *x)
{
    rust_state *state = rust_state_of(x);
    if (!state->attributes_pending)
        return;
    forget(state);
    cg_x_drop_decorators(x);
}

/* ---- its references ---- */

/* The paths in a list of tokens, `Debug, serde::Serialize`: each one's last name decorates. */
static void decorate_with_paths(cg_extract *x, TSNode tokens)
{
    uint32_t value = CG_NONE, count = ts_node_child_count(tokens);
    bool linked = false;
    for (uint32_t i = 0; i < CG_MIN(count, 256u); i++) {
        TSNode token = ts_node_child(tokens, i);
        uint32_t kind = cg_x_token_of(x, token);
        if (kind == T_COLONS) {
            linked = true;
            continue;
        }
        if (kind == T_IDENTIFIER || kind == T_CRATE || kind == T_SUPER || kind == T_SELF) {
            bool last =
                i + 1 >= count || cg_x_token_of(x, ts_node_child(tokens, i + 1)) != T_COLONS;
            cg_role role = last ? CG_ROLE_DECORATE : CG_ROLE_QUALIFY;
            value = linked ? cg_x_member(x, value, token, role) : cg_x_ref(x, token, role);
        }
        linked = false;
    }
}

/* `derive(…)`, also inside cfg_attr(condition, derive(…)). */
static void decorate_derived(cg_extract *x, TSNode tokens)
{
    uint32_t count = CG_MIN(cg_x_named_count(tokens), 64u);
    for (uint32_t i = 0; i + 1 < count; i++) {
        TSNode next = cg_x_named_child(tokens, i + 1);
        if (cg_x_token_of(x, next) == T_TOKEN_TREE &&
            cg_str_eq(cg_x_text(x, cg_x_named_child(tokens, i)), CG_STR("derive")))
            decorate_with_paths(x, next);
    }
}

static void decorate_scoped(cg_extract *x, TSNode path, cg_role role, uint32_t *out_value)
{
    if (cg_x_token_of(x, path) != T_SCOPED_IDENTIFIER) {
        *out_value = cg_x_ref(x, path, role);
        return;
    }
    uint32_t value = CG_X_GLOBAL;
    TSNode front = cg_x_child(x, path, F_PATH);
    if (!ts_node_is_null(front))
        decorate_scoped(x, front, CG_ROLE_QUALIFY, &value);
    *out_value = cg_x_member(x, value, cg_x_child(x, path, F_NAME), role);
}

static void decorate(cg_extract *x, TSNode item)
{
    TSNode attribute = cg_x_named_child(item, 0);
    TSNode path = cg_x_named_child(attribute, 0);
    TSNode tokens = cg_x_child(x, attribute, F_ARGUMENTS);
    cg_str name = cg_x_text(x, path);
    uint32_t ignored;
    bool lists = !ts_node_is_null(tokens); /* not so while it is typed */
    if (lists && cg_str_eq(name, CG_STR("derive")))
        decorate_with_paths(x, tokens);
    else if (lists && cg_str_eq(name, CG_STR("cfg_attr")))
        decorate_derived(x, tokens);
    else if (!ts_node_is_null(path))
        decorate_scoped(x, path, CG_ROLE_DECORATE, &ignored);
}

uint32_t rust_def_open(cg_extract *x, cg_def_init *init)
{
    rust_state *state = rust_state_of(x);
    TSNode attributes[RUST_ATTRIBUTES_MAX];
    uint32_t attributes_len = state->attributes_len;
    memcpy(attributes, state->attributes, attributes_len * sizeof *attributes);
    cg_str attribute_doc = state->attribute_doc;
    init->modifiers |= state->attribute_modifiers;
    forget(state);

    uint32_t def = cg_x_def_open(x, init);
    if (attribute_doc.len) {
        cg_str doc = cg_x_interned(x, cg_x_def(x, def)->doc);
        if (doc.len)
            attribute_doc =
                cg_x_scratch(x, "%.*s\n%.*s", CG_STR_ARG(doc), CG_STR_ARG(attribute_doc));
        cg_x_def_set_doc(x, def, attribute_doc);
    }
    for (uint32_t i = 0; i < attributes_len; i++)
        decorate(x, attributes[i]);
    return def;
}

/* ---- the lists they stand in ---- */

/* What stands there is no definition: only whether it is compiled counts. */
static void end_statement_attributes(cg_extract *x, TSNode of)
{
    cg_str cfg = rust_state_of(x)->attribute_cfg;
    if (cfg.len > 0)
        cg_x_condition(x, of, cfg);
    rust_drop_attributes(x);
}

void rust_statement_attribute(cg_extract *x, TSNode of)
{
    rust_attribute(x);
    end_statement_attributes(x, of);
}

uint32_t rust_items(cg_extract *x)
{
    const rust_state *state = rust_state_of(x);
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token == T_ATTRIBUTE_ITEM) {
            rust_attribute(x);
            continue;
        }
        if (state->attributes_pending && token > T_LAST_ITEM && cg_x_named(x))
            end_statement_attributes(x, cg_x_node(x));
        if (cg_x_named(x))
            value = cg_x_visit(x, CG_ROLE_READ);
    }
    rust_drop_attributes(x);
    return value;
}
