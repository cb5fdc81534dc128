// SPDX-License-Identifier: Apache-2.0
// Merging, picking and reverting. What ends in conflicts becomes a record, and is carried out when the last of
// them is resolved; until then nothing of it is on the branch.
#include "merge.h"

#define MERGES_MAX 100
#define CONFLICTS_MAX 1000

/* ---- one call at a time for each record ---- */

static bool claim(cg_service *service, cg_id id)
{
    bool free = true;
    cg_mutex_lock(&service->merges_mu);
    for (size_t i = 0; i < service->merging.len; i++)
        free = free && !cg_id_eq(service->merging.ptr[i], id);
    if (free)
        CG_VEC_PUSH(&service->merging, id);
    cg_mutex_unlock(&service->merges_mu);
    return free;
}

static void let_go(cg_service *service, cg_id id)
{
    cg_mutex_lock(&service->merges_mu);
    for (size_t i = 0; i < service->merging.len; i++)
        if (cg_id_eq(service->merging.ptr[i], id)) {
            service->merging.ptr[i] = service->merging.ptr[--service->merging.len];
            break;
        }
    cg_mutex_unlock(&service->merges_mu);
}

static cg_code claimed(cg_err *err)
{
    return CG_FAIL(err, CG_E_CONFLICT, "another request resolves this merge");
}

/* ---- a merge at hand ---- */

typedef struct merging {
    cg_service *service;
    cg_project *project;
    cg_arena *arena;
    merge_record record;
    cg_take otherwise;
    bool always_commit;
    uint64_t deadline_ns;
    cg_apply_result result;
    cg_conflict *conflicts; /* all, resolved or not */
    size_t conflicts_count;
} merging;

static cg_take take_of(cg_merge_strategy strategy)
{
    static const cg_take takes[] = {[CG_MERGE_MANUAL] = CG_TAKE_NONE,
                                    [CG_MERGE_OURS] = CG_TAKE_OURS,
                                    [CG_MERGE_THEIRS] = CG_TAKE_THEIRS};
    return takes[strategy];
}

static cg_apply_request request_of(const merging *m)
{
    size_t max = m->service->opts.conflicts_max;
    return (cg_apply_request){.mode = m->record.mode,
                              .from = m->record.base,
                              .to = m->record.theirs,
                              .otherwise = m->otherwise,
                              .resolutions = m->record.resolutions.ptr,
                              .resolutions_count = m->record.resolutions.len,
                              .overlay_max = m->service->opts.statements_max,
                              .conflicts_max = max > 0 ? max : CONFLICTS_MAX,
                              .fast_forward = !m->always_commit,
                              .target = {.branch = m->record.branch,
                                         .message = m->record.message,
                                         .author = m->record.author,
                                         .expected = m->record.ours},
                              .deadline_ns = m->deadline_ns};
}

/* All conflicts of the record's three generations. */
static cg_code find_conflicts(merging *m, cg_err *err)
{
    cg_apply_request q = request_of(m);
    q.otherwise = CG_TAKE_NONE;
    q.resolutions_count = 0;
    return cg_ingest_conflicts(m->project, m->record.base, m->record.ours, m->record.theirs, &q,
                               m->arena, &m->conflicts, &m->conflicts_count, err);
}

static cg_code view_conflicts(const merging *m, cg_merge_view *out, cg_err *err)
{
    cg_code rc = CG_OK;
    out->conflicts = cg_arena_alloc_array(m->arena, m->conflicts_count + 1, sizeof *out->conflicts);
    out->conflicts_count = m->conflicts_count;
    for (size_t i = 0; rc == CG_OK && i < m->conflicts_count; i++) {
        const cg_resolution *decided = merge_record_find(&m->record, &m->conflicts[i].key);
        rc = conflict_view(&m->conflicts[i], m->arena, &out->conflicts[i], err);
        out->conflicts[i].resolution =
            decided != NULL ? (cg_merge_take)decided->take : CG_MERGE_TAKE_NONE;
        out->resolved += decided != NULL;
    }
    return rc;
}

static cg_merge_view view_record(const merging *m)
{
    const merge_record *r = &m->record;
    return (cg_merge_view){.outcome = CG_MERGE_CONFLICTS,
                           .id = r->id,
                           .project = cg_project_name(m->project),
                           .source = r->source,
                           .branch = r->branch,
                           .message = r->message,
                           .author = r->author,
                           .base = r->base,
                           .ours = r->ours,
                           .theirs = r->theirs,
                           .generation = r->ours,
                           .created_ms = r->created_ms};
}

