// SPDX-License-Identifier: Apache-2.0
// What a bridge has to know of a message: whom it answers, and what its headers must repeat.
#include "mcp.h"

#define VERSION_KEY "io.modelcontextprotocol/protocolVersion"

static cg_str copy_str(cg_arena *arena, cg_json_value object, const char *key)
{
    cg_str text = member_str(object, key);
    return text.len > 0 ? cg_arena_str(arena, text) : CG_STR_NULL;
}

static cg_str copy_json(cg_arena *arena, cg_json_value value)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_json_writer w;
    if (value.node == NULL)
        return CG_STR_NULL;
    cg_json_writer_init(&w, &text);
    cg_json_write_value(&w, value);
    return cg_arena_str(arena, cg_buf_str(&text));
}

bool mcp_line_read(cg_arena *arena, cg_str text, mcp_line *out)
{
    CG_AUTO(cg_json) doc = NULL;
    *out = (mcp_line){.text = text};
    if (cg_json_parse(text, NULL, &doc, NULL) != CG_OK)
        return false;
    cg_json_value root = cg_json_root(doc), params = cg_json_get(root, "params");
    out->id = copy_json(arena, cg_json_get(root, "id"));
    out->method = copy_str(arena, root, "method");
    out->revision = copy_str(arena, cg_json_get(params, "_meta"), VERSION_KEY);
    if (cg_str_eq(out->method, CG_STR("resources/read")))
        out->name = copy_str(arena, params, "uri");
    else if (cg_str_eq(out->method, CG_STR("tools/call")) ||
             cg_str_eq(out->method, CG_STR("prompts/get")))
        out->name = copy_str(arena, params, "name");
    if (cg_str_eq(out->method, CG_STR("notifications/cancelled")))
        out->cancels = copy_json(arena, cg_json_get(params, "requestId"));
    return true;
}

static bool is_plain(cg_str value)
{
    for (size_t i = 0; i < value.len; i++)
        if (value.ptr[i] < 0x21 || value.ptr[i] > 0x7e)
            return false;
    return !cg_str_starts(value, CG_STR("=?base64?"));
}

static void add_base64(cg_buf *out, cg_str bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes.len; i += 3) {
        uint32_t bits = 0;
        size_t have = CG_MIN(bytes.len - i, (size_t)3);
        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (k < have ? (uint8_t)bytes.ptr[i + k] : 0u);
        for (size_t k = 0; k < 4; k++)
            cg_buf_add_char(out, k <= have ? digits[bits >> (18 - 6 * k) & 63] : '=');
    }
}

void mcp_line_header(cg_buf *out, const char *name, cg_str value)
{
    cg_buf_printf(out, "%s: ", name);
    if (is_plain(value)) {
        cg_buf_add_str(out, value);
    } else {
        cg_buf_add_str(out, CG_STR("=?base64?"));
        add_base64(out, value);
        cg_buf_add_str(out, CG_STR("?="));
    }
    cg_buf_add_char(out, '\0');
}
