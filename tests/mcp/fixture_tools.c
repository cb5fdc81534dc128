// SPDX-License-Identifier: Apache-2.0
// The tools that the conformance suite calls.
#include "fixtures.h"

#include <stdio.h>

#define PAUSE_NS UINT64_C(50000000)

/* ---- contents ---- */

static cg_code simple_text(mcp_call *call, cg_err *err)
{
    (void)err;
    mcp_add_text(call, CG_STR("This is a simple text response for testing."));
    return CG_OK;
}

static void add_image(mcp_call *call)
{
    mcp_add_content(call, CG_STR("{\"type\":\"image\",\"data\":\"" FIXTURE_PNG
                                 "\",\"mimeType\":\"image/png\"}"));
}

static cg_code image(mcp_call *call, cg_err *err)
{
    (void)err;
    add_image(call);
    return CG_OK;
}

static cg_code audio(mcp_call *call, cg_err *err)
{
    (void)err;
    mcp_add_content(call, CG_STR("{\"type\":\"audio\",\"data\":\"" FIXTURE_WAV
                                 "\",\"mimeType\":\"audio/wav\"}"));
    return CG_OK;
}

static cg_code embedded(mcp_call *call, cg_err *err)
{
    (void)err;
    mcp_add_content(
        call,
        CG_STR(
            "{\"type\":\"resource\",\"resource\":{\"uri\":\"test://embedded-resource\",\"mimeType\":"
            "\"text/plain\",\"text\":\"This is an embedded resource content.\"}}"));
    return CG_OK;
}

static cg_code mixed(mcp_call *call, cg_err *err)
{
    (void)err;
    mcp_add_text(call, CG_STR("Multiple content types test:"));
    add_image(call);
    mcp_add_content(
        call,
        CG_STR(
            "{\"type\":\"resource\",\"resource\":{\"uri\":\"test://mixed-content-resource\","
            "\"mimeType\":\"application/json\",\"text\":\"{\\\"test\\\":\\\"data\\\",\\\"value\\\":123}\"}}"));
    return CG_OK;
}

static cg_code failing(mcp_call *call, cg_err *err)
{
    (void)call;
    return CG_FAIL(err, CG_E_INVALID, "This tool intentionally returns an error for testing");
}

/* ---- steps ---- */

static int *step_of(mcp_call *call)
{
    if (call->own == NULL)
        call->own = cg_arena_alloc(call->kept, sizeof(int));
    return call->own;
}

static cg_code logging(mcp_call *call, cg_err *err)
{
    static const char *const texts[] = {"Tool execution started", "Tool processing data",
                                        "Tool execution completed"};
    int *step = step_of(call);
    (void)err;
    mcp_log(call, MCP_INFO, "%s", texts[*step]);
    if (++*step < 3)
        mcp_call_wait(call, cg_now_ns() + PAUSE_NS);
    else
        mcp_add_text(call, CG_STR("Logged three times."));
    return CG_OK;
}

static cg_code progressing(mcp_call *call, cg_err *err)
{
    int *step = step_of(call);
    (void)err;
    mcp_progress(call, *step * 50, 100, "step %d", *step);
    if (++*step < 3)
        mcp_call_wait(call, cg_now_ns() + PAUSE_NS);
    else
        mcp_add_text(call, CG_STR("Made progress."));
    return CG_OK;
}

/* ---- questions ---- */

#define SCHEMA(properties, required)                                                               \
    "\"requestedSchema\":{\"type\":\"object\",\"properties\":{" properties                         \
    "},\"required\":[" required "]}"
#define NAME_SCHEMA SCHEMA("\"name\":{\"type\":\"string\"}", "\"name\"")
#define SAMPLING(text)                                                                             \
    "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"" text            \
    "\"}}],\"maxTokens\":100}"

static void add_answer(mcp_call *call, const char *before, cg_json_value answer)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_json_writer w;
    cg_buf_printf(&text, "%s", before);
    cg_json_writer_init(&w, &text);
    cg_json_write_value(&w, answer);
    mcp_add_text(call, cg_buf_str(&text));
}

