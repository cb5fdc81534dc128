// SPDX-License-Identifier: Apache-2.0
// api: the JSON forms of versions, branches and tags.
#include "rest_version.h"

static void put_text_or_null(cg_json_writer *w, const char *key, cg_str text)
{
    if (text.len > 0)
        cg_json_put_str(w, key, text);
    else
        cg_json_put_null(w, key);
}

void cg_rest_write_version(cg_json_writer *w, const cg_version_view *version)
{
    cg_json_begin_object(w);
    cg_rest_put_id(w, "id", version->id);
    cg_json_put_u64(w, "generation", version->generation);
    cg_json_put_u64(w, "base", version->base);
    cg_json_put_array(w, "parents");
    for (size_t i = 0; i < version->parents_count; i++) {
        char id[CG_ID_TEXT_LEN];
        cg_id_text(version->parents[i], id);
        cg_json_write_str(w, cg_str_from(id));
    }
    cg_json_end_array(w);
    cg_rest_put_time(w, "created_at", version->created_ms);
    put_text_or_null(w, "author", version->author);
    cg_json_put_str(w, "message", version->message);
    put_text_or_null(w, "git_commit", version->git);
    cg_rest_put_time(w, "git_time", version->git_time_ms);
    cg_json_put_u64(w, "files", version->files);
    cg_json_put_u64(w, "nodes", version->nodes);
    cg_json_put_u64(w, "relationships", version->relationships);
    cg_json_put_bool(w, "collected", version->collected);
    cg_json_put_str(w, "digest", cg_str_from(version->digest));
    cg_json_put_str(w, "overlay_digest", cg_str_from(version->overlay_digest));
    cg_json_end_object(w);
}

void cg_rest_write_branch(cg_json_writer *w, const cg_branch_view *branch)
{
    cg_json_begin_object(w);
    cg_json_put_str(w, "name", branch->name);
    cg_json_put_u64(w, "generation", branch->head.generation);
    cg_json_put_bool(w, "protected", branch->is_protected);
    cg_rest_put_time(w, "created_at", branch->created_ms);
    cg_rest_put_time(w, "moved_at", branch->moved_ms);
    if (branch->head.generation == 0) {
        cg_json_put_null(w, "head");
    } else {
        cg_json_write_key(w, CG_STR("head"));
        cg_rest_write_version(w, &branch->head);
    }
    cg_json_end_object(w);
}

void cg_rest_write_tag(cg_json_writer *w, const cg_tag_view *tag)
{
    cg_json_begin_object(w);
    cg_json_put_str(w, "name", tag->name);
    cg_rest_put_time(w, "created_at", tag->created_ms);
    put_text_or_null(w, "author", tag->author);
    cg_json_put_str(w, "message", tag->message);
    cg_json_write_key(w, CG_STR("version"));
    cg_rest_write_version(w, &tag->version);
    cg_json_end_object(w);
}

void cg_rest_reply_branch(cg_reply *reply, const cg_branch_view *branch)
{
    cg_json_writer w;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_rest_write_branch(&w, branch);
    cg_reply_set_generation(reply, branch->head.generation);
    cg_reply_add_header(reply, "ETag", "W/\"%" PRIu64 "-%d\"", branch->head.generation,
                        branch->is_protected);
}

cg_code cg_rest_branch_match(const cg_request *req, bool *out_given, uint64_t *out_generation,
                             cg_err *err)
{
    cg_code rc = cg_request_if_match(req, out_given, out_generation, err);
    *out_given = rc == CG_OK && *out_given && *out_generation != UINT64_MAX; /* "*": any */
    return rc;
}
