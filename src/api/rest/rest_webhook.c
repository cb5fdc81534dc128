// SPDX-License-Identifier: Apache-2.0
#include "rest_webhook.h"

#include "webhooks/sign.h"

#define MADE_BYTES 32

cg_code cg_rest_webhook_id(const cg_request *req, const char *name, cg_id *out_id, cg_err *err)
{
    if (cg_id_parse(cg_request_str(req, name), out_id))
        return CG_OK;
    return CG_FAIL(err, CG_E_NOT_FOUND, "there is nothing of this %s",
                   strcmp(name, "id") == 0 ? "id" : "id of a delivery");
}

/* ---- reading ---- */

static bool is_given(cg_json_value root, const char *key)
{
    return cg_json_type_of(cg_json_get(root, key)) != CG_JSON_ABSENT;
}

static cg_code decode_events(cg_json_value root, cg_arena *arena, unsigned *out_types, cg_err *err)
{
    const cg_str *words = NULL;
    size_t count = 0;
    cg_code rc = cg_rest_get_texts(root, "events", arena, &words, &count, err);
    unsigned types = 0;
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        unsigned type = 0;
        while (type < CG_EVENT_GAP && !cg_str_eq(words[i], cg_str_from(cg_event_type_text(type))))
            type++;
        if (type == CG_EVENT_GAP || type == CG_EVENT_TASK_PROGRESS)
            return CG_JSON_FAIL(cg_json_get(root, "events"), err, CG_E_INVALID,
                                "holds what is no event that is kept");
        types |= 1u << type;
    }
    *out_types = types != 0 ? types : 1u << CG_EVENT_VERSION_CREATED;
    return rc;
}

static cg_code decode_edges(cg_json_value root, cg_arena *arena, cg_event_filter *filter,
                            cg_err *err)
{
    const cg_str *words = NULL;
    size_t count = 0;
    cg_code rc = cg_rest_get_texts(root, "relationship", arena, &words, &count, err);
    cg_edge_kind *kinds = cg_arena_alloc_array(arena, count + 1, sizeof *kinds);
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        kinds[i] = cg_edge_kind_parse(words[i]);
        if (kinds[i] == CG_EDGE_NONE)
            return CG_JSON_FAIL(cg_json_get(root, "relationship"), err, CG_E_INVALID,
                                "holds an unknown relationship type");
    }
    filter->edges = kinds;
    filter->edges_count = count;
    return rc;
}

/* Members that are there, over what `filter` holds; null takes one back. */
static cg_code decode_filter(cg_json_value root, cg_arena *arena, cg_event_filter *filter,
                             bool *out_given, cg_err *err)
{
    cg_code rc = CG_OK;
    bool kind = is_given(root, "kind"), lang = is_given(root, "language");
    bool path = is_given(root, "path"), edges = is_given(root, "relationship");
    *out_given = kind || lang || path || edges || is_given(root, "events");
    if (is_given(root, "events"))
        rc = decode_events(root, arena, &filter->types, err);
    if (kind)
        filter->nodes.kinds_count = 0;
    if (lang)
        filter->nodes.langs_count = 0;
    if (rc == CG_OK)
        rc = cg_rest_decode_filter(root, arena, &filter->nodes, err);
    if (path)
        filter->nodes.path = CG_STR("");
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "path", 1024, &filter->nodes.path, CG_JSON_OPTIONAL, err);
    return rc == CG_OK && edges ? decode_edges(root, arena, filter, err) : rc;
}

static cg_code decode_url(cg_request *req, cg_json_value root, cg_json_need need, cg_str *out_url,
                          cg_err *err)
{
    const cg_address_policy *policy = &cg_rest_api(req)->webhook_policy;
    cg_fetch_url url;
    cg_err why = {0};
    cg_code rc = cg_rest_get_text(root, "url", CG_WEBHOOK_URL_MAX, out_url, need, err);
    if (rc == CG_OK && out_url->len > 0 &&
        cg_fetch_url_check(*out_url, policy, &url, &why) != CG_OK)
        return CG_JSON_FAIL(cg_json_get(root, "url"), err, CG_E_INVALID, "%s", why.text);
    return rc;
}

