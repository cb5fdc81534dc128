// SPDX-License-Identifier: Apache-2.0
// Merges, picks and reverts in random histories of branches, with parsed files and with what clients
// state: what comes out is held against a model that merges cell by cell, against a clean index of the
// files that ought to be there, and against a clean overlay.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"
#include "metric.h"

/* ---- the model: a state is so many cells; 0: it is not there ---- */

#define PY 4 /* files f0.py…: things of the same number are their functions */
#define GO 2
#define FILES (PY + GO)
#define MANUAL 4 /* things behind those */
#define THINGS (PY + MANUAL)
#define NODES_AT FILES
#define EDGES_AT (NODES_AT + MANUAL)
#define DATA_AT (EDGES_AT + THINGS * THINGS)
#define EDGE_DATA_AT (DATA_AT + THINGS)
#define CELLS (EDGE_DATA_AT + THINGS * THINGS)
#define VARIANTS 4 /* the last one of a Python file lacks the function */
#define BRANCHES 4

typedef struct state {
    uint8_t cells[CELLS];
} state;
typedef struct past {
    uint64_t generation, base;
    state is;
} past;
typedef struct world {
    bench b;
    unsigned seed;
    CG_VEC(past) past;
    bool there[BRANCHES];
    uint64_t heads[BRANCHES];
} world;

static unsigned below(world *w, unsigned limit)
{
    return (unsigned)rand_r(&w->seed) % limit;
}

static cg_str branch_name(unsigned branch)
{
    static const char *const names[BRANCHES] = {"main", "one", "two", "three"};
    return cg_str_from(names[branch]);
}

static const past *find_past(const world *w, uint64_t generation)
{
    for (size_t i = 0; i < w->past.len; i++)
        if (w->past.ptr[i].generation == generation)
            return &w->past.ptr[i];
    fail_msg("generation %" PRIu64 " is not known", generation);
    return NULL;
}

static const state *head_of(const world *w, unsigned branch)
{
    return &find_past(w, w->heads[branch])->is;
}

static void note_commit(world *w, unsigned branch, uint64_t generation, const state *is)
{
    past p = {generation, w->heads[branch], *is};
    if (generation != w->heads[branch])
        CG_VEC_PUSH(&w->past, p);
    w->heads[branch] = generation;
}

static bool has_thing(const state *s, unsigned thing)
{
    return thing < PY ? s->cells[thing] != 0 && s->cells[thing] != VARIANTS
                      : s->cells[NODES_AT + thing - PY] != 0;
}

/* ---- what cells stand for ---- */

static cg_str path_of(unsigned file)
{
    static char text[16];
    snprintf(text, sizeof text, file < PY ? "f%u.py" : "g/p%u.go", file);
    return cg_str_from(text);
}

static cg_str text_of(cg_arena *arena, unsigned file, unsigned variant)
{
    unsigned next = (file + variant) % PY;
    if (file >= PY)
        return cg_arena_printf(arena, "package g\n\nfunc F%u() { F%u(); V%u() }\n\nfunc V%u() {}\n",
                               file, file == PY ? PY + 1 : PY, variant, variant);
    if (variant == VARIANTS)
        return cg_arena_printf(arena, "def other():\n    pass\n");
    return cg_arena_printf(arena,
                           "from f%u import f%u as g\nimport os\n\ndef f%u(a%u):\n"
                           "    g()\n    os.path.join(a%u)\n",
                           next, next, file, variant, variant);
}

static cg_manual_node node_of(unsigned node, unsigned variant)
{
    static char symbol[64], name[32];
    snprintf(symbol, sizeof symbol, "tool made . . m%u.", node);
    snprintf(name, sizeof name, "M%u-%u", node, variant);
    return (cg_manual_node){.kind = variant % 2 ? CG_NODE_ENTITY : CG_NODE_CLASS,
                            .symbol = cg_str_from(symbol),
                            .name = cg_str_from(name),
                            .qualified_name = cg_str_from(name),
                            .doc = CG_STR("by hand")};
}

static cg_id thing_id(unsigned thing)
{
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    char name[16];
    if (thing >= PY)
        return cg_node_id(CG_STR("p"), node_of(thing - PY, 1).symbol);
    cg_symbol_add_file(&symbol, CG_LANG_PYTHON, path_of(thing));
    snprintf(name, sizeof name, "f%u", thing);
    cg_symbol_add_descriptor(&symbol, CG_NODE_FUNCTION, cg_str_from(name), CG_STR_NULL);
    return cg_node_id(CG_STR("p"), cg_buf_str(&symbol));
}

