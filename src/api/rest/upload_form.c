// SPDX-License-Identifier: Apache-2.0
// multipart/form-data: each part with a filename is a file of that path, the others are options, which
// come before the first file. One file at a time is held in memory.
#include "multipart.h"
#include "upload.h"

#define FIELD_MAX 4096
#define GLOBS_MAX 1000

typedef struct form_upload {
    body_upload common;
    multipart form;
    size_t file_max;
    bool is_file; /* the part being read */
    cg_buf path;  /* of it: also the name of a field */
    cg_str name;  /* the same */
    cg_buf value; /* as far as it is kept */
    uint64_t bytes;
    CG_VEC(cg_str) include, exclude;
} form_upload;

/* ---- options ---- */

static cg_code fail_field(cg_str name, cg_err *err, const char *what)
{
    cg_code rc = CG_FAIL(err, CG_E_INVALID, "the field \"%.*s\" %s",
                         CG_STR_ARG(cg_utf8_truncate(name, 60)), what);
    (void)cg_err_at(err, "%.*s", CG_STR_ARG(cg_utf8_truncate(name, 60)));
    return rc;
}

/* One of two words. */
static cg_code read_word(const form_upload *u, const char *off, const char *on, bool *out_on,
                         cg_err *err)
{
    cg_str value = cg_buf_str(&u->value);
    *out_on = cg_str_eq(value, cg_str_from(on));
    if (*out_on || cg_str_eq(value, cg_str_from(off)))
        return CG_OK;
    cg_code rc = CG_FAIL(err, CG_E_INVALID, "the field \"%.*s\" must be %s or %s",
                         CG_STR_ARG(u->name), off, on);
    (void)cg_err_at(err, "%.*s", CG_STR_ARG(u->name));
    return rc;
}

static cg_code take_option(form_upload *u, cg_err *err)
{
    cg_parse_upload_request *o = &u->common.options;
    cg_str value = cg_arena_str(cg_request_arena(u->common.req), cg_buf_str(&u->value));
    if (u->common.upload != NULL)
        return fail_field(u->name, err, "must come before the first file");
    if (!cg_utf8_valid(value) || memchr(value.ptr, 0, value.len) != NULL)
        return fail_field(u->name, err, "must be UTF-8 text without NUL");
    if (cg_str_eq(u->name, CG_STR("project"))) {
        o->project = value;
    } else if (cg_str_eq(u->name, CG_STR("message"))) {
        o->to.message = value;
    } else if (cg_str_eq(u->name, CG_STR("branch"))) {
        o->to.branch = value;
    } else if (cg_str_eq(u->name, CG_STR("author"))) {
        o->to.author = value;
    } else if (cg_str_eq(u->name, CG_STR("mode"))) {
        bool replace = false;
        cg_code rc = read_word(u, "patch", "replace", &replace, err);
        o->mode = replace ? CG_PARSE_REPLACE : CG_PARSE_PATCH;
        return rc;
    } else if (cg_str_eq(u->name, CG_STR("dry_run"))) {
        return read_word(u, "false", "true", &o->dry_run, err);
    } else if (u->include.len + u->exclude.len >= GLOBS_MAX) {
        return fail_field(u->name, err, "comes too often");
    } else if (cg_str_eq(u->name, CG_STR("include"))) {
        CG_VEC_PUSH(&u->include, value);
    } else {
        CG_VEC_PUSH(&u->exclude, value);
    }
    return CG_OK;
}

/* Globs of the form stand in place of the query's. */
static cg_code begin_upload(form_upload *u, cg_err *err)
{
    cg_parse_upload_request *o = &u->common.options;
    if (u->include.len > 0) {
        o->include = u->include.ptr;
        o->include_count = u->include.len;
    }
    if (u->exclude.len > 0) {
        o->exclude = u->exclude.ptr;
        o->exclude_count = u->exclude.len;
    }
    return upload_begin(&u->common, err);
}

/* ---- parts ---- */

