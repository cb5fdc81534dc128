// SPDX-License-Identifier: Apache-2.0
// A revision of a Git repository into an upload, straight from its objects: no checkout, no filters, no
// hooks. Blobs that the head has under the same path are not even read.
#include "git/repo.h"
#include "upload/upload.h"

typedef struct git_walk {
    cg_upload *upload;
    git_repository *repo;
    git_odb *odb;
    cg_buf path; /* of the directory being walked, with its '/' */
    CG_VEC(git_entry) entries;
} git_walk;

/* ---- listing ---- */

static cg_code walk_tree(git_walk *w, const git_tree *tree, cg_err *err);

static cg_code walk_subtree(git_walk *w, const git_oid *oid, cg_err *err)
{
    git_tree *tree;
    if (git_tree_lookup(&tree, w->repo, oid) != 0)
        return CG_FAIL(err, CG_E_INVALID,
                       "a directory of the revision is missing in the repository");
    cg_buf_add_char(&w->path, '/');
    cg_code rc = walk_tree(w, tree, err);
    git_tree_free(tree);
    return rc;
}

/* As deep as a path may be long. */
static cg_code walk_tree(git_walk *w, const git_tree *tree, cg_err *err)
{
    size_t dir = w->path.len, count = git_tree_entrycount(tree);
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < count; i++, w->path.len = dir) {
        const git_tree_entry *e = git_tree_entry_byindex(tree, i);
        cg_buf_add_str(&w->path, cg_str_from(git_tree_entry_name(e)));
        cg_str path = cg_buf_str(&w->path);
        rc = cg_path_check(path, err);
        if (rc != CG_OK)
            return rc;
        git_filemode_t mode = git_tree_entry_filemode(e);
        if (mode == GIT_FILEMODE_TREE)
            rc = walk_subtree(w, git_tree_entry_id(e), err);
        else if (cg_upload_wants(w->upload, path))
            CG_VEC_PUSH(&w->entries, (git_entry){cg_arena_str(w->upload->arena, path),
                                                 *git_tree_entry_id(e), mode});
        if (rc == CG_OK && w->entries.len > w->upload->ingest->opts.files_max)
            rc = CG_FAIL(err, CG_E_LIMIT, "the revision has more than %u files",
                         w->upload->ingest->opts.files_max);
    }
    return rc;
}

/* ---- reading ---- */

static cg_code add_blob(git_walk *w, const git_entry *e, cg_err *err)
{
    size_t size;
    git_odb_object *object = NULL;
    cg_blob_id blob;
    bool same;
    memcpy(blob.bytes, e->oid.id, sizeof blob.bytes);
    cg_code rc = upload_add_same(w->upload, e->path, blob, &same, err);
    if (rc != CG_OK || same)
        return rc;
    size_t max = cg_parse_bytes_max(w->upload->context.limits, e->path);
    cg_skip skip = git_blob_read(w->odb, &e->oid, max, &object, &size);
    if (skip != CG_SKIP_NONE)
        return cg_upload_add_skipped(w->upload, e->path, size, skip, err);
    cg_ingest_source file = {
        .path = e->path,
        .content = cg_str_make(git_odb_object_data(object), git_odb_object_size(object))};
    rc = cg_upload_add(w->upload, &file, err);
    git_odb_object_free(object);
    return rc;
}

static cg_code add_entries(git_walk *w, cg_err *err)
{
    cg_code rc = CG_OK;
    if (w->upload->progress != NULL) {
        atomic_store(&w->upload->progress->files_total, w->entries.len);
        atomic_store(&w->upload->progress->phase, CG_PHASE_PARSING);
    }
    for (size_t i = 0; rc == CG_OK && i < w->entries.len; i++) {
        const git_entry *e = &w->entries.ptr[i];
        cg_skip unfit = git_entry_unfit(e);
        rc = unfit != CG_SKIP_NONE ? cg_upload_add_skipped(w->upload, e->path, 0, unfit, err)
                                   : add_blob(w, e, err);
    }
    return rc;
}

static cg_code find_tree(git_walk *w, const cg_git_source *source, git_object **out_tree,
                         cg_err *err)
{
    cg_code rc = git_repo_open(source, &w->repo, err);
    if (rc == CG_OK && git_repository_odb(&w->odb, w->repo) != 0)
        rc = CG_FAIL(err, CG_E_INVALID, "the repository's objects cannot be read");
    return rc == CG_OK ? git_repo_find(w->repo, source->rev, GIT_OBJECT_TREE, out_tree, err) : rc;
}

cg_code cg_upload_add_git(cg_upload *upload, const cg_git_source *source, cg_err *err)
{
    git_walk w = {.upload = upload};
    git_object *tree = NULL;
    cg_code rc = find_tree(&w, source, &tree, err);
    if (rc == CG_OK)
        rc = walk_tree(&w, (git_tree *)tree, err);
    if (rc == CG_OK)
        rc = add_entries(&w, err);
    git_object_free(tree);
    git_odb_free(w.odb);
    git_repository_free(w.repo);
    CG_VEC_FINI(&w.entries);
    cg_buf_fini(&w.path);
    return rc;
}