/* One question, and its answer as text. */
static cg_code ask(mcp_call *call, const char *key, const char *method, const char *params,
                   const char *before)
{
    cg_json_value answer;
    if (mcp_need(call, key, method, cg_str_from(params), &answer))
        add_answer(call, before, answer);
    return CG_OK;
}

/* The argument `name` as JSON text, for a question. */
static cg_str argument(mcp_call *call, const char *name)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_json_writer w;
    cg_json_writer_init(&w, &text);
    cg_json_write_value(&w, cg_json_get(call->args, name));
    return cg_arena_str(call->kept, cg_buf_str(&text));
}

static cg_code sampling(mcp_call *call, cg_err *err)
{
    cg_str prompt = argument(call, "prompt");
    (void)err;
    cg_str params = cg_arena_printf(
        call->kept,
        "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":%.*s}}],"
        "\"maxTokens\":100}",
        CG_STR_ARG(prompt));
    return ask(call, "sampling", "sampling/createMessage", params.ptr, "LLM response: ");
}

static cg_code elicitation(mcp_call *call, cg_err *err)
{
    cg_str message = argument(call, "message");
    (void)err;
    cg_str params = cg_arena_printf(
        call->kept, "{\"message\":%.*s,%s}", CG_STR_ARG(message),
        SCHEMA("\"username\":{\"type\":\"string\",\"description\":\"User's response\"},"
               "\"email\":{\"type\":\"string\",\"description\":\"User's email address\"}",
               "\"username\",\"email\""));
    return ask(call, "user", "elicitation/create", params.ptr, "User response: ");
}

static cg_code defaults(mcp_call *call, cg_err *err)
{
    (void)err;
    return ask(
        call, "defaults", "elicitation/create",
        "{\"message\":\"Please confirm\"," SCHEMA(
            "\"name\":{\"type\":\"string\",\"default\":\"John Doe\"},"
            "\"age\":{\"type\":\"integer\",\"default\":30},"
            "\"score\":{\"type\":\"number\",\"default\":95.5},"
            "\"status\":{\"type\":\"string\",\"enum\":[\"active\",\"inactive\",\"pending\"],\"default\":\"active\"},"
            "\"verified\":{\"type\":\"boolean\",\"default\":true}",
            "") "}",
        "Elicitation completed: ");
}

#define TITLED(a, b, c, title)                                                                     \
    "{\"const\":\"" a "\",\"title\":\"First " title "\"},{\"const\":\"" b                          \
    "\",\"title\":\"Second " title "\"},{\"const\":\"" c "\",\"title\":\"Third " title "\"}"

static cg_code enums(mcp_call *call, cg_err *err)
{
    (void)err;
    return ask(
        call, "enums", "elicitation/create",
        "{\"message\":\"Please choose\"," SCHEMA(
            "\"untitledSingle\":{\"type\":\"string\",\"enum\":[\"option1\",\"option2\",\"option3\"]},"
            "\"titledSingle\":{\"type\":\"string\",\"oneOf\":[" TITLED(
                "value1", "value2", "value3",
                "Option") "]},"
                          "\"legacyEnum\":{\"type\":\"string\",\"enum\":[\"opt1\",\"opt2\",\"opt3\"],\"enumNames\":"
                          "[\"Option One\",\"Option Two\",\"Option Three\"]},"
                          "\"untitledMulti\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":"
                          "[\"option1\",\"option2\",\"option3\"]}},"
                          "\"titledMulti\":{\"type\":\"array\",\"items\":{\"anyOf\":[" TITLED(
                              "value1", "value2", "value3", "Choice") "]}}",
            "") "}",
        "Elicitation completed: ");
}

static cg_code missing_capability(mcp_call *call, cg_err *err)
{
    (void)err;
    return ask(call, "missing", "sampling/createMessage", SAMPLING("Are you there?"), "");
}

static cg_code input_elicitation(mcp_call *call, cg_err *err)
{
    (void)err;
    return ask(call, "user_name", "elicitation/create",
               "{\"message\":\"What is your name?\"," NAME_SCHEMA "}", "Hello ");
}

