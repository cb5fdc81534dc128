// SPDX-License-Identifier: Apache-2.0
// mask, needs: what conditions of #if ask of macros that other files define: `defined(A) && !B` asks for two things, and
// `defined(A) || B > 2` for a formula.
#include "if.h"

#include <ctype.h>
#include <string.h>

#define FORMULA_BYTES_MAX 256u
#define NESTING_MAX 20u

static cg_str take_name(mask_reader *r)
{
    cg_str word = mask_take_word(r);
    return word.len > 0 && isdigit((unsigned char)word.ptr[0]) ? CG_STR_NULL : word;
}

/* ---- several needs ---- */

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

/* ---- formulas ---- */

typedef struct formula {
    const mask *m;
    macro_table *macros;
    mask_reader r;
    cg_buf *out;
    size_t from; /* where the formula begins in `out` */
    unsigned depth;
    bool asks;   /* something of macros that the file does not define */
    bool failed; /* not understood, or too long */
} formula;

static void read_either(formula *f);

static void put(formula *f, const char *word)
{
    if (f->out->len > f->from)
        cg_buf_add_char(f->out, ' ');
    cg_buf_add_str(f->out, cg_str_from(word));
    f->failed |= f->out->len - f->from > FORMULA_BYTES_MAX;
}

static void put_name(formula *f, cg_str name, bool number)
{
    macro_entry known = macros_get(f->m, f->macros, name);
    if (!number && known.sure == IF_SURE) {
        put(f, known.defined ? "1" : "0");
    } else if (number && known.sure == IF_SURE && !known.defined) {
        put(f, "0");
    } else if (known.sure == IF_SURE || (known.defined && known.sure != IF_OPEN)) {
        put(f, "?");
    } else {
        put(f, number ? "=" : "");
        cg_buf_add_str(f->out, name);
        f->failed |= f->out->len - f->from > FORMULA_BYTES_MAX;
        f->asks = true;
    }
}

/** Of what has no operators of logic, the end: A + 1 > 2, FN(a, b). */
static void skip_plain(mask_reader *r)
{
    unsigned depth = 0;
    for (; r->at < r->end; r->at++) {
        bool pair = r->end - r->at > 1 && r->at[0] == r->at[1] && memchr("&|", r->at[0], 2);
        if (depth == 0 && (pair || *r->at == ')'))
            return;
        depth += *r->at == '(';
        depth -= *r->at == ')';
    }
}

/** NAME, defined NAME, defined(NAME), or what only numbers decide. */
static void read_plain(formula *f)
{
    mask_reader start = f->r;
    cg_str name = take_name(&f->r);
    bool defined = cg_str_eq(name, CG_STR("defined"));
    bool paren = defined && mask_take(&f->r, "(");
    if (defined)
        name = take_name(&f->r);
    if (paren && !mask_take(&f->r, ")"))
        f->failed = true;
    const char *behind = f->r.at;
    skip_plain(&f->r);
    mask_reader rest = {behind, f->r.at};
    mask_skip_space(&rest);
    if (name.len > 0 && rest.at == rest.end) {
        put_name(f, name, !defined);
        return;
    }
    cg_str text = cg_str_make(start.at, (size_t)(f->r.at - start.at));
    bool holds;
    if (cg_str_trim(text).len == 0)
        f->failed = true;
    else if (mask_condition_is_sure(f->m, f->macros, text, &holds))
        put(f, holds ? "1" : "0");
    else
        put(f, "?");
}

static void read_one(formula *f)
{
    if (++f->depth > NESTING_MAX)
        f->failed = true;
    mask_skip_space(&f->r);
    mask_reader start = f->r;
    if (f->failed) {
        f->r.at = f->r.end;
    } else if (mask_take(&f->r, "!")) {
        read_one(f);
        put(f, "!");
    } else if (mask_take(&f->r, "(")) {
        size_t len = f->out->len;
        bool asks = f->asks;
        read_either(f);
        f->failed |= !mask_take(&f->r, ")");
        mask_reader rest = {f->r.at, f->r.end};
        mask_skip_space(&rest);
        if (rest.at < rest.end && *rest.at != ')' && *rest.at != '&' && *rest.at != '|') {
            f->out->len = len; /* (A) > 2 */
            f->asks = asks;
            f->r = start;
            skip_plain(&f->r);
            put(f, "?");
        }
    } else {
        read_plain(f);
    }
    f->depth--;
}

static void read_both(formula *f)
{
    read_one(f);
    while (!f->failed && mask_take(&f->r, "&&")) {
        read_one(f);
        put(f, "&");
    }
}

static void read_either(formula *f)
{
    read_both(f);
    while (!f->failed && mask_take(&f->r, "||")) {
        read_both(f);
        put(f, "|");
    }
}

bool mask_formula_of(const mask *m, macro_table *macros, cg_str text, cg_buf *out)
{
    formula f = {.m = m,
                 .macros = macros,
                 .r = {text.ptr, text.ptr + text.len},
                 .out = out,
                 .from = out->len};
    f.failed = memchr(text.ptr, '?', text.len) != NULL; /* it would bind less than && and || */
    read_either(&f);
    mask_skip_space(&f.r);
    if (!f.failed && f.asks && f.r.at == f.r.end)
        return true;
    out->len = f.from;
    return false;
}
