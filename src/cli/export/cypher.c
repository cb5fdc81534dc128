// SPDX-License-Identifier: Apache-2.0
// Cypher: a statement a line that makes one node or one relationship, for cypher-shell and its like.
#include "export.h"

static void add_quoted(cg_buf *out, cg_str text)
{
    cg_buf_add_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char one = (unsigned char)text.ptr[i];
        if (one == '\'' || one == '\\')
            cg_buf_printf(out, "\\%c", one);
        else if (one == '\n')
            cg_buf_add_str(out, CG_STR("\\n"));
        else if (one < 0x20)
            cg_buf_printf(out, "\\u%04X", one);
        else
            cg_buf_add_char(out, (char)one);
    }
    cg_buf_add_char(out, '\'');
}

static void add_property(cg_buf *out, const char *name, cg_str text)
{
    if (text.len == 0)
        return;
    cg_buf_printf(out, ", %s: ", name);
    add_quoted(out, text);
}

static void begin(export *x)
{
    cg_buf_add_str(
        &x->scratch,
        CG_STR("CREATE INDEX codegraph_id IF NOT EXISTS FOR (n:Definition) ON (n.id);\n"));
    export_flush(x);
}

static void node(export *x, cg_json_value node)
{
    cg_buf *out = &x->scratch;
    CG_AUTO_VALUE(cg_buf) metadata = {0};
    cg_buf_add_str(out, CG_STR("CREATE (:Definition:"));
    export_add_camel(out, member_str(node, "kind"));
    cg_buf_add_str(out, CG_STR(" {id: "));
    add_quoted(out, member_str(node, "id"));
    for (size_t i = 0; i < export_texts_count; i++)
        add_property(out, export_texts[i], member_str(node, export_texts[i]));
    cg_buf_printf(out, ", line_number: %" PRIu64, member_u64(node, "line_number"));
    if (export_metadata(node, &metadata))
        add_property(out, "metadata", cg_buf_str(&metadata));
    cg_buf_add_str(out, CG_STR("});\n"));
    export_flush(x);
}

static void edge(export *x, cg_json_value edge)
{
    cg_buf *out = &x->scratch;
    cg_str type = member_str(edge, "type");
    cg_buf_add_str(out, CG_STR("MATCH (a:Definition {id: "));
    add_quoted(out, export_end(edge, "source"));
    cg_buf_add_str(out, CG_STR("}), (b:Definition {id: "));
    add_quoted(out, export_end(edge, "target"));
    cg_buf_add_str(out, CG_STR("}) CREATE (a)-[:"));
    for (size_t i = 0; i < type.len; i++)
        cg_buf_add_char(out, type.ptr[i] >= 'a' && type.ptr[i] <= 'z'
                                 ? (char)(type.ptr[i] - 'a' + 'A')
                                 : type.ptr[i]);
    cg_buf_add_str(out, CG_STR(" {id: "));
    add_quoted(out, member_str(edge, "id"));
    add_property(out, "rule", member_str(edge, "rule"));
    cg_buf_printf(out, ", confidence: %.2f}]->(b);\n", member_f64(edge, "confidence"));
    export_flush(x);
}

const export_format export_cypher = {.name = "cypher", .begin = begin, .node = node, .edge = edge};
