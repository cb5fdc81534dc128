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
#include <git2.h>

#include "fixture.h"

typedef struct tree_file {
    const char *path; /* in the root, or in one directory of it */
    const char *text;
    git_filemode_t mode;
} tree_file;

static git_repository *repo;
static char repo_path[4096];
static bool allow;

static void setup(void)
{
    char dir[] = "repo.XXXXXX";
    assert_true(git_libgit2_init() > 0);
    assert_non_null(mkdtemp(dir));
    assert_int_equal(git_repository_init(&repo, dir, false), 0);
    assert_non_null(realpath(dir, repo_path));
    allow = true;
}

static void teardown(void)
{
    git_repository_free(repo);
    git_libgit2_shutdown();
}

static void insert(git_treebuilder *to, const char *name, const tree_file *f)
{
    git_oid oid;
    if (f->mode == GIT_FILEMODE_COMMIT)
        assert_int_equal(git_oid_fromstr(&oid, f->text), 0);
    else
        assert_int_equal(git_blob_create_from_buffer(&oid, repo, f->text, strlen(f->text)), 0);
    assert_int_equal(git_treebuilder_insert(NULL, to, name, &oid, f->mode), 0);
}

/* A commit with these files; those of a directory stand together. */
static void commit(const tree_file *files, size_t count)
{
    git_treebuilder *root, *sub = NULL;
    git_oid oid, tree_oid;
    char dir[64] = "";
    assert_int_equal(git_treebuilder_new(&root, repo, NULL), 0);
    for (size_t i = 0; i < count; i++) {
        const char *slash = strchr(files[i].path, '/');
        if (slash == NULL) {
            insert(root, files[i].path, &files[i]);
            continue;
        }
        if (sub == NULL)
            assert_int_equal(git_treebuilder_new(&sub, repo, NULL), 0);
        snprintf(dir, sizeof dir, "%.*s", (int)(slash - files[i].path), files[i].path);
        insert(sub, slash + 1, &files[i]);
    }
    if (sub != NULL) {
        assert_int_equal(git_treebuilder_write(&oid, sub), 0);
        assert_int_equal(git_treebuilder_insert(NULL, root, dir, &oid, GIT_FILEMODE_TREE), 0);
        git_treebuilder_free(sub);
    }
    assert_int_equal(git_treebuilder_write(&tree_oid, root), 0);
    git_treebuilder_free(root);
    git_tree *tree;
    git_signature *who;
    git_object *head = NULL;
    assert_int_equal(git_tree_lookup(&tree, repo, &tree_oid), 0);
    assert_int_equal(git_signature_now(&who, "n", "n@example.org"), 0);
    (void)git_revparse_single(&head, repo, "HEAD");
    const git_commit *parents[] = {(git_commit *)head};
    assert_int_equal(git_commit_create(&oid, repo, "HEAD", who, who, NULL, "m", tree,
                                       head != NULL ? 1 : 0, parents),
                     0);
    git_object_free(head);
    git_signature_free(who);
    git_tree_free(tree);
}

static bool allowed(void *arg, const char *real)
{
    (void)arg, (void)real;
    return allow;
}

static cg_code index_rev(bench *b, const char *rev, cg_ingest_result *out)
{
    cg_upload_options opts = {.replace = true, .list = CG_UPLOAD_LIST_GAPS};
    cg_git_source source = {repo_path, cg_str_from(rev), allowed, NULL};
    cg_upload *u = cg_upload_begin(b->ingest, b->project, &opts);
    cg_code rc = cg_upload_add_git(u, &source, &ingest_err);
    if (rc == CG_OK)
        return cg_upload_finish(u, 0, b->arena, out, &ingest_err);
    cg_upload_abort(u);
    return rc;
}

#define BLOB GIT_FILEMODE_BLOB
static const tree_file first[] = {
    {"a.py", "def f():\n    pass\n", BLOB},
    {"lib/b.py", "from a import f\nf()\n", BLOB},
    {"lib/c.py", "x = 1\n", GIT_FILEMODE_BLOB_EXECUTABLE},
    {"readme.txt", "text\n", BLOB},
    {"link.py", "/etc/passwd", GIT_FILEMODE_LINK},
    {"large.py", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", BLOB},
    {"vendored", "1234567890123456789012345678901234567890", GIT_FILEMODE_COMMIT},
};
static const tree_file second[] = {
    {"a.py", "def f():\n    return 1\n", BLOB},
    {"lib/b.py", "from a import f\nf()\n", BLOB},
};

static void test_revisions(void **state)
{
    (void)state;
    setup();
    commit(first, CG_ARRAY_LEN(first));
    commit(second, CG_ARRAY_LEN(second));
    bench b = bench_open(NULL), clean = bench_open(NULL);
    cg_ingest_result r;
    assert_ok(index_rev(&b, "HEAD~1", &r));
    assert_string_equal(bench_paths(&b), "a.py large.py!lfs_pointer lib/b.py lib/c.py "
                                         "link.py!symlink vendored!submodule");
    assert_int_equal(r.files_parsed, 3);
    assert_int_equal(r.skips[CG_SKIP_LANGUAGE], 1);
    assert_int_equal(r.files_count, 3);
    bench_expect_sound(&b);
    assert_ok(index_rev(&b, "HEAD", &r));
    assert_string_equal(bench_paths(&b), "a.py lib/b.py");
    assert_int_equal(r.files_unchanged, 1);
    assert_int_equal(r.files_parsed, 1);
    assert_ok(index_rev(&clean, "HEAD", &r));
    assert_true(same_digest(bench_digest(&b), bench_digest(&clean)));
    assert_ok(index_rev(&b, "HEAD~1", &r)); /* back: nothing has to be parsed */
    assert_int_equal(r.files_parsed, 0);
    assert_int_equal(r.files_cached, 2);
    bench_expect_sound(&b);
    bench_close(&clean);
    bench_close(&b);
    teardown();
}

static void expect_refused(bench *b, const char *rev, cg_code code, const char *text)
{
    cg_ingest_result r;
    assert_int_equal(index_rev(b, rev, &r), code);
    if (strstr(ingest_err.text, text) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", ingest_err.text, text);
    assert_null(strstr(ingest_err.text, repo_path));
}

static void test_what_is_refused(void **state)
{
    (void)state;
    setup();
    commit(second, CG_ARRAY_LEN(second));
    bench b = bench_open(NULL);
    expect_refused(&b, "nowhere", CG_E_NOT_FOUND, "no revision \"nowhere\"");
    expect_refused(&b, "HEAD~7", CG_E_NOT_FOUND, "no revision");
    expect_refused(&b, "", CG_E_INVALID, "must name a branch");
    expect_refused(&b, "HEAD:lib", CG_E_INVALID, "must name a branch");
    expect_refused(&b, "HEAD^{/m}", CG_E_INVALID, "must name a branch");
    allow = false;
    expect_refused(&b, "HEAD", CG_E_FORBIDDEN_ROOT, "may not read");
    allow = true;
    snprintf(repo_path + strlen(repo_path), 20, "/.git/objects");
    expect_refused(&b, "HEAD", CG_E_INVALID, "no Git repository");
    assert_string_equal(bench_paths(&b), "");
    bench_close(&b);
    teardown();
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
    setup();
    commit(second, CG_ARRAY_LEN(second));
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
    assert_ok(index_rev(&b, "HEAD", &r)); /* everywhere allowed */
    free(real);
    bench_close(&b);
    teardown();
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
