// SPDX-License-Identifier: Apache-2.0
// parse: what conditions say of local names where they hold. A language asks its tests (isinstance, instanceof) before it
// visits the condition, and opens a scope in which the names are of the types that the tests came to.
#include "parse_int.h"

#define WHERE_MAX (16u << 10) /* bytes in which another value is looked for */
#define NARROWED_MAX 64u      /* scopes that are open at once: each lookup goes through them */
#define BEFORE_MAX 8u         /* bytes in front of a name that are looked at */

static bool is_name_char(char c)
{
    return c == '_' || c == '$' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool ends_in_word(cg_str text, const char *word)
{
    cg_str w = cg_str_from(word);
    return cg_str_ends(text, w) &&
           (text.len == w.len || !is_name_char(text.ptr[text.len - w.len - 1]));
}

/* What stands behind `before` is the first argument of a call: f(name, … */
static bool is_argument(cg_str before)
{
    bool opened = before.len > 1 && before.ptr[before.len - 1] == '(' &&
                  is_name_char(before.ptr[before.len - 2]);
    return opened && !ends_in_word(cg_str_slice(before, 0, before.len - 1), "for");
}

/* Whether what stands around a name may give it a value: an assignment, a list that is assigned to, a binding of its own.
 * Members are in no list. */
static bool gives(cg_str before, cg_str behind, bool member)
{
    before = cg_str_trim(before);
    while (behind.len > 0 && (behind.ptr[0] == ' ' || behind.ptr[0] == '\t'))
        behind = cg_str_slice(behind, 1, behind.len);
    char next = behind.len > 0 ? behind.ptr[0] : 0, second = behind.len > 1 ? behind.ptr[1] : 0;
    bool assigned =
        (next == '=' && second != '=' && second != '>') || (next == ':' && second == '=');
    if (member)
        return assigned;
    bool listed = (next == ',' && !is_argument(before)) || next == ']' || next == '}' ||
                  cg_str_ends(before, CG_STR(","));
    bool bound = ends_in_word(before, "for") || ends_in_word(before, "as") ||
                 ends_in_word(before, "del") || ends_in_word(before, "let") ||
                 ends_in_word(before, "const") || ends_in_word(before, "var") ||
                 cg_str_starts(behind, CG_STR("in ")) || cg_str_starts(behind, CG_STR("of "));
    return assigned || listed || bound;
}

static bool gets_value(cg_str text, cg_str name)
{
    bool member = cg_str_find(name, '.') >= 0;
    for (size_t i = 0; i + name.len <= text.len; i++) {
        size_t end = i + name.len;
        if (memcmp(text.ptr + i, name.ptr, name.len) != 0 ||
            (i > 0 && (is_name_char(text.ptr[i - 1]) || text.ptr[i - 1] == '.')) ||
            (end < text.len && is_name_char(text.ptr[end])))
            continue;
        if (gives(cg_str_slice(text, i > BEFORE_MAX ? i - BEFORE_MAX : 0, i),
                  cg_str_slice(text, end, text.len), member))
            return true;
    }
    return false;
}

/* `a.b.c` is another value where `a` or `a.b` is. */
static bool any_gets_value(cg_str text, cg_str chain)
{
    for (size_t i = 1; i <= chain.len; i++)
        if ((i == chain.len || chain.ptr[i] == '.') && gets_value(text, cg_str_slice(chain, 0, i)))
            return true;
    return false;
}

/* A parameter, receiver or local that was declared so far, and nothing nearer has the name. */
static bool is_local(const cg_extract *x, cg_str text)
{
    cg_text name;
    if (!intern_find(x, text, &name))
        return false;
    for (uint32_t s = x->scope; s != CG_NONE; s = x->unit->scopes.ptr[s].parent) {
        const decl_slot *slot = decls_find(&x->names, x->scope_canon.ptr[s], name.off);
        if (slot == NULL)
            continue;
        const decl *first = &x->names.decls.ptr[slot->first];
        unsigned kind = first->binding ? x->unit->bindings.ptr[first->index].kind : 0u;
        return kind == CG_BIND_PARAM || kind == CG_BIND_LOCAL || kind == CG_BIND_SELF;
    }
    return false;
}

bool cg_x_may_narrow(const cg_extract *x, TSNode name, cg_str where)
{
    cg_str text = cg_x_text(x, name);
    ptrdiff_t dot = cg_str_find(text, '.');
    cg_str first = dot < 0 ? text : cg_str_slice(text, 0, (size_t)dot);
    bool own = dot > 0 && cg_str_eq(first, CG_STR("this"));
    return text.len > 0 && where.len <= WHERE_MAX && (own || is_local(x, first)) &&
           !any_gets_value(where, text);
}

uint32_t cg_x_narrowed(cg_extract *x, TSNode member)
{
    cg_text name;
    if (x->narrowed == 0 || !intern_find(x, cg_x_text(x, member), &name))
        return CG_NONE;
    for (uint32_t s = x->scope; s != CG_NONE; s = x->unit->scopes.ptr[s].parent)
        if (x->unit->scopes.ptr[s].kind == CG_SCOPE_NARROWED &&
            decls_find(&x->names, x->scope_canon.ptr[s], name.off) != NULL)
            return cg_x_ref(x, member, CG_ROLE_READ);
    return CG_NONE;
}

void cg_x_ask(const cg_extract *x, cg_x_tests *tests, TSNode test, bool truth, TSNode name,
              cg_str where)
{
    if (tests->count < CG_ARRAY_LEN(tests->list) && cg_x_may_narrow(x, name, where))
        tests->list[tests->count++] = (cg_x_test){test.id, name, truth, CG_NONE, CG_NONE};
}

void cg_x_tests_begin(cg_extract *x, cg_x_tests *tests)
{
    tests->outer = x->tests;
    x->tests = tests;
}

void cg_x_tests_end(cg_extract *x)
{
    x->tests = x->tests->outer;
}

bool cg_x_tested(cg_extract *x, TSNode test, uint32_t type, uint32_t otherwise, uint32_t value)
{
    bool asked = false;
    for (cg_x_tests *t = x->tests; t != NULL; t = t->outer)
        for (uint32_t i = 0; i < t->count; i++)
            if (t->list[i].test == test.id) {
                t->list[i].type = t->list[i].truth ? type : otherwise;
                t->list[i].value = value;
                asked |= t->list[i].truth;
            }
    return asked;
}

bool cg_x_is_asked(const cg_extract *x, TSNode test)
{
    for (const cg_x_tests *t = x->tests; t != NULL; t = t->outer)
        for (uint32_t i = 0; i < t->count; i++)
            if (t->list[i].test == test.id)
                return true;
    return false;
}

bool cg_x_narrow(cg_extract *x, const cg_x_tests *tests)
{
    if (tests->count == 0 || x->narrowed == NARROWED_MAX)
        return false;
    x->narrowed++;
    cg_x_scope_open(x, CG_SCOPE_NARROWED);
    for (uint32_t i = 0; i < tests->count; i++) {
        const cg_x_test *t = &tests->list[i];
        if (t->type == CG_NONE)
            continue;
        uint32_t binding = cg_x_bind_in(x, CG_BIND_LOCAL, t->name, x->scope, 0);
        cg_x_bind_set(x, binding, t->type, t->value);
        cg_x_hint_binding_value(x, binding, t->value);
    }
    return true;
}

void cg_x_widen(cg_extract *x)
{
    cg_x_scope_close(x);
    x->narrowed--;
}

uint32_t cg_x_visit_narrowed(cg_extract *x, const cg_x_tests *tests)
{
    bool narrowed = cg_x_narrow(x, tests);
    uint32_t value = cg_x_visit(x, CG_ROLE_READ);
    if (narrowed)
        cg_x_widen(x);
    return value;
}
