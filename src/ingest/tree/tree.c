// SPDX-License-Identifier: Apache-2.0
// Runs over a directory tree: walk, leave out what the last run saw unchanged, read and commit
// the rest, and remember what was seen.
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cg/graph_care.h"
#include "cg/walk.h"
#include "ingest_int.h"
#include "tree/listing.h"

/* A file changed this shortly before it was read may change again within the same tick of the
 * file system's clock; its stat then proves nothing and is not kept. */
#define RACY_NS UINT64_C(2000000000)

typedef struct tree_run {
    run common;
    run_share share;
    facts_context context;
    const cg_ingest_tree_request *request;
    listing list;
    stat_cache cache;
    uint64_t begun_wall_ns;
    CG_VEC(uint32_t) jobs; /* files of the walk that must be read */
    bool *dirty_dirs;      /* [dirs]: the stored row no longer holds */
    bool *seen;            /* [files of the base]: still there */
} tree_run;

/* ---- which files must be read ---- */

static const cg_file *base_file(tree_run *r, cg_str path)
{
    uint32_t num;
    const cg_file *file = cg_snapshot_find_file(r->context.base, path, &num);
    if (file == NULL || !file->present)
        return NULL;
    r->seen[num] = true;
    return file;
}

static bool is_as_known(const listed_file *file, const cg_file *base)
{
    if (!file->known)
        return false;
    if (file->stat.lang == CG_LANG_NONE)
        return base == NULL;
    return base != NULL && base->skip == file->stat.skip &&
           memcmp(base->blob.bytes, file->stat.blob.bytes, 20) == 0 &&
           (base->skip != 0 ||
            (base->lang == file->stat.lang &&
             base->extractor_version == cg_lang_extractor_version((cg_lang_id)base->lang)));
}

static void choose_jobs(tree_run *r)
{
    listing *list = &r->list;
    r->seen = cg_arena_alloc_array(list->arena, cg_snapshot_files_limit(r->context.base) + 1, 1);
    r->dirty_dirs = cg_arena_alloc_array(list->arena, list->dirs.len + 1, 1);
    for (uint32_t i = 0; i < list->files.len; i++) {
        const listed_file *file = &list->files.ptr[i];
        const cg_file *base = base_file(r, file->path);
        if (is_as_known(file, base)) {
            if (base != NULL)
                run_report_base(&r->common, base);
            else
                run_report(&r->common,
                           &(cg_ingest_file){.path = file->path,
                                             .status = CG_PARSE_SKIPPED,
                                             .skip = CG_SKIP_LANGUAGE,
                                             .unchanged = true},
                           file->stat.size, true);
            continue;
        }
        r->dirty_dirs[file->dir] = true;
        CG_VEC_PUSH(&r->jobs, i);
    }
}

/* ---- reading them ---- */

static cg_skip read_file(const tree_run *r, const listed_file *file, cg_buf *out)
{
    size_t max = cg_parse_bytes_max(r->context.limits, file->path);
    int fd = cg_walk_open_file(r->list.root_fd, file->path.ptr);
    if (fd < 0)
        return errno == ELOOP || errno == EXDEV ? CG_SKIP_LINK : CG_SKIP_UNREADABLE;
    struct stat st;
    cg_skip skip = CG_SKIP_NONE;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        skip = CG_SKIP_SPECIAL;
    while (skip == CG_SKIP_NONE) {
        size_t want = out->len == 0 ? CG_MIN((size_t)st.st_size, max) + 1 : 65536;
        char *room = cg_buf_reserve(out, want);
        ssize_t n = room != NULL ? read(fd, room, want) : -1;
        if (n == 0)
            break;
        if (n < 0 && errno == EINTR && room != NULL)
            continue;
        if (n < 0)
            skip = CG_SKIP_UNREADABLE;
        else if ((out->len += (size_t)n) > max)
            skip = CG_SKIP_TOO_LARGE;
    }
    close(fd);
    return skip;
}

