// SPDX-License-Identifier: Apache-2.0
// Files as evidence. A question is about a file as often as about a definition in it, so each candidate gets what its file is
// worth beyond it: the best by words and the best by vector there, whichever definitions those are; a few more by words; how near
// the file's name comes to the question, of which no definition knows; and the worth of the best file that it uses and of the
// best that uses it, for what answers a question lies together in the graph.
//
// What is added is the same for all candidates of a file: it brings files into order, and leaves theirs as it is.
#include "evidence.h"

#include <math.h>
#include <stdlib.h>

#include "paths.h"
#include "weights.h"

/* The candidates of one file: from `from` to `to` in their order by files. */
typedef struct file_sum {
    uint32_t file;
    size_t from, to;
    double score;  /* the best of theirs */
    double base;   /* the best by words and by vector */
    double others; /* by words, of the next best */
    double name, uses, used_by;
} file_sum;

typedef CG_VEC(file_sum) file_sums;

/* ---- the candidates of one file ---- */

/* A candidate's file and, below, which it is. */
typedef uint64_t file_place;

/* By bytes of the file from the lowest on: a few steps for each candidate, whatever their order. */
static void sort_by_files(file_place *places, file_place *room, size_t count, uint32_t file_max)
{
    for (unsigned shift = 32; shift < 64 && file_max >> (shift - 32) != 0; shift += 8) {
        size_t starts[257] = {0};
        for (size_t i = 0; i < count; i++)
            starts[(places[i] >> shift & 255) + 1]++;
        for (size_t byte = 0; byte < 256; byte++)
            starts[byte + 1] += starts[byte];
        for (size_t i = 0; i < count; i++)
            room[starts[places[i] >> shift & 255]++] = places[i];
        memcpy(places, room, count * sizeof *places);
    }
}

/* Without manual nodes, which are in no file. */
static file_place *list_places(search *s, const candidates *all, size_t *out_count)
{
    file_place *places = cg_arena_alloc_array(s->scratch, all->len + 1, sizeof *places);
    file_place *room = cg_arena_alloc_array(s->scratch, all->len + 1, sizeof *room);
    uint32_t file_max = 0;
    size_t count = 0;
    for (size_t i = 0; i < all->len; i++) {
        uint32_t file = all->ptr[i].hit.file;
        if (file == CG_NONE)
            continue;
        file_max = CG_MAX(file_max, file);
        places[count++] = (file_place)file << 32 | i;
    }
    sort_by_files(places, room, count, file_max);
    *out_count = count;
    return places;
}

static uint32_t file_of(file_place place)
{
    return (uint32_t)(place >> 32);
}

/* Keeps the highest of `values`, descending. */
static void keep_highest(double *values, size_t count, double value)
{
    for (size_t i = 0; i < count; i++)
        if (value > values[i]) {
            double lower = values[i];
            values[i] = value;
            value = lower;
        }
}

static file_sum sum_of(const candidates *all, const file_place *places, size_t from, size_t to)
{
    file_sum sum = {.file = file_of(places[from]), .from = from, .to = to, .score = -INFINITY};
    double leads[1 + FILE_OTHERS] = {0}, second = 0;
    for (size_t i = from; i < to; i++) {
        const candidate *c = &all->ptr[(uint32_t)places[i]];
        keep_highest(leads, CG_ARRAY_LEN(leads), c->lead);
        second = CG_MAX(second, c->second);
        sum.score = CG_MAX(sum.score, c->hit.score);
    }
    sum.base = leads[0] + second;
    for (size_t i = 1; i < CG_ARRAY_LEN(leads); i++)
        sum.others += leads[i];
    return sum;
}

static void sum_files(const candidates *all, const file_place *places, size_t count, file_sums *out)
{
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && file_of(places[to]) == file_of(places[from]);)
            to++;
        file_sum sum = sum_of(all, places, from, to);
        CG_VEC_PUSH(out, sum);
    }
}

/* ---- the best files ---- */

static int compare_sums(const void *a, const void *b, void *snap)
{
    const file_sum *x = a, *y = b;
    double first = x->base + WEIGHT_OTHERS * x->others;
    double second = y->base + WEIGHT_OTHERS * y->others;
    if (first != second)
        return first > second ? -1 : 1;
    return cg_str_cmp(cg_snapshot_file(snap, x->file)->path, cg_snapshot_file(snap, y->file)->path);
}

