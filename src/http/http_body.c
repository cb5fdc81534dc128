// SPDX-License-Identifier: Apache-2.0
// http: takes a request's body: which are allowed, how large one may be, and how large all of
// them together.
#include "http_int.h"

#define DECODE_BYTES ((size_t)64 * 1024)

bool cg_http_body_arrives(const cg_request *req)
{
    return (req->route->flags & CG_ROUTE_BODY_STREAM) && !req->whole;
}

static cg_code check_media(cg_request *req, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) list = {0};
    for (const cg_content *c = req->route->body; c->media; c++) {
        if (cg_http_media_matches(c->media, req->media))
            return CG_OK;
        cg_buf_printf(&list, "%s%s", list.len ? ", " : "", c->media);
    }
    return CG_FAIL(err, CG_E_MEDIA_TYPE, "Content-Type must be one of: %.*s", (int)list.len,
                   list.ptr);
}

cg_code cg_http_body_expect(cg_request *req, cg_err *err)
{
    bool has_body = req->chunked || req->length > 0;
    if (!req->route->body) {
        if (has_body)
            return CG_FAIL(err, CG_E_INVALID, "this request takes no body");
        return CG_OK;
    }
    bool optional = req->route->flags & CG_ROUTE_BODY_OPTIONAL;
    if (!req->chunked && !req->has_length && !optional)
        return CG_FAIL(err, CG_E_LENGTH_REQUIRED, "Content-Length or chunked coding is missing");
    const cg_http_options *opts = &req->http->opts;
    uint64_t max = cg_http_body_arrives(req) ? opts->stream_max_bytes : opts->body_max_bytes;
    if (req->length > max)
        return CG_FAIL(err, CG_E_LIMIT, "the body exceeds %" PRIu64 " bytes", max);
    if (!has_body && optional)
        return CG_OK;
    cg_str coding = req->content_encoding;
    if (coding.len && !cg_http_coding_is(coding, "identity") && !cg_http_coding_known(coding)) {
        cg_reply_add_header(&req->reply, "Accept-Encoding", "zstd, gzip");
        return CG_FAIL(err, CG_E_MEDIA_TYPE, "Content-Encoding must be zstd or gzip, not \"%.*s\"",
                       CG_STR_ARG(cg_utf8_truncate(coding, 60)));
    }
    return check_media(req, err);
}

/* Books the growth of what the request holds into the budget of all bodies. */
static cg_code book(cg_request *req, size_t held, cg_err *err)
{
    cg_http *http = req->http;
    if (held <= req->body_counted)
        return CG_OK;
    size_t grown = held - req->body_counted;
    uint64_t before = atomic_fetch_add_explicit(&http->body_bytes, grown, memory_order_relaxed);
    req->body_counted = held;
    if (before + grown > http->opts.body_total_max_bytes)
        return CG_FAIL(err, CG_E_BUSY, "too many large bodies are being received");
    return CG_OK;
}

cg_code cg_http_body_add(cg_request *req, cg_str bytes, cg_err *err)
{
    if (bytes.len > req->http->opts.body_max_bytes - req->body.len)
        return CG_FAIL(err, CG_E_LIMIT, "the body exceeds %zu bytes",
                       req->http->opts.body_max_bytes);
    cg_buf_add_str(&req->body, bytes);
    if (req->body.error != CG_OK)
        return CG_FAIL(err, CG_E_BUSY, "no memory for the body");
    return book(req, req->body.cap, err);
}

cg_code cg_http_body_decode(cg_request *req, cg_err *err)
{
    size_t max = req->http->opts.body_max_bytes;
    cg_str in = cg_buf_str(&req->body);
    if (!cg_http_coding_known(req->content_encoding) || req->upload || in.len == 0)
        return CG_OK;
    cg_buf out = {0};
    cg_decoder *decoder = cg_http_decoder_create(req->content_encoding);
    cg_code rc = CG_OK;
    for (size_t had = SIZE_MAX; rc == CG_OK && out.len != had;) {
        had = out.len;
        rc = cg_http_decode(decoder, &in, DECODE_BYTES, &out, err);
        if (rc == CG_OK && out.len > max)
            rc = CG_FAIL(err, CG_E_LIMIT, "the decoded body exceeds %zu bytes", max);
        if (rc == CG_OK)
            rc = book(req, req->body.cap + out.cap, err);
    }
    if (rc == CG_OK)
        rc = cg_http_decode_end(decoder, err);
    cg_http_decoder_destroy(decoder);
    cg_buf_fini(&req->body);
    req->body = out;
    return rc;
}
