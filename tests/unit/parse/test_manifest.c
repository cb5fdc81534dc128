// SPDX-License-Identifier: Apache-2.0
// parse: project manifests: places of what is stated, odd texts, and limits. What each kind of file
// gives is in tests/lang/manifest.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "parsed.h"

static void parse(cg_str source)
{
    parse_within(NULL, CG_LANG_MANIFEST, source, CG_SKIP_NONE);
}

static void assert_str(cg_str have, const char *want)
{
    if (!cg_str_eq(have, cg_str_from(want)))
        fail_msg("'%.*s', not '%s'", CG_STR_ARG(have), want);
}

/* ---- places ---- */

typedef struct place {
    const char *source;
    const char *name;
    const char *span;    /* its text */
    const char *name_at; /* what stands where the name is */
    unsigned line, col;  /* of the name, from 0 */
} place;

static const place places[] = {
    {"{\n  \"main\": \"a.js\"}", "main", "\"main\": \"a.js\"", "main", 1, 3},
    {"{\"extends\": [\n\"a\",\n \"b\"]}", "extends", "\"a\"", "a\"", 1, 1},
    {"{\"name\": \"p\",\n\"version\": \"1\"}", "p", "\"name\": \"p\"", "p\"", 0, 10},
    {"{\"dependencies\": {\r\n\t\"d\" : \"1\" }}", "d", "\"d\" : \"1\"", "d\"", 1, 2},
    {"\xef\xbb\xbf{\"main\":\n\n\"x\"}", "main", "\"main\":\n\n\"x\"", "main", 0, 5},
    {"// c\nmodule  example.com/m // x\n", "example.com/m", "module  example.com/m",
     "example.com/m", 1, 8},
    {"module m\nrequire (\n\ta/b v1 // indirect\n)\n", "a/b", "a/b v1", "a/b", 2, 1},
    {"module m\nreplace a => ../a\n", "replace.a", "a => ../a", "a =>", 1, 8},
    {"[lib]\npath = 'x' # c\n", "lib.path", "path = 'x'", "path", 1, 0},
    {"[dependencies]\n\"q\" = { path = \"p\" }\n", "dependencies.q.path", "path = \"p\"", "path", 1,
     8},
    {"[dependencies]\na = {version = \"1\"}\n", "a", "a = {version = \"1\"}", "a =", 1, 0},
    {"[dependencies.tok]\nversion = \"1\"\n\n[lib]\n", "tok", "tok]\nversion = \"1\"", "tok]", 0,
     14},
    {"[project]\ndependencies = [\n  'r>1'\n]\n", "r", "'r>1'", "r>1", 2, 3},
    {"[[bin]]\nname = 'n'\npath = 'p'\n", "bin.n.path", "[[bin]]\nname = 'n'\npath = 'p'", "n'", 1,
     8},
    {"[options]\npackage_dir =\n  p = d \n", "options.package_dir.p", "p = d", "p =", 2, 2},
    {"[options]\npy_modules = a ,b, c\n[x]\n", "options.py_modules", "a", "a ,", 1, 13},
    {"[metadata]\nname = n\n", "n", "name = n", "n\n", 1, 7},
    {"<project>\n<modules><module> m </module></modules></project>", "modules", "<module> m",
     "module>", 1, 10},
    {"<project><dependencies>\n <dependency><artifactId>i</artifactId>\n</dependency>"
     "</dependencies></project>",
     "i", "<dependency><artifactId>i</artifactId>\n</dependency>", "i<", 1, 25},
    {"[{\"file\": \"f.c\",\n\"command\": \"cc -I d\"}]", "folders.6e6bfc18706e03e7", "d", "d\"", 1,
     18},
    {"[{\"file\": \"f.c\",\n\"command\": \"cc -I d\"}]", "include.f.c", "\"f.c\"", "f.c\"", 0, 11},
};

