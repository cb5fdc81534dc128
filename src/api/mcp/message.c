// SPDX-License-Identifier: Apache-2.0
// api: JSON-RPC 2.0 as the protocol has it: one message at a time, ids that are texts or integers.
#include "mcp.h"

#include <stdio.h>

#define METHOD_MAX 200
#define ID_MAX 256

void mcp_fault_fini(mcp_fault *fault)
{
    cg_buf_fini(&fault->data);
}

bool mcp_fail(mcp_fault *fault, mcp_error code, int status, const char *fmt, ...)
{
    va_list args;
    fault->code = code;
    fault->status = status;
    va_start(args, fmt);
    (void)vsnprintf(fault->text, sizeof fault->text, fmt, args);
    va_end(args);
    return false;
}

bool mcp_fail_of(mcp_fault *fault, const cg_err *err)
{
    switch (err->code) {
    case CG_E_INTERNAL:
    case CG_E_IO:
    case CG_E_CORRUPT:
    case CG_E_NOMEM: return mcp_fail(fault, MCP_E_INTERNAL, 200, "%s", cg_code_title(err->code));
    case CG_E_BUSY:
    case CG_E_LOADING:
    case CG_E_UNAVAILABLE:
    case CG_E_DEADLINE:
    case CG_E_CANCELED: return mcp_fail(fault, MCP_E_INTERNAL, 200, "%s", err->text);
    default:
        return mcp_fail(fault, MCP_E_PARAMS, 200, "%s%s%s", err->pointer,
                        err->pointer[0] ? ": " : "", err->text);
    }
}

/* ---- reading ---- */

static bool read_id(cg_json_value root, mcp_message *out, mcp_fault *fault)
{
    cg_json_value id = cg_json_get(root, "id");
    cg_json_type type = cg_json_type_of(id);
    cg_str text;
    if (type == CG_JSON_ABSENT)
        return true;
    bool fits =
        type == CG_JSON_INT ||
        (type == CG_JSON_STR && cg_json_as_str(id, &text, NULL) == CG_OK && text.len <= ID_MAX);
    if (!fits)
        return mcp_fail(fault, MCP_E_REQUEST, 400,
                        "an id is an integer or a text of at most %d bytes", ID_MAX);
    out->id = id;
    return true;
}

static bool read_object(cg_json_value root, const char *key, cg_json_value *out, mcp_fault *fault)
{
    cg_json_value value = cg_json_get(root, key);
    cg_json_type type = cg_json_type_of(value);
    if (type == CG_JSON_ABSENT)
        return true;
    if (type != CG_JSON_OBJECT)
        return mcp_fail(fault, MCP_E_REQUEST, 400, "%s is not an object", key);
    *out = value;
    return true;
}

static bool read_method(cg_json_value root, mcp_message *out, mcp_fault *fault)
{
    if (cg_json_type_of(cg_json_get(root, "method")) == CG_JSON_ABSENT)
        return true;
    if (cg_json_get_str(root, "method", &out->method, CG_JSON_REQUIRED, NULL) != CG_OK ||
        out->method.len == 0 || out->method.len > METHOD_MAX)
        return mcp_fail(fault, MCP_E_REQUEST, 400, "a method is a text of 1 to %d bytes",
                        METHOD_MAX);
    return true;
}

/* A method makes a request, or without an id a notification; none makes a response. */
static bool settle_kind(cg_json_value root, mcp_message *out, mcp_fault *fault)
{
    bool has_id = out->id.node != NULL;
    out->result = cg_json_get(root, "result");
    out->error = cg_json_get(root, "error");
    bool has_result = out->result.node != NULL, has_error = out->error.node != NULL;
    if (out->method.ptr != NULL && !has_result && !has_error) {
        out->kind = has_id ? MCP_REQUEST : MCP_NOTIFICATION;
        return true;
    }
    out->kind = MCP_RESPONSE;
    if (out->method.ptr == NULL && has_result != has_error && (has_id || has_error))
        return true;
    return mcp_fail(fault, MCP_E_REQUEST, 400, "this is no request, notification or response");
}

