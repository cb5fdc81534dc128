// SPDX-License-Identifier: Apache-2.0
// parse: references and imports. A value that handlers pass around is a reference index, or one of
//
//   CG_NONE, CG_X_SELF, CG_X_SUPER, CG_X_GLOBAL          as cg/lang.h says
//   VALUE_LITERAL | n                                    the n-th literal seen, still unrecorded
//   VALUE_RESULT | reference                             what calling the reference gives
//   VALUE_ELEMENT | reference                            an element of what the reference gives
//   VALUE_CONTAINER | reference                          the type of containers of what it names
//   VALUE_ITEM | n                                       the n-th component or key asked for, unrecorded
//
// Literals are recorded only when something needs them: most are nobody's base.
#include "parse_int.h"

#include <ctype.h>

#define VALUE_RESULT 0x80000000u
#define VALUE_ELEMENT 0x40000000u
#define VALUE_CONTAINER 0xc0000000u
#define VALUE_BITS 0xc0000000u
#define VALUE_LITERAL 0xfffe0000u
#define VALUE_LITERAL_LAST 0xfffeffffu
#define VALUE_ITEM 0xfffd0000u
#define VALUE_ITEM_LAST 0xfffdffffu

static bool is_literal(uint32_t value)
{
    return value >= VALUE_LITERAL && value <= VALUE_LITERAL_LAST;
}

static bool is_item(uint32_t value)
{
    return value >= VALUE_ITEM && value <= VALUE_ITEM_LAST;
}

/* A reference index, whatever else a value can be. */
static bool is_ref(const cg_extract *x, uint32_t value)
{
    return value < x->unit->refs.len;
}

/* A reference with `bits` on top. */
static bool is_marked(const cg_extract *x, uint32_t value, uint32_t bits)
{
    return (value & VALUE_BITS) == bits && (value & ~VALUE_BITS) < x->unit->refs.len;
}

static uint32_t add_ref(cg_extract *x, cg_ref ref)
{
    uint32_t index = (uint32_t)x->unit->refs.len;
    if (x->unit->defs.len + index >= x->limits->facts_max) {
        x->cut = x->full = true;
        return CG_NONE;
    }
    ref.scope =
        ref.role == CG_ROLE_WRITE ? cg_x_scope(x) : x->scope; /* no condition holds any more */
    ref.source = x->source_def;
    ref.target = CG_NONE;
    CG_VEC_PUSH(&x->unit->refs, ref);
    return index;
}

static uint32_t add_text(cg_extract *x, cg_str text, TSNode name_node, cg_ref ref)
{
    cg_text name = cg_x_intern(x, text);
    if (name.len == 0)
        return CG_NONE; /* a name that the parser made up to go on */
    TSPoint at = ts_node_start_point(name_node);
    ref.name_off = name.off;
    ref.name_len = name.len;
    ref.byte = ts_node_start_byte(name_node);
    ref.line = at.row;
    ref.col = at.column;
    return add_ref(x, ref);
}

/* The mask only made one word of it: operator==. */
static bool same_but_for_blanks(cg_str a, cg_str b)
{
    size_t i = 0, k = 0;
    for (;;) {
        while (i < a.len && isspace((unsigned char)a.ptr[i]))
            i++;
        while (k < b.len && isspace((unsigned char)b.ptr[k]))
            k++;
        if (i == a.len || k == b.len)
            return i == a.len && k == b.len;
        if (a.ptr[i++] != b.ptr[k++])
            return false;
    }
}

void macro_used(cg_extract *x, TSNode name_node)
{
    const cg_mask_note *note = written_name(x, name_node);
    if (note == NULL || same_but_for_blanks(cg_str_slice(x->source, note->byte, note->end),
                                            cg_x_text(x, name_node)))
        return;
    bool call = note->end < x->source.len && memchr(" \t(", x->source.ptr[note->end], 3) != NULL;
    (void)add_text(
        x, cg_str_slice(x->source, note->byte, note->end), name_node,
        (cg_ref){.role = call ? CG_ROLE_CALL : CG_ROLE_READ, .args = 255, .base = CG_NONE});
}

