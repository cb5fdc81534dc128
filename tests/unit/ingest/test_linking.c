// SPDX-License-Identifier: Apache-2.0
// Linking of what nobody would write, and of what only generators do: circles, contradictions, names
// that thousands share. It ends, stays sound, is sure of nothing that it cannot know, and what came file by
// file is what came at once.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"
#include "metric.h"

typedef CG_VEC(cg_ingest_source) source_list;

static unsigned scaled(unsigned normal, unsigned longer)
{
    const char *more = getenv("CG_LONG");
    return more != NULL && *more ? longer : normal;
}

static void add(source_list *list, cg_str path, cg_str text)
{
    CG_VEC_PUSH(list, (cg_ingest_source){.path = path, .content = text});
}

/* Every `%u` is `n`, and `%d` the number after it. */
static cg_str numbered(bench *b, const char *format, unsigned n)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    for (const char *c = format; *c; c++) {
        if (*c == '%' && (c[1] == 'u' || c[1] == 'd'))
            cg_buf_printf(&out, "%u", *++c == 'u' ? n : n + 1);
        else
            cg_buf_add_char(&out, *c);
    }
    return cg_arena_str(b->arena, cg_buf_str(&out));
}

static void add_numbered(bench *b, source_list *list, const char *path, const char *text,
                         unsigned count)
{
    for (unsigned n = 0; n < count; n++)
        add(list, numbered(b, path, n), numbered(b, text, n));
}

static cg_hash128 digest_at_once(const cg_ingest_source *files, size_t count)
{
    bench b = bench_open(NULL);
    bench_post_all(&b, files, count);
    cg_hash128 digest = bench_digest(&b);
    bench_close(&b);
    return digest;
}

/* Backwards, so that what is referred to comes later. */
static void expect_same_one_by_one(const cg_ingest_source *files, size_t count)
{
    bench b = bench_open(NULL);
    for (size_t i = count; i-- > 0;)
        bench_post_all(&b, &files[i], 1);
    assert_true(same_digest(bench_digest(&b), digest_at_once(files, count)));
    bench_expect_sound(&b);
    bench_close(&b);
}

/* ---- circles ---- */

static void test_circles_end(void **state)
{
    (void)state;
    static const char *const files[][2] = {
        {"py/a.py", "from b import *\nfrom b import x\nclass A(B): pass\nclass S(S): pass\n"
                    "def f(): A().gone(); S().gone(); x()\n"},
        {"py/b.py",
         "from a import *\nfrom a import x\nclass B(A): pass\ndef g(): B().gone(); x()\n"},
        {"js/a.js", "export * from './b';\nexport { y } from './b';\nimport { A } from './b';\n"
                    "export class B extends A {}\nnew B().gone();\n"},
        {"js/b.js", "export * from './a';\nexport { y } from './a';\nimport { B } from './a';\n"
                    "export class A extends B {}\nnew A().gone();\n"},
        {"ts/a.ts",
         "import { J } from './b';\nexport interface I extends J, I {}\n"
         "export type T = U; type U = T;\nexport function f(i: I, t: T) { i.x; t.x; }\n"},
        {"ts/b.ts", "import { I } from './a';\nexport interface J extends I {}\n"},
        {"p/A.java", "package p;\nclass A extends B { void f() { gone(); super.gone(); } }\n"},
        {"p/B.java", "package p;\nclass B extends A { void g() { gone(); new B().gone(); } }\n"},
        {"p/S.java",
         "package p;\nclass S extends S implements S { S s() { return s().s().no(); } }\n"},
        {"go/a.go", "package m\ntype A struct { B }\nfunc f(a A) { a.Gone(); a.B.A.Gone() }\n"},
        {"go/b.go", "package m\ntype B struct { *A }\ntype C = D\ntype D = C\nvar c C\n"
                    "func g() { c.Gone() }\n"},
        {"rs/lib.rs", "mod a;\nmod b;\npub use a::x;\npub use self::a::*;\npub use self::*;\n"},
        {"rs/a.rs", "pub use crate::b::*;\npub use crate::b::x;\npub trait T: U {}\n"
                    "pub fn f<X: T>(v: X) { v.gone(); x(); }\n"},
        {"rs/b.rs", "pub use crate::a::*;\npub use crate::a::x;\npub trait U: crate::a::T {}\n"},
        {"c/a.h", "#include \"b.h\"\n#include \"a.h\"\nstruct s { struct s *next; };\n"},
        {"c/b.h", "#include \"a.h\"\n#define X X\n#define Y Z\n#define Z Y\n"},
        {"c/a.c", "#include \"a.h\"\nint f(struct s *p) { return X + Y + gone(p->next->gone); }\n"},
        {"cpp/a.hpp", "#pragma once\n#include \"b.hpp\"\nstruct A : B { using B::f; };\n"
                      "namespace n = m; using namespace n;\n"},
        {"cpp/b.hpp",
         "#pragma once\n#include \"a.hpp\"\nstruct B : A { using A::f; };\n"
         "namespace m = n; struct S : S {};\nvoid f(A a, S s) { a.gone(); s.gone(); }\n"},
    };
    cg_ingest_source sources[CG_ARRAY_LEN(files)];
    for (size_t i = 0; i < CG_ARRAY_LEN(files); i++)
        sources[i] = (cg_ingest_source){.path = cg_str_from(files[i][0]),
                                        .content = cg_str_from(files[i][1])};
    expect_same_one_by_one(sources, CG_ARRAY_LEN(files));
    bench b = bench_open(NULL);
    bench_post_all(&b, sources, CG_ARRAY_LEN(files));
    assert_string_equal(bench_edges(&b, CG_EDGE_CALLS), "");
    bench_expect_sound(&b);
    bench_close(&b);
}

