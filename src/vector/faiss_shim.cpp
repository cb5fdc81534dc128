// SPDX-License-Identifier: Apache-2.0
// vector: the one file in C++. It is compiled into libcgfaiss by scripts/faiss, beside FAISS.
#include "faiss_shim.h"

#include <memory>
#include <stdexcept>

#include <omp.h>

#include <faiss/IndexFlat.h>
#include <faiss/IndexHNSW.h>
#include <faiss/IndexIVF.h>
#include <faiss/IndexIVFPQFastScan.h>
#include <faiss/IndexIVFFlat.h>
#include <faiss/IndexRefine.h>
#include <faiss/IndexScalarQuantizer.h>
#include <faiss/c_api/macros_impl.h>
#include <faiss/impl/DistanceComputer.h>
#include <faiss/impl/IDSelector.h>

#if defined(__AVX2__) && defined(__F16C__) && defined(__FMA__)
#include <immintrin.h>
#define FAST_HALVES
#endif

extern "C" void openblas_set_num_threads(int) __attribute__((weak));

namespace {

const faiss::Index *as_index(const FaissIndex *index)
{
    return reinterpret_cast<const faiss::Index *>(index);
}

template <class T> const T &as(const faiss::Index *index)
{
    const T *typed = dynamic_cast<const T *>(index);
    if (typed == nullptr)
        throw std::runtime_error("the index is of another type");
    return *typed;
}

/* The part that holds the vectors row by row; nullptr: none does. */
const faiss::Index *rows_of(const faiss::Index *index)
{
    if (auto hnsw = dynamic_cast<const faiss::IndexHNSW *>(index))
        return hnsw->storage;
    if (auto refine = dynamic_cast<const faiss::IndexRefine *>(index))
        return refine->refine_index;
    return index;
}

struct Pass : faiss::IDSelector {
    const uint64_t *bits;
    explicit Pass(const uint64_t *b) : bits(b) {}
    bool is_member(faiss::Index::idx_t row) const override
    {
        return bits[row / 64] >> (row % 64) & 1;
    }
};

#ifdef FAST_HALVES

/* FAISS sums up a row of halves in one register, each step waiting for the last. Building a graph is hardly anything
 * but that; four sums take half the time. */
struct HalfDistances : faiss::FlatCodesDistanceComputer {
    size_t dimension;
    bool l2;
    const float *query = nullptr;

    HalfDistances(const uint8_t *rows, size_t row_bytes, size_t d, bool is_l2)
        : FlatCodesDistanceComputer(rows, row_bytes), dimension(d), l2(is_l2) {}

    static __m256 half(const uint16_t *at)
    {
        return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i *>(at)));
    }
    static __m256 load(const float *at) { return _mm256_loadu_ps(at); }
    static __m256 load(const uint16_t *at) { return half(at); }

    template <bool L2> static __m256 step(__m256 sum, __m256 a, __m256 b)
    {
        if (!L2)
            return _mm256_fmadd_ps(a, b, sum);
        __m256 apart = _mm256_sub_ps(a, b);
        return _mm256_fmadd_ps(apart, apart, sum);
    }

    /* Of the first numbers, a multiple of 32 of them. */
    template <bool L2, class T> static float sum(const T *a, const uint16_t *b, size_t n)
    {
        __m256 s0 = _mm256_setzero_ps(), s1 = s0, s2 = s0, s3 = s0;
        for (size_t i = 0; i < n; i += 32) {
            s0 = step<L2>(s0, load(a + i), half(b + i));
            s1 = step<L2>(s1, load(a + i + 8), half(b + i + 8));
            s2 = step<L2>(s2, load(a + i + 16), half(b + i + 16));
            s3 = step<L2>(s3, load(a + i + 24), half(b + i + 24));
        }
        s0 = _mm256_add_ps(_mm256_add_ps(s0, s1), _mm256_add_ps(s2, s3));
        __m128 four = _mm_add_ps(_mm256_castps256_ps128(s0), _mm256_extractf128_ps(s0, 1));
        four = _mm_add_ps(four, _mm_movehl_ps(four, four));
        return _mm_cvtss_f32(_mm_add_ss(four, _mm_movehdup_ps(four)));
    }
    static float one(float number) { return number; }
    static float one(uint16_t number) { return _cvtsh_ss(number); }

    template <class T> float apart(const T *a, const uint16_t *b) const
    {
        size_t whole = dimension / 32 * 32;
        float total = l2 ? sum<true>(a, b, whole) : sum<false>(a, b, whole);
        for (size_t i = whole; i < dimension; i++) {
            float x = one(a[i]), y = one(b[i]);
            total += l2 ? (x - y) * (x - y) : x * y;
        }
        return total;
    }

    void set_query(const float *x) override { query = x; }
    float distance_to_code(const uint8_t *code) override
    {
        return apart(query, reinterpret_cast<const uint16_t *>(code));
    }
    float symmetric_dis(idx_t i, idx_t j) override
    {
        return apart(reinterpret_cast<const uint16_t *>(codes + (size_t)i * code_size),
                     reinterpret_cast<const uint16_t *>(codes + (size_t)j * code_size));
    }
};

