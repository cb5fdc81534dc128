// SPDX-License-Identifier: Apache-2.0
// Why a definition may be used although nothing in the project uses it, as far as it says so itself.
#include "dead.h"

const char *cg_dead_reason_text(unsigned reason)
{
    static const char *const texts[CG_DEAD_REASONS] = {
        [CG_DEAD_ENTRY] = "entry_point",       [CG_DEAD_TEST] = "test",
        [CG_DEAD_EXPORTED] = "exported",       [CG_DEAD_DECORATED] = "decorated",
        [CG_DEAD_OVERRIDES] = "external_base", [CG_DEAD_IMPORTED] = "imported",
        [CG_DEAD_MENTIONED] = "mentioned",     [CG_DEAD_GUESSED] = "guessed",
        [CG_DEAD_STATED] = "stated",
    };
    return reason < CG_DEAD_REASONS && texts[reason] != NULL ? texts[reason] : "";
}

static bool starts_with_one_of(cg_str line, const char *const *words)
{
    for (; *words != NULL; words++)
        if (cg_str_starts(line, cg_str_from(*words)))
            return true;
    return false;
}

/* Decorators that leave alone who calls what they stand at. */
static bool is_harmless_decorator(cg_str line)
{
    static const char *const words[] = {"staticmethod",
                                        "classmethod",
                                        "property",
                                        "abstractmethod",
                                        "abc.",
                                        "dataclass",
                                        "dataclasses.",
                                        "functools.",
                                        "lru_cache",
                                        "cache",
                                        "cached_property",
                                        "contextmanager",
                                        "contextlib.",
                                        "override",
                                        "overload",
                                        "final",
                                        "typing.",
                                        "wraps",
                                        "Override",
                                        "Deprecated",
                                        "SuppressWarnings",
                                        "FunctionalInterface",
                                        "SafeVarargs",
                                        "Nullable",
                                        "NonNull",
                                        "NotNull",
                                        "derive",
                                        "inline",
                                        "allow",
                                        "warn",
                                        "deny",
                                        "expect",
                                        "cfg",
                                        "must_use",
                                        "doc",
                                        "cold",
                                        "track_caller",
                                        "repr",
                                        "deprecated",
                                        "non_exhaustive",
                                        "default",
                                        "automatically_derived",
                                        "target_feature",
                                        NULL};
    return starts_with_one_of(line, words);
}

static bool is_registered(const cg_unit *unit, const cg_def *d)
{
    cg_str rest = cg_unit_str(unit, d->decorators), line;
    while (rest.len > 0 && cg_str_split(&rest, '\n', &line))
        if (line.len > 0 && !is_harmless_decorator(line))
            return true;
    return false;
}

static bool is_dunder(cg_str name)
{
    return name.len > 4 && cg_str_starts(name, CG_STR("__")) && cg_str_ends(name, CG_STR("__"));
}

static bool is_entry(const cg_unit *unit, const cg_def *d)
{
    cg_str name = cg_unit_str(unit, d->name);
    if (!cg_node_kind_is_callable(d->kind))
        return unit->lang == CG_LANG_PYTHON && is_dunder(name); /* __all__, __version__ */
    if (cg_str_eq(name, CG_STR("main")) || cg_str_eq(name, CG_STR("wmain")))
        return true;
    if (unit->lang == CG_LANG_GO)
        return cg_str_eq(name, CG_STR("init")) || cg_str_eq(name, CG_STR("_"));
    return d->modifiers & CG_MOD_NATIVE;
}

static bool is_public_itself(const cg_unit *unit, const cg_def *d)
{
    cg_str name = cg_unit_str(unit, d->name);
    switch (unit->lang) {
    case CG_LANG_PYTHON: return name.len == 0 || name.ptr[0] != '_' || is_dunder(name);
    case CG_LANG_JAVASCRIPT:
    case CG_LANG_TYPESCRIPT:
    case CG_LANG_TSX: return d->modifiers & (CG_MOD_EXPORTED | CG_MOD_DEFAULT);
    case CG_LANG_C:
    case CG_LANG_CPP:
        return d->visibility != CG_VIS_PRIVATE && d->visibility != CG_VIS_INTERNAL &&
               !(d->modifiers & CG_MOD_STATIC);
    default:
        return d->visibility == CG_VIS_PUBLIC || d->visibility == CG_VIS_PROTECTED ||
               (d->modifiers & (CG_MOD_EXPORTED | CG_MOD_EXTERN));
    }
}

/* Members are as public as what they are in lets them be; of a script's own scope the members need not say so. */
static bool is_public(const cg_unit *unit, uint32_t def)
{
    bool by_export = unit->lang == CG_LANG_JAVASCRIPT || unit->lang == CG_LANG_TYPESCRIPT ||
                     unit->lang == CG_LANG_TSX;
    bool itself = is_public_itself(unit, &unit->defs.ptr[def]);
    for (uint32_t d = unit->defs.ptr[def].parent; d != CG_NONE && d != 0;
         d = unit->defs.ptr[d].parent) {
        const cg_def *around = &unit->defs.ptr[d];
        if (cg_node_kind_is_callable(around->kind))
            return false; /* inside a body */
        if (by_export && cg_node_kind_is_type(around->kind))
            itself =
                is_public_itself(unit, around) && unit->defs.ptr[def].visibility != CG_VIS_PRIVATE;
        else if (around->kind != CG_NODE_IMPL && around->kind != CG_NODE_NAMESPACE &&
                 around->kind != CG_NODE_PACKAGE && !is_public_itself(unit, around))
            return false;
    }
    return itself;
}

/* A function that is handed on where it is written, and which no name leads to: `<anon>`, or what is put under a key. */
static bool is_nameless(const cg_unit *unit, const cg_def *d)
{
    cg_str name = cg_unit_str(unit, d->name);
    return d->modifiers & CG_MOD_LAMBDA &&
           (cg_str_starts(name, CG_STR("<")) || cg_str_starts(name, CG_STR("[")));
}

cg_dead_reason dead_reason_of(const cg_unit *unit, uint32_t def, cg_str path, bool closed)
{
    const cg_def *d = &unit->defs.ptr[def];
    for (uint32_t at = def; at != CG_NONE; at = unit->defs.ptr[at].parent)
        if (unit->defs.ptr[at].modifiers & CG_MOD_TEST)
            return CG_DEAD_TEST;
    if (is_test_path(path))
        return CG_DEAD_TEST;
    if (is_entry(unit, d))
        return CG_DEAD_ENTRY;
    if (is_registered(unit, d))
        return CG_DEAD_DECORATED;
    if (is_nameless(unit, d))
        return CG_DEAD_MENTIONED;
    return !closed && is_public(unit, def) ? CG_DEAD_EXPORTED : CG_DEAD_NONE;
}

bool dead_goes_with_type(const cg_unit *unit, uint32_t def)
{
    const cg_def *d = &unit->defs.ptr[def];
    cg_str name = cg_unit_str(unit, d->name);
    if (d->kind == CG_NODE_CONSTRUCTOR || (d->kind == CG_NODE_METHOD && is_dunder(name)))
        return true;
    bool cpp = unit->lang == CG_LANG_CPP &&
               (cg_str_starts(name, CG_STR("operator")) || cg_str_starts(name, CG_STR("~")));
    return cpp || (d->kind == CG_NODE_METHOD && cg_str_eq(name, CG_STR("constructor")));
}
