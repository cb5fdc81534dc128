// SPDX-License-Identifier: Apache-2.0
// Node, edge and blob identities and their text forms.
#include "cg/model.h"

static const char hex_digits[] = "0123456789abcdef";

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static bool is_dash_position(size_t i)
{
    return i == 8 || i == 13 || i == 18 || i == 23;
}

void cg_id_text(cg_id id, char out[CG_ID_TEXT_LEN])
{
    size_t byte = 0;
    for (size_t i = 0; i < CG_ID_TEXT_LEN - 1;) {
        if (is_dash_position(i)) {
            out[i++] = '-';
            continue;
        }
        out[i++] = hex_digits[id.bytes[byte] >> 4];
        out[i++] = hex_digits[id.bytes[byte++] & 15];
    }
    out[CG_ID_TEXT_LEN - 1] = '\0';
}

bool cg_id_parse(cg_str text, cg_id *out_id)
{
    if (text.len != CG_ID_TEXT_LEN - 1)
        return false;
    cg_id id = {{0}};
    size_t nibble = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (is_dash_position(i)) {
            if (text.ptr[i] != '-')
                return false;
            continue;
        }
        int value = hex_value(text.ptr[i]);
        if (value < 0)
            return false;
        id.bytes[nibble / 2] = (uint8_t)(id.bytes[nibble / 2] << 4 | value);
        nibble++;
    }
    *out_id = id;
    return true;
}

static cg_id id_from_hash(cg_hash128 hash)
{
    cg_id id;
    cg_put_be64(id.bytes, hash.hi);
    cg_put_be64(id.bytes + 8, hash.lo);
    return id;
}

cg_id cg_node_id(cg_str project, cg_str symbol)
{
    return id_from_hash(
        cg_hash_128(symbol.ptr, symbol.len, cg_hash64(project.ptr, project.len, 0)));
}

cg_id cg_edge_id(cg_id source, cg_edge_kind kind, cg_id target)
{
    uint8_t key[33];
    memcpy(key, source.bytes, 16);
    key[16] = (uint8_t)kind;
    memcpy(key + 17, target.bytes, 16);
    cg_id id = id_from_hash(cg_hash_128(key, sizeof key, 0));
    memcpy(id.bytes, source.bytes, CG_EDGE_ID_SOURCE);
    id.bytes[CG_EDGE_ID_SOURCE] = (uint8_t)kind;
    return id;
}

void cg_blob_text(cg_blob_id id, char out[CG_BLOB_TEXT_LEN])
{
    for (size_t i = 0; i < sizeof id.bytes; i++) {
        out[2 * i] = hex_digits[id.bytes[i] >> 4];
        out[2 * i + 1] = hex_digits[id.bytes[i] & 15];
    }
    out[CG_BLOB_TEXT_LEN - 1] = '\0';
}