static int compare_numbers(const void *a, const void *b)
{
    const file_sum *x = a, *y = b;
    return (x->file > y->file) - (x->file < y->file);
}

static double product(const float *a, const float *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

/* Units know no paths, so no vector of a definition has what its file is called. */
static cg_code add_names(search *s, const float *vector, file_sum *best, size_t count, cg_err *err)
{
    cg_embedder *embedder = cg_semantic_embedder(s->query->semantic);
    size_t dimension = cg_embedder_describe(embedder).dimension;
    cg_str *names = cg_arena_alloc_array(s->scratch, count + 1, sizeof *names);
    float *rows = cg_arena_alloc_array(s->scratch, (count + 1) * dimension, sizeof *rows);
    for (size_t i = 0; i < count; i++)
        names[i] = path_stem(cg_snapshot_file(s->snap, best[i].file)->path);
    cg_code rc =
        cg_embed_texts(embedder, CG_EMBED_QUERY, names, count, (cg_embed_until){0}, rows, err);
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        best[i].name = CG_MAX(product(vector, rows + i * dimension, dimension), 0.0);
    return rc;
}

/* `best` by number. */
static cg_code add_uses(search *s, file_sum *best, size_t count, cg_err *err)
{
    const cg_file_graph *graph = s->query->file_graph;
    uint32_t *files = cg_arena_alloc_array(s->scratch, count + 1, sizeof *files);
    cg_file_use_list uses = {0};
    for (size_t i = 0; i < count; i++)
        files[i] = best[i].file;
    cg_code rc = graph->uses(graph->arg, files, count, s->scratch, &uses, err);
    for (size_t i = 0; rc == CG_OK && i < uses.len; i++) {
        file_sum *from = &best[uses.ptr[i].from], *to = &best[uses.ptr[i].to];
        from->uses = CG_MAX(from->uses, to->base);
        to->used_by = CG_MAX(to->used_by, from->base);
    }
    CG_VEC_FINI(&uses);
    return rc;
}

/* What takes more than the candidates themselves is asked of the best files alone. */
static cg_code look_at_best(search *s, const float *vector, file_sums *sums, cg_err *err)
{
    cg_code rc = CG_OK;
    size_t count = CG_MIN(sums->len, (size_t)FILES_MAX);
    if (sums->len > 1)
        qsort_r(sums->ptr, sums->len, sizeof *sums->ptr, compare_sums, (void *)s->snap);
    if (vector != NULL && count > 0)
        rc = add_names(s, vector, sums->ptr, count, err);
    if (count > 1)
        qsort(sums->ptr, count, sizeof *sums->ptr, compare_numbers);
    if (rc == CG_OK && s->query->file_graph != NULL && count > 1)
        rc = add_uses(s, sums->ptr, count, err);
    return rc;
}

/* ---- what it comes to ---- */

static void give(candidates *all, const file_place *places, const file_sum *sum)
{
    double name = WEIGHT_FILE_NAME * sum->name;
    double uses = WEIGHT_USES * (sum->uses + sum->used_by);
    double more = sum->base - sum->score + WEIGHT_OTHERS * sum->others;
    for (size_t i = sum->from; i < sum->to; i++) {
        cg_hit *hit = &all->ptr[(uint32_t)places[i]].hit;
        hit->score += more + name + uses;
        hit_set_signal(hit, CG_SIGNAL_FILE, more);
        hit_set_signal(hit, CG_SIGNAL_FILE_NAME, name);
        hit_set_signal(hit, CG_SIGNAL_FILE_USES, uses);
    }
}

cg_code evidence_add(search *s, const float *vector, candidates *all, cg_err *err)
{
    file_sums sums = {0};
    size_t count;
    const file_place *places = list_places(s, all, &count);
    sum_files(all, places, count, &sums);
    cg_code rc = look_at_best(s, vector, &sums, err);
    for (size_t i = 0; rc == CG_OK && i < sums.len; i++)
        give(all, places, &sums.ptr[i]);
    CG_VEC_FINI(&sums);
    return rc;
}
