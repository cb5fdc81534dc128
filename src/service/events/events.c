// SPDX-License-Identifier: Apache-2.0
// The event feed: what generations changed, as a client wants to hear it. A feed is a position in the changes that
// graph keeps; nothing is queued anywhere, so feeds are resumed over restarts by their position
// alone.
#include "events.h"

#define BUDGET_NS 50000000u
#define ARENA_BYTES ((size_t)4 << 20) /* texts of one call */

const char *cg_event_type_text(unsigned type)
{
    static const char *const texts[] = {
#define CG_EVENT(name, text) [CG_EVENT_##name] = text,
#include "cg/tbl/event_types.h"
#undef CG_EVENT
        [CG_EVENT_GAP] = "gap",
    };
    return type < CG_ARRAY_LEN(texts) ? texts[type] : "";
}

/* ---- opening ---- */

static void keep_filter(cg_event_feed *feed, const cg_event_filter *filter)
{
    feed->types = filter->types != 0 ? filter->types : ~0u;
    for (size_t i = 0; i < filter->nodes.kinds_count; i++)
        feed->kinds |= UINT64_C(1) << filter->nodes.kinds[i];
    for (size_t i = 0; i < filter->nodes.langs_count; i++)
        feed->langs |= UINT32_C(1) << filter->nodes.langs[i];
    for (size_t i = 0; i < filter->edges_count; i++)
        feed->edges |= UINT64_C(1) << filter->edges[i];
    feed->path = cg_arena_str(feed->arena, filter->nodes.path);
}

/* "0" is what a client writes who wants everything; generations count from 1, so that where nothing is
 * yet a feed is before the first change of generation 1. */
static cg_code set_position(cg_event_feed *feed, cg_str after, cg_err *err)
{
    feed->at = (cg_change_pos){.at = {CG_CHANGE_END, 0}};
    if (cg_service_generation(feed->service, feed->where, &feed->at.generation) &&
        feed->at.generation == 0)
        feed->at = (cg_change_pos){.generation = 1};
    if (after.len == 0)
        return CG_OK;
    if (cg_str_eq(after, CG_STR("0")))
        feed->from_start = true;
    else if (!cg_change_pos_parse(after, &feed->at)) {
        (void)CG_FAIL(err, CG_E_INVALID, "this is not the id of an event that this server gave");
        return cg_err_at(err, "after");
    }
    return CG_OK;
}

cg_code cg_service_events_open(cg_service *service, cg_graph_ref where,
                               const cg_event_filter *filter, cg_str after,
                               cg_event_feed **out_feed, cg_err *err)
{
    cg_arena *arena = cg_arena_create(0);
    cg_event_feed *feed = cg_arena_alloc(arena, sizeof *feed);
    feed->arena = arena;
    feed->service = service;
    feed->where = (cg_graph_ref){cg_arena_str(arena, project_or_default(where.project)),
                                 cg_arena_str(arena, where.ref)};
    keep_filter(feed, filter);
    cg_code rc = set_position(feed, after, err);
    if (rc == CG_OK && feed->types >> CG_EVENT_TASK_PROGRESS & 1)
        rc = events_skip_tasks(feed, err);
    if (rc != CG_OK) {
        cg_service_events_close(feed);
        return rc;
    }
    *out_feed = feed;
    return CG_OK;
}

void cg_service_events_close(cg_event_feed *feed)
{
    if (feed == NULL)
        return;
    CG_VEC_FINI(&feed->tasks);
    cg_arena_destroy(feed->arena);
}

static cg_str text_of(const cg_change_pos *pos, cg_arena *arena)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_change_pos_put(pos, &text);
    return cg_arena_str(arena, cg_buf_str(&text));
}

cg_str cg_service_events_position(const cg_event_feed *feed, cg_arena *arena)
{
    return text_of(&feed->at, arena);
}

bool cg_service_events_key(const cg_event_feed *feed, cg_hash128 *out_key, uint64_t *out_generation)
{
    const uint64_t numbers[] = {feed->types,         feed->kinds,    feed->edges,   feed->langs,
                                feed->at.generation, feed->at.at[0], feed->at.at[1]};
    const cg_str texts[] = {feed->where.project, feed->where.ref, feed->path};
    uint64_t seed = 0;
    if (feed->from_start || feed->types >> CG_EVENT_TASK_PROGRESS & 1 ||
        !cg_service_generation(feed->service, feed->where, out_generation))
        return false;
    for (size_t i = 0; i < CG_ARRAY_LEN(texts); i++)
        seed = cg_hash64(texts[i].ptr, texts[i].len, seed + texts[i].len + i);
    *out_key = cg_hash_128(numbers, sizeof numbers, seed);
    return true;
}

