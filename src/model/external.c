// SPDX-License-Identifier: Apache-2.0
// Symbols of dependencies: what they are called, and their stored form.
//
//   language u8 | length of the module, varint | module | name
#include "cg/model.h"

/* The part behind the last `separator`, all of a text without one. */
static cg_str behind_last(cg_str text, char separator)
{
    return cg_str_slice(text, (size_t)(cg_str_rfind(text, separator) + 1), text.len);
}

/* In a symbol a blank ends the package's name, so one inside of it is doubled. */
static void add_package(cg_buf *out, cg_str module)
{
    for (size_t i = 0; i < module.len; i++) {
        if (module.ptr[i] == ' ')
            cg_buf_add_char(out, ' ');
        cg_buf_add_char(out, module.ptr[i]);
    }
}

/* For cg_str_split: no text has no parts. */
static cg_str parts_of(const cg_external *external)
{
    return external->name.len > 0 ? external->name : CG_STR_NULL;
}

void cg_external_add_symbol(const cg_external *external, cg_buf *out)
{
    cg_str rest = parts_of(external), part;
    cg_buf_add_str(out, CG_STR("codegraph "));
    cg_buf_add_str(out, cg_str_from(cg_lang_text(external->lang)));
    cg_buf_add_char(out, ' ');
    add_package(out, external->module);
    cg_buf_add_str(out, CG_STR(" . "));
    if (rest.len == 0)
        cg_symbol_add_descriptor(out, CG_NODE_MODULE, external->module, CG_STR_NULL);
    while (cg_str_split(&rest, '.', &part))
        cg_symbol_add_descriptor(out, CG_NODE_EXTERNAL, part, CG_STR_NULL);
}

void cg_external_add_qualified_name(const cg_external *external, cg_buf *out)
{
    cg_str separator = cg_lang_separator(external->lang), rest = parts_of(external), part;
    cg_buf_add_str(out, external->module);
    while (cg_str_split(&rest, '.', &part)) {
        cg_buf_add_str(out, separator);
        cg_buf_add_str(out, part);
    }
}

cg_str cg_external_short_name(const cg_external *external)
{
    return external->name.len > 0 ? behind_last(external->name, '.')
                                  : behind_last(external->module, '/');
}

void cg_external_encode(const cg_external *external, cg_buf *out)
{
    cg_buf_add_char(out, (char)external->lang);
    cg_buf_add_varint(out, external->module.len);
    cg_buf_add_str(out, external->module);
    cg_buf_add_str(out, external->name);
}

bool cg_external_decode(cg_str bytes, cg_external *out_external)
{
    const uint8_t *pos = (const uint8_t *)bytes.ptr, *end = pos + bytes.len;
    uint64_t len;
    if (bytes.len == 0 || bytes.len > CG_EXTERNAL_TEXT_MAX + 3 || cg_lang_text(*pos)[0] == '\0')
        return false;
    out_external->lang = (cg_lang_id)*pos++;
    if (!cg_read_varint(&pos, end, &len) || len == 0 || len > (size_t)(end - pos))
        return false;
    cg_str texts = cg_str_make((const char *)pos, (size_t)(end - pos));
    out_external->module = cg_str_slice(texts, 0, len);
    out_external->name = cg_str_slice(texts, len, texts.len);
    return cg_utf8_valid(out_external->module) && cg_utf8_valid(out_external->name);
}
