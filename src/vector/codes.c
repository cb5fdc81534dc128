// SPDX-License-Identifier: Apache-2.0
// vector: scoring rows as FAISS keeps them, without a call into it.
#include "indexes/index.h"

#include "faiss_shim.h"
#include <faiss/c_api/error_c.h>

/* An SQ8 number c stands for min + (c + 0.5) / 255 × range. With s = range / 255 and base = min + s / 2 the
 * product with q is q·base + Σ (q s) c, and the distance that of q - base and s c. */
static void init_sq8(scorer *s, const float *query)
{
    size_t n = s->dimension;
    s->own = cg_alloc_array(2 * n, sizeof *s->own);
    float *scale = s->own + n;
    s->scale = scale;
    s->query = s->own;
    for (size_t i = 0; i < n; i++) {
        scale[i] = s->codes.range[i] / 255;
        float base = s->codes.min[i] + scale[i] / 2;
        s->own[i] = s->l2 ? query[i] - base : query[i] * scale[i];
        s->bias += s->l2 ? 0 : query[i] * base;
    }
}

void scorer_init(scorer *s, const cg_faiss_codes *codes, const float *query, size_t dimension,
                 bool l2)
{
    *s = (scorer){.kernels = cg_kernels_get(),
                  .codes = *codes,
                  .dimension = dimension,
                  .l2 = l2,
                  .query = query};
    if (codes->code == CG_FAISS_SQ8)
        init_sq8(s, query);
}

void scorer_fini(scorer *s)
{
    cg_free(s->own);
}

float scorer_score(const scorer *s, size_t row)
{
    const void *at = s->codes.rows + row * s->codes.row_bytes;
    const cg_kernels *k = s->kernels;
    size_t n = s->dimension;
    switch (s->codes.code) {
    case CG_FAISS_F32: return s->l2 ? -k->l2_f32(s->query, at, n) : k->dot_f32(s->query, at, n);
    case CG_FAISS_F16: return s->l2 ? -k->l2_f16(s->query, at, n) : k->dot_f16(s->query, at, n);
    case CG_FAISS_SQ8:
        return s->l2 ? -k->l2_u8(s->query, s->scale, at, n) : s->bias + k->dot_u8(s->query, at, n);
    }
    CG_ASSERT(false && "unknown codes");
    return 0;
}

static void sift_down(nearest *n, cg_vector_found f)
{
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < n->len; at = child) {
        if (child + 1 < n->len && n->found[child + 1].score < n->found[child].score)
            child++;
        if (n->found[child].score >= f.score)
            break;
        n->found[at] = n->found[child];
    }
    n->found[at] = f;
}

void nearest_push(nearest *n, uint32_t row, float score)
{
    cg_vector_found f = {row, score};
    if (n->len == n->k) {
        sift_down(n, f);
        return;
    }
    size_t at = n->len++;
    for (; at > 0 && n->found[(at - 1) / 2].score > score; at = (at - 1) / 2)
        n->found[at] = n->found[(at - 1) / 2];
    n->found[at] = f;
}

cg_code cg_vector_faiss_check(int rc, cg_err *err)
{
    if (rc >= 0)
        return CG_OK;
    const char *text = faiss_get_last_error();
    return CG_FAIL(err, CG_E_INTERNAL, "FAISS: %s", text ? text : "unknown error");
}

/* One query against the rows of one word of bits. */
static void scan_word(const scorer *s, size_t rows, size_t word, uint64_t bits, nearest *best)
{
    for (; bits != 0; bits &= bits - 1) {
        size_t row = word * 64 + (size_t)__builtin_ctzll(bits);
        if (row >= rows)
            break;
        float score = scorer_score(s, row);
        if (nearest_wants(best, score))
            nearest_push(best, (uint32_t)row, score);
    }
}

/* All queries go along the rows together: a word's rows stay in the first cache meanwhile. */
static void scan_codes(const cg_vector_built *built, const cg_vector_ask *asks, size_t count,
                       cg_vector_found *const *out_found, size_t *out_counts)
{
    scorer *scorers = cg_alloc_array(count, sizeof *scorers);
    nearest *bests = cg_alloc_array(count, sizeof *bests);
    for (size_t i = 0; i < count; i++) {
        bests[i] = (nearest){out_found[i], 0, asks[i].k};
        scorer_init(&scorers[i], &built->codes, asks[i].query, built->dimension,
                    built->params.metric == CG_VECTOR_L2);
    }
    for (size_t word = 0; word * 64 < built->rows; word++)
        for (size_t i = 0; i < count; i++)
            scan_word(&scorers[i], built->rows, word,
                      asks[i].pass != NULL ? asks[i].pass[word] : UINT64_MAX, &bests[i]);
    for (size_t i = 0; i < count; i++) {
        out_counts[i] = bests[i].len;
        scorer_fini(&scorers[i]);
    }
    cg_free(bests);
    cg_free(scorers);
}

/* Without codes: all lists of the index. */
static cg_code scan_lists(const cg_vector_built *built, const cg_vector_ask *ask,
                          cg_vector_found *out_found, size_t *out_count, cg_err *err)
{
    cg_vector_ask all = *ask;
    all.effort = built->params.nlist;
    for (size_t i = 0; i < cg_vector_indexes_count; i++)
        if (cg_vector_indexes[i]->type == built->params.type)
            return cg_vector_indexes[i]->search(built, &all, out_found, out_count, err);
    CG_ASSERT(false && "no such kind of index");
    return CG_E_INTERNAL;
}

cg_code cg_vector_compare_all(const cg_vector_built *built, const cg_vector_ask *asks, size_t count,
                              cg_vector_found *const *out_found, size_t *out_counts, cg_err *err)
{
    cg_code rc = CG_OK;
    if (built->has_codes)
        scan_codes(built, asks, count, out_found, out_counts);
    for (size_t i = 0; !built->has_codes && rc == CG_OK && i < count; i++)
        rc = scan_lists(built, &asks[i], out_found[i], &out_counts[i], err);
    return rc;
}

cg_code cg_vector_search_all_rows(const cg_vector_built *built, const cg_vector_ask *ask,
                                  cg_vector_found *out_found, size_t *out_count, cg_err *err)
{
    return cg_vector_compare_all(built, ask, 1, &out_found, out_count, err);
}
