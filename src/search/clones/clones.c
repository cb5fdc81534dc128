// SPDX-License-Identifier: Apache-2.0
// Finding clones: the bodies of all definitions become sketches; those that share a band of them are compared
// exactly; what is alike is joined to groups.
#include <stdlib.h>

#include "cg/search_clones.h"
#include "minhash.h"
#include "search_int.h"

#define NEIGHBOURS_MAX 4 /* of a band's run, each is compared with so many before it */
#define CHECK_BODIES 256 /* between looks at the clock */
#define BODY_BYTES_MAX (1u << 20)

/* A definition with a body, and the group that it is in: a tree of joined ones. */
typedef struct body {
    uint32_t file, def, tokens;
    uint32_t joined;            /* another of its group, or itself */
    float jaccard, containment; /* to the one that it is most like */
    uint32_t bands[MINHASH_BANDS];
} body;

typedef struct pair {
    uint32_t a, b; /* a < b */
} pair;

typedef struct finder {
    search s;
    const cg_clone_query *query;
    uint64_t kinds;
    CG_VEC(body) bodies; /* by path and place */
    CG_VEC(pair) pairs;
    token_vec tokens;
    cg_unit_pin *source;
    uint32_t source_file;
    cg_str text;
    uint64_t without_source;
} finder;

static cg_code may_go_on(const finder *f, cg_err *err)
{
    return cg_patience_check(&f->query->patience, err);
}

/* ---- bodies ---- */