/* One that needs no more deciding. */
static void view_done(const merging *m, cg_merge_view *out)
{
    static const cg_merge_outcome outcomes[] = {
        [CG_APPLY_UP_TO_DATE] = CG_MERGE_UP_TO_DATE,
        [CG_APPLY_FAST_FORWARD] = CG_MERGE_FAST_FORWARD,
        [CG_APPLY_COMMITTED] = CG_MERGE_COMMITTED,
        [CG_APPLY_CONFLICTS] = CG_MERGE_CONFLICTS,
    };
    *out = view_record(m);
    out->outcome = outcomes[m->result.outcome];
    out->id = (cg_id){{0}};
    out->base = m->result.base;
    out->ours = m->result.target;
    out->generation =
        m->result.outcome == CG_APPLY_UP_TO_DATE ? m->result.target : m->result.commit.generation;
    out->version = m->result.commit.version;
    out->files = m->result.files;
    out->rows = m->result.rows;
}

/* ---- beginning ---- */

static cg_code check_room(const merging *m, cg_err *err)
{
    merge_record *others;
    size_t count, max = m->service->opts.merges_max;
    max = max > 0 ? max : MERGES_MAX;
    cg_code rc =
        merge_record_list(m->service, cg_project_name(m->project), m->arena, &others, &count, err);
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        merge_record_fini(&others[i]);
    if (rc == CG_OK && count >= max)
        return CG_FAIL(err, CG_E_CONFLICT,
                       "%zu merges of the project wait to be resolved, the most that may: resolve "
                       "or abandon one",
                       count);
    return rc;
}

static cg_code keep_conflicts(merging *m, cg_merge_view *out, cg_err *err)
{
    m->record.base = m->result.base;
    m->record.ours = m->result.target;
    m->record.created_ms = cg_wall_ms();
    m->conflicts = m->result.conflicts;
    m->conflicts_count = m->result.conflicts_count;
    cg_random_bytes(m->record.id.bytes, sizeof m->record.id.bytes);
    cg_code rc = check_room(m, err);
    if (rc == CG_OK)
        rc = merge_record_write(m->service, cg_project_name(m->project), &m->record, err);
    if (rc != CG_OK)
        return rc;
    *out = view_record(m);
    return view_conflicts(m, out, err);
}

static cg_code begin(merging *m, cg_merge_view *out, cg_err *err)
{
    cg_apply_request q = request_of(m);
    q.target.expected = 0;
    cg_code rc = cg_ingest_apply(m->service->ingest, m->project, &q, m->arena, &m->result, err);
    if (rc != CG_OK)
        return rc;
    if (m->result.outcome == CG_APPLY_CONFLICTS)
        return keep_conflicts(m, out, err);
    view_done(m, out);
    return CG_OK;
}

static cg_code open_request(cg_service *service, const cg_merge_request *q, cg_arena *arena,
                            merging *out, cg_err *err)
{
    resolved_ref source;
    *out = (merging){.service = service,
                     .arena = arena,
                     .otherwise = take_of(q->strategy),
                     .always_commit = q->always_commit,
                     .deadline_ns = q->deadline_ns};
    out->record.source = q->source;
    out->record.branch = q->to.branch.len > 0 ? q->to.branch : CG_STR(CG_BRANCH_MAIN);
    out->record.message = q->to.message;
    out->record.author = q->to.author;
    cg_code rc =
        cg_store_project(service->store, project_or_default(q->project), false, &out->project, err);
    if (rc == CG_OK)
        rc = service_resolve_ref(out->project, q->source, arena, &source, err);
    if (rc == CG_E_NOT_FOUND || rc == CG_E_INVALID)
        (void)cg_err_at(err, "source");
    if (rc == CG_OK && source.generation == 0)
        rc = CG_FAIL(err, CG_E_CONFLICT, "nothing was written to \"%.*s\" yet",
                     CG_STR_ARG(q->source));
    if (rc == CG_OK)
        out->record.theirs = source.generation;
    return rc;
}

cg_code cg_service_merge(cg_service *service, const cg_merge_request *request, cg_arena *arena,
                         cg_merge_view *out_merge, cg_err *err)
{
    merging m;
    cg_code rc = open_request(service, request, arena, &m, err);
    if (rc != CG_OK)
        return rc;
    m.record.mode = CG_APPLY_MERGE;
    if (m.record.message.len == 0)
        m.record.message =
            cg_arena_printf(arena, "Merge %.*s into %.*s", CG_STR_ARG(request->source),
                            CG_STR_ARG(m.record.branch));
    return begin(&m, out_merge, err);
}

/* ---- picking and reverting ---- */

/* A version against the one before it; a generation that is none, against the one it was built on. */
static cg_code read_version(const merging *m, cg_version *out, uint64_t *out_before, cg_err *err)
{
    cg_code rc = cg_project_version(m->project, m->record.theirs, m->arena, out, err);
    if (rc == CG_E_NOT_FOUND)
        return CG_FAIL(err, rc, "there is no generation %" PRIu64, m->record.theirs);
    *out_before = out->named ? out->parent : out->base;
    return rc;
}

