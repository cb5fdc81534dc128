// SPDX-License-Identifier: Apache-2.0
// Listing nodes and reading one.
#include "service_int.h"

#define DEADLINE_EVERY 256 /* rows between looks at the clock */

/* ---- list ---- */

typedef struct listing {
    const cg_snapshot *snap;
    const cg_node_filter *filter;
    size_t limit;
    uint64_t deadline_ns;
    cg_arena *arena;
    cg_node_page *page;
    uint64_t kinds; /* bit set; 0: all */
    uint32_t langs;
    uint8_t *path_verdicts; /* [files]: 0 not asked, 1 fits, 2 does not */
    size_t rows_seen;
    bool may_pause;    /* past the deadline the page ends, else the listing fails */
    bool full;         /* one row more than the page holds was found, or it paused */
    cg_str *positions; /* behind each row; NULL: not wanted */
} listing;

cg_code fileless_language(const cg_snapshot *snap, const cg_node_place *place, cg_arena *arena,
                          cg_lang_id *out_lang, cg_err *err)
{
    cg_external external = {0};
    cg_manual_node manual = {0};
    cg_code rc = place->manual ? cg_snapshot_manual_node(snap, place->id, arena, &manual, err)
                               : cg_snapshot_external(snap, place->id, arena, &external, err);
    *out_lang = place->manual ? manual.lang : external.lang;
    return rc == CG_E_NOT_FOUND ? CG_FAIL(err, CG_E_CORRUPT, "a node has lost its text") : rc;
}

/* Externals and manual nodes are in no file, so no path fits them. */
static cg_code fileless_fits(listing *l, const cg_node_place *place, bool *out_fits, cg_err *err)
{
    cg_lang_id lang;
    *out_fits = l->filter->path.len == 0;
    if (!*out_fits || l->langs == 0)
        return CG_OK;
    cg_arena_mark mark = cg_arena_save(l->arena);
    cg_code rc = fileless_language(l->snap, place, l->arena, &lang, err);
    if (rc == CG_OK)
        *out_fits = l->langs >> lang & 1;
    cg_arena_rewind(l->arena, mark);
    return rc;
}

/* Whether it, or its metadata, was added or changed after the generation that is asked for. */
static cg_code is_recent(listing *l, const cg_node_place *place, bool *out_recent, cg_err *err)
{
    uint64_t generation = place->generation;
    cg_code rc = CG_OK;
    if (generation <= l->filter->since && cg_snapshot_counts(l->snap).metadata > 0)
        rc = cg_snapshot_metadata_generation(l->snap, CG_OWNER_NODE, place->id, &generation, err);
    *out_recent = CG_MAX(generation, place->generation) > l->filter->since;
    return rc;
}

static bool file_fits(listing *l, uint32_t num)
{
    const cg_file *file = cg_snapshot_file(l->snap, num);
    if (l->langs != 0 && !(l->langs >> file->lang & 1))
        return false;
    if (l->filter->path.len == 0)
        return true;
    if (l->path_verdicts[num] == 0)
        l->path_verdicts[num] = cg_glob_match(l->filter->path, file->path) ? 1 : 2;
    return l->path_verdicts[num] == 1;
}

static cg_code node_fits(listing *l, const cg_node_place *place, bool *out_fits, cg_err *err)
{
    cg_code rc = CG_OK;
    *out_fits = true;
    if (l->filter->since > 0)
        rc = is_recent(l, place, out_fits, err);
    if (rc != CG_OK || !*out_fits)
        return rc;
    if (place->file == CG_NONE)
        return fileless_fits(l, place, out_fits, err);
    *out_fits = file_fits(l, place->file);
    return CG_OK;
}

static cg_code look_at_clock(listing *l, cg_err *err)
{
    if (++l->rows_seen % DEADLINE_EVERY != 0 || l->deadline_ns == 0 || cg_now_ns() < l->deadline_ns)
        return CG_OK;
    l->full = l->may_pause;
    if (l->may_pause)
        return CG_OK;
    return CG_FAIL(err, CG_E_DEADLINE, "the listing took longer than it may: narrow the filter");
}

static void set_position(cursor *c, const void *bytes, size_t len)
{
    memcpy(c->position, bytes, len);
    c->position_len = len;
}

