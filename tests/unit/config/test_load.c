// SPDX-License-Identifier: Apache-2.0
// config: where values come from, who wins, and how mistakes are named.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cg/config.h"

#define WORDS_MAX 8
#define FILE_NAME "config-test.yaml"

/* Sources for one load: a file's text (NULL: none), variables and flags, each ended by NULL. */
typedef struct setup {
    const char *yaml;
    const char *environment[WORDS_MAX];
    const char *arguments[WORDS_MAX];
} setup;

static void write_file(const char *text)
{
    FILE *f = fopen(FILE_NAME, "wb");
    assert_non_null(f);
    (void)fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static cg_code load(const setup *s, cg_config **out_config, cg_err *err)
{
    cg_config_sources sources = {
        .arguments = (char *const *)s->arguments,
        .environment = (char *const *)s->environment,
        .default_file = s->yaml ? FILE_NAME : NULL,
    };
    while (s->arguments[sources.argument_count])
        sources.argument_count++;
    if (s->yaml)
        write_file(s->yaml);
    cg_code rc = cg_config_load(&sources, out_config, err);
    if (s->yaml)
        (void)unlink(FILE_NAME);
    return rc;
}

static cg_config *load_good(const setup *s)
{
    cg_config *config = NULL;
    cg_err err = {0};
    if (load(s, &config, &err) != CG_OK)
        fail_msg("%s", err.text);
    return config;
}

static void assert_str(cg_str s, const char *expected)
{
    assert_non_null(s.ptr);
    assert_string_equal(s.ptr, expected); /* also NUL-terminated */
    assert_int_equal(s.len, strlen(expected));
}

static void defaults_are_the_table(void **state)
{
    (void)state;
    CG_AUTO(cg_config)
    c = load_good(&(setup){0});
    assert_str(c->server_host, "127.0.0.1");
    assert_int_equal(c->server_port, 8080);
    assert_int_equal(c->server_metrics_port, 9090);
    assert_int_equal(c->server_request_body_max_bytes, 64 << 20);
    assert_true(c->server_header_timeout_ns == UINT64_C(3000000000));
    assert_str(c->storage_path, "");
    assert_true(c->storage_sync && c->storage_keep_sources && !c->auth_enabled);
    assert_int_equal(c->parse_roots.count, 0);
    assert_int_equal(c->log_level, CG_LOG_INFO);
    assert_int_equal(c->file.len, 0);
    assert_int_equal(c->arguments.count, 0);
}

static void file_is_read(void **state)
{
    (void)state;
    CG_AUTO(cg_config)
    c = load_good(&(setup){.arguments = {"--config", CG_TEST_FIXTURES "/full.yaml"}});
    assert_str(c->server_host, "::1");
    assert_int_equal(c->server_port, 18080);
    assert_int_equal(c->server_threads, 4);
    assert_true(c->server_request_body_max_bytes == UINT64_C(1) << 30);
    assert_true(c->server_header_timeout_ns == UINT64_C(1500000000));
    assert_str(c->storage_path, "/var/lib/codegraph");
    assert_false(c->storage_sync);
    assert_int_equal(c->parse_roots.count, 2);
    assert_str(c->parse_roots.items[0], "/srv/a");
    assert_str(c->parse_roots.items[1], "/srv/b c");
    assert_int_equal(c->log_level, CG_LOG_WARN);
    assert_str(c->file, CG_TEST_FIXTURES "/full.yaml");
}

static void later_sources_win(void **state)
{
    (void)state;
    setup s = {
        .yaml = "server: {port: 1001, threads: 5, workers: 7}\nparse: {roots: [/a, /b]}",
        .environment = {"CODEGRAPH_SERVER_PORT=1002", "CODEGRAPH_SERVER_THREADS=6", "PATH=/bin",
                        "CODEGRAPH_PARSE_ROOTS=/c, /d ,/e"},
        .arguments = {"--server.port=1003"},
    };
    CG_AUTO(cg_config)
    c = load_good(&s);
    assert_int_equal(c->server_port, 1003);
    assert_int_equal(c->server_threads, 6);
    assert_int_equal(c->server_workers, 7);
    assert_int_equal(c->parse_roots.count, 3);
    assert_str(c->parse_roots.items[1], "/d");
}

static void flags_and_other_words_are_told_apart(void **state)
{
    (void)state;
    setup s = {.arguments = {"serve", "--server.port", "81", "--auth.enabled", "--verbose", "-x",
                             "--", "--server.port=5"}};
    CG_AUTO(cg_config)
    c = NULL;
    cg_config_sources sources = {.arguments = (char *const *)s.arguments, .argument_count = 8};
    assert_int_equal(cg_config_load(&sources, &c, NULL), CG_OK);
    assert_int_equal(c->server_port, 81);
    assert_true(c->auth_enabled);
    assert_int_equal(c->arguments.count, 5);
    static const char *const rest[] = {"serve", "--verbose", "-x", "--", "--server.port=5"};
    for (size_t i = 0; i < CG_ARRAY_LEN(rest); i++)
        assert_str(c->arguments.items[i], rest[i]);
}

static void empty_files_and_sections_are_fine(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "# nothing\n", "---\n", "{}\n", "server:\nparse:\n  roots:\n", "parse: {roots: []}"};
    for (size_t i = 0; i < CG_ARRAY_LEN(texts); i++) {
        CG_AUTO(cg_config)
        c = load_good(&(setup){.yaml = texts[i]});
        assert_int_equal(c->server_port, 8080);
        assert_int_equal(c->parse_roots.count, 0);
    }
}