static cg_id edge_id(unsigned from, unsigned to)
{
    return cg_edge_id(thing_id(from), CG_EDGE_REFERENCES, thing_id(to));
}

static unsigned cell_of(const cg_merge_key *key)
{
    const cg_overlay_key *o = &key->overlay;
    for (unsigned f = 0; key->path.len > 0 && f < FILES; f++)
        if (cg_str_eq(key->path, path_of(f)))
            return f;
    for (unsigned a = 0; a < THINGS; a++) {
        if (o->what == CG_OVERLAY_NODE && a >= PY && cg_id_eq(o->id, thing_id(a)))
            return NODES_AT + a - PY;
        if (o->what == CG_OVERLAY_NODE_METADATA && cg_id_eq(o->id, thing_id(a)))
            return DATA_AT + a;
        for (unsigned b = 0; b < THINGS; b++) {
            if (o->what == CG_OVERLAY_EDGE && cg_id_eq(o->id, thing_id(a)) &&
                cg_id_eq(o->target, thing_id(b)))
                return EDGES_AT + a * THINGS + b;
            if (o->what == CG_OVERLAY_EDGE_METADATA && cg_id_eq(o->id, edge_id(a, b)))
                return EDGE_DATA_AT + a * THINGS + b;
        }
    }
    fail_msg("a key that nobody knows");
    return 0;
}

static void put_overlay(cg_commit *commit, unsigned cell, unsigned value)
{
    char json[32] = "";
    if (value > 0)
        snprintf(json, sizeof json, "{\"v\":%u}", value);
    if (cell >= EDGE_DATA_AT) {
        unsigned at = cell - EDGE_DATA_AT;
        assert_ok(cg_commit_put_metadata(commit, CG_OWNER_EDGE, edge_id(at / THINGS, at % THINGS),
                                         cg_str_from(json), &ingest_err));
    } else if (cell >= DATA_AT) {
        assert_ok(cg_commit_put_metadata(commit, CG_OWNER_NODE, thing_id(cell - DATA_AT),
                                         cg_str_from(json), &ingest_err));
    } else if (cell >= EDGES_AT) {
        unsigned at = cell - EDGES_AT;
        assert_ok(cg_commit_put_manual_edge(commit, thing_id(at / THINGS), CG_EDGE_REFERENCES,
                                            thing_id(at % THINGS), &ingest_err));
    } else {
        cg_manual_node node = node_of(cell - NODES_AT, value);
        assert_ok(cg_commit_put_manual_node(commit, &node, &ingest_err));
    }
}

/* ---- what ought to be ---- */

static cg_hash128 clean_overlay(const state *s)
{
    bench b = bench_open(NULL);
    cg_commit *commit;
    cg_commit_result result;
    cg_commit_options opts = {.always = true};
    assert_ok(cg_commit_begin(b.project, &opts, &commit, &ingest_err));
    for (unsigned cell = NODES_AT; cell < CELLS; cell++)
        if (s->cells[cell] != 0)
            put_overlay(commit, cell, s->cells[cell]);
    assert_ok(cg_commit_finish(commit, CG_STR_NULL, &result, &ingest_err));
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(b.project);
    cg_hash128 digest = cg_snapshot_overlay_digest(snap);
    cg_snapshot_release(snap);
    snap = NULL;
    bench_close(&b);
    return digest;
}

static cg_hash128 clean_files(const state *s)
{
    bench b = bench_open(NULL);
    cg_ingest_source files[FILES];
    size_t count = 0;
    for (unsigned f = 0; f < FILES; f++)
        if (s->cells[f] != 0)
            files[count++] = (cg_ingest_source){.path = cg_arena_str(b.arena, path_of(f)),
                                                .content = text_of(b.arena, f, s->cells[f])};
    bench_post_all(&b, files, count);
    cg_hash128 digest = bench_digest(&b);
    bench_close(&b);
    return digest;
}

