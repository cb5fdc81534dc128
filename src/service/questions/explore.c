// SPDX-License-Identifier: Apache-2.0
// What to read first about a question. Half of the budget is for code; before it come the files, of which many are told
// tersely: a reader who sees the right path can ask on, one who never sees it cannot.
#include "questions.h"

#include "cg/service_explore.h"

#define DEPTH 400       /* hits that are looked at */
#define FILE_BYTES 220u /* of the budget, for each file with definitions … */
#define PATH_BYTES 150u /* … and for each that is a path alone */
#define FILES_MAX 12u
#define PATHS_MAX 60u
#define DEFINITIONS_MAX 3 /* of a file … */
#define OUTLINE_MAX 40    /* … and of one that the question names */
#define ABOUT_MAX 3       /* definitions whose relationships are told … */
#define LINKS_EACH 4      /* … and how many of each direction */
#define PATH_AROUND 16u   /* bytes that a reply has around a path, or a definition's line */
#define LINE_BYTES 100u   /* of such a line, at most */
#define LINK_BYTES 60u    /* of one that tells a relationship */
#define PIECE_MIN 160u    /* bytes below which code is not worth its line */
#define PIECE_AROUND 64u  /* bytes that a reply has around each */
#define SNIPPET_LINES 12

/* A hit that may be told. */
typedef struct found {
    const cg_hit *hit;
    cg_node_view *view; /* NULL: not read yet */
    size_t file;        /* index into files */
} found;

typedef struct explore {
    cg_service *service;
    const cg_explore_request *ask;
    cg_snapshot *snap;
    cg_arena *arena;
    cg_explore *out;
    cg_hits hits;
    found *list;
    size_t count;
    size_t first_max; /* definitions of the first file that are told */
    size_t told;      /* files */
} explore;

/* ---- hits ---- */

/* Definitions of a file before all that was found. */
static void put_first(explore *x, uint32_t file, uint32_t from, uint32_t to)
{
    cg_hit *rows = cg_arena_alloc_array(x->arena, x->hits.count + (to - from) + 1, sizeof *rows);
    size_t kept = 0;
    for (uint32_t def = from; def <= to; def++)
        rows[kept++] = (cg_hit){.file = file, .def = def};
    for (size_t i = 0; i < x->hits.count; i++) {
        const cg_hit *hit = &x->hits.rows[i];
        if (hit->file != file || hit->def < from || hit->def > to)
            rows[kept++] = *hit;
    }
    x->hits.rows = rows;
    x->hits.count = kept;
    x->first_max = to > from ? OUTLINE_MAX : DEFINITIONS_MAX;
}

/* A node that the question names goes first, whatever its words find. */
static cg_code add_named(explore *x, cg_err *err)
{
    cg_node_place place;
    cg_node_view *candidates;
    size_t count;
    cg_err why;
    cg_str name = cg_str_trim(x->ask->question);
    cg_code rc = resolve_node(x->snap, name, x->arena, &place, &candidates, &count, &why);
    if (rc !=
        CG_OK) /* it is a question in words, or several are called so: the search ranks them */
        return rc == CG_E_NOT_FOUND || rc == CG_E_AMBIGUOUS || rc == CG_E_INVALID || rc == CG_E_PATH
                   ? CG_OK
                   : CG_FAIL(err, rc, "%s", why.text);
    if (place.file == CG_NONE)
        return CG_OK;
    x->out->named = true;
    /* of a file what is in it, from the top */
    uint32_t nodes = cg_snapshot_file(x->snap, place.file)->nodes, last = place.def;
    if (cg_ref_kind(place.ref) == CG_NODE_FILE)
        last = CG_MIN(nodes > 0 ? nodes - 1 : 0, place.def + OUTLINE_MAX);
    put_first(x, place.file, place.def, last);
    return CG_OK;
}

static cg_code search_all(explore *x, cg_err *err)
{
    cg_search_page page = {0};
    cg_search_request request = {.where = x->ask->where,
                                 .query = x->ask->question,
                                 .mode = CG_SEARCH_HYBRID,
                                 .filter = x->ask->filter,
                                 .deadline_ns = x->ask->patience.deadline_ns};
    cg_code rc =
        search_run(x->service, x->snap, &request, 0, DEPTH, x->arena, &x->hits, &page, err);
    x->out->total = x->hits.total;
    x->out->degraded = page.degraded;
    return rc == CG_OK ? add_named(x, err) : rc;
}

static cg_code view_of(explore *x, found *f, cg_err *err)
{
    if (f->view != NULL)
        return CG_OK;
    f->view = cg_arena_alloc(x->arena, sizeof *f->view);
    return view_make_at(x->snap, f->hit->file, f->hit->def, x->arena, f->view, err);
}

