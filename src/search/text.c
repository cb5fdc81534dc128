// SPDX-License-Identifier: Apache-2.0
// Full text: walks the units that any word meets, ascending, and scores the definitions of one
// unit at a time, so memory follows the largest unit and not the number of matches.
//
// BM25F after S. Robertson, H. Zaragoza, M. Taylor, "Simple BM25 extension to multiple weighted
// fields" (2004): the occurrences of a word in all fields, weighted, saturate together.
#include <math.h>
#include <stdlib.h>

#include "lists.h"
#include "search_int.h"
#include "weights.h"

#define CHECK_UNITS 256 /* between looks at the clock */

/* A clause with what is stored of its terms. */
typedef struct source {
    term_list lists[CLAUSE_TERMS_MAX];
    unsigned lists_count;
    double idf, path_idf;
    uint8_t *paths; /* a bit per file whose path has it; NULL: none */
} source;

/* What one definition of the unit at hand has gathered. */
typedef struct cell {
    double score;
    uint64_t words; /* clauses met */
    uint32_t fields;
    bool touched;
} cell;

typedef struct text_search {
    search *s;
    const text_options *opts;
    const plan *plan;
    source sources[PLAN_CLAUSES_MAX];
    tables tables;
    weights weights;
    CG_VEC(cell) cells;
    CG_VEC(uint32_t) touched;
    CG_VEC(uint32_t) path_units; /* units of files whose path has a word, ascending */
    size_t path_at;
    size_t watch_at;
    top *out;
    uint64_t total;
    /* The unit at hand. */
    const uint8_t *rows;
    uint32_t defs;
    double gathered[PLAN_CLAUSES_MAX]; /* by clause: what it is worth to all definitions together */
    double evidence;
} text_search;

/* ---- loading ---- */

static double idf_of(double all, double having)
{
    having = CG_MIN(having, all);
    return log(1.0 + (all - having + 0.5) / (having + 0.5));
}

static void set_bits(text_search *t, source *src, const file_vec *files)
{
    size_t limit = cg_snapshot_files_limit(t->s->snap);
    if (files->len == 0)
        return;
    if (src->paths == NULL)
        src->paths = cg_arena_alloc(t->s->scratch, limit / 8 + 1);
    for (size_t i = 0; i < files->len; i++) {
        uint32_t num = files->ptr[i];
        src->paths[num / 8] |= (uint8_t)(1u << num % 8);
        CG_VEC_PUSH(&t->path_units, cg_snapshot_file(t->s->snap, num)->unit_no);
    }
}

static bool has_path(const source *src, uint32_t file)
{
    return src->paths != NULL && (src->paths[file / 8] >> file % 8 & 1);
}

static cg_code load_source(text_search *t, const clause *c, source *src, cg_err *err)
{
    cg_project_counts counts = cg_snapshot_counts(t->s->snap);
    file_vec files = {0};
    uint64_t nodes = 0, with_path = 0;
    cg_code rc = CG_OK;
    for (unsigned i = 0; rc == CG_OK && i < c->terms_count; i++) {
        term_list *list = &src->lists[src->lists_count];
        rc = term_list_load(t->s->snap, c->terms[i], list, err);
        nodes = CG_MAX(nodes, list->nodes); /* a stem's list covers its word's */
        src->lists_count += list->units.len > 0;
        if (list->units.len == 0)
            term_list_fini(list);
        if (rc == CG_OK && c->kind != CLAUSE_COMPOUND && !t->opts->names_only)
            rc = path_list_load(t->s->snap, c->terms[i], &files, err);
        with_path = CG_MAX(with_path, files.len);
    }
    if (rc == CG_OK)
        set_bits(t, src, &files);
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

static cg_code load(text_search *t, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < t->plan->clauses_count; i++) {
        rc = search_check_time(t->s, err);
        if (rc == CG_OK)
            rc = load_source(t, &t->plan->clauses[i], &t->sources[i], err);
    }
    if (t->path_units.len > 1)
        qsort(t->path_units.ptr, t->path_units.len, sizeof(uint32_t), compare_numbers);
    return rc;
}

