// SPDX-License-Identifier: Apache-2.0
// TypeScript's words that its grammar does not know. They are blanked, or others of their length take their place:
//
//     interface Sink<in A>, class Cell<in out A>      <   A>, <       A>
//     export type * from "m"                          export      * from "m"
//     abstract accessor size: number                  abstract          size: number
//     using file = open(), await using …              const file = open()
//     import("m").Box<Item>, as a type                import______.Box<Item>
//     load<typeof import("m")>()                      load<typeof import______>()
//
// What looks like one of these in the text of a template or of JSX is masked in vain, and does no harm.
#include "ecma.h"

static cg_str word_at(cg_str s, size_t at)
{
    size_t end = at;
    while (end < s.len && ecma_is_word(s.ptr[end]))
        end++;
    return cg_str_slice(s, CG_MIN(at, s.len), end);
}

static size_t skip_spaces(cg_str s, size_t at)
{
    while (at < s.len && (s.ptr[at] == ' ' || s.ptr[at] == '\t'))
        at++;
    return at;
}

/* from "m" */
static bool is_source(cg_str s, size_t at, cg_str word)
{
    char next = ecma_byte_at(s, skip_spaces(s, at + word.len));
    return cg_str_eq(word, CG_STR("from")) && (next == '"' || next == '\'');
}

/* The name behind a word that ends at `end`, on its line; empty: there is none, as where the word is a name itself. */
static cg_str name_behind(cg_str s, size_t end)
{
    static const cg_str operators[] = {
        CG_STR("in"), CG_STR("instanceof"), CG_STR("as"), CG_STR("satisfies"),
        CG_STR("of"), CG_STR("extends"),    CG_STR("is"), CG_STR("implements"),
    };
    size_t at = skip_spaces(s, end);
    cg_str name = at > end ? word_at(s, at + (ecma_byte_at(s, at) == '#')) : CG_STR_NULL;
    for (size_t i = 0; i < CG_ARRAY_LEN(operators); i++)
        if (cg_str_eq(name, operators[i]))
            return CG_STR_NULL;
    return is_source(s, at, name) ? CG_STR_NULL : name;
}

static void blank(cg_str s, cg_buf *out, size_t from, size_t to)
{
    memset(ecma_masked(s, out, from), ' ', to - from);
}

/* <in A, out B, in out C> */
static void variance(cg_str s, size_t at, cg_buf *out)
{
    size_t end = at;
    if (cg_str_eq(word_at(s, at), CG_STR("in")))
        end = at + 2;
    size_t next = end > at ? skip_spaces(s, end) : at;
    if (cg_str_eq(word_at(s, next), CG_STR("out")) && name_behind(s, next + 3).len > 0)
        end = next + 3;
    if (end > at && name_behind(s, end).len > 0)
        blank(s, out, at, end);
}

static void export_of_types(cg_str s, size_t end, cg_buf *out)
{
    size_t at = skip_spaces(s, end), behind = at + 4;
    if (cg_str_eq(word_at(s, at), CG_STR("type")) && ecma_byte_at(s, skip_spaces(s, behind)) == '*')
        blank(s, out, at, behind);
}

/* `using` and `accessor` are names as well, which the grammar does not see: they get another. */
static void rename(cg_str s, cg_buf *out, size_t at)
{
    *ecma_masked(s, out, at) -= 'a' - 'A';
}

/* @using, @accessor */
static bool decorates(cg_str s, size_t at)
{
    return at > 0 && s.ptr[at - 1] == '@';
}

static void accessor(cg_str s, size_t at, size_t end, cg_buf *out)
{
    if (!decorates(s, at) && name_behind(s, end).len > 0)
        blank(s, out, at, end);
    else
        rename(s, out, at);
}

/* using x = …, using x: T = …, for (using x of …) */
static bool is_resource(cg_str s, size_t end)
{
    cg_str name = name_behind(s, end);
    if (name.len == 0)
        return false;
    size_t behind = skip_spaces(s, (size_t)(name.ptr - s.ptr) + name.len);
    char next = ecma_byte_at(s, behind), after = ecma_byte_at(s, behind + 1);
    return next == ':' || (next == '=' && after != '=' && after != '>') ||
           cg_str_eq(word_at(s, behind), CG_STR("of"));
}

/* `await` in front of it is blanked, too. */
static void using(cg_str s, size_t at, size_t end, cg_buf *out)
{
    static const cg_str await = CG_STR("await");
    if (decorates(s, at) || !is_resource(s, end)) {
        rename(s, out, at);
        return;
    }
    memcpy(ecma_masked(s, out, at), "const", 5);
    size_t before = at;
    while (before > 0 && (s.ptr[before - 1] == ' ' || s.ptr[before - 1] == '\t'))
        before--;
    cg_str ahead = cg_str_slice(s, 0, before);
    if (before < at && cg_str_ends(ahead, await) &&
        (before == await.len || !ecma_is_word(s.ptr[before - await.len - 1])))
        blank(s, out, before - await.len, before);
}

/* Behind import("m") at `at`; 0: something else stands there. */
static size_t behind_import(cg_str s, size_t at)
{
    size_t open = at + 6, end = open + 2;
    char quote = ecma_byte_at(s, open + 1);
    if (ecma_byte_at(s, open) != '(' || (quote != '"' && quote != '\''))
        return 0;
    while (end < s.len && s.ptr[end] != quote && s.ptr[end] != '\n')
        end++;
    return ecma_byte_at(s, end) == quote && ecma_byte_at(s, end + 1) == ')' ? end + 2 : 0;
}

/* .A.B<…>, as behind a module, which no promise has. */
static bool is_generic_member(cg_str s, size_t at)
{
    static const cg_str of_promises[] = {CG_STR("then"), CG_STR("catch"), CG_STR("finally")};
    cg_str member = CG_STR_NULL;
    for (; ecma_byte_at(s, at) == '.'; at += member.len)
        member = word_at(s, ++at);
    for (size_t i = 0; i < CG_ARRAY_LEN(of_promises); i++)
        if (cg_str_eq(member, of_promises[i]))
            return false;
    return member.len > 0 && ecma_byte_at(s, at) == '<';
}

/* A name stands for the module in import("m").A.B<…>, and where import("m") ends type arguments. */
static void import_in_type(cg_str s, size_t at, cg_buf *out)
{
    size_t end = behind_import(s, at);
    cg_str before = cg_str_trim(cg_str_slice(s, at - CG_MIN(at, (size_t)8), at));
    bool argument = cg_str_ends(before, CG_STR("typeof")) && ecma_byte_at(s, end) == '>';
    if (end > 0 && (argument || is_generic_member(s, end)))
        memset(ecma_masked(s, out, at + 6), '_', end - at - 6);
}

void ecma_mask_word(cg_str s, size_t at, char before, cg_buf *out)
{
    if (strchr("aeiou", s.ptr[at]) == NULL || before == '.')
        return;
    cg_str word = word_at(s, at);
    if (before == '<' || before == ',')
        variance(s, at, out);
    if (cg_str_eq(word, CG_STR("export")))
        export_of_types(s, at + word.len, out);
    else if (cg_str_eq(word, CG_STR("accessor")))
        accessor(s, at, at + word.len, out);
    else if (cg_str_eq(word, CG_STR("using")))
        using(s, at, at + word.len, out);
    else if (cg_str_eq(word, CG_STR("import")))
        import_in_type(s, at, out);
}
