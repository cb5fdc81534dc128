// SPDX-License-Identifier: Apache-2.0
// Full text: walks the units that any word meets, ascending, and scores the definitions of one
// unit at a time, so memory follows the largest unit and not the number of matches.
//
// BM25F after S. Robertson, H. Zaragoza, M. Taylor, "Simple BM25 extension to multiple weighted
// fields" (2004): the occurrences of a word in all fields, weighted, saturate together.
#include "sources.h"
#include "tables.h"
#include "weights.h"

#define CHECK_UNITS 256 /* between looks at the clock */

/* What one definition of the unit at hand has gathered. */
typedef struct cell {
    double score;
    uint64_t words; /* clauses met */
    uint32_t fields;
    bool touched;
} cell;

/* The file at hand. */
typedef struct file_at_hand {
    uint32_t num;
    double prior;
    size_t words_count;
    uint8_t words[QUERY_WORDS_MAX]; /* that its path has */
    size_t watch_from, watch_to;    /* its nodes among those watched */
} file_at_hand;

typedef struct text_search {
    search *s;
    const text_options *opts;
    const plan *plan;
    sources sources;
    tables tables;
    weights weights;
    double kinds[TABLE_KIND_MASK + 1];    /* prior_kind of each */
    double coverage[QUERY_WORDS_MAX + 1]; /* by the number of words met */
    CG_VEC(cell) cells;
    CG_VEC(uint32_t) touched;
    top *out;
    uint64_t total;
    bool asks_of_files;
    /* The unit at hand. */
    const uint8_t *rows;
    uint32_t defs;
    double gathered[PLAN_CLAUSES_MAX]; /* by clause: what it is worth to all definitions together */
    double evidence;
    file_at_hand file;
} text_search;

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
    const source *src = &t->sources.of[clause_at];
    if (t->opts->names_only && POST_DETAIL_NAME(detail) < NAME_PART)
        return;
    cell *c = touch(t, def);
    double worth = weights_of(&t->weights, detail, t->rows[def * TABLE_ROW + 1]);
    c->score += src->idf * worth;
    t->gathered[clause_at] += worth;
    c->fields |= weights_fields(&t->weights, detail);
    c->words |= t->plan->clauses[clause_at].words;
}

static bool score_payload(text_search *t, size_t clause_at, cg_str payload)
{
    post_reader reader = post_open(payload);
    uint32_t def;
    uint8_t detail;
    while (post_next(&reader, &def, &detail)) {
        if (def >= t->defs)
            return false;
        score_entry(t, clause_at, def, detail);
    }
    return !reader.damaged;
}

/* Walks the payloads of a clause's terms side by side: a definition counts once. */
static bool score_payloads(text_search *t, size_t clause_at, cg_str first, cg_str second)
{
    if (first.len == 0 || second.len == 0)
        return score_payload(t, clause_at, first.len > 0 ? first : second);
    post_reader a = post_open(first), b = post_open(second);
    uint32_t def_a = 0, def_b = 0;
    uint8_t detail_a = 0, detail_b = 0;
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
    for (size_t n = 0; n < t->sources.met_count; n++) {
        size_t i = t->sources.met[n];
        if (t->plan->clauses[i].kind != CLAUSE_NOT)
            sum += t->sources.of[i].idf * t->gathered[i] / (t->gathered[i] + EVIDENCE_K);
    }
    return sum * WEIGHT_EVIDENCE;
}

/* How well the words met cover the words asked. */
static double coverage(const plan *p, unsigned met)
{
    if (p->asked < 2)
        return 1.0;
    if (met >= p->asked)
        return 1.15;
    return 0.5 + 0.5 * (double)met / (double)p->asked;
}

static double coverage_of(const text_search *t, const cell *c)
{
    return t->coverage[__builtin_popcountll(c->words & ~t->plan->not_wanted)];
}

/* The words of the path: worth something to each node that has another word, and to the file's
 * own node they are its name. */
