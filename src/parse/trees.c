// SPDX-License-Identifier: Apache-2.0
// Trees of what was parsed lately, by the place whose versions they are of: the one put longest ago goes first, and a
// tree that is being used is not in here.
#include "parse_int.h"

#define BUCKETS 1024
#define TREE_NODE_BYTES 120u

struct cg_trees {
    cg_mutex mu;
    size_t bytes_max, bytes;
    kept_tree *buckets[BUCKETS];
    kept_tree *newest, *oldest;
};

cg_trees *cg_trees_create(size_t bytes_max)
{
    cg_trees *trees = cg_alloc(sizeof *trees);
    cg_mutex_init(&trees->mu, CG_LOCK_PARSE_TREES);
    trees->bytes_max = bytes_max;
    return trees;
}

/* The library does not tell: for 14 files of eight languages malloc had given 90 to 132 bytes for each node that can be seen. */
static size_t bytes_of(const kept_tree *kept)
{
    uint32_t nodes = ts_node_descendant_count(ts_tree_root_node(kept->tree));
    return sizeof *kept + kept->text.cap + (size_t)nodes * TREE_NODE_BYTES;
}

void kept_tree_free(kept_tree *kept)
{
    if (kept == NULL)
        return;
    if (kept->tree != NULL)
        ts_tree_delete(kept->tree);
    cg_buf_fini(&kept->text);
    cg_free(kept);
}

static void unlink_locked(cg_trees *trees, kept_tree *kept)
{
    kept_tree **link = &trees->buckets[kept->place % BUCKETS];
    while (*link != kept)
        link = &(*link)->chain;
    *link = kept->chain;
    *(kept->newer ? &kept->newer->older : &trees->newest) = kept->older;
    *(kept->older ? &kept->older->newer : &trees->oldest) = kept->newer;
    trees->bytes -= kept->bytes;
    cg_metric_set(CG_M_PARSE_TREE_BYTES, trees->bytes);
}

static void link_locked(cg_trees *trees, kept_tree *kept)
{
    kept_tree **bucket = &trees->buckets[kept->place % BUCKETS];
    kept->chain = *bucket;
    *bucket = kept;
    kept->newer = NULL;
    kept->older = trees->newest;
    *(trees->newest ? &trees->newest->newer : &trees->oldest) = kept;
    trees->newest = kept;
    trees->bytes += kept->bytes;
    cg_metric_set(CG_M_PARSE_TREE_BYTES, trees->bytes);
}

static kept_tree *take_locked(cg_trees *trees, uint64_t place)
{
    kept_tree *kept = trees->buckets[place % BUCKETS];
    while (kept != NULL && kept->place != place)
        kept = kept->chain;
    if (kept != NULL)
        unlink_locked(trees, kept);
    return kept;
}

kept_tree *trees_take(cg_trees *trees, uint64_t place)
{
    cg_mutex_lock(&trees->mu);
    kept_tree *kept = take_locked(trees, place);
    cg_mutex_unlock(&trees->mu);
    return kept;
}

void trees_put(cg_trees *trees, kept_tree *kept)
{
    kept_tree *gone = NULL; /* what is freed without the lock */
    kept->bytes = bytes_of(kept);
    cg_mutex_lock(&trees->mu);
    kept_tree *same = take_locked(trees, kept->place);
    if (same != NULL) {
        same->chain = gone;
        gone = same;
    }
    link_locked(trees, kept);
    while (trees->bytes > trees->bytes_max) {
        kept_tree *oldest = trees->oldest;
        unlink_locked(trees, oldest);
        oldest->chain = gone;
        gone = oldest;
    }
    cg_mutex_unlock(&trees->mu);
    while (gone != NULL) {
        kept_tree *next = gone->chain;
        kept_tree_free(gone);
        gone = next;
    }
}

void cg_trees_destroy(cg_trees *trees)
{
    if (trees == NULL)
        return;
    while (trees->oldest != NULL) {
        kept_tree *oldest = trees->oldest;
        unlink_locked(trees, oldest);
        kept_tree_free(oldest);
    }
    cg_mutex_fini(&trees->mu);
    cg_free(trees);
}
