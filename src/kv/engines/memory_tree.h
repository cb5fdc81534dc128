// SPDX-License-Identifier: Apache-2.0
// memory_tree: an ordered map whose old states stay readable (a persistent treap).
#ifndef CG_KV_MEMORY_TREE_H
#define CG_KV_MEMORY_TREE_H

#include "cg/base.h"

/* Nodes and entries are shared between states and counted. Invariant: whatever is reachable from
 * more than one owner is never changed; a change copies the path from the root and shares the rest.
 * A node with one reference, reached over nodes with one reference, is the changer's own and is
 * changed in place. Counts: an increment needs no order (who increments holds a reference); a
 * decrement releases, and the one that finds 0, or the owner that finds 1, acquires: they are each
 * other's partners.
 *
 *             d (priority 9)        the priority of a node is a hash of its key, so the shape depends
 *            /            \         on the keys alone; expected depth O(log n)
 *   b (priority 7)    f (priority 3)
 */
typedef struct cg_mem_entry {
    _Atomic uint32_t refs;
    uint32_t key_len;
    size_t value_len;
    char bytes[]; /* key, then value */
} cg_mem_entry;

typedef struct cg_mem_node {
    _Atomic uint32_t refs;
    uint64_t priority;
    struct cg_mem_node *left, *right;
    cg_mem_entry *entry;
} cg_mem_node;

static inline cg_str cg_mem_key(const cg_mem_entry *entry)
{
    return cg_str_make(entry->bytes, entry->key_len);
}
static inline cg_str cg_mem_value(const cg_mem_entry *entry)
{
    return cg_str_make(entry->bytes + entry->key_len, entry->value_len);
}

/** One entry with the value `head` followed by `tail`; NULL when there is no memory. */
cg_mem_entry *cg_mem_entry_create(cg_str key, cg_str head, cg_str tail);
cg_mem_entry *cg_mem_entry_ref(cg_mem_entry *entry);
void cg_mem_entry_unref(cg_mem_entry *entry); /* NULL allowed */

/* A tree is the pointer to its root; NULL is the empty one. */
cg_mem_node *cg_mem_tree_ref(cg_mem_node *tree);                     /* NULL allowed */
void cg_mem_tree_unref(cg_mem_node *tree);                           /* NULL allowed */
cg_mem_entry *cg_mem_tree_find(const cg_mem_node *tree, cg_str key); /* borrowed; NULL: none */
/** These take over the reference to `take_tree` and give one to the changed tree. */
cg_mem_node *cg_mem_tree_put(cg_mem_node *take_tree, cg_mem_entry *take_entry);
cg_mem_node *cg_mem_tree_delete(cg_mem_node *take_tree, cg_str key);
cg_mem_node *cg_mem_tree_delete_range(cg_mem_node *take_tree, cg_str lower, cg_str upper);
/** Bytes of keys and values, and of what holds them; visits all nodes. */
size_t cg_mem_tree_bytes(const cg_mem_node *tree);

#endif