static void check_place(const place *p)
{
    cg_str source = cg_str_from(p->source);
    parse(source);
    assert_int_equal(parsed.status, CG_PARSE_OK);
    const cg_def *d = def_named(p->name);
    if (d == NULL)
        fail_msg("no %s in %s", p->name, p->source);
    assert_str(cg_str_slice(source, d->start_byte, d->end_byte), p->span);
    assert_str(cg_str_slice(source, d->name_byte, d->name_byte + strlen(p->name_at)), p->name_at);
    assert_int_equal(d->name_line, p->line);
    assert_int_equal(d->name_col, p->col);
    cg_str before = cg_str_slice(source, 0, d->end_byte), line;
    unsigned breaks = 0;
    while (cg_str_find(before, '\n') >= 0 && cg_str_split(&before, '\n', &line))
        breaks++;
    assert_int_equal(d->end_line, breaks);
    assert_int_equal(d->end_col, before.len);
}

static void facts_stand_where_they_are_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(places); i++)
        check_place(&places[i]);
}

static void files_share_lists_of_folders(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_add_char(&text, '[');
    for (unsigned i = 0; i < 12000; i++) {
        cg_buf_printf(&text, "%s{\"directory\": \"/b\", \"file\": \"f%u.c\", \"command\": \"cc",
                      i ? "," : "", i);
        for (unsigned k = 0; k < 20; k++)
            cg_buf_printf(&text, " -Ifolder%u/%u", i % 100, k);
        cg_buf_add_str(&text, CG_STR("\"}\n"));
    }
    cg_buf_add_char(&text, ']');
    parse(cg_buf_str(&text));
    assert_int_equal(parsed.status, CG_PARSE_OK); /* nothing was left out */
    cg_str one = cg_unit_str(&parsed, def_named("include.f99.c")->signature);
    cg_str same = cg_unit_str(&parsed, def_named("include.f11999.c")->signature);
    cg_str other = cg_unit_str(&parsed, def_named("include.f98.c")->signature);
    assert_true(cg_str_eq(one, same) && !cg_str_eq(one, other));
    char list[64];
    snprintf(list, sizeof list, "folders.%.*s", CG_STR_ARG(one));
    assert_str(cg_unit_str(&parsed, def_named(list)->signature), "folder99/0");
    assert_int_equal(parsed.defs.len, 1 + 1 + 12000 + 100 * 20 + 1);
}

/* ---- odd texts ---- */

static void nothing_is_a_file(void **state)
{
    (void)state;
    static const char *const sources[] = {
        "", "\n", " ", "\xef\xbb\xbf", "{}", "[]", "# only\n", "// only\n", "\r\n\r\n", "[a]\n",
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(sources); i++) {
        parse(cg_str_from(sources[i]));
        assert_int_equal(parsed.defs.len, 1);
        assert_int_equal(parsed.status, CG_PARSE_OK);
    }
}

static void no_format_is_an_error(void **state)
{
    (void)state;
    static const char *const sources[] = {"?", "{", "[", "<", "\"", "a =", "<a>", "[a"};
    for (size_t i = 0; i < CG_ARRAY_LEN(sources); i++) {
        parse(cg_str_from(sources[i]));
        if (parsed.status != CG_PARSE_PARTIAL || parsed.errors.len == 0)
            fail_msg("%s is taken", sources[i]);
    }
}

static void latin1_becomes_utf8(void **state)
{
    (void)state;
    parse(CG_STR("[metadata]\nname = caf\xe9\nversion = 1\n"));
    assert_str(cg_unit_str(&parsed, def_named("caf\xc3\xa9")->signature), "caf\xc3\xa9 1");
}

static void control_characters_are_no_names(void **state)
{
    (void)state;
    parse(CG_STR(
        "{\"name\": \"a\\u0000b\", \"main\": \"a\\tb\\u0000\", \"imports\": {\"\\n\": \"c\"}}"));
    assert_int_equal(parsed.defs.len, 2);
    assert_str(cg_unit_str(&parsed, def_named("main")->signature), "a b ");
}

