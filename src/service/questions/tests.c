// SPDX-License-Identifier: Apache-2.0
// What is a test: what its language marks as one, and what lies where tests usually do.
#include "questions.h"

static bool is_one_of(cg_str word, const char *const *words)
{
    for (; *words != NULL; words++)
        if (cg_str_eq(word, cg_str_from(*words)))
            return true;
    return false;
}

/* "test_x.py", "x_test.go", "x.test.ts", "x.spec.js", "XTest.java". */
static bool is_test_file(cg_str name)
{
    static const char *const endings[] = {"_test", "_tests", ".test",    ".spec", "_spec",
                                          "Test",  "Tests",  "TestCase", NULL};
    ptrdiff_t dot = cg_str_rfind(name, '.');
    cg_str stem = cg_str_slice(name, 0, dot < 0 ? name.len : (size_t)dot);
    if (cg_str_starts(stem, CG_STR("test_")) || cg_str_eq(stem, CG_STR("conftest")))
        return true;
    for (const char *const *ending = endings; *ending != NULL; ending++)
        if (cg_str_ends(stem, cg_str_from(*ending)))
            return true;
    return false;
}

bool is_test_path(cg_str path)
{
    static const char *const folders[] = {"test",  "tests",   "__tests__", "spec",
                                          "specs", "testing", "testdata",  NULL};
    cg_str rest = path, part = CG_STR_NULL, next;
    while (rest.len > 0 && cg_str_split(&rest, '/', &next)) {
        if (part.ptr != NULL && is_one_of(part, folders))
            return true;
        part = next;
    }
    return is_test_file(part);
}

/* There, tests are calls with a text for a name at the top of their file. */
static bool has_nameless_tests(unsigned lang)
{
    return lang == CG_LANG_JAVASCRIPT || lang == CG_LANG_TYPESCRIPT || lang == CG_LANG_TSX;
}

bool is_test_def(const cg_unit *unit, uint32_t def, cg_str path)
{
    unsigned kind = unit->defs.ptr[def].kind;
    if (kind == CG_NODE_FILE && has_nameless_tests(unit->lang))
        return is_test_path(path);
    if (!cg_node_kind_is_callable(kind))
        return false;
    for (uint32_t d = def; d != CG_NONE; d = unit->defs.ptr[d].parent)
        if (unit->defs.ptr[d].modifiers & CG_MOD_TEST)
            return true;
    return is_test_path(path);
}