static uint32_t add_named(cg_extract *x, TSNode name_node, cg_ref ref)
{
    uint32_t index = add_text(x, cg_x_text(x, name_node), name_node, ref);
    macro_used(x, name_node);
    return index;
}

uint32_t cg_x_ref(cg_extract *x, TSNode name_node, cg_role role)
{
    return add_named(x, name_node, (cg_ref){.role = (uint8_t)role, .args = 255, .base = CG_NONE});
}

/* Line and column of a byte inside the node under the cursor. Names of a long macro come one after
 * the other, so lines are counted on from the last one. */
static TSPoint point_inside(cg_extract *x, uint32_t byte)
{
    uint32_t start = ts_node_start_byte(x->node);
    if (x->inside_byte < start || x->inside_byte > byte) {
        x->inside_byte = start;
        x->inside_point = ts_node_start_point(x->node);
    }
    const char *from = x->source.ptr + x->inside_byte, *end = x->source.ptr + byte;
    x->inside_point.column += byte - x->inside_byte;
    for (const char *p = from; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++) {
        x->inside_point.row++;
        x->inside_point.column = (uint32_t)(end - p - 1);
    }
    x->inside_byte = byte;
    return x->inside_point;
}

/* `name` is a slice of the source. */
static uint32_t add_slice(cg_extract *x, cg_str name, cg_ref ref)
{
    CG_ASSERT(name.ptr >= x->source.ptr && name.len <= x->source.len &&
              (size_t)(name.ptr - x->source.ptr) <= x->source.len - name.len);
    uint32_t byte = (uint32_t)(name.ptr - x->source.ptr);
    TSPoint at = point_inside(x, byte);
    cg_text text = cg_x_intern(x, name);
    if (text.len == 0)
        return CG_NONE;
    ref.name_off = text.off;
    ref.name_len = text.len;
    ref.byte = byte;
    ref.line = at.row;
    ref.col = at.column;
    return add_ref(x, ref);
}

uint32_t cg_x_ref_text(cg_extract *x, cg_str name, cg_role role)
{
    return add_slice(x, name, (cg_ref){.role = (uint8_t)role, .args = 255, .base = CG_NONE});
}

uint32_t cg_x_ref_as(cg_extract *x, cg_str name, TSNode at, cg_role role)
{
    return add_text(x, name, at, (cg_ref){.role = (uint8_t)role, .args = 255, .base = CG_NONE});
}

static uint32_t record_literal(cg_extract *x, uint32_t value)
{
    uint32_t n = value - VALUE_LITERAL;
    const pending_literal *literal = &x->literals[n % LITERALS_MAX];
    if (((x->literal_seq - 1 - n) & 0xffff) >= LITERALS_MAX)
        return CG_NONE; /* its place was taken by later ones */
    cg_text word = cg_x_intern(x, cg_str_from(literal->word));
    return add_ref(x, (cg_ref){.role = CG_ROLE_LITERAL,
                               .args = 255,
                               .name_off = word.off,
                               .name_len = word.len,
                               .base = CG_NONE,
                               .byte = literal->byte,
                               .line = literal->line,
                               .col = literal->col});
}

/* What has no name of its own: `this`, `super`, an element or a container of `base`. */
static uint32_t record_unnamed(cg_extract *x, cg_role role, cg_base kind, uint32_t base)
{
    TSPoint at = ts_node_start_point(x->node);
    return add_ref(x, (cg_ref){.role = (uint8_t)role,
                               .base_kind = (uint8_t)kind,
                               .args = 255,
                               .base = base,
                               .byte = ts_node_start_byte(x->node),
                               .line = at.row,
                               .col = at.column});
}

