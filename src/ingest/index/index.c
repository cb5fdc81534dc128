// SPDX-License-Identifier: Apache-2.0
// An index against the files that we hold: which of its documents speak of them as they are, and where the references
// of those lead, in our terms. Two walks over the documents: definitions first, since a symbol may be
// defined in a document that comes later; then references.
#include "index/index_int.h"

#include <stdlib.h>

/* Of the definitions whose names are written there, so many percent must stand where the index says. */
#define PLACED_PERCENT 90
/* A document without definitions: of its references. */
#define PLACED_REFERENCES_PERCENT 50

typedef enum doc_state {
    DOC_UNKNOWN,
    DOC_STALE,
    DOC_MATCHED,
} doc_state;

/* A definition of ours that has the symbol. */
typedef struct symbol_def {
    cg_known_target is;
    uint32_t next; /* of the same symbol, + 1; 0: none */
} symbol_def;

/* What is looked up by place in a unit. */
typedef struct placed {
    uint32_t byte, number;
} placed;

typedef struct resolver {
    cg_store *store;
    const cg_snapshot *snap;
    const cg_scip_index *index;
    cg_arena *arena; /* of results */
    cg_index_rows *out;
    uint64_t deadline_ns; /* 0: none */
    unsigned tool_encoding;
    uint8_t *states;     /* doc_state, by document */
    uint32_t *first_def; /* by symbol: in defs, + 1 */
    bool *defined;       /* by symbol: some document defines it, whether or not we know where */
    CG_VEC(symbol_def) defs;
    cg_arena *def_texts;
    size_t memory_max; /* of these, and of results */
    /* of the document at hand */
    const cg_file *file;
    cg_unit_pin *unit_pin, *text_pin;
    const cg_unit *unit;
    index_lines lines;
    unsigned encoding;
    CG_VEC(placed) names; /* of definitions, or of references */
    /* its targets: those numbers that are known already, by definition and by symbol */
    CG_VEC(cg_known_target) targets;
    CG_VEC(cg_known_ref) refs;
    uint32_t *target_of_def, *target_of_symbol; /* number + 1 */
    CG_VEC(uint32_t) used_defs, used_symbols;   /* to clear them */
    cg_arena *texts;                            /* of those outside */
} resolver;

/* Occurrences between two looks at the time. */
#define LOOK_EVERY 1024

static cg_code check_time(const resolver *r, size_t occurrence, cg_err *err)
{
    return occurrence % LOOK_EVERY == 0 && r->deadline_ns != 0 && cg_now_ns() > r->deadline_ns
               ? CG_FAIL(err, CG_E_DEADLINE, "the index took longer than the request may")
               : CG_OK;
}

/* ---- documents ---- */

static void close_document(resolver *r)
{
    cg_unit_pin_release(r->unit_pin);
    cg_unit_pin_release(r->text_pin);
    r->unit_pin = r->text_pin = NULL;
}

static unsigned encoding_of(const resolver *r, const cg_scip_document *d)
{
    return d->encoding != SCIP_OFFSETS_UNKNOWN ? d->encoding : r->tool_encoding;
}

static const cg_file *find_file(const resolver *r, cg_str path, uint32_t *out_num)
{
    const cg_file *file = cg_snapshot_find_file(r->snap, path, out_num);
    return file != NULL && file->present && file->skip == 0 ? file : NULL;
}

/* The file's unit and text. */
static cg_code open_document(resolver *r, const cg_scip_document *d, cg_err *err)
{
    uint32_t num;
    cg_str text;
    r->file = find_file(r, d->path, &num);
    r->encoding = encoding_of(r, d);
    cg_code rc = cg_store_unit(r->store, cg_file_unit(r->file), true, &r->unit_pin, err);
    if (rc != CG_OK)
        return rc;
    r->unit = cg_unit_pin_unit(r->unit_pin);
    rc = cg_store_source(r->store, r->file->blob, &r->text_pin, &text, err);
    if (rc == CG_E_NOT_FOUND)
        return CG_FAIL(err, CG_E_CONFLICT,
                       "the texts of files are not kept (storage.keep_sources): an index cannot be "
                       "held against them");
    if (rc == CG_OK)
        index_lines_set(&r->lines, text);
    return rc;
}

