// SPDX-License-Identifier: Apache-2.0
// From a unit and its source to postings: one pass over the bytes, counting into a list of entries
// per term, then one payload per term. All memory is kept for the next file.
#include <stdlib.h>

#include "book.h"
#include "paths.h"
#include "postings.h"
#include "regex/trigrams.h"

#define QUALIFIED_DEPTH 3         /* owners whose names are part of the qualified name here */
#define KEEP_BYTES (8u << 20)     /* buffers beyond this are given back after the file */
#define QUEUE_WORDS 64            /* words looked up side by side */
#define WORD_BODY_MAX CG_TERM_MAX /* longer words in bodies are data, not language */

/* How often a definition has a term; a term's entries are a list, newest first. */
typedef struct count {
    uint32_t def;
    uint32_t older;
    uint8_t name, signature;
    uint16_t doc, body;
} count;

typedef struct def_state {
    uint32_t words;
    uint32_t name_parts;
} def_state;

/* What a word is to its definition. */
typedef enum word_use {
    USE_BODY = CG_REGION_BODY,
    USE_SIGNATURE = CG_REGION_SIGNATURE,
    USE_DOC = CG_REGION_DOC,
    USE_NAME_PART,
    USE_NAME_WHOLE,
    USE_QUALIFIED,
} word_use;

/* A word on its way to the counts. */
typedef struct queued {
    cg_str word;
    uint32_t hash;
    uint32_t def;
    uint32_t index; /* in the book */
    uint8_t use;    /* word_use */
} queued;

struct cg_text_indexer {
    book book;
    uint32_t epoch;
    cg_regions regions;
    queued queue[QUEUE_WORDS];
    size_t queue_len;
    CG_VEC(uint32_t) terms; /* of this file, in the order of their first use */
    CG_VEC(count) counts;
    CG_VEC(def_state) defs;
    CG_VEC(count) sorting;
    cg_buf payloads;
    CG_VEC(uint32_t) offsets; /* where each payload begins */
    CG_VEC(cg_posting) postings;
    char table_text[TABLE_TERM_LEN];
    char trigram_text[TRIGRAM_TERM_LEN];
    uint8_t trigrams[TRIGRAM_FILTER_MAX]; /* scratch */
    bool with_trigrams;
    path_terms path;
};

cg_text_indexer *cg_text_indexer_create(bool with_trigrams)
{
    cg_text_indexer *x = cg_alloc(sizeof *x);
    x->with_trigrams = with_trigrams;
    book_init(&x->book);
    return x;
}

void cg_text_indexer_destroy(cg_text_indexer *indexer)
{
    if (indexer == NULL)
        return;
    book_fini(&indexer->book);
    cg_regions_fini(&indexer->regions);
    CG_VEC_FINI(&indexer->terms);
    CG_VEC_FINI(&indexer->counts);
    CG_VEC_FINI(&indexer->defs);
    CG_VEC_FINI(&indexer->sorting);
    cg_buf_fini(&indexer->payloads);
    CG_VEC_FINI(&indexer->offsets);
    CG_VEC_FINI(&indexer->postings);
    path_terms_fini(&indexer->path);
    cg_free(indexer);
}

/* ---- counting ---- */

/* The entry of `def` in the list of a term: its newest, or a new one. A definition that is come
 * back to gets a second entry; they are joined when the payload is made. */
static inline count *count_of(cg_text_indexer *x, uint32_t term_index, uint32_t def)
{
    book_term *term = &x->book.terms.ptr[term_index];
    if (term->epoch != x->epoch) {
        term->epoch = x->epoch;
        term->last = CG_NONE;
        CG_VEC_PUSH(&x->terms, term_index);
    }
    if (term->last != CG_NONE && x->counts.ptr[term->last].def == def)
        return &x->counts.ptr[term->last];
    CG_VEC_PUSH(&x->counts, (count){.def = def, .older = term->last});
    term->last = (uint32_t)x->counts.len - 1;
    return &x->counts.ptr[term->last];
}

static void count_word(cg_text_indexer *x, const queued *q)
{
    const book_word *word = &x->book.words.ptr[q->index];
    const uint32_t *links = x->book.links.ptr + word->first;
    bool prose = q->use <= USE_DOC;
    unsigned first = prose ? word->prose_first : 0;
    for (unsigned i = first; i < word->count; i++) {
        count *c = count_of(x, links[i], q->def);
        if (q->use == USE_BODY)
            c->body += c->body < UINT16_MAX;
        else if (q->use == USE_DOC)
            c->doc += c->doc < UINT16_MAX;
        else if (q->use == USE_SIGNATURE)
            c->signature = 1;
        else if (q->use == USE_QUALIFIED)
            c->name = CG_MAX(c->name, (uint8_t)NAME_QUALIFIED);
        else
            c->name = q->use == USE_NAME_WHOLE && i == 0 ? NAME_WHOLE
                                                         : CG_MAX(c->name, (uint8_t)NAME_PART);
    }
    if (prose)
        x->defs.ptr[q->def].words += word->count > first;
    else if (q->use != USE_QUALIFIED)
        x->defs.ptr[q->def].name_parts += word->name_parts;
}