static uint32_t record_item(cg_extract *x, uint32_t value)
{
    uint32_t n = value - VALUE_ITEM;
    const pending_item *item = &x->items[n % ITEMS_MAX];
    if (((x->item_seq - 1 - n) & 0xffff) >= ITEMS_MAX)
        return CG_NONE; /* its place was taken by later ones */
    uint32_t ref = record_unnamed(x, CG_ROLE_READ, CG_BASE_ITEM, item->base);
    if (ref != CG_NONE) {
        cg_ref *r = &x->unit->refs.ptr[ref];
        r->args = item->number;
        r->name_off = item->key.off;
        r->name_len = item->key.len;
    }
    return ref;
}

uint32_t value_as_ref(cg_extract *x, uint32_t value)
{
    if (is_ref(x, value))
        return value;
    if (value == CG_X_SELF)
        return record_unnamed(x, CG_ROLE_READ, CG_BASE_SELF, CG_NONE);
    if (value == CG_X_SUPER)
        return record_unnamed(x, CG_ROLE_READ, CG_BASE_SUPER, CG_NONE);
    if (is_literal(value))
        return record_literal(x, value);
    if (is_item(value))
        return record_item(x, value);
    uint32_t ref = value & ~VALUE_BITS;
    if (is_marked(x, value, VALUE_ELEMENT))
        return record_unnamed(x, CG_ROLE_READ, CG_BASE_REF, ref);
    if (is_marked(x, value, VALUE_CONTAINER))
        return record_unnamed(x, CG_ROLE_TYPE, CG_BASE_REF, ref);
    if (is_marked(x, value, VALUE_RESULT)) /* the role CALL or NEW says that it is the result */
        return ref;
    return CG_NONE;
}

/* A member of `value`, which still has no name. */
static cg_ref member_ref(cg_extract *x, uint32_t value, cg_role role)
{
    cg_ref ref = {.role = (uint8_t)role, .args = 255, .base_kind = CG_BASE_OTHER, .base = CG_NONE};
    if (value == CG_X_SELF) {
        ref.base_kind = CG_BASE_SELF;
    } else if (value == CG_X_SUPER) {
        ref.base_kind = CG_BASE_SUPER;
    } else if (value == CG_X_GLOBAL) {
        ref.base_kind = CG_BASE_GLOBAL;
    } else {
        bool result = is_marked(x, value, VALUE_RESULT);
        ref.base = value_as_ref(x, value);
        if (ref.base != CG_NONE)
            ref.base_kind = result ? CG_BASE_RESULT : CG_BASE_REF;
    }
    return ref;
}

uint32_t cg_x_member_text(cg_extract *x, uint32_t value, cg_str name, TSNode at, cg_role role)
{
    return add_text(x, name, at, member_ref(x, value, role));
}

uint32_t cg_x_member_slice(cg_extract *x, uint32_t value, cg_str name, cg_role role)
{
    return add_slice(x, name, member_ref(x, value, role));
}

uint32_t cg_x_member(cg_extract *x, uint32_t value, TSNode name_node, cg_role role)
{
    return add_named(x, name_node, member_ref(x, value, role));
}

uint32_t cg_x_result(cg_extract *x, uint32_t callee)
{
    return is_ref(x, callee) ? callee | VALUE_RESULT : CG_NONE;
}

uint32_t cg_x_element(cg_extract *x, uint32_t value)
{
    uint32_t ref = value_as_ref(x, value);
    return ref == CG_NONE ? CG_NONE : ref | VALUE_ELEMENT;
}

uint32_t cg_x_indexed(cg_extract *x, uint32_t value, const uint32_t *indices, unsigned count)
{
    uint32_t ref = value_as_ref(x, value);
    if (ref == CG_NONE)
        return CG_NONE;
    ref = record_unnamed(x, CG_ROLE_READ, CG_BASE_REF, ref);
    for (unsigned i = 0; i < count; i++)
        cg_x_hint_type_arg(x, ref, i, indices[i]);
    return ref;
}

