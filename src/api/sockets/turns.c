// SPDX-License-Identifier: Apache-2.0
// api: subscriptions of one WebSocket, pulled in turn.
#include "turns.h"

static void end(cg_turns *turns, size_t i)
{
    turns->protocol->close(turns->open.ptr[i].source);
    cg_free(turns->open.ptr[i].id);
    turns->open.ptr[i] = turns->open.ptr[--turns->open.len];
}

void cg_turns_fini(cg_turns *turns)
{
    while (turns->open.len > 0)
        end(turns, turns->open.len - 1);
    CG_VEC_FINI(&turns->open);
}

/* ---- ids ---- */

static bool find(const cg_turns *turns, cg_str id, size_t *out_i)
{
    for (size_t i = 0; i < turns->open.len; i++)
        if (cg_str_eq(cg_str_from(turns->open.ptr[i].id), id)) {
            *out_i = i;
            return true;
        }
    return false;
}

bool cg_turns_has(const cg_turns *turns, cg_str id)
{
    size_t i;
    return find(turns, id, &i);
}

void cg_turns_add(cg_turns *turns, cg_str id, void *take_source)
{
    cg_turn turn = {cg_strdup(id), take_source};
    CG_VEC_PUSH(&turns->open, turn);
}

cg_code cg_turns_read_id(const cg_turns *turns, cg_json_value root, cg_str *out_id, cg_err *err)
{
    unsigned max = turns->protocol->id_max;
    cg_code rc = cg_json_get_str(root, "id", out_id, CG_JSON_REQUIRED, err);
    if (rc == CG_OK &&
        (out_id->len == 0 || out_id->len > max || memchr(out_id->ptr, 0, out_id->len) != NULL))
        return CG_JSON_FAIL(cg_json_get(root, "id"), err, CG_E_INVALID,
                            "must have 1 to %u bytes, none of them NUL", max);
    return rc;
}

cg_code cg_turns_complete(cg_turns *turns, cg_json_value root, cg_err *err)
{
    cg_str id;
    size_t i;
    cg_code rc = cg_turns_read_id(turns, root, &id, err);
    if (rc == CG_OK && find(turns, id, &i))
        end(turns, i);
    return rc;
}

/* ---- messages ---- */

static void close_for(const cg_turns *turns, cg_websocket *ws, unsigned code, const cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) why = {0};
    cg_buf_printf(&why, "%s%s%s%s", turns->protocol->complaint, err->pointer,
                  err->pointer[0] != '\0' ? ": " : "", err->text);
    cg_buf_add_char(&why, '\0');
    cg_websocket_close(ws, code, why.ptr);
}

void cg_turns_message(cg_turns *turns, cg_websocket *ws, bool is_text, cg_str bytes)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_err err = {0};
    cg_code rc = is_text ? cg_json_parse(bytes, NULL, &doc, &err)
                         : CG_FAIL(&err, CG_E_INVALID, "messages are JSON as text");
    if (rc == CG_OK)
        rc = turns->protocol->act(turns, ws, cg_json_root(doc), &err);
    if (rc != CG_OK)
        close_for(turns, ws, is_text ? CG_TURNS_INVALID : turns->protocol->not_text, &err);
}

/* ---- pulling ---- */

cg_pull cg_turns_pull(cg_turns *turns, cg_websocket *ws, uint64_t *wake_ns)
{
    const cg_turns_protocol *protocol = turns->protocol;
    bool poked = false;
    uint64_t now = cg_now_ns();
    size_t waiting = 0; /* in a row, which have nothing to do */
    while (waiting < turns->open.len && cg_websocket_has_room(ws)) {
        turns->turn %= turns->open.len;
        const cg_turn *t = &turns->open.ptr[turns->turn];
        if (!protocol->due(t->source, now, wake_ns, &poked)) {
            waiting++;
            turns->turn++;
            continue;
        }
        waiting = 0;
        if (protocol->advance(t->source, ws, cg_str_from(t->id)))
            turns->turn++;
        else
            end(turns, turns->turn);
    }
    if (waiting < turns->open.len)
        return CG_PULL_MORE;
    return poked ? CG_PULL_POKE : CG_PULL_WAIT;
}
