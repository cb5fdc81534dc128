// SPDX-License-Identifier: Apache-2.0
// C and C++: which macros of other files a file is to be read with (ADR 31). Of several of one name the nearest of those
// that are included counts; what no included file defines, the project's only one, if all of its files agree. What a
// macro's own text calls is looked for from where the macro stands.
//
// What this reads of other files, their includes and texts of macros, is the same however they were read themselves: so
// it may be asked before that is settled, and again when files are linked, which notes its keys.
#include "cfamily.h"

#define MACROS_MAX 64u        /* that one file is read with */
#define TEXT_MAX (128u << 10) /* bytes of them */
#define WORDS_MAX 2048u       /* looked up for one file */

static cg_str hint_text(const cg_link_unit *u, uint32_t hint)
{
    return cg_unit_str(u->unit, u->unit->hints.ptr[hint].name);
}

void cf_publish_macros(publisher *p, const cg_link_unit *u)
{
    size_t first, count = cg_unit_hints(u->unit, CG_HINT_MACRO, 0, &first);
    for (size_t i = 0; i < count; i++)
        publish(p, scope_key(MACRO_SCOPE, CG_STR("")),
                macro_name(hint_text(u, (uint32_t)(first + i))), (uint32_t)(first + i));
}

/* ---- finding one ---- */

/* They are in the order of their names. */
cg_str cf_told_macro(cg_linker *l, const cg_link_unit *u, cg_str name)
{
    size_t low, high, first;
    high = cg_unit_hints(u->unit, CG_HINT_MACRO, 0, &first) + first;
    note_macro(l, u, name);
    for (low = first; low < high;) {
        size_t mid = low + (high - low) / 2;
        cg_str text = hint_text(u, (uint32_t)mid);
        int order = cg_str_cmp(macro_name(text), name);
        if (order == 0)
            return text;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return CG_STR_NULL;
}

typedef struct found_macro {
    const cg_link_unit *unit;
    cg_str text;
} found_macro;

/* Where too many files have the name. */
static found_macro find_nearest(cg_linker *l, const included *view, cg_str name)
{
    for (uint32_t i = 0; i < view->count; i++) {
        const cg_link_unit *u = link_open(l, view->files[i]);
        cg_str text = u == NULL ? CG_STR_NULL : cf_told_macro(l, u, name);
        if (text.len > 0)
            return (found_macro){u, text};
    }
    return (found_macro){0};
}

static found_macro find_macro(cg_linker *l, const cg_link_unit *from, cg_str name)
{
    place places[PLACES_MAX];
    uint32_t total, best_rank = CG_NONE;
    found_macro best = {0}, any = {0};
    bool differ = false;
    uint32_t count = link_catalog(l, scope_key(MACRO_SCOPE, CG_STR("")), name, places, &total);
    if (total > count)
        return find_nearest(l, cf_view(l, from), name);
    if (count == 0)
        return best;
    const included *view = cf_view(l, from);
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *u = link_open(l, places[i].file);
        cg_str text = u == NULL ? CG_STR_NULL : cf_told_macro(l, u, name);
        uint32_t rank = cf_rank(view, places[i].file);
        if (text.len == 0)
            continue;
        differ |= any.unit != NULL && !cg_str_eq(any.text, text);
        if (any.unit == NULL)
            any = (found_macro){u, text};
        if (rank < best_rank) {
            best = (found_macro){u, text};
            best_rank = rank;
        }
    }
    return best.unit != NULL || differ ? best : any;
}

/* ---- all of a file ---- */

typedef struct collector {
    cg_linker *l;
    found_macro list[MACROS_MAX];
    uint32_t count, words;
    size_t bytes;
} collector;

static bool has(const collector *c, cg_str name)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (cg_str_eq(macro_name(c->list[i].text), name))
            return true;
    return false;
}

static void add(collector *c, const cg_link_unit *from, cg_str name)
{
    if (c->count == MACROS_MAX || c->words == WORDS_MAX || has(c, name))
        return;
    c->words++;
    found_macro found = find_macro(c->l, from, name);
    if (found.unit == NULL || c->bytes + found.text.len > TEXT_MAX)
        return;
    c->bytes += found.text.len;
    c->list[c->count++] = found;
}

static bool is_word(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
           ch == '_' || ch == '$';
}

static bool is_shouted(cg_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] >= 'a' && word.ptr[i] <= 'z')
            return false;
    return word.len > 2 && (word.ptr[0] < '0' || word.ptr[0] > '9');
}

/* What its text calls, and words in capitals, looked for from where it stands. */
static void add_called(collector *c, const cg_link_unit *u, cg_str text)
{
    size_t at = macro_name(text).len;
    while (at < text.len) {
        size_t from = at;
        while (at < text.len && is_word(text.ptr[at]))
            at++;
        size_t end = at;
        if (end == from) {
            at++;
            continue;
        }
        while (at < text.len && text.ptr[at] == ' ')
            at++;
        cg_str word = cg_str_slice(text, from, end);
        if ((at < text.len && text.ptr[at] == '(') || is_shouted(word))
            add(c, u, word);
    }
}

void cf_wanted(cg_linker *l, const cg_link_unit *u, cg_buf *out)
{
    size_t first, count = cg_unit_hints(u->unit, CG_HINT_WANTED, 0, &first);
    if (count == 0)
        return;
    collector *c = cg_arena_alloc(l->arena, sizeof *c);
    c->l = l;
    for (size_t i = 0; i < count; i++)
        add(c, u, hint_text(u, (uint32_t)(first + i)));
    for (uint32_t i = 0; i < c->count; i++)
        add_called(c, c->list[i].unit, c->list[i].text);
    for (uint32_t i = 0; out != NULL && i < c->count; i++) {
        cg_buf_add_str(out, c->list[i].text);
        cg_buf_add_char(out, '\n');
    }
}
