// SPDX-License-Identifier: Apache-2.0
// Macros of other files that a file is read with: whatever comes, goes or changes, the graph is that of a clean index.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#define PAIR                                                                                       \
    "#define PAIR(name) int name##_a(void) { return 1; } int name##_b(void) { return 2; }\n"
#define OTHER "#define PAIR(name) int name##_c(void) { return 3; }\n"
#define USE "#include \"pair.h\"\nPAIR(one)\nint sum(void) { return one_a() + one_b(); }\n"

typedef struct file {
    const char *path, *text; /* NULL: it is not there */
} file;

static cg_ingest_source source_of(const file *f)
{
    return (cg_ingest_source){.path = cg_str_from(f->path), .content = cg_str_from(f->text)};
}

/* The files as an index of nothing else has them. */
static cg_hash128 clean(const file *files, size_t count)
{
    bench b = bench_open(NULL);
    cg_ingest_source sources[8];
    size_t n = 0;
    for (size_t i = count; i-- > 0;) /* in another order */
        if (files[i].text != NULL)
            sources[n++] = source_of(&files[i]);
    bench_post_all(&b, sources, n);
    cg_hash128 digest = bench_digest(&b);
    bench_close(&b);
    return digest;
}

/* Names of functions at the head, in order of files. */
static bool has_function(bench *b, const char *path, const char *name)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(b->project);
    CG_AUTO(cg_unit_pin) pin = NULL;
    uint32_t num;
    const cg_file *f = cg_snapshot_find_file(snap, cg_str_from(path), &num);
    assert_non_null(f);
    assert_ok(cg_store_unit(b->store, cg_file_unit(f), false, &pin, &ingest_err));
    const cg_unit *unit = cg_unit_pin_unit(pin);
    for (size_t i = 0; i < unit->defs.len; i++)
        if (unit->defs.ptr[i].kind == CG_NODE_FUNCTION &&
            cg_str_eq(cg_unit_str(unit, unit->defs.ptr[i].name), cg_str_from(name)))
            return true;
    return false;
}

/* Brings the files from one state to the next, one request, and holds the graph against a clean index. */
static void step(bench *b, const file *before, const file *after, size_t count)
{
    cg_ingest_source sources[8];
    cg_str deletes[8];
    cg_ingest_files_request request = {.files = sources, .deletes = deletes};
    cg_ingest_result result;
    for (size_t i = 0; i < count; i++) {
        bool same = before[i].text != NULL && after[i].text != NULL &&
                    strcmp(before[i].text, after[i].text) == 0;
        if (after[i].text != NULL && !same)
            sources[request.files_count++] = source_of(&after[i]);
        else if (after[i].text == NULL && before[i].text != NULL)
            deletes[request.deletes_count++] = cg_str_from(after[i].path);
    }
    assert_ok(cg_ingest_files(b->ingest, b->project, &request, b->arena, &result, &ingest_err));
    bench_expect_sound(b);
    assert_true(same_digest(bench_digest(b), clean(after, count)));
}

static void test_header_comes_changes_and_goes(void **state)
{
    (void)state;
    static const char *const headers[] = {NULL, PAIR, OTHER, "int nothing;\n", PAIR, NULL, OTHER};
    bench b = bench_open(NULL);
    file now[] = {{"pair.h", NULL}, {"use.c", NULL}, {"plain.c", NULL}};
    for (size_t i = 0; i < CG_ARRAY_LEN(headers); i++) {
        file next[] = {{"pair.h", headers[i]}, {"use.c", USE}, {"plain.c", "int plain(void);\n"}};
        step(&b, now, next, CG_ARRAY_LEN(next));
        assert_true(has_function(&b, "use.c", "one_a") ==
                    (headers[i] != NULL && strcmp(headers[i], PAIR) == 0));
        assert_true(has_function(&b, "use.c", "one_c") ==
                    (headers[i] != NULL && strcmp(headers[i], OTHER) == 0));
        memcpy(now, next, sizeof now);
    }
    bench_close(&b);
}

static void test_two_headers_of_one_name(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    const file steps[][4] = {
        {{"pair.h", NULL}, {"sub/other.h", NULL}, {"use.c", USE}, {"far.c", "PAIR(far)\n"}},
        {{"pair.h", PAIR}, {"sub/other.h", NULL}, {"use.c", USE}, {"far.c", "PAIR(far)\n"}},
        {{"pair.h", PAIR}, {"sub/other.h", OTHER}, {"use.c", USE}, {"far.c", "PAIR(far)\n"}},
        {{"pair.h", PAIR},
         {"sub/other.h", OTHER},
         {"use.c", USE},
         {"far.c", "#include \"sub/other.h\"\nPAIR(far)\n"}},
        {{"pair.h", NULL}, {"sub/other.h", OTHER}, {"use.c", USE}, {"far.c", "PAIR(far)\n"}},
        {{"pair.h", PAIR}, {"sub/other.h", PAIR}, {"use.c", USE}, {"far.c", "PAIR(far)\n"}},
    };
    static const char *const made[] = {NULL, "far_a", NULL, "far_c", "far_c", "far_a"};
    file now[4] = {{"pair.h", NULL}, {"sub/other.h", NULL}, {"use.c", NULL}, {"far.c", NULL}};
    for (size_t i = 0; i < CG_ARRAY_LEN(steps); i++) {
        step(&b, now, steps[i], 4);
        for (const char *name = "abc"; *name != '\0'; name++) {
            char full[] = "far_x";
            full[4] = *name;
            bool pair = made[i] != NULL && strcmp(made[i], "far_a") == 0;
            bool there = made[i] != NULL && (pair ? *name != 'c' : *name == 'c');
            assert_true(has_function(&b, "far.c", full) == there);
        }
        memcpy(now, steps[i], sizeof now);
    }
    bench_close(&b);
}

