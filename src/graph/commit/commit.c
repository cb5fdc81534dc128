// SPDX-License-Identifier: Apache-2.0
// One commit from begin to the move of the head.
//
// Small: all rows, the version record, the counters and the head go in one atomic batch.
// Large: a "pending" mark and the counters are stored first, then the rows in parts, then one
// small batch moves the head and removes the mark. A crash in between leaves rows that nobody sees
// and a mark by which the next start removes them; numbers given out are never given again.
#include "overlay.h"

#include <stdlib.h>

#define PART_BYTES (48u << 20) /* rows held in memory before they are written */
#define BATCH_BYTES (6u << 20) /* up to here one atomic batch is cheaper than tables */

/* ---- begin ---- */

static void commit_free(cg_commit *commit)
{
    commit_close_readers(commit);
    cg_snapshot_release(commit->base);
    cg_snapshot_release(commit->head);
    cg_free((char *)commit->branch.ptr);
    cg_free(commit->deferred);
    rows_clear(&commit->rows);
    CG_VEC_FINI(&commit->also);
    CG_VEC_FINI(&commit->held);
    if (!commit->files_given)
        CG_VEC_FINI(&commit->files);
    CG_VEC_FINI(&commit->nodes);
    CG_VEC_FINI(&commit->looked_up_files);
    CG_VEC_FINI(&commit->moves);
    cg_free(commit->ids.slots);
    cg_free(commit->externals.slots);
    commit_overlay_free(commit->overlay);
    cg_arena_destroy(commit->kept);
    cg_arena_destroy(commit->looked_up);
    cg_buf_fini(&commit->changes.chunk);
    cg_free(commit->units);
    cg_arena_destroy(commit->scratch);
    cg_buf_fini(&commit->key);
    cg_buf_fini(&commit->value);
    cg_free(commit);
}

static cg_code refuse_branch(cg_code code, cg_str name, const char *why, cg_err *err)
{
    cg_code rc = CG_FAIL(err, code, "branch \"%.*s\" %s", CG_STR_ARG(name), why);
    (void)cg_err_at(err, "branch");
    return rc;
}

/* ---- turns ---- */

static struct branch *find_held(const cg_commit *commit, cg_str name)
{
    for (size_t i = 0; i < commit->held.len; i++)
        if (cg_str_eq(commit->held.ptr[i]->is.name, name))
            return commit->held.ptr[i];
    return NULL;
}

/* Unnamed ones are held until the commit ends. */
static cg_code find_branch(cg_commit *commit, cg_str name, struct branch **out_branch, cg_err *err)
{
    cg_project *project = commit->project;
    struct branch *found = find_held(commit, name);
    cg_code rc = CG_OK;
    if (found != NULL) {
        *out_branch = found;
        return CG_OK;
    }
    if (!branch_is_unnamed(name))
        found = branch_find(project, name);
    else
        rc = branch_hold(project, name, commit->opts.deadline_ns, &found, err);
    if (rc != CG_OK)
        return rc;
    if (found == NULL)
        return refuse_branch(CG_E_NOT_FOUND, name, "is not there", err);
    if (branch_is_unnamed(name))
        CG_VEC_PUSH(&commit->held, found);
    *out_branch = found;
    return CG_OK;
}

static cg_code begin_turn(cg_commit *commit, cg_str name, struct branch **out_branch, cg_err *err)
{
    const cg_commit_options *opts = &commit->opts;
    cg_project *project = commit->project;
    if (opts->aside) {
        CG_ASSERT(branch_is_unnamed(name) && !opts->detached && !opts->dry_run);
        return aside_begin(project, name, opts->deadline_ns, out_branch, err);
    }
    cg_code rc = opts->dry_run ? writer_wait(project, opts->deadline_ns, err)
                               : writer_begin(project, opts->deadline_ns, err);
    if (rc != CG_OK || opts->detached)
        return rc;
    rc = find_branch(commit, name, out_branch, err);
    if (rc != CG_OK)
        writer_end(project);
    return rc;
}

/* A number under which nothing was written, and none was given after, is given again. */
static void give_generation_back(cg_commit *commit)
{
    cg_project *project = commit->project;
    cg_mutex_lock(&project->mu);
    if (!commit->spent && project->next.next_generation == commit->generation + 1)
        project->next.next_generation--;
    cg_mutex_unlock(&project->mu);
}

