// SPDX-License-Identifier: Apache-2.0
// link: resolved references to edges, inside one unit. Each reference first gives an edge of its
// own, with its ordinal in place of `first`; sorting brings equal triples together and merging
// writes their ordinals. Room behind the ends of the two output vectors is the working memory, so a
// warm pair of vectors is all that linking needs.
#include "link_int.h"

typedef struct linker {
    const cg_unit *unit;
    cg_link_edges *edges;
    uint32_t *seen; /* by definition: references counted so far */
    overloads overloads;
} linker;

#define NO_ORDINAL CG_NONE

static void add(linker *l, cg_link_edge edge)
{
    CG_VEC_PUSH(l->edges, edge);
}

static bool holds_value(unsigned kind)
{
    return kind == CG_NODE_FIELD || kind == CG_NODE_PROPERTY || kind == CG_NODE_VARIABLE ||
           kind == CG_NODE_CONSTANT || kind == CG_NODE_ENUM_MEMBER;
}

static cg_edge_kind kind_of_call(const cg_def *target)
{
    if (cg_node_kind_is_type(target->kind) || target->kind == CG_NODE_CONSTRUCTOR ||
        target->kind == CG_NODE_ENUM_MEMBER)
        return CG_EDGE_INSTANTIATES;
    if (cg_node_kind_is_callable(target->kind) || holds_value(target->kind))
        return CG_EDGE_CALLS;
    return CG_EDGE_REFERENCES;
}

/* Java's anonymous classes do not say whether they extend or implement; an impl of Rust may be for a
 * type of another file, which is no source here. */
static cg_edge_kind kind_of_base(const cg_def *source, const cg_def *target, unsigned role)
{
    if (!cg_node_kind_is_type(source->kind))
        return CG_EDGE_REFERENCES;
    bool implements = role == CG_ROLE_IMPLEMENT ||
                      (source->kind == CG_NODE_CLASS && target->kind == CG_NODE_INTERFACE);
    return implements ? CG_EDGE_IMPLEMENTS : CG_EDGE_INHERITS;
}

static cg_edge_kind kind_of(const linker *l, uint32_t index, const cg_ref *ref)
{
    const cg_def *target = &l->unit->defs.ptr[ref->target];
    if (ref->target_kind == CG_TARGET_IMPORT)
        return CG_EDGE_REFERENCES;
    switch (ref->role) {
    case CG_ROLE_CALL:
    case CG_ROLE_MACRO: return kind_of_call(target);
    case CG_ROLE_NEW: return CG_EDGE_INSTANTIATES;
    case CG_ROLE_INHERIT:
    case CG_ROLE_IMPLEMENT: return kind_of_base(&l->unit->defs.ptr[ref->source], target, ref->role);
    case CG_ROLE_TYPE:
        return l->unit->defs.ptr[ref->source].type_ref == index ? CG_EDGE_TYPE_OF
                                                                : CG_EDGE_REFERENCES;
    case CG_ROLE_READ: return holds_value(target->kind) ? CG_EDGE_READS : CG_EDGE_REFERENCES;
    case CG_ROLE_WRITE:
    case CG_ROLE_READ_WRITE: return holds_value(target->kind) ? CG_EDGE_WRITES : CG_EDGE_REFERENCES;
    default: return CG_EDGE_REFERENCES;
    }
}

/* A call that several overloads fit goes to each of them, with less confidence. */
static void add_call(linker *l, const cg_ref *ref, cg_link_edge edge)
{
    candidates c;
    overloads_find(&l->overloads, ref->target, ref->args, &c);
    if (c.total > 1) {
        edge.rule = CG_RULE_OVERLOAD;
        edge.confidence =
            (uint8_t)CG_MIN(cg_link_rule_confidence(CG_RULE_OVERLOAD), CG_MAX(100 / c.total, 1u));
    }
    for (uint32_t i = 0; i < CG_MIN(c.total, CANDIDATES_MAX); i++) {
        edge.target = c.list[i];
        add(l, edge);
    }
}

