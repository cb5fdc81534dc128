// SPDX-License-Identifier: Apache-2.0
// The overlay: texts of manual nodes against their rows, manual edges from both ends, metadata.
#include "verify_int.h"

typedef void row_taker(verifier *v, cg_str k, cg_str value);

static cg_code scan(verifier *v, cg_cf cf, char letter, row_taker *take, cg_err *err)
{
    key lower = key_begin(v->project->prefix);
    key_put_be(&lower, (uint8_t)letter, 1);
    key upper = key_after(lower);
    versioned_scan rows;
    cg_str k, value;
    versioned_scan_open(&rows, v->kv, cf, key_str(&lower), key_str(&upper), &v->snap->at);
    while (versioned_scan_next(&rows, &k, &value))
        take(v, k, value);
    return versioned_scan_close(&rows, err);
}

static void add_digest(verifier *v, cg_str k, cg_str value)
{
    key base = {.len = 0};
    key_put(&base, k.ptr, k.len - KEY_GEN);
    digest_add(&v->overlay_digest, digest_overlay(base, value));
}

/* ---- manual nodes ---- */

/* The number that id and kind lead to; the index itself is checked with the others. */
static seen_node *find_seen(verifier *v, cg_id id, cg_node_kind kind)
{
    key k = key_id(v->project->prefix, id, kind);
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    if (cg_kv_get(v->kv, NULL, CG_CF_INDEXES, key_str(&k), &pin, &value, NULL) != CG_OK ||
        value.len != 5)
        return NULL;
    return verify_node(v, (uint64_t)kind << CG_REF_NUMBER_BITS |
                              cg_get_be((const uint8_t *)value.ptr, 5));
}

static void take_text(verifier *v, cg_str k, cg_str value)
{
    cg_manual_node text;
    char folded[CG_NAME_INDEX_MAX];
    v->check->manual_nodes++;
    if (k.len != KEY_MANUAL || !cg_manual_decode(value, &text)) {
        verify_problem(v, "the text of a manual node is damaged");
        return;
    }
    cg_id id = cg_node_id(v->project->name, text.symbol);
    seen_node *node = find_seen(v, id, text.kind);
    add_digest(v, k, value);
    if (memcmp(id.bytes, k.ptr + KEY_PREFIX + 1, sizeof id.bytes) != 0) {
        verify_problem(v, "a manual node's id is not its symbol's");
    } else if (node == NULL || !node->manual || node->listed || !cg_id_eq(node->id, id)) {
        verify_problem(v, "the text of a manual node has no node of its own");
    } else {
        cg_str name = cg_name_fold(text.name, folded);
        node->listed = true;
        node->name_hash = cg_hash64(name.ptr, name.len, 0);
        if (node->content != cg_hash64(value.ptr, value.len, 0))
            verify_problem(v, "a manual node's content is not its text's");
    }
}

/* ---- manual edges ---- */

static bool is_edge_row(cg_str k, cg_str value)
{
    return k.len == KEY_MANUAL_EDGE && value.len == 1 && value.ptr[0] == 1 &&
           cg_edge_kind_text((uint8_t)k.ptr[KEY_PREFIX + 1 + 16])[0] != '\0';
}

/* Whether the same edge is kept from its other end. */
static bool has_other_row(verifier *v, cg_str k, char other)
{
    const char *first = k.ptr + KEY_PREFIX + 1, *second = first + 16 + 1;
    key base = key_begin(v->project->prefix);
    key_put_be(&base, (uint8_t)other, 1);
    key_put(&base, second, 16);
    key_put(&base, first + 16, 1);
    key_put(&base, first, 16);
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    return versioned_get(v->kv, CG_CF_EDGES, base, &v->snap->at, &iter, &value, NULL) == CG_OK &&
           value.len == 1;
}

static void take_edge(verifier *v, cg_str k, cg_str value)
{
    v->check->manual_edges++;
    if (!is_edge_row(k, value)) {
        verify_problem(v, "the row of a manual relationship is damaged");
        return;
    }
    add_digest(v, k, value);
    if (!has_other_row(v, k, EDGES_MANUAL_BACK))
        verify_problem(v, "a manual relationship is not found from its target");
}

static void take_edge_back(verifier *v, cg_str k, cg_str value)
{
    if (!is_edge_row(k, value) || !has_other_row(v, k, EDGES_MANUAL))
        verify_problem(v, "a manual relationship is not found from its source");
}

/* ---- metadata ---- */

static bool is_metadata(char owner, cg_str value)
{
    if (owner == CG_OWNER_KNOWN) {
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        cg_known known;
        return cg_known_decode(value, arena, &known);
    }
    return (owner == CG_OWNER_NODE || owner == CG_OWNER_EDGE) && value.ptr[0] == '{' &&
           cg_utf8_valid(value);
}

static void take_metadata(verifier *v, cg_str k, cg_str value)
{
    v->check->metadata++;
    char owner = k.len == KEY_METADATA ? k.ptr[KEY_PREFIX + 1] : '\0';
    if (!is_metadata(owner, value)) {
        verify_problem(v, "a row of metadata is damaged");
        return;
    }
    add_digest(v, k, value);
}

cg_code verify_overlay(verifier *v, cg_err *err)
{
    cg_code rc = scan(v, CG_CF_INDEXES, IDX_MANUAL, take_text, err);
    if (rc == CG_OK)
        rc = scan(v, CG_CF_EDGES, EDGES_MANUAL, take_edge, err);
    if (rc == CG_OK)
        rc = scan(v, CG_CF_EDGES, EDGES_MANUAL_BACK, take_edge_back, err);
    return rc == CG_OK ? scan(v, CG_CF_INDEXES, IDX_METADATA, take_metadata, err) : rc;
}
