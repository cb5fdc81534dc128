// SPDX-License-Identifier: Apache-2.0
// link: what the linker of one file remembers: open units, answers, and how much work is left.
#include "link_int.h"

#define DEPTH_MAX 40u
/* Answers of one file that are looked for again: beyond lie circles rather than chains. */
#define AGAIN_MAX 2048u
/* Slots to a used one with which a table is given back, unless it is small. */
#define SPARSE_PART 16u
#define SPARSE_MIN 4096u

/* ---- sets of things ---- */

static bool same_thing(const thing *a, const thing *b)
{
    return a->kind == b->kind && a->file == b->file && a->def == b->def && a->key == b->key;
}

uint64_t thing_key(const thing *t)
{
    const thing *of = t->kind == THING_CONTAINER ? &t->args[0] : t;
    return of->key ^ ((uint64_t)of->file << 32 | of->def) ^ (uint64_t)(of != t) << 63;
}

void things_add(things *set, thing t)
{
    if (t.kind == THING_NONE)
        return;
    for (uint32_t i = 0; i < set->count; i++)
        if (same_thing(&set->list[i], &t) &&
            (t.kind != THING_CONTAINER || same_thing(set->list[i].args, t.args))) {
            set->list[i].passed &= t.passed;
            return;
        }
    if (set->count == THINGS_MAX)
        set->cut = true;
    else
        set->list[set->count++] = t;
}

void things_add_all(things *set, const things *more)
{
    for (uint32_t i = 0; i < more->count; i++)
        things_add(set, more->list[i]);
    set->cut |= more->cut;
}

void things_known_by(things *set, uint32_t first, const thing *t)
{
    for (uint32_t i = first; t->passed && i < set->count; i++)
        set->list[i].passed = true;
}

const things *things_keep(cg_linker *l, const things *set)
{
    size_t size = offsetof(things, list) + set->count * sizeof(thing);
    things *copy = cg_arena_alloc(l->arena, size);
    memcpy(copy, set, size);
    return copy;
}

/* ---- answers ---- */

static uint64_t memo_key(memo_kind kind, uint32_t file, uint32_t index)
{
    return (uint64_t)kind << 60 | (uint64_t)(file & 0xfffffff) << 32 | index;
}

static memo_slot *memo_slot_of(memo_slot *slots, uint32_t mask, uint64_t key)
{
    uint32_t i = (uint32_t)((key * 0x9e3779b97f4a7c15u) >> 32) & mask;
    while (slots[i].key != 0 && slots[i].key != key)
        i = (i + 1) & mask;
    return &slots[i];
}

static void memo_grow(cg_linker *l)
{
    memo_slot *old = l->memo;
    uint32_t count = old ? l->memo_mask + 1 : 0, capacity = count ? count * 2 : 1024;
    l->memo = cg_alloc_table(capacity, sizeof *l->memo);
    l->memo_mask = capacity - 1;
    for (uint32_t i = 0; i < count; i++)
        if (old[i].key)
            *memo_slot_of(l->memo, l->memo_mask, old[i].key) = old[i];
    cg_free(old);
}

/* While an answer is looked for, its slot holds how often work was cut short before, marked by the
 * lowest bit. What was cut short deep inside another question is forgotten: asked from further up,
 * there is more to find. */
static const void *in_progress(const cg_linker *l)
{
    return (const void *)((uintptr_t)l->cuts << 1 | 1);
}

static bool is_in_progress(const void *answer)
{
    return (uintptr_t)answer & 1;
}

bool memo_get(cg_linker *l, memo_kind kind, uint32_t file, uint32_t index, const void **out_answer)
{
    uint64_t key = memo_key(kind, file, index);
    if (l->memo == NULL || l->memo_used * 2 > l->memo_mask)
        memo_grow(l);
    memo_slot *slot = memo_slot_of(l->memo, l->memo_mask, key);
    if (slot->key == key && slot->answer != NULL) {
        *out_answer = is_in_progress(slot->answer) ? NULL : slot->answer;
        return true;
    }
    l->memo_used += slot->key == 0;
    *slot = (memo_slot){key, in_progress(l)};
    return false;
}

bool memo_peek(cg_linker *l, memo_kind kind, uint32_t file, uint32_t index, const void **out_answer)
{
    const memo_slot *slot =
        l->memo ? memo_slot_of(l->memo, l->memo_mask, memo_key(kind, file, index)) : NULL;
    if (slot == NULL || slot->answer == NULL)
        return false;
    *out_answer = is_in_progress(slot->answer) ? NULL : slot->answer;
    return true;
}

