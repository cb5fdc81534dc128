// SPDX-License-Identifier: Apache-2.0
// Writing what clients state: one commit for a request, one write after the other.
#include "write.h"

#define METADATA_BYTES_MAX (64u << 10)
#define ASIDE_WRITES_MAX 64

/* ---- who is meant ---- */

/* The id that the selector says outright: a UUID or a symbol. */
static bool read_id(const writing *w, cg_str selector, cg_id *out_id)
{
    if (cg_id_parse(selector, out_id))
        return true;
    if (cg_str_find(selector, ' ') < 0)
        return false;
    *out_id = cg_node_id(w->project, selector);
    return true;
}

static cg_code not_found(cg_str selector, cg_err *err)
{
    cg_str shown = cg_utf8_truncate(selector, 120);
    return CG_FAIL(err, CG_E_NOT_FOUND, "no node is called \"%.*s\"", CG_STR_ARG(shown));
}

/* A name: looked up in the state before the request. */
static cg_code find_by_name(writing *w, cg_str selector, cg_id *out_id, cg_err *err)
{
    cg_node_place place;
    cg_node_view *candidates;
    size_t count;
    cg_code rc = resolve_node(cg_commit_base(w->commit), selector, w->arena, &place, &candidates,
                              &count, err);
    if (rc == CG_OK)
        *out_id = place.id;
    if (rc != CG_E_AMBIGUOUS)
        return rc;
    cg_str shown = cg_utf8_truncate(selector, 120);
    return CG_FAIL(err, CG_E_CONFLICT, "%zu nodes are called \"%.*s\": name one by its id", count,
                   CG_STR_ARG(shown));
}

static cg_code made_id(const writing *w, const cg_write_ref *ref, cg_id *out_id, cg_err *err)
{
    const cg_write_result *maker = &w->results[ref->made_by - 1];
    CG_ASSERT(ref->made_by - 1 < w->at);
    if (maker->error.code != CG_OK)
        return CG_FAIL(err, CG_E_CONFLICT, "operation %zu, which makes it, failed",
                       ref->made_by - 1);
    *out_id = maker->id;
    return CG_OK;
}

cg_code write_find_node(writing *w, const cg_write_ref *ref, cg_id *out_id,
                        cg_commit_node *out_node, cg_err *err)
{
    cg_code rc = CG_E_NOT_FOUND;
    if (ref->made_by > 0) {
        rc = made_id(w, ref, out_id, err);
        if (rc == CG_OK)
            rc = cg_commit_find_node(w->commit, *out_id, out_node, err);
        return rc == CG_E_NOT_FOUND ? CG_FAIL(err, rc, "the node is gone again") : rc;
    }
    if (read_id(w, ref->selector, out_id)) {
        rc = cg_commit_find_node(w->commit, *out_id, out_node, err);
        return rc == CG_E_NOT_FOUND ? not_found(ref->selector, err) : rc;
    }
    rc = find_by_name(w, ref->selector, out_id, err);
    if (rc != CG_OK)
        return rc;
    rc = cg_commit_find_node(w->commit, *out_id, out_node, err);
    return rc == CG_E_NOT_FOUND ? not_found(ref->selector, err) : rc;
}

cg_code write_find_edge(writing *w, const cg_write_ref *ref, cg_id *out_id,
                        cg_commit_edge *out_edge, cg_err *err)
{
    cg_code rc = CG_OK;
    if (ref->made_by > 0)
        rc = made_id(w, ref, out_id, err);
    else if (!cg_id_parse(ref->selector, out_id))
        rc = CG_FAIL(err, CG_E_INVALID, "a relationship is named by its UUID");
    if (rc == CG_OK)
        rc = cg_commit_find_edge(w->commit, *out_id, out_edge, err);
    return rc == CG_E_NOT_FOUND ? CG_FAIL(err, rc, "no relationship has this id") : rc;
}

cg_code write_check_unchanged(const cg_write *write, uint64_t generation, cg_err *err)
{
    if (!write->has_precondition || generation <= write->unchanged_since)
        return CG_OK;
    return CG_FAIL(err, CG_E_PRECONDITION, "it was changed by generation %" PRIu64, generation);
}

cg_code write_edit_metadata(writing *w, const cg_write *write, cg_owner owner, cg_id id,
                            bool *out_changes, cg_str *out_json, cg_err *err)
{
    cg_str before;
    *out_changes = write->metadata.edit != NULL;
    if (!*out_changes)
        return CG_OK;
    cg_code rc = cg_commit_metadata(w->commit, owner, id, w->arena, &before, err);
    if (rc == CG_OK)
        rc = write->metadata.edit(write->metadata.arg, before, w->arena, out_json, err);
    if (rc == CG_OK && out_json->len > w->metadata_bytes_max) {
        (void)CG_FAIL(err, CG_E_LIMIT, "metadata may have at most %zu bytes",
                      w->metadata_bytes_max);
        rc = cg_err_at(err, "/metadata");
    }
    return rc;
}