static void expect_head(world *w, unsigned branch, const char *what)
{
    cg_snapshot *snap;
    assert_ok(cg_snapshot_take_branch(w->b.project, branch_name(branch), &snap, &ingest_err));
    assert_int_equal(cg_snapshot_generation(snap), w->heads[branch]);
    if (!same_digest(cg_snapshot_digest(snap), clean_files(head_of(w, branch))))
        fail_msg("%s: the files differ from a clean index", what);
    if (!same_digest(cg_snapshot_overlay_digest(snap), clean_overlay(head_of(w, branch))))
        fail_msg("%s: the overlay differs", what);
    cg_snapshot_release(snap);
}

/* ---- changes of one branch ---- */

static unsigned any_branch(world *w)
{
    unsigned branch = below(w, BRANCHES);
    while (!w->there[branch])
        branch = below(w, BRANCHES);
    return branch;
}

static void change_files(world *w)
{
    unsigned branch = any_branch(w);
    state s = *head_of(w, branch);
    cg_ingest_source files[FILES];
    cg_str deletes[FILES];
    cg_ingest_files_request q = {
        .files = files, .deletes = deletes, .target = {.branch = branch_name(branch)}};
    cg_ingest_result result;
    for (unsigned f = 0; f < FILES; f++) {
        if (below(w, 3) != 0)
            continue;
        s.cells[f] = (uint8_t)below(w, VARIANTS + 1);
        cg_str path = cg_arena_str(w->b.arena, path_of(f));
        if (s.cells[f] == 0)
            deletes[q.deletes_count++] = path;
        else
            files[q.files_count++] =
                (cg_ingest_source){.path = path, .content = text_of(w->b.arena, f, s.cells[f])};
    }
    assert_ok(cg_ingest_files(w->b.ingest, w->b.project, &q, w->b.arena, &result, &ingest_err));
    note_commit(w, branch, result.commit.generation, &s);
}

/* A manual node takes along what hangs on it. */
static void delete_node(cg_commit *commit, state *s, unsigned node)
{
    uint64_t edges;
    unsigned thing = PY + node;
    if (s->cells[NODES_AT + node] == 0)
        return;
    assert_ok(cg_commit_delete_manual_node(commit, thing_id(thing), &edges, &ingest_err));
    s->cells[NODES_AT + node] = 0;
    s->cells[DATA_AT + thing] = 0;
    for (unsigned a = 0; a < THINGS; a++)
        for (unsigned b = 0; b < THINGS; b++)
            if ((a == thing || b == thing) && s->cells[EDGES_AT + a * THINGS + b] != 0)
                s->cells[EDGES_AT + a * THINGS + b] = s->cells[EDGE_DATA_AT + a * THINGS + b] = 0;
}

static void change_overlay(world *w)
{
    unsigned branch = any_branch(w);
    state s = *head_of(w, branch);
    cg_commit *commit;
    cg_commit_result result;
    cg_commit_options opts = {.branch = branch_name(branch)};
    assert_ok(cg_commit_begin(w->b.project, &opts, &commit, &ingest_err));
    for (unsigned n = 1 + below(w, 5); n > 0; n--) {
        unsigned node = below(w, MANUAL), a = below(w, THINGS), b = below(w, THINGS);
        unsigned value = 1 + below(w, 2), edge = a * THINGS + b;
        switch (below(w, 6)) {
        case 0:
        case 1:
            s.cells[NODES_AT + node] = (uint8_t)value;
            put_overlay(commit, NODES_AT + node, value);
            break;
        case 2: delete_node(commit, &s, node); break;
        case 3:
            if (!has_thing(&s, a) || !has_thing(&s, b))
                break;
            s.cells[EDGES_AT + edge] = 1;
            put_overlay(commit, EDGES_AT + edge, 1);
            break;
        case 4:
            value = below(w, 3);
            s.cells[DATA_AT + a] = (uint8_t)value;
            put_overlay(commit, DATA_AT + a, value);
            break;
        default:
            if (s.cells[EDGES_AT + edge] == 0)
                break;
            s.cells[EDGE_DATA_AT + edge] = (uint8_t)value;
            put_overlay(commit, EDGE_DATA_AT + edge, value);
            break;
        }
    }
    assert_ok(cg_commit_finish(commit, CG_STR_NULL, &result, &ingest_err));
    note_commit(w, branch, result.generation, &s);
}

