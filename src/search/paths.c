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
    cg_word_scan scan = cg_word_scan_open(text);
    while (cg_word_next(&scan, &word)) {
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

/* Every file of a match is asked for its role, so comparisons begin with the lengths. */
typedef struct role_word {
    cg_str word;
    path_role role;
} role_word;

#define TEST(word)                                                                                 \
    {                                                                                              \
        {(word), sizeof(word) - 1}, PATH_TEST                                                      \
    }
#define VENDORED(word)                                                                             \
    {                                                                                              \
        {(word), sizeof(word) - 1}, PATH_VENDORED                                                  \
    }

static const role_word directories[] = {
    TEST("__mocks__"),
    TEST("__tests__"),
    TEST("bench"),
    TEST("benches"),
    TEST("benchmark"),
    TEST("benchmarks"),
    TEST("demo"),
    TEST("demos"),
    TEST("e2e"),
    TEST("example"),
    TEST("examples"),
    TEST("fixture"),
    TEST("fixtures"),
    TEST("mock"),
    TEST("mocks"),
    TEST("sample"),
    TEST("samples"),
    TEST("spec"),
    TEST("specs"),
    TEST("test"),
    TEST("testdata"),
    TEST("tests"),
    TEST("unittest"),
    VENDORED("3rdparty"),
    VENDORED("_vendor"),
    VENDORED("bower_components"),
    VENDORED("node_modules"),
    VENDORED("site-packages"),
    VENDORED("third-party"),
    VENDORED("third_party"),
    VENDORED("thirdparty"),
    VENDORED("vendor"),
    VENDORED("vendored"),
};

static const role_word stem_ends[] = {
    TEST("_test"), TEST(".test"),  TEST(".spec"), TEST("_spec"),    TEST("-test"),
    TEST("Test"),  TEST("_tests"), TEST("Tests"), TEST("TestCase"),
};

static path_role role_of_directory(cg_str name)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(directories); i++)
        if (cg_str_eq(name, directories[i].word))
            return directories[i].role;
    return PATH_PLAIN;
}

static path_role role_of_stem(cg_str stem)
{
    if (cg_str_starts(stem, CG_STR("test_")) || cg_str_eq(stem, CG_STR("conftest")))
        return PATH_TEST;
    char last = stem.len > 0 ? stem.ptr[stem.len - 1] : '\0';
    if (last != 't' && last != 'c' && last != 's' && last != 'e')
        return PATH_PLAIN; /* no end below has another letter */
    for (size_t i = 0; i < CG_ARRAY_LEN(stem_ends); i++)
        if (cg_str_ends(stem, stem_ends[i].word))
            return stem_ends[i].role;
    return PATH_PLAIN;
}

path_role path_role_of(cg_str path)
{
    cg_str base = path_base(path);
    path_role role = role_of_stem(without_extension(base));
    size_t start = 0, end = path.len - base.len;
    for (size_t i = 0; i < end; i++) {
        if (path.ptr[i] != '/')
            continue;
        path_role of = role_of_directory(cg_str_slice(path, start, i));
        if (of == PATH_VENDORED)
            return of;
        role = CG_MAX(role, of);
        start = i + 1;
    }
    return role;
}
