// SPDX-License-Identifier: Apache-2.0
// api: Mutation.createNode, updateNode and deleteNode.
#include "gql_write.h"

#include "rest/rest_write.h"

cg_code gql_read_target(cg_gql_call *call, gql_target *out, cg_err *err)
{
    const cg_gql_value *to = cg_gql_argument(&call->args, "to");
    const cg_graph_ref *defaults = &gql_of(call)->defaults;
    *out = (gql_target){.project = defaults->project, .to.transaction = defaults->transaction};
    if (!gql_given(to))
        return CG_OK;
    cg_code rc = gql_read_text(cg_gql_member_of(to, "project"), "project", CG_PROJECT_NAME_MAX,
                               &out->project, err);
    if (rc == CG_OK)
        rc = gql_read_text(cg_gql_member_of(to, "branch"), "branch", 200, &out->to.branch, err);
    if (rc == CG_OK)
        rc = gql_read_text(cg_gql_member_of(to, "message"), "message", CG_MESSAGE_MAX,
                           &out->to.message, err);
    if (rc == CG_OK)
        rc = gql_read_text(cg_gql_member_of(to, "author"), "author", CG_AUTHOR_MAX, &out->to.author,
                           err);
    return rc;
}

/* What was read before may be another state now. */
void gql_note_written(cg_gql_call *call, uint64_t generation)
{
    gql_of(call)->scopes = NULL;
    gql_note_generation(gql_of(call), generation);
}

/* A text that may be null, which empties it. */
static cg_given given_text(const cg_gql_value *input, const char *name)
{
    const cg_gql_value *value = cg_gql_member_of(input, name);
    if (value == NULL)
        return (cg_given){0};
    return (cg_given){.given = true, .text = gql_given(value) ? value->text : CG_STR("")};
}

static void drop_json(void *doc)
{
    cg_json_destroy(doc);
}

static cg_code read_metadata(cg_gql_call *call, const cg_gql_value *input, cg_write *write,
                             cg_err *err)
{
    const cg_gql_value *value = cg_gql_member_of(input, "metadata");
    bool merge = write->verb == CG_WRITE_UPDATE_NODE;
    cg_json *doc = NULL;
    if (value == NULL)
        return CG_OK;
    cg_code rc = cg_json_parse(gql_given(value) ? value->text : CG_STR("null"), NULL, &doc, err);
    if (rc != CG_OK)
        return rc;
    cg_arena_defer(call->arena, drop_json, doc);
    rc = cg_rest_decode_metadata(cg_json_root(doc), merge, call->arena, &write->metadata, err);
    return rc == CG_OK ? rc : cg_err_at(err, "metadata");
}

static cg_code read_node(cg_gql_call *call, cg_write *write, cg_err *err)
{
    const cg_gql_value *input = cg_gql_argument(&call->args, "input");
    const cg_gql_value *kind = cg_gql_member_of(input, "nodeType");
    const cg_gql_value *language = cg_gql_member_of(input, "language");
    write->name = given_text(input, "name");
    write->qualified_name = given_text(input, "qualifiedName");
    write->symbol = given_text(input, "symbol");
    write->signature = given_text(input, "signature");
    write->doc = given_text(input, "doc");
    if (gql_given(kind))
        write->kind = gql_node_kind_of(kind->text);
    write->lang_given = language != NULL;
    if (gql_given(language))
        write->lang = gql_lang_of(language->text);
    return read_metadata(call, input, write, err);
}

static cg_code run_write(cg_gql_call *call, cg_write *write, cg_write_report *report,
                         gql_target *target, cg_err *err)
{
    cg_code rc = gql_read_target(call, target, err);
    cg_write_request request = {.project = target->project,
                                .writes = write,
                                .count = 1,
                                .to = target->to,
                                .deadline_ns = gql_of(call)->patience.deadline_ns};
    if (rc == CG_OK)
        rc = cg_service_write(gql_service(call), &request, call->arena, report, err);
    if (rc == CG_OK)
        gql_note_written(call, report->generation);
    return rc;
}

/* The node as it was written; where that state was superseded and collected meanwhile, as it is by now. */
static cg_code reply_node(cg_gql_call *call, const gql_target *target,
                          const cg_write_report *report, cg_err *err)
{
    cg_arena *arena = gql_load(call);
    cg_node_detail *detail = cg_arena_alloc(arena, sizeof *detail);
    const cg_id *id = &report->results[0].id;
    cg_str branch = target->to.branch.len > 0 ? target->to.branch : CG_STR("main");
    const cg_node_ask ask = {0};
    gql_scope *scope = cg_arena_alloc(call->arena, sizeof *scope);
    scope->where.project = target->project;
    if (target->to.transaction.len > 0)
        scope->where.transaction = target->to.transaction; /* its state is its own */
    else
        scope->where.generation = report->generation;
    cg_code rc =
        cg_service_nodes_of(gql_service(call), scope->where, id, 1, &ask, arena, detail, err);
    if (rc == CG_E_COLLECTED) {
        scope->where = (cg_graph_ref){.project = target->project, .ref = branch};
        rc = cg_service_pin(gql_service(call), &scope->where, err);
        if (rc == CG_OK)
            rc = cg_service_nodes_of(gql_service(call), scope->where, id, 1, &ask, arena, detail,
                                     err);
    }
    if (rc == CG_OK && detail->node.kind == CG_NODE_NONE)
        rc = CG_FAIL(err, CG_E_NOT_FOUND, "the node is gone already");
    if (rc == CG_OK)
        call->out[0] = gql_node_value(call, &detail->node, scope, true);
    return rc;
}

static cg_code create_node(cg_gql_call *call, cg_err *err)
{
    cg_write write = {.verb = CG_WRITE_CREATE_NODE};
    cg_write_report report;
    gql_target target;
    cg_code rc = read_node(call, &write, err);
    if (rc == CG_OK)
        rc = run_write(call, &write, &report, &target, err);
    return rc == CG_OK ? reply_node(call, &target, &report, err) : rc;
}

static cg_code update_node(cg_gql_call *call, cg_err *err)
{
    cg_write write = {.verb = CG_WRITE_UPDATE_NODE};
    cg_write_report report;
    gql_target target;
    cg_code rc =
        gql_read_text(cg_gql_argument(&call->args, "id"), "id", 4096, &write.subject.selector, err);
    if (rc == CG_OK)
        rc = read_node(call, &write, err);
    if (rc == CG_OK)
        rc = run_write(call, &write, &report, &target, err);
    return rc == CG_OK ? reply_node(call, &target, &report, err) : rc;
}

static cg_code delete_node(cg_gql_call *call, cg_err *err)
{
    cg_write write = {.verb = CG_WRITE_DELETE_NODE};
    cg_write_report report;
    gql_target target;
    cg_code rc =
        gql_read_text(cg_gql_argument(&call->args, "id"), "id", 4096, &write.subject.selector, err);
    if (rc == CG_OK)
        rc = run_write(call, &write, &report, &target, err);
    if (rc == CG_OK)
        call->out[0] = cg_gql_bool(true);
    return rc;
}

static const cg_gql_binding bindings[] = {{"Mutation", "createNode", create_node},
                                          {"Mutation", "updateNode", update_node},
                                          {"Mutation", "deleteNode", delete_node},
                                          {NULL, NULL, NULL}};

const cg_gql_fields cg_gql_fields_mutation_nodes = {bindings};
