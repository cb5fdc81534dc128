// SPDX-License-Identifier: Apache-2.0
// POST /vector/index/rebuild: builds the index of a project anew, as a task, which is waited for a moment.
#include "rest_vector.h"
#include "rest_write.h"

#define QUICK_MS 1000

static cg_code decode(cg_json_value root, cg_index_params *p, cg_err *err)
{
    static const char *const known[] = {"type", "codes",           "nlist",     "nprobe",
                                        "m",    "ef_construction", "ef_search", "refine"};
    const struct {
        const char *name;
        uint64_t max;
        uint32_t *out;
    } numbers[] = {{"nlist", 65536, &p->nlist},
                   {"nprobe", 65536, &p->nprobe},
                   {"m", 64, &p->m},
                   {"ef_construction", 1000, &p->ef_construction},
                   {"ef_search", 4096, &p->ef_search},
                   {"refine", 64, &p->refine}};
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_json_get_str(root, "type", &p->type, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_json_get_str(root, "codes", &p->codes, CG_JSON_OPTIONAL, err);
    for (size_t i = 0; rc == CG_OK && i < CG_ARRAY_LEN(numbers); i++) {
        uint64_t number = 0;
        rc = cg_json_get_u64(root, numbers[i].name, 0, numbers[i].max, &number, CG_JSON_OPTIONAL,
                             err);
        *numbers[i].out = (uint32_t)number;
    }
    return rc;
}

static cg_code rebuild(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_rebuild_request q = {.project = cg_request_str(req, "project")};
    cg_task_view task = {0};
    cg_id id;
    cg_json_writer w;
    cg_code rc = CG_OK;
    if (cg_request_body(req).len > 0) {
        rc = cg_rest_read_json(req, &doc, err);
        if (rc == CG_OK)
            rc = decode(cg_json_root(doc), &q.params, err);
    }
    if (rc == CG_OK)
        rc = cg_rest_point_into_body(cg_service_rebuild(cg_rest_api(req)->service, &q, &id, err),
                                     err);
    if (rc == CG_OK)
        rc = cg_rest_task_await(req, id, cg_rest_prefer_wait_ms(req, QUICK_MS), &task, err);
    if (rc != CG_OK)
        return rc;
    if (task.state == CG_TASK_FAILED && task.error.code != CG_OK) {
        *err = task.error;
        return task.error.code;
    }
    if (task.state != CG_TASK_SUCCEEDED || task.rebuilt == NULL) {
        cg_rest_reply_accepted(reply, &task);
        return CG_OK;
    }
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_rest_write_rebuild_report(&w, task.rebuilt, task.project);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_PROJECT, CG_REST_PREFER, {0}};

static const cg_content body[] = {
    {"application/json", "RebuildRequest", "{\"type\":\"hnsw\",\"m\":16}", NULL}, {0}};

static const cg_answer answers[] = {
    {200, "The index that was built.", {{"application/json", "RebuildReport", NULL, NULL}}},
    {202,
     "It takes longer: the task that does it, also in Location.",
     {{"application/json", "Task", NULL, NULL}}},
    {0}};

const cg_route cg_route_vector_rebuild = {
    .method = "POST",
    .path = "/vector/index/rebuild",
    .id = "rebuildVectorIndex",
    .tag = "vectors",
    .summary = "Build the index of a project's vectors anew",
    .description =
        "Searches go on by the old one until the new one is there. How it is built holds from then on, over "
        "restarts, until the options vector.* are changed. Waiting is as for `POST /parse`.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_ADMIN,
    .flags = CG_ROUTE_BODY_OPTIONAL,
    .handle = rebuild,
};
