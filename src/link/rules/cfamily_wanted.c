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
#define APART "\f\n"          /* between preludes: of lines, each */

static cg_str hint_text(const cg_link_unit *u, uint32_t hint)
{
    return cg_unit_str(u->unit, u->unit->hints.ptr[hint].name);
}

void cf_publish_macros(publisher *p, const cg_link_unit *u)
{
    size_t first, count = unit_hints(u, CG_HINT_MACRO, 0, &first);
    for (size_t i = 0; i < count; i++)
        publish(p, scope_key(MACRO_SCOPE, CG_STR("")),
                macro_name(hint_text(u, (uint32_t)(first + i))), (uint32_t)(first + i));
    count = unit_hints(u, CG_HINT_GIVEN, 0, &first);
    for (size_t i = 0; i < count; i++)
        publish(p, scope_key(GIVEN_SCOPE, CG_STR("")),
                link_path_base(given_path(hint_text(u, (uint32_t)(first + i)))),
                (uint32_t)(first + i));
}

/* ---- finding one ---- */

/* They are in the order of their names. */
cg_str cf_told_macro(cg_linker *l, const cg_link_unit *u, cg_str name)
{
    size_t low, high, first;
    high = unit_hints(u, CG_HINT_MACRO, 0, &first) + first;
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

/* What the file wants and what that calls; looked for from `from`, which is the file, or includes it. */
static void collect(collector *c, const cg_link_unit *u, const cg_link_unit *from)
{
    size_t first, count = unit_hints(u, CG_HINT_WANTED, 0, &first);
    for (size_t i = 0; i < count; i++)
        add(c, from, hint_text(u, (uint32_t)(first + i)));
    for (uint32_t i = 0; i < c->count; i++)
        add_called(c, c->list[i].unit, c->list[i].text);
}

static void write_all(const collector *c, cg_buf *out)
{
    for (uint32_t i = 0; i < c->count; i++) {
        cg_buf_add_str(out, c->list[i].text);
        cg_buf_add_char(out, '\n');
    }
}

/* ---- of a file that is included ---- */

/* The #include of `path` in file `from` means `u`. */
static bool includes(cg_linker *l, const cg_link_unit *from, cg_str path, const cg_link_unit *u)
{
    note_name(l, from, CG_STR(WILDCARD_NAME));
    for (size_t i = 0; i < from->unit->imports.len; i++) {
        const cg_import *import = &from->unit->imports.ptr[i];
        if (cg_str_eq(cg_unit_str(from->unit, import->module), path))
            return cf_include_file(l, from, import) == u->file;
    }
    return false;
}

static bool has_written(const cg_buf *sections, cg_str text)
{
    cg_str section, rest = cg_buf_str(sections);
    while (cg_str_split(&rest, '\f', &section))
        if (cg_str_eq(cg_str_trim(section), cg_str_trim(text)))
            return true;
    return false;
}

/* A prelude for each #include that gives the file anything, apart by form feeds; the first one is empty if others give
 * nothing. */
static void add_given(cg_linker *l, const cg_link_unit *u, cg_buf *out)
{
    place places[PLACES_MAX];
    uint32_t total;
    bool plain = false;
    CG_AUTO_VALUE(cg_buf) sections = {0};
    collector *c = cg_arena_alloc(l->arena, sizeof *c);
    uint32_t count = link_catalog(l, scope_key(GIVEN_SCOPE, CG_STR("")), link_path_base(u->path),
                                  places, &total);
    for (uint32_t i = 0, variants = 1; i < count && variants < CG_VARIANTS_MAX; i++) {
        const cg_link_unit *from = link_open(l, places[i].file);
        cg_str text = from == NULL ? CG_STR_NULL : hint_text(from, places[i].def), line;
        if (from == NULL || from == u || !includes(l, from, given_path(text), u))
            continue;
        *c = (collector){.l = l};
        (void)cg_str_split(&text, '\n', &line);
        while (c->count < MACROS_MAX && cg_str_split(&text, '\n', &line))
            c->list[c->count++] = (found_macro){from, line};
        plain |= c->count == 0;
        if (c->count == 0)
            continue;
        collect(c, u, from);
        CG_AUTO_VALUE(cg_buf) section = {0};
        write_all(c, &section);
        if (has_written(&sections, cg_buf_str(&section)))
            continue;
        if (sections.len > 0)
            cg_buf_add_str(&sections, CG_STR(APART));
        cg_buf_add_str(&sections, cg_buf_str(&section));
        variants++;
    }
    if (plain && sections.len > 0)
        cg_buf_add_str(out, CG_STR(APART));
    cg_buf_add_str(out, cg_buf_str(&sections));
}

void cf_wanted(cg_linker *l, const cg_link_unit *u, cg_buf *out)
{
    if (!cg_unit_wants(u->unit))
        return;
    CG_AUTO_VALUE(cg_buf) text = {0};
    add_given(l, u, &text);
    if (text.len == 0) {
        collector *c = cg_arena_alloc(l->arena, sizeof *c);
        *c = (collector){.l = l};
        collect(c, u, u);
        write_all(c, &text);
    }
    if (out != NULL)
        cg_buf_add_str(out, cg_buf_str(&text));
}
