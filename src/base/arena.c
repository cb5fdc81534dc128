// SPDX-License-Identifier: Apache-2.0
// base: the bump allocator. Blocks form a chain; `current` is the one being filled, those after
// it are empty ones kept from before a rewind.
//
//   first -> [full] -> [full] -> current [used | free] -> [kept] -> [kept]
//
// The budget counts what was handed out, rounded to 16; blocks may take up to twice that.
#include "cg/base.h"

#include <stdio.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#endif
#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#define GAP_BYTES 16
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define GAP_BYTES 0
#endif

#define ALIGN_BYTES 16u
#define BLOCK_MIN_BYTES 1024u /* idle subscribers hold three arenas each */
#define BLOCK_MAX_BYTES (1024u * 1024u)

typedef struct arena_block {
    struct arena_block *next;
    size_t size;
    size_t used;
    size_t unused_padding; /* keeps data 16-aligned behind malloc's 16 */
    unsigned char data[];
} arena_block;
_Static_assert(sizeof(arena_block) % ALIGN_BYTES == 0, "block data must stay aligned");

typedef struct arena_defer {
    struct arena_defer *below;
    size_t total; /* the arena's total once this record was made: what a rewind compares */
    void (*call)(void *);
    void *arg;
} arena_defer;

struct cg_arena {
    arena_block *first;
    arena_block *current;
    arena_defer *deferred;
    size_t total;
    size_t budget; /* SIZE_MAX: none */
    size_t next_block;
};

cg_arena *cg_arena_create(size_t budget_bytes)
{
    cg_arena *arena = cg_alloc(sizeof *arena);
    arena->budget = budget_bytes ? budget_bytes : SIZE_MAX;
    arena->next_block = BLOCK_MIN_BYTES;
    return arena;
}

static void run_deferred(cg_arena *arena, size_t down_to_total)
{
    while (arena->deferred && arena->deferred->total > down_to_total) {
        arena_defer *top = arena->deferred;
        arena->deferred = top->below;
        top->call(top->arg);
    }
}

void cg_arena_destroy(cg_arena *arena)
{
    if (arena == NULL)
        return;
    run_deferred(arena, 0);
    for (arena_block *block = arena->first, *next; block; block = next) {
        next = block->next;
        ASAN_UNPOISON_MEMORY_REGION(block->data, block->size);
        free(block);
    }
    cg_free(arena);
}

/* Makes `current` a block with room for `need` bytes: the next kept one if it is large enough,
 * else a new one put in front of it. */
static bool add_block(cg_arena *arena, size_t need)
{
    arena_block **link = arena->current ? &arena->current->next : &arena->first;
    if (*link == NULL || (*link)->size < need) {
        /* with its head a power of two: what allocators with classes of sizes have no waste at */
        size_t size = CG_MAX(need, arena->next_block - sizeof(arena_block));
        arena_block *block = cg_try_alloc(sizeof *block + size);
        if (block == NULL)
            return false;
        arena->next_block = CG_MIN(arena->next_block * 2, (size_t)BLOCK_MAX_BYTES);
        block->next = *link;
        block->size = size;
        block->used = 0;
        ASAN_POISON_MEMORY_REGION(block->data, size);
        *link = block;
    }
    arena->current = *link;
    return true;
}

/* Room for `size` bytes whatever the budget says; NULL when the system refuses. Not cleared. */
static void *bump(cg_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        return NULL;
    size_t rounded = (CG_MAX(size, (size_t)1) + ALIGN_BYTES - 1) & ~(size_t)(ALIGN_BYTES - 1);
    arena_block *block = arena->current;
    if (block == NULL || block->size - block->used < rounded + GAP_BYTES) {
        if (!add_block(arena, rounded + GAP_BYTES))
            return NULL;
        block = arena->current;
    }
    void *ptr = block->data + block->used;
    block->used += rounded + GAP_BYTES;
    arena->total += rounded;
    ASAN_UNPOISON_MEMORY_REGION(ptr, size);
    return ptr;
}

static void *take(cg_arena *arena, size_t size)
{
    if (arena->total > arena->budget || size > arena->budget - arena->total)
        return NULL;
    return bump(arena, size);
}

void *cg_arena_try(cg_arena *arena, size_t size)
{
    void *ptr = take(arena, size);
    return ptr ? memset(ptr, 0, size) : NULL;
}

void *cg_arena_alloc(cg_arena *arena, size_t size)
{
    void *ptr = cg_arena_try(arena, size);
    CG_ASSERT(ptr != NULL && "arena budget or memory exhausted");
    return ptr;
}

void *cg_arena_alloc_array(cg_arena *arena, size_t n, size_t size)
{
    size_t bytes;
    CG_ASSERT(!__builtin_mul_overflow(n, size, &bytes));
    return cg_arena_alloc(arena, bytes);
}

bool cg_arena_try_str(cg_arena *arena, cg_str s, cg_str *out_copy)
{
    char *copy = s.len < SIZE_MAX ? take(arena, s.len + 1) : NULL;
    if (copy == NULL)
        return false;
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    *out_copy = cg_str_make(copy, s.len);
    return true;
}

cg_str cg_arena_str(cg_arena *arena, cg_str s)
{
    cg_str copy = CG_STR_NULL;
    CG_ASSERT(cg_arena_try_str(arena, s, &copy));
    return copy;
}

cg_str cg_arena_vprintf(cg_arena *arena, const char *fmt, va_list args)
{
    char brief[128]; /* most are: they are written once */
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(brief, sizeof brief, fmt, args);
    CG_ASSERT(n >= 0);
    char *text = cg_arena_alloc(arena, (size_t)n + 1);
    if ((size_t)n < sizeof brief)
        memcpy(text, brief, (size_t)n + 1);
    else
        (void)vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    return cg_str_make(text, (size_t)n);
}

cg_str cg_arena_printf(cg_arena *arena, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    cg_str text = cg_arena_vprintf(arena, fmt, args);
    va_end(args);
    return text;
}

void cg_arena_defer(cg_arena *arena, void (*call)(void *), void *arg)
{
    /* Outside the budget: what was opened must be closed even when the budget is spent. */
    arena_defer *record = bump(arena, sizeof *record);
    CG_ASSERT(record != NULL);
    *record =
        (arena_defer){.below = arena->deferred, .total = arena->total, .call = call, .arg = arg};
    arena->deferred = record;
}

cg_arena_mark cg_arena_save(const cg_arena *arena)
{
    return (cg_arena_mark){
        .block = arena->current,
        .used = arena->current ? arena->current->used : 0,
        .total = arena->total,
    };
}

void cg_arena_rewind(cg_arena *arena, cg_arena_mark mark)
{
    CG_ASSERT(mark.total <= arena->total);
    run_deferred(arena, mark.total);
    arena_block *keep = mark.block;
    arena_block *last = arena->current;
    for (arena_block *block = keep ? keep->next : arena->first; block; block = block->next) {
        ASAN_POISON_MEMORY_REGION(block->data, block->used);
        block->used = 0;
        if (block == last)
            break;
    }
    if (keep) {
        ASAN_POISON_MEMORY_REGION(keep->data + mark.used, keep->size - mark.used);
        keep->used = mark.used;
    }
    arena->current = keep;
    arena->total = mark.total;
}

size_t cg_arena_used(const cg_arena *arena)
{
    return arena->total;
}