/* The steps of a look-up for all words of the queue: see book.h. */
static void count_queue(cg_text_indexer *x)
{
    for (size_t i = 0; i < x->queue_len; i++)
        book_prefetch_word(&x->book, x->queue[i].hash);
    for (size_t i = 0; i < x->queue_len; i++)
        x->queue[i].index = book_find(&x->book, x->queue[i].word, x->queue[i].hash);
    for (size_t i = 0; i < x->queue_len; i++)
        book_prefetch_terms(&x->book, x->queue[i].index);
    for (size_t i = 0; i < x->queue_len; i++)
        count_word(x, &x->queue[i]);
    x->queue_len = 0;
}

static inline void queue_word(cg_text_indexer *x, cg_str word, uint32_t def, word_use use)
{
    uint32_t hash = book_hash(&x->book, &word);
    x->queue[x->queue_len++] = (queued){word, hash, def, 0, (uint8_t)use};
    if (x->queue_len == QUEUE_WORDS)
        count_queue(x);
}

/* Queues the words of `text` that begin before `stop`; returns where the next one may begin. */
static const char *queue_text(cg_text_indexer *x, const char *from, const char *stop,
                              const char *end, uint32_t def, word_use use)
{
    cg_word_scan scan = {from, end};
    cg_str word;
    while (cg_word_next_before(&scan, stop, &word))
        if (word.len <= WORD_BODY_MAX)
            queue_word(x, word, def, use);
    return CG_MIN(CG_MAX(scan.pos, stop), end);
}

static void queue_name(cg_text_indexer *x, cg_str name, uint32_t def, bool qualified)
{
    cg_word_scan scan = cg_word_scan_open(name);
    cg_str word, bare = name;
    while (bare.len > 0 && bare.ptr[0] == '_')
        bare = cg_str_slice(bare, 1, bare.len);
    while (cg_word_next(&scan, &word)) {
        bool whole = word.ptr == bare.ptr && word.len == bare.len;
        queue_word(x, word, def,
                   qualified ? USE_QUALIFIED
                   : whole   ? USE_NAME_WHOLE
                             : USE_NAME_PART);
    }
}

static void queue_names(cg_text_indexer *x, const cg_unit *unit, uint32_t def)
{
    const cg_def *d = &unit->defs.ptr[def];
    queue_name(x, cg_unit_str(unit, d->name), def, false);
    if (d->kind == CG_NODE_IMPORT)
        return;
    if (d->qualifier.len > 0)
        queue_name(x, cg_unit_str(unit, d->qualifier), def, true);
    uint32_t owner = d->parent;
    for (unsigned i = 0; i < QUALIFIED_DEPTH && owner != 0 && owner < unit->defs.len; i++) {
        queue_name(x, cg_unit_str(unit, unit->defs.ptr[owner].name), def, true);
        owner = unit->defs.ptr[owner].parent;
    }
}

static void count_unit(cg_text_indexer *x, const cg_unit *unit, cg_str source)
{
    const char *end = cg_word_scan_open(source).end, *at = source.ptr;
    for (size_t i = 0; i < x->regions.list.len; i++) {
        const cg_region *r = &x->regions.list.ptr[i];
        if (r->opens)
            queue_names(x, unit, r->def);
        if (source.len == 0)
            continue;
        const char *stop =
            i + 1 < x->regions.list.len ? source.ptr + x->regions.list.ptr[i + 1].start : end;
        if (at < stop)
            at = queue_text(x, at, stop, end, r->def, (word_use)r->field);
    }
    for (size_t i = 0; i < x->regions.loose_docs.len; i++) {
        uint32_t def = x->regions.loose_docs.ptr[i];
        cg_str doc = cg_unit_str(unit, unit->defs.ptr[def].doc);
        (void)queue_text(x, doc.ptr, doc.ptr + doc.len, doc.ptr + doc.len, def, USE_DOC);
    }
    count_queue(x);
}

/* ---- payloads ---- */

static int compare_counts(const void *a, const void *b)
{
    const count *x = a, *y = b;
    return (x->def > y->def) - (x->def < y->def);
}

static void sort_counts(count *list, size_t n)
{
    if (n > 32) {
        qsort(list, n, sizeof *list, compare_counts);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        count moved = list[i];
        size_t at = i;
        for (; at > 0 && list[at - 1].def > moved.def; at--)
            list[at] = list[at - 1];
        list[at] = moved;
    }
}

static size_t join_counts(count *list, size_t n)
{
    size_t kept = 0;
    for (size_t i = 1; i < n; i++) {
        count *into = &list[kept];
        const count *from = &list[i];
        if (from->def != into->def) {
            list[++kept] = *from;
            continue;
        }
        into->name = CG_MAX(into->name, from->name);
        into->signature |= from->signature;
        into->doc = (uint16_t)CG_MIN((unsigned)into->doc + from->doc, UINT16_MAX + 0u);
        into->body = (uint16_t)CG_MIN((unsigned)into->body + from->body, UINT16_MAX + 0u);
    }
    return kept + 1;
}

