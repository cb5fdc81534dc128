// SPDX-License-Identifier: Apache-2.0
// Rust: conditional compilation. Definitions of one name are there under different conditions; a use
// that is under one of these conditions means that definition, and else the one of an ordinary build
// means more than those for tests and tools.
#include "rust_link.h"

typedef enum truth { NO, MAYBE, YES } truth;

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
    size_t end = 0, depth = 0;
    for (; end < list->len && (depth > 0 || list->ptr[end] != ','); end++)
        depth += list->ptr[end] == '(' ? 1u : list->ptr[end] == ')' && depth > 0 ? -1u : 0u;
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

/* What holds in an ordinary build: not that of tests, checkers of memory and of documentation. */
static truth plain_truth(cg_str condition)
{
    static const char *const no[] = {"test",
                                     "miri",
                                     "loom",
                                     "doc",
                                     "docsrs",
                                     "kani",
                                     "doctest",
                                     "feature = \"nightly\"",
                                     "feature = \"unstable\""};
    for (size_t i = 0; i < CG_ARRAY_LEN(no); i++)
        if (cg_str_eq(condition, cg_str_from(no[i])))
            return NO;
    return MAYBE;
}

static truth truth_of(cg_str condition, unsigned depth)
{
    cg_str list, part;
    if (depth == 0)
        return MAYBE;
    if (takes_list(condition, "not(", &list))
        return (truth)(YES - truth_of(cg_str_trim(list), depth - 1));
    bool all = takes_list(condition, "all(", &list);
    if (!all && !takes_list(condition, "any(", &list))
        return plain_truth(condition);
    truth sum = all ? YES : NO;
    while (next_in_list(&list, &part)) {
        truth t = truth_of(part, depth - 1);
        sum = all ? CG_MIN(sum, t) : CG_MAX(sum, t);
    }
    return sum;
}

/* ---- definitions ---- */

static truth truth_of_def(const cg_link_unit *u, uint32_t def)
{
    truth sum = YES;
    for (; def != 0 && def != CG_NONE; def = def_of(u, def)->parent) {
        cg_str rest = cg_unit_str(u->unit, def_of(u, def)->decorators), condition;
        while (next_condition(&rest, &condition))
            sum = CG_MIN(sum, truth_of(condition, 8));
    }
    return sum;
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

uint32_t rust_keep_configured(cg_linker *l, const cg_link_unit *u, uint32_t user, place *places,
                              uint32_t count)
{
    unsigned worth[PLACES_MAX], best = 0;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *du = link_open(l, places[i].file);
        worth[i] = du == NULL                                     ? 0
                   : shares_condition(du, places[i].def, u, user) ? YES + 1u
                                                                  : truth_of_def(du, places[i].def);
        best = CG_MAX(best, worth[i]);
    }
    for (uint32_t i = 0; i < count; i++)
        if (worth[i] == best)
            places[kept++] = places[i];
    return kept;
}