bool mcp_message_read(cg_json_value root, mcp_message *out, mcp_fault *fault)
{
    cg_str version;
    *out = (mcp_message){0};
    if (cg_json_type_of(root) == CG_JSON_ARRAY)
        return mcp_fail(fault, MCP_E_REQUEST, 400,
                        "batches are not part of this protocol: send one message");
    if (cg_json_type_of(root) != CG_JSON_OBJECT)
        return mcp_fail(fault, MCP_E_REQUEST, 400, "a message is an object");
    if (cg_json_get_str(root, "jsonrpc", &version, CG_JSON_REQUIRED, NULL) != CG_OK ||
        !cg_str_eq(version, CG_STR("2.0")))
        return mcp_fail(fault, MCP_E_REQUEST, 400, "jsonrpc is not \"2.0\"");
    return read_id(root, out, fault) && read_method(root, out, fault) &&
           read_object(root, "params", &out->params, fault) && settle_kind(root, out, fault) &&
           (out->params.node == NULL || read_object(out->params, "_meta", &out->meta, fault));
}

/* ---- writing ---- */

void mcp_begin(cg_json_writer *w, cg_buf *out, cg_json_value id)
{
    cg_json_writer_init(w, out);
    cg_json_begin_object(w);
    cg_json_put_str(w, "jsonrpc", CG_STR("2.0"));
    if (id.node != NULL) {
        cg_json_write_key(w, CG_STR("id"));
        cg_json_write_value(w, id);
    }
}

void mcp_write_fault(cg_buf *out, cg_json_value id, const mcp_fault *fault)
{
    cg_json_writer w;
    mcp_begin(&w, out, id);
    cg_json_put_object(&w, "error");
    cg_json_put_i64(&w, "code", fault->code);
    cg_json_put_str(&w, "message", cg_str_from(fault->text));
    if (fault->data.len > 0)
        cg_json_put_raw(&w, "data", cg_buf_str(&fault->data));
    cg_json_end_object(&w);
    cg_json_end_object(&w);
}

void mcp_write_notification(cg_buf *out, const char *method, cg_str params)
{
    cg_json_writer w;
    mcp_begin(&w, out, (cg_json_value){0});
    cg_json_put_str(&w, "method", cg_str_from(method));
    cg_json_put_raw(&w, "params", params);
    cg_json_end_object(&w);
}

void mcp_write_request(cg_buf *out, uint64_t id, const char *method, cg_str params)
{
    cg_json_writer w;
    cg_json_writer_init(&w, out);
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "jsonrpc", CG_STR("2.0"));
    cg_json_put_u64(&w, "id", id);
    cg_json_put_str(&w, "method", cg_str_from(method));
    if (params.len > 0)
        cg_json_put_raw(&w, "params", params);
    cg_json_end_object(&w);
}

void mcp_add_event(cg_buf *out, cg_str message)
{
    cg_sse_add_event(out, "message", 0, message);
}

/* ---- words ---- */

static const char *const levels[] = {MCP_LEVELS};

const char *mcp_level_text(unsigned level)
{
    return level < CG_ARRAY_LEN(levels) ? levels[level] : "";
}

bool mcp_level_parse(cg_str word, unsigned *out_level)
{
    for (unsigned i = 0; i < CG_ARRAY_LEN(levels); i++)
        if (cg_str_eq(word, cg_str_from(levels[i]))) {
            *out_level = i;
            return true;
        }
    return false;
}

static bool has_object(cg_json_value in, const char *key)
{
    return cg_json_type_of(cg_json_get(in, key)) == CG_JSON_OBJECT;
}

mcp_abilities mcp_abilities_read(cg_json_value capabilities)
{
    return (mcp_abilities){.roots = has_object(capabilities, "roots"),
                           .sampling = has_object(capabilities, "sampling"),
                           .elicitation = has_object(capabilities, "elicitation")};
}
