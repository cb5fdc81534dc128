// SPDX-License-Identifier: Apache-2.0
// Fuzz target: the stored form of a unit. Damaged bytes are refused; what is taken can be named,
// linked and stored again without change, and reads without references see the same definitions.
//
// A seed is what the extractor makes of a small source, for example in a program of ten lines:
//     cg_parse_unit(parser, source, lang, &unit, &skip, &err);
//     cg_unit_encode(&unit, &out);
//     fwrite(out.ptr, 1, out.len, stdout);
#include <stddef.h>
#include <stdint.h>

#include "cg/link.h"

#define NAMES_BYTES_MAX (64u << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static cg_unit unit, again, brief;

/* Long texts and deep nesting multiply: the buffer's bound is part of what is tested. */
static void name_all(const cg_unit *u)
{
    CG_AUTO_VALUE(cg_buf) out = {.max = NAMES_BYTES_MAX};
    for (uint32_t i = 0; i < u->defs.len; i++) {
        cg_buf_clear(&out);
        cg_unit_add_qualified_name(u, i, &out);
        cg_buf_clear(&out);
        cg_unit_add_descriptors(u, i, &out);
        cg_buf_clear(&out);
        cg_unit_add_symbol(u, i, CG_STR("a/b.c"), &out);
        CG_ASSERT(out.len > 0 && (out.error == CG_OK || out.error == CG_E_LIMIT));
    }
}

static void link_all(const cg_unit *u)
{
    cg_link_edges edges = {0};
    cg_ordinals ordinals = {0};
    cg_link_alone(u, &edges, &ordinals);
    for (size_t i = 0; i < edges.len; i++) {
        const cg_link_edge *e = &edges.ptr[i];
        CG_ASSERT(e->source < u->defs.len && e->target < u->defs.len);
        CG_ASSERT(e->first <= ordinals.len && e->count <= ordinals.len - e->first);
    }
    CG_VEC_FINI(&edges);
    CG_VEC_FINI(&ordinals);
}

static void store_again(const cg_unit *u)
{
    CG_AUTO_VALUE(cg_buf) first = {0};
    CG_AUTO_VALUE(cg_buf) second = {0};
    cg_err err = {0};
    cg_unit_encode(u, &first);
    CG_ASSERT(cg_unit_decode(cg_buf_str(&first), true, &again, &err) == CG_OK);
    cg_unit_encode(&again, &second);
    CG_ASSERT(cg_str_eq(cg_buf_str(&first), cg_buf_str(&second)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cg_str bytes = cg_str_make((const char *)data, size);
    cg_err err = {0};
    cg_code short_rc = cg_unit_decode(bytes, false, &brief, &err);
    CG_ASSERT(short_rc == CG_OK || (short_rc == CG_E_CORRUPT && brief.defs.len == 0));
    if (short_rc == CG_OK)
        name_all(&brief);
    cg_code rc = cg_unit_decode(bytes, true, &unit, &err);
    CG_ASSERT(rc == CG_OK || (rc == CG_E_CORRUPT && unit.defs.len == 0));
    if (rc != CG_OK)
        return 0;
    CG_ASSERT(short_rc == CG_OK && brief.defs.len == unit.defs.len);
    CG_ASSERT(memcmp(brief.defs.ptr, unit.defs.ptr, unit.defs.len * sizeof *unit.defs.ptr) == 0);
    name_all(&unit);
    link_all(&unit);
    store_again(&unit);
    return 0;
}