/* ---- files ---- */

#define GUARD_BYTES 10 /* "#define " and a line feed */

/* A macro that stands for nothing: of a header, against being read twice. */
static bool is_guard(const cg_node_view *node)
{
    return node->kind == CG_NODE_MACRO &&
           node->end_byte - node->start_byte <= node->name.len + GUARD_BYTES;
}

/* What a file is told by: no imports, no parts of types, and not the file itself. `before`: what was told of it last. */
static bool is_telling(const cg_node_view *node, const cg_node_view *before)
{
    bool alias = node->kind == CG_NODE_TYPE_ALIAS && before != NULL && before->line == node->line;
    return node->kind != CG_NODE_FILE && node->kind != CG_NODE_IMPORT &&
           node->kind != CG_NODE_PACKAGE && node->kind != CG_NODE_FIELD &&
           node->kind != CG_NODE_ENUM_MEMBER && !alias && !is_guard(node);
}

/* Gives each hit its file; files in the order of their best hits. */
static void group_files(explore *x)
{
    uint32_t *index =
        cg_arena_alloc_array(x->arena, cg_snapshot_files_limit(x->snap) + 1u, sizeof *index);
    x->list = cg_arena_alloc_array(x->arena, x->hits.count + 1, sizeof *x->list);
    x->out->files = cg_arena_alloc_array(x->arena, x->hits.count + 1, sizeof *x->out->files);
    for (size_t i = 0; i < x->hits.count; i++) {
        const cg_hit *hit = &x->hits.rows[i];
        if (hit->file == CG_NONE)
            continue;
        if (index[hit->file] == 0) {
            const cg_file *file = cg_snapshot_file(x->snap, hit->file);
            x->out->files[x->out->files_count++] =
                (cg_explore_file){.path = file->path, .lang = (cg_lang_id)file->lang};
            index[hit->file] = (uint32_t)x->out->files_count;
        }
        size_t at = index[hit->file] - 1;
        x->out->files[at].hits++;
        x->list[x->count++] = (found){.hit = hit, .file = at};
    }
}

/* The first files with what in them answers; of the others the path. */
static cg_code tell_files(explore *x, cg_err *err)
{
    uint64_t bytes = x->ask->max_tokens * CG_TOKEN_BYTES;
    size_t full = (size_t)CG_MIN(CG_MAX(bytes / 4 / FILE_BYTES, 2u), FILES_MAX);
    size_t all = (size_t)CG_MIN(full + CG_MAX(bytes / 4 / PATH_BYTES, 3u), PATHS_MAX);
    for (size_t i = 0; i < x->count; i++) {
        found *f = &x->list[i];
        cg_explore_file *file = &x->out->files[f->file];
        size_t max = f->file == 0 ? x->first_max : DEFINITIONS_MAX;
        if (f->file >= full || file->definitions_count == max)
            continue;
        if (file->definitions == NULL)
            file->definitions = cg_arena_alloc_array(x->arena, max, sizeof *file->definitions);
        cg_code rc = view_of(x, f, err);
        if (rc != CG_OK)
            return rc;
        const cg_node_view *before =
            file->definitions_count > 0 ? file->definitions[file->definitions_count - 1] : NULL;
        if (is_telling(f->view, before))
            file->definitions[file->definitions_count++] = f->view;
    }
    x->told = CG_MIN(x->out->files_count, all);
    return CG_OK;
}

/* What a reply spends on what is told so far, roughly. */
static uint64_t bytes_told(const explore *x)
{
    const cg_explore *out = x->out;
    uint64_t bytes = 0;
    for (size_t i = 0; i < x->told; i++) {
        bytes += out->files[i].path.len + PATH_AROUND;
        for (size_t k = 0; k < out->files[i].definitions_count; k++)
            bytes += CG_MIN(CG_MAX(out->files[i].definitions[k]->signature.len,
                                   out->files[i].definitions[k]->qualified_name.len),
                            (size_t)LINE_BYTES) +
                     PATH_AROUND;
    }
    for (size_t i = 0; i < out->code_count; i++)
        bytes += out->code[i].text.len + out->code[i].node->file_path.len + PIECE_AROUND;
    return bytes + out->links_count * (uint64_t)LINK_BYTES;
}

/* Where there is little code to show, more paths are. */
static void tell_more_files(explore *x)
{
    uint64_t bytes = x->ask->max_tokens * CG_TOKEN_BYTES * 19 / 20, spent = bytes_told(x);
    while (x->told < CG_MIN(x->out->files_count, (size_t)PATHS_MAX)) {
        spent += x->out->files[x->told].path.len + PATH_AROUND;
        if (spent > bytes)
            break;
        x->told++;
    }
    x->out->files_left_out = x->out->files_count - x->told;
    x->out->files_count = x->told;
}

