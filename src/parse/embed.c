// SPDX-License-Identifier: Apache-2.0
// parse: texts inside a node that the grammar leaves as tokens. They are parsed once more, as a range
// of the same source, so that all positions are right, and visited with a cursor of their own.
#include "parse_int.h"

/* Each level parses what it holds again. */
#define EMBEDDED_MAX 3u

static TSRange inside(TSNode node)
{
    TSPoint start = ts_node_start_point(node), end = ts_node_end_point(node);
    start.column++;
    end.column--;
    return (TSRange){.start_point = start,
                     .end_point = end,
                     .start_byte = ts_node_start_byte(node) + 1,
                     .end_byte = ts_node_end_byte(node) - 1};
}

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

bool cg_x_embed(cg_extract *x, TSNode node, bool strict)
{
    uint32_t bytes = ts_node_end_byte(node) - ts_node_start_byte(node);
    if (bytes < 3 || x->embedded >= EMBEDDED_MAX || x->full)
        return false;
    TSRange range = inside(node);
    TSTree *tree = parse_range(x, &range);
    if (tree == NULL)
        return false;
    TSNode root = ts_tree_root_node(tree);
    bool visit = !strict || !ts_node_has_error(root);
    if (visit) {
        x->embedded++;
        visit_tree(x, root);
        x->embedded--;
    }
    ts_tree_delete(tree);
    return visit;
}
