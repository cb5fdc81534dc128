// SPDX-License-Identifier: Apache-2.0
// Which macros of other files each file is read with (ADR 31). Files that may want some wait until all others are put;
// then their outlines and those of all files tell the preludes, all at once, before any of them is put: so none of
// them sees what another was made of. Files of the base are asked again where what they had read is concerned.
#include "linking/linking_int.h"

typedef struct prelude_job {
    uint32_t file;
    uint32_t waiting; /* index; CG_NONE: a file of the base */
    cg_str prelude;   /* in the arena of the search */
    facts_waiting facts;
} prelude_job;

typedef struct preludes {
    linking *l;
    cg_arena *texts;
    CG_VEC(cg_str) table; /* distinct preludes, open addressing by hash; NULL: free */
    size_t distinct;
    CG_VEC(prelude_job) jobs;
} preludes;

/* ---- who is asked ---- */

static void add_reader(linking *l, uint32_t file)
{
    const cg_file *f = linking_is_linkable(l, file) ? cg_commit_file(l->run->commit, file) : NULL;
    if (f != NULL && (f->lang == CG_LANG_C || f->lang == CG_LANG_CPP))
        CG_VEC_PUSH(&l->asked, file);
}

static cg_code choose_jobs(preludes *p, cg_err *err)
{
    linking *l = p->l;
    CG_VEC(bool) waits = {0};
    for (uint32_t i = 0; i < l->waiting.len; i++) {
        const waiting_file *w = &l->waiting.ptr[i];
        while (waits.len <= w->file)
            CG_VEC_PUSH(&waits, false);
        waits.ptr[w->file] = true;
        CG_VEC_PUSH(&p->jobs, (prelude_job){.file = w->file, .waiting = i, .facts = w->facts});
    }
    cg_code rc = CG_OK;
    if (!l->from_nothing)
        rc = linking_visit_readers(l, &l->outline, add_reader, err);
    for (size_t i = 0; rc == CG_OK && i < l->asked.len; i++) {
        uint32_t file = l->asked.ptr[i];
        if (file < waits.len && waits.ptr[file])
            continue;
        while (waits.len <= file)
            CG_VEC_PUSH(&waits, false);
        waits.ptr[file] = true;
        CG_VEC_PUSH(&p->jobs, (prelude_job){.file = file,
                                            .waiting = CG_NONE,
                                            .facts.stored = *cg_commit_file(l->run->commit, file)});
    }
    CG_VEC_FINI(&waits);
    return rc;
}

/* ---- what each is read with ---- */

static void load_prelude(void *arg, size_t job, worker *w, file_slot *slot)
{
    preludes *p = arg;
    const cg_link_unit *unit;
    cg_buf_clear(&slot->texts);
    slot->rc = world_unit(p->l->world, p->jobs.ptr[job].file, &unit, &slot->err);
    if (slot->rc != CG_OK)
        return;
    if (cg_unit_wants(cg_link_unit_facts(unit))) {
        cg_link_prelude(w->linker, world_face(p->l->world), unit, &slot->texts);
        if (!cg_parse_is_useful(cg_link_unit_facts(unit), cg_buf_str(&slot->texts)))
            cg_buf_clear(&slot->texts);
    }
    world_release(p->l->world, unit);
    slot->rc = slot->texts.error;
}

static void grow(preludes *p)
{
    size_t capacity = CG_MAX(p->table.len * 2, (size_t)64);
    cg_str *slots = cg_alloc_array(capacity, sizeof *slots);
    for (size_t i = 0; i < p->table.len; i++) {
        cg_str text = p->table.ptr[i];
        size_t at = (size_t)facts_prelude_hash(text) & (capacity - 1);
        while (text.len > 0 && slots[at].len > 0)
            at = (at + 1) & (capacity - 1);
        if (text.len > 0)
            slots[at] = text;
    }
    cg_free(p->table.ptr);
    p->table.ptr = slots;
    p->table.len = p->table.cap = capacity;
}

