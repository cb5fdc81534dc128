// SPDX-License-Identifier: Apache-2.0
// DOT, for Graphviz: a digraph whose nodes are labelled with their names and edges with their types.
#include "export.h"

/* In labels a backslash begins an escape of Graphviz's. */
static void add_text(cg_buf *out, const char *name, cg_str text)
{
    if (text.len == 0)
        return;
    cg_buf_printf(out, " %s=\"", name);
    for (size_t i = 0; i < text.len; i++) {
        char one = text.ptr[i];
        if (one == '"' || one == '\\')
            cg_buf_add_char(out, '\\');
        if (one == '\n' || one == '\r')
            cg_buf_add_str(out, CG_STR("\\n"));
        else
            cg_buf_add_char(out, one);
    }
    cg_buf_add_char(out, '"');
}

static void begin(export *x)
{
    cg_buf_add_str(&x->scratch, CG_STR("digraph {\n  node [shape=box];\n"));
    export_flush(x);
}

static void node(export *x, cg_json_value node)
{
    static const char *const texts[] = {"kind", "qualified_name", "language", "file_path"};
    cg_buf *out = &x->scratch;
    cg_buf_printf(out, "  \"%.*s\" [", CG_STR_ARG(member_str(node, "id")));
    add_text(out, "label", member_str(node, "name"));
    for (size_t i = 0; i < CG_ARRAY_LEN(texts); i++)
        add_text(out, texts[i], member_str(node, texts[i]));
    cg_buf_printf(out, " line_number=%" PRIu64 "];\n", member_u64(node, "line_number"));
    export_flush(x);
}

static void edge(export *x, cg_json_value edge)
{
    cg_buf *out = &x->scratch;
    cg_buf_printf(out, "  \"%.*s\" -> \"%.*s\" [", CG_STR_ARG(export_end(edge, "source")),
                  CG_STR_ARG(export_end(edge, "target")));
    add_text(out, "label", member_str(edge, "type"));
    add_text(out, "id", member_str(edge, "id"));
    add_text(out, "rule", member_str(edge, "rule"));
    cg_buf_printf(out, " confidence=%.2f];\n", member_f64(edge, "confidence"));
    export_flush(x);
}

static bool end(export *x)
{
    cg_buf_add_str(&x->scratch, CG_STR("}\n"));
    export_flush(x);
    return true;
}

const export_format export_dot = {
    .name = "dot", .begin = begin, .node = node, .edge = edge, .end = end};