static void end_turn(cg_commit *commit)
{
    cg_project *project = commit->project;
    if (commit->writes != NULL)
        return;
    if (commit->generation != 0)
        give_generation_back(commit);
    if (commit->opts.aside) {
        aside_end(project, commit->branch_is);
        return;
    }
    for (size_t i = 0; i < commit->held.len; i++)
        branch_let_go(project, commit->held.ptr[i]);
    writer_end(project);
}

/* ---- begin ---- */

/* What the commit will be built on, to be released. */
static cg_code find_base(const cg_commit *commit, cg_snapshot **out_base, cg_err *err)
{
    const cg_commit_options *opts = &commit->opts;
    cg_snapshot *tip = NULL;
    if (opts->detached)
        return cg_snapshot_at(commit->project, opts->onto, out_base, err);
    struct branch *branch = commit->branch_is;
    cg_str name = branch->is.name;
    if (branch->is.is_protected && !opts->merge && !opts->dry_run)
        return refuse_branch(CG_E_CONFLICT, name, "is protected: it takes merges alone", err);
    cg_code rc = branch_tip(commit->project, branch, &tip, err);
    if (rc != CG_OK)
        return rc;
    uint64_t at = tip->at.generation;
    if (opts->expected != 0 && opts->expected != at)
        return CG_FAIL(err, CG_E_CONFLICT,
                       "branch \"%.*s\" is at generation %" PRIu64 ", not %" PRIu64,
                       CG_STR_ARG(name), at, opts->expected);
    *out_base = cg_snapshot_ref(tip);
    return CG_OK;
}

/* Once the base is known: it has a smaller number. */
static void take_numbers(cg_commit *commit)
{
    cg_project *project = commit->project;
    cg_mutex_lock(&project->mu);
    commit->next = project->next;
    commit->generation =
        commit->writes != NULL ? commit->writes->generation : project->next.next_generation++;
    if (commit->opts.aside) /* later ones may be finished before */
        history_expect_foreign(&project->history, commit->generation);
    cg_mutex_unlock(&project->mu);
    commit->virgin = commit->next.next_node == 1 && commit->next.next_file == 0;
}

/* An aside puts none: it needs them for the state that it leaves alone, and if it is deferred not at all. */
static void take_files(cg_commit *commit)
{
    CG_VEC_RESERVE(&commit->files, commit->base->files_limit + 16);
    if (commit->base->files_limit > 0)
        memcpy(commit->files.ptr, commit->base->files, commit->base->files_limit * sizeof(cg_file));
    commit->files.len = commit->base->files_limit;
    while (commit->files.len < commit->next.next_file) /* numbers that a failed commit gave out */
        CG_VEC_PUSH(&commit->files, (cg_file){.unit_no = CG_NONE});
    CG_VEC_RESERVE(&commit->nodes, commit->files.len + 1);
    memset(commit->nodes.ptr, 0, commit->files.len * sizeof *commit->nodes.ptr);
    commit->nodes.len = commit->files.len;
}

static cg_commit *create(cg_project *project, const cg_commit_options *opts)
{
    cg_commit *commit = cg_alloc(sizeof *commit);
    commit->project = project;
    commit->opts = *opts;
    return commit;
}

/* It is its turn. */
static cg_code begin(cg_commit *commit, cg_err *err)
{
    cg_project *project = commit->project;
    cg_code rc = find_base(commit, &commit->base, err);
    if (rc != CG_OK)
        return rc;
    if (commit->branch_is != NULL) {
        commit->branch = cg_str_from(cg_strdup(commit->branch_is->is.name));
        commit->branch_moves = commit->branch_is->moves;
    }
    take_numbers(commit);
    commit->pool = commit->opts.pool;
    commit->dry_run = commit->opts.dry_run;
    commit->epoch = project->epoch;
    commit->counts = commit->base->counts;
    commit->digest = commit->base->digest;
    commit->changes.dropped = commit->virgin || commit->dry_run;
    commit->overlay_digest = commit->base->overlay_digest;
    commit->scratch = cg_arena_create(0);
    commit->kept = cg_arena_create(0);
    commit->looked_up = cg_arena_create(0);
    if (!commit->opts.aside)
        take_files(commit);
    return CG_OK;
}