/* Rows of halves as FAISS has them, written and read as such, but for how they are compared while a graph is built. */
struct Halves : faiss::IndexScalarQuantizer {
    explicit Halves(const faiss::IndexScalarQuantizer &like) : IndexScalarQuantizer(like) {}
    faiss::FlatCodesDistanceComputer *get_FlatCodesDistanceComputer() const override
    {
        return new HalfDistances(codes.data(), code_size, (size_t)d, metric_type == faiss::METRIC_L2);
    }
};

void compare_faster(faiss::IndexHNSW *hnsw)
{
    auto rows = dynamic_cast<faiss::IndexScalarQuantizer *>(hnsw->storage);
    if (rows == nullptr || rows->sq.qtype != faiss::ScalarQuantizer::QT_fp16 || rows->ntotal != 0)
        return;
    hnsw->storage = new Halves(*rows);
    if (hnsw->own_fields)
        delete rows;
    hnsw->own_fields = true;
}

#else

void compare_faster(faiss::IndexHNSW *) {}

#endif

size_t bytes_of(const faiss::Index *index)
{
    size_t bytes = 0;
    if (auto hnsw = dynamic_cast<const faiss::IndexHNSW *>(index)) {
        const faiss::HNSW &g = hnsw->hnsw;
        return bytes_of(hnsw->storage) + g.neighbors.capacity() * sizeof(g.neighbors[0]) +
               g.offsets.capacity() * sizeof(g.offsets[0]) +
               g.levels.capacity() * sizeof(g.levels[0]);
    }
    if (auto refine = dynamic_cast<const faiss::IndexRefine *>(index))
        return bytes_of(refine->base_index) + bytes_of(refine->refine_index);
    if (auto flat = dynamic_cast<const faiss::IndexFlatCodes *>(index))
        bytes += flat->codes.capacity();
    if (auto ivf = dynamic_cast<const faiss::IndexIVF *>(index)) {
        bytes += bytes_of(ivf->quantizer);
        if (auto lists = dynamic_cast<const faiss::ArrayInvertedLists *>(ivf->invlists))
            for (size_t i = 0; i < lists->nlist; i++)
                bytes += lists->codes[i].capacity() + lists->ids[i].capacity() * sizeof(int64_t);
        else
            for (size_t i = 0; i < ivf->nlist; i++) /* blocks of 32 rows, and the ids */
                bytes += ivf->invlists->list_size(i) * (ivf->code_size + sizeof(int64_t));
    }
    if (auto pq = dynamic_cast<const faiss::IndexIVFPQFastScan *>(index))
        bytes += pq->precomputed_table.nbytes();
    return bytes;
}

} // namespace

const char *cg_faiss_target(void)
{
#ifdef __AVX2__
    return "avx2";
#else
    return "generic";
#endif
}

void cg_faiss_one_thread(void)
{
    omp_set_num_threads(1);
    if (openblas_set_num_threads != nullptr)
        openblas_set_num_threads(1);
}