static cg_code input_sampling(mcp_call *call, cg_err *err)
{
    (void)err;
    return ask(call, "capital_question", "sampling/createMessage",
               SAMPLING("What is the capital of France?"), "");
}

static cg_code input_roots(mcp_call *call, cg_err *err)
{
    (void)err;
    return ask(call, "client_roots", "roots/list", "{}", "Roots: ");
}

static cg_code input_capabilities(mcp_call *call, cg_err *err)
{
    cg_json_value answer;
    bool all = true;
    (void)err;
    if (call->asking.abilities.sampling)
        all &= mcp_need(call, "thought", "sampling/createMessage", CG_STR(SAMPLING("Think.")),
                        &answer);
    if (call->asking.abilities.elicitation)
        all &= mcp_need(call, "name", "elicitation/create",
                        CG_STR("{\"message\":\"Name?\"," NAME_SCHEMA "}"), &answer);
    if (all)
        mcp_add_text(call, CG_STR("Asked what could be asked."));
    return CG_OK;
}

/* ---- questions with a state: each may be given back once, as it was ---- */

#define STATES_MAX 256

static struct {
    _Atomic uint64_t count;
    char given[STATES_MAX][40];
} states;

static cg_str give_state(mcp_call *call, int round)
{
    uint64_t random[2], slot = states.count++ % STATES_MAX;
    cg_random_bytes(random, sizeof random);
    (void)snprintf(states.given[slot], sizeof states.given[slot], "%d-%016" PRIx64 "%016" PRIx64,
                   round, random[0], random[1]);
    return cg_arena_str(call->kept, cg_str_from(states.given[slot]));
}

/* The round that a state is of; 0: there is none. -1: nobody was given it. */
static int round_of(const mcp_call *call)
{
    if (call->asking.state.ptr == NULL)
        return 0;
    for (size_t i = 0; i < STATES_MAX; i++)
        if (states.given[i][0] != '\0' &&
            cg_str_eq(cg_str_from(states.given[i]), call->asking.state))
            return states.given[i][0] - '0';
    return -1;
}

static bool is_tampered(mcp_call *call, int round)
{
    if (round >= 0)
        return false;
    (void)mcp_fail(&call->fault, MCP_E_PARAMS, 200,
                   "requestState is not one that this server gave");
    return true;
}

static cg_code with_state(mcp_call *call, cg_err *err)
{
    cg_json_value answer;
    int round = round_of(call);
    (void)err;
    if (is_tampered(call, round))
        return CG_OK;
    bool answered = mcp_need(call, "confirm", "elicitation/create",
                             CG_STR("{\"message\":\"Please confirm\"," SCHEMA(
                                 "\"ok\":{\"type\":\"boolean\"}", "\"ok\"") "}"),
                             &answer);
    if (answered && round == 1)
        mcp_add_text(call, CG_STR("state-ok"));
    call->asking.new_state = give_state(call, 1);
    return CG_OK;
}

static cg_code several(mcp_call *call, cg_err *err)
{
    cg_json_value answer;
    (void)err;
    if (is_tampered(call, round_of(call)))
        return CG_OK;
    bool all = mcp_need(call, "user_name", "elicitation/create",
                        CG_STR("{\"message\":\"What is your name?\"," NAME_SCHEMA "}"), &answer);
    all &= mcp_need(call, "greeting", "sampling/createMessage",
                    CG_STR(SAMPLING("Generate a greeting")), &answer);
    all &= mcp_need(call, "client_roots", "roots/list", CG_STR("{}"), &answer);
    if (all)
        mcp_add_text(call, CG_STR("All was answered."));
    call->asking.new_state = give_state(call, 1);
    return CG_OK;
}

