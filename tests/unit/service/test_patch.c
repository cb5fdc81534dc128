// SPDX-License-Identifier: Apache-2.0
// Unified diffs as text: what programs print, and what is no diff.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "questions/patch.h"

/* Files, as "change before|after [-ranges] [+ranges];". */
static void tell(const patch *p, cg_buf *out)
{
    static const char *const changes[] = {"changed", "added", "removed", "renamed", "copied"};
    for (size_t i = 0; i < p->files.len; i++) {
        const patch_file *f = &p->files.ptr[i];
        cg_buf_printf(out, "%s %.*s|%.*s", changes[f->change],
                      CG_STR_ARG(patch_plain_path(f, PATCH_BEFORE)),
                      CG_STR_ARG(patch_plain_path(f, PATCH_AFTER)));
        for (unsigned side = 0; side < PATCH_SIDES; side++) {
            patch_ranges ranges = {0};
            patch_list_ranges(p, f, side, &ranges);
            for (size_t k = 0; k < ranges.len; k++) {
                const patch_range *r = &ranges.ptr[k];
                cg_buf_printf(out, " %c%u", side == PATCH_BEFORE ? '-' : '+', r->first);
                if (r->count > 0)
                    cg_buf_printf(out, ",%u", r->count);
                else
                    cg_buf_printf(out, "^%u", r->indent);
            }
            CG_VEC_FINI(&ranges);
        }
        cg_buf_printf(out, "%s%s;", f->binary ? " binary" : "", f->link ? " link" : "");
    }
    cg_buf_add_char(out, '\0');
}

static void expect(const char *text, const char *told)
{
    cg_err err = {0};
    CG_AUTO_VALUE(patch) p = {0};
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_code rc = patch_read(cg_str_from(text), &p, &err);
    if (rc != CG_OK)
        fail_msg("%s: %s", text, err.text);
    tell(&p, &out);
    assert_string_equal(out.ptr, told);
}

/* The complaint names the line. */
static void refused(const char *text, unsigned line, const char *part)
{
    cg_err err = {0};
    char start[32];
    CG_AUTO_VALUE(patch) p = {0};
    (void)snprintf(start, sizeof start, "line %u:", line);
    assert_int_equal(patch_read(cg_str_from(text), &p, &err), CG_E_INVALID);
    if (line > 0 && strncmp(err.text, start, strlen(start)) != 0)
        fail_msg("%s: %s", text, err.text);
    if (strstr(err.text, part) == NULL)
        fail_msg("%s: %s", text, err.text);
}

#define HEAD "diff --git a/x.py b/x.py\nindex 1234567..89abcde 100644\n--- a/x.py\n+++ b/x.py\n"

static void test_lines(void **state)
{
    (void)state;
    expect(HEAD "@@ -1,3 +1,3 @@ def f\n a\n-b\n+c\n d\n", "changed x.py|x.py -2,1 +2,1;");
    expect(HEAD "@@ -3 +3 @@\n-b\n+c\n@@ -10,2 +10,4 @@\n a\n+\n+    b\n \n",
           "changed x.py|x.py -3,1 -10^4 +3,1 +11,2;");
    expect(HEAD "@@ -4,3 +4 @@\n a\n-\tb\n-c\n", "changed x.py|x.py -5,2 +4^1;");
    expect(HEAD "@@ -1,2 +1,2 @@\n-a\n+b\n-c\n+d\n", "changed x.py|x.py -1,2 +1,2;");
    expect(HEAD "@@ -0,0 +1,2 @@\n+a\n+b\n", "changed x.py|x.py -0^0 +1,2;");
    /* an empty line of both sides may have lost its blank, and lines that look like heads are content */
    expect(HEAD "@@ -1,3 +1,4 @@\n\n--- a\n++++ b\n+@@ -1 +1 @@\n c\n",
           "changed x.py|x.py -2,1 +2,2;");
    expect(HEAD "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n\\ No newline at end of file\n",
           "changed x.py|x.py -1,1 +1,1;");
}

