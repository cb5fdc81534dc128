// SPDX-License-Identifier: Apache-2.0
// What must hold of every unit, whatever the source: used by the fuzz target and the unit tests.
#ifndef CG_TEST_UNIT_CHECK_H
#define CG_TEST_UNIT_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#include "cg/link.h"
#include "cg/model.h"

#define UNIT_CHECK(cond)                                                                           \
    do {                                                                                           \
        if (!(cond)) {                                                                             \
            fprintf(stderr, "unit check failed: %s (line %d, item %zu)\n", #cond, __LINE__, i);    \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static inline bool unit_check_text(const cg_unit *u, cg_text t)
{
    return t.off <= u->strings.len && t.len <= u->strings.len - t.off &&
           cg_utf8_valid(cg_unit_str(u, t));
}

static inline bool unit_check_index(uint32_t index, size_t count)
{
    return index == CG_NONE || index < count;
}

static inline void unit_check_defs(const cg_unit *u)
{
    for (size_t i = 0; i < u->defs.len; i++) {
        const cg_def *d = &u->defs.ptr[i];
        UNIT_CHECK((i == 0) == (d->parent == CG_NONE));
        UNIT_CHECK((i == 0) == (d->kind == CG_NODE_FILE));
        UNIT_CHECK(unit_check_index(d->parent, u->defs.len));
        uint32_t p = (uint32_t)i;
        for (size_t steps = 0; p != 0; steps++, p = u->defs.ptr[p].parent)
            UNIT_CHECK(steps < CG_DEF_NESTING_MAX);
        UNIT_CHECK(i == 0 || d->name.len > 0);
        UNIT_CHECK(d->start_byte <= d->end_byte && d->end_byte <= u->source_bytes);
        UNIT_CHECK(d->body_start <= d->body_end && d->body_end <= u->source_bytes);
        UNIT_CHECK(d->name_byte <= u->source_bytes && d->name_line <= u->source_lines);
        UNIT_CHECK(d->start_line <= d->end_line && d->end_line <= u->source_lines);
        UNIT_CHECK(unit_check_index(d->scope, u->scopes.len));
        UNIT_CHECK(unit_check_index(d->in_scope, u->scopes.len));
        UNIT_CHECK(unit_check_index(d->type_ref, u->refs.len));
        UNIT_CHECK(unit_check_text(u, d->name) && unit_check_text(u, d->qualifier));
        UNIT_CHECK(unit_check_text(u, d->disambiguator) && unit_check_text(u, d->signature));
        UNIT_CHECK(unit_check_text(u, d->doc) && unit_check_text(u, d->decorators));
        UNIT_CHECK(d->signature.len <= 1024);
    }
}

static inline void unit_check_refs(const cg_unit *u)
{
    for (size_t i = 0; i < u->refs.len; i++) {
        const cg_ref *r = &u->refs.ptr[i];
        size_t targets = r->target_kind == CG_TARGET_BINDING ? u->bindings.len : u->defs.len;
        UNIT_CHECK(unit_check_text(u, (cg_text){r->name_off, r->name_len}));
        UNIT_CHECK(r->source < u->defs.len && r->scope < u->scopes.len);
        UNIT_CHECK(unit_check_index(r->base, u->refs.len));
        UNIT_CHECK((r->target_kind == CG_TARGET_NONE) == (r->target == CG_NONE));
        UNIT_CHECK(unit_check_index(r->target, targets));
        UNIT_CHECK(r->byte <= u->source_bytes && r->line <= u->source_lines);
        UNIT_CHECK((r->base_kind != CG_BASE_REF && r->base_kind != CG_BASE_RESULT) ||
                   r->base != CG_NONE);
    }
    for (size_t i = 0; i < u->bindings.len; i++) {
        const cg_binding *b = &u->bindings.ptr[i];
        UNIT_CHECK(unit_check_text(u, b->name) && b->scope < u->scopes.len);
        UNIT_CHECK(unit_check_index(b->type_ref, u->refs.len));
        UNIT_CHECK(unit_check_index(b->init_ref, u->refs.len));
    }
    for (size_t i = 0; i < u->imports.len; i++) {
        const cg_import *m = &u->imports.ptr[i];
        UNIT_CHECK(m->def < u->defs.len && u->defs.ptr[m->def].kind == CG_NODE_IMPORT);
        UNIT_CHECK(unit_check_text(u, m->module) && unit_check_text(u, m->name));
    }
    for (size_t i = 0; i < u->hints.len; i++) {
        const cg_hint *h = &u->hints.ptr[i];
        bool condition = h->kind == CG_HINT_CONDITION || h->kind == CG_HINT_CALL_CONDITION;
        UNIT_CHECK(h->value < (h->kind == CG_HINT_PARAM    ? u->bindings.len
                               : condition                 ? (size_t)CG_IF_LIMIT
                               : h->kind == CG_HINT_PASTES ? 1
                               : h->kind >= CG_HINT_MACRO  ? (size_t)CG_WANTED_LIMIT
                                                           : u->refs.len));
        UNIT_CHECK(h->kind != CG_HINT_WITHIN || h->value < h->subject);
        UNIT_CHECK(unit_check_text(u, h->name) && (i == 0 || cg_hint_compare(h - 1, h) <= 0));
    }
}

/* No two definitions have one symbol. */
static inline void unit_check_symbols(const cg_unit *u)
{
    uint64_t *hashes = cg_alloc_array(u->defs.len, sizeof *hashes);
    for (size_t i = 0; i < u->defs.len; i++)
        hashes[i] = u->defs.ptr[i].symbol_hash;
    qsort(hashes, u->defs.len, sizeof *hashes, cg_compare_u64);
    for (size_t i = 1; i < u->defs.len; i++)
        UNIT_CHECK(hashes[i - 1] != hashes[i]);
    cg_free(hashes);
}

static inline void unit_check_edges(const cg_unit *u)
{
    cg_link_edges edges = {0};
    cg_ordinals ordinals = {0};
    cg_link_alone(u, &edges, &ordinals);
    size_t contains = 0;
    for (size_t i = 0; i < edges.len; i++) {
        const cg_link_edge *e = &edges.ptr[i], *before = i ? e - 1 : NULL;
        UNIT_CHECK(e->source < u->defs.len && e->target < u->defs.len && e->kind != CG_EDGE_NONE);
        UNIT_CHECK(e->target_file == CG_NONE);
        UNIT_CHECK(e->first <= ordinals.len && e->count <= ordinals.len - e->first);
        UNIT_CHECK(e->confidence >= 1 && e->confidence <= 100);
        UNIT_CHECK(
            !before || before->source < e->source ||
            (before->source == e->source &&
             (before->kind < e->kind || (before->kind == e->kind && before->target < e->target))));
        contains += e->kind == CG_EDGE_CONTAINS;
    }
    size_t i = 0;
    UNIT_CHECK(contains == u->defs.len - 1);
    CG_VEC_FINI(&edges);
    CG_VEC_FINI(&ordinals);
}

/** Aborts with a line on stderr when something does not hold. */
static inline void unit_check_facts(const cg_unit *u)
{
    if (u->status == CG_PARSE_SKIPPED)
        return;
    unit_check_defs(u);
    unit_check_refs(u);
    unit_check_symbols(u);
}

static inline void unit_check(const cg_unit *u)
{
    unit_check_facts(u);
    if (u->status != CG_PARSE_SKIPPED)
        unit_check_edges(u);
}

#endif
