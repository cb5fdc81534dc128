// SPDX-License-Identifier: Apache-2.0
// Rust: conditional compilation. Definitions of one name are there under different conditions; a use
// that is under one of these conditions means that definition; else the one of an ordinary build, with
// the features that Cargo.toml turns on, means more than those for tests and tools.
#include "rust.h"

#define CONDITION_DEPTH 8u

typedef enum truth { NO, MAYBE, YES } truth;

/* Who asks: a definition of `unit`, or a statement in it, is under the condition. */
typedef struct builder {
    cg_linker *l;
    const cg_link_unit *unit;
    bool any_features; /* builds may ask for features that are not there by default */
} builder;

/* ---- conditions ---- */

/* The text inside the parentheses of "cfg(…)", line by line. */
static bool next_condition(cg_str *decorators, cg_str *out)
{
    cg_str line;
    while (cg_str_split(decorators, '\n', &line)) {
        if (!cg_str_starts(line, CG_STR("cfg(")) || !cg_str_ends(line, CG_STR(")")))
            continue;
        *out = cg_str_slice(line, 4, line.len - 1);
        return true;
    }
    return false;
}

/* Cuts the next of the conditions in a list, up to a comma outside of parentheses. */
static bool next_in_list(cg_str *list, cg_str *out)
{
    size_t end = 0;
    int depth = 0;
    for (; end < list->len && (depth > 0 || list->ptr[end] != ','); end++)
        depth += list->ptr[end] == '(' ? 1 : list->ptr[end] == ')' && depth > 0 ? -1 : 0;
    *out = cg_str_trim(cg_str_slice(*list, 0, end));
    *list = cg_str_slice(*list, CG_MIN(end + 1, list->len), list->len);
    return out->len > 0;
}

static bool takes_list(cg_str condition, const char *word, cg_str *out_list)
{
    size_t len = strlen(word);
    if (!cg_str_starts(condition, cg_str_from(word)) || !cg_str_ends(condition, CG_STR(")")))
        return false;
    *out_list = cg_str_slice(condition, len, condition.len - 1);
    return true;
}

/* ---- features ---- */

#define FEATURE_DEPTH 8u /* of features that turn on others */

/* The manifest's feature `on` turns `wanted` on, itself or by another. */
static bool turns_on(cg_linker *l, const cg_link_unit *manifest, cg_str on, cg_str wanted,
                     unsigned depth)
{
    cg_str key = link_text(l, "features.%.*s", CG_STR_ARG(on));
    if (cg_str_eq(on, wanted))
        return true;
    note_name(l, manifest, key);
    for (uint32_t d = depth ? unit_member(manifest, 0, key) : CG_NONE; d != CG_NONE;
         d = manifest->next[d]) {
        cg_str next = cg_unit_str(manifest->unit, def_of(manifest, d)->signature);
        if (!cg_str_starts(next, CG_STR("dep:")) && turns_on(l, manifest, next, wanted, depth - 1))
            return true;
    }
    return false;
}

static truth feature_truth(const builder *b, cg_str name)
{
    cg_linker *l = b->l;
    uint32_t file = link_find_above(l, unit_dir(b->unit), CG_STR("Cargo.toml"));
    const cg_link_unit *manifest = file == CG_NONE ? NULL : link_open(l, file);
    if (cg_str_eq(name, CG_STR("nightly")) || cg_str_eq(name, CG_STR("unstable")))
        return NO;
    if (manifest == NULL || manifest_setting(l, manifest, CG_STR("features.default")).len == 0)
        return MAYBE;
    if (turns_on(l, manifest, CG_STR("default"), name, FEATURE_DEPTH))
        return YES;
    return b->any_features ? MAYBE : NO;
}

/* `key = "value"` for the platform that most builds are for. */
static truth platform_truth(cg_str key, cg_str value)
{
    static const char *const usual[][2] = {{"target_os", "linux"},
                                           {"target_family", "unix"},
                                           {"target_arch", "x86_64"},
                                           {"target_pointer_width", "64"},
                                           {"target_endian", "little"}};
    for (size_t i = 0; i < CG_ARRAY_LEN(usual); i++)
        if (cg_str_eq(key, cg_str_from(usual[i][0])))
            return cg_str_eq(value, cg_str_from(usual[i][1])) ? YES : NO;
    bool sse2 = cg_str_eq(value, CG_STR("sse")) || cg_str_eq(value, CG_STR("sse2"));
    return sse2 && cg_str_eq(key, CG_STR("target_feature")) ? YES : MAYBE;
}