static void unload(text_search *t)
{
    for (size_t i = 0; i < PLAN_CLAUSES_MAX; i++)
        for (unsigned n = 0; n < CLAUSE_TERMS_MAX; n++)
            term_list_fini(&t->sources[i].lists[n]);
    tables_fini(&t->tables);
    CG_VEC_FINI(&t->cells);
    CG_VEC_FINI(&t->touched);
    CG_VEC_FINI(&t->path_units);
}

/* ---- the definitions of one unit ---- */

static cell *touch(text_search *t, uint32_t def)
{
    cell *c = &t->cells.ptr[def];
    if (!c->touched) {
        *c = (cell){.touched = true};
        CG_VEC_PUSH(&t->touched, def);
    }
    return c;
}

static uint8_t join_details(uint8_t a, uint8_t b)
{
    unsigned name = CG_MAX(POST_DETAIL_NAME(a), POST_DETAIL_NAME(b));
    unsigned body = CG_MAX(POST_DETAIL_BODY(a), POST_DETAIL_BODY(b));
    unsigned doc = CG_MAX(POST_DETAIL_DOC(a), POST_DETAIL_DOC(b));
    return (uint8_t)(name | body << 2 | doc << 5 | (((unsigned)a | b) & 0x80));
}

static void score_entry(text_search *t, size_t clause_at, uint32_t def, uint8_t detail)
{
    const source *src = &t->sources[clause_at];
    if (t->opts->names_only && POST_DETAIL_NAME(detail) < NAME_PART)
        return;
    cell *c = touch(t, def);
    double worth = weights_of(&t->weights, detail, t->rows[def * TABLE_ROW + 1]);
    c->score += src->idf * worth;
    t->gathered[clause_at] += worth;
    c->fields |= weights_fields(detail);
    c->words |= t->plan->clauses[clause_at].words;
}

/* Walks the payloads of a clause's terms side by side: a definition counts once. */
static bool score_payloads(text_search *t, size_t clause_at, cg_str first, cg_str second)
{
    post_reader a = post_open(first), b = post_open(second);
    uint32_t def_a, def_b;
    uint8_t detail_a, detail_b;
    bool has_a = post_next(&a, &def_a, &detail_a), has_b = post_next(&b, &def_b, &detail_b);
    while (has_a || has_b) {
        uint32_t def = !has_b || (has_a && def_a < def_b) ? def_a : def_b;
        bool from_a = has_a && def_a == def, from_b = has_b && def_b == def;
        uint8_t detail = from_a && from_b ? join_details(detail_a, detail_b)
                         : from_a         ? detail_a
                                          : detail_b;
        if (def >= t->defs)
            return false;
        score_entry(t, clause_at, def, detail);
        if (from_a)
            has_a = post_next(&a, &def_a, &detail_a);
        if (from_b)
            has_b = post_next(&b, &def_b, &detail_b);
    }
    return !a.damaged && !b.damaged;
}

/* What the unit as a whole says: several of its definitions that have the words vouch for each of
 * them, the first most. */
static double evidence_of(const text_search *t)
{
    double sum = 0;
    for (size_t i = 0; i < t->plan->clauses_count; i++)
        if (t->plan->clauses[i].kind != CLAUSE_NOT)
            sum += t->sources[i].idf * t->gathered[i] / (t->gathered[i] + EVIDENCE_K);
    return sum * WEIGHT_EVIDENCE;
}

/* How well the words met cover the words asked. */
static double coverage(const plan *p, uint64_t words)
{
    unsigned met = (unsigned)__builtin_popcountll(words & ~p->not_wanted);
    if (p->asked < 2)
        return 1.0;
    if (met >= p->asked)
        return 1.15;
    return 0.5 + 0.5 * (double)met / (double)p->asked;
}

/* The words of the path: worth something to each node that has another word, and to the file's
 * own node they are its name. */
