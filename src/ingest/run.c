// SPDX-License-Identifier: Apache-2.0
// Counting, reporting and progress of a run, whatever its files come from.
#include "ingest_int.h"

#define MOVED_INTERVAL_NS UINT64_C(100000000)

static const char *const phase_texts[] = {"waiting", "walking", "parsing", "linking", "committing"};

const char *cg_ingest_phase_text(unsigned phase)
{
    return phase < CG_ARRAY_LEN(phase_texts) ? phase_texts[phase] : "";
}

void progress_tell(cg_ingest_progress *progress, uint64_t *last_ns, bool now)
{
    uint64_t time = cg_now_ns();
    if (progress->moved == NULL || (!now && time - *last_ns < MOVED_INTERVAL_NS))
        return;
    *last_ns = time;
    progress->moved(progress->arg);
}

void progress_count(cg_ingest_progress *progress, uint64_t bytes, const cg_ingest_file *file)
{
    atomic_fetch_add(&progress->files_done, 1);
    atomic_fetch_add(&progress->bytes_done, bytes);
    atomic_fetch_add(&progress->nodes, file->nodes);
    atomic_fetch_add(&progress->edges, file->edges);
}

cg_code progress_check(const cg_ingest_progress *progress, cg_err *err)
{
    return progress != NULL && atomic_load(&progress->cancel)
               ? CG_FAIL(err, CG_E_CANCELED, "canceled")
               : CG_OK;
}

void run_set_phase(run *r, cg_ingest_phase phase)
{
    if (r->progress == NULL)
        return;
    atomic_store(&r->progress->phase, (unsigned)phase);
    progress_tell(r->progress, &r->moved_ns, true);
}

cg_code run_may_go_on(const run *r, cg_err *err)
{
    cg_code rc = progress_check(r->progress, err);
    if (rc != CG_OK)
        return rc;
    if (r->deadline_ns != 0 && cg_now_ns() > r->deadline_ns)
        return CG_FAIL(err, CG_E_DEADLINE, "parsing took longer than the request may");
    return CG_OK;
}

static void list_file(run *r, const cg_ingest_file *file)
{
    run_share *share = r->share;
    if (share->list == LIST_ALL)
        share->listed.ptr[r->job] = *file;
    else if (share->listed.len < CG_INGEST_LISTED_MAX)
        CG_VEC_PUSH(&share->listed, *file);
    else
        share->result->files_cut = true;
}

void run_report(run *r, const cg_ingest_file *file, uint64_t bytes, bool not_source)
{
    cg_ingest_result *result = r->share->result;
    list_kind list = r->share->list;
    bool skipped = file->status == CG_PARSE_SKIPPED;
    result->files_seen++;
    result->bytes += bytes;
    result->nodes += file->nodes;
    result->edges += file->edges;
    result->files_skipped += skipped;
    result->skips[skipped ? file->skip : 0] += skipped;
    result->files_partial += file->status == CG_PARSE_PARTIAL;
    result->files_unchanged += file->unchanged;
    result->files_cached += file->cached;
    if (!skipped) {
        result->langs[file->lang]++;
        result->files_parsed += !file->unchanged && !file->cached;
    }
    /* Of what is not source, only what may hide source is worth a line. */
    bool hides = file->skip == CG_SKIP_UNREADABLE || file->skip == CG_SKIP_LINK;
    bool gap = file->status != CG_PARSE_OK && (!not_source || hides);
    if (list == LIST_ALL || (list == LIST_GAPS && gap))
        list_file(r, file);
    if (r->progress != NULL && !r->counted) {
        progress_count(r->progress, bytes, file);
        progress_tell(r->progress, &r->moved_ns, false);
    }
}

void copy_errors(cg_arena *arena, const cg_unit *unit, cg_ingest_file *file)
{
    file->errors_count = (uint32_t)unit->errors.len;
    if (unit->errors.len == 0)
        return;
    file->errors = cg_arena_alloc_array(arena, unit->errors.len, sizeof *file->errors);
    memcpy(file->errors, unit->errors.ptr, unit->errors.len * sizeof *file->errors);
}

