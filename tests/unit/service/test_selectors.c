// SPDX-License-Identifier: Apache-2.0
// What names a node: id, symbol, path, path:line, qualified name, name; and what is ambiguous.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "fixture.h"

static cg_service *service;

static int make_service(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    service = service_open(NULL);
    post(service, arena, "src/app.py",
         "import os\n"                   /* 1 */
         "\n"                            /* 2 */
         "class Server:\n"               /* 3 */
         "    \"\"\"Serves.\"\"\"\n"     /* 4 */
         "    def handle(self, x):\n"    /* 5 */
         "        return self.close()\n" /* 6 */
         "\n"                            /* 7 */
         "    def close(self):\n"        /* 8 */
         "        return None\n"         /* 9 */
         "\n"                            /* 10 */
         "def handle(x):\n"              /* 11 */
         "    return Server().handle(x)\n");
    post(service, arena, "src/other.py", "class Handle:\n    pass\n\ndef only():\n    pass\n");
    return 0;
}

static int close_service(void **state)
{
    (void)state;
    cg_service_close(service);
    return 0;
}

static cg_node_detail get(cg_arena *arena, cg_str selector)
{
    cg_node_detail detail;
    assert_ok(cg_service_node_get(service, (cg_graph_ref){0}, selector, &(cg_node_ask){0}, arena,
                                  &detail, &service_err));
    return detail;
}