/* ---- contradictions ---- */

/* No relationship between files is certain. */
static void expect_uncertain(bench *b, cg_edge_kind kind)
{
    const char *edges = bench_edges(b, kind);
    if (strstr(edges, " 100") != NULL)
        fail_msg("certain: %s", edges);
}

static void test_contradictions_are_not_certain(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    bench_post(&b, "p/One.java", "package p;\nclass A { static void f() {} }\n");
    bench_post(&b, "p/Two.java", "package p;\nclass A { static void f() {} }\n");
    bench_post(&b, "p/Use.java", "package p;\nclass Use { void g() { A.f(); } }\n");
    bench_post(&b, "go/a.go", "package m\nfunc F() {}\n");
    bench_post(&b, "go/b.go", "package m\nfunc F() {}\n");
    bench_post(&b, "go/c.go", "package m\nfunc g() { F() }\n");
    bench_post(&b, "c/a.c", "int f(void) { return 1; }\n");
    bench_post(&b, "c/b.c", "int f(void) { return 2; }\n");
    bench_post(&b, "c/f.h", "int f(void);\n");
    bench_post(&b, "c/use.c", "#include \"f.h\"\nint g(void) { return f(); }\n");
    expect_uncertain(&b, CG_EDGE_CALLS);
    bench_expect_sound(&b);
    bench_close(&b);
}

/* ---- many ---- */

