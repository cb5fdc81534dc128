// SPDX-License-Identifier: Apache-2.0
// http: undoes the Content-Encoding of request bodies, piece by piece. What a few bytes may become is
// limited: by their ratio here, by the limits of bodies in what takes the pieces.
#include "http_int.h"

#include <zlib.h>
#include <zstd.h>

#define GZIP_WINDOW (15 + 16) /* 16: gzip wrapper */
#define ZSTD_WINDOW_LOG 23    /* 8 MiB, what RFC 9659 allows on the web */
/* Source text shrinks to a tenth, tables of it to a fiftieth. The first bytes may do as they like. */
#define RATIO_MAX 250
#define RATIO_FREE_BYTES (1 << 20)

struct cg_decoder {
    z_stream gzip;
    ZSTD_DStream *zstd; /* NULL: gzip */
    uint64_t in, out;
    bool open; /* inside a member or frame, or before the first */
};

bool cg_http_coding_known(cg_str coding)
{
    return cg_http_coding_is(coding, "gzip") || cg_http_coding_is(coding, "x-gzip") ||
           cg_http_coding_is(coding, "zstd");
}

cg_decoder *cg_http_decoder_create(cg_str coding)
{
    cg_decoder *d = cg_alloc(sizeof *d);
    d->open = true;
    if (cg_http_coding_is(coding, "zstd")) {
        d->zstd = ZSTD_createDStream();
        CG_ASSERT(d->zstd);
        (void)ZSTD_DCtx_setParameter(d->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG);
    } else {
        CG_ASSERT(inflateInit2(&d->gzip, GZIP_WINDOW) == Z_OK);
    }
    return d;
}

void cg_http_decoder_destroy(cg_decoder *d)
{
    if (!d)
        return;
    if (d->zstd)
        ZSTD_freeDStream(d->zstd);
    else
        inflateEnd(&d->gzip);
    cg_free(d);
}

static bool step_zstd(cg_decoder *d, cg_str *in, char *room, size_t max, size_t *out_len)
{
    ZSTD_inBuffer from = {in->ptr, in->len, 0};
    ZSTD_outBuffer to = {room, max, 0};
    size_t hint = ZSTD_decompressStream(d->zstd, &to, &from);
    *in = cg_str_slice(*in, from.pos, in->len);
    *out_len = to.pos;
    d->open = hint != 0;
    return !ZSTD_isError(hint);
}

static bool step_gzip(cg_decoder *d, cg_str *in, char *room, size_t max, size_t *out_len)
{
    z_stream *z = &d->gzip;
    if (!d->open && in->len > 0) /* members may follow each other */
        d->open = inflateReset(z) == Z_OK;
    z->next_in = (Bytef *)in->ptr;
    z->avail_in = (uInt)in->len;
    z->next_out = (Bytef *)room;
    z->avail_out = (uInt)max;
    int rc = inflate(z, Z_NO_FLUSH);
    *in = cg_str_slice(*in, in->len - z->avail_in, in->len);
    *out_len = max - z->avail_out;
    if (rc == Z_STREAM_END)
        d->open = false;
    return rc == Z_OK || rc == Z_STREAM_END || rc == Z_BUF_ERROR;
}

cg_code cg_http_decode(cg_decoder *d, cg_str *in, size_t max, cg_buf *out, cg_err *err)
{
    size_t start = out->len;
    while (out->len - start < max && (in->len > 0 || d->open)) {
        size_t room = CG_MIN(max - (out->len - start), (size_t)65536), given = 0;
        size_t had = in->len;
        char *to = cg_buf_reserve(out, room);
        if (!to)
            return CG_FAIL(err, CG_E_LIMIT, "the decoded body exceeds %zu bytes", out->max);
        bool ok = d->zstd ? step_zstd(d, in, to, room, &given) : step_gzip(d, in, to, room, &given);
        if (!ok)
            return CG_FAIL(err, CG_E_MALFORMED, "the body is not what Content-Encoding says");
        out->len += given;
        d->in += had - in->len;
        d->out += given;
        if (d->out > RATIO_FREE_BYTES && d->out / RATIO_MAX > d->in)
            return CG_FAIL(err, CG_E_LIMIT, "the body grows more than %d-fold when it is decoded",
                           RATIO_MAX);
        if (given < room && in->len == 0)
            break;
        if (given == 0 && in->len == had)
            return CG_FAIL(err, CG_E_MALFORMED, "the body is not what Content-Encoding says");
    }
    return CG_OK;
}

cg_code cg_http_decode_end(const cg_decoder *d, cg_err *err)
{
    if (d->open)
        return CG_FAIL(err, CG_E_MALFORMED, "the body ends before its Content-Encoding does");
    return CG_OK;
}