static void test_every_form_leads_to_the_node(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    static const struct {
        const char *selector, *path, *qualified_name;
    } cases[] = {
        {"only", "src/other.py", "only"},
        {"ONLY", "src/other.py", "only"},
        {"Server.handle", "src/app.py", "Server.handle"},
        {"Server::handle", "src/app.py", "Server.handle"},
        {"Server#close", "src/app.py", "Server.close"},
        {"close", "src/app.py", "Server.close"},
        {"src/app.py", "src/app.py", "src/app.py"},
        {"src/app.py:3", "src/app.py", "Server"},
        {"src/app.py:4", "src/app.py", "Server"},
        {"src/app.py:5", "src/app.py", "Server.handle"},
        {"src/app.py:6", "src/app.py", "Server.handle"},
        {"src/app.py:8", "src/app.py", "Server.close"},
        {"src/app.py:12", "src/app.py", "handle"},
        {"src/app.py:2", "src/app.py", "src/app.py"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        cg_node_detail by_text = get(arena, cg_str_from(cases[i].selector));
        if (!cg_str_eq(by_text.node.file_path, cg_str_from(cases[i].path)) ||
            !cg_str_eq(by_text.node.qualified_name, cg_str_from(cases[i].qualified_name)))
            fail_msg("%s leads to %.*s in %.*s", cases[i].selector,
                     CG_STR_ARG(by_text.node.qualified_name), CG_STR_ARG(by_text.node.file_path));
        assert_true(
            cg_id_eq(get(arena, text_of_id(arena, by_text.node.id)).node.id, by_text.node.id));
        assert_true(cg_id_eq(get(arena, by_text.node.symbol).node.id, by_text.node.id));
    }
}

static void test_one_name_for_several_nodes(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_node_detail detail;
    assert_refused(cg_service_node_get(service, (cg_graph_ref){0}, CG_STR("handle"),
                                       &(cg_node_ask){0}, arena, &detail, &service_err),
                   CG_E_AMBIGUOUS, "");
    assert_int_equal(detail.candidates_count, 2); /* Handle is spelled otherwise */
    assert_string_equal(detail.candidates[0].qualified_name.ptr, "Server.handle");
    assert_string_equal(detail.candidates[1].qualified_name.ptr, "handle");
    cg_edge_page page;
    cg_edge_filter filter = {.direction = CG_DIR_BOTH};
    assert_refused(cg_service_node_relationships(service, (cg_graph_ref){0}, CG_STR("handle"),
                                                 &filter, 5, CG_STR_NULL, arena, &page,
                                                 &service_err),
                   CG_E_AMBIGUOUS, "");
    assert_int_equal(page.candidates_count, 2);
    assert_string_equal(get(arena, CG_STR("Handle")).node.file_path.ptr, "src/other.py");
}

static void test_what_leads_nowhere(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    char big[9000];
    memset(big, 'a', sizeof big);
    const struct {
        cg_str selector;
        cg_code code;
    } cases[] = {
        {CG_STR("absent"), CG_E_NOT_FOUND},
        {CG_STR("Server.absent"), CG_E_NOT_FOUND},
        {CG_STR("rver.handle"), CG_E_NOT_FOUND},
        {CG_STR("src/app.py:99"), CG_E_NOT_FOUND},
        {CG_STR("src/app.py:0"), CG_E_NOT_FOUND},
        {CG_STR("src/app.py:x"), CG_E_NOT_FOUND},
        {CG_STR("src/app.py:99999999999999999999"), CG_E_NOT_FOUND},
        {CG_STR("../src/app.py"), CG_E_NOT_FOUND},
        {CG_STR("00000000-0000-0000-0000-000000000000"), CG_E_NOT_FOUND},
        {CG_STR("codegraph "), CG_E_NOT_FOUND},
        {CG_STR("codegraph python src/app.py Server#gone()."), CG_E_NOT_FOUND},
        {CG_STR("."), CG_E_NOT_FOUND},
        {CG_STR("::"), CG_E_NOT_FOUND},
        {CG_STR(":"), CG_E_NOT_FOUND},
        {CG_STR("a\0b"), CG_E_NOT_FOUND},
        {CG_STR(""), CG_E_INVALID},
        {CG_STR("\xff"), CG_E_INVALID},
        {cg_str_make(big, 8192), CG_E_NOT_FOUND},
        {cg_str_make(big, 8193), CG_E_INVALID},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        cg_node_detail detail;
        cg_code rc = cg_service_node_get(service, (cg_graph_ref){0}, cases[i].selector,
                                         &(cg_node_ask){0}, arena, &detail, &service_err);
        if (rc != cases[i].code)
            fail_msg("\"%.40s\": %s", cases[i].selector.ptr, cg_code_text(rc));
    }
    cg_node_detail detail;
    assert_refused(cg_service_node_get(service, (cg_graph_ref){.project = CG_STR("elsewhere")},
                                       CG_STR("only"), &(cg_node_ask){0}, arena, &detail,
                                       &service_err),
                   CG_E_NOT_FOUND, "");
    assert_int_equal(cg_service_node_get(service, (cg_graph_ref){.project = CG_STR("no/name")},
                                         CG_STR("only"), &(cg_node_ask){0}, arena, &detail,
                                         &service_err),
                     CG_E_INVALID);
}

static void test_details_of_a_node(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_node_detail d;
    assert_ok(cg_service_node_get(service, (cg_graph_ref){0}, CG_STR("Server"),
                                  &(cg_node_ask){.content = true}, arena, &d, &service_err));
    assert_int_equal(d.node.kind, CG_NODE_CLASS);
    assert_int_equal(d.node.lang, CG_LANG_PYTHON);
    assert_int_equal(d.node.line, 3);
    assert_int_equal(d.node.end_line, 9);
    assert_string_equal(d.node.doc.ptr, "Serves.");
    assert_true(d.has_content);
    assert_true(cg_str_starts(d.content, CG_STR("class Server:")));
    assert_true(cg_str_ends(d.content, CG_STR("return None")));
    assert_true(d.degrees_count > 0);
    cg_node_detail method = get(arena, CG_STR("Server.handle"));
    assert_true(cg_id_eq(method.node.parent, d.node.id));
    assert_false(method.has_content);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_form_leads_to_the_node),
        cmocka_unit_test(test_one_name_for_several_nodes),
        cmocka_unit_test(test_what_leads_nowhere),
        cmocka_unit_test(test_details_of_a_node),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, make_service, close_service);
}
