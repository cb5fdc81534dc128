// SPDX-License-Identifier: Apache-2.0
// parse: languages without a grammar. Their reader states facts by byte; lines and columns are found
// here, by a table of line starts that takes the place of the language's own state.
#include "parse_int.h"

#define ERRORS_MAX 100u
#define SIGNATURE_BYTES_MAX 1024u

/* Where each line starts. Facts come in any order, and lines may be long: places are looked up. */
typedef struct line_table {
    uint32_t *starts;
    uint32_t count;
} line_table;

static void lines_find(cg_extract *x, line_table *t)
{
    cg_str s = x->source;
    t->count = 1;
    for (size_t i = 0; i < s.len; i++)
        t->count += s.ptr[i] == '\n';
    t->starts = cg_x_alloc(x, t->count * sizeof *t->starts);
    uint32_t n = 1;
    for (uint32_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '\n')
            t->starts[n++] = i + 1;
}

static TSPoint point_at(const cg_extract *x, uint32_t byte)
{
    const line_table *t = x->lang_state;
    uint32_t low = 0, high = t->count; /* starts[low] <= byte < starts[high] */
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (t->starts[mid] <= byte)
            low = mid;
        else
            high = mid;
    }
    return (TSPoint){low, byte - t->starts[low]};
}

/* One line of plain text. */
static cg_text plain_text(cg_extract *x, cg_str s)
{
    s = cg_utf8_truncate(s, x->recode ? SIGNATURE_BYTES_MAX / 2 : SIGNATURE_BYTES_MAX);
    cg_buf_clear(&x->text);
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        cg_buf_add_char(&x->text, c < 0x20 || c == 0x7f ? ' ' : s.ptr[i]);
    }
    return cg_x_intern(x, cg_buf_str(&x->text));
}

uint32_t cg_x_def_at(cg_extract *x, const cg_def_at *init)
{
    CG_ASSERT(init->start <= init->end && init->end <= x->source.len);
    if (init->name.len == 0 || x->full)
        return CG_NONE;
    TSPoint start = point_at(x, init->start), name = point_at(x, init->name_at),
            end = point_at(x, init->end);
    cg_def def = {.kind = (uint8_t)init->kind,
                  .params_min = 255,
                  .params_max = 255,
                  .parent = 0,
                  .scope = CG_NONE,
                  .in_scope = CG_NONE,
                  .type_ref = CG_NONE,
                  .start_byte = init->start,
                  .end_byte = init->end,
                  .start_line = start.row,
                  .start_col = start.column,
                  .end_line = end.row,
                  .end_col = end.column,
                  .name_byte = init->name_at,
                  .name_line = name.row,
                  .name_col = name.column,
                  .body_start = init->end,
                  .body_end = init->end};
    def.name = cg_x_intern(x, init->name);
    def.signature = plain_text(x, init->signature);
    uint32_t index = (uint32_t)x->unit->defs.len;
    CG_VEC_PUSH(&x->unit->defs, def);
    if (x->unit->defs.len >= x->limits->facts_max)
        x->cut = x->full = true;
    return index;
}

uint32_t cg_x_import_at(cg_extract *x, cg_def_at init, cg_str module, cg_str name, uint32_t flags)
{
    init.kind = CG_NODE_IMPORT;
    uint32_t index = cg_x_def_at(x, &init);
    if (index == CG_NONE)
        return CG_NONE;
    CG_VEC_PUSH(&x->unit->imports, (cg_import){.def = index,
                                               .flags = flags,
                                               .module = cg_x_intern(x, module),
                                               .name = plain_text(x, name)});
    return index;
}

void cg_x_error_at(cg_extract *x, uint32_t start, uint32_t end)
{
    x->cut = true;
    if (x->unit->errors.len >= ERRORS_MAX)
        return;
    TSPoint from = point_at(x, start), to = point_at(x, CG_MAX(start, end));
    CG_VEC_PUSH(&x->unit->errors, (cg_range){from.row, from.column, to.row, to.column});
}

bool cg_x_has_errors(const cg_extract *x)
{
    return x->unit->errors.len > 0;
}

void cg_x_cut(cg_extract *x)
{
    x->cut = true;
}

void extract_read(cg_extract *x)
{
    extract_begin(x);
    line_table *lines = cg_x_state(x, sizeof *lines);
    lines_find(x, lines);
    extract_file(x, point_at(x, (uint32_t)x->source.len));
    x->lang->read(x);
    extract_end(x);
}