static void load_walked(void *arg, size_t job, worker *w, file_slot *slot)
{
    tree_run *r = arg;
    listed_file *file = &r->list.files.ptr[r->jobs.ptr[job]];
    cg_skip skip = (cg_skip)file->skip;
    if (skip == CG_SKIP_NONE && file->stat.size > cg_parse_bytes_max(r->context.limits, file->path))
        skip = CG_SKIP_TOO_LARGE;
    cg_buf_clear(&slot->content);
    if (skip == CG_SKIP_NONE)
        skip = read_file(r, file, &slot->content);
    if (skip != CG_SKIP_NONE) {
        facts_skip(file->path, file->stat.size, skip, slot);
        slot->lang = cg_lang_by_name(file->path);
        slot->not_source = slot->lang == CG_LANG_NONE;
    } else {
        slot->source = cg_buf_str(&slot->content);
        facts_make(&r->context, w, file->path, CG_LANG_NONE, slot);
    }
    file->stat.blob = slot->facts.blob;
    file->stat.lang = slot->not_source ? CG_LANG_NONE : slot->lang;
    file->stat.skip = slot->not_source ? 0 : slot->skip;
}

static cg_code commit_walked(tree_run *r, cg_err *err)
{
    cg_code rc = CG_OK;
    pipeline *p = pipeline_open(r->common.ingest, r->jobs.len, load_walked, r);
    file_slot *slot;
    while (rc == CG_OK && (slot = pipeline_take(p)) != NULL) {
        rc = run_may_go_on(&r->common, err);
        if (rc == CG_OK && cg_utf8_valid(slot->facts.path))
            rc = run_commit_slot(&r->common, slot, err);
        else if (rc == CG_OK)
            run_report(
                &r->common,
                &(cg_ingest_file){.path = cg_arena_str(r->common.share->arena, slot->facts.path),
                                  .status = CG_PARSE_SKIPPED,
                                  .skip = CG_SKIP_ENCODING},
                slot->facts.bytes, false);
        pipeline_give_back(p, slot);
    }
    pipeline_close(p);
    return rc;
}

