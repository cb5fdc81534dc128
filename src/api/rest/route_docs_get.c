// SPDX-License-Identifier: Apache-2.0
// GET /docs: a page that shows /openapi.json. It is one file, and its policy names the one style and the one script in it by
// their hashes: nothing else runs, and nothing is loaded but from this server.
#include "rest.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#define DIGEST_BYTES 32

/* The page, put into the program by the build. */
extern const char cg_docs_page[], cg_docs_page_end[];

/* The first text between two marks. */
static cg_str between(cg_str page, cg_str begin, cg_str end)
{
    const char *from = memmem(page.ptr, page.len, begin.ptr, begin.len);
    CG_ASSERT(from != NULL);
    from += begin.len;
    const char *to = memmem(from, (size_t)(page.ptr + page.len - from), end.ptr, end.len);
    CG_ASSERT(to != NULL);
    return cg_str_make(from, (size_t)(to - from));
}

/* As a policy names it. */
static cg_str hash_of(cg_str text, cg_arena *arena)
{
    unsigned char digest[DIGEST_BYTES];
    gnutls_datum_t in = {digest, sizeof digest}, out = {NULL, 0};
    CG_ASSERT(gnutls_hash_fast(GNUTLS_DIG_SHA256, text.ptr, text.len, digest) == 0);
    CG_ASSERT(gnutls_base64_encode2(&in, &out) == GNUTLS_E_SUCCESS);
    cg_str name = cg_arena_printf(arena, "'sha256-%.*s'", (int)out.size, (const char *)out.data);
    gnutls_free(out.data);
    return name;
}

static cg_code docs_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_arena *arena = cg_request_arena(req);
    cg_str page = cg_str_make(cg_docs_page, (size_t)(cg_docs_page_end - cg_docs_page));
    cg_str style = hash_of(between(page, CG_STR("<style>"), CG_STR("</style>")), arena);
    cg_str script = hash_of(between(page, CG_STR("<script>"), CG_STR("</script>")), arena);
    (void)err;
    cg_buf_add_str(cg_reply_body(reply), page);
    cg_reply_set_media(reply, "text/html; charset=utf-8");
    cg_reply_add_header(reply, "Content-Security-Policy",
                        "default-src 'none'; style-src %.*s; script-src %.*s; connect-src 'self'; "
                        "img-src data:; base-uri 'none'; form-action 'none'; "
                        "frame-ancestors 'none'",
                        CG_STR_ARG(style), CG_STR_ARG(script));
    cg_reply_add_header(reply, "Referrer-Policy", "no-referrer");
    return CG_OK;
}

static const cg_answer answers[] = {{200, "The page.", {{"text/html", NULL, NULL, NULL}}}, {0}};

const cg_route cg_route_docs_get = {
    .method = "GET",
    .path = "/docs",
    .id = "getDocs",
    .tag = "operations",
    .summary = "This interface as a page",
    .description =
        "For browsers. It needs nothing from elsewhere, and sends requests of one's own.",
    .answers = answers,
    .scope = CG_SCOPE_PUBLIC,
    .handle = docs_get,
};