static void link_ref(linker *l, uint32_t index)
{
    const cg_ref *ref = &l->unit->refs.ptr[index];
    uint32_t ordinal = l->seen[ref->source]++;
    if ((ref->target_kind != CG_TARGET_DEF && ref->target_kind != CG_TARGET_IMPORT) ||
        ref->role == CG_ROLE_NONE || ref->role == CG_ROLE_LITERAL)
        return;
    cg_link_edge edge = {.source = ref->source,
                         .target_file = CG_NONE,
                         .target = ref->target,
                         .kind = (uint8_t)kind_of(l, index, ref),
                         .rule = ref->rule,
                         .confidence = (uint8_t)cg_link_rule_confidence(ref->rule),
                         .first = ordinal};
    if (edge.kind == CG_EDGE_CALLS || edge.kind == CG_EDGE_INSTANTIATES) {
        add_call(l, ref, edge);
        return;
    }
    add(l, edge);
    if (ref->role == CG_ROLE_READ_WRITE && edge.kind == CG_EDGE_WRITES) {
        edge.kind = CG_EDGE_READS;
        add(l, edge);
    }
}

/* What follows from the shape of the file alone. */
static void link_def(linker *l, uint32_t index)
{
    const cg_def *def = &l->unit->defs.ptr[index];
    cg_link_edge edge = {.source = def->parent,
                         .target_file = CG_NONE,
                         .target = index,
                         .kind = CG_EDGE_CONTAINS,
                         .rule = CG_RULE_STRUCTURE,
                         .confidence = 100,
                         .first = NO_ORDINAL};
    add(l, edge);
    if (def->kind == CG_NODE_IMPORT) {
        edge.kind = CG_EDGE_IMPORTS;
        add(l, edge);
    }
    if (def->type_ref == CG_NONE)
        return;
    /* Of several names declared with one type, only the first is the source of its reference. */
    const cg_ref *type = &l->unit->refs.ptr[def->type_ref];
    if (type->target_kind != CG_TARGET_DEF || type->role != CG_ROLE_TYPE || type->source == index)
        return;
    edge = (cg_link_edge){.source = index,
                          .target_file = CG_NONE,
                          .target = type->target,
                          .kind = CG_EDGE_TYPE_OF,
                          .rule = type->rule,
                          .confidence = (uint8_t)cg_link_rule_confidence(type->rule),
                          .first = NO_ORDINAL};
    add(l, edge);
}

/* One edge per triple, its ordinals in a row; the surest evidence gives rule and confidence. */
static void merge(cg_link_edges *edges, cg_ordinals *ordinals)
{
    size_t kept = 0;
    for (size_t i = 0; i < edges->len; i++) {
        cg_link_edge edge = edges->ptr[i];
        uint32_t ordinal = edge.first;
        cg_link_edge *last = kept ? &edges->ptr[kept - 1] : NULL;
        if (last == NULL || compare_edges(last, &edge) != 0) {
            edge.first = (uint32_t)ordinals->len;
            edge.count = 0;
            last = &edges->ptr[kept++];
            *last = edge;
        } else if (edge.confidence > last->confidence) {
            last->confidence = edge.confidence;
            last->rule = edge.rule;
        }
        if (ordinal != NO_ORDINAL) {
            CG_VEC_PUSH(ordinals, ordinal);
            last->count++;
        }
    }
    edges->len = kept;
}

void cg_link_unit(const cg_unit *unit, cg_link_edges *out_edges, cg_ordinals *out_ordinals)
{
    size_t defs = unit->defs.len;
    CG_VEC_CLEAR(out_edges);
    CG_VEC_CLEAR(out_ordinals);
    CG_VEC_RESERVE(out_ordinals, defs + overloads_words(unit));
    linker l = {.unit = unit, .edges = out_edges, .seen = out_ordinals->ptr};
    memset(l.seen, 0, defs * sizeof *l.seen);
    overloads_init(&l.overloads, unit, out_ordinals->ptr + defs);

    for (uint32_t d = 1; d < defs; d++)
        link_def(&l, d);
    for (uint32_t r = 0; r < unit->refs.len; r++)
        link_ref(&l, r);

    size_t n = out_edges->len;
    if (n == 0)
        return;
    CG_VEC_RESERVE(out_edges, n * 2);
    sort_edges(out_edges->ptr, n, out_edges->ptr + n);
    merge(out_edges, out_ordinals);
}