static int compare_placed(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    if (x->byte != y->byte)
        return x->byte < y->byte ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static void sort_names(resolver *r)
{
    if (r->names.len > 1)
        qsort(r->names.ptr, r->names.len, sizeof *r->names.ptr, compare_placed);
}

/* Those at `byte`: names[*out_first] on. */
static size_t names_at(const resolver *r, uint32_t byte, size_t *out_first)
{
    size_t low = 0, high = r->names.len, count = 0;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (r->names.ptr[mid].byte < byte)
            low = mid + 1;
        else
            high = mid;
    }
    while (low + count < r->names.len && r->names.ptr[low + count].byte == byte)
        count++;
    *out_first = low;
    return count;
}

/* The word of an occurrence on one line; false: it is not in the text. */
static bool word_of(const resolver *r, const cg_scip_occurrence *o, uint32_t *out_byte,
                    cg_str *out_word)
{
    uint32_t start = index_lines_byte(&r->lines, o->line, o->column, r->encoding);
    uint32_t end = index_lines_byte(&r->lines, o->end_line, o->end_column, r->encoding);
    if (start == CG_NONE || end == CG_NONE || end < start)
        return false;
    *out_byte = start;
    *out_word = o->line == o->end_line ? cg_str_slice(r->lines.text, start, end) : CG_STR_NULL;
    return true;
}

static const cg_scip_occurrence *occurrence_of(const resolver *r, const cg_scip_document *d,
                                               size_t i)
{
    return &r->index->occurrences[d->first + i];
}

static bool is_definition(const cg_scip_occurrence *o)
{
    return (o->roles & SCIP_ROLE_DEFINITION) != 0;
}

static void list_defs(resolver *r)
{
    CG_VEC_CLEAR(&r->names);
    for (uint32_t d = 1; d < r->unit->defs.len; d++)
        CG_VEC_PUSH(&r->names, (placed){r->unit->defs.ptr[d].name_byte, d});
    sort_names(r);
}

/* ---- is it what we hold? ---- */

typedef struct tally {
    uint64_t there, all;
} tally;

static bool is_mostly(tally t, unsigned percent)
{
    return t.there * 100 >= t.all * percent;
}

/* What a macro defines is not written where it is defined. */
static bool is_defined_there(const resolver *r, uint32_t byte, cg_str symbol)
{
    size_t first, count = names_at(r, byte, &first);
    for (size_t i = 0; i < count; i++) {
        const cg_def *def = &r->unit->defs.ptr[r->names.ptr[first + i].number];
        if (index_word_fits(symbol, cg_unit_str(r->unit, def->name)))
            return true;
    }
    return false;
}

static cg_code is_as_placed(resolver *r, const cg_scip_document *d, bool *out_is, cg_err *err)
{
    tally defs = {0}, refs = {0};
    *out_is = false;
    list_defs(r);
    for (size_t i = 0; i < d->count; i++) {
        const cg_scip_occurrence *o = occurrence_of(r, d, i);
        cg_str symbol = r->index->symbols[o->symbol], word;
        uint32_t byte;
        cg_code rc = check_time(r, i, err);
        if (rc != CG_OK || !word_of(r, o, &byte, &word))
            return rc;
        if (word.len == 0 || !index_is_named(symbol))
            continue;
        tally *t = is_definition(o) ? &defs : &refs;
        t->all++;
        t->there += index_word_fits(symbol, word) ||
                    (is_definition(o) && is_defined_there(r, byte, symbol));
    }
    *out_is = is_mostly(defs, PLACED_PERCENT) &&
              (defs.all > 0 || is_mostly(refs, PLACED_REFERENCES_PERCENT));
    return CG_OK;
}

static cg_code is_held(resolver *r, const cg_scip_document *d, bool *out_is, cg_err *err)
{
    cg_str text = r->lines.text;
    if (!d->has_text)
        return is_as_placed(r, d, out_is, err);
    cg_hash128 hash = cg_hash_128(text.ptr, text.len, 0);
    *out_is = d->text_bytes == text.len && d->text_hash.hi == hash.hi && d->text_hash.lo == hash.lo;
    return CG_OK;
}

/* ---- definitions ---- */

static bool has_symbol(const resolver *r, uint32_t def, cg_str symbol)
{
    CG_AUTO_VALUE(cg_buf) own = {0};
    cg_unit_add_symbol(r->unit, def, r->file->path, &own);
    return cg_str_eq(cg_buf_str(&own), symbol);
}

/* What descriptors of the kind end in. */
static char suffix_of_def(const resolver *r, uint32_t def)
{
    CG_AUTO_VALUE(cg_buf) own = {0};
    cg_unit_add_symbol(r->unit, def, r->file->path, &own);
    return index_suffix(cg_buf_str(&own));
}