static cg_code rounds(mcp_call *call, cg_err *err)
{
    cg_json_value answer;
    int round = round_of(call);
    (void)err;
    if (is_tampered(call, round))
        return CG_OK;
    bool second =
        round > 0 &&
        (round > 1 ||
         mcp_need(call, "step1", "elicitation/create",
                  CG_STR("{\"message\":\"Step 1: What is your name?\"," NAME_SCHEMA "}"), &answer));
    bool done =
        second && mcp_need(call, "step2", "elicitation/create",
                           CG_STR("{\"message\":\"Step 2: What is your favorite color?\"," SCHEMA(
                               "\"color\":{\"type\":\"string\"}", "\"color\"") "}"),
                           &answer);
    if (round == 0 &&
        mcp_need(call, "step1", "elicitation/create",
                 CG_STR("{\"message\":\"Step 1: What is your name?\"," NAME_SCHEMA "}"), &answer))
        mcp_add_text(call, CG_STR("answered without a state"));
    if (done)
        mcp_add_text(call, CG_STR("Both steps were answered."));
    call->asking.new_state = give_state(call, second ? 2 : 1);
    return CG_OK;
}

/* ---- the tables ---- */

#define TOOL(id, schema, run)                                                                      \
    &(const mcp_tool)                                                                              \
    {                                                                                              \
        .name = id, .title = id, .description = "A fixture.", .input = schema, .reads = true,      \
        .step = run                                                                                \
    }

const mcp_tool *const fixture_tools[] = {
    TOOL("test_simple_text", "none", simple_text),
    TOOL("test_image_content", "none", image),
    TOOL("test_audio_content", "none", audio),
    TOOL("test_embedded_resource", "none", embedded),
    TOOL("test_multiple_content_types", "none", mixed),
    TOOL("test_error_handling", "none", failing),
    TOOL("test_tool_with_logging", "none", logging),
    TOOL("test_logging_tool", "none", logging),
    TOOL("test_tool_with_progress", "none", progressing),
    TOOL("test_sampling", "prompt", sampling),
    TOOL("test_elicitation", "message", elicitation),
    TOOL("test_elicitation_sep1034_defaults", "none", defaults),
    TOOL("test_elicitation_sep1330_enums", "none", enums),
    TOOL("test_missing_capability", "none", missing_capability),
    TOOL("test_streaming_elicitation", "none", input_elicitation),
    TOOL("test_input_required_result_elicitation", "none", input_elicitation),
    TOOL("test_input_required_result_sampling", "none", input_sampling),
    TOOL("test_input_required_result_list_roots", "none", input_roots),
    TOOL("test_input_required_result_request_state", "none", with_state),
    TOOL("test_input_required_result_tampered_state", "none", with_state),
    TOOL("test_input_required_result_multiple_inputs", "none", several),
    TOOL("test_input_required_result_multi_round", "none", rounds),
    TOOL("test_input_required_result_capabilities", "none", input_capabilities),
    TOOL("json_schema_2020_12_tool", "dialect", simple_text),
    NULL};

const char *fixture_schema(const char *name)
{
    static const struct {
        const char *name, *text;
    } schemas[] = {
        {"none", "{\"type\":\"object\",\"properties\":{}}"},
        {"prompt",
         "{\"type\":\"object\",\"properties\":{\"prompt\":{\"type\":\"string\"}},\"required\":[\"prompt\"]}"},
        {"message",
         "{\"type\":\"object\",\"properties\":{\"message\":{\"type\":\"string\"}},\"required\":[\"message\"]}"},
        {"dialect",
         "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\",\"$defs\":{\"address\":{"
         "\"$anchor\":\"addressDef\",\"type\":\"object\",\"properties\":{\"street\":{\"type\":\"string\"},\"city\":{"
         "\"type\":\"string\"}}}},\"properties\":{\"name\":{\"type\":\"string\"},\"address\":{\"$ref\":"
         "\"#/$defs/address\"},\"contactMethod\":{\"type\":\"string\",\"enum\":[\"phone\",\"email\"]},\"phone\":{\"type\":"
         "\"string\"},\"email\":{\"type\":\"string\"}},\"allOf\":[{\"anyOf\":[{\"required\":[\"phone\"]},{\"required\":"
         "[\"email\"]}]}],\"if\":{\"properties\":{\"contactMethod\":{\"const\":\"phone\"}},\"required\":[\"contactMethod\"]},"
         "\"then\":{\"required\":[\"phone\"]},\"else\":{\"required\":[\"email\"]},\"additionalProperties\":false}"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(schemas); i++)
        if (strcmp(schemas[i].name, name) == 0)
            return schemas[i].text;
    return NULL;
}
