// SPDX-License-Identifier: Apache-2.0
// Branches: names for generations, in memory and in the store. Who changes one is the project's writer, or an aside that
// holds it.
#include "graph_int.h"

#define WORD "branch/"
#define BRANCH_RECORD 1

/* ---- the record ---- */

static key branch_key(const cg_project *project, cg_str name)
{
    key k = key_meta(CG_STR(WORD), project->prefix);
    key_put(&k, name.ptr, name.len);
    return k;
}

void branch_record_put(cg_buf *out, const cg_branch *is)
{
    const uint64_t fields[] = {BRANCH_RECORD, is->generation, is->created_ms,
                               is->moved_ms,  is->start,      is->is_protected};
    for (size_t i = 0; i < CG_ARRAY_LEN(fields); i++)
        cg_buf_add_varint(out, fields[i]);
}

bool branch_record_get(cg_str value, cg_branch *out)
{
    *out = (cg_branch){0};
    uint64_t record, protected;
    uint64_t *fields[] = {&record,        &out->generation, &out->created_ms,
                          &out->moved_ms, &out->start,      &protected};
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    for (size_t i = 0; i < CG_ARRAY_LEN(fields); i++)
        if (!cg_read_varint(&pos, end, fields[i]))
            return false;
    out->is_protected = protected != 0;
    return record == BRANCH_RECORD && protected <= 1 && pos == end;
}

void branch_put(const cg_project *project, const cg_branch *is, cg_kv_batch *batch)
{
    CG_AUTO_VALUE(cg_buf) value = {0};
    branch_record_put(&value, is);
    key k = branch_key(project, is->name);
    cg_kv_batch_put(batch, CG_CF_METADATA, key_str(&k), cg_buf_str(&value));
}

/* ---- in memory ---- */

static size_t position_of(const cg_project *project, cg_str name)
{
    size_t low = 0, high = project->branches.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cg_str_cmp(project->branches.ptr[middle]->is.name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct branch *branch_find_locked(const cg_project *project, cg_str name)
{
    size_t at = position_of(project, name);
    if (at == project->branches.len || !cg_str_eq(project->branches.ptr[at]->is.name, name))
        return NULL;
    return project->branches.ptr[at];
}

struct branch *branch_find(cg_project *project, cg_str name)
{
    cg_mutex_lock(&project->mu);
    struct branch *found = branch_find_locked(project, name);
    cg_mutex_unlock(&project->mu);
    return found;
}

static struct branch *insert(cg_project *project, const cg_branch *is, bool stored)
{
    struct branch *branch = cg_alloc(sizeof *branch);
    branch->is = *is;
    branch->stored = stored;
    branch->is.name = cg_str_from(cg_strdup(is->name));
    size_t at = position_of(project, is->name);
    CG_VEC_PUSH(&project->branches, branch);
    memmove(project->branches.ptr + at + 1, project->branches.ptr + at,
            (project->branches.len - 1 - at) * sizeof *project->branches.ptr);
    project->branches.ptr[at] = branch;
    return branch;
}

static struct branch *remove_at(cg_project *project, size_t at)
{
    struct branch *branch = project->branches.ptr[at];
    memmove(project->branches.ptr + at, project->branches.ptr + at + 1,
            (--project->branches.len - at) * sizeof *project->branches.ptr);
    return branch;
}

static void free_branch(struct branch *branch) /* NULL allowed */
{
    if (branch == NULL)
        return;
    cg_snapshot_release(branch->head);
    cg_snapshot_release(branch->tip);
    cg_free(branch->deferred);
    cg_free((char *)branch->is.name.ptr);
    cg_free(branch);
}

void branches_fini(cg_project *project)
{
    for (size_t i = 0; i < project->branches.len; i++) {
        cg_snapshot_release(project->branches.ptr[i]->tip);
        project->branches.ptr[i]->tip = NULL;
    }
    for (size_t i = 0; i < project->branches.len; i++) {
        const cg_snapshot *head = project->branches.ptr[i]->head;
        CG_ASSERT(head == NULL || atomic_load(&head->refs) == 1); /* all readers have gone */
        free_branch(project->branches.ptr[i]);
    }
    CG_VEC_FINI(&project->branches);
    CG_VEC_FINI(&project->paths_by_number);
    path_index_release(project->paths_index);
    history_fini(&project->history);
}

void branches_init(cg_project *project)
{
    history_init(&project->history);
    struct branch *trunk = insert(project, &(cg_branch){.name = CG_STR(CG_BRANCH_MAIN)}, true);
    trunk->head = snapshot_create(project, NULL, 0);
}

/* ---- loading ---- */

void project_note_path_locked(cg_project *project, uint32_t file, cg_str path)
{
    while (project->paths_by_number.len <= file)
        CG_VEC_PUSH(&project->paths_by_number, CG_STR_NULL);
    if (path.len == 0 || project->paths_by_number.ptr[file].len > 0)
        return;
    project->paths_by_number.ptr[file] = path;
    project->paths_index = path_index_add(project->paths_index, file, project->paths_by_number.ptr);
}

cg_str project_path(cg_project *project, uint32_t file)
{
    cg_mutex_lock(&project->mu);
    cg_str path =
        file < project->paths_by_number.len ? project->paths_by_number.ptr[file] : CG_STR_NULL;
    cg_mutex_unlock(&project->mu);
    return path;
}

static cg_code load_paths(cg_project *project, cg_err *err)
{
    key lower = key_begin(project->prefix);
    key_put_be(&lower, IDX_PATH, 1);
    key upper = key_after(lower);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(project->store->kv, NULL, CG_CF_INDEXES, key_str(&lower),
                             key_str(&upper));
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter), value = cg_kv_iter_value(iter);
        uint32_t num = value.len == 4 ? cg_get_be32((const uint8_t *)value.ptr) : CG_NONE;
        if (num >= project->next.next_file)
            return CG_FAIL(err, CG_E_CORRUPT, "a stored path has no file number");
        cg_str path = cg_arena_str(project->paths, cg_str_slice(k, lower.len, k.len));
        cg_mutex_lock(&project->mu);
        project_note_path_locked(project, num, path);
        cg_mutex_unlock(&project->mu);
    }
    return cg_kv_iter_status(iter, err);
}

