// SPDX-License-Identifier: Apache-2.0
// Words and roles of paths.
#include "paths.h"

cg_str path_base(cg_str path)
{
    return cg_str_slice(path, (size_t)(cg_str_rfind(path, '/') + 1), path.len);
}

static cg_str without_extension(cg_str name)
{
    ptrdiff_t dot = cg_str_rfind(name, '.');
    return dot > 0 ? cg_str_slice(name, 0, (size_t)dot) : name;
}

cg_str path_stem(cg_str path)
{
    return without_extension(path_base(path));
}

/* ---- terms ---- */

static void add_term(path_terms *p, cg_str term)
{
    for (size_t i = 0; i < p->list.len; i++)
        if (cg_str_eq(p->list.ptr[i], term))
            return;
    /* Room was made beforehand: the buffer stands still. */
    char *text = p->texts.ptr + p->texts.len;
    memcpy(text, term.ptr, term.len);
    p->texts.len += term.len;
    CG_VEC_PUSH(&p->list, cg_str_make(text, term.len));
}

size_t path_terms_make(path_terms *p, cg_str path, const cg_str **out_terms)
{
    CG_VEC_CLEAR(&p->list);
    cg_buf_clear(&p->texts);
    char *room = cg_buf_reserve(&p->texts, path.len * 2 + 1); /* each letter at most twice */
    CG_ASSERT(room != NULL);
    size_t base = path.len - path_base(path).len;
    cg_str text = cg_str_slice(path, 0, base + path_stem(path).len), word;
    word_scan scan = word_scan_open(text);
    while (word_next(&scan, &word)) {
        word_forms_make(word, &p->forms);
        if (p->forms.whole.len < 2)
            continue;
        add_term(p, p->forms.whole);
        for (unsigned i = 0; i < p->forms.parts_count; i++)
            add_term(p, p->forms.parts[i]);
    }
    *out_terms = p->list.ptr;
    return p->list.len;
}

void path_terms_fini(path_terms *p)
{
    CG_VEC_FINI(&p->list);
    cg_buf_fini(&p->texts);
}

/* ---- roles ---- */

static bool is_one_of(cg_str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(word, cg_str_from(list[i])))
            return true;
    return false;
}

static path_role role_of_directory(cg_str name)
{
    static const char *const tests[] = {
        "__mocks__", "__tests__", "bench",    "benches", "benchmark", "benchmarks",
        "demo",      "demos",     "e2e",      "example", "examples",  "fixture",
        "fixtures",  "mock",      "mocks",    "sample",  "samples",   "spec",
        "specs",     "test",      "testdata", "tests",   "unittest",
    };
    static const char *const vendored[] = {
        "3rdparty",    "_vendor",     "bower_components", "node_modules", "site-packages",
        "third-party", "third_party", "thirdparty",       "vendor",       "vendored",
    };
    if (is_one_of(name, vendored, CG_ARRAY_LEN(vendored)))
        return PATH_VENDORED;
    return is_one_of(name, tests, CG_ARRAY_LEN(tests)) ? PATH_TEST : PATH_PLAIN;
}

static bool is_test_file(cg_str stem)
{
    static const char *const tails[] = {"_test",  ".test", ".spec", "_spec",   "-test",
                                        "_tests", "Test",  "Tests", "TestCase"};
    if (cg_str_starts(stem, CG_STR("test_")) || cg_str_eq(stem, CG_STR("conftest")))
        return true;
    for (size_t i = 0; i < CG_ARRAY_LEN(tails); i++)
        if (cg_str_ends(stem, cg_str_from(tails[i])))
            return true;
    return false;
}

path_role path_role_of(cg_str path)
{
    cg_str rest = cg_str_slice(path, 0, path.len - path_base(path).len), name;
    path_role role = is_test_file(path_stem(path)) ? PATH_TEST : PATH_PLAIN;
    while (cg_str_split(&rest, '/', &name)) {
        path_role of = role_of_directory(name);
        if (of == PATH_VENDORED)
            return of;
        if (of != PATH_PLAIN)
            role = of;
    }
    return role;
}