/* Of definitions of one place, the one that the symbol says; CG_NONE: none. */
static uint32_t def_meant(const resolver *r, uint32_t byte, cg_str symbol)
{
    size_t first, count = names_at(r, byte, &first);
    uint32_t best = count > 0 ? r->names.ptr[first].number : CG_NONE;
    bool suits = false;
    for (size_t i = 0; count > 1 && i < count; i++) {
        uint32_t def = r->names.ptr[first + i].number;
        if (has_symbol(r, def, symbol))
            return def;
        if (!suits && suffix_of_def(r, def) == index_suffix(symbol)) {
            best = def;
            suits = true;
        }
    }
    return best;
}

/* Files are defined by nothing, at their beginning. */
static uint32_t find_def(const resolver *r, const cg_scip_occurrence *o)
{
    uint32_t byte;
    cg_str word;
    if (!word_of(r, o, &byte, &word))
        return CG_NONE;
    if (byte == 0 && o->line == o->end_line && word.len == 0)
        return 0;
    return def_meant(r, byte, r->index->symbols[o->symbol]);
}

static cg_known_target describe_def(resolver *r, uint32_t def)
{
    CG_AUTO_VALUE(cg_buf) descriptors = {0};
    cg_unit_add_descriptors(r->unit, def, &descriptors);
    return (cg_known_target){
        .path = r->file->path,
        .descriptors = cg_arena_str(r->def_texts, cg_buf_str(&descriptors)),
        .name = cg_arena_str(r->def_texts, cg_unit_str(r->unit, r->unit->defs.ptr[def].name))};
}

static cg_code check_memory(const resolver *r, cg_err *err)
{
    size_t used =
        cg_arena_used(r->def_texts) + cg_arena_used(r->arena) + r->defs.cap * sizeof *r->defs.ptr;
    return used <= r->memory_max
               ? CG_OK
               : CG_FAIL(err, CG_E_LIMIT,
                         "what the index says takes more than %zu bytes of memory (import.memory): "
                         "import its documents in parts",
                         r->memory_max);
}

static cg_code take_definitions(resolver *r, uint32_t document, cg_err *err)
{
    const cg_scip_document *d = &r->index->documents[document];
    cg_code rc = CG_OK;
    list_defs(r);
    for (size_t i = 0; rc == CG_OK && i < d->count; i++) {
        const cg_scip_occurrence *o = occurrence_of(r, d, i);
        rc = check_time(r, i, err);
        uint32_t def = is_definition(o) ? find_def(r, o) : CG_NONE;
        if (def == CG_NONE)
            continue;
        CG_VEC_PUSH(&r->defs, (symbol_def){describe_def(r, def), r->first_def[o->symbol]});
        r->first_def[o->symbol] = (uint32_t)r->defs.len;
        if (rc == CG_OK)
            rc = check_memory(r, err);
    }
    return rc;
}

static void list_path(resolver *r, const cg_str *paths, uint64_t *count, cg_str path)
{
    cg_str *list = (cg_str *)paths;
    if (*count < CG_INDEX_LISTED_MAX)
        list[*count] = cg_arena_str(r->arena, path);
    ++*count;
}

static cg_code look_at_document(resolver *r, uint32_t document, cg_err *err)
{
    const cg_scip_document *d = &r->index->documents[document];
    uint32_t num;
    bool held = false;
    for (size_t i = 0; i < d->count; i++)
        if (is_definition(occurrence_of(r, d, i)))
            r->defined[occurrence_of(r, d, i)->symbol] = true;
    if (find_file(r, d->path, &num) == NULL) {
        list_path(r, r->out->unknown_paths, &r->out->unknown, d->path);
        return CG_OK;
    }
    cg_code rc = open_document(r, d, err);
    if (rc == CG_OK)
        rc = is_held(r, d, &held, err);
    if (rc == CG_OK && held) {
        r->states[document] = DOC_MATCHED;
        r->out->matched++;
        rc = take_definitions(r, document, err);
    } else if (rc == CG_OK) {
        r->states[document] = DOC_STALE;
        list_path(r, r->out->stale_paths, &r->out->stale, d->path);
    }
    close_document(r);
    return rc;
}

/* ---- references ---- */

static void list_refs(resolver *r)
{
    CG_VEC_CLEAR(&r->names);
    for (uint32_t i = 0; i < r->unit->refs.len; i++)
        if (r->unit->refs.ptr[i].name_len > 0)
            CG_VEC_PUSH(&r->names, (placed){r->unit->refs.ptr[i].byte, i});
    sort_names(r);
}

