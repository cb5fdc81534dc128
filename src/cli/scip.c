// SPDX-License-Identifier: Apache-2.0
#include "scip.h"

enum { WIRE_VARINT = 0, WIRE_BYTES = 2 };

void scip_put_u64(cg_buf *out, unsigned field, uint64_t value)
{
    cg_buf_add_varint(out, field << 3 | WIRE_VARINT);
    cg_buf_add_varint(out, value);
}

void scip_put_str(cg_buf *out, unsigned field, cg_str text)
{
    cg_buf_add_varint(out, field << 3 | WIRE_BYTES);
    cg_buf_add_varint(out, text.len);
    cg_buf_add_str(out, text);
}

void scip_put_message(cg_buf *out, unsigned field, const cg_buf *message)
{
    scip_put_str(out, field, cg_buf_str(message));
}

void scip_put_range(cg_buf *out, unsigned field, const uint32_t range[4])
{
    CG_AUTO_VALUE(cg_buf) numbers = {0};
    cg_buf_add_varint(&numbers, range[0]);
    cg_buf_add_varint(&numbers, range[1]);
    if (range[2] != range[0])
        cg_buf_add_varint(&numbers, range[2]);
    cg_buf_add_varint(&numbers, range[3]);
    scip_put_message(out, field, &numbers);
}

unsigned scip_kind_of(cg_str kind)
{
    static const struct {
        const char *ours;
        unsigned theirs;
    } kinds[] = {
        {"class", 7},   {"constant", 8}, {"constructor", 9}, {"enum", 11},      {"enum_member", 12},
        {"field", 15},  {"file", 16},    {"function", 17},   {"interface", 21}, {"macro", 25},
        {"method", 26}, {"module", 29},  {"namespace", 30},  {"package", 35},   {"property", 41},
        {"struct", 49}, {"trait", 53},   {"type_alias", 55}, {"union", 59},     {"variable", 61},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(kinds); i++)
        if (cg_str_eq(kind, cg_str_from(kinds[i].ours)))
            return kinds[i].theirs;
    return 0;
}

cg_str scip_language_of(cg_str language)
{
    static const char *const names[][2] = {
        {"rust", "Rust"},
        {"python", "Python"},
        {"javascript", "JavaScript"},
        {"typescript", "TypeScript"},
        {"go", "Go"},
        {"java", "Java"},
        {"tsx", "TypeScriptReact"},
        {"cpp", "CPP"},
        {"c", "C"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(names); i++)
        if (cg_str_eq(language, cg_str_from(names[i][0])))
            return cg_str_from(names[i][1]);
    return language;
}