/* ---- limits ---- */

static void long_texts_are_cut_or_left_out(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) s = {0};
    cg_buf_add_str(&s, CG_STR("{\"main\": \""));
    for (unsigned i = 0; i < 3000; i++)
        cg_buf_add_str(&s, CG_STR("\xc3\xa9"));
    cg_buf_add_str(&s, CG_STR("\", \"imports\": {\""));
    for (unsigned i = 0; i < 600; i++)
        cg_buf_add_char(&s, 'k');
    cg_buf_add_str(&s, CG_STR("\": \"v\"}}"));
    parse(cg_buf_str(&s));
    assert_int_equal(parsed.defs.len, 2);
    assert_int_equal(def_named("main")->signature.len, 1024);
}

static void one_line_is_no_reason_to_skip(void **state)
{
    (void)state;
    cg_parse_limits limits = cg_parse_limits_default();
    CG_AUTO_VALUE(cg_buf) s = {0};
    cg_buf_add_str(&s, CG_STR("{\"a\": \""));
    for (unsigned i = 0; i < 50000; i++)
        cg_buf_add_char(&s, 'x');
    cg_buf_add_str(&s, CG_STR("\"}"));
    assert_int_equal(
        cg_parse_check(CG_STR("package.json"), cg_buf_str(&s), CG_LANG_MANIFEST, &limits),
        CG_SKIP_NONE);
}

static void add_folders(cg_buf *s, unsigned count)
{
    cg_buf_clear(s);
    cg_buf_add_str(s, CG_STR("[{\"file\": \"f.c\", \"directory\": \"/\", \"arguments\": ["));
    for (unsigned i = 0; i < count; i++)
        cg_buf_add_str(s, CG_STR("\"-Ia\","));
    cg_buf_add_str(s, CG_STR("\"cc\"]}]\n"));
}

/* The last definition says whether all macros of all commands are known. */
static bool knows_all_commands(void)
{
    const cg_def *last = &parsed.defs.ptr[parsed.defs.len - 1];
    return cg_str_eq(cg_unit_str(&parsed, last->name), CG_STR("commands"));
}

static void add_commands(cg_buf *s, unsigned files, unsigned folders, unsigned macros)
{
    cg_buf_clear(s);
    cg_buf_add_str(s, CG_STR("[\n"));
    for (unsigned f = 0; f < files; f++) {
        cg_buf_printf(s, "{\"file\": \"%u.c\", \"directory\": \"/\", \"command\": \"cc", f);
        for (unsigned i = 0; i < folders; i++)
            cg_buf_printf(s, " -Ifolder%u/%u", f, i);
        for (unsigned i = 0; i < macros; i++)
            cg_buf_printf(s, " -DM%u", i);
        cg_buf_add_str(s, CG_STR("\"},\n"));
    }
    cg_buf_add_str(s, CG_STR("]\n"));
}

static void macros_of_commands_are_limited(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) s = {0};
    add_commands(&s, 3, 1, 1024);
    parse(cg_buf_str(&s));
    assert_int_equal(parsed.status, CG_PARSE_OK);
    assert_true(knows_all_commands());
    add_commands(&s, 1, 1, 1025);
    parse(cg_buf_str(&s));
    assert_int_equal(parsed.status, CG_PARSE_PARTIAL);
    assert_false(knows_all_commands());
    add_commands(&s, 3, 1, 3);
    cg_buf_add_str(&s, CG_STR("x")); /* behind the end */
    parse(cg_buf_str(&s));
    assert_true(knows_all_commands());
    s.len -= 4; /* without the bracket that closes it */
    parse(cg_buf_str(&s));
    assert_int_equal(parsed.status, CG_PARSE_PARTIAL);
    assert_false(knows_all_commands());
    /* folders leave room for them */
    add_commands(&s, 3000, 10, 20);
    parse(cg_buf_str(&s));
    assert_int_equal(parsed.status, CG_PARSE_PARTIAL);
    assert_int_equal(parsed.errors.len, 0);
    assert_true(knows_all_commands());
}

