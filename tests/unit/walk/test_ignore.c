// SPDX-License-Identifier: Apache-2.0
// What .gitignore, .ignore and .git/info/exclude leave out, case by case as gitignore(5) says.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "seen.h"
#include "tree.h"

typedef struct ignore_case {
    const char *what;
    const char *tree;     /* as tree_make takes it */
    const char *rules[6]; /* file and text, in turn */
    const char *kept;     /* what the walk tells, but for the rule files themselves */
} ignore_case;

static const ignore_case cases[] = {
    {"a name at any depth", "a b/a b/c", {".gitignore", "a\n"}, "b/c"},
    {"the last line may lack its end", "a b", {".gitignore", "a"}, "b"},
    {"a leading slash anchors", "a b/a", {".gitignore", "/a\n"}, "b/a"},
    {"a slash inside anchors", "b/a c/b/a", {".gitignore", "b/a\n"}, "c/b/a"},
    {"a trailing slash means directories", "a b/a/x c", {".gitignore", "a/\n"}, "a c"},
    {"a trailing slash does not anchor", "c/d/x d/x", {".gitignore", "d/\n"}, ""},
    {"an anchored directory", "c/d/x d/x", {".gitignore", "/d/\n"}, "c/d/x"},
    {"a suffix", "a.o a.c d/b.o .o", {".gitignore", "*.o\n"}, "a.c"},
    {"a star stays within a segment", "d/a.c d/e/a.c", {".gitignore", "d/*.c\n"}, "d/e/a.c"},
    {"a question mark is one character", "a1 a12 a", {".gitignore", "a?\n"}, "a a12"},
    {"a set", "a1 a2 a3 ab", {".gitignore", "a[12]\n"}, "a3 ab"},
    {"a range and a negated set", "a1 a9 ax", {".gitignore", "a[!0-9]\n"}, "a1 a9"},
    {"two stars in front", "x d/x d/e/x y", {".gitignore", "**/x\n"}, "y"},
    {"two stars in front of a path", "d/x e/d/x d/e/x", {".gitignore", "**/d/x\n"}, "d/e/x"},
    {"two stars behind", "d/x d/e/y z", {".gitignore", "d/**\n"}, "z"},
    {"two stars behind leave a file of that name", "d", {".gitignore", "d/**\n"}, "d"},
    {"two stars between", "a/b a/x/b a/x/y/b c/a/b", {".gitignore", "a/**/b\n"}, "c/a/b"},
    {"a star alone", "a d/b", {".gitignore", "*\n"}, ""},
    {"a negation", "a.log b.log", {".gitignore", "*.log\n!b.log\n"}, "b.log"},
    {"the last match decides", "b.log", {".gitignore", "!b.log\n*.log\n"}, ""},
    {"nothing comes back below what was left out", "d/a", {".gitignore", "d/\n!d/a\n"}, ""},
    {"all of a directory but one", "d/a d/b", {".gitignore", "d/*\n!d/a\n"}, "d/a"},
    {"everything but one path",
     "a/b/c a/b/d e",
     {".gitignore", "/*\n!/a\n/a/*\n!/a/b\n/a/b/*\n!/a/b/c\n"},
     "a/b/c"},
    {"comments and empty lines", "a #b", {".gitignore", "\n# a\n#b\n\n"}, "#b a"},
    {"an escaped number sign", "#b a", {".gitignore", "\\#b\n"}, "a"},
    {"an escaped exclamation mark", "!b a", {".gitignore", "\\!b\n"}, "a"},
    {"an escaped star", "* ab", {".gitignore", "\\*\n"}, "ab"},
    {"a carriage return", "a b", {".gitignore", "a\r\n"}, "b"},
    {"a byte order mark",
     "a b",
     {".gitignore", "\xef\xbb\xbf"
                    "a\n"},
     "b"},
    {"a slash alone means nothing", "a", {".gitignore", "/\n!\n!/\n"}, "a"},
    {"a nested file reaches only down", "x d/x d/e/x", {"d/.gitignore", "x\n"}, "x"},
    {"a nested file is anchored where it stands",
     "x d/x d/e/x",
     {"d/.gitignore", "/x\n"},
     "d/e/x x"},
    {"a path in a nested file", "d/e/x e/x", {"d/.gitignore", "e/x\n"}, "e/x"},
    {"the deeper file decides", "d/x e/x", {".gitignore", "x\n", "d/.gitignore", "!x\n"}, "d/x"},
    {"a sibling's rules are forgotten", "a/x b/x", {"a/.gitignore", "x\n"}, "b/x"},
    {"an .ignore file", "a b", {".ignore", "a\n"}, "b"},
    {".ignore speaks after .gitignore", "a b", {".gitignore", "a\nb\n", ".ignore", "!a\n"}, "a"},
    {".git/info/exclude", "a b d/a", {".git/info/exclude", "a\n"}, "b"},
    {".gitignore speaks after .git/info/exclude",
     "a b",
     {".git/info/exclude", "a\nb\n", ".gitignore", "!a\n"},
     "a"},
    {"upper and lower case differ", "A a", {".gitignore", "a\n"}, "A"},
    {"names beyond ASCII", "é.py e.py", {".gitignore", "é*\n"}, "e.py"},
};