uint32_t cg_x_container(cg_extract *x, uint32_t element)
{
    uint32_t ref = value_as_ref(x, element);
    return ref == CG_NONE ? CG_NONE : ref | VALUE_CONTAINER;
}

static uint32_t pend_item(cg_extract *x, uint32_t value, unsigned n, cg_text key)
{
    uint32_t ref = value_as_ref(x, value);
    if (ref == CG_NONE || n > UINT8_MAX)
        return CG_NONE;
    uint32_t seq = x->item_seq++ & 0xffff;
    x->items[seq % ITEMS_MAX] = (pending_item){ref, (uint8_t)n, key};
    return VALUE_ITEM + seq;
}

uint32_t cg_x_own_type(cg_extract *x, uint32_t def)
{
    uint32_t ref = record_unnamed(x, CG_ROLE_TYPE, CG_BASE_NONE, CG_NONE);
    cg_x_ref_decide(x, ref, def);
    return ref;
}

uint32_t cg_x_item(cg_extract *x, uint32_t value, unsigned n)
{
    return n < CG_ITEM_AT ? pend_item(x, value, n, (cg_text){0, 0}) : CG_NONE;
}

uint32_t cg_x_at(cg_extract *x, uint32_t value, unsigned n)
{
    return n < CG_ITEM_AT ? pend_item(x, value, CG_ITEM_AT + n, (cg_text){0, 0}) : CG_NONE;
}

uint32_t cg_x_key(cg_extract *x, uint32_t value, cg_str key)
{
    return value == CG_NONE || key.len == 0 ? CG_NONE : pend_item(x, value, 0, cg_x_intern(x, key));
}

uint32_t cg_x_call(cg_extract *x, uint32_t value)
{
    uint32_t ref = value_as_ref(x, value);
    return ref == CG_NONE ? CG_NONE : record_unnamed(x, CG_ROLE_CALL, CG_BASE_REF, ref);
}

void cg_x_inherit(cg_extract *x, uint32_t value)
{
    if (is_marked(x, value, VALUE_RESULT))
        record_unnamed(x, CG_ROLE_INHERIT, CG_BASE_RESULT, value & ~VALUE_BITS);
}

uint32_t cg_x_base_of(const cg_extract *x, uint32_t value)
{
    const cg_ref *r = is_ref(x, value) ? &x->unit->refs.ptr[value] : NULL;
    return r != NULL && r->base_kind == CG_BASE_REF ? r->base : CG_NONE;
}

uint32_t cg_x_maker_of(const cg_extract *x, uint32_t value)
{
    const cg_ref *r = is_ref(x, value) ? &x->unit->refs.ptr[value] : NULL;
    return r != NULL && r->base_kind == CG_BASE_RESULT ? r->base : CG_NONE;
}

uint32_t cg_x_whole_of(const cg_extract *x, uint32_t value)
{
    const cg_ref *r = is_ref(x, value) ? &x->unit->refs.ptr[value] : NULL;
    return r != NULL && r->base_kind == CG_BASE_ITEM ? r->base : CG_NONE;
}

bool cg_x_is_callee(const cg_extract *x, uint32_t value)
{
    return is_ref(x, value) && x->unit->refs.ptr[value].role == CG_ROLE_CALL;
}

uint32_t cg_x_function(cg_extract *x, uint32_t result, unsigned params)
{
    uint32_t ref = record_unnamed(x, CG_ROLE_READ, CG_BASE_FUNCTION, value_as_ref(x, result));
    if (ref != CG_NONE)
        x->unit->refs.ptr[ref].args = (uint8_t)CG_MIN(params, (unsigned)UINT8_MAX);
    return ref;
}

