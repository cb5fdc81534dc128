// SPDX-License-Identifier: Apache-2.0
// http: the one form of every error: application/problem+json (RFC 9457).
#include "http_int.h"

static void member(cg_buf *out, const char *name, cg_str text)
{
    cg_buf_printf(out, ",\"%s\":\"", name);
    cg_buf_add_json_escaped(out, text);
    cg_buf_add_char(out, '"');
}

void cg_http_problem_write(cg_buf *out, cg_code code, const char *detail, cg_str instance,
                           cg_str request_id, const cg_field_error *fields, unsigned field_count)
{
    cg_buf_printf(out, "{\"type\":\"urn:codegraph:problem:%s\"", cg_code_text(code));
    member(out, "title", cg_str_from(cg_code_title(code)));
    cg_buf_printf(out, ",\"status\":%d", cg_code_status(code));
    member(out, "code", cg_str_from(cg_code_text(code)));
    member(out, "detail", cg_str_from(detail));
    if (instance.len)
        member(out, "instance", instance);
    if (request_id.len)
        member(out, "request_id", request_id);
    if (field_count) {
        cg_buf_printf(out, ",\"errors\":[");
        for (unsigned i = 0; i < field_count; i++) {
            cg_buf_printf(out, "%s{\"pointer\":\"", i ? "," : "");
            cg_buf_add_json_escaped(out, fields[i].pointer);
            cg_buf_printf(out, "\"");
            member(out, "detail", fields[i].detail);
            cg_buf_add_char(out, '}');
        }
        cg_buf_add_char(out, ']');
    }
    cg_buf_printf(out, "}\n");
}