/* How messages name it. */
static cg_str name_of(const cg_version *version, cg_arena *arena)
{
    char id[CG_ID_TEXT_LEN];
    cg_id_text(version->id, id);
    return version->named ? cg_arena_printf(arena, "version %s", id)
                          : cg_arena_printf(arena, "generation %" PRIu64, version->generation);
}

static cg_str first_line(cg_str text)
{
    cg_str line = text;
    (void)cg_str_split(&text, '\n', &line);
    return cg_utf8_truncate(line, 200);
}

cg_code cg_service_cherry_pick(cg_service *service, const cg_merge_request *request,
                               cg_arena *arena, cg_merge_view *out_merge, cg_err *err)
{
    merging m;
    cg_version version;
    cg_code rc = open_request(service, request, arena, &m, err);
    if (rc == CG_OK)
        rc = read_version(&m, &version, &m.record.base, err);
    if (rc != CG_OK)
        return rc;
    m.record.mode = CG_APPLY_CHANGE;
    if (m.record.author.len == 0)
        m.record.author = version.author;
    if (m.record.message.len == 0)
        m.record.message = cg_arena_printf(
            arena, "%.*s\n\nPicked from %.*s.",
            CG_STR_ARG(cg_utf8_truncate(version.named ? version.message : CG_STR("Pick"), 3800)),
            CG_STR_ARG(name_of(&version, arena)));
    return begin(&m, out_merge, err);
}

cg_code cg_service_revert(cg_service *service, const cg_merge_request *request, cg_arena *arena,
                          cg_merge_view *out_merge, cg_err *err)
{
    merging m;
    cg_version version;
    uint64_t before;
    cg_code rc = open_request(service, request, arena, &m, err);
    if (rc == CG_OK)
        rc = read_version(&m, &version, &before, err);
    if (rc != CG_OK)
        return rc;
    m.record.mode = CG_APPLY_CHANGE;
    m.record.base = version.generation;
    m.record.theirs = before;
    if (m.record.message.len == 0)
        m.record.message = cg_arena_printf(
            arena, "Revert \"%.*s\"\n\nTakes back %.*s.",
            CG_STR_ARG(first_line(version.named ? version.message : name_of(&version, arena))),
            CG_STR_ARG(name_of(&version, arena)));
    return begin(&m, out_merge, err);
}

/* ---- what is kept ---- */

static cg_code open_record(cg_service *service, cg_str project, cg_id id, cg_arena *arena,
                           merging *out, cg_err *err)
{
    *out = (merging){.service = service, .arena = arena};
    cg_code rc = service_project(service, project, &out->project, err);
    return rc == CG_OK ? merge_record_read(service, project, id, arena, &out->record, err) : rc;
}

cg_code cg_service_merge_get(cg_service *service, cg_str project, cg_id id, cg_arena *arena,
                             cg_merge_view *out_merge, cg_err *err)
{
    merging m;
    cg_code rc = open_record(service, project, id, arena, &m, err);
    if (rc == CG_OK)
        rc = find_conflicts(&m, err);
    if (rc == CG_OK) {
        *out_merge = view_record(&m);
        rc = view_conflicts(&m, out_merge, err);
    }
    merge_record_fini(&m.record);
    return rc;
}

cg_code cg_service_merge_list(cg_service *service, cg_str project, cg_arena *arena,
                              cg_merge_view **out_rows, size_t *out_count, cg_err *err)
{
    merging m = {.service = service, .arena = arena};
    merge_record *records;
    cg_code rc = service_project(service, project, &m.project, err);
    if (rc == CG_OK)
        rc = merge_record_list(service, project, arena, &records, out_count, err);
    if (rc != CG_OK)
        return rc;
    *out_rows = cg_arena_alloc_array(arena, *out_count + 1, sizeof **out_rows);
    for (size_t i = 0; i < *out_count; i++) {
        m.record = records[i];
        (*out_rows)[i] = view_record(&m);
        (*out_rows)[i].resolved = records[i].resolutions.len;
        merge_record_fini(&records[i]);
    }
    return CG_OK;
}

cg_code cg_service_merge_abandon(cg_service *service, cg_str project, cg_id id, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    merging m;
    if (!claim(service, id))
        return claimed(err);
    cg_code rc = open_record(service, project, id, arena, &m, err);
    merge_record_fini(&m.record);
    if (rc == CG_OK)
        rc = merge_record_delete(service, project, id, err);
    let_go(service, id);
    return rc;
}

/* ---- resolving ---- */

static cg_code refuse(size_t at, const char *why, cg_err *err)
{
    (void)CG_FAIL(err, CG_E_INVALID, "%s", why);
    return cg_err_at(err, "/resolutions/%zu", at);
}

