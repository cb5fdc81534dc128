// SPDX-License-Identifier: Apache-2.0
// What the ways of searching share: one query under way, its filters, and the best hits so far.
#ifndef CG_SEARCH_INT_H
#define CG_SEARCH_INT_H

#include "plan.h"

/** One query under way. */
typedef struct search {
    const cg_snapshot *snap;
    cg_store *store;
    const cg_query *query;
    cg_arena *scratch;     /* gone with the query */
    cg_str words;          /* of the query's text: what is left without its filters */
    query_filters filters; /* those; kinds and langs are also of the query's own filter */
    plan plan;
    cg_str name_glob;        /* of the query's own filter, in lower case */
    uint8_t *files;          /* by file number: what is known of it (FILE_*) */
    struct table_book *book; /* whoever opens the search may take it (tables.h); NULL: none */
    const uint8_t *roles; /* by file number: 1 + its path_role, 0 where it has to be worked out */
    uint32_t roles_limit;
    cg_unit_pin *pin; /* the unit looked at last */
    uint32_t pin_unit;
} search;

void search_open(search *s, const cg_snapshot *snap, const cg_query *query);
void search_close(search *s);
/** The same query for a thread beside: all that asking changes is its own. `s` outlives it. */
void search_fork(search *s, search *out);
void search_end_fork(search *fork);
/** The filters of the query and of its text; what else the text has becomes `words`. */
CG_MUST_USE cg_code search_read_filters(search *s, cg_err *err);
/** Full text, with the plan's phrases checked. `text`: loaded. */
struct text_options;
struct text_search;
struct top;
CG_MUST_USE cg_code search_run_text(search *s, struct text_search *text,
                                    const struct text_options *opts, struct top *out,
                                    uint64_t *out_total, cg_err *err);
/** CG_E_DEADLINE once the query's time is up. */
CG_MUST_USE cg_code search_check_time(const search *s, cg_err *err);
/** The decoded unit of a file, kept until the next call. */
CG_MUST_USE cg_code search_unit(search *s, uint32_t file, const cg_unit **out_unit, cg_err *err);

/* ---- signals of a hit ---- */

static inline bool hit_has(const cg_hit *hit, cg_signal signal)
{
    return hit->has >> signal & 1;
}
static inline void hit_set_signal(cg_hit *hit, cg_signal signal, double value)
{
    hit->has |= 1u << signal;
    hit->signals[signal] = (float)value;
}

/* ---- filters, and what lowers a hit wherever it matched (filter.c) ---- */

/** Joins the query's own filter with those of its text. */
void search_narrow(search *s);
/** Does the filter of projects pass the snapshot's? */
bool search_is_of_project(const search *s);
/** Is there a language or path filter at all? */
bool filter_asks_of_files(const search *s);
/** Is there a filter of names? */
bool filter_asks_of_names(const search *s);
/** Do the language and path filters let the file's nodes pass? Worked out once per file. */
bool filter_file(search *s, uint32_t file);
/** Notes that nodes of the file are watched (text_options). */
void file_watch(search *s, uint32_t file);
bool file_is_watched(const search *s, uint32_t file);
/** The same for a node that is in no file. */
bool filter_fileless(const search *s, unsigned lang);
static inline bool filter_kind(const search *s, unsigned kind)
{
    return s->filters.kinds >> kind & 1;
}
/** The name filter, on a name in lower case. */
bool filter_name(const search *s, cg_str lower_name);
/** The same on a definition, whose unit is read for it. */
CG_MUST_USE cg_code filter_def(search *s, uint32_t file, uint32_t def, bool *out_passes,
                               cg_err *err);
/** A factor up to 1: tests and vendored code less than the project's own. */
double prior_file(search *s, uint32_t file);
/** A factor up to 1: types and functions before fields, and those before imports. */
double prior_kind(unsigned kind);

/* ---- the best hits (top.c) ---- */

typedef struct top {
    const cg_snapshot *snap;
    size_t max;
    CG_VEC(cg_hit) hits; /* in no order and more than `max`, until top_cut or top_sort */
    double floor;        /* no hit of a lower score is among the best */
    bool has_floor;
} top;

/** Best first; ties by path, then position: a total order. */
bool hit_is_better(const cg_snapshot *snap, const cg_hit *a, const cg_hit *b);
/** Whether a hit of this score might be among them. */
static inline bool top_wants(const top *t, double score)
{
    return t->max > 0 && (!t->has_floor || score >= t->floor);
}
void top_add(top *t, const cg_hit *hit);
/** Leaves the best alone, in no order; top_sort with the best first. Nothing is added afterwards. */
void top_cut(top *t);
void top_sort(top *t);
void top_fini(top *t);

/* ---- ways of searching ---- */

/** Nodes whose full text matches the plan: the best to `out` (sorted, but for what the options say), their number to *out_total.
 *  Of the nodes in `watch` (ordered by file and definition) those that match are marked in
 *  watch_seen and get their signals and fields. */
typedef struct text_options {
    bool names_only; /* all words must be parts of the name; no other field counts */
    bool unordered;  /* `out` need not be sorted */
    cg_hit *watch;
    bool *watch_seen;
    size_t watch_count;
} text_options;
CG_MUST_USE cg_code text_run(search *s, const text_options *opts, top *out, uint64_t *out_total,
                             cg_err *err);
/** The same in two steps: what is stored of the words, to be closed; and the nodes, with options that agree. */
typedef struct text_search text_search;
CG_MUST_USE cg_code text_load(search *s, bool names_only, text_search **out_text, cg_err *err);
CG_MUST_USE cg_code text_score(text_search *text, const text_options *opts, top *out,
                               uint64_t *out_total, cg_err *err);
void text_close(text_search *text); /* NULL allowed */

/** Nodes whose name matches the query's text: exact, then starting with it; with `wide` also those
 *  that have its words as parts, and if there is none at all, that contain its text or are
 *  abbreviated by it. Scores are tiers. Replaces the plan. */
CG_MUST_USE cg_code symbol_run(search *s, bool wide, top *out, uint64_t *out_total, cg_err *err);
/** Nodes whose name is nearly the query's: fewer edits first. For when nothing else was found. */
CG_MUST_USE cg_code symbol_run_fuzzy(search *s, top *out, uint64_t *out_total, cg_err *err);
/** Scores from here on belong to exact matches. */
#define SYMBOL_EXACT 1000.0
/** Is the text like one symbol, not like a question? */
bool symbol_is_like(cg_str text);

/** Drops the hits whose source does not hold the plan's phrases; where sources are not kept, all
 *  stay. `need`: stop when as many are kept. */
CG_MUST_USE cg_code phrase_keep(search *s, top *hits, size_t need, cg_err *err);

#endif
