// SPDX-License-Identifier: Apache-2.0
// Writing one relationship: a manual one, or the metadata of any.
#include "write.h"

static cg_code find_end(writing *w, const cg_write_ref *ref, const char *pointer, cg_id *out_id,
                        cg_err *err)
{
    cg_commit_node node;
    cg_code rc = write_find_node(w, ref, out_id, &node, err);
    return rc == CG_OK || cg_code_status(rc) >= 500 ? rc : cg_err_at(err, "%s", pointer);
}

/* Puts the metadata of an edge behind whatever else is put of it. */
static cg_code create(writing *w, const cg_write *write, cg_write_result *out, cg_err *err)
{
    cg_id source, target;
    cg_commit_edge edge = {0};
    bool changes;
    cg_str json;
    cg_code rc = find_end(w, &write->source, "/source", &source, err);
    if (rc == CG_OK)
        rc = find_end(w, &write->target, "/target", &target, err);
    if (rc != CG_OK)
        return rc;
    out->id = cg_edge_id(source, write->edge_kind, target);
    rc = cg_commit_find_edge(w->commit, out->id, &edge, err);
    if (rc == CG_OK && edge.manual) {
        char text[CG_ID_TEXT_LEN];
        cg_id_text(out->id, text);
        return CG_FAIL(err, CG_E_CONFLICT, "this relationship has been stated: %s", text);
    }
    if (rc == CG_OK || rc == CG_E_NOT_FOUND)
        rc = write_edit_metadata(w, write, CG_OWNER_EDGE, out->id, &changes, &json, err);
    if (rc == CG_OK)
        rc = cg_commit_put_manual_edge(w->commit, source, write->edge_kind, target, err);
    if (rc == CG_OK && changes)
        rc = cg_commit_put_metadata(w->commit, CG_OWNER_EDGE, out->id, json, err);
    out->created = rc == CG_OK;
    return rc;
}

/* One that is not shown cannot be changed, only taken back. */
static cg_code check_shown(writing *w, const cg_commit_edge *edge, cg_err *err)
{
    cg_commit_node node;
    cg_code rc = cg_commit_find_node(w->commit, edge->source, &node, err);
    if (rc == CG_OK)
        rc = cg_commit_find_node(w->commit, edge->target, &node, err);
    return rc == CG_E_NOT_FOUND
               ? CG_FAIL(err, rc, "an end of the relationship is missing at present")
               : rc;
}

static cg_code update(writing *w, const cg_write *write, const cg_commit_edge *edge, cg_id id,
                      cg_err *err)
{
    bool changes;
    cg_str json;
    cg_code rc = check_shown(w, edge, err);
    if (rc == CG_OK)
        rc = write_edit_metadata(w, write, CG_OWNER_EDGE, id, &changes, &json, err);
    if (rc == CG_OK && changes)
        rc = cg_commit_put_metadata(w->commit, CG_OWNER_EDGE, id, json, err);
    return rc;
}

cg_code write_edge(writing *w, const cg_write *write, cg_write_result *out, cg_err *err)
{
    cg_commit_edge edge;
    if (write->verb == CG_WRITE_CREATE_EDGE)
        return create(w, write, out, err);
    cg_code rc = write_find_edge(w, &write->subject, &out->id, &edge, err);
    if (rc == CG_OK)
        rc = write_check_unchanged(write, edge.generation, err);
    if (rc != CG_OK)
        return rc;
    if (write->verb == CG_WRITE_UPDATE_EDGE)
        return update(w, write, &edge, out->id, err);
    if (!edge.manual)
        return CG_FAIL(err, CG_E_CONFLICT,
                       "the relationship was parsed from source: it goes when the source does");
    out->edges_removed = !edge.parsed;
    return cg_commit_delete_manual_edge(w->commit, &edge, err);
}
