// SPDX-License-Identifier: Apache-2.0
// The distinct names of a project in memory, for looks at every name: by text inside of them, initials, or edits.
//
// A book has the names of all rows that there were when it was made: of its generation and all before, on
// whatever branch. Names are never taken out of the index while nodes have them, so a book serves every earlier
// snapshot; whether a node of the name is visible is asked afterwards. A later one is served
// as well, with the nodes that changed since looked at one by one, while these are few.
#ifndef CG_SEARCH_NAMES_H
#define CG_SEARCH_NAMES_H

#include "search_int.h"
#include "shelf.h"

#define NAMES_MAX 400000 /* in a book: the first by byte order */

typedef struct name_book {
    shelf_book base;
    uint64_t generation;
    uint32_t count;
    uint32_t *ends;    /* of each name, in `text` */
    uint32_t *letters; /* of each name: name_letters */
    cg_buf text;       /* lower case, one behind the other */
} name_book;

/** Which letters of ASCII a name has: bits for a to z, digits, '_' and others. One edit changes two bits at most. */
uint32_t name_letters(cg_str name);
static inline cg_str name_book_at(const name_book *book, uint32_t index)
{
    uint32_t from = index > 0 ? book->ends[index - 1] : 0;
    return cg_str_make(book->text.ptr + from, book->ends[index] - from);
}

/** A node that changed after the book was made. */
typedef struct changed_name {
    cg_node_ref ref;
    cg_str name; /* lower case */
} changed_name;

/** The names that a query looks at. */
typedef struct name_look {
    name_book *book;
    changed_name *changed; /* in the query's scratch */
    size_t changed_count;
} name_look;
/** Takes the book of the query's cache, or makes one. Errors: CG_E_DEADLINE, those of reading. */
CG_MUST_USE cg_code names_open(search *s, name_look *out_look, cg_err *err);
void names_close(search *s, name_look *look);

#endif
