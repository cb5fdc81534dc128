// SPDX-License-Identifier: Apache-2.0
#include "sign.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#define PREFIX "whsec_"
#define DIGEST_BYTES 32

static cg_str base64(const char *prefix, const void *bytes, size_t len, cg_arena *arena)
{
    gnutls_datum_t in = {(unsigned char *)bytes, (unsigned)len}, out = {NULL, 0};
    CG_ASSERT(gnutls_base64_encode2(&in, &out) == GNUTLS_E_SUCCESS);
    cg_str text = cg_arena_printf(arena, "%s%.*s", prefix, (int)out.size, (const char *)out.data);
    gnutls_free(out.data);
    return text;
}

cg_str webhook_secret_text(cg_str key, cg_arena *arena)
{
    return base64(PREFIX, key.ptr, key.len, arena);
}

bool webhook_secret_parse(cg_str text, cg_arena *arena, cg_str *out_key)
{
    cg_str prefix = CG_STR(PREFIX);
    if (!cg_str_starts(text, prefix) || text.len > 2 * CG_WEBHOOK_SECRET_MAX)
        return false;
    text = cg_str_slice(text, prefix.len, text.len);
    gnutls_datum_t in = {(unsigned char *)text.ptr, (unsigned)text.len}, out = {NULL, 0};
    if (gnutls_base64_decode2(&in, &out) != GNUTLS_E_SUCCESS)
        return false;
    bool fits = out.size >= CG_WEBHOOK_SECRET_MIN && out.size <= CG_WEBHOOK_SECRET_MAX;
    if (fits)
        *out_key = cg_arena_str(arena, cg_str_make((const char *)out.data, out.size));
    gnutls_memset(out.data, 0, out.size);
    gnutls_free(out.data);
    return fits;
}

cg_str webhook_signature(cg_str key, cg_str id, uint64_t timestamp_s, cg_str body, cg_arena *arena)
{
    unsigned char digest[DIGEST_BYTES];
    gnutls_hmac_hd_t hmac;
    cg_str head = cg_arena_printf(arena, "%.*s.%" PRIu64 ".", CG_STR_ARG(id), timestamp_s);
    CG_ASSERT(gnutls_hmac_init(&hmac, GNUTLS_MAC_SHA256, key.ptr, key.len) == 0);
    CG_ASSERT(gnutls_hmac(hmac, head.ptr, head.len) == 0);
    CG_ASSERT(gnutls_hmac(hmac, body.ptr, body.len) == 0);
    gnutls_hmac_deinit(hmac, digest);
    return base64("v1,", digest, sizeof digest, arena);
}
