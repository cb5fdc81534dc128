// SPDX-License-Identifier: Apache-2.0
// Listings and relationships page by page: the pages of one listing agree while writes go on, and a
// cursor serves only the question it came from.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "fixture.h"

#define FILES 30

static void post_numbered(cg_service *service, int number, const char *text)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    char path[32];
    snprintf(path, sizeof path, "d%d/f%02d.py", number % 3, number);
    post(service, arena, path, text);
}

static cg_service *make_service(void)
{
    cg_service *service = service_open(NULL);
    for (int i = 0; i < FILES; i++)
        post_numbered(service, i, "def alpha():\n    return beta()\n\ndef beta():\n    pass\n");
    return service;
}

static const cg_node_filter all;

/* All rows of a listing, in pages of `limit`; a write between any two pages when `disturb`. */
static size_t list_all(cg_service *service, const cg_node_filter *filter, size_t limit,
                       bool disturb, cg_arena *arena, cg_node_view *rows, size_t rows_max)
{
    size_t count = 0;
    uint64_t generation = 0;
    cg_str cursor = CG_STR_NULL;
    int turn = 0;
    do {
        cg_node_page page;
        assert_ok(cg_service_node_list(service, (cg_graph_ref){0}, filter, limit, cursor, 0, arena,
                                       &page, &service_err));
        assert_true(generation == 0 || page.generation == generation);
        assert_true(page.count == limit || page.next_cursor.len == 0);
        generation = page.generation;
        assert_true(count + page.count <= rows_max);
        memcpy(rows + count, page.rows, page.count * sizeof *rows);
        count += page.count;
        cursor = page.next_cursor;
        if (disturb)
            post_numbered(service, turn % FILES,
                          turn % 2 ? "def gamma():\n    pass\n" : "def alpha():\n    pass\n");
        turn++;
    } while (cursor.len > 0);
    return count;
}

#define ROWS_MAX 200

static void expect_same_rows(const cg_node_view *a, size_t a_count, const cg_node_view *b,
                             size_t b_count)
{
    assert_int_equal(a_count, b_count);
    for (size_t i = 0; i < a_count; i++) {
        assert_true(cg_id_eq(a[i].id, b[i].id));
        assert_int_equal(a[i].line, b[i].line);
    }
}

static void test_pages_agree_while_writes_go_on(void **state)
{
    (void)state;
    const cg_node_filter filters[] = {{.path = CG_STR_NULL}, {.name = CG_STR("*a*")}};
    for (size_t i = 0; i < CG_ARRAY_LEN(filters); i++) {
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        cg_service *service = make_service();
        cg_node_view whole[ROWS_MAX], paged[ROWS_MAX];
        size_t count = list_all(service, &filters[i], ROWS_MAX, false, arena, whole, ROWS_MAX);
        assert_int_equal(count, i == 0 ? 3 * FILES : 2 * FILES);
        for (size_t limit = 1; limit <= 64; limit = limit * 2 + 1) {
            size_t n = list_all(service, &filters[i], limit, false, arena, paged, ROWS_MAX);
            expect_same_rows(whole, count, paged, n);
        }
        size_t n = list_all(service, &filters[i], 7, true, arena, paged, ROWS_MAX);
        expect_same_rows(whole, count, paged, n);
        cg_service_close(service);
    }
}

static size_t count_rows(cg_service *service, const cg_node_filter *filter)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_node_view rows[ROWS_MAX];
    return list_all(service, filter, 10, false, arena, rows, ROWS_MAX);
}

static void test_filters(void **state)
{
    (void)state;
    cg_service *service = make_service();
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    post(service, arena, "x/y.go", "package y\n\nfunc Alpha() {}\n");
    const cg_node_kind functions = CG_NODE_FUNCTION, files = CG_NODE_FILE;
    const cg_node_kind both[] = {CG_NODE_FUNCTION, CG_NODE_FILE};
    const cg_lang_id go = CG_LANG_GO, python = CG_LANG_PYTHON;
    const struct {
        cg_node_filter filter;
        size_t rows;
    } cases[] = {
        {{.name = CG_STR("alpha")}, FILES + 1},
        {{.name = CG_STR("ALPHA")}, FILES + 1},
        {{.name = CG_STR("?lph[a-z]")}, FILES + 1},
        {{.name = CG_STR("alph")}, 0},
        {{.kinds = &functions, .kinds_count = 1}, 2 * FILES + 1},
        {{.kinds = &files, .kinds_count = 1}, FILES + 1},
        {{.kinds = both, .kinds_count = 2}, 3 * FILES + 2},
        {{.langs = &go, .langs_count = 1, .name = CG_STR("*pha")}, 1},
        {{.langs = &python, .langs_count = 1, .name = CG_STR("alpha")}, FILES},
        {{.path = CG_STR("d1/**"), .name = CG_STR("alpha")}, FILES / 3},
        {{.path = CG_STR("d1/f0*"), .kinds = &functions, .kinds_count = 1}, 6},
        {{.path = CG_STR("nowhere/*")}, 0},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++)
        if (count_rows(service, &cases[i].filter) != cases[i].rows)
            fail_msg("filter %zu: %zu rows", i, count_rows(service, &cases[i].filter));
    cg_node_page page;
    assert_ok(cg_service_node_list(service, (cg_graph_ref){.project = CG_STR("elsewhere")}, &all,
                                   10, CG_STR_NULL, 0, arena, &page, &service_err));
    assert_int_equal(page.count + page.generation, 0);
    cg_service_close(service);
}