static void test_names_that_thousands_share(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"p/C%u.java", "package p;\nclass C%u { C%d next; int get() { return 1; } int get(int a) { "
                       "return get(); }\n  int use(Object o, C%d c) { return o.get() + c.get() + "
                       "next.get(2); } }\n"},
        {"m%u.py",
         "from m%d import C%d\nclass C%u:\n    def get(self):\n        return C%d().get()\n\n"
         "def use(o):\n    return o.get()\n"},
        {"g/f%u.go", "package g\ntype C%u struct { n *C%d }\nfunc (c *C%u) get() int { return "
                     "c.n.get() }\n"},
        {"t/f%u.ts",
         "import { C%d } from './f%d';\nexport class C%u { get(o: any, c: C%d): number { "
         "return o.get() + c.get(1, c); } }\n"},
        {"c/f%u.cpp", "struct C%d { int get(); };\nstruct C%u { int get(); };\nint C%u::get() { "
                      "C%d c; return c.get(); }\n"},
        {"r/src/f%u.rs", "use crate::f%d::C%d;\npub struct C%u;\nimpl C%u { pub fn get(&self, o: "
                         "C%d) { o.get(o) } }\n"},
    };
    unsigned count = scaled(100, 1000);
    for (size_t i = 0; i < CG_ARRAY_LEN(texts); i++) {
        bench b = bench_open(NULL);
        source_list list = {0};
        add_numbered(&b, &list, texts[i][0], texts[i][1], count);
        bench_post_all(&b, list.ptr, list.len);
        bench_post_all(&b, &(cg_ingest_source){list.ptr[0].path, CG_STR("\n"), 0}, 1);
        list.ptr[0].content = CG_STR("\n");
        assert_true(same_digest(bench_digest(&b), digest_at_once(list.ptr, list.len)));
        bench_expect_sound(&b);
        CG_VEC_FINI(&list);
        bench_close(&b);
    }
}

static void test_a_package_of_many_files(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    source_list list = {0};
    add_numbered(&b, &list, "p/f%u.go", "package p\nfunc F%u() { F%d() }\n", scaled(1000, 10000));
    bench_post_all(&b, list.ptr, list.len);
    bench_post(&b, "p/f7.go", "package p\nfunc Other() { F8() }\n");
    list.ptr[7].content = CG_STR("package p\nfunc Other() { F8() }\n");
    assert_true(same_digest(bench_digest(&b), digest_at_once(list.ptr, list.len)));
    CG_VEC_FINI(&list);
    bench_close(&b);
}

static void test_deep_inheritance(void **state)
{
    (void)state;
    static const char *const texts[][3] = {
        {"p/C%u.java", "package p;\nclass C%u extends C%d { void f() { root(); super.f(); } }\n",
         "package p;\nclass C%u { void root() {} void f() {} }\n"},
        {"m%u.py", "from m%d import C%d\nclass C%u(C%d):\n    def f(self):\n        self.root()\n",
         "class C%u:\n    def root(self):\n        pass\n"},
        {"c%u.hpp",
         "#pragma once\n#include \"c%d.hpp\"\nstruct C%u : C%d { void f() { root(); } };\n",
         "#pragma once\nstruct C%u { void root(); };\n"},
        {"t%u.ts",
         "import { C%d } from './t%d';\nexport class C%u extends C%d { f() { this.root(); } }\n",
         "export class C%u { root() {} }\n"},
        {"g/f%u.go", "package g\ntype C%u struct { C%d }\nfunc f%u(c C%u) { c.root() }\n",
         "package g\ntype C%u struct {}\nfunc (c C%u) root() {}\n"},
    };
    unsigned count = scaled(150, 1000);
    for (size_t i = 0; i < CG_ARRAY_LEN(texts); i++) {
        bench b = bench_open(NULL);
        source_list list = {0};
        add_numbered(&b, &list, texts[i][0], texts[i][1], count);
        add(&list, numbered(&b, texts[i][0], count), CG_STR("\n"));
        bench_post_all(&b, list.ptr, list.len);
        list.ptr[count].content = numbered(&b, texts[i][2], count);
        bench_post_all(&b, &list.ptr[count], 1);
        assert_true(same_digest(bench_digest(&b), digest_at_once(list.ptr, list.len)));
        bench_expect_sound(&b);
        CG_VEC_FINI(&list);
        bench_close(&b);
    }
}

static void test_a_huge_generated_file(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_add_str(&text, CG_STR("from other import *\nclass A(Base):\n"));
    for (unsigned n = 0; n < scaled(1000, 5000); n++)
        cg_buf_printf(&text, "    def f%u(self):\n        return self.f%u().g(self.f%u(), far())\n",
                      n, n + 1, n / 2);
    bench_post(&b, "other.py", "class Base:\n    pass\ndef far():\n    pass\n");
    cg_ingest_source file = {.path = CG_STR("huge.py"), .content = cg_buf_str(&text)};
    bench_post_all(&b, &file, 1);
    assert_non_null(strstr(bench_edges(&b, CG_EDGE_CALLS), "huge.py A.f0 > other.py far "));
    bench_expect_sound(&b);
    bench_close(&b);
}

