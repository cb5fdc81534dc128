// SPDX-License-Identifier: Apache-2.0
// Serves what the protocol's conformance suite asks for (tools that return images, ask for input, make progress …) with the
// daemon's own code at /mcp, on a free port that it prints. Nothing of it is in a program that is shipped.
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "fixtures.h"

static const char *schema_of(const char *name)
{
    return fixture_schema(name);
}

static cg_code read_resource(mcp_exchange *x, cg_str uri, cg_json_writer *w, cg_err *err)
{
    static const char prefix[] = "test://template/", suffix[] = "/data";
    const char *media = "text/plain";
    CG_AUTO_VALUE(cg_buf) text = {0};
    bool binary = false;
    (void)x;
    if (cg_str_eq(uri, CG_STR("test://static-text"))) {
        cg_buf_printf(&text, "This is the content of the static text resource.");
    } else if (cg_str_eq(uri, CG_STR("test://static-binary"))) {
        cg_buf_printf(&text, "%s", FIXTURE_PNG);
        media = "image/png";
        binary = true;
    } else if (cg_str_eq(uri, CG_STR("test://watched-resource"))) {
        cg_buf_printf(&text, "Watched.");
    } else if (cg_str_starts(uri, CG_STR(prefix)) && cg_str_ends(uri, CG_STR(suffix))) {
        cg_str id = cg_str_slice(uri, sizeof prefix - 1, uri.len - (sizeof suffix - 1));
        cg_buf_printf(&text,
                      "{\"id\":\"%.*s\",\"templateTest\":true,\"data\":\"Data for ID: %.*s\"}",
                      CG_STR_ARG(id), CG_STR_ARG(id));
        media = "application/json";
    } else {
        return CG_FAIL(err, CG_E_NOT_FOUND, "Resource not found");
    }
    cg_json_begin_object(w);
    cg_json_put_str(w, "uri", uri);
    cg_json_put_str(w, "mimeType", cg_str_from(media));
    cg_json_put_str(w, binary ? "blob" : "text", cg_buf_str(&text));
    cg_json_end_object(w);
    return CG_OK;
}

static cg_code generation_of(cg_api *api, cg_str project, cg_str uri, uint64_t *out_generation,
                             cg_err *err)
{
    (void)api, (void)project, (void)uri, (void)err;
    *out_generation = 1;
    return CG_OK;
}

static cg_code complete(mcp_exchange *x, const mcp_completing *asked, cg_json_writer *w,
                        cg_err *err)
{
    static const char *const words[] = {"paris", "park", "party"};
    (void)x, (void)err;
    for (size_t i = 0; i < CG_ARRAY_LEN(words); i++)
        if (cg_str_starts(cg_str_from(words[i]), asked->value))
            cg_json_write_str(w, cg_str_from(words[i]));
    return CG_OK;
}

static const mcp_resource resources[] = {
    {"test://static-text", "static-text", "Static text", "A static text.", "text/plain"},
    {"test://static-binary", "static-binary", "Static image", "A static image.", "image/png"},
    {"test://watched-resource", "watched", "Watched", "One that can be subscribed to.",
     "text/plain"},
    {0}};
static const mcp_resource templates[] = {
    {"test://template/{id}/data", "template", "Template", "Data by id.", "application/json"}, {0}};

static const cg_mcp_catalog catalog = {
    .name = "codegraph-conformance",
    .title = "Conformance fixtures",
    .instructions = "For tests alone.",
    .tools = fixture_tools,
    .resources = resources,
    .templates = templates,
    .prompts = fixture_prompts,
    .schema = schema_of,
    .read = read_resource,
    .generation = generation_of,
    .complete = complete,
};

extern const cg_route cg_route_mcp_post, cg_route_mcp_get, cg_route_mcp_delete;

int main(void)
{
    static const cg_route *const routes[] = {&cg_route_mcp_post, &cg_route_mcp_get,
                                             &cg_route_mcp_delete};
    const cg_mcp_options mcp = {.sessions_max = 100,
                                .session_ns = UINT64_C(3600000000000),
                                .streams_max = 100,
                                .catalog = &catalog};
    cg_api api = {.mcp = cg_mcp_create(&mcp)};
    cg_http_options opts;
    cg_http *http;
    cg_err err;
    sigset_t wanted;
    int number;
    (void)sigemptyset(&wanted);
    (void)sigaddset(&wanted, SIGTERM);
    (void)sigaddset(&wanted, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &wanted, NULL); /* before there are threads */
    (void)signal(SIGPIPE, SIG_IGN);
    cg_http_options_default(&opts);
    opts.host = "127.0.0.1";
    opts.local_only = true;
    opts.routes = routes;
    opts.route_count = CG_ARRAY_LEN(routes);
    opts.user = &api;
    opts.pool = api.pool = cg_pool_create("work", 4, 256);
    opts.log_requests = false;
    if (cg_http_start(&opts, &http, &err) != CG_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    atomic_store(&api.http, http);
    printf("http://127.0.0.1:%d/mcp\n", cg_http_port(http));
    fflush(stdout);
    (void)sigwait(&wanted, &number);
    cg_http_stop(http, cg_now_ns() + UINT64_C(2000000000));
    cg_pool_destroy(opts.pool);
    cg_mcp_destroy(api.mcp);
    return 0;
}
