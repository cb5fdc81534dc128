// SPDX-License-Identifier: Apache-2.0
#include "shelf.h"

void shelf_init(shelf *s, size_t bytes_max)
{
    *s = (shelf){.bytes_max = bytes_max};
    cg_mutex_init(&s->mu, CG_LOCK_SEARCH_CACHE);
}

static void drop_locked(shelf_book *book)
{
    if (--book->refs == 0)
        book->destroy(book);
}

/* Takes the project's book off the shelf, with the shelf's reference; NULL: there is none. */
static shelf_book *unlink_locked(shelf *s, const cg_project *project) CG_REQUIRES(s->mu)
{
    shelf_book **at = &s->newest;
    while (*at != NULL && (*at)->project != project)
        at = &(*at)->next;
    shelf_book *book = *at;
    if (book != NULL)
        *at = book->next;
    return book;
}

static void trim_locked(shelf *s) CG_REQUIRES(s->mu)
{
    size_t bytes = 0;
    shelf_book **at = &s->newest;
    while (*at != NULL && (bytes += (*at)->bytes) <= s->bytes_max)
        at = &(*at)->next;
    shelf_book *rest = *at;
    *at = NULL;
    while (rest != NULL) {
        shelf_book *next = rest->next;
        drop_locked(rest);
        rest = next;
    }
}

void shelf_fini(shelf *s)
{
    cg_mutex_lock(&s->mu);
    s->bytes_max = 0;
    trim_locked(s);
    cg_mutex_unlock(&s->mu);
    cg_mutex_fini(&s->mu);
}

shelf_book *shelf_find(shelf *s, const cg_project *project)
{
    if (s == NULL)
        return NULL;
    cg_mutex_lock(&s->mu);
    shelf_book *book = unlink_locked(s, project);
    if (book != NULL) {
        book->next = s->newest;
        s->newest = book;
        book->refs++;
    }
    cg_mutex_unlock(&s->mu);
    return book;
}

void shelf_keep(shelf *s, shelf_book *book)
{
    if (s == NULL)
        return;
    cg_mutex_lock(&s->mu);
    shelf_book *old = unlink_locked(s, book->project);
    if (old != NULL)
        drop_locked(old);
    book->refs++;
    book->next = s->newest;
    s->newest = book;
    trim_locked(s);
    cg_mutex_unlock(&s->mu);
}

void shelf_release(shelf *s, shelf_book *book)
{
    if (book == NULL)
        return;
    if (s == NULL) {
        book->destroy(book);
        return;
    }
    cg_mutex_lock(&s->mu);
    drop_locked(book);
    cg_mutex_unlock(&s->mu);
}

/* ---- of both sorts ---- */

cg_search_cache *cg_search_cache_create(const cg_search_cache_options *opts)
{
    cg_search_cache *cache = cg_alloc(sizeof *cache);
    shelf_init(&cache->names, opts->names_bytes_max);
    shelf_init(&cache->tables, opts->tables_bytes_max);
    return cache;
}

void cg_search_cache_destroy(cg_search_cache *cache)
{
    if (cache == NULL)
        return;
    shelf_fini(&cache->names);
    shelf_fini(&cache->tables);
    cg_free(cache);
}
