// SPDX-License-Identifier: Apache-2.0
// Type variables, T = TypeVar("T"): functions and classes that mention one have it for a type parameter.
#include "python_int.h"

#include <string.h>

bool py_names_have(const py_names *names, cg_str name)
{
    for (unsigned i = 0; i < names->count; i++)
        if (cg_str_eq(names->list[i], name))
            return true;
    return false;
}

void py_names_add(py_names *names, cg_str name)
{
    if (names->count < PY_NAMES_MAX && !py_names_have(names, name))
        names->list[names->count++] = name;
}

static bool is_word_char(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (unsigned char)c >= 0x80;
}

static bool mentions(cg_str text, cg_str name)
{
    for (size_t i = 0; i + name.len <= text.len; i++) {
        size_t end = i + name.len;
        if (text.ptr[i] == name.ptr[0] && memcmp(text.ptr + i, name.ptr, name.len) == 0 &&
            (i == 0 || !(is_word_char(text.ptr[i - 1]) || text.ptr[i - 1] == '.')) &&
            (end == text.len || !is_word_char(text.ptr[end])))
            return true;
    }
    return false;
}

/* `T = TypeVar("T")`, by whatever way it is imported; not one that a `Callable` bounds: what a decorator makes says more
 * than that it is what it is given. */
void py_note_type_var(cg_extract *x, TSNode left, TSNode right)
{
    if (cg_x_token_of(x, left) != PY_IDENTIFIER || cg_x_token_of(x, right) != PY_CALL ||
        !cg_x_at_declaration_level(x))
        return;
    cg_str maker = cg_x_text(x, cg_x_child(x, right, PY_F_function));
    if (cg_str_eq(py_last_component(maker), CG_STR("TypeVar")) &&
        !mentions(cg_x_text(x, right), CG_STR("Callable")))
        py_names_add(&py_state_of(x)->type_vars, cg_x_text(x, left));
}

/* T, _K, VT, T1, T_co: the names that type variables have, but for F, which stands for functions. */
static bool looks_like_type_var(cg_str name)
{
    static const char *const variances[] = {"_co", "_contra"};
    while (cg_str_starts(name, CG_STR("_")))
        name = cg_str_slice(name, 1, name.len);
    for (size_t i = 0; i < CG_ARRAY_LEN(variances); i++)
        if (cg_str_ends(name, cg_str_from(variances[i])))
            name = cg_str_slice(name, 0, name.len - strlen(variances[i]));
    bool capital = name.len > 0 && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z';
    bool more = name.len == 2 && ((name.ptr[1] >= 'A' && name.ptr[1] <= 'Z') ||
                                  (name.ptr[1] >= '0' && name.ptr[1] <= '9'));
    return capital && (name.len == 1 || more) && !cg_str_eq(name, CG_STR("F"));
}

/* `from ._types import T`: of a module that has types by its name. */
void py_note_imported_type_var(cg_extract *x, cg_str module, cg_str name)
{
    cg_str of = py_last_component(module);
    bool has_types = false;
    for (size_t i = 0; i + 3 <= of.len && !has_types; i++)
        has_types = cg_str_starts(cg_str_slice(of, i, of.len), CG_STR("typ"));
    if (has_types && looks_like_type_var(name))
        py_names_add(&py_state_of(x)->type_vars, name);
}

void py_type_vars_in(cg_extract *x, cg_str text, py_names *out)
{
    const py_state *st = py_state_of(x);
    for (unsigned i = 0; i < st->type_vars.count; i++)
        if (!py_names_have(&st->bound_vars, st->type_vars.list[i]) &&
            mentions(text, st->type_vars.list[i]))
            py_names_add(out, st->type_vars.list[i]);
}

void py_open_type_vars(cg_extract *x, const py_names *vars, TSNode at)
{
    uint32_t outside[PY_NAMES_MAX];
    for (unsigned i = 0; i < vars->count; i++)
        outside[i] = cg_x_ref_as(x, vars->list[i], at, CG_ROLE_TYPE);
    cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    for (unsigned i = 0; i < vars->count; i++) {
        uint32_t param = cg_x_bind_text(x, CG_BIND_TYPE_PARAM, vars->list[i], at, 0);
        cg_x_bind_set(x, param, outside[i], outside[i]);
        py_names_add(&py_state_of(x)->bound_vars, vars->list[i]);
    }
}