static void another_programs_variables_are_left_alone(void **state)
{
    (void)state;
    setup s = {.environment = {"CODEGRAPH_TOKEN=x", "CODEGRAPH_URL=y", "CODEGRAPH_=z",
                               "CODEGRAPH_SERVER=w", "CODEGRAPH_CONFIG="}};
    CG_AUTO(cg_config)
    c = load_good(&s);
    assert_int_equal(c->server_port, 8080);
}

static const struct {
    setup from;
    cg_code code;
    const char *pointer;
    const char *text;
} mistakes[] = {
    {{.yaml = "server:\n  prot: 1"},
     CG_E_UNKNOWN_PARAMETER,
     "server.prot",
     FILE_NAME ":2: server.prot: unknown option; did you mean server.port?"},
    {{.yaml = "\n\nsevrer: {port: 1}"},
     CG_E_UNKNOWN_PARAMETER,
     "sevrer",
     FILE_NAME ":3: sevrer: unknown option"},
    {{.yaml = "server: {port: {x: 1}}"},
     CG_E_INVALID,
     NULL,
     FILE_NAME ":1: server.port: must be a single value"},
    {{.yaml = "server:\n  port: 80a"},
     CG_E_INVALID,
     "server.port",
     FILE_NAME ":2: server.port: must be a whole number, not \"80a\""},
    {{.yaml = "server:\n  port: 65536"},
     CG_E_INVALID,
     "server.port",
     FILE_NAME ":2: server.port: must be 0 to 65535, not \"65536\""},
    {{.yaml = "server: {port: 1}\nserver.port: 2"},
     CG_E_INVALID,
     "server.port",
     FILE_NAME ":2: server.port: appears twice"},
    {{.yaml = "server: 5"},
     CG_E_INVALID,
     NULL,
     FILE_NAME ":1: server: must hold options, not a value"},
    {{.yaml = "server:\n  port: \"1"}, CG_E_MALFORMED, NULL, NULL},
    {{.yaml = "- a"}, CG_E_MALFORMED, NULL, NULL},
    {{.yaml = "a\n"}, CG_E_MALFORMED, NULL, NULL},
    {{.yaml = "server: {port: 1}\n---\nserver: {port: 2}"}, CG_E_MALFORMED, NULL, NULL},
    {{.yaml = "server: &a {port: 1}\nstorage: *a"}, CG_E_MALFORMED, NULL, NULL},
    {{.yaml = "? [x]\n: y"}, CG_E_MALFORMED, NULL, NULL},
    {{.yaml = "parse: {roots: [[a]]}"}, CG_E_MALFORMED, NULL, NULL},
    {{.yaml = "parse: {roots: /a}"},
     CG_E_INVALID,
     NULL,
     FILE_NAME ":1: parse.roots: must be a list: [\"a\", \"b\"]"},
    {{.yaml = "parse: {roots: [\"\"]}"}, CG_E_INVALID, "parse.roots", NULL},
    {{.yaml = "storage: {path: \"a\\0b\"}"}, CG_E_INVALID, "storage.path", NULL},
    {{.yaml = "storage: {sync: yes}"},
     CG_E_INVALID,
     "storage.sync",
     FILE_NAME ":1: storage.sync: must be true or false, not \"yes\""},
    {{.yaml = "log: {level: loud}"},
     CG_E_INVALID,
     "log.level",
     FILE_NAME ":1: log.level: must be one of debug|info|warn|error|off, not \"loud\""},
    {{.environment = {"CODEGRAPH_SERVER_HEADER_TIMEOUT=3"}},
     CG_E_INVALID,
     "server.header_timeout",
     "CODEGRAPH_SERVER_HEADER_TIMEOUT: must be a time such as 500ms, 10s, 5m or 1h, not \"3\""},
    {{.environment = {"CODEGRAPH_SERVER_PROT=3"}},
     CG_E_UNKNOWN_PARAMETER,
     "server.prot",
     "CODEGRAPH_SERVER_PROT: unknown option; did you mean server.port?"},
    {{.arguments = {"--server.threads=0"}},
     CG_E_INVALID,
     "server.threads",
     "--server.threads: must be 1 to 64, not \"0\""},
    {{.arguments = {"--server.bogus_thing=0"}},
     CG_E_UNKNOWN_PARAMETER,
     "server.bogus_thing",
     "--server.bogus_thing: unknown option"},
    {{.arguments = {"--server.port"}}, CG_E_INVALID, NULL, "--server.port: needs a value"},
    {{.arguments = {"--config=missing.yaml"}}, CG_E_NOT_FOUND, NULL, NULL},
    {{.environment = {"CODEGRAPH_CONFIG=."}}, CG_E_IO, NULL, ".: not a regular file"},
    {{.arguments = {"--server.port=9090"}}, CG_E_INVALID, "server.metrics_port", NULL},
    {{.arguments = {"--storage.cache_size=99999999999G"}}, CG_E_INVALID, NULL, NULL},
    {{.arguments = {"--storage.cache_size=1T"}}, CG_E_INVALID, NULL, NULL},
    {{.arguments = {"--storage.cache_size=M"}}, CG_E_INVALID, NULL, NULL},
};