/* The source of a file, kept until the next call; empty: it is not stored. */
static cg_code read_source(finder *f, uint32_t file, cg_err *err)
{
    if (f->source != NULL && f->source_file == file)
        return CG_OK;
    cg_unit_pin_release(f->source);
    f->source = NULL;
    f->text = CG_STR_NULL;
    f->source_file = file;
    cg_code rc = cg_store_source(f->s.store, cg_snapshot_file(f->s.snap, file)->blob, &f->source,
                                 &f->text, err);
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

static void make_tokens(finder *f, uint32_t file, const cg_def *d)
{
    cg_str text =
        cg_str_slice(f->text, d->body_start, CG_MIN(d->body_end, d->body_start + BODY_BYTES_MAX));
    CG_VEC_CLEAR(&f->tokens);
    clone_tokens(text, (cg_lang_id)cg_snapshot_file(f->s.snap, file)->lang, f->query->any_names,
                 &f->tokens);
}

static cg_code add_body(finder *f, uint32_t file, const cg_unit *unit, uint32_t def, cg_err *err)
{
    const cg_def *d = &unit->defs.ptr[def];
    char lower[CG_NAME_INDEX_MAX];
    if (!(f->kinds >> d->kind & 1) || d->body_end < d->body_start + f->query->tokens_min ||
        !filter_name(&f->s, cg_name_fold(cg_unit_str(unit, d->name), lower)))
        return CG_OK;
    make_tokens(f, file, d);
    if (f->tokens.len < f->query->tokens_min)
        return CG_OK;
    if (f->bodies.len == f->query->definitions_max)
        return CG_FAIL(
            err, CG_E_LIMIT,
            "more than %zu definitions are to be compared: ask for a path, a language or "
            "a kind",
            f->query->definitions_max);
    body b = {.file = file, .def = def, .tokens = (uint32_t)f->tokens.len};
    token_vec shingles = {0};
    shingles_make(f->tokens.ptr, f->tokens.len, &shingles);
    minhash_bands(&shingles, b.bands);
    CG_VEC_FINI(&shingles);
    b.joined = (uint32_t)f->bodies.len;
    CG_VEC_PUSH(&f->bodies, b);
    return f->bodies.len % CHECK_BODIES == 0 ? may_go_on(f, err) : CG_OK;
}

static cg_code add_file(finder *f, uint32_t file, cg_err *err)
{
    const cg_unit *unit;
    cg_code rc = read_source(f, file, err);
    if (rc != CG_OK)
        return rc;
    if (f->source == NULL) {
        f->without_source++;
        return CG_OK;
    }
    rc = search_unit(&f->s, file, &unit, err);
    for (uint32_t def = 1; rc == CG_OK && def < unit->defs.len; def++)
        rc = add_body(f, file, unit, def, err);
    return rc;
}

static int compare_paths(const void *a, const void *b, void *snap)
{
    const cg_file *x = cg_snapshot_file(snap, *(const uint32_t *)a);
    const cg_file *y = cg_snapshot_file(snap, *(const uint32_t *)b);
    return cg_str_cmp(x->path, y->path);
}

/* Files by path, so that bodies are in the order in which they are given. */
static cg_code add_bodies(finder *f, cg_err *err)
{
    CG_VEC(uint32_t) files = {0};
    uint32_t limit = cg_snapshot_files_limit(f->s.snap);
    cg_code rc = may_go_on(f, err);
    for (uint32_t num = 0; num < limit; num++) {
        const cg_file *file = cg_snapshot_file(f->s.snap, num);
        if (file->present && file->unit_no != CG_NONE && filter_file(&f->s, num))
            CG_VEC_PUSH(&files, num);
    }
    if (files.len > 1)
        qsort_r(files.ptr, files.len, sizeof *files.ptr, compare_paths, (void *)f->s.snap);
    for (size_t i = 0; rc == CG_OK && i < files.len; i++) {
        rc = add_file(f, files.ptr[i], err);
        if (rc == CG_OK)
            rc = may_go_on(f, err);
    }
    CG_VEC_FINI(&files);
    return rc;
}

/* ---- pairs to compare ---- */

typedef struct band_order {
    const body *bodies;
    unsigned band;
} band_order;

static int compare_band(const void *a, const void *b, void *arg)
{
    const band_order *o = arg;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    uint32_t p = o->bodies[x].bands[o->band], q = o->bodies[y].bands[o->band];
    return p != q ? (p > q) - (p < q) : (x > y) - (x < y);
}

static int compare_pairs(const void *a, const void *b)
{
    const pair *x = a, *y = b;
    return x->a != y->a ? (x->a > y->a) - (x->a < y->a) : (x->b > y->b) - (x->b < y->b);
}

/* Those of a band that are the same: each with a few before it, so that a thousand equal ones make not a million pairs. */
static void pair_band(finder *f, uint32_t *order, unsigned band)
{
    const body *bodies = f->bodies.ptr;
    band_order by = {bodies, band};
    size_t count = f->bodies.len;
    qsort_r(order, count, sizeof *order, compare_band, &by);
    for (size_t i = 1; i < count; i++)
        for (size_t back = 1; back <= NEIGHBOURS_MAX && back <= i; back++) {
            uint32_t x = order[i - back], y = order[i];
            if (bodies[x].bands[band] != bodies[y].bands[band])
                break;
            CG_VEC_PUSH(&f->pairs, (pair){CG_MIN(x, y), CG_MAX(x, y)});
        }
}

static cg_code find_pairs(finder *f, cg_err *err)
{
    uint32_t *order = cg_alloc_array(f->bodies.len + 1, sizeof *order);
    cg_code rc = CG_OK;
    for (uint32_t i = 0; i < f->bodies.len; i++)
        order[i] = i;
    for (unsigned band = 0; rc == CG_OK && band < MINHASH_BANDS; band++) {
        rc = may_go_on(f, err);
        if (rc == CG_OK)
            pair_band(f, order, band);
        size_t kept = 0; /* most pairs come with several bands */
        if (f->pairs.len > 1)
            qsort(f->pairs.ptr, f->pairs.len, sizeof *f->pairs.ptr, compare_pairs);
        for (size_t i = 0; i < f->pairs.len; i++)
            if (kept == 0 || compare_pairs(&f->pairs.ptr[i], &f->pairs.ptr[kept - 1]) != 0)
                f->pairs.ptr[kept++] = f->pairs.ptr[i];
        f->pairs.len = kept;
    }
    cg_free(order);
    return rc;
}

/* ---- comparing ---- */

static cg_code read_shingles(finder *f, uint32_t index, token_vec *out, cg_err *err)
{
    const body *b = &f->bodies.ptr[index];
    const cg_unit *unit;
    cg_code rc = read_source(f, b->file, err);
    if (rc == CG_OK)
        rc = search_unit(&f->s, b->file, &unit, err);
    if (rc != CG_OK)
        return rc;
    make_tokens(f, b->file, &unit->defs.ptr[b->def]);
    shingles_make(f->tokens.ptr, f->tokens.len, out);
    return CG_OK;
}

static uint32_t root_of(body *bodies, uint32_t i)
{
    while (bodies[i].joined != i) {
        bodies[i].joined = bodies[bodies[i].joined].joined; /* shorter the next time */
        i = bodies[i].joined;
    }
    return i;
}

static void note_likeness(body *b, const overlap *o)
{
    if ((float)o->jaccard <= b->jaccard)
        return;
    b->jaccard = (float)o->jaccard;
    b->containment = (float)o->containment;
}

static void join(finder *f, const pair *p, const overlap *o)
{
    body *bodies = f->bodies.ptr;
    if (o->jaccard < f->query->similarity_min)
        return;
    uint32_t a = root_of(bodies, p->a), b = root_of(bodies, p->b);
    bodies[CG_MAX(a, b)].joined = CG_MIN(a, b);
    note_likeness(&bodies[p->a], o);
    note_likeness(&bodies[p->b], o);
}

static bool is_inside(finder *f, const pair *p)
{
    const body *a = &f->bodies.ptr[p->a], *b = &f->bodies.ptr[p->b];
    const cg_unit *unit;
    if (a->file != b->file || search_unit(&f->s, a->file, &unit, NULL) != CG_OK)
        return false;
    const cg_def *x = &unit->defs.ptr[a->def], *y = &unit->defs.ptr[b->def];
    return (x->start_byte <= y->start_byte && y->end_byte <= x->end_byte) ||
           (y->start_byte <= x->start_byte && x->end_byte <= y->end_byte);
}

/* Pairs of one first body follow each other: its shingles are made once. */
static cg_code compare_all(finder *f, cg_err *err)
{
    token_vec one = {0}, other = {0};
    uint32_t at = CG_NONE;
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < f->pairs.len; i++) {
        const pair *p = &f->pairs.ptr[i];
        if (p->a != at)
            rc = read_shingles(f, p->a, &one, err);
        at = p->a;
        if (rc == CG_OK)
            rc = read_shingles(f, p->b, &other, err);
        if (rc == CG_OK && i % CHECK_BODIES == 0)
            rc = may_go_on(f, err);
        if (rc == CG_OK && !is_inside(f, p)) {
            overlap o = shingles_compare(&one, &other);
            join(f, p, &o);
        }
    }
    CG_VEC_FINI(&one);
    CG_VEC_FINI(&other);
    return rc;
}

