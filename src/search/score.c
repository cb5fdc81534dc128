// SPDX-License-Identifier: Apache-2.0
// One unit at a time, so memory follows the largest unit and not the number of matches.
#include "score.h"

#include "cells.h"
#include "tables.h"

#define CHECK_UNITS 256 /* between looks at the clock */

/* The file at hand. */
typedef struct file_at_hand {
    uint32_t num;
    double prior;
    size_t words_count;
    uint8_t words[QUERY_WORDS_MAX]; /* that its path has */
    size_t watch_from, watch_to;    /* its nodes among those watched */
} file_at_hand;

typedef struct scorer {
    const text_search *g;
    const plan *plan;
    tables tables;
    cells cells;     /* of the unit at hand */
    double evidence; /* likewise */
    file_at_hand file;
    top *out;
    uint64_t total;
} scorer;

/* ---- the definitions of one file ---- */

/* How well the words met cover the words asked. */
static double coverage(const plan *p, unsigned met)
{
    if (p->asked < 2)
        return 1.0;
    if (met >= p->asked)
        return 1.15;
    return 0.5 + 0.5 * (double)met / (double)p->asked;
}

static double coverage_of(const scorer *r, const cell *c)
{
    uint64_t words = c->words & ~r->plan->not_wanted;
    return words < CG_ARRAY_LEN(r->g->low_coverage) ? r->g->low_coverage[words]
                                                    : r->g->coverage[__builtin_popcountll(words)];
}

/* The words of the path: worth something to each node that has another word, and to the file's
 * own node they are its name. */
static void add_path(const scorer *r, uint32_t def, cell *c)
{
    for (size_t n = 0; n < r->file.words_count; n++) {
        size_t i = r->file.words[n];
        c->score += r->g->sources.of[i].path_idf * (def == 0 ? WEIGHT_PATH_FILE : WEIGHT_PATH);
        c->words |= UINT64_C(1) << i;
        c->fields |= CG_FIELD_PATH;
    }
}

