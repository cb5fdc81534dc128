// SPDX-License-Identifier: Apache-2.0
// http: the opening handshake of WebSocket (RFC 6455, section 4.2). A page of another site can begin one,
// with the reader's cookies and without asking, so its Origin is judged like that of a change.
#include "http_websocket_int.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#define VERSION "13"
#define KEY_BYTES 16
#define KEY_TEXT 24
#define SHA1_BYTES 20
#define ACCEPT_TEXT 28
#define ACCEPT_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#define PROTOCOLS_MAX 16

static bool has_token(cg_str list, const char *token)
{
    cg_str item, wanted = cg_str_from(token);
    while (cg_str_split(&list, ',', &item)) {
        item = cg_str_trim(item);
        if (item.len == wanted.len && strncasecmp(item.ptr, token, item.len) == 0)
            return true;
    }
    return false;
}

static bool is_key(cg_str text)
{
    gnutls_datum_t in = {(unsigned char *)text.ptr, (unsigned)text.len}, out = {NULL, 0};
    if (text.len != KEY_TEXT || gnutls_base64_decode2(&in, &out) != GNUTLS_E_SUCCESS)
        return false;
    bool ok = out.size == KEY_BYTES;
    gnutls_free(out.data);
    return ok;
}

/* A client may offer subprotocols in several headers. */
typedef struct offer {
    cg_arena *arena;
    cg_str list;
    unsigned count;
} offer;

static enum MHD_Result add_offer(void *cls, enum MHD_ValueKind kind, const char *key,
                                 const char *value)
{
    offer *o = cls;
    (void)kind;
    if (strcasecmp(key, "Sec-WebSocket-Protocol") == 0 && value && o->count++ < PROTOCOLS_MAX)
        o->list = cg_arena_printf(o->arena, "%.*s%s%s", CG_STR_ARG(o->list), o->list.len ? "," : "",
                                  value);
    return MHD_YES;
}

static cg_code refuse(cg_request *req, cg_err *err, const char *why)
{
    cg_reply_add_header(&req->reply, "Upgrade", "websocket");
    cg_reply_add_header(&req->reply, "Sec-WebSocket-Version", VERSION);
    return CG_FAIL(err, CG_E_UPGRADE, "%s", why);
}

cg_code cg_http_handshake_check(cg_request *req, cg_err *err)
{
    if (!(req->route->flags & CG_ROUTE_WEBSOCKET))
        return CG_OK;
    if (req->head_only || req->http_1_0 ||
        !has_token(cg_http_header(req, "Upgrade"), "websocket") ||
        !has_token(cg_http_header(req, "Connection"), "upgrade"))
        return refuse(req, err, "this address speaks WebSocket: send an opening handshake");
    if (!cg_str_eq(cg_str_trim(cg_http_header(req, "Sec-WebSocket-Version")), CG_STR(VERSION)))
        return refuse(req, err, "only version " VERSION " of WebSocket is spoken");
    if (req->origin.ptr && !cg_http_is_own_origin(req))
        return CG_FAIL(err, CG_E_ORIGIN,
                       "a page of another site may not open a WebSocket here: Origin is not this "
                       "server's address");
    cg_str key = cg_str_trim(cg_http_header(req, "Sec-WebSocket-Key"));
    if (!is_key(key)) {
        (void)CG_FAIL(err, CG_E_INVALID, "the key is not 16 bytes in Base64");
        return cg_err_at(err, "Sec-WebSocket-Key");
    }
    offer protocols = {.arena = req->arena};
    (void)MHD_get_connection_values(req->mhd, MHD_HEADER_KIND, add_offer, &protocols);
    req->websocket_key = cg_arena_str(req->arena, key);
    req->websocket_protocols = protocols.list;
    return CG_OK;
}

const char *cg_http_handshake_protocol(const cg_request *req, const char *const *spoken)
{
    for (; spoken && *spoken; spoken++)
        if (has_token(req->websocket_protocols, *spoken))
            return *spoken;
    return NULL;
}

cg_str cg_http_handshake_accept_in(cg_arena *arena, cg_str key)
{
    unsigned char digest[SHA1_BYTES];
    cg_str text = cg_arena_printf(arena, "%.*s" ACCEPT_GUID, CG_STR_ARG(key));
    gnutls_datum_t in = {digest, sizeof digest}, out = {NULL, 0};
    CG_ASSERT(gnutls_hash_fast(GNUTLS_DIG_SHA1, text.ptr, text.len, digest) == 0);
    CG_ASSERT(gnutls_base64_encode2(&in, &out) == GNUTLS_E_SUCCESS);
    CG_ASSERT(out.size == ACCEPT_TEXT);
    cg_str accept = cg_arena_str(arena, cg_str_make((const char *)out.data, out.size));
    gnutls_free(out.data);
    return accept;
}