/* ---- groups ---- */

static int compare_groups(const void *a, const void *b, void *arg)
{
    const cg_clone_group *x = a, *y = b;
    (void)arg;
    if (x->tokens_spare != y->tokens_spare)
        return x->tokens_spare > y->tokens_spare ? -1 : 1;
    return 0;
}

/* In the order of their first members, which a stable sort leaves to those that spare the same. */
static void sort_groups(cg_clones *clones, cg_arena *arena)
{
    if (clones->count < 2)
        return;
    cg_clone_group *list = clones->groups;
    cg_clone_group *room = cg_arena_alloc_array(arena, clones->count, sizeof *room);
    for (size_t width = 1; width < clones->count; width *= 2) {
        for (size_t low = 0; low < clones->count; low += 2 * width) {
            size_t mid = CG_MIN(low + width, clones->count);
            size_t high = CG_MIN(low + 2 * width, clones->count);
            for (size_t i = low, j = mid, k = low; k < high; k++) {
                bool left = i < mid && (j >= high || compare_groups(&list[i], &list[j], NULL) <= 0);
                room[k] = left ? list[i++] : list[j++];
            }
        }
        cg_clone_group *swapped = list;
        list = room;
        room = swapped;
    }
    clones->groups = list;
}

static void add_member(cg_clone_group *g, const body *b)
{
    g->members[g->count++] = (cg_clone_member){.file = b->file,
                                               .def = b->def,
                                               .tokens = b->tokens,
                                               .similarity = (double)b->jaccard,
                                               .containment = (double)b->containment};
    g->similarity = g->count == 1 ? (double)b->jaccard : CG_MIN(g->similarity, (double)b->jaccard);
}

