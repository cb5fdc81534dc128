// SPDX-License-Identifier: Apache-2.0
// zstd frames, also of bytes that are like others. Contexts are kept per thread: making one costs more than a small file's compression.
#include <zstd.h>

#include "graph_int.h"

/* What every zstd takes. */
#define WINDOW_LOG_MIN 10
#define WINDOW_LOG_MAX 30

static pthread_key_t compress_key, decompress_key;
static pthread_once_t keys_once = PTHREAD_ONCE_INIT;

static void free_compress(void *context)
{
    ZSTD_freeCCtx(context);
}

static void free_decompress(void *context)
{
    ZSTD_freeDCtx(context);
}

static void make_keys(void)
{
    CG_ASSERT(pthread_key_create(&compress_key, free_compress) == 0);
    CG_ASSERT(pthread_key_create(&decompress_key, free_decompress) == 0);
}

static ZSTD_CCtx *compress_context(void)
{
    pthread_once(&keys_once, make_keys);
    ZSTD_CCtx *context = pthread_getspecific(compress_key);
    if (context == NULL) {
        context = ZSTD_createCCtx();
        CG_ASSERT(context != NULL && pthread_setspecific(compress_key, context) == 0);
    }
    return context;
}

static ZSTD_DCtx *decompress_context(void)
{
    pthread_once(&keys_once, make_keys);
    ZSTD_DCtx *context = pthread_getspecific(decompress_key);
    if (context == NULL) {
        context = ZSTD_createDCtx();
        CG_ASSERT(context != NULL && pthread_setspecific(decompress_key, context) == 0);
    }
    return context;
}

static cg_code failed(size_t code, cg_err *err)
{
    return CG_FAIL(err, CG_E_INTERNAL, "compression failed: %s", ZSTD_getErrorName(code));
}

static char *room_for(cg_str bytes, cg_buf *out, size_t *out_bound, cg_err *err)
{
    *out_bound = ZSTD_compressBound(bytes.len);
    char *room = cg_buf_reserve(out, *out_bound);
    if (room == NULL)
        (void)CG_FAIL(err, out->error, "no room to compress %zu bytes", bytes.len);
    return room;
}

cg_code cg_compress(cg_str bytes, int level, cg_buf *out, cg_err *err)
{
    size_t bound;
    char *room = room_for(bytes, out, &bound, err);
    if (room == NULL)
        return out->error;
    size_t n = ZSTD_compressCCtx(compress_context(), room, bound, bytes.ptr, bytes.len, level);
    if (ZSTD_isError(n))
        return failed(n, err);
    out->len += n;
    return CG_OK;
}

/* From any place of `bytes` all of `base` must be in reach. */
static int window_log(size_t bytes)
{
    int log = WINDOW_LOG_MIN;
    while (log < WINDOW_LOG_MAX && (size_t)1 << log < bytes)
        log++;
    return log;
}

cg_code compress_after(cg_str base, cg_str bytes, int level, cg_buf *out, cg_err *err)
{
    ZSTD_CCtx *context = compress_context();
    size_t bound;
    char *room = room_for(bytes, out, &bound, err);
    if (room == NULL)
        return out->error;
    const size_t settings[] = {
        ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters),
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level),
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log(base.len + bytes.len)),
        ZSTD_CCtx_refPrefix(context, base.ptr, base.len),
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(settings); i++)
        if (ZSTD_isError(settings[i]))
            return failed(settings[i], err);
    size_t n = ZSTD_compress2(context, room, bound, bytes.ptr, bytes.len);
    if (ZSTD_isError(n))
        return failed(n, err);
    out->len += n;
    return CG_OK;
}

cg_code decompress_after(cg_str base, cg_str bytes, size_t max, cg_buf *out, cg_err *err)
{
    ZSTD_DCtx *context = decompress_context();
    unsigned long long size = ZSTD_getFrameContentSize(bytes.ptr, bytes.len);
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > max)
        return CG_FAIL(err, CG_E_CORRUPT, "a compressed record is damaged");
    char *room = cg_buf_reserve(out, (size_t)size);
    if (room == NULL && size > 0)
        return CG_FAIL(err, out->error, "no room for a record of %llu bytes", size);
    size_t n = ZSTD_DCtx_refPrefix(context, base.ptr, base.len); /* for this frame alone */
    if (!ZSTD_isError(n))
        n = ZSTD_decompressDCtx(context, room, (size_t)size, bytes.ptr, bytes.len);
    if (ZSTD_isError(n) || n != size)
        return CG_FAIL(err, CG_E_CORRUPT, "a compressed record is damaged");
    out->len += n;
    return CG_OK;
}

cg_code cg_decompress(cg_str bytes, size_t max, cg_buf *out, cg_err *err)
{
    return decompress_after(CG_STR_NULL, bytes, max, out, err);
}
