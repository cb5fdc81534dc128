// SPDX-License-Identifier: Apache-2.0
// link: what is found out once for all the files that are linked in one state of a world (ADR 37).
//
// Such an answer is a pure function of the world and of the file that it is asked of: it is looked for by a linker that has
// been asked nothing before, the helper of the first that asks. Whoever uses it notes the keys of all that it rests on, as if
// it had looked itself.
#include "link_int.h"

typedef struct shared_answer {
    uint32_t file;
    shared_find_fn find;
    const void *answer; /* in the arena, as the keys are */
    cg_arena *arena;
    const uint64_t *keys;
    size_t keys_count;
} shared_answer;

struct cg_link_shared {
    cg_mutex mu;
    shared_answer **slots; /* guarded by mu; by file and `find`, open addressing; NULL: free */
    uint32_t mask, used;   /* guarded by mu */
};

cg_link_shared *cg_link_shared_create(void)
{
    cg_link_shared *s = cg_alloc(sizeof *s);
    cg_mutex_init(&s->mu, CG_LOCK_LINK_SHARED);
    s->mask = 15;
    s->slots = cg_alloc_array(s->mask + 1u, sizeof(shared_answer *));
    return s;
}

static void free_answer(shared_answer *a)
{
    if (a != NULL)
        cg_arena_destroy(a->arena);
    cg_free(a);
}

void cg_link_shared_destroy(cg_link_shared *s)
{
    if (s == NULL)
        return;
    for (uint32_t i = 0; i <= s->mask; i++)
        free_answer(s->slots[i]);
    cg_free(s->slots);
    cg_mutex_fini(&s->mu);
    cg_free(s);
}

static shared_answer **slot_of(shared_answer **slots, uint32_t mask, uint32_t file,
                               shared_find_fn find)
{
    uint32_t i = (file * 0x9e3779b1u >> 7) & mask;
    while (slots[i] != NULL && (slots[i]->file != file || slots[i]->find != find))
        i = (i + 1) & mask;
    return &slots[i];
}

static void grow_locked(cg_link_shared *s)
{
    uint32_t mask = s->mask * 2 + 1;
    shared_answer **slots = cg_alloc_array(mask + 1u, sizeof(shared_answer *));
    for (uint32_t i = 0; i <= s->mask; i++)
        if (s->slots[i] != NULL)
            *slot_of(slots, mask, s->slots[i]->file, s->slots[i]->find) = s->slots[i];
    cg_free(s->slots);
    s->slots = slots;
    s->mask = mask;
}

static const shared_answer *get(cg_link_shared *s, uint32_t file, shared_find_fn find)
{
    cg_mutex_lock(&s->mu);
    const shared_answer *a = *slot_of(s->slots, s->mask, file, find);
    cg_mutex_unlock(&s->mu);
    return a;
}

/* Another thread may have been first, with the same answer: then `a` is freed. */
static const shared_answer *put(cg_link_shared *s, shared_answer *a)
{
    cg_mutex_lock(&s->mu);
    if (s->used * 2 > s->mask)
        grow_locked(s);
    shared_answer **slot = slot_of(s->slots, s->mask, a->file, a->find), *late = NULL;
    if (*slot != NULL) {
        late = a;
    } else {
        *slot = a;
        s->used++;
    }
    a = *slot;
    cg_mutex_unlock(&s->mu);
    free_answer(late);
    return a;
}

/* No lock is held: looking takes its time. */
static shared_answer *look(cg_linker *l, const cg_link_unit *u, shared_find_fn find)
{
    if (l->helper == NULL)
        l->helper = cg_linker_create();
    cg_linker *h = l->helper;
    cg_arena_mark mark = cg_arena_save(h->arena);
    shared_answer *a = cg_alloc(sizeof *a);
    a->file = u->file;
    a->find = find;
    a->arena = cg_arena_create(0);
    link_begin_shared(h, l->world, u);
    a->answer = find(h, u, a->arena);
    deps_take(h);
    uint64_t *keys = cg_arena_alloc_array(a->arena, h->keys.len + 1, sizeof *keys);
    if (h->keys.len > 0)
        memcpy(keys, h->keys.ptr, h->keys.len * sizeof *keys);
    a->keys = keys;
    a->keys_count = h->keys.len;
    memo_clear(h);
    cg_arena_rewind(h->arena, mark);
    return a;
}

const void *link_shared(cg_linker *l, const cg_link_unit *u, shared_find_fn find)
{
    CG_ASSERT(!l->helps);
    if (l->world->shared == NULL && l->own_shared == NULL)
        l->own_shared = cg_link_shared_create();
    cg_link_shared *s = l->world->shared != NULL ? l->world->shared : l->own_shared;
    const shared_answer *a = get(s, u->file, find);
    if (a == NULL)
        a = put(s, look(l, u, find));
    for (size_t i = 0; i < a->keys_count; i++)
        deps_note(l, a->keys[i]);
    return a->answer;
}
