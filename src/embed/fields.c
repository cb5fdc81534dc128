// SPDX-License-Identifier: Apache-2.0
// Reading a unit as words of fields: one pass over its source.
#include "fields.h"

#define OWNERS_MAX 3         /* definitions around whose names count */
#define WORD_SOURCE_MAX 64u  /* longer words in sources are data, not language */
#define KEEP_DEFS (1u << 18) /* buffers beyond this are given back after the unit */

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

/* The words that begin in [from, stop); returns where the next one may begin. */
static const char *add_source(field_reader *r, const char *from, const char *stop, const char *end,
                              uint32_t def, field_id as)
{
    cg_word_scan scan = {from, end};
    cg_str word;
    while (cg_word_next_before(&scan, stop, &word))
        if (word.len <= WORD_SOURCE_MAX)
            add_word(r, word, def, as);
    return CG_MIN(CG_MAX(scan.pos, stop), end);
}

static void add_text(field_reader *r, cg_str text, uint32_t def, field_id as)
{
    cg_word_scan scan = cg_word_scan_open(text);
    cg_str word;
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

static void read_regions(field_reader *r, const cg_unit *unit, cg_str source)
{
    const char *end = cg_word_scan_open(source).end, *at = source.ptr;
    size_t count = r->regions.list.len;
    for (size_t i = 0; i < count; i++) {
        const cg_region *g = &r->regions.list.ptr[i];
        if (g->opens)
            add_names(r, unit, g->def);
        if (source.len == 0)
            continue;
        const char *stop = i + 1 < count ? source.ptr + g[1].start : end;
        uint32_t heir = r->heirs.ptr[g->def];
        if (at < stop)
            at = add_source(r, at, stop, end, heir,
                            field_in(unit, g->def, heir == g->def, (cg_region_field)g->field));
    }
    for (size_t i = 0; i < r->regions.loose_docs.len; i++) {
        uint32_t def = r->regions.loose_docs.ptr[i], heir = r->heirs.ptr[def];
        add_text(r, cg_unit_str(unit, unit->defs.ptr[def].doc), heir,
                 field_in(unit, def, heir == def, CG_REGION_DOC));
    }
}

void field_read(field_reader *reader, const cg_unit *unit, cg_str source, field_words_take take,
                void *ctx)
{
    if (unit->defs.len == 0)
        return;
    reader->take = take;
    reader->ctx = ctx;
    find_heirs(reader, unit);
    cg_regions_make(&reader->regions, unit, source);
    read_regions(reader, unit, source);
    flush(reader);
    if (unit->defs.len > KEEP_DEFS)
        field_reader_fini(reader);
}

void field_reader_fini(field_reader *reader)
{
    cg_regions_fini(&reader->regions);
    CG_VEC_FINI(&reader->heirs);
}
