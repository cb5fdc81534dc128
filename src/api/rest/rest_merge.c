// SPDX-License-Identifier: Apache-2.0
#include "rest_merge.h"

#include <stdio.h>

static const char *const strategies[] = {
    [CG_MERGE_MANUAL] = "manual", [CG_MERGE_OURS] = "ours", [CG_MERGE_THEIRS] = "theirs"};
static const char *const takes[] = {[CG_MERGE_TAKE_OURS] = "ours",
                                    [CG_MERGE_TAKE_THEIRS] = "theirs",
                                    [CG_MERGE_TAKE_BASE] = "base",
                                    [CG_MERGE_TAKE_VALUE] = "value"};

/* ---- requests ---- */

/* The position of a member's word among others; it stays as it is where the member is missing. */
static cg_code get_word(cg_json_value object, const char *key, const char *const *words,
                        size_t count, cg_json_need need, unsigned *inout_at, cg_err *err)
{
    cg_str word = CG_STR_NULL;
    cg_code rc = cg_json_get_str(object, key, &word, need, err);
    if (rc != CG_OK || !cg_json_has(object, key))
        return rc;
    for (unsigned i = 0; i < count; i++)
        if (words[i] != NULL && cg_str_eq(word, cg_str_from(words[i]))) {
            *inout_at = i;
            return CG_OK;
        }
    return CG_JSON_FAIL(cg_json_get(object, key), err, CG_E_INVALID, "is not one of its words");
}

static cg_code get_strategy(cg_json_value root, cg_merge_strategy *out, cg_err *err)
{
    unsigned at = CG_MERGE_MANUAL;
    cg_code rc = get_word(root, "strategy", strategies, CG_ARRAY_LEN(strategies), CG_JSON_OPTIONAL,
                          &at, err);
    *out = (cg_merge_strategy)at;
    return rc;
}

cg_code cg_rest_decode_merge(cg_json_value root, const char *source_key, bool has_branch,
                             cg_merge_request *out, cg_err *err)
{
    const char *known[6] = {"strategy", "message", "author"};
    size_t count = 3;
    bool is_merge = source_key != NULL && has_branch;
    if (source_key != NULL)
        known[count++] = source_key;
    if (has_branch)
        known[count++] = "branch";
    if (is_merge)
        known[count++] = "always_commit";
    cg_code rc = cg_json_check_members(root, known, count, err);
    if (rc == CG_OK && source_key != NULL)
        rc = cg_rest_get_text(root, source_key, CG_REST_REF_MAX, &out->source, CG_JSON_REQUIRED,
                              err);
    if (rc == CG_OK && has_branch)
        rc = cg_rest_get_text(root, "branch", 200, &out->to.branch, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "message", CG_MESSAGE_MAX, &out->to.message, CG_JSON_OPTIONAL,
                              err);
    if (rc == CG_OK)
        rc =
            cg_rest_get_text(root, "author", CG_AUTHOR_MAX, &out->to.author, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK && is_merge)
        rc = cg_json_get_bool(root, "always_commit", &out->always_commit, CG_JSON_OPTIONAL, err);
    return rc == CG_OK ? get_strategy(root, &out->strategy, err) : rc;
}

/* The value that a resolution takes: a text or an object, as the key is one of a file or of metadata. */
static cg_code get_value(cg_json_value object, cg_arena *arena, cg_merge_resolution *out,
                         cg_err *err)
{
    cg_json_value content = cg_json_get(object, "content");
    cg_json_value metadata = cg_json_get(object, "metadata");
    bool is_file = cg_str_starts(out->key, CG_STR("file:"));
    bool has_content = cg_json_has(object, "content");
    bool has_metadata = cg_json_has(object, "metadata");
    if (out->take != CG_MERGE_TAKE_VALUE) {
        cg_json_value extra = has_content ? content : metadata;
        return has_content || has_metadata
                   ? CG_JSON_FAIL(extra, err, CG_E_INVALID, "goes with take \"value\" alone")
                   : CG_OK;
    }
    if (is_file ? !has_content || has_metadata : !has_metadata || has_content)
        return CG_JSON_FAIL(object, err, CG_E_INVALID, "needs \"%s\" and nothing else for a value",
                            is_file ? "content" : "metadata");
    if (is_file)
        return cg_json_as_str(content, &out->value, err);
    cg_metadata_change change;
    cg_code rc = cg_rest_decode_metadata(metadata, false, arena, &change, err);
    return rc == CG_OK ? change.edit(change.arg, CG_STR_NULL, arena, &out->value, err) : rc;
}

