// SPDX-License-Identifier: Apache-2.0
// base: content hashes, XXH3 in both widths. Not for secrets: an attacker can find collisions.
#include "cg/base.h"

#include <xxhash.h>

uint64_t cg_hash64(const void *data, size_t len, uint64_t seed)
{
    return XXH3_64bits_withSeed(data, len, seed);
}

cg_hash128 cg_hash_128(const void *data, size_t len, uint64_t seed)
{
    XXH128_hash_t h = XXH3_128bits_withSeed(data, len, seed);
    return (cg_hash128){.hi = h.high64, .lo = h.low64};
}
