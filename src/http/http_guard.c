// SPDX-License-Identifier: Apache-2.0
// http: refuses heads that two HTTP parsers might read differently, before anything is made of
// them: the library below is tolerant, and tolerance is how requests are smuggled. The headers are walked through once:
// they are judged here, and kept (http_request.c).
//
// The library splits the head in place, so its bytes can be checked where they lie:
//
//     GET\0/path?query\0HTTP/1.1\0\0Host\0 example\0\0Accept\0*/*\0\0\0\0
//        ^ one space  ^          ^CR LF  ^ ':'      ^CR LF        ^ the empty line
//
// A bare LF leaves one zero where CR LF leaves two, a NUL byte cuts a value short of its line, and
// a folded line lies elsewhere: each shows as a gap. This holds for 0.9.75 alone; other versions
// are recognised at start and the layout is then not judged.
#include "http_int.h"

#include <strings.h>

#define HEADERS_MAX 100
#define METHOD_MAX 16

typedef struct guard {
    cg_request *req;
    cg_err *err;
    cg_code rc;
    const char *cursor; /* where the next header must start; NULL: layout unknown */
    size_t bytes;
    unsigned count;
    unsigned seen; /* bits of cg_header_name */
} guard;

/* The same in every locale. */
static bool is_alnum(unsigned char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_tchar(unsigned char c)
{
    static const bool marks[UINT8_MAX + 1] = {
        ['!'] = true,  ['#'] = true, ['$'] = true, ['%'] = true, ['&'] = true,
        ['\''] = true, ['*'] = true, ['+'] = true, ['-'] = true, ['.'] = true,
        ['^'] = true,  ['_'] = true, ['`'] = true, ['|'] = true, ['~'] = true,
    };
    return is_alnum(c) || marks[c];
}

static bool all_tchar(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!is_tchar((unsigned char)s[i]))
            return false;
    return len > 0;
}

static bool has_control(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return true;
    }
    return false;
}

static bool host_valid(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!is_alnum((unsigned char)s[i]) && !memchr(".-_~:[]%", s[i], 8))
            return false;
    return true;
}

static cg_code check_layout(guard *g, const char *key, size_t key_len, const char *value,
                            size_t value_len)
{
    if (!g->cursor)
        return CG_OK;
    bool ok = key == g->cursor && key[key_len] == 0 && value > key + key_len;
    for (const char *p = key + key_len + 1; ok && p < value; p++)
        ok = *p == ' ' || *p == '\t';
    const char *end = value + value_len;
    if (!ok || end[0] != 0 || end[1] != 0)
        return CG_FAIL(g->err, CG_E_INVALID,
                       "a header line is folded, holds a NUL byte or does not end with CR LF");
    g->cursor = end + 2;
    return CG_OK;
}

static cg_code check_length(guard *g, const char *value, size_t len)
{
    uint64_t length = 0;
    if (!cg_str_to_u64(cg_str_make(value, len), &length))
        return CG_FAIL(g->err, CG_E_INVALID, "Content-Length is not a number");
    g->req->has_length = true;
    g->req->length = length;
    return CG_OK;
}

static cg_code check_coding(guard *g, const char *value, size_t len, bool again)
{
    if (again || len != 7 || strncasecmp(value, "chunked", 7) != 0)
        return CG_FAIL(g->err, CG_E_INVALID, "Transfer-Encoding must be \"chunked\", once");
    g->req->chunked = true;
    return CG_OK;
}

/* Headers of which only one value can be meant. */
static cg_code check_single(const guard *g, cg_header_name name, bool again)
{
    static const struct single {
        cg_header_name name;
        const char *text;
    } singles[] = {
        {CG_HEADER_CONTENT_LENGTH, "Content-Length"},
        {CG_HEADER_CONTENT_TYPE, "Content-Type"},
        {CG_HEADER_CONTENT_ENCODING, "Content-Encoding"},
        {CG_HEADER_IDEMPOTENCY_KEY, "Idempotency-Key"},
        {CG_HEADER_ORIGIN, "Origin"},
        {CG_HEADER_TRACEPARENT, "Traceparent"},
    };
    for (size_t i = 0; again && i < CG_ARRAY_LEN(singles); i++)
        if (singles[i].name == name)
            return CG_FAIL(g->err, CG_E_INVALID, "%s is given twice", singles[i].text);
    return CG_OK;
}

