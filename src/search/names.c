// SPDX-License-Identifier: Apache-2.0
#include "names.h"

#define CHANGED_MAX 500 /* more nodes than these have changed: a new book is made */
#define CHECK_ROWS 1024

/* ---- books ---- */

uint32_t name_letters(cg_str name)
{
    uint32_t letters = 0;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = (uint8_t)name.ptr[i];
        unsigned bit = c >= 'a' && c <= 'z'   ? c - 'a'
                       : c >= '0' && c <= '9' ? 26
                       : c == '_'             ? 27
                                              : 28 + c % 4;
        letters |= c < 0x80 ? UINT32_C(1) << bit : 0; /* a letter beyond ASCII is several bytes */
    }
    return letters;
}

static void destroy_book(shelf_book *base)
{
    name_book *book = (name_book *)base;
    cg_free(book->ends);
    cg_free(book->letters);
    cg_buf_fini(&book->text);
    cg_free(book);
}

typedef struct book_maker {
    CG_VEC(uint32_t) ends;
    CG_VEC(uint32_t) letters;
    cg_buf text;
    cg_str last;
} book_maker;

static void add_name(book_maker *m, cg_str name)
{
    size_t from = m->ends.len > 1 ? m->ends.ptr[m->ends.len - 2] : 0;
    cg_str last = cg_str_slice(cg_buf_str(&m->text), from, m->text.len);
    if (m->ends.len > 0 && cg_str_eq(last, name))
        return;
    cg_buf_add_str(&m->text, name);
    CG_VEC_PUSH(&m->ends, (uint32_t)m->text.len);
    CG_VEC_PUSH(&m->letters, name_letters(name));
}

static cg_code read_names(search *s, book_maker *m, cg_err *err)
{
    cg_name_scan *scan = cg_name_scan_open(s->snap, CG_STR_NULL, CG_STR_NULL);
    cg_code rc = CG_OK;
    cg_node_ref ref;
    cg_str name;
    for (size_t rows = 0; rc == CG_OK && m->ends.len <= NAMES_MAX; rows++) {
        if (!cg_name_scan_next(scan, &name, &ref))
            break;
        add_name(m, name);
        if (rows % CHECK_ROWS == 0)
            rc = search_check_time(s, err);
    }
    cg_code closed = cg_name_scan_close(scan, err);
    return rc == CG_OK ? closed : rc;
}

static cg_code make_book(search *s, name_book **out_book, cg_err *err)
{
    book_maker m = {0};
    cg_code rc = read_names(s, &m, err);
    name_book *book = cg_alloc(sizeof *book);
    *book = (name_book){
        .base = {.project = cg_snapshot_project(s->snap), .destroy = destroy_book, .refs = 1},
        .generation = cg_snapshot_generation(s->snap),
        .count = (uint32_t)CG_MIN(m.ends.len, (size_t)NAMES_MAX),
        .ends = m.ends.ptr,
        .letters = m.letters.ptr,
        .text = m.text};
    book->base.bytes = sizeof *book + m.text.cap + 4 * (m.ends.cap + m.letters.cap);
    if (rc != CG_OK) {
        destroy_book(&book->base);
        return rc;
    }
    *out_book = book;
    return CG_OK;
}

/* ---- what changed since ---- */

static cg_code name_of_node(search *s, const cg_node_place *place, cg_str *out_name, cg_err *err)
{
    char room[CG_NAME_INDEX_MAX];
    const cg_unit *unit;
    cg_manual_node manual;
    cg_code rc;
    *out_name = CG_STR_NULL;
    if (place->manual) {
        rc = cg_snapshot_manual_node(s->snap, place->id, s->scratch, &manual, err);
        if (rc == CG_OK)
            *out_name = cg_arena_str(s->scratch, cg_name_fold(manual.name, room));
        return rc;
    }
    if (place->file == CG_NONE) /* externals are no hits */
        return CG_OK;
    rc = search_unit(s, place->file, &unit, err);
    if (rc == CG_OK && place->def < unit->defs.len)
        *out_name = cg_arena_str(
            s->scratch, cg_name_fold(cg_unit_str(unit, unit->defs.ptr[place->def].name), room));
    return rc;
}

static cg_code add_changed(search *s, cg_node_ref ref, name_look *look, cg_err *err)
{
    cg_node_place place;
    cg_str name;
    cg_code rc = cg_snapshot_node_by_ref(s->snap, ref, &place, err);
    if (rc == CG_OK)
        rc = name_of_node(s, &place, &name, err);
    if (rc == CG_OK && name.len > 0)
        look->changed[look->changed_count++] = (changed_name){.ref = ref, .name = name};
    return rc == CG_E_NOT_FOUND ? CG_OK : rc; /* changed once more, and gone */
}

/* `*out_few` false: too many nodes changed, or nobody has kept which. */
static cg_code read_changed(search *s, name_look *look, bool *out_few, cg_err *err)
{
    const cg_change_pos after = {look->book->generation, {CG_CHANGE_END, 0}};
    uint64_t last = cg_snapshot_generation(s->snap);
    CG_VEC(cg_node_ref) refs = {0};
    cg_change change;
    *out_few = true;
    cg_change_scan *scan = cg_change_scan_open(s->snap, after, last, CG_CHANGES_LISTED);
    while (*out_few && cg_change_scan_next(scan, &change)) {
        if (change.what == CG_CHANGE_VERSION)
            *out_few = cg_change_scan_version(scan)->listed;
        else if (change.what == CG_CHANGE_NODE && change.op != CG_CHANGE_REMOVED)
            CG_VEC_PUSH(&refs, change.node);
        *out_few = *out_few && refs.len <= CHANGED_MAX;
    }
    cg_code rc = cg_change_scan_close(scan, err);
    if (rc == CG_E_NOT_FOUND) { /* lists were dropped */
        *out_few = false;
        rc = CG_OK;
    }
    look->changed = cg_arena_alloc_array(s->scratch, refs.len + 1, sizeof *look->changed);
    for (size_t i = 0; *out_few && rc == CG_OK && i < refs.len; i++)
        rc = add_changed(s, refs.ptr[i], look, err);
    CG_VEC_FINI(&refs);
    return rc;
}

/* ---- together ---- */

static shelf *shelf_of(const search *s)
{
    return s->query->cache != NULL ? &s->query->cache->names : NULL;
}

cg_code names_open(search *s, name_look *out_look, cg_err *err)
{
    shelf *kept = shelf_of(s);
    name_look look = {.book = (name_book *)shelf_find(kept, cg_snapshot_project(s->snap))};
    bool serves = look.book != NULL;
    cg_code rc = CG_OK;
    if (serves && look.book->generation < cg_snapshot_generation(s->snap))
        rc = read_changed(s, &look, &serves, err);
    if (look.book != NULL && (rc != CG_OK || !serves))
        shelf_release(kept, &look.book->base);
    if (rc == CG_OK && !serves) {
        look = (name_look){0};
        rc = make_book(s, &look.book, err);
        if (rc == CG_OK)
            shelf_keep(kept, &look.book->base);
    }
    if (rc == CG_OK)
        *out_look = look;
    return rc;
}

void names_close(search *s, name_look *look)
{
    shelf_release(shelf_of(s), &look->book->base);
}
