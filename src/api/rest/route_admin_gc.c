// SPDX-License-Identifier: Apache-2.0
// POST /admin/gc: collects what nobody needs any more, as a task, which is waited for a moment.
#include "rest_write.h"

#define QUICK_MS 1000
#define COUNT_MAX 1000000
#define DAYS_MAX 36500
#define YOUNG_MS_MAX UINT64_C(315360000000)

static cg_code get_count(cg_json_value keep, const char *name, uint64_t max, uint32_t *out,
                         cg_err *err)
{
    uint64_t n = 0;
    cg_code rc = cg_json_get_u64(keep, name, 1, max, &n, CG_JSON_OPTIONAL, err);
    *out = (uint32_t)n;
    return rc;
}

static cg_code decode_keep(cg_json_value root, cg_collect_request *q, cg_err *err)
{
    static const char *const known[] = {"all", "last", "generations", "days"};
    cg_json_value keep = {0};
    cg_code rc = cg_json_get_object(root, "keep", &keep, CG_JSON_OPTIONAL, err);
    if (rc != CG_OK || !cg_json_has(root, "keep"))
        return rc;
    rc = cg_json_check_members(keep, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_json_get_bool(keep, "all", &q->keep_all, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = get_count(keep, "last", COUNT_MAX, &q->last, err);
    if (rc == CG_OK)
        rc = get_count(keep, "generations", COUNT_MAX, &q->generations, err);
    if (rc == CG_OK)
        rc = get_count(keep, "days", DAYS_MAX, &q->days, err);
    if (rc == CG_OK && !q->keep_all && q->last + q->generations + q->days == 0) {
        (void)CG_FAIL(err, CG_E_INVALID,
                      "no rule is stated: leave keep out for those of the server, or keep all");
        rc = cg_err_at(err, "/keep");
    }
    return rc;
}

static cg_code decode(cg_json_value root, cg_collect_request *q, cg_err *err)
{
    static const char *const known[] = {"dry_run", "keep", "young_ms"};
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_json_get_bool(root, "dry_run", &q->dry_run, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc =
            cg_json_get_u64(root, "young_ms", 0, YOUNG_MS_MAX, &q->young_ms, CG_JSON_OPTIONAL, err);
    q->young_given = cg_json_has(root, "young_ms");
    return rc == CG_OK ? decode_keep(root, q, err) : rc;
}

static cg_code gc(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_collect_request q = {.project = cg_request_str(req, "project")};
    cg_task_view task = {0};
    cg_id id;
    cg_json_writer w;
    cg_code rc = CG_OK;
    if (cg_request_body(req).len > 0) {
        rc = cg_rest_read_json(req, &doc, err);
        if (rc == CG_OK)
            rc = decode(cg_json_root(doc), &q, err);
    }
    if (rc == CG_OK)
        rc = cg_service_collect(cg_rest_api(req)->service, &q, &id, err);
    if (rc == CG_OK)
        rc = cg_rest_task_await(req, id, cg_rest_prefer_wait_ms(req, QUICK_MS), &task, err);
    if (rc != CG_OK)
        return rc;
    if (task.state == CG_TASK_FAILED && task.error.code != CG_OK) {
        *err = task.error;
        return task.error.code;
    }
    if (task.state != CG_TASK_SUCCEEDED || task.collected == NULL) {
        cg_rest_reply_accepted(reply, &task);
        return CG_OK;
    }
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_rest_write_collect_report(&w, task.collected, task.project);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_PROJECT, CG_REST_PREFER, {0}};

static const cg_content body[] = {{"application/json", "CollectRequest",
                                   "{\"dry_run\":true,\"keep\":{\"last\":100,\"days\":30}}", NULL},
                                  {0}};

static const cg_answer answers[] = {
    {200, "What was deleted, or would be.", {{"application/json", "CollectReport", NULL, NULL}}},
    {202,
     "It takes longer: the task that does it, also in Location.",
     {{"application/json", "Task", NULL, NULL}}},
    {0}};

const cg_route cg_route_admin_gc = {
    .method = "POST",
    .path = "/admin/gc",
    .id = "collectGarbage",
    .tag = "admin",
    .summary = "Collect generations that nobody needs, and what only they have",
    .description =
        "Generations that no branch, tag, transaction or waiting merge leads to, and with rules also "
        "such that branches lead to, can no longer be read afterwards (410, `collected`), and the rows, "
        "units and sources that no other generation has are deleted. Heads, tags, what is being read, "
        "where branches fork and what is young is always kept. Reads and writes go on meanwhile. Waiting is as "
        "for `POST /parse`; one that was canceled or cut short is finished by the next. The space is given back "
        "to the disk as the store is compacted.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_ADMIN,
    .flags = CG_ROUTE_BODY_OPTIONAL,
    .handle = gc,
};