static cg_code begin_part(void *arg, const multipart_part *part, cg_err *err)
{
    static const char *const known[] = {"project", "message", "branch",  "author",
                                        "mode",    "dry_run", "include", "exclude"};
    form_upload *u = arg;
    u->is_file = part->filename.ptr != NULL;
    u->bytes = 0;
    cg_buf_clear(&u->value);
    cg_str name = u->is_file ? part->filename : part->name;
    if (!cg_utf8_valid(name) || name.len > FIELD_MAX)
        return CG_FAIL(err, CG_E_PATH,
                       "part %zu of the form has a name that is too long or not UTF-8",
                       u->form.parts);
    bool fits = u->is_file;
    for (size_t i = 0; !fits && i < CG_ARRAY_LEN(known); i++)
        fits = cg_str_eq(name, cg_str_from(known[i]));
    if (!fits)
        return fail_field(name, err,
                          "is not known, and has no filename by which it would be a file");
    cg_buf_clear(&u->path);
    cg_buf_add_str(&u->path, name);
    u->name = cg_buf_str(&u->path);
    return CG_OK;
}

static cg_code add_data(void *arg, cg_str bytes, cg_err *err)
{
    form_upload *u = arg;
    size_t max = u->is_file ? u->file_max : FIELD_MAX;
    u->bytes += bytes.len;
    if (u->bytes <= max)
        cg_buf_add_str(&u->value, bytes);
    else if (!u->is_file)
        return fail_field(u->name, err, "is too long");
    return u->value.error == CG_OK
               ? CG_OK
               : CG_FAIL(err, u->value.error, "no memory for a part of the form");
}

static cg_code end_part(void *arg, cg_err *err)
{
    form_upload *u = arg;
    if (!u->is_file)
        return take_option(u, err);
    cg_code rc = u->common.upload != NULL ? CG_OK : begin_upload(u, err);
    if (rc != CG_OK)
        return rc;
    cg_source_file file = {.path = u->name, .content = cg_buf_str(&u->value)};
    rc = u->bytes > u->file_max
             ? cg_service_upload_too_large(u->common.upload, u->name, u->bytes, err)
             : cg_service_upload_add(u->common.upload, &file, err);
    if (rc != CG_E_PATH && rc != CG_E_LIMIT)
        return rc;
    cg_err cause = *err;
    return CG_FAIL(err, rc, "part %zu of the form: %s", u->form.parts, cause.text);
}

/* ---- the body ---- */

static cg_code push(void *arg, cg_str bytes, bool last, cg_err *err)
{
    form_upload *u = arg;
    cg_code rc = multipart_push(&u->form, bytes, last, err);
    if (rc != CG_OK || !last)
        return rc;
    if (u->common.upload == NULL)
        return CG_FAIL(err, CG_E_INVALID,
                       "the form has no file: a file is a part with a filename, which is its path");
    return upload_reply(&u->common, err);
}

static void destroy(void *arg)
{
    form_upload *u = arg;
    upload_drop(&u->common);
    multipart_fini(&u->form);
    cg_buf_fini(&u->value);
    cg_buf_fini(&u->path);
    CG_VEC_FINI(&u->include);
    CG_VEC_FINI(&u->exclude);
}

cg_code upload_form(cg_request *req, cg_reply *reply, const cg_parse_upload_request *options,
                    cg_err *err)
{
    form_upload *u = cg_arena_alloc(cg_request_arena(req), sizeof *u);
    multipart_visitor visitor = {u, begin_part, add_data, end_part};
    u->common = (body_upload){.req = req, .reply = reply, .options = *options};
    u->file_max = cg_service_file_bytes_max(cg_rest_api(req)->service);
    cg_code rc = multipart_init(&u->form, cg_request_media_param(req, "boundary"), &visitor, err);
    if (rc == CG_OK)
        rc = cg_request_take_body(req, push, destroy, u, err);
    if (rc != CG_OK)
        destroy(u);
    return rc;
}
