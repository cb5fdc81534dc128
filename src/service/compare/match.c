// SPDX-License-Identifier: Apache-2.0
// What moved or was renamed: of the nodes that went and those that came, the ones that are alike. Rules from the
// surest to the weakest; each pairs what it finds exactly once on either side, and what one has paired is out of
// the next. Files under another path are found by their content, else by where most of their definitions went.
#include "compare.h"

#include <stdlib.h>

#define BODY_MIN 24 /* bytes: shorter ones are alike by chance */

typedef struct candidate {
    cg_node_ref ref;
    uint32_t file;
    uint8_t kind;
    bool came, paired;
    uint64_t id, name, tail, signature; /* hashes; tail: its qualified name in the file */
    uint64_t body;                      /* 0: none that tells */
    size_t partner;
} candidate;

typedef CG_VEC(uint32_t) by_file; /* by file number */
typedef struct matcher {
    CG_VEC(candidate) all;
    by_file gone;     /* how many definitions of it went */
    by_file pairs[2]; /* the number of the pair that it is of, by `came`; 0: none */
    uint32_t pairs_count;
} matcher;

typedef struct keyed {
    uint64_t key;
    size_t at;
} keyed;

static uint64_t mix(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    const uint64_t parts[] = {a, b, c, d};
    return cg_hash64(parts, sizeof parts, 1) | 1; /* never 0 */
}

static uint64_t hash_of(cg_str text)
{
    return cg_hash64(text.ptr, text.len, 0);
}

/* ---- who there is ---- */

static candidate make_candidate(const side_node *node, cg_node_ref ref, bool came)
{
    const cg_node_view *v = &node->view;
    bool is_file = v->kind == CG_NODE_FILE;
    return (candidate){.ref = ref,
                       .file = node->at.file,
                       .kind = (uint8_t)v->kind,
                       .came = came,
                       .id = cg_hash64(node->at.id.bytes, sizeof node->at.id.bytes, 0),
                       .name = hash_of(v->name),
                       .tail = is_file ? 0 : hash_of(v->qualified_name),
                       .signature = hash_of(v->signature),
                       .body = v->end_byte - v->start_byte >= BODY_MIN ? node->body : 0};
}

static cg_code collect(cg_compare *c, matcher *m, bool *out_whole, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_diff_row row;
    cg_code rc = CG_OK;
    while (rc == CG_OK && cg_diff_next(c->diff, &row) && row.what != CG_CHANGE_EDGE) {
        side_node node;
        bool came = row.op == CG_CHANGE_ADDED;
        if (row.what != CG_CHANGE_NODE || row.op == CG_CHANGE_CHANGED)
            continue;
        if (m->all.len == c->limits.moves) {
            *out_whole = false;
            return CG_OK;
        }
        cg_arena_mark mark = cg_arena_save(arena);
        rc = compare_load(c, came ? CG_DIFF_AFTER : CG_DIFF_BEFORE, row.node, arena, &node, err);
        if (rc == CG_OK) {
            candidate found = make_candidate(&node, row.node, came);
            CG_VEC_PUSH(&m->all, found);
        }
        cg_arena_rewind(arena, mark);
    }
    *out_whole = true;
    return rc == CG_OK ? cg_diff_status(c->diff, err) : rc;
}

/* ---- pairing ---- */

static int compare_keyed(const void *a, const void *b)
{
    const keyed *x = a, *y = b;
    return x->key < y->key ? -1 : x->key > y->key;
}

/* 0: the rule does not speak of it. */
typedef uint64_t rule_fn(const matcher *m, const candidate *c);

static void pair_two(matcher *m, size_t x, size_t y)
{
    candidate *a = &m->all.ptr[x], *b = &m->all.ptr[y];
    if (a->came == b->came)
        return;
    a->paired = b->paired = true;
    a->partner = y;
    b->partner = x;
}