static void test_carriage_returns(void **state)
{
    (void)state;
    expect("diff --git a/x b/x\r\n--- a/x\r\n+++ b/x\r\n@@ -1,3 +1,3 @@\r\n a\r\n-b\r\n+c\r\n\r\n",
           "changed x|x -2,1 +2,1;");
    cg_str rest = CG_STR(" a\r\n-b\r\n\\ No newline\r\n+\r\n\r\n"), text;
    char kind;
    static const char *const kinds = " -+ ", *const texts[] = {"a", "b", "", ""};
    for (size_t i = 0; i < 4; i++) {
        assert_true(patch_next_line(&rest, &kind, &text));
        assert_true(kind == kinds[i] && cg_str_eq(text, cg_str_from(texts[i])));
    }
    assert_false(patch_next_line(&rest, &kind, &text));
}

static void test_files(void **state)
{
    (void)state;
    expect(
        "diff --git a/n.py b/n.py\nnew file mode 100644\nindex 0000000..1234567\n--- /dev/null\n+++ b/n.py\n@@ -0,0 +1 @@\n+a\n",
        "added |n.py -0^0 +1,1;");
    expect(
        "diff --git a/o.py b/o.py\ndeleted file mode 100644\nindex 1234567..0000000\n--- a/o.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n",
        "removed o.py| -1,1 +0^0;");
    expect("diff --git a/n.py b/n.py\nnew file mode 100644\nindex 0000000..e69de29\n",
           "added |n.py;");
    expect(
        "diff --git a/old name b/new name\nsimilarity index 90%\nrename from old name\nrename to new name\nindex 1..2\n"
        "--- a/old name\n+++ b/new name\n@@ -1 +1 @@\n-a\n+b\n",
        "renamed old name|new name -1,1 +1,1;");
    expect("diff --git a/x b/y\nsimilarity index 100%\ncopy from x\ncopy to y\n", "copied x|y;");
    expect("diff --git a/x b/x\nold mode 100644\nnew mode 100755\n", "changed x|x;");
    expect(
        "diff --git a/p.png b/p.png\nindex 1234567..89abcde 100644\nBinary files a/p.png and b/p.png differ\n",
        "changed p.png|p.png binary;");
    expect(
        "diff --git a/p b/p\nnew file mode 100644\nindex 0000000..89abcde\nGIT binary patch\nliteral 3\nKcmZPo\n\nliteral 0\nHcmV?d00001\n\n",
        "added |p binary;");
    expect(
        "diff --git a/sub b/sub\nindex 1234567..89abcde 160000\n--- a/sub\n+++ b/sub\n@@ -1 +1 @@\n-Subproject commit a\n+Subproject commit b\n",
        "changed sub|sub -1,1 +1,1 link;");
    expect("", "");
    expect(" \n\n", "");
}

static void test_paths(void **state)
{
    (void)state;
    expect(
        "--- old/a b.c\t2026-01-31 12:00:00.000000000 +0000\n+++ new/a b.c\t2026-02-01 12:00:00\n@@ -1 +1 @@\n-a\n+b\n",
        "changed old/a b.c|new/a b.c -1,1 +1,1;");
    expect(
        "diff --git \"a/\\303\\244\\t.py\" \"b/\\303\\244\\t.py\"\n--- \"a/\\303\\244\\t.py\"\n+++ \"b/\\303\\244\\t.py\"\n@@ -1 +1 @@\n-a\n+b\n",
        "changed \xc3\xa4\t.py|\xc3\xa4\t.py -1,1 +1,1;");
    expect("diff --git i/x w/x\n--- i/x\n+++ w/x\n@@ -1 +1 @@\n-a\n+b\n", "changed x|x -1,1 +1,1;");
    expect("diff --git x.py x.py\n--- x.py\n+++ x.py\n@@ -1 +1 @@\n-a\n+b\n",
           "changed x.py|x.py -1,1 +1,1;");
    expect("diff --git a/x y b/x y\nold mode 100644\nnew mode 100755\n", "changed x y|x y;");
    expect("From 1234 Mon Sep 17\nSubject: [PATCH] x\n\n---\n x | 2 +-\n\n" HEAD
           "@@ -1 +1 @@\n-a\n+b\n-- \n2.39\n",
           "changed x.py|x.py -1,1 +1,1;");
}

