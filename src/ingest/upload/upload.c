// SPDX-License-Identifier: Apache-2.0
// Files that come one by one: parsed on arrival, committed at the end.
//
//   add ──► ready ──► worker: parse ──► stash ─┐               (begin to settle: no lock of the project)
//                                              ▼
//   finish ─────────────────────────► pipeline: facts ──► commit, linking
//
// A file is in a slot from its arrival until it is parsed; the first small ones, all that most requests have, stay there until the
// end, in place of the stash. Slots are few: whoever adds waits for one, or
// parses what is ready himself. Workers do not wait for files: a task of the pool ends when none is ready.
#include "cg/graph_care.h"

#include "upload/upload.h"

#define SLOTS_PER_WORKER 4
#define HELD_RATIO 32 /* what a slot has of a file is rarely more than so many times its source */

static void free_upload(cg_upload *u)
{
    for (size_t i = 0; i < u->slots_count; i++)
        facts_fini(&u->slots[i].slot);
    for (size_t i = u->told; i < u->parsed.len; i++)
        cg_free(u->parsed.ptr[i].errors);
    cg_free(u->slots);
    cg_free(u->idle);
    cg_free(u->ready);
    CG_VEC_FINI(&u->parsed);
    CG_VEC_FINI(&u->files);
    stash_destroy(u->kept);
    cg_snapshot_release(u->base);
    cg_arena_destroy(u->arena);
    cg_cond_fini(&u->moved);
    cg_mutex_fini(&u->mu);
    names_fini(&u->names);
    cg_store_release_units(u->ingest->store);
    cg_free(u);
}

/* Not analysed inside: the last one out frees the lock with the rest. */
static void unref_and_unlock(cg_upload *u) CG_TSA(release_capability(&u->mu))
    CG_TSA(no_thread_safety_analysis)
{
    bool last = --u->refs == 0;
    cg_mutex_unlock(&u->mu);
    if (last)
        free_upload(u);
}

/* ---- parsing ---- */

/* What streams tell of a file. */
static cg_ingest_file describe(const cg_upload *u, const upload_slot *s)
{
    const facts_begun *b = &s->begun;
    cg_ingest_file file = {.path = b->path,
                           .lang = b->lang,
                           .skip = b->skip,
                           .status = b->skip != 0 ? CG_PARSE_SKIPPED : CG_PARSE_OK,
                           .unchanged = b->unchanged,
                           .cached = b->cached};
    uint32_t num;
    const cg_unit *unit = s->slot.facts.unit;
    if (b->unchanged && b->skip == 0) {
        const cg_file *same = cg_snapshot_find_file(u->base, b->path, &num);
        file.status = same->status;
        file.nodes = same->nodes;
    } else if (unit != NULL) {
        file.status = unit->status;
        file.nodes = (uint32_t)unit->defs.len;
        file.errors_count = (uint32_t)unit->errors.len;
        file.errors = cg_alloc_array(unit->errors.len + 1, sizeof *file.errors);
        if (unit->errors.len > 0)
            memcpy(file.errors, unit->errors.ptr, unit->errors.len * sizeof *file.errors);
    }
    return file;
}

static void tell_locked(cg_upload *u, const cg_ingest_file *file)
{
    if (u->opts.list == CG_UPLOAD_STREAM)
        CG_VEC_PUSH(&u->parsed, *file);
    else
        cg_free(file->errors);
}

/* Half of the slots are for what is to come. */
static bool may_hold_locked(cg_upload *u, size_t bytes) CG_REQUIRES(u->mu)
{
    size_t room = u->ingest->opts.spool_bytes_min / HELD_RATIO;
    if (u->held_count >= u->slots_count / 2 || u->held_bytes + bytes > room)
        return false;
    u->held_count++;
    u->held_bytes += bytes;
    return true;
}

/* Parses one file that is ready; with mu held before and after. */
static void parse_ready_locked(cg_upload *u, worker *w) CG_REQUIRES(u->mu)
{
    upload_slot *s = u->ready[u->ready_head];
    u->ready_head = (u->ready_head + 1) % u->slots_count;
    u->ready_count--;
    u->busy++;
    bool hold = may_hold_locked(u, s->slot.source.len);
    cg_mutex_unlock(&u->mu);
    facts_begin(&u->context, w, u->kept, s->path, s->lang, hold, &s->slot, &s->begun);
    cg_ingest_file file = describe(u, s);
    if (u->progress != NULL)
        progress_count(u->progress, s->begun.bytes, &file);
    bool held = s->begun.held != NULL;
    if (!held)
        facts_release(&s->slot);
    cg_mutex_lock(&u->mu);
    if (hold && !held) {
        u->held_count--;
        u->held_bytes -= s->slot.source.len;
    }
    if (s->slot.rc != CG_OK && u->rc == CG_OK) {
        u->rc = s->slot.rc;
        u->err = s->slot.err;
    }
    u->files.ptr[s->slot.job] = s->begun;
    tell_locked(u, &file);
    if (!held)
        u->idle[u->idle_count++] = s;
    u->busy--;
    cg_cond_broadcast(&u->moved);
}

