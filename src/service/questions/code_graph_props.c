// SPDX-License-Identifier: Apache-2.0
// Properties: what replies say of nodes and relationships, by name. The few that queries filter and group by are read
// without putting together all the others.
#include "code_graph.h"

static const char *const names[CODE_KEYS] = {
    [KEY_ID] = "id",
    [KEY_SYMBOL] = "symbol",
    [KEY_KIND] = "kind",
    [KEY_NAME] = "name",
    [KEY_QUALIFIED_NAME] = "qualified_name",
    [KEY_LANGUAGE] = "language",
    [KEY_FILE_PATH] = "file_path",
    [KEY_LINE_NUMBER] = "line_number",
    [KEY_COLUMN] = "column",
    [KEY_END_LINE] = "end_line",
    [KEY_END_COLUMN] = "end_column",
    [KEY_START_BYTE] = "start_byte",
    [KEY_END_BYTE] = "end_byte",
    [KEY_NAME_LINE] = "name_line",
    [KEY_NAME_COLUMN] = "name_column",
    [KEY_SIGNATURE] = "signature",
    [KEY_DOC] = "doc",
    [KEY_VISIBILITY] = "visibility",
    [KEY_MODIFIERS] = "modifiers",
    [KEY_DECORATORS] = "decorators",
    [KEY_PARENT] = "parent",
    [KEY_ORIGIN] = "origin",
    [KEY_METADATA] = "metadata",
    [KEY_TYPE] = "type",
    [KEY_RULE] = "rule",
    [KEY_CONFIDENCE] = "confidence",
    [KEY_SOURCE] = "source",
    [KEY_TARGET] = "target",
};

uint32_t code_graph_find_key(void *arg, cg_str name)
{
    (void)arg;
    for (uint32_t key = 0; key < CODE_KEYS; key++)
        if (cg_str_eq(name, cg_str_from(names[key])))
            return key;
    return CG_CYPHER_KEY_NONE;
}

/* ---- values ---- */

static const cg_cypher_value null_value = {.type = CG_CYPHER_NULL};

static cg_code full(cg_err *err)
{
    return CG_FAIL(err, CG_E_NOMEM, "there is no memory for the texts of a query");
}

/* Empty texts are null, as in replies. */
static cg_cypher_value text_value(cg_str text)
{
    return text.len > 0 ? (cg_cypher_value){.type = CG_CYPHER_STR, .text = text} : null_value;
}

static cg_cypher_value word_value(const char *word)
{
    return text_value(cg_str_from(word));
}

static cg_cypher_value number_value(uint64_t n)
{
    return (cg_cypher_value){.type = CG_CYPHER_INT, .integer = (int64_t)n};
}

static cg_code keep_text(cg_arena *arena, cg_str text, cg_cypher_value *out, cg_err *err)
{
    cg_str copy = CG_STR("");
    if (!cg_arena_try_str(arena, text, &copy))
        return full(err);
    *out = text_value(copy);
    return CG_OK;
}

static cg_cypher_value id_value(cg_id id, cg_arena *arena)
{
    static const cg_id none;
    char *text = cg_arena_alloc(arena, CG_ID_TEXT_LEN);
    if (cg_id_eq(id, none))
        return null_value;
    cg_id_text(id, text);
    return word_value(text);
}

/* ---- units: one is kept, since what is asked for one after the other is mostly of one file ---- */

static cg_code unit_of(code_graph *g, uint32_t file, const cg_unit **out, cg_err *err)
{
    if (g->pin_file != file) {
        cg_unit_pin_release(g->pin);
        g->pin = NULL;
        g->pin_file = CG_NONE;
        cg_code rc = view_unit(g->snap, file, false, &g->pin, err);
        if (rc != CG_OK)
            return rc;
        g->pin_file = file;
    }
    *out = cg_unit_pin_unit(g->pin);
    return CG_OK;
}

static cg_code def_of(code_graph *g, const cg_node_place *place, const cg_unit **out_unit,
                      const cg_def **out, cg_err *err)
{
    cg_code rc = unit_of(g, place->file, out_unit, err);
    if (rc != CG_OK)
        return rc;
    if (place->def >= (*out_unit)->defs.len)
        return CG_FAIL(err, CG_E_CORRUPT, "a node has no definition in its file");
    *out = &(*out_unit)->defs.ptr[place->def];
    return CG_OK;
}

/* ---- of a definition ---- */

static cg_code qualified(const cg_unit *unit, const cg_node_place *place, cg_arena *arena,
                         cg_cypher_value *out, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) name = {0};
    cg_unit_add_qualified_name(unit, place->def, &name);
    return keep_text(arena, cg_buf_str(&name), out, err);
}