/* Some reference of ours at `byte` is written as `word`. */
static bool is_ref(const resolver *r, uint32_t byte, cg_str word)
{
    size_t first, count = names_at(r, byte, &first);
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(cg_ref_name(r->unit, &r->unit->refs.ptr[r->names.ptr[first + i].number]),
                      word))
            return true;
    return false;
}

static void add_ref(resolver *r, uint32_t byte, uint32_t number)
{
    CG_VEC_PUSH(&r->refs, (cg_known_ref){byte, number});
}

static void add_defs(resolver *r, uint32_t byte, uint32_t symbol)
{
    unsigned count = 0;
    for (uint32_t at = r->first_def[symbol]; at > 0 && count <= CG_KNOWN_TARGETS_MAX;
         at = r->defs.ptr[at - 1].next)
        count++;
    if (count > CG_KNOWN_TARGETS_MAX) /* a namespace, a package */
        return;
    for (uint32_t at = r->first_def[symbol]; at > 0; at = r->defs.ptr[at - 1].next) {
        uint32_t *number = &r->target_of_def[at - 1];
        if (*number == 0) {
            CG_VEC_PUSH(&r->targets, r->defs.ptr[at - 1].is);
            CG_VEC_PUSH(&r->used_defs, at - 1);
            *number = (uint32_t)r->targets.len;
        }
        add_ref(r, byte, *number - 1);
    }
}

/* False: that is nowhere, and known to be. */
static bool add_external(resolver *r, uint32_t byte, uint32_t symbol)
{
    uint32_t *number = &r->target_of_symbol[symbol];
    cg_lang_id lang = (cg_lang_id)r->file->lang;
    cg_known_target outside;
    if (*number == 0) {
        if (!index_external(lang, r->index->symbols[symbol], r->texts, &outside))
            return false;
        CG_VEC_PUSH(&r->targets, outside);
        CG_VEC_PUSH(&r->used_symbols, symbol);
        *number = (uint32_t)r->targets.len;
    }
    add_ref(r, byte, *number - 1);
    return !cg_link_is_builtin(lang, r->targets.ptr[*number - 1].module);
}

/* Without the text of the index, a name must be that of its symbol: lines may have moved alike. */
static void take_reference(resolver *r, const cg_scip_document *d, const cg_scip_occurrence *o)
{
    uint32_t byte;
    cg_str word;
    size_t before = r->refs.len;
    r->out->references++;
    if (!word_of(r, o, &byte, &word) || !is_ref(r, byte, word) ||
        (!d->has_text && !index_word_fits(r->index->symbols[o->symbol], word)))
        return;
    bool somewhere = true;
    if (r->first_def[o->symbol] != 0)
        add_defs(r, byte, o->symbol);
    else if (!r->defined[o->symbol])
        somewhere = add_external(r, byte, o->symbol);
    r->out->resolved += somewhere && r->refs.len > before;
}

static int compare_refs(const void *a, const void *b)
{
    const cg_known_ref *x = a, *y = b;
    if (x->byte != y->byte)
        return x->byte < y->byte ? -1 : 1;
    return (x->target > y->target) - (x->target < y->target);
}

/* Distinct, and none of a name with more targets than say anything. */
static void settle_refs(resolver *r)
{
    size_t kept = 0;
    if (r->refs.len > 1)
        qsort(r->refs.ptr, r->refs.len, sizeof *r->refs.ptr, compare_refs);
    for (size_t i = 0, next; i < r->refs.len; i = next) {
        size_t first = kept;
        for (next = i; next < r->refs.len && r->refs.ptr[next].byte == r->refs.ptr[i].byte; next++)
            if (kept == first || r->refs.ptr[kept - 1].target != r->refs.ptr[next].target)
                r->refs.ptr[kept++] = r->refs.ptr[next];
        if (kept - first > CG_KNOWN_TARGETS_MAX)
            kept = first;
    }
    r->refs.len = kept;
}

static void keep_row(resolver *r)
{
    CG_AUTO_VALUE(cg_buf) value = {0};
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    settle_refs(r);
    const cg_known known = {.blob = r->file->blob,
                            .tool = r->index->tool,
                            .tool_version = r->index->tool_version,
                            .targets = r->targets.ptr,
                            .targets_count = r->targets.len,
                            .refs = r->refs.ptr,
                            .refs_count = r->refs.len};
    if (r->refs.len > 0)
        cg_known_encode(&known, &value);
    cg_symbol_add_file(&symbol, (cg_lang_id)r->file->lang, r->file->path);
    r->out->list[r->out->count++] = (cg_known_row){
        cg_node_id(cg_project_name(cg_snapshot_project(r->snap)), cg_buf_str(&symbol)),
        cg_arena_str(r->arena, cg_buf_str(&value))};
}