static void make_branch(world *w)
{
    unsigned branch = 1 + below(w, BRANCHES - 1), pasts = (unsigned)w->past.len - 1;
    if (pasts == 0) /* one made at nothing would be related to none */
        return;
    if (w->there[branch])
        assert_ok(cg_branch_delete(w->b.project, branch_name(branch), 0, NULL, &ingest_err));
    w->heads[branch] = w->past.ptr[1 + below(w, pasts)].generation;
    assert_ok(
        cg_branch_create(w->b.project, branch_name(branch), w->heads[branch], 100, &ingest_err));
    w->there[branch] = true;
}

/* ---- merging, in the model ---- */

static bool is_removed(const state *base, const state *stated, const state *other, unsigned thing)
{
    return has_thing(base, thing) && has_thing(stated, thing) && !has_thing(other, thing);
}

static bool is_dangling(const state *base, const state *stated, const state *other, unsigned edge)
{
    return is_removed(base, stated, other, edge / THINGS) ||
           is_removed(base, stated, other, edge % THINGS);
}

typedef enum verdict { KEPT, TAKEN, CONFLICT } verdict;

static verdict judge(const state *base, const state *ours, const state *theirs, unsigned cell,
                     bool strict)
{
    unsigned b = base->cells[cell], o = ours->cells[cell], t = theirs->cells[cell];
    bool is_edge = cell >= EDGES_AT && cell < DATA_AT;
    if (b != t && b != o && (strict || o != t))
        return CONFLICT;
    if (b != t && b == o)
        return is_edge && t != 0 && is_dangling(base, theirs, ours, cell - EDGES_AT) ? CONFLICT
                                                                                     : TAKEN;
    return is_edge && b == 0 && t == 0 && o != 0 && is_dangling(base, ours, theirs, cell - EDGES_AT)
               ? CONFLICT
               : KEPT;
}

static unsigned side_of(const state *base, const state *ours, const state *theirs, unsigned cell,
                        cg_take take)
{
    return (take == CG_TAKE_OURS ? ours : take == CG_TAKE_THEIRS ? theirs : base)->cells[cell];
}

static int compare_resolutions(const void *a, const void *b)
{
    return cg_merge_key_cmp(&((const cg_resolution *)a)->key, &((const cg_resolution *)b)->key);
}

typedef struct merging {
    unsigned branch;
    const state *base, *ours, *theirs;
    state want;
    cg_apply_request q;
    cg_apply_result r;
} merging;

static void expect_conflicts(merging *m)
{
    bool told[CELLS] = {false};
    size_t count = 0;
    for (size_t i = 0; i < m->r.conflicts_count; i++) {
        const cg_conflict *c = &m->r.conflicts[i];
        unsigned cell = cell_of(&c->key);
        assert_false(told[cell]);
        told[cell] = true;
        assert_int_equal(c->base.present, m->base->cells[cell] != 0);
        assert_int_equal(c->ours.present, m->ours->cells[cell] != 0);
        assert_int_equal(c->theirs.present, m->theirs->cells[cell] != 0);
    }
    for (unsigned cell = 0; cell < CELLS; cell++) {
        bool is =
            judge(m->base, m->ours, m->theirs, cell, m->q.mode == CG_APPLY_STRICT) == CONFLICT;
        count += is;
        if (is && !told[cell])
            fail_msg("cell %u is in conflict, and was not told", cell);
    }
    assert_int_equal(count, m->r.conflicts_count);
}

static void apply(world *w, merging *m)
{
    cg_code rc = cg_ingest_apply(w->b.ingest, w->b.project, &m->q, w->b.arena, &m->r, &ingest_err);
    assert_ok(rc);
    m->base = &find_past(w, m->r.base)->is;
    m->ours = head_of(w, m->branch);
    m->theirs = &find_past(w, m->q.to)->is;
}

