// SPDX-License-Identifier: Apache-2.0
// Fuzz target: segment files of vectors. The checksum is put right, so that what it would keep out is read too.
#include <stddef.h>
#include <stdint.h>

#include "../../src/vector/segment_header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_whole(const uint8_t *bytes, size_t len)
{
    segment_header h = {0}, again = {0};
    uint64_t key = len >= SEGMENT_HEADER_BYTES ? cg_get_be64(bytes + 24) : 0;
    uint32_t dimension = len >= SEGMENT_HEADER_BYTES ? cg_get_be32(bytes + 60) : 0;
    if (segment_header_read(bytes, len, key, dimension, &h, NULL) != CG_OK)
        return;
    CG_ASSERT(SEGMENT_HEADER_BYTES + (uint64_t)h.rows * SEGMENT_ROW_BYTES + h.index_bytes == len);
    CG_ASSERT(h.rows > 0 && h.strides > 0 && h.strides <= h.rows);
    CG_ASSERT(cg_vector_params_check(&h.params, NULL) == CG_OK);
    CG_ASSERT(segment_header_read(bytes, len, key + 1, dimension, &again, NULL) == CG_E_CONFLICT);
    CG_ASSERT(segment_header_read(bytes, len - 1, key, dimension, &again, NULL) == CG_E_CORRUPT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *bytes = cg_alloc(size + 1);
    if (size > 0)
        memcpy(bytes, data, size);
    read_whole(bytes, size); /* as it is */
    if (size >= SEGMENT_HEADER_BYTES) {
        memcpy(bytes, "CGVS", 4);
        cg_put_be32(bytes + 4, SEGMENT_VERSION);
        segment_checksum_put(bytes, size);
        read_whole(bytes, size);
    }
    cg_free(bytes);
    return 0;
}
