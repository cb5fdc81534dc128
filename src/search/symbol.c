// SPDX-License-Identifier: Apache-2.0
// Symbols: nodes by name, through the index of names. Tiers: the name itself, names that start
// with it, and for wide searches names that contain it or abbreviate to it.
#include <stdlib.h>

#include "paths.h"
#include "symbol_int.h"

#define EXACT_ROWS_MAX 2000 /* nodes looked at per tier */
#define PREFIX_ROWS_MAX 64  /* full text knows the others whose first part is the name */
#define CHECK_ROWS 1024
#define CASE_CHECKS_MAX 256 /* exact matches whose spelling is compared */

#define SCORE_FILE 900.0
#define SCORE_IMPORT 600.0 /* a name that is only imported here */
#define SCORE_PREFIX 500.0
#define SCORE_PART 100.0

/* ---- the query ---- */

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
        if (end > start && y->parts_count < SYMBOL_PARTS_MAX) {
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
        if (cg_word_classes[(uint8_t)c] == CG_WORD_NOT &&
            (c == '\0' || strchr(".:/#->$~()@", c) == NULL))
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
    if (y->parts_count < 2 || equals_folded(name, y->whole))
        return CG_OK;
    unsigned owners =
        owners_of(y, unit, cg_snapshot_file(y->s->snap, place->file)->path, place->def);
    *out_fits = owners > 0;
    hit->score += owners == 2 ? 20.0 : 0.0;
    hit->fields |= CG_FIELD_QUALIFIED;
    return CG_OK;
}

/* A manual node: its qualified name has its owners. */
static cg_code add_manual(symbol_search *y, const cg_node_place *place, double score, cg_err *err)
{
    cg_manual_node node;
    cg_str chain[64];
    cg_hit hit = {.file = CG_NONE, .ref = place->ref, .score = score, .fields = CG_FIELD_NAME};
    cg_code rc = cg_snapshot_manual_node(y->s->snap, place->id, y->s->scratch, &node, err);
    if (rc != CG_OK || !filter_fileless(y->s, node.lang))
        return rc;
    if (score >= SYMBOL_EXACT && (cg_str_eq(node.name, y->name) || cg_str_eq(node.name, y->text)))
        hit.score += 5.0;
    if (y->parts_count > 1 && !equals_folded(node.name, y->whole)) {
        size_t count = split_chain(node.qualified_name, chain, 0, CG_ARRAY_LEN(chain));
        unsigned owners = match_owners(y, chain, count > 0 ? count - 1 : 0);
        if (owners == 0)
            return CG_OK;
        hit.score += owners == 2 ? 20.0 : 0.0;
        hit.fields |= CG_FIELD_QUALIFIED;
    }
    hit.score += 30.0 * prior_kind(cg_ref_kind(place->ref));
    CG_VEC_PUSH(&y->hits, hit);
    return CG_OK;
}

cg_code symbol_add(symbol_search *y, cg_node_ref ref, cg_str lower_name, double score, cg_err *err)
{
    cg_node_place place;
    if (!filter_kind(y->s, cg_ref_kind(ref)) || !filter_name(y->s, lower_name))
        return CG_OK;
    cg_code rc = cg_node_reader_place(y->nodes, ref, &place, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    if (place.manual)
        return add_manual(y, &place, score, err);
    if (place.file == CG_NONE || !filter_file(y->s, place.file)) /* externals are in none */
        return CG_OK;
    if (cg_ref_kind(ref) == CG_NODE_IMPORT)
        score = CG_MIN(score, SCORE_IMPORT);
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
            rc = symbol_add(y, ref, found, exact ? SYMBOL_EXACT : SCORE_PREFIX + 100.0 * near, err);
    }
    cg_code closed = cg_name_scan_close(scan, err);
    return rc == CG_OK ? closed : rc;
}

/* ---- files, whose names are their paths ---- */

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
    if (x->ref != y->ref)
        return x->ref < y->ref ? -1 : 1;
    return x->score > y->score ? -1 : x->score < y->score; /* the best of a node first */
}

/* Keeps one hit of each place, ordered by place, and offers all to `out`. */
static void give_hits(symbol_search *y, top *out, uint64_t *out_total)
{
    if (y->hits.len > 1)
        qsort(y->hits.ptr, y->hits.len, sizeof *y->hits.ptr, compare_places);
    size_t kept = 0;
    for (size_t i = 0; i < y->hits.len; i++) {
        const cg_hit hit = y->hits.ptr[i];
        if (kept > 0 && hit.file == y->hits.ptr[kept - 1].file &&
            hit.def == y->hits.ptr[kept - 1].def && hit.ref == y->hits.ptr[kept - 1].ref)
            continue;
        y->hits.ptr[kept++] = hit;
        top_add(out, &hit);
    }
    y->hits.len = kept;
    *out_total = kept;
}

