// SPDX-License-Identifier: Apache-2.0
// json: where in its document a value is. A tree's nodes do not know their parents, so the path
// to the parent is searched, which only an error pays for.
#include "json_int.h"

#include <stdio.h>

typedef struct path_step {
    const char *key; /* NULL: an element */
    size_t index;
} path_step;

static void add_step(cg_buf *buf, path_step step)
{
    cg_buf_add_char(buf, '/');
    if (step.key == NULL) {
        cg_buf_printf(buf, "%zu", step.index);
        return;
    }
    for (const char *p = step.key; *p; p++) {
        if (*p == '~')
            cg_buf_add_str(buf, CG_STR("~0"));
        else if (*p == '/')
            cg_buf_add_str(buf, CG_STR("~1"));
        else
            cg_buf_add_char(buf, *p);
    }
}

static size_t find_in_array(const json_t *from, const void *wanted, path_step *path, size_t depth);
static size_t find_in_object(const json_t *from, const void *wanted, path_step *path, size_t depth);

/* Fills `path` from `depth` on with the way from `from` down to the array or object `wanted`.
 * The depth of `wanted`, or SIZE_MAX when it is not there. */
static size_t find(const json_t *from, const void *wanted, path_step *path, size_t depth)
{
    if (from == wanted)
        return depth;
    if (json_is_array(from))
        return find_in_array(from, wanted, path, depth);
    if (json_is_object(from))
        return find_in_object(from, wanted, path, depth);
    return SIZE_MAX;
}

static size_t find_in_array(const json_t *from, const void *wanted, path_step *path, size_t depth)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < json_array_size(from) && found == SIZE_MAX; i++) {
        path[depth] = (path_step){.index = i};
        found = find(json_array_get(from, i), wanted, path, depth + 1);
    }
    return found;
}

static size_t find_in_object(const json_t *from, const void *wanted, path_step *path, size_t depth)
{
    size_t found = SIZE_MAX;
    json_t *object = (json_t *)from; /* the library's iterators only read it */
    void *it = json_object_iter(object);
    for (; it && found == SIZE_MAX; it = json_object_iter_next(object, it)) {
        path[depth] = (path_step){.key = json_object_iter_key(it)};
        found = find(json_object_iter_value(it), wanted, path, depth + 1);
    }
    return found;
}

void cg_json_add_pointer(cg_buf *buf, cg_json_value value)
{
    path_step path[CG_JSON_DEPTH_CAP + 1];
    if (value.parent == NULL)
        return;
    size_t depth = find(value.doc->root, value.parent, path, 0);
    for (size_t i = 0; depth != SIZE_MAX && i < depth; i++)
        add_step(buf, path[i]);
    add_step(buf, (path_step){.key = value.key, .index = value.index});
}

cg_code cg_json_fail(cg_json_value value, cg_err *err, cg_code code, const char *file, int line,
                     const char *fmt, ...)
{
    CG_AUTO_VALUE(cg_buf) pointer = {0};
    char text[sizeof err->text];
    va_list args;
    if (err == NULL)
        return code;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    (void)cg_err_set(err, code, file, line, "%s", text);
    cg_json_add_pointer(&pointer, value);
    return cg_err_at(err, "%.*s", CG_STR_ARG(cg_buf_str(&pointer)));
}
