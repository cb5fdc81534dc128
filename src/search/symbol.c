// SPDX-License-Identifier: Apache-2.0
// Symbols: nodes by name, through the index of names. Tiers: the name itself, names that start
// with it, and for wide searches names that contain it or abbreviate to it.
#include <stdlib.h>

#include "paths.h"
#include "search_int.h"

#define PARTS_MAX 16
#define EXACT_ROWS_MAX 2000 /* nodes looked at per tier */
#define PREFIX_ROWS_MAX 500
#define WIDE_ROWS_MAX 400000 /* names looked at */
#define WIDE_HITS_MAX 1000
#define CHECK_ROWS 1024
#define CASE_CHECKS_MAX 256 /* exact matches whose spelling is compared */

#define SCORE_FILE 900.0
#define SCORE_PREFIX 500.0
#define SCORE_INITIALS 300.0
#define SCORE_INSIDE 100.0

typedef struct symbol_search {
    search *s;
    cg_str text;             /* as written, trimmed */
    cg_str whole;            /* in lower case */
    cg_str parts[PARTS_MAX]; /* of the qualified name, in lower case; the last is the name */
    size_t parts_count;
    cg_str name; /* as written */
    unsigned case_checks;
    CG_VEC(cg_hit) hits;
} symbol_search;

/* ---- the query ---- */

static bool is_separator(char c)
{
    return c == '.' || c == ':' || c == '/' || c == '#' || c == '>';
}

static void split_parts(symbol_search *y)
{
    size_t start = 0;
    for (size_t i = 0; i <= y->text.len; i++) {
        if (i < y->text.len && !is_separator(y->text.ptr[i]))
            continue;
        size_t end = i;
        if (end > start && i < y->text.len && y->text.ptr[i] == '>' && y->text.ptr[end - 1] == '-')
            end--; /* -> */
        if (end > start && y->parts_count < PARTS_MAX) {
            y->parts[y->parts_count++] = cg_str_slice(y->whole, start, end);
            y->name = cg_str_slice(y->text, start, end);
        }
        start = i + 1;
    }
}

static void read_query(symbol_search *y, cg_str text)
{
    text = cg_str_trim(text);
    if (cg_str_ends(text, CG_STR("()")))
        text.len -= 2;
    y->text = text;
    y->whole = lower_in(y->s->scratch, text);
    split_parts(y);
}

bool symbol_is_like(cg_str text)
{
    text = cg_str_trim(text);
    if (text.len == 0 || text.ptr[0] == '-' || text.ptr[0] == '"')
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (word_classes[(uint8_t)c] == WORD_NOT && strchr(".:/#->$~()@", c) == NULL)
            return false;
    }
    return true;
}

/* ---- owners: "Server.handle" wants handle inside of something called Server ---- */

/* Compares the wanted owners with those there are, innermost first. 2: they follow each other up
 * to the name; 1: in this order; 0: not there. */
static unsigned match_owners(const symbol_search *y, const cg_str *chain, size_t chain_len)
{
    size_t wanted = y->parts_count - 1;
    bool next_to_each_other = true;
    for (size_t i = chain_len; i-- > 0 && wanted > 0;) {
        char folded[CG_NAME_INDEX_MAX];
        if (cg_str_eq(cg_name_fold(chain[i], folded), y->parts[wanted - 1]))
            wanted--;
        else
            next_to_each_other = false;
    }
    return wanted > 0 ? 0 : next_to_each_other ? 2 : 1;
}

static size_t split_chain(cg_str text, cg_str *chain, size_t count, size_t max)
{
    size_t start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && !is_separator(text.ptr[i]))
            continue;
        if (i > start && count < max)
            chain[count++] = cg_str_slice(text, start, i);
        start = i + 1;
    }
    return count;
}

/* The path counts as owners too: modules and packages are named by it. */
static unsigned owners_of(const symbol_search *y, const cg_unit *unit, cg_str path, uint32_t def)
{
    cg_str chain[64];
    CG_AUTO_VALUE(cg_buf) qualified = {0};
    cg_str name = cg_unit_str(unit, unit->defs.ptr[def].name);
    cg_unit_add_qualified_name(unit, def, &qualified);
    cg_str owners =
        cg_str_slice(cg_buf_str(&qualified), 0, qualified.len - CG_MIN(qualified.len, name.len));
    cg_str stem = path_stem(path);
    size_t count =
        split_chain(cg_str_slice(path, 0, path.len - path_base(path).len + stem.len), chain, 0, 32);
    count = split_chain(owners, chain, count, CG_ARRAY_LEN(chain));
    return match_owners(y, chain, count);
}

/* ---- hits ---- */

