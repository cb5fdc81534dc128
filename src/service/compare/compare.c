// SPDX-License-Identifier: Apache-2.0
// What leads from one version to another, as people see it. The difference of the graph says what came, went and
// changed; here units tell in what a node changed, and pairs of nodes what moved or was renamed. A relationship
// whose ends moved is the same one, so it is none of the rows.
#include "compare.h"

#define BATCH_NS 50000000u
#define ARENA_BYTES ((size_t)4 << 20) /* texts of one call */
#define MOVES_MAX 200000
#define FILES_MAX 100000
#define USERS_MAX 100

/* ---- opening ---- */

static cg_code resolve(cg_project *project, cg_str ref, const char *pointer, cg_arena *arena,
                       uint64_t *out_generation, cg_err *err)
{
    resolved_ref found;
    cg_code rc = service_resolve_ref(project, ref, arena, &found, err);
    *out_generation = found.generation;
    if (rc != CG_OK)
        (void)cg_err_at(err, "%s", pointer);
    return rc;
}

static cg_code open_parts(cg_compare *c, cg_service *service, const cg_compare_request *request,
                          cg_err *err)
{
    cg_project *project;
    cg_code rc = service_project(service, request->project, &project, err);
    if (rc == CG_OK)
        rc = resolve(project, request->before, "a", c->arena, &c->generations[0], err);
    if (rc == CG_OK)
        rc = resolve(project, request->after, "b", c->arena, &c->generations[1], err);
    if (rc == CG_OK)
        rc = cg_diff_open(project, c->generations[0], c->generations[1], c->limits.listed, &c->diff,
                          err);
    if (rc == CG_OK)
        c->any = cg_snapshot_take(project);
    if (rc == CG_OK && request->breaking)
        rc = cg_snapshot_at(project, c->generations[0], &c->before, err);
    return rc == CG_OK ? compare_match(c, err) : rc;
}

static cg_compare_limits limits_of(const cg_service *service)
{
    cg_compare_limits l = service->opts.compare; /* cg_diff_open knows its own */
    l.moves = l.moves > 0 ? l.moves : MOVES_MAX;
    l.files = l.files > 0 ? l.files : FILES_MAX;
    l.users = l.users > 0 ? l.users : USERS_MAX;
    return l;
}

cg_code cg_service_compare_open(cg_service *service, const cg_compare_request *request,
                                cg_compare **out_compare, cg_err *err)
{
    cg_compare *c = cg_alloc(sizeof *c);
    c->arena = cg_arena_create(0);
    c->breaking = request->breaking;
    c->limits = limits_of(service);
    cg_code rc = open_parts(c, service, request, err);
    if (rc != CG_OK) {
        cg_service_compare_close(c);
        return rc;
    }
    *out_compare = c;
    return CG_OK;
}

void cg_service_compare_close(cg_compare *compare)
{
    if (compare == NULL)
        return;
    cg_diff_close(compare->diff);
    cg_snapshot_release(compare->any);
    cg_snapshot_release(compare->before);
    matches_fini(&compare->matches);
    CG_VEC_FINI(&compare->files);
    CG_VEC_FINI(&compare->file_slots);
    cg_arena_destroy(compare->arena);
    cg_free(compare);
}

uint64_t cg_service_compare_generation(const cg_compare *compare)
{
    return compare->generations[1];
}

/* ---- nodes as a side has them ---- */

cg_code compare_load(const cg_compare *c, cg_diff_side side, cg_node_ref ref, cg_arena *arena,
                     side_node *out, cg_err *err)
{
    cg_manual_node manual = {0};
    cg_code rc = cg_diff_node(c->diff, side, ref, &out->at, err);
    if (rc != CG_OK)
        return rc;
    if (out->at.manual)
        rc = cg_diff_manual(c->diff, side, out->at.id, arena, &manual, err);
    if (rc == CG_OK)
        rc = view_of_past(c->any, &out->at, &manual, arena, &out->view, &out->body, err);
    if (rc == CG_OK && out->view.kind == CG_NODE_FILE) /* what a file holds is in it as a whole */
        memcpy(&out->body, out->at.unit.blob.bytes, sizeof out->body);
    return rc;
}

static cg_code lost(cg_code rc, cg_err *err)
{
    return rc == CG_E_NOT_FOUND
               ? CG_FAIL(err, CG_E_CORRUPT, "a difference has no row that it speaks of")
               : rc;
}

/* ---- counting ---- */

/* NULL: it is not counted one by one. */
static cg_compare_file *file_slot(cg_compare *c, uint32_t file, cg_str path)
{
    if (file == CG_NONE)
        return NULL;
    while (c->file_slots.len <= file)
        CG_VEC_PUSH(&c->file_slots, 0);
    uint32_t *slot = &c->file_slots.ptr[file];
    if (*slot == 0 && c->files.len < c->limits.files) {
        cg_compare_file added = {.path = path};
        CG_VEC_PUSH(&c->files, added);
        *slot = (uint32_t)c->files.len;
    }
    c->files_cut = c->files_cut || *slot == 0;
    return *slot != 0 ? &c->files.ptr[*slot - 1] : NULL;
}