/* ---- code ---- */

static cg_str whole_lines(cg_str text, uint64_t max)
{
    if (text.len <= max)
        return text;
    cg_str cut = cg_utf8_truncate(text, (size_t)max);
    ptrdiff_t end = cg_str_rfind(cut, '\n');
    return end > 0 ? cg_str_slice(cut, 0, (size_t)end + 1) : CG_STR_NULL;
}

static uint32_t count_lines(cg_str text)
{
    uint32_t lines = 0;
    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n' || i + 1 == text.len;
    return lines;
}

static void add_piece(explore *x, const cg_node_view *node, cg_str text, uint32_t line,
                      uint64_t lines_left)
{
    x->out->code[x->out->code_count++] =
        (cg_explore_code){node, cg_arena_str(x->arena, text), line, lines_left};
}

/* A body begins behind its line's indent, which the reader needs to see its shape. */
static cg_str with_indent(cg_str source, cg_str body)
{
    const char *from = body.ptr;
    while (from > source.ptr && (from[-1] == ' ' || from[-1] == '\t'))
        from--;
    bool begins_line = from == source.ptr || from[-1] == '\n';
    return begins_line ? cg_str_make(from, body.len + (size_t)(body.ptr - from)) : body;
}

/* All of the body that fits; of a longer one its beginning, and the lines that have most of the question. Gives the bytes
 * that it took. */
static uint64_t add_body(explore *x, const cg_query_words *words, const found *f, cg_str source,
                         uint64_t room)
{
    const cg_node_view *node = f->view;
    cg_str body = cg_str_slice(source, node->start_byte, node->end_byte);
    body = with_indent(source, body);
    if (body.len <= room) {
        add_piece(x, node, body, node->line, 0);
        return body.len;
    }
    uint32_t line = node->line;
    cg_str head = whole_lines(body, room / 2);
    cg_str near =
        cg_search_snippet(words, source, node->start_byte, node->end_byte, SNIPPET_LINES, &line);
    near = whole_lines(near, room - head.len);
    uint32_t total = count_lines(body), in_head = count_lines(head);
    if (near.len == 0 || line < node->line + in_head) { /* they meet */
        head = whole_lines(body, room);
        if (head.len > 0)
            add_piece(x, node, head, node->line, total - count_lines(head));
        return head.len;
    }
    if (head.len > 0)
        add_piece(x, node, head, node->line, line - node->line - in_head);
    uint32_t behind = line - node->line + count_lines(near);
    add_piece(x, node, near, line, total > behind ? total - behind : 0);
    return head.len + near.len + PIECE_AROUND;
}

/* Whether the file's code that is told already has this, or is in it. */
static bool overlaps(const explore *x, const cg_node_view *node)
{
    for (size_t i = 0; i < x->out->code_count; i++) {
        const cg_node_view *told = x->out->code[i].node;
        if (cg_str_eq(told->file_path, node->file_path) && told->start_byte < node->end_byte &&
            node->start_byte < told->end_byte)
            return true;
    }
    return false;
}

static bool is_code(const cg_node_view *node)
{
    unsigned kind = node->kind;
    return !is_guard(node) &&
           (cg_node_kind_is_callable(kind) || cg_node_kind_is_type(kind) ||
            kind == CG_NODE_CONSTANT || kind == CG_NODE_VARIABLE || kind == CG_NODE_IMPL);
}

static cg_code add_code_of(explore *x, const cg_query_words *words, found *f, uint64_t *inout_room,
                           cg_err *err)
{
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_str source;
    cg_code rc = view_of(x, f, err);
    if (rc != CG_OK || !is_code(f->view) || overlaps(x, f->view))
        return rc;
    rc = cg_store_source(cg_snapshot_store(x->snap), cg_snapshot_file(x->snap, f->hit->file)->blob,
                         &pin, &source, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc; /* sources are not kept */
    /* the best gets most; what is left is for others */
    uint64_t share = CG_MIN(CG_MAX(*inout_room * 2 / 5, (uint64_t)4 * PIECE_MIN), *inout_room);
    uint64_t took = add_body(x, words, f, source, share);
    *inout_room -= CG_MIN(*inout_room, took > 0 ? took + PIECE_AROUND : 0);
    return CG_OK;
}

static cg_code tell_code(explore *x, cg_err *err)
{
    uint64_t room = x->ask->max_tokens * CG_TOKEN_BYTES * 9 / 20;
    const cg_query_words *words = cg_query_words_in(x->arena, x->ask->question);
    x->out->code = cg_arena_alloc_array(x->arena, 2 * x->count + 1, sizeof *x->out->code);
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < x->count && room >= PIECE_MIN; i++) {
        rc = add_code_of(x, words, &x->list[i], &room, err);
        if (rc == CG_OK)
            rc = cg_patience_check(&x->ask->patience, err);
    }
    return rc;
}