/* What holds in an ordinary build: for the usual platform, and not that of tests, checkers of memory and of
 * documentation. */
static truth plain_truth(const builder *b, cg_str condition)
{
    static const char *const no[] = {"test",   "miri", "loom",    "doc",
                                     "docsrs", "kani", "doctest", "windows"};
    ptrdiff_t open = cg_str_find(condition, '"'), close = cg_str_rfind(condition, '"');
    if (cg_str_starts(condition, CG_STR("feature")) && open > 0 && close > open)
        return feature_truth(b, cg_str_slice(condition, (size_t)open + 1, (size_t)close));
    ptrdiff_t equals = cg_str_find(condition, '=');
    if (equals > 0 && close > open)
        return platform_truth(cg_str_trim(cg_str_slice(condition, 0, (size_t)equals)),
                              cg_str_slice(condition, (size_t)open + 1, (size_t)close));
    for (size_t i = 0; i < CG_ARRAY_LEN(no); i++)
        if (cg_str_eq(condition, cg_str_from(no[i])))
            return NO;
    return cg_str_eq(condition, CG_STR("unix")) ? YES : MAYBE;
}

static truth truth_of(const builder *b, cg_str condition, unsigned depth)
{
    cg_str list, part;
    if (depth == 0)
        return MAYBE;
    if (takes_list(condition, "not(", &list))
        return (truth)(YES - truth_of(b, cg_str_trim(list), depth - 1));
    bool all = takes_list(condition, "all(", &list);
    if (!all && !takes_list(condition, "any(", &list))
        return plain_truth(b, condition);
    truth sum = all ? YES : NO;
    while (next_in_list(&list, &part)) {
        truth t = truth_of(b, part, depth - 1);
        sum = all ? CG_MIN(sum, t) : CG_MAX(sum, t);
    }
    return sum;
}

/* ---- definitions ---- */

static truth truth_for(cg_linker *l, const cg_link_unit *u, uint32_t def, bool any_features)
{
    const builder b = {l, u, any_features};
    truth sum = YES;
    for (; def != 0 && def != CG_NONE; def = def_of(u, def)->parent) {
        cg_str rest = cg_unit_str(u->unit, def_of(u, def)->decorators), condition;
        while (next_condition(&rest, &condition))
            sum = CG_MIN(sum, truth_of(&b, condition, CONDITION_DEPTH));
    }
    return sum;
}

static truth truth_of_def(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    return truth_for(l, u, def, false);
}

static bool is_under(const cg_link_unit *u, uint32_t def, cg_str wanted)
{
    for (; def != 0 && def != CG_NONE; def = def_of(u, def)->parent) {
        cg_str rest = cg_unit_str(u->unit, def_of(u, def)->decorators), condition;
        while (next_condition(&rest, &condition))
            if (cg_str_eq(condition, wanted))
                return true;
    }
    return false;
}

static bool is_conditional(const cg_link_unit *u, uint32_t def)
{
    cg_str rest = cg_unit_str(u->unit, def_of(u, def)->decorators), condition;
    return next_condition(&rest, &condition);
}

/* A condition of the definition is also one of the user's. */
static bool shares_condition(const cg_link_unit *du, uint32_t def, const cg_link_unit *u,
                             uint32_t user)
{
    cg_str rest = cg_unit_str(du->unit, def_of(du, def)->decorators), condition;
    while (next_condition(&rest, &condition))
        if (is_under(u, user, condition))
            return true;
    return false;
}

/* Definitions of one owner under different conditions are variants of one thing: the first stands for
 * all, as it does inside its file. */
bool rust_are_variants(cg_linker *l, const place *places, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *u = link_open(l, places[i].file);
        if (u == NULL || places[i].file != places[0].file || !is_conditional(u, places[i].def) ||
            def_of(u, places[i].def)->parent != def_of(u, places[0].def)->parent)
            return false;
    }
    return true;
}