static void add_path(const text_search *t, uint32_t file, uint32_t def, cell *c)
{
    for (size_t i = 0; i < t->plan->words_count; i++) {
        const source *src = &t->sources[i];
        if (!has_path(src, file))
            continue;
        c->score += src->path_idf * (def == 0 ? WEIGHT_PATH_FILE : WEIGHT_PATH);
        c->words |= UINT64_C(1) << i;
        c->fields |= CG_FIELD_PATH;
    }
}

static void mark_watched(text_search *t, const cg_hit *hit)
{
    const text_options *o = t->opts;
    size_t low = 0, high = o->watch_count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const cg_hit *w = &o->watch[mid];
        if (w->file < hit->file || (w->file == hit->file && w->def < hit->def))
            low = mid + 1;
        else
            high = mid;
    }
    if (low == o->watch_count || o->watch[low].file != hit->file || o->watch[low].def != hit->def)
        return;
    o->watch_seen[low] = true;
    o->watch[low].fields |= hit->fields;
    o->watch[low].has |= hit->has;
    o->watch[low].kind = hit->kind;
    o->watch[low].signals[CG_SIGNAL_TEXT] = hit->signals[CG_SIGNAL_TEXT];
    o->watch[low].signals[CG_SIGNAL_PRIOR] = hit->signals[CG_SIGNAL_PRIOR];
}

static cg_code add_node(text_search *t, uint32_t file, uint32_t def, cg_err *err)
{
    cell c = t->cells.ptr[def];
    uint8_t row = t->rows[def * TABLE_ROW];
    add_path(t, file, def, &c);
    if ((c.words & t->plan->must) != t->plan->must || (c.words & t->plan->not_wanted) != 0 ||
        c.words == 0 || !filter_kind(t->s, row & TABLE_KIND_MASK))
        return CG_OK;
    if (t->opts->names_only && coverage(t->plan, c.words) < 1.0)
        return CG_OK;
    bool passes;
    cg_code rc = filter_def(t->s, file, def, &passes, err);
    if (rc != CG_OK || !passes)
        return rc;
    double prior = prior_kind(row & TABLE_KIND_MASK) * prior_file(t->s, file);
    prior *= row & TABLE_DECLARATION ? 0.92 : 1.0;
    prior *= row & TABLE_TEST && !t->plan->about_tests ? 0.8 : 1.0;
    t->total++;
    double score = c.score * coverage(t->plan, c.words) + t->evidence;
    cg_hit hit = {.file = file,
                  .def = def,
                  .score = score * prior,
                  .fields = c.fields,
                  .kind = row & TABLE_KIND_MASK,
                  .has = 1u << CG_SIGNAL_TEXT | 1u << CG_SIGNAL_PRIOR};
    hit.signals[CG_SIGNAL_TEXT] = (float)score;
    hit.signals[CG_SIGNAL_PRIOR] = (float)prior;
    if (t->opts->watch_count > 0)
        mark_watched(t, &hit);
    top_add(t->out, &hit);
    return CG_OK;
}

static cg_code add_file(text_search *t, uint32_t file, cg_err *err)
{
    bool in_path = false;
    for (size_t i = 0; i < t->plan->words_count; i++)
        in_path |= has_path(&t->sources[i], file);
    bool file_node = t->cells.ptr[0].touched;
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < t->touched.len; i++)
        rc = add_node(t, file, t->touched.ptr[i], err);
    if (rc == CG_OK && in_path && !file_node) {
        t->cells.ptr[0] = (cell){0}; /* untouched: what else it holds is of another unit */
        rc = add_node(t, file, 0, err);
    }
    return rc;
}