static cg_code load_history(cg_project *project, cg_err *err)
{
    version_scan scan = {0};
    version_scan_open(&scan, project, 1, GEN_MAX);
    cg_code rc = CG_OK;
    cg_mutex_lock(&project->mu);
    history_clear(&project->history);
    memset(project->asked_ids, 0, sizeof project->asked_ids);
    cg_mutex_unlock(&project->mu);
    rc = collected_load(project, err);
    while (rc == CG_OK && (rc = version_scan_next(&scan, err)) == CG_OK) {
        const cg_version *v = &scan.record.is;
        cg_mutex_lock(&project->mu);
        bool sound =
            history_add(&project->history, v->generation, scan.record.begins_line, v->base);
        for (size_t i = 0; sound && i < v->merged_count; i++)
            sound = history_add_merge(&project->history, v->generation, v->merged[i]);
        if (sound && v->named)
            history_note_version(&project->history, v->generation);
        project->durable = v->generation;
        project->next.next_generation = CG_MAX(project->next.next_generation, v->generation + 1);
        cg_mutex_unlock(&project->mu);
        if (!sound)
            rc = CG_FAIL(err, CG_E_CORRUPT, "the record of generation %" PRIu64 " is damaged",
                         v->generation);
    }
    version_scan_close(&scan);
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

/* What was known of a branch gives way to its stored record. */
static cg_code load_branch(cg_project *project, const cg_branch *is, cg_err *err)
{
    struct branch *old = NULL;
    cg_snapshot *head = NULL;
    bool is_main = cg_str_eq(is->name, CG_STR(CG_BRANCH_MAIN));
    cg_code rc = is_main ? snapshot_load(project, is->generation, &head, err) : CG_OK;
    if (rc != CG_OK)
        return rc;
    cg_mutex_lock(&project->mu);
    if (branch_find_locked(project, is->name) != NULL)
        old = remove_at(project, position_of(project, is->name));
    struct branch *branch = insert(project, is, true);
    branch->head = head;
    branch->moves = old != NULL ? old->moves + 1 : 0;
    cg_mutex_unlock(&project->mu);
    free_branch(old);
    return CG_OK;
}

/* Main alone is there before the records are read, what is forked meanwhile, and what has no record: that is as it was,
 * but for what it stood on. */
static void forget_branches(cg_project *project)
{
    cg_mutex_lock(&project->mu);
    CG_VEC(struct branch *) gone = {0};
    CG_VEC(cg_snapshot *) tips = {0};
    for (size_t at = project->branches.len; at-- > 0;) {
        struct branch *branch = project->branches.ptr[at];
        if (branch->head == NULL && branch->stored) {
            CG_VEC_PUSH(&gone, remove_at(project, at));
        } else if (branch->head == NULL) {
            CG_VEC_PUSH(&tips, branch->tip);
            branch->tip = NULL;
        }
    }
    cg_mutex_unlock(&project->mu);
    for (size_t i = 0; i < gone.len; i++)
        free_branch(gone.ptr[i]);
    for (size_t i = 0; i < tips.len; i++)
        cg_snapshot_release(tips.ptr[i]);
    CG_VEC_FINI(&gone);
    CG_VEC_FINI(&tips);
}

/* Before the heads are read, to which their numbers are foreign. */
static void reserve_deferred(cg_project *project)
{
    cg_mutex_lock(&project->mu);
    for (size_t i = 0; i < project->branches.len; i++)
        if (project->branches.ptr[i]->deferred != NULL)
            deferred_reserve_locked(project, project->branches.ptr[i]->deferred);
    cg_mutex_unlock(&project->mu);
}

static cg_code load_records(cg_project *project, cg_err *err)
{
    key lower = key_meta(CG_STR(WORD), project->prefix), upper = key_after(lower);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(project->store->kv, NULL, CG_CF_METADATA, key_str(&lower),
                             key_str(&upper));
    cg_code rc = CG_OK;
    for (cg_kv_iter_first(iter); rc == CG_OK && cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        cg_branch is;
        if (!branch_record_get(cg_kv_iter_value(iter), &is) ||
            (is.generation != 0 && !history_has(&project->history, is.generation)))
            return CG_FAIL(err, CG_E_CORRUPT, "the record of a branch is damaged");
        is.name = cg_str_slice(k, lower.len, k.len);
        rc = load_branch(project, &is, err);
    }
    return rc == CG_OK ? cg_kv_iter_status(iter, err) : rc;
}

cg_code branches_load(cg_project *project, cg_err *err)
{
    snapshots_forget(project);
    forget_branches(project);
    cg_mutex_lock(&project->mu);
    CG_VEC_CLEAR(&project->paths_by_number);
    path_index_release(project->paths_index);
    project->paths_index = NULL;
    cg_mutex_unlock(&project->mu);
    cg_code rc = load_paths(project, err);
    if (rc == CG_OK)
        rc = load_history(project, err);
    reserve_deferred(project);
    if (rc == CG_OK)
        rc = load_records(project, err);
    return rc;
}

/* ---- heads and tips ---- */

static cg_code not_there(bool collected, uint64_t generation, cg_err *err)
{
    if (collected)
        return CG_FAIL(err, CG_E_COLLECTED,
                       "generation %" PRIu64 " was collected: it is no longer kept", generation);
    return CG_FAIL(err, CG_E_NOT_FOUND, "there is no generation %" PRIu64, generation);
}

/* What an unnamed branch has is shown before the disk has it. */
static bool is_shown_unnamed_locked(const cg_project *project, uint64_t generation)
{
    for (size_t i = 0; i < project->branches.len; i++) {
        const cg_branch *is = &project->branches.ptr[i]->is;
        if (branch_is_unnamed(is->name) && is->generation >= generation &&
            history_share_line(&project->history, is->generation, generation))
            return true;
    }
    return false;
}

cg_code generation_check(cg_project *project, uint64_t generation, cg_err *err)
{
    cg_mutex_lock(&project->mu);
    bool there = history_has(&project->history, generation) &&
                 (generation <= project->durable || is_shown_unnamed_locked(project, generation));
    bool collected = history_is_collected(&project->history, generation);
    cg_mutex_unlock(&project->mu);
    return there ? CG_OK : not_there(collected, generation, err);
}

cg_code lineage_take(cg_project *project, uint64_t generation, lineage *out_lineage, cg_err *err)
{
    cg_mutex_lock(&project->mu);
    bool there = generation == 0 || history_has(&project->history, generation);
    bool collected = history_is_collected(&project->history, generation);
    if (there)
        *out_lineage = history_lineage(&project->history, generation);
    cg_mutex_unlock(&project->mu);
    return there ? CG_OK : not_there(collected, generation, err);
}

cg_code branch_tip(cg_project *project, struct branch *branch, cg_snapshot **out_tip, cg_err *err)
{
    if (branch->tip == NULL) {
        cg_code rc = cg_snapshot_at(project, branch->is.generation, &branch->tip, err);
        if (rc != CG_OK)
            return rc;
    }
    *out_tip = branch->tip;
    return CG_OK;
}

void branch_publish(cg_project *project, cg_str name, uint64_t moves, bool durable,
                    cg_snapshot *take_head)
{
    cg_snapshot *old = NULL;
    uint64_t generation = take_head->at.generation;
    snapshot_keep(take_head);
    cg_mutex_lock(&project->mu);
    if (durable)
        project->durable = CG_MAX(project->durable, generation);
    struct branch *branch = branch_find_locked(project, name);
    if (branch != NULL && branch->moves == moves && branch->is.generation < generation) {
        branch->is.generation = generation;
        branch->is.moved_ms = take_head->changed_ms;
        branch->stored = true;
        if (branch->head != NULL) {
            old = branch->head;
            branch->head = cg_snapshot_ref(take_head);
        }
    }
    cg_mutex_unlock(&project->mu);
    cg_snapshot_release(old);
    cg_snapshot_release(take_head);
}

/* ---- asking ---- */

static cg_branch copy_of(const cg_branch *is, cg_arena *arena)
{
    cg_branch copy = *is;
    copy.name = cg_arena_str(arena, is->name);
    return copy;
}

static cg_code no_branch(cg_str name, cg_err *err)
{
    return CG_FAIL(err, CG_E_NOT_FOUND, "there is no branch \"%.*s\"", CG_STR_ARG(name));
}

cg_code cg_project_branch(cg_project *project, cg_str name, cg_arena *arena, cg_branch *out_branch,
                          cg_err *err)
{
    cg_mutex_lock(&project->mu);
    const struct branch *found = branch_find_locked(project, name);
    if (found != NULL)
        *out_branch = copy_of(&found->is, arena);
    cg_mutex_unlock(&project->mu);
    return found != NULL ? CG_OK : no_branch(name, err);
}

bool cg_project_branch_generation(cg_project *project, cg_str name, uint64_t *out_generation)
{
    cg_mutex_lock(&project->mu);
    const struct branch *found = branch_find_locked(project, name);
    if (found != NULL)
        *out_generation =
            found->deferred != NULL ? found->deferred->generation : found->is.generation;
    cg_mutex_unlock(&project->mu);
    return found != NULL;
}

bool cg_project_is_head(cg_project *project, uint64_t generation)
{
    bool found = false;
    cg_mutex_lock(&project->mu);
    for (size_t i = 0; !found && i < project->branches.len; i++) {
        const cg_branch *is = &project->branches.ptr[i]->is;
        found = is->generation == generation && !branch_is_unnamed(is->name);
    }
    cg_mutex_unlock(&project->mu);
    return found;
}

size_t cg_project_branches(cg_project *project, cg_arena *arena, cg_branch **out_branches)
{
    cg_mutex_lock(&project->mu);
    size_t count = project->branches.len;
    *out_branches = cg_arena_alloc_array(arena, count, sizeof **out_branches);
    for (size_t i = 0; i < count; i++)
        (*out_branches)[i] = copy_of(&project->branches.ptr[i]->is, arena);
    cg_mutex_unlock(&project->mu);
    return count;
}

/* ---- changing ---- */

bool branch_is_unnamed(cg_str name)
{
    return cg_str_starts(name, CG_STR(CG_BRANCH_UNNAMED));
}

static cg_code write(cg_project *project, cg_str name, cg_kv_batch *batch, cg_err *err)
{
    cg_kv_batch_bind(batch, project->epoch); /* tips that it may name are of this epoch */
    return writer_note_failure(
        project, cg_kv_write(project->store->kv, batch, !branch_is_unnamed(name), err));
}

void branch_put_gone(const cg_project *project, cg_str name, cg_kv_batch *batch)
{
    key k = branch_key(project, name);
    cg_kv_batch_delete(batch, CG_CF_METADATA, key_str(&k));
}

void branch_remove(cg_project *project, cg_str name)
{
    struct branch *branch = branch_find(project, name);
    cg_mutex_lock(&project->mu);
    (void)remove_at(project, position_of(project, name));
    bool somebody = project->awaiting_asides > 0;
    cg_mutex_unlock(&project->mu);
    free_branch(branch);
    if (somebody) /* to hold it */
        cg_cond_broadcast(&project->aside_over);
}

static size_t count_named(cg_project *project)
{
    size_t count = 0;
    cg_mutex_lock(&project->mu);
    for (size_t i = 0; i < project->branches.len; i++)
        count += !branch_is_unnamed(project->branches.ptr[i]->is.name);
    cg_mutex_unlock(&project->mu);
    return count;
}

static cg_branch made_now(cg_str name, uint64_t generation)
{
    uint64_t now_ms = cg_wall_ms();
    return (cg_branch){.name = name,
                       .generation = generation,
                       .start = generation,
                       .created_ms = now_ms,
                       .moved_ms = now_ms};
}

cg_code cg_branch_create(cg_project *project, cg_str name, uint64_t generation, size_t limit,
                         cg_err *err)
{
    cg_code rc = cg_ref_name_check(name, err);
    if (rc == CG_OK)
        rc = writer_begin(project, 0, err);
    if (rc != CG_OK)
        return rc;
    const cg_branch is = made_now(name, generation);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(project->store->kv);
    if (branch_find(project, name) != NULL)
        rc = CG_FAIL(err, CG_E_CONFLICT, "there is a branch \"%.*s\" already", CG_STR_ARG(name));
    else if (count_named(project) >= limit)
        rc = CG_FAIL(err, CG_E_LIMIT, "the project has %zu branches, the most it may have", limit);
    else if (generation != 0)
        rc = generation_check(project, generation, err);
    if (rc == CG_OK) {
        branch_put(project, &is, batch);
        rc = write(project, name, batch, err);
    }
    if (rc == CG_OK) {
        cg_mutex_lock(&project->mu);
        insert(project, &is, true);
        cg_mutex_unlock(&project->mu);
    }
    writer_end(project);
    return rc;
}

/* Known before it is written, so that what it leads to is not collected, and after: who reads the branches anew
 * meanwhile may not have found it. */
static cg_code note_fork(cg_project *project, const cg_branch *is, bool stored, cg_err *err)
{
    cg_mutex_lock(&project->mu);
    bool there = is->generation == 0 || (is->generation <= project->durable &&
                                         history_has(&project->history, is->generation));
    bool collected = history_is_collected(&project->history, is->generation);
    if (there && branch_find_locked(project, is->name) == NULL)
        (void)insert(project, is, stored);
    cg_mutex_unlock(&project->mu);
    return there ? CG_OK : not_there(collected, is->generation, err);
}

static cg_code fork(cg_project *project, const cg_branch *is, cg_kv_batch *with, cg_err *err)
{
    cg_code rc = note_fork(project, is, true, err);
    if (rc == CG_OK)
        rc = cg_kv_write(project->store->kv, with, false, err);
    return rc == CG_OK ? note_fork(project, is, true, err) : rc;
}

cg_code cg_branch_fork(cg_project *project, cg_str name, uint64_t generation, cg_kv_batch *with,
                       cg_err *err)
{
    CG_ASSERT(branch_is_unnamed(name));
    const cg_branch is = made_now(name, generation);
    if (with == NULL)
        return note_fork(project, &is, false, err);
    branch_put(project, &is, with);
    cg_code rc = fork(project, &is, with, NULL);
    if (rc == CG_OK)
        return rc;
    rc = writer_begin(project, 0, err); /* which mends what an earlier failure has left */
    if (rc != CG_OK)
        return rc; /* it stays known, to nobody by name, until the branches are read anew */
    rc = fork(project, &is, with, err);
    if (rc != CG_OK && branch_find(project, name) != NULL)
        branch_remove(project, name);
    writer_end(project);
    return rc;
}

/* The head of main was read when nobody knew of the number: it is read again if it takes that for one of its own. */
static cg_code read_main_again(cg_project *project, uint64_t foreign, cg_err *err)
{
    cg_mutex_lock(&project->mu);
    const struct branch *trunk = branch_find_locked(project, CG_STR(CG_BRANCH_MAIN));
    cg_branch is = trunk->is;
    bool knows = trunk->head->at.trunk < foreign;
    cg_mutex_unlock(&project->mu);
    snapshots_forget(project);
    if (knows)
        return CG_OK;
    is.name = CG_STR(CG_BRANCH_MAIN);
    return load_branch(project, &is, err);
}

/* No other has its number, nor what it begins from. */
static bool is_free_locked(const cg_project *project, const deferred *d, uint64_t start)
{
    bool is = d->generation > start && !history_is_known(&project->history, d->generation);
    for (size_t i = 0; is && i < project->branches.len; i++) {
        const deferred *other = project->branches.ptr[i]->deferred;
        is = other == NULL || other->generation != d->generation;
    }
    return is;
}

/* The number is to be kept from others before the head is read. */
static cg_code defer_again(cg_project *project, cg_str name, deferred *take_d, cg_err *err)
{
    uint64_t generation = take_d->generation;
    cg_mutex_lock(&project->mu);
    struct branch *branch = branch_find_locked(project, name);
    bool is_free = is_free_locked(project, take_d, branch->is.start);
    if (is_free) {
        branch->deferred = take_d;
        deferred_reserve_locked(project, take_d);
    }
    cg_mutex_unlock(&project->mu);
    if (is_free)
        return read_main_again(project, generation, err);
    cg_free(take_d);
    return CG_FAIL(err, CG_E_CORRUPT, "what was kept of a branch has the number of another commit");
}

cg_code cg_branch_restore(cg_project *project, const cg_branch *is, cg_str bytes, cg_err *err)
{
    CG_ASSERT(branch_is_unnamed(is->name));
    if (branch_find(project, is->name) != NULL)
        return CG_OK;
    deferred *d = bytes.len > 0 ? deferred_create(bytes) : NULL;
    if (bytes.len > 0 && d == NULL)
        return CG_FAIL(err, CG_E_CORRUPT, "what was kept of a branch is damaged");
    cg_branch made = *is;
    made.start = is->generation;
    cg_code rc = note_fork(project, &made, false, err);
    if (rc == CG_OK && d != NULL)
        return defer_again(project, is->name, d, err);
    cg_free(d);
    return rc;
}

/* Where it is as the next commit would see it: a commit may be on its way to the disk. */
static uint64_t written_generation(const struct branch *branch)
{
    return branch->tip != NULL ? branch->tip->at.generation : branch->is.generation;
}

static cg_code check_expected(const struct branch *branch, uint64_t expected, cg_err *err)
{
    uint64_t now = written_generation(branch);
    if (expected == 0 || expected == now)
        return CG_OK;
    return CG_FAIL(err, CG_E_PRECONDITION,
                   "branch \"%.*s\" is at generation %" PRIu64 ", not %" PRIu64,
                   CG_STR_ARG(branch->is.name), now, expected);
}

static cg_code check_protected(const struct branch *branch, cg_err *err)
{
    return branch->is.is_protected ? CG_FAIL(err, CG_E_CONFLICT, "branch \"%.*s\" is protected",
                                             CG_STR_ARG(branch->is.name))
                                   : CG_OK;
}

static bool leads_to(cg_project *project, uint64_t from, uint64_t to)
{
    return from == 0 || cg_project_merge_base(project, from, to) == from;
}

static cg_code check_move(cg_project *project, const struct branch *branch,
                          const cg_branch_change *change, cg_err *err)
{
    if (!change->move)
        return CG_OK;
    cg_code rc = generation_check(project, change->generation, err);
    if (rc != CG_OK)
        return rc;
    bool forward = leads_to(project, written_generation(branch), change->generation);
    if (forward)
        return CG_OK;
    if (change->forward_only)
        return CG_FAIL(err, CG_E_CONFLICT,
                       "branch \"%.*s\" has changes that generation %" PRIu64 " was not built on",
                       CG_STR_ARG(branch->is.name), change->generation);
    return check_protected(branch, err);
}

/* Shows what has been written. `take_head`: where it was moved to; NULL: it was not. */
static void show(cg_project *project, struct branch *branch, bool is_protected, uint64_t moved_ms,
                 cg_snapshot *take_head)
{
    cg_snapshot *old_head = take_head, *old_tip = NULL;
    cg_mutex_lock(&project->mu);
    branch->is.is_protected = is_protected;
    branch->stored = true;
    if (take_head != NULL) {
        branch->is.generation = take_head->at.generation;
        branch->is.moved_ms = moved_ms;
        branch->moves++;
        old_tip = branch->tip;
        branch->tip = NULL;
        if (branch->head != NULL) {
            old_head = branch->head;
            branch->head = take_head;
        }
    }
    cg_mutex_unlock(&project->mu);
    cg_snapshot_release(old_head);
    cg_snapshot_release(old_tip);
}

/* For the writer: NULL: there is none. An unnamed one is to be let go. */
static cg_code find_for_change(cg_project *project, cg_str name, struct branch **out_branch,
                               cg_err *err)
{
    if (branch_is_unnamed(name))
        return branch_hold(project, name, 0, out_branch, err);
    *out_branch = branch_find(project, name);
    return CG_OK;
}

static void end_change(cg_project *project, cg_str name, struct branch *branch)
{
    if (branch != NULL && branch_is_unnamed(name))
        branch_let_go(project, branch);
    writer_end(project);
}

cg_code cg_branch_update(cg_project *project, cg_str name, const cg_branch_change *change,
                         cg_err *err)
{
    cg_code rc = writer_begin(project, 0, err);
    if (rc != CG_OK)
        return rc;
    struct branch *branch = NULL;
    cg_snapshot *head = NULL;
    rc = find_for_change(project, name, &branch, err);
    if (rc == CG_OK)
        rc = branch != NULL ? check_expected(branch, change->expected, err) : no_branch(name, err);
    if (rc == CG_OK)
        rc = check_move(project, branch, change, err);
    if (rc == CG_OK && change->move)
        rc = cg_snapshot_at(project, change->generation, &head, err);
    if (rc == CG_OK) {
        CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(project->store->kv);
        cg_mutex_lock(&project->mu); /* a commit may just be shown */
        cg_branch is = branch->is;
        cg_mutex_unlock(&project->mu);
        is.generation = change->move ? change->generation : written_generation(branch);
        is.moved_ms = change->move ? cg_wall_ms() : is.moved_ms;
        is.is_protected = change->set_protected ? change->is_protected : is.is_protected;
        branch_put(project, &is, batch);
        rc = write(project, name, batch, err);
        if (rc == CG_OK) {
            show(project, branch, is.is_protected, is.moved_ms, head);
            head = NULL;
        }
    }
    cg_snapshot_release(head);
    end_change(project, name, branch);
    return rc;
}

/* With what `with` has. Of one that is not stored there may be nothing to write. */
static cg_code write_gone(cg_project *project, const struct branch *branch, cg_kv_batch *with,
                          cg_err *err)
{
    CG_AUTO(cg_kv_batch) own = NULL;
    if (with == NULL && !branch->stored)
        return CG_OK;
    if (with == NULL)
        with = own = cg_kv_batch_create(project->store->kv);
    if (branch->stored)
        branch_put_gone(project, branch->is.name, with);
    return write(project, branch->is.name, with, err);
}

cg_code cg_branch_delete(cg_project *project, cg_str name, uint64_t expected, cg_kv_batch *with,
                         cg_err *err)
{
    cg_code rc = writer_begin(project, 0, err);
    if (rc != CG_OK)
        return rc;
    struct branch *branch = NULL;
    rc = find_for_change(project, name, &branch, err);
    if (rc == CG_OK)
        rc = branch != NULL ? check_expected(branch, expected, err) : no_branch(name, err);
    if (rc == CG_OK)
        rc = check_protected(branch, err);
    if (rc == CG_OK && cg_str_eq(name, CG_STR(CG_BRANCH_MAIN)))
        rc = CG_FAIL(err, CG_E_CONFLICT, "the branch main is always there");
    if (rc == CG_OK)
        rc = write_gone(project, branch, with, err);
    if (rc == CG_OK) {
        branch_remove(project, name);
        branch = NULL;
    }
    end_change(project, name, branch);
    return rc;
}