cg_code cg_commit_begin(cg_project *project, const cg_commit_options *opts, cg_commit **out_commit,
                        cg_err *err)
{
    cg_str name = opts->branch.len > 0 ? opts->branch : CG_STR(CG_BRANCH_MAIN);
    cg_commit *commit = create(project, opts);
    cg_code rc = begin_turn(commit, name, &commit->branch_is, err);
    if (rc != CG_OK) {
        commit_free(commit);
        return rc;
    }
    if (commit->branch_is != NULL)
        rc = deferred_write(project, commit->branch_is, err);
    if (rc == CG_OK)
        rc = begin(commit, err);
    if (rc != CG_OK) {
        end_turn(commit);
        commit_free(commit);
        return rc;
    }
    *out_commit = commit;
    return CG_OK;
}

cg_code commit_begin_held(cg_project *project, struct branch *branch, const deferred *d,
                          cg_commit **out_commit, cg_err *err)
{
    const cg_commit_options opts = {.aside = true, .always = true};
    cg_commit *commit = create(project, &opts);
    commit->branch_is = branch;
    commit->writes = d;
    cg_code rc = begin(commit, err);
    if (rc != CG_OK) {
        commit_free(commit);
        return rc;
    }
    *out_commit = commit;
    return CG_OK;
}

cg_snapshot *cg_commit_base(const cg_commit *commit)
{
    return commit->base;
}

cg_code cg_commit_other_tip(cg_commit *commit, cg_str name, cg_snapshot **out_snap, cg_err *err)
{
    cg_snapshot *tip = NULL;
    struct branch *branch;
    cg_code rc = find_branch(commit, name, &branch, err);
    if (rc == CG_OK)
        rc = deferred_write(commit->project, branch, err);
    if (rc == CG_OK)
        rc = branch_tip(commit->project, branch, &tip, err);
    if (rc == CG_OK)
        *out_snap = cg_snapshot_ref(tip);
    return rc;
}

cg_code cg_commit_other_deferred(cg_commit *commit, cg_str name, uint64_t *out_generation,
                                 cg_err *err)
{
    struct branch *branch;
    cg_code rc = find_branch(commit, name, &branch, err);
    if (rc == CG_OK)
        *out_generation = branch->deferred != NULL ? branch->deferred->generation : 0;
    return rc;
}

void cg_commit_add_also(cg_commit *commit, const cg_commit_also *also)
{
    cg_arena *kept = commit->kept;
    CG_VEC_PUSH(&commit->also,
                (cg_commit_also){.drop_branch = cg_arena_str(kept, also->drop_branch),
                                 .row = cg_arena_str(kept, also->row),
                                 .value = cg_arena_str(kept, also->value),
                                 .shared = also->shared});
}

const cg_file *cg_commit_file(const cg_commit *commit, uint32_t num)
{
    return num < commit->files.len ? &commit->files.ptr[num] : NULL;
}

const cg_commit_result *cg_commit_so_far(const cg_commit *commit)
{
    return &commit->result;
}

unsigned cg_commit_parts(const cg_commit *commit)
{
    return commit->parts;
}

/* ---- parts ---- */

/* The writer's: what he has given, and the generations that others have. */
static void put_counters(const cg_commit *commit, cg_kv_batch *batch)
{
    cg_project *project = commit->project;
    counters next = commit->next;
    cg_mutex_lock(&project->mu);
    next.next_generation = project->next.next_generation;
    cg_mutex_unlock(&project->mu);
    counters_put_row(project, &next, batch);
}

/* Once they are stored. */
static void give_counters(const cg_commit *commit)
{
    cg_project *project = commit->project;
    cg_mutex_lock(&project->mu);
    uint64_t generation = project->next.next_generation;
    project->next = commit->next;
    project->next.next_generation = generation;
    cg_mutex_unlock(&project->mu);
}

