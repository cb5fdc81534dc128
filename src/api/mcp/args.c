// SPDX-License-Identifier: Apache-2.0
// api: arguments of tools. What is wrong with them is said so that a model can mend it.
#include "tool.h"

#define KNOWN_MAX 24

cg_code mcp_read_common(const mcp_call *call, const char *const *known, size_t known_count,
                        mcp_common *out, cg_err *err)
{
    const char *all[KNOWN_MAX] = {"project", "ref", "max_tokens"};
    size_t count = 3;
    *out = (mcp_common){0};
    for (size_t i = 0; i < known_count && count < KNOWN_MAX; i++)
        all[count++] = known[i];
    cg_code rc =
        call->args.node != NULL ? cg_json_check_members(call->args, all, count, err) : CG_OK;
    if (rc == CG_OK)
        rc = mcp_read_text(call->args, "project", CG_JSON_OPTIONAL, &out->where.project, err);
    out->names_project = out->where.project.len > 0;
    if (!out->names_project)
        out->where.project = call->project;
    if (rc == CG_OK)
        rc = mcp_read_text(call->args, "ref", CG_JSON_OPTIONAL, &out->where.ref, err);
    if (rc == CG_OK)
        rc = mcp_read_number(call->args, "max_tokens", MCP_TOKENS_MIN, MCP_TOKENS_MAX, MCP_TOKENS,
                             &out->max_tokens, err);
    return rc;
}

static cg_code check_text(cg_json_value value, cg_str text, cg_err *err)
{
    if (text.len > MCP_TEXT_MAX || (text.len > 0 && memchr(text.ptr, 0, text.len) != NULL))
        return CG_JSON_FAIL(value, err, CG_E_INVALID,
                            "must have at most %d bytes, none of them NUL", MCP_TEXT_MAX);
    return CG_OK;
}

cg_code mcp_read_text(cg_json_value args, const char *key, cg_json_need need, cg_str *out,
                      cg_err *err)
{
    *out = CG_STR_NULL;
    if (args.node == NULL && need == CG_JSON_OPTIONAL)
        return CG_OK;
    if (args.node == NULL) {
        (void)CG_FAIL(err, CG_E_INVALID, "is required");
        return cg_err_at(err, "/%s", key);
    }
    cg_code rc = cg_json_get_str(args, key, out, need, err);
    return rc == CG_OK ? check_text(cg_json_get(args, key), *out, err) : rc;
}

cg_code mcp_read_number(cg_json_value args, const char *key, uint64_t min, uint64_t max,
                        uint64_t fallback, uint64_t *out, cg_err *err)
{
    *out = fallback;
    return args.node == NULL ? CG_OK
                             : cg_json_get_u64(args, key, min, max, out, CG_JSON_OPTIONAL, err);
}

cg_code mcp_read_word(cg_json_value args, const char *key, const char *words, unsigned fallback,
                      unsigned *out, cg_err *err)
{
    cg_str given, rest = cg_str_from(words), word;
    cg_code rc = mcp_read_text(args, key, CG_JSON_OPTIONAL, &given, err);
    *out = fallback;
    if (rc != CG_OK || given.ptr == NULL)
        return rc;
    for (unsigned i = 0; cg_str_split(&rest, '|', &word); i++)
        if (cg_str_eq(word, given)) {
            *out = i;
            return CG_OK;
        }
    return CG_JSON_FAIL(cg_json_get(args, key), err, CG_E_INVALID, "must be one of %s", words);
}

cg_code mcp_read_texts(const mcp_call *call, const char *key, size_t max, const cg_str **out_list,
                       size_t *out_count, cg_err *err)
{
    cg_json_value value = cg_json_get(call->args, key), one;
    cg_json_iter it = {0};
    size_t count = 0;
    cg_code rc = CG_OK;
    bool single = cg_json_type_of(value) == CG_JSON_STR;
    *out_list = NULL;
    *out_count = 0;
    if (!cg_json_has(call->args, key))
        return CG_OK;
    if (!single && cg_json_type_of(value) != CG_JSON_ARRAY)
        return CG_JSON_FAIL(value, err, CG_E_INVALID, "must be a text or an array of texts");
    if (!single && cg_json_count(value) > max)
        return CG_JSON_FAIL(value, err, CG_E_INVALID, "may have at most %zu elements", max);
    cg_str *list = cg_arena_alloc_array(call->arena, cg_json_count(value) + 1, sizeof *list);
    if (single)
        rc = mcp_read_text(call->args, key, CG_JSON_REQUIRED, &list[count++], err);
    while (rc == CG_OK && !single && cg_json_next(value, &it, &one)) {
        rc = cg_json_as_str(one, &list[count], err);
        if (rc == CG_OK)
            rc = check_text(one, list[count++], err);
    }
    *out_list = list;
    *out_count = rc == CG_OK ? count : 0;
    return rc;
}

static cg_code read_kinds(const mcp_call *call, cg_node_filter *out, cg_err *err)
{
    const cg_str *words;
    size_t count;
    cg_code rc = mcp_read_texts(call, "kinds", CG_NODE_KIND_LIMIT, &words, &count, err);
    cg_node_kind *kinds = cg_arena_alloc_array(call->arena, count + 1, sizeof *kinds);
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        kinds[i] = cg_node_kind_parse(words[i]);
        if (kinds[i] == CG_NODE_NONE)
            rc = CG_JSON_FAIL(cg_json_get(call->args, "kinds"), err, CG_E_INVALID,
                              "%.*s is no kind: function, method, class, struct, interface, …",
                              CG_STR_ARG(cg_utf8_truncate(words[i], 60)));
    }
    out->kinds = kinds;
    out->kinds_count = rc == CG_OK ? count : 0;
    return rc;
}

static cg_code read_languages(const mcp_call *call, cg_node_filter *out, cg_err *err)
{
    const cg_str *words;
    size_t count;
    cg_code rc = mcp_read_texts(call, "languages", CG_LANG_LIMIT, &words, &count, err);
    cg_lang_id *langs = cg_arena_alloc_array(call->arena, count + 1, sizeof *langs);
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        langs[i] = cg_lang_parse(words[i]);
        if (langs[i] == CG_LANG_NONE)
            rc = CG_JSON_FAIL(cg_json_get(call->args, "languages"), err, CG_E_INVALID,
                              "%.*s is no language that is parsed",
                              CG_STR_ARG(cg_utf8_truncate(words[i], 60)));
    }
    out->langs = langs;
    out->langs_count = rc == CG_OK ? count : 0;
    return rc;
}

cg_code mcp_read_filter(const mcp_call *call, cg_node_filter *out, cg_err *err)
{
    *out = (cg_node_filter){0};
    cg_code rc = mcp_read_text(call->args, "path", CG_JSON_OPTIONAL, &out->path, err);
    if (rc == CG_OK)
        rc = read_kinds(call, out, err);
    return rc == CG_OK ? read_languages(call, out, err) : rc;
}