/* Adds a row, or finds the page full. */
static cg_code add_row(listing *l, cg_node_ref ref, const void *position, size_t position_len,
                       cg_err *err)
{
    if (page_is_full(l->arena, l->page->count, l->limit)) {
        l->full = true;
        return CG_OK;
    }
    cg_node_view *row = &l->page->rows[l->page->count];
    cg_node_place place;
    cg_code rc = cg_snapshot_node_by_ref(l->snap, ref, &place, err);
    if (rc == CG_OK)
        rc = view_make(l->snap, &place, l->arena, row, err);
    if (rc == CG_OK)
        rc = view_add_metadata(l->snap, l->arena, row, err);
    if (rc == CG_OK && l->positions != NULL)
        l->positions[l->page->count] = cg_arena_str(l->arena, cg_str_make(position, position_len));
    if (rc == CG_OK)
        l->page->count++;
    return rc;
}

/* Without a name filter: by kind, then number. The position is the ref of the last row looked at. */
static cg_code list_kind(listing *l, cg_node_kind kind, cg_node_ref after, cursor *c, cg_err *err)
{
    cg_node_scan *scan = cg_node_scan_open(l->snap, kind, after);
    cg_node_ref ref;
    uint32_t file;
    cg_code rc = CG_OK;
    while (rc == CG_OK && !l->full && cg_node_scan_next(scan, &ref, &file)) {
        uint8_t position[8];
        bool fits = false;
        cg_node_place place = cg_node_scan_place(scan);
        cg_put_be64(position, ref);
        rc = look_at_clock(l, err);
        if (rc == CG_OK && !l->full)
            rc = node_fits(l, &place, &fits, err);
        if (rc == CG_OK && fits)
            rc = add_row(l, ref, position, sizeof position, err);
        if (!l->full)
            set_position(c, position, sizeof position);
    }
    cg_code closed = cg_node_scan_close(scan, rc == CG_OK ? err : NULL);
    return rc == CG_OK ? closed : rc;
}

static cg_code list_by_kind(listing *l, cursor *c, cg_err *err)
{
    cg_node_ref after = c->position_len == 8 ? cg_get_be64(c->position) : 0;
    cg_code rc = CG_OK;
    for (unsigned kind = CG_MAX(cg_ref_kind(after), 1u);
         rc == CG_OK && !l->full && kind < CG_NODE_KIND_LIMIT; kind++)
        if (l->kinds == 0 || l->kinds >> kind & 1)
            rc = list_kind(l, (cg_node_kind)kind, after, c, err);
    return rc;
}

/* What the name index gave, which may be gone at the snapshot. */
static cg_code look_at(listing *l, cg_node_ref ref, cg_str position, cg_err *err)
{
    cg_node_place place;
    bool fits = false;
    if (l->kinds != 0 && !(l->kinds >> cg_ref_kind(ref) & 1))
        return CG_OK;
    cg_code rc = cg_snapshot_node_by_ref(l->snap, ref, &place, err);
    if (rc == CG_E_NOT_FOUND)
        return CG_OK;
    if (rc == CG_OK)
        rc = node_fits(l, &place, &fits, err);
    return rc == CG_OK && fits ? add_row(l, ref, position.ptr, position.len, err) : rc;
}

/* With one: by name, then number. The position is the name index's key of the last row looked at. */
static cg_code list_by_name(listing *l, cursor *c, cg_err *err)
{
    char folded[CG_NAME_INDEX_MAX], prefix[CG_NAME_INDEX_MAX];
    cg_str pattern = cg_name_fold(l->filter->name, folded);
    size_t literal = 0;
    while (literal < pattern.len && strchr("*?[\\", pattern.ptr[literal]) == NULL)
        literal++;
    memcpy(prefix, folded, literal);
    cg_str after = cg_str_make((const char *)c->position, c->position_len), name;
    cg_name_scan *scan = cg_name_scan_open(l->snap, cg_str_make(prefix, literal), after);
    cg_node_ref ref;
    cg_code rc = CG_OK;
    while (rc == CG_OK && !l->full && cg_name_scan_next(scan, &name, &ref)) {
        cg_str at = cg_name_scan_key(scan);
        rc = look_at_clock(l, err);
        if (rc == CG_OK && !l->full && cg_glob_match(pattern, name))
            rc = look_at(l, ref, at, err);
        if (!l->full)
            set_position(c, at.ptr, at.len);
    }
    cg_code closed = cg_name_scan_close(scan, rc == CG_OK ? err : NULL);
    return rc == CG_OK ? closed : rc;
}

