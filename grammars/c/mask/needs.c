// SPDX-License-Identifier: Apache-2.0
// mask, needs: what conditions of #if ask of macros, for those that other files define: `defined(A) && !B`.
#include "if.h"

#include <ctype.h>

static cg_str take_name(mask_reader *r)
{
    cg_str word = mask_take_word(r);
    return word.len > 0 && isdigit((unsigned char)word.ptr[0]) ? CG_STR_NULL : word;
}

/** NAME, defined NAME, defined(NAME), with any number of ! and one pair of parentheses around. */
static bool read_need(mask_reader *r, mask_need *out)
{
    bool denied = false, around = false;
    while (mask_take(r, "!"))
        denied = !denied;
    around = mask_take(r, "(");
    while (around && mask_take(r, "!"))
        denied = !denied;
    out->name = take_name(r);
    out->form = CG_IF_TRUE;
    if (cg_str_eq(out->name, CG_STR("defined"))) {
        bool paren = mask_take(r, "(");
        out->name = take_name(r);
        out->form = CG_IF_DEFINED;
        if (paren && !mask_take(r, ")"))
            return false;
    }
    if (denied)
        *out = mask_need_not(*out);
    return out->name.len > 0 && (!around || mask_take(r, ")"));
}

unsigned mask_needs_of(cg_str text, mask_need out[NEEDS_MAX])
{
    mask_reader r = {text.ptr, text.ptr + text.len};
    unsigned count = 0;
    do {
        if (count == NEEDS_MAX || !read_need(&r, &out[count]))
            return 0;
        count++;
    } while (mask_take(&r, "&&"));
    mask_skip_space(&r);
    return r.at == r.end ? count : 0;
}
