// SPDX-License-Identifier: Apache-2.0
// What searches keep in memory for the next one: books, of the projects that were asked last, as many as there is room
// for. A book is immutable and counted, so a search may go on with one that has lost its place.
#ifndef CG_SEARCH_SHELF_H
#define CG_SEARCH_SHELF_H

#include "cg/search.h"

/** What every book begins with. */
typedef struct shelf_book {
    const cg_project *project;
    void (*destroy)(struct shelf_book *book);
    size_t bytes;
    unsigned refs;           /* guarded by the shelf's lock; without a shelf 1 */
    struct shelf_book *next; /* guarded by the shelf's lock: asked for before this one */
} shelf_book;

/** Books of one sort, at most one of each project. */
typedef struct shelf {
    size_t bytes_max;
    cg_mutex mu;
    shelf_book *newest; /* guarded by mu */
} shelf;

struct cg_search_cache {
    shelf names, tables;
};

void shelf_init(shelf *s, size_t bytes_max);
void shelf_fini(shelf *s); /* no book may be in use */

/* Without a shelf (NULL) nothing is found, and nothing kept. */

/** The project's book with a reference; NULL: there is none. */
shelf_book *shelf_find(shelf *s, const cg_project *project);
/** Puts the book in the place of its project's; the caller keeps the reference that it has. */
void shelf_keep(shelf *s, shelf_book *book);
void shelf_release(shelf *s, shelf_book *book); /* NULL allowed */

#endif
