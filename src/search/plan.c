// SPDX-License-Identifier: Apache-2.0
// Reading queries: words, "phrases", -exclusions, and the compounds that words may have become.
#include "plan.h"

#define COMPOUND_WORDS_MAX 4

/* A word of the query on its way into clauses. */
typedef struct asked_word {
    cg_str text; /* as written */
    clause_kind kind;
    unsigned group; /* words of one group are neighbours */
    uint64_t bits;  /* of its clauses */
} asked_word;

typedef struct reader {
    cg_arena *arena;
    plan *plan;
    asked_word words[QUERY_WORDS_MAX];
    size_t words_count;
    unsigned group;
    word_forms forms;
} reader;

static cg_code too_many(cg_err *err)
{
    return CG_FAIL(err, CG_E_LIMIT, "a query may have %d words, the parts of compounds counted",
                   QUERY_WORDS_MAX);
}

/* ---- words ---- */

static cg_code read_words(reader *r, cg_str text, clause_kind kind, cg_err *err)
{
    cg_word_scan scan = cg_word_scan_open(text);
    cg_str word;
    while (cg_word_next(&scan, &word)) {
        if (r->words_count == QUERY_WORDS_MAX)
            return too_many(err);
        r->words[r->words_count++] = (asked_word){word, kind, r->group, 0};
    }
    return CG_OK;
}

static void add_phrase(reader *r, size_t first)
{
    phrase *p = &r->plan->phrases[r->plan->phrases_count];
    p->words_count = r->words_count - first;
    if (p->words_count < 2) /* a single word has no order to check */
        return;
    p->words = cg_arena_alloc_array(r->arena, p->words_count, sizeof *p->words);
    for (size_t i = 0; i < p->words_count; i++)
        p->words[i] = lower_in(r->arena, r->words[first + i].text);
    r->plan->phrases_count++;
}

static cg_code read_chunks(reader *r, cg_str text, cg_err *err)
{
    cg_code rc = CG_OK;
    while (rc == CG_OK && (text = cg_str_trim(text)).len > 0) {
        bool negative = text.ptr[0] == '-' && text.len > 1 && text.ptr[1] != '-';
        if (negative)
            text = cg_str_slice(text, 1, text.len);
        if (query_is_space(text.ptr[0]))
            continue;
        bool quoted = text.ptr[0] == '"';
        cg_str chunk = cg_str_slice(text, 0, query_chunk(text));
        size_t first = r->words_count;
        r->group += negative || quoted;
        rc = read_words(r, chunk,
                        negative ? CLAUSE_NOT
                        : quoted ? CLAUSE_MUST
                                 : CLAUSE_SHOULD,
                        err);
        r->group += negative || quoted;
        if (rc == CG_OK && quoted && !negative)
            add_phrase(r, first);
        text = cg_str_slice(text, chunk.len, text.len);
    }
    return rc;
}

/* Stop words go, unless the query has nothing else. */
static void drop_stop_words(reader *r)
{
    size_t kept = 0, telling = 0;
    bool stop[QUERY_WORDS_MAX];
    for (size_t i = 0; i < r->words_count; i++) {
        const asked_word *w = &r->words[i];
        char room[16];
        cg_str lower = cg_str_make(room, w->text.len);
        for (size_t c = 0; c < CG_MIN(w->text.len, sizeof room); c++)
            room[c] = (char)cg_word_lower((uint8_t)w->text.ptr[c]);
        stop[i] = w->kind == CLAUSE_SHOULD && lower.len <= sizeof room && word_is_stop(lower);
        telling += !stop[i] && w->kind != CLAUSE_NOT;
    }
    for (size_t i = 0; telling > 0 && i < r->words_count; i++)
        if (!stop[i])
            r->words[kept++] = r->words[i];
    if (telling > 0)
        r->words_count = kept;
}

/* ---- clauses ---- */

static clause *find_clause(plan *p, const clause *wanted)
{
    for (size_t i = 0; i < p->clauses_count; i++)
        if (p->clauses[i].kind == wanted->kind &&
            p->clauses[i].terms_count == wanted->terms_count &&
            cg_str_eq(p->clauses[i].terms[0], wanted->terms[0]))
            return &p->clauses[i];
    return NULL;
}

static clause *add_clause(reader *r, const clause *wanted)
{
    plan *p = r->plan;
    clause *c = &p->clauses[p->clauses_count++];
    *c = *wanted;
    for (unsigned i = 0; i < c->terms_count; i++)
        c->terms[i] = cg_arena_str(r->arena, c->terms[i]);
    return c;
}