/* What can be read at once; `*out_known`: it could. */
static cg_code quick(code_graph *g, const cg_node_place *place, uint32_t key, cg_arena *arena,
                     cg_cypher_value *out, bool *out_known, cg_err *err)
{
    const cg_file *file = cg_snapshot_file(g->snap, place->file);
    const cg_unit *unit;
    const cg_def *def = NULL;
    *out_known = true;
    if (key == KEY_FILE_PATH || key == KEY_LANGUAGE) {
        *out = key == KEY_FILE_PATH ? text_value(file->path) : word_value(cg_lang_text(file->lang));
        return CG_OK;
    }
    if (place->def == 0 && (key == KEY_NAME || key == KEY_QUALIFIED_NAME)) {
        ptrdiff_t slash = key == KEY_NAME ? cg_str_rfind(file->path, '/') : -1;
        *out = text_value(cg_str_slice(file->path, (size_t)(slash + 1), file->path.len));
        return CG_OK;
    }
    cg_code rc = def_of(g, place, &unit, &def, err);
    if (rc != CG_OK)
        return rc;
    switch (key) {
    case KEY_NAME: return keep_text(arena, cg_unit_str(unit, def->name), out, err);
    case KEY_SIGNATURE: return keep_text(arena, cg_unit_str(unit, def->signature), out, err);
    case KEY_DOC: return keep_text(arena, cg_unit_str(unit, def->doc), out, err);
    case KEY_QUALIFIED_NAME: return qualified(unit, place, arena, out, err);
    case KEY_LINE_NUMBER: *out = number_value(def->start_line + 1u); break;
    case KEY_END_LINE: *out = number_value(def->end_line + 1u); break;
    case KEY_START_BYTE: *out = number_value(def->start_byte); break;
    case KEY_END_BYTE: *out = number_value(def->end_byte); break;
    case KEY_VISIBILITY: *out = word_value(cg_visibility_text(def->visibility)); break;
    default: *out_known = false; break;
    }
    return CG_OK;
}

/* ---- of what a reply would say ---- */

static cg_cypher_value modifiers_of(const cg_node_view *node, cg_arena *arena)
{
    cg_cypher_value list = {.type = CG_CYPHER_LIST};
    list.list.items = cg_arena_alloc_array(arena, CG_MODIFIER_COUNT, sizeof list);
    for (unsigned bit = 0; bit < CG_MODIFIER_COUNT; bit++)
        if (node->modifiers & (1u << bit))
            list.list.items[list.list.count++] = word_value(cg_modifier_text(bit));
    return list;
}

static cg_code decorators_of(const cg_node_view *node, cg_arena *arena, cg_cypher_value *out,
                             cg_err *err)
{
    cg_str rest = node->decorators, line;
    size_t count = 0;
    for (size_t i = 0; i < rest.len; i++)
        count += rest.ptr[i] == '\n';
    *out = (cg_cypher_value){.type = CG_CYPHER_LIST};
    out->list.items = cg_arena_try(arena, (count + 1) * sizeof *out);
    if (out->list.items == NULL)
        return full(err);
    while (rest.len > 0 && cg_str_split(&rest, '\n', &line))
        out->list.items[out->list.count++] = text_value(line);
    return CG_OK;
}

static cg_code of_view(code_graph *g, cg_node_view *node, uint32_t key, cg_arena *arena,
                       cg_cypher_value *out, cg_err *err)
{
    cg_code rc = CG_OK;
    switch ((code_key)key) {
    case KEY_ID: *out = id_value(node->id, arena); break;
    case KEY_SYMBOL: *out = text_value(node->symbol); break;
    case KEY_KIND: *out = word_value(cg_node_kind_text(node->kind)); break;
    case KEY_NAME: *out = text_value(node->name); break;
    case KEY_QUALIFIED_NAME: *out = text_value(node->qualified_name); break;
    case KEY_LANGUAGE: *out = word_value(cg_lang_text(node->lang)); break;
    case KEY_FILE_PATH: *out = text_value(node->file_path); break;
    case KEY_LINE_NUMBER: *out = number_value(node->line); break;
    case KEY_COLUMN: *out = number_value(node->column); break;
    case KEY_END_LINE: *out = number_value(node->end_line); break;
    case KEY_END_COLUMN: *out = number_value(node->end_column); break;
    case KEY_START_BYTE: *out = number_value(node->start_byte); break;
    case KEY_END_BYTE: *out = number_value(node->end_byte); break;
    case KEY_NAME_LINE: *out = number_value(node->name_line); break;
    case KEY_NAME_COLUMN: *out = number_value(node->name_column); break;
    case KEY_SIGNATURE: *out = text_value(node->signature); break;
    case KEY_DOC: *out = text_value(node->doc); break;
    case KEY_VISIBILITY: *out = word_value(cg_visibility_text(node->visibility)); break;
    case KEY_MODIFIERS: *out = modifiers_of(node, arena); break;
    case KEY_DECORATORS: rc = decorators_of(node, arena, out, err); break;
    case KEY_PARENT: *out = id_value(node->parent, arena); break;
    case KEY_ORIGIN: *out = word_value(node->manual ? "manual" : "parsed"); break;
    case KEY_METADATA:
        rc = view_add_metadata(g->snap, arena, node, err);
        *out = null_value;
        if (rc == CG_OK && node->metadata.len > 0)
            rc = cg_cypher_value_parse(node->metadata, arena, out, err);
        break;
    default: *out = null_value; break;
    }
    return rc;
}

