// SPDX-License-Identifier: Apache-2.0
// What indexes know of files: references lead where they say for as long as that is there, and whatever was edited,
// imported, dropped and merged in between, the graph is that of a clean index with the same rows.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cg/graph_care.h"

#include "fixture.h"
#include "facts.h"

/* ---- rows ---- */

static cg_id file_id(const char *path, cg_lang_id lang)
{
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    cg_symbol_add_file(&symbol, lang, cg_str_from(path));
    return cg_node_id(CG_STR("p"), cg_buf_str(&symbol));
}

/* One reference: the first `word` behind `after` of the text. */
static cg_known_ref ref_to(const char *text, const char *after, const char *word, uint32_t target)
{
    const char *from = strstr(text, after);
    assert_non_null(from);
    const char *at = strstr(from + strlen(after), word);
    assert_non_null(at);
    return (cg_known_ref){(uint32_t)(at - text), target};
}

static cg_str row_of(cg_arena *arena, const char *text, const cg_known_target *targets,
                     size_t targets_count, const cg_known_ref *refs, size_t refs_count)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    const cg_known known = {.blob = blob_id_of(cg_str_from(text)),
                            .tool = CG_STR("indexer"),
                            .tool_version = CG_STR("1"),
                            .targets = targets,
                            .targets_count = targets_count,
                            .refs = refs,
                            .refs_count = refs_count};
    cg_known_encode(&known, &out);
    return cg_arena_str(arena, cg_buf_str(&out));
}

static cg_known_result put_rows(bench *b, const char *branch, cg_known_row *rows, size_t count,
                                bool drop)
{
    const cg_known_rows q = {
        .list = rows, .count = count, .drop = drop, .target = {.branch = cg_str_from(branch)}};
    cg_known_result result;
    assert_ok(cg_ingest_known(b->ingest, b->project, &q, &result, &ingest_err));
    return result;
}

/* ---- one reference ---- */

static const char use[] = "from a import f\n\n\ndef g():\n    f()\n";
static const char other[] = "from a import f\n\n\n\ndef g():\n    f()\n";

static const cg_known_target b_f = {
    .path = CG_STR("b.py"), .descriptors = CG_STR("f()."), .name = CG_STR("f")};

static bench bench_with_two(void)
{
    bench b = bench_open(NULL);
    bench_post(&b, "a.py", "def f():\n    pass\n");
    bench_post(&b, "b.py", "def f():\n    pass\n");
    bench_post(&b, "use.py", use);
    return b;
}

static cg_known_result know_b(bench *b)
{
    const cg_known_ref ref = ref_to(use, "def g", "f()", 0);
    cg_known_row row = {file_id("use.py", CG_LANG_PYTHON), row_of(b->arena, use, &b_f, 1, &ref, 1)};
    return put_rows(b, "", &row, 1, false);
}

static void expect_calls(bench *b, const char *edges)
{
    assert_string_equal(bench_edges(b, CG_EDGE_CALLS), edges);
    bench_expect_sound(b);
}

static void test_what_is_known_wins_while_it_is_there(void **state)
{
    (void)state;
    bench b = bench_with_two();
    cg_hash128 before = bench_digest(&b);
    expect_calls(&b, "use.py g > a.py f 100");
    cg_known_result r = know_b(&b);
    assert_true(r.commit.changed);
    assert_int_equal(r.agreement.corrected, 1);
    assert_int_equal(r.agreement.agreed + r.agreement.added, 0);
    expect_calls(&b, "use.py g > b.py f 100");
    cg_hash128 known = bench_digest(&b);
    bench_post(&b, "b.py", "def e():\n    pass\n\n\ndef f(x=1):\n    pass\n"); /* moved */
    expect_calls(&b, "use.py g > b.py f 100");
    bench_post(&b, "b.py", "class A:\n    def f(self):\n        pass\n"); /* another f */
    expect_calls(&b, "use.py g > a.py f 100");
    bench_post(&b, "b.py", "def f():\n    pass\n");
    assert_true(same_digest(bench_digest(&b), known));
    bench_post(&b, "use.py", other);
    expect_calls(&b, "use.py g > a.py f 100");
    bench_post(&b, "use.py", use); /* its content is known still */
    assert_true(same_digest(bench_digest(&b), known));
    assert_false(know_b(&b).commit.changed);
    r = put_rows(&b, "", NULL, 0, true);
    assert_int_equal(r.dropped, 1);
    assert_true(same_digest(bench_digest(&b), before));
    bench_expect_sound(&b);
    bench_close(&b);
}