static void put_project(cg_commit *commit, cg_kv_batch *batch)
{
    cg_buf_clear(&commit->key);
    cg_buf_add_str(&commit->key, CG_STR("project/"));
    cg_buf_add_str(&commit->key, commit->project->name);
    cg_kv_batch_put(batch, CG_CF_METADATA, cg_buf_str(&commit->key),
                    cg_str_make((const char *)commit->project->prefix + 2, 4));
}

/* Rows of this generation are about to be written in parts. The mark and the numbers given out so
 * far must be on disk before any of them. */
static cg_code announce_part(cg_commit *commit, cg_err *err)
{
    cg_kv *kv = commit->project->store->kv;
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    cg_kv_batch_bind(batch, commit->epoch);
    uint8_t gen[KEY_GEN];
    cg_put_be(gen, commit->generation, KEY_GEN);
    key k = key_meta(CG_STR("pending/"), commit->project->prefix);
    cg_kv_batch_put(batch, CG_CF_METADATA, key_str(&k), cg_str_make((char *)gen, sizeof gen));
    put_counters(commit, batch);
    put_project(commit, batch);
    cg_code rc = writer_note_failure(commit->project, cg_kv_write(kv, batch, true, err));
    if (rc != CG_OK)
        return rc;
    commit->parts_written = commit->spent = true;
    give_counters(commit);
    return CG_OK;
}

static cg_code write_part(cg_commit *commit, cg_err *err)
{
    cg_code rc = announce_part(commit, err);
    commit_close_readers(commit); /* loading may wait for tables that they hold */
    if (rc == CG_OK)
        rc = rows_load(&commit->rows, commit->project->store->kv, commit->pool, err);
    commit->parts += rc == CG_OK;
    if (cg_fault("commit.part"))
        abort();
    return rc;
}

cg_code commit_relieve(cg_commit *commit, cg_err *err)
{
    if (commit->dry_run)
        rows_clear(&commit->rows);
    if (commit->opts.aside) /* small, and without counters that a part would have to store */
        return CG_OK;
    if (commit->rows.bytes > PART_BYTES || (commit->rows.bytes > 0 && cg_fault("commit.parts")))
        return write_part(commit, err);
    return CG_OK;
}

/* ---- finish ---- */

static cg_version make_version(const cg_commit *commit, cg_str message, uint64_t now_ms)
{
    const cg_snapshot *base = commit->base;
    cg_version version = {
        .generation = commit->generation,
        .base = base->at.generation,
        .time_ms = now_ms,
        .digest = commit->digest,
        .overlay_digest = commit->overlay_digest,
        .parsed_generation = commit->changed ? commit->generation : base->parsed_generation,
        .counts = commit->counts,
        .listed = !commit->changes.dropped,
        .changes = commit->changes.count,
        .parent = base->version,
        .merged = commit->opts.merged,
        .merged_count = commit->opts.merged_count,
        .named = message.len > 0,
    };
    if (version.named) {
        version.message = message;
        version.author = commit->opts.author;
        version.git = commit->opts.git;
        version.git_time_ms = commit->opts.git_time_ms;
        version.id = version_make_id(commit->project, &version);
    }
    return version;
}

static void put_version(cg_commit *commit, cg_kv_batch *batch, const cg_version *version,
                        bool begins_line)
{
    cg_buf_clear(&commit->value);
    version_record_put(&commit->value, version, begins_line);
    key k = key_version(commit->project->prefix, commit->generation);
    cg_kv_batch_put(batch, CG_CF_VERSIONS, key_str(&k), cg_buf_str(&commit->value));
    if (!version->named)
        return;
    uint8_t generation[KEY_GEN];
    cg_put_be(generation, commit->generation, KEY_GEN);
    k = key_version_id(commit->project->prefix, version->id);
    cg_kv_batch_put(batch, CG_CF_INDEXES, key_str(&k),
                    cg_str_make((char *)generation, sizeof generation));
    if (version->git.len == 0)
        return;
    k = key_git(commit->project->prefix, version->git, commit->generation);
    cg_kv_batch_put(batch, CG_CF_INDEXES, key_str(&k), CG_STR_NULL);
}

