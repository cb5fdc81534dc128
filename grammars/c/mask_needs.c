// SPDX-License-Identifier: Apache-2.0
// mask_needs: what conditions of #if ask of macros, for those that other files define: `defined(A) && !B`.
#include "mask_if.h"

#include <ctype.h>

typedef struct reader {
    const char *at, *end;
} reader;

static void skip_blanks(reader *r)
{
    while (r->at < r->end && (isspace((unsigned char)*r->at) || *r->at == '\\'))
        r->at++;
}

static bool take(reader *r, const char *text)
{
    size_t len = strlen(text);
    skip_blanks(r);
    if ((size_t)(r->end - r->at) < len || memcmp(r->at, text, len) != 0)
        return false;
    r->at += len;
    return true;
}

static cg_str take_name(reader *r)
{
    skip_blanks(r);
    const char *from = r->at;
    while (r->at < r->end && (isalnum((unsigned char)*r->at) || *r->at == '_'))
        r->at++;
    bool number = from < r->at && isdigit((unsigned char)*from);
    return number ? CG_STR_NULL : cg_str_make(from, (size_t)(r->at - from));
}

/** NAME, defined NAME, defined(NAME), with any number of ! and one pair of parentheses around. */
static bool read_need(reader *r, mask_need *out)
{
    bool denied = false, around = false;
    while (take(r, "!"))
        denied = !denied;
    around = take(r, "(");
    while (around && take(r, "!"))
        denied = !denied;
    out->name = take_name(r);
    out->form = CG_IF_TRUE;
    if (cg_str_eq(out->name, CG_STR("defined"))) {
        bool paren = take(r, "(");
        out->name = take_name(r);
        out->form = CG_IF_DEFINED;
        if (paren && !take(r, ")"))
            return false;
    }
    if (denied)
        *out = mask_need_not(*out);
    return out->name.len > 0 && (!around || take(r, ")"));
}

unsigned mask_needs_of(cg_str text, mask_need out[NEEDS_MAX])
{
    reader r = {text.ptr, text.ptr + text.len};
    unsigned count = 0;
    do {
        if (count == NEEDS_MAX || !read_need(&r, &out[count]))
            return 0;
        count++;
    } while (take(&r, "&&"));
    skip_blanks(&r);
    return r.at == r.end ||
                   (r.end - r.at > 1 && r.at[0] == '/' && (r.at[1] == '/' || r.at[1] == '*'))
               ? count
               : 0;
}
