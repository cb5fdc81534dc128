// SPDX-License-Identifier: Apache-2.0
// What macros of C and C++ define where they are used: its limits, and odd macros. What it gives is in tests/lang.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parsed.h"

static void parse(cg_str source)
{
    parse_within(NULL, CG_LANG_C, source, CG_SKIP_NONE);
}

static size_t functions(void)
{
    size_t count = 0;
    for (size_t d = 1; d < parsed.defs.len; d++)
        count += parsed.defs.ptr[d].kind == CG_NODE_FUNCTION;
    return count;
}

static void a_use_defines_so_many_at_most(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_printf(&text, "#define ONE(n, k) int f##n##_##k(void) { return k; }\n#define ALL(n)");
    for (int k = 0; k < 400; k++)
        cg_buf_printf(&text, " ONE(n, %d)", k);
    cg_buf_printf(&text, "\nALL(a)\n");
    parse(cg_buf_str(&text));
    assert_int_equal(functions(), 256);
}

static void what_grows_beyond_measure_defines_nothing(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_printf(&text, "#define M0(n) int f##n(void) { return 0; }\n");
    for (int k = 1; k < 40; k++)
        cg_buf_printf(&text, "#define M%d(n) M%d(n##a) M%d(n##b)\n", k, k - 1, k - 1);
    cg_buf_printf(&text, "M39(x)\nint last(void) { return 0; }\n");
    uint64_t start = cg_cpu_ns();
    parse(cg_buf_str(&text));
    assert_int_equal(functions(), 1);
    assert_true(cg_cpu_ns() - start < UINT64_C(2000000000));
}

static void macros_in_themselves_end(void **state)
{
    (void)state;
    parse(CG_STR("#define A(n) B(n) int a_##n(void) { return 0; }\n"
                 "#define B(n) A(n) int b_##n(void) { return 0; }\n"
                 "A(x)\n"));
    assert_true(functions() <= 3);
}

/* So the work is linear in the file: its last uses are passed over. */
static void a_file_expands_so_much_at_most(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_printf(&text, "#define F(n) int f##n(int p0");
    for (int k = 1; k < 500; k++)
        cg_buf_printf(&text, ", int p%d", k);
    cg_buf_printf(&text, ") { return 0; }\n");
    for (int k = 0; k < 3000; k++)
        cg_buf_printf(&text, "F(%d)\n", k);
    parse(cg_buf_str(&text));
    assert_true(functions() > 50);
    assert_true(functions() < 3000);
}

static void broken_macros_and_uses_are_passed_over(void **state)
{
    (void)state;
    static const char *const sources[] = {
        "#define F(n int f##n(void) {}\nF(a)\n",
        "#define F(n) int f##n(void {}\nF(a)\n",
        "#define F(n) int f##n(void) {\nF(a)\n",
        "#define F(n) ##\nF(a)\n",
        "#define F(n) n##\nF(a\n",
        "#define F(n) int f##n(void) {}\nF\n(a)\nF(a",
        "#define F(n) \"int f(void) {}\nF(a)\n",
        "#define F(n) /* int f##n(void) {}\nF(a)\n",
        "#define F(n) struct\nF(a)\n",
        "#define F(n) struct : {}\nF(a)\n",
        "#define F(n) () {}\nF(a)\n",
        "#define F(n) < { } > { }\nF(a)\n",
        "#define F(n) } { ) ( ] [ ;\nF(a)\n",
        "#define F(n, ...) __VA_ARGS__ int f##n(void) {}\nF(a)\nF(b,)\nF(,,)\n",
        "#define F(\n#define\n#undef\n#undef F\nF(a)\n",
        "#define F(...) typedef __VA_ARGS__\nF()\nF(a);\nF(int (*a)(int));\n",
        "#define HEAD int a,, *b[, c\nstruct s { HEAD; int d; };\n",
        "#define HEAD int (*\nstruct s { HEAD; int d; };\n",
        "#define HEAD int (*a)(, *) b\nstruct s { HEAD };\n",
        "#define HEAD ,\nstruct s { HEAD; HEAD\n};\n",
        "#define HEAD a<b<c *d, e\nstruct s { HEAD; };\n",
        "#define HEAD const\nstruct s { HEAD; HEAD int a; };\n",
        "#define HEAD struct { int a; } b; } ;\nstruct s { HEAD; };\n",
        "#define HEAD HEAD int a\nstruct s { HEAD; };\n",
        "#define F(n) struct n { int a; struct { int b; } ; union { int c\nF(a)\n",
        "#define F(n) struct { } ; enum { } ; typedef struct { } ; struct n { public: }\nF(a)\n",
        "#define F(n) typedef struct n { } , * , (\nF(a);\n#define G enum n { 1 }\nG;\n",
        "#define F(n) namespace { namespace a::b::n { struct c { } ; } extern \"C\" {\nF(a)\n",
        "#define F(n) inline namespace n { int n(void) {} } inline { inline\nF(a)\n",
        "#define F(n) enum n { a b, c } ; enum class { d } ; enum n : int { e, }\nF(a)\n",
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(sources); i++)
        parse(cg_str_from(sources[i]));
}