int cg_faiss_get_codes(const FaissIndex *index, cg_faiss_codes *out_codes)
{
    try {
        const faiss::Index *rows = rows_of(as_index(index));
        const auto &flat = as<faiss::IndexFlatCodes>(rows);
        cg_faiss_codes codes = {CG_FAISS_F32, flat.codes.data(), flat.code_size, nullptr, nullptr};
        if (auto scalar = dynamic_cast<const faiss::IndexScalarQuantizer *>(rows)) {
            codes.code = scalar->sq.qtype == faiss::ScalarQuantizer::QT_fp16 ? CG_FAISS_F16
                                                                             : CG_FAISS_SQ8;
            if (codes.code == CG_FAISS_SQ8) {
                if (scalar->sq.qtype != faiss::ScalarQuantizer::QT_8bit ||
                    scalar->sq.trained.size() != 2 * (size_t)rows->d)
                    throw std::runtime_error("codes of another kind");
                codes.min = scalar->sq.trained.data();
                codes.range = codes.min + rows->d;
            }
        } else {
            (void)as<faiss::IndexFlat>(rows);
        }
        *out_codes = codes;
    }
    CATCH_AND_HANDLE
}

int cg_faiss_get_graph(const FaissIndex *index, cg_faiss_graph *out_graph)
{
    try {
        const faiss::HNSW &g = as<faiss::IndexHNSW>(as_index(index)).hnsw;
        *out_graph = {g.neighbors.data(), g.offsets.data(), g.cum_nneighbor_per_level.data(),
                      g.levels.data(),    g.entry_point,    g.max_level};
    }
    CATCH_AND_HANDLE
}

int cg_faiss_prepare(FaissIndex *index, size_t rows, int ef_construction)
{
    try {
        auto top = const_cast<faiss::Index *>(as_index(index));
        if (auto hnsw = dynamic_cast<faiss::IndexHNSW *>(top)) {
            compare_faster(hnsw);
            if (ef_construction > 0)
                hnsw->hnsw.efConstruction = ef_construction;
            hnsw->hnsw.levels.reserve(rows);
            hnsw->hnsw.offsets.reserve(rows + 1);
            /* a row has level 0 and, on average, 1 / (m - 1) upper ones */
            size_t m = hnsw->hnsw.nb_neighbors(1);
            hnsw->hnsw.neighbors.reserve(rows * (2 * m + 1) + rows * m / (m - 1) + 64 * m);
        }
        if (auto refine = dynamic_cast<faiss::IndexRefine *>(top))
            top = refine->base_index;
        if (auto ivf = dynamic_cast<faiss::IndexIVF *>(top))
            ivf->cp.min_points_per_centroid = 1; /* fewer are fine, and no line on stderr */
        if (auto flat = dynamic_cast<faiss::IndexFlatCodes *>(const_cast<faiss::Index *>(
                rows_of(as_index(index)))))
            flat->codes.reserve(rows * flat->code_size);
    }
    CATCH_AND_HANDLE
}

int cg_faiss_search_lists(const FaissIndex *index, const float *query, size_t k, size_t nprobe,
                          const uint64_t *pass, float *out_distances,
                          int64_t *out_rows)
{
    try {
        const faiss::Index *top = as_index(index);
        if (auto refine = dynamic_cast<const faiss::IndexRefine *>(top))
            top = refine->base_index;
        if (auto fast = dynamic_cast<const faiss::IndexIVFPQFastScan *>(top)) {
            if (fast->nprobe == nprobe) {
                fast->search(1, query, (int64_t)k, out_distances, out_rows);
            } else { /* its lists read by a copy of what surrounds them */
                faiss::IndexIVFPQFastScan other(*fast);
                other.own_fields = other.own_invlists = false;
                other.nprobe = nprobe;
                other.search(1, query, (int64_t)k, out_distances, out_rows);
            }
        } else {
            Pass selector(pass);
            faiss::SearchParametersIVF params;
            params.nprobe = nprobe;
            params.sel = pass != nullptr ? &selector : nullptr;
            as<faiss::IndexIVF>(top).search(1, query, (int64_t)k, out_distances, out_rows,
                                            &params);
        }
    }
    CATCH_AND_HANDLE
}

int cg_faiss_bytes(const FaissIndex *index, size_t *out_bytes)
{
    try {
        *out_bytes = bytes_of(as_index(index));
    }
    CATCH_AND_HANDLE
}
