// SPDX-License-Identifier: Apache-2.0
// api: writes the OpenAPI document from the table that routes requests, so that what is described
// is what is served.
#include "openapi_nulls.h"
#include "rest.h"

#include "rest/schemas.h"

static const struct tag {
    const char *name, *help;
} tags[] = {
    {"parse", "Put source code into the graph."},
    {"import", "Take over what indexes of other tools know."},
    {"writing", "State nodes and relationships beside the parsed ones."},
    {"versions", "Versions, branches and tags of the graph."},
    {"transactions", "Reads and writes that become visible together, or not at all."},
    {"nodes", "Read definitions and their relationships."},
    {"relationships", "Read why a relationship is believed."},
    {"search", "Find definitions by name, text and meaning."},
    {"questions", "Ask for what is more than one step away, and about the whole."},
    {"vectors", "Vectors of code and of questions."},
    {"graphql", "Ask for exactly what is needed, in one request."},
    {"projects", "See what is stored."},
    {"streams", "Follow what changes, and read results without bound."},
    {"webhooks", "Have other servers told of what changes."},
    {"mcp", "Serve agents by the Model Context Protocol."},
    {"tasks", "Follow and cancel long work."},
    {"operations", "Health, metrics and this description."},
    {"admin", "Check and care for the store."},
};

/* ---- parameters ---- */

static void put_words(cg_json_writer *w, const char *words)
{
    cg_str rest = cg_str_from(words), word;
    cg_json_put_array(w, "enum");
    while (rest.len && cg_str_split(&rest, '|', &word))
        if (word.len)
            cg_json_write_str(w, word);
    cg_json_end_array(w);
}

static void put_fallback(cg_json_writer *w, const cg_param *param)
{
    if (!param->fallback)
        return;
    bool text = param->type == CG_PARAM_STR || param->type == CG_PARAM_ENUM;
    if (text)
        cg_json_put_str(w, "default", cg_str_from(param->fallback));
    else
        cg_json_put_raw(w, "default", cg_str_from(param->fallback));
}

static void put_text_schema(cg_json_writer *w, const cg_param *param)
{
    cg_json_put_str(w, "type", CG_STR("string"));
    if (param->min)
        cg_json_put_i64(w, "minLength", param->min);
    if (param->max != INT64_MAX)
        cg_json_put_i64(w, "maxLength", param->max ? param->max : 1024);
}

static void put_number_schema(cg_json_writer *w, const cg_param *param)
{
    bool whole = param->type == CG_PARAM_UINT;
    cg_json_put_str(w, "type", whole ? CG_STR("integer") : CG_STR("number"));
    if (param->min || param->max) {
        cg_json_put_i64(w, "minimum", param->min);
        cg_json_put_i64(w, "maximum", param->max);
    }
}

static void write_value_schema(cg_json_writer *w, const cg_param *param)
{
    cg_json_begin_object(w);
    switch (param->type) {
    case CG_PARAM_STR: put_text_schema(w, param); break;
    case CG_PARAM_BOOL: cg_json_put_str(w, "type", CG_STR("boolean")); break;
    case CG_PARAM_ENUM:
        cg_json_put_str(w, "type", CG_STR("string"));
        put_words(w, param->words);
        break;
    case CG_PARAM_UINT:
    case CG_PARAM_NUMBER: put_number_schema(w, param); break;
    }
    put_fallback(w, param);
    cg_json_end_object(w);
}

static void write_param(cg_json_writer *w, const cg_param *param)
{
    static const char *const places[] = {"query", "path", "header"};
    cg_json_begin_object(w);
    cg_json_put_str(w, "name", cg_str_from(param->name));
    cg_json_put_str(w, "in", cg_str_from(places[param->in]));
    cg_json_put_bool(w, "required", param->required);
    if (param->help)
        cg_json_put_str(w, "description", cg_str_from(param->help));
    cg_json_write_key(w, CG_STR("schema"));
    if (param->repeated) {
        cg_json_begin_object(w);
        cg_json_put_str(w, "type", CG_STR("array"));
        cg_json_write_key(w, CG_STR("items"));
        write_value_schema(w, param);
        cg_json_end_object(w);
    } else {
        write_value_schema(w, param);
    }
    if (param->example && !param->repeated)
        cg_json_put_str(w, "example", cg_str_from(param->example));
    cg_json_end_object(w);
}

