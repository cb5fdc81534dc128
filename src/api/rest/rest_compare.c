// SPDX-License-Identifier: Apache-2.0
// api: differences of two versions as JSON and as text.
#include "rest_history.h"

static const char *const whats[] = {
    [CG_COMPARE_FILE] = "file", [CG_COMPARE_NODE] = "node", [CG_COMPARE_EDGE] = "relationship"};

/* ---- JSON ---- */

static void put_node(cg_json_writer *w, const char *key, const cg_node_view *node, bool there)
{
    if (!there) {
        cg_json_put_null(w, key);
        return;
    }
    cg_json_put_object(w, key);
    cg_json_write_key(w, CG_STR("node"));
    cg_rest_write_node_ref(w, node);
    cg_json_put_str(w, "signature", node->signature);
    cg_json_put_str(w, "visibility", cg_str_from(cg_visibility_text(node->visibility)));
    cg_json_end_object(w);
}

static void put_users(cg_json_writer *w, const cg_compare_row *row)
{
    cg_json_put_object(w, "breaks");
    cg_json_put_u64(w, "total", row->users_total);
    cg_json_put_array(w, "users");
    for (size_t i = 0; i < row->users_count; i++) {
        cg_json_begin_object(w);
        cg_json_put_str(w, "type", cg_str_from(cg_edge_kind_text(row->users[i].kind)));
        cg_json_write_key(w, CG_STR("node"));
        cg_rest_write_node_ref(w, &row->users[i].node);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
    cg_json_end_object(w);
}

static void put_relationship(cg_json_writer *w, const cg_compare_row *row)
{
    cg_rest_put_id(w, "id", row->edge.id);
    cg_json_put_str(w, "type", cg_str_from(cg_edge_kind_text(row->edge.kind)));
    cg_json_put_str(w, "rule", cg_str_from(cg_link_rule_text(row->edge.rule)));
    cg_json_put_f64(w, "confidence", row->edge.confidence / 100.0);
    cg_json_write_key(w, CG_STR("source"));
    cg_rest_write_node_ref(w, &row->source);
    cg_json_write_key(w, CG_STR("target"));
    cg_rest_write_node_ref(w, &row->target);
}

static void put_path(cg_json_writer *w, const cg_compare_row *row)
{
    cg_json_put_str(w, "path", row->path);
    if (row->path_before.len > 0)
        cg_json_put_str(w, "path_before", row->path_before);
    else
        cg_json_put_null(w, "path_before");
}

void cg_rest_write_compared(cg_json_writer *w, const cg_compare_row *row)
{
    cg_json_begin_object(w);
    cg_json_put_str(w, "what", cg_str_from(whats[row->what]));
    cg_json_put_str(w, "change", cg_str_from(cg_change_kind_text(row->change)));
    cg_rest_put_aspects(w, row->aspects);
    if (row->what == CG_COMPARE_FILE) {
        put_path(w, row);
    } else if (row->what == CG_COMPARE_NODE) {
        put_node(w, "before", &row->before, row->has_before);
        put_node(w, "after", &row->after, row->has_after);
        if (row->breaking)
            put_users(w, row);
    } else {
        put_relationship(w, row);
    }
    cg_json_end_object(w);
}

static void put_kinds(cg_json_writer *w, const char *key, const uint64_t counts[CG_CHANGE_KINDS])
{
    cg_json_put_object(w, key);
    for (unsigned i = 0; i < CG_CHANGE_KINDS; i++)
        cg_json_put_u64(w, cg_change_kind_text(i), counts[i]);
    cg_json_end_object(w);
}

static void put_counts(cg_json_writer *w, const cg_compare_counts *counts)
{
    put_kinds(w, "files", counts->files);
    put_kinds(w, "nodes", counts->nodes);
    put_kinds(w, "relationships", counts->edges);
}

void cg_rest_write_compare_summary(cg_json_writer *w, const cg_compare_summary *summary,
                                   bool breaking)
{
    cg_json_begin_object(w);
    cg_json_put_u64(w, "before", summary->before);
    cg_json_put_u64(w, "after", summary->after);
    cg_json_put_object(w, "totals");
    put_counts(w, &summary->totals);
    cg_json_end_object(w);
    if (breaking)
        cg_json_put_u64(w, "breaking", summary->breaking);
    else
        cg_json_put_null(w, "breaking");
    cg_json_put_bool(w, "moves_known", summary->moves_known);
    cg_json_put_array(w, "by_file");
    for (size_t i = 0; i < summary->files_count; i++) {
        cg_json_begin_object(w);
        cg_json_put_str(w, "path", summary->files[i].path);
        put_counts(w, &summary->files[i].counts);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
    cg_json_put_bool(w, "by_file_complete", !summary->files_cut);
    cg_json_end_object(w);
}

/* ---- text: a line for each change, as `git diff --name-status` has them ---- */

static void add_aspects(cg_buf *out, unsigned aspects)
{
    const char *before = " [";
    for (unsigned i = 0; i < CG_ASPECT_LIMIT; i++)
        if (aspects >> i & 1) {
            cg_buf_printf(out, "%s%s", before, cg_aspect_text(i));
            before = ", ";
        }
    if (aspects != 0)
        cg_buf_add_char(out, ']');
}

static void add_place(cg_buf *out, const cg_node_view *node)
{
    cg_buf_printf(out, "%.*s", CG_STR_ARG(node->qualified_name));
    if (node->file_path.len > 0 && node->kind != CG_NODE_FILE)
        cg_buf_printf(out, " (%.*s:%u)", CG_STR_ARG(node->file_path), node->line);
}

static void add_node(cg_buf *out, const cg_compare_row *row)
{
    const cg_node_view *shown = row->has_after ? &row->after : &row->before;
    cg_buf_printf(out, "%s ", cg_node_kind_text(shown->kind));
    if (row->change == CG_KIND_MOVED || row->change == CG_KIND_RENAMED) {
        add_place(out, &row->before);
        cg_buf_add_str(out, CG_STR(" -> "));
    }
    add_place(out, shown);
}

void cg_rest_add_compared_text(cg_buf *out, const cg_compare_row *row)
{
    static const char letters[] = {'A', 'D', 'M', 'V', 'R'}; /* by cg_change_kind */
    cg_buf_printf(out, "%c %s ", letters[row->change], whats[row->what]);
    if (row->what == CG_COMPARE_NODE) {
        add_node(out, row);
    } else if (row->what == CG_COMPARE_EDGE) {
        add_place(out, &row->source);
        cg_buf_printf(out, " %s ", cg_edge_kind_text(row->edge.kind));
        add_place(out, &row->target);
    } else {
        if (row->path_before.len > 0)
            cg_buf_printf(out, "%.*s -> ", CG_STR_ARG(row->path_before));
        cg_buf_add_str(out, row->path);
    }
    add_aspects(out, row->aspects);
    cg_buf_add_char(out, '\n');
    for (size_t i = 0; i < row->users_count; i++) {
        cg_buf_printf(out, "  breaks %s of ", cg_edge_kind_text(row->users[i].kind));
        add_place(out, &row->users[i].node);
        cg_buf_add_char(out, '\n');
    }
}

static void add_kinds(cg_buf *out, const char *what, const uint64_t counts[CG_CHANGE_KINDS])
{
    bool any = false;
    cg_buf_printf(out, "%s:", what);
    for (unsigned i = 0; i < CG_CHANGE_KINDS; i++) {
        if (counts[i] > 0)
            cg_buf_printf(out, " %" PRIu64 " %s", counts[i], cg_change_kind_text(i));
        any = any || counts[i] > 0;
    }
    cg_buf_add_str(out, any ? CG_STR("\n") : CG_STR(" none\n"));
}

void cg_rest_add_compare_summary_text(cg_buf *out, const cg_compare_summary *summary)
{
    add_kinds(out, "files", summary->totals.files);
    add_kinds(out, "nodes", summary->totals.nodes);
    add_kinds(out, "relationships", summary->totals.edges);
}
