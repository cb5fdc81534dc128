// SPDX-License-Identifier: Apache-2.0
// parse: the language of a file by name, #! line and content.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/parse.h"

static const struct {
    const char *path;
    const char *content;
    cg_lang_id lang;
} cases[] = {
    {"src/main.rs", "", CG_LANG_RUST},
    {"a/b.py", "", CG_LANG_PYTHON},
    {"typing.pyi", "", CG_LANG_PYTHON},
    {"x.js", "", CG_LANG_JAVASCRIPT},
    {"x.mjs", "", CG_LANG_JAVASCRIPT},
    {"x.cjs", "", CG_LANG_JAVASCRIPT},
    {"x.jsx", "", CG_LANG_JAVASCRIPT},
    {"x.ts", "", CG_LANG_TYPESCRIPT},
    {"x.mts", "", CG_LANG_TYPESCRIPT},
    {"x.cts", "", CG_LANG_TYPESCRIPT},
    {"x.d.ts", "", CG_LANG_TYPESCRIPT},
    {"x.tsx", "", CG_LANG_TSX},
    {"x.go", "", CG_LANG_GO},
    {"X.java", "", CG_LANG_JAVA},
    {"x.c", "", CG_LANG_C},
    {"x.cpp", "", CG_LANG_CPP},
    {"x.cc", "", CG_LANG_CPP},
    {"x.hpp", "", CG_LANG_CPP},
    {"x.C", "", CG_LANG_CPP},
    {"X.GO", "", CG_LANG_GO},
    {"go", "", CG_LANG_NONE},
    {".go", "", CG_LANG_NONE},
    {"a/go.mod", "", CG_LANG_MANIFEST},
    {"package.json", "", CG_LANG_MANIFEST},
    {"web/tsconfig.json", "", CG_LANG_MANIFEST},
    {"tsconfig.app.json", "", CG_LANG_MANIFEST},
    {"jsconfig.json", "", CG_LANG_MANIFEST},
    {"Cargo.toml", "", CG_LANG_MANIFEST},
    {"pyproject.toml", "", CG_LANG_MANIFEST},
    {"setup.cfg", "", CG_LANG_MANIFEST},
    {"pom.xml", "", CG_LANG_MANIFEST},
    {"a/yarn.lock", "", CG_LANG_MANIFEST},
    {"requirements-dev.txt", "", CG_LANG_MANIFEST},
    {"build/compile_commands.json", "", CG_LANG_MANIFEST},
    {"package-lock.json", "", CG_LANG_MANIFEST},
    {"tsconfig.json5", "", CG_LANG_NONE},
    {"mytsconfig.a.json", "", CG_LANG_NONE},
    {"tsconfig.json/a", "", CG_LANG_NONE},
    {"cargo.toml", "", CG_LANG_NONE},
    {"a.json", "", CG_LANG_NONE},
    {"a.toml", "", CG_LANG_NONE},
    {"a.xml", "", CG_LANG_NONE},
    {"xgo.mod", "", CG_LANG_NONE},
    {"x.go.txt", "", CG_LANG_NONE},
    {"dir.go/readme", "", CG_LANG_NONE},
    {"", "", CG_LANG_NONE},
    {"x.js.map", "", CG_LANG_NONE},
    {"de.ts", "<?xml version=\"1.0\"?>\n<!DOCTYPE TS>", CG_LANG_NONE},

    {"tool", "#!/usr/bin/python3\n", CG_LANG_PYTHON},
    {"tool", "#!/usr/bin/python\n", CG_LANG_PYTHON},
    {"tool", "#!/usr/bin/env python3.11\n", CG_LANG_PYTHON},
    {"tool", "#!/usr/bin/env -S LANG=C python3 -u\n", CG_LANG_PYTHON},
    {"tool", "#! /usr/bin/env node\n", CG_LANG_JAVASCRIPT},
    {"tool", "#!/bin/sh\n", CG_LANG_NONE},
    {"tool", "#!/usr/bin/env\n", CG_LANG_NONE},
    {"tool", "#!", CG_LANG_NONE},
    {"tool", "python3", CG_LANG_NONE},
    {"tool", "\n#!/usr/bin/python3\n", CG_LANG_NONE},
    {"x.js", "#!/usr/bin/python3\n", CG_LANG_JAVASCRIPT},

    {"x.h", "", CG_LANG_C},
    {"x.h", "int f(int);\nstruct s { int class_; };\n", CG_LANG_C},
    {"x.h", "class A;\n", CG_LANG_CPP},
    {"x.h", "class EXPORT A : public B {};\n", CG_LANG_CPP},
    {"x.h", "namespace a {\n}\n", CG_LANG_CPP},
    {"x.h", "template <typename T> T f();\n", CG_LANG_CPP},
    {"x.h", "using size = unsigned;\n", CG_LANG_CPP},
    {"x.h", "struct a {\npublic:\n  int x;\n};\n", CG_LANG_CPP},
    {"x.h", "int f(std::string s);\n", CG_LANG_CPP},
    {"x.h", "#include <vector>\n", CG_LANG_CPP},
    {"x.h", "#include <sys/types.h>\n", CG_LANG_C},
    {"x.h", "#include \"vector\"\n", CG_LANG_C},
    {"x.h",
     "#ifdef __cplusplus\nextern \"C\" {\n#endif\nint f(void);\n#ifdef __cplusplus\n}\n#endif\n",
     CG_LANG_C},
    {"x.h", "#ifdef __cplusplus\nclass A;\nnamespace b {}\n#else\ntypedef struct A A;\n#endif\n",
     CG_LANG_C},
    {"x.h",
     "#if defined(__cplusplus) && X\n# include <string>\n#if 1\nclass Q;\n#endif\n#endif\nint x;",
     CG_LANG_C},
    {"x.h", "int f(void);\n#ifdef __cplusplus\nclass A : B\n{\n};\n#endif\n", CG_LANG_CPP},
    {"x.h", /* an extra */
     "int a(int b);\nint c(int d);\nint e(int f);\nint g(int h);\n#ifdef __cplusplus\nclass A {};\n#endif\n",
     CG_LANG_C},
    {"x.h", "int f(void);\n#ifdef __cplusplus\ntemplate <class T> T g(T a);\n#endif\n",
     CG_LANG_CPP},
    {"x.h", "#ifndef __cplusplus\n#error C++ only\n#endif\nclass A {};\n", CG_LANG_CPP},
    {"x.h", "/* class A; */ // namespace b {\nconst char *s = \"class C;\";\n", CG_LANG_C},
    {"x.h", "int a(struct t *class, int new);\nint virtual;\n", CG_LANG_C},
    {"x.h", "#define F(a) a::b\nint template, operator;\n", CG_LANG_C},
    {"x.h", "T operator+(T a, T b);\n", CG_LANG_CPP},
    {"x.h", "/* never closed class A;", CG_LANG_C},
    {"x.h", "\"never closed class A;", CG_LANG_C},
    {"x.hpp", "int f(void);\n", CG_LANG_CPP},
};