/* What the server itself reads of a request, whatever its route declares. */
static const cg_param key_param = {
    .name = "Idempotency-Key",
    .in = CG_IN_HEADER,
    .type = CG_PARAM_STR,
    .min = 1,
    .max = 255,
    .help =
        "Visible ASCII. The same request with the same key within 24 hours gets the first reply "
        "again, with the header Idempotency-Replayed; while it is worked on 409, and another "
        "request 422. Errors, streams and replies over 256 KiB are not kept "
        "(Idempotency-Kept: false): they are worked on again. Bodies that are taken as they arrive "
        "(NDJSON, forms, archives) take no key (400): work on them begins before they are known.",
    .example = "4f9c2a7e-1"};

static const cg_param tag_param = {
    .name = "If-None-Match",
    .in = CG_IN_HEADER,
    .type = CG_PARAM_STR,
    .max = INT64_MAX,
    .help = "ETag of a reply to the same request: 304 while nothing has changed."};

static void put_params(cg_json_writer *w, const cg_route *route)
{
    bool takes_key = strcmp(route->method, "POST") == 0;
    bool takes_tag = route->flags & CG_ROUTE_ETAG;
    const cg_param *param = cg_route_param(route, 0);
    if (!param && !takes_key && !takes_tag)
        return;
    cg_json_put_array(w, "parameters");
    for (size_t i = 1; param; param = cg_route_param(route, i++))
        write_param(w, param);
    if (takes_key)
        write_param(w, &key_param);
    if (takes_tag)
        write_param(w, &tag_param);
    cg_json_end_array(w);
}

/* ---- bodies and replies ---- */

static void put_reference(cg_json_writer *w, const char *key, const char *section, const char *name)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_printf(&text, "#/components/%s/%s", section, name);
    cg_json_put_object(w, key);
    cg_json_put_str(w, "$ref", cg_buf_str(&text));
    cg_json_end_object(w);
}

static void put_content(cg_json_writer *w, const cg_content *content, size_t max)
{
    cg_json_put_object(w, "content");
    for (size_t i = 0; i < max && content[i].media; i++) {
        cg_json_put_object(w, content[i].media);
        if (content[i].schema)
            put_reference(w, "schema", "schemas", content[i].schema);
        else
            cg_json_put_raw(w, "schema", CG_STR("{\"type\":\"string\"}"));
        if (content[i].example)
            cg_json_put_raw(w, "example", cg_str_from(content[i].example));
        cg_json_end_object(w);
    }
    cg_json_end_object(w);
}

static void put_body(cg_json_writer *w, const cg_route *route)
{
    if (!route->body)
        return;
    cg_json_put_object(w, "requestBody");
    cg_json_put_bool(w, "required", !(route->flags & CG_ROUTE_BODY_OPTIONAL));
    put_content(w, route->body, SIZE_MAX);
    cg_json_end_object(w);
}

static void put_header(cg_json_writer *w, const char *name, const char *help)
{
    cg_json_put_object(w, name);
    cg_json_put_str(w, "description", cg_str_from(help));
    cg_json_put_raw(w, "schema", CG_STR("{\"type\":\"string\"}"));
    cg_json_end_object(w);
}

static void put_headers(cg_json_writer *w, const cg_route *route, int status)
{
    cg_json_put_object(w, "headers");
    put_header(w, "X-Request-Id", "Taken from the request, or made.");
    if (status == 202)
        put_header(w, "Location", "The task.");
    if (route->flags & CG_ROUTE_ETAG && (status == 200 || status == 304)) {
        put_header(w, "ETag", "Changes with the generation; If-None-Match takes it.");
        put_header(w, "Codegraph-Generation", "The generation that was read.");
    }
    cg_json_end_object(w);
}