void run_report_base(run *r, const cg_file *base)
{
    cg_ingest_file file = {.path = cg_arena_str(r->share->arena, base->path),
                           .lang = base->lang,
                           .status = base->status,
                           .skip = base->skip,
                           .unchanged = true,
                           .nodes = base->nodes,
                           .edges = base->edges};
    CG_AUTO(cg_unit_pin) pin = NULL;
    /* A tree's unchanged files were reported with their errors when they came. */
    if (r->share->list == LIST_ALL && base->status == CG_PARSE_PARTIAL &&
        cg_store_unit(r->ingest->store, cg_file_unit(base), false, &pin, NULL) == CG_OK)
        copy_errors(r->share->arena, cg_unit_pin_unit(pin), &file);
    run_report(r, &file, base->bytes, false);
}

static void count_parsed(run *r, const file_slot *slot, const cg_ingest_file *file)
{
    if (!slot->not_source) /* only numbers that are looked at: relaxed order is enough */
        atomic_fetch_add_explicit(&r->ingest->outcomes[file->lang][file->status], 1,
                                  memory_order_relaxed);
    if (slot->skip != 0) {
        cg_metric_add(CG_M_PARSE_SKIPPED, 1);
    } else if (slot->cached) {
        cg_metric_add(CG_M_PARSE_CACHED, 1);
    } else {
        cg_metric_add(CG_M_PARSE_FILES, 1);
        cg_metric_add(CG_M_PARSE_BYTES, slot->facts.bytes);
    }
}

void run_report_edges(run *r, uint32_t listed, size_t edges)
{
    r->share->result->edges += edges;
    if (listed != CG_NONE)
        r->share->listed.ptr[listed].edges = (uint32_t)edges;
    if (r->progress != NULL) {
        atomic_fetch_add(&r->progress->edges, edges);
        progress_tell(r->progress, &r->moved_ns, false);
    }
}

cg_code run_delete_file(run *r, cg_str path, cg_err *err)
{
    uint32_t num;
    const cg_file *base = cg_snapshot_find_file(cg_commit_base(r->commit), path, &num);
    if (base == NULL || !base->present)
        return CG_OK;
    cg_code rc = cg_commit_delete_file(r->commit, path, err);
    return rc == CG_OK ? linking_remove(r->linking, num, err) : rc;
}

/* Facts to the commit; those that have edges wait for linking. */
static cg_code put_slot(run *r, file_slot *slot, uint32_t listed, cg_err *err)
{
    uint32_t num;
    cg_code rc = cg_commit_put_file(r->commit, &slot->facts, &num, err);
    if (rc != CG_OK)
        return rc;
    return slot->skip != 0 ? linking_remove(r->linking, num, err)
                           : linking_put(r->linking, num, slot, listed, err);
}

cg_code run_put_slot(run *r, file_slot *slot, cg_err *err)
{
    if (slot->rc != CG_OK && err != NULL)
        *err = slot->err;
    return slot->rc == CG_OK ? put_slot(r, slot, CG_NONE, err) : slot->rc;
}