static cg_code decide_one(merging *m, const cg_merge_view *view, const cg_merge_resolution *given,
                          size_t at, cg_err *err)
{
    size_t i = 0;
    while (i < view->conflicts_count && !cg_str_eq(view->conflicts[i].key, given->key))
        i++;
    if (i == view->conflicts_count)
        return refuse(at, "no conflict of the merge has this key", err);
    cg_conflict_what what = view->conflicts[i].what;
    const cg_parse_limits limits = service_parse_limits(&m->service->opts);
    size_t max = cg_parse_bytes_max(&limits, view->conflicts[i].path);
    if (given->take == CG_MERGE_TAKE_VALUE &&
        (what == CG_CONFLICT_OF_NODE || what == CG_CONFLICT_OF_EDGE))
        return refuse(at, "only files and metadata can be given a value", err);
    if (given->take == CG_MERGE_TAKE_VALUE && what == CG_CONFLICT_OF_FILE && given->value.len > max)
        return refuse(at, "the text is larger than a file may be", err);
    const cg_resolution resolution = {
        .key = m->conflicts[i].key, .take = (cg_take)given->take, .value = given->value};
    merge_record_decide(&m->record, &resolution);
    return CG_OK;
}

/* Where nothing is in conflict any more, what was decided of it goes. */
static void forget_settled(merging *m)
{
    size_t kept = 0;
    for (size_t i = 0; i < m->record.resolutions.len; i++)
        for (size_t c = 0; c < m->conflicts_count; c++)
            if (cg_merge_key_cmp(&m->conflicts[c].key, &m->record.resolutions.ptr[i].key) == 0) {
                m->record.resolutions.ptr[kept++] = m->record.resolutions.ptr[i];
                break;
            }
    m->record.resolutions.len = kept;
}

/* The branch is elsewhere: the conflicts are looked for anew. */
static cg_code follow(merging *m, uint64_t head, cg_err *err)
{
    m->record.ours = head;
    if (m->record.mode == CG_APPLY_MERGE)
        m->record.base = cg_project_merge_base(m->project, head, m->record.theirs);
    cg_code rc = find_conflicts(m, err);
    if (rc != CG_OK)
        return rc;
    forget_settled(m);
    rc = merge_record_write(m->service, cg_project_name(m->project), &m->record, err);
    return rc == CG_OK ? CG_FAIL(err, CG_E_CONFLICT,
                                 "branch \"%.*s\" has moved to generation %" PRIu64
                                 "; the conflicts are now those with it, %zu of them without a "
                                 "resolution",
                                 CG_STR_ARG(m->record.branch), head,
                                 m->conflicts_count - m->record.resolutions.len)
                       : rc;
}

static cg_code carry_out(merging *m, cg_merge_view *out, cg_err *err)
{
    cg_apply_request q = request_of(m);
    cg_err own = {0};
    uint64_t head = m->record.ours;
    cg_code rc = cg_ingest_apply(m->service->ingest, m->project, &q, m->arena, &m->result, &own);
    if (rc == CG_E_CONFLICT && cg_project_branch_generation(m->project, m->record.branch, &head) &&
        head != m->record.ours)
        return follow(m, head, err);
    if (rc != CG_OK) {
        if (err != NULL)
            *err = own;
        return rc;
    }
    CG_ASSERT(m->result.outcome != CG_APPLY_CONFLICTS);
    view_done(m, out);
    return merge_record_delete(m->service, cg_project_name(m->project), m->record.id, err);
}

static cg_code resolve(merging *m, const cg_merge_resolve_request *q, cg_merge_view *out,
                       cg_err *err)
{
    cg_code rc = find_conflicts(m, err);
    if (rc != CG_OK)
        return rc;
    *out = view_record(m);
    rc = view_conflicts(m, out, err);
    for (size_t i = 0; rc == CG_OK && i < q->count; i++)
        rc = decide_one(m, out, &q->resolutions[i], i, err);
    if (rc != CG_OK)
        return rc;
    if (m->record.resolutions.len == m->conflicts_count || m->otherwise != CG_TAKE_NONE)
        return carry_out(m, out, err);
    rc = merge_record_write(m->service, cg_project_name(m->project), &m->record, err);
    *out = view_record(m);
    return rc == CG_OK ? view_conflicts(m, out, err) : rc;
}

cg_code cg_service_merge_resolve(cg_service *service, const cg_merge_resolve_request *request,
                                 cg_arena *arena, cg_merge_view *out_merge, cg_err *err)
{
    merging m;
    if (!claim(service, request->id))
        return claimed(err);
    cg_code rc = open_record(service, request->project, request->id, arena, &m, err);
    m.otherwise = take_of(request->strategy);
    m.always_commit = true;
    m.deadline_ns = request->deadline_ns;
    if (rc == CG_OK)
        rc = resolve(&m, request, out_merge, err);
    merge_record_fini(&m.record);
    let_go(service, request->id);
    return rc;
}
