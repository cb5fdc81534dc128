// SPDX-License-Identifier: Apache-2.0
// From what a person types to a node: id, symbol, "path:line", qualified name or name.
#include "service_int.h"

#include <stdlib.h>

#define CANDIDATES_MAX 50
#define NAMES_SCANNED_MAX 5000 /* of one popular name; the best are among the first */

static cg_code not_found(cg_str selector, cg_err *err)
{
    cg_str shown = cg_utf8_truncate(selector, 120);
    return CG_FAIL(err, CG_E_NOT_FOUND, "no node is called \"%.*s\"", CG_STR_ARG(shown));
}

static cg_code resolve_id(const cg_snapshot *snap, cg_id id, cg_str selector,
                          cg_node_place *out_place, cg_err *err)
{
    cg_code rc = cg_snapshot_node_by_id(snap, id, out_place, err);
    return rc == CG_E_NOT_FOUND ? not_found(selector, err) : rc;
}

/* ---- path:line ---- */

static bool split_line(cg_str selector, cg_str *out_path, uint64_t *out_line)
{
    ptrdiff_t colon = cg_str_rfind(selector, ':');
    if (colon <= 0)
        return false;
    *out_path = cg_str_slice(selector, 0, (size_t)colon);
    return cg_str_to_u64(cg_str_slice(selector, (size_t)colon + 1, selector.len), out_line) &&
           *out_line > 0;
}

/* The innermost definition around a line; of several on it the one whose name stands there. */
static uint32_t def_at_line(const cg_unit *unit, uint64_t line)
{
    uint32_t best = 0;
    for (uint32_t i = 1; i < unit->defs.len; i++) {
        const cg_def *d = &unit->defs.ptr[i], *b = &unit->defs.ptr[best];
        if (line < d->start_line || line > d->end_line || d->kind == CG_NODE_IMPORT)
            continue;
        uint32_t size = d->end_byte - d->start_byte, best_size = b->end_byte - b->start_byte;
        bool named = d->name_line == line, best_named = best != 0 && b->name_line == line;
        if (named != best_named ? named : named ? size > best_size : best == 0 || size <= best_size)
            best = i;
    }
    return best;
}

static cg_code resolve_def(const cg_snapshot *snap, uint32_t file, uint32_t def, cg_arena *arena,
                           cg_node_place *out_place, cg_err *err)
{
    cg_node_ref *refs;
    size_t count;
    cg_code rc = cg_snapshot_file_nodes(snap, file, arena, &refs, &count, err);
    if (rc == CG_OK && def < count)
        rc = cg_snapshot_node_by_ref(snap, refs[def], out_place, err);
    else if (rc == CG_OK)
        rc = CG_E_NOT_FOUND;
    if (rc ==
        CG_E_NOT_FOUND) /* the snapshot has the file, so it is the store that lacks something */
        return CG_FAIL(err, CG_E_CORRUPT, "a file's record does not fit its unit or its nodes");
    return rc;
}

static cg_code resolve_line(const cg_snapshot *snap, uint32_t file, uint64_t line, cg_arena *arena,
                            cg_node_place *out_place, cg_err *err)
{
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_code rc = view_unit(snap, file, false, &pin, err);
    if (rc != CG_OK)
        return rc;
    const cg_unit *unit = cg_unit_pin_unit(pin);
    if (line > unit->source_lines + 1u)
        return CG_FAIL(err, CG_E_NOT_FOUND, "the file has %u lines", unit->source_lines);
    return resolve_def(snap, file, def_at_line(unit, line - 1), arena, out_place, err);
}

/* ---- names ---- */

typedef struct candidate {
    cg_node_place place;
    cg_node_view view;
    int rank; /* lower is better */
} candidate;

/* The part behind the last separator of any language. */
static cg_str last_part(cg_str name)
{
    for (size_t i = name.len; i-- > 0;)
        if (name.ptr[i] == '.' || name.ptr[i] == ':' || name.ptr[i] == '#' || name.ptr[i] == '/')
            return cg_str_slice(name, i + 1, name.len);
    return name;
}

