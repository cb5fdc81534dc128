// SPDX-License-Identifier: Apache-2.0
// vector: a hash table from labels to rows of the head. Linear probing; deletion closes the gap.
#include "vector_int.h"

static size_t home_of(const places *p, cg_vector_label label)
{
    return (size_t)(label * 0x9e3779b97f4a7c15u >> 20) & (p->slot_count - 1);
}

void places_fini(places *p)
{
    cg_free(p->slots);
    *p = (places){0};
}

place *places_find(const places *p, cg_vector_label label)
{
    if (p->slot_count == 0)
        return NULL;
    for (size_t i = home_of(p, label);; i = (i + 1) & (p->slot_count - 1)) {
        if (p->slots[i].label == label)
            return &p->slots[i];
        if (p->slots[i].label == NO_LABEL)
            return NULL;
    }
}

static void resize(places *p, size_t slot_count)
{
    places old = *p;
    *p = (places){.slots = cg_alloc_array(slot_count, sizeof *p->slots), .slot_count = slot_count};
    for (size_t i = 0; i < slot_count; i++)
        p->slots[i].label = NO_LABEL;
    for (size_t i = 0; i < old.slot_count; i++)
        if (old.slots[i].label != NO_LABEL)
            places_put(p, old.slots[i].label, old.slots[i].chunk_id, old.slots[i].row);
    cg_free(old.slots);
}

void places_put(places *p, cg_vector_label label, uint32_t chunk_id, uint32_t row)
{
    if (p->used * 2 >= p->slot_count)
        resize(p, CG_MAX(p->slot_count * 2, (size_t)64));
    size_t i = home_of(p, label);
    while (p->slots[i].label != NO_LABEL && p->slots[i].label != label)
        i = (i + 1) & (p->slot_count - 1);
    p->used += p->slots[i].label == NO_LABEL;
    p->slots[i] = (place){label, chunk_id, row};
}

void places_drop(places *p, place *at)
{
    size_t mask = p->slot_count - 1, gap = (size_t)(at - p->slots);
    for (size_t i = (gap + 1) & mask; p->slots[i].label != NO_LABEL; i = (i + 1) & mask) {
        size_t home = home_of(p, p->slots[i].label);
        if (((i - home) & mask) < ((i - gap) & mask))
            continue; /* its home lies behind the gap */
        p->slots[gap] = p->slots[i];
        gap = i;
    }
    p->slots[gap].label = NO_LABEL;
    p->used--;
    if (p->slot_count > 64 && p->used * 8 < p->slot_count)
        resize(p, p->slot_count / 2);
}
