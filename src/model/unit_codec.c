// SPDX-License-Identifier: Apache-2.0
// The stored form of a unit.
//
//   version u8 | lang u8 | status u8 | extractor varint | source_bytes, source_lines varint
//   counts: defs scopes bindings refs imports errors hints activity strings (varints)
//   strings (bytes) | defs | imports | errors || scopes | bindings | refs | hints | activity
//
// Each array is stored column by column, because neighbours in a column resemble each other and
// the general compressor that follows finds that. What stands behind || is skipped when a reader
// wants definitions only.
#include "cg/model.h"

#define CODEC_VERSION 4
#define CODEC_HINTS 2    /* older units have none: neither their count nor their rows */
#define CODEC_ACTIVITY 3 /* nor of these */
#define CODEC_FORMS 4    /* nor the last column of bindings, references and hints */

typedef enum column_mode {
    COL_BYTE,  /* 1-byte member */
    COL_PLAIN, /* 4-byte member */
    COL_DELTA, /* difference to the row above, zigzag */
    COL_INDEX, /* index or CG_NONE: 0, else 1 + value */
    COL_BACK,  /* index near the own row or CG_NONE: 0, else 1 + zigzag(row - value) */
    COL_HASH,  /* 8 raw bytes */
} column_mode;

typedef struct column {
    uint16_t offset;
    uint8_t mode;
} column;

#define COL(type, member, mode)                                                                    \
    {                                                                                              \
        offsetof(type, member), COL_##mode                                                         \
    }
#define COL_TEXT(type, member)                                                                     \
    {offsetof(type, member.off), COL_DELTA},                                                       \
    {                                                                                              \
        offsetof(type, member.len), COL_PLAIN                                                      \
    }

static const column def_columns[] = {
    COL(cg_def, kind, BYTE),        COL(cg_def, visibility, BYTE), COL(cg_def, params_min, BYTE),
    COL(cg_def, params_max, BYTE),  COL(cg_def, modifiers, PLAIN), COL(cg_def, parent, BACK),
    COL(cg_def, scope, INDEX),      COL(cg_def, in_scope, INDEX),  COL(cg_def, type_ref, INDEX),
    COL_TEXT(cg_def, name),         COL_TEXT(cg_def, qualifier),   COL_TEXT(cg_def, disambiguator),
    COL_TEXT(cg_def, signature),    COL_TEXT(cg_def, doc),         COL_TEXT(cg_def, decorators),
    COL(cg_def, start_byte, DELTA), COL(cg_def, end_byte, DELTA),  COL(cg_def, start_line, DELTA),
    COL(cg_def, start_col, PLAIN),  COL(cg_def, end_line, DELTA),  COL(cg_def, end_col, PLAIN),
    COL(cg_def, name_byte, DELTA),  COL(cg_def, name_line, DELTA), COL(cg_def, name_col, PLAIN),
    COL(cg_def, body_start, DELTA), COL(cg_def, body_end, DELTA),  COL(cg_def, body_hash, HASH),
};
static const column scope_columns[] = {
    COL(cg_scope, kind, BYTE),        COL(cg_scope, parent, BACK),    COL(cg_scope, owner, INDEX),
    COL(cg_scope, start_byte, DELTA), COL(cg_scope, end_byte, DELTA),
};
static const column binding_columns[] = {
    COL(cg_binding, kind, BYTE),      COL(cg_binding, scope, DELTA),
    COL_TEXT(cg_binding, name),       COL(cg_binding, visible_from, DELTA),
    COL(cg_binding, type_ref, INDEX), COL(cg_binding, init_ref, INDEX),
    COL(cg_binding, line, DELTA),     COL(cg_binding, form, BYTE),
};
static const column ref_columns[] = {
    COL(cg_ref, role, BYTE),      COL(cg_ref, base_kind, BYTE), COL(cg_ref, target_kind, BYTE),
    COL(cg_ref, rule, BYTE),      COL(cg_ref, args, BYTE),      COL(cg_ref, name_off, DELTA),
    COL(cg_ref, name_len, PLAIN), COL(cg_ref, base, BACK),      COL(cg_ref, scope, DELTA),
    COL(cg_ref, source, DELTA),   COL(cg_ref, target, INDEX),   COL(cg_ref, byte, DELTA),
    COL(cg_ref, line, DELTA),     COL(cg_ref, col, PLAIN),      COL(cg_ref, form, BYTE),
};
static const column import_columns[] = {
    COL(cg_import, def, DELTA),  COL(cg_import, flags, PLAIN), COL(cg_import, level, PLAIN),
    COL_TEXT(cg_import, module), COL_TEXT(cg_import, name),
};
static const column hint_columns[] = {
    COL(cg_hint, kind, BYTE),   COL(cg_hint, subject, DELTA), COL(cg_hint, index, PLAIN),
    COL(cg_hint, value, DELTA), COL_TEXT(cg_hint, name),      COL(cg_hint, form, BYTE),
};
static const column activity_columns[] = {
    COL(cg_activity_change, byte, DELTA),
    COL(cg_activity_change, activity, BYTE),
};
static const column error_columns[] = {
    COL(cg_range, start_line, DELTA),
    COL(cg_range, start_col, PLAIN),
    COL(cg_range, end_line, DELTA),
    COL(cg_range, end_col, PLAIN),
};

