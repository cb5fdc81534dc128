// SPDX-License-Identifier: Apache-2.0
// vector: the inner loops, compiled for three instruction sets of x86-64 (one elsewhere) and chosen by
// what the processor says.
#include "kernels.h"

#include <math.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define ONE(x) ((float)(x))
#define SQUARE(d, s) FMA(d, d, s)

/* An IEEE 754 half as a float. */
static float one_f16(uint16_t half)
{
    uint32_t sign = (uint32_t)(half & 0x8000u) << 16, bits = (uint32_t)(half & 0x7fffu) << 13;
    float value;
    /* The exponent moves from bias 15 to 127 by a product, which also scales subnormal numbers. */
    memcpy(&value, &bits, sizeof value);
    value = bits >= 0x7c00u << 13 ? INFINITY : value * 0x1p112f;
    return sign ? -value : value;
}

#define KERNEL(name) name##_generic
#define KERNEL_TEXT "generic"
#define TARGET
#define LANES 1
#define VECTOR float
#define ZERO 0
#define ADD(a, b) ((a) + (b))
#define SUB(a, b) ((a) - (b))
#define MUL(a, b) ((a) * (b))
#define FMA(a, b, c) ((a) * (b) + (c))
#define SUM(v) (v)
#define LOAD_F32(p) (*(p))
#define LOAD_F16(p) one_f16(*(p))
#define LOAD_I8(p) ((float)*(p))
#define LOAD_U8(p) ((float)*(p))
#include "kernels.inc"

#ifdef __x86_64__
#define KERNEL(name) name##_avx2
#define KERNEL_TEXT "avx2"
#define TARGET __attribute__((target("avx2,fma,f16c")))
#define LANES 8
#define VECTOR __m256
#define ZERO _mm256_setzero_ps()
#define ADD _mm256_add_ps
#define SUB _mm256_sub_ps
#define MUL _mm256_mul_ps
#define FMA _mm256_fmadd_ps
#define SUM(v) sum_avx2(v)
#define LOAD_F32(p) _mm256_loadu_ps(p)
#define LOAD_F16(p) _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(p)))
#define EIGHT(p) _mm_loadl_epi64((const __m128i *)(p))
#define LOAD_I8(p) _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(EIGHT(p)))
#define LOAD_U8(p) _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(EIGHT(p)))
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
#define SUB _mm512_sub_ps
#define MUL _mm512_mul_ps
#define FMA _mm512_fmadd_ps
#define SUM _mm512_reduce_add_ps
#define LOAD_F32(p) _mm512_loadu_ps(p)
#define LOAD_F16(p) _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(p)))
#define SIXTEEN(p) _mm_loadu_si128((const __m128i *)(p))
#define LOAD_I8(p) _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(SIXTEEN(p)))
#define LOAD_U8(p) _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(SIXTEEN(p)))
#include "kernels.inc"
#endif

const cg_kernels *cg_kernels_get(void)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f"))
        return &table_avx512;
    if (__builtin_cpu_supports("avx2") &&
        __builtin_cpu_supports("fma")) /* all of these have F16C */
        return &table_avx2;
#endif
    return &table_generic;
}