static void put_status(cg_json_writer *w, const cg_route *route, const cg_answer *answer)
{
    char status[] = {(char)('0' + answer->status / 100), (char)('0' + answer->status / 10 % 10),
                     (char)('0' + answer->status % 10), 0};
    cg_json_put_object(w, status);
    cg_json_put_str(w, "description", cg_str_from(answer->help));
    put_headers(w, route, answer->status);
    if (answer->content[0].media)
        put_content(w, answer->content, CG_ARRAY_LEN(answer->content));
    cg_json_end_object(w);
}

/* Something in the path, a project or a ref of it: what is not there is not found. */
static bool names_something(const cg_route *route)
{
    for (const cg_param *p = route->params; p && p->name; p++)
        if (p->in == CG_IN_PATH || strcmp(p->name, "project") == 0)
            return true;
    return false;
}

static bool answers_with(const cg_route *route, const char *status)
{
    uint64_t code;
    for (const cg_answer *a = route->answers; a && a->status; a++)
        if (cg_str_to_u64(cg_str_from(status), &code) && (uint64_t)a->status == code)
            return true;
    return false;
}

/* What can go wrong with any request of this form, where the route does not say itself; `default` is for what can go wrong with the server. */
static void put_problems(cg_json_writer *w, const cg_route *route)
{
    bool reads = route->flags & CG_ROUTE_ETAG, changes = route->scope == CG_SCOPE_WRITE;
    bool posts = strcmp(route->method, "POST") == 0;
    const struct {
        const char *status;
        bool applies;
    } problems[] = {
        {"400", true},
        {"403", changes},
        {"404", reads || changes || names_something(route)},
        {"406", true},
        {"409", changes || posts},
        {"410", reads || names_something(route)},
        {"412", changes && !posts},
        {"413", route->body},
        {"415", route->body},
        {"422", posts},
        {"503", true},
        {"504", reads || route->flags & CG_ROUTE_WAITS},
        {"default", true},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(problems); i++)
        if (problems[i].applies && !answers_with(route, problems[i].status))
            put_reference(w, problems[i].status, "responses", "Problem");
}

static void put_answers(cg_json_writer *w, const cg_route *route)
{
    static const cg_answer unchanged = {304, "Nothing has changed since that ETag.", {{0}}};
    cg_json_put_object(w, "responses");
    for (const cg_answer *a = route->answers; a && a->status; a++)
        put_status(w, route, a);
    if (route->flags & CG_ROUTE_ETAG)
        put_status(w, route, &unchanged);
    put_problems(w, route);
    cg_json_end_object(w);
}

/* ---- operations ---- */

static void put_operation(cg_json_writer *w, const cg_route *route)
{
    static const char *const scopes[] = {"public", "read", "write", "admin"};
    char method[8] = {0};
    for (size_t i = 0; route->method[i] && i < sizeof method - 1; i++)
        method[i] = (char)(route->method[i] | 0x20);
    cg_json_put_object(w, method);
    cg_json_put_str(w, "operationId", cg_str_from(route->id));
    cg_json_put_array(w, "tags");
    cg_json_write_str(w, cg_str_from(route->tag));
    cg_json_end_array(w);
    cg_json_put_str(w, "summary", cg_str_from(route->summary));
    cg_json_put_str(w, "description",
                    cg_str_from(route->description ? route->description : route->summary));
    cg_json_put_str(w, "x-scope", cg_str_from(scopes[route->scope]));
    put_params(w, route);
    put_body(w, route);
    put_answers(w, route);
    cg_json_end_object(w);
}

static bool is_first_of_path(size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(cg_routes[i]->path, cg_routes[index]->path) == 0)
            return false;
    return true;
}

