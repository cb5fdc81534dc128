// SPDX-License-Identifier: Apache-2.0
// Builders of keys and fixed records; the layouts are drawn in keys.h.
#include "keys.h"

void key_set_node(key *k, const uint8_t *prefix, cg_node_ref ref, uint64_t gen)
{
    key_set_prefix(k, prefix);
    key_put_ref(k, ref);
    key_put_gen(k, gen);
}

key key_node(const uint8_t *prefix, cg_node_ref ref, uint64_t gen)
{
    key k;
    key_set_node(&k, prefix, ref, gen);
    return k;
}

static void set_edge_base(key *k, const uint8_t *prefix, cg_node_ref source, cg_edge_kind kind,
                          cg_node_ref target)
{
    key_set_prefix(k, prefix);
    key_put_be(k, EDGES_PARSED, 1);
    key_put_ref(k, source);
    key_put_be(k, kind, 1);
    key_put_ref(k, target);
}

key key_edge_base(const uint8_t *prefix, cg_node_ref source, cg_edge_kind kind, cg_node_ref target)
{
    key k;
    set_edge_base(&k, prefix, source, kind, target);
    return k;
}

void key_set_edge(key *k, const uint8_t *prefix, cg_node_ref source, cg_edge_kind kind,
                  cg_node_ref target, uint64_t gen)
{
    set_edge_base(k, prefix, source, kind, target);
    key_put_gen(k, gen);
}

key key_edge(const uint8_t *prefix, cg_node_ref source, cg_edge_kind kind, cg_node_ref target,
             uint64_t gen)
{
    key k;
    key_set_edge(&k, prefix, source, kind, target, gen);
    return k;
}

void key_set_redge(key *k, const uint8_t *prefix, cg_node_ref target, cg_edge_kind kind,
                   cg_node_ref source, uint64_t gen)
{
    key_set_prefix(k, prefix);
    key_put_ref(k, target);
    key_put_be(k, kind, 1);
    key_put_ref(k, source);
    key_put_gen(k, gen);
}

key key_redge(const uint8_t *prefix, cg_node_ref target, cg_edge_kind kind, cg_node_ref source,
              uint64_t gen)
{
    key k;
    key_set_redge(&k, prefix, target, kind, source, gen);
    return k;
}

void key_set_id(key *k, const uint8_t *prefix, cg_id id, cg_node_kind kind)
{
    key_set_prefix(k, prefix);
    key_put_be(k, IDX_ID, 1);
    key_put(k, id.bytes, sizeof id.bytes);
    key_put_be(k, kind, 1);
}

key key_id(const uint8_t *prefix, cg_id id, cg_node_kind kind)
{
    key k;
    key_set_id(&k, prefix, id, kind);
    return k;
}

key key_external(const uint8_t *prefix, cg_id id)
{
    key k = key_begin(prefix);
    key_put_be(&k, IDX_EXTERNAL, 1);
    key_put(&k, id.bytes, sizeof id.bytes);
    return k;
}

void key_set_name(key *k, const uint8_t *prefix, cg_str folded, cg_node_ref ref)
{
    key_set_prefix(k, prefix);
    key_put_be(k, IDX_NAME, 1);
    key_put(k, folded.ptr, folded.len);
    key_put_be(k, 0, 1);
    key_put_ref(k, ref);
}

key key_name(const uint8_t *prefix, cg_str folded, cg_node_ref ref)
{
    key k;
    key_set_name(&k, prefix, folded, ref);
    return k;
}

key key_manual(const uint8_t *prefix, cg_id id)
{
    key k = key_begin(prefix);
    key_put_be(&k, IDX_MANUAL, 1);
    key_put(&k, id.bytes, sizeof id.bytes);
    return k;
}

key key_metadata(const uint8_t *prefix, cg_owner owner, cg_id id)
{
    key k = key_begin(prefix);
    key_put_be(&k, IDX_METADATA, 1);
    key_put_be(&k, owner, 1);
    key_put(&k, id.bytes, sizeof id.bytes);
    return k;
}

