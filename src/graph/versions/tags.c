// SPDX-License-Identifier: Apache-2.0
// Tags: names for generations that do not move. They are rows of the store alone.
#include "graph_int.h"

#define WORD "tag/"
#define TAG_RECORD 1

static key tag_key(const cg_project *project, cg_str name)
{
    key k = key_meta(CG_STR(WORD), project->prefix);
    key_put(&k, name.ptr, CG_MIN(name.len, (size_t)CG_REF_NAME_MAX));
    return k;
}

void tag_record_put(cg_buf *out, const cg_tag *tag)
{
    const uint64_t fields[] = {TAG_RECORD, tag->generation, tag->time_ms, tag->author.len,
                               tag->message.len};
    for (size_t i = 0; i < CG_ARRAY_LEN(fields); i++)
        cg_buf_add_varint(out, fields[i]);
    cg_buf_add_str(out, tag->author);
    cg_buf_add_str(out, tag->message);
}

bool tag_record_get(cg_str value, cg_arena *arena, cg_tag *out)
{
    uint64_t record, author, message;
    uint64_t *fields[] = {&record, &out->generation, &out->time_ms, &author, &message};
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    for (size_t i = 0; i < CG_ARRAY_LEN(fields); i++)
        if (!cg_read_varint(&pos, end, fields[i]))
            return false;
    size_t left = (size_t)(end - pos);
    if (record != TAG_RECORD || author > left || message != left - author)
        return false;
    out->author = cg_arena_str(arena, cg_str_make((const char *)pos, (size_t)author));
    out->message = cg_arena_str(arena, cg_str_make((const char *)pos + author, (size_t)message));
    return true;
}

static cg_code damaged(cg_err *err)
{
    return CG_FAIL(err, CG_E_CORRUPT, "the record of a tag is damaged");
}

static cg_code no_tag(cg_str name, cg_err *err)
{
    return CG_FAIL(err, CG_E_NOT_FOUND, "there is no tag \"%.*s\"", CG_STR_ARG(name));
}

cg_code cg_project_tag(cg_project *project, cg_str name, cg_arena *arena, cg_tag *out_tag,
                       cg_err *err)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    key k = tag_key(project, name);
    cg_code rc = name.len > CG_REF_NAME_MAX ? CG_E_NOT_FOUND
                                            : cg_kv_get(project->store->kv, NULL, CG_CF_METADATA,
                                                        key_str(&k), &pin, &value, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? no_tag(name, err) : rc;
    if (!tag_record_get(value, arena, out_tag))
        return damaged(err);
    out_tag->name = cg_arena_str(arena, name);
    return CG_OK;
}

cg_code cg_project_tags(cg_project *project, cg_str after, size_t limit, cg_arena *arena,
                        cg_tag **out_tags, size_t *out_count, cg_err *err)
{
    key all = key_meta(CG_STR(WORD), project->prefix), upper = key_after(all);
    key lower = all;
    if (after.len > 0) {
        lower = tag_key(project, after);
        key_put_be(&lower, 0, 1); /* the next name in order */
    }
    cg_tag *tags = cg_arena_alloc_array(arena, limit + 1, sizeof *tags);
    size_t count = 0;
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(project->store->kv, NULL, CG_CF_METADATA, key_str(&lower),
                             key_str(&upper));
    for (cg_kv_iter_first(iter); count < limit && cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        if (!tag_record_get(cg_kv_iter_value(iter), arena, &tags[count]))
            return damaged(err);
        tags[count++].name = cg_arena_str(arena, cg_str_slice(k, all.len, k.len));
    }
    *out_tags = tags;
    *out_count = count;
    return cg_kv_iter_status(iter, err);
}

/* ---- changing: by the project's writer, so that looking and writing are one ---- */

static cg_code write(cg_project *project, cg_kv_batch *batch, cg_err *err)
{
    return writer_note_failure(project, cg_kv_write(project->store->kv, batch, true, err));
}

static cg_code create(cg_project *project, const cg_tag *tag, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(project->store->kv);
    CG_AUTO_VALUE(cg_buf) value = {0};
    cg_tag old;
    cg_code rc = cg_project_tag(project, tag->name, arena, &old, err);
    if (rc == CG_OK)
        return CG_FAIL(err, CG_E_CONFLICT, "there is a tag \"%.*s\" already",
                       CG_STR_ARG(tag->name));
    if (rc != CG_E_NOT_FOUND)
        return rc;
    rc = generation_check(project, tag->generation, err);
    if (rc != CG_OK)
        return rc;
    key k = tag_key(project, tag->name);
    tag_record_put(&value, tag);
    cg_kv_batch_put(batch, CG_CF_METADATA, key_str(&k), cg_buf_str(&value));
    return write(project, batch, err);
}

cg_code cg_tag_create(cg_project *project, const cg_tag *tag, cg_err *err)
{
    cg_code rc = cg_ref_name_check(tag->name, err);
    if (rc == CG_OK)
        rc = writer_begin(project, 0, err);
    if (rc != CG_OK)
        return rc;
    rc = create(project, tag, err);
    writer_end(project);
    return rc;
}

cg_code cg_tag_delete(cg_project *project, cg_str name, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(project->store->kv);
    cg_tag old;
    cg_code rc = writer_begin(project, 0, err);
    if (rc != CG_OK)
        return rc;
    rc = cg_project_tag(project, name, arena, &old, err);
    if (rc == CG_OK) {
        key k = tag_key(project, name);
        cg_kv_batch_delete(batch, CG_CF_METADATA, key_str(&k));
        rc = write(project, batch, err);
    }
    writer_end(project);
    return rc;
}
