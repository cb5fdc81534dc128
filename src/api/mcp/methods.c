// SPDX-License-Identifier: Apache-2.0
// api: the methods that are answered at once: who this is, what there is, resources, prompts, completion.
#include "mcp.h"

#define TTL_MS 300000 /* that lists may be kept: they change with the server alone */
#define URI_MAX 4096

/* ---- who this is ---- */

void mcp_put_server_info(cg_json_writer *w, const cg_mcp_catalog *catalog)
{
    cg_json_begin_object(w);
    cg_json_put_str(w, "name", cg_str_from(catalog->name));
    cg_json_put_str(w, "title", cg_str_from(catalog->title));
    cg_json_put_str(w, "version", CG_STR(CG_VERSION));
    cg_json_end_object(w);
}

void mcp_put_result_members(cg_json_writer *w, const cg_mcp_catalog *catalog, bool cacheable)
{
    cg_json_put_str(w, "resultType", CG_STR("complete"));
    if (cacheable) {
        cg_json_put_u64(w, "ttlMs", TTL_MS);
        cg_json_put_str(w, "cacheScope", CG_STR("public"));
    }
    cg_json_put_object(w, "_meta");
    cg_json_write_key(w, CG_STR("io.modelcontextprotocol/serverInfo"));
    mcp_put_server_info(w, catalog);
    cg_json_end_object(w);
}

static void put_empty(cg_json_writer *w, const char *key)
{
    cg_json_put_object(w, key);
    cg_json_end_object(w);
}

void mcp_put_capabilities(cg_json_writer *w)
{
    cg_json_put_object(w, "capabilities");
    put_empty(w, "completions");
    put_empty(w, "logging");
    put_empty(w, "prompts");
    cg_json_put_object(w, "resources");
    cg_json_put_bool(w, "subscribe", true);
    cg_json_end_object(w);
    put_empty(w, "tools");
    cg_json_end_object(w);
}

static cg_code write_initialize(mcp_exchange *x, cg_json_writer *w, cg_err *err)
{
    cg_str asked;
    cg_json_value abilities = {0};
    cg_code rc =
        cg_json_get_str(x->message.params, "protocolVersion", &asked, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = cg_json_get_object(x->message.params, "capabilities", &abilities, CG_JSON_OPTIONAL,
                                err);
    if (rc != CG_OK)
        return rc;
    const char *revision = cg_str_eq(asked, CG_STR(MCP_BEFORE)) ? MCP_BEFORE : MCP_NEWEST;
    rc = mcp_session_create(x->mcp, mcp_abilities_read(abilities), &x->session, err);
    if (rc != CG_OK)
        return rc;
    cg_reply_add_header(x->reply, "Mcp-Session-Id", "%s", mcp_session_id(x->session));
    cg_json_put_str(w, "protocolVersion", cg_str_from(revision));
    mcp_put_capabilities(w);
    cg_json_write_key(w, CG_STR("serverInfo"));
    mcp_put_server_info(w, x->catalog);
    cg_json_put_str(w, "instructions", cg_str_from(x->catalog->instructions));
    return CG_OK;
}

static cg_code write_discover(mcp_exchange *x, cg_json_writer *w, cg_err *err)
{
    (void)err;
    cg_json_put_array(w, "supportedVersions");
    cg_json_write_str(w, CG_STR(MCP_STATELESS));
    cg_json_write_str(w, CG_STR(MCP_NEWEST));
    cg_json_write_str(w, CG_STR(MCP_BEFORE));
    cg_json_end_array(w);
    mcp_put_capabilities(w);
    cg_json_put_str(w, "instructions", cg_str_from(x->catalog->instructions));
    return CG_OK;
}

static cg_code write_nothing(mcp_exchange *x, cg_json_writer *w, cg_err *err)
{
    (void)x, (void)w, (void)err;
    return CG_OK;
}

static cg_code write_set_level(mcp_exchange *x, cg_json_writer *w, cg_err *err)
{
    cg_str word;
    unsigned level;
    (void)w;
    cg_code rc = cg_json_get_str(x->message.params, "level", &word, CG_JSON_REQUIRED, err);
    if (rc != CG_OK)
        return rc;
    if (!mcp_level_parse(word, &level))
        return CG_JSON_FAIL(cg_json_get(x->message.params, "level"), err, CG_E_INVALID,
                            "is no log level");
    mcp_session_set_level(x->mcp, x->session, level);
    return CG_OK;
}

/* ---- tools ---- */

/* Everything fits into one page, so there are no cursors that a client could have. */
static cg_code check_cursor(const mcp_exchange *x, cg_err *err)
{
    cg_json_value cursor = cg_json_get(x->message.params, "cursor");
    if (cursor.node == NULL)
        return CG_OK;
    return CG_JSON_FAIL(cursor, err, CG_E_INVALID, "is not one that this server gave");
}

static void put_optional(cg_json_writer *w, const char *key, const char *text)
{
    if (text != NULL)
        cg_json_put_str(w, key, cg_str_from(text));
}

/* Without the white space that it is written with. */
static void put_schema(const mcp_exchange *x, cg_json_writer *w, const char *key, const char *name)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_str text = cg_str_from(x->catalog->schema(name));
    CG_ASSERT(cg_json_parse(text, NULL, &doc, NULL) == CG_OK);
    cg_json_write_key(w, cg_str_from(key));
    cg_json_write_value(w, cg_json_root(doc));
}

