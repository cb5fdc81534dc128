// SPDX-License-Identifier: Apache-2.0
#include "git/repo.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "ingest_int.h"
#include "tree/listing.h"

#define ALTERNATES_DEPTH 5
#define ALTERNATES_BYTES 65536
#define LFS_POINTER_MAX 1024
#define LFS_HEAD "version https://git-lfs.github.com/spec/"

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

static bool is_known_extension(const char *name)
{
    static const char *const known[] = {"noop", "preciousobjects", "worktreeconfig"};
    bool found = false;
    for (size_t i = 0; i < CG_ARRAY_LEN(known); i++)
        found = found || strcmp(name, known[i]) == 0;
    return found;
}

static cg_code check_extension(const git_config_entry *e, cg_err *err)
{
    static const char section[] = "extensions.";
    if (strncmp(e->name, section, sizeof section - 1) != 0)
        return CG_OK;
    const char *name = e->name + sizeof section - 1;
    if (strcmp(name, "objectformat") == 0 && strcmp(e->value, "sha256") == 0)
        return CG_FAIL(err, CG_E_INVALID,
                       "the repository names its objects by SHA-256, which is not supported: only "
                       "SHA-1 is");
    return is_known_extension(name)
               ? CG_OK
               : CG_FAIL(err, CG_E_INVALID,
                         "the repository uses an extension that is not supported");
}

/* Asked before the repository is opened: the library does not say which extension it refuses, and leaks
 * memory with each that it does. Where there is no such file, it is left to the library. */
static cg_code check_config(const cg_git_source *source, const char *file, cg_err *err)
{
    char path[PATH_MAX];
    git_config *config;
    git_config_iterator *iter;
    git_config_entry *e;
    cg_code rc = CG_OK;
    if (snprintf(path, sizeof path, "%s/%s", source->path, file) >= (int)sizeof path ||
        !is_allowed(source, path) || git_config_open_ondisk(&config, path) != 0)
        return CG_OK;
    if (git_config_iterator_new(&iter, config) == 0) {
        while (rc == CG_OK && git_config_next(&e, iter) == 0)
            rc = check_extension(e, err);
        git_config_iterator_free(iter);
    }
    git_config_free(config);
    return rc;
}

cg_code git_repo_open(const cg_git_source *source, git_repository **out_repo, cg_err *err)
{
    char objects[PATH_MAX];
    git_repository *repo;
    cg_code rc = check_config(source, ".git/config", err);
    if (rc == CG_OK)
        rc = check_config(source, "config", err);
    if (rc != CG_OK)
        return rc;
    if (git_repository_open_ext(&repo, source->path, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) != 0)
        return CG_FAIL(err, CG_E_INVALID, "there is no Git repository in that directory");
    const char *common = git_repository_commondir(repo);
    snprintf(objects, sizeof objects, "%s/objects", common);
    if (!is_allowed(source, git_repository_path(repo)) || !is_allowed(source, common) ||
        !is_allowed(source, objects) || !alternates_allowed(source, objects, 0)) {
        git_repository_free(repo);
        return CG_FAIL(err, CG_E_FORBIDDEN_ROOT,
                       "the repository's objects lie in a directory that this server may not read: "
                       "see the option parse.roots");
    }
    *out_repo = repo;
    return CG_OK;
}

/* ---- revisions ---- */

/* Searches through history, which revisions of Git can also be, could take any time. */
static bool is_plain_revision(cg_str rev)
{
    return rev.len > 0 && rev.len <= GIT_REV_MAX && rev.ptr[0] != '-' &&
           memchr(rev.ptr, ':', rev.len) == NULL && memchr(rev.ptr, '\0', rev.len) == NULL &&
           memmem(rev.ptr, rev.len, "{/", 2) == NULL && cg_utf8_valid(rev);
}

/* By itself, though expressions may be names too: for those whose object is damaged the library's reading of
 * expressions leaks memory. */
static int find_name(git_repository *repo, const char *text, git_object_t type,
                     git_object **out_object)
{
    git_reference *ref;
    int n = git_reference_dwim(&ref, repo, text);
    if (n != 0)
        return n;
    n = git_reference_peel(out_object, ref, type);
    git_reference_free(ref);
    return n == GIT_ENOTFOUND ? GIT_ERROR : n; /* the name is there */
}

static int find_expression(git_repository *repo, const char *text, git_object_t type,
                           git_object **out_object)
{
    git_object *object;
    int n = git_revparse_single(&object, repo, text);
    if (n != 0)
        return n;
    n = git_object_peel(out_object, object, type);
    git_object_free(object);
    return n;
}

cg_code git_repo_find(git_repository *repo, cg_str rev, git_object_t type, git_object **out_object,
                      cg_err *err)
{
    char text[GIT_REV_MAX + 1];
    if (!is_plain_revision(rev))
        return CG_FAIL(err, CG_E_INVALID,
                       "rev must name a branch, a tag or a commit, in at most %d bytes",
                       GIT_REV_MAX);
    memcpy(text, rev.ptr, rev.len);
    text[rev.len] = '\0';
    int n = find_name(repo, text, type, out_object);
    if (n == GIT_ENOTFOUND || n == GIT_EINVALIDSPEC)
        n = find_expression(repo, text, type, out_object);
    return n == 0 ? CG_OK
                  : CG_FAIL(err, CG_E_NOT_FOUND, "the repository has no revision \"%s\"", text);
}

/* ---- entries ---- */

cg_skip git_entry_unfit(const git_entry *e)
{
    if (e->mode == GIT_FILEMODE_COMMIT)
        return CG_SKIP_SUBMODULE;
    if (e->mode == GIT_FILEMODE_LINK)
        return CG_SKIP_SYMLINK;
    return ingest_may_be_source(e->path) ? CG_SKIP_NONE : CG_SKIP_LANGUAGE;
}

cg_skip git_blob_read(git_odb *odb, const git_oid *oid, size_t bytes_max,
                      git_odb_object **out_object, size_t *out_bytes)
{
    git_object_t type;
    git_odb_object *object;
    *out_bytes = 0;
    if (git_odb_read_header(out_bytes, &type, odb, oid) != 0 || type != GIT_OBJECT_BLOB)
        return CG_SKIP_UNREADABLE;
    if (*out_bytes > bytes_max)
        return CG_SKIP_TOO_LARGE;
    if (git_odb_read(&object, odb, oid) != 0)
        return CG_SKIP_UNREADABLE;
    cg_str content = cg_str_make(git_odb_object_data(object), git_odb_object_size(object));
    if (content.len < LFS_POINTER_MAX && cg_str_starts(content, CG_STR(LFS_HEAD))) {
        git_odb_object_free(object);
        return CG_SKIP_LFS;
    }
    *out_object = object;
    return CG_SKIP_NONE;
}