/* The branch moves to the generation. */
static void put_branch(cg_commit *commit, cg_kv_batch *batch, uint64_t now_ms)
{
    cg_project *project = commit->project;
    if (commit->opts.detached)
        return;
    cg_mutex_lock(&project->mu); /* an earlier commit may just be shown */
    cg_branch is = commit->branch_is->is;
    cg_mutex_unlock(&project->mu);
    is.generation = commit->generation;
    is.moved_ms = now_ms;
    is.created_ms = is.created_ms != 0 ? is.created_ms : now_ms; /* main begins with a commit */
    branch_put(commit->project, &is, batch);
}

static bool share_row(const cg_commit_also *a, const cg_commit_also *b)
{
    return a->shared && b->shared && cg_str_eq(a->row, b->row);
}

/* The first of those that share it puts the row. */
static void put_shared_row(cg_commit *commit, size_t at, cg_kv_batch *batch)
{
    const cg_commit_also *all = commit->also.ptr;
    uint8_t generation[8];
    for (size_t i = 0; i < at; i++)
        if (share_row(&all[i], &all[at]))
            return;
    cg_put_be64(generation, commit->generation);
    cg_buf_clear(&commit->key);
    cg_buf_add_str(&commit->key, all[at].row);
    cg_buf_add(&commit->key, generation, sizeof generation);
    cg_buf_clear(&commit->value);
    for (size_t i = at; i < commit->also.len; i++)
        if (share_row(&all[i], &all[at]))
            cg_buf_add_str(&commit->value, all[i].value);
    cg_kv_batch_put(batch, CG_CF_METADATA, cg_buf_str(&commit->key), cg_buf_str(&commit->value));
}

static void put_row(cg_commit *commit, const cg_commit_also *also, cg_kv_batch *batch)
{
    uint8_t generation[8];
    cg_put_be64(generation, commit->generation);
    cg_buf_clear(&commit->value);
    cg_buf_add_str(&commit->value, also->value);
    cg_buf_add(&commit->value, generation, sizeof generation);
    cg_kv_batch_put(batch, CG_CF_METADATA, also->row, cg_buf_str(&commit->value));
}

static void put_also(cg_commit *commit, size_t at, cg_kv_batch *batch)
{
    const cg_commit_also *also = &commit->also.ptr[at];
    const struct branch *dropped = find_held(commit, also->drop_branch);
    if (dropped != NULL && dropped->stored)
        branch_put_gone(commit->project, also->drop_branch, batch);
    if (also->shared)
        put_shared_row(commit, at, batch);
    else if (also->row.len > 0)
        put_row(commit, also, batch);
}

/* What asides leave to the writer. */
static cg_code put_writers(cg_commit *commit, cg_kv_batch *batch, const cg_version *version,
                           cg_err *err)
{
    put_counters(commit, batch);
    if (commit->generation == 1) /* else it is there: later ones follow one that was written */
        put_project(commit, batch);
    return commit_prune_changes(commit, batch, version->time_ms, &commit->changes_from, err);
}

static cg_code write_last(cg_commit *commit, const cg_version *version, bool begins_line,
                          cg_err *err)
{
    cg_kv *kv = commit->project->store->kv;
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    cg_kv_batch_bind(batch, commit->epoch);
    rows_to_batch(&commit->rows, batch); /* nothing is left here after parts */
    put_version(commit, batch, version, begins_line);
    cg_code rc = commit->opts.aside ? CG_OK : put_writers(commit, batch, version, err);
    if (rc != CG_OK)
        return rc;
    put_branch(commit, batch, version->time_ms);
    for (size_t i = 0; i < commit->also.len; i++)
        put_also(commit, i, batch);
    if (commit->parts_written) {
        key k = key_meta(CG_STR("pending/"), commit->project->prefix);
        cg_kv_batch_delete(batch, CG_CF_METADATA, key_str(&k));
    }
    if (cg_fault("commit.before_head"))
        abort();
    rc = writer_note_failure(commit->project, cg_kv_write(kv, batch, false, err));
    commit->spent = commit->spent || rc == CG_OK || atomic_load(&commit->project->unsure);
    if (cg_fault("commit.after_head"))
        abort();
    if (rc == CG_OK && !commit->opts.aside)
        atomic_store(&commit->project->changes_from, commit->changes_from);
    return rc;
}

