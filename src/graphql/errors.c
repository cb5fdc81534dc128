// SPDX-License-Identifier: Apache-2.0
// graphql: what is wrong with a request or an answer, collected and written.
#include "graphql_int.h"

#include <stdio.h>

#define MESSAGE_MAX 1000

gql_error *gql_error_add(gql_errors *errors, const char *code, const gql_at *at, size_t at_count,
                         const char *fmt, ...)
{
    if (errors->count >= GQL_ERRORS_MAX)
        return NULL;
    gql_error *error = cg_arena_try(errors->arena, sizeof *error);
    gql_at *places = cg_arena_try(errors->arena, (at_count + 1) * sizeof *places);
    char *text = cg_arena_try(errors->arena, MESSAGE_MAX);
    if (error == NULL || places == NULL || text == NULL) {
        errors->full = true;
        return NULL;
    }
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(text, MESSAGE_MAX, fmt, args);
    va_end(args);
    cg_str message = cg_str_make(text, CG_MIN((size_t)CG_MAX(len, 0), (size_t)MESSAGE_MAX - 1));
    for (size_t i = 0; i < at_count; i++)
        places[i] = at[i];
    *error = (gql_error){.message = cg_str_make(text, cg_utf8_valid_len(message)),
                         .code = code,
                         .at = places,
                         .at_count = at_count};
    if (errors->last != NULL)
        errors->last->next = error;
    else
        errors->first = error;
    errors->last = error;
    errors->count++;
    return error;
}

/* The path from the root: each knows its parent alone. */
static void write_path(const gql_path *path, cg_json_writer *w)
{
    if (path == NULL)
        return;
    write_path(path->parent, w);
    if (path->key.ptr != NULL)
        cg_json_write_str(w, path->key);
    else
        cg_json_write_u64(w, path->index);
}

static void write_extensions(const gql_error *error, cg_json_writer *w)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_printf(&text, "{\"code\":\"%s\"%s%.*s}", error->code,
                  error->extensions.len > 0 ? "," : "", CG_STR_ARG(error->extensions));
    cg_json_put_raw(w, "extensions", cg_buf_str(&text));
}

void gql_errors_write(const gql_errors *errors, cg_json_writer *w)
{
    cg_json_begin_array(w);
    for (const gql_error *e = errors->first; e != NULL; e = e->next) {
        cg_json_begin_object(w);
        cg_json_put_str(w, "message", e->message);
        if (e->at_count > 0) {
            cg_json_put_array(w, "locations");
            for (size_t i = 0; i < e->at_count; i++) {
                cg_json_begin_object(w);
                cg_json_put_u64(w, "line", e->at[i].line);
                cg_json_put_u64(w, "column", e->at[i].column);
                cg_json_end_object(w);
            }
            cg_json_end_array(w);
        }
        if (e->has_path) {
            cg_json_put_array(w, "path");
            write_path(e->path, w);
            cg_json_end_array(w);
        }
        write_extensions(e, w);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
}
