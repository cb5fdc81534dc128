// SPDX-License-Identifier: Apache-2.0
// http: Idempotency-Key. The first reply to a POST is kept with its key, and given again when the
// same request comes again; who keeps it is the caller's business (cg_http_options.keys).
#include "http_int.h"

#define KEY_MAX 255
#define REPLY_MAX ((size_t)256 * 1024)

cg_code cg_http_key_check(const cg_request *req, cg_err *err)
{
    cg_str key = req->idempotency_key;
    bool ok = key.len > 0 && key.len <= KEY_MAX;
    for (size_t i = 0; ok && i < key.len; i++)
        ok = key.ptr[i] > 0x20 && key.ptr[i] < 0x7f;
    if (!key.ptr || ok)
        return CG_OK;
    (void)CG_FAIL(err, CG_E_INVALID, "Idempotency-Key must have 1 to %d visible ASCII characters",
                  KEY_MAX);
    return cg_err_at(err, "Idempotency-Key");
}

/* ---- a reply as bytes: numbers and texts, each text after its length ---- */

static void put_text(cg_buf *out, cg_str text)
{
    cg_buf_add_varint(out, text.len);
    cg_buf_add_str(out, text);
}

static void write_reply(const cg_reply *reply, cg_buf *out)
{
    cg_buf_add_varint(out, (uint64_t)reply->status);
    cg_buf_add_varint(out, reply->has_generation);
    cg_buf_add_varint(out, reply->generation);
    put_text(out, cg_str_from(reply->media));
    cg_buf_add_varint(out, reply->header_count);
    for (unsigned i = 0; i < reply->header_count; i++) {
        put_text(out, cg_str_from(reply->headers[i].name));
        put_text(out, cg_str_from(reply->headers[i].value));
    }
    put_text(out, cg_buf_str(&reply->body));
}

typedef struct reader {
    cg_arena *arena;
    const uint8_t *pos, *end;
    bool ok;
} reader;

static uint64_t get_number(reader *r)
{
    uint64_t v = 0;
    r->ok = r->ok && cg_read_varint(&r->pos, r->end, &v);
    return r->ok ? v : 0;
}

static cg_str get_text(reader *r)
{
    uint64_t len = get_number(r);
    r->ok = r->ok && len <= (size_t)(r->end - r->pos);
    if (!r->ok)
        return CG_STR("");
    cg_str text = cg_arena_str(r->arena, cg_str_make((const char *)r->pos, len));
    r->pos += len;
    return text;
}

static cg_code read_reply(cg_str bytes, cg_reply *reply, cg_err *err)
{
    const uint8_t *start = (const uint8_t *)bytes.ptr;
    reader r = {reply->req->arena, start, start + bytes.len, true};
    reply->status = (int)get_number(&r);
    reply->has_generation = get_number(&r) != 0;
    reply->generation = get_number(&r);
    reply->media = get_text(&r).ptr;
    uint64_t headers = get_number(&r);
    for (uint64_t i = 0; r.ok && i < headers; i++) {
        const char *name = get_text(&r).ptr;
        cg_reply_add_header(reply, name, "%s", get_text(&r).ptr);
    }
    cg_buf_add_str(&reply->body, get_text(&r));
    if (!r.ok || r.pos != r.end)
        return CG_FAIL(err, CG_E_CORRUPT, "a kept reply is damaged");
    cg_reply_add_header(reply, "Idempotency-Replayed", "true");
    return CG_OK;
}

/* ---- the handler, once ---- */

/* Everything that says what is asked for. */
static cg_hash128 digest_of(const cg_request *req)
{
    cg_str parts[] = {req->method, req->target, req->media, cg_buf_str(&req->body)};
    uint64_t seed = 0;
    for (size_t i = 0; i + 1 < CG_ARRAY_LEN(parts); i++)
        seed = cg_hash64(parts[i].ptr, parts[i].len, seed);
    const cg_param *param;
    for (size_t i = 0; (param = cg_route_param(req->route, i)) != NULL; i++) {
        cg_str text = req->values[i].text;
        if (param->in == CG_IN_HEADER)
            seed = cg_hash64(text.ptr, text.len, cg_hash64(param->name, strlen(param->name), seed));
    }
    cg_str body = parts[CG_ARRAY_LEN(parts) - 1];
    return cg_hash_128(body.ptr, body.len, seed);
}

/* What failed is not kept: sent again, it is tried again. Nor is what is too large to keep. */
static void keep(cg_request *req, cg_reply *reply, cg_code rc)
{
    const cg_http_options *opts = &req->http->opts;
    CG_AUTO_VALUE(cg_buf) bytes;
    cg_buf_init(&bytes, REPLY_MAX);
    if (rc == CG_OK && !reply->stream.pull && reply->status < 500)
        write_reply(reply, &bytes);
    if (bytes.len > 0 && bytes.error == CG_OK) {
        opts->keys->keep(opts->user, req->idempotency_key, cg_buf_str(&bytes));
        return;
    }
    opts->keys->drop(opts->user, req->idempotency_key);
    if (rc == CG_OK)
        cg_reply_add_header(reply, "Idempotency-Kept", "false");
}

cg_code cg_http_run_once(cg_request *req, cg_handler handle, cg_err *err)
{
    const cg_http_options *opts = &req->http->opts;
    cg_reply *reply = &req->reply;
    bool kept = false;
    cg_str bytes = {0};
    if (!req->idempotency_key.ptr || !opts->keys || !cg_str_eq(req->method, CG_STR("POST")))
        return handle(req, reply, err);
    cg_code rc = opts->keys->claim(opts->user, req->idempotency_key, digest_of(req), req->arena,
                                   &kept, &bytes, err);
    if (rc != CG_OK)
        return rc;
    if (kept)
        return read_reply(bytes, reply, err);
    rc = handle(req, reply, err);
    keep(req, reply, rc);
    return rc;
}