static bool find_place(const symbol_search *y, const cg_hit *wanted)
{
    size_t low = 0, high = y->hits.len;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const cg_hit *h = &y->hits.ptr[mid];
        if (h->file < wanted->file || (h->file == wanted->file && h->def < wanted->def))
            low = mid + 1;
        else
            high = mid;
    }
    return low < y->hits.len && y->hits.ptr[low].file == wanted->file &&
           y->hits.ptr[low].def == wanted->def;
}

/* Names that have all the words of the name as parts: what full text knows of names, all of it
 * and at once. Nodes that `y` has already are not added again. */
static cg_code add_parts(symbol_search *y, top *out, uint64_t *out_total, cg_err *err)
{
    search *s = y->s;
    top parts = {.snap = s->snap, .max = out->max};
    text_options opts = {.names_only = true, .watch = y->hits.ptr, .watch_count = y->hits.len};
    opts.watch_seen = cg_arena_alloc(s->scratch, y->hits.len + 1);
    uint64_t total = 0;
    cg_code rc = text_run(s, &opts, &parts, &total, err);
    for (size_t i = 0; i < y->hits.len; i++)
        total += !opts.watch_seen[i];
    for (size_t i = 0; rc == CG_OK && i < parts.hits.len; i++) {
        cg_hit hit = parts.hits.ptr[i];
        if (find_place(y, &hit))
            continue;
        hit.score = SCORE_PART + CG_MIN(hit.score, 99.0);
        top_add(out, &hit);
    }
    top_fini(&parts);
    *out_total = total;
    return rc;
}

static cg_code scan_all(symbol_search *y, cg_str name, bool wide, cg_err *err)
{
    cg_code rc = CG_OK;
    if (!cg_str_eq(name, y->whole)) /* names that hold separators themselves */
        rc = scan_prefix(y, y->whole, 0, err);
    if (rc == CG_OK)
        rc = scan_prefix(y, name, PREFIX_ROWS_MAX, err);
    if (rc == CG_OK)
        scan_files(y);
    /* Of a qualified name the parts cannot be told from the owners' here. */
    y->by_parts =
        wide && y->parts_count < 2 && plan_make(y->name, y->s->scratch, &y->s->plan, NULL) == CG_OK;
    return rc;
}

/* Reads the query; *out_name: what the index is asked for. */
static cg_code begin(symbol_search *y, search *s, cg_str *out_name, cg_err *err)
{
    *y = (symbol_search){.s = s};
    read_query(y, s->words);
    if (y->whole.len == 0)
        return CG_FAIL(err, CG_E_INVALID, "the query has no name to look for");
    *out_name = y->parts_count > 0 ? y->parts[y->parts_count - 1] : y->whole;
    cg_code rc = search_check_time(s, err);
    if (rc == CG_OK)
        y->nodes = cg_node_reader_open(s->snap);
    return rc;
}

static void end(symbol_search *y, top *out)
{
    top_sort(out);
    cg_node_reader_close(y->nodes);
    CG_VEC_FINI(&y->hits);
}

cg_code symbol_run(search *s, bool wide, top *out, uint64_t *out_total, cg_err *err)
{
    symbol_search y;
    cg_str name;
    *out_total = 0;
    cg_code rc = begin(&y, s, &name, err);
    if (rc != CG_OK)
        return rc;
    rc = scan_all(&y, name, wide, err);
    if (rc == CG_OK) {
        give_hits(&y, out, out_total);
        if (y.by_parts)
            rc = add_parts(&y, out, out_total, err);
    }
    if (rc == CG_OK && wide && *out_total == 0) {
        rc = symbol_scan_wide(&y, name, err);
        give_hits(&y, out, out_total);
    }
    end(&y, out);
    return rc;
}

cg_code symbol_run_fuzzy(search *s, top *out, uint64_t *out_total, cg_err *err)
{
    symbol_search y;
    cg_str name;
    cg_code rc = begin(&y, s, &name, err);
    if (rc != CG_OK)
        return rc;
    rc = symbol_scan_fuzzy(&y, name, err);
    give_hits(&y, out, out_total);
    end(&y, out);
    return rc;
}
