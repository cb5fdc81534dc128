// SPDX-License-Identifier: Apache-2.0
// A map of a project: what stands in its middle by PageRank, as signatures under their files, within a budget of tokens.
#include "questions.h"

#include <stdlib.h>

#define MISSES_MAX                                                                                 \
    64 /* definitions in a row that did not fit: no smaller ones are looked for beyond */
#define TAKEN_MAX 100000

typedef struct taken {
    cg_vertex vertex;
    double score;
    cg_node_view node;
} taken;

typedef struct overview {
    whole w;
    cg_overview *out;
    cg_projection g;
    ranked_point *ranked;
    double *scores;  /* by file */
    uint8_t *listed; /* by file: its path is paid for */
    CG_VEC(taken) taken;
    uint64_t bytes, candidates;
} overview;

/* What stands for code: no imports, files and what is part of a definition. */
static bool is_shown(unsigned kind)
{
    return cg_node_kind_is_type(kind) || cg_node_kind_is_callable(kind) || kind == CG_NODE_CONSTANT;
}

/* ---- files and folders ---- */

static void add_scores(overview *o)
{
    for (uint32_t i = 0; i < o->g.count; i++) {
        cg_node_place place = cg_view_place(o->w.view, o->g.vertices[o->ranked[i].point]);
        if (place.file != CG_NONE)
            o->scores[place.file] += o->ranked[i].rank;
    }
}

static int compare_folders(const void *a, const void *b)
{
    const cg_overview_folder *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return cg_str_cmp(x->path, y->path);
}

static cg_overview_folder *folder_for(cg_overview *out, cg_str path)
{
    for (size_t i = 0; i < out->folders_count; i++)
        if (cg_str_eq(out->folders[i].path, path))
            return &out->folders[i];
    if (out->folders_count == CG_OVERVIEW_FOLDERS_MAX)
        return NULL;
    out->folders[out->folders_count] = (cg_overview_folder){.path = path};
    return &out->folders[out->folders_count++];
}

typedef struct numbered {
    cg_str path;
    uint32_t num;
} numbered;

static int compare_paths(const void *a, const void *b)
{
    const numbered *x = a, *y = b;
    return cg_str_cmp(x->path, y->path);
}

/* What is summed, and which folders there is room for, must not depend on the order in which files came. */
static numbered *files_by_path(const overview *o, size_t *out_count)
{
    uint32_t limit = cg_snapshot_files_limit(o->w.snap);
    numbered *files = cg_alloc_array(limit + 1u, sizeof *files);
    size_t count = 0;
    for (uint32_t num = 0; num < limit; num++) {
        const cg_file *file = cg_snapshot_file(o->w.snap, num);
        if (file->present)
            files[count++] = (numbered){file->path, num};
    }
    qsort(files, count, sizeof *files, compare_paths);
    *out_count = count;
    return files;
}

/* Texts of paths live as long as the project. */
static void add_folders(overview *o)
{
    cg_overview *out = o->out;
    uint64_t langs[CG_LANG_LIMIT] = {0};
    size_t count;
    numbered *files = files_by_path(o, &count);
    out->folders = cg_arena_alloc_array(o->w.arena, CG_OVERVIEW_FOLDERS_MAX, sizeof *out->folders);
    for (size_t i = 0; i < count; i++) {
        const cg_file *file = cg_snapshot_file(o->w.snap, files[i].num);
        ptrdiff_t slash = cg_str_find(file->path, '/');
        cg_overview_folder *folder =
            folder_for(out, cg_str_slice(file->path, 0, slash < 0 ? 0 : (size_t)slash));
        langs[file->lang]++;
        if (folder == NULL)
            continue;
        folder->files++;
        folder->nodes += file->nodes;
        folder->score += o->scores[files[i].num] * o->g.count;
    }
    cg_free(files);
    qsort(out->folders, out->folders_count, sizeof *out->folders, compare_folders);
    counts_make(langs, CG_LANG_LIMIT, cg_lang_text, o->w.arena, &out->languages,
                &out->languages_count);
}

/* ---- definitions ---- */

static uint64_t bytes_of(const cg_node_view *node)
{
    return (node->signature.len > 0 ? node->signature.len : node->qualified_name.len) + 1;
}

static cg_code take(overview *o, const ranked_point *at, bool *out_fits, cg_err *err)
{
    taken one = {.vertex = o->g.vertices[at->point], .score = at->rank * o->g.count};
    cg_node_place place = cg_view_place(o->w.view, one.vertex);
    cg_arena_mark mark = cg_arena_save(o->w.arena);
    cg_code rc = whole_view(&o->w, one.vertex, &one.node, err);
    if (rc != CG_OK)
        return rc;
    uint64_t bytes =
        bytes_of(&one.node) +
        (o->listed[place.file] ? 0 : cg_snapshot_file(o->w.snap, place.file)->path.len + 1);
    *out_fits = o->bytes + bytes <= o->w.ask->max_tokens * CG_TOKEN_BYTES &&
                !page_is_full(o->w.arena, o->taken.len, TAKEN_MAX);
    if (!*out_fits) {
        cg_arena_rewind(o->w.arena, mark);
        return CG_OK;
    }
    o->bytes += bytes;
    o->listed[place.file] = 1;
    CG_VEC_PUSH(&o->taken, one);
    return CG_OK;
}