/* Each call would ask for each of them. */
static void test_a_function_that_gives_back_thousands(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_add_str(&text, CG_STR("import { A, B } from './types.js';\nfunction pick(k) {\n"));
    bench_post(&b, "types.js", "export class A { m() {} }\nexport class B { m() {} }\n");
    for (unsigned n = 0; n < scaled(1000, 20000); n++)
        cg_buf_printf(&text, "  if (k === %u) return new %c();\n", n, n < 300 ? 'A' : 'B');
    cg_buf_add_str(&text, CG_STR("}\nfunction use() {\n"));
    for (unsigned n = 0; n < scaled(1000, 20000); n++)
        cg_buf_printf(&text, "  pick(%u).m();\n", n);
    cg_buf_add_str(&text, CG_STR("}\n"));
    bench_post_all(&b, &(cg_ingest_source){CG_STR("made.js"), cg_buf_str(&text), 0}, 1);
    const char *edges = bench_edges(&b, CG_EDGE_CALLS);
    assert_non_null(strstr(edges, "use > types.js A.m "));
    assert_null(strstr(edges, "use > types.js B.m "));
    bench_expect_sound(&b);
    bench_close(&b);
}

/* ---- manifests, encodings, names ---- */

static void test_manifests_that_break_and_heal(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    bench_post(&b, "src/lib/a.ts", "export function f() {}\n");
    bench_post(&b, "src/use.ts", "import { f } from '@lib/a';\nfunction g() { f(); }\n");
    cg_hash128 without = bench_digest(&b);
    assert_string_equal(bench_edges(&b, CG_EDGE_CALLS), "");
    static const char healthy[] =
        "{\"compilerOptions\": {\"baseUrl\": \".\", \"paths\": {\"@lib/*\": [\"src/lib/*\"]}}}\n";
    bench_post(&b, "tsconfig.json", healthy);
    assert_string_equal(bench_edges(&b, CG_EDGE_CALLS), "src/use.ts g > src/lib/a.ts f 100");
    bench_post(&b, "tsconfig.json", "{\"compilerOptions\": {\"paths\": {\"@lib/*\": [[[{\n");
    assert_string_equal(bench_edges(&b, CG_EDGE_CALLS), "");
    bench_post(&b, "tsconfig.json", "{\"extends\": \"./tsconfig.json\"}\n");
    assert_string_equal(bench_edges(&b, CG_EDGE_CALLS), "");
    bench_post(&b, "tsconfig.json", healthy);
    assert_string_equal(bench_edges(&b, CG_EDGE_CALLS), "src/use.ts g > src/lib/a.ts f 100");
    cg_str gone = CG_STR("tsconfig.json");
    cg_ingest_files_request q = {.deletes = &gone, .deletes_count = 1};
    cg_ingest_result result;
    assert_ok(cg_ingest_files(b.ingest, b.project, &q, b.arena, &result, &ingest_err));
    assert_true(same_digest(bench_digest(&b), without));
    bench_expect_sound(&b);
    bench_close(&b);
}

static void test_bytes_that_are_no_text(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    bench_post(&b, "a.py",
               "class \xe9t\xe9:\n    def \xff(self):\n        pass\ndef ok():\n    pass\n");
    bench_post(&b, "b.py", "from a import \xe9t\xe9, ok\nok()\n\xe9t\xe9().\xff()\n");
    bench_expect_sound(&b);
    tree_write("bytes/a.py", "def f(): pass\n");
    tree_write("bytes/d\xff/b.py", "from a import f\nf()\n");
    tree_write("bytes/c\xff.py", "from a import f\nf()\n");
    bench_index(&b, "bytes", NULL);
    assert_string_equal(bench_paths(&b), "a.py");
    bench_expect_sound(&b);
    bench_close(&b);
}

