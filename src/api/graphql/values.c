// SPDX-License-Identifier: Apache-2.0
// api: values of answers and arguments of GraphQL, to and from what the service has.
#include "gql.h"

typedef struct enum_name {
    cg_str name;
    unsigned code;
    const char *help;
} enum_name;

#define CG_NODE_KIND(name, code, text, suffix) {{#name, sizeof #name - 1}, code, NULL},
static const enum_name node_types[] = {
#include "cg/tbl/node_kinds.h"
};
#undef CG_NODE_KIND
#define CG_EDGE_KIND(name, code, text, inverse, meaning) {{#name, sizeof #name - 1}, code, meaning},
static const enum_name relationship_types[] = {
#include "cg/tbl/edge_kinds.h"
};
#undef CG_EDGE_KIND
#define CG_LANGUAGE(name, code, text) {{#name, sizeof #name - 1}, code, NULL},
static const enum_name languages[] = {
#include "cg/tbl/languages.h"
};
#undef CG_LANGUAGE

static cg_gql_value name_of(const enum_name *names, size_t count, unsigned code)
{
    for (size_t i = 0; i < count; i++)
        if (names[i].code == code)
            return cg_gql_text(names[i].name);
    return gql_null();
}

static unsigned code_of(const enum_name *names, size_t count, cg_str name)
{
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(names[i].name, name))
            return names[i].code;
    return 0;
}

cg_gql_value gql_node_type(cg_node_kind kind)
{
    return name_of(node_types, CG_ARRAY_LEN(node_types), kind);
}

cg_gql_value gql_relationship_type(cg_edge_kind kind)
{
    return name_of(relationship_types, CG_ARRAY_LEN(relationship_types), kind);
}

cg_gql_value gql_language(cg_lang_id lang)
{
    return name_of(languages, CG_ARRAY_LEN(languages), lang);
}

cg_node_kind gql_node_kind_of(cg_str name)
{
    return (cg_node_kind)code_of(node_types, CG_ARRAY_LEN(node_types), name);
}

cg_edge_kind gql_edge_kind_of(cg_str name)
{
    return (cg_edge_kind)code_of(relationship_types, CG_ARRAY_LEN(relationship_types), name);
}

cg_lang_id gql_lang_of(cg_str name)
{
    return (cg_lang_id)code_of(languages, CG_ARRAY_LEN(languages), name);
}

cg_gql_value gql_verdict(cg_verdict verdict)
{
    static const char *const names[] = {"FOUND", "NONE", "UNKNOWN"};
    return cg_gql_text(cg_str_from(names[verdict]));
}

cg_gql_value gql_change(cg_change_kind kind)
{
    static const char *const names[] = {"ADDED", "REMOVED", "CHANGED", "MOVED", "RENAMED"};
    return cg_gql_text(cg_str_from(names[kind]));
}

static const char *const directions[] = {"OUT", "IN", "BOTH"};

cg_gql_value gql_direction(cg_direction direction)
{
    return cg_gql_text(cg_str_from(directions[direction - 1]));
}

cg_direction gql_direction_of(const cg_gql_value *value, cg_direction fallback)
{
    for (unsigned i = 0; i < CG_ARRAY_LEN(directions) && gql_given(value); i++)
        if (cg_str_eq(value->text, cg_str_from(directions[i])))
            return (cg_direction)(i + 1);
    return fallback;
}

static void write_enum(const char *type, const enum_name *names, size_t count, cg_buf *out)
{
    cg_buf_printf(out, "\nenum %s {\n", type);
    for (size_t i = 0; i < count; i++) {
        if (names[i].help != NULL)
            cg_buf_printf(out, "  \"%s\"\n", names[i].help);
        cg_buf_printf(out, "  %.*s\n", CG_STR_ARG(names[i].name));
    }
    cg_buf_add_str(out, CG_STR("}\n"));
}

void gql_write_enums(cg_buf *out)
{
    write_enum("NodeType", node_types, CG_ARRAY_LEN(node_types), out);
    write_enum("RelationshipType", relationship_types, CG_ARRAY_LEN(relationship_types), out);
    write_enum("Language", languages, CG_ARRAY_LEN(languages), out);
}

/* ---- values ---- */

cg_gql_value gql_count(uint64_t count)
{
    return cg_gql_int((int64_t)CG_MIN(count, (uint64_t)INT64_MAX));
}

cg_gql_value gql_id(cg_arena *arena, cg_id id)
{
    static const cg_id none;
    char *text = cg_arena_alloc(arena, CG_ID_TEXT_LEN);
    if (cg_id_eq(id, none))
        return gql_null();
    cg_id_text(id, text);
    return cg_gql_text(cg_str_from(text));
}

cg_gql_value gql_time(cg_arena *arena, uint64_t wall_ms)
{
    char *text = cg_arena_alloc(arena, CG_TIME_TEXT_LEN);
    if (wall_ms == 0)
        return gql_null();
    cg_time_text(wall_ms, text);
    return cg_gql_text(cg_str_from(text));
}

