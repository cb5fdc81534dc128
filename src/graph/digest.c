// SPDX-License-Identifier: Apache-2.0
// The digest of a project: the sum, modulo 2^64 in each of two lanes, of the hashes of all visible
// rows. Order does not matter, so it is kept up to date by adding and subtracting what changed.
// Hashes name nodes by id, never by number, so two stores with the same graph agree. What clients
// state has a digest of its own (ADR 8).
#include "graph_int.h"

void digest_add(cg_hash128 *sum, cg_hash128 h)
{
    sum->hi += h.hi;
    sum->lo += h.lo;
}

void digest_sub(cg_hash128 *sum, cg_hash128 h)
{
    sum->hi -= h.hi;
    sum->lo -= h.lo;
}

cg_hash128 digest_node(cg_id id, uint64_t content)
{
    uint8_t row[25] = {'n'};
    memcpy(row + 1, id.bytes, 16);
    cg_put_be64(row + 17, content);
    return cg_hash_128(row, sizeof row, 0);
}

cg_hash128 digest_edge(cg_id source, cg_edge_kind kind, cg_id target, cg_str evidence)
{
    uint8_t row[34] = {'e'};
    memcpy(row + 1, source.bytes, 16);
    row[17] = (uint8_t)kind;
    memcpy(row + 18, target.bytes, 16);
    return cg_hash_128(row, sizeof row, cg_hash64(evidence.ptr, evidence.len, 0));
}

cg_hash128 digest_file(cg_str path, const file_record *record)
{
    uint8_t row[1 + 20 + 5 + 8] = {'f'};
    memcpy(row + 1, record->blob.bytes, 20);
    row[21] = record->lang;
    row[22] = record->status;
    row[23] = record->skip;
    cg_put_be16(row + 24, record->extractor_version);
    cg_put_be64(row + 26, record->prelude);
    return cg_hash_128(path.ptr, path.len, cg_hash64(row, sizeof row, 0));
}

/* The family tells manual edges from manual nodes, whose keys begin with the same letter: theirs are
 * longer. */
cg_hash128 digest_overlay(key base, cg_str value)
{
    return cg_hash_128(base.bytes + KEY_PREFIX, base.len - KEY_PREFIX,
                       cg_hash64(value.ptr, value.len, 0));
}