static void run_task(void *arg)
{
    cg_upload *u = arg;
    cg_ingest *ingest = u->ingest;
    worker *w = ingest_borrow_worker(ingest);
    cg_mutex_lock(&u->mu);
    while (!u->closed && u->ready_count > 0)
        parse_ready_locked(u, w);
    u->tasks--;
    unref_and_unlock(u);
    ingest_return_worker(ingest, w);
}

/* One file by itself is left to whoever waits for it. */
static void wake_workers(cg_upload *u)
{
    cg_mutex_lock(&u->mu);
    bool more = (u->ready_count > 1 || u->opts.list != CG_UPLOAD_LIST_ALL) &&
                u->tasks < cg_pool_threads(u->ingest->parsers);
    u->tasks += more;
    u->refs += more;
    cg_mutex_unlock(&u->mu);
    if (!more || cg_pool_submit(u->ingest->parsers, run_task, u, NULL) == CG_OK)
        return;
    cg_mutex_lock(&u->mu);
    u->tasks--;
    u->refs--; /* the owner has one: it does that share */
    cg_mutex_unlock(&u->mu);
}

static void help_locked(cg_upload *u) CG_REQUIRES(u->mu)
{
    if (u->ready_count == 0) {
        cg_cond_wait(&u->moved, &u->mu);
        return;
    }
    cg_mutex_unlock(&u->mu);
    worker *w = ingest_borrow_worker(u->ingest);
    cg_mutex_lock(&u->mu);
    if (u->ready_count > 0)
        parse_ready_locked(u, w);
    cg_mutex_unlock(&u->mu);
    ingest_return_worker(u->ingest, w);
    cg_mutex_lock(&u->mu);
}

/* ---- begin ---- */

