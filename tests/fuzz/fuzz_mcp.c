// SPDX-License-Identifier: Apache-2.0
// Fuzz target: messages of the Model Context Protocol: what is read of them, and that what is answered is a message.
#include <stddef.h>
#include <stdint.h>

#include "../../src/api/mcp/mcp.h"

static void check_answer(const mcp_message *message, const mcp_fault *fault)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    CG_AUTO(cg_json) doc = NULL;
    CG_AUTO_VALUE(mcp_fault) again = {0};
    mcp_message read;
    mcp_write_fault(&out, message->id, fault);
    CG_ASSERT(cg_json_parse(cg_buf_str(&out), NULL, &doc, NULL) == CG_OK);
    CG_ASSERT(mcp_message_read(cg_json_root(doc), &read, &again) && read.kind == MCP_RESPONSE);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const cg_json_limits limits = {.values_max = 200000};
    cg_str text = cg_str_make((const char *)bytes, len);
    CG_AUTO_VALUE(mcp_fault) fault = {0};
    CG_AUTO_VALUE(cg_buf) header = {0};
    CG_AUTO(cg_json) doc = NULL;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    mcp_message message;
    mcp_envelope envelope;
    cg_json_value answer;
    bool fine = mcp_header_decode(text, &header);
    CG_ASSERT(!fine || header.len <= len);
    if (cg_json_parse(text, &limits, &doc, NULL) != CG_OK)
        return 0;
    fine = mcp_message_read(cg_json_root(doc), &message, &fault);
    if (fine)
        fine = mcp_envelope_read(&message, &envelope, &fault);
    if (fine) {
        mcp_asking asking = {.arena = arena, .abilities = envelope.abilities, .fault = &fault};
        fine = mcp_asking_read(&asking, message.params) &&
               mcp_ask(&asking, "roots", "roots/list", CG_STR("{}"), &answer);
        fine = fine || asking.open;
        mcp_asking_fini(&asking);
    }
    if (!fine)
        check_answer(&message, &fault);
    return 0;
}
