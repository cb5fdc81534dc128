// SPDX-License-Identifier: Apache-2.0
// The slow way to a symbol: every name of the index is looked at, for any text inside of it and
// for initials.
#include "names.h"
#include "symbol_int.h"

#define WIDE_HITS_MAX 1000
#define CHECK_NAMES 1024

#define SCORE_INITIALS 300.0
#define SCORE_INSIDE 50.0

/* Letters that begin a part: "HttpServer_parse" has H, S, p. */
static bool has_initials(cg_str name, cg_str wanted)
{
    size_t met = 0;
    char before = '_';
    for (size_t i = 0; i < name.len && met < wanted.len; before = name.ptr[i++]) {
        uint8_t now = cg_word_classes[(uint8_t)name.ptr[i]];
        uint8_t last = cg_word_classes[(uint8_t)before];
        uint8_t next = i + 1 < name.len ? cg_word_classes[(uint8_t)name.ptr[i + 1]] : CG_WORD_NOT;
        bool begins = now != CG_WORD_JOIN && now != CG_WORD_NOT &&
                      (last == CG_WORD_JOIN || last == CG_WORD_NOT ||
                       (now == CG_WORD_UPPER && (last != CG_WORD_UPPER || next == CG_WORD_LOWER)));
        if (!begins)
            continue;
        if (cg_word_lower((uint8_t)name.ptr[i]) != (uint8_t)wanted.ptr[met])
            return false;
        met++;
    }
    return met == wanted.len;
}

static bool is_subsequence(cg_str wanted, cg_str name)
{
    size_t met = 0;
    for (size_t i = 0; i < name.len && met < wanted.len; i++)
        met += name.ptr[i] == wanted.ptr[met];
    return met == wanted.len;
}

/* The initials show only in the spelling, which the unit has. */
static cg_code add_if_initials(symbol_search *y, cg_node_ref ref, cg_str lower_name, cg_str wanted,
                               cg_err *err)
{
    cg_node_place place;
    cg_code rc = cg_node_reader_place(y->nodes, ref, &place, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    if (place.file == CG_NONE)
        return CG_OK;
    const cg_unit *unit;
    rc = search_unit(y->s, place.file, &unit, err);
    if (rc != CG_OK || place.def >= unit->defs.len)
        return rc;
    cg_str name = cg_unit_str(unit, unit->defs.ptr[place.def].name);
    return has_initials(name, wanted) ? symbol_add(y, ref, lower_name, SCORE_INITIALS, err) : CG_OK;
}

/* A name that contains what is wanted, or may abbreviate to it. */
static bool is_wide(cg_str name, cg_str wanted, bool *out_inside)
{
    if (cg_str_starts(name, wanted)) /* these are hits already */
        return false;
    *out_inside = memmem(name.ptr, name.len, wanted.ptr, wanted.len) != NULL;
    return *out_inside || (wanted.len >= 2 && wanted.len <= 10 && name.len > 0 &&
                           name.ptr[0] == wanted.ptr[0] && is_subsequence(wanted, name));
}

static cg_code add_node(symbol_search *y, cg_node_ref ref, cg_str name, cg_str wanted, bool inside,
                        cg_err *err)
{
    double near = (double)wanted.len / (double)CG_MAX(name.len, (size_t)1);
    if (!filter_kind(y->s, cg_ref_kind(ref)))
        return CG_OK;
    return inside ? symbol_add(y, ref, name, SCORE_INSIDE + 50.0 * near, err)
                  : add_if_initials(y, ref, name, wanted, err);
}

static cg_code add_nodes(symbol_search *y, cg_str name, cg_str wanted, bool inside, size_t limit,
                         cg_err *err)
{
    cg_name_scan *scan = cg_name_scan_open(y->s->snap, name, CG_STR_NULL);
    cg_node_ref ref;
    cg_str found;
    cg_code rc = CG_OK;
    while (rc == CG_OK && y->hits.len < limit && cg_name_scan_next(scan, &found, &ref) &&
           found.len == name.len)
        rc = add_node(y, ref, found, wanted, inside, err);
    cg_code closed = cg_name_scan_close(scan, err);
    return rc == CG_OK ? closed : rc;
}

static cg_code look_at_names(symbol_search *y, const name_look *look, cg_str wanted, cg_err *err)
{
    uint32_t wanted_letters = name_letters(wanted);
    size_t limit = y->hits.len + WIDE_HITS_MAX;
    bool inside;
    cg_code rc = CG_OK;
    for (uint32_t i = 0; rc == CG_OK && i < look->book->count && y->hits.len < limit; i++) {
        if (i % CHECK_NAMES == 0)
            rc = search_check_time(y->s, err);
        if (rc != CG_OK || (wanted_letters & ~look->book->letters[i]) != 0)
            continue;
        cg_str name = name_book_at(look->book, i);
        if (is_wide(name, wanted, &inside))
            rc = add_nodes(y, name, wanted, inside, limit, err);
    }
    for (size_t i = 0; rc == CG_OK && i < look->changed_count && y->hits.len < limit; i++) {
        const changed_name *c = &look->changed[i];
        if (is_wide(c->name, wanted, &inside))
            rc = add_node(y, c->ref, c->name, wanted, inside, err);
    }
    return rc;
}

cg_code symbol_scan_wide(symbol_search *y, cg_str name, cg_err *err)
{
    char room[CG_NAME_INDEX_MAX];
    name_look look;
    cg_code rc = names_open(y->s, &look, err);
    if (rc != CG_OK)
        return rc;
    rc = look_at_names(y, &look, cg_name_fold(name, room), err);
    names_close(y->s, &look);
    return rc;
}