void cg_service_events_pass(cg_event_feed *feed, cg_str position)
{
    CG_ASSERT(cg_change_pos_parse(position, &feed->at));
}

/* ---- the next ones ---- */

/* Before the first change of its generation, of which it need not know. */
static bool before_all(const cg_change_pos *pos)
{
    return pos->at[0] == 0 && pos->at[1] == 0;
}

/* Whether events between the feed's position and the store's are lost: dropped, or never there because
 * the store was put back to an older state. */
static bool find_gap(cg_event_feed *feed, const cg_snapshot *head, cg_arena *arena, cg_event *out)
{
    uint64_t from = cg_project_changes_from(cg_snapshot_project(head)),
             last = cg_snapshot_generation(head);
    uint64_t wanted = feed->at.generation + (feed->at.at[0] == CG_CHANGE_END);
    uint64_t seen = feed->at.generation - (feed->at.generation > 0 && before_all(&feed->at));
    bool unknown = seen != 0 && !cg_snapshot_sees(head, seen);
    if (feed->from_start)
        feed->at = (cg_change_pos){.generation = from};
    else if (unknown)
        feed->at = (cg_change_pos){last, {CG_CHANGE_END, 0}};
    else if (wanted < from)
        feed->at = (cg_change_pos){.generation = from};
    bool gap = !feed->from_start && (unknown || wanted < from);
    feed->from_start = false;
    *out = (cg_event){.type = CG_EVENT_GAP,
                      .id = text_of(&feed->at, arena),
                      .generation = unknown ? last : from,
                      .unknown_id = unknown};
    return gap;
}

static cg_change_depth depth_of(const cg_event_feed *feed)
{
    unsigned others = 1u << CG_EVENT_VERSION_CREATED | 1u << CG_EVENT_TASK_PROGRESS;
    unsigned all = (1u << CG_EVENT_GAP) - 1;
    return feed->types & all & ~others ? CG_CHANGES_ALL : CG_CHANGES_NONE;
}

static cg_code read_changes(cg_event_feed *feed, const cg_snapshot *head, size_t limit,
                            cg_arena *arena, cg_event *rows, size_t *count, bool *out_more,
                            cg_err *err)
{
    uint64_t deadline_ns = cg_now_ns() + BUDGET_NS;
    cg_change_scan *scan =
        cg_change_scan_open(head, feed->at, cg_snapshot_generation(head), depth_of(feed));
    cg_change change;
    cg_code rc = CG_OK;
    size_t seen = 0;
    while (rc == CG_OK && !*out_more && cg_change_scan_next(scan, &change)) {
        bool wanted = false;
        cg_change_pos pos = cg_change_scan_pos(scan);
        rc = event_make(feed, head, cg_change_scan_version(scan), &change, arena, &rows[*count],
                        &wanted, err);
        if (rc == CG_OK)
            feed->at = pos;
        if (rc == CG_OK && wanted)
            rows[(*count)++].id = text_of(&pos, arena);
        *out_more = *count == limit || cg_arena_used(arena) > ARENA_BYTES ||
                    (++seen % 64 == 0 && cg_now_ns() > deadline_ns);
    }
    cg_code closed = cg_change_scan_close(scan, rc == CG_OK ? err : NULL);
    if (rc == CG_OK &&
        closed == CG_E_NOT_FOUND) { /* dropped just now: the next call finds the gap */
        *out_more = true;
        return CG_OK;
    }
    return rc == CG_OK ? closed : rc;
}

cg_code cg_service_events_next(cg_event_feed *feed, size_t limit, cg_arena *arena,
                               cg_event **out_rows, size_t *out_count, bool *out_more, cg_err *err)
{
    CG_AUTO(cg_snapshot) head = NULL;
    cg_event *rows = cg_arena_alloc_array(arena, limit + 1, sizeof *rows);
    size_t count = 0;
    bool more = false;
    cg_code rc = service_snapshot(feed->service, feed->where, &head, err);
    if (rc == CG_OK && head != NULL) {
        count += find_gap(feed, head, arena, &rows[0]);
        if (count < limit)
            rc = read_changes(feed, head, limit, arena, rows, &count, &more, err);
    }
    if (rc == CG_OK && !more && (feed->types >> CG_EVENT_TASK_PROGRESS & 1))
        rc = events_add_tasks(feed, limit, arena, rows, &count, err);
    if (rc != CG_OK)
        return rc;
    *out_rows = rows;
    *out_count = count;
    *out_more = more;
    return CG_OK;
}