static void mistakes_are_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(mistakes); i++) {
        cg_config *config = NULL;
        cg_err err = {0};
        cg_code rc = load(&mistakes[i].from, &config, &err);
        if (rc != mistakes[i].code || config != NULL)
            fail_msg("case %zu: %s %s", i, cg_code_text(rc), err.text);
        if (mistakes[i].text)
            assert_string_equal(err.text, mistakes[i].text);
        if (mistakes[i].pointer)
            assert_string_equal(err.pointer, mistakes[i].pointer);
        assert_int_equal(load(&mistakes[i].from, &config, NULL), rc);
    }
}

static void suffixes_scale(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t bytes;
    } sizes[] = {
        {"1048576", 1 << 20}, {"1024K", 1 << 20}, {"3M", 3 << 20}, {"2G", UINT64_C(2) << 30}};
    for (size_t i = 0; i < CG_ARRAY_LEN(sizes); i++) {
        setup s = {.arguments = {"--storage.cache_size", sizes[i].text}};
        CG_AUTO(cg_config)
        c = load_good(&s);
        assert_true(c->storage_cache_size_bytes == sizes[i].bytes);
    }
    setup s = {.arguments = {"--server.drain_timeout=0", "--server.request_timeout=2h",
                             "--parse.timeout=3m", "--server.header_timeout=150ms"}};
    CG_AUTO(cg_config)
    c = load_good(&s);
    assert_true(c->server_drain_timeout_ns == 0);
    assert_true(c->server_request_timeout_ns == UINT64_C(7200000000000));
    assert_true(c->parse_timeout_ns == UINT64_C(180000000000));
    assert_true(c->server_header_timeout_ns == UINT64_C(150000000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_the_table),
        cmocka_unit_test(file_is_read),
        cmocka_unit_test(later_sources_win),
        cmocka_unit_test(flags_and_other_words_are_told_apart),
        cmocka_unit_test(empty_files_and_sections_are_fine),
        cmocka_unit_test(another_programs_variables_are_left_alone),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(suffixes_scale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