static cg_code decode_description(cg_json_value root, cg_str *out_text, cg_err *err)
{
    cg_code rc = cg_json_get_str(root, "description", out_text, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK && out_text->len > CG_WEBHOOK_DESCRIPTION_MAX)
        return CG_JSON_FAIL(cg_json_get(root, "description"), err, CG_E_INVALID,
                            "must have at most %d bytes", CG_WEBHOOK_DESCRIPTION_MAX);
    return rc;
}

/* The one that is given, which is shown to nobody, or one that is made. */
static cg_code decode_secret(cg_request *req, cg_json_value root, cg_str *out_key,
                             cg_str *out_shown, cg_err *err)
{
    cg_str text = CG_STR_NULL;
    cg_code rc = cg_json_get_str(root, "secret", &text, CG_JSON_OPTIONAL, err);
    if (rc != CG_OK)
        return rc;
    if (text.ptr == NULL) {
        uint8_t bytes[MADE_BYTES];
        cg_random_bytes(bytes, sizeof bytes);
        *out_key = cg_arena_str(cg_request_arena(req), cg_str_make((char *)bytes, sizeof bytes));
        *out_shown = webhook_secret_text(*out_key, cg_request_arena(req));
        explicit_bzero(bytes, sizeof bytes);
        return CG_OK;
    }
    *out_shown = CG_STR_NULL;
    if (!webhook_secret_parse(text, cg_request_arena(req), out_key))
        return CG_JSON_FAIL(cg_json_get(root, "secret"), err, CG_E_INVALID,
                            "must be whsec_ and the base64 of %d to %d bytes",
                            CG_WEBHOOK_SECRET_MIN, CG_WEBHOOK_SECRET_MAX);
    return CG_OK;
}

static cg_code decode_state(cg_json_value root, bool *out_paused, cg_err *err)
{
    cg_str state = CG_STR("active");
    cg_code rc = cg_json_get_str(root, "state", &state, CG_JSON_OPTIONAL, err);
    *out_paused = cg_str_eq(state, CG_STR("paused"));
    if (rc == CG_OK && !*out_paused && !cg_str_eq(state, CG_STR("active")))
        return CG_JSON_FAIL(cg_json_get(root, "state"), err, CG_E_INVALID,
                            "must be \"active\" or \"paused\"");
    return rc;
}