/* The first node watched of `file` from `def` on. */
static size_t watched_from(const text_options *o, uint32_t file, uint32_t def)
{
    size_t low = 0, high = o->watch_count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const cg_hit *w = &o->watch[mid];
        if (w->file < file || (w->file == file && w->def < def))
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* CG_NONE: it is not watched. */
static size_t find_watched(const scorer *r, uint32_t def)
{
    const text_options *o = r->g->opts;
    if (r->file.watch_from == r->file.watch_to)
        return CG_NONE;
    size_t at = watched_from(o, r->file.num, def);
    return at < r->file.watch_to && o->watch[at].def == def ? at : CG_NONE;
}

static void mark_watched(const text_options *o, size_t at, const cg_hit *hit)
{
    o->watch_seen[at] = true;
    o->watch[at].fields |= hit->fields;
    o->watch[at].has |= hit->has;
    o->watch[at].kind = hit->kind;
    o->watch[at].signals[CG_SIGNAL_TEXT] = hit->signals[CG_SIGNAL_TEXT];
    o->watch[at].signals[CG_SIGNAL_PRIOR] = hit->signals[CG_SIGNAL_PRIOR];
}

static double prior_of(const scorer *r, uint8_t row)
{
    double prior = r->g->kinds[row & TABLE_KIND_MASK] * r->file.prior;
    prior *= row & TABLE_DECLARATION ? 0.92 : 1.0;
    prior *= row & TABLE_TEST && !r->plan->about_tests ? 0.8 : 1.0;
    return prior;
}

/* What is no hit of the best, and nobody watches, is only counted. */
static void offer(scorer *r, uint32_t def, const cell *c)
{
    uint8_t row = r->cells.rows[def * TABLE_ROW];
    double prior = prior_of(r, row), score = c->score * coverage_of(r, c) + r->evidence;
    size_t watched = find_watched(r, def);
    r->total++;
    if (watched == CG_NONE && !top_wants(r->out, score * prior))
        return;
    cg_hit hit = {.file = r->file.num,
                  .def = def,
                  .score = score * prior,
                  .fields = c->fields,
                  .kind = row & TABLE_KIND_MASK,
                  .has = 1u << CG_SIGNAL_TEXT | 1u << CG_SIGNAL_PRIOR};
    hit.signals[CG_SIGNAL_TEXT] = (float)score;
    hit.signals[CG_SIGNAL_PRIOR] = (float)prior;
    if (watched != CG_NONE)
        mark_watched(r->g->opts, watched, &hit);
    top_add(r->out, &hit);
}

static cg_code add_node(scorer *r, uint32_t def, const cell *c, cg_err *err)
{
    const text_search *g = r->g;
    if ((c->words & r->plan->must) != r->plan->must || (c->words & r->plan->not_wanted) != 0 ||
        c->words == 0 || !filter_kind(g->s, r->cells.rows[def * TABLE_ROW] & TABLE_KIND_MASK))
        return CG_OK;
    if (g->opts->names_only && coverage_of(r, c) < 1.0)
        return CG_OK;
    bool passes = true;
    cg_code rc = g->asks_of_names ? filter_def(g->s, r->file.num, def, &passes, err) : CG_OK;
    if (rc == CG_OK && passes)
        offer(r, def, c);
    return rc;
}

static cg_code add_node_of_path(scorer *r, uint32_t def, cg_err *err)
{
    cell c = r->cells.of[def];
    add_path(r, def, &c);
    return add_node(r, def, &c, err);
}

static void take_file(scorer *r, uint32_t file)
{
    const text_search *g = r->g;
    const text_options *o = g->opts;
    file_at_hand *at = &r->file;
    at->num = file;
    at->prior = prior_file(g->s, file);
    at->words_count = 0;
    for (size_t i = 0; g->sources.path_units.len > 0 && i < r->plan->words_count; i++)
        if (source_has_path(&g->sources.of[i], file))
            at->words[at->words_count++] = (uint8_t)i;
    at->watch_from = at->watch_to = 0;
    if (!file_is_watched(g->s, file))
        return;
    at->watch_from = at->watch_to = watched_from(o, file, 0);
    while (at->watch_to < o->watch_count && o->watch[at->watch_to].file == file)
        at->watch_to++;
}

static cg_code add_file(scorer *r, uint32_t file, cg_err *err)
{
    const cells *c = &r->cells;
    cg_code rc = CG_OK;
    take_file(r, file);
    if (r->file.words_count == 0) {
        for (uint32_t i = 0; rc == CG_OK && i < c->touched_count; i++)
            rc = add_node(r, c->touched[i], &c->of[c->touched[i]], err);
        return rc;
    }
    for (uint32_t i = 0; rc == CG_OK && i < c->touched_count; i++)
        rc = add_node_of_path(r, c->touched[i], err);
    return rc == CG_OK && c->of[0].words == 0 ? add_node_of_path(r, 0, err) : rc;
}

/* ---- units ---- */

/* The clauses of the unit, one after the other, and what it says as a whole: several of its definitions that have the words vouch
 * for each of them, the first most. */
static cg_code score_clauses(scorer *r, const unit_clauses *unit, cg_err *err)
{
    double sum = 0;
    for (size_t n = 0; n < unit->count; n++) {
        const unit_clause *u = &unit->of[n];
        const clause *asked = &r->plan->clauses[u->clause];
        double idf = r->g->sources.of[u->clause].idf, gathered;
        const cell_clause means = {idf, asked->words, r->g->opts->names_only};
        if (!cells_add(&r->cells, &r->g->weights, &means, u->payloads[0], u->payloads[1],
                       &gathered))
            return CG_FAIL(err, CG_E_CORRUPT, "the stored postings of a term are damaged");
        if (asked->kind != CLAUSE_NOT)
            sum += idf * gathered / (gathered + EVIDENCE_K);
    }
    r->evidence = sum * WEIGHT_EVIDENCE;
    return CG_OK;
}

static cg_code score_unit(scorer *r, const unit_clauses *unit, cg_err *err)
{
    search *s = r->g->s;
    uint32_t file = cg_snapshot_unit_file(s->snap, unit->unit), defs;
    const uint8_t *rows;
    cg_code rc = tables_find(&r->tables, unit->unit, file, &rows, &defs, err);
    if (rc != CG_OK)
        return rc;
    if (defs == 0)
        return CG_FAIL(err, CG_E_CORRUPT, "the search table of a file is empty");
    cells_open(&r->cells, rows, defs);
    rc = score_clauses(r, unit, err);
    for (; rc == CG_OK && file != CG_NONE; file = cg_snapshot_next_unit_file(s->snap, file))
        if (filter_file(s, file))
            rc = add_file(r, file, err);
    cells_close(&r->cells);
    return rc;
}

/* No file of the unit passes the filters: nothing of it needs to be read. */
static bool is_filtered_out(const text_search *g, uint32_t unit)
{
    if (!g->asks_of_files)
        return false;
    uint32_t file = cg_snapshot_unit_file(g->s->snap, unit);
    for (; file != CG_NONE; file = cg_snapshot_next_unit_file(g->s->snap, file))
        if (filter_file(g->s, file))
            return false;
    return true;
}

/* Each unit is asked for before the one in front of it is scored: its bytes are on their way meanwhile. */
static cg_code score_all(scorer *r, source_walk *walk, cg_err *err)
{
    unit_clauses *unit = &walk->units[0], *next = &walk->units[1];
    cg_code rc = CG_OK;
    unsigned since_check = 0;
    for (source_walk_next(walk, unit); rc == CG_OK && unit->unit != CG_NONE;) {
        source_walk_next(walk, next);
        if (++since_check % CHECK_UNITS == 0)
            rc = search_check_time(r->g->s, err);
        if (rc == CG_OK && !is_filtered_out(r->g, unit->unit))
            rc = score_unit(r, unit, err);
        unit_clauses *scored = unit;
        unit = next;
        next = scored;
    }
    return rc;
}

cg_code score_units(const text_search *g, source_walk *walk, top *out, uint64_t *out_total,
                    cg_err *err)
{
    scorer r = {.g = g, .plan = &g->s->plan, .out = out};
    tables_init(&r.tables, g->s);
    cg_code rc = score_all(&r, walk, err);
    tables_fini(&r.tables);
    cells_fini(&r.cells);
    *out_total = r.total;
    return rc;
}

void text_search_init(text_search *g, search *s)
{
    cg_project_counts counts = cg_snapshot_counts(s->snap);
    g->s = s;
    g->asks_of_files = filter_asks_of_files(s);
    g->asks_of_names = filter_asks_of_names(s);
    weights_init(&g->weights, (double)counts.source_bytes / (double)CG_MAX(counts.nodes, 1u));
    for (unsigned kind = 0; kind <= TABLE_KIND_MASK; kind++)
        g->kinds[kind] = prior_kind(kind);
    for (unsigned met = 0; met <= QUERY_WORDS_MAX; met++)
        g->coverage[met] = coverage(&s->plan, met);
    for (unsigned words = 0; words < CG_ARRAY_LEN(g->low_coverage); words++)
        g->low_coverage[words] = g->coverage[__builtin_popcount(words)];
}
