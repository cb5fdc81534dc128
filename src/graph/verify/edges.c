// SPDX-License-Identifier: Apache-2.0
// Edges seen from both ends. The rows of each direction are summed up; only when the sums differ is
// every edge looked for from its target, to name those that are wrong.
#include "verify_int.h"

typedef struct edge_key {
    cg_node_ref source, target;
    cg_edge_kind kind;
} edge_key;

static edge_key read_key(cg_str k, bool reverse)
{
    size_t at = reverse ? KEY_PREFIX : KEY_PREFIX + 1;
    cg_node_ref first = key_ref_at(k, at), second = key_ref_at(k, at + KEY_REF + 1);
    return (edge_key){reverse ? second : first, reverse ? first : second,
                      (cg_edge_kind)(uint8_t)k.ptr[at + KEY_REF]};
}

/* `value` begins with rule and confidence in both directions. */
static cg_hash128 hash_of(const edge_key *e, cg_str value)
{
    uint8_t row[2 * KEY_REF + 3];
    cg_put_be(row, e->source, KEY_REF);
    row[KEY_REF] = (uint8_t)e->kind;
    cg_put_be(row + KEY_REF + 1, e->target, KEY_REF);
    memcpy(row + 2 * KEY_REF + 1, value.ptr, 2);
    return cg_hash_128(row, sizeof row, 0);
}

typedef struct direction {
    cg_hash128 sum;
    uint64_t count;
} direction;

typedef void (*edge_taker)(verifier *v, cg_str k, cg_str value, direction *d);

static cg_code scan(verifier *v, cg_cf cf, edge_taker take, direction *d, cg_err *err)
{
    key lower = key_begin(v->project->prefix);
    if (cf == CG_CF_EDGES)
        key_put_be(&lower, EDGES_PARSED, 1);
    key upper = key_after(lower);
    versioned_scan rows;
    cg_str k, value;
    versioned_scan_open(&rows, v->kv, cf, key_str(&lower), key_str(&upper), &v->snap->at);
    while (versioned_scan_next(&rows, &k, &value))
        take(v, k, value, d);
    return versioned_scan_close(&rows, err);
}

static void take_forward(verifier *v, cg_str k, cg_str value, direction *d)
{
    d->count++;
    edge_key e = k.len == KEY_EDGE ? read_key(k, false) : (edge_key){0};
    seen_node *from = verify_node(v, e.source), *to = verify_node(v, e.target);
    if (from == NULL || from->file == CG_NONE || to == NULL || to->manual || value.len < 2) {
        verify_problem(v, "relationship %" PRIu64 " %s %" PRIu64 ": an end is missing",
                       verify_number(e.source), cg_edge_kind_text(e.kind), verify_number(e.target));
        return;
    }
    to->used = true;
    v->file_edges[from->file]++;
    digest_add(&v->digest, digest_edge(from->id, e.kind, to->id, value));
    digest_add(&d->sum, hash_of(&e, value));
}

static void take_reverse(verifier *v, cg_str k, cg_str value, direction *d)
{
    (void)v;
    d->count++;
    if (k.len != KEY_REDGE || value.len != 2)
        return; /* then the sums differ */
    edge_key e = read_key(k, true);
    digest_add(&d->sum, hash_of(&e, value));
}

static void find_reverse(verifier *v, cg_str k, cg_str value, direction *d)
{
    (void)d;
    if (k.len != KEY_EDGE)
        return;
    edge_key e = read_key(k, false);
    key base = key_begin(v->project->prefix);
    key_put_ref(&base, e.target);
    key_put_be(&base, e.kind, 1);
    key_put_ref(&base, e.source);
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str back;
    if (versioned_get(v->kv, CG_CF_REDGES, base, &v->snap->at, &iter, &back, NULL) != CG_OK ||
        !cg_str_eq(back, cg_str_slice(value, 0, 2)))
        verify_problem(v, "relationship %" PRIu64 " %s %" PRIu64 ": not found from its target",
                       verify_number(e.source), cg_edge_kind_text(e.kind), verify_number(e.target));
}

cg_code verify_edges(verifier *v, cg_err *err)
{
    direction forward = {0}, reverse = {0};
    cg_code rc = scan(v, CG_CF_EDGES, take_forward, &forward, err);
    if (rc == CG_OK)
        rc = scan(v, CG_CF_REDGES, take_reverse, &reverse, err);
    if (rc != CG_OK)
        return rc;
    v->check->edges = forward.count;
    if (forward.count != reverse.count)
        verify_problem(v, "%" PRIu64 " relationships forwards, %" PRIu64 " backwards",
                       forward.count, reverse.count);
    if (forward.sum.hi == reverse.sum.hi && forward.sum.lo == reverse.sum.lo)
        return CG_OK;
    return scan(v, CG_CF_EDGES, find_reverse, NULL, err);
}