static cg_str first_cursor(cg_service *service, cg_arena *arena, const cg_node_filter *filter)
{
    cg_node_page page;
    assert_ok(cg_service_node_list(service, (cg_graph_ref){0}, filter, 5, CG_STR_NULL, 0, arena,
                                   &page, &service_err));
    assert_true(page.next_cursor.len > 0);
    return page.next_cursor;
}

static void expect_refused(cg_service *service, cg_arena *arena, const cg_node_filter *filter,
                           cg_str cursor)
{
    cg_node_page page;
    assert_refused(cg_service_node_list(service, (cg_graph_ref){0}, filter, 5, cursor, 0, arena,
                                        &page, &service_err),
                   CG_E_INVALID, "cursor");
}

static void test_cursors_that_do_not_serve(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service *service = make_service();
    const cg_node_filter named = {.name = CG_STR("alpha")}, in_path = {.path = CG_STR("d1/**")};
    const cg_node_kind kind = CG_NODE_FUNCTION;
    const cg_node_filter functions = {.kinds = &kind, .kinds_count = 1};
    cg_str cursor = first_cursor(service, arena, &all);
    expect_refused(service, arena, &named, cursor);
    expect_refused(service, arena, &in_path, cursor);
    expect_refused(service, arena, &functions, cursor);
    expect_refused(service, arena, &all, first_cursor(service, arena, &named));
    expect_refused(service, arena, &all, CG_STR("x"));
    expect_refused(service, arena, &all, CG_STR("00"));
    expect_refused(service, arena, &all, cg_str_slice(cursor, 0, cursor.len - 1));
    expect_refused(service, arena, &all, cg_str_slice(cursor, 1, cursor.len));
    char big[2000];
    memset(big, 'a', sizeof big);
    expect_refused(service, arena, &all, cg_str_make(big, sizeof big));
    cg_edge_page page;
    cg_edge_filter filter = {.direction = CG_DIR_BOTH};
    assert_refused(cg_service_node_relationships(service, (cg_graph_ref){0}, CG_STR("d0/f00.py"),
                                                 &filter, 5, cursor, arena, &page, &service_err),
                   CG_E_INVALID, "cursor");
    cg_node_page other;
    assert_refused(cg_service_node_list(service, (cg_graph_ref){.project = CG_STR("elsewhere")},
                                        &all, 5, cursor, 0, arena, &other, &service_err),
                   CG_E_INVALID, "cursor");
    cg_service_close(service);
}

/* A cursor is text that a client may have changed: nothing worse than other rows may come of it. */
static void test_cursors_that_were_tampered_with(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service *service = make_service();
    const cg_node_filter filters[] = {{.path = CG_STR_NULL}, {.name = CG_STR("a*")}};
    for (size_t f = 0; f < CG_ARRAY_LEN(filters); f++) {
        cg_str cursor = first_cursor(service, arena, &filters[f]);
        for (size_t length = 32; length <= 660; length += f == 0 ? 2 : 14)
            for (const char *digit = "0f"; *digit != '\0'; digit++) {
                char text[660];
                memset(text, *digit, sizeof text);
                memcpy(text, cursor.ptr, 32); /* generation and question stay */
                cg_node_page page;
                cg_code rc =
                    cg_service_node_list(service, (cg_graph_ref){0}, &filters[f], 5,
                                         cg_str_make(text, length), 0, arena, &page, &service_err);
                assert_true(rc == CG_OK || rc == CG_E_INVALID);
            }
    }
    cg_service_close(service);
}

static void test_cursors_outlive_writes(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service *service = make_service();
    cg_str old = first_cursor(service, arena, &all);
    cg_node_page page;
    for (int i = 0; i < 64; i++) {
        assert_ok(cg_service_node_list(service, (cg_graph_ref){0}, &all, 5, old, 0, arena, &page,
                                       &service_err));
        post_numbered(service, 0, i % 2 ? "def a():\n    pass\n" : "def b():\n    pass\n");
        (void)first_cursor(service, arena, &all);
    }
    cg_node_page again; /* whatever was written since */
    assert_ok(cg_service_node_list(service, (cg_graph_ref){0}, &all, 5, old, 0, arena, &again,
                                   &service_err));
    assert_int_equal(again.count, page.count);
    assert_true(again.generation < fixture_generation(service));
    for (size_t i = 0; i < page.count; i++)
        assert_true(cg_id_eq(again.rows[i].id, page.rows[i].id));
    cg_service_close(service);
}