static cg_code check_known(guard *g, cg_header_name name, const char *value, size_t len)
{
    bool again = g->seen >> name & 1;
    g->seen |= 1u << name;
    cg_code rc = check_single(g, name, again);
    if (rc != CG_OK)
        return rc;
    switch (name) {
    case CG_HEADER_CONTENT_LENGTH: return check_length(g, value, len);
    case CG_HEADER_TRANSFER_ENCODING: return check_coding(g, value, len, again);
    case CG_HEADER_HOST:
        if (again || !host_valid(value, len))
            return CG_FAIL(g->err, CG_E_INVALID, "Host is given twice or is not a host name");
        return CG_OK;
    case CG_HEADER_EXPECT:
        g->req->expects_continue |= len == 12 && strncasecmp(value, "100-continue", 12) == 0;
        return CG_OK;
    default: return CG_OK;
    }
}

static cg_code check_header(guard *g, cg_header_name name, const char *key, size_t key_len,
                            const char *value, size_t value_len)
{
    g->bytes += key_len + value_len + 4;
    if (g->bytes > g->req->http->opts.head_max_bytes || ++g->count > HEADERS_MAX)
        return CG_FAIL(g->err, CG_E_HEADERS_LIMIT, "headers exceed %zu bytes or %d lines",
                       g->req->http->opts.head_max_bytes, HEADERS_MAX);
    if (!all_tchar(key, key_len))
        return CG_FAIL(g->err, CG_E_INVALID, "a header name holds a forbidden character");
    if (has_control(value, value_len))
        return CG_FAIL(g->err, CG_E_INVALID, "a header value holds a control character");
    return check_known(g, name, value, value_len);
}

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *key,
                                 size_t key_len, const char *value, size_t value_len)
{
    guard *g = cls;
    (void)kind;
    cg_header_name name = cg_http_header_name(cg_str_make(key, key_len));
    cg_http_request_keep_header(g->req, name, cg_str_make(value, value_len));
    if (!value)
        value = "", value_len = 0;
    if (g->rc == CG_OK)
        g->rc = check_header(g, name, key, key_len, value, value_len);
    if (g->rc == CG_OK)
        g->rc = check_layout(g, key, key_len, value, value_len);
    return MHD_YES;
}

static cg_code check_target(const cg_request *req, cg_err *err)
{
    cg_str t = req->target;
    if (t.len > req->http->opts.uri_max_bytes)
        return CG_FAIL(err, CG_E_URI_LIMIT, "the address exceeds %zu bytes",
                       req->http->opts.uri_max_bytes);
    if (cg_str_eq(t, CG_STR("*")) && cg_str_eq(req->method, CG_STR("OPTIONS")))
        return CG_OK;
    if (t.len == 0 || t.ptr[0] != '/')
        return CG_FAIL(err, CG_E_INVALID, "the request target must begin with '/'");
    for (size_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        if (c <= 0x20 || c == 0x7f || c == '#')
            return CG_FAIL(err, CG_E_INVALID, "the address holds a character that must be escaped");
    }
    return CG_OK;
}

static cg_code check_request_line(guard *g)
{
    cg_request *req = g->req;
    const char *version = req->wire_version;
    if (req->method.len > METHOD_MAX || !all_tchar(req->method.ptr, req->method.len))
        return CG_FAIL(g->err, CG_E_INVALID, "the method is not a token");
    if (!version || (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0))
        return CG_FAIL(g->err, CG_E_INVALID, "the protocol version must be HTTP/1.1 or HTTP/1.0");
    if (req->http->layout_known && req->wire_target) {
        if (req->wire_target != req->wire_method + req->method.len + 1 ||
            version != req->wire_target + req->wire_target_len + 1 || version[9] != 0)
            return CG_FAIL(g->err, CG_E_INVALID, "the request line is malformed");
        g->cursor = version + 10;
    }
    return check_target(req, g->err);
}

cg_code cg_http_guard(cg_request *req, cg_err *err)
{
    guard g = {.req = req, .err = err};
    g.rc = check_request_line(&g);
    MHD_get_connection_values_n(req->mhd, MHD_HEADER_KIND, on_header, &g);
    if (g.rc != CG_OK)
        return g.rc;
    if (g.cursor && (g.cursor[0] != 0 || g.cursor[1] != 0))
        return CG_FAIL(err, CG_E_INVALID, "the head does not end with an empty line");
    bool http_1_1 = strcmp(req->wire_version, "HTTP/1.1") == 0;
    if (http_1_1 && !(g.seen >> CG_HEADER_HOST & 1))
        return CG_FAIL(err, CG_E_INVALID, "Host is missing");
    if (req->chunked && (req->has_length || !http_1_1))
        return CG_FAIL(err, CG_E_INVALID, "Transfer-Encoding with Content-Length or HTTP/1.0");
    return CG_OK;
}