static void put_paths(cg_json_writer *w)
{
    cg_json_put_object(w, "paths");
    for (size_t i = 0; i < cg_routes_count; i++) {
        if (!is_first_of_path(i))
            continue;
        cg_json_put_object(w, cg_routes[i]->path);
        for (size_t k = i; k < cg_routes_count; k++)
            if (strcmp(cg_routes[k]->path, cg_routes[i]->path) == 0)
                put_operation(w, cg_routes[k]);
        cg_json_end_object(w);
    }
    cg_json_end_object(w);
}

static cg_code put_schemas(cg_json_writer *w, cg_err *err)
{
    cg_code rc = CG_OK;
    bool *written = openapi_find_written();
    cg_json_put_object(w, "schemas");
    for (size_t i = 0; rc == CG_OK && i < cg_schemas_count; i++) {
        cg_json_write_key(w, cg_str_from(cg_schemas[i].name));
        if (written[i])
            rc = openapi_write_with_nulls(w, i, err);
        else
            cg_json_write_raw(w, cg_str_trim(cg_str_from((const char *)cg_schemas[i].text)));
    }
    cg_json_end_object(w);
    cg_free(written);
    return rc;
}

static cg_code put_components(cg_json_writer *w, cg_err *err)
{
    cg_json_put_object(w, "components");
    cg_code rc = put_schemas(w, err);
    if (rc != CG_OK)
        return rc;
    cg_json_put_object(w, "responses");
    cg_json_put_object(w, "Problem");
    cg_json_put_str(w, "description", CG_STR("What is wrong, as RFC 9457 has it."));
    cg_json_put_object(w, "content");
    cg_json_put_object(w, "application/problem+json");
    put_reference(w, "schema", "schemas", "Problem");
    cg_json_put_raw(w, "example",
                    CG_STR("{\"type\":\"urn:codegraph:problem:not_found\",\"title\":\"Not found\","
                           "\"status\":404,\"code\":\"not_found\",\"detail\":\"no such task\"}"));
    cg_json_end_object(w);
    cg_json_end_object(w);
    cg_json_end_object(w);
    cg_json_end_object(w);
    cg_json_end_object(w);
    return CG_OK;
}

