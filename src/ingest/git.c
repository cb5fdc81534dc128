// SPDX-License-Identifier: Apache-2.0
// A revision of a Git repository into an upload, straight from its objects: no checkout, no filters, no
// hooks. Blobs that the head has under the same path are not even read.
#include <git2.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "upload.h"

#define REV_MAX 256
#define ALTERNATES_DEPTH 5
#define ALTERNATES_BYTES 65536
#define LFS_POINTER_MAX 1024
#define LFS_HEAD "version https://git-lfs.github.com/spec/"

typedef struct git_entry {
    cg_str path;
    git_oid oid;
    git_filemode_t mode;
} git_entry;

typedef struct git_walk {
    cg_upload *upload;
    git_repository *repo;
    git_odb *odb;
    cg_buf path; /* of the directory being walked, with its '/' */
    CG_VEC(git_entry) entries;
} git_walk;

/* ---- opening ---- */

/* Objects may come from elsewhere: there, too, clients must be allowed to read. */
static bool alternates_allowed(const cg_git_source *source, const char *objects, unsigned depth)
{
    char path[PATH_MAX], real[PATH_MAX];
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_str rest, line;
    if (snprintf(path, sizeof path, "%s/info/alternates", objects) >= (int)sizeof path)
        return false;
    cg_code rc = cg_file_read(path, ALTERNATES_BYTES, &text, NULL);
    if (rc == CG_E_NOT_FOUND)
        return true;
    bool allowed = rc == CG_OK && depth < ALTERNATES_DEPTH;
    for (rest = cg_buf_str(&text); allowed && cg_str_split(&rest, '\n', &line);) {
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        bool absolute = line.ptr[0] == '/';
        int n = snprintf(path, sizeof path, "%s%s%.*s", absolute ? "" : objects,
                         absolute ? "" : "/", CG_STR_ARG(line));
        if (n >= (int)sizeof path || realpath(path, real) == NULL)
            continue; /* not there: nothing can come from it */
        allowed = source->allowed(source->arg, real) && alternates_allowed(source, real, depth + 1);
    }
    return allowed;
}

static bool is_allowed(const cg_git_source *source, const char *path)
{
    char real[PATH_MAX];
    return path != NULL && realpath(path, real) != NULL && source->allowed(source->arg, real);
}

static cg_code open_repository(git_walk *w, const cg_git_source *source, cg_err *err)
{
    char objects[PATH_MAX];
    if (git_repository_open_ext(&w->repo, source->path, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) != 0)
        return CG_FAIL(err, CG_E_INVALID, "there is no Git repository in that directory");
    const char *common = git_repository_commondir(w->repo);
    snprintf(objects, sizeof objects, "%s/objects", common);
    if (!is_allowed(source, git_repository_path(w->repo)) || !is_allowed(source, common) ||
        !is_allowed(source, objects) || !alternates_allowed(source, objects, 0))
        return CG_FAIL(err, CG_E_FORBIDDEN_ROOT,
                       "the repository's objects lie in a directory that this server may not read: "
                       "see the option parse.roots");
    if (git_repository_odb(&w->odb, w->repo) != 0)
        return CG_FAIL(err, CG_E_INVALID, "the repository's objects cannot be read");
    return CG_OK;
}

/* Searches through history, which revisions of Git can also be, could take any time. */
static bool is_plain_revision(cg_str rev)
{
    return rev.len > 0 && rev.len <= REV_MAX && rev.ptr[0] != '-' &&
           memchr(rev.ptr, ':', rev.len) == NULL && memchr(rev.ptr, '\0', rev.len) == NULL &&
           memmem(rev.ptr, rev.len, "{/", 2) == NULL && cg_utf8_valid(rev);
}

static cg_code find_tree(git_walk *w, cg_str rev, git_tree **out_tree, cg_err *err)
{
    char text[REV_MAX + 1];
    git_object *object = NULL;
    if (!is_plain_revision(rev))
        return CG_FAIL(err, CG_E_INVALID,
                       "rev must name a branch, a tag or a commit, in at most %d bytes", REV_MAX);
    memcpy(text, rev.ptr, rev.len);
    text[rev.len] = '\0';
    int n = git_revparse_single(&object, w->repo, text);
    if (n == 0)
        n = git_object_peel((git_object **)out_tree, object, GIT_OBJECT_TREE);
    git_object_free(object);
    return n == 0 ? CG_OK
                  : CG_FAIL(err, CG_E_NOT_FOUND, "the repository has no revision \"%s\"", text);
}

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
    git_object_t type;
    git_odb_object *object;
    cg_blob_id blob;
    memcpy(blob.bytes, e->oid.id, sizeof blob.bytes);
    if (!ingest_may_be_source(e->path))
        return cg_upload_add_skipped(w->upload, e->path, 0, CG_SKIP_LANGUAGE, err);
    bool same;
    cg_code rc = upload_add_same(w->upload, e->path, blob, &same, err);
    if (rc != CG_OK || same)
        return rc;
    if (git_odb_read_header(&size, &type, w->odb, &e->oid) != 0)
        return cg_upload_add_skipped(w->upload, e->path, 0, CG_SKIP_UNREADABLE, err);
    if (size > w->upload->context.limits->file_bytes_max)
        return cg_upload_add_skipped(w->upload, e->path, size, CG_SKIP_TOO_LARGE, err);
    if (git_odb_read(&object, w->odb, &e->oid) != 0)
        return cg_upload_add_skipped(w->upload, e->path, size, CG_SKIP_UNREADABLE, err);
    cg_ingest_source file = {
        .path = e->path,
        .content = cg_str_make(git_odb_object_data(object), git_odb_object_size(object))};
    bool pointer = size < LFS_POINTER_MAX && cg_str_starts(file.content, CG_STR(LFS_HEAD));
    rc = pointer ? cg_upload_add_skipped(w->upload, e->path, size, CG_SKIP_LFS, err)
                 : cg_upload_add(w->upload, &file, err);
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
        if (e->mode == GIT_FILEMODE_COMMIT)
            rc = cg_upload_add_skipped(w->upload, e->path, 0, CG_SKIP_SUBMODULE, err);
        else if (e->mode == GIT_FILEMODE_LINK)
            rc = cg_upload_add_skipped(w->upload, e->path, 0, CG_SKIP_SYMLINK, err);
        else
            rc = add_blob(w, e, err);
    }
    return rc;
}

cg_code cg_upload_add_git(cg_upload *upload, const cg_git_source *source, cg_err *err)
{
    git_walk w = {.upload = upload};
    git_tree *tree = NULL;
    cg_code rc = open_repository(&w, source, err);
    if (rc == CG_OK)
        rc = find_tree(&w, source->rev, &tree, err);
    if (rc == CG_OK)
        rc = walk_tree(&w, tree, err);
    if (rc == CG_OK)
        rc = add_entries(&w, err);
    git_tree_free(tree);
    git_odb_free(w.odb);
    git_repository_free(w.repo);
    CG_VEC_FINI(&w.entries);
    cg_buf_fini(&w.path);
    return rc;
}
