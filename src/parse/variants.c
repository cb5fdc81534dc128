// SPDX-License-Identifier: Apache-2.0
// parse: a file that is read several times, with other macros each time (ADR 39). What they change is told by the notes
// of the mask: a declaration in which they are as in a reading before is what it was, and is left out.
#include "parse_int.h"

#include <stdlib.h>

void variants_clear(cg_extract *x)
{
    CG_VEC_CLEAR(&x->variants);
    CG_VEC_CLEAR(&x->written);
}

void variants_fini(cg_extract *x)
{
    CG_VEC_FINI(&x->variants);
    CG_VEC_FINI(&x->written);
}

static void remember(cg_extract *x, const cg_mask_note *notes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        CG_VEC_PUSH(&x->written,
                    (written_note){notes[i].byte, cg_hash64(x->notes->texts.ptr + notes[i].text,
                                                            notes[i].text_len, notes[i].byte)});
}

static int compare_written(const void *a, const void *b)
{
    const written_note *p = a, *q = b;
    return p->byte != q->byte ? (p->byte > q->byte) - (p->byte < q->byte)
                              : (p->hash > q->hash) - (p->hash < q->hash);
}

void variants_remember(cg_extract *x)
{
    size_t from = x->written.len;
    CG_VEC_PUSH(&x->variants, (uint32_t)from);
    remember(x, x->notes->names.ptr, x->notes->names.len);
    remember(x, x->notes->list.ptr, x->notes->list.len);
    if (x->written.len > from)
        qsort(x->written.ptr + from, x->written.len - from, sizeof *x->written.ptr,
              compare_written);
}

/* Notes of reading `variant` from byte `from` to `to`: how many, and which comes first. */
static const written_note *notes_within(const cg_extract *x, size_t variant, uint32_t from,
                                        uint32_t to, size_t *out_count)
{
    size_t low = x->variants.ptr[variant];
    size_t end = variant + 1 < x->variants.len ? x->variants.ptr[variant + 1] : x->written.len;
    for (size_t high = end; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (x->written.ptr[middle].byte < from)
            low = middle + 1;
        else
            high = middle;
    }
    size_t last = low;
    while (last < end && x->written.ptr[last].byte < to)
        last++;
    *out_count = last - low;
    return x->written.ptr + low;
}

bool variants_know(const cg_extract *x)
{
    size_t now = x->variants.len - 1, count, other;
    uint32_t from = ts_node_start_byte(x->node), to = ts_node_end_byte(x->node);
    const written_note *notes = notes_within(x, now, from, to, &count);
    for (size_t i = 0; i < now; i++) {
        const written_note *before = notes_within(x, i, from, to, &other);
        if (other == count && (count == 0 || memcmp(before, notes, count * sizeof *notes) == 0))
            return true;
    }
    return false;
}
