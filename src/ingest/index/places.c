// SPDX-License-Identifier: Apache-2.0
// Places of an index in a text: lines, and columns in code units of UTF-8 or UTF-16, or in code points. A byte that is no
// UTF-8 counts as one of each.
#include "index/index_int.h"

void index_lines_set(index_lines *lines, cg_str text)
{
    lines->text = text;
    CG_VEC_CLEAR(&lines->starts);
    CG_VEC_PUSH(&lines->starts, 0);
    lines->plain = true;
    for (uint32_t i = 0; i < text.len; i++) {
        lines->plain = lines->plain && (unsigned char)text.ptr[i] < 0x80;
        if (text.ptr[i] == '\n')
            CG_VEC_PUSH(&lines->starts, i + 1);
    }
    CG_VEC_PUSH(&lines->starts, (uint32_t)text.len + 1);
}

void index_lines_fini(index_lines *lines)
{
    CG_VEC_FINI(&lines->starts);
}

static size_t character_bytes(cg_str text, size_t at)
{
    unsigned char first = (unsigned char)text.ptr[at];
    size_t count = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    return count <= text.len - at && cg_utf8_valid(cg_str_slice(text, at, at + count)) ? count : 1;
}

uint32_t index_lines_byte(const index_lines *lines, uint32_t line, uint32_t column,
                          unsigned encoding)
{
    if (line + (size_t)1 >= lines->starts.len)
        return CG_NONE;
    size_t start = lines->starts.ptr[line], end = lines->starts.ptr[line + 1] - (size_t)1;
    if (encoding == SCIP_UTF8_OFFSETS || lines->plain)
        return column <= end - start ? (uint32_t)(start + column) : CG_NONE;
    size_t at = start, units = 0;
    while (at < end && units < column) {
        size_t bytes = character_bytes(lines->text, at);
        units += encoding == SCIP_UTF16_OFFSETS && bytes == 4 ? 2 : 1;
        at += bytes;
    }
    return units == column ? (uint32_t)at : CG_NONE;
}