static key manual_edge(const uint8_t *prefix, char direction, cg_id first, cg_edge_kind kind,
                       cg_id second)
{
    key k = key_begin(prefix);
    key_put_be(&k, (uint8_t)direction, 1);
    key_put(&k, first.bytes, sizeof first.bytes);
    key_put_be(&k, kind, 1);
    key_put(&k, second.bytes, sizeof second.bytes);
    return k;
}

key key_manual_edge(const uint8_t *prefix, cg_id source, cg_edge_kind kind, cg_id target)
{
    return manual_edge(prefix, EDGES_MANUAL, source, kind, target);
}

bool key_manual_ends(cg_str base, cg_edge_ends *out_ends)
{
    const uint8_t *at = (const uint8_t *)base.ptr + KEY_PREFIX + 1;
    if (base.len != KEY_MANUAL_EDGE - KEY_GEN)
        return false;
    out_ends->kind = (cg_edge_kind)at[sizeof(cg_id)];
    memcpy(out_ends->source.bytes, at, sizeof(cg_id));
    memcpy(out_ends->target.bytes, at + sizeof(cg_id) + 1, sizeof(cg_id));
    return true;
}

bool key_id_ref(cg_str k, cg_str value, cg_node_ref *out_ref)
{
    if (k.len != KEY_ID || value.len != 5)
        return false;
    *out_ref = (uint64_t)(uint8_t)k.ptr[k.len - 1] << CG_REF_NUMBER_BITS |
               cg_get_be((const uint8_t *)value.ptr, 5);
    return true;
}

key key_manual_edge_back(const uint8_t *prefix, cg_id target, cg_edge_kind kind, cg_id source)
{
    return manual_edge(prefix, EDGES_MANUAL_BACK, target, kind, source);
}

key key_overlay_log(const uint8_t *prefix, uint64_t gen)
{
    key k = key_begin(prefix);
    key_put_be(&k, IDX_OVERLAY_LOG, 1);
    key_put_be(&k, gen, KEY_GEN);
    return k;
}

key key_file_base(const uint8_t *prefix, uint32_t file)
{
    key k = key_begin(prefix);
    key_put_be(&k, IDX_FILE, 1);
    key_put_be(&k, file, 4);
    return k;
}

key key_file(const uint8_t *prefix, uint32_t file, uint64_t gen)
{
    key k = key_file_base(prefix, file);
    key_put_gen(&k, gen);
    return k;
}

key key_deps_base(const uint8_t *prefix, uint32_t file)
{
    key k = key_begin(prefix);
    key_put_be(&k, IDX_DEPS, 1);
    key_put_be(&k, file, 4);
    return k;
}

key key_deps(const uint8_t *prefix, uint32_t file, uint64_t gen)
{
    key k = key_deps_base(prefix, file);
    key_put_gen(&k, gen);
    return k;
}

void key_set_readers(key *k, const uint8_t *prefix, uint64_t dep)
{
    key_set_prefix(k, prefix);
    key_put_be(k, IDX_READERS, 1);
    key_put_be(k, dep, KEY_READERS - KEY_PREFIX - 1);
}

key key_readers(const uint8_t *prefix, uint64_t dep)
{
    key k;
    key_set_readers(&k, prefix, dep);
    return k;
}

static void put_unit(key *k, const cg_unit_key *unit)
{
    key_put(k, unit->blob.bytes, sizeof unit->blob.bytes);
    key_put_be(k, unit->lang, 1);
    key_put_be(k, unit->extractor_version, 2);
    key_put_be(k, unit->prelude, 8);
}

key key_unit(cg_unit_key unit)
{
    key k = {.len = 0};
    put_unit(&k, &unit);
    return k;
}

key key_vectors(uint64_t model, cg_unit_key unit)
{
    key k = {.len = 0};
    key_put_be(&k, model, KEY_MODEL);
    put_unit(&k, &unit);
    return k;
}

key key_unit_no(const uint8_t *prefix, cg_unit_key unit)
{
    key k = key_begin(prefix);
    key_put_be(&k, IDX_UNIT, 1);
    put_unit(&k, &unit);
    return k;
}