static void test_agreement_is_counted(void **state)
{
    (void)state;
    bench b = bench_with_two();
    const char text[] = "import a\n\n\ndef g(x):\n    a.f()\n    x.f()\n";
    const cg_known_target targets[] = {
        {.path = CG_STR("a.py"), .descriptors = CG_STR("f()."), .name = CG_STR("f")}, b_f};
    const cg_known_ref refs[] = {ref_to(text, "a.", "f()", 0), ref_to(text, "x.", "f()", 1)};
    bench_post(&b, "use.py", text);
    cg_known_row row = {file_id("use.py", CG_LANG_PYTHON),
                        row_of(b.arena, text, targets, 2, refs, 2)};
    cg_known_result r = put_rows(&b, "", &row, 1, false);
    assert_int_equal(r.agreement.agreed, 1);
    assert_int_equal(r.agreement.added, 1);
    assert_int_equal(r.agreement.corrected, 0);
    expect_calls(&b, "use.py g > a.py f 100, use.py g > b.py f 100");
    bench_close(&b);
}

static void test_constructors_follow_from_their_type(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    const char text[] = "#include \"a.hpp\"\nvoid *g() { return new A(1); }\n";
    bench_post(&b, "a.hpp", "struct A { A() {} A(int n) {} };\n");
    bench_post(&b, "b.hpp", "struct A { A() {} A(int n) {} };\n");
    bench_post(&b, "use.cpp", text);
    const cg_known_target type = {
        .path = CG_STR("b.hpp"), .descriptors = CG_STR("A#"), .name = CG_STR("A")};
    const cg_known_ref ref = ref_to(text, "new", "A(1)", 0);
    cg_known_row row = {file_id("use.cpp", CG_LANG_CPP), row_of(b.arena, text, &type, 1, &ref, 1)};
    assert_string_equal(bench_edges(&b, CG_EDGE_INSTANTIATES), "use.cpp g > a.hpp A::A 95");
    put_rows(&b, "", &row, 1, false);
    assert_string_equal(bench_edges(&b, CG_EDGE_INSTANTIATES), "use.cpp g > b.hpp A::A 97");
    assert_string_equal(bench_edges(&b, CG_EDGE_REFERENCES), "use.cpp g > b.hpp A 100");
    bench_expect_sound(&b);
    bench_close(&b);
}

static uint64_t count_nodes(bench *b, cg_node_kind kind)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(b->project);
    cg_node_scan *scan = cg_node_scan_open(snap, kind, 0);
    cg_node_ref ref;
    uint32_t file;
    uint64_t count = 0;
    while (cg_node_scan_next(scan, &ref, &file))
        count++;
    assert_ok(cg_node_scan_close(scan, &ingest_err));
    return count;
}

