// SPDX-License-Identifier: Apache-2.0
// parse: the walk. One cursor goes over the tree once; a node's type picks the handler. The nodes
// on the way to the root are kept, so going up recomputes nothing.
#include "parse_int.h"

#include <stdio.h>

/* How many moves between two looks at the clock. */
#define STEPS_PER_CLOCK 16384u
/* Deeper definitions are left out; below what a unit may hold, since owners add levels. */
#define OPEN_DEFS_MAX (CG_DEF_NESTING_MAX - 56)

void extract_init(cg_extract *x)
{
    x->scratch = cg_arena_create(0);
}

void extract_fini(cg_extract *x)
{
    if (x->cursors_made) {
        ts_tree_cursor_delete(&x->cursor);
        ts_tree_cursor_delete(&x->aux_cursor);
    }
    CG_VEC_FINI(&x->path);
    CG_VEC_FINI(&x->open_defs);
    CG_VEC_FINI(&x->ref_owners);
    cg_buf_fini(&x->decorators);
    cg_buf_fini(&x->text);
    cg_free(x->interned);
    decls_fini(&x->names);
    cg_arena_destroy(x->scratch);
    CG_VEC_FINI(&x->scope_canon);
    CG_VEC_FINI(&x->reopened);
    CG_VEC_FINI(&x->canon);
    CG_VEC_FINI(&x->moved);
    CG_VEC_FINI(&x->below);
    CG_VEC_FINI(&x->beside);
    CG_VEC_FINI(&x->used);
    CG_VEC_FINI(&x->remap);
    CG_VEC_FINI(&x->plain);
    CG_VEC_FINI(&x->hints);
    CG_VEC_FINI(&x->open_modules);
    variants_fini(x);
    cg_free(x->symbols);
}

static inline const symbol_info *info_of(const cg_extract *x, TSSymbol symbol)
{
    return symbol < x->table->symbol_count ? &x->table->symbols[symbol] : &x->table->error;
}

bool is_comment_symbol(const cg_extract *x, TSSymbol symbol)
{
    return info_of(x, symbol)->flags & SYM_COMMENT;
}

/* Reads the node that the cursor moved to. False: a comment, go on. */
static inline bool land(cg_extract *x)
{
    x->node = ts_tree_cursor_current_node(&x->cursor);
    x->symbol = ts_node_symbol(x->node);
    if (__builtin_expect(info_of(x, x->symbol)->flags & SYM_COMMENT, 0)) {
        if (!x->looking_ahead)
            comment_seen(x, x->node);
        return false;
    }
    return true;
}

static void look_at_clock(cg_extract *x)
{
    if (x->deadline_ns && cg_now_ns() > x->deadline_ns) {
        x->timed_out = true;
        x->full = true;
    }
}

static bool go_up(cg_extract *x)
{
    path_step *step = &x->path.ptr[--x->path.len];
    (void)ts_tree_cursor_goto_parent(&x->cursor);
    x->node = step->node;
    x->symbol = step->symbol;
    return false;
}

static void leave_out(cg_extract *x)
{
    x->cut = true;
    if (x->unit->errors.len < 100) {
        TSPoint start = ts_node_start_point(x->node), end = ts_node_end_point(x->node);
        CG_VEC_PUSH(&x->unit->errors, (cg_range){start.row, start.column, end.row, end.column});
    }
}

bool cg_x_down(cg_extract *x)
{
    if (__builtin_expect(x->full, 0))
        return false;
    path_step here = {x->node, x->symbol};
    if (!ts_tree_cursor_goto_first_child(&x->cursor))
        return false;
    if (__builtin_expect(x->path.len >= x->limits->nesting_max || x->open_defs.len >= OPEN_DEFS_MAX,
                         0)) {
        (void)ts_tree_cursor_goto_parent(&x->cursor);
        leave_out(x);
        return false;
    }
    CG_VEC_PUSH(&x->path, here);
    return land(x) || cg_x_next(x);
}

bool cg_x_next(cg_extract *x)
{
    if (__builtin_expect(++x->steps % STEPS_PER_CLOCK == 0, 0))
        look_at_clock(x);
    do {
        if (__builtin_expect(x->full, 0) || !ts_tree_cursor_goto_next_sibling(&x->cursor))
            return go_up(x);
    } while (!land(x));
    return true;
}

void cg_x_look_ahead(cg_extract *x, bool on)
{
    x->looking_ahead = on;
}

uint32_t cg_x_visit(cg_extract *x, cg_role role)
{
    if (__builtin_expect(x->variants.len > 0, 0) && x->open_defs.len == 0 && variants_know(x))
        return CG_NONE;
    const symbol_info *info = info_of(x, x->symbol);
    if (info->handle)
        return info->handle(x, role);
    if (!(info->flags & SYM_NAMED))
        return CG_NONE;
    return cg_x_visit_children(x);
}