uint32_t cg_x_passed(cg_extract *x, uint32_t to, unsigned arg, unsigned n)
{
    uint32_t base = value_as_ref(x, to);
    uint32_t ref = base == CG_NONE || arg > 15 || n > CG_X_WANTED
                       ? CG_NONE
                       : record_unnamed(x, CG_ROLE_READ, CG_BASE_PASSED, base);
    if (ref != CG_NONE)
        x->unit->refs.ptr[ref].args = (uint8_t)(arg * 16 + n);
    return ref;
}

static uint32_t record_says(cg_extract *x, cg_role role, uint32_t base, unsigned arg)
{
    uint32_t ref =
        base == CG_NONE || arg > UINT8_MAX ? CG_NONE : record_unnamed(x, role, CG_BASE_SAYS, base);
    if (ref != CG_NONE)
        x->unit->refs.ptr[ref].args = (uint8_t)arg;
    return ref;
}

uint32_t cg_x_says(cg_extract *x, uint32_t type, unsigned arg)
{
    return record_says(x, CG_ROLE_TYPE, value_as_ref(x, type), arg);
}

uint32_t cg_x_said(cg_extract *x, uint32_t callee, unsigned arg)
{
    return record_says(x, CG_ROLE_READ, is_ref(x, callee) ? callee : CG_NONE, arg);
}

uint32_t cg_x_literal(cg_extract *x, TSNode node, const char *type_word)
{
    TSPoint at = ts_node_start_point(node);
    uint32_t n = x->literal_seq++ & 0xffff;
    x->literals[n % LITERALS_MAX] =
        (pending_literal){ts_node_start_byte(node), at.row, at.column, type_word};
    return VALUE_LITERAL + n;
}

uint32_t cg_x_collection(cg_extract *x, TSNode node, const char *type_word)
{
    return record_literal(x, cg_x_literal(x, node, type_word));
}

cg_str cg_x_literal_word(const cg_extract *x, uint32_t value)
{
    if (!is_literal(value) ||
        ((x->literal_seq - 1 - (value - VALUE_LITERAL)) & 0xffff) >= LITERALS_MAX)
        return CG_STR_NULL;
    return cg_str_from(x->literals[(value - VALUE_LITERAL) % LITERALS_MAX].word);
}

/* ---- hints ---- */

static void add_hint(cg_extract *x, cg_hint_kind kind, uint32_t subject, uint32_t index,
                     uint32_t value, cg_str name)
{
    if (subject == CG_NONE || value == CG_NONE)
        return;
    CG_VEC_PUSH(&x->unit->hints, (cg_hint){.kind = (uint8_t)kind,
                                           .subject = subject,
                                           .index = index,
                                           .value = value,
                                           .name = cg_x_intern(x, name)});
}

uint32_t cg_x_tuple(cg_extract *x, const uint32_t *items, unsigned count)
{
    uint32_t tuple = cg_x_collection(x, cg_x_node(x), "tuple");
    for (unsigned i = 0; i < count; i++)
        cg_x_hint_type_arg(x, tuple, i, items[i]);
    return tuple;
}

void cg_x_hint_assigned(cg_extract *x, uint32_t ref, uint32_t value)
{
    if (is_ref(x, ref))
        add_hint(x, CG_HINT_ASSIGNED, ref, (uint32_t)x->unit->hints.len, value_as_ref(x, value),
                 CG_STR_NULL);
}

/* The reference that a value rests on, itself or marked as its result. */
static uint32_t ref_under(const cg_extract *x, uint32_t value)
{
    if (is_ref(x, value))
        return value;
    return is_marked(x, value, VALUE_RESULT) ? value & ~VALUE_BITS : CG_NONE;
}

void cg_x_hint_type_arg(cg_extract *x, uint32_t type, unsigned n, uint32_t arg)
{
    if (is_ref(x, type))
        add_hint(x, CG_HINT_TYPE_ARG, type, n, value_as_ref(x, arg), CG_STR_NULL);
}

