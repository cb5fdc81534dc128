// SPDX-License-Identifier: Apache-2.0
// Nodes that clients state: their symbols and their stored form.
//
//   version u8 | kind u8 | language u8 | symbol, name, qualified name, signature, doc: each its
//   length as a varint and its bytes
#include "cg/model.h"

#define RECORD_VERSION 1
#define OWN_SCHEME "codegraph "
#define MANUAL_SCHEME "codegraph manual "

void cg_manual_add_symbol(cg_node_kind kind, cg_str qualified_name, cg_buf *out)
{
    cg_buf_add_str(out, CG_STR(MANUAL_SCHEME ". . "));
    cg_symbol_add_descriptor(out, kind, qualified_name, CG_STR_NULL);
}

bool cg_manual_symbol_fits(cg_str symbol)
{
    ptrdiff_t blank = cg_str_find(symbol, ' ');
    for (size_t i = 0; i < symbol.len; i++)
        if ((uint8_t)symbol.ptr[i] < ' ' || symbol.ptr[i] == 0x7f)
            return false;
    if (blank <= 0 || (size_t)blank + 1 == symbol.len)
        return false;
    return !cg_str_starts(symbol, CG_STR(OWN_SCHEME)) ||
           (cg_str_starts(symbol, CG_STR(MANUAL_SCHEME)) && symbol.len > sizeof MANUAL_SCHEME - 1);
}

void cg_manual_encode(const cg_manual_node *node, cg_buf *out)
{
    const cg_str texts[] = {node->symbol, node->name, node->qualified_name, node->signature,
                            node->doc};
    cg_buf_add_char(out, RECORD_VERSION);
    cg_buf_add_char(out, (char)node->kind);
    cg_buf_add_char(out, (char)node->lang);
    for (size_t i = 0; i < CG_ARRAY_LEN(texts); i++) {
        cg_buf_add_varint(out, texts[i].len);
        cg_buf_add_str(out, texts[i]);
    }
}

static bool is_manual_kind(unsigned kind)
{
    return kind != CG_NODE_EXTERNAL && cg_node_kind_text(kind)[0] != '\0';
}

bool cg_manual_decode(cg_str bytes, cg_manual_node *out_node)
{
    cg_str *texts[] = {&out_node->symbol, &out_node->name, &out_node->qualified_name,
                       &out_node->signature, &out_node->doc};
    const uint8_t *pos = (const uint8_t *)bytes.ptr, *end = pos + bytes.len;
    uint64_t len;
    if (bytes.len < 3 || pos[0] != RECORD_VERSION || !is_manual_kind(pos[1]) ||
        (pos[2] != CG_LANG_NONE && cg_lang_text(pos[2])[0] == '\0'))
        return false;
    out_node->kind = (cg_node_kind)pos[1];
    out_node->lang = (cg_lang_id)pos[2];
    pos += 3;
    for (size_t i = 0; i < CG_ARRAY_LEN(texts); i++) {
        if (!cg_read_varint(&pos, end, &len) || len > (size_t)(end - pos))
            return false;
        *texts[i] = cg_str_make((const char *)pos, len);
        if (!cg_utf8_valid(*texts[i]))
            return false;
        pos += len;
    }
    return pos == end && out_node->name.len > 0;
}