static void prepare(listing *l)
{
    for (size_t i = 0; i < l->filter->kinds_count; i++)
        l->kinds |= UINT64_C(1) << l->filter->kinds[i];
    for (size_t i = 0; i < l->filter->langs_count; i++)
        l->langs |= UINT32_C(1) << l->filter->langs[i];
    l->path_verdicts = cg_arena_alloc(l->arena, cg_snapshot_files_limit(l->snap) + 1);
    l->page->rows = cg_arena_alloc_array(l->arena, l->limit + 1, sizeof *l->page->rows);
    l->page->generation = cg_snapshot_generation(l->snap);
}

cg_code nodes_page(const cg_snapshot *snap, const node_page_request *request, cursor *c,
                   cg_arena *arena, cg_node_page *out_page, bool *out_more, cg_err *err)
{
    listing l = {.snap = snap,
                 .filter = request->filter,
                 .limit = request->limit,
                 .deadline_ns = request->deadline_ns,
                 .may_pause = request->may_pause,
                 .positions = request->positions,
                 .arena = arena,
                 .page = out_page};
    prepare(&l);
    cg_code rc =
        request->filter->name.len > 0 ? list_by_name(&l, c, err) : list_by_kind(&l, c, err);
    *out_more = l.full;
    return rc;
}

cg_code cg_service_node_list(cg_service *service, cg_graph_ref where, const cg_node_filter *filter,
                             size_t limit, cg_str cursor_text, uint64_t deadline_ns,
                             cg_arena *arena, cg_node_page *out_page, cg_err *err)
{
    cursor c;
    bool more;
    CG_AUTO(cg_snapshot) snap = NULL;
    *out_page = (cg_node_page){0};
    cg_code rc =
        page_open(service, where, cursor_text, question_of_filter(filter, 'n'), &c, &snap, err);
    if (rc != CG_OK || snap == NULL)
        return rc;
    node_page_request request = {.filter = filter, .limit = limit, .deadline_ns = deadline_ns};
    rc = nodes_page(snap, &request, &c, arena, out_page, &more, err);
    if (rc == CG_OK && more)
        out_page->next_cursor = cursor_make(snap, &c, arena);
    return rc;
}

/* ---- one ---- */

static cg_code count_degrees(const cg_snapshot *snap, cg_node_ref ref, bool inwards,
                             uint64_t counts[CG_EDGE_KIND_LIMIT], cg_err *err)
{
    cg_edge_scan *scan = cg_edge_scan_open(snap, ref, inwards, CG_EDGE_NONE, CG_EDGE_NONE, 0);
    cg_edge_row row;
    while (cg_edge_scan_next(scan, &row))
        if (row.kind < CG_EDGE_KIND_LIMIT)
            counts[row.kind]++;
    return cg_edge_scan_close(scan, err);
}

static cg_code fill_degrees(const cg_snapshot *snap, cg_node_ref ref, cg_node_detail *out,
                            cg_err *err)
{
    uint64_t in[CG_EDGE_KIND_LIMIT] = {0}, from[CG_EDGE_KIND_LIMIT] = {0};
    cg_code rc = count_degrees(snap, ref, true, in, err);
    if (rc == CG_OK)
        rc = count_degrees(snap, ref, false, from, err);
    for (unsigned kind = 1; kind < CG_EDGE_KIND_LIMIT; kind++)
        if ((in[kind] > 0 || from[kind] > 0) && out->degrees_count < CG_ARRAY_LEN(out->degrees))
            out->degrees[out->degrees_count++] =
                (cg_degree){(cg_edge_kind)kind, in[kind], from[kind]};
    return rc;
}

/* As many whole lines as fit into the tokens; of a long first line its beginning. */
static cg_str cut_to_tokens(cg_str text, uint64_t max_tokens)
{
    if (max_tokens == 0 || text.len / CG_TOKEN_BYTES < max_tokens)
        return text;
    cg_str cut = cg_utf8_truncate(text, (size_t)max_tokens * CG_TOKEN_BYTES);
    ptrdiff_t end = cut.len < text.len ? cg_str_rfind(cut, '\n') : -1;
    return end >= 0 ? cg_str_slice(cut, 0, (size_t)end + 1) : cut;
}

static cg_code fill_content(const cg_snapshot *snap, uint32_t file, uint64_t max_tokens,
                            cg_arena *arena, cg_node_detail *out, cg_err *err)
{
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_str source;
    cg_code rc = cg_store_source(cg_snapshot_store(snap), cg_snapshot_file(snap, file)->blob, &pin,
                                 &source, err);
    if (rc == CG_E_NOT_FOUND) /* sources are not kept */
        return CG_OK;
    if (rc == CG_OK) {
        cg_str whole = cg_str_slice(source, out->node.start_byte, out->node.end_byte);
        cg_str shown = cut_to_tokens(whole, max_tokens);
        out->has_content = cg_arena_try_str(arena, shown, &out->content);
        out->content_left_out = whole.len - shown.len;
        if (!out->has_content)
            return CG_FAIL(err, CG_E_LIMIT, "the reply grows too large: ask for less at a time");
    }
    return rc;
}

