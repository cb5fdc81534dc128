// SPDX-License-Identifier: Apache-2.0
// hnswlib as a shared library for bench_vector: inner products of unit vectors.
#include <cstdint>

#include <hnswlib/hnswlib.h>

namespace {
struct Reference {
    hnswlib::InnerProductSpace space;
    hnswlib::HierarchicalNSW<float> index;
    Reference(size_t rows, size_t dimension, size_t m, size_t ef)
        : space(dimension), index(&space, rows, m, ef) {}
};
} // namespace

extern "C" void *reference_build(const float *rows, size_t count, size_t dimension, size_t m,
                                 size_t ef)
{
    auto r = new Reference(count, dimension, m, ef);
    for (size_t i = 0; i < count; i++)
        r->index.addPoint(rows + i * dimension, i);
    return r;
}

extern "C" void reference_search(void *index, const float *query, size_t ef, size_t k,
                                 uint64_t *out_labels)
{
    auto r = static_cast<Reference *>(index);
    r->index.setEf(ef);
    auto found = r->index.searchKnn(query, k);
    for (; !found.empty(); found.pop())
        out_labels[found.size() - 1] = found.top().second;
}

extern "C" void reference_destroy(void *index)
{
    delete static_cast<Reference *>(index);
}