/* Separators are alike: "A::b", "A.b" and "A#b" name the same. */
static bool is_separator(char c)
{
    return c == '.' || c == ':' || c == '#' || c == '/';
}

/* `qualified` is `selector`, or ends with it behind a separator. */
static bool qualifies(cg_str qualified, cg_str selector)
{
    size_t q = qualified.len, s = selector.len;
    while (s > 0) {
        if (q == 0)
            return false;
        char a = qualified.ptr[q - 1], b = selector.ptr[s - 1];
        if (is_separator(a) && is_separator(b)) {
            while (q > 0 && is_separator(qualified.ptr[q - 1]))
                q--;
            while (s > 0 && is_separator(selector.ptr[s - 1]))
                s--;
            continue;
        }
        if ((a | 32) != (b | 32))
            return false;
        q--, s--;
    }
    return q == 0 || is_separator(qualified.ptr[q - 1]);
}

/* What is written behind the last slash may hold dots and colons of its own: "sys/types.h", "node:fs". */
static cg_str last_segment(cg_str name)
{
    return cg_str_slice(name, (size_t)(cg_str_rfind(name, '/') + 1), name.len);
}

/* Ranks come in classes of RANK_CLASS: a definition before its declarations, either before what
 * is imported, the dependency's own name for it before those of imports, and the exact case before all others. Within a class the order is only for display. */
#define RANK_CLASS 10

static int rank_of(const cg_node_view *view, cg_str name)
{
    int class = cg_str_eq(view->name, name) ? 0 : 4;
    if (view->kind == CG_NODE_IMPORT)
        class += 3;
    else if (view->kind == CG_NODE_EXTERNAL)
        class += 2;
    else if (view->modifiers & CG_MOD_DECLARATION)
        class += 1;
    int order = cg_node_kind_is_type(view->kind) ? 0 : cg_node_kind_is_callable(view->kind) ? 1 : 2;
    return class * RANK_CLASS + order;
}

static int compare_candidates(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank - y->rank;
    int order = cg_str_cmp(x->view.file_path, y->view.file_path);
    return order != 0 ? order
                      : (x->view.start_byte > y->view.start_byte) -
                            (x->view.start_byte < y->view.start_byte);
}

typedef CG_VEC(candidate) candidates;

static cg_code collect(const cg_snapshot *snap, cg_str selector, cg_str name, cg_arena *arena,
                       candidates *found, cg_err *err)
{
    char folded[CG_NAME_INDEX_MAX];
    cg_str prefix = cg_name_fold(name, folded), at;
    cg_node_ref ref;
    cg_code rc = CG_OK;
    cg_name_scan *scan = cg_name_scan_open(snap, prefix, CG_STR_NULL);
    for (size_t i = 0; rc == CG_OK && i < NAMES_SCANNED_MAX && cg_name_scan_next(scan, &at, &ref);
         i++) {
        if (!cg_str_eq(at, prefix))
            break; /* equal names come first among those with the prefix */
        candidate c = {0};
        rc = cg_snapshot_node_by_ref(snap, ref, &c.place, err);
        if (rc == CG_E_NOT_FOUND) {
            rc = CG_OK; /* gone at this snapshot */
            continue;
        }
        cg_arena_mark mark = cg_arena_save(arena);
        if (rc == CG_OK)
            rc = view_make(snap, &c.place, arena, &c.view, err);
        if (rc == CG_OK && qualifies(c.view.qualified_name, selector)) {
            c.rank = rank_of(&c.view, name);
            CG_VEC_PUSH(found, c);
        } else {
            cg_arena_rewind(arena, mark);
        }
    }
    cg_code closed = cg_name_scan_close(scan, rc == CG_OK ? err : NULL);
    return rc == CG_OK ? closed : rc;
}