static cg_code decode_resolution(cg_json_value object, cg_arena *arena, cg_merge_resolution *out,
                                 cg_err *err)
{
    static const char *const known[] = {"key", "take", "content", "metadata"};
    unsigned take = CG_MERGE_TAKE_NONE;
    cg_code rc = cg_json_check_members(object, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(object, "key", 4200, &out->key, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = get_word(object, "take", takes, CG_ARRAY_LEN(takes), CG_JSON_REQUIRED, &take, err);
    out->take = (cg_merge_take)take;
    return rc == CG_OK ? get_value(object, arena, out, err) : rc;
}

cg_code cg_rest_decode_resolve(const cg_json *doc, cg_arena *arena, cg_merge_resolve_request *out,
                               cg_err *err)
{
    static const char *const known[] = {"resolutions", "strategy"};
    cg_json_value root = cg_json_root(doc), list = {0}, item;
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_json_get_array(root, "resolutions", &list, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = get_strategy(root, &out->strategy, err);
    if (rc != CG_OK || list.node == NULL) /* a strategy alone is enough */
        return rc;
    cg_merge_resolution *made = cg_arena_alloc_array(arena, cg_json_count(list) + 1, sizeof *made);
    cg_json_iter it = {0};
    while (rc == CG_OK && cg_json_next(list, &it, &item))
        rc = decode_resolution(item, arena, &made[out->count++], err);
    out->resolutions = made;
    return rc;
}

cg_code cg_rest_merge_id(const cg_request *req, cg_id *out_id, cg_err *err)
{
    if (cg_id_parse(cg_request_str(req, "id"), out_id))
        return CG_OK;
    return CG_FAIL(err, CG_E_NOT_FOUND, "no merge of this id waits to be resolved");
}

cg_code cg_rest_merge_error(cg_code rc, const char *source_pointer, const char *branch_pointer,
                            cg_err *err)
{
    if (rc == CG_OK || err == NULL)
        return rc;
    if (strcmp(err->pointer, "source") == 0)
        return cg_err_at(err, "%s", source_pointer);
    return strcmp(err->pointer, "branch") == 0 ? cg_err_at(err, "%s", branch_pointer) : rc;
}

/* ---- replies ---- */

static void put_text(cg_json_writer *w, const char *key, cg_str text) /* empty: null */
{
    if (text.len > 0)
        cg_json_put_str(w, key, text);
    else
        cg_json_put_null(w, key);
}

static void put_word(cg_json_writer *w, const char *key, const char *word) /* NULL: null */
{
    put_text(w, key, word != NULL ? cg_str_from(word) : CG_STR_NULL);
}

static void put_file(cg_json_writer *w, const cg_conflict_side *side)
{
    char blob[2 * sizeof side->blob.bytes + 1];
    for (size_t i = 0; i < sizeof side->blob.bytes; i++)
        (void)snprintf(blob + 2 * i, 3, "%02x", side->blob.bytes[i]);
    put_word(w, "language", side->lang != CG_LANG_NONE ? cg_lang_text(side->lang) : NULL);
    cg_json_put_str(w, "blob", cg_str_from(blob));
    cg_json_put_u64(w, "bytes", side->bytes);
}

static void put_node(cg_json_writer *w, const cg_manual_node *node)
{
    cg_json_put_object(w, "node");
    cg_json_put_str(w, "symbol", node->symbol);
    cg_json_put_str(w, "name", node->name);
    cg_json_put_str(w, "qualified_name", node->qualified_name);
    cg_json_put_str(w, "kind", cg_str_from(cg_node_kind_text(node->kind)));
    put_word(w, "language", node->lang != CG_LANG_NONE ? cg_lang_text(node->lang) : NULL);
    put_text(w, "signature", node->signature);
    put_text(w, "doc", node->doc);
    cg_json_end_object(w);
}

static void put_side(cg_json_writer *w, const char *key, cg_conflict_what what,
                     const cg_conflict_side *side)
{
    if (!side->present) {
        cg_json_put_null(w, key);
        return;
    }
    cg_json_put_object(w, key);
    if (what == CG_CONFLICT_OF_FILE) {
        put_file(w, side);
    } else {
        cg_json_put_null(w, "language");
        cg_json_put_null(w, "blob");
        cg_json_put_null(w, "bytes");
    }
    if (what == CG_CONFLICT_OF_NODE)
        put_node(w, &side->node);
    else
        cg_json_put_null(w, "node");
    if (side->metadata.len > 0)
        cg_json_put_raw(w, "metadata", side->metadata);
    else
        cg_json_put_null(w, "metadata");
    cg_json_end_object(w);
}

static void write_conflict(cg_json_writer *w, const cg_conflict_view *c)
{
    static const char *const whats[] = {[CG_CONFLICT_OF_FILE] = "file",
                                        [CG_CONFLICT_OF_NODE] = "node",
                                        [CG_CONFLICT_OF_EDGE] = "relationship",
                                        [CG_CONFLICT_OF_NODE_METADATA] = "node_metadata",
                                        [CG_CONFLICT_OF_EDGE_METADATA] = "relationship_metadata"};
    bool is_edge = c->what == CG_CONFLICT_OF_EDGE;
    cg_json_begin_object(w);
    cg_json_put_str(w, "key", c->key);
    put_word(w, "what", whats[c->what]);
    put_word(w, "kind", c->kind);
    put_text(w, "path", c->path);
    cg_rest_put_id(w, "id", c->id);
    cg_rest_put_id(w, "source", c->source);
    cg_rest_put_id(w, "target", c->target);
    put_word(w, "type", is_edge ? cg_edge_kind_text(c->edge_kind) : NULL);
    put_side(w, "base", c->what, &c->base);
    put_side(w, "ours", c->what, &c->ours);
    put_side(w, "theirs", c->what, &c->theirs);
    put_word(w, "resolution", takes[c->resolution]);
    cg_json_end_object(w);
}

void cg_rest_write_merge(cg_json_writer *w, const cg_merge_view *m)
{
    static const char *const outcomes[] = {[CG_MERGE_COMMITTED] = "merged",
                                           [CG_MERGE_FAST_FORWARD] = "fast_forward",
                                           [CG_MERGE_UP_TO_DATE] = "up_to_date",
                                           [CG_MERGE_CONFLICTS] = "conflicts"};
    cg_json_begin_object(w);
    put_word(w, "outcome", outcomes[m->outcome]);
    cg_rest_put_id(w, "id", m->id);
    cg_json_put_str(w, "project", m->project);
    cg_json_put_str(w, "source", m->source);
    cg_json_put_str(w, "branch", m->branch);
    cg_json_put_str(w, "message", m->message);
    put_text(w, "author", m->author);
    cg_json_put_u64(w, "base", m->base);
    cg_json_put_u64(w, "ours", m->ours);
    cg_json_put_u64(w, "theirs", m->theirs);
    cg_rest_put_time(w, "created_at", m->created_ms);
    cg_json_put_u64(w, "generation", m->generation);
    cg_rest_put_id(w, "version", m->version);
    cg_json_put_u64(w, "files", m->files);
    cg_json_put_u64(w, "statements", m->rows);
    cg_json_put_u64(w, "resolved", m->resolved);
    cg_json_put_array(w, "conflicts");
    for (size_t i = 0; i < m->conflicts_count; i++)
        write_conflict(w, &m->conflicts[i]);
    cg_json_end_array(w);
    cg_json_end_object(w);
}

void cg_rest_reply_merge(cg_reply *reply, const cg_merge_view *m)
{
    cg_json_writer w;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_rest_write_merge(&w, m);
    cg_reply_set_generation(reply, m->generation);
}

void cg_rest_reply_new_merge(cg_reply *reply, const cg_merge_view *m)
{
    char id[CG_ID_TEXT_LEN];
    cg_rest_reply_merge(reply, m);
    if (m->outcome != CG_MERGE_CONFLICTS)
        return;
    cg_id_text(m->id, id);
    cg_reply_set_status(reply, 201);
    cg_reply_add_header(reply, "Location", "/merge/%s", id);
}