static void test_what_is_known_may_be_outside(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    const char text[] = "def g(x):\n    x.get()\n";
    bench_post(&b, "a.py", "class A:\n    def get(self):\n        pass\n");
    bench_post(&b, "use.py", text);
    expect_calls(&b, "use.py g > a.py A.get 50");
    const cg_known_target get = {.module = CG_STR("requests"), .external_name = CG_STR("api.get")};
    const cg_known_ref ref = ref_to(text, "x.", "get", 0);
    cg_known_row row = {file_id("use.py", CG_LANG_PYTHON), row_of(b.arena, text, &get, 1, &ref, 1)};
    cg_known_result r = put_rows(&b, "", &row, 1, false);
    assert_int_equal(r.agreement.corrected, 1);
    expect_calls(&b, "");
    assert_int_equal(count_nodes(&b, CG_NODE_EXTERNAL), 1);
    put_rows(&b, "", NULL, 0, true);
    assert_int_equal(count_nodes(&b, CG_NODE_EXTERNAL), 0);
    expect_calls(&b, "use.py g > a.py A.get 50");
    bench_close(&b);
}

static void test_a_dry_run_counts_alone(void **state)
{
    (void)state;
    bench b = bench_with_two();
    cg_hash128 before = bench_digest(&b);
    const cg_known_ref ref = ref_to(use, "def g", "f()", 0);
    cg_known_row row = {file_id("use.py", CG_LANG_PYTHON), row_of(b.arena, use, &b_f, 1, &ref, 1)};
    const cg_known_rows q = {.list = &row, .count = 1, .dry_run = true};
    cg_known_result r;
    assert_ok(cg_ingest_known(b.ingest, b.project, &q, &r, &ingest_err));
    assert_int_equal(r.agreement.corrected, 1);
    assert_true(same_digest(bench_digest(&b), before));
    expect_calls(&b, "use.py g > a.py f 100");
    bench_close(&b);
}

/* ---- whatever was done before ---- */

#define FILES 5
#define VARIANTS 4

typedef struct random_world {
    bench b;
    unsigned seed;
} random_world;

static unsigned below(random_world *w, unsigned limit)
{
    return (unsigned)rand_r(&w->seed) % limit;
}

static const char *path_of(unsigned file)
{
    static const char *const paths[FILES] = {"m0.py", "m1.py", "t2.ts", "t3.ts", "p/C4.java"};
    return paths[file];
}

static cg_lang_id lang_of(unsigned file)
{
    return file < 2 ? CG_LANG_PYTHON : file < 4 ? CG_LANG_TYPESCRIPT : CG_LANG_JAVA;
}

/* Each calls f, which two files may have, and makes a C; variant 3 lacks f. */
static const char *text_of(cg_arena *arena, unsigned file, unsigned variant)
{
    static const char *const formats[FILES] = {
        "from m1 import %s, C\n\n\ndef %s(x):\n    f(1)\n    x.h%u()\n    C()\n",
        "from m0 import %s\n\n\nclass C:\n    def h1(self): f()\n\n\ndef %s():\n    C().h%u()\n",
        "import { %s, C } from './t3';\nexport function %s(x: any) { f(); x.h%u(); new C(); }\n",
        "import { %s } from './t2';\nexport class C { h1() { f(); } }\nfunction %s() { C.h%u(); }\n",
        "package p;\nclass C { C() {} /* %s */ void %s() { C.h%u(); } void h1() { f(); } }\n"};
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_buf_printf(&out, formats[file], "f", variant == 3 ? "gone" : "f", variant);
    return cg_arena_str(arena, cg_buf_str(&out)).ptr;
}

static cg_known_target random_target(random_world *w)
{
    static const cg_known_target targets[] = {
        {.path = CG_STR("m0.py"), .descriptors = CG_STR("f()."), .name = CG_STR("f")},
        {.path = CG_STR("m1.py"), .descriptors = CG_STR("f()."), .name = CG_STR("f")},
        {.path = CG_STR("m1.py"), .descriptors = CG_STR("C#"), .name = CG_STR("C")},
        {.path = CG_STR("m1.py"), .descriptors = CG_STR("C#h1()."), .name = CG_STR("h1")},
        {.path = CG_STR("t2.ts"), .descriptors = CG_STR("f()."), .name = CG_STR("f")},
        {.path = CG_STR("t3.ts"), .descriptors = CG_STR("f()."), .name = CG_STR("f")},
        {.path = CG_STR("t3.ts"), .descriptors = CG_STR("C#"), .name = CG_STR("C")},
        {.path = CG_STR("p/C4.java"), .descriptors = CG_STR("C#"), .name = CG_STR("C")},
        {.path = CG_STR("p/C4.java"), .descriptors = CG_STR("C#f()."), .name = CG_STR("f")},
        {.path = CG_STR("m0.py"), .descriptors = CG_STR(""), .name = CG_STR("m0.py")},
        {.path = CG_STR("never.py"), .descriptors = CG_STR("f()."), .name = CG_STR("f")},
        {.module = CG_STR("lib"), .external_name = CG_STR("f")},
    };
    return targets[below(w, CG_ARRAY_LEN(targets))];
}

