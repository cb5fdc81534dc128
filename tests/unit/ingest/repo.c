// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "repo.h"

git_repository *repo;
char repo_path[4096];
bool repo_allowed;

void repo_open(void)
{
    char dir[] = "repo.XXXXXX";
    git_repository_init_options opts = GIT_REPOSITORY_INIT_OPTIONS_INIT;
    opts.flags = GIT_REPOSITORY_INIT_MKPATH;
    opts.initial_head = "main";
    assert_true(git_libgit2_init() > 0);
    assert_non_null(mkdtemp(dir));
    assert_int_equal(git_repository_init_ext(&repo, dir, &opts), 0);
    assert_non_null(realpath(dir, repo_path));
    repo_allowed = true;
}

void repo_close(void)
{
    git_repository_free(repo);
    git_libgit2_shutdown();
}

static git_tree *write_tree(const repo_file *files, size_t count)
{
    git_index *index;
    git_oid oid;
    git_tree *tree;
    assert_int_equal(git_index_new(&index), 0);
    for (size_t i = 0; i < count; i++) {
        git_index_entry e = {.path = files[i].path, .mode = files[i].mode};
        if (files[i].mode == GIT_FILEMODE_COMMIT)
            assert_int_equal(git_oid_fromstr(&e.id, files[i].text), 0);
        else
            assert_int_equal(
                git_blob_create_from_buffer(&e.id, repo, files[i].text, strlen(files[i].text)), 0);
        assert_int_equal(git_index_add(index, &e), 0);
    }
    assert_int_equal(git_index_write_tree_to(&oid, index, repo), 0);
    git_index_free(index);
    assert_int_equal(git_tree_lookup(&tree, repo, &oid), 0);
    return tree;
}

git_oid repo_commit(const repo_file *files, size_t count, const git_oid *parents,
                    size_t parents_count, const char *message)
{
    git_oid oid;
    git_signature *who;
    git_commit *found[8] = {NULL};
    git_tree *tree = write_tree(files, count);
    assert_int_equal(git_signature_new(&who, "Ada", "ada@example.org", 1700000000, 0), 0);
    for (size_t i = 0; i < parents_count; i++)
        assert_int_equal(git_commit_lookup(&found[i], repo, &parents[i]), 0);
    assert_int_equal(git_commit_create(&oid, repo, NULL, who, who, NULL,
                                       message != NULL ? message : "m", tree, parents_count,
                                       (const git_commit **)found),
                     0);
    for (size_t i = 0; i < parents_count; i++)
        git_commit_free(found[i]);
    git_signature_free(who);
    git_tree_free(tree);
    return oid;
}

git_oid repo_commit_on_head(const repo_file *files, size_t count)
{
    git_oid head;
    size_t parents = git_reference_name_to_id(&head, repo, "HEAD") == 0;
    git_oid oid = repo_commit(files, count, &head, parents, NULL);
    repo_set("refs/heads/main", &oid);
    return oid;
}

void repo_set(const char *name, const git_oid *commit)
{
    git_reference *ref;
    assert_int_equal(git_reference_create(&ref, repo, name, commit, true, NULL), 0);
    git_reference_free(ref);
}

static bool allowed(void *arg, const char *real)
{
    (void)arg, (void)real;
    return repo_allowed;
}

cg_git_source repo_source(const char *rev)
{
    return (cg_git_source){repo_path, cg_str_from(rev), allowed, NULL};
}

cg_code repo_index(bench *b, const char *rev, cg_ingest_result *out)
{
    cg_upload_options opts = {.replace = true, .list = CG_UPLOAD_LIST_GAPS};
    cg_git_source source = repo_source(rev);
    cg_upload *u = cg_upload_begin(b->ingest, b->project, &opts);
    cg_code rc = cg_upload_add_git(u, &source, &ingest_err);
    if (rc == CG_OK)
        return cg_upload_finish(u, 0, b->arena, out, &ingest_err);
    cg_upload_abort(u);
    return rc;
}

void repo_write(const char *path, const char *text)
{
    char full[4400];
    snprintf(full, sizeof full, "%s.git/%s", git_repository_workdir(repo), path);
    FILE *f = fopen(full, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

void repo_hide(const git_oid *oid, bool hidden)
{
    char id[GIT_OID_HEXSZ + 1], shown[4400], away[4410];
    git_oid_tostr(id, sizeof id, oid);
    snprintf(shown, sizeof shown, "%sobjects/%.2s/%s", git_repository_path(repo), id, id + 2);
    snprintf(away, sizeof away, "%s.hidden", shown);
    assert_int_equal(rename(hidden ? shown : away, hidden ? away : shown), 0);
}
