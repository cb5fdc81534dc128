// SPDX-License-Identifier: Apache-2.0
// api: what is reached from a node, as dependencies, dependents, callers, callees and hierarchy answer it.
#include "rest_questions.h"

static bool is_canceled(const void *req)
{
    return cg_request_canceled(req);
}

cg_patience cg_rest_patience(const cg_request *req)
{
    return (cg_patience){cg_request_deadline_ns(req), is_canceled, req};
}

cg_follow cg_rest_read_follow(cg_request *req)
{
    cg_follow follow = {.min_confidence = cg_request_value(req, "min_confidence")->f64,
                        .dispatch = cg_request_flag(req, "dispatch")};
    size_t count;
    const cg_edge_kind *kinds = cg_rest_read_edge_kinds(req, "types", &count);
    for (size_t i = 0; i < count; i++)
        follow.kinds |= UINT64_C(1) << kinds[i];
    return follow;
}

void cg_rest_read_include(cg_request *req, cg_reach_request *out)
{
    const cg_value *include = cg_request_value(req, "include");
    for (size_t i = 0; i < include->item_count; i++) {
        bool sites = cg_str_eq(include->items[i], CG_STR("sites"));
        out->with_sites = out->with_sites || sites;
        out->with_names = out->with_names || !sites;
    }
}

void cg_rest_read_reach(cg_request *req, cg_reach_request *out)
{
    *out = (cg_reach_request){.where = cg_rest_where(req),
                              .selector = cg_request_str(req, "id"),
                              .follow = cg_rest_read_follow(req),
                              .members = cg_request_flag(req, "members"),
                              .depth = (unsigned)cg_request_u64(req, "depth"),
                              .limit = cg_request_u64(req, "limit"),
                              .cursor = cg_request_str(req, "cursor"),
                              .patience = cg_rest_patience(req)};
    cg_rest_read_include(req, out);
    cg_rest_read_filter(req, &out->filter);
}

/* ---- the reply ---- */

static void put_names(cg_json_writer *w, const char *key, const cg_str *names, size_t count)
{
    cg_json_put_array(w, key);
    for (size_t i = 0; i < count; i++)
        cg_json_write_str(w, names[i]);
    cg_json_end_array(w);
}

void cg_rest_put_answer_coverage(cg_json_writer *w, const cg_answer_coverage *c)
{
    cg_json_put_object(w, "coverage");
    cg_json_put_u64(w, "files_partial", c->known.files_partial);
    cg_json_put_u64(w, "files_skipped", c->known.files_skipped);
    if (c->has_names) {
        cg_json_put_u64(w, "files_with_unlinked_mentions", c->known.mentions_files);
        put_names(w, "unlinked_mentions", c->known.mentions, c->known.mentions_count);
        cg_json_put_u64(w, "unresolved_references", c->unresolved);
        put_names(w, "unresolved_names", c->unresolved_names, c->unresolved_names_count);
        cg_json_put_u64(w, "guessed", c->guessed);
    }
    cg_json_end_object(w);
}

void cg_rest_put_verdict(cg_json_writer *w, cg_verdict verdict, const cg_answer_coverage *coverage)
{
    cg_json_put_str(w, "verdict", cg_str_from(cg_verdict_text(verdict)));
    cg_rest_put_answer_coverage(w, coverage);
}

static const char *direction_text(cg_direction direction)
{
    return direction == CG_DIR_OUT ? "out" : "in";
}

static void write_row(cg_json_writer *w, const cg_reach_row *row, bool with_sites)
{
    cg_json_begin_object(w);
    cg_json_put_u64(w, "depth", row->depth);
    cg_json_put_str(w, "direction", cg_str_from(direction_text(row->direction)));
    cg_json_write_key(w, CG_STR("node"));
    cg_rest_write_node_ref(w, &row->node);
    cg_rest_put_id(w, "from", row->from);
    cg_json_put_str(w, "type", cg_str_from(cg_edge_kind_text(row->kind)));
    cg_json_put_str(w, "rule", cg_str_from(cg_link_rule_text(row->rule)));
    cg_json_put_f64(w, "confidence", row->confidence);
    cg_json_put_bool(w, "dispatch", row->dispatch);
    if (with_sites)
        cg_rest_put_sites(w, row->site_path, row->sites, row->sites_count);
    cg_json_end_object(w);
}

static void write_page(cg_json_writer *w, const cg_reach_page *page, bool with_sites)
{
    cg_json_begin_object(w);
    cg_json_put_u64(w, "generation", page->generation);
    cg_json_write_key(w, CG_STR("node"));
    cg_rest_write_node_ref(w, &page->node);
    cg_json_put_u64(w, "total", page->total);
    cg_json_put_array(w, "depths");
    for (size_t i = 0; i < page->depths_count; i++) {
        const cg_depth_count *d = &page->depths[i];
        cg_json_begin_object(w);
        cg_json_put_str(w, "direction", cg_str_from(direction_text(d->direction)));
        cg_json_put_u64(w, "depth", d->depth);
        cg_json_put_u64(w, "count", d->count);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
    cg_json_put_array(w, "items");
    for (size_t i = 0; i < page->count; i++)
        write_row(w, &page->rows[i], with_sites);
    cg_json_end_array(w);
    cg_rest_put_cursor(w, page->next_cursor);
    cg_rest_put_verdict(w, page->verdict, &page->coverage);
    cg_json_end_object(w);
}

cg_code cg_rest_reply_reach(cg_request *req, cg_reply *reply, const cg_reach_request *ask,
                            cg_err *err)
{
    cg_reach_page page = {0};
    cg_json_writer w;
    cg_code rc =
        cg_service_reach(cg_rest_api(req)->service, ask, cg_request_arena(req), &page, err);
    if (rc == CG_E_AMBIGUOUS)
        return cg_rest_reply_candidates(reply, ask->selector, page.candidates,
                                        page.candidates_count);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    write_page(&w, &page, ask->with_sites);
    cg_reply_set_generation(reply, page.generation);
    return CG_OK;
}