/* Files of a tree mostly want the same. */
static cg_str keep(preludes *p, cg_str text)
{
    if (text.len == 0)
        return CG_STR_NULL;
    if (p->distinct * 2 >= p->table.len)
        grow(p);
    size_t at = (size_t)facts_prelude_hash(text) & (p->table.len - 1);
    while (p->table.ptr[at].len > 0 && !cg_str_eq(p->table.ptr[at], text))
        at = (at + 1) & (p->table.len - 1);
    if (p->table.ptr[at].len == 0) {
        p->table.ptr[at] = cg_arena_str(p->texts, text);
        p->distinct++;
    }
    return p->table.ptr[at];
}

static cg_code choose_preludes(preludes *p, cg_err *err)
{
    run *r = p->l->run;
    cg_code rc = CG_OK;
    pipeline *line = pipeline_open(r->ingest, p->jobs.len, load_prelude, p);
    file_slot *slot;
    while (rc == CG_OK && (slot = pipeline_take(line)) != NULL) {
        rc = slot->rc == CG_OK ? run_may_go_on(r, err) : slot->rc;
        if (slot->rc != CG_OK && err != NULL)
            *err = slot->err;
        if (rc == CG_OK)
            p->jobs.ptr[slot->job].prelude = keep(p, cg_buf_str(&slot->texts));
        pipeline_give_back(line, slot);
    }
    pipeline_close(line);
    return rc == CG_OK ? world_status(p->l->world, err) : rc;
}

/* ---- putting them ---- */

static bool is_due(const prelude_job *job)
{
    return job->waiting != CG_NONE || facts_prelude_hash(job->prelude) != job->facts.stored.prelude;
}

static void load_settled(void *arg, size_t job, worker *w, file_slot *slot)
{
    preludes *p = arg;
    const prelude_job *j = &p->jobs.ptr[job];
    facts_settle(p->l->run->facts, w, &j->facts, j->prelude, slot);
    if (slot->rc == CG_OK) {
        slot->facts.named = true;
        slot->facts.file = j->file;
    }
}

static cg_code commit_settled(preludes *p, file_slot *slot, cg_err *err)
{
    run *r = p->l->run;
    const prelude_job *job = &p->jobs.ptr[slot->job];
    if (job->waiting == CG_NONE) {
        run_share *share = r->share;
        r->share = NULL; /* nobody's own */
        cg_code rc = run_put_slot(r, slot, err);
        r->share = share;
        return rc;
    }
    const waiting_file *waiting = &p->l->waiting.ptr[job->waiting];
    const cg_commit_result before = *cg_commit_so_far(r->commit);
    r->share = waiting->share;
    slot->job = waiting->job;
    cg_code rc = run_commit_slot(r, slot, err);
    if (rc == CG_OK)
        run_charge(r, &before);
    return rc;
}

static cg_code put_settled(preludes *p, cg_err *err)
{
    run *r = p->l->run;
    size_t due = 0;
    for (size_t i = 0; i < p->jobs.len; i++)
        if (is_due(&p->jobs.ptr[i]))
            p->jobs.ptr[due++] = p->jobs.ptr[i];
    p->jobs.len = due;
    cg_code rc = CG_OK;
    pipeline *line = pipeline_open(r->ingest, due, load_settled, p);
    file_slot *slot;
    while (rc == CG_OK && (slot = pipeline_take(line)) != NULL) {
        rc = run_may_go_on(r, err);
        if (rc == CG_OK)
            rc = commit_settled(p, slot, err);
        pipeline_give_back(line, slot);
    }
    pipeline_close(line);
    return rc;
}

cg_code preludes_run(linking *l, cg_err *err)
{
    if (l->kept == NULL || (l->waiting.len == 0 && l->outline.len == 0))
        return CG_OK;
    CG_AUTO(cg_arena) texts = cg_arena_create(0);
    preludes p = {.l = l, .texts = texts};
    cg_code rc = choose_jobs(&p, err);
    if (rc == CG_OK && p.jobs.len > 0)
        rc = choose_preludes(&p, err);
    if (rc == CG_OK && p.jobs.len > 0)
        rc = put_settled(&p, err);
    cg_free(p.table.ptr);
    CG_VEC_FINI(&p.jobs);
    return rc;
}
