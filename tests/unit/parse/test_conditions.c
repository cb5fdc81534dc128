// SPDX-License-Identifier: Apache-2.0
// What branches of #if ask of macros that other files define (CG_HINT_CONDITION, CG_HINT_CALL_CONDITION), and the members that macros of other
// files may stand for: what is noted, and how much at most. What follows from it is in tests/link/c.
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

/* One behind the other: A, !A for defined or not, =A, ~A for true or not, (A B |), !(A B |) for formulas. */
static size_t conditions_at(cg_hint_kind kind, uint32_t subject, cg_buf *out)
{
    static const char *const forms[] = {"", "!", "=", "~", "(", "!("};
    size_t first, count = cg_unit_hints(&parsed, kind, subject, &first);
    for (size_t i = first; out != NULL && i < first + count; i++) {
        const cg_hint *h = &parsed.hints.ptr[i];
        cg_buf_printf(out, "%s%s%.*s%s", out->len > 0 ? " " : "", forms[h->value],
                      CG_STR_ARG(cg_unit_str(&parsed, h->name)),
                      h->value >= CG_IF_HOLDS ? ")" : "");
    }
    return count;
}

/* Of a definition; those of all if `name` is NULL. */
static size_t conditions_of(const char *name, cg_buf *out)
{
    size_t total = 0;
    for (uint32_t d = 1; d < parsed.defs.len; d++)
        if (name == NULL ||
            cg_str_eq(cg_unit_str(&parsed, parsed.defs.ptr[d].name), cg_str_from(name)))
            total += conditions_at(CG_HINT_CONDITION, d, out);
    return total;
}

static void assert_text_is(cg_str text, const char *want)
{
    if (!cg_str_eq(text, cg_str_from(want)))
        fail_msg("\"%.*s\" in place of \"%s\"", CG_STR_ARG(text), want);
}

static void assert_conditions(const char *condition, const char *want, const char *want_else)
{
    CG_AUTO_VALUE(cg_buf) text = {0}, got = {0}, other = {0};
    cg_buf_printf(&text, "%s\nint f(void);\n#else\nint g(void);\n#endif\n", condition);
    parse(cg_buf_str(&text));
    (void)conditions_of("f", &got);
    (void)conditions_of("g", &other);
    assert_text_is(cg_buf_str(&got), want);
    assert_text_is(cg_buf_str(&other), want_else);
}

static void what_is_asked_for_is_noted(void **state)
{
    (void)state;
    assert_conditions("#ifdef A", "A", "!A");
    assert_conditions("#ifndef A", "!A", "A");
    assert_conditions("#if A", "=A", "~A");
    assert_conditions("#if !A", "~A", "=A");
    assert_conditions("#if defined A && !defined(B) /* both */", "A !B", "!(A B ! &)");
    assert_conditions("#if (!defined(A))", "!A", "A");
    assert_conditions("#if !(defined(A)) && (B)", "!A =B", "!(A ! =B &)");
}

static void other_conditions_are_formulas(void **state)
{
    (void)state;
    assert_conditions("#if defined(A) || B", "(A =B |)", "!(A =B |)");
    assert_conditions("#if !(defined A || !(B && C)) /* c */", "(A =B =C & ! | !)",
                      "!(A =B =C & ! | !)");
    assert_conditions("#if A && B && C && D && E", "(=A =B & =C & =D & =E &)",
                      "!(=A =B & =C & =D & =E &)");
    assert_conditions("#if defined(A) && \\\n  (B > 2 || C)", "(A ? =C | &)", "!(A ? =C | &)");
    assert_conditions("#if (A) + 1 > 2 || defined(B)", "(? B |)", "!(? B |)");
    assert_conditions("#if defined(A) || (B) > 2", "(A ? |)", "!(A ? |)");
    assert_conditions("#if (A || B) == 1 && defined(C)", "(? C &)", "!(? C &)");
    assert_conditions("#if FN(A, B) || defined C", "(? C |)", "!(? C |)");
    /* what the file and the platform say is no question */
    assert_conditions("#define F 1\n#if defined(A) || (F > 2) || defined _WIN32", "(A 0 | 0 |)",
                      "!(A 0 | 0 |)");
    assert_conditions("#define F\n#if A || defined(F) && G", "(=A 1 =G & |)", "!(=A 1 =G & |)");
    /* but what follows from a question is one */
    assert_conditions("#ifdef HAVE_A\n#define F\n#endif\n#ifdef F", "F", "!F");
    assert_conditions("#ifdef HAVE_A\n#define F\n#endif\n#if defined(F) || G", "(F =G |)",
                      "!(F =G |)");
}

static void what_is_known_or_odd_is_not(void **state)
{
    (void)state;
    assert_conditions("#ifdef __linux__", "", "");
    assert_conditions("#define A 1\n#ifdef A", "", "");
    assert_conditions("#if A > 2", "", "");
    assert_conditions("#if A > 2 || B == C", "", "");
    assert_conditions("#if defined(A) ||", "", "");
    assert_conditions("#if (defined(A) || B", "", "");
    assert_conditions("#if defined(A) || )", "", "");
    assert_conditions("#if A ? B : C && D", "", "");
    assert_conditions("#if 1", "", "");
    assert_conditions("#ifdef", "", "");
    assert_conditions("#if", "", "");
    assert_conditions("#if defined(", "", "");
}