/* What readers will see, once it is on disk. */
static cg_snapshot *make_head(cg_commit *commit, const cg_version *version, bool begins_line)
{
    cg_project *project = commit->project;
    if (commit->opts.aside)
        take_files(commit);
    cg_snapshot *head = snapshot_create(project, commit->files.ptr, (uint32_t)commit->files.len);
    commit->files_given = true;
    snapshot_fill(head, version);
    cg_mutex_lock(&project->mu);
    for (uint32_t num = 0; commit->paths_given > 0 && num < head->files_limit; num++)
        project_note_path_locked(project, num, head->files[num].path);
    CG_ASSERT(history_add(&project->history, version->generation, begins_line, version->base));
    for (size_t i = 0; i < version->merged_count; i++)
        CG_ASSERT(history_add_merge(&project->history, version->generation, version->merged[i]));
    if (version->named)
        history_note_version(&project->history, version->generation);
    snapshot_take_history_locked(head, version->generation);
    collected_note_units_locked(project, head);
    cg_mutex_unlock(&project->mu);
    return head;
}

static void set_tip(cg_commit *commit)
{
    if (commit->opts.detached)
        return;
    cg_snapshot_release(commit->branch_is->tip);
    commit->branch_is->tip = cg_snapshot_ref(commit->head);
}

/* Also the first commit of an unnamed branch: the one that it is from goes on with its line. */
static bool begins_line(const cg_commit *commit)
{
    cg_project *project = commit->project;
    uint64_t base = commit->base->at.generation;
    if (branch_is_unnamed(commit->branch) && base == commit->branch_is->is.start)
        return true;
    cg_mutex_lock(&project->mu);
    bool begins = history_begins_line(&project->history, base);
    cg_mutex_unlock(&project->mu);
    return begins;
}

/* Before anybody builds on it. */
static void note_written(cg_commit *commit)
{
    atomic_uint_fast64_t *nodes = &commit->project->nodes_written;
    bool has = commit->parts_written || commit->rows.puts[CG_CF_NODES].count > 0;
    uint64_t before = atomic_load(nodes);
    while (has && before < commit->generation &&
           !atomic_compare_exchange_weak(nodes, &before, commit->generation))
        ;
    overlay_note_written(commit);
}

/* Those that are deleted with the commit. */
static void drop_branches(cg_commit *commit)
{
    for (size_t i = 0; i < commit->also.len; i++) {
        cg_str name = commit->also.ptr[i].drop_branch;
        size_t at = 0;
        if (name.len == 0)
            continue;
        while (at < commit->held.len && !cg_str_eq(commit->held.ptr[at]->is.name, name))
            at++;
        CG_ASSERT(at < commit->held.len);
        commit->held.ptr[at] = commit->held.ptr[--commit->held.len];
        branch_remove(commit->project, name);
    }
}

static cg_code write_all(cg_commit *commit, cg_str message, cg_err *err)
{
    uint64_t start = cg_now_ns();
    commit_end_changes(commit);
    if (commit->parts_written || (commit->rows.bytes > BATCH_BYTES && !commit->opts.aside)) {
        cg_code rc = write_part(commit, err);
        if (rc != CG_OK)
            return rc;
    }
    const cg_version version = make_version(
        commit, message, commit->writes != NULL ? commit->writes->time_ms : cg_wall_ms());
    bool begins = begins_line(commit);
    cg_code rc = write_last(commit, &version, begins, err);
    if (rc != CG_OK)
        return rc;
    commit->head = make_head(commit, &version, begins);
    commit->result.version = version.id;
    note_written(commit);
    set_tip(commit);
    drop_branches(commit);
    if (!commit->opts.aside)
        give_counters(commit);
    cg_metric_add(CG_M_COMMITS, 1);
    cg_metric_observe_ns(CG_M_COMMIT_DURATION, cg_now_ns() - start);
    return CG_OK;
}

static void tell(const cg_commit *commit, bool changed, cg_commit_result *out)
{
    *out = commit->result;
    out->changed = changed;
    out->generation =
        changed && !commit->dry_run ? commit->generation : commit->base->at.generation;
    out->parsed_generation = commit->changed ? commit->generation : commit->base->parsed_generation;
}

