// SPDX-License-Identifier: Apache-2.0
// zstd frames. Contexts are kept per thread: making one costs more than a small file's compression.
#include <zstd.h>

#include "graph_int.h"

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

cg_code cg_compress(cg_str bytes, int level, cg_buf *out, cg_err *err)
{
    size_t bound = ZSTD_compressBound(bytes.len);
    char *room = cg_buf_reserve(out, bound);
    if (room == NULL)
        return CG_FAIL(err, out->error, "no room to compress %zu bytes", bytes.len);
    size_t n = ZSTD_compressCCtx(compress_context(), room, bound, bytes.ptr, bytes.len, level);
    if (ZSTD_isError(n))
        return CG_FAIL(err, CG_E_INTERNAL, "compression failed: %s", ZSTD_getErrorName(n));
    out->len += n;
    return CG_OK;
}

cg_code cg_decompress(cg_str bytes, size_t max, cg_buf *out, cg_err *err)
{
    unsigned long long size = ZSTD_getFrameContentSize(bytes.ptr, bytes.len);
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > max)
        return CG_FAIL(err, CG_E_CORRUPT, "a compressed record is damaged");
    char *room = cg_buf_reserve(out, (size_t)size);
    if (room == NULL && size > 0)
        return CG_FAIL(err, out->error, "no room for a record of %llu bytes", size);
    size_t n = ZSTD_decompressDCtx(decompress_context(), room, (size_t)size, bytes.ptr, bytes.len);
    if (ZSTD_isError(n) || n != size)
        return CG_FAIL(err, CG_E_CORRUPT, "a compressed record is damaged");
    out->len += n;
    return CG_OK;
}
