// SPDX-License-Identifier: Apache-2.0
// parse: the branches of #if around a place, and what they ask of macros that other files define, as the mask noted it;
// in Rust what `cfg` asks in front of a statement.
// A unit says so of definitions, and of calls what the branches inside of their function ask.
#include "parse_int.h"

#define BRANCHES_MAX 8u /* around one place; what those further out ask is left out */

/* The innermost condition around `byte`; CG_NONE: there is none. */
static uint32_t innermost(const cg_mask_notes *notes, uint32_t byte)
{
    const cg_mask_condition *all = notes->conditions.ptr;
    size_t low = 0, high = notes->conditions.len;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (all[mid].byte <= byte)
            low = mid + 1;
        else
            high = mid;
    }
    uint32_t at = low > 0 ? (uint32_t)(low - 1) : CG_NONE;
    while (at != CG_NONE && all[at].end <= byte)
        at = all[at].outer;
    return at;
}

/* The conditions around `byte`, the innermost first. */
static size_t conditions_at(const cg_mask_notes *notes, uint32_t byte, uint32_t out[BRANCHES_MAX])
{
    size_t count = 0;
    for (uint32_t at = innermost(notes, byte); at != CG_NONE && count < BRANCHES_MAX;
         at = notes->conditions.ptr[at].outer)
        out[count++] = at;
    return count;
}

static cg_str name_of(const cg_mask_notes *notes, const cg_mask_condition *c)
{
    return cg_str_make(notes->texts.ptr + c->text, c->text_len);
}

void cg_x_condition(cg_extract *x, TSNode node, cg_str text)
{
    cg_mask_notes *notes = x->notes;
    cg_mask_condition c = {.byte = ts_node_start_byte(node),
                           .end = ts_node_end_byte(node),
                           .outer = innermost(notes, ts_node_start_byte(node)),
                           .text = (uint32_t)notes->texts.len,
                           .text_len = (uint32_t)text.len};
    if (notes->conditions.len > 0 && notes->conditions.ptr[notes->conditions.len - 1].byte > c.byte)
        return; /* they are searched by halves; nobody goes back but to what is said already */
    cg_buf_add_str(&notes->texts, text);
    CG_VEC_PUSH(&notes->conditions, c);
}

/* ---- what the extractor says itself ---- */

static void change_activity(cg_extract *x, uint32_t byte, cg_activity activity)
{
    cg_activity_changes *all = &x->unit->activity;
    if (all->len > 0 && all->ptr[all->len - 1].byte > byte)
        return; /* it was there before */
    if (all->len > 0 && all->ptr[all->len - 1].byte == byte)
        all->len--;
    CG_VEC_PUSH(all, ((cg_activity_change){byte, (uint8_t)activity}));
}

cg_activity cg_x_activity_set(cg_extract *x, uint32_t byte, cg_activity activity)
{
    cg_activity before = cg_unit_activity(x->unit, byte);
    if (activity > before)
        change_activity(x, byte, activity);
    return before;
}

void cg_x_activity_back(cg_extract *x, uint32_t byte, cg_activity before)
{
    if (cg_unit_activity(x->unit, byte) != before)
        change_activity(x, byte, before);
}

/* ---- hints ---- */

/* What the branches ask that begin at `from` or later. */
static void add_hints(cg_extract *x, uint32_t byte, uint32_t from, cg_hint_kind kind,
                      uint32_t subject)
{
    uint32_t around[BRANCHES_MAX];
    size_t count = conditions_at(x->notes, byte, around);
    for (size_t i = 0; i < count; i++) {
        const cg_mask_condition *c = &x->notes->conditions.ptr[around[count - 1 - i]];
        if (c->byte < from)
            continue;
        cg_text name = cg_x_intern(x, name_of(x->notes, c));
        CG_VEC_PUSH(&x->unit->hints, (cg_hint){.kind = (uint8_t)kind,
                                               .subject = subject,
                                               .index = (uint32_t)i,
                                               .value = c->form,
                                               .name = name});
    }
}

/* Of functions, types and macros one branch often has another than the next: all that is around them is asked. What else
 * there is has what is around its parent. */
static uint32_t first_asked(const cg_unit *u, uint32_t def)
{
    const cg_def *d = &u->defs.ptr[def];
    bool whole = d->kind == CG_NODE_MACRO || cg_node_kind_is_callable(d->kind) ||
                 cg_node_kind_is_type(d->kind);
    const cg_def *around = d->parent == CG_NONE ? NULL : &u->defs.ptr[d->parent];
    return whole || around == NULL || around->kind == CG_NODE_NAMESPACE ? 0 : around->start_byte;
}

void branches_tell(cg_extract *x)
{
    const cg_unit *u = x->unit;
    if (x->notes->conditions.len == 0)
        return;
    for (uint32_t d = 1; d < u->defs.len; d++)
        add_hints(x, u->defs.ptr[d].name_byte, first_asked(u, d), CG_HINT_CONDITION, d);
    for (uint32_t r = 0; r < u->refs.len; r++) {
        const cg_ref *ref = &u->refs.ptr[r];
        if (ref->role == CG_ROLE_CALL && ref->source != 0)
            add_hints(x, ref->byte, u->defs.ptr[ref->source].start_byte, CG_HINT_CALL_CONDITION, r);
    }
}

/* ---- two places ---- */

static bool is_asked_at(const cg_mask_notes *notes, uint32_t condition, const uint32_t *around,
                        size_t count)
{
    const cg_mask_condition *c = &notes->conditions.ptr[condition];
    for (size_t i = 0; i < count; i++) {
        const cg_mask_condition *other = &notes->conditions.ptr[around[i]];
        if (around[i] == condition || (c->text_len > 0 && c->form == other->form &&
                                       cg_str_eq(name_of(notes, c), name_of(notes, other))))
            return true;
    }
    return false;
}

bool branches_ask_apart(const cg_extract *x, uint32_t of, uint32_t at)
{
    uint32_t wanted[BRANCHES_MAX], met[BRANCHES_MAX];
    size_t count = conditions_at(x->notes, of, wanted),
           met_count = conditions_at(x->notes, at, met);
    if (count == 0) /* nothing that can be noted */
        return cg_unit_active_between(x->unit, of, at);
    for (size_t i = 0; i < count; i++)
        if (!is_asked_at(x->notes, wanted[i], met, met_count))
            return true;
    return false;
}
