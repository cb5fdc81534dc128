// SPDX-License-Identifier: Apache-2.0
// vector: the inner loops, compiled for three instruction sets of x86-64 (one elsewhere) and chosen by
// what the processor says.
#include "kernels.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define KERNEL(name) name##_generic
#define KERNEL_TEXT "generic"
#define TARGET
#define LANES 1
#define VECTOR float
#define ZERO 0
#define ADD(a, b) ((a) + (b))
#define FMA(a, b, c) ((a) * (b) + (c))
#define SUM(v) (v)
#define LOAD_F32(p) (*(p))
#define LOAD_I8(p) ((float)*(p))
#include "kernels.inc"

#ifdef __x86_64__
#define KERNEL(name) name##_avx2
#define KERNEL_TEXT "avx2"
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8
#define VECTOR __m256
#define ZERO _mm256_setzero_ps()
#define ADD _mm256_add_ps
#define FMA _mm256_fmadd_ps
#define SUM(v) sum_avx2(v)
#define LOAD_F32(p) _mm256_loadu_ps(p)
#define LOAD_I8(p) _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)(p))))
TARGET static float sum_avx2(__m256 v)
{
    __m128 half = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(half, _mm_movehdup_ps(half)));
}
#include "kernels.inc"

#define KERNEL(name) name##_avx512
#define KERNEL_TEXT "avx512"
#define TARGET __attribute__((target("avx512f")))
#define LANES 16
#define VECTOR __m512
#define ZERO _mm512_setzero_ps()
#define ADD _mm512_add_ps
#define FMA _mm512_fmadd_ps
#define SUM _mm512_reduce_add_ps
#define LOAD_F32(p) _mm512_loadu_ps(p)
#define LOAD_I8(p) _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)(p))))
#include "kernels.inc"
#endif

const cg_kernels *cg_kernels_get(void)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f"))
        return &table_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return &table_avx2;
#endif
    return &table_generic;
}