static void write_tool(const mcp_exchange *x, const mcp_tool *tool, cg_json_writer *w)
{
    cg_json_begin_object(w);
    cg_json_put_str(w, "name", cg_str_from(tool->name));
    put_optional(w, "title", tool->title);
    cg_json_put_str(w, "description", cg_str_from(tool->description));
    put_schema(x, w, "inputSchema", tool->input);
    if (tool->output != NULL)
        put_schema(x, w, "outputSchema", tool->output);
    cg_json_put_object(w, "annotations");
    put_optional(w, "title", tool->title);
    cg_json_put_bool(w, "readOnlyHint", tool->reads);
    cg_json_put_bool(w, "destructiveHint", tool->destructive);
    cg_json_put_bool(w, "idempotentHint", tool->idempotent);
    cg_json_put_bool(w, "openWorldHint", false);
    cg_json_end_object(w);
    cg_json_end_object(w);
}

static cg_code write_tools(mcp_exchange *x, cg_json_writer *w, cg_err *err)
{
    cg_code rc = check_cursor(x, err);
    if (rc != CG_OK)
        return rc;
    cg_json_put_array(w, "tools");
    for (const mcp_tool *const *tool = x->catalog->tools; *tool != NULL; tool++)
        write_tool(x, *tool, w);
    cg_json_end_array(w);
    return CG_OK;
}

/* ---- resources ---- */

static cg_code write_list(const mcp_exchange *x, const mcp_resource *list, const char *key,
                          const char *uri_key, cg_json_writer *w, cg_err *err)
{
    cg_code rc = check_cursor(x, err);
    if (rc != CG_OK)
        return rc;
    cg_json_put_array(w, key);
    for (; list != NULL && list->uri != NULL; list++) {
        cg_json_begin_object(w);
        cg_json_put_str(w, uri_key, cg_str_from(list->uri));
        cg_json_put_str(w, "name", cg_str_from(list->name));
        put_optional(w, "title", list->title);
        put_optional(w, "description", list->description);
        put_optional(w, "mimeType", list->media);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
    return CG_OK;
}

static cg_code write_resources(mcp_exchange *x, cg_json_writer *w, cg_err *err)
{
    return write_list(x, x->catalog->resources, "resources", "uri", w, err);
}

static cg_code write_templates(mcp_exchange *x, cg_json_writer *w, cg_err *err)
{
    return write_list(x, x->catalog->templates, "resourceTemplates", "uriTemplate", w, err);
}

static cg_code read_uri(const mcp_exchange *x, cg_str *out_uri, cg_err *err)
{
    cg_code rc = cg_json_get_str(x->message.params, "uri", out_uri, CG_JSON_REQUIRED, err);
    if (rc == CG_OK &&
        (out_uri->len == 0 || out_uri->len > URI_MAX || memchr(out_uri->ptr, 0, out_uri->len)))
        return CG_JSON_FAIL(cg_json_get(x->message.params, "uri"), err, CG_E_INVALID,
                            "must have 1 to %d bytes, none of them NUL", URI_MAX);
    return rc;
}

/* Says which resource there is not. */
static cg_code fail_resource(mcp_exchange *x, cg_str uri, const cg_err *err)
{
    cg_json_writer w;
    cg_json_writer_init(&w, &x->fault.data);
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "uri", uri);
    cg_json_end_object(&w);
    (void)mcp_fail(&x->fault, x->stateless ? MCP_E_PARAMS : MCP_E_RESOURCE, 200, "%s", err->text);
    return CG_E_NOT_FOUND;
}