/* Decides each conflict by chance, and merges again. */
static void resolve(world *w, merging *m)
{
    cg_resolution *list = cg_arena_alloc_array(w->b.arena, m->r.conflicts_count + 1, sizeof *list);
    for (size_t i = 0; i < m->r.conflicts_count; i++)
        list[i] = (cg_resolution){.key = m->r.conflicts[i].key,
                                  .take = (cg_take)(CG_TAKE_OURS + below(w, 3))};
    qsort(list, m->r.conflicts_count, sizeof *list, compare_resolutions);
    for (size_t i = 0; i < m->r.conflicts_count; i++)
        m->want.cells[cell_of(&list[i].key)] =
            (uint8_t)side_of(m->base, m->ours, m->theirs, cell_of(&list[i].key), list[i].take);
    m->q.resolutions = list;
    m->q.resolutions_count = m->r.conflicts_count;
    m->q.target.expected = m->r.target;
    cg_conflict *again;
    size_t count;
    cg_apply_request unresolved = {.mode = m->q.mode};
    assert_ok(cg_ingest_conflicts(w->b.project, m->r.base, m->r.target, m->q.to, &unresolved,
                                  w->b.arena, &again, &count, &ingest_err));
    assert_int_equal(count, m->r.conflicts_count);
    apply(w, m);
    assert_int_equal(m->r.outcome, CG_APPLY_COMMITTED);
}

static void finish(world *w, merging *m)
{
    const char *words[] = {"merge", "change", "strict change"};
    bool strict = m->q.mode == CG_APPLY_STRICT;
    m->want = *m->ours;
    for (unsigned cell = 0; cell < CELLS; cell++) {
        verdict v = judge(m->base, m->ours, m->theirs, cell, strict);
        cg_take take = v == TAKEN ? CG_TAKE_THEIRS : v == CONFLICT ? m->q.otherwise : CG_TAKE_OURS;
        m->want.cells[cell] = (uint8_t)side_of(m->base, m->ours, m->theirs, cell, take);
    }
    if (m->r.outcome == CG_APPLY_CONFLICTS) {
        assert_int_equal(m->q.otherwise, CG_TAKE_NONE);
        expect_conflicts(m);
        expect_head(w, m->branch, "a merge with conflicts"); /* nothing was changed */
        resolve(w, m);
    }
    if (m->r.outcome == CG_APPLY_UP_TO_DATE)
        return;
    note_commit(w, m->branch, m->r.commit.generation, &m->want);
    if (m->r.outcome == CG_APPLY_COMMITTED)
        expect_head(w, m->branch, words[m->q.mode]);
}

static cg_take any_otherwise(world *w)
{
    static const cg_take takes[] = {CG_TAKE_NONE, CG_TAKE_NONE, CG_TAKE_OURS, CG_TAKE_THEIRS};
    return takes[below(w, CG_ARRAY_LEN(takes))];
}

static void merge(world *w)
{
    unsigned from = any_branch(w), to = any_branch(w);
    if (w->heads[from] == 0 || w->heads[to] == 0)
        return;
    merging m = {.branch = to,
                 .q = {.mode = CG_APPLY_MERGE,
                       .to = w->heads[from],
                       .otherwise = any_otherwise(w),
                       .fast_forward = below(w, 2) == 0,
                       .target = {.branch = branch_name(to), .message = CG_STR("merged")}}};
    apply(w, &m);
    if (m.r.outcome == CG_APPLY_FAST_FORWARD) {
        w->heads[to] = w->heads[from];
        return;
    }
    finish(w, &m);
    if (m.r.outcome != CG_APPLY_COMMITTED)
        return;
    assert_int_equal(cg_project_merge_base(w->b.project, w->heads[from], w->heads[to]),
                     w->heads[from]);
    m.q.target.expected = 0;
    apply(w, &m);
    assert_int_equal(m.r.outcome, CG_APPLY_UP_TO_DATE);
}

static void pick(world *w, bool back)
{
    unsigned branch = any_branch(w);
    const past *p = &w->past.ptr[below(w, (unsigned)w->past.len)];
    merging m = {.branch = branch,
                 .q = {.mode = below(w, 3) == 0 ? CG_APPLY_STRICT : CG_APPLY_CHANGE,
                       .from = back ? p->generation : p->base,
                       .to = back ? p->base : p->generation,
                       .otherwise = any_otherwise(w),
                       .target = {.branch = branch_name(branch)}}};
    apply(w, &m);
    finish(w, &m);
}