static void forget_rule_files(seen *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->words.len; i++) {
        cg_str word = cg_str_from(s->words.ptr[i]);
        if (cg_str_ends(word, CG_STR(".gitignore")) || cg_str_ends(word, CG_STR(".ignore")))
            cg_free(s->words.ptr[i]);
        else
            s->words.ptr[kept++] = s->words.ptr[i];
    }
    s->words.len = kept;
}

static void run_case(const ignore_case *c, size_t number)
{
    char root[32], path[128];
    snprintf(root, sizeof root, "case-%zu", number);
    tree_make(root, c->tree);
    for (size_t i = 0; i < CG_ARRAY_LEN(c->rules) && c->rules[i] != NULL; i += 2) {
        snprintf(path, sizeof path, "%s/%s", root, c->rules[i]);
        tree_write(path, c->rules[i + 1]);
    }
    seen s = {.depth = 0};
    assert_int_equal(seen_walk(&s, root, NULL, NULL), CG_OK);
    forget_rule_files(&s);
    if (strcmp(seen_text(&s), c->kept) != 0)
        fail_msg("%s: kept \"%s\", expected \"%s\"", c->what, seen_text(&s), c->kept);
    seen_fini(&s);
}

static void test_rules_of_ignore_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++)
        run_case(&cases[i], i);
}

/* Names with blanks do not fit the table. */
static void test_blanks_at_the_end_of_a_line(void **state)
{
    (void)state;
    tree_write("blanks/a", "");
    tree_write("blanks/b ", "");
    tree_write("blanks/b", "");
    tree_write("blanks/c\\", "");
    tree_write("blanks/c", "");
    tree_write("blanks/.gitignore", "a  \nb\\ \nc\\\\  \n");
    seen s = {.depth = 0};
    assert_int_equal(seen_walk(&s, "blanks", NULL, NULL), CG_OK);
    assert_string_equal(seen_text(&s), ".gitignore b c");
    seen_fini(&s);
}

static void test_rule_files_that_are_none(void **state)
{
    (void)state;
    tree_make("odd", "a b .gitignore/ sub/a sub/b");
    tree_write("odd/rules", "a\n");
    tree_link("../rules", "odd/sub/.gitignore"); /* Git follows no link here either */
    seen s = {.depth = 0};
    assert_int_equal(seen_walk(&s, "odd", NULL, NULL), CG_OK);
    assert_string_equal(seen_text(&s), "a b link:sub/.gitignore rules sub/a sub/b");
    seen_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_of_ignore_files),
        cmocka_unit_test(test_blanks_at_the_end_of_a_line),
        cmocka_unit_test(test_rule_files_that_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
