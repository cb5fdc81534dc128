// SPDX-License-Identifier: Apache-2.0
// The reader of SCIP. Of an index, a message of any size, fields are taken one by one: a document is kept until all its
// bytes are there, then read and forgotten; other fields are passed over as they come. Messages nest
// four deep and each level is a function of its own, so nothing recurs.
#include "cg/scip.h"

#define METADATA_MAX ((size_t)1 << 20)
#define HEADER_MAX 20u /* a tag and a length, each a varint */
#define SLOTS_MIN 1024u

enum { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

/** Texts by their numbers, each once. */
typedef struct text_table {
    CG_VEC(cg_str) list;
    uint32_t *slots, mask; /* number + 1; 0: free */
} text_table;

struct cg_scip_reader {
    size_t memory_max;
    cg_buf pending; /* bytes of a field that is not all there */
    uint64_t skip;  /* bytes that come next and are passed over */
    bool has_metadata;
    cg_arena *texts;
    cg_str tool, tool_version;
    text_table symbols, paths;
    CG_VEC(cg_scip_document) documents;
    CG_VEC(cg_scip_occurrence) occurrences;
};

cg_scip_reader *cg_scip_reader_create(size_t memory_max)
{
    cg_scip_reader *r = cg_alloc(sizeof *r);
    r->memory_max = memory_max;
    r->texts = cg_arena_create(0);
    return r;
}

static void table_fini(text_table *table)
{
    CG_VEC_FINI(&table->list);
    cg_free(table->slots);
}

void cg_scip_reader_destroy(cg_scip_reader *r)
{
    if (r == NULL)
        return;
    table_fini(&r->symbols);
    table_fini(&r->paths);
    CG_VEC_FINI(&r->documents);
    CG_VEC_FINI(&r->occurrences);
    cg_buf_fini(&r->pending);
    cg_arena_destroy(r->texts);
    cg_free(r);
}

/* ---- limits ---- */

static size_t table_bytes(const text_table *table)
{
    return table->list.cap * sizeof *table->list.ptr +
           (table->slots != NULL ? (table->mask + (size_t)1) * sizeof *table->slots : 0);
}

static size_t bytes_of(const cg_scip_reader *r)
{
    return table_bytes(&r->symbols) + table_bytes(&r->paths) + cg_arena_used(r->texts) +
           r->documents.cap * sizeof *r->documents.ptr +
           r->occurrences.cap * sizeof *r->occurrences.ptr;
}

/* `more`: that are wanted besides; growing takes as much again for a moment. */
static cg_code check_memory(const cg_scip_reader *r, uint64_t more, cg_err *err)
{
    size_t used = bytes_of(r);
    if (used <= r->memory_max && more <= r->memory_max - used)
        return CG_OK;
    return CG_FAIL(err, CG_E_LIMIT,
                   "the index takes more than %zu bytes of memory (import.memory): import its "
                   "documents in parts",
                   r->memory_max);
}

static cg_code malformed(const cg_scip_reader *r, const char *what, cg_err *err)
{
    return CG_FAIL(err, CG_E_MALFORMED, "not a SCIP index: %s, behind document %zu", what,
                   r->documents.len);
}

/* ---- fields ---- */

typedef struct field {
    unsigned number, wire;
    uint64_t value; /* of a varint */
    cg_str bytes;
} field;

typedef struct message {
    const uint8_t *pos, *end;
} message;

static message message_of(cg_str bytes)
{
    const uint8_t *at = (const uint8_t *)bytes.ptr;
    return (message){at, at + bytes.len};
}

static bool read_tag(message *m, field *out)
{
    uint64_t tag;
    if (!cg_read_varint(&m->pos, m->end, &tag) || tag >> 3 == 0 || tag > UINT32_MAX)
        return false;
    out->number = (unsigned)(tag >> 3);
    out->wire = tag & 7;
    return true;
}

static bool take_bytes(message *m, uint64_t count, field *out)
{
    if (count > (uint64_t)(m->end - m->pos))
        return false;
    out->bytes = cg_str_make((const char *)m->pos, count);
    m->pos += count;
    return true;
}

/* False: the end, where m->pos is m->end, or what is no field. */
static bool next_field(message *m, field *out)
{
    const uint8_t *start = m->pos;
    uint64_t count;
    bool fine = m->pos < m->end && read_tag(m, out);
    if (!fine) {
        m->pos = start;
        return false;
    }
    switch (out->wire) {
    case WIRE_VARINT: fine = cg_read_varint(&m->pos, m->end, &out->value); break;
    case WIRE_64: fine = take_bytes(m, 8, out); break;
    case WIRE_BYTES:
        fine = cg_read_varint(&m->pos, m->end, &count) && take_bytes(m, count, out);
        break;
    case WIRE_32: fine = take_bytes(m, 4, out); break;
    default: fine = false; break; /* groups, which SCIP never had */
    }
    if (!fine)
        m->pos = start;
    return fine;
}

static bool is_bytes(const field *f, unsigned number)
{
    return f->number == number && f->wire == WIRE_BYTES;
}

static bool is_number(const field *f, unsigned number)
{
    return f->number == number && f->wire == WIRE_VARINT;
}

/* ---- texts ---- */

static uint32_t *find_slot(const text_table *table, cg_str text)
{
    uint32_t i = (uint32_t)cg_hash64(text.ptr, text.len, 0) & table->mask;
    while (table->slots[i] != 0 && !cg_str_eq(table->list.ptr[table->slots[i] - 1], text))
        i = (i + 1) & table->mask;
    return &table->slots[i];
}

static void make_room(text_table *table)
{
    if (table->slots != NULL && table->list.len * 2 <= table->mask)
        return;
    uint32_t capacity = table->slots != NULL ? (table->mask + 1) * 2 : SLOTS_MIN;
    cg_free(table->slots);
    table->slots = cg_alloc_array(capacity, sizeof *table->slots);
    table->mask = capacity - 1;
    for (uint32_t i = 0; i < table->list.len; i++)
        *find_slot(table, table->list.ptr[i]) = i + 1;
}

/* `*out_new`: it was not there. */
static cg_code number_of(cg_scip_reader *r, text_table *table, cg_str text, uint32_t *out_number,
                         bool *out_new, cg_err *err)
{
    if (table->list.len >= INT32_MAX / 2)
        return CG_FAIL(err, CG_E_LIMIT, "the index has more names than anybody counts");
    make_room(table);
    uint32_t *slot = find_slot(table, text);
    *out_new = *slot == 0;
    if (*slot == 0) {
        cg_code rc = check_memory(r, text.len, err);
        if (rc != CG_OK)
            return rc;
        CG_VEC_PUSH(&table->list, cg_arena_str(r->texts, text));
        *slot = (uint32_t)table->list.len;
    }
    *out_number = *slot - 1;
    return CG_OK;
}

/* ---- occurrences ---- */

/* Numbers of a range: packed, or one field each. */
typedef struct numbers {
    uint32_t list[4];
    unsigned count; /* may be more than there is room for */
} numbers;

static bool add_number(numbers *n, uint64_t value)
{
    if (value > INT32_MAX)
        return false;
    if (n->count < CG_ARRAY_LEN(n->list))
        n->list[n->count] = (uint32_t)value;
    n->count++;
    return true;
}

static bool add_packed(numbers *n, cg_str bytes)
{
    message m = message_of(bytes);
    uint64_t value;
    while (m.pos < m.end)
        if (!cg_read_varint(&m.pos, m.end, &value) || !add_number(n, value))
            return false;
    return true;
}

/* A message of numbers, of which those that are 0 are left out. */
static bool add_fields(numbers *n, cg_str bytes, unsigned count)
{
    message m = message_of(bytes);
    field f;
    *n = (numbers){.count = count};
    while (next_field(&m, &f))
        if (f.wire == WIRE_VARINT && f.number <= count) {
            if (f.value > INT32_MAX)
                return false;
            n->list[f.number - 1] = (uint32_t)f.value;
        }
    return m.pos == m.end;
}

static bool set_range(const numbers *n, cg_scip_occurrence *out)
{
    if (n->count != 3 && n->count != 4)
        return false;
    out->line = n->list[0];
    out->column = n->list[1];
    out->end_line = n->count == 4 ? n->list[2] : n->list[0];
    out->end_column = n->list[n->count - 1];
    return out->end_line > out->line ||
           (out->end_line == out->line && out->end_column >= out->column);
}

static bool read_occurrence(cg_str bytes, cg_scip_occurrence *out, cg_str *out_symbol)
{
    message m = message_of(bytes);
    numbers range = {.count = 0};
    field f;
    *out = (cg_scip_occurrence){0};
    *out_symbol = CG_STR_NULL;
    while (next_field(&m, &f)) {
        bool fine = true;
        if (is_bytes(&f, SCIP_OCCURRENCE_RANGE))
            fine = add_packed(&range, f.bytes);
        else if (is_number(&f, SCIP_OCCURRENCE_RANGE))
            fine = add_number(&range, f.value);
        else if (is_bytes(&f, SCIP_OCCURRENCE_LINE_RANGE))
            fine = add_fields(&range, f.bytes, 3);
        else if (is_bytes(&f, SCIP_OCCURRENCE_LINES_RANGE))
            fine = add_fields(&range, f.bytes, 4);
        else if (is_bytes(&f, SCIP_OCCURRENCE_SYMBOL))
            *out_symbol = f.bytes;
        else if (is_number(&f, SCIP_OCCURRENCE_ROLES))
            out->roles = (uint32_t)f.value;
        if (!fine)
            return false;
    }
    return m.pos == m.end && set_range(&range, out);
}

/* Nobody outside of the document can mean what is local to it; and what has no symbol only has a colour. */
static bool is_wanted(cg_str symbol)
{
    return symbol.len > 0 && !cg_str_starts(symbol, CG_STR("local "));
}

static cg_code take_occurrence(cg_scip_reader *r, cg_str bytes, cg_err *err)
{
    cg_scip_occurrence occurrence;
    cg_str symbol;
    bool is_new;
    if (!read_occurrence(bytes, &occurrence, &symbol))
        return malformed(r, "an occurrence that is damaged, or whose range is none", err);
    if (!is_wanted(symbol))
        return CG_OK;
    if (symbol.len > CG_SCIP_SYMBOL_MAX)
        return CG_FAIL(err, CG_E_LIMIT, "a symbol of the index is longer than %u bytes",
                       CG_SCIP_SYMBOL_MAX);
    if (!cg_utf8_valid(symbol))
        return malformed(r, "a symbol that is not UTF-8", err);
    cg_code rc = number_of(r, &r->symbols, symbol, &occurrence.symbol, &is_new, err);
    if (rc == CG_OK && r->occurrences.len == r->occurrences.cap)
        rc = check_memory(r, r->occurrences.cap * sizeof occurrence, err);
    if (rc == CG_OK)
        CG_VEC_PUSH(&r->occurrences, occurrence);
    return rc;
}

/* ---- documents ---- */

static cg_code check_path(cg_scip_reader *r, cg_str path, cg_err *err)
{
    uint32_t number;
    bool is_new;
    if (path.len == 0 || !cg_utf8_valid(path))
        return malformed(r, "a document without a path, or whose path is not UTF-8", err);
    if (path.len > CG_SCIP_PATH_MAX)
        return CG_FAIL(err, CG_E_LIMIT, "a path of the index is longer than %u bytes",
                       CG_SCIP_PATH_MAX);
    cg_code rc = number_of(r, &r->paths, path, &number, &is_new, err);
    return rc == CG_OK && !is_new
               ? CG_FAIL(err, CG_E_MALFORMED, "the index has the document %.*s twice",
                         CG_STR_ARG(cg_utf8_truncate(path, 200)))
               : rc;
}

static void take_text(cg_scip_document *d, cg_str text)
{
    d->has_text = text.len > 0; /* a text that is empty is none */
    d->text_bytes = text.len;
    d->text_hash = cg_hash_128(text.ptr, text.len, 0);
}

static cg_code take_document(cg_scip_reader *r, cg_str bytes, cg_err *err)
{
    cg_scip_document d = {.first = r->occurrences.len};
    message m = message_of(bytes);
    field f;
    cg_code rc = CG_OK;
    while (rc == CG_OK && next_field(&m, &f)) {
        if (is_bytes(&f, SCIP_DOCUMENT_PATH))
            d.path = f.bytes;
        else if (is_bytes(&f, SCIP_DOCUMENT_TEXT))
            take_text(&d, f.bytes);
        else if (is_number(&f, SCIP_DOCUMENT_ENCODING))
            d.encoding = f.value <= SCIP_UTF32_OFFSETS ? (uint8_t)f.value : SCIP_OFFSETS_UNKNOWN;
        else if (is_bytes(&f, SCIP_DOCUMENT_OCCURRENCES))
            rc = take_occurrence(r, f.bytes, err);
    }
    if (rc == CG_OK && m.pos != m.end)
        rc = malformed(r, "a document that is damaged", err);
    if (rc == CG_OK)
        rc = check_path(r, d.path, err);
    if (rc == CG_OK && r->documents.len == r->documents.cap)
        rc = check_memory(r, r->documents.cap * sizeof d, err);
    if (rc != CG_OK)
        return rc;
    d.path = r->paths.list.ptr[r->paths.list.len - 1];
    d.count = r->occurrences.len - d.first;
    CG_VEC_PUSH(&r->documents, d);
    return CG_OK;
}

/* ---- metadata ---- */

static bool take_word(const cg_scip_reader *r, cg_str bytes, cg_str *out)
{
    if (!cg_utf8_valid(bytes))
        return false;
    *out = cg_arena_str(r->texts, cg_utf8_truncate(bytes, CG_SCIP_TOOL_MAX));
    return true;
}

static bool take_tool(cg_scip_reader *r, cg_str bytes)
{
    message m = message_of(bytes);
    field f;
    bool fine = true;
    while (fine && next_field(&m, &f)) {
        if (is_bytes(&f, SCIP_TOOL_NAME))
            fine = take_word(r, f.bytes, &r->tool);
        else if (is_bytes(&f, SCIP_TOOL_VERSION))
            fine = take_word(r, f.bytes, &r->tool_version);
    }
    return fine && m.pos == m.end;
}

static cg_code take_metadata(cg_scip_reader *r, cg_str bytes, cg_err *err)
{
    message m = message_of(bytes);
    field f;
    bool fine = true;
    r->has_metadata = true;
    while (fine && next_field(&m, &f))
        if (is_bytes(&f, SCIP_METADATA_TOOL))
            fine = take_tool(r, f.bytes);
    return fine && m.pos == m.end ? CG_OK : malformed(r, "its metadata are damaged", err);
}

/* ---- the index ---- */

static size_t skip_now(cg_scip_reader *r, size_t available)
{
    size_t count = (size_t)CG_MIN(r->skip, (uint64_t)available);
    r->skip -= count;
    return count;
}

typedef enum step {
    STEP_ON,
    STEP_MORE, /* bytes are wanted */
} step;

/* A field of the index at m->pos. What is passed over is not waited for. */
static cg_code take_field(cg_scip_reader *r, message *m, step *out_step, cg_err *err)
{
    message at = *m;
    field f;
    uint64_t count;
    bool short_of = (size_t)(m->end - m->pos) < HEADER_MAX;
    *out_step = STEP_MORE;
    if (!read_tag(&at, &f))
        return short_of && (m->end - m->pos) < 10 ? CG_OK : malformed(r, "a tag that is none", err);
    if (f.wire == WIRE_VARINT || f.wire == WIRE_64 || f.wire == WIRE_32) {
        bool fine = next_field(m, &f);
        *out_step = fine ? STEP_ON : STEP_MORE;
        return fine || short_of ? CG_OK : malformed(r, "a number that is none", err);
    }
    if (f.wire != WIRE_BYTES)
        return malformed(r, "a field of a kind that it does not have", err);
    if (!cg_read_varint(&at.pos, at.end, &count))
        return short_of ? CG_OK : malformed(r, "a length that is none", err);
    bool wanted = f.number == SCIP_INDEX_DOCUMENTS || f.number == SCIP_INDEX_METADATA;
    if (!wanted) {
        r->skip = count;
        m->pos = at.pos + skip_now(r, (size_t)(at.end - at.pos));
        *out_step = STEP_ON;
        return CG_OK;
    }
    if (f.number == SCIP_INDEX_METADATA && count > METADATA_MAX)
        return malformed(r, "its metadata are longer than a mebibyte", err);
    cg_code rc = check_memory(r, count, err);
    if (rc != CG_OK || count > (uint64_t)(at.end - at.pos))
        return rc;
    cg_str bytes = cg_str_make((const char *)at.pos, count);
    m->pos = at.pos + count;
    *out_step = STEP_ON;
    return f.number == SCIP_INDEX_METADATA ? take_metadata(r, bytes, err)
                                           : take_document(r, bytes, err);
}

/* What of `bytes` is used up. */
static cg_code take_fields(cg_scip_reader *r, cg_str bytes, size_t *out_used, cg_err *err)
{
    message m = message_of(bytes);
    step next = STEP_ON;
    cg_code rc = CG_OK;
    m.pos += skip_now(r, bytes.len);
    while (rc == CG_OK && next == STEP_ON && m.pos < m.end)
        rc = take_field(r, &m, &next, err);
    *out_used = (size_t)(m.pos - (const uint8_t *)bytes.ptr);
    return rc;
}

cg_code cg_scip_reader_push(cg_scip_reader *r, cg_str bytes, cg_err *err)
{
    size_t used;
    cg_code rc;
    if (r->pending.len == 0) {
        rc = take_fields(r, bytes, &used, err);
        if (rc == CG_OK)
            cg_buf_add_str(&r->pending, cg_str_slice(bytes, used, bytes.len));
        return rc;
    }
    cg_buf_add_str(&r->pending, bytes);
    rc = take_fields(r, cg_buf_str(&r->pending), &used, err);
    if (used > 0) {
        memmove(r->pending.ptr, r->pending.ptr + used, r->pending.len - used);
        r->pending.len -= used;
    }
    return rc;
}

cg_code cg_scip_reader_finish(cg_scip_reader *r, cg_scip_index *out_index, cg_err *err)
{
    if (r->pending.len > 0 || r->skip > 0)
        return malformed(r, "it ends in the middle of a field", err);
    if (!r->has_metadata)
        return malformed(r, "it has no metadata", err);
    *out_index = (cg_scip_index){.tool = r->tool,
                                 .tool_version = r->tool_version,
                                 .documents = r->documents.ptr,
                                 .documents_count = r->documents.len,
                                 .occurrences = r->occurrences.ptr,
                                 .occurrences_count = r->occurrences.len,
                                 .symbols = r->symbols.list.ptr,
                                 .symbols_count = r->symbols.list.len};
    return CG_OK;
}
