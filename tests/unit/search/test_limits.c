// SPDX-License-Identifier: Apache-2.0
// search: queries that are refused, time that runs out, and stored bytes that are damaged.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus.h"
#include "plan.h"
#include "postings.h"

static const corpus_file file = {"a.go",
                                 CG_LANG_GO,
                                 "func alpha() { beta() }",
                                 {{CG_NODE_FUNCTION, "alpha", "func", "}", "{", 0, NULL, 0}}};

static cg_code run(corpus *c, cg_str text, cg_query_mode mode, uint64_t deadline_ns, cg_err *err)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(c->project);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    const cg_query q = {.text = text, .mode = mode, .limit = 10, .deadline_ns = deadline_ns};
    cg_hits hits;
    return cg_search_run(snap, &q, arena, &hits, err);
}

static void refuses_what_is_no_query(void **state)
{
    static const char *const texts[] = {
        "", "   ", "-", "\"\"", "- -", "...", "-foo", "-\"a b\"", "\xf0\x9f\x98\x80"};
    for (size_t i = 0; i < CG_ARRAY_LEN(texts); i++) {
        cg_err err = {0};
        assert_int_equal(run(*state, cg_str_from(texts[i]), CG_QUERY_TEXT, 0, &err), CG_E_INVALID);
        assert_true(err.text[0] != '\0');
        assert_int_equal(run(*state, cg_str_from(texts[i]), CG_QUERY_HYBRID, 0, NULL),
                         CG_E_INVALID);
    }
    assert_int_equal(run(*state, CG_STR("  "), CG_QUERY_SYMBOL, 0, NULL), CG_E_INVALID);
    assert_int_equal(run(*state, CG_STR("+="), CG_QUERY_SYMBOL, 0, NULL), CG_OK);
}

static void bounds_queries(void **state)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    for (int i = 0; i < QUERY_WORDS_MAX; i++)
        cg_buf_printf(&text, "word%d ", i);
    assert_int_equal(run(*state, cg_buf_str(&text), CG_QUERY_TEXT, 0, NULL), CG_OK);
    cg_buf_add_str(&text, CG_STR("more"));
    assert_int_equal(run(*state, cg_buf_str(&text), CG_QUERY_TEXT, 0, NULL), CG_E_LIMIT);
    cg_buf_clear(&text);
    for (int i = 0; i < 30; i++) /* few words, but of many parts */
        cg_buf_printf(&text, "part%cOf%cCompound ", 'a' + i % 26, 'A' + i / 2);
    assert_int_equal(run(*state, cg_buf_str(&text), CG_QUERY_TEXT, 0, NULL), CG_OK);
    for (int i = 0; i < 30; i++)
        cg_buf_printf(&text, "%cpart%cOf%cxOther ", 'q' + i % 9, 'a' + i % 26, 'a' + i % 26);
    assert_int_equal(run(*state, cg_buf_str(&text), CG_QUERY_TEXT, 0, NULL), CG_E_LIMIT);
    cg_buf_clear(&text);
    while (text.len <= QUERY_BYTES_MAX)
        cg_buf_add_str(&text, CG_STR("wordwordword"));
    for (int mode = CG_QUERY_HYBRID; mode <= CG_QUERY_SYMBOL; mode++) {
        cg_err err = {0};
        cg_str long_text = cg_buf_str(&text);
        assert_int_equal(run(*state, long_text, (cg_query_mode)mode, 0, &err), CG_E_LIMIT);
        long_text.len = QUERY_BYTES_MAX;
        assert_int_equal(run(*state, long_text, (cg_query_mode)mode, 0, NULL), CG_OK);
    }
}

static void takes_any_bytes(void **state)
{
    uint64_t random = 88172645463325252;
    static const char alphabet[] = "aB_ \"-.:/#>()\t\n\xc3\xa9\xff\x00z9";
    for (int round = 0; round < 5000; round++) {
        char text[40];
        for (size_t i = 0; i < sizeof text; i++) {
            random ^= random << 13, random ^= random >> 7, random ^= random << 17;
            text[i] = alphabet[random % (sizeof alphabet - 1)];
        }
        cg_code rc = run(*state, cg_str_make(text, random % sizeof text),
                         (cg_query_mode)(round % 3), 0, NULL);
        assert_true(rc == CG_OK || rc == CG_E_INVALID || rc == CG_E_LIMIT);
    }
}

static void keeps_to_its_time(void **state)
{
    for (int mode = CG_QUERY_HYBRID; mode <= CG_QUERY_SYMBOL; mode++) {
        assert_int_equal(run(*state, CG_STR("alpha"), (cg_query_mode)mode, 1, NULL), CG_E_DEADLINE);
        assert_int_equal(
            run(*state, CG_STR("alpha"), (cg_query_mode)mode, cg_now_ns() + 60000000000u, NULL),
            CG_OK);
    }
}

static void needs_room_for_its_page(void **state)
{
    corpus *c = *state;
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(c->project);
    CG_AUTO(cg_arena) arena = cg_arena_create(1);
    const cg_query q = {.text = CG_STR("alpha"), .limit = 10};
    cg_hits hits;
    assert_int_equal(cg_search_run(snap, &q, arena, &hits, NULL), CG_E_LIMIT);
}

static void names_fields(void **state)
{
    (void)state;
    assert_string_equal(cg_field_text(0), "name");
    assert_string_equal(cg_field_text(5), "body");
    assert_string_equal(cg_field_text(6), "");
}

static void reports_damage(void **state)
{
    (void)state;
    static const struct {
        cg_str payload;
        bool of_table;
    } cases[] = {
        {{"\x07", 1}, false},                     /* cut */
        {{"\xf8\xff\xff\xff\xff\x7f", 6}, false}, /* no such definition can be */
        {{"\x28", 1}, false},                     /* definition 5 of 2 */
        {{"", 0}, true},                          /* the table: empty, odd, short, long */
        {{"\x01", 1}, true},
        {{"\x01\x01", 2}, true},
        {{"\x01\x01\x01\x01\x01\x01", 6}, true},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        corpus c;
        char table[TABLE_TERM_LEN];
        corpus_open(&c, false);
        cg_str term =
            cases[i].of_table ? table_term(corpus_blob(file.source), table) : CG_STR("beta");
        corpus_commit_with(&c, &file, (cg_posting){term, cases[i].payload});
        cg_err err = {0};
        assert_int_equal(run(&c, CG_STR("beta"), CG_QUERY_TEXT, 0, &err), CG_E_CORRUPT);
        assert_true(err.text[0] != '\0');
        if (!cases[i].of_table) /* another term is sound */
            assert_int_equal(run(&c, CG_STR("alpha"), CG_QUERY_TEXT, 0, NULL), CG_OK);
        corpus_close(&c);
    }
}

static int open_corpus(void **state)
{
    static corpus c;
    corpus_open(&c, false);
    corpus_commit(&c, &file, 1, NULL);
    *state = &c;
    return 0;
}

static int close_corpus(void **state)
{
    corpus_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_is_no_query), cmocka_unit_test(bounds_queries),
        cmocka_unit_test(takes_any_bytes),          cmocka_unit_test(keeps_to_its_time),
        cmocka_unit_test(needs_room_for_its_page),  cmocka_unit_test(names_fields),
        cmocka_unit_test(reports_damage),
    };
    return cmocka_run_group_tests(tests, open_corpus, close_corpus);
}