static inline void add_count(cg_text_indexer *x, uint32_t last, const count *c)
{
    post_entry entry = {
        .def = c->def, .name = c->name, .signature = c->signature, .doc = c->doc, .body = c->body};
    post_add(&x->payloads, last, &entry);
}

static void add_payload(cg_text_indexer *x, uint32_t newest)
{
    if (x->counts.ptr[newest].older == CG_NONE) { /* the most frequent case by far */
        add_count(x, CG_NONE, &x->counts.ptr[newest]);
        return;
    }
    size_t n = 0;
    for (uint32_t i = newest; i != CG_NONE; i = x->counts.ptr[i].older)
        n++;
    CG_VEC_RESERVE(&x->sorting, n);
    count *list = x->sorting.ptr;
    bool ascending = true;
    size_t at = n;
    for (uint32_t i = newest; i != CG_NONE; i = x->counts.ptr[i].older) {
        list[--at] = x->counts.ptr[i];
        ascending &= at + 1 == n || list[at].def < list[at + 1].def;
    }
    if (!ascending) {
        sort_counts(list, n);
        n = join_counts(list, n);
    }
    uint32_t last = CG_NONE;
    for (size_t i = 0; i < n; i++) {
        add_count(x, last, &list[i]);
        last = list[i].def;
    }
}

static void add_table(cg_text_indexer *x, const cg_unit *unit)
{
    for (size_t i = 0; i < unit->defs.len; i++) {
        const cg_def *d = &unit->defs.ptr[i];
        unsigned flags = (d->modifiers & CG_MOD_TEST ? TABLE_TEST : 0) |
                         (d->modifiers & CG_MOD_DECLARATION ? TABLE_DECLARATION : 0);
        table_add_row(&x->payloads, d->kind, flags, x->defs.ptr[i].words,
                      x->defs.ptr[i].name_parts);
    }
}

static void add_posting(cg_text_indexer *x, cg_str term)
{
    CG_VEC_PUSH(&x->postings, (cg_posting){.term = term});
    CG_VEC_PUSH(&x->offsets, (uint32_t)x->payloads.len);
}

static void make_postings(cg_text_indexer *x, cg_blob_id blob, const cg_unit *unit, cg_str source)
{
    add_posting(x, table_term(blob, x->table_text));
    add_table(x, unit);
    if (x->with_trigrams) {
        add_posting(x, trigram_term(blob, x->trigram_text));
        trigrams_add_filter(source, x->trigrams, &x->payloads);
    }
    for (size_t i = 0; i < x->terms.len; i++) {
        const book_term *term = &x->book.terms.ptr[x->terms.ptr[i]];
        add_posting(x, book_text(&x->book, term));
        add_payload(x, term->last);
    }
    CG_ASSERT(x->payloads.error == CG_OK && x->payloads.len < UINT32_MAX);
    CG_VEC_PUSH(&x->offsets, (uint32_t)x->payloads.len);
    for (size_t i = 0; i < x->postings.len; i++)
        x->postings.ptr[i].payload = cg_str_make(x->payloads.ptr + x->offsets.ptr[i],
                                                 x->offsets.ptr[i + 1] - x->offsets.ptr[i]);
}

/* ---- one unit ---- */

static void begin_unit(cg_text_indexer *x, const cg_unit *unit)
{
    book_relieve(&x->book);
    if (x->counts.cap * sizeof(count) > KEEP_BYTES)
        CG_VEC_FINI(&x->counts);
    if (x->payloads.cap > KEEP_BYTES)
        cg_buf_fini(&x->payloads);
    x->epoch++; /* terms made anew have epoch 0; a wrap needs 2^32 files without a relief */
    x->epoch += x->epoch == 0;
    CG_VEC_CLEAR(&x->terms);
    CG_VEC_CLEAR(&x->counts);
    CG_VEC_CLEAR(&x->postings);
    CG_VEC_CLEAR(&x->offsets);
    cg_buf_clear(&x->payloads);
    CG_VEC_CLEAR(&x->defs);
    CG_VEC_RESERVE(&x->defs, unit->defs.len + 1);
    memset(x->defs.ptr, 0, (unit->defs.len + 1) * sizeof *x->defs.ptr);
}

size_t cg_text_index_unit(cg_text_indexer *indexer, cg_blob_id blob, const cg_unit *unit,
                          cg_str source, const cg_posting **out_postings)
{
    begin_unit(indexer, unit);
    if (unit->defs.len > 0) {
        cg_regions_make(&indexer->regions, unit, source);
        count_unit(indexer, unit, source);
        make_postings(indexer, blob, unit, source);
    }
    *out_postings = indexer->postings.ptr;
    return indexer->postings.len;
}

size_t cg_text_index_path(cg_text_indexer *indexer, cg_str path, const cg_str **out_terms)
{
    return path_terms_make(&indexer->path, path, out_terms);
}