static void test_names_that_differ_in_case_alone(void **state)
{
    (void)state;
    static const char *const files[][2] = {
        {"util.py", "def f(): pass\n"},
        {"Util.py", "def f(): pass\ndef F(): pass\n"},
        {"use.py", "import util\nfrom Util import F\ndef g(): util.f(); F()\n"},
        {"p/Name.java", "package p;\nclass Name { static void F() {} static void f() {} }\n"},
        {"p/name.java", "package p;\nclass name { static void f() {} }\n"},
        {"p/Use.java", "package p;\nclass Use { void g() { name.f(); Name.F(); } }\n"},
    };
    cg_ingest_source sources[CG_ARRAY_LEN(files)];
    for (size_t i = 0; i < CG_ARRAY_LEN(files); i++)
        sources[i] = (cg_ingest_source){.path = cg_str_from(files[i][0]),
                                        .content = cg_str_from(files[i][1])};
    expect_same_one_by_one(sources, CG_ARRAY_LEN(files));
    bench b = bench_open(NULL);
    bench_post_all(&b, sources, CG_ARRAY_LEN(files));
    assert_string_equal(bench_edges(&b, CG_EDGE_CALLS),
                        "p/Use.java Use.g > p/Name.java Name.F 98, "
                        "p/Use.java Use.g > p/name.java name.f 98, "
                        "use.py g > Util.py F 100, use.py g > util.py f 98");
    bench_close(&b);
}

/* How many files a post of some links. */
static uint64_t linked_by_all(bench *b, const cg_ingest_source *files, size_t count,
                              cg_ingest_result *out_result)
{
    uint64_t before = metric_value("codegraph_link_files_total");
    *out_result = bench_post_all(b, files, count);
    return metric_value("codegraph_link_files_total") - before;
}

static uint64_t linked_by(bench *b, const char *path, const char *text)
{
    const cg_ingest_source file = {.path = cg_str_from(path), .content = cg_str_from(text)};
    cg_ingest_result result;
    return linked_by_all(b, &file, 1, &result);
}

/* What is written between what is linked may change, and all that stands behind it moves. */
static void test_comments_are_not_linked(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t linked;
    } versions[] = {
        {"from b import g\ndef f():\n    \"\"\"Is.\"\"\"\n    g()\n", 1},
        {"from b import g\ndef f():\n    \"\"\"Is.\"\"\"\n    # more\n    g()\n", 0},
        {"from b import g\n\n\ndef f():\n    \"\"\"Is.\"\"\"\n    # more\n    g()\n", 0},
        {"from b import g\n\n\ndef f():\n    \"\"\"Was.\"\"\"\n    # more\n    g()\n", 0},
        {"from b import g\n\n\ndef f():\n    \"\"\"Was.\"\"\"\n    g()\n", 0},
        {"from b import g\n# one\ndef f():\n    \"\"\"Was.\"\"\"\n    # both\n    g()\n",
         1}, /* not all by as much */
        {"from b import g\n# one\ndef f():\n    \"\"\"Was.\"\"\"\ng()\n", 1},
        {"from b import g\n# one\ndef f(x=1):\n    \"\"\"Was.\"\"\"\ng()\n", 1},
    };
    bench b = bench_open(NULL);
    cg_ingest_source files[] = {{.path = CG_STR("b.py"), .content = CG_STR("def g(): pass\n")},
                                {.path = CG_STR("a.py")}};
    bench_post_all(&b, files, 1);
    for (size_t i = 0; i < CG_ARRAY_LEN(versions); i++) {
        cg_ingest_result r;
        files[1].content = cg_str_from(versions[i].text);
        assert_int_equal(linked_by_all(&b, &files[1], 1, &r), versions[i].linked);
        assert_int_equal(bench_find(&r, "a.py")->edges, 8); /* reported whether found or kept */
        assert_true(same_digest(bench_digest(&b), digest_at_once(files, 2)));
        bench_expect_sound(&b);
    }
    bench_close(&b);
}

