// SPDX-License-Identifier: Apache-2.0
// The prompts that the conformance suite gets.
#include "fixtures.h"

static void write_text(cg_json_writer *w, cg_str text)
{
    cg_json_begin_object(w);
    cg_json_put_str(w, "role", CG_STR("user"));
    cg_json_put_object(w, "content");
    cg_json_put_str(w, "type", CG_STR("text"));
    cg_json_put_str(w, "text", text);
    cg_json_end_object(w);
    cg_json_end_object(w);
}

static cg_str given(cg_json_value arguments, const char *name)
{
    cg_str text = CG_STR_NULL;
    return cg_json_get_str(arguments, name, &text, CG_JSON_REQUIRED, NULL) == CG_OK ? text
                                                                                    : CG_STR_NULL;
}

static cg_code simple(mcp_exchange *x, cg_json_value arguments, cg_json_writer *w, cg_err *err)
{
    (void)x, (void)arguments, (void)err;
    write_text(w, CG_STR("This is a simple prompt for testing."));
    return CG_OK;
}

static cg_code with_arguments(mcp_exchange *x, cg_json_value arguments, cg_json_writer *w,
                              cg_err *err)
{
    (void)err;
    write_text(w, cg_arena_printf(x->arena, "Prompt with arguments: arg1='%.*s', arg2='%.*s'",
                                  CG_STR_ARG(given(arguments, "arg1")),
                                  CG_STR_ARG(given(arguments, "arg2"))));
    return CG_OK;
}

static cg_code with_resource(mcp_exchange *x, cg_json_value arguments, cg_json_writer *w,
                             cg_err *err)
{
    (void)x, (void)err;
    cg_json_begin_object(w);
    cg_json_put_str(w, "role", CG_STR("user"));
    cg_json_put_object(w, "content");
    cg_json_put_str(w, "type", CG_STR("resource"));
    cg_json_put_object(w, "resource");
    cg_json_put_str(w, "uri", given(arguments, "resourceUri"));
    cg_json_put_str(w, "mimeType", CG_STR("text/plain"));
    cg_json_put_str(w, "text", CG_STR("Embedded resource content for testing."));
    cg_json_end_object(w);
    cg_json_end_object(w);
    cg_json_end_object(w);
    write_text(w, CG_STR("Please process the embedded resource above."));
    return CG_OK;
}

static cg_code with_image(mcp_exchange *x, cg_json_value arguments, cg_json_writer *w, cg_err *err)
{
    (void)x, (void)arguments, (void)err;
    cg_json_write_raw(
        w, CG_STR("{\"role\":\"user\",\"content\":{\"type\":\"image\",\"data\":\"" FIXTURE_PNG
                  "\",\"mimeType\":\"image/png\"}}"));
    write_text(w, CG_STR("Please analyze the image above."));
    return CG_OK;
}

static cg_code with_input(mcp_exchange *x, cg_json_value arguments, cg_json_writer *w, cg_err *err)
{
    cg_json_value answer;
    (void)arguments, (void)err;
    if (mcp_ask(
            &x->asking, "user_context", "elicitation/create",
            CG_STR(
                "{\"message\":\"What context should the prompt use?\",\"requestedSchema\":{\"type\":\"object\","
                "\"properties\":{\"context\":{\"type\":\"string\"}},\"required\":[\"context\"]}}"),
            &answer))
        write_text(w, CG_STR("With the context that was given."));
    return CG_OK;
}

static const mcp_argument two[] = {
    {"arg1", "First test argument", true}, {"arg2", "Second test argument", true}, {0}};
static const mcp_argument uri[] = {{"resourceUri", "URI of the resource to embed", true}, {0}};

const mcp_prompt fixture_prompts[] = {
    {"test_simple_prompt", "Simple", "A simple prompt.", NULL, simple},
    {"test_prompt_with_arguments", "Arguments", "A prompt with arguments.", two, with_arguments},
    {"test_prompt_with_embedded_resource", "Resource", "A prompt with a resource.", uri,
     with_resource},
    {"test_prompt_with_image", "Image", "A prompt with an image.", NULL, with_image},
    {"test_input_required_result_prompt", "Input", "A prompt that asks.", NULL, with_input},
    {0}};
