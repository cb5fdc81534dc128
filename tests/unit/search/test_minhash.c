// SPDX-License-Identifier: Apache-2.0
// Tokens, shingles and sketches of bodies.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "clones/minhash.h"

#define SETS 400

static bool same_tokens(const char *a, const char *b, cg_lang_id lang, bool any_names)
{
    token_vec x = {0}, y = {0};
    clone_tokens(cg_str_from(a), lang, any_names, &x);
    clone_tokens(cg_str_from(b), lang, any_names, &y);
    bool same = x.len == y.len && (x.len == 0 || memcmp(x.ptr, y.ptr, x.len * sizeof *x.ptr) == 0);
    CG_VEC_FINI(&x);
    CG_VEC_FINI(&y);
    return same;
}

static size_t count_tokens(const char *text, cg_lang_id lang)
{
    token_vec x = {0};
    clone_tokens(cg_str_from(text), lang, false, &x);
    size_t count = x.len;
    CG_VEC_FINI(&x);
    return count;
}

static void test_spaces_and_comments_are_no_tokens(void **state)
{
    (void)state;
    assert_true(same_tokens("a=b+1;", " a =\n\tb + 1 ; // c", CG_LANG_C, false));
    assert_true(same_tokens("a=b+1;", "/* x */a=b/* y\n*/+1;", CG_LANG_GO, false));
    assert_true(same_tokens("a = b", "a = b  # why", CG_LANG_PYTHON, false));
    assert_false(same_tokens("a = b", "a = b  # why", CG_LANG_C, false));
    assert_false(same_tokens("a = b", "a = c", CG_LANG_C, false));
    assert_int_equal(count_tokens("f(\"a // b\", 'c')", CG_LANG_C), 6);
    assert_int_equal(count_tokens("x = '''a\n# b'''", CG_LANG_PYTHON), 3);
    assert_int_equal(count_tokens("x = \"\"", CG_LANG_PYTHON), 3);
    assert_int_equal(count_tokens("`a\nb` + 1.5e3", CG_LANG_GO), 3);
    assert_int_equal(count_tokens("\"open\nnext", CG_LANG_C), 2);
    assert_int_equal(count_tokens("'\\", CG_LANG_C), 1);
    assert_int_equal(count_tokens("/* open", CG_LANG_C), 0);
    assert_int_equal(count_tokens("", CG_LANG_C), 0);
    assert_int_equal(count_tokens("é\xff\x80 x", CG_LANG_C), 2);
}

static void test_names_may_not_count(void **state)
{
    (void)state;
    assert_true(same_tokens("return a + 1", "return bcd + 22", CG_LANG_C, true));
    assert_true(same_tokens("f('a')", "g(\"b\")", CG_LANG_C, true));
    assert_false(same_tokens("return a", "yield a", CG_LANG_C, true));
    assert_false(same_tokens("return a", "b a", CG_LANG_C, true));
    assert_false(same_tokens("a + 1", "a + b", CG_LANG_C, true));
}

/* A set of shingles of which a share is the same as the base's. */
static void make_set(uint32_t base, unsigned size, unsigned changed, uint32_t salt, token_vec *out)
{
    token_vec tokens = {0};
    for (unsigned i = 0; i < size; i++) {
        uint64_t value = cg_hash64(&i, sizeof i, i < changed ? salt : base);
        CG_VEC_PUSH(&tokens, (uint32_t)value);
    }
    shingles_make(tokens.ptr, tokens.len, out);
    CG_VEC_FINI(&tokens);
}

static void test_overlaps_are_exact(void **state)
{
    (void)state;
    token_vec a = {0}, b = {0};
    const uint32_t one[] = {1, 2, 3, 4, 5, 6, 7}, two[] = {1, 2, 3, 4, 5, 6, 9, 9, 9};
    shingles_make(one, 7, &a); /* three, of which … */
    shingles_make(two, 9, &b); /* … two of five */
    overlap o = shingles_compare(&a, &b);
    assert_true(o.jaccard > 0.333 && o.jaccard < 0.334);
    assert_true(o.containment > 0.666 && o.containment < 0.667);
    o = shingles_compare(&a, &a);
    assert_true(o.jaccard == 1 && o.containment == 1);
    shingles_make(one, 3, &b);
    assert_int_equal(b.len, 0);
    assert_true(shingles_compare(&a, &b).jaccard == 0);
    CG_VEC_FINI(&a);
    CG_VEC_FINI(&b);
}

/* How many pairs of about that likeness share a band. */
static double found_at(unsigned size, unsigned changed, double least, double most)
{
    unsigned pairs = 0, found = 0;
    token_vec a = {0}, b = {0};
    for (uint32_t i = 0; i < SETS; i++) {
        uint32_t x[MINHASH_BANDS], y[MINHASH_BANDS];
        make_set(i, size, 0, 0, &a);
        make_set(i, size, changed, 1000 + i, &b);
        double jaccard = shingles_compare(&a, &b).jaccard;
        assert_true(jaccard >= least && jaccard <= most);
        minhash_bands(&a, x);
        minhash_bands(&b, y);
        bool met = false;
        for (unsigned band = 0; band < MINHASH_BANDS; band++)
            met |= x[band] == y[band];
        pairs++;
        found += met;
    }
    CG_VEC_FINI(&a);
    CG_VEC_FINI(&b);
    return (double)found / pairs;
}

static void test_sketches_find_what_is_alike(void **state)
{
    (void)state;
    assert_true(found_at(400, 40, 0.79, 0.83) > 0.99);
    assert_true(found_at(400, 62, 0.70, 0.74) > 0.95);
    assert_true(found_at(60, 5, 0.80, 0.90) > 0.97); /* few shingles, many empty bins */
    assert_true(found_at(400, 280, 0.1, 0.2) < 0.15);
    assert_true(found_at(400, 390, 0.0, 0.05) < 0.02);
    assert_true(found_at(25, 0, 1, 1) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spaces_and_comments_are_no_tokens),
        cmocka_unit_test(test_names_may_not_count),
        cmocka_unit_test(test_overlaps_are_exact),
        cmocka_unit_test(test_sketches_find_what_is_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