/* A29 is 8^29 times 1. */
static void macros_may_stand_for_many_others(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_add_str(&text, CG_STR("#define A0 1\n"));
    for (unsigned i = 1; i < 30; i++) {
        cg_buf_printf(&text, "#define A%u A%u", i, i - 1);
        for (unsigned k = 1; k < 8; k++)
            cg_buf_printf(&text, " + A%u", i - 1);
        cg_buf_add_char(&text, '\n');
    }
    cg_buf_add_str(&text, CG_STR("#if A29 > 2 || defined(B)\nint f(void);\n#endif\n"));
    parse(cg_buf_str(&text));
    assert_int_equal(parsed.status, CG_PARSE_OK);
}

static void branches_deny_those_before(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) second = {0}, third = {0};
    parse(CG_STR(
        "#ifdef A\nint f(void);\n#elif defined(B)\nint g(void);\n#else\nint h(void);\n#endif\n"));
    (void)conditions_of("g", &second);
    (void)conditions_of("h", &third);
    assert_text_is(cg_buf_str(&second), "!A B");
    assert_text_is(cg_buf_str(&third), "!A !B");
}

static void branches_inside_each_other_ask_for_both(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) inner = {0}, behind = {0};
    parse(CG_STR("#ifdef A\n#ifdef B\nint f(void);\n#endif\nint g(void);\n#endif\nint h(void);\n"));
    (void)conditions_of("f", &inner);
    (void)conditions_of("g", &behind);
    assert_text_is(cg_buf_str(&inner), "A B");
    assert_text_is(cg_buf_str(&behind), "A");
    assert_int_equal(conditions_of("h", NULL), 0);
}

/* Only what its function does not ask for: that has it anyway. */
static void calls_ask_for_what_is_inside_of_their_function(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) got = {0};
    size_t refs = 0;
    parse(CG_STR(
        "#ifdef A\nvoid f(void)\n{\n#if defined(B) && C\n    g(x);\n#else\n    g();\n#endif\n    "
        "g();\n}\n#endif\n"));
    for (uint32_t r = 0; r < parsed.refs.len; r++) {
        if (parsed.refs.ptr[r].role == CG_ROLE_CALL)
            cg_buf_printf(&got, "%s", refs++ > 0 ? " |" : "");
        (void)conditions_at(CG_HINT_CALL_CONDITION, r, &got);
    }
    assert_text_is(cg_buf_str(&got), "B =C | !(B =C &) |");
}

static void a_file_notes_so_many_at_most(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    for (int k = 0; k < 6000; k++)
        cg_buf_printf(&text, "#ifdef A%d\nint f%d(void);\n#endif\n", k, k);
    parse(cg_buf_str(&text));
    assert_int_equal(conditions_of(NULL, NULL), 4096);
}

static void a_definition_has_so_many_at_most(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    for (int k = 0; k < 60; k++)
        cg_buf_printf(&text, "#ifdef A%d\n", k);
    cg_buf_printf(&text, "int f(void);\n");
    for (int k = 0; k < 60; k++)
        cg_buf_printf(&text, "#endif\n");
    parse(cg_buf_str(&text));
    assert_int_equal(conditions_of("f", NULL), 8);
}

static size_t wanted(void)
{
    size_t first;
    return cg_unit_hints(&parsed, CG_HINT_WANTED, 0, &first);
}

static void members_that_others_may_define_are_wanted(void **state)
{
    (void)state;
    parse(CG_STR(
        "#define FIELDS int a; MORE_FIELDS\nstruct s {\n    FIELDS\n    OTHER_FIELDS\n};\n"));
    assert_int_equal(wanted(), 2);
}

/* Each macro names the one before a thousand times: what is searched for members does not multiply. */
static void the_search_for_members_is_bounded(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    for (int k = 0; k < 6; k++) {
        cg_buf_printf(&text, "#define M%d", k);
        for (int i = 0; i < 1000; i++)
            cg_buf_printf(&text, k == 0 ? " int a%d;" : " M%d;", k == 0 ? i : k - 1);
        cg_buf_printf(&text, "\n");
    }
    cg_buf_printf(&text, "struct s {\n    M5\n    LAST_FIELDS\n};\nint f(void);\n");
    uint64_t start = cg_cpu_ns();
    parse(cg_buf_str(&text));
    assert_true(cg_cpu_ns() - start < UINT64_C(4000000000));
    assert_non_null(def_named("f"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_asked_for_is_noted),
        cmocka_unit_test(what_is_known_or_odd_is_not),
        cmocka_unit_test(other_conditions_are_formulas),
        cmocka_unit_test(macros_may_stand_for_many_others),
        cmocka_unit_test(branches_deny_those_before),
        cmocka_unit_test(branches_inside_each_other_ask_for_both),
        cmocka_unit_test(calls_ask_for_what_is_inside_of_their_function),
        cmocka_unit_test(a_file_notes_so_many_at_most),
        cmocka_unit_test(a_definition_has_so_many_at_most),
        cmocka_unit_test(members_that_others_may_define_are_wanted),
        cmocka_unit_test(the_search_for_members_is_bounded),
    };
    return cmocka_run_group_tests(tests, parsed_begin, parsed_end);
}