static void count(cg_compare *c, const cg_compare_row *row, uint32_t file, cg_str path)
{
    cg_compare_file *slot = file_slot(c, file, path);
    uint64_t *totals[] = {c->totals.files, c->totals.nodes, c->totals.edges};
    totals[row->what][row->change]++;
    if (slot != NULL) {
        uint64_t *of_file[] = {slot->counts.files, slot->counts.nodes, slot->counts.edges};
        of_file[row->what][row->change]++;
    }
    c->breaking_count += row->breaking;
}

/* ---- rows ---- */

static cg_change_kind kind_of(cg_change_op op)
{
    return op == CG_CHANGE_ADDED     ? CG_KIND_ADDED
           : op == CG_CHANGE_REMOVED ? CG_KIND_REMOVED
                                     : CG_KIND_CHANGED;
}

static cg_code make_file(cg_compare *c, const cg_diff_row *diff, cg_compare_row *row,
                         bool *out_wanted, cg_err *err)
{
    cg_diff_side side = diff->op == CG_CHANGE_REMOVED ? CG_DIFF_BEFORE : CG_DIFF_AFTER;
    const file_pair *pair =
        diff->op != CG_CHANGE_CHANGED ? matches_file(&c->matches, diff->file, side) : NULL;
    cg_file file, other;
    if (pair != NULL && side == CG_DIFF_BEFORE) /* told where it is now */
        return CG_OK;
    cg_code rc = cg_diff_file(c->diff, side, diff->file, &file, err);
    if (rc == CG_OK && pair != NULL)
        rc = cg_diff_file(c->diff, CG_DIFF_BEFORE, pair->before, &other, err);
    if (rc != CG_OK)
        return lost(rc, err);
    *row = (cg_compare_row){.what = CG_COMPARE_FILE,
                            .change = pair != NULL ? CG_KIND_MOVED : kind_of(diff->op),
                            .path = file.path};
    if (pair != NULL) {
        row->path_before = other.path;
        row->aspects = 1u << CG_ASPECT_FILE;
        if (memcmp(&file.blob, &other.blob, sizeof file.blob) != 0)
            row->aspects |= 1u << CG_ASPECT_BODY;
    } else if (diff->op == CG_CHANGE_CHANGED) {
        row->aspects = 1u << CG_ASPECT_BODY;
    }
    count(c, row, diff->file, file.path);
    *out_wanted = !c->breaking;
    return CG_OK;
}

static cg_change_kind change_of_pair(unsigned aspects)
{
    if (aspects >> CG_ASPECT_NAME & 1)
        return CG_KIND_RENAMED;
    return aspects & (1u << CG_ASPECT_FILE | 1u << CG_ASPECT_PARENT) ? CG_KIND_MOVED
                                                                     : CG_KIND_CHANGED;
}

static cg_code make_node(cg_compare *c, const cg_diff_row *diff, cg_arena *arena,
                         cg_compare_row *row, bool *out_wanted, cg_err *err)
{
    side_node before = {0}, after = {0};
    cg_node_ref from =
        diff->op == CG_CHANGE_ADDED ? matches_before(&c->matches, diff->node) : diff->node;
    bool has_before = from != 0, has_after = diff->op != CG_CHANGE_REMOVED;
    cg_code rc = CG_OK;
    if (!has_after && matches_after(&c->matches, diff->node) != 0) /* told where it is now */
        return CG_OK;
    if (has_before)
        rc = compare_load(c, CG_DIFF_BEFORE, from, arena, &before, err);
    if (rc == CG_OK && has_after)
        rc = compare_load(c, CG_DIFF_AFTER, diff->node, arena, &after, err);
    if (rc != CG_OK)
        return lost(rc, err);
    *row = (cg_compare_row){.what = CG_COMPARE_NODE,
                            .change = kind_of(diff->op),
                            .has_before = has_before,
                            .has_after = has_after,
                            .before = before.view,
                            .after = after.view};
    if (has_before && has_after) {
        row->aspects = aspects_of(&before.view, before.body, &after.view, after.body);
        row->aspects |= diff->metadata ? 1u << CG_ASPECT_METADATA : 0;
        row->change = diff->op == CG_CHANGE_ADDED ? change_of_pair(row->aspects) : CG_KIND_CHANGED;
    }
    if (c->breaking && has_before)
        rc = compare_break(c, arena, &before, row, err);
    const cg_past_node *at = has_after ? &after.at : &before.at;
    if (rc == CG_OK)
        count(c, row, at->file, at->path);
    *out_wanted = rc == CG_OK && (!c->breaking || row->breaking);
    return rc;
}

