// SPDX-License-Identifier: Apache-2.0
// What the C interface of FAISS lacks: looking inside of an index, searching with parameters of one call, and one
// thread a call. Like its functions these return 0, or less than 0 with faiss_get_last_error() telling why;
// no exception passes. Any thread; an index that is searched must not change.
#ifndef CG_FAISS_SHIM_H
#define CG_FAISS_SHIM_H

#include <stddef.h>
#include <stdint.h>

#include <faiss/c_api/Index_c.h>

#ifdef __cplusplus
extern "C" {
#endif

/** For what processor this FAISS was compiled: "avx2" or "generic". Static. */
const char *cg_faiss_target(void);

/** From now on FAISS and its BLAS work for the calling thread on that thread alone. */
void cg_faiss_one_thread(void);

typedef enum cg_faiss_code { CG_FAISS_F32, CG_FAISS_F16, CG_FAISS_SQ8 } cg_faiss_code;

/** The vectors as the index keeps them, row after row; of a refined index the finer ones. Borrowed. */
typedef struct cg_faiss_codes {
    cg_faiss_code code;
    const uint8_t *rows;
    size_t row_bytes;
    const float *min, *range; /* SQ8, by component: value = min + (code + 0.5) / 255 × range */
} cg_faiss_codes;
int cg_faiss_get_codes(const FaissIndex *index, cg_faiss_codes *out_codes);

/** The graph of an HNSW index. Row r has neighbours on the levels 0 .. levels[r] - 1, on level l
 *  links[offsets[r] + level_starts[l]] up to level_starts[l + 1], fewer where one is -1. Borrowed. */
typedef struct cg_faiss_graph {
    const int32_t *links;
    const size_t *offsets;
    const int *level_starts;
    const int *levels;
    int32_t entry; /* -1: no rows */
    int max_level;
} cg_faiss_graph;
int cg_faiss_get_graph(const FaissIndex *index, cg_faiss_graph *out_graph);

/** What the factory does not set; 0: as it is. Room for `rows` rows, so that adding them wastes none. */
int cg_faiss_prepare(FaissIndex *index, size_t rows, int ef_construction);

/** The `k` nearest in the `nprobe` nearest lists of an IVF index, among the rows whose bit of `pass` is set
 *  (NULL: all; must be NULL for PQ4), -1 behind the last. */
int cg_faiss_search_lists(const FaissIndex *index, const float *query, size_t k, size_t nprobe,
                          const uint64_t *pass, float *out_distances, int64_t *out_rows);

/** Memory of the index in bytes. */
int cg_faiss_bytes(const FaissIndex *index, size_t *out_bytes);

#ifdef __cplusplus
}
#endif

#endif
