// SPDX-License-Identifier: Apache-2.0
// The arrays of a view, without a copy and without a choice.
#include "query_int.h"

cg_node_ref cg_view_ref(const cg_view *view, cg_vertex vertex)
{
    return view->arrays->nodes[vertex];
}

cg_vertex cg_view_file_vertices(const cg_view *view, uint32_t file, uint32_t *out_count)
{
    const adjacency *a = view->arrays;
    uint32_t rank = file < a->files_limit ? a->ranks[file] : CG_NONE;
    *out_count = rank != CG_NONE ? a->first[rank + 1] - a->first[rank] : 0;
    return rank != CG_NONE ? a->first[rank] : 0;
}

cg_edge_run cg_view_run(const cg_view *view, cg_vertex vertex, bool inwards)
{
    const edge_rows *rows = inwards ? &view->arrays->in : &view->arrays->out;
    uint32_t first = rows->at[vertex];
    return (cg_edge_run){rows->to + first, rows->class + first, rows->at[vertex + 1] - first};
}

size_t cg_view_words(const cg_view *view)
{
    return view->arrays->classes.packed.len;
}

cg_edge_word cg_view_word(const cg_view *view, size_t word)
{
    uint32_t packed = view->arrays->classes.packed.ptr[word];
    return (cg_edge_word){.kind = class_kind(packed),
                          .rule = class_rule(packed),
                          .confidence = class_confidence(packed),
                          .manual = class_manual(packed)};
}

uint32_t cg_view_edges_count(const cg_view *view)
{
    return view->arrays->edges;
}
