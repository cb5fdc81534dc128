// SPDX-License-Identifier: Apache-2.0
// api: which revision a message speaks. The body says so: a _meta with a protocol version is the stateless revision's; without
// one the message belongs to a session, or begins it. Headers repeat it for whoever stands in between, who must not be
// told something else than we are: so they are compared.
#include "mcp.h"

#define KEY "io.modelcontextprotocol/"
#define KEY_VERSION KEY "protocolVersion"
#define KEY_ABILITIES KEY "clientCapabilities"
#define KEY_CLIENT KEY "clientInfo"
#define KEY_LEVEL KEY "logLevel"

static bool fail_header(mcp_exchange *x, const char *what)
{
    return mcp_fail(&x->fault, MCP_E_HEADER, 400, "headers and body disagree: %s", what);
}

static bool fail_revision(mcp_exchange *x, cg_str requested)
{
    cg_json_writer w;
    cg_json_writer_init(&w, &x->fault.data);
    cg_json_begin_object(&w);
    cg_json_put_array(&w, "supported");
    cg_json_write_str(&w, CG_STR(MCP_STATELESS));
    cg_json_write_str(&w, CG_STR(MCP_NEWEST));
    cg_json_write_str(&w, CG_STR(MCP_BEFORE));
    cg_json_end_array(&w);
    cg_json_put_str(&w, "requested", requested);
    cg_json_end_object(&w);
    return mcp_fail(&x->fault, MCP_E_REVISION, 400, "Unsupported protocol version");
}

/* ---- the stateless revision ---- */

static bool is_text(cg_json_value in, const char *key)
{
    return cg_json_type_of(cg_json_get(in, key)) == CG_JSON_STR;
}

bool mcp_envelope_read(const mcp_message *message, mcp_envelope *out, mcp_fault *fault)
{
    cg_json_value meta = message->meta, client = cg_json_get(meta, KEY_CLIENT);
    cg_json_value abilities = cg_json_get(meta, KEY_ABILITIES);
    cg_str level = CG_STR_NULL;
    *out = (mcp_envelope){.level = MCP_SILENT};
    if (cg_json_get_str(meta, KEY_VERSION, &out->claimed, CG_JSON_REQUIRED, NULL) != CG_OK)
        return mcp_fail(fault, MCP_E_PARAMS, 400, "_meta: %s is not a text", KEY_VERSION);
    if (cg_json_type_of(abilities) != CG_JSON_OBJECT)
        return mcp_fail(fault, MCP_E_PARAMS, 400, "_meta: %s is %s", KEY_ABILITIES,
                        abilities.node == NULL ? "missing" : "not an object");
    if (client.node != NULL && (!is_text(client, "name") || !is_text(client, "version")))
        return mcp_fail(fault, MCP_E_PARAMS, 400, "_meta: %s lacks its name or version",
                        KEY_CLIENT);
    if (cg_json_get_str(meta, KEY_LEVEL, &level, CG_JSON_OPTIONAL, NULL) != CG_OK ||
        (level.ptr != NULL && !mcp_level_parse(level, &out->level)))
        return mcp_fail(fault, MCP_E_PARAMS, 400, "_meta: %s is no log level", KEY_LEVEL);
    out->abilities = mcp_abilities_read(abilities);
    return true;
}

static int digit_of(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;
    return at != NULL ? (int)(at - digits) : -1;
}

/* Base64 with its padding, no bits to spare. */
static bool decode(cg_str text, cg_buf *out)
{
    if (text.len % 4 != 0)
        return false;
    for (size_t i = 0; i < text.len; i += 4) {
        unsigned pad = i + 4 < text.len         ? 0
                       : text.ptr[i + 3] != '=' ? 0
                       : text.ptr[i + 2] != '=' ? 1
                                                : 2;
        uint32_t bits = 0;
        for (size_t k = 0; k < 4; k++) {
            int digit = k >= 4 - pad ? 0 : digit_of(text.ptr[i + k]);
            if (digit < 0)
                return false;
            bits = bits << 6 | (uint32_t)digit;
        }
        if ((pad == 1 && (bits & 0xff) != 0) || (pad == 2 && (bits & 0xffff) != 0))
            return false;
        for (unsigned k = 0; k < 3 - pad; k++)
            cg_buf_add_char(out, (char)(bits >> (16 - 8 * k)));
    }
    return true;
}

bool mcp_header_decode(cg_str header, cg_buf *out)
{
    static const char begin[] = "=?base64?", end[] = "?=";
    if (!cg_str_starts(header, CG_STR(begin)) || !cg_str_ends(header, CG_STR(end)) ||
        header.len < sizeof begin - 1 + sizeof end - 1) {
        cg_buf_add_str(out, header);
        return true;
    }
    return decode(cg_str_slice(header, sizeof begin - 1, header.len - (sizeof end - 1)), out);
}

