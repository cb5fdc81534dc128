// SPDX-License-Identifier: Apache-2.0
// Fuzz target: unified diffs. What is read fits together, and every complaint is fit to be shown.
#include <stddef.h>
#include <stdint.h>

#include "../../src/service/questions/patch.h"

static uint64_t count_lines(const patch_hunk *h, char ours)
{
    cg_str rest = h->lines, text;
    char kind;
    uint64_t n = 0;
    while (patch_next_line(&rest, &kind, &text))
        n += kind == ' ' || kind == ours;
    return n;
}

/* A place between two lines begins with the later one. */
static uint32_t start_of(const patch_range *r)
{
    return r->first + (r->count == 0);
}

static void check_file(const patch *p, const patch_file *f)
{
    CG_ASSERT(f->path[PATCH_BEFORE].len + f->path[PATCH_AFTER].len > 0);
    CG_ASSERT(f->hunks + f->hunks_count <= p->hunks.len);
    for (size_t i = 0; i < f->hunks_count; i++) {
        const patch_hunk *h = &p->hunks.ptr[f->hunks + i];
        CG_ASSERT(count_lines(h, '-') == h->count[PATCH_BEFORE]);
        CG_ASSERT(count_lines(h, '+') == h->count[PATCH_AFTER]);
    }
    for (unsigned side = 0; side < PATCH_SIDES; side++) {
        patch_ranges ranges = {0};
        CG_ASSERT(cg_utf8_valid(f->path[side]));
        CG_ASSERT(f->path[side].len == 0 || patch_plain_path(f, side).len > 0);
        patch_list_ranges(p, f, side, &ranges);
        for (size_t i = 1; i < ranges.len; i++)
            CG_ASSERT(start_of(&ranges.ptr[i]) >=
                      start_of(&ranges.ptr[i - 1]) + ranges.ptr[i - 1].count);
        CG_VEC_FINI(&ranges);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cg_err err = {0};
    CG_AUTO_VALUE(patch) p = {0};
    cg_code rc = patch_read(cg_str_make((const char *)data, size), &p, &err);
    CG_ASSERT(rc == CG_OK ||
              (err.code == rc && err.text[0] && cg_utf8_valid(cg_str_from(err.text))));
    for (size_t i = 0; rc == CG_OK && i < p.files.len; i++)
        check_file(&p, &p.files.ptr[i]);
    return 0;
}
