// SPDX-License-Identifier: Apache-2.0
// Which uploads share a commit. Those that name the same path never do, so a path has one content in a commit.
#include "upload/join.h"

#include "upload/upload.h"

#define UPLOAD_FILES_MAX 16
#define UPLOAD_BYTES_MAX (256u << 10)
#define GROUP_FILES_MAX 256
#define GROUP_BYTES_MAX (4u << 20) /* of source: what it makes is still one batch */

static size_t upload_bytes(const cg_upload *u)
{
    size_t bytes = 0;
    for (size_t i = 0; i < u->files.len; i++)
        bytes += (size_t)u->files.ptr[i].bytes;
    return bytes;
}

/* A branch, and nothing that is said of the version. */
static bool is_plain(const cg_ingest_target *t)
{
    return t->message.len == 0 && t->author.len == 0 && t->git.len == 0 && !t->merge &&
           !t->always && t->expected == 0 && t->merged_count == 0;
}

bool join_suits(const cg_upload *u)
{
    const cg_upload_options *o = &u->opts;
    return o->may_join && u->project != NULL && !o->replace && !o->dry_run &&
           is_plain(&o->target) && o->list == CG_UPLOAD_LIST_ALL && u->progress == NULL &&
           u->names.list.len <= UPLOAD_FILES_MAX && upload_bytes(u) <= UPLOAD_BYTES_MAX;
}

/* ---- the group ---- */

static bool share_a_path(const cg_upload *a, const cg_upload *b)
{
    for (size_t i = 0; i < a->names.list.len; i++)
        if (names_has(&b->names, a->names.list.ptr[i]))
            return true;
    return false;
}

static bool fits(void *const *parts, size_t count, const void *part)
{
    const cg_upload *u = ((const upload_part *)part)->upload;
    const upload_part *first = parts[0];
    size_t files = u->names.list.len, bytes = upload_bytes(u);
    if (!cg_str_eq(first->upload->opts.target.branch, u->opts.target.branch))
        return false;
    for (size_t i = 0; i < count; i++) {
        const cg_upload *other = ((const upload_part *)parts[i])->upload;
        files += other->names.list.len;
        bytes += upload_bytes(other);
        if (files > GROUP_FILES_MAX || bytes > GROUP_BYTES_MAX || share_a_path(u, other))
            return false;
    }
    return true;
}

static cg_code begin(void *first, cg_err *err)
{
    upload_part *part = first;
    return upload_commit_begin(part->upload, part->upload->project, part->deadline_ns,
                               &part->commit, err);
}

static cg_code commit(void *const *parts, size_t count, uint64_t deadline_ns, cg_err *err)
{
    const upload_part *first = parts[0];
    cg_code rc = upload_commit(first->upload->project, first->commit, (upload_part *const *)parts,
                               count, deadline_ns, err);
    for (size_t i = 0; i < count; i++)
        ((upload_part *)parts[i])->result->joined = count;
    return rc;
}

cg_code join_commit(cg_upload *u, uint64_t deadline_ns, cg_arena *arena,
                    cg_ingest_result *out_result, cg_err *err)
{
    static const group_work work = {.joined = CG_M_UPLOADS_JOINED,
                                    .patient = true,
                                    .fits = fits,
                                    .begin = begin,
                                    .commit = commit};
    upload_part own = {
        .upload = u, .deadline_ns = deadline_ns, .arena = arena, .result = out_result};
    return groups_run(ingest_groups(u->ingest), &work, u->project, &own, deadline_ns, err);
}