static const cg_str *copy_texts(cg_arena *arena, const cg_str *texts, size_t count)
{
    cg_str *copy = cg_arena_alloc_array(arena, count + 1, sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = cg_arena_str(arena, texts[i]);
    return copy;
}

static const uint64_t *copy_numbers(cg_arena *arena, const uint64_t *numbers, size_t count)
{
    uint64_t *copy = cg_arena_alloc_array(arena, count + 1, sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = numbers[i];
    return copy;
}

/* What the branch has now; a branch that is not there is an error at the end. */
static cg_snapshot *take_base(cg_project *project, cg_str branch)
{
    cg_snapshot *base = NULL;
    if (project != NULL && branch.len == 0)
        base = cg_snapshot_take(project);
    else if (project != NULL && cg_snapshot_take_branch(project, branch, &base, NULL) != CG_OK)
        base = NULL;
    return base;
}

static void copy_options(cg_upload *u, const cg_upload_options *opts)
{
    u->opts = *opts;
    u->opts.target.branch = cg_arena_str(u->arena, opts->target.branch);
    u->opts.target.message = cg_arena_str(u->arena, opts->target.message);
    u->opts.target.author = cg_arena_str(u->arena, opts->target.author);
    u->opts.target.git = cg_arena_str(u->arena, opts->target.git);
    u->opts.target.merged = copy_numbers(u->arena, opts->target.merged, opts->target.merged_count);
    u->opts.new_project = cg_arena_str(u->arena, opts->new_project);
    u->opts.include = copy_texts(u->arena, opts->include, opts->include_count);
    u->opts.exclude = copy_texts(u->arena, opts->exclude, opts->exclude_count);
    u->progress = opts->progress;
}

cg_upload *cg_upload_begin(cg_ingest *ingest, cg_project *project, const cg_upload_options *opts)
{
    cg_upload *u = cg_alloc(sizeof *u);
    u->ingest = ingest;
    u->project = project;
    u->arena = cg_arena_create(0);
    copy_options(u, opts);
    u->base = take_base(project, u->opts.target.branch);
    cg_store_hold_units(ingest->store);
    u->context = (facts_context){ingest->store,
                                 project != NULL ? cg_project_name(project) : u->opts.new_project,
                                 u->base, &ingest->opts.limits, ingest->opts.embedders};
    u->kept = stash_create(ingest->opts.spool_dir, ingest->opts.spool_bytes_min);
    u->slots_count = 2 + (size_t)cg_pool_threads(ingest->parsers) * SLOTS_PER_WORKER;
    u->slots = cg_alloc_array(u->slots_count, sizeof *u->slots);
    u->idle = cg_alloc_array(u->slots_count, sizeof *u->idle);
    u->ready = cg_alloc_array(u->slots_count, sizeof *u->ready);
    for (size_t i = 0; i < u->slots_count; i++)
        u->idle[u->idle_count++] = &u->slots[i];
    cg_mutex_init(&u->mu, CG_LOCK_INGEST_QUEUE);
    cg_cond_init(&u->moved);
    u->refs = 1;
    return u;
}

/* ---- adding ---- */

static bool matches_any(const cg_str *globs, size_t count, cg_str path)
{
    for (size_t i = 0; i < count; i++)
        if (cg_glob_match(globs[i], path))
            return true;
    return false;
}

bool cg_upload_wants(const cg_upload *u, cg_str path)
{
    const cg_upload_options *o = &u->opts;
    return !matches_any(o->exclude, o->exclude_count, path) &&
           (o->include_count == 0 || matches_any(o->include, o->include_count, path));
}

static cg_code status_locked(const cg_upload *u, cg_err *err)
{
    if (u->rc != CG_OK && err != NULL)
        *err = u->err;
    return u->rc;
}

/* Checks the path and gives it a place; `*out_path` lives as long as the upload. */
static cg_code name_path(cg_upload *u, cg_str path, cg_str *out_path, cg_err *err)
{
    cg_code rc = progress_check(u->progress, err);
    if (rc == CG_OK)
        rc = cg_path_check(path, err);
    if (rc != CG_OK)
        return rc;
    if (u->names.list.len >= u->ingest->opts.files_max)
        return CG_FAIL(err, CG_E_LIMIT, "a request has at most %u files",
                       u->ingest->opts.files_max);
    cg_str shown = cg_utf8_truncate(path, 200);
    *out_path = cg_arena_str(u->arena, path);
    if (!names_add(&u->names, *out_path))
        return CG_FAIL(err, CG_E_PATH, "the path \"%.*s\" is named twice", CG_STR_ARG(shown));
    if (u->progress != NULL)
        progress_tell(u->progress, &u->moved_ns, false);
    return CG_OK;
}

static cg_code take_slot(cg_upload *u, upload_slot **out_slot, cg_err *err)
{
    cg_mutex_lock(&u->mu);
    while (u->idle_count == 0)
        help_locked(u);
    cg_code rc = status_locked(u, err);
    if (rc == CG_OK) {
        *out_slot = u->idle[--u->idle_count];
        (*out_slot)->slot.job = u->files.len;
        CG_VEC_PUSH(&u->files, (facts_begun){.skip = 0});
    }
    cg_mutex_unlock(&u->mu);
    return rc;
}

static void give_slot(cg_upload *u, upload_slot *s)
{
    cg_mutex_lock(&u->mu);
    u->ready[(u->ready_head + u->ready_count++) % u->slots_count] = s;
    cg_mutex_unlock(&u->mu);
    wake_workers(u);
}

cg_code cg_upload_add(cg_upload *u, const cg_ingest_source *file, cg_err *err)
{
    upload_slot *s;
    cg_str path;
    if (!cg_upload_wants(u, file->path))
        return CG_OK;
    if (file->content.len > cg_parse_bytes_max(u->context.limits, file->path))
        return cg_upload_add_skipped(u, file->path, file->content.len, CG_SKIP_TOO_LARGE, err);
    cg_code rc = name_path(u, file->path, &path, err);
    if (rc == CG_OK)
        rc = stash_settle(u->kept, err);
    if (rc == CG_OK)
        rc = take_slot(u, &s, err);
    if (rc != CG_OK)
        return rc;
    s->path = path;
    s->lang = file->lang;
    cg_buf_clear(&s->slot.content);
    cg_buf_add_str(&s->slot.content, file->content);
    s->slot.source = cg_buf_str(&s->slot.content);
    rc = s->slot.content.error;
    if (rc == CG_OK)
        give_slot(u, s);
    return rc == CG_OK ? CG_OK : CG_FAIL(err, rc, "no memory for a file");
}

/* A file that nobody has to parse; `same`: what the head has of it, NULL: it is skipped. */
static void add_begun(cg_upload *u, const facts_begun *begun, const cg_file *same)
{
    cg_ingest_file file = {.path = begun->path,
                           .lang = begun->lang,
                           .skip = begun->skip,
                           .status = same != NULL ? same->status : (uint8_t)CG_PARSE_SKIPPED,
                           .unchanged = same != NULL,
                           .nodes = same != NULL ? same->nodes : 0};
    cg_mutex_lock(&u->mu);
    CG_VEC_PUSH(&u->files, *begun);
    tell_locked(u, &file);
    cg_mutex_unlock(&u->mu);
    if (u->progress != NULL)
        progress_count(u->progress, begun->bytes, &file);
}

cg_code cg_upload_add_skipped(cg_upload *u, cg_str path, uint64_t bytes, cg_skip skip, cg_err *err)
{
    facts_begun begun = {.bytes = bytes, .skip = (uint8_t)skip};
    if (!cg_upload_wants(u, path))
        return CG_OK;
    cg_code rc = name_path(u, path, &begun.path, err);
    if (rc != CG_OK)
        return rc;
    begun.lang = (uint8_t)cg_lang_by_name(path);
    begun.not_source = skip == CG_SKIP_LANGUAGE || (skip == CG_SKIP_TOO_LARGE && begun.lang == 0);
    add_begun(u, &begun, NULL);
    return CG_OK;
}

cg_code cg_upload_delete(cg_upload *u, cg_str path, cg_err *err)
{
    cg_str kept;
    cg_code rc = name_path(u, path, &kept, err);
    if (rc == CG_OK)
        CG_VEC_PUSH(&u->deletes, kept);
    return rc;
}

cg_code upload_add_same(cg_upload *u, cg_str path, cg_blob_id blob, bool *out_same, cg_err *err)
{
    uint32_t num;
    const cg_file *f = u->base != NULL ? cg_snapshot_find_file(u->base, path, &num) : NULL;
    facts_begun begun = {.blob = blob, .unchanged = true};
    *out_same = f != NULL && f->present &&
                memcmp(f->blob.bytes, blob.bytes, sizeof blob.bytes) == 0 && f->skip == 0 &&
                f->extractor_version == cg_lang_extractor_version((cg_lang_id)f->lang);
    if (!*out_same)
        return CG_OK;
    begun.bytes = f->bytes;
    begun.lang = f->lang;
    cg_code rc = name_path(u, path, &begun.path, err);
    if (rc == CG_OK)
        add_begun(u, &begun, f);
    return rc;
}

bool cg_upload_next(cg_upload *u, cg_arena *arena, cg_ingest_file *out_file)
{
    cg_mutex_lock(&u->mu);
    bool found = u->told < u->parsed.len;
    cg_range *errors = NULL;
    if (found) {
        *out_file = u->parsed.ptr[u->told++];
        errors = out_file->errors;
    }
    if (u->told == u->parsed.len) {
        CG_VEC_CLEAR(&u->parsed);
        u->told = 0;
    }
    cg_mutex_unlock(&u->mu);
    if (found && errors != NULL) {
        out_file->errors = cg_arena_alloc_array(arena, out_file->errors_count + 1u, sizeof *errors);
        memcpy(out_file->errors, errors, out_file->errors_count * sizeof *errors);
        cg_free(errors);
    }
    return found;
}

cg_code cg_upload_settle(cg_upload *u, cg_err *err)
{
    cg_mutex_lock(&u->mu);
    while (u->ready_count > 0 || u->busy > 0)
        help_locked(u);
    cg_code rc = status_locked(u, err);
    cg_mutex_unlock(&u->mu);
    return rc;
}

/* ---- the end ---- */

void cg_upload_abort(cg_upload *u)
{
    if (u == NULL)
        return;
    CG_VEC_FINI(&u->deletes);
    cg_mutex_lock(&u->mu);
    u->closed = true;
    while (u->busy > 0)
        cg_cond_wait(&u->moved, &u->mu);
    unref_and_unlock(u);
}

static cg_code commit_alone(cg_upload *u, uint64_t deadline_ns, cg_arena *arena,
                            cg_ingest_result *out_result, cg_err *err)
{
    upload_part part = {
        .upload = u, .deadline_ns = deadline_ns, .arena = arena, .result = out_result};
    cg_project *project = u->project;
    cg_commit *commit;
    cg_code rc = CG_OK;
    if (project == NULL)
        rc = cg_store_project(u->ingest->store, u->opts.new_project, true, &project, err);
    if (rc == CG_OK)
        rc = upload_commit_begin(u, project, deadline_ns, &commit, err);
    upload_part *const parts[] = {&part};
    return rc == CG_OK ? upload_commit(project, commit, parts, 1, deadline_ns, err) : rc;
}

cg_code cg_upload_finish(cg_upload *u, uint64_t deadline_ns, cg_arena *arena,
                         cg_ingest_result *out_result, cg_err *err)
{
    memset(out_result, 0, sizeof *out_result);
    cg_code rc = cg_upload_settle(u, err);
    if (rc == CG_OK)
        rc = progress_check(u->progress, err);
    if (rc == CG_OK)
        rc = join_suits(u) ? join_commit(u, deadline_ns, arena, out_result, err)
                           : commit_alone(u, deadline_ns, arena, out_result, err);
    cg_upload_abort(u);
    return rc;
}