cg_code code_graph_node_property(void *arg, cg_cypher_node node, uint32_t key, cg_arena *arena,
                                 cg_cypher_value *out, cg_err *err)
{
    code_graph *g = arg;
    cg_node_place place = cg_view_place(g->view, node);
    cg_node_view view;
    bool known = false;
    cg_code rc = CG_OK;
    *out = null_value;
    if (key >= NODE_KEYS)
        return CG_OK;
    if (key == KEY_KIND) {
        *out = word_value(cg_node_kind_text(cg_ref_kind(place.ref)));
        return CG_OK;
    }
    if (key == KEY_ID)
        return code_graph_node_id(arg, node, arena, out, err);
    if (place.file != CG_NONE)
        rc = quick(g, &place, key, arena, out, &known, err);
    if (rc != CG_OK || known)
        return rc;
    rc = view_make(g->snap, &place, arena, &view, err);
    return rc == CG_OK ? of_view(g, &view, key, arena, out, err) : rc;
}

cg_code code_graph_node_id(void *arg, cg_cypher_node node, cg_arena *arena, cg_cypher_value *out,
                           cg_err *err)
{
    code_graph *g = arg;
    cg_node_ref ref = cg_view_ref(g->view, node);
    cg_node_identity id = {0};
    cg_code rc = cg_project_node_ids(cg_snapshot_project(g->snap), &ref, 1, &id, err);
    if (rc == CG_OK)
        *out = id_value(id.id, arena);
    return rc;
}

cg_code code_graph_node_properties(void *arg, cg_cypher_node node, cg_arena *arena,
                                   cg_cypher_value *out, cg_err *err)
{
    code_graph *g = arg;
    cg_node_place place = cg_view_place(g->view, node);
    cg_node_view view;
    cg_cypher_entry *entries = cg_arena_alloc_array(arena, NODE_KEYS, sizeof *entries);
    size_t count = 0;
    cg_code rc = view_make(g->snap, &place, arena, &view, err);
    for (uint32_t key = 0; rc == CG_OK && key < NODE_KEYS; key++) {
        cg_cypher_value v;
        rc = of_view(g, &view, key, arena, &v, err);
        if (rc == CG_OK && v.type != CG_CYPHER_NULL)
            entries[count++] = (cg_cypher_entry){cg_str_from(names[key]), v};
    }
    *out = (cg_cypher_value){.type = CG_CYPHER_MAP, .map = {entries, count}};
    return rc;
}

/* ---- relationships ---- */

static cg_code of_edge(const cg_edge_brief *edge, bool manual, uint32_t key, cg_arena *arena,
                       cg_cypher_value *out)
{
    *out = null_value;
    switch (key) {
    case KEY_ID: *out = id_value(edge->id, arena); break;
    case KEY_TYPE: *out = word_value(cg_edge_kind_text(edge->kind)); break;
    case KEY_RULE: *out = word_value(cg_link_rule_text(edge->rule)); break;
    case KEY_CONFIDENCE:
        *out = (cg_cypher_value){.type = CG_CYPHER_FLOAT, .real = edge->confidence / 100.0};
        break;
    case KEY_SOURCE: *out = id_value(edge->source, arena); break;
    case KEY_TARGET: *out = id_value(edge->target, arena); break;
    case KEY_ORIGIN: *out = word_value(manual ? "manual" : "parsed"); break;
    default: break;
    }
    return CG_OK;
}

cg_code code_graph_edge_property(void *arg, cg_cypher_edge edge, uint32_t key, cg_arena *arena,
                                 cg_cypher_value *out, cg_err *err)
{
    code_graph *g = arg;
    cg_edge_word word = cg_view_word(g->view, edge.key);
    cg_edge_brief brief = {.kind = word.kind, .rule = word.rule, .confidence = word.confidence};
    cg_code rc = CG_OK;
    if (key == KEY_ID || key == KEY_SOURCE || key == KEY_TARGET)
        rc = code_graph_edge(g, edge, &brief, err);
    return rc == CG_OK ? of_edge(&brief, word.manual, key, arena, out) : rc;
}

cg_code code_graph_edge_id(void *arg, cg_cypher_edge edge, cg_arena *arena, cg_cypher_value *out,
                           cg_err *err)
{
    return code_graph_edge_property(arg, edge, KEY_ID, arena, out, err);
}

cg_code code_graph_edge_properties(void *arg, cg_cypher_edge edge, cg_arena *arena,
                                   cg_cypher_value *out, cg_err *err)
{
    static const uint32_t keys[] = {KEY_ID,     KEY_TYPE,   KEY_RULE,  KEY_CONFIDENCE,
                                    KEY_SOURCE, KEY_TARGET, KEY_ORIGIN};
    cg_cypher_entry *entries = cg_arena_alloc_array(arena, CG_ARRAY_LEN(keys), sizeof *entries);
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < CG_ARRAY_LEN(keys); i++) {
        entries[i].key = cg_str_from(names[keys[i]]);
        rc = code_graph_edge_property(arg, edge, keys[i], arena, &entries[i].value, err);
    }
    *out = (cg_cypher_value){.type = CG_CYPHER_MAP, .map = {entries, CG_ARRAY_LEN(keys)}};
    return rc;
}