cg_code run_commit_slot(run *r, file_slot *slot, cg_err *err)
{
    const cg_snapshot *base = cg_commit_base(r->commit);
    uint32_t num;
    r->job = slot->job;
    if (slot->rc != CG_OK) {
        if (err != NULL)
            *err = slot->err;
        return slot->rc;
    }
    if (slot->waits)
        return linking_wait(r->linking, slot, err);
    if (slot->unchanged) {
        run_report_base(r, cg_snapshot_find_file(base, slot->facts.path, &num));
        return CG_OK;
    }
    cg_ingest_file file = {.path = cg_arena_str(r->share->arena, slot->facts.path),
                           .lang = slot->lang};
    if (slot->skip != 0) {
        file.status = CG_PARSE_SKIPPED;
        file.skip = slot->skip;
    } else {
        const cg_unit *unit = slot->facts.unit;
        file.status = unit->status;
        file.cached = slot->cached;
        file.nodes = (uint32_t)unit->defs.len;
        copy_errors(r->share->arena, unit, &file);
    }
    count_parsed(r, slot, &file);
    const run_share *share = r->share;
    size_t listed = share->list == LIST_ALL ? r->job : share->listed.len;
    run_report(r, &file, slot->facts.bytes, slot->not_source);
    if (slot->not_source) /* was source once, perhaps, under another rule */
        return run_delete_file(r, slot->facts.path, err);
    return put_slot(r, slot, share->listed.len > listed ? (uint32_t)listed : CG_NONE, err);
}

cg_commit_options run_commit_options(const cg_ingest *ingest, const cg_ingest_target *target,
                                     bool dry_run, uint64_t deadline_ns)
{
    return (cg_commit_options){.pool = ingest->writers,
                               .deadline_ns = deadline_ns,
                               .dry_run = dry_run,
                               .branch = target->branch,
                               .merge = target->merge,
                               .always = target->always && !dry_run,
                               .expected = target->expected,
                               .author = target->author,
                               .git = target->git,
                               .merged = target->merged,
                               .merged_count = target->merged_count};
}

static void count_result(cg_commit_result *to, const cg_commit_result *from, uint64_t by)
{
    to->nodes_added += by * from->nodes_added;
    to->nodes_changed += by * from->nodes_changed;
    to->nodes_removed += by * from->nodes_removed;
    to->edges_added += by * from->edges_added;
    to->edges_changed += by * from->edges_changed;
    to->edges_removed += by * from->edges_removed;
    to->files_added += by * from->files_added;
    to->files_changed += by * from->files_changed;
    to->files_removed += by * from->files_removed;
}

void commit_result_add(cg_commit_result *to, const cg_commit_result *from)
{
    count_result(to, from, 1);
}

void commit_result_subtract(cg_commit_result *from, const cg_commit_result *what)
{
    count_result(from, what, UINT64_MAX); /* -1 */
}

cg_code run_commit_jobs(run *r, size_t jobs, pipeline_load load, void *arg, cg_err *err)
{
    cg_code rc = CG_OK;
    pipeline *p = pipeline_open(r->ingest, jobs, load, arg);
    file_slot *slot;
    while (rc == CG_OK && (slot = pipeline_take(p)) != NULL) {
        rc = run_may_go_on(r, err);
        if (rc == CG_OK)
            rc = run_commit_slot(r, slot, err);
        pipeline_give_back(p, slot);
    }
    pipeline_close(p);
    return rc;
}

void run_charge(run *r, const cg_commit_result *before)
{
    cg_commit_result *share = &r->share->result->commit;
    commit_result_add(share, cg_commit_so_far(r->commit));
    commit_result_subtract(share, before);
}

cg_code run_finish(run *r, cg_code rc, cg_str message, bool dry_run, cg_commit_result *out_total,
                   cg_err *err)
{
    if (rc == CG_OK)
        rc = cg_commit_write(r->commit, message, out_total, err);
    else
        cg_commit_abort(r->commit);
    /* Before the next commit may begin, which wants the catalog. */
    linking_close(r->linking, rc == CG_OK && !dry_run ? out_total->parsed_generation : 0);
    r->linking = NULL;
    return rc == CG_OK ? cg_commit_publish(r->commit, err) : rc;
}

void run_share_end(run_share *share)
{
    cg_ingest_result *result = share->result;
    result->files_count = share->listed.len;
    result->files =
        cg_arena_alloc_array(share->arena, share->listed.len + 1, sizeof *result->files);
    if (share->listed.len > 0)
        memcpy(result->files, share->listed.ptr, share->listed.len * sizeof *result->files);
    CG_VEC_FINI(&share->listed);
}