static cg_code write_resource(mcp_exchange *x, cg_json_writer *w, cg_err *err)
{
    cg_str uri;
    cg_err why = {0};
    cg_code rc = read_uri(x, &uri, err);
    if (rc != CG_OK)
        return rc;
    cg_json_put_array(w, "contents");
    rc = x->catalog->read(x, uri, w, &why);
    if (rc == CG_E_NOT_FOUND)
        return fail_resource(x, uri, &why);
    if (rc != CG_OK)
        return CG_FAIL(err, rc, "%s", why.text);
    cg_json_end_array(w);
    if (x->stateless) { /* it is of a generation: no time tells how long it holds */
        cg_json_put_u64(w, "ttlMs", 0);
        cg_json_put_str(w, "cacheScope", CG_STR("private"));
    }
    return CG_OK;
}

static cg_code write_subscribe(mcp_exchange *x, cg_json_writer *w, cg_err *err)
{
    cg_str uri;
    uint64_t generation = 0;
    cg_err why = {0};
    (void)w;
    cg_code rc = read_uri(x, &uri, err);
    if (rc != CG_OK)
        return rc;
    rc = x->catalog->generation(x->api, x->project, uri, &generation, &why);
    if (rc == CG_E_NOT_FOUND)
        return fail_resource(x, uri, &why);
    if (rc != CG_OK)
        return CG_FAIL(err, rc, "%s", why.text);
    if (!mcp_session_subscribe(x->mcp, x->session, uri, generation))
        return CG_FAIL(err, CG_E_LIMIT, "too many resources are subscribed to");
    return CG_OK;
}

static cg_code write_unsubscribe(mcp_exchange *x, cg_json_writer *w, cg_err *err)
{
    cg_str uri;
    (void)w;
    cg_code rc = read_uri(x, &uri, err);
    if (rc == CG_OK)
        mcp_session_unsubscribe(x->mcp, x->session, uri);
    return rc;
}

/* ---- prompts ---- */

static void write_argument(const mcp_argument *argument, cg_json_writer *w)
{
    cg_json_begin_object(w);
    cg_json_put_str(w, "name", cg_str_from(argument->name));
    cg_json_put_str(w, "description", cg_str_from(argument->description));
    cg_json_put_bool(w, "required", argument->required);
    cg_json_end_object(w);
}