/* Mcp-Name repeats what a request is about. */
static bool check_name(mcp_exchange *x)
{
    static const struct {
        const char *method, *member;
    } named[] = {{"tools/call", "name"}, {"prompts/get", "name"}, {"resources/read", "uri"}};
    CG_AUTO_VALUE(cg_buf) name = {0};
    const cg_value *header = cg_request_value(x->req, "Mcp-Name");
    cg_str wanted;
    for (size_t i = 0; i < CG_ARRAY_LEN(named); i++) {
        if (!cg_str_eq(x->message.method, cg_str_from(named[i].method)))
            continue;
        bool has = cg_json_get_str(x->message.params, named[i].member, &wanted, CG_JSON_REQUIRED,
                                   NULL) == CG_OK;
        if (!header->given)
            return has ? fail_header(x, "Mcp-Name is missing") : true;
        if (!mcp_header_decode(cg_str_trim(header->text), &name))
            return fail_header(x, "Mcp-Name is not Base64");
        if (has && !cg_str_eq(cg_buf_str(&name), wanted))
            return fail_header(x, "Mcp-Name is another");
    }
    return true;
}

static bool check_headers(mcp_exchange *x, cg_str claimed)
{
    const cg_value *version = cg_request_value(x->req, "MCP-Protocol-Version");
    const cg_value *method = cg_request_value(x->req, "Mcp-Method");
    if (version->given && !cg_str_eq(cg_str_trim(version->text), claimed))
        return fail_header(x, "MCP-Protocol-Version is another");
    if (method->given && !cg_str_eq(cg_str_trim(method->text), x->message.method))
        return fail_header(x, "Mcp-Method is another");
    if (!cg_str_eq(claimed, CG_STR(MCP_STATELESS)))
        return fail_revision(x, claimed);
    if (x->message.kind != MCP_REQUEST)
        return true;
    if (!version->given)
        return fail_header(x, "MCP-Protocol-Version is missing");
    if (!method->given)
        return fail_header(x, "Mcp-Method is missing");
    return check_name(x);
}

static bool read_stateless(mcp_exchange *x)
{
    mcp_envelope envelope;
    x->stateless = true;
    if (!mcp_envelope_read(&x->message, &envelope, &x->fault))
        return false;
    x->abilities = envelope.abilities;
    x->level = envelope.level;
    return check_headers(x, envelope.claimed);
}

/* ---- earlier ones ---- */

/* Also of GET and DELETE, which have no message. */
static bool read_session(mcp_exchange *x)
{
    const cg_value *id = cg_request_value(x->req, "Mcp-Session-Id");
    if (!id->given)
        return mcp_fail(
            &x->fault, MCP_E_TRANSPORT, 400,
            "the header Mcp-Session-Id is missing: begin with initialize, or send _meta as "
            "revision " MCP_STATELESS " has it");
    x->session = mcp_session_find(x->mcp, cg_str_trim(id->text));
    if (x->session == NULL)
        return mcp_fail(&x->fault, MCP_E_SESSION, 404,
                        "no such session, or no longer: initialize again");
    x->abilities = mcp_session_abilities(x->session);
    x->level = mcp_session_level(x->mcp, x->session);
    return true;
}

/* What the header may say: of a session what was agreed upon holds, and some clients go on to name an older one. */
static bool is_known(cg_str version)
{
    static const char *const known[] = {MCP_STATELESS, MCP_NEWEST, MCP_BEFORE, "2025-03-26"};
    for (size_t i = 0; i < CG_ARRAY_LEN(known); i++)
        if (cg_str_eq(version, cg_str_from(known[i])))
            return true;
    return false;
}

bool mcp_revision_read(mcp_exchange *x)
{
    const mcp_message *m = &x->message;
    const cg_value *header = cg_request_value(x->req, "MCP-Protocol-Version");
    cg_str version = cg_str_trim(header->text);
    bool stateless = header->given && cg_str_eq(version, CG_STR(MCP_STATELESS));
    bool claims = cg_json_get(m->meta, KEY_VERSION).node != NULL;
    if (claims)
        return read_stateless(x);
    if (header->given && !is_known(version))
        return fail_revision(x, version);
    if (m->kind == MCP_REQUEST && cg_str_eq(m->method, CG_STR("initialize")))
        return stateless ? fail_header(x, "initialize is not of revision " MCP_STATELESS) : true;
    if (!stateless)
        return read_session(x);
    x->stateless = true;
    if (m->kind == MCP_NOTIFICATION)
        return true;
    return mcp_fail(&x->fault, m->kind == MCP_REQUEST ? MCP_E_PARAMS : MCP_E_REQUEST, 400,
                    m->kind == MCP_REQUEST ? "params._meta." KEY_VERSION " is missing"
                                           : "revision " MCP_STATELESS " asks clients nothing");
}
