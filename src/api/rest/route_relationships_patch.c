// SPDX-License-Identifier: Apache-2.0
// PATCH /relationships/{id}: changes the metadata of a relationship.
#include "rest_write.h"

static cg_code relationships_patch(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_write write = {.verb = CG_WRITE_UPDATE_EDGE};
    cg_code rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_edge(cg_json_root(doc), cg_request_arena(req), &write, err);
    return rc == CG_OK ? cg_rest_reply_write(req, reply, &write, err) : rc;
}

static const cg_param params[] = {CG_REST_EDGE_ID, CG_REST_WRITE_PARAMS};

#define EXAMPLE "{\"metadata\":{\"weight\":3}}"
static const cg_content body[] = {
    {"application/merge-patch+json", "RelationshipPatch", EXAMPLE, NULL},
    {"application/json", "RelationshipPatch", EXAMPLE, NULL},
    {0}};

static const cg_answer answers[] = {
    {200, "The metadata was changed.", {{"application/json", "WriteResult", NULL, NULL}}}, {0}};

const cg_route cg_route_relationships_patch = {
    .method = "PATCH",
    .path = "/relationships/{id}",
    .id = "updateRelationship",
    .tag = "writing",
    .summary = "Change the metadata of a relationship",
    .description = "A merge patch (RFC 7396). All else is fixed by what the relationship is: 409.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = relationships_patch,
};