void cg_x_hint_def_value(cg_extract *x, uint32_t def, uint32_t value)
{
    add_hint(x, CG_HINT_DEF_VALUE, def, (uint32_t)x->unit->hints.len, value_as_ref(x, value),
             CG_STR_NULL);
}

static bool is_call(const cg_extract *x, uint32_t ref)
{
    unsigned role = is_ref(x, ref) ? x->unit->refs.ptr[ref].role : CG_ROLE_NONE;
    return role == CG_ROLE_CALL || role == CG_ROLE_NEW;
}

void cg_x_hint_expected(cg_extract *x, uint32_t value, uint32_t type)
{
    uint32_t call = value_as_ref(x, value);
    if (is_call(x, call) && is_ref(x, type))
        add_hint(x, CG_HINT_EXPECTED, call, 0, type, CG_STR_NULL);
}

void cg_x_hint_expected_by(cg_extract *x, uint32_t value, uint32_t call, unsigned n)
{
    uint32_t inner = value_as_ref(x, value);
    if (is_call(x, inner) && is_call(x, call))
        add_hint(x, CG_HINT_EXPECTED, inner, n + 1, call, CG_STR_NULL);
    else
        cg_x_hint_expected(x, value, call);
}

void cg_x_hint_binding_value(cg_extract *x, uint32_t binding, uint32_t value)
{
    add_hint(x, CG_HINT_BINDING_VALUE, binding, (uint32_t)x->unit->hints.len,
             value_as_ref(x, value), CG_STR_NULL);
}

void cg_x_hint_argument(cg_extract *x, uint32_t call, unsigned n, uint32_t value, cg_str keyword)
{
    uint32_t ref = ref_under(x, call);
    if (ref != CG_NONE)
        add_hint(x, CG_HINT_ARGUMENT, ref, n, value_as_ref(x, value), keyword);
}

void cg_x_hint_argument_level(cg_extract *x, uint32_t call, int level)
{
    cg_hint *last = x->unit->hints.len > 0 ? &x->unit->hints.ptr[x->unit->hints.len - 1] : NULL;
    if (level != 0 && last != NULL && last->kind == CG_HINT_ARGUMENT &&
        last->subject == ref_under(x, call))
        last->form = (uint8_t)cg_form_set(0, CG_FORM_LEFT, level);
}

void cg_x_hint_within(cg_extract *x, uint32_t ref, uint32_t call)
{
    if (is_ref(x, ref) && call < ref)
        add_hint(x, CG_HINT_WITHIN, ref, 0, call, CG_STR_NULL);
}

void cg_x_hint_words(cg_extract *x, uint32_t call, cg_str words, bool called)
{
    if (is_ref(x, call))
        add_hint(x, CG_HINT_WORDS, call, called, call, words);
}

void cg_x_hint_pastes(cg_extract *x, uint32_t macro, cg_str lines)
{
    add_hint(x, CG_HINT_PASTES, macro, 0, 0, lines);
}

void cg_x_hint_param(cg_extract *x, uint32_t def, unsigned n, uint32_t binding)
{
    add_hint(x, CG_HINT_PARAM, def, n, binding, CG_STR_NULL);
}

void cg_x_hint_rest(cg_extract *x, uint32_t def, unsigned n, uint32_t binding, bool named)
{
    add_hint(x, CG_HINT_PARAM, def, n, binding,
             named ? CG_STR(CG_HINT_NAMED) : CG_STR(CG_HINT_REST));
}

void cg_x_hint_result(cg_extract *x, uint32_t def, unsigned n, uint32_t type)
{
    add_hint(x, CG_HINT_RESULT, def, n, value_as_ref(x, type), CG_STR_NULL);
}

void cg_x_hint_self(cg_extract *x, uint32_t def, uint32_t type)
{
    add_hint(x, CG_HINT_SELF, def, 0, value_as_ref(x, type), CG_STR_NULL);
}