/* The relationship on the other side of one that came or went, between what its ends are there; `out` differs
 * from it when they are others. */
static bool follow(const cg_compare *c, const cg_diff_row *diff, cg_edge_row *out)
{
    bool came = diff->op == CG_CHANGE_ADDED;
    cg_node_ref source =
        came ? matches_before(&c->matches, diff->node) : matches_after(&c->matches, diff->node);
    cg_node_ref target =
        came ? matches_before(&c->matches, diff->target) : matches_after(&c->matches, diff->target);
    *out = (cg_edge_row){.source = source != 0 ? source : diff->node,
                         .target = target != 0 ? target : diff->target,
                         .kind = diff->kind};
    return source != 0 || target != 0;
}

static cg_code make_edge(cg_compare *c, const cg_diff_row *diff, cg_arena *arena,
                         cg_compare_row *row, bool *out_wanted, cg_err *err)
{
    cg_diff_side side = diff->op == CG_CHANGE_REMOVED ? CG_DIFF_BEFORE : CG_DIFF_AFTER;
    cg_edge_row edge = {.source = diff->node, .target = diff->target, .kind = diff->kind}, twin;
    side_node source, target;
    cg_code rc = CG_OK;
    if (diff->op != CG_CHANGE_CHANGED && follow(c, diff, &twin)) {
        rc = cg_diff_edge(c->diff, side == CG_DIFF_AFTER ? CG_DIFF_BEFORE : CG_DIFF_AFTER, &twin,
                          err);
        if (rc != CG_E_NOT_FOUND) /* it went along with its ends */
            return rc;
    }
    rc = cg_diff_edge(c->diff, side, &edge, err);
    if (rc == CG_OK)
        rc = compare_load(c, side, edge.source, arena, &source, err);
    if (rc == CG_OK)
        rc = compare_load(c, side, edge.target, arena, &target, err);
    if (rc != CG_OK)
        return lost(rc, err);
    *row = (cg_compare_row){.what = CG_COMPARE_EDGE,
                            .change = kind_of(diff->op),
                            .edge = {.id = cg_edge_id(source.at.id, edge.kind, target.at.id),
                                     .source = source.at.id,
                                     .target = target.at.id,
                                     .kind = edge.kind,
                                     .rule = edge.rule,
                                     .confidence = edge.confidence},
                            .source = source.view,
                            .target = target.view,
                            .aspects = (diff->facts ? 1u << CG_ASPECT_EVIDENCE : 0) |
                                       (diff->metadata ? 1u << CG_ASPECT_METADATA : 0)};
    count(c, row, source.at.file, source.at.path);
    *out_wanted = !c->breaking;
    return CG_OK;
}

static cg_code make_row(cg_compare *c, const cg_diff_row *diff, cg_arena *arena,
                        cg_compare_row *row, bool *out_wanted, cg_err *err)
{
    switch (diff->what) {
    case CG_CHANGE_FILE: return make_file(c, diff, row, out_wanted, err);
    case CG_CHANGE_NODE: return make_node(c, diff, arena, row, out_wanted, err);
    default: return make_edge(c, diff, arena, row, out_wanted, err);
    }
}

cg_code cg_service_compare_next(cg_compare *c, size_t limit, cg_arena *arena,
                                cg_compare_row **out_rows, size_t *out_count, bool *out_more,
                                cg_err *err)
{
    uint64_t deadline_ns = cg_now_ns() + BATCH_NS;
    cg_compare_row *rows = cg_arena_alloc_array(arena, limit + 1, sizeof *rows);
    size_t count = 0, seen = 0;
    bool more = false;
    cg_diff_row diff;
    cg_code rc = CG_OK;
    while (rc == CG_OK && !more && cg_diff_next(c->diff, &diff)) {
        bool wanted = false;
        rc = make_row(c, &diff, arena, &rows[count], &wanted, err);
        count += wanted;
        more = count == limit || cg_arena_used(arena) > ARENA_BYTES ||
               (++seen % 16 == 0 && cg_now_ns() > deadline_ns);
    }
    cg_diff_pause(c->diff);
    if (rc == CG_OK)
        rc = cg_diff_status(c->diff, err);
    *out_rows = rows;
    *out_count = count;
    *out_more = more;
    return rc;
}

void cg_service_compare_summary(const cg_compare *c, cg_compare_summary *out)
{
    *out = (cg_compare_summary){.before = c->generations[0],
                                .after = c->generations[1],
                                .totals = c->totals,
                                .breaking = c->breaking_count,
                                .moves_known = c->matches.whole,
                                .files = c->files.ptr,
                                .files_count = c->files.len,
                                .files_cut = c->files_cut};
}