static void enumerators_that_are_none_are_passed_over(void **state)
{
    (void)state;
    static const char *const sources[] = {
        "#define L(X) X(a) X(b)\n#define X(n) n,\nenum e { L(X), L(X) L(X) c };\n",
        "#define L 1, 2\nenum e { L, a };\n",
        "#define L a b\nenum e { L, c };\n",
        "#define L a = 1,, b\nenum e { L };\n",
        "#define L a(1)\nenum e { L, L };\n",
        "#define L\nenum e { L, L a, L };\n",
        "#define L(n) n\nenum e { L(, L(a) = L(b), L\n(c) };\n",
        "#define L L\nenum e { L = 1, L };\n",
        "#define L a, }\nenum e { L };\n",
        "enum e {\n#define L a,\n L\n#undef L\n L\n#if 1\n b\n#endif\n};\n",
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(sources); i++)
        parse(cg_str_from(sources[i]));
}

static size_t enumerators_of(int count)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    size_t found = 0;
    cg_buf_printf(&text, "#define LIST(X)");
    for (int k = 0; k < count; k++)
        cg_buf_printf(&text, " X(%d)", k);
    cg_buf_printf(&text, "\n#define AS_ENUM(n) e##n,\nenum e { LIST(AS_ENUM) };\n");
    parse(cg_buf_str(&text));
    for (size_t d = 1; d < parsed.defs.len; d++)
        found += parsed.defs.ptr[d].kind == CG_NODE_ENUM_MEMBER;
    return found;
}

static void a_use_lists_so_many_enumerators_at_most(void **state)
{
    (void)state;
    assert_int_equal(enumerators_of(200), 200);
    assert_int_equal(enumerators_of(4096), 4096);
    assert_true(enumerators_of(4097) <= 1);
}

static void a_use_makes_so_many_fields_at_most(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    size_t fields = 0;
    cg_buf_printf(&text, "#define HEAD int a0");
    for (int k = 1; k < 400; k++)
        cg_buf_printf(&text, k % 100 ? ", *a%d" : "; long a%d", k);
    cg_buf_printf(&text, "\nstruct s { HEAD; };\n");
    parse(cg_buf_str(&text));
    for (size_t d = 1; d < parsed.defs.len; d++)
        fields += parsed.defs.ptr[d].kind == CG_NODE_FIELD;
    assert_int_equal(fields, 256);
}

static void types_that_are_made_nest_so_deep_at_most(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    size_t types = 0;
    cg_buf_printf(&text, "#define DEEP(n)");
    for (int k = 0; k < 2000; k++)
        cg_buf_printf(&text, " struct n##%d {", k);
    for (int k = 0; k < 2000; k++)
        cg_buf_printf(&text, " int a; };");
    cg_buf_printf(&text, "\nDEEP(s)\n");
    parse(cg_buf_str(&text));
    for (size_t d = 1; d < parsed.defs.len; d++)
        types += parsed.defs.ptr[d].kind == CG_NODE_STRUCT;
    assert_int_equal(types, 9);
}

static void a_use_spans_what_is_written(void **state)
{
    (void)state;
    parse(CG_STR("#define F(n) int f##n(void) { return 0; }\n"
                 "F(\n  a\n)\n"
                 "int last(void) { return 0; }\n"));
    assert_int_equal(functions(), 1); /* no room for it on its first line */
    parse(CG_STR("#define MAKE(n) int f##n(void) { return 0; }\n"
                 "MAKE(\n  a\n)\n"
                 "int last(void) { return 0; }\n"));
    assert_int_equal(functions(), 2);
    const cg_def *made = &parsed.defs.ptr[2];
    assert_int_equal(made->start_line, 1);
    assert_int_equal(made->end_line, 3);
    assert_int_equal(made->end_col, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_use_defines_so_many_at_most),
        cmocka_unit_test(what_grows_beyond_measure_defines_nothing),
        cmocka_unit_test(macros_in_themselves_end),
        cmocka_unit_test(a_file_expands_so_much_at_most),
        cmocka_unit_test(broken_macros_and_uses_are_passed_over),
        cmocka_unit_test(enumerators_that_are_none_are_passed_over),
        cmocka_unit_test(a_use_lists_so_many_enumerators_at_most),
        cmocka_unit_test(a_use_makes_so_many_fields_at_most),
        cmocka_unit_test(types_that_are_made_nest_so_deep_at_most),
        cmocka_unit_test(a_use_spans_what_is_written),
    };
    return cmocka_run_group_tests(tests, parsed_begin, parsed_end);
}
