// SPDX-License-Identifier: Apache-2.0
// Group commit. The first upload to come becomes the leader of a group and waits for the project's writer; those
// that come meanwhile join it and wait for the leader, who commits all of them once the writer is his. The next
// to come leads the next group.
//
//   first ──► open group ──► waits for the writer ──► closed ──► commit, flush ──► done ──► its report
//   later ──────► joins ─────────────────────────── waits ────────────────────────────────► its report
//
// Uploads that name the same path never share a group, so a path has one content in a commit.
#include "join.h"

#include "upload.h"

#define UPLOAD_FILES_MAX 16
#define UPLOAD_BYTES_MAX (256u << 10)
#define GROUP_FILES_MAX 256
#define GROUP_BYTES_MAX (4u << 20) /* of source: what it makes is still one batch */

/* All of it is guarded by mu until the group is closed, then the leader's until it is done. */
struct join_group {
    cg_project *project;
    CG_VEC(upload_part) parts;
    size_t files, bytes;
    uint64_t deadline_ns; /* the latest of its parts' */
    unsigned refs;        /* guarded by mu: of threads, and of the group that comes after it */
    bool closed, done;    /* guarded by mu */
    bool given_up;        /* once done: the leader's time was up, nothing was tried */
    join_group *before;   /* whose place it took: that goes first; NULL: none */
    cg_code rc;           /* once done */
    cg_err err;
};

void joins_init(joins *all)
{
    cg_mutex_init(&all->mu, CG_LOCK_INGEST_JOINS);
    cg_cond_init(&all->moved);
}

void joins_fini(joins *all)
{
    CG_ASSERT(all->open.len == 0);
    CG_VEC_FINI(&all->open);
    cg_cond_fini(&all->moved);
    cg_mutex_fini(&all->mu);
}

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

/* ---- groups ---- */

static uint64_t later_deadline(uint64_t a, uint64_t b)
{
    return a == 0 || b == 0 ? 0 : CG_MAX(a, b);
}

static bool share_a_path(const cg_upload *a, const cg_upload *b)
{
    for (size_t i = 0; i < a->names.list.len; i++)
        if (names_has(&b->names, a->names.list.ptr[i]))
            return true;
    return false;
}

static bool fits_locked(const join_group *g, const cg_upload *u)
{
    if (g->files + u->names.list.len > GROUP_FILES_MAX ||
        g->bytes + upload_bytes(u) > GROUP_BYTES_MAX)
        return false;
    if (g->parts.len > 0 &&
        !cg_str_eq(g->parts.ptr[0].upload->opts.target.branch, u->opts.target.branch))
        return false;
    for (size_t i = 0; i < g->parts.len; i++)
        if (share_a_path(u, g->parts.ptr[i].upload))
            return false;
    return true;
}

static void add_part_locked(join_group *g, const upload_part *part)
{
    g->deadline_ns =
        g->parts.len > 0 ? later_deadline(g->deadline_ns, part->deadline_ns) : part->deadline_ns;
    g->files += part->upload->names.list.len;
    g->bytes += upload_bytes(part->upload);
    g->refs++;
    CG_VEC_PUSH(&g->parts, *part);
}

/* Its time is up before the group was closed. */
static void leave_locked(join_group *g, const cg_upload *u)
{
    size_t at = 0;
    while (g->parts.ptr[at].upload != u)
        at++;
    g->files -= u->names.list.len;
    g->bytes -= upload_bytes(u);
    g->parts.len--;
    memmove(g->parts.ptr + at, g->parts.ptr + at + 1, (g->parts.len - at) * sizeof *g->parts.ptr);
}

static size_t find_open_locked(const joins *all, const cg_project *project)
{
    size_t at = 0;
    while (at < all->open.len && all->open.ptr[at]->project != project)
        at++;
    return at;
}

static void close_locked(joins *all, join_group *g)
{
    g->closed = true;
    cg_cond_broadcast(&all->moved);
    for (size_t i = 0; i < all->open.len; i++)
        if (all->open.ptr[i] == g) {
            all->open.ptr[i] = all->open.ptr[--all->open.len];
            return;
        }
}

/* A group of its own, which others may join from now on in place of one that it did not fit. */
static join_group *open_group_locked(joins *all, cg_project *project)
{
    join_group *g = cg_alloc(sizeof *g);
    size_t at = find_open_locked(all, project);
    g->project = project;
    if (at < all->open.len) {
        g->before = all->open.ptr[at];
        g->before->refs++;
        all->open.ptr[at] = g;
    } else {
        CG_VEC_PUSH(&all->open, g);
    }
    return g;
}