/* Of a random variant: each word of the text that may be a reference may lead anywhere. */
static cg_str random_row(random_world *w, unsigned file)
{
    cg_known_target targets[6];
    CG_VEC(cg_known_ref) refs = {0};
    const char *text = text_of(w->b.arena, file, below(w, VARIANTS));
    if (below(w, 8) == 0)
        return CG_STR_NULL;
    for (size_t i = 0; i < CG_ARRAY_LEN(targets); i++)
        targets[i] = random_target(w);
    for (uint32_t i = 0; text[i] != '\0'; i++) {
        bool word = text[i] == 'f' || text[i] == 'C' || text[i] == 'h';
        uint32_t target = below(w, CG_ARRAY_LEN(targets));
        if (!word || below(w, 3) == 0)
            continue;
        CG_VEC_PUSH(&refs, (cg_known_ref){i, target});
        if (target + 1 < CG_ARRAY_LEN(targets) && below(w, 4) == 0)
            CG_VEC_PUSH(&refs, (cg_known_ref){i, target + 1});
    }
    cg_str row = row_of(w->b.arena, text, targets, CG_ARRAY_LEN(targets), refs.ptr, refs.len);
    CG_VEC_FINI(&refs);
    return row;
}

static void random_import(random_world *w, const char *branch)
{
    cg_known_row rows[FILES];
    size_t count = 0;
    for (unsigned file = 0; file < FILES; file++)
        if (below(w, 2) == 0)
            rows[count++] =
                (cg_known_row){file_id(path_of(file), lang_of(file)), random_row(w, file)};
    put_rows(&w->b, branch, rows, count, below(w, 6) == 0);
}

static void random_edit(random_world *w, const char *branch)
{
    cg_ingest_source files[2];
    cg_str gone;
    unsigned first = below(w, FILES), count = 1 + below(w, 2);
    cg_ingest_files_request q = {.files = files, .target = {.branch = cg_str_from(branch)}};
    cg_ingest_result result;
    for (unsigned i = 0; i < count; i++) {
        unsigned file = (first + i) % FILES;
        files[i] = (cg_ingest_source){
            .path = cg_str_from(path_of(file)),
            .content = cg_str_from(text_of(w->b.arena, file, below(w, VARIANTS)))};
    }
    if (below(w, 6) == 0) {
        gone = cg_str_from(path_of(first));
        q.deletes = &gone;
        q.deletes_count = 1;
    } else {
        q.files_count = count;
    }
    assert_ok(cg_ingest_files(w->b.ingest, w->b.project, &q, w->b.arena, &result, &ingest_err));
}

static uint64_t head_of(bench *b, const char *branch)
{
    uint64_t generation = 0;
    assert_true(cg_project_branch_generation(b->project, cg_str_from(branch), &generation));
    return generation;
}

static void random_merge(random_world *w, const char *from, const char *to)
{
    const cg_apply_request q = {.mode = CG_APPLY_MERGE,
                                .to = head_of(&w->b, from),
                                .otherwise = below(w, 2) ? CG_TAKE_THEIRS : CG_TAKE_OURS,
                                .fast_forward = below(w, 2) == 0,
                                .target = {.branch = cg_str_from(to), .message = CG_STR("merge")}};
    cg_apply_result result;
    assert_ok(cg_ingest_apply(w->b.ingest, w->b.project, &q, w->b.arena, &result, &ingest_err));
    assert_int_not_equal(result.outcome, CG_APPLY_CONFLICTS);
}