static void add_path(const text_search *t, uint32_t def, cell *c)
{
    for (size_t n = 0; n < t->file.words_count; n++) {
        size_t i = t->file.words[n];
        c->score += t->sources.of[i].path_idf * (def == 0 ? WEIGHT_PATH_FILE : WEIGHT_PATH);
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
static size_t find_watched(const text_search *t, uint32_t def)
{
    if (t->file.watch_from == t->file.watch_to)
        return CG_NONE;
    size_t at = watched_from(t->opts, t->file.num, def);
    return at < t->file.watch_to && t->opts->watch[at].def == def ? at : CG_NONE;
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

static double prior_of(const text_search *t, uint8_t row)
{
    double prior = t->kinds[row & TABLE_KIND_MASK] * t->file.prior;
    prior *= row & TABLE_DECLARATION ? 0.92 : 1.0;
    prior *= row & TABLE_TEST && !t->plan->about_tests ? 0.8 : 1.0;
    return prior;
}

/* What is no hit of the best, and nobody watches, is only counted. */
static void offer(text_search *t, uint32_t def, const cell *c)
{
    uint8_t row = t->rows[def * TABLE_ROW];
    double prior = prior_of(t, row), score = c->score * coverage_of(t, c) + t->evidence;
    size_t watched = find_watched(t, def);
    t->total++;
    if (watched == CG_NONE && !top_wants(t->out, score * prior))
        return;
    cg_hit hit = {.file = t->file.num,
                  .def = def,
                  .score = score * prior,
                  .fields = c->fields,
                  .kind = row & TABLE_KIND_MASK,
                  .has = 1u << CG_SIGNAL_TEXT | 1u << CG_SIGNAL_PRIOR};
    hit.signals[CG_SIGNAL_TEXT] = (float)score;
    hit.signals[CG_SIGNAL_PRIOR] = (float)prior;
    if (watched != CG_NONE)
        mark_watched(t->opts, watched, &hit);
    top_add(t->out, &hit);
}

static cg_code add_node(text_search *t, uint32_t def, cg_err *err)
{
    cell c = t->cells.ptr[def];
    add_path(t, def, &c);
    if ((c.words & t->plan->must) != t->plan->must || (c.words & t->plan->not_wanted) != 0 ||
        c.words == 0 || !filter_kind(t->s, t->rows[def * TABLE_ROW] & TABLE_KIND_MASK))
        return CG_OK;
    if (t->opts->names_only && coverage_of(t, &c) < 1.0)
        return CG_OK;
    bool passes;
    cg_code rc = filter_def(t->s, t->file.num, def, &passes, err);
    if (rc == CG_OK && passes)
        offer(t, def, &c);
    return rc;
}

static void take_file(text_search *t, uint32_t file)
{
    file_at_hand *at = &t->file;
    at->num = file;
    at->prior = prior_file(t->s, file);
    at->words_count = 0;
    for (size_t i = 0; t->sources.path_units.len > 0 && i < t->plan->words_count; i++)
        if (source_has_path(&t->sources.of[i], file))
            at->words[at->words_count++] = (uint8_t)i;
    at->watch_from = watched_from(t->opts, file, 0);
    at->watch_to = at->watch_from;
    while (at->watch_to < t->opts->watch_count && t->opts->watch[at->watch_to].file == file)
        at->watch_to++;
}

static cg_code add_file(text_search *t, uint32_t file, cg_err *err)
{
    bool file_node = t->cells.ptr[0].touched;
    cg_code rc = CG_OK;
    take_file(t, file);
    for (size_t i = 0; rc == CG_OK && i < t->touched.len; i++)
        rc = add_node(t, t->touched.ptr[i], err);
    if (rc == CG_OK && t->file.words_count > 0 && !file_node) {
        t->cells.ptr[0] = (cell){0}; /* untouched: what else it holds is of another unit */
        rc = add_node(t, 0, err);
    }
    return rc;
}

static void make_room(text_search *t)
{
    if (t->cells.len >= t->defs)
        return;
    CG_VEC_RESERVE(&t->cells, t->defs);
    memset(t->cells.ptr + t->cells.len, 0, (t->cells.cap - t->cells.len) * sizeof(cell));
    t->cells.len = t->cells.cap;
}

static cg_code score_unit(text_search *t, uint32_t unit, cg_err *err)
{
    uint32_t file = cg_snapshot_unit_file(t->s->snap, unit);
    cg_code rc = tables_find(&t->tables, unit, file, &t->rows, &t->defs, err);
    if (rc != CG_OK)
        return rc;
    if (t->defs == 0)
        return CG_FAIL(err, CG_E_CORRUPT, "the search table of a file is empty");
    make_room(t);
    memset(t->gathered, 0, t->plan->clauses_count * sizeof t->gathered[0]);
    for (size_t n = 0; n < t->sources.met_count; n++) {
        size_t i = t->sources.met[n];
        source *src = &t->sources.of[i];
        bool brings = t->plan->clauses[i].kind != CLAUSE_NOT;
        cg_str payloads[CLAUSE_TERMS_MAX] = {0};
        for (unsigned list = 0; list < src->lists_count; list++)
            if (!brings || sources_have(&t->sources, src, list, unit))
                payloads[list] = term_list_seek(&src->lists[list], unit);
        if (payloads[0].len + payloads[1].len > 0 &&
            !score_payloads(t, i, payloads[0], payloads[1]))
            return CG_FAIL(err, CG_E_CORRUPT, "the stored postings of a term are damaged");
    }
    t->evidence = evidence_of(t);
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
    if (!t->asks_of_files)
        return false;
    uint32_t file = cg_snapshot_unit_file(t->s->snap, unit);
    for (; file != CG_NONE; file = cg_snapshot_next_unit_file(t->s->snap, file))
        if (filter_file(t->s, file))
            return false;
    return true;
}

static cg_code score_units(text_search *t, cg_err *err)
{
    cg_code rc = CG_OK;
    unsigned since_check = 0;
    for (uint32_t unit = 0; rc == CG_OK && (unit = sources_next(&t->sources, unit)) != CG_NONE;
         unit++) {
        if (++since_check % CHECK_UNITS == 0)
            rc = search_check_time(t->s, err);
        if (rc == CG_OK && !is_filtered_out(t, unit))
            rc = score_unit(t, unit, err);
    }
    return rc;
}

static void text_init(text_search *t, search *s, const text_options *opts, top *out)
{
    t->s = s;
    t->opts = opts;
    t->plan = &s->plan;
    t->out = out;
    t->asks_of_files = filter_asks_of_files(s);
    tables_init(&t->tables, s);
    cg_project_counts counts = cg_snapshot_counts(s->snap);
    weights_init(&t->weights, (double)counts.source_bytes / (double)CG_MAX(counts.nodes, 1u));
    for (unsigned kind = 0; kind <= TABLE_KIND_MASK; kind++)
        t->kinds[kind] = prior_kind(kind);
    for (unsigned met = 0; met <= QUERY_WORDS_MAX; met++)
        t->coverage[met] = coverage(&s->plan, met);
}

static void text_fini(text_search *t)
{
    sources_fini(&t->sources);
    tables_fini(&t->tables);
    CG_VEC_FINI(&t->cells);
    CG_VEC_FINI(&t->touched);
}

cg_code text_run(search *s, const text_options *opts, top *out, uint64_t *out_total, cg_err *err)
{
    text_search *t = cg_alloc(sizeof *t);
    text_init(t, s, opts, out);
    cg_code rc = sources_load(&t->sources, s, !opts->names_only, err);
    if (rc == CG_OK)
        rc = score_units(t, err);
    if (opts->unordered)
        top_cut(out);
    else
        top_sort(out);
    *out_total = t->total;
    text_fini(t);
    cg_free(t);
    return rc;
}