static void apply(matcher *m, rule_fn *rule)
{
    CG_VEC(keyed) keys = {0};
    for (size_t i = 0; i < m->all.len; i++) {
        keyed k = {m->all.ptr[i].paired ? 0 : rule(m, &m->all.ptr[i]), i};
        if (k.key != 0)
            CG_VEC_PUSH(&keys, k);
    }
    if (keys.len > 0)
        qsort(keys.ptr, keys.len, sizeof keys.ptr[0], compare_keyed);
    for (size_t i = 0, end; i < keys.len; i = end) {
        for (end = i + 1; end < keys.len && keys.ptr[end].key == keys.ptr[i].key;)
            end++;
        if (end - i == 2)
            pair_two(m, keys.ptr[i].at, keys.ptr[i + 1].at);
    }
    CG_VEC_FINI(&keys);
}

/* ---- files ---- */

static int compare_files(const void *a, const void *b)
{
    const file_pair *x = a, *y = b;
    if (x->before != y->before)
        return x->before < y->before ? -1 : 1;
    return x->after < y->after ? -1 : x->after > y->after;
}

static bool is_file(const candidate *c)
{
    return c->kind == CG_NODE_FILE;
}

static uint32_t *of_file(by_file *all, uint32_t file)
{
    while (all->len <= file)
        CG_VEC_PUSH(all, 0);
    return &all->ptr[file];
}

/* The first that is said of a file holds. */
static void pair_files(matcher *m, file_pair files)
{
    uint32_t *before = of_file(&m->pairs[0], files.before),
             *after = of_file(&m->pairs[1], files.after);
    if (*before == 0 && *after == 0)
        *before = *after = ++m->pairs_count;
}

/* Where most of what a file had went, and the file itself is gone. */
static void vote(matcher *m)
{
    CG_VEC(file_pair) votes = {0};
    for (size_t i = 0; i < m->all.len; i++) {
        const candidate *c = &m->all.ptr[i];
        if (c->came || is_file(c) || c->file == CG_NONE)
            continue;
        ++*of_file(&m->gone, c->file);
        file_pair vote = {c->file, c->paired ? m->all.ptr[c->partner].file : c->file};
        if (vote.before != vote.after && vote.after != CG_NONE)
            CG_VEC_PUSH(&votes, vote);
    }
    if (votes.len > 0)
        qsort(votes.ptr, votes.len, sizeof votes.ptr[0], compare_files);
    for (size_t i = 0, end; i < votes.len; i = end) {
        for (end = i + 1; end < votes.len && compare_files(&votes.ptr[i], &votes.ptr[end]) == 0;)
            end++;
        if ((end - i) * 2 > *of_file(&m->gone, votes.ptr[i].before))
            pair_files(m, votes.ptr[i]);
    }
    CG_VEC_FINI(&votes);
}

static void note_files(matcher *m)
{
    for (size_t i = 0; i < m->all.len; i++) {
        const candidate *c = &m->all.ptr[i];
        if (is_file(c) && c->paired && !c->came)
            pair_files(m, (file_pair){c->file, m->all.ptr[c->partner].file});
    }
}

/* The same number for both files of a pair; 0: of none. */
static uint64_t pair_of(const matcher *m, const candidate *c)
{
    const by_file *pairs = &m->pairs[c->came];
    return c->file < pairs->len ? pairs->ptr[c->file] : 0;
}

/* ---- the rules ---- */

static uint64_t by_id(const matcher *m, const candidate *c) /* of another kind */
{
    (void)m;
    return c->id | 1;
}

static uint64_t by_content(const matcher *m, const candidate *c)
{
    (void)m;
    return is_file(c) && c->body != 0 ? c->body | 1 : 0;
}

static uint64_t by_all(const matcher *m, const candidate *c)
{
    (void)m;
    return is_file(c) ? 0 : mix(c->tail, c->body, c->signature, c->kind);
}

static uint64_t by_file_and_tail(const matcher *m, const candidate *c)
{
    uint64_t pair = pair_of(m, c);
    return pair != 0 ? mix(pair, c->tail, c->kind, 0) : 0;
}

static uint64_t by_name_and_body(const matcher *m, const candidate *c)
{
    (void)m;
    return c->body != 0 && !is_file(c) ? mix(c->name, c->body, c->kind, 2) : 0;
}

static uint64_t by_file_and_body(const matcher *m, const candidate *c)
{
    (void)m;
    return c->body != 0 && !is_file(c) ? mix(c->file, c->body, c->kind, 3) : 0;
}