/* A file whose own change is none to linking is linked where that of another concerns it. */
static void test_a_comment_beside_a_change_elsewhere(void **state)
{
    (void)state;
    const cg_ingest_source before[] = {
        {.path = CG_STR("a.py"), .content = CG_STR("from b import g\ng()\n")},
        {.path = CG_STR("b.py"), .content = CG_STR("def g(): pass\n")},
    };
    const cg_ingest_source after[] = {
        {.path = CG_STR("a.py"), .content = CG_STR("# no more\nfrom b import g\ng()\n")},
        {.path = CG_STR("b.py"), .content = CG_STR("def h(): pass\n")},
    };
    cg_ingest_result r;
    bench b = bench_open(NULL);
    bench_post_all(&b, before, 2);
    assert_string_equal(bench_edges(&b, CG_EDGE_CALLS), "a.py  > b.py g 100");
    assert_int_equal(linked_by_all(&b, after, 2, &r), 2);
    assert_string_equal(bench_edges(&b, CG_EDGE_CALLS), "");
    assert_true(same_digest(bench_digest(&b), digest_at_once(after, 2)));
    bench_expect_sound(&b);
    bench_close(&b);
}

/* Of names that several files have, one more or less is no other answer: the last one but one is. */
static void test_what_many_have_concerns_nobody(void **state)
{
    (void)state;
    const char *has = "class C:\n    def shut(self):\n        pass\n", *none = "pass\n";
    bench b = bench_open(NULL);
    bench_post(&b, "use.py", "def f(x):\n    x.shut()\n");
    assert_int_equal(linked_by(&b, "a.py", has), 2);
    assert_string_equal(bench_edges(&b, CG_EDGE_CALLS), "use.py f > a.py C.shut 50");
    assert_int_equal(linked_by(&b, "b.py", has), 2);
    assert_string_equal(bench_edges(&b, CG_EDGE_CALLS), "");
    assert_int_equal(linked_by(&b, "c.py", has), 1);
    assert_int_equal(linked_by(&b, "c.py", none), 1);
    assert_int_equal(linked_by(&b, "a.py", none), 2);
    assert_string_equal(bench_edges(&b, CG_EDGE_CALLS), "use.py f > b.py C.shut 50");
    bench_expect_sound(&b);
    bench_close(&b);
}

/* A parameter is given what calls pass, in the few files that import the function: many do not count. */
static void test_importers_count_while_they_are_few(void **state)
{
    (void)state;
    const char *imports = "from tool import run\n";
    bench b = bench_open(NULL);
    bench_post(&b, "tool.py",
               "class T:\n    def go(self):\n        pass\n\ndef run(x):\n    x.go()\n");
    bench_post(&b, "use.py", "from tool import run, T\nrun(T())\n");
    for (unsigned n = 0; n < 7; n++) {
        char path[16];
        (void)snprintf(path, sizeof path, "i%u.py", n);
        bench_post(&b, path, imports);
    }
    assert_int_equal(linked_by(&b, "i7.py", imports), 2); /* the ninth: none counts any more */
    assert_int_equal(linked_by(&b, "i8.py", imports), 1);
    assert_int_equal(linked_by(&b, "i8.py", "pass\n"), 1);
    assert_int_equal(linked_by(&b, "i7.py", "pass\n"), 2);
    bench_expect_sound(&b);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_circles_end),
        cmocka_unit_test(test_contradictions_are_not_certain),
        cmocka_unit_test(test_names_that_thousands_share),
        cmocka_unit_test(test_a_package_of_many_files),
        cmocka_unit_test(test_deep_inheritance),
        cmocka_unit_test(test_a_huge_generated_file),
        cmocka_unit_test(test_a_function_that_gives_back_thousands),
        cmocka_unit_test(test_manifests_that_break_and_heal),
        cmocka_unit_test(test_bytes_that_are_no_text),
        cmocka_unit_test(test_comments_are_not_linked),
        cmocka_unit_test(test_a_comment_beside_a_change_elsewhere),
        cmocka_unit_test(test_what_many_have_concerns_nobody),
        cmocka_unit_test(test_importers_count_while_they_are_few),
        cmocka_unit_test(test_names_that_differ_in_case_alone),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
