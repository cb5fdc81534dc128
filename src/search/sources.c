// SPDX-License-Identifier: Apache-2.0
#include "sources.h"

#include <math.h>
#include <stdlib.h>

static double idf_of(double all, double having)
{
    having = CG_MIN(having, all);
    return log(1.0 + (all - having + 0.5) / (having + 0.5));
}

static void set_bits(sources *all, search *s, source *src, const file_vec *files)
{
    size_t limit = cg_snapshot_files_limit(s->snap);
    if (files->len == 0)
        return;
    if (src->paths == NULL)
        src->paths = cg_arena_alloc(s->scratch, limit / 8 + 1);
    for (size_t i = 0; i < files->len; i++) {
        uint32_t num = files->ptr[i];
        src->paths[num / 8] |= (uint8_t)(1u << num % 8);
        CG_VEC_PUSH(&all->path_units, cg_snapshot_file(s->snap, num)->unit_no);
    }
}

static cg_code load_source(sources *all, search *s, const clause *c, bool with_paths, source *src,
                           cg_err *err)
{
    cg_project_counts counts = cg_snapshot_counts(s->snap);
    file_vec files = {0};
    uint64_t nodes = 0, with_path = 0;
    cg_code rc = CG_OK;
    for (unsigned i = 0; rc == CG_OK && i < c->terms_count; i++) {
        term_list *list = &src->lists[src->lists_count];
        rc = term_list_load(s->snap, c->terms[i], list, err);
        nodes = CG_MAX(nodes, list->nodes); /* a stem's list covers its word's */
        src->lists_count += list->units.len > 0;
        if (list->units.len == 0)
            term_list_fini(list);
        if (rc == CG_OK && c->kind != CLAUSE_COMPOUND && with_paths)
            rc = path_list_load(s->snap, c->terms[i], &files, err);
        with_path = CG_MAX(with_path, files.len);
    }
    if (rc == CG_OK)
        set_bits(all, s, src, &files);
    CG_VEC_FINI(&files);
    src->idf = idf_of((double)counts.nodes, (double)nodes);
    src->path_idf = idf_of((double)counts.files, (double)with_path);
    return rc;
}

static int compare_numbers(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

cg_code sources_load(sources *all, search *s, bool with_paths, cg_err *err)
{
    cg_code rc = CG_OK;
    *all = (sources){.count = s->plan.clauses_count};
    all->of = cg_arena_alloc_array(s->scratch, all->count + 1, sizeof *all->of);
    for (size_t i = 0; rc == CG_OK && i < all->count; i++) {
        rc = search_check_time(s, err);
        if (rc == CG_OK)
            rc = load_source(all, s, &s->plan.clauses[i], with_paths, &all->of[i], err);
        for (unsigned n = 0; n < all->of[i].lists_count; n++)
            all->entries += all->of[i].lists[n].nodes;
        all->lists_count += all->of[i].lists_count;
    }
    if (all->path_units.len > 1)
        qsort(all->path_units.ptr, all->path_units.len, sizeof(uint32_t), compare_numbers);
    return rc;
}

void sources_fini(sources *all)
{
    for (size_t i = 0; i < all->count; i++)
        for (unsigned n = 0; n < CLAUSE_TERMS_MAX; n++)
            term_list_fini(&all->of[i].lists[n]);
    CG_VEC_FINI(&all->path_units);
}

/* Of the longest list: the others are spread as it is, near enough. */
uint32_t sources_middle(const sources *all)
{
    const term_list *longest = NULL;
    for (size_t i = 0; i < all->count; i++)
        for (unsigned n = 0; n < all->of[i].lists_count; n++)
            if (longest == NULL || all->of[i].lists[n].nodes > longest->nodes)
                longest = &all->of[i].lists[n];
    return longest != NULL ? longest->units.ptr[longest->units.len / 2].unit : 0;
}

/* ---- walking over units ---- */

static size_t first_from(const term_list *list, uint32_t unit)
{
    size_t low = 0, high = list->units.len;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (list->units.ptr[mid].unit < unit)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static list_walk walk_of(const term_list *list, uint32_t from)
{
    list_walk walk = {.end = list->units.ptr + list->units.len};
    walk.at = list->units.ptr + first_from(list, from);
    walk.unit = walk.at < walk.end ? walk.at->unit : CG_NONE;
    return walk;
}

source_walk *source_walk_open(const sources *all, search *s, uint32_t from, uint32_t end)
{
    source_walk *walk = cg_arena_alloc(s->scratch, sizeof *walk);
    walk->all = all;
    walk->end = end;
    walk->lists = cg_arena_alloc_array(s->scratch, all->lists_count + 1, sizeof *walk->lists);
    for (size_t i = 0, count = 0; i < all->count; i++)
        for (unsigned n = 0; n < all->of[i].lists_count; n++) {
            list_walk *list = &walk->lists[count++];
            *list = walk_of(&all->of[i].lists[n], from);
            list->clause = i;
            list->brings = s->plan.clauses[i].kind != CLAUSE_NOT;
        }
    for (size_t i = 0; i < CG_ARRAY_LEN(walk->units); i++)
        walk->units[i].of =
            cg_arena_alloc_array(s->scratch, all->lists_count + 1, sizeof *walk->units[i].of);
    while (walk->path_at < all->path_units.len && all->path_units.ptr[walk->path_at] < from)
        walk->path_at++;
    return walk;
}

static uint32_t lowest_unit(const source_walk *walk)
{
    const sources *all = walk->all;
    uint32_t lowest =
        walk->path_at < all->path_units.len ? all->path_units.ptr[walk->path_at] : CG_NONE;
    for (size_t i = 0; i < all->lists_count; i++) {
        const list_walk *list = &walk->lists[i];
        if (list->brings && list->unit < lowest)
            lowest = list->unit;
    }
    return lowest < walk->end ? lowest : CG_NONE;
}

static void step(list_walk *list)
{
    list->at++;
    list->unit = list->at < list->end ? list->at->unit : CG_NONE;
}

static void take_payload(unit_clauses *out, const list_walk *list)
{
    cg_str payload = cg_str_make((const char *)list->at->ptr, list->at->len);
    __builtin_prefetch(payload.ptr);
    if (out->count > 0 && out->of[out->count - 1].clause == list->clause)
        out->of[out->count - 1].payloads[1] = payload;
    else
        out->of[out->count++] = (unit_clause){list->clause, {payload}};
}

void source_walk_next(source_walk *walk, unit_clauses *out)
{
    const sources *all = walk->all;
    uint32_t unit = lowest_unit(walk);
    out->unit = unit;
    out->count = 0;
    if (unit == CG_NONE)
        return;
    for (size_t i = 0; i < all->lists_count; i++) {
        list_walk *list = &walk->lists[i];
        while (list->unit < unit) /* what is left out, where nothing else is */
            step(list);
        if (list->unit != unit)
            continue;
        take_payload(out, list);
        step(list);
    }
    while (walk->path_at < all->path_units.len && all->path_units.ptr[walk->path_at] <= unit)
        walk->path_at++;
}