static void unref_locked(join_group *g)
{
    if (--g->refs > 0)
        return;
    CG_VEC_FINI(&g->parts);
    cg_free(g);
}

/* ---- waiting ---- */

/* *out_again: the leader gave up, another is needed. */
static cg_code follow_locked(joins *all, join_group *g, const upload_part *part, bool *out_again,
                             cg_err *err) CG_REQUIRES(all->mu)
{
    while (!g->done) {
        if (g->closed || part->deadline_ns == 0) {
            cg_cond_wait(&all->moved, &all->mu);
        } else if (!cg_cond_wait_until(&all->moved, &all->mu, part->deadline_ns) && !g->closed) {
            leave_locked(g, part->upload);
            return CG_FAIL(err, CG_E_DEADLINE, "another write to this project took too long");
        }
    }
    *out_again = g->given_up;
    if (g->rc != CG_OK && err != NULL)
        *err = g->err;
    return g->rc;
}

/* The group before has the writer, or had it, when it is closed. */
static void wait_for_turn_locked(joins *all, join_group *g, uint64_t deadline_ns)
    CG_REQUIRES(all->mu)
{
    join_group *before = g->before;
    if (before == NULL)
        return;
    bool in_time = true;
    while (!before->closed && in_time) {
        if (deadline_ns == 0)
            cg_cond_wait(&all->moved, &all->mu);
        else
            in_time = cg_cond_wait_until(&all->moved, &all->mu, deadline_ns);
    }
    g->before = NULL;
    unref_locked(before);
}

static cg_code lead(joins *all, join_group *g, const upload_part *own, cg_err *err)
{
    cg_commit *commit;
    cg_code rc = upload_commit_begin(own->upload, g->project, own->deadline_ns, &commit, err);
    cg_mutex_lock(&all->mu);
    close_locked(all, g);
    cg_mutex_unlock(&all->mu);
    g->given_up = rc == CG_E_DEADLINE;
    if (rc != CG_OK)
        return rc;
    rc = upload_commit(g->project, commit, g->parts.ptr, g->parts.len, g->deadline_ns, err);
    for (size_t i = 0; i < g->parts.len; i++)
        g->parts.ptr[i].result->joined = g->parts.len;
    return rc;
}

static cg_code lead_and_tell(joins *all, join_group *g, const upload_part *own, cg_err *err)
{
    cg_err why = {0};
    cg_code rc = lead(all, g, own, &why);
    if (rc != CG_OK && err != NULL)
        *err = why;
    cg_mutex_lock(&all->mu);
    g->rc = rc;
    g->err = why;
    g->done = true;
    cg_cond_broadcast(&all->moved);
    cg_mutex_unlock(&all->mu);
    return rc;
}

static cg_code join_once(joins *all, const upload_part *own, bool *out_again, cg_err *err)
{
    cg_project *project = own->upload->project;
    cg_code rc;
    *out_again = false;
    cg_mutex_lock(&all->mu);
    size_t at = find_open_locked(all, project);
    if (at < all->open.len && fits_locked(all->open.ptr[at], own->upload)) {
        join_group *g = all->open.ptr[at];
        add_part_locked(g, own);
        cg_metric_add(CG_M_UPLOADS_JOINED, 1);
        rc = follow_locked(all, g, own, out_again, err);
        unref_locked(g);
    } else {
        join_group *g = open_group_locked(all, project);
        add_part_locked(g, own);
        wait_for_turn_locked(all, g, own->deadline_ns);
        cg_mutex_unlock(&all->mu);
        rc = lead_and_tell(all, g, own, err);
        cg_mutex_lock(&all->mu);
        unref_locked(g);
    }
    cg_mutex_unlock(&all->mu);
    return rc;
}

cg_code join_commit(cg_upload *u, uint64_t deadline_ns, cg_arena *arena,
                    cg_ingest_result *out_result, cg_err *err)
{
    const upload_part own = {
        .upload = u, .deadline_ns = deadline_ns, .arena = arena, .result = out_result};
    cg_code rc;
    bool again;
    do
        rc = join_once(ingest_joins(u->ingest), &own, &again, err);
    while (again);
    return rc;
}
