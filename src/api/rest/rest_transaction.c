// SPDX-License-Identifier: Apache-2.0
#include "rest_transaction.h"

cg_code cg_rest_transaction_id(const cg_request *req, cg_id *out_id, cg_err *err)
{
    if (cg_id_parse(cg_request_str(req, "id"), out_id))
        return CG_OK;
    return CG_FAIL(err, CG_E_NOT_FOUND, "there is no transaction of this id");
}

void cg_rest_write_transaction(cg_json_writer *w, const cg_transaction_view *t)
{
    cg_json_begin_object(w);
    cg_rest_put_id(w, "id", t->id);
    cg_json_put_str(w, "state", cg_str_from(cg_transaction_state_text(t->state)));
    cg_json_put_str(w, "project", t->project);
    cg_json_put_str(w, "branch", t->branch);
    cg_json_put_u64(w, "begun_at", t->begun_at);
    cg_rest_put_time(w, "created_at", t->created_ms);
    cg_rest_put_time(w, "expires_at", t->expires_ms);
    if (t->generation > 0)
        cg_json_put_u64(w, "generation", t->generation);
    else
        cg_json_put_null(w, "generation");
    cg_rest_put_id(w, "version", t->version);
    cg_json_put_array(w, "conflicts");
    for (size_t i = 0; i < t->conflicts_count; i++) {
        cg_json_begin_object(w);
        cg_json_put_str(w, "key", t->conflicts[i].key);
        cg_json_put_str(w, "kind", cg_str_from(t->conflicts[i].kind));
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
    cg_json_end_object(w);
}

void cg_rest_reply_transaction(cg_reply *reply, const cg_transaction_view *t)
{
    cg_json_writer w;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_rest_write_transaction(&w, t);
    if (t->generation > 0)
        cg_reply_set_generation(reply, t->generation);
}
