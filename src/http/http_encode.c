// SPDX-License-Identifier: Apache-2.0
// http: compresses replies with zstd or gzip, whichever the client likes better.
#include "http_int.h"

#include <zlib.h>
#include <zstd.h>

#define WORTH_BYTES 1024
#define ZSTD_LEVEL 1
#define GZIP_LEVEL 4
#define GZIP_WINDOW (15 + 16) /* 16: gzip wrapper */

static bool compress_zstd(cg_str in, cg_buf *out)
{
    char *room = cg_buf_reserve(out, ZSTD_compressBound(in.len));
    if (!room)
        return false;
    size_t n = ZSTD_compress(room, ZSTD_compressBound(in.len), in.ptr, in.len, ZSTD_LEVEL);
    if (ZSTD_isError(n))
        return false;
    out->len += n;
    return true;
}

static bool compress_gzip(cg_str in, cg_buf *out)
{
    z_stream z = {0};
    if (in.len > UINT32_MAX / 2 ||
        deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t bound = deflateBound(&z, in.len);
    char *room = cg_buf_reserve(out, bound);
    bool ok = false;
    if (room) {
        z.next_in = (Bytef *)in.ptr;
        z.avail_in = (uInt)in.len;
        z.next_out = (Bytef *)room;
        z.avail_out = (uInt)bound;
        ok = deflate(&z, Z_FINISH) == Z_STREAM_END;
        out->len += ok ? z.total_out : 0;
    }
    deflateEnd(&z);
    return ok;
}

cg_http_coding cg_http_choose_coding(cg_str accept_encoding)
{
    if (accept_encoding.len == 0)
        return CG_CODING_IDENTITY;
    unsigned zstd = cg_http_coding_quality(accept_encoding, CG_STR("zstd"));
    unsigned gzip = cg_http_coding_quality(accept_encoding, CG_STR("gzip"));
    if (!zstd && !gzip)
        return CG_CODING_IDENTITY;
    return zstd >= gzip ? CG_CODING_ZSTD : CG_CODING_GZIP;
}

const char *cg_http_compress(cg_buf *body, cg_str accept_encoding)
{
    if (body->len <= WORTH_BYTES)
        return NULL;
    cg_http_coding coding = cg_http_choose_coding(accept_encoding);
    if (coding == CG_CODING_IDENTITY)
        return NULL;
    cg_buf out;
    cg_buf_init(&out, 0);
    bool use_zstd = coding == CG_CODING_ZSTD;
    bool ok =
        use_zstd ? compress_zstd(cg_buf_str(body), &out) : compress_gzip(cg_buf_str(body), &out);
    if (!ok || out.len >= body->len) {
        cg_buf_fini(&out);
        return NULL;
    }
    cg_buf_fini(body);
    *body = out;
    return use_zstd ? "zstd" : "gzip";
}