uint32_t cg_x_visit_children(cg_extract *x)
{
    uint32_t last = CG_NONE;
    unsigned values = 0;
    CG_X_EACH_CHILD (x) {
        uint32_t value = cg_x_visit(x, CG_ROLE_READ);
        if (value != CG_NONE) {
            last = value;
            values++;
        }
    }
    return values == 1 ? last : CG_NONE;
}

/* ---- what handlers ask of the node under the cursor ---- */

TSNode cg_x_node(const cg_extract *x)
{
    return x->node;
}

const char *cg_x_type(const cg_extract *x)
{
    return ts_node_type(x->node);
}

bool cg_x_is(const cg_extract *x, const char *type)
{
    return strcmp(ts_node_type(x->node), type) == 0;
}

uint32_t cg_x_field(const cg_extract *x)
{
    TSFieldId id = ts_tree_cursor_current_field_id(&x->cursor);
    if (id == 0 || id >= x->table->field_id_limit || x->table->field_index[id] == 0)
        return CG_NO_FIELD;
    return x->table->field_index[id] - 1u;
}

uint32_t cg_x_token(const cg_extract *x)
{
    uint32_t token = info_of(x, x->symbol)->token;
    return token ? token - 1 : CG_NO_TOKEN;
}

uint32_t cg_x_token_of(const cg_extract *x, TSNode node)
{
    if (node_null(node))
        return CG_NO_TOKEN;
    uint32_t token = info_of(x, ts_node_symbol(node))->token;
    return token ? token - 1 : CG_NO_TOKEN;
}

bool cg_x_named(const cg_extract *x)
{
    return info_of(x, x->symbol)->flags & SYM_NAMED;
}

/* The first note from `byte` on, of a list in ascending order; `count`: none. */
static size_t first_note(const cg_mask_note *list, size_t count, uint32_t byte)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list[middle].byte < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The one that begins there; NULL: none. */
static const cg_mask_note *find_note(const cg_mask_note *list, size_t count, uint32_t byte)
{
    size_t i = first_note(list, count, byte);
    return i == count || list[i].byte != byte ? NULL : &list[i];
}

static cg_str note_text(const cg_extract *x, const cg_mask_note *note)
{
    return cg_str_make(x->notes->texts.ptr + note->text, note->text_len);
}

const cg_mask_note *written_name(const cg_extract *x, TSNode node)
{
    if (x->notes->names.len == 0 || node_null(node))
        return NULL;
    const cg_mask_note *note =
        find_note(x->notes->names.ptr, x->notes->names.len, ts_node_start_byte(node));
    return note != NULL && note->end == ts_node_end_byte(node) ? note : NULL;
}

cg_str cg_x_text(const cg_extract *x, TSNode node)
{
    if (node_null(node))
        return CG_STR_NULL;
    const cg_mask_note *note = written_name(x, node);
    return note != NULL ? note_text(x, note)
                        : cg_str_slice(x->source, ts_node_start_byte(node), ts_node_end_byte(node));
}

cg_str cg_x_source(const cg_extract *x)
{
    return x->source;
}

cg_str cg_x_parsed(const cg_extract *x)
{
    return x->parsed;
}

/* Past what was blanked behind a name, its arguments. */
static uint32_t skip_blanked(const cg_extract *x, uint32_t at, uint32_t to)
{
    uint32_t end = at;
    for (; at < to && x->parsed.ptr[at] == ' '; at++)
        if (x->source.ptr[at] != ' ')
            end = at + 1;
    return end;
}

cg_str cg_x_parsed_text(cg_extract *x, uint32_t from, uint32_t to)
{
    const cg_mask_note *names = x->notes->names.ptr;
    size_t count = x->notes->names.len, i = first_note(names, count, from);
    to = CG_MIN(to, (uint32_t)x->parsed.len);
    if (i == count || names[i].end > to)
        return cg_str_slice(x->parsed, from, to);
    CG_AUTO_VALUE(cg_buf) text = {0};
    for (; i < count && names[i].end <= to; i++) {
        cg_buf_add_str(&text, cg_str_slice(x->parsed, from, names[i].byte));
        cg_buf_add_str(&text, note_text(x, &names[i]));
        from = skip_blanked(x, names[i].end, to);
    }
    cg_buf_add_str(&text, cg_str_slice(x->parsed, from, to));
    return cg_x_scratch(x, "%.*s", CG_STR_ARG(cg_buf_str(&text)));
}

const cg_mask_note *cg_x_mask_note(const cg_extract *x, uint32_t byte, cg_str *out_text)
{
    const cg_mask_note *note = find_note(x->notes->list.ptr, x->notes->list.len, byte);
    if (note != NULL)
        *out_text = note_text(x, note);
    return note;
}

TSNode cg_x_child(const cg_extract *x, TSNode node, uint32_t field)
{
    CG_ASSERT(field < x->lang->fields_count);
    if (node_null(node) || x->table->field_ids[field] == 0)
        return (TSNode){0};
    return ts_node_child_by_field_id(node, x->table->field_ids[field]);
}

