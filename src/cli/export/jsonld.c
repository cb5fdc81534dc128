// SPDX-License-Identifier: Apache-2.0
// JSON-LD 1.1 with its context inside. A relationship is a thing of its own, with why it is believed, and a property of
// its source, so that paths over properties can be asked for.
#include "export.h"

static const char *const types[] = {"contains",   "calls",     "instantiates", "inherits",
                                    "implements", "overrides", "imports",      "depends_on",
                                    "references", "reads",     "writes",       "type_of"};

/* Rows but the first are parted by a comma; `own` says whether there was one. */
static void begin_row(export *x, cg_json_writer *w)
{
    cg_buf_add_str(&x->scratch, x->own != NULL ? CG_STR(",\n") : CG_STR("\n"));
    x->own = x;
    cg_json_writer_init(w, &x->scratch);
    cg_json_begin_object(w);
}

static void put_id(export *x, cg_json_writer *w, const char *key, cg_str id)
{
    cg_json_put_str(w, key, cg_arena_printf(x->c->arena, "urn:uuid:%.*s", CG_STR_ARG(id)));
}

static void put_reference(cg_json_writer *w, const char *name)
{
    cg_json_put_object(w, name);
    cg_json_put_str(w, "@type", CG_STR("@id"));
    cg_json_end_object(w);
}

static void begin(export *x)
{
    cg_json_writer w;
    cg_buf_add_str(&x->scratch, CG_STR("{\"@context\":"));
    cg_json_writer_init(&w, &x->scratch);
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "@vocab", CG_STR("urn:codegraph:"));
    cg_json_put_object(&w, "metadata");
    cg_json_put_str(&w, "@type", CG_STR("@json"));
    cg_json_end_object(&w);
    put_reference(&w, "parent");
    put_reference(&w, "source");
    put_reference(&w, "target");
    for (size_t i = 0; i < CG_ARRAY_LEN(types); i++)
        put_reference(&w, types[i]);
    cg_json_end_object(&w);
    cg_buf_add_str(&x->scratch, CG_STR(",\n\"@graph\":["));
    export_flush(x);
}

static void put_type(cg_json_writer *w, cg_str kind)
{
    CG_AUTO_VALUE(cg_buf) type = {0};
    export_add_camel(&type, kind);
    cg_json_put_str(w, "@type", cg_buf_str(&type));
}

static void node(export *x, cg_json_value node)
{
    cg_json_writer w;
    cg_str parent = member_str(node, "parent");
    begin_row(x, &w);
    put_id(x, &w, "@id", member_str(node, "id"));
    put_type(&w, member_str(node, "kind"));
    for (size_t i = 0; i < export_texts_count; i++) {
        cg_str text = member_str(node, export_texts[i]);
        if (text.len > 0)
            cg_json_put_str(&w, export_texts[i], text);
    }
    if (member_u64(node, "line_number") > 0)
        cg_json_put_u64(&w, "line_number", member_u64(node, "line_number"));
    if (parent.len > 0)
        put_id(x, &w, "parent", parent);
    if (cg_json_count(cg_json_get(node, "metadata")) > 0) {
        cg_json_write_key(&w, CG_STR("metadata"));
        cg_json_write_value(&w, cg_json_get(node, "metadata"));
    }
    cg_json_end_object(&w);
    export_flush(x);
}

static void edge(export *x, cg_json_value edge)
{
    cg_json_writer w;
    cg_str type = member_str(edge, "type");
    begin_row(x, &w);
    put_id(x, &w, "@id", member_str(edge, "id"));
    cg_json_put_str(&w, "@type", CG_STR("Relationship"));
    cg_json_put_str(&w, "kind", type);
    cg_json_put_str(&w, "rule", member_str(edge, "rule"));
    cg_json_put_f64(&w, "confidence", member_f64(edge, "confidence"));
    put_id(x, &w, "source", export_end(edge, "source"));
    put_id(x, &w, "target", export_end(edge, "target"));
    cg_json_end_object(&w);
    begin_row(x, &w);
    put_id(x, &w, "@id", export_end(edge, "source"));
    put_id(x, &w, cg_arena_str(x->c->arena, type).ptr, export_end(edge, "target"));
    cg_json_end_object(&w);
    export_flush(x);
}

static bool end(export *x)
{
    cg_buf_add_str(&x->scratch, CG_STR("\n]}\n"));
    export_flush(x);
    return true;
}

const export_format export_jsonld = {
    .name = "jsonld", .begin = begin, .node = node, .edge = edge, .end = end};
