// SPDX-License-Identifier: Apache-2.0
// memory_tree: see memory_tree.h for the invariant. Locking and families are the engine's.
#include "engines/memory_tree.h"

#include <stdatomic.h>

/* ---- entries ---- */

cg_mem_entry *cg_mem_entry_create(cg_str key, cg_str head, cg_str tail)
{
    CG_ASSERT(key.len <= UINT32_MAX);
    cg_mem_entry *entry = cg_try_alloc(sizeof *entry + key.len + head.len + tail.len);
    if (entry == NULL)
        return NULL;
    atomic_init(&entry->refs, 1);
    entry->key_len = (uint32_t)key.len;
    entry->value_len = head.len + tail.len;
    char *at = entry->bytes;
    const cg_str parts[] = {key, head, tail};
    for (size_t i = 0; i < CG_ARRAY_LEN(parts); at += parts[i].len, i++) {
        if (parts[i].len > 0)
            memcpy(at, parts[i].ptr, parts[i].len);
    }
    return entry;
}

cg_mem_entry *cg_mem_entry_ref(cg_mem_entry *entry)
{
    atomic_fetch_add_explicit(&entry->refs, 1, memory_order_relaxed);
    return entry;
}

void cg_mem_entry_unref(cg_mem_entry *entry)
{
    /* Partner: the same operation of the other owners. */
    if (entry != NULL && atomic_fetch_sub_explicit(&entry->refs, 1, memory_order_acq_rel) == 1)
        cg_free(entry);
}

/* ---- nodes ---- */

static cg_mem_node *create_node(cg_mem_entry *take_entry, uint64_t priority, cg_mem_node *take_left,
                                cg_mem_node *take_right)
{
    cg_mem_node *node = cg_alloc(sizeof *node);
    atomic_init(&node->refs, 1);
    node->priority = priority;
    node->left = take_left;
    node->right = take_right;
    node->entry = take_entry;
    return node;
}

cg_mem_node *cg_mem_tree_ref(cg_mem_node *tree)
{
    if (tree != NULL)
        atomic_fetch_add_explicit(&tree->refs, 1, memory_order_relaxed);
    return tree;
}

void cg_mem_tree_unref(cg_mem_node *tree)
{
    /* Partner: the same operation of the other owners, and the load in own(). */
    while (tree != NULL && atomic_fetch_sub_explicit(&tree->refs, 1, memory_order_acq_rel) == 1) {
        cg_mem_node *right = tree->right;
        cg_mem_tree_unref(tree->left);
        cg_mem_entry_unref(tree->entry);
        cg_free(tree);
        tree = right;
    }
}

/** The node itself when nobody shares it, otherwise a copy that shares its children. */
static cg_mem_node *own(cg_mem_node *take_node)
{
    /* acquire: partner is the decrement in cg_mem_tree_unref */
    if (atomic_load_explicit(&take_node->refs, memory_order_acquire) == 1)
        return take_node;
    cg_mem_node *copy =
        create_node(cg_mem_entry_ref(take_node->entry), take_node->priority,
                    cg_mem_tree_ref(take_node->left), cg_mem_tree_ref(take_node->right));
    cg_mem_tree_unref(take_node);
    return copy;
}

static int compare(cg_str key, const cg_mem_node *node)
{
    return cg_str_cmp(key, cg_mem_key(node->entry));
}

/** Cuts a tree into the keys below `key` and the others. */
static void split(cg_mem_node *take_tree, cg_str key, cg_mem_node **out_low, cg_mem_node **out_high)
{
    if (take_tree == NULL) {
        *out_low = *out_high = NULL;
        return;
    }
    cg_mem_node *node = own(take_tree);
    if (compare(key, node) <= 0) {
        split(node->left, key, out_low, &node->left);
        *out_high = node;
    } else {
        split(node->right, key, &node->right, out_high);
        *out_low = node;
    }
}

/** Joins two trees; every key of `take_low` is below those of `take_high`. */
static cg_mem_node *join(cg_mem_node *take_low, cg_mem_node *take_high)
{
    if (take_low == NULL || take_high == NULL)
        return take_low != NULL ? take_low : take_high;
    if (take_low->priority >= take_high->priority) {
        cg_mem_node *low = own(take_low);
        low->right = join(low->right, take_high);
        return low;
    }
    cg_mem_node *high = own(take_high);
    high->left = join(take_low, high->left);
    return high;
}

/* ---- the map ---- */

cg_mem_entry *cg_mem_tree_find(const cg_mem_node *tree, cg_str key)
{
    while (tree != NULL) {
        int order = compare(key, tree);
        if (order == 0)
            return tree->entry;
        tree = order < 0 ? tree->left : tree->right;
    }
    return NULL;
}

static cg_mem_node *put(cg_mem_node *take_tree, cg_mem_entry *take_entry, uint64_t priority)
{
    if (take_tree == NULL)
        return create_node(take_entry, priority, NULL, NULL);
    cg_str key = cg_mem_key(take_entry);
    if (priority >
        take_tree->priority) { /* then the key is not below: it would have this priority */
        cg_mem_node *low, *high;
        split(take_tree, key, &low, &high);
        return create_node(take_entry, priority, low, high);
    }
    cg_mem_node *node = own(take_tree);
    int order = compare(key, node);
    if (order == 0) {
        cg_mem_entry_unref(node->entry);
        node->entry = take_entry;
    } else if (order < 0) {
        node->left = put(node->left, take_entry, priority);
    } else {
        node->right = put(node->right, take_entry, priority);
    }
    return node;
}

cg_mem_node *cg_mem_tree_put(cg_mem_node *take_tree, cg_mem_entry *take_entry)
{
    cg_str key = cg_mem_key(take_entry);
    return put(take_tree, take_entry, cg_hash64(key.ptr, key.len, 0));
}

static cg_mem_node *delete_present(cg_mem_node *take_tree, cg_str key)
{
    cg_mem_node *node = own(take_tree);
    int order = compare(key, node);
    if (order < 0) {
        node->left = delete_present(node->left, key);
    } else if (order > 0) {
        node->right = delete_present(node->right, key);
    } else {
        cg_mem_node *rest = join(node->left, node->right);
        node->left = node->right = NULL;
        cg_mem_tree_unref(node);
        return rest;
    }
    return node;
}

cg_mem_node *cg_mem_tree_delete(cg_mem_node *take_tree, cg_str key)
{
    return cg_mem_tree_find(take_tree, key) != NULL ? delete_present(take_tree, key) : take_tree;
}

cg_mem_node *cg_mem_tree_delete_range(cg_mem_node *take_tree, cg_str lower, cg_str upper)
{
    cg_mem_node *low, *rest, *gone, *high;
    split(take_tree, lower, &low, &rest);
    split(rest, upper, &gone, &high);
    cg_mem_tree_unref(gone);
    return join(low, high);
}

size_t cg_mem_tree_bytes(const cg_mem_node *tree)
{
    size_t bytes = 0;
    for (; tree != NULL; tree = tree->right) {
        bytes += sizeof *tree + sizeof *tree->entry + tree->entry->key_len + tree->entry->value_len;
        bytes += cg_mem_tree_bytes(tree->left);
    }
    return bytes;
}