static uint64_t by_body(const matcher *m, const candidate *c)
{
    (void)m;
    return c->body != 0 && !is_file(c) ? mix(c->body, c->kind, 4, 0) : 0;
}

static void find_pairs(matcher *m)
{
    apply(m, by_id);
    apply(m, by_content);
    apply(m, by_all);
    note_files(m);
    vote(m);
    apply(m, by_file_and_tail);
    apply(m, by_name_and_body);
    apply(m, by_file_and_body);
    apply(m, by_body);
}

/* ---- what was found ---- */

static int compare_before(const void *a, const void *b)
{
    const node_pair *x = a, *y = b;
    return x->before < y->before ? -1 : x->before > y->before;
}

static int compare_after(const void *a, const void *b)
{
    const node_pair *x = a, *y = b;
    return x->after < y->after ? -1 : x->after > y->after;
}

static int compare_file_after(const void *a, const void *b)
{
    const file_pair *x = a, *y = b;
    return x->after < y->after ? -1 : x->after > y->after;
}

static int compare_file_before(const void *a, const void *b)
{
    const file_pair *x = a, *y = b;
    return x->before < y->before ? -1 : x->before > y->before;
}

static void keep(const matcher *m, matches *out)
{
    for (size_t i = 0; i < m->all.len; i++) {
        const candidate *c = &m->all.ptr[i];
        if (!c->paired || c->came)
            continue;
        const candidate *to = &m->all.ptr[c->partner];
        node_pair pair = {c->ref, to->ref};
        file_pair files = {c->file, to->file};
        CG_VEC_PUSH(&out->by_before, pair);
        CG_VEC_PUSH(&out->by_after, pair);
        if (is_file(c)) {
            CG_VEC_PUSH(&out->files_before, files);
            CG_VEC_PUSH(&out->files_after, files);
        }
    }
    if (out->by_before.len > 0) {
        qsort(out->by_before.ptr, out->by_before.len, sizeof(node_pair), compare_before);
        qsort(out->by_after.ptr, out->by_after.len, sizeof(node_pair), compare_after);
    }
    if (out->files_before.len > 0) {
        qsort(out->files_before.ptr, out->files_before.len, sizeof(file_pair), compare_file_before);
        qsort(out->files_after.ptr, out->files_after.len, sizeof(file_pair), compare_file_after);
    }
}

const file_pair *matches_file(const matches *m, uint32_t file, cg_diff_side side)
{
    const file_pair wanted = {file, file};
    bool after = side == CG_DIFF_AFTER;
    if (m->files_after.len == 0)
        return NULL;
    return bsearch(&wanted, after ? m->files_after.ptr : m->files_before.ptr, m->files_after.len,
                   sizeof wanted, after ? compare_file_after : compare_file_before);
}

void matches_fini(matches *m)
{
    CG_VEC_FINI(&m->by_before);
    CG_VEC_FINI(&m->by_after);
    CG_VEC_FINI(&m->files_before);
    CG_VEC_FINI(&m->files_after);
}

cg_node_ref matches_before(const matches *m, cg_node_ref after)
{
    const node_pair wanted = {.after = after}, *found = NULL;
    if (m->by_after.len > 0)
        found = bsearch(&wanted, m->by_after.ptr, m->by_after.len, sizeof wanted, compare_after);
    return found != NULL ? found->before : 0;
}

cg_node_ref matches_after(const matches *m, cg_node_ref before)
{
    const node_pair wanted = {.before = before}, *found = NULL;
    if (m->by_before.len > 0)
        found = bsearch(&wanted, m->by_before.ptr, m->by_before.len, sizeof wanted, compare_before);
    return found != NULL ? found->after : 0;
}

cg_code compare_match(cg_compare *c, cg_err *err)
{
    matcher m = {0};
    cg_code rc = collect(c, &m, &c->matches.whole, err);
    if (rc == CG_OK && c->matches.whole) {
        find_pairs(&m);
        keep(&m, &c->matches);
    }
    CG_VEC_FINI(&m.all);
    CG_VEC_FINI(&m.gone);
    CG_VEC_FINI(&m.pairs[0]);
    CG_VEC_FINI(&m.pairs[1]);
    cg_diff_rewind(c->diff);
    return rc;
}