uint32_t rust_keep_configured(cg_linker *l, const cg_link_unit *u, uint32_t user, place *places,
                              uint32_t count)
{
    unsigned worth[PLACES_MAX], best = 0;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *du = link_open(l, places[i].file);
        worth[i] = du == NULL ? 0
                   : shares_condition(du, places[i].def, u, user)
                       ? YES + 1u
                       : truth_of_def(l, du, places[i].def);
        best = CG_MAX(best, worth[i]);
    }
    for (uint32_t i = 0; i < count; i++)
        if (worth[i] == best)
            places[kept++] = places[i];
    return kept;
}

link_branch rust_call_branch(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    const builder b = {l, u, true};
    size_t first, count = unit_hints(u, CG_HINT_CALL_CONDITION, ref, &first);
    for (size_t i = first; i < first + count; i++) {
        cg_str text = cg_unit_str(u->unit, u->unit->hints.ptr[i].name), condition;
        if (next_condition(&text, &condition) && !is_under(u, ref_of(u, ref)->source, condition) &&
            truth_of(&b, condition, CONDITION_DEPTH) == NO)
            return LINK_BRANCH_OUT;
    }
    return LINK_BRANCH_OPEN;
}

/* ---- names ---- */

/* Types and modules; functions and values; an import may be of either. */
static bool may_be_alike(unsigned a, unsigned b)
{
    bool space = a == CG_NODE_MODULE || cg_node_kind_is_type((uint8_t)a);
    bool other = b == CG_NODE_MODULE || cg_node_kind_is_type((uint8_t)b);
    return a == CG_NODE_IMPORT || b == CG_NODE_IMPORT || space == other;
}

/* Definition `def` is not compiled, and another of its name is. */
static bool gives_way(cg_linker *l, const cg_link_unit *u, uint32_t def, uint32_t first,
                      uint32_t user)
{
    if (!is_conditional(u, def) || shares_condition(u, def, u, user) ||
        truth_of_def(l, u, def) != NO)
        return false;
    for (uint32_t d = first; d != CG_NONE; d = u->next[d])
        if (d != def && may_be_alike(def_of(u, d)->kind, def_of(u, def)->kind) &&
            truth_of_def(l, u, d) != NO)
            return true;
    return false;
}

void rust_defs_named(cg_linker *l, const cg_link_unit *u, uint32_t parent, cg_str name,
                     uint32_t user, cg_link_rule rule, things *out)
{
    note_name(l, u, name);
    uint32_t first = unit_member(u, parent, name);
    for (uint32_t d = first; d != CG_NONE && !out->cut; d = u->next[d])
        if (u->next[first] == CG_NONE || !gives_way(l, u, d, first, user))
            names_of_def(l, u, d, rule, out);
}

bool rust_has_variant(cg_linker *l, const cg_link_unit *u, uint32_t user, const cg_link_unit *du,
                      uint32_t def)
{
    if (!is_conditional(du, def) || shares_condition(du, def, u, user) ||
        truth_for(l, du, def, true) == YES)
        return false;
    note_name(l, du, def_name(du, def));
    for (uint32_t d = unit_member(du, def_of(du, def)->parent, def_name(du, def)); d != CG_NONE;
         d = du->next[d])
        if (d != def && def_of(du, d)->kind == def_of(du, def)->kind && is_conditional(du, d) &&
            cg_str_eq(cg_unit_str(du->unit, def_of(du, d)->qualifier),
                      cg_unit_str(du->unit, def_of(du, def)->qualifier)) &&
            truth_for(l, du, d, true) != NO)
            return true;
    return false;
}

link_choice rust_varies(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    if (def_of(u, def)->kind != CG_NODE_MACRO || !is_conditional(u, def) ||
        truth_for(l, u, def, true) == YES)
        return CHOICE_NONE;
    for (uint32_t d = unit_member(u, def_of(u, def)->parent, def_name(u, def)); d != CG_NONE;
         d = u->next[d])
        if (d != def && def_of(u, d)->kind == CG_NODE_MACRO)
            return CHOICE_OPEN;
    return CHOICE_NONE;
}
