// SPDX-License-Identifier: Apache-2.0
#include "git/changes.h"

static cg_code take_delta(git_changes *c, const git_diff_delta *delta, cg_err *err)
{
    bool gone = delta->status == GIT_DELTA_DELETED;
    const git_diff_file *file = gone ? &delta->old_file : &delta->new_file;
    cg_str path = cg_str_from(file->path);
    cg_code rc = cg_path_check(path, err);
    if (rc != CG_OK)
        return rc;
    path = cg_arena_str(c->arena, path);
    if (gone)
        CG_VEC_PUSH(&c->gone, path);
    else
        CG_VEC_PUSH(&c->put, (git_entry){path, file->id, (git_filemode_t)file->mode});
    c->added += delta->status == GIT_DELTA_ADDED;
    return CG_OK;
}

cg_code git_changes_find(git_changes *c, git_repository *repo, git_tree *before, git_tree *after,
                         cg_err *err)
{
    git_diff_options opts = GIT_DIFF_OPTIONS_INIT;
    git_diff *diff;
    cg_code rc = CG_OK;
    /* A file that becomes a link is one change; what is in a file does not matter. */
    opts.flags = GIT_DIFF_INCLUDE_TYPECHANGE | GIT_DIFF_SKIP_BINARY_CHECK;
    if (git_diff_tree_to_tree(&diff, repo, before, after, &opts) != 0)
        return CG_FAIL(err, CG_E_INVALID,
                       "a directory of a commit is missing in the repository or damaged");
    for (size_t i = 0; rc == CG_OK && i < git_diff_num_deltas(diff); i++)
        rc = take_delta(c, git_diff_get_delta(diff, i), err);
    git_diff_free(diff);
    return rc;
}

void git_changes_clear(git_changes *c)
{
    CG_VEC_CLEAR(&c->put);
    CG_VEC_CLEAR(&c->gone);
    c->added = 0;
}

void git_changes_fini(git_changes *c)
{
    CG_VEC_FINI(&c->put);
    CG_VEC_FINI(&c->gone);
}
