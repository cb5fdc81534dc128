// SPDX-License-Identifier: Apache-2.0
// api: what the routes share whose questions are about whole graphs.
#include "rest_questions.h"

static bool has(const cg_request *req, const char *name)
{
    return cg_request_find(req, name) != NULL;
}

void cg_rest_read_whole(cg_request *req, cg_whole_request *out)
{
    *out = (cg_whole_request){
        .where = cg_rest_where(req),
        .level = has(req, "level") ? (cg_question_level)cg_request_value(req, "level")->word
                                   : CG_OF_NODES,
        .follow = {.min_confidence = cg_request_value(req, "min_confidence")->f64},
        .limit = has(req, "limit") ? cg_request_u64(req, "limit") : 0,
        .cursor = has(req, "cursor") ? cg_request_str(req, "cursor") : CG_STR_NULL,
        .members_max = has(req, "members") ? cg_request_u64(req, "members") : 0,
        .resolution = 1,
        .verdict = -1,
        .patience = cg_rest_patience(req),
    };
    if (has(req, "types")) {
        size_t count;
        const cg_edge_kind *kinds = cg_rest_read_edge_kinds(req, "types", &count);
        for (size_t i = 0; i < count; i++)
            out->follow.kinds |= UINT64_C(1) << kinds[i];
    }
    cg_rest_read_filter(req, &out->filter);
}

void cg_rest_put_node_refs(cg_json_writer *w, const char *key, const cg_node_view *nodes,
                           size_t count)
{
    cg_json_put_array(w, key);
    for (size_t i = 0; i < count; i++)
        cg_rest_write_node_ref(w, &nodes[i]);
    cg_json_end_array(w);
}