/* defs scopes bindings refs imports errors hints activity strings */
#define COUNTS 9
#define COUNT_HINTS 6
#define COUNT_ACTIVITY 7

static uint64_t zigzag(int64_t v)
{
    return (uint64_t)v << 1 ^ (uint64_t)(v >> 63);
}

static int64_t unzigzag(uint64_t v)
{
    return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

static uint64_t column_code(column_mode mode, uint32_t value, uint32_t above, size_t row)
{
    switch (mode) {
    case COL_DELTA: return zigzag((int64_t)value - (int64_t)above);
    case COL_INDEX: return value == CG_NONE ? 0 : (uint64_t)value + 1;
    case COL_BACK: return value == CG_NONE ? 0 : zigzag((int64_t)row - (int64_t)value) + 1;
    default: return value;
    }
}

static char *put_varint(char *p, uint64_t v)
{
    while (v >= 0x80) {
        *p++ = (char)(v | 0x80);
        v >>= 7;
    }
    *p++ = (char)v;
    return p;
}

static void encode_column(cg_buf *out, const column *col, const char *rows, size_t count,
                          size_t stride)
{
    char *p = cg_buf_reserve(out, count * 10);
    if (p == NULL)
        return;
    char *start = p;
    uint32_t above = 0;
    const char *row = rows + col->offset;
    for (size_t i = 0; i < count; i++, row += stride) {
        if (col->mode == COL_BYTE) {
            *p++ = *row;
        } else if (col->mode == COL_HASH) {
            memcpy(p, row, 8);
            p += 8;
        } else {
            uint32_t value;
            memcpy(&value, row, sizeof value);
            p = put_varint(p, column_code(col->mode, value, above, i));
            above = value;
        }
    }
    out->len += (size_t)(p - start);
}

static void encode_rows(cg_buf *out, const column *cols, size_t cols_count, const void *rows,
                        size_t count, size_t stride)
{
    for (size_t c = 0; count > 0 && c < cols_count; c++)
        encode_column(out, &cols[c], rows, count, stride);
}
#define ENCODE(out, cols, vec)                                                                     \
    encode_rows((out), (cols), CG_ARRAY_LEN(cols), (vec).ptr, (vec).len, sizeof *(vec).ptr)

void cg_unit_encode(const cg_unit *unit, cg_buf *out)
{
    cg_buf_add_char(out, CODEC_VERSION);
    cg_buf_add_char(out, (char)unit->lang);
    cg_buf_add_char(out, (char)unit->status);
    const uint64_t head[] = {unit->extractor_version, unit->source_bytes, unit->source_lines,
                             unit->defs.len,          unit->scopes.len,   unit->bindings.len,
                             unit->refs.len,          unit->imports.len,  unit->errors.len,
                             unit->hints.len,         unit->activity.len, unit->strings.len};
    for (size_t i = 0; i < CG_ARRAY_LEN(head); i++)
        cg_buf_add_varint(out, head[i]);
    cg_buf_add(out, unit->strings.ptr, unit->strings.len);
    ENCODE(out, def_columns, unit->defs);
    ENCODE(out, import_columns, unit->imports);
    ENCODE(out, error_columns, unit->errors);
    ENCODE(out, scope_columns, unit->scopes);
    ENCODE(out, binding_columns, unit->bindings);
    ENCODE(out, ref_columns, unit->refs);
    ENCODE(out, hint_columns, unit->hints);
    ENCODE(out, activity_columns, unit->activity);
}

/* ---- decoding: every byte may be damaged ---- */

typedef struct reader {
    const uint8_t *pos, *end;
} reader;

static bool decode_value(column_mode mode, uint64_t code, uint32_t above, size_t row, uint32_t *out)
{
    int64_t value;
    switch (mode) {
    case COL_DELTA: value = (int64_t)above + unzigzag(code); break;
    case COL_INDEX:
    case COL_BACK:
        if (code == 0) {
            *out = CG_NONE;
            return true;
        }
        value = mode == COL_INDEX ? (int64_t)(code - 1) : (int64_t)row - unzigzag(code - 1);
        break;
    default: value = code > UINT32_MAX ? -1 : (int64_t)code;
    }
    *out = (uint32_t)value;
    return value >= 0 && value <= UINT32_MAX;
}

static bool decode_column(reader *r, const column *col, char *rows, size_t count, size_t stride)
{
    uint32_t above = 0;
    char *row = rows + col->offset;
    for (size_t i = 0; i < count; i++, row += stride) {
        if (col->mode == COL_BYTE || col->mode == COL_HASH) {
            size_t width = col->mode == COL_BYTE ? 1 : 8;
            if ((size_t)(r->end - r->pos) < width)
                return false;
            memcpy(row, r->pos, width);
            r->pos += width;
            continue;
        }
        uint64_t code;
        uint32_t value;
        if (!cg_read_varint(&r->pos, r->end, &code) || code > (uint64_t)1 << 34 ||
            !decode_value(col->mode, code, above, i, &value))
            return false;
        memcpy(row, &value, sizeof value);
        above = value;
    }
    return true;
}

static bool decode_rows(reader *r, const column *cols, size_t cols_count, void *rows, size_t count,
                        size_t stride)
{
    for (size_t c = 0; count > 0 && c < cols_count; c++)
        if (!decode_column(r, &cols[c], rows, count, stride))
            return false;
    return true;
}
/* A row takes at least one byte per column, which bounds what a damaged count can make us allocate. */
#define DECODE(r, cols, vec, count) DECODE_FIRST(r, cols, CG_ARRAY_LEN(cols), vec, count)
#define DECODE_FIRST(r, cols, cols_count, vec, count)                                              \
    ((count) <= (size_t)((r)->end - (r)->pos) / (cols_count) && ({                                 \
         CG_VEC_RESERVE(&(vec), (size_t)(count));                                                  \
         if ((count) > 0)                                                                          \
             memset((vec).ptr, 0, (size_t)(count) * sizeof *(vec).ptr);                            \
         (vec).len = (size_t)(count);                                                              \
         true;                                                                                     \
     }) &&                                                                                         \
     decode_rows((r), (cols), (cols_count), (vec).ptr, (vec).len, sizeof *(vec).ptr))

static bool text_fits(const cg_unit *unit, cg_text text)
{
    return text.off <= unit->strings.len && text.len <= unit->strings.len - text.off;
}

static bool index_fits(uint32_t index, size_t count)
{
    return index == CG_NONE || index < count;
}

static bool defs_fit(const cg_unit *unit, size_t scopes, size_t refs)
{
    for (size_t i = 0; i < unit->defs.len; i++) {
        const cg_def *d = &unit->defs.ptr[i];
        if (cg_node_kind_text(d->kind)[0] == '\0' || !index_fits(d->parent, unit->defs.len) ||
            !index_fits(d->scope, scopes) || !index_fits(d->in_scope, scopes) ||
            !index_fits(d->type_ref, refs) || !text_fits(unit, d->name) ||
            !text_fits(unit, d->qualifier) || !text_fits(unit, d->disambiguator) ||
            !text_fits(unit, d->signature) || !text_fits(unit, d->doc) ||
            !text_fits(unit, d->decorators) || d->start_byte > d->end_byte ||
            d->end_byte > unit->source_bytes || d->body_start > d->body_end ||
            d->body_end > unit->source_bytes || d->name_byte > unit->source_bytes)
            return false;
    }
    return true;
}

/* Sorted, because linking searches them by halves. */
static bool hints_fit(const cg_unit *unit)
{
    const size_t limits[] = {[CG_HINT_TYPE_ARG] = unit->refs.len,
                             [CG_HINT_DEF_VALUE] = unit->defs.len,
                             [CG_HINT_BINDING_VALUE] = unit->bindings.len,
                             [CG_HINT_ARGUMENT] = unit->refs.len,
                             [CG_HINT_PARAM] = unit->defs.len,
                             [CG_HINT_RESULT] = unit->defs.len,
                             [CG_HINT_SELF] = unit->defs.len,
                             [CG_HINT_ASSIGNED] = unit->refs.len,
                             [CG_HINT_WITHIN] = unit->refs.len,
                             [CG_HINT_EXPECTED] = unit->refs.len,
                             [CG_HINT_WORDS] = unit->refs.len,
                             [CG_HINT_PASTES] = unit->defs.len,
                             [CG_HINT_CONDITION] = unit->defs.len,
                             [CG_HINT_CALL_CONDITION] = unit->refs.len,
                             [CG_HINT_MACRO] = 1,
                             [CG_HINT_GIVEN] = 1,
                             [CG_HINT_WANTED] = 1};
    for (size_t i = 0; i < unit->hints.len; i++) {
        const cg_hint *h = &unit->hints.ptr[i];
        bool condition = h->kind == CG_HINT_CONDITION || h->kind == CG_HINT_CALL_CONDITION;
        size_t values = h->kind == CG_HINT_PARAM    ? unit->bindings.len
                        : condition                 ? (size_t)CG_IF_LIMIT
                        : h->kind == CG_HINT_PASTES ? 1
                        : h->kind >= CG_HINT_MACRO  ? (size_t)CG_WANTED_LIMIT
                                                    : unit->refs.len;
        if (h->kind == 0 || h->kind >= CG_ARRAY_LEN(limits) || h->subject >= limits[h->kind] ||
            h->value >= values || !text_fits(unit, h->name) ||
            (h->kind == CG_HINT_WITHIN && h->value >= h->subject) ||
            (i > 0 && cg_hint_compare(h - 1, h) > 0))
            return false;
    }
    return true;
}

/* Searched by halves as well. */
static bool activity_fits(const cg_unit *unit)
{
    for (size_t i = 0; i < unit->activity.len; i++) {
        const cg_activity_change *c = &unit->activity.ptr[i];
        if (c->activity > CG_INACTIVE || c->byte > unit->source_bytes ||
            (i > 0 && c->byte < c[-1].byte))
            return false;
    }
    return true;
}

/* Of a member with a name linking takes it for granted that there is something which it is a member of. */
static bool base_fits(const cg_unit *unit, const cg_ref *ref)
{
    bool must =
        (ref->base_kind == CG_BASE_REF || ref->base_kind == CG_BASE_RESULT) && ref->name_len > 0;
    return must ? ref->base < unit->refs.len : index_fits(ref->base, unit->refs.len);
}

static bool facts_fit(const cg_unit *unit)
{
    for (size_t i = 0; i < unit->scopes.len; i++) {
        const cg_scope *s = &unit->scopes.ptr[i];
        if (!index_fits(s->parent, i) || s->owner >= unit->defs.len)
            return false; /* parents come first: no cycles */
    }
    for (size_t i = 0; i < unit->bindings.len; i++) {
        const cg_binding *b = &unit->bindings.ptr[i];
        if (b->scope >= unit->scopes.len || !text_fits(unit, b->name) ||
            !index_fits(b->type_ref, unit->refs.len) || !index_fits(b->init_ref, unit->refs.len))
            return false;
    }
    for (size_t i = 0; i < unit->refs.len; i++) {
        const cg_ref *f = &unit->refs.ptr[i];
        size_t targets = f->target_kind == CG_TARGET_BINDING ? unit->bindings.len : unit->defs.len;
        if (!text_fits(unit, (cg_text){f->name_off, f->name_len}) || !base_fits(unit, f) ||
            f->scope >= unit->scopes.len || f->source >= unit->defs.len ||
            !index_fits(f->target, targets) ||
            (f->target == CG_NONE) != (f->target_kind == CG_TARGET_NONE))
            return false;
    }
    return hints_fit(unit) && activity_fits(unit);
}

static bool imports_fit(const cg_unit *unit)
{
    for (size_t i = 0; i < unit->imports.len; i++) {
        const cg_import *m = &unit->imports.ptr[i];
        if (m->def == 0 || m->def >= unit->defs.len || !text_fits(unit, m->module) ||
            !text_fits(unit, m->name))
            return false;
    }
    return true;
}

static bool decode_head(reader *r, cg_unit *unit, uint64_t counts[COUNTS])
{
    if (r->end - r->pos < 3 || r->pos[0] == 0 || r->pos[0] > CODEC_VERSION)
        return false;
    bool has_hints = r->pos[0] >= CODEC_HINTS, has_activity = r->pos[0] >= CODEC_ACTIVITY;
    unit->lang = r->pos[1];
    unit->status = r->pos[2];
    r->pos += 3;
    uint64_t head[3];
    for (size_t i = 0; i < 3; i++)
        if (!cg_read_varint(&r->pos, r->end, &head[i]) || head[i] > UINT32_MAX)
            return false;
    for (size_t i = 0; i < COUNTS; i++) {
        if ((i == COUNT_HINTS && !has_hints) || (i == COUNT_ACTIVITY && !has_activity))
            counts[i] = 0;
        else if (!cg_read_varint(&r->pos, r->end, &counts[i]) || counts[i] > UINT32_MAX - 1)
            return false;
    }
    unit->extractor_version = (uint16_t)head[0];
    unit->source_bytes = (uint32_t)head[1];
    unit->source_lines = (uint32_t)head[2];
    return head[0] <= UINT16_MAX && cg_lang_text(unit->lang)[0] != '\0' &&
           unit->status <= CG_PARSE_SKIPPED && counts[COUNTS - 1] <= (size_t)(r->end - r->pos);
}

/* Definition 0 is the file, and parents lead to it, or names and edges could not be built. */
static bool parents_lead_home(const cg_unit *unit)
{
    const cg_def *defs = unit->defs.ptr;
    if (defs[0].kind != CG_NODE_FILE || defs[0].parent != CG_NONE)
        return false;
    for (size_t i = 1; i < unit->defs.len; i++) {
        size_t steps = 0;
        uint32_t d = (uint32_t)i;
        while (d != 0 && d != CG_NONE && steps++ <= CG_DEF_NESTING_MAX)
            d = defs[d].parent;
        if (d != 0)
            return false;
    }
    return true;
}

cg_code cg_unit_decode(cg_str bytes, bool with_refs, cg_unit *out_unit, cg_err *err)
{
    cg_unit_clear(out_unit);
    reader r = {(const uint8_t *)bytes.ptr, (const uint8_t *)bytes.ptr + bytes.len};
    uint64_t n[COUNTS]; /* defs scopes bindings refs imports errors hints activity strings */
    if (!decode_head(&r, out_unit, n))
        goto damaged;
    size_t without = bytes.ptr[0] < CODEC_FORMS;
    cg_buf_add(&out_unit->strings, r.pos, n[8]);
    r.pos += n[8];
    if (!DECODE(&r, def_columns, out_unit->defs, n[0]) ||
        !DECODE(&r, import_columns, out_unit->imports, n[4]) ||
        !DECODE(&r, error_columns, out_unit->errors, n[5]) || n[0] == 0 ||
        !defs_fit(out_unit, n[1], n[3]) || !imports_fit(out_unit) || !parents_lead_home(out_unit))
        goto damaged;
    if (with_refs && (!DECODE(&r, scope_columns, out_unit->scopes, n[1]) ||
                      !DECODE_FIRST(&r, binding_columns, CG_ARRAY_LEN(binding_columns) - without,
                                    out_unit->bindings, n[2]) ||
                      !DECODE_FIRST(&r, ref_columns, CG_ARRAY_LEN(ref_columns) - without,
                                    out_unit->refs, n[3]) ||
                      !DECODE_FIRST(&r, hint_columns, CG_ARRAY_LEN(hint_columns) - without,
                                    out_unit->hints, n[6]) ||
                      !DECODE(&r, activity_columns, out_unit->activity, n[7]) || r.pos != r.end ||
                      !facts_fit(out_unit)))
        goto damaged;
    return CG_OK;
damaged:
    cg_unit_clear(out_unit);
    return CG_FAIL(err, CG_E_CORRUPT, "a stored unit is damaged");
}
