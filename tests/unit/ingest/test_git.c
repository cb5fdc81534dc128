// SPDX-License-Identifier: Apache-2.0
// Revisions of Git repositories: read from objects, whatever the work tree looks like.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "repo.h"

static const repo_file first[] = {
    {"a.py", "def f():\n    pass\n", BLOB},
    {"lib/b.py", "from a import f\nf()\n", BLOB},
    {"lib/c.py", "x = 1\n", GIT_FILEMODE_BLOB_EXECUTABLE},
    {"readme.txt", "text\n", BLOB},
    {"link.py", "/etc/passwd", GIT_FILEMODE_LINK},
    {"large.py", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", BLOB},
    {"vendored", "1234567890123456789012345678901234567890", GIT_FILEMODE_COMMIT},
};
static const repo_file second[] = {
    {"a.py", "def f():\n    return 1\n", BLOB},
    {"lib/b.py", "from a import f\nf()\n", BLOB},
};

static void test_revisions(void **state)
{
    (void)state;
    repo_open();
    repo_commit_on_head(first, CG_ARRAY_LEN(first));
    repo_commit_on_head(second, CG_ARRAY_LEN(second));
    bench b = bench_open(NULL), clean = bench_open(NULL);
    cg_ingest_result r;
    assert_ok(repo_index(&b, "HEAD~1", &r));
    assert_string_equal(bench_paths(&b), "a.py large.py!lfs_pointer lib/b.py lib/c.py "
                                         "link.py!symlink vendored!submodule");
    assert_int_equal(r.files_parsed, 3);
    assert_int_equal(r.skips[CG_SKIP_LANGUAGE], 1);
    assert_int_equal(r.files_count, 3);
    bench_expect_sound(&b);
    assert_ok(repo_index(&b, "HEAD", &r));
    assert_string_equal(bench_paths(&b), "a.py lib/b.py");
    assert_int_equal(r.files_unchanged, 1);
    assert_int_equal(r.files_parsed, 1);
    assert_ok(repo_index(&clean, "HEAD", &r));
    assert_true(same_digest(bench_digest(&b), bench_digest(&clean)));
    assert_ok(repo_index(&b, "HEAD~1", &r)); /* back: nothing has to be parsed */
    assert_int_equal(r.files_parsed, 0);
    assert_int_equal(r.files_cached, 2);
    bench_expect_sound(&b);
    bench_close(&clean);
    bench_close(&b);
    repo_close();
}

static void expect_refused(bench *b, const char *rev, cg_code code, const char *text)
{
    cg_ingest_result r;
    assert_int_equal(repo_index(b, rev, &r), code);
    if (strstr(ingest_err.text, text) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", ingest_err.text, text);
    assert_null(strstr(ingest_err.text, repo_path));
}

static void test_what_is_refused(void **state)
{
    (void)state;
    repo_open();
    repo_commit_on_head(second, CG_ARRAY_LEN(second));
    bench b = bench_open(NULL);
    expect_refused(&b, "nowhere", CG_E_NOT_FOUND, "no revision \"nowhere\"");
    expect_refused(&b, "HEAD~7", CG_E_NOT_FOUND, "no revision");
    expect_refused(&b, "", CG_E_INVALID, "must name a branch");
    expect_refused(&b, "HEAD:lib", CG_E_INVALID, "must name a branch");
    expect_refused(&b, "HEAD^{/m}", CG_E_INVALID, "must name a branch");
    repo_allowed = false;
    expect_refused(&b, "HEAD", CG_E_FORBIDDEN_ROOT, "may not read");
    repo_allowed = true;
    snprintf(repo_path + strlen(repo_path), 20, "/.git/objects");
    expect_refused(&b, "HEAD", CG_E_INVALID, "no Git repository");
    assert_string_equal(bench_paths(&b), "");
    bench_close(&b);
    repo_close();
}

/* Objects that lie elsewhere are read only where clients may read. */
static void *only_repo;
static bool allowed_inside(void *arg, const char *real)
{
    (void)arg;
    return strncmp(real, only_repo, strlen(only_repo)) == 0;
}

static void test_objects_elsewhere(void **state)
{
    (void)state;
    repo_open();
    repo_commit_on_head(second, CG_ARRAY_LEN(second));
    bench b = bench_open(NULL);
    char path[4200], elsewhere[] = "objects.XXXXXX";
    assert_non_null(mkdtemp(elsewhere));
    snprintf(path, sizeof path, "%s/.git/objects/info/alternates", repo_path);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    char *real = realpath(elsewhere, NULL);
    fprintf(f, "# comment\n/not/there\n%s\n", real);
    fclose(f);
    only_repo = repo_path;
    cg_upload_options opts = {.replace = true};
    cg_upload *u = cg_upload_begin(b.ingest, b.project, &opts);
    cg_git_source source = {repo_path, CG_STR("HEAD"), allowed_inside, NULL};
    assert_int_equal(cg_upload_add_git(u, &source, &ingest_err), CG_E_FORBIDDEN_ROOT);
    cg_upload_abort(u);
    cg_ingest_result r;
    assert_ok(repo_index(&b, "HEAD", &r)); /* everywhere allowed */
    free(real);
    bench_close(&b);
    repo_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_revisions),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_objects_elsewhere),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
