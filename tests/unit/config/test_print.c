// SPDX-License-Identifier: Apache-2.0
// config: generated texts. config/codegraph.yaml and docs/config.md must be what the table gives;
// with CG_BLESS set in the environment this test rewrites them instead.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cg/config.h"

#define ROOT CG_TEST_FIXTURES "/../../../.."

static cg_config *load(const char *const *arguments, size_t count)
{
    cg_config *config = NULL;
    cg_err err = {0};
    cg_config_sources sources = {.arguments = (char *const *)arguments, .argument_count = count};
    if (cg_config_load(&sources, &config, &err) != CG_OK)
        fail_msg("%s", err.text);
    return config;
}

static void write_file(const char *path, cg_str text)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text.ptr, 1, text.len, f), text.len);
    assert_int_equal(fclose(f), 0);
}

static void assert_file_is(const char *path, cg_str expected)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    if (getenv("CG_BLESS")) {
        write_file(path, expected);
        return;
    }
    assert_int_equal(cg_file_read(path, 1 << 20, &text, NULL), CG_OK);
    if (!cg_str_eq(cg_buf_str(&text), expected))
        fail_msg("%s is out of date: run this test with CG_BLESS=1", path);
}

static void default_file_is_current(void **state)
{
    (void)state;
    CG_AUTO(cg_config)
    config = load(NULL, 0);
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_config_write_yaml(config, &text);
    assert_file_is(ROOT "/config/codegraph.yaml", cg_buf_str(&text));
}

static void reference_page_is_current(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_config_write_markdown(&text);
    assert_file_is(ROOT "/docs/config.md", cg_buf_str(&text));
}

static void yaml_reads_back(void **state)
{
    (void)state;
    static const char *const changed[] = {
        "--server.host=\"odd\\ # {x}: 'y'\xc3\xa9",
        "--server.port=1",
        "--storage.path=null",
        "--storage.cache_size=1048577",
        "--parse.roots=/a b,- c,\xf0\x9f\x8c\xb3,true",
        "--server.header_timeout=90s",
        "--log.level=off",
        "--auth.enabled=true",
    };
    static const char *const from_file[] = {"--config", "printed.yaml"};
    CG_AUTO_VALUE(cg_buf) text = {0};
    CG_AUTO(cg_config)
    a = load(changed, CG_ARRAY_LEN(changed));
    cg_config_write_yaml(a, &text);
    write_file("printed.yaml", cg_buf_str(&text));
    CG_AUTO(cg_config)
    b = load(from_file, 2);
    (void)unlink("printed.yaml");
    for (size_t i = 0; i < cg_option_count; i++) {
        if (!cg_config_same(a, b, i))
            fail_msg("%s differs", cg_options[i].key);
    }
    CG_AUTO(cg_config)
    initial = load(NULL, 0);
    size_t different = 0;
    for (size_t i = 0; i < cg_option_count; i++)
        different += !cg_config_same(a, initial, i);
    assert_int_equal(different, CG_ARRAY_LEN(changed));
}

static void help_lists_every_option(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_config_write_help(&text);
    cg_buf_add_char(&text, '\0');
    assert_int_equal(text.error, CG_OK);
    for (size_t i = 0; i < cg_option_count; i++)
        assert_non_null(strstr(text.ptr, cg_options[i].key));
}

static void loopback_is_recognised(void **state)
{
    (void)state;
    static const char *const yes[] = {"127.0.0.1", "127.9.9.9", "::1",
                                      "[::1]",     "localhost", "0:0:0:0:0:0:0:1"};
    static const char *const no[] = {
        "",      "0.0.0.0",    "::", "10.0.0.1", "localhost.example.org", "127.0.0.1.example.org",
        "127.1", "1270.0.0.1", "[",  "[]"};
    for (size_t i = 0; i < CG_ARRAY_LEN(yes); i++)
        assert_true(cg_config_is_loopback(cg_str_from(yes[i])));
    for (size_t i = 0; i < CG_ARRAY_LEN(no); i++)
        assert_false(cg_config_is_loopback(cg_str_from(no[i])));
}

static void exposure_needs_authentication(void **state)
{
    (void)state;
    static const char *const open[] = {"--server.host=0.0.0.0"};
    static const char *const guarded[] = {"--server.host=0.0.0.0", "--auth.enabled"};
    CG_AUTO(cg_config)
    a = load(open, 1);
    CG_AUTO(cg_config)
    b = load(guarded, 2);
    CG_AUTO(cg_config)
    c = load(NULL, 0);
    cg_err err = {0};
    assert_int_equal(cg_config_check_exposure(a, &err), CG_E_INVALID);
    assert_string_equal(err.pointer, "server.host");
    assert_int_equal(cg_config_check_exposure(b, &err), CG_OK);
    assert_int_equal(cg_config_check_exposure(c, &err), CG_OK);
}

static void assert_storage_path(const cg_config *config, const char *expected)
{
    CG_AUTO_VALUE(cg_buf) path = {0};
    cg_err err = {0};
    cg_code rc = cg_config_find_storage_path(config, &path, &err);
    if (expected == NULL) {
        assert_int_equal(rc, CG_E_INVALID);
        return;
    }
    assert_int_equal(rc, CG_OK);
    assert_int_equal(path.len, strlen(expected));
    assert_string_equal(path.ptr, expected);
}

static void storage_path_has_a_home(void **state)
{
    (void)state;
    static const char *const given[] = {"--storage.path=some/where"};
    CG_AUTO(cg_config)
    a = load(given, 1);
    CG_AUTO(cg_config)
    b = load(NULL, 0);
    assert_int_equal(setenv("HOME", "/home/u", 1), 0);
    assert_int_equal(setenv("XDG_DATA_HOME", "/data", 1), 0);
    assert_storage_path(a, "some/where");
    assert_storage_path(b, "/data/codegraph");
    assert_int_equal(setenv("XDG_DATA_HOME", "relative", 1), 0);
    assert_storage_path(b, "/home/u/.local/share/codegraph");
    assert_int_equal(unsetenv("XDG_DATA_HOME"), 0);
    assert_int_equal(unsetenv("HOME"), 0);
    assert_storage_path(b, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(default_file_is_current), cmocka_unit_test(reference_page_is_current),
        cmocka_unit_test(yaml_reads_back),         cmocka_unit_test(help_lists_every_option),
        cmocka_unit_test(loopback_is_recognised),  cmocka_unit_test(exposure_needs_authentication),
        cmocka_unit_test(storage_path_has_a_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