/* How many of the sorted candidates are in the class of the first. */
static size_t best_class(const candidates *found)
{
    size_t n = 1;
    while (n < found->len && found->ptr[n].rank / RANK_CLASS == found->ptr[0].rank / RANK_CLASS)
        n++;
    return n;
}

static cg_code resolve_name(const cg_snapshot *snap, cg_str selector, cg_arena *arena,
                            cg_node_place *out_place, cg_node_view **out_candidates,
                            size_t *out_count, cg_err *err)
{
    candidates found = {0};
    cg_code rc = collect(snap, selector, last_part(selector), arena, &found, err);
    if (rc == CG_OK && found.len == 0)
        rc = collect(snap, selector, last_segment(selector), arena, &found, err);
    if (rc == CG_OK && found.len == 0)
        rc = not_found(selector, err);
    if (rc == CG_OK) {
        qsort(found.ptr, found.len, sizeof *found.ptr, compare_candidates);
        size_t n = best_class(&found);
        *out_place = found.ptr[0].place;
        if (n > 1) {
            *out_count = CG_MIN(n, (size_t)CANDIDATES_MAX);
            *out_candidates = cg_arena_alloc_array(arena, *out_count, sizeof **out_candidates);
            for (size_t i = 0; i < *out_count; i++)
                (*out_candidates)[i] = found.ptr[i].view;
            cg_str shown = cg_utf8_truncate(selector, 120);
            rc =
                CG_FAIL(err, CG_E_AMBIGUOUS, "%zu nodes are called \"%.*s\"", n, CG_STR_ARG(shown));
        }
    }
    CG_VEC_FINI(&found);
    return rc;
}

cg_code resolve_node(const cg_snapshot *snap, cg_str selector, cg_arena *arena,
                     cg_node_place *out_place, cg_node_view **out_candidates, size_t *out_count,
                     cg_err *err)
{
    *out_candidates = NULL;
    *out_count = 0;
    if (selector.len == 0 || selector.len > 8192 || !cg_utf8_valid(selector))
        return CG_FAIL(err, CG_E_INVALID, "a node is named by 1 to 8192 bytes of UTF-8");
    if (snap == NULL)
        return not_found(selector, err);
    cg_id id;
    uint64_t line;
    uint32_t file;
    cg_str path;
    if (cg_id_parse(selector, &id))
        return resolve_id(snap, id, selector, out_place, err);
    if (cg_str_find(selector, ' ') >= 0) { /* a symbol, of whatever scheme, or a name with blanks */
        id = cg_node_id(cg_project_name(cg_snapshot_project(snap)), selector);
        cg_code rc = cg_snapshot_node_by_id(snap, id, out_place, err);
        if (rc != CG_E_NOT_FOUND || cg_str_starts(selector, CG_STR("codegraph ")))
            return rc == CG_E_NOT_FOUND ? not_found(selector, err) : rc;
    }
    const cg_file *whole = cg_snapshot_find_file(snap, selector, &file);
    if (whole != NULL && whole->present && whole->unit_no != CG_NONE)
        return resolve_def(snap, file, 0, arena, out_place, err);
    if (split_line(selector, &path, &line)) {
        const cg_file *found = cg_snapshot_find_file(snap, path, &file);
        if (found != NULL && found->present && found->unit_no != CG_NONE)
            return resolve_line(snap, file, line, arena, out_place, err);
    }
    return resolve_name(snap, selector, arena, out_place, out_candidates, out_count, err);
}

cg_code resolve_node_ever(const cg_snapshot *snap, cg_str selector, cg_arena *arena, cg_id *out_id,
                          cg_node_view **out_candidates, size_t *out_count, cg_err *err)
{
    cg_node_place place = {0};
    cg_code rc = resolve_node(snap, selector, arena, &place, out_candidates, out_count, err);
    *out_id = place.id;
    if (rc != CG_E_NOT_FOUND)
        return rc;
    if (!cg_id_parse(selector, out_id))
        *out_id = cg_node_id(cg_project_name(cg_snapshot_project(snap)), selector);
    return CG_OK;
}
