// SPDX-License-Identifier: Apache-2.0
// json: the streaming writer. Its whole state is the stack of open levels, one bit each.
#include "json_int.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void cg_json_writer_init(cg_json_writer *w, cg_buf *buf)
{
    *w = (cg_json_writer){.buf = buf, .first = true};
}

bool cg_json_writer_done(const cg_json_writer *w)
{
    return w->depth == 0 && !w->first;
}

void cg_json_write_newline(cg_json_writer *w)
{
    CG_ASSERT(cg_json_writer_done(w));
    cg_buf_add_char(w->buf, '\n');
    w->first = true;
}

static bool in_object(const cg_json_writer *w)
{
    return w->depth > 0 && (w->objects[(w->depth - 1) / 64] >> ((w->depth - 1) % 64) & 1);
}

/* Before any value: the comma, and the check that a value may stand here. */
static void start_value(cg_json_writer *w)
{
    if (w->after_key) {
        w->after_key = false;
        return;
    }
    CG_ASSERT(!in_object(w) && "a key is due");
    CG_ASSERT((w->depth > 0 || w->first) && "the document is complete");
    if (!w->first)
        cg_buf_add_char(w->buf, ',');
    w->first = false;
}

static void begin(cg_json_writer *w, char bracket, bool object)
{
    start_value(w);
    CG_ASSERT(w->depth < CG_JSON_WRITE_DEPTH_MAX);
    uint64_t bit = UINT64_C(1) << (w->depth % 64);
    uint64_t *word = &w->objects[w->depth / 64];
    *word = object ? *word | bit : *word & ~bit;
    w->depth++;
    w->first = true;
    cg_buf_add_char(w->buf, bracket);
}

static void end(cg_json_writer *w, char bracket, bool object)
{
    CG_ASSERT(w->depth > 0 && in_object(w) == object && !w->after_key);
    w->depth--;
    w->first = false;
    cg_buf_add_char(w->buf, bracket);
}

void cg_json_begin_object(cg_json_writer *w)
{
    begin(w, '{', true);
}

void cg_json_end_object(cg_json_writer *w)
{
    end(w, '}', true);
}

void cg_json_begin_array(cg_json_writer *w)
{
    begin(w, '[', false);
}

void cg_json_end_array(cg_json_writer *w)
{
    end(w, ']', false);
}

static void add_quoted(cg_buf *buf, cg_str text)
{
    cg_buf_add_char(buf, '"');
    cg_buf_add_json_escaped(buf, text);
    cg_buf_add_char(buf, '"');
}

void cg_json_write_key(cg_json_writer *w, cg_str key)
{
    CG_ASSERT(in_object(w) && !w->after_key);
    if (!w->first)
        cg_buf_add_char(w->buf, ',');
    w->first = false;
    w->after_key = true;
    add_quoted(w->buf, key);
    cg_buf_add_char(w->buf, ':');
}

void cg_json_write_str(cg_json_writer *w, cg_str value)
{
    start_value(w);
    add_quoted(w->buf, value);
}

static void add_u64(cg_buf *buf, uint64_t value)
{
    char digits[CG_U64_TEXT_LEN];
    cg_buf_add(buf, digits, cg_u64_text(value, digits));
}

void cg_json_write_u64(cg_json_writer *w, uint64_t value)
{
    start_value(w);
    add_u64(w->buf, value);
}

void cg_json_write_i64(cg_json_writer *w, int64_t value)
{
    start_value(w);
    if (value < 0)
        cg_buf_add_char(w->buf, '-');
    add_u64(w->buf, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void cg_json_write_f64(cg_json_writer *w, double value)
{
    char text[32] = "null";
    start_value(w);
    for (int digits = 15; isfinite(value) && digits <= 17; digits++) {
        (void)snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    cg_buf_add_str(w->buf, cg_str_from(text));
    if (strpbrk(text, ".en") == NULL) /* a reader is to see a real: 1.0, -0.0 */
        cg_buf_add_str(w->buf, CG_STR(".0"));
}

void cg_json_write_bool(cg_json_writer *w, bool value)
{
    start_value(w);
    cg_buf_add_str(w->buf, value ? CG_STR("true") : CG_STR("false"));
}

void cg_json_write_null(cg_json_writer *w)
{
    start_value(w);
    cg_buf_add_str(w->buf, CG_STR("null"));
}

void cg_json_write_raw(cg_json_writer *w, cg_str json)
{
    start_value(w);
    cg_buf_add_str(w->buf, json);
}

static void write_container(cg_json_writer *w, cg_json_value value, bool object)
{
    cg_json_iter iter = {0};
    cg_json_value child;
    begin(w, object ? '{' : '[', object);
    while (cg_json_next(value, &iter, &child)) {
        if (object)
            cg_json_write_key(w, cg_json_key(child));
        cg_json_write_value(w, child);
    }
    end(w, object ? '}' : ']', object);
}

void cg_json_write_value(cg_json_writer *w, cg_json_value value)
{
    const json_t *node = cg_json_node(value);
    switch (cg_json_type_of(value)) {
    case CG_JSON_ABSENT:
    case CG_JSON_NULL: cg_json_write_null(w); break;
    case CG_JSON_BOOL: cg_json_write_bool(w, json_is_true(node)); break;
    case CG_JSON_INT: cg_json_write_i64(w, json_integer_value(node)); break;
    case CG_JSON_REAL: cg_json_write_f64(w, json_real_value(node)); break;
    case CG_JSON_STR:
        cg_json_write_str(w, cg_str_make(json_string_value(node), json_string_length(node)));
        break;
    case CG_JSON_ARRAY: write_container(w, value, false); break;
    case CG_JSON_OBJECT: write_container(w, value, true); break;
    }
}

void cg_json_put_str(cg_json_writer *w, const char *key, cg_str value)
{
    cg_json_write_key(w, cg_str_from(key));
    cg_json_write_str(w, value);
}

void cg_json_put_u64(cg_json_writer *w, const char *key, uint64_t value)
{
    cg_json_write_key(w, cg_str_from(key));
    cg_json_write_u64(w, value);
}

void cg_json_put_i64(cg_json_writer *w, const char *key, int64_t value)
{
    cg_json_write_key(w, cg_str_from(key));
    cg_json_write_i64(w, value);
}

void cg_json_put_f64(cg_json_writer *w, const char *key, double value)
{
    cg_json_write_key(w, cg_str_from(key));
    cg_json_write_f64(w, value);
}

void cg_json_put_bool(cg_json_writer *w, const char *key, bool value)
{
    cg_json_write_key(w, cg_str_from(key));
    cg_json_write_bool(w, value);
}

void cg_json_put_null(cg_json_writer *w, const char *key)
{
    cg_json_write_key(w, cg_str_from(key));
    cg_json_write_null(w);
}

void cg_json_put_raw(cg_json_writer *w, const char *key, cg_str json)
{
    cg_json_write_key(w, cg_str_from(key));
    cg_json_write_raw(w, json);
}

void cg_json_put_object(cg_json_writer *w, const char *key)
{
    cg_json_write_key(w, cg_str_from(key));
    cg_json_begin_object(w);
}

void cg_json_put_array(cg_json_writer *w, const char *key)
{
    cg_json_write_key(w, cg_str_from(key));
    cg_json_begin_array(w);
}