static void forget_targets(resolver *r)
{
    for (size_t i = 0; i < r->used_defs.len; i++)
        r->target_of_def[r->used_defs.ptr[i]] = 0;
    for (size_t i = 0; i < r->used_symbols.len; i++)
        r->target_of_symbol[r->used_symbols.ptr[i]] = 0;
    CG_VEC_CLEAR(&r->used_defs);
    CG_VEC_CLEAR(&r->used_symbols);
    CG_VEC_CLEAR(&r->targets);
    CG_VEC_CLEAR(&r->refs);
}

static cg_code resolve_document(resolver *r, uint32_t document, cg_err *err)
{
    const cg_scip_document *d = &r->index->documents[document];
    if (r->states[document] != DOC_MATCHED)
        return CG_OK;
    cg_arena_mark mark = cg_arena_save(r->texts);
    cg_code rc = open_document(r, d, err);
    if (rc == CG_OK)
        list_refs(r);
    for (size_t i = 0; rc == CG_OK && i < d->count; i++) {
        rc = check_time(r, i, err);
        if (rc == CG_OK && !is_definition(occurrence_of(r, d, i)))
            take_reference(r, d, occurrence_of(r, d, i));
    }
    if (rc == CG_OK) {
        keep_row(r);
        rc = check_memory(r, err);
    }
    forget_targets(r);
    cg_arena_rewind(r->texts, mark);
    close_document(r);
    return rc;
}

/* ---- all ---- */

static cg_code resolve_all(resolver *r, cg_err *err)
{
    size_t count = r->index->documents_count;
    cg_code rc = CG_OK;
    for (uint32_t i = 0; rc == CG_OK && i < count; i++) {
        rc = check_time(r, 0, err);
        if (rc == CG_OK)
            rc = look_at_document(r, i, err);
    }
    r->target_of_def = cg_alloc_array(r->defs.len + 1, sizeof *r->target_of_def);
    r->target_of_symbol = cg_alloc_array(r->index->symbols_count + 1, sizeof *r->target_of_symbol);
    for (uint32_t i = 0; rc == CG_OK && i < count; i++) {
        rc = check_time(r, 0, err);
        if (rc == CG_OK)
            rc = resolve_document(r, i, err);
    }
    return rc;
}

cg_code cg_index_resolve(cg_store *store, const cg_snapshot *snap, const cg_scip_index *index,
                         const cg_index_limits *limits, cg_arena *arena, cg_index_rows *out_rows,
                         cg_err *err)
{
    cg_str *listed = cg_arena_alloc_array(arena, 2 * CG_INDEX_LISTED_MAX, sizeof *listed);
    *out_rows = (cg_index_rows){
        .list = cg_arena_alloc_array(arena, index->documents_count + 1, sizeof *out_rows->list),
        .stale_paths = listed,
        .unknown_paths = listed + CG_INDEX_LISTED_MAX};
    resolver r = {.store = store,
                  .snap = snap,
                  .index = index,
                  .arena = arena,
                  .out = out_rows,
                  .deadline_ns = limits->deadline_ns,
                  .memory_max = limits->memory_max,
                  .def_texts = cg_arena_create(0),
                  .tool_encoding = index_tool_encoding(index->tool),
                  .states = cg_alloc_array(index->documents_count + 1, sizeof *r.states),
                  .first_def = cg_alloc_array(index->symbols_count + 1, sizeof *r.first_def),
                  .defined = cg_alloc_array(index->symbols_count + 1, sizeof *r.defined),
                  .texts = cg_arena_create(0)};
    cg_code rc = resolve_all(&r, err);
    cg_free(r.states);
    cg_free(r.first_def);
    cg_free(r.defined);
    cg_free(r.target_of_def);
    cg_free(r.target_of_symbol);
    CG_VEC_FINI(&r.defs);
    CG_VEC_FINI(&r.names);
    CG_VEC_FINI(&r.targets);
    CG_VEC_FINI(&r.refs);
    CG_VEC_FINI(&r.used_defs);
    CG_VEC_FINI(&r.used_symbols);
    index_lines_fini(&r.lines);
    cg_arena_destroy(r.texts);
    cg_arena_destroy(r.def_texts);
    return rc;
}