/* The clause of one term, or of two that mean the same, for the word `w`. */
static cg_code add_word_clause(reader *r, asked_word *w, cg_str term, cg_str other, cg_err *err)
{
    plan *p = r->plan;
    clause wanted = {.kind = w->kind, .terms_count = 1, .terms = {term}};
    if (other.len > 0 && !cg_str_eq(term, other))
        wanted.terms[wanted.terms_count++] = other;
    clause *c = find_clause(p, &wanted);
    if (c == NULL) {
        if (p->words_count == QUERY_WORDS_MAX)
            return too_many(err);
        wanted.words = UINT64_C(1) << p->words_count++;
        p->must |= w->kind == CLAUSE_MUST ? wanted.words : 0;
        p->not_wanted |= w->kind == CLAUSE_NOT ? wanted.words : 0;
        p->asked += w->kind != CLAUSE_NOT;
        c = add_clause(r, &wanted);
    }
    w->bits |= c->words;
    return CG_OK;
}

static void add_compound(reader *r, cg_str term, uint64_t words)
{
    clause wanted = {.kind = CLAUSE_COMPOUND, .terms_count = 1, .terms = {term}, .words = words};
    if (words != 0 && r->plan->clauses_count < PLAN_CLAUSES_MAX &&
        find_clause(r->plan, &wanted) == NULL)
        (void)add_clause(r, &wanted);
}

static bool is_about_tests(cg_str stem)
{
    static const char *const words[] = {"bench", "benchmark", "exampl", "fixtur",
                                        "mock",  "spec",      "test"};
    for (size_t i = 0; i < CG_ARRAY_LEN(words); i++)
        if (cg_str_eq(stem, cg_str_from(words[i])))
            return true;
    return false;
}

/* A word is found by its stem and, in names, as it is; a compound by its parts. An excluded
 * compound is excluded as a whole. */
static cg_code add_word(reader *r, asked_word *w, cg_err *err)
{
    word_forms *f = &r->forms;
    word_forms_make(w->text, f);
    if (f->whole.len == 0)
        return CG_OK;
    if (f->single)
        r->plan->about_tests |= w->kind != CLAUSE_NOT && is_about_tests(f->parts[0]);
    if (f->single)
        return add_word_clause(r, w, f->parts[0], f->whole, err);
    if (w->kind == CLAUSE_NOT || f->parts_count == 0)
        return add_word_clause(r, w, f->whole, CG_STR_NULL, err);
    for (unsigned i = 0; i < f->parts_count; i++) {
        if (f->bare >> i & 1)
            continue;
        r->plan->about_tests |= is_about_tests(f->parts[i]);
        cg_code rc = add_word_clause(r, w, f->parts[i], CG_STR_NULL, err);
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}

/* What may be one identifier: a compound as written, and neighbours joined ("parse config" finds
 * parseConfig and parse_config first). */
static void add_compounds(reader *r)
{
    char joined[CG_TERM_MAX];
    for (size_t i = 0; i < r->words_count; i++) {
        size_t len = 0;
        uint64_t bits = 0;
        for (size_t n = 0; n < COMPOUND_WORDS_MAX && i + n < r->words_count; n++) {
            const asked_word *w = &r->words[i + n];
            if (w->kind == CLAUSE_NOT || w->group != r->words[i].group)
                break;
            word_forms_make(w->text, &r->forms);
            if (r->forms.whole.len == 0 || len + r->forms.whole.len > sizeof joined)
                break;
            memcpy(joined + len, r->forms.whole.ptr, r->forms.whole.len);
            len += r->forms.whole.len;
            bits |= w->bits;
            if (n > 0 || !r->forms.single)
                add_compound(r, cg_str_make(joined, len), bits);
        }
    }
}

cg_code plan_make(cg_str text, cg_arena *arena, plan *out_plan, cg_err *err)
{
    memset(out_plan, 0, sizeof *out_plan);
    reader *r = cg_arena_alloc(arena, sizeof *r);
    r->arena = arena;
    r->plan = out_plan;
    cg_code rc = read_chunks(r, text, err);
    if (rc != CG_OK)
        return rc;
    if (r->words_count == 0)
        return CG_FAIL(err, CG_E_INVALID, "the query has no word to look for");
    drop_stop_words(r);
    for (size_t i = 0; rc == CG_OK && i < r->words_count; i++)
        rc = add_word(r, &r->words[i], err);
    if (rc != CG_OK)
        return rc;
    bool only_exclusions = true;
    for (size_t i = 0; i < r->words_count; i++)
        only_exclusions &= r->words[i].kind == CLAUSE_NOT;
    if (only_exclusions)
        return CG_FAIL(err, CG_E_INVALID, "the query only says what to leave out");
    add_compounds(r);
    return CG_OK;
}
