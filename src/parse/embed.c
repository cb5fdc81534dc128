// SPDX-License-Identifier: Apache-2.0
// parse: texts inside a node that the grammar leaves as tokens. They are parsed once more, as ranges
// of the same source, so that all positions are right, and visited with a cursor of their own.
#include "parse_int.h"

/* Each level parses what it holds again. */
#define EMBEDDED_MAX 3u

static void visit_tree(cg_extract *x, TSNode root)
{
    TSTreeCursor cursor = x->cursor;
    TSNode node = x->node;
    TSSymbol symbol = x->symbol;
    x->cursor = ts_tree_cursor_new(root);
    x->node = root;
    x->symbol = ts_node_symbol(root);
    (void)cg_x_visit(x, CG_ROLE_READ);
    ts_tree_cursor_delete(&x->cursor);
    x->cursor = cursor;
    x->node = node;
    x->symbol = symbol;
}

static bool embed(cg_extract *x, const TSRange *ranges, uint32_t count, bool whole)
{
    if (x->embedded >= EMBEDDED_MAX || x->full)
        return false;
    TSTree *tree = parse_ranges(x, ranges, count);
    if (tree == NULL)
        return false;
    bool suits = !whole || !ts_node_has_error(ts_tree_root_node(tree));
    x->embedded++;
    if (suits)
        visit_tree(x, ts_tree_root_node(tree));
    x->embedded--;
    ts_tree_delete(tree);
    return suits;
}

bool cg_x_embed(cg_extract *x, const TSRange *ranges, uint32_t count)
{
    return embed(x, ranges, count, false);
}

bool cg_x_embed_whole(cg_extract *x, const TSRange *ranges, uint32_t count)
{
    return embed(x, ranges, count, true);
}
