// SPDX-License-Identifier: Apache-2.0
// parse: the ranges of syntax errors, found by going only into subtrees that have one.
#include "parse_int.h"

#define ERRORS_MAX 100u
#define STEPS_MAX 1000000u

void errors_collect(cg_extract *x, TSNode root)
{
    TSTreeCursor *c = &x->aux_cursor;
    ts_tree_cursor_reset(c, root);
    for (unsigned steps = 0; steps < STEPS_MAX && x->unit->errors.len < ERRORS_MAX; steps++) {
        TSNode node = ts_tree_cursor_current_node(c);
        bool is_error = ts_node_is_error(node) || ts_node_is_missing(node);
        if (is_error) {
            TSPoint start = ts_node_start_point(node), end = ts_node_end_point(node);
            CG_VEC_PUSH(&x->unit->errors, (cg_range){start.row, start.column, end.row, end.column});
        }
        if (!is_error && ts_node_has_error(node) && ts_tree_cursor_goto_first_child(c))
            continue;
        while (!ts_tree_cursor_goto_next_sibling(c))
            if (!ts_tree_cursor_goto_parent(c))
                return;
    }
    x->cut = true;
}
