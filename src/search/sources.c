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

static void note_lists(sources *all, size_t clause_at, clause_kind kind)
{
    source *src = &all->of[clause_at];
    if (src->lists_count == 0)
        return;
    all->met[all->met_count++] = clause_at;
    src->head = all->bringing_count;
    for (unsigned n = 0; kind != CLAUSE_NOT && n < src->lists_count; n++)
        all->bringing[all->bringing_count++] = &src->lists[n];
}

cg_code sources_load(sources *all, search *s, bool with_paths, cg_err *err)
{
    cg_code rc = CG_OK;
    memset(all, 0, sizeof *all);
    for (size_t i = 0; rc == CG_OK && i < s->plan.clauses_count; i++) {
        rc = search_check_time(s, err);
        if (rc == CG_OK)
            rc = load_source(all, s, &s->plan.clauses[i], with_paths, &all->of[i], err);
        note_lists(all, i, s->plan.clauses[i].kind);
    }
    if (all->path_units.len > 1)
        qsort(all->path_units.ptr, all->path_units.len, sizeof(uint32_t), compare_numbers);
    return rc;
}

void sources_fini(sources *all)
{
    for (size_t i = 0; i < PLAN_CLAUSES_MAX; i++)
        for (unsigned n = 0; n < CLAUSE_TERMS_MAX; n++)
            term_list_fini(&all->of[i].lists[n]);
    CG_VEC_FINI(&all->path_units);
}

uint32_t sources_next(sources *all, uint32_t from)
{
    uint32_t lowest = CG_NONE;
    for (size_t i = 0; i < all->bringing_count; i++) {
        if (all->heads[i] < from || from == 0)
            all->heads[i] = term_list_from(all->bringing[i], from);
        lowest = CG_MIN(lowest, all->heads[i]);
    }
    while (all->path_at < all->path_units.len && all->path_units.ptr[all->path_at] < from)
        all->path_at++;
    if (all->path_at < all->path_units.len)
        lowest = CG_MIN(lowest, all->path_units.ptr[all->path_at]);
    return lowest;
}