typedef struct rows_taken {
    cg_arena *arena;
    CG_VEC(cg_known_row) rows;
} rows_taken;

static bool take_row(void *arg, cg_id id, cg_str value)
{
    rows_taken *t = arg;
    CG_VEC_PUSH(&t->rows, (cg_known_row){id, cg_arena_str(t->arena, value)});
    return true;
}

/* The files and rows of a branch, in a store of their own: rows before files, or behind them. */
static void expect_clean(random_world *w, const char *branch)
{
    CG_AUTO(cg_snapshot) snap = NULL;
    cg_ingest_source files[FILES];
    size_t count = 0;
    rows_taken taken = {.arena = w->b.arena};
    bench clean = bench_open(NULL);
    assert_ok(cg_snapshot_take_branch(w->b.project, cg_str_from(branch), &snap, &ingest_err));
    assert_ok(cg_snapshot_scan_metadata(snap, CG_OWNER_KNOWN, take_row, &taken, &ingest_err));
    for (uint32_t num = 0; num < cg_snapshot_files_limit(snap); num++) {
        const cg_file *file = cg_snapshot_file(snap, num);
        CG_AUTO(cg_unit_pin) pin = NULL;
        cg_str text;
        if (!file->present)
            continue;
        assert_ok(cg_store_source(w->b.store, file->blob, &pin, &text, &ingest_err));
        files[count++] =
            (cg_ingest_source){.path = file->path, .content = cg_arena_str(w->b.arena, text)};
    }
    bool first = below(w, 2) == 0;
    if (first)
        put_rows(&clean, "", taken.rows.ptr, taken.rows.len, false);
    bench_post_all(&clean, files, count);
    if (!first)
        put_rows(&clean, "", taken.rows.ptr, taken.rows.len, false);
    assert_true(same_digest(cg_snapshot_digest(snap), bench_digest(&clean)));
    CG_VEC_FINI(&taken.rows);
    bench_close(&clean);
}

static void test_edits_imports_and_merges_leave_a_clean_index(void **state)
{
    (void)state;
    static const char *const branches[] = {"main", "side"};
    const char *more = getenv("CG_LONG");
    unsigned rounds = more != NULL && *more ? 60 : 6;
    for (unsigned round = 0; round < rounds; round++) {
        random_world w = {.b = bench_open(NULL), .seed = 7000 + round};
        for (unsigned file = 0; file < FILES; file++)
            bench_post(&w.b, path_of(file), text_of(w.b.arena, file, 0));
        random_import(&w, "main");
        assert_ok(
            cg_branch_create(w.b.project, CG_STR("side"), head_of(&w.b, "main"), 10, &ingest_err));
        for (unsigned step = 0; step < 30; step++) {
            const char *branch = branches[below(&w, 2)];
            unsigned what = below(&w, 10);
            if (what < 5)
                random_edit(&w, branch);
            else if (what < 9)
                random_import(&w, branch);
            else
                random_merge(&w, branch, branches[branch == branches[0]]);
            if (step % 6 == 5)
                expect_clean(&w, branch);
        }
        expect_clean(&w, "main");
        expect_clean(&w, "side");
        bench_expect_sound(&w.b);
        bench_close(&w.b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_known_wins_while_it_is_there),
        cmocka_unit_test(test_agreement_is_counted),
        cmocka_unit_test(test_constructors_follow_from_their_type),
        cmocka_unit_test(test_what_is_known_may_be_outside),
        cmocka_unit_test(test_a_dry_run_counts_alone),
        cmocka_unit_test(test_edits_imports_and_merges_leave_a_clean_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