static cg_code take_best(overview *o, cg_err *err)
{
    cg_node_choice choice = node_choice_of(&o->w.ask->filter);
    unsigned misses = 0;
    cg_code rc = CG_OK;
    for (uint32_t i = 0; rc == CG_OK && i < o->g.count; i++) {
        cg_vertex vertex = o->g.vertices[o->ranked[i].point];
        bool chosen = is_shown(cg_ref_kind(cg_view_place(o->w.view, vertex).ref)), fits = false;
        if (chosen)
            rc = cg_view_is_chosen(o->w.view, &choice, vertex, &chosen, err);
        if (rc != CG_OK || !chosen)
            continue;
        o->candidates++;
        if (misses >= MISSES_MAX)
            continue;
        rc = take(o, &o->ranked[i], &fits, err);
        misses = fits ? 0 : misses + 1;
        if (rc == CG_OK)
            rc = cg_patience_check(&o->w.ask->patience, err);
    }
    return rc;
}

static int compare_taken(const void *a, const void *b)
{
    const taken *x = a, *y = b;
    return (x->vertex > y->vertex) - (x->vertex < y->vertex);
}

static int compare_files(const void *a, const void *b)
{
    const cg_overview_file *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return cg_str_cmp(x->path, y->path);
}

static void put_file(overview *o, uint32_t num, const taken *list, size_t count)
{
    const cg_file *file = cg_snapshot_file(o->w.snap, num);
    cg_overview_file *out = &o->out->files[o->out->files_count++];
    *out = (cg_overview_file){.path = file->path,
                              .lang = (cg_lang_id)file->lang,
                              .score = o->scores[num] * o->g.count,
                              .definitions_count = count};
    out->definitions = cg_arena_alloc_array(o->w.arena, count, sizeof *out->definitions);
    for (size_t i = 0; i < count; i++)
        out->definitions[i] = (cg_overview_definition){list[i].node, list[i].score};
}

/* In the order of vertices those of a file lie together, as the source has them. */
static void put_files(overview *o)
{
    const taken *list = o->taken.ptr;
    size_t count = o->taken.len;
    if (count > 1)
        qsort(o->taken.ptr, count, sizeof *o->taken.ptr, compare_taken);
    o->out->files = cg_arena_alloc_array(o->w.arena, count + 1, sizeof *o->out->files);
    for (size_t i = 0, end; i < count; i = end) {
        uint32_t num = cg_view_place(o->w.view, list[i].vertex).file;
        for (end = i + 1; end < count && cg_view_place(o->w.view, list[end].vertex).file == num;)
            end++;
        put_file(o, num, list + i, end - i);
    }
    qsort(o->out->files, o->out->files_count, sizeof *o->out->files, compare_files);
}

static cg_code answer(overview *o, cg_err *err)
{
    uint32_t limit = cg_snapshot_files_limit(o->w.snap);
    cg_code rc = whole_project(&o->w, NULL, false, &o->g, err);
    if (rc == CG_OK)
        rc = rank_points(&o->g, &o->w.ask->patience, &o->ranked, err);
    if (rc != CG_OK)
        return rc;
    o->scores = cg_alloc_array(limit + 1u, sizeof *o->scores);
    o->listed = cg_alloc(limit + 1u);
    add_scores(o);
    add_folders(o);
    rc = take_best(o, err);
    if (rc != CG_OK)
        return rc;
    put_files(o);
    cg_project_counts counts = cg_snapshot_counts(o->w.snap);
    o->out->files_total = counts.files;
    o->out->nodes_total = counts.nodes;
    o->out->tokens = (o->bytes + CG_TOKEN_BYTES - 1) / CG_TOKEN_BYTES;
    o->out->left_out = o->candidates - o->taken.len;
    o->out->files_left_out = counts.files - o->out->files_count;
    return CG_OK;
}

cg_code cg_service_overview(cg_service *service, const cg_whole_request *request, cg_arena *arena,
                            cg_overview *out, cg_err *err)
{
    overview o = {.out = out};
    cg_verdict verdict;
    *out = (cg_overview){0};
    cg_code rc = whole_open(service, request, 'O', arena, &o.w, err);
    if (rc != CG_OK || o.w.snap == NULL)
        return rc;
    out->generation = cg_snapshot_generation(o.w.snap);
    rc = answer(&o, err);
    coverage_of_whole(o.w.snap, out->files_count, &out->coverage, &verdict);
    cg_projection_fini(&o.g);
    cg_free(o.ranked);
    cg_free(o.scores);
    cg_free(o.listed);
    CG_VEC_FINI(&o.taken);
    whole_fini(&o.w);
    return rc;
}
