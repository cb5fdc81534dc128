// SPDX-License-Identifier: Apache-2.0
// Reading a unit as words of fields: one pass over its source, after a quick one that tells which definitions are what they
// were.
#include "fields.h"

#define OWNERS_MAX 3        /* definitions around whose names count */
#define WORD_SOURCE_MAX 64u /* longer words in sources are data, not language */

const char *const field_names[FIELD_COUNT] = {
    [FIELD_NAME] = "name",       [FIELD_OWNER] = "owner", [FIELD_SIGNATURE] = "signature",
    [FIELD_DOC] = "doc",         [FIELD_BODY] = "body",   [FIELD_MEMBERS] = "members",
    [FIELD_IMPORTS] = "imports",
};

bool field_has_vector(const cg_def *def)
{
    switch (def->kind) {
    case CG_NODE_IMPORT:
    case CG_NODE_ENUM_MEMBER:
    case CG_NODE_IMPL:
    case CG_NODE_EXTERNAL:
    case CG_NODE_ENTITY: return false;
    case CG_NODE_FIELD:
    case CG_NODE_PROPERTY: return def->body_end > def->body_start;
    default: return true;
    }
}

/* ---- passing words on ---- */

static void flush(field_reader *r)
{
    if (r->words_count > 0)
        r->take(r->ctx, r->words, r->words_count);
    r->words_count = 0;
}

static void add_word(field_reader *r, cg_str word, uint32_t def, field_id as)
{
    r->words[r->words_count++] = (field_word){word, def, (uint8_t)as};
    if (r->words_count == FIELD_WORDS_MAX)
        flush(r);
}

/* To what its words are read from there is more. */
static void add_print(field_reader *r, const char *from, const char *end, uint32_t def,
                      uint64_t how)
{
    cg_hash128 *print = &r->prints.ptr[def];
    const uint64_t before[] = {print->lo, print->hi, how};
    *print = cg_hash_128(from, (size_t)(end - from), cg_hash64(before, sizeof before, 0));
}

static bool is_in_word(const char *p)
{
    return cg_word_classes[(uint8_t)*p] != CG_WORD_NOT;
}

/* Of the bytes in words that end before `p`; `p`: there are none. */
static const char *run_begin(const field_reader *r, const char *p)
{
    while (p > r->source.ptr && is_in_word(p - 1))
        p--;
    return p;
}

/* What words begin in [from, stop) is told by these bytes, those that go on with the word before them, and those with which
 * the last word goes on. */
static void add_source_print(field_reader *r, const char *from, const char *stop, uint32_t def,
                             field_id as)
{
    const char *begin = from, *end = stop, *last = r->source.ptr + r->source.len;
    if (from < stop && is_in_word(from))
        begin = run_begin(r, from);
    if (from < stop && is_in_word(stop - 1))
        while (end < last && is_in_word(end))
            end++;
    add_print(r, begin, end, def,
              (uint64_t)(from - begin) << 32 | (uint64_t)(end - stop) << 8 | as);
}

/* The words that begin in [from, stop); returns where the next one may begin. */
static const char *add_source(field_reader *r, const char *from, const char *stop, const char *end,
                              uint32_t def, field_id as)
{
    bool known = r->known.ptr[def]; /* then only the last one is of interest */
    cg_word_scan scan = {known ? CG_MAX(from, run_begin(r, stop)) : from, end};
    cg_str word;
    while (cg_word_next_before(&scan, stop, &word))
        if (!known && word.len <= WORD_SOURCE_MAX)
            add_word(r, word, def, as);
    return CG_MIN(CG_MAX(scan.pos, stop), end);
}

static void add_text(field_reader *r, cg_str text, uint32_t def, field_id as)
{
    cg_word_scan scan = cg_word_scan_open(text);
    cg_str word;
    if (r->take == NULL)
        add_print(r, scan.pos, scan.end, def, UINT64_MAX - as);
    else if (!r->known.ptr[def])
        while (cg_word_next(&scan, &word))
            add_word(r, word, def, as);
}

/* ---- whose they are ---- */

static uint32_t parent_of(const cg_unit *unit, uint32_t def)
{
    uint32_t parent = unit->defs.ptr[def].parent;
    return def != 0 && parent < unit->defs.len && parent != def ? parent : 0;
}

/* The innermost definition around `def` that has a vector; the file, where they go in circles. */
static uint32_t heir_around(const cg_unit *unit, uint32_t def)
{
    for (unsigned i = 0; i < CG_DEF_NESTING_MAX && def != 0; i++) {
        def = parent_of(unit, def);
        if (field_has_vector(&unit->defs.ptr[def]))
            return def;
    }
    return 0;
}