static void macros_of_files_that_are_put_in_front_are_not_known(void **state)
{
    (void)state;
    static const char *const unread[] = {
        "-include config.h", "-includeconfig.h", "-imacros config.h",
        "@options",          "/DNAME",           "/D NAME"};
    static const char *const read[] = {"-DNAME", "-Iinclude", "-I @", "/Data/a.c", "-D'F(x)=x'"};
    CG_AUTO_VALUE(cg_buf) s = {0};
    for (size_t i = 0; i < CG_ARRAY_LEN(unread) + CG_ARRAY_LEN(read); i++) {
        bool known = i >= CG_ARRAY_LEN(unread);
        cg_buf_clear(&s);
        cg_buf_printf(&s, "[{\"file\": \"a.c\", \"directory\": \"/\", \"command\": \"cc %s\"}]\n",
                      known ? read[i - CG_ARRAY_LEN(unread)] : unread[i]);
        parse(cg_buf_str(&s));
        assert_int_equal(knows_all_commands(), known);
    }
}

static void facts_are_limited(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) s = {0};
    add_folders(&s, 200);
    parse(cg_buf_str(&s));
    assert_int_equal(parsed.defs.len, 204);
    assert_int_equal(parsed.status, CG_PARSE_OK);
    add_folders(&s, 100000);
    parse(cg_buf_str(&s));
    assert_int_equal(parsed.status, CG_PARSE_PARTIAL);
    assert_in_range(parsed.defs.len, 200, 1000);

    cg_buf_clear(&s);
    for (unsigned i = 0; i < 12000; i++)
        cg_buf_printf(&s,
                      "%c{\"file\": \"f%u.c\", \"directory\": \"/\", \"command\": \"cc -Ia%u\"}\n",
                      i ? ',' : '[', i, i);
    cg_buf_add_char(&s, ']');
    parse(cg_buf_str(&s)); /* lists that none has in common */
    assert_int_equal(parsed.status, CG_PARSE_PARTIAL);
    assert_in_range(parsed.defs.len, 18000, 20000);

    cg_buf_clear(&s);
    cg_buf_add_str(&s, CG_STR("[workspace]\nmembers = [\n"));
    for (unsigned i = 0; i < 100000; i++)
        cg_buf_add_str(&s, CG_STR("'a',\n"));
    cg_buf_add_str(&s, CG_STR("]\n"));
    parse(cg_buf_str(&s));
    assert_int_equal(parsed.status, CG_PARSE_PARTIAL);
    assert_in_range(parsed.defs.len, 10000, 30000);

    cg_parse_limits limits = cg_parse_limits_default();
    limits.facts_max = 50;
    parse_within(&limits, CG_LANG_MANIFEST, cg_buf_str(&s), CG_SKIP_NONE);
    assert_int_equal(parsed.status, CG_PARSE_PARTIAL);
    assert_int_equal(parsed.defs.len, 50);
}

/* Lock files are as large as their project's dependencies make them. */
static void lock_files_are_read_in_one_go(void **state)
{
    (void)state;
    static const char *const entries[] = {
        "a@1:\n  version \"1\"\n",
        "a:b:1=c\n",
        "a==1\n",
        "\n[[package]]\nname = 'a'\nversion = '1'\n",
        "a:\n  specifier: 1\n  version: 1\n",
    };
    CG_AUTO_VALUE(cg_buf) s = {0};
    for (size_t i = 0; i < CG_ARRAY_LEN(entries); i++) {
        cg_buf_clear(&s);
        for (unsigned k = 0; k < 30000; k++)
            cg_buf_add_str(&s, cg_str_from(entries[i]));
        parse(cg_buf_str(&s));
        assert_int_equal(parsed.status, CG_PARSE_PARTIAL); /* there is a limit to what is taken */
        assert_int_equal(parsed.imports.len, 20000);
        assert_int_equal(parsed.imports.ptr[0].flags, CG_IMPORT_RESOLVED);
    }
}