cg_str cg_x_scratch(cg_extract *x, const char *fmt, ...)
{
    char first[1024]; /* measuring with a null buffer takes printf its slow path */
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(first, sizeof first, fmt, args);
    va_end(args);
    CG_ASSERT(n >= 0);
    if ((size_t)n < sizeof first)
        return cg_arena_str(x->scratch, cg_str_make(first, (size_t)n));
    char *text = cg_arena_alloc(x->scratch, (size_t)n + 1);
    va_start(args, fmt);
    (void)vsnprintf(text, (size_t)n + 1, fmt, args);
    va_end(args);
    return cg_str_make(text, (size_t)n);
}

void *cg_x_alloc(cg_extract *x, size_t size)
{
    return cg_arena_alloc(x->scratch, size);
}

void *cg_x_state(cg_extract *x, size_t size)
{
    if (x->lang_state == NULL)
        x->lang_state = cg_arena_alloc(x->scratch, size);
    return x->lang_state;
}

/* ---- one whole extraction ---- */

static void begin_tree(cg_extract *x, TSNode root)
{
    if (x->cursors_made) {
        ts_tree_cursor_reset(&x->cursor, root);
    } else {
        x->cursor = ts_tree_cursor_new(root);
        x->aux_cursor = ts_tree_cursor_new(root);
        x->cursors_made = true;
    }
    x->node = root;
    x->symbol = ts_node_symbol(root);
}

void extract_file(cg_extract *x, TSPoint end)
{
    cg_unit *u = x->unit;
    uint32_t bytes = (uint32_t)x->source.len;
    CG_VEC_PUSH(&u->defs, (cg_def){.kind = CG_NODE_FILE,
                                   .params_min = 255,
                                   .params_max = 255,
                                   .parent = CG_NONE,
                                   .in_scope = CG_NONE,
                                   .type_ref = CG_NONE,
                                   .end_byte = bytes,
                                   .end_line = end.row,
                                   .end_col = end.column,
                                   .body_end = bytes});
    x->source_def = 0;
    CG_VEC_PUSH(&u->scopes,
                (cg_scope){.kind = CG_SCOPE_FILE, .parent = CG_NONE, .end_byte = bytes});
    CG_VEC_PUSH(&x->scope_canon, 0);
    x->scope = 0;
}

void extract_begin(cg_extract *x)
{
    CG_VEC_CLEAR(&x->path);
    x->full = x->timed_out = x->cut = x->looking_ahead = false;
    x->embedded = 0;
    x->steps = 0;
    x->tests = NULL;
    x->narrowed = 0;
    x->scope = CG_NONE;
    x->source_def = CG_NONE;
    CG_VEC_CLEAR(&x->open_defs);
    CG_VEC_CLEAR(&x->ref_owners);
    CG_VEC_CLEAR(&x->scope_canon);
    CG_VEC_CLEAR(&x->reopened);
    x->comment = x->decorator_comment = (comment_run){0};
    x->last_leaf = CG_NONE;
    cg_buf_clear(&x->decorators);
    x->decorators_start = CG_NONE;
    variants_clear(x);
    x->literal_seq = x->item_seq = 0;
    x->inside_byte = 0;
    x->inside_point = (TSPoint){0, 0};
    intern_begin(x);
    decls_begin(&x->names, x->source.len / 64);
    cg_arena_rewind(x->scratch, (cg_arena_mark){0});
    x->lang_state = NULL;
}

void extract_end(cg_extract *x)
{
    if (x->lang->end)
        x->lang->end(x);
    finish_owners(x);
    finish_symbols(x);
    resolve_all(x);
    if (x->timed_out)
        return;
    resolve_drop(x);
    x->unit->status = x->cut || x->unit->errors.len ? CG_PARSE_PARTIAL : CG_PARSE_OK;
}

static void visit_tree(cg_extract *x)
{
    (void)cg_x_visit(x, CG_ROLE_READ);
    while (!x->timed_out && x->open_defs.len)
        cg_x_def_close(x);
}

void extract_tree(cg_extract *x, TSTree *tree)
{
    TSNode root = ts_tree_root_node(tree);
    begin_tree(x, root);
    extract_begin(x);
    extract_file(x, ts_node_end_point(root));
    if (x->lang->begin)
        x->lang->begin(x);
    visit_tree(x);
    if (ts_node_has_error(root))
        errors_collect(x, root);
}

void extract_variant(cg_extract *x, TSTree *tree)
{
    begin_tree(x, ts_tree_root_node(tree));
    x->comment = x->decorator_comment = (comment_run){0};
    x->last_leaf = CG_NONE;
    x->inside_byte = 0;
    x->inside_point = (TSPoint){0, 0};
    visit_tree(x);
}