void memo_set(cg_linker *l, memo_kind kind, uint32_t file, uint32_t index, const void *answer)
{
    memo_slot *slot = memo_slot_of(l->memo, l->memo_mask, memo_key(kind, file, index));
    bool cut = is_in_progress(slot->answer) && slot->answer != in_progress(l);
    bool again = cut && l->depth > DEPTH_MAX / 2 && kind != MEMO_NAMED && l->again < AGAIN_MAX;
    l->again += again;
    slot->answer = again ? NULL : answer;
}

void names_once(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, find_named_fn find,
                things *out)
{
    uint64_t parts[3] = {name_hash(name), def, (uintptr_t)find - (uintptr_t)names_once};
    uint32_t index = (uint32_t)cg_hash64(parts, sizeof parts, 0);
    const void *answer;
    if (!memo_get(l, MEMO_NAMED, u->file, index, &answer)) {
        named_things *found = cg_arena_alloc(l->arena, sizeof *found);
        *found = (named_things){def, cg_arena_str(l->arena, name), find, {0}};
        find(l, u, def, name, &found->things);
        memo_set(l, MEMO_NAMED, u->file, index, found);
        things_add_all(out, &found->things);
        return;
    }
    const named_things *known = answer;
    if (known == NULL)
        return; /* a circle */
    if (known->def == def && known->find == find && cg_str_eq(known->name, name))
        things_add_all(out, &known->things);
    else
        find(l, u, def, name, out);
}

bool link_enter(cg_linker *l)
{
    if (l->depth >= DEPTH_MAX || l->steps == 0) {
        l->cuts++;
        return false;
    }
    l->depth++;
    l->steps--;
    return true;
}

void link_leave(cg_linker *l)
{
    l->depth--;
}

/* ---- open units ---- */

static open_unit *open_slot(open_unit *slots, uint32_t mask, uint32_t file)
{
    uint32_t i = (file * 0x9e3779b1u >> 7) & mask;
    while (slots[i].used && slots[i].file != file)
        i = (i + 1) & mask;
    return &slots[i];
}

static void open_grow(cg_linker *l)
{
    open_unit *old = l->open;
    uint32_t count = old ? l->open_mask + 1 : 0, capacity = count ? count * 2 : 64;
    l->open = cg_alloc_table(capacity, sizeof *l->open);
    l->open_mask = capacity - 1;
    for (uint32_t i = 0; i < count; i++)
        if (old[i].used)
            *open_slot(l->open, l->open_mask, old[i].file) = old[i];
    cg_free(old);
}

const cg_link_unit *link_open(cg_linker *l, uint32_t file)
{
    if (file == CG_NONE) /* of something outside of the project */
        return NULL;
    if (l->unit != NULL && file == l->unit->file)
        return l->unit;
    if (l->open == NULL || l->open_used * 2 > l->open_mask)
        open_grow(l);
    open_unit *slot = open_slot(l->open, l->open_mask, file);
    if (!slot->used) {
        *slot = (open_unit){file, l->world->open(l->world->arg, file), true};
        l->open_used++;
    }
    return slot->unit;
}

uint32_t link_find_file(cg_linker *l, cg_str path)
{
    if (path.ptr == NULL)
        return CG_NONE;
    deps_note(l, key_make(KEY_OF_PATH, name_hash(path), 0));
    return l->world->find(l->world->arg, path);
}

/* What one large file needed would be cleared for each of the small ones that follow. */
bool table_is_sparse(uint32_t used, uint32_t mask)
{
    return used < mask / SPARSE_PART && mask >= SPARSE_MIN;
}

static void *clear_table(void *slots, size_t slot_bytes, uint32_t used, uint32_t mask)
{
    if (slots != NULL && table_is_sparse(used, mask)) {
        cg_free(slots);
        return NULL;
    }
    return slots != NULL ? memset(slots, 0, (mask + 1u) * slot_bytes) : NULL;
}

void memo_clear(cg_linker *l)
{
    for (uint32_t i = 0; l->open && i <= l->open_mask; i++)
        if (l->open[i].used && l->open[i].unit != NULL)
            l->world->close(l->world->arg, l->open[i].unit);
    l->open = clear_table(l->open, sizeof *l->open, l->open_used, l->open_mask);
    l->memo = clear_table(l->memo, sizeof *l->memo, l->memo_used, l->memo_mask);
    l->open_used = l->memo_used = l->again = 0;
}
