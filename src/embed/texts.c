// SPDX-License-Identifier: Apache-2.0
// One text after the other into one buffer, each cut at its limit.
#include "texts.h"

#include "fields.h"

static void add_line(cg_buf *out, cg_str text)
{
    if (text.len == 0)
        return;
    cg_buf_add_str(out, text);
    cg_buf_add_char(out, '\n');
}

/* A doc that the source has with it is not said twice. */
static bool holds_doc(cg_str source, cg_str doc)
{
    cg_str line = CG_STR_NULL;
    while (line.len == 0 && cg_str_split(&doc, '\n', &line))
        line = cg_str_trim(line);
    return line.len > 0 && source.len > 0 &&
           memmem(source.ptr, source.len, line.ptr, line.len) != NULL;
}

static void add_file(const cg_unit *unit, size_t text_max, size_t begin, cg_buf *out)
{
    add_line(out, cg_unit_str(unit, unit->defs.ptr[0].doc));
    for (uint32_t i = 1; i < unit->defs.len && out->len - begin < text_max; i++) {
        const cg_def *d = &unit->defs.ptr[i];
        if (d->parent == 0 && d->kind != CG_NODE_IMPORT)
            add_line(out, cg_unit_str(unit, d->signature.len > 0 ? d->signature : d->name));
    }
}

static void add_def(const cg_unit *unit, uint32_t def, cg_str source, size_t text_max, cg_buf *out)
{
    const cg_def *d = &unit->defs.ptr[def];
    cg_str doc = cg_utf8_truncate(cg_unit_str(unit, d->doc), text_max);
    cg_str own = cg_str_slice(source, d->start_byte, d->end_byte);
    own = cg_utf8_truncate(own, text_max);
    cg_buf_add_str(out, cg_str_from(cg_node_kind_text(d->kind)));
    cg_buf_add_char(out, ' ');
    cg_unit_add_qualified_name(unit, def, out);
    cg_buf_add_char(out, '\n');
    if (!holds_doc(own, doc))
        add_line(out, doc);
    add_line(out, own.len > 0 ? own : cg_unit_str(unit, d->signature));
}

void def_texts_make(def_texts *t, const cg_unit *unit, cg_str source, size_t text_max)
{
    CG_VEC_CLEAR(&t->defs);
    CG_VEC_CLEAR(&t->texts);
    CG_VEC_CLEAR(&t->starts);
    cg_buf_clear(&t->bytes);
    for (uint32_t i = 0; i < unit->defs.len; i++) {
        size_t begin = t->bytes.len;
        if (!field_has_vector(&unit->defs.ptr[i]))
            continue;
        if (i == 0)
            add_file(unit, text_max, begin, &t->bytes);
        else
            add_def(unit, i, source, text_max, &t->bytes);
        CG_ASSERT(t->bytes.error == CG_OK);
        if (t->bytes.len == begin)
            continue; /* a file of nothing */
        cg_str text = cg_str_make(t->bytes.ptr + begin, t->bytes.len - begin);
        t->bytes.len = begin + cg_utf8_truncate(text, text_max).len;
        CG_VEC_PUSH(&t->defs, i);
        CG_VEC_PUSH(&t->starts, begin);
    }
    for (size_t i = 0; i < t->defs.len; i++) { /* the buffer stands still now */
        size_t end = i + 1 < t->defs.len ? t->starts.ptr[i + 1] : t->bytes.len;
        CG_VEC_PUSH(&t->texts,
                    cg_str_make(t->bytes.ptr + t->starts.ptr[i], end - t->starts.ptr[i]));
    }
}

void def_texts_fini(def_texts *t)
{
    CG_VEC_FINI(&t->defs);
    CG_VEC_FINI(&t->texts);
    CG_VEC_FINI(&t->starts);
    cg_buf_fini(&t->bytes);
}