static void detects(void **state)
{
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        cg_lang_id lang = cg_lang_detect(cg_str_from(cases[i].path), cg_str_from(cases[i].content));
        if (lang != cases[i].lang)
            fail_msg("%s with '%s': %s, not %s", cases[i].path, cases[i].content,
                     cg_lang_text(lang), cg_lang_text(cases[i].lang));
    }
}

static void names_alone_do_for_walks(void **state)
{
    (void)state;
    assert_int_equal(cg_lang_by_name(CG_STR("include/x.h")), CG_LANG_C);
    assert_int_equal(cg_lang_by_name(CG_STR("bin/tool")), CG_LANG_NONE);
    assert_int_equal(cg_lang_by_name(CG_STR_NULL), CG_LANG_NONE);
}

/* ---- what is not parsed ---- */

static cg_parse_limits limits;

static cg_skip check(const char *path, cg_str content)
{
    return cg_parse_check(cg_str_from(path), content, cg_lang_detect(cg_str_from(path), content),
                          &limits);
}

/* `line` repeated until there are at least `bytes`. */
static void repeat(cg_buf *out, const char *line, size_t bytes)
{
    cg_buf_clear(out);
    while (out->len < bytes)
        cg_buf_add_str(out, cg_str_from(line));
}

static void skips_what_is_not_source(void **state)
{
    (void)state;
    limits = cg_parse_limits_default();
    limits.file_bytes_max = 1u << 20;
    assert_int_equal(check("a.go", CG_STR("package p\n")), CG_SKIP_NONE);
    assert_int_equal(check("a.go", CG_STR("")), CG_SKIP_NONE);
    assert_int_equal(check("a.txt", CG_STR("text")), CG_SKIP_LANGUAGE);
    assert_int_equal(check("a.go", CG_STR("package p\0x")), CG_SKIP_BINARY);
    assert_int_equal(check("a.go", CG_STR("\xff\xfep\0a\0")), CG_SKIP_ENCODING);
    assert_int_equal(check("a.go", CG_STR("// caf\xe9\npackage p\n")), CG_SKIP_NONE);
    CG_AUTO_VALUE(cg_buf) text = {0};
    repeat(&text, "var a = 1\n", (1u << 20) + 1);
    assert_int_equal(check("a.go", cg_buf_str(&text)), CG_SKIP_TOO_LARGE);
}

