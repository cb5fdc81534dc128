// SPDX-License-Identifier: Apache-2.0
// What an index knows of the references of one content: its stored form.
//
//   version u8 | blob 20 | tool, its version | targets | references
//   targets     count, then each: 0 | path, descriptors, name   or   1 | module, name   or
//               2 | module, name, package, its version
//   references  count, then each: bytes since the one before, number of the target
//
// Numbers are varints; a text is its length and its bytes.
#include "cg/model.h"

#define RECORD_VERSION 1
#define BLOB_AT 1
#define HEAD (BLOB_AT + sizeof(cg_blob_id))

enum { OF_PROJECT = 0, OF_DEPENDENCY = 1, OF_PACKAGE = 2 };

static void put_text(cg_buf *out, cg_str text)
{
    cg_buf_add_varint(out, text.len);
    cg_buf_add_str(out, text);
}

void cg_known_encode(const cg_known *known, cg_buf *out)
{
    cg_buf_add_char(out, RECORD_VERSION);
    cg_buf_add(out, known->blob.bytes, sizeof known->blob.bytes);
    put_text(out, known->tool);
    put_text(out, known->tool_version);
    cg_buf_add_varint(out, known->targets_count);
    for (size_t i = 0; i < known->targets_count; i++) {
        const cg_known_target *t = &known->targets[i];
        if (t->path.len > 0) {
            cg_buf_add_char(out, OF_PROJECT);
            put_text(out, t->path);
            put_text(out, t->descriptors);
            put_text(out, t->name);
            continue;
        }
        bool packaged = t->package.len + t->version.len > 0;
        cg_buf_add_char(out, packaged ? OF_PACKAGE : OF_DEPENDENCY);
        put_text(out, t->module);
        put_text(out, t->external_name);
        if (packaged) {
            put_text(out, t->package);
            put_text(out, t->version);
        }
    }
    uint32_t before = 0;
    cg_buf_add_varint(out, known->refs_count);
    for (size_t i = 0; i < known->refs_count; i++) {
        cg_buf_add_varint(out, known->refs[i].byte - before);
        cg_buf_add_varint(out, known->refs[i].target);
        before = known->refs[i].byte;
    }
}

/* ---- reading ---- */

typedef struct cursor {
    const uint8_t *pos, *end;
} cursor;

static bool get_number(cursor *c, uint64_t max, uint64_t *out)
{
    return cg_read_varint(&c->pos, c->end, out) && *out <= max;
}

static bool get_text(cursor *c, cg_str *out)
{
    uint64_t len;
    if (!cg_read_varint(&c->pos, c->end, &len) || len > (uint64_t)(c->end - c->pos))
        return false;
    *out = cg_str_make((const char *)c->pos, len);
    c->pos += len;
    return cg_utf8_valid(*out);
}

static bool get_target(cursor *c, cg_known_target *out)
{
    uint64_t kind;
    if (!get_number(c, OF_PACKAGE, &kind))
        return false;
    if (kind == OF_PROJECT)
        return get_text(c, &out->path) && out->path.len > 0 && get_text(c, &out->descriptors) &&
               get_text(c, &out->name);
    return get_text(c, &out->module) && out->module.len > 0 && get_text(c, &out->external_name) &&
           out->module.len + out->external_name.len <= CG_EXTERNAL_TEXT_MAX &&
           (kind == OF_DEPENDENCY || (get_text(c, &out->package) && get_text(c, &out->version)));
}

/* Each takes at least two bytes, which is what bounds the arrays. */
static bool get_count(cursor *c, size_t *out)
{
    uint64_t count;
    if (!get_number(c, (uint64_t)(c->end - c->pos) / 2, &count))
        return false;
    *out = count;
    return true;
}

static bool get_targets(cursor *c, cg_arena *arena, cg_known *out)
{
    if (!get_count(c, &out->targets_count))
        return false;
    cg_known_target *targets = cg_arena_alloc_array(arena, out->targets_count + 1, sizeof *targets);
    for (size_t i = 0; i < out->targets_count; i++)
        if (!get_target(c, &targets[i]))
            return false;
    out->targets = targets;
    return true;
}

static bool get_refs(cursor *c, cg_arena *arena, cg_known *out)
{
    uint64_t gap, target, byte = 0;
    if (!get_count(c, &out->refs_count))
        return false;
    cg_known_ref *refs = cg_arena_alloc_array(arena, out->refs_count + 1, sizeof *refs);
    for (size_t i = 0; i < out->refs_count; i++) {
        if (!get_number(c, UINT32_MAX - 1 - byte, &gap) || out->targets_count == 0 ||
            !get_number(c, out->targets_count - 1, &target) ||
            (i > 0 && gap == 0 && target <= refs[i - 1].target))
            return false;
        byte += gap;
        refs[i] = (cg_known_ref){(uint32_t)byte, (uint32_t)target};
    }
    out->refs = refs;
    return true;
}

bool cg_known_blob(cg_str bytes, cg_blob_id *out_blob)
{
    if (bytes.len < HEAD || bytes.ptr[0] != RECORD_VERSION)
        return false;
    memcpy(out_blob->bytes, bytes.ptr + BLOB_AT, sizeof out_blob->bytes);
    return true;
}

bool cg_known_decode(cg_str bytes, cg_arena *arena, cg_known *out_known)
{
    *out_known = (cg_known){0};
    if (!cg_known_blob(bytes, &out_known->blob))
        return false;
    cursor c = {(const uint8_t *)bytes.ptr + HEAD, (const uint8_t *)bytes.ptr + bytes.len};
    return get_text(&c, &out_known->tool) && get_text(&c, &out_known->tool_version) &&
           get_targets(&c, arena, out_known) && get_refs(&c, arena, out_known) && c.pos == c.end;
}

size_t cg_known_at(const cg_known *known, uint32_t byte, size_t *out_first)
{
    size_t low = 0, high = known->refs_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (known->refs[mid].byte < byte)
            low = mid + 1;
        else
            high = mid;
    }
    *out_first = low;
    while (high < known->refs_count && known->refs[high].byte == byte)
        high++;
    return high - low;
}