static void put_info(cg_json_writer *w)
{
    cg_json_put_str(w, "openapi", CG_STR("3.1.0"));
    cg_json_put_object(w, "info");
    cg_json_put_str(w, "title", CG_STR("CodeGraph"));
    cg_json_put_str(w, "version", CG_STR(CG_VERSION));
    cg_json_put_str(w, "summary", CG_STR("Source code as a versioned graph."));
    cg_json_put_str(
        w, "description",
        CG_STR(
            "Errors are application/problem+json. Pages have `next_cursor`; a cursor stays on "
            "the generation it was made at. Reads carry an `ETag`; `If-None-Match` answers 304 "
            "without doing the work. Unknown query parameters and body members are refused. A "
            "member of a body that may be left out may be null, which is the same; in what PATCH "
            "merges, null takes back."));
    cg_json_put_raw(w, "contact", CG_STR("{\"name\":\"The developers of CodeGraph\"}"));
    cg_json_put_raw(w, "license",
                    CG_STR("{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}"));
    cg_json_end_object(w);
    cg_json_put_raw(w, "servers", CG_STR("[{\"url\":\"http://127.0.0.1:8080\"}]"));
    cg_json_put_raw(w, "security", CG_STR("[]")); /* nobody is asked who they are */
    cg_json_put_array(w, "tags");
    for (size_t i = 0; i < CG_ARRAY_LEN(tags); i++) {
        cg_json_begin_object(w);
        cg_json_put_str(w, "name", cg_str_from(tags[i].name));
        cg_json_put_str(w, "description", cg_str_from(tags[i].help));
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
}

/* What receivers of webhooks are sent. */
static void put_webhooks(cg_json_writer *w)
{
    cg_json_put_raw(
        w, "webhooks",
        CG_STR(
            "{\"delivery\":{\"post\":{\"operationId\":\"receiveDelivery\",\"tags\":[\"webhooks\"],"
            "\"summary\":\"A message to the receiver of a webhook\","
            "\"description\":\"What a webhook's url is sent: see createWebhook.\","
            "\"parameters\":["
            "{\"name\":\"webhook-id\",\"in\":\"header\",\"required\":true,"
            "\"description\":\"Of the delivery; the same at each attempt.\","
            "\"schema\":{\"type\":\"string\",\"format\":\"uuid\"}},"
            "{\"name\":\"webhook-timestamp\",\"in\":\"header\",\"required\":true,"
            "\"description\":\"When it was sent, in seconds since 1970.\","
            "\"schema\":{\"type\":\"integer\"}},"
            "{\"name\":\"webhook-signature\",\"in\":\"header\",\"required\":true,"
            "\"description\":\"v1, and the base64 of an HMAC-SHA256.\","
            "\"schema\":{\"type\":\"string\"}}],"
            "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":"
            "{\"$ref\":\"#/components/schemas/WebhookMessage\"}}}},"
            "\"responses\":{\"2XX\":{\"description\":\"It is taken.\"},"
            "\"410\":{\"description\":\"Nobody is there any more: the webhook is disabled.\"},"
            "\"default\":{\"description\":\"It is sent again later.\"}}}}}"));
}

/* ---- the document ---- */

static void indent(cg_buf *out, unsigned depth)
{
    cg_buf_add_char(out, '\n');
    for (unsigned i = 0; i < depth; i++)
        cg_buf_add_str(out, CG_STR("  "));
}

/* The text is well-formed, so only strings need care. */
static void prettify(cg_str json, cg_buf *out)
{
    unsigned depth = 0;
    bool in_text = false;
    char before = 0;
    for (size_t i = 0; i < json.len; before = json.ptr[i++]) {
        char c = json.ptr[i], next = i + 1 < json.len ? json.ptr[i + 1] : 0;
        if (in_text) {
            cg_buf_add_char(out, c);
            if (c == '\\')
                cg_buf_add_char(out, json.ptr[++i]);
            in_text = c != '"';
            continue;
        }
        if (c == ' ' || c == '\n')
            continue;
        in_text = c == '"';
        if ((c == '}' || c == ']') && before != '{' && before != '[')
            indent(out, --depth);
        else if (c == '}' || c == ']')
            depth--;
        cg_buf_add_char(out, c);
        if (c == '{' || c == '[')
            depth++;
        if (((c == '{' || c == '[') && next != '}' && next != ']') || c == ',')
            indent(out, depth);
        if (c == ':')
            cg_buf_add_char(out, ' ');
    }
    cg_buf_add_char(out, '\n');
}

/* Re-writes the parsed document: pieces that were written raw are checked and lose their space. */
static cg_code normalise(cg_str raw, cg_buf *out, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_json_writer w;
    cg_err own = {0};
    if (cg_json_parse(raw, NULL, &doc, &own) != CG_OK)
        return CG_FAIL(err, CG_E_INTERNAL, "the OpenAPI document is not JSON: %s", own.text);
    cg_json_writer_init(&w, out);
    cg_json_write_value(&w, cg_json_root(doc));
    return CG_OK;
}

cg_code cg_api_write_openapi(bool pretty, cg_buf *out, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) raw = {0};
    CG_AUTO_VALUE(cg_buf) compact = {0};
    cg_json_writer w;
    cg_json_writer_init(&w, &raw);
    cg_json_begin_object(&w);
    put_info(&w);
    put_paths(&w);
    put_webhooks(&w);
    cg_code rc = put_components(&w, err);
    if (rc != CG_OK)
        return rc;
    cg_json_end_object(&w);
    rc = normalise(cg_buf_str(&raw), &compact, err);
    if (rc != CG_OK)
        return rc;
    if (pretty)
        prettify(cg_buf_str(&compact), out);
    else
        cg_buf_add_str(out, cg_buf_str(&compact));
    return CG_OK;
}