static cg_code fill_history(cg_snapshot *snap, cg_id id, size_t limit, cg_arena *arena,
                            cg_node_detail *out, cg_err *err)
{
    char text[CG_ID_TEXT_LEN];
    cg_history *history = cg_arena_alloc(arena, sizeof *history);
    cg_id_text(id, text);
    cursor c = {.question = question_of_history(cg_str_from(text))};
    cg_code rc = history_of_node(snap, id, &c, limit, arena, history, err);
    out->history = history;
    return rc == CG_E_NOT_FOUND ? CG_FAIL(err, CG_E_CORRUPT, "a node has no rows") : rc;
}

/* What its file and its metadata say, without a look at its edges. */
static cg_code fill_node(const cg_snapshot *snap, const cg_node_place *place,
                         const cg_node_ask *ask, cg_arena *arena, cg_node_detail *out, cg_err *err)
{
    cg_code rc = view_make(snap, place, arena, &out->node, err);
    if (rc == CG_OK)
        rc = view_add_metadata(snap, arena, &out->node, err);
    if (rc == CG_OK && ask->content && place->file != CG_NONE)
        rc = fill_content(snap, place->file, ask->max_tokens, arena, out, err);
    return rc;
}

static cg_code fill_origin(const cg_snapshot *snap, const cg_node_place *place, cg_arena *arena,
                           cg_node_detail *out, cg_err *err)
{
    external_origin from;
    cg_code rc = origin_of_external(snap, place, arena, &from, err);
    if (rc != CG_OK)
        return rc;
    out->package = from.package;
    out->version = from.version;
    out->requirement = from.requirement;
    return CG_OK;
}

static cg_code fill_detail(cg_snapshot *snap, const cg_node_place *place, const cg_node_ask *ask,
                           cg_arena *arena, cg_node_detail *out, cg_err *err)
{
    cg_code rc = fill_node(snap, place, ask, arena, out, err);
    if (rc == CG_OK)
        rc = fill_degrees(snap, place->ref, out, err);
    if (rc == CG_OK && ask->edges)
        rc = edges_of_node(snap, place, arena, out, err);
    if (rc == CG_OK && cg_ref_kind(place->ref) == CG_NODE_EXTERNAL)
        rc = fill_origin(snap, place, arena, out, err);
    if (rc == CG_OK && ask->history_max > 0)
        rc = fill_history(snap, place->id, ask->history_max, arena, out, err);
    return rc;
}

cg_code cg_service_node_get(cg_service *service, cg_graph_ref where, cg_str selector,
                            const cg_node_ask *ask, cg_arena *arena, cg_node_detail *out_detail,
                            cg_err *err)
{
    CG_AUTO(cg_snapshot) snap = NULL;
    *out_detail = (cg_node_detail){0};
    cg_code rc = service_snapshot(service, where, &snap, err);
    if (rc != CG_OK)
        return rc;
    if (snap != NULL)
        out_detail->generation = cg_snapshot_generation(snap);
    cg_node_place place;
    rc = resolve_node(snap, selector, arena, &place, &out_detail->candidates,
                      &out_detail->candidates_count, err);
    return rc == CG_OK ? fill_detail(snap, &place, ask, arena, out_detail, err) : rc;
}

/* ---- many ---- */

cg_code cg_service_nodes_of(cg_service *service, cg_graph_ref where, const cg_id *ids, size_t count,
                            const cg_node_ask *ask, cg_arena *arena, cg_node_detail *out_details,
                            cg_err *err)
{
    CG_AUTO(cg_snapshot) snap = NULL;
    cg_code rc = service_snapshot(service, where, &snap, err);
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        cg_node_place place;
        out_details[i] = (cg_node_detail){0};
        if (snap == NULL)
            continue;
        out_details[i].generation = cg_snapshot_generation(snap);
        rc = cg_snapshot_node_by_id(snap, ids[i], &place, err);
        if (rc == CG_OK)
            rc = fill_node(snap, &place, ask, arena, &out_details[i], err);
        else if (rc == CG_E_NOT_FOUND)
            rc = CG_OK;
        if (rc == CG_OK)
            rc = check_many(arena, err);
    }
    return rc;
}