/* Adds what the spelling and the owners say; false when the owners do not match. */
static cg_code judge_def(symbol_search *y, const cg_node_place *place, bool exact, cg_hit *hit,
                         bool *out_fits, cg_err *err)
{
    bool check_case = exact && y->case_checks++ < CASE_CHECKS_MAX;
    *out_fits = true;
    if (!check_case && y->parts_count < 2)
        return CG_OK;
    const cg_unit *unit;
    cg_code rc = search_unit(y->s, place->file, &unit, err);
    if (rc != CG_OK)
        return rc;
    if (place->def >= unit->defs.len)
        return CG_FAIL(err, CG_E_CORRUPT, "a stored node names no definition");
    cg_str name = cg_unit_str(unit, unit->defs.ptr[place->def].name);
    if (check_case && (cg_str_eq(name, y->name) || cg_str_eq(name, y->text)))
        hit->score += 5.0;
    if (y->parts_count < 2 || name.len == y->text.len)
        return CG_OK;
    unsigned owners =
        owners_of(y, unit, cg_snapshot_file(y->s->snap, place->file)->path, place->def);
    *out_fits = owners > 0;
    hit->score += owners == 2 ? 20.0 : 0.0;
    hit->fields |= CG_FIELD_QUALIFIED;
    return CG_OK;
}

static cg_code add_ref(symbol_search *y, cg_node_ref ref, cg_str lower_name, double score,
                       cg_err *err)
{
    cg_node_place place;
    if (!filter_kind(y->s, cg_ref_kind(ref)) || !filter_name(y->s, lower_name))
        return CG_OK;
    cg_code rc = cg_snapshot_node_by_ref(y->s->snap, ref, &place, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    if (!filter_file(y->s, place.file))
        return CG_OK;
    cg_hit hit = {.file = place.file, .def = place.def, .score = score, .fields = CG_FIELD_NAME};
    bool fits;
    rc = judge_def(y, &place, score >= SYMBOL_EXACT, &hit, &fits, err);
    if (rc != CG_OK || !fits)
        return rc;
    hit.score += 30.0 * prior_kind(cg_ref_kind(ref)) + 10.0 * prior_file(y->s, place.file);
    CG_VEC_PUSH(&y->hits, hit);
    return CG_OK;
}

/* ---- tiers ---- */

/* Names that are `name`, and with `prefix_rows` as many that go on after it. */
static cg_code scan_prefix(symbol_search *y, cg_str name, size_t prefix_rows, cg_err *err)
{
    char room[CG_NAME_INDEX_MAX];
    cg_str wanted = cg_name_fold(name, room), found;
    cg_name_scan *scan = cg_name_scan_open(y->s->snap, wanted, CG_STR_NULL);
    cg_node_ref ref;
    size_t exact_rows = 0, longer_rows = 0;
    cg_code rc = CG_OK;
    while (rc == CG_OK && cg_name_scan_next(scan, &found, &ref)) {
        bool exact = found.len == wanted.len;
        if (exact ? exact_rows++ >= EXACT_ROWS_MAX : longer_rows++ >= prefix_rows) {
            if (!exact)
                break;
            continue;
        }
        if ((exact_rows + longer_rows) % CHECK_ROWS == 0)
            rc = search_check_time(y->s, err);
        double near = (double)wanted.len / (double)CG_MAX(found.len, (size_t)1);
        if (rc == CG_OK)
            rc = add_ref(y, ref, found, exact ? SYMBOL_EXACT : SCORE_PREFIX + 100.0 * near, err);
    }
    cg_code closed = cg_name_scan_close(scan, err);
    return rc == CG_OK ? closed : rc;
}

/* Letters that begin a part: "HttpServer_parse" has H, S, p. */
static bool has_initials(cg_str name, cg_str wanted)
{
    size_t met = 0;
    char before = '_';
    for (size_t i = 0; i < name.len && met < wanted.len; before = name.ptr[i++]) {
        uint8_t now = word_classes[(uint8_t)name.ptr[i]];
        uint8_t last = word_classes[(uint8_t)before];
        uint8_t next = i + 1 < name.len ? word_classes[(uint8_t)name.ptr[i + 1]] : WORD_NOT;
        bool begins = now != WORD_JOIN && now != WORD_NOT &&
                      (last == WORD_JOIN || last == WORD_NOT ||
                       (now == WORD_UPPER && (last != WORD_UPPER || next == WORD_LOWER)));
        if (!begins)
            continue;
        if (word_lower((uint8_t)name.ptr[i]) != (uint8_t)wanted.ptr[met])
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
    cg_code rc = cg_snapshot_node_by_ref(y->s->snap, ref, &place, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    const cg_unit *unit;
    rc = search_unit(y->s, place.file, &unit, err);
    if (rc != CG_OK || place.def >= unit->defs.len)
        return rc;
    cg_str name = cg_unit_str(unit, unit->defs.ptr[place.def].name);
    return has_initials(name, wanted) ? add_ref(y, ref, lower_name, SCORE_INITIALS, err) : CG_OK;
}

static cg_code add_if_wide(symbol_search *y, cg_str found, cg_node_ref ref, cg_str wanted,
                           cg_err *err)
{
    if (!filter_kind(y->s, cg_ref_kind(ref)) || cg_str_starts(found, wanted))
        return CG_OK; /* the latter are hits already */
    double near = (double)wanted.len / (double)CG_MAX(found.len, (size_t)1);
    if (memmem(found.ptr, found.len, wanted.ptr, wanted.len) != NULL)
        return add_ref(y, ref, found, SCORE_INSIDE + 100.0 * near, err);
    if (wanted.len >= 2 && wanted.len <= 10 && found.len > 0 && found.ptr[0] == wanted.ptr[0] &&
        is_subsequence(wanted, found))
        return add_if_initials(y, ref, found, wanted, err);
    return CG_OK;
}

static cg_code scan_wide(symbol_search *y, cg_str name, cg_err *err)
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

/* ---- files, whose names are their paths ---- */

static bool equals_folded(cg_str text, cg_str lower)
{
    if (text.len != lower.len)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c + 32) : c) != lower.ptr[i])
            return false;
    }
    return true;
}