static void finish_group(cg_clone_group *g)
{
    uint64_t all = 0, largest = 0;
    for (size_t i = 0; i < g->count; i++) {
        all += g->members[i].tokens;
        largest = CG_MAX(largest, (uint64_t)g->members[i].tokens);
    }
    g->tokens_spare = all - largest;
}

static cg_code make_groups(finder *f, cg_arena *arena, cg_clones *out, cg_err *err)
{
    body *bodies = f->bodies.ptr;
    size_t count = f->bodies.len;
    uint32_t *sizes = cg_arena_alloc_array(f->s.scratch, count + 1, sizeof *sizes);
    uint32_t *group_of = cg_arena_alloc_array(f->s.scratch, count + 1, sizeof *group_of);
    size_t groups = 0, members = 0;
    for (uint32_t i = 0; i < count; i++)
        sizes[root_of(bodies, i)]++;
    for (uint32_t i = 0; i < count; i++)
        if (sizes[i] > 1) {
            group_of[i] = (uint32_t)groups++;
            members += sizes[i];
        }
    out->groups = cg_arena_try(arena, (groups + 1) * sizeof *out->groups);
    cg_clone_member *list = cg_arena_try(arena, (members + 1) * sizeof *list);
    if (out->groups == NULL || list == NULL)
        return CG_FAIL(err, CG_E_LIMIT, "there are too many clones for the request's memory");
    for (uint32_t i = 0; i < count; i++) {
        uint32_t root = root_of(bodies, i);
        if (sizes[root] < 2)
            continue;
        cg_clone_group *g = &out->groups[group_of[root]];
        if (g->members == NULL) {
            g->members = list;
            list += sizes[root];
        }
        add_member(g, &bodies[i]);
    }
    out->count = groups;
    for (size_t i = 0; i < groups; i++)
        finish_group(&out->groups[i]);
    sort_groups(out, arena);
    return CG_OK;
}

/* ---- together ---- */

static cg_code run(finder *f, cg_arena *arena, cg_clones *out, cg_err *err)
{
    if (!cg_store_keeps_sources(f->s.store))
        return CG_FAIL(
            err, CG_E_UNPROCESSABLE,
            "no sources are kept (storage.keep_sources), so there is no text to compare");
    cg_code rc = add_bodies(f, err);
    if (rc == CG_OK)
        rc = find_pairs(f, err);
    if (rc == CG_OK)
        rc = compare_all(f, err);
    if (rc == CG_OK)
        rc = make_groups(f, arena, out, err);
    out->definitions = f->bodies.len;
    out->files_without_source = f->without_source;
    return rc;
}

cg_code cg_clones_find(const cg_snapshot *snap, const cg_clone_query *query, cg_arena *arena,
                       cg_clones *out_clones, cg_err *err)
{
    const cg_query shared = {.filter = query->filter};
    finder *f = cg_alloc(sizeof *f);
    cg_clones found = {0};
    f->query = query;
    search_open(&f->s, snap, &shared);
    f->s.filters.kinds = UINT64_MAX;
    f->s.filters.langs = UINT32_MAX;
    search_narrow(&f->s);
    f->kinds = query->filter.kinds != 0
                   ? query->filter.kinds
                   : UINT64_C(1) << CG_NODE_FUNCTION | UINT64_C(1) << CG_NODE_METHOD |
                         UINT64_C(1) << CG_NODE_CONSTRUCTOR;
    cg_code rc = run(f, arena, &found, err);
    if (rc == CG_OK)
        *out_clones = found;
    cg_unit_pin_release(f->source);
    CG_VEC_FINI(&f->bodies);
    CG_VEC_FINI(&f->pairs);
    CG_VEC_FINI(&f->tokens);
    search_close(&f->s);
    cg_free(f);
    return rc;
}