/* What makes the macro stands behind another header; that one goes over to another file. */
static void test_macros_of_macros(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    const char *parts = "#define MAKE_(a) int part_##a(void) { return 0; }\n";
    const char *renamed = "#define MAKE_(a) int other_##a(void) { return 0; }\n";
    const file steps[][4] = {
        {{"top.h", "#include \"parts.h\"\n#define MAKE(a) MAKE_(a)\n"},
         {"parts.h", parts},
         {"more.h", NULL},
         {"use.c", "#include \"top.h\"\nMAKE(x);\n"}},
        {{"top.h", "#include \"parts.h\"\n#define MAKE(a) MAKE_(a)\n"},
         {"parts.h", renamed},
         {"more.h", NULL},
         {"use.c", "#include \"top.h\"\nMAKE(x);\n"}},
        {{"top.h", "#include \"more.h\"\n#define MAKE(a) MAKE_(a)\n"},
         {"parts.h", renamed},
         {"more.h", parts},
         {"use.c", "#include \"top.h\"\nMAKE(x);\n"}},
        {{"top.h", "#include \"more.h\"\n#define MAKE(a) MAKE_(a)\n"},
         {"parts.h", NULL},
         {"more.h", "#include \"top.h\"\n"},
         {"use.c", "#include \"top.h\"\nMAKE(x);\n"}},
    };
    static const char *const made[] = {"part_x", "other_x", "part_x", NULL};
    file now[4] = {{"top.h", NULL}, {"parts.h", NULL}, {"more.h", NULL}, {"use.c", NULL}};
    for (size_t i = 0; i < CG_ARRAY_LEN(steps); i++) {
        step(&b, now, steps[i], 4);
        if (made[i] != NULL)
            assert_true(has_function(&b, "use.c", made[i]));
        memcpy(now, steps[i], sizeof now);
    }
    bench_close(&b);
}

/* Only who wants the macro is read again. */
static void test_others_are_left_alone(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    const file before[] = {
        {"pair.h", PAIR}, {"use.c", USE}, {"plain.c", "#include \"pair.h\"\nint plain;\n"}};
    const file after[] = {{"pair.h", OTHER}, {"use.c", USE}, before[2]};
    file none[] = {{"pair.h", NULL}, {"use.c", NULL}, {"plain.c", NULL}};
    step(&b, none, before, 3);
    cg_ingest_source header = source_of(&after[0]);
    cg_ingest_result result = bench_post_all(&b, &header, 1);
    assert_int_equal(result.commit.files_changed, 2); /* the header, and the one that uses it */
    assert_int_equal(result.files_seen, 1);
    header = (cg_ingest_source){.path = CG_STR("pair.h"), .content = CG_STR(OTHER "int more;\n")};
    result = bench_post_all(&b, &header, 1);
    assert_int_equal(result.commit.files_changed, 1);
    bench_close(&b);
}

/* A branch where the header is another has another unit of the same file; both are kept, and merge. */
static void test_branches(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    const file before[] = {{"pair.h", PAIR}, {"use.c", USE}};
    const file after[] = {{"pair.h", OTHER}, {"use.c", USE}};
    file none[] = {{"pair.h", NULL}, {"use.c", NULL}};
    step(&b, none, before, 2);
    uint64_t from;
    {
        CG_AUTO(cg_snapshot) snap = cg_snapshot_take(b.project);
        from = cg_snapshot_generation(snap);
    }
    step(&b, before, after, 2);
    CG_AUTO(cg_snapshot) past = NULL;
    assert_ok(cg_snapshot_at(b.project, from, &past, &ingest_err));
    assert_true(same_digest(cg_snapshot_digest(past), clean(before, 2)));
    /* Taking the change back is a pick of its reverse: the file is read again from what is stored. */
    uint64_t now;
    {
        CG_AUTO(cg_snapshot) snap = cg_snapshot_take(b.project);
        now = cg_snapshot_generation(snap);
    }
    cg_apply_request request = {.mode = CG_APPLY_CHANGE, .from = now, .to = from};
    cg_apply_result applied;
    assert_ok(cg_ingest_apply(b.ingest, b.project, &request, b.arena, &applied, &ingest_err));
    bench_expect_sound(&b);
    assert_true(same_digest(bench_digest(&b), clean(before, 2)));
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header_comes_changes_and_goes),
        cmocka_unit_test(test_two_headers_of_one_name),
        cmocka_unit_test(test_macros_of_macros),
        cmocka_unit_test(test_others_are_left_alone),
        cmocka_unit_test(test_branches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
