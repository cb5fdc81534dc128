// SPDX-License-Identifier: Apache-2.0
// http: refuses what a browser was tricked into sending. A page of another site can point its own
// name at a loopback address and read what is served there (DNS rebinding): so a server for this
// machine alone answers only to this machine's names. And it can post without reading the answer:
// so a request that changes something must come from a page of this server, or from no page.
#include <arpa/inet.h>
#include <strings.h>

#include "http_int.h"

static bool same_text(cg_str a, cg_str b)
{
    return a.len == b.len && (a.len == 0 || strncasecmp(a.ptr, b.ptr, a.len) == 0);
}

/* "name:80" -> "name"; the brackets of "[::1]:80" stay. */
static cg_str without_port(cg_str authority)
{
    ptrdiff_t colon = cg_str_rfind(authority, ':');
    bool port =
        colon >= 0 && cg_str_find(cg_str_slice(authority, (size_t)colon, authority.len), ']') < 0;
    return port ? cg_str_slice(authority, 0, (size_t)colon) : authority;
}

static bool is_loopback(cg_str name)
{
    char text[16];
    struct in_addr v4;
    if (same_text(name, CG_STR("localhost")) || cg_str_eq(name, CG_STR("[::1]")))
        return true;
    if (name.len == 0 || name.len >= sizeof text)
        return false;
    memcpy(text, name.ptr, name.len);
    text[name.len] = '\0';
    return inet_pton(AF_INET, text, &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127;
}

static bool is_listed(const cg_http_options *opts, cg_str name)
{
    for (const char *const *host = opts->hosts; host && *host; host++)
        if (same_text(name, cg_str_from(*host)))
            return true;
    return false;
}

/* Where the scheme's own port is written out, it is left out: "a:443" of https is "a". */
static cg_str canonical(cg_str authority, cg_str own_port)
{
    return cg_str_ends(authority, own_port) && authority.len > own_port.len
               ? cg_str_slice(authority, 0, authority.len - own_port.len)
               : authority;
}

/* The page's server is this one, or one whose name the operator gave. */
bool cg_http_is_own_origin(const cg_request *req)
{
    bool tls = cg_str_starts(req->origin, CG_STR("https://"));
    if (!tls && !cg_str_starts(req->origin, CG_STR("http://")))
        return false; /* "null": a sandboxed page, a file */
    cg_str port = tls ? CG_STR(":443") : CG_STR(":80");
    cg_str page = cg_str_slice(req->origin, tls ? 8 : 7, req->origin.len);
    return same_text(canonical(page, port), canonical(req->host, port)) ||
           is_listed(&req->http->opts, without_port(page));
}

bool cg_request_is_foreign(const cg_request *req)
{
    return req->origin.ptr && !cg_http_is_own_origin(req);
}

static bool changes_something(const cg_request *req)
{
    return !cg_str_eq(req->method, CG_STR("GET")) && !cg_str_eq(req->method, CG_STR("HEAD")) &&
           !cg_str_eq(req->method, CG_STR("OPTIONS"));
}

cg_code cg_http_check_host(const cg_request *req, cg_err *err)
{
    cg_str name = without_port(req->host);
    if (req->http->opts.local_only && req->host.ptr && !is_loopback(name) &&
        !is_listed(&req->http->opts, name))
        return CG_FAIL(err, CG_E_MISDIRECTED,
                       "this server answers to loopback names and to those in server.hosts, not to "
                       "\"%.*s\"",
                       CG_STR_ARG(cg_utf8_truncate(name, 100)));
    if (changes_something(req) && cg_request_is_foreign(req))
        return CG_FAIL(err, CG_E_ORIGIN,
                       "a page of another site may not change anything here: Origin is not this "
                       "server's address");
    return CG_OK;
}