cg_gql_value gql_texts(cg_arena *arena, const cg_str *texts, size_t count)
{
    cg_gql_value *items = cg_arena_alloc_array(arena, count + 1, sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = cg_gql_text(texts[i]);
    return cg_gql_list(items, count);
}

cg_gql_value gql_split(cg_arena *arena, cg_str text, char separator)
{
    size_t room = 1, count = 0;
    cg_str part;
    for (size_t i = 0; i < text.len; i++)
        room += text.ptr[i] == separator;
    cg_gql_value *items = cg_arena_alloc_array(arena, room, sizeof *items);
    while (text.len > 0 && cg_str_split(&text, separator, &part))
        if (part.len > 0)
            items[count++] = cg_gql_text(part);
    return cg_gql_list(items, count);
}

/* ---- arguments ---- */

static cg_code wrong(cg_err *err, const char *name, const char *what)
{
    (void)CG_FAIL(err, CG_E_INVALID, "%s %s", name, what);
    return cg_err_at(err, "%s", name);
}

cg_code gql_read_text(const cg_gql_value *value, const char *name, size_t max, cg_str *out_text,
                      cg_err *err)
{
    if (!gql_given(value))
        return CG_OK;
    if (value->text.len == 0 || value->text.len > max ||
        memchr(value->text.ptr, 0, value->text.len) != NULL) {
        (void)CG_FAIL(err, CG_E_INVALID, "%s must have 1 to %zu bytes, none of them NUL", name,
                      max);
        return cg_err_at(err, "%s", name);
    }
    *out_text = value->text;
    return CG_OK;
}

cg_code gql_read_number(const cg_gql_value *value, const char *name, uint64_t min, uint64_t max,
                        uint64_t *out_number, cg_err *err)
{
    uint64_t number = 0;
    if (!gql_given(value))
        return CG_OK;
    bool ok = value->kind == CG_GQL_INT ? value->number >= 0 : cg_str_to_u64(value->text, &number);
    if (value->kind == CG_GQL_INT && ok)
        number = (uint64_t)value->number;
    if (!ok || number < min || number > max) {
        (void)CG_FAIL(err, CG_E_INVALID, "%s must be %" PRIu64 " to %" PRIu64, name, min, max);
        return cg_err_at(err, "%s", name);
    }
    *out_number = number;
    return CG_OK;
}

cg_code gql_read_real(const cg_gql_value *value, const char *name, double min, double max,
                      double *out_real, cg_err *err)
{
    if (!gql_given(value))
        return CG_OK;
    if (!(value->real >= min && value->real <= max)) {
        (void)CG_FAIL(err, CG_E_INVALID, "%s must be %g to %g", name, min, max);
        return cg_err_at(err, "%s", name);
    }
    *out_real = value->real;
    return CG_OK;
}

bool gql_flag(const cg_gql_value *value)
{
    return value != NULL && value->kind == CG_GQL_BOOL && value->flag;
}

cg_code gql_read_ids(const cg_gql_value *list, const char *name, size_t max, cg_arena *arena,
                     const cg_str **out_ids, size_t *out_count, cg_err *err)
{
    if (!gql_given(list))
        return CG_OK;
    if (list->count > max)
        return wrong(err, name, "has too many items");
    cg_str *ids = cg_arena_alloc_array(arena, list->count + 1, sizeof *ids);
    cg_code rc = CG_OK;
    for (uint32_t i = 0; rc == CG_OK && i < list->count; i++)
        rc = gql_read_text(&list->items[i], name, 4096, &ids[i], err);
    *out_ids = ids;
    *out_count = list->count;
    return rc;
}

const cg_edge_kind *gql_edge_kinds(const cg_gql_value *list, cg_arena *arena, size_t *out_count)
{
    *out_count = gql_given(list) ? list->count : 0;
    cg_edge_kind *kinds = cg_arena_alloc_array(arena, *out_count + 1, sizeof *kinds);
    for (size_t i = 0; i < *out_count; i++)
        kinds[i] = gql_edge_kind_of(list->items[i].text);
    return kinds;
}

cg_code gql_read_follow(const cg_gql_call *call, cg_follow *out, cg_err *err)
{
    size_t count;
    const cg_gql_value *dispatch = cg_gql_argument(&call->args, "dispatch");
    const cg_edge_kind *kinds =
        gql_edge_kinds(cg_gql_argument(&call->args, "types"), call->arena, &count);
    if (count > 0)
        out->kinds = 0;
    for (size_t i = 0; i < count; i++)
        out->kinds |= UINT64_C(1) << kinds[i];
    if (gql_given(dispatch))
        out->dispatch = gql_flag(dispatch);
    out->min_confidence = 0.55;
    return gql_read_real(cg_gql_argument(&call->args, "minConfidence"), "minConfidence", 0, 1,
                         &out->min_confidence, err);
}

cg_code gql_read_filter(const cg_gql_value *input, cg_arena *arena, cg_node_filter *out,
                        cg_err *err)
{
    *out = (cg_node_filter){0};
    if (!gql_given(input))
        return CG_OK;
    const cg_gql_value *types = cg_gql_member_of(input, "nodeTypes");
    const cg_gql_value *langs = cg_gql_member_of(input, "languages");
    if (gql_given(types)) {
        cg_node_kind *kinds = cg_arena_alloc_array(arena, types->count + 1, sizeof *kinds);
        for (uint32_t i = 0; i < types->count; i++)
            kinds[i] = gql_node_kind_of(types->items[i].text);
        out->kinds = kinds;
        out->kinds_count = types->count;
    }
    if (gql_given(langs)) {
        cg_lang_id *ids = cg_arena_alloc_array(arena, langs->count + 1, sizeof *ids);
        for (uint32_t i = 0; i < langs->count; i++)
            ids[i] = gql_lang_of(langs->items[i].text);
        out->langs = ids;
        out->langs_count = langs->count;
    }
    cg_code rc = gql_read_text(cg_gql_member_of(input, "name"), "name", 1024, &out->name, err);
    if (rc == CG_OK)
        rc = gql_read_text(cg_gql_member_of(input, "path"), "path", 1024, &out->path, err);
    if (rc == CG_OK)
        rc = gql_read_number(cg_gql_member_of(input, "since"), "since", 0, INT64_MAX, &out->since,
                             err);
    return rc;
}