static cg_code write_prompts(mcp_exchange *x, cg_json_writer *w, cg_err *err)
{
    cg_code rc = check_cursor(x, err);
    if (rc != CG_OK)
        return rc;
    cg_json_put_array(w, "prompts");
    for (const mcp_prompt *p = x->catalog->prompts; p->name != NULL; p++) {
        cg_json_begin_object(w);
        cg_json_put_str(w, "name", cg_str_from(p->name));
        put_optional(w, "title", p->title);
        put_optional(w, "description", p->description);
        cg_json_put_array(w, "arguments");
        for (const mcp_argument *a = p->arguments; a != NULL && a->name != NULL; a++)
            write_argument(a, w);
        cg_json_end_array(w);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
    return CG_OK;
}

static const mcp_prompt *find_prompt(const mcp_exchange *x, cg_str name)
{
    for (const mcp_prompt *p = x->catalog->prompts; p->name != NULL; p++)
        if (cg_str_eq(cg_str_from(p->name), name))
            return p;
    return NULL;
}

static cg_code check_arguments(const mcp_prompt *prompt, cg_json_value arguments, cg_err *err)
{
    cg_str text;
    for (const mcp_argument *a = prompt->arguments; a != NULL && a->name != NULL; a++)
        if (a->required &&
            cg_json_get_str(arguments, a->name, &text, CG_JSON_REQUIRED, NULL) != CG_OK)
            return CG_FAIL(err, CG_E_INVALID, "the argument %s is missing, or not a text", a->name);
    return CG_OK;
}

static cg_code write_prompt(mcp_exchange *x, cg_json_writer *w, cg_err *err)
{
    cg_str name;
    cg_json_value arguments = {0};
    cg_code rc = cg_json_get_str(x->message.params, "name", &name, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = cg_json_get_object(x->message.params, "arguments", &arguments, CG_JSON_OPTIONAL, err);
    if (rc != CG_OK)
        return rc;
    const mcp_prompt *prompt = find_prompt(x, name);
    if (prompt == NULL)
        return CG_FAIL(err, CG_E_INVALID, "no prompt is called \"%.*s\"",
                       CG_STR_ARG(cg_utf8_truncate(name, 100)));
    rc = check_arguments(prompt, arguments, err);
    if (rc != CG_OK)
        return rc;
    x->asking = (mcp_asking){.mcp = x->mcp,
                             .session = x->session,
                             .arena = x->arena,
                             .abilities = x->abilities,
                             .fault = &x->fault};
    if (!mcp_asking_read(&x->asking, x->message.params))
        return CG_OK; /* the fault is the reply */
    put_optional(w, "description", prompt->description);
    cg_json_put_array(w, "messages");
    rc = prompt->write(x, arguments, w, err);
    if (rc == CG_OK)
        cg_json_end_array(w);
    return rc;
}

/* ---- completion ---- */

static cg_code read_completing(mcp_exchange *x, mcp_completing *out, cg_err *err)
{
    cg_json_value ref = {0}, argument = {0}, context = {0}, params = x->message.params;
    cg_str type;
    *out = (mcp_completing){0};
    cg_code rc = cg_json_get_object(params, "ref", &ref, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = cg_json_get_str(ref, "type", &type, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        out->of_prompt = cg_str_eq(type, CG_STR("ref/prompt"));
    if (rc == CG_OK && !out->of_prompt && !cg_str_eq(type, CG_STR("ref/resource")))
        rc = CG_JSON_FAIL(cg_json_get(ref, "type"), err, CG_E_INVALID,
                          "is ref/prompt or ref/resource");
    if (rc == CG_OK)
        rc = cg_json_get_str(ref, out->of_prompt ? "name" : "uri", &out->name, CG_JSON_REQUIRED,
                             err);
    if (rc == CG_OK)
        rc = cg_json_get_object(params, "argument", &argument, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = cg_json_get_str(argument, "name", &out->argument, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = cg_json_get_str(argument, "value", &out->value, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = cg_json_get_object(params, "context", &context, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK && context.node != NULL)
        rc = cg_json_get_object(context, "arguments", &out->given, CG_JSON_OPTIONAL, err);
    return rc;
}

static cg_code write_completion(mcp_exchange *x, cg_json_writer *w, cg_err *err)
{
    mcp_completing asked;
    cg_code rc = read_completing(x, &asked, err);
    if (rc != CG_OK)
        return rc;
    cg_json_put_object(w, "completion");
    cg_json_put_array(w, "values");
    rc = x->catalog->complete(x, &asked, w, err);
    if (rc != CG_OK)
        return rc;
    cg_json_end_array(w);
    cg_json_end_object(w);
    return CG_OK;
}

/* ---- the table ---- */

static const mcp_method methods[] = {
    {.name = "initialize", .sessions = true, .write = write_initialize},
    {.name = "ping", .sessions = true, .write = write_nothing},
    {.name = "logging/setLevel", .sessions = true, .write = write_set_level},
    {.name = "resources/subscribe", .sessions = true, .write = write_subscribe},
    {.name = "resources/unsubscribe", .sessions = true, .write = write_unsubscribe},
    {.name = "server/discover", .stateless = true, .cacheable = true, .write = write_discover},
    {.name = "subscriptions/listen", .stateless = true, .reply = mcp_listen},
    {.name = "tools/list",
     .stateless = true,
     .sessions = true,
     .cacheable = true,
     .write = write_tools},
    {.name = "tools/call", .stateless = true, .sessions = true, .reply = mcp_tools_call},
    {.name = "resources/list",
     .stateless = true,
     .sessions = true,
     .cacheable = true,
     .write = write_resources},
    {.name = "resources/templates/list",
     .stateless = true,
     .sessions = true,
     .cacheable = true,
     .write = write_templates},
    {.name = "resources/read", .stateless = true, .sessions = true, .write = write_resource},
    {.name = "prompts/list",
     .stateless = true,
     .sessions = true,
     .cacheable = true,
     .write = write_prompts},
    {.name = "prompts/get", .stateless = true, .sessions = true, .write = write_prompt},
    {.name = "completion/complete", .stateless = true, .sessions = true, .write = write_completion},
};

const mcp_method *mcp_method_find(const mcp_exchange *x)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(methods); i++)
        if (cg_str_eq(x->message.method, cg_str_from(methods[i].name)) &&
            (x->stateless ? methods[i].stateless : methods[i].sessions))
            return &methods[i];
    return NULL;
}