cg_code cg_rest_decode_webhook(cg_request *req, cg_json_value root, cg_webhook_request *q,
                               cg_str *out_secret, cg_err *err)
{
    static const char *const known[] = {"url",   "ref",      "description", "events",
                                        "kind",  "language", "path",        "relationship",
                                        "after", "secret",   "state"};
    bool given;
    q->filter = (cg_event_filter){.types = 1u << CG_EVENT_VERSION_CREATED};
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = decode_url(req, root, CG_JSON_REQUIRED, &q->url, err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "ref", CG_REST_REF_MAX, &q->where.ref, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = decode_description(root, &q->description, err);
    if (rc == CG_OK)
        rc = decode_filter(root, cg_request_arena(req), &q->filter, &given, err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "after", 80, &q->after, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = decode_secret(req, root, &q->secret, out_secret, err);
    return rc == CG_OK ? decode_state(root, &q->paused, err) : rc;
}

cg_code cg_rest_decode_webhook_edit(cg_request *req, cg_json_value root,
                                    const cg_webhook_view *before, cg_webhook_edit *out_edit,
                                    cg_str *out_secret, cg_err *err)
{
    static const char *const known[] = {"url",  "description",  "events", "kind", "language",
                                        "path", "relationship", "secret", "state"};
    cg_webhook_edit edit = {.filter = before->filter,
                            .state_given = is_given(root, "state"),
                            .description_given = is_given(root, "description")};
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = decode_url(req, root, CG_JSON_OPTIONAL, &edit.url, err);
    if (rc == CG_OK)
        rc = decode_description(root, &edit.description, err);
    if (rc == CG_OK)
        rc = decode_filter(root, cg_request_arena(req), &edit.filter, &edit.filter_given, err);
    if (rc == CG_OK && is_given(root, "secret"))
        rc = decode_secret(req, root, &edit.secret, out_secret, err);
    if (rc == CG_OK)
        rc = decode_state(root, &edit.paused, err);
    if (rc == CG_OK)
        *out_edit = edit;
    return rc;
}

/* ---- writing ---- */

static void put_text_or_null(cg_json_writer *w, const char *key, cg_str text)
{
    if (text.len > 0)
        cg_json_put_str(w, key, text);
    else
        cg_json_put_null(w, key);
}

static void put_filter(cg_json_writer *w, const cg_event_filter *filter)
{
    cg_json_put_array(w, "events");
    for (unsigned type = 0; type < CG_EVENT_GAP; type++)
        if (filter->types >> type & 1)
            cg_json_write_str(w, cg_str_from(cg_event_type_text(type)));
    cg_json_end_array(w);
    cg_json_put_array(w, "kind");
    for (size_t i = 0; i < filter->nodes.kinds_count; i++)
        cg_json_write_str(w, cg_str_from(cg_node_kind_text(filter->nodes.kinds[i])));
    cg_json_end_array(w);
    cg_json_put_array(w, "language");
    for (size_t i = 0; i < filter->nodes.langs_count; i++)
        cg_json_write_str(w, cg_str_from(cg_lang_text(filter->nodes.langs[i])));
    cg_json_end_array(w);
    put_text_or_null(w, "path", filter->nodes.path);
    cg_json_put_array(w, "relationship");
    for (size_t i = 0; i < filter->edges_count; i++)
        cg_json_write_str(w, cg_str_from(cg_edge_kind_text(filter->edges[i])));
    cg_json_end_array(w);
}

void cg_rest_write_webhook(cg_json_writer *w, const cg_webhook_view *v, cg_str secret)
{
    cg_json_begin_object(w);
    cg_rest_put_id(w, "id", v->id);
    cg_json_put_str(w, "project", v->where.project);
    cg_json_put_str(w, "ref", v->where.ref.len > 0 ? v->where.ref : CG_STR("main"));
    cg_json_put_str(w, "url", v->url);
    cg_json_put_str(w, "description", v->description);
    put_filter(w, &v->filter);
    cg_json_put_str(w, "state", cg_str_from(cg_webhook_state_text(v->state)));
    put_text_or_null(w, "reason", v->reason);
    cg_json_put_u64(w, "failures", v->failures);
    cg_json_put_str(w, "position", v->position);
    cg_rest_put_time(w, "created_at", v->created_ms);
    cg_rest_put_time(w, "changed_at", v->changed_ms);
    cg_rest_put_time(w, "delivered_at", v->delivered_ms);
    cg_rest_put_time(w, "next_attempt_at", v->next_ms);
    if (secret.ptr != NULL)
        cg_json_put_str(w, "secret", secret);
    cg_json_end_object(w);
}

void cg_rest_reply_webhook(cg_reply *reply, const cg_webhook_view *webhook, cg_str secret)
{
    cg_json_writer w;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_rest_write_webhook(&w, webhook, secret);
}

void cg_rest_write_delivery(cg_json_writer *w, const cg_delivery_view *d)
{
    cg_json_begin_object(w);
    cg_rest_put_id(w, "id", d->id);
    cg_json_put_str(w, "type", cg_str_from(cg_delivery_kind_text(d->kind)));
    cg_json_put_str(w, "state", cg_str_from(cg_delivery_state_text(d->state)));
    cg_json_put_str(w, "from", d->from);
    cg_json_put_str(w, "to", d->to);
    cg_json_put_u64(w, "events", d->events);
    cg_json_put_u64(w, "attempts", d->attempts);
    if (d->status > 0)
        cg_json_put_u64(w, "status", d->status);
    else
        cg_json_put_null(w, "status");
    put_text_or_null(w, "error", d->error);
    cg_rest_put_time(w, "created_at", d->created_ms);
    cg_rest_put_time(w, "attempted_at", d->attempted_ms);
    cg_rest_put_time(w, "next_attempt_at", d->next_ms);
    cg_json_put_u64(w, "duration_ms", d->duration_ms);
    cg_json_end_object(w);
}

void cg_rest_reply_delivery(cg_reply *reply, const cg_delivery_view *delivery)
{
    cg_json_writer w;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_rest_write_delivery(&w, delivery);
    cg_reply_set_status(reply, 202);
}