cg_code cg_commit_write(cg_commit *commit, cg_str message, cg_commit_result *out_result,
                        cg_err *err)
{
    CG_ASSERT(commit->edges_due == 0); /* cg_commit_put_edges has come for every file put */
    if (commit_defer(commit, message)) {
        tell(commit, true, out_result);
        return CG_OK;
    }
    cg_code rc = commit_drop_externals(commit, err);
    if (rc == CG_OK)
        rc = commit_settle_overlay(commit, err);
    if (rc == CG_OK)
        rc = commit_settle_shown(commit, err);
    bool changed = commit->changed || commit->overlay_changed || commit->opts.always;
    if (rc == CG_OK && changed && !commit->dry_run)
        rc = write_all(commit, message, err);
    else if (rc == CG_OK &&
             !commit->dry_run) /* nothing new, but what it found must be there to stay */
        commit->head = cg_snapshot_ref(commit->base);
    if (rc != CG_OK) {
        cg_commit_abort(commit);
        return rc;
    }
    tell(commit, changed, out_result);
    return CG_OK;
}

cg_str cg_commit_deferred(const cg_commit *commit)
{
    const deferred *d = commit->deferred;
    return d != NULL ? cg_str_make(d->bytes, d->len) : CG_STR_NULL;
}

static bool is_durable(cg_project *project, uint64_t generation)
{
    cg_mutex_lock(&project->mu);
    bool durable = project->durable >= generation;
    cg_mutex_unlock(&project->mu);
    return durable;
}

/* What an unnamed branch has is shown before the disk has it. */
static void publish_unnamed(cg_commit *commit, cg_snapshot *take_head)
{
    branch_publish(commit->project, commit->branch, commit->branch_moves, false, take_head);
    end_turn(commit);
    commit_free(commit);
}

static cg_code publish_durable(cg_commit *commit, cg_snapshot *take_head, cg_err *err)
{
    cg_project *project = commit->project;
    CG_AUTO_VALUE(cg_buf) branch = {0};
    uint64_t epoch = commit->epoch, moves = commit->branch_moves;
    cg_code rc = CG_OK;
    cg_buf_add_str(&branch, commit->branch);
    end_turn(commit);
    commit_free(commit);
    if (!is_durable(project, take_head->at.generation))
        rc = cg_kv_sync(project->store->kv, epoch, err);
    if (rc == CG_OK)
        branch_publish(project, cg_buf_str(&branch), moves, true, take_head);
    else
        cg_snapshot_release(take_head);
    return rc;
}

static void publish_deferred(cg_commit *commit)
{
    cg_project *project = commit->project;
    cg_mutex_lock(&project->mu);
    commit->branch_is->deferred = commit->deferred;
    cg_mutex_unlock(&project->mu);
    commit->deferred = NULL;
    commit->spent = true;
    end_turn(commit);
    commit_free(commit);
}

cg_code cg_commit_publish(cg_commit *commit, cg_err *err)
{
    if (commit->deferred != NULL) { /* there is nothing to be seen of it */
        publish_deferred(commit);
        return CG_OK;
    }
    cg_store *store = commit->project->store;
    cg_snapshot *head = commit->head;
    cg_code rc = CG_OK;
    commit->head = NULL;
    if (head == NULL) {
        end_turn(commit);
        commit_free(commit);
        return CG_OK;
    }
    if (branch_is_unnamed(commit->branch))
        publish_unnamed(commit, head);
    else
        rc = publish_durable(commit, head, err);
    if (rc == CG_OK && store->committed != NULL)
        store->committed(store->committed_arg);
    return rc;
}

cg_code cg_commit_finish(cg_commit *commit, cg_str message, cg_commit_result *out_result,
                         cg_err *err)
{
    cg_code rc = cg_commit_write(commit, message, out_result, err);
    return rc == CG_OK ? cg_commit_publish(commit, err) : rc;
}

void cg_commit_abort(cg_commit *commit)
{
    if (commit == NULL)
        return;
    /* Where the head may have moved, sweeping could take visible rows: loading decides that. */
    if (commit->parts_written && !atomic_load(&commit->project->unsure) &&
        sweep_generation(commit->project, commit->generation, NULL) != CG_OK)
        commit->project->unswept =
            commit->generation; /* before the next commit, or at the next start */
    end_turn(commit);
    commit_free(commit);
}
