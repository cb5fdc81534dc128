// SPDX-License-Identifier: Apache-2.0
// The slow way to a symbol: every name of the index is looked at, for any text inside of it and
// for initials.
#include "symbol_int.h"

#define WIDE_ROWS_MAX 400000 /* names looked at */
#define WIDE_HITS_MAX 1000
#define CHECK_ROWS 1024

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

static cg_code add_if_wide(symbol_search *y, cg_str found, cg_node_ref ref, cg_str wanted,
                           cg_err *err)
{
    if (!filter_kind(y->s, cg_ref_kind(ref)) || cg_str_starts(found, wanted))
        return CG_OK; /* the latter are hits already */
    double near = (double)wanted.len / (double)CG_MAX(found.len, (size_t)1);
    if (memmem(found.ptr, found.len, wanted.ptr, wanted.len) != NULL)
        return symbol_add(y, ref, found, SCORE_INSIDE + 50.0 * near, err);
    if (wanted.len >= 2 && wanted.len <= 10 && found.len > 0 && found.ptr[0] == wanted.ptr[0] &&
        is_subsequence(wanted, found))
        return add_if_initials(y, ref, found, wanted, err);
    return CG_OK;
}

cg_code symbol_scan_wide(symbol_search *y, cg_str name, cg_err *err)
{
    char room[CG_NAME_INDEX_MAX];
    cg_str wanted = cg_name_fold(name, room), found;
    cg_name_scan *scan = cg_name_scan_open(y->s->snap, CG_STR_NULL, CG_STR_NULL);
    cg_node_ref ref;
    size_t before = y->hits.len;
    cg_code rc = CG_OK;
    for (size_t rows = 0; rc == CG_OK && rows < WIDE_ROWS_MAX; rows++) {
        if (y->hits.len - before >= WIDE_HITS_MAX || !cg_name_scan_next(scan, &found, &ref))
            break;
        if (rows % CHECK_ROWS == 0)
            rc = search_check_time(y->s, err);
        if (rc == CG_OK)
            rc = add_if_wide(y, found, ref, wanted, err);
    }
    cg_code closed = cg_name_scan_close(scan, err);
    return rc == CG_OK ? closed : rc;
}
