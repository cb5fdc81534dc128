// SPDX-License-Identifier: Apache-2.0
// Units in a commit: their numbers in the project, and the rows that a new content brings.
#include "commit_int.h"

static unit_slot *find_slot(cg_commit *commit, const uint8_t *unit_key)
{
    size_t mask = commit->units_capacity - 1;
    size_t slot = (size_t)cg_hash64(unit_key, KEY_UNIT, 0) & mask;
    while (commit->units[slot].used && memcmp(commit->units[slot].key, unit_key, KEY_UNIT) != 0)
        slot = (slot + 1) & mask;
    return &commit->units[slot];
}

static void grow_units(cg_commit *commit)
{
    if (commit->units_used * 2 < commit->units_capacity)
        return;
    unit_slot *old = commit->units;
    size_t old_capacity = commit->units_capacity;
    commit->units_capacity = CG_MAX(old_capacity * 2, (size_t)64);
    commit->units = cg_alloc_array(commit->units_capacity, sizeof *commit->units);
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i].used)
            *find_slot(commit, old[i].key) = old[i];
    cg_free(old);
}

static cg_unit_key unit_key_of(const cg_file_facts *facts)
{
    return (cg_unit_key){facts->blob, facts->unit->lang, facts->unit->extractor_version,
                         facts->prelude};
}

/* Another project may have stored it since the facts were made. Then others are based on that, so it stays as it is. */
static void put_content(cg_commit *commit, cg_cf cf, cg_str k, cg_str bytes)
{
    if (bytes.len == 0 || packed_is_stored(commit->project->store, cf, k))
        return;
    rows_put(&commit->rows, cf, k, bytes);
    packed_note_put(commit->project->store, cf, k, bytes);
}

static void put_unit_rows(cg_commit *commit, const cg_file_facts *facts, key stored_key,
                          uint32_t unit_no)
{
    put_content(commit, CG_CF_UNITS, key_str(&stored_key), facts->unit_bytes);
    put_content(commit, CG_CF_SOURCES,
                cg_str_make((const char *)facts->blob.bytes, sizeof facts->blob.bytes),
                facts->source_bytes);
    key k;
    for (size_t i = 0; i < facts->postings_count; i++) {
        const cg_posting *p = &facts->postings[i];
        cg_buf_clear(&commit->value);
        cg_buf_add_varint(&commit->value, unit_no);
        cg_buf_add_varint(&commit->value, p->payload.len);
        cg_buf_add_str(&commit->value, p->payload);
        key_set_term(&k, commit->project->prefix, IDX_TERM, p->term);
        rows_append(&commit->rows, key_str(&k), cg_buf_str(&commit->value));
    }
}

/* A unit that has a number may lack them: they are made by whoever finds that. */
static void put_vectors(cg_commit *commit, const cg_file_facts *facts)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(facts->vectors); i++) {
        key k = key_vectors(facts->vectors[i].model, unit_key_of(facts));
        put_content(commit, CG_CF_VECTORS, key_str(&k), facts->vectors[i].bytes);
    }
}

cg_code commit_give_unit_no(cg_commit *commit, const cg_file_facts *facts, uint32_t *out_no,
                            cg_err *err)
{
    key stored_key = key_unit(unit_key_of(facts));
    grow_units(commit);
    unit_slot *slot = find_slot(commit, stored_key.bytes);
    if (slot->used) {
        *out_no = slot->unit_no;
        return CG_OK;
    }
    key k = key_unit_no(commit->project->prefix, unit_key_of(facts));
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    cg_code rc = commit->virgin ? CG_E_NOT_FOUND
                                : cg_kv_get(commit->project->store->kv, NULL, CG_CF_INDEXES,
                                            key_str(&k), &pin, &value, err);
    if (rc == CG_OK && value.len != 4)
        return CG_FAIL(err, CG_E_CORRUPT, "a stored unit number is damaged");
    if (rc == CG_OK) {
        *out_no = cg_get_be32((const uint8_t *)value.ptr);
    } else if (rc == CG_E_NOT_FOUND) {
        *out_no = (uint32_t)commit->next.next_unit++;
        uint8_t number[4];
        cg_put_be32(number, *out_no);
        rows_put(&commit->rows, CG_CF_INDEXES, key_str(&k), cg_str_make((char *)number, 4));
        put_unit_rows(commit, facts, stored_key, *out_no);
    } else {
        return rc;
    }
    put_vectors(commit, facts);
    memcpy(slot->key, stored_key.bytes, KEY_UNIT);
    slot->unit_no = *out_no;
    slot->used = true;
    commit->units_used++;
    return CG_OK;
}