static void find_heirs(field_reader *r, const cg_unit *unit)
{
    CG_VEC_CLEAR(&r->heirs);
    CG_VEC_RESERVE(&r->heirs, unit->defs.len);
    for (uint32_t i = 0; i < unit->defs.len; i++)
        CG_VEC_PUSH(&r->heirs,
                    i == 0 || field_has_vector(&unit->defs.ptr[i]) ? i : heir_around(unit, i));
}

/* What words found in `region` of `def` are to the one who gets them. */
static field_id field_in(const cg_unit *unit, uint32_t def, bool own, cg_region_field region)
{
    if (unit->defs.ptr[def].kind == CG_NODE_IMPORT)
        return FIELD_IMPORTS;
    if (!own)
        return FIELD_BODY;
    return region == CG_REGION_DOC         ? FIELD_DOC
           : region == CG_REGION_SIGNATURE ? FIELD_SIGNATURE
                                           : FIELD_BODY;
}

static void add_names(field_reader *r, const cg_unit *unit, uint32_t def)
{
    const cg_def *d = &unit->defs.ptr[def];
    if (def == 0 || d->kind == CG_NODE_IMPORT)
        return; /* a file is named by its path, an import by its text */
    cg_str name = cg_unit_str(unit, d->name);
    bool own = r->heirs.ptr[def] == def;
    add_text(r, name, own ? heir_around(unit, def) : r->heirs.ptr[def], FIELD_MEMBERS);
    if (!own)
        return;
    add_text(r, name, def, FIELD_NAME);
    add_text(r, cg_unit_str(unit, d->qualifier), def, FIELD_OWNER);
    uint32_t owner = parent_of(unit, def);
    for (unsigned i = 0; i < OWNERS_MAX && owner != 0; i++) {
        add_text(r, cg_unit_str(unit, unit->defs.ptr[owner].name), def, FIELD_OWNER);
        owner = parent_of(unit, owner);
    }
}

/* ---- one unit ---- */

/* The bytes of a region; `from`: behind the word that the one before it ended with. Returns the same of the next. */
static const char *read_source(field_reader *r, const cg_region *g, const char *from,
                               const char *stop, const char *end)
{
    uint32_t heir = r->heirs.ptr[g->def];
    field_id as = field_in(r->unit, g->def, heir == g->def, (cg_region_field)g->field);
    if (r->take == NULL)
        add_source_print(r, r->source.ptr + g->start, stop, heir, as);
    else if (from < stop)
        return add_source(r, from, stop, end, heir, as);
    return from;
}

static void read_regions(field_reader *r)
{
    const char *end = cg_word_scan_open(r->source).end, *at = r->source.ptr;
    size_t count = r->regions.list.len;
    for (size_t i = 0; i < count; i++) {
        const cg_region *g = &r->regions.list.ptr[i];
        if (g->opens)
            add_names(r, r->unit, g->def);
        if (r->source.len > 0)
            at = read_source(r, g, at, i + 1 < count ? r->source.ptr + g[1].start : end, end);
    }
    for (size_t i = 0; i < r->regions.loose_docs.len; i++) {
        uint32_t def = r->regions.loose_docs.ptr[i], heir = r->heirs.ptr[def];
        add_text(r, cg_unit_str(r->unit, r->unit->defs.ptr[def].doc), heir,
                 field_in(r->unit, def, heir == def, CG_REGION_DOC));
    }
}

void field_open(field_reader *reader, const cg_unit *unit, cg_str source)
{
    reader->unit = unit;
    reader->source = source;
    reader->take = NULL;
    CG_VEC_CLEAR(&reader->prints);
    CG_VEC_CLEAR(&reader->known);
    for (size_t i = 0; i < unit->defs.len; i++) {
        CG_VEC_PUSH(&reader->prints, ((cg_hash128){0}));
        CG_VEC_PUSH(&reader->known, 0);
    }
    if (unit->defs.len == 0)
        return;
    find_heirs(reader, unit);
    cg_regions_make(&reader->regions, unit, source);
    read_regions(reader);
}

void field_read(field_reader *reader, field_words_take take, void *ctx)
{
    if (reader->unit->defs.len == 0)
        return;
    reader->take = take;
    reader->ctx = ctx;
    read_regions(reader);
    flush(reader);
}

void field_reader_fini(field_reader *reader)
{
    cg_regions_fini(&reader->regions);
    CG_VEC_FINI(&reader->heirs);
    CG_VEC_FINI(&reader->prints);
    CG_VEC_FINI(&reader->known);
}
