// SPDX-License-Identifier: Apache-2.0
// What the tests of random histories share.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "world.h"

void world_open(world *w, const char *engine, const char *name, unsigned number)
{
    *w = (world){.engine = engine, .twigs[0].there = true};
    snprintf(w->path, sizeof w->path, "%s-%u", name, number);
    w->store = fixture_open(engine, w->path);
    w->project = fixture_project(w->store, "p");
    CG_VEC_PUSH(&w->past, (past){0});
}

void world_reopen(world *w)
{
    if (strcmp(w->engine, "memory") == 0)
        return;
    cg_store_close(w->store);
    w->store = fixture_open(w->engine, w->path);
    w->project = fixture_project(w->store, "p");
}

void world_close(world *w)
{
    CG_VEC_FINI(&w->past);
    cg_store_close(w->store);
}

/* ---- what happens ---- */

cg_str world_branch_name(unsigned branch)
{
    static char names[WORLD_BRANCHES][24];
    if (branch == 0)
        return CG_STR("main");
    snprintf(names[branch], sizeof names[branch], "topic/%u", branch);
    return cg_str_from(names[branch]);
}

unsigned world_any_branch(const world *w)
{
    unsigned b = random_below(WORLD_BRANCHES);
    while (!w->twigs[b].there)
        b = random_below(WORLD_BRANCHES);
    return b;
}

cg_commit *world_begin(world *w, const cg_commit_options *opts, size_t base, past *out_next,
                       const char *const *faults, size_t faults_count)
{
    uint32_t nums[TOY_FILES_MAX];
    cg_commit *commit;
    *out_next = w->past.ptr[base];
    toy_tree before = out_next->tree;
    random_change_tree(&out_next->tree);
    toy_change change = {
        .from = &before, .to = &out_next->tree, .relink_all = random_below(4) == 0};
    cg_fault_set(faults[random_below((uint32_t)faults_count)]);
    assert_ok(cg_commit_begin(w->project, opts, &commit, &graph_err));
    assert_ok(toy_put_all(commit, w->project, &change, nums, &graph_err));
    assert_ok(toy_link_all(commit, &change, nums, &graph_err));
    return commit;
}

void world_note(world *w, unsigned branch, size_t base, const past *next, uint64_t generation)
{
    past is = *next;
    is.base = base;
    is.generation = generation;
    is.collected = false;
    if (branch < WORLD_BRANCHES)
        w->twigs[branch].at = w->past.len;
    CG_VEC_PUSH(&w->past, is);
}

uint64_t world_put(cg_project *project, const char *branch, unsigned body, const char *message)
{
    cg_commit *commit;
    cg_commit_result result;
    toy_file file = {.present = true, .count = 1, .functions = {{.name = 1, .body = body}}};
    cg_commit_options opts = {.branch = cg_str_from(branch)};
    assert_ok(cg_commit_begin(project, &opts, &commit, &graph_err));
    assert_ok(toy_put(commit, project, "a.py", &file, &graph_err));
    assert_ok(cg_commit_finish(commit, cg_str_from(message), &result, &graph_err));
    return result.generation;
}

/* ---- what ought to be ---- */

static const char *hex(cg_hash128 digest)
{
    static char text[33];
    snprintf(text, sizeof text, "%016" PRIx64 "%016" PRIx64, digest.hi, digest.lo);
    return text;
}

void world_expect_digest(cg_snapshot *snap, const past *p)
{
    assert_int_equal(cg_snapshot_generation(snap), p->generation);
    assert_string_equal(hex(cg_snapshot_digest(snap)), random_clean_digest(&p->tree));
}

static uint64_t count_edges(cg_edge_scan *scan)
{
    uint64_t count = 0;
    cg_edge_row row;
    while (cg_edge_scan_next(scan, &row))
        count++;
    assert_ok(cg_edge_scan_close(scan, &graph_err));
    return count;
}

void world_expect_rows(cg_snapshot *snap)
{
    uint64_t back = 0, nodes = 0;
    for (unsigned kind = 1; kind < CG_NODE_KIND_LIMIT; kind++) {
        cg_node_ref ref;
        uint32_t file;
        cg_node_scan *scan = cg_node_scan_open(snap, (cg_node_kind)kind, 0);
        while (cg_node_scan_next(scan, &ref, &file)) {
            cg_node_place place, by_id;
            nodes++;
            assert_ok(cg_snapshot_node_by_ref(snap, ref, &place, &graph_err));
            assert_ok(cg_snapshot_node_by_id(snap, place.id, &by_id, &graph_err));
            assert_int_equal(by_id.ref, ref);
            back += count_edges(cg_edge_scan_open(snap, ref, true, CG_EDGE_NONE, 0, 0));
        }
        assert_ok(cg_node_scan_close(scan, &graph_err));
    }
    assert_int_equal(count_edges(cg_edge_scan_open_all(snap, NULL)),
                     cg_snapshot_counts(snap).edges);
    assert_int_equal(back, cg_snapshot_counts(snap).edges);
    assert_int_equal(nodes, cg_snapshot_counts(snap).nodes);
}