static cg_code delete_missing(tree_run *r, cg_err *err)
{
    uint32_t limit = cg_snapshot_files_limit(r->context.base);
    for (uint32_t num = 0; num < limit; num++) {
        const cg_file *file = cg_snapshot_file(r->context.base, num);
        if (!file->present || r->seen[num])
            continue;
        cg_code rc = run_delete_file(&r->common, file->path, err);
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}

/* ---- remembering ---- */

/* What besides its content decides what becomes of a file. */
static uint64_t rules_of(const cg_parse_limits *limits)
{
    uint64_t rules[] = {limits->file_bytes_max, limits->manifest_bytes_max, limits->nesting_max,
                        limits->timeout_ns,     limits->line_bytes_max,     limits->facts_max};
    cg_lang_id langs[CG_LANG_LIMIT];
    size_t count = cg_lang_list(langs, CG_ARRAY_LEN(langs));
    return cg_hash64(langs, count * sizeof *langs, cg_hash64(rules, sizeof rules, 0));
}

static bool is_worth_keeping(const tree_run *r, const listed_file *file)
{
    return file->skip == CG_SKIP_NONE && file->stat.skip != CG_SKIP_UNREADABLE &&
           file->stat.mtime_ns + RACY_NS < r->begun_wall_ns &&
           file->stat.ctime_ns + RACY_NS < r->begun_wall_ns;
}

static cg_str name_of(const listed_file *file)
{
    return cg_str_slice(file->path, file->name_at, file->path.len);
}

/* Marks the directories whose row is no longer what is stored: something was read, or the row is
 * of another length because a file went. */
static void mark_changed_dirs(tree_run *r)
{
    listing *list = &r->list;
    size_t *bytes = cg_arena_alloc_array(list->arena, list->dirs.len + 1, sizeof *bytes);
    for (size_t i = 0; i < list->files.len; i++)
        if (is_worth_keeping(r, &list->files.ptr[i]))
            bytes[list->files.ptr[i].dir] += stat_row_entry_bytes(name_of(&list->files.ptr[i]));
    for (size_t i = 0; i < list->dirs.len; i++)
        r->dirty_dirs[i] = r->dirty_dirs[i] || bytes[i] != list->dirs.ptr[i].stored_bytes;
}

static void save_rows(tree_run *r, cg_buf *rows)
{
    for (size_t i = 0; i < r->list.dirs.len; i++) {
        if (!r->dirty_dirs[i])
            continue;
        cg_str dir = r->list.dirs.ptr[i].path;
        stat_row before;
        stat_row_read(&r->cache, dir, &before);
        stat_row_save(&r->cache, dir, &before, cg_buf_str(&rows[i]));
        stat_row_close(&before);
        cg_buf_fini(&rows[i]);
    }
}

/* Files of a directory stand together in the walk only when no subdirectory was entered between
 * them, so the rows are put together by directory first. */
static void remember(tree_run *r)
{
    listing *list = &r->list;
    mark_changed_dirs(r);
    cg_buf *rows = cg_alloc_array(list->dirs.len + 1, sizeof *rows);
    for (size_t i = 0; i < list->files.len; i++) {
        const listed_file *file = &list->files.ptr[i];
        if (r->dirty_dirs[file->dir] && is_worth_keeping(r, file))
            stat_row_add(&rows[file->dir], name_of(file), &file->stat);
    }
    save_rows(r, rows);
    cg_free(rows);
    cg_err err;
    if (stat_cache_write(&r->cache, &err) != CG_OK) /* only a hint: the next run reads more */
        CG_LOG(CG_LOG_WARN, "ingest.stat_cache", CG_LSTR("error", cg_str_from(err.text)));
}

/* ---- the run ---- */

static int compare_listed(const void *a, const void *b)
{
    return cg_str_cmp(((const cg_ingest_file *)a)->path, ((const cg_ingest_file *)b)->path);
}

static cg_code index_walked(tree_run *r, cg_err *err)
{
    choose_jobs(r);
    run_set_phase(&r->common, CG_PHASE_PARSING);
    cg_code rc = commit_walked(r, err);
    if (rc == CG_OK && !r->request->keep_missing)
        rc = delete_missing(r, err);
    if (rc == CG_OK)
        rc = linking_run(r->common.linking, err);
    run_set_phase(&r->common, CG_PHASE_COMMITTING);
    return rc;
}

static cg_code run_tree(tree_run *r, cg_err *err)
{
    const cg_ingest_tree_request *q = r->request;
    run_set_phase(&r->common, CG_PHASE_WALKING);
    cg_code rc = listing_make(q, r->common.ingest->opts.files_max, &r->cache, &r->list, err);
    if (rc == CG_OK && q->progress != NULL)
        atomic_store(&q->progress->files_total, r->list.files.len);
    r->common.linking = linking_open(&r->common);
    r->context.waiting = linking_stash(r->common.linking);
    r->common.facts = &r->context;
    if (rc == CG_OK)
        rc = index_walked(r, err);
    rc = run_finish(&r->common, rc, q->target.message, q->dry_run, &r->share.result->commit, err);
    if (rc == CG_OK && !q->dry_run)
        remember(r);
    return rc;
}

cg_code cg_ingest_tree(cg_ingest *ingest, cg_project *project,
                       const cg_ingest_tree_request *request, cg_arena *arena,
                       cg_ingest_result *out_result, cg_err *err)
{
    memset(out_result, 0, sizeof *out_result);
    tree_run r = {.common = {.ingest = ingest, .project = project, .progress = request->progress},
                  .share = {.arena = arena, .result = out_result},
                  .request = request,
                  .begun_wall_ns = cg_wall_ms() * UINT64_C(1000000),
                  .list = {.root_fd = -1}};
    r.common.share = &r.share;
    if (cg_fault("ingest.settled")) /* as if the tree had been left alone for an hour */
        r.begun_wall_ns += UINT64_C(3600000000000);
    run_set_phase(&r.common, CG_PHASE_WAITING);
    cg_commit_options opts = run_commit_options(ingest, &request->target, request->dry_run, 0);
    cg_store_hold_units(ingest->store);
    cg_code rc = cg_commit_begin(project, &opts, &r.common.commit, err);
    if (rc != CG_OK) {
        cg_store_release_units(ingest->store);
        return rc;
    }
    /* The base lives as long as the commit; the run needs it a little longer. */
    CG_AUTO(cg_snapshot) base = cg_snapshot_ref(cg_commit_base(r.common.commit));
    r.context = (facts_context){ingest->store, cg_project_name(project), base, &ingest->opts.limits,
                                ingest->opts.embedders};
    stat_cache_open(&r.cache, cg_store_kv(ingest->store), cg_project_name(project), request->root,
                    rules_of(&ingest->opts.limits));
    rc = run_tree(&r, err);
    run_share_end(&r.share);
    if (out_result->files_count > 1)
        qsort(out_result->files, out_result->files_count, sizeof *out_result->files,
              compare_listed);
    out_result->files_removed = out_result->commit.files_removed;
    stat_cache_close(&r.cache);
    CG_VEC_FINI(&r.jobs);
    listing_close(&r.list);
    cg_store_release_units(ingest->store);
    return rc;
}