static void scan_files(symbol_search *y)
{
    if (!filter_kind(y->s, CG_NODE_FILE))
        return;
    uint32_t limit = cg_snapshot_files_limit(y->s->snap);
    for (uint32_t num = 0; num < limit; num++) {
        const cg_file *file = cg_snapshot_file(y->s->snap, num);
        if (!file->present || file->unit_no == CG_NONE || file->path.len < y->whole.len)
            continue;
        cg_str base = path_base(file->path);
        cg_str tail = cg_str_slice(file->path, file->path.len - y->whole.len, file->path.len);
        bool whole = tail.len >= base.len && equals_folded(tail, y->whole) &&
                     (tail.len == file->path.len || tail.ptr[-1] == '/');
        char room[CG_NAME_INDEX_MAX];
        if ((!whole && !equals_folded(path_stem(file->path), y->whole)) ||
            !filter_file(y->s, num) || !filter_name(y->s, cg_name_fold(base, room)))
            continue;
        double score = (whole ? SYMBOL_EXACT : SCORE_FILE) + 10.0 * prior_file(y->s, num);
        CG_VEC_PUSH(&y->hits, (cg_hit){.file = num, .score = score, .fields = CG_FIELD_PATH});
    }
}

/* ---- together ---- */

static int compare_places(const void *a, const void *b)
{
    const cg_hit *x = a, *y = b;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    if (x->def != y->def)
        return x->def < y->def ? -1 : 1;
    return x->score > y->score ? -1 : x->score < y->score; /* the best of a node first */
}

static void give_hits(symbol_search *y, top *out, uint64_t *out_total)
{
    if (y->hits.len > 1)
        qsort(y->hits.ptr, y->hits.len, sizeof *y->hits.ptr, compare_places);
    for (size_t i = 0; i < y->hits.len; i++) {
        const cg_hit *hit = &y->hits.ptr[i];
        if (i > 0 && hit->file == hit[-1].file && hit->def == hit[-1].def)
            continue;
        top_add(out, hit);
        ++*out_total;
    }
    top_sort(out);
}

cg_code symbol_run(search *s, bool wide, top *out, uint64_t *out_total, cg_err *err)
{
    symbol_search y = {.s = s};
    *out_total = 0;
    read_query(&y, s->query->text);
    if (y.parts_count == 0 && y.whole.len == 0)
        return CG_FAIL(err, CG_E_INVALID, "the query has no name to look for");
    cg_code rc = search_check_time(s, err);
    cg_str name = y.parts_count > 0 ? y.parts[y.parts_count - 1] : y.whole;
    if (rc == CG_OK && !cg_str_eq(name, y.whole)) /* names that hold separators themselves */
        rc = scan_prefix(&y, y.whole, 0, err);
    if (rc == CG_OK)
        rc = scan_prefix(&y, name, wide ? EXACT_ROWS_MAX : PREFIX_ROWS_MAX, err);
    if (rc == CG_OK)
        scan_files(&y);
    if (rc == CG_OK && wide && y.hits.len < s->query->offset + s->query->limit)
        rc = scan_wide(&y, name, err);
    if (rc == CG_OK)
        give_hits(&y, out, out_total);
    CG_VEC_FINI(&y.hits);
    return rc;
}