static void run_history(unsigned seed, unsigned steps)
{
    world w = {.b = bench_open(NULL), .seed = seed, .there = {true}};
    past none = {0};
    CG_VEC_PUSH(&w.past, none);
    for (unsigned n = 0; n < steps; n++) {
        switch (below(&w, 10)) {
        case 0:
        case 1: change_files(&w); break;
        case 2:
        case 3:
        case 4: change_overlay(&w); break;
        case 5: make_branch(&w); break;
        case 6:
        case 7: merge(&w); break;
        case 8: pick(&w, false); break;
        default: pick(&w, true); break;
        }
        if (n % 20 == 0)
            bench_expect_sound(&w.b);
    }
    for (unsigned b = 0; b < BRANCHES; b++)
        if (w.there[b])
            expect_head(&w, b, "in the end");
    bench_expect_sound(&w.b);
    CG_VEC_FINI(&w.past);
    bench_close(&w.b);
}

static void test_random_histories(void **unused)
{
    (void)unused;
    unsigned rounds = getenv("CG_LONG") != NULL && *getenv("CG_LONG") ? 100 : 12;
    for (unsigned seed = 1; seed <= rounds; seed++)
        run_history(seed, 60);
}

/* ---- single questions ---- */

static cg_apply_result apply_to(bench *b, const cg_apply_request *q)
{
    cg_apply_result r;
    assert_ok(cg_ingest_apply(b->ingest, b->project, q, b->arena, &r, &ingest_err));
    return r;
}

static uint64_t post_to(bench *b, const char *branch, const char *path, const char *text)
{
    cg_ingest_source file = {.path = cg_str_from(path), .content = cg_str_from(text)};
    cg_ingest_files_request q = {
        .files = &file, .files_count = 1, .target = {.branch = cg_str_from(branch)}};
    cg_ingest_result r;
    assert_ok(cg_ingest_files(b->ingest, b->project, &q, b->arena, &r, &ingest_err));
    return r.commit.generation;
}

/* Nothing is read of the files' texts again, nor parsed. */
static void test_nothing_is_parsed_again(void **unused)
{
    (void)unused;
    bench b = bench_open(NULL);
    uint64_t fork = post_to(&b, "main", "a.py", "def f():\n    pass\n");
    assert_ok(cg_branch_create(b.project, CG_STR("topic"), fork, 10, &ingest_err));
    uint64_t topic = post_to(&b, "topic", "b.py", "from a import f\n\ndef g():\n    f()\n");
    post_to(&b, "main", "c.py", "from a import f\n\ndef h():\n    f()\n");
    uint64_t parsed = metric_value("codegraph_parse_files_total");
    cg_apply_request q = {
        .mode = CG_APPLY_MERGE, .to = topic, .target = {.message = CG_STR("merge topic")}};
    cg_apply_result r = apply_to(&b, &q);
    assert_int_equal(r.outcome, CG_APPLY_COMMITTED);
    assert_int_equal(metric_value("codegraph_parse_files_total"), parsed);
    assert_string_equal(bench_edges(&b, CG_EDGE_CALLS), "b.py g > a.py f 100, c.py h > a.py f 100");
    cg_version v;
    assert_ok(cg_project_version(b.project, r.commit.generation, b.arena, &v, &ingest_err));
    assert_true(v.named);
    assert_int_equal(v.merged_count, 1);
    assert_int_equal(v.merged[0], topic);
    bench_expect_sound(&b);
    bench_close(&b);
}

/* A conflict of files may be settled by a text that neither side has: it is parsed. */
static void test_a_text_of_its_own(void **unused)
{
    (void)unused;
    bench b = bench_open(NULL);
    uint64_t fork = post_to(&b, "main", "a.py", "def f():\n    pass\n");
    assert_ok(cg_branch_create(b.project, CG_STR("topic"), fork, 10, &ingest_err));
    uint64_t topic = post_to(&b, "topic", "a.py", "def g():\n    pass\n");
    post_to(&b, "main", "a.py", "def h():\n    pass\n");
    cg_apply_request q = {.mode = CG_APPLY_MERGE, .to = topic};
    cg_apply_result r = apply_to(&b, &q);
    assert_int_equal(r.outcome, CG_APPLY_CONFLICTS);
    assert_int_equal(r.conflicts_count, 1);
    assert_int_equal(r.conflicts[0].kind, CG_CONFLICT_BOTH_CHANGED);
    const char *merged = "def g():\n    h()\n\ndef h():\n    pass\n";
    cg_resolution own = {
        .key = r.conflicts[0].key, .take = CG_TAKE_VALUE, .value = cg_str_from(merged)};
    q.resolutions = &own;
    q.resolutions_count = 1;
    r = apply_to(&b, &q);
    assert_int_equal(r.outcome, CG_APPLY_COMMITTED);
    bench clean = bench_open(NULL);
    bench_post(&clean, "a.py", merged);
    assert_true(same_digest(bench_digest(&b), bench_digest(&clean)));
    bench_close(&clean);
    bench_expect_sound(&b);
    bench_close(&b);
}

