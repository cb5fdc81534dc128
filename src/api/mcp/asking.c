// SPDX-License-Identifier: Apache-2.0
// api: questions to the client in the midst of a request: its roots, its user, its model.
#include "mcp.h"

#define QUESTIONS_MAX 8

bool mcp_asking_read(mcp_asking *asking, cg_json_value params)
{
    cg_json_value responses = cg_json_get(params, "inputResponses"), one;
    cg_json_value state = cg_json_get(params, "requestState");
    cg_json_iter it = {0};
    if (state.node != NULL && cg_json_as_str(state, &asking->state, NULL) != CG_OK)
        return mcp_fail(asking->fault, MCP_E_PARAMS, 200, "requestState is not a text");
    if (responses.node == NULL)
        return true;
    if (cg_json_type_of(responses) != CG_JSON_OBJECT)
        return mcp_fail(asking->fault, MCP_E_PARAMS, 200, "inputResponses is not an object");
    while (cg_json_next(responses, &it, &one))
        if (cg_json_type_of(one) != CG_JSON_OBJECT)
            return mcp_fail(asking->fault, MCP_E_PARAMS, 200,
                            "inputResponses: %.*s is not an object",
                            CG_STR_ARG(cg_utf8_truncate(cg_json_key(one), 100)));
    asking->responses = responses;
    return true;
}

/* ---- whether the client can be asked ---- */

static const char *ability_of(const mcp_asking *asking, const char *method)
{
    static const struct {
        const char *method, *ability;
    } needed[] = {{"roots/list", "roots"},
                  {"sampling/createMessage", "sampling"},
                  {"elicitation/create", "elicitation"}};
    const bool has[] = {asking->abilities.roots, asking->abilities.sampling,
                        asking->abilities.elicitation};
    for (size_t i = 0; i < CG_ARRAY_LEN(needed); i++)
        if (strcmp(needed[i].method, method) == 0)
            return has[i] ? NULL : needed[i].ability;
    return NULL;
}

static bool fail_ability(mcp_asking *asking, const char *ability)
{
    cg_json_writer w;
    cg_buf_clear(&asking->fault->data);
    cg_json_writer_init(&w, &asking->fault->data);
    cg_json_begin_object(&w);
    cg_json_put_object(&w, "requiredCapabilities");
    cg_json_put_object(&w, ability);
    cg_json_end_object(&w);
    cg_json_end_object(&w);
    cg_json_end_object(&w);
    return mcp_fail(asking->fault, MCP_E_CAPABILITY, asking->session == NULL ? 400 : 200,
                    "the client does not offer %s", ability);
}

/* ---- asking ---- */

static mcp_question *find(mcp_asking *asking, cg_str key)
{
    for (size_t i = 0; i < asking->questions.len; i++)
        if (cg_str_eq(asking->questions.ptr[i].key, key))
            return &asking->questions.ptr[i];
    return NULL;
}

/* A session's answer is a message of its own, which has both members; a response is the result alone. */
static bool answered(mcp_asking *asking, cg_str key, cg_json_value *out_answer)
{
    if (asking->session == NULL) {
        cg_json_value one;
        cg_json_iter it = {0};
        while (cg_json_next(asking->responses, &it, &one))
            if (cg_str_eq(cg_json_key(one), key)) {
                *out_answer = one;
                return true;
            }
        return false;
    }
    mcp_question *q = find(asking, key);
    if (q == NULL || q->number == 0)
        return false;
    if (q->doc == NULL)
        q->doc = mcp_session_take_answer(asking->mcp, asking->session, q->number);
    if (q->doc == NULL)
        return false;
    *out_answer = cg_json_get(cg_json_root(q->doc), "result");
    return true;
}

bool mcp_ask(mcp_asking *asking, const char *key, const char *method, cg_str params,
             cg_json_value *out_answer)
{
    cg_str name = cg_str_from(key);
    const char *lacking = ability_of(asking, method);
    if (lacking != NULL)
        return fail_ability(asking, lacking);
    if (answered(asking, name, out_answer))
        return true;
    if (asking->session != NULL && !asking->may_send)
        return mcp_fail(asking->fault, MCP_E_PARAMS, 200,
                        "the client takes no stream, so it cannot be asked: Accept must admit "
                        "text/event-stream");
    asking->open = true;
    if (find(asking, name) == NULL && asking->questions.len < QUESTIONS_MAX)
        CG_VEC_PUSH(&asking->questions,
                    (mcp_question){.key = cg_arena_str(asking->arena, name),
                                   .method = cg_arena_str(asking->arena, cg_str_from(method)),
                                   .params = cg_arena_str(asking->arena, params)});
    return false;
}

void mcp_asking_send(mcp_asking *asking, cg_buf *events)
{
    for (size_t i = 0; i < asking->questions.len; i++) {
        mcp_question *q = &asking->questions.ptr[i];
        CG_AUTO_VALUE(cg_buf) message = {0};
        if (q->number != 0 || q->doc != NULL)
            continue;
        q->number = mcp_session_ask(asking->mcp, asking->session);
        if (q->number == 0)
            continue; /* too many are open: the next step tries again */
        mcp_write_request(&message, q->number, q->method.ptr, q->params);
        mcp_add_event(events, cg_buf_str(&message));
    }
}

void mcp_asking_write(const mcp_asking *asking, cg_json_writer *w)
{
    cg_json_put_object(w, "inputRequests");
    for (size_t i = 0; i < asking->questions.len; i++) {
        const mcp_question *q = &asking->questions.ptr[i];
        cg_json_put_object(w, q->key.ptr);
        cg_json_put_str(w, "method", q->method);
        cg_json_put_raw(w, "params", q->params);
        cg_json_end_object(w);
    }
    cg_json_end_object(w);
    if (asking->new_state.ptr != NULL)
        cg_json_put_str(w, "requestState", asking->new_state);
    cg_json_put_str(w, "resultType", CG_STR("input_required"));
}

void mcp_asking_fini(mcp_asking *asking)
{
    for (size_t i = 0; i < asking->questions.len; i++) {
        mcp_question *q = &asking->questions.ptr[i];
        if (q->number != 0 && q->doc == NULL)
            mcp_session_forget(asking->mcp, asking->session, q->number);
        cg_json_destroy(q->doc);
    }
    CG_VEC_FINI(&asking->questions);
}
