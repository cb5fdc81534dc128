// SPDX-License-Identifier: Apache-2.0
// GraphML, as http://graphml.graphdrawing.org/specification.html has it.
#include "export.h"

/* What XML 1.0 cannot hold, by any escape, becomes U+FFFD. */
static void add_escaped(cg_buf *out, cg_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char one = (unsigned char)text.ptr[i];
        cg_str rest = cg_str_slice(text, i, text.len);
        if (one == '&')
            cg_buf_add_str(out, CG_STR("&amp;"));
        else if (one == '<')
            cg_buf_add_str(out, CG_STR("&lt;"));
        else if (one == '>')
            cg_buf_add_str(out, CG_STR("&gt;"));
        else if (one == '"')
            cg_buf_add_str(out, CG_STR("&quot;"));
        else if (one == '\t' || one == '\n' || one == '\r')
            cg_buf_printf(out, "&#%u;", one);
        else if (one < 0x20)
            cg_buf_add_str(out, CG_STR("\xEF\xBF\xBD"));
        else if (cg_str_starts(rest, CG_STR("\xEF\xBF\xBE")) ||
                 cg_str_starts(rest, CG_STR("\xEF\xBF\xBF"))) {
            cg_buf_add_str(out, CG_STR("\xEF\xBF\xBD")); /* U+FFFE, U+FFFF */
            i += 2;
        } else
            cg_buf_add_char(out, (char)one);
    }
}

static void add_data(cg_buf *out, const char *key, cg_str text)
{
    if (text.len == 0)
        return;
    cg_buf_printf(out, "<data key=\"%s\">", key);
    add_escaped(out, text);
    cg_buf_add_str(out, CG_STR("</data>"));
}

static void add_key(export *x, const char *of, const char *name, const char *type)
{
    cg_buf_printf(&x->scratch, "  <key id=\"%s\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"/>\n",
                  name, of, name, type);
}

static void begin(export *x)
{
    cg_buf_add_str(&x->scratch,
                   CG_STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\""
                          " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                          " xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns"
                          " http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n"));
    for (size_t i = 0; i < export_texts_count; i++)
        add_key(x, "node", export_texts[i], "string");
    add_key(x, "node", "line_number", "long");
    add_key(x, "node", "metadata", "string");
    add_key(x, "edge", "type", "string");
    add_key(x, "edge", "rule", "string");
    add_key(x, "edge", "confidence", "double");
    cg_buf_add_str(&x->scratch, CG_STR("  <graph edgedefault=\"directed\">\n"));
    export_flush(x);
}

static void node(export *x, cg_json_value node)
{
    cg_buf *out = &x->scratch;
    CG_AUTO_VALUE(cg_buf) metadata = {0};
    cg_buf_printf(out, "    <node id=\"%.*s\">", CG_STR_ARG(member_str(node, "id")));
    for (size_t i = 0; i < export_texts_count; i++)
        add_data(out, export_texts[i], member_str(node, export_texts[i]));
    cg_buf_printf(out, "<data key=\"line_number\">%" PRIu64 "</data>",
                  member_u64(node, "line_number"));
    if (export_metadata(node, &metadata))
        add_data(out, "metadata", cg_buf_str(&metadata));
    cg_buf_add_str(out, CG_STR("</node>\n"));
    export_flush(x);
}

static void edge(export *x, cg_json_value edge)
{
    cg_buf *out = &x->scratch;
    cg_buf_printf(out, "    <edge id=\"%.*s\" source=\"%.*s\" target=\"%.*s\">",
                  CG_STR_ARG(member_str(edge, "id")), CG_STR_ARG(export_end(edge, "source")),
                  CG_STR_ARG(export_end(edge, "target")));
    add_data(out, "type", member_str(edge, "type"));
    add_data(out, "rule", member_str(edge, "rule"));
    cg_buf_printf(out, "<data key=\"confidence\">%.2f</data></edge>\n",
                  member_f64(edge, "confidence"));
    export_flush(x);
}

static bool end(export *x)
{
    cg_buf_add_str(&x->scratch, CG_STR("  </graph>\n</graphml>\n"));
    export_flush(x);
    return true;
}

const export_format export_graphml = {
    .name = "graphml", .begin = begin, .node = node, .edge = edge, .end = end};
