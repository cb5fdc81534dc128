// SPDX-License-Identifier: Apache-2.0
// The head of a segment file, and the checksum that stands for all of the file.
//
//   0  "CGVS"  4 version (1)  8 checksum (16 bytes, XXH3-128 of all that follows)
//   24 key 8 · metric, type, codes 1 each, 0 · nlist, nprobe, m, ef_construction, ef_search, refine 4 each
//      dimension, rows, strides, effort, recall_samples, recall 4 each · build_cpu_ns, index_bytes 8 each · zeros
//   128 labels 8 each · hashes of the rows as given, by label, 4 each · the index as FAISS writes it
//
// Numbers are big-endian; recall is in millionths.
#ifndef CG_VECTOR_SEGMENT_HEADER_H
#define CG_VECTOR_SEGMENT_HEADER_H

#include "cg/vector.h"

#define SEGMENT_VERSION 1
#define SEGMENT_HEADER_BYTES 128u
#define SEGMENT_ROW_BYTES 12u /* of label and hash */
#define SEGMENT_CHECKED_FROM 24u

typedef struct segment_header {
    uint64_t key; /* hash of what the vectors and the parameters are */
    cg_vector_params params;
    uint32_t dimension, rows, strides, effort, recall_samples;
    float recall;
    uint64_t build_cpu_ns, index_bytes;
} segment_header;

/** Parameters as a file and a key hold them. */
#define SEGMENT_PARAMS_BYTES 28u
void segment_params_put(uint8_t *at, const cg_vector_params *params);
/** Writes the header before `len` bytes of a whole file, then the checksum. */
void segment_header_put(uint8_t *bytes, size_t len, const segment_header *h);
void segment_checksum_put(uint8_t *bytes, size_t len);
/** Reads the header of a whole file. CG_E_CORRUPT: torn or damaged, CG_E_CONFLICT: not of this `key` and
 *  `dimension`, or of another version. What it lets pass is in bounds, and fills `len` bytes. */
CG_MUST_USE cg_code segment_header_read(const uint8_t *bytes, size_t len, uint64_t key,
                                        uint32_t dimension, segment_header *out_header,
                                        cg_err *err);

#endif
