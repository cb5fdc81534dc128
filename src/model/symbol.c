// SPDX-License-Identifier: Apache-2.0
// Symbol strings by the SCIP grammar: scheme, package, and one descriptor per level.
#include "cg/model.h"

static const char descriptor_suffixes[CG_NODE_KIND_LIMIT] = {
#define CG_NODE_KIND(name, code, text, suffix) [code] = (suffix),
#include "cg/tbl/node_kinds.h"
#undef CG_NODE_KIND
};

static bool is_simple_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '+' || c == '-' || c == '$';
}

static bool is_simple(cg_str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!is_simple_char(name.ptr[i]))
            return false;
    return name.len > 0;
}

void cg_symbol_add_name(cg_buf *out, cg_str name)
{
    if (is_simple(name)) {
        cg_buf_add_str(out, name);
        return;
    }
    cg_buf_add_char(out, '`');
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '`')
            cg_buf_add_char(out, '`'); /* a backtick is doubled */
        cg_buf_add_char(out, name.ptr[i]);
    }
    cg_buf_add_char(out, '`');
}

void cg_symbol_add_file(cg_buf *out, cg_lang_id lang, cg_str path)
{
    cg_buf_add_str(out, CG_STR("codegraph "));
    cg_buf_add_str(out, cg_str_from(cg_lang_text(lang == CG_LANG_TSX ? CG_LANG_TYPESCRIPT : lang)));
    cg_buf_add_str(out, CG_STR(" . . "));
    cg_str segment;
    while (cg_str_split(&path, '/', &segment)) {
        cg_symbol_add_name(out, segment);
        cg_buf_add_char(out, '/');
    }
}

void cg_symbol_add_descriptor(cg_buf *out, cg_node_kind kind, cg_str name, cg_str disambiguator)
{
    char suffix = descriptor_suffixes[kind];
    CG_ASSERT(suffix != 0);
    if (suffix == '(') {
        cg_symbol_add_name(out, name);
        cg_buf_add_char(out, '(');
        cg_buf_add_str(out, disambiguator);
        cg_buf_add_str(out, CG_STR(")."));
        return;
    }
    if (disambiguator.len > 0) {
        CG_AUTO_VALUE(cg_buf) joined = {0};
        cg_buf_add_str(&joined, name);
        cg_buf_add_char(&joined, '+');
        cg_buf_add_str(&joined, disambiguator);
        cg_symbol_add_name(out, cg_buf_str(&joined));
    } else {
        cg_symbol_add_name(out, name);
    }
    cg_buf_add_char(out, suffix);
}