/* ---- what stands beside ---- */

/* Both ends may be told of. */
static bool is_told(const explore *x, const cg_explore_link *link)
{
    for (size_t i = 0; i < x->out->links_count; i++) {
        const cg_explore_link *told = &x->out->links[i];
        if (told->kind == link->kind && told->direction != link->direction &&
            cg_id_eq(told->about->id, link->other.id) && cg_id_eq(told->other.id, link->about->id))
            return true;
    }
    return false;
}

static cg_code add_links(explore *x, cg_view *view, const found *f, cg_heading heading, cg_err *err)
{
    asked_node node = {.node = *f->view};
    cg_reach reached;
    cg_code rc = cg_snapshot_node_by_id(x->snap, f->view->id, &node.place, err);
    if (rc == CG_OK)
        rc = asked_locate(view, &node, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    static const uint64_t kinds =
        UINT64_C(1) << CG_EDGE_CALLS | UINT64_C(1) << CG_EDGE_INSTANTIATES |
        UINT64_C(1) << CG_EDGE_INHERITS | UINT64_C(1) << CG_EDGE_IMPLEMENTS |
        UINT64_C(1) << CG_EDGE_OVERRIDES;
    cg_traversal t = {.starts = &node.vertex,
                      .starts_count = 1,
                      .heading = heading,
                      .edges = {.kinds = kinds, .min_confidence = 55},
                      .depth = 1,
                      .limit = LINKS_EACH};
    rc = cg_traverse(view, &t, x->arena, &reached, err);
    for (size_t i = 0; rc == CG_OK && i < reached.count; i++) {
        cg_explore_link *link = &x->out->links[x->out->links_count];
        *link = (cg_explore_link){.about = f->view,
                                  .direction = heading == CG_OUTWARDS ? CG_DIR_OUT : CG_DIR_IN,
                                  .kind = reached.rows[i].by.kind,
                                  .confidence = reached.rows[i].by.confidence / 100.0};
        rc = view_vertex(x->snap, view, reached.rows[i].vertex, x->arena, &link->other, err);
        x->out->links_count += rc == CG_OK && !is_told(x, link);
    }
    return rc;
}

static cg_code tell_links(explore *x, cg_err *err)
{
    CG_AUTO(cg_view) view = NULL;
    x->out->links =
        cg_arena_alloc_array(x->arena, 2u * ABOUT_MAX * LINKS_EACH, sizeof *x->out->links);
    cg_code rc = cg_view_open(x->service->adjacency, x->snap, CG_VIEW_AT_HAND, &x->ask->patience,
                              &view, err);
    const cg_node_view *last = NULL;
    size_t about = 0;
    for (size_t i = 0; rc == CG_OK && i < x->out->code_count && about < ABOUT_MAX; i++) {
        if (x->out->code[i].node == last)
            continue; /* the second piece of one */
        last = x->out->code[i].node;
        about++;
        found f = {.view = (cg_node_view *)last};
        rc = add_links(x, view, &f, CG_INWARDS, err);
        if (rc == CG_OK)
            rc = add_links(x, view, &f, CG_OUTWARDS, err);
    }
    return rc;
}

cg_code cg_service_explore(cg_service *service, const cg_explore_request *request, cg_arena *arena,
                           cg_explore *out, cg_err *err)
{
    CG_AUTO(cg_snapshot) snap = NULL;
    cg_verdict verdict;
    *out = (cg_explore){0};
    cg_code rc = service_snapshot(service, request->where, &snap, err);
    if (rc != CG_OK || snap == NULL)
        return rc;
    explore x = {.service = service,
                 .ask = request,
                 .snap = snap,
                 .arena = arena,
                 .out = out,
                 .first_max = DEFINITIONS_MAX};
    out->generation = cg_snapshot_generation(snap);
    rc = search_all(&x, err);
    if (rc != CG_OK)
        return rc;
    group_files(&x);
    rc = tell_files(&x, err);
    if (rc == CG_OK)
        rc = tell_code(&x, err);
    if (rc == CG_OK)
        rc = tell_links(&x, err);
    tell_more_files(&x);
    coverage_of_whole(snap, out->files_count, &out->coverage, &verdict);
    return rc;
}