static void manifests_have_a_size_of_their_own(void **state)
{
    (void)state;
    limits = cg_parse_limits_default();
    limits.file_bytes_max = 100;
    limits.manifest_bytes_max = 1000;
    CG_AUTO_VALUE(cg_buf) text = {0};
    repeat(&text, "[]  \n", 1000);
    assert_int_equal(check("build/compile_commands.json", cg_buf_str(&text)), CG_SKIP_NONE);
    cg_buf_add_char(&text, '\n');
    assert_int_equal(check("build/compile_commands.json", cg_buf_str(&text)), CG_SKIP_TOO_LARGE);
    limits.file_bytes_max = 2000; /* the larger one holds */
    assert_int_equal(check("build/compile_commands.json", cg_buf_str(&text)), CG_SKIP_NONE);
}

static void skips_minified_scripts(void **state)
{
    (void)state;
    limits = cg_parse_limits_default();
    CG_AUTO_VALUE(cg_buf) text = {0};
    assert_int_equal(check("lib/jquery.min.js", CG_STR("var a;\n")), CG_SKIP_MINIFIED);
    assert_int_equal(check("a.js", CG_STR("/******/ (() => { // webpackBootstrap\n")),
                     CG_SKIP_MINIFIED);
    repeat(&text, "var a=1;b(a);", 20000);
    assert_int_equal(check("a.js", cg_buf_str(&text)), CG_SKIP_MINIFIED);
    repeat(&text, "var a=1;b(a);", 2000);
    assert_int_equal(check("a.js", cg_buf_str(&text)), CG_SKIP_NONE);
    repeat(&text, "var a = 1;\n", 200000);
    assert_int_equal(check("a.js", cg_buf_str(&text)), CG_SKIP_NONE);
    repeat(&text, "1,", 3000);
    cg_buf_add_char(&text, '\n');
    assert_int_equal(check("table.c", cg_buf_str(&text)), CG_SKIP_NONE);
}

static void keeps_generated_code_that_is_called(void **state)
{
    (void)state;
    limits = cg_parse_limits_default();
    CG_AUTO_VALUE(cg_buf) text = {0};
    assert_int_equal(check("a.pb.go", CG_STR("// Code generated by protoc. DO NOT EDIT.\n")),
                     CG_SKIP_NONE);
    assert_int_equal(check("a.py", CG_STR("# @generated\nx = 1\n")), CG_SKIP_NONE);
    cg_buf_add_str(&text, CG_STR("# @generated\n"));
    while (text.len < (300u << 10))
        cg_buf_add_str(&text, CG_STR("x = 1\n"));
    assert_int_equal(check("a.py", cg_buf_str(&text)), CG_SKIP_GENERATED);
}

static void reasons_have_words(void **state)
{
    (void)state;
    assert_string_equal(cg_skip_text(CG_SKIP_NONE), "");
    for (unsigned skip = CG_SKIP_LANGUAGE; skip <= CG_SKIP_LINK; skip++)
        assert_true(strlen(cg_skip_text(skip)) > 0);
    assert_string_equal(cg_skip_text(99), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(detects),
        cmocka_unit_test(names_alone_do_for_walks),
        cmocka_unit_test(skips_what_is_not_source),
        cmocka_unit_test(manifests_have_a_size_of_their_own),
        cmocka_unit_test(skips_minified_scripts),
        cmocka_unit_test(keeps_generated_code_that_is_called),
        cmocka_unit_test(reasons_have_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
