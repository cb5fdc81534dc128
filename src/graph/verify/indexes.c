// SPDX-License-Identifier: Apache-2.0
// The indexes, read in key order and held against what was seen of the nodes.
#include "verify_int.h"

typedef void (*row_taker)(verifier *v, cg_str k, cg_str value);

static cg_code scan(verifier *v, char index, row_taker take, cg_err *err)
{
    key lower = key_begin(v->project->prefix);
    key_put_be(&lower, (uint8_t)index, 1);
    key upper = key_after(lower);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(v->kv, NULL, CG_CF_INDEXES, key_str(&lower), key_str(&upper));
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter))
        take(v, cg_kv_iter_key(iter), cg_kv_iter_value(iter));
    return cg_kv_iter_status(iter, err);
}

/* ---- ids and names: rows of nodes that are gone stay, and are passed over ---- */

/* The symbol of an external follows from its text alone, which is of its own id. */
static void check_external(verifier *v, seen_node *node, uint64_t number)
{
    key k = key_external(v->project->prefix, node->id);
    CG_AUTO(cg_kv_pin) pin = NULL;
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    cg_str value;
    cg_external external;
    if (cg_kv_get(v->kv, NULL, CG_CF_INDEXES, key_str(&k), &pin, &value, NULL) != CG_OK ||
        !cg_external_decode(value, &external)) {
        verify_problem(v, "node %" PRIu64 ": its text is missing or damaged", number);
        return;
    }
    node->listed = true;
    cg_external_add_symbol(&external, &symbol);
    if (!cg_id_eq(cg_node_id(v->project->name, cg_buf_str(&symbol)), node->id))
        verify_problem(v, "node %" PRIu64 ": its id is not its symbol's", number);
    if (external_content(&external) != node->content)
        verify_problem(v, "node %" PRIu64 ": its content is not its text's", number);
    if (!node->used)
        verify_problem(v, "node %" PRIu64 ": nothing uses this external", number);
    char folded[CG_NAME_INDEX_MAX];
    cg_str name = cg_name_fold(cg_external_short_name(&external), folded);
    node->name_hash = cg_hash64(name.ptr, name.len, 0);
}

static void take_id(verifier *v, cg_str k, cg_str value)
{
    if (k.len != KEY_ID || value.len != 5) {
        verify_problem(v, "an id row is damaged");
        return;
    }
    uint64_t kind = (uint8_t)k.ptr[k.len - 1];
    seen_node *node =
        verify_node(v, kind << CG_REF_NUMBER_BITS | cg_get_be((const uint8_t *)value.ptr, 5));
    if (node == NULL || memcmp(node->id.bytes, k.ptr + KEY_PREFIX + 1, sizeof node->id.bytes) != 0)
        return;
    node->by_id = true;
    if (kind == CG_NODE_EXTERNAL)
        check_external(v, node, cg_get_be((const uint8_t *)value.ptr, 5));
}

static void take_name(verifier *v, cg_str k, cg_str value)
{
    if (k.len < KEY_PREFIX + 1 + 1 + KEY_REF ||
        (value.len > 0 && (value.len > 1 || value.ptr[0] != NAME_MANUAL))) {
        verify_problem(v, "a name row is damaged");
        return;
    }
    seen_node *node = verify_node(v, key_ref_at(k, k.len - KEY_REF));
    cg_str name = cg_str_slice(k, KEY_PREFIX + 1, k.len - KEY_REF - 1);
    if (node == NULL || node->name_hash != cg_hash64(name.ptr, name.len, 0) ||
        node->manual != (value.len > 0))
        return;
    node->by_name = true;
    v->check->names++;
}

static void check_ways(verifier *v)
{
    for (uint64_t i = 0; i < v->nodes_limit; i++) {
        const seen_node *node = &v->nodes[i];
        if (node->kind == 0)
            continue;
        if (!node->listed)
            verify_problem(v, "node %" PRIu64 ": no file has it", i);
        if (!node->by_id)
            verify_problem(v, "node %" PRIu64 ": its id does not lead to it", i);
        if (node->listed && !node->by_name)
            verify_problem(v, "node %" PRIu64 ": its name does not lead to it", i);
    }
}

/* ---- postings ---- */

static bool postings_fit(cg_str value, uint64_t units_limit, uint64_t *count)
{
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    while (pos < end) {
        uint64_t unit_no, len;
        if (!cg_read_varint(&pos, end, &unit_no) || !cg_read_varint(&pos, end, &len) ||
            unit_no >= units_limit || len > (size_t)(end - pos))
            return false;
        pos += len;
        (*count)++;
    }
    return true;
}

static void take_term(verifier *v, cg_str k, cg_str value)
{
    (void)k;
    if (!postings_fit(value, v->project->next.next_unit, &v->check->postings))
        verify_problem(v, "the postings of a term are damaged");
}

static void take_path_term(verifier *v, cg_str k, cg_str value)
{
    (void)k;
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    uint64_t file = 0;
    while (pos < end && cg_read_varint(&pos, end, &file) && file < v->project->next.next_file)
        ;
    if (pos < end || file >= v->project->next.next_file)
        verify_problem(v, "the postings of a term are damaged");
}

cg_code verify_indexes(verifier *v, cg_err *err)
{
    cg_code rc = scan(v, IDX_ID, take_id, err);
    if (rc == CG_OK)
        rc = scan(v, IDX_NAME, take_name, err);
    if (rc == CG_OK)
        check_ways(v);
    if (rc == CG_OK)
        rc = scan(v, IDX_TERM, take_term, err);
    if (rc == CG_OK)
        rc = scan(v, IDX_PATH_TERM, take_path_term, err);
    return rc;
}