/* ---- a request ---- */

/* Trouble with the store or the time, not with what the client wants. */
static bool ends_all(cg_code rc)
{
    return cg_code_status(rc) >= 500;
}

static cg_code write_one(writing *w, const cg_write *write, cg_write_result *out, cg_err *err)
{
    uint64_t deadline_ns = w->request->deadline_ns;
    if (deadline_ns != 0 && cg_now_ns() >= deadline_ns)
        return CG_FAIL(err, CG_E_DEADLINE, "the writes took longer than they may");
    return write->verb < CG_WRITE_CREATE_EDGE ? write_node(w, write, out, err)
                                              : write_edge(w, write, out, err);
}

static cg_code write_all(writing *w, cg_write_report *report, cg_err *err)
{
    const cg_write_request *request = w->request;
    for (w->at = 0; w->at < request->count; w->at++) {
        cg_write_result *result = &w->results[w->at];
        cg_err own = {0};
        cg_code rc = write_one(w, &request->writes[w->at], result, &own);
        if (rc == CG_OK)
            continue;
        result->error = own;
        report->failed++;
        if (request->independent && !ends_all(rc))
            continue;
        report->failed_at = w->at;
        if (err != NULL)
            *err = own;
        return rc;
    }
    return CG_OK;
}

/* A project that only something new can be put into is made for it. */
static bool makes_something(const cg_write_request *request)
{
    for (size_t i = 0; i < request->count; i++)
        if (request->writes[i].verb == CG_WRITE_CREATE_NODE ||
            request->writes[i].verb == CG_WRITE_REPLACE_NODE)
            return true;
    return false;
}

static bool gives_number(const cg_write *write)
{
    return write->verb == CG_WRITE_CREATE_NODE || write->verb == CG_WRITE_REPLACE_NODE ||
           (write->verb == CG_WRITE_UPDATE_NODE && write->kind != CG_NODE_NONE);
}

/* What is part of a transaction waits for nobody else's writes where it can. */
static bool is_aside(const cg_write_request *request)
{
    bool suits = request->to.transaction.len > 0 && request->count <= ASIDE_WRITES_MAX;
    for (size_t i = 0; suits && i < request->count; i++)
        suits = !gives_number(&request->writes[i]);
    return suits;
}

/* What is not written is kept first, as what is answered outlives the process. */
static cg_code finish(cg_service *service, writing *w, cg_commit_result *out, cg_err *err)
{
    const cg_commit_to *to = &w->request->to;
    cg_code rc = cg_commit_write(w->commit, to->message, out, err);
    if (rc != CG_OK)
        return rc;
    cg_str deferred = cg_commit_deferred(w->commit);
    if (deferred.len > 0)
        rc = transaction_keep_deferred(service, to->transaction, deferred, err);
    if (rc == CG_OK)
        return cg_commit_publish(w->commit, err);
    cg_commit_abort(w->commit);
    return rc;
}

cg_code cg_service_write(cg_service *service, const cg_write_request *request, cg_arena *arena,
                         cg_write_report *out_report, cg_err *err)
{
    CG_ASSERT(request->count > 0 && request->count <= CG_WRITES_MAX);
    cg_project *project;
    writing w = {.request = request, .arena = arena};
    cg_commit_options opts = {.deadline_ns = request->deadline_ns,
                              .author = request->to.author,
                              .aside = is_aside(request)};
    cg_commit_result result;
    *out_report = (cg_write_report){.failed_at = request->count};
    cg_code rc =
        transaction_branch(service, request->project, &request->to, arena, &opts.branch, err);
    if (rc == CG_OK)
        rc = cg_store_project(service->store, project_or_default(request->project),
                              makes_something(request), &project, err);
    if (opts.aside)
        opts.defer_bytes_max = transaction_defers(service, request->to.transaction);
    if (rc == CG_OK)
        rc = cg_commit_begin(project, &opts, &w.commit, err);
    if (rc != CG_OK)
        return transaction_explain(service, request->project, request->to.transaction, rc, err);
    w.project = cg_project_name(project);
    w.metadata_bytes_max = service->opts.metadata_bytes_max > 0 ? service->opts.metadata_bytes_max
                                                                : METADATA_BYTES_MAX;
    w.results = cg_arena_alloc_array(arena, request->count, sizeof *w.results);
    out_report->results = w.results;
    rc = write_all(&w, out_report, err);
    if (rc != CG_OK) {
        cg_commit_abort(w.commit);
        return rc;
    }
    rc = finish(service, &w, &result, err);
    if (rc == CG_OK)
        transaction_note_written(service, request->to.transaction, result.generation);
    out_report->generation = rc == CG_OK ? result.generation : 0;
    out_report->changed = rc == CG_OK && result.changed;
    out_report->version = rc == CG_OK ? result.version : (cg_id){0};
    return rc;
}