static cg_code score_unit(text_search *t, uint32_t unit, cg_err *err)
{
    cg_code rc = tables_find(&t->tables, unit, &t->rows, &t->defs, err);
    if (rc != CG_OK)
        return rc;
    if (t->defs == 0)
        return CG_FAIL(err, CG_E_CORRUPT, "the search table of a file is empty");
    if (t->cells.len < t->defs) {
        CG_VEC_RESERVE(&t->cells, t->defs);
        memset(t->cells.ptr + t->cells.len, 0, (t->cells.cap - t->cells.len) * sizeof(cell));
        t->cells.len = t->cells.cap;
    }
    memset(t->gathered, 0, t->plan->clauses_count * sizeof t->gathered[0]);
    for (size_t i = 0; i < t->plan->clauses_count; i++) {
        source *src = &t->sources[i];
        cg_str payloads[CLAUSE_TERMS_MAX] = {0};
        for (unsigned n = 0; n < src->lists_count; n++)
            payloads[n] = term_list_seek(&src->lists[n], unit);
        if (payloads[0].len + payloads[1].len > 0 &&
            !score_payloads(t, i, payloads[0], payloads[1]))
            return CG_FAIL(err, CG_E_CORRUPT, "the stored postings of a term are damaged");
    }
    t->evidence = evidence_of(t);
    uint32_t file = cg_snapshot_unit_file(t->s->snap, unit);
    for (; rc == CG_OK && file != CG_NONE; file = cg_snapshot_next_unit_file(t->s->snap, file))
        if (filter_file(t->s, file))
            rc = add_file(t, file, err);
    for (size_t i = 0; i < t->touched.len; i++)
        t->cells.ptr[t->touched.ptr[i]].touched = false;
    CG_VEC_CLEAR(&t->touched);
    return rc;
}

/* ---- all units ---- */

/* No file of the unit passes the filters: nothing of it needs to be read. */
static bool is_filtered_out(text_search *t, uint32_t unit)
{
    uint32_t file = cg_snapshot_unit_file(t->s->snap, unit);
    for (; file != CG_NONE; file = cg_snapshot_next_unit_file(t->s->snap, file))
        if (filter_file(t->s, file))
            return false;
    return true;
}

/* The lowest unit from `from` on that a clause could make a hit; CG_NONE at the end. */
static uint32_t next_unit(text_search *t, uint32_t from)
{
    uint32_t lowest = CG_NONE;
    for (size_t i = 0; i < t->plan->clauses_count; i++) {
        source *src = &t->sources[i];
        if (t->plan->clauses[i].kind == CLAUSE_NOT)
            continue;
        for (unsigned n = 0; n < src->lists_count; n++) {
            (void)term_list_seek(&src->lists[n], from);
            if (src->lists[n].at < src->lists[n].units.len)
                lowest = CG_MIN(lowest, src->lists[n].units.ptr[src->lists[n].at].unit);
        }
    }
    while (t->path_at < t->path_units.len && t->path_units.ptr[t->path_at] < from)
        t->path_at++;
    if (t->path_at < t->path_units.len)
        lowest = CG_MIN(lowest, t->path_units.ptr[t->path_at]);
    return lowest;
}

static cg_code score_units(text_search *t, cg_err *err)
{
    cg_code rc = CG_OK;
    unsigned since_check = 0;
    for (uint32_t unit = 0; rc == CG_OK && (unit = next_unit(t, unit)) != CG_NONE; unit++) {
        if (++since_check % CHECK_UNITS == 0)
            rc = search_check_time(t->s, err);
        if (rc == CG_OK && !is_filtered_out(t, unit))
            rc = score_unit(t, unit, err);
    }
    return rc;
}

cg_code text_run(search *s, const text_options *opts, top *out, uint64_t *out_total, cg_err *err)
{
    text_search *t = cg_alloc(sizeof *t);
    t->s = s;
    t->opts = opts;
    t->plan = &s->plan;
    t->out = out;
    t->tables.snap = s->snap;
    t->tables.arena = s->scratch;
    cg_project_counts counts = cg_snapshot_counts(s->snap);
    weights_init(&t->weights, (double)counts.source_bytes / (double)CG_MAX(counts.nodes, 1u));
    cg_code rc = load(t, err);
    if (rc == CG_OK)
        rc = score_units(t, err);
    top_sort(out);
    *out_total = t->total;
    unload(t);
    cg_free(t);
    return rc;
}