static void test_a_listing_has_a_deadline(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service *service = service_open(NULL);
    CG_AUTO_VALUE(cg_buf) text = {0};
    for (int i = 0; i < 400; i++)
        cg_buf_printf(&text, "def f%d():\n    pass\n\n", i);
    cg_buf_add_char(&text, '\0');
    post(service, arena, "a.py", text.ptr);
    cg_node_filter none = {.name = CG_STR("*nothing")};
    cg_node_page page;
    assert_refused(cg_service_node_list(service, (cg_graph_ref){0}, &none, 5, CG_STR_NULL, 1, arena,
                                        &page, &service_err),
                   CG_E_DEADLINE, "");
    cg_service_close(service);
}

/* ---- relationships ---- */

static const char tangle[] = "class A:\n"
                             "    def one(self):\n"
                             "        self.two()\n"
                             "        return self.two() or self.one()\n"
                             "\n"
                             "    def two(self):\n"
                             "        return A()\n";

static size_t relate(cg_service *service, cg_arena *arena, const char *selector,
                     const cg_edge_filter *filter, size_t limit, cg_edge_view *rows)
{
    size_t count = 0;
    cg_str cursor = CG_STR_NULL;
    do {
        cg_edge_page page;
        assert_ok(cg_service_node_relationships(service, (cg_graph_ref){0}, cg_str_from(selector),
                                                filter, limit, cursor, arena, &page, &service_err));
        assert_true(page.count <= limit && count + page.count <= ROWS_MAX);
        memcpy(rows + count, page.rows, page.count * sizeof *rows);
        count += page.count;
        cursor = page.next_cursor;
    } while (cursor.len > 0);
    return count;
}

static void test_relationships_in_pages(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service *service = service_open(NULL);
    post(service, arena, "a.py", tangle);
    const char *const selectors[] = {"A", "A.one", "A.two", "a.py"};
    const cg_direction directions[] = {CG_DIR_OUT, CG_DIR_IN, CG_DIR_BOTH};
    cg_edge_view whole[ROWS_MAX], paged[ROWS_MAX];
    for (size_t s = 0; s < CG_ARRAY_LEN(selectors); s++)
        for (size_t d = 0; d < CG_ARRAY_LEN(directions); d++) {
            cg_edge_filter filter = {.direction = directions[d]};
            size_t count = relate(service, arena, selectors[s], &filter, ROWS_MAX, whole);
            for (size_t limit = 1; limit < 6; limit++) {
                size_t n = relate(service, arena, selectors[s], &filter, limit, paged);
                assert_int_equal(n, count);
                for (size_t i = 0; i < n; i++)
                    assert_true(cg_id_eq(whole[i].id, paged[i].id));
            }
            for (size_t i = 0; i < count; i++) /* each once, a call of itself included */
                for (size_t j = 0; j < i; j++)
                    assert_false(cg_id_eq(whole[i].id, whole[j].id));
        }
    cg_service_close(service);
}

static void test_sites_kinds_and_confidence(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service *service = service_open(NULL);
    post(service, arena, "a.py", tangle);
    const cg_edge_kind calls = CG_EDGE_CALLS;
    cg_edge_filter filter = {.kinds = &calls, .kinds_count = 1, .direction = CG_DIR_IN};
    cg_edge_view rows[ROWS_MAX];
    assert_int_equal(relate(service, arena, "A.two", &filter, 10, rows), 1);
    assert_string_equal(rows[0].source.qualified_name.ptr, "A.one");
    assert_string_equal(rows[0].target.qualified_name.ptr, "A.two");
    assert_int_equal(rows[0].sites_count, 2);
    assert_int_equal(rows[0].sites[0].line, 3);
    assert_int_equal(rows[0].sites[1].line, 4);
    assert_true(rows[0].confidence > 0 && rows[0].confidence <= 1);
    assert_int_equal(relate(service, arena, "A.one", &filter, 10, rows), 1); /* by itself */
    assert_int_equal(rows[0].sites[0].line, 4);
    filter.min_confidence = 1.01;
    assert_int_equal(relate(service, arena, "A.two", &filter, 10, rows), 0);
    cg_service_close(service);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages_agree_while_writes_go_on),
        cmocka_unit_test(test_filters),
        cmocka_unit_test(test_cursors_that_do_not_serve),
        cmocka_unit_test(test_cursors_that_were_tampered_with),
        cmocka_unit_test(test_cursors_outlive_writes),
        cmocka_unit_test(test_a_listing_has_a_deadline),
        cmocka_unit_test(test_relationships_in_pages),
        cmocka_unit_test(test_sites_kinds_and_confidence),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