static void expect_refusal(bench *b, const cg_apply_request *q, cg_code code, const char *why)
{
    cg_apply_result r;
    CG_AUTO(cg_snapshot) before = cg_snapshot_take(b->project);
    assert_int_equal(cg_ingest_apply(b->ingest, b->project, q, b->arena, &r, &ingest_err), code);
    if (strstr(ingest_err.text, why) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", ingest_err.text, why);
    CG_AUTO(cg_snapshot) after = cg_snapshot_take(b->project);
    assert_int_equal(cg_snapshot_generation(after), cg_snapshot_generation(before));
}

static void test_what_is_refused(void **unused)
{
    (void)unused;
    bench b = bench_open(NULL);
    assert_ok(cg_branch_create(b.project, CG_STR("apart"), 0, 10, &ingest_err));
    uint64_t first = post_to(&b, "main", "a.py", "x = 1\n");
    uint64_t apart = post_to(&b, "apart", "b.py", "y = 1\n");
    cg_apply_request q = {.mode = CG_APPLY_MERGE, .to = apart};
    expect_refusal(&b, &q, CG_E_CONFLICT, "nothing in common");
    q = (cg_apply_request){.mode = CG_APPLY_MERGE, .to = 99};
    expect_refusal(&b, &q, CG_E_NOT_FOUND, "no generation 99");
    q = (cg_apply_request){.to = first, .from = 0, .mode = CG_APPLY_CHANGE};
    q.target.branch = CG_STR("nowhere");
    expect_refusal(&b, &q, CG_E_NOT_FOUND, "nowhere");
    q.target = (cg_ingest_target){.expected = 77};
    expect_refusal(&b, &q, CG_E_CONFLICT, "not 77");
    cg_branch_change protect = {.set_protected = true, .is_protected = true};
    assert_ok(cg_branch_update(b.project, CG_STR("main"), &protect, &ingest_err));
    q.target = (cg_ingest_target){.expected = 0};
    expect_refusal(&b, &q, CG_E_CONFLICT, "protected");
    bench_close(&b);
}

/* More conflicts than may be kept, more changes than may be compared: refused, not cut. */
static void test_limits(void **unused)
{
    (void)unused;
    bench b = bench_open(NULL);
    uint64_t fork = post_to(&b, "main", "a.py", "x = 1\n");
    post_to(&b, "main", "b.py", "x = 1\n");
    assert_ok(cg_branch_create(b.project, CG_STR("topic"), fork, 10, &ingest_err));
    post_to(&b, "topic", "b.py", "x = 3\n");
    uint64_t topic = post_to(&b, "topic", "a.py", "x = 3\n");
    post_to(&b, "main", "a.py", "x = 2\n");
    cg_apply_request q = {.mode = CG_APPLY_MERGE, .to = topic, .conflicts_max = 1};
    expect_refusal(&b, &q, CG_E_LIMIT, "more than 1 conflicts");
    q.conflicts_max = 2;
    assert_int_equal(apply_to(&b, &q).conflicts_count, 2);
    cg_commit *commit;
    cg_commit_result result;
    cg_commit_options opts = {.branch = CG_STR("topic")};
    assert_ok(cg_commit_begin(b.project, &opts, &commit, &ingest_err));
    put_overlay(commit, NODES_AT, 1);
    put_overlay(commit, NODES_AT + 1, 1);
    assert_ok(cg_commit_finish(commit, CG_STR_NULL, &result, &ingest_err));
    q = (cg_apply_request){.mode = CG_APPLY_MERGE,
                           .to = result.generation,
                           .otherwise = CG_TAKE_OURS,
                           .overlay_max = 1};
    expect_refusal(&b, &q, CG_E_LIMIT, "more than 1 changes");
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_histories),
        cmocka_unit_test(test_nothing_is_parsed_again),
        cmocka_unit_test(test_a_text_of_its_own),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_limits),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