void key_set_term(key *k, const uint8_t *prefix, char index, cg_str term)
{
    key_set_prefix(k, prefix);
    key_put_be(k, (uint8_t)index, 1);
    key_put(k, term.ptr, CG_MIN(term.len, (size_t)CG_TERM_MAX));
}

key key_term(const uint8_t *prefix, char index, cg_str term)
{
    key k;
    key_set_term(&k, prefix, index, term);
    return k;
}

key key_version(const uint8_t *prefix, uint64_t gen)
{
    key k = key_begin(prefix);
    key_put_be(&k, gen, 5);
    return k;
}

key key_changes(const uint8_t *prefix, uint64_t gen, uint32_t chunk)
{
    key k = key_version(prefix, gen);
    key_put_be(&k, chunk, 4);
    return k;
}

key key_meta(cg_str word, const uint8_t *prefix)
{
    key k = {.len = 0};
    key_put(&k, word.ptr, word.len);
    key_put(&k, prefix, KEY_PREFIX);
    return k;
}

void key_path(const uint8_t *prefix, cg_str path, cg_buf *out)
{
    cg_buf_clear(out);
    cg_buf_add(out, prefix, KEY_PREFIX);
    cg_buf_add_char(out, IDX_PATH);
    cg_buf_add_str(out, path);
}

#define NODE_FLAG_PARSED 1
#define NODE_FLAG_MANUAL 2

void node_record_put(uint8_t out[NODE_RECORD], const node_record *record)
{
    out[0] = record->manual ? NODE_FLAG_MANUAL : NODE_FLAG_PARSED;
    memcpy(out + 1, record->id.bytes, 16);
    cg_put_be32(out + 17, record->file);
    cg_put_be64(out + 21, record->content);
}

bool node_record_get(cg_str value, node_record *out_record)
{
    if (value.len != NODE_RECORD)
        return false;
    const uint8_t *p = (const uint8_t *)value.ptr;
    memcpy(out_record->id.bytes, p + 1, 16);
    out_record->file = cg_get_be32(p + 17);
    out_record->content = cg_get_be64(p + 21);
    out_record->manual = p[0] == NODE_FLAG_MANUAL;
    return p[0] == NODE_FLAG_PARSED || p[0] == NODE_FLAG_MANUAL;
}

void file_record_put(cg_buf *out, const file_record *record)
{
    uint8_t head[FILE_RECORD_HEAD] = {0};
    head[0] = record->lang;
    head[1] = record->status;
    head[2] = record->skip;
    cg_put_be16(head + 4, record->extractor_version);
    cg_put_be32(head + 8, record->unit_no);
    cg_put_be32(head + 12, record->edges);
    cg_put_be64(head + 16, record->bytes);
    memcpy(head + 24, record->blob.bytes, sizeof record->blob.bytes);
    cg_put_be64(head + 44, record->prelude);
    cg_buf_add(out, head, sizeof head);
}

bool file_record_get(cg_str value, file_record *out_record)
{
    if (value.len < FILE_RECORD_HEAD || (value.len - FILE_RECORD_HEAD) % KEY_REF != 0)
        return false;
    const uint8_t *p = (const uint8_t *)value.ptr;
    out_record->lang = p[0];
    out_record->status = p[1];
    out_record->skip = p[2];
    out_record->extractor_version = cg_get_be16(p + 4);
    out_record->unit_no = cg_get_be32(p + 8);
    out_record->edges = cg_get_be32(p + 12);
    out_record->bytes = cg_get_be64(p + 16);
    memcpy(out_record->blob.bytes, p + 24, sizeof out_record->blob.bytes);
    out_record->prelude = cg_get_be64(p + 44);
    out_record->refs = p + FILE_RECORD_HEAD;
    out_record->refs_count = (value.len - FILE_RECORD_HEAD) / KEY_REF;
    return true;
}

bool file_record_is_same(const file_record *a, const file_record *b)
{
    return a->lang == b->lang && a->status == b->status && a->skip == b->skip &&
           a->bytes == b->bytes && a->extractor_version == b->extractor_version &&
           a->unit_no == b->unit_no && a->prelude == b->prelude &&
           memcmp(a->blob.bytes, b->blob.bytes, sizeof a->blob) == 0;
}
