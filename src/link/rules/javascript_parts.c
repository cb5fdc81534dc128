// SPDX-License-Identifier: Apache-2.0
// JavaScript family: what values have under a key, and which of a union's types a member tells it is.
#include "javascript.h"

/* The type that the head of a member states, or the value where it states none: kind: 'a', kind = "a" as const. */
static cg_str stated_type(cg_str head)
{
    size_t at = 0;
    while (at < head.len && head.ptr[at] != ':' && head.ptr[at] != '=')
        at++;
    cg_str text = cg_str_slice(head, CG_MIN(at + 1, head.len), head.len);
    ptrdiff_t value = at < head.len && head.ptr[at] == ':' ? cg_str_find(text, '=') : -1;
    text = cg_str_trim(value < 0 ? text : cg_str_slice(text, 0, (size_t)value));
    if (cg_str_ends(text, CG_STR(";")) || cg_str_ends(text, CG_STR(",")))
        text = cg_str_slice(text, 0, text.len - 1);
    cg_str constant = CG_STR(" as const");
    return cg_str_ends(text, constant) ? cg_str_slice(text, 0, text.len - constant.len) : text;
}

static bool is_same_literal(cg_str text, cg_str literal)
{
    bool quoted = text.len > 2 && text.ptr[0] == '\'';
    return quoted ? text.len == literal.len && literal.ptr[0] == '"' &&
                        memcmp(text.ptr + 1, literal.ptr + 1, text.len - 2) == 0
                  : cg_str_eq(text, literal);
}

typedef enum told { TOLD_OTHER, TOLD_PERHAPS, TOLD_ALONE } told;

/* Whether a literal is all that a member may be, one of several, or none of what is written there. */
static told told_by_head(cg_str head, cg_str literal)
{
    cg_str type = stated_type(head), part;
    unsigned parts = 0;
    bool found = false;
    for (size_t i = 0; i < type.len; i++)
        if (strchr("<({[", type.ptr[i]) != NULL)
            return TOLD_OTHER;
    while (cg_str_split(&type, '|', &part)) {
        found |= is_same_literal(cg_str_trim(part), literal);
        parts++;
    }
    return !found ? TOLD_OTHER : parts == 1 ? TOLD_ALONE : TOLD_PERHAPS;
}

/* Whether the value is of a type of that name, or of one derived from it. */
static told told_by_type(cg_linker *l, const thing *t, cg_str type)
{
    const type_line *line = t->kind == THING_INSTANCE ? line_of(l, t) : NULL;
    for (uint32_t i = 0; line != NULL && i < line->count; i++) {
        const cg_link_unit *u = link_open(l, line->types[i].file);
        if (u != NULL && cg_str_eq(def_name(u, line->types[i].def), type))
            return TOLD_ALONE;
    }
    return TOLD_OTHER;
}

static told told_by_member(cg_linker *l, const thing *t, cg_str member, cg_str literal)
{
    things members = {0};
    told most = TOLD_OTHER;
    members_of(l, t, member, &members);
    for (uint32_t i = 0; i < members.count; i++) {
        const thing *m = &members.list[i];
        const cg_link_unit *u = m->kind == THING_DEF ? link_open(l, m->file) : NULL;
        if (m->kind == THING_BUILTIN && is_same_literal(m->text, literal))
            return TOLD_ALONE;
        if (u == NULL && literal.len > 0)
            continue;
        told now = literal.len == 0
                       ? TOLD_ALONE
                       : told_by_head(cg_unit_str(u->unit, def_of(u, m->def)->signature), literal);
        most = CG_MAX(most, now);
    }
    return most;
}

/* Adds `t`, or of a union the first of its types, whose `member` is the literal, or is not. */
static void told_apart(cg_linker *l, const thing *t, cg_str member, cg_str literal, bool equal,
                       things *out)
{
    things types = {0};
    uint32_t before = out->count;
    if (t->kind == THING_INSTANCE)
        alias_values(l, t, &types);
    if (types.count == 0) {
        told is =
            member.len == 0 ? told_by_type(l, t, literal) : told_by_member(l, t, member, literal);
        if (equal ? is != TOLD_OTHER : is != TOLD_ALONE)
            things_add(out, *t);
    }
    if (types.count == 0 || !link_enter(l))
        return;
    for (uint32_t i = 0; i < types.count && out->count == before; i++)
        told_apart(l, &types.list[i], member, literal, equal, out);
    link_leave(l);
}

/* ---- tables of members, and iterators ---- */

static void find_members(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                         things *out)
{
    uint32_t end = def_of(u, def)->end_byte;
    (void)name;
    for (uint32_t d = def + 1; d < u->unit->defs.len && def_of(u, d)->start_byte < end; d++) {
        thing member = def_thing(u, d, CG_RULE_TYPED_VALUE);
        if (def_of(u, d)->parent == def && !out->cut)
            values_of(l, &member, out);
    }
    values_put(l, u, def, out);
}

/* What an object of the file that is being linked was written with, and is given there: table[name], Object.values(table). */
static bool all_members(cg_linker *l, const thing *t, things *out)
{
    const cg_link_unit *u = l->unit;
    if (t->file != u->file || !holds_value(def_of(u, t->def)->kind))
        return false;
    names_once(l, u, t->def, CG_STR_NULL, find_members, out);
    return true;
}

/* What the iterator that a value has of its own gives; false: it has none. */
static bool iterated(cg_linker *l, const thing *t, things *out)
{
    things members = {0}, iterators = {0};
    if (t->kind != THING_DEF && t->kind != THING_INSTANCE)
        return false;
    members_of(l, t, CG_STR("[Symbol.iterator]"), &members);
    for (uint32_t i = 0; i < members.count; i++)
        if (members.list[i].kind == THING_DEF)
            results_of(l, &members.list[i], l->unit, CG_NONE, &iterators);
    elements_of_all(l, &iterators, out);
    return iterators.count > 0;
}

/* ---- parts ---- */

/* What an object has under a key; iterating over it is left to its type. With `member=literal` and `member!literal` the value
 * itself, where its member is, or is not, the literal; with `member=` and `member!` where it has, or lacks, the member; with `!Type` where it is
 * no instance of that. */
bool javascript_part(cg_linker *l, const thing *t, cg_str key, things *out)
{
    things members = {0};
    if (key.len == 0)
        return iterated(l, t, out) || (t->kind == THING_DEF && all_members(l, t, out));
    size_t end = 0;
    while (end < key.len && key.ptr[end] != '=' && key.ptr[end] != '!')
        end++;
    if (end < key.len) {
        told_apart(l, t, cg_str_slice(key, 0, end), cg_str_slice(key, end + 1, key.len),
                   key.ptr[end] == '=', out);
        return true;
    }
    members_of(l, t, key, &members);
    for (uint32_t i = 0; i < members.count; i++)
        values_of(l, &members.list[i], out);
    return true;
}