static void test_two_files(void **state)
{
    (void)state;
    expect("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n",
           "changed x|x -1,1 +1,1;changed y|y -1,1 +1,1;");
    /* a file that becomes a link */
    expect(
        "diff --git a/x b/x\ndeleted file mode 100644\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"
        "diff --git a/x b/x\nnew file mode 120000\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+y\n\\ No newline at end of file\n",
        "removed x| -1,1 +0^0;added |x -0^0 +1,1 link;");
}

static void test_what_is_none(void **state)
{
    (void)state;
    refused("hello\n", 0, "no unified diff");
    refused("*** a/x\n--- b/x\n***************\n*** 1 ****\n", 3, "context diff");
    refused("diff --cc x\n", 1, "combined");
    refused("diff --combined x\n", 1, "combined");
    refused(HEAD "@@@ -1 -1 +1 @@@\n", 5, "combined");
    refused("@@ -1 +1 @@\n-a\n+b\n", 1, "before the");
    refused("diff --git a/x b/x\n@@ -1 +1 @@\n", 2, "before the");
    refused(HEAD "@@ -1,2 +1,2 @@\n a\n", 6, "ends before");
    refused(HEAD "@@ -1,2 +1,2 @@\n a\nx\n", 7, "other lines");
    refused(HEAD "@@ -1 +1 @@\n-a\n-b\n", 7, "other lines");
    refused(HEAD "@@ -1 +1\n-a\n+b\n", 5, "begins with");
    refused(HEAD "@@ -x +1 @@\n", 5, "begins with");
    refused(HEAD "@@ -1,99999999999 +1 @@\n", 5, "begins with");
    refused(HEAD "@@ -2147483647,2 +1 @@\n", 5, "begins with");
    refused(HEAD "@@ -0,1 +1 @@\n", 5, "begins with");
    refused(HEAD "@@ -5 +5 @@\n-a\n+b\n@@ -5 +6 @@\n-a\n+b\n", 8, "follow each other");
    refused(HEAD "@@ -5 +5 @@\n-a\n+b\n" HEAD "@@ -9 +9 @@\n-a\n+b\n", 8, "comes again");
    refused("--- \"a/x\n+++ b/x\n", 1, "quotes");
    refused("--- \"a/\\q\"\n+++ b/x\n", 1, "quotes");
    refused("--- a/x\n+++ \n", 2, "a path has");
    refused("--- a/\xff\n+++ b/x\n", 1, "UTF-8");
    refused("--- /dev/null\n+++ /dev/null\n", 2, "no path");
    refused("--- /dev/null\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", 3, "not there");
    refused("diff --git a/x b/y\n", 1, "which file");
    refused("diff --git \"a/x\"\n", 1, "two paths");
}

static void test_paths_are_bounded(void **state)
{
    (void)state;
    cg_err err;
    static const char quote[] = {'\0', '"'};
    for (size_t i = 0; i < sizeof quote; i++) {
        CG_AUTO_VALUE(cg_buf) text = {0};
        CG_AUTO_VALUE(patch) p = {0};
        cg_buf_add_str(&text, CG_STR("--- "));
        if (quote[i] != '\0')
            cg_buf_add_char(&text, quote[i]);
        for (size_t n = 0; n < PATCH_PATH_MAX + 1; n++)
            cg_buf_add_char(&text, 'x');
        if (quote[i] != '\0')
            cg_buf_add_char(&text, quote[i]);
        cg_buf_add_str(&text, CG_STR("\n+++ b/x\n"));
        assert_int_equal(patch_read(cg_buf_str(&text), &p, &err), CG_E_INVALID);
    }
}

static void test_files_are_bounded(void **state)
{
    (void)state;
    cg_err err;
    CG_AUTO_VALUE(cg_buf) text = {0};
    CG_AUTO_VALUE(patch) p = {0};
    for (unsigned i = 0; i <= PATCH_FILES_MAX; i++)
        cg_buf_printf(&text, "--- a/%u\n+++ b/%u\n", i, i);
    assert_int_equal(patch_read(cg_buf_str(&text), &p, &err), CG_E_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_carriage_returns),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_two_files),
        cmocka_unit_test(test_what_is_none),
        cmocka_unit_test(test_paths_are_bounded),
        cmocka_unit_test(test_files_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