static void lock_files_may_have_any_lines(void **state)
{
    (void)state;
    static const char *const starts[] = {
        "a@1:\n", "lockfileVersion: 9\na:\n specifier: b\n version: ",
        "a:b:1=", "a==1 \\ --hash=",
        "-r ",    "\f",
        "a\n\f\n"};
    static const char *const again[] = {"@", ":", "\"", " #", "[", "\\", "(", " version "};
    CG_AUTO_VALUE(cg_buf) s = {0};
    for (size_t i = 0; i < CG_ARRAY_LEN(starts) * CG_ARRAY_LEN(again); i++) {
        cg_buf_clear(&s);
        cg_buf_add_str(&s, cg_str_from(starts[i / CG_ARRAY_LEN(again)]));
        for (unsigned k = 0; k < 50000; k++)
            cg_buf_add_str(&s, cg_str_from(again[i % CG_ARRAY_LEN(again)]));
        parse(cg_buf_str(&s));
        assert_true(parsed.imports.len <= 2);
    }
}

static void lock_files_are_not_skipped_as_generated(void **state)
{
    (void)state;
    cg_parse_limits limits = cg_parse_limits_default();
    CG_AUTO_VALUE(cg_buf) s = {0};
    cg_buf_add_str(&s, CG_STR("# @generated by Cargo\n"));
    while (s.len < 300000)
        cg_buf_add_str(&s, CG_STR("[[package]]\nname = \"a\"\n"));
    assert_int_equal(
        cg_parse_check(CG_STR("Cargo.lock"), cg_buf_str(&s), CG_LANG_MANIFEST, &limits),
        CG_SKIP_NONE);
}

static void nesting_is_limited(void **state)
{
    (void)state;
    static const char *const steps[] = {"{\"a\":", "[", "a = [", "a = {b = ", "<a>", "[[", "{"};
    CG_AUTO_VALUE(cg_buf) s = {0};
    for (size_t i = 0; i < CG_ARRAY_LEN(steps); i++) {
        cg_buf_clear(&s);
        cg_buf_add_str(&s, cg_str_from(steps[i]));
        cg_str again = cg_str_from(steps[i]);
        again = cg_str_slice(again, cg_str_starts(again, CG_STR("a = ")) ? 4 : 0, again.len);
        for (unsigned k = 0; k < 100000; k++)
            cg_buf_add_str(&s, again);
        parse(cg_buf_str(&s));
        assert_int_equal(parsed.status, CG_PARSE_PARTIAL);
        assert_in_range(parsed.errors.len, 1, 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_stand_where_they_are_written),
        cmocka_unit_test(files_share_lists_of_folders),
        cmocka_unit_test(nothing_is_a_file),
        cmocka_unit_test(no_format_is_an_error),
        cmocka_unit_test(latin1_becomes_utf8),
        cmocka_unit_test(control_characters_are_no_names),
        cmocka_unit_test(long_texts_are_cut_or_left_out),
        cmocka_unit_test(one_line_is_no_reason_to_skip),
        cmocka_unit_test(macros_of_commands_are_limited),
        cmocka_unit_test(macros_of_files_that_are_put_in_front_are_not_known),
        cmocka_unit_test(facts_are_limited),
        cmocka_unit_test(lock_files_are_read_in_one_go),
        cmocka_unit_test(lock_files_may_have_any_lines),
        cmocka_unit_test(lock_files_are_not_skipped_as_generated),
        cmocka_unit_test(nesting_is_limited),
    };
    return cmocka_run_group_tests(tests, parsed_begin, parsed_end);
}