void cg_x_ref_set_args(cg_extract *x, uint32_t ref, unsigned args, bool spread)
{
    if (is_ref(x, ref))
        x->unit->refs.ptr[ref].args = (uint8_t)(spread || args > 254 ? 255 : args);
}

void cg_x_ref_set_form(cg_extract *x, uint32_t ref, unsigned form)
{
    if (is_ref(x, ref))
        x->unit->refs.ptr[ref].form = (uint8_t)form;
}

uint32_t cg_x_operate(cg_extract *x, uint32_t value, cg_operation operation)
{
    bool own = value == CG_NONE || is_literal(value) || is_marked(x, value, VALUE_CONTAINER) ||
               (is_ref(x, value) && x->unit->refs.ptr[value].role == CG_ROLE_LITERAL);
    uint32_t ref = own ? CG_NONE : value_as_ref(x, value);
    if (ref == CG_NONE)
        return value;
    if (x->unit->refs.ptr[ref].form == CG_OPERATION_NONE)
        x->unit->refs.ptr[ref].form = (uint8_t)operation;
    return is_item(value) ? ref : value;
}

void cg_x_ref_set_role(cg_extract *x, uint32_t ref, cg_role role)
{
    if (is_ref(x, ref))
        x->unit->refs.ptr[ref].role = (uint8_t)role;
}

uint32_t cg_x_ref_again(cg_extract *x, uint32_t ref, cg_role role)
{
    if (!is_ref(x, ref))
        return CG_NONE;
    cg_ref again = x->unit->refs.ptr[ref];
    uint32_t decided = again.target;
    again.role = (uint8_t)role;
    again.args = 255;
    uint32_t copy = add_ref(x, again);
    if (copy != CG_NONE)
        x->unit->refs.ptr[copy].target = decided; /* or CG_NONE: not yet */
    return copy;
}

void cg_x_ref_prefer_member(cg_extract *x, uint32_t ref, uint32_t value)
{
    uint32_t base = value_as_ref(x, value);
    if (is_ref(x, ref) && x->unit->refs.ptr[ref].base_kind == CG_BASE_NONE)
        x->unit->refs.ptr[ref].base = base;
}

void cg_x_ref_set_owner(cg_extract *x, uint32_t ref, cg_str type_name)
{
    if (is_ref(x, ref))
        CG_VEC_PUSH(&x->ref_owners, (ref_owner){ref, x->scope, cg_x_intern(x, type_name)});
}

void cg_x_ref_decide(cg_extract *x, uint32_t ref, uint32_t def)
{
    CG_ASSERT(def == CG_NONE || def < x->unit->defs.len);
    if (!is_ref(x, ref))
        return;
    cg_ref *r = &x->unit->refs.ptr[ref];
    r->target_kind = def == CG_NONE ? CG_TARGET_NONE : CG_TARGET_DEF;
    r->target = def == CG_NONE ? DECIDED_NONE : def;
    r->rule = CG_RULE_LEXICAL;
}

/* ---- imports ---- */

uint32_t cg_x_import(cg_extract *x, const cg_import_init *init)
{
    bool binds = init->local.len || !ts_node_is_null(init->name_node);
    cg_def_init def = CG_DEF_INIT(CG_NODE_IMPORT, init->node, .name_node = init->name_node);
    def.name = init->local;
    if (!binds || (init->flags & (CG_IMPORT_WILDCARD | CG_IMPORT_SIDE_EFFECT))) {
        def.in_scope = CG_X_NO_SCOPE;
        if (!binds)
            def.name = init->module.len ? init->module : CG_STR("import");
    }
    uint32_t index = cg_x_def_leaf(x, &def);
    CG_VEC_PUSH(&x->unit->imports, (cg_import){.def = index,
                                               .flags = init->flags,
                                               .level = init->level,
                                               .module = cg_x_intern(x, init->module),
                                               .name = cg_x_intern(x, init->name)});
    return index;
}
