// SPDX-License-Identifier: Apache-2.0
// Types that comments name: @typedef {import("./module").Name} Name, @typedef {{a: A}} Name, and @typedef {Object} Name
// with @property {A} a. An import is one like any other; the others are local names for values that hold what they list.
#include "ecma.h"

#define TYPEDEFS_MAX 256u /* of one file */
#define COMMENT_BYTES_MAX 8192u

/* Nothing but blanks, stars and the comment's beginning stands before it on its line. */
static bool begins_line(cg_str source, size_t at)
{
    while (at > 0 && source.ptr[at - 1] != '\n')
        if (strchr(" \t*/\r", source.ptr[--at]) == NULL)
            return false;
    return true;
}

/* The rest of the comment from `at` on, without what begins its lines. */
static cg_str comment_from(cg_extract *x, cg_str source, size_t at)
{
    cg_str rest = cg_str_slice(source, at, CG_MIN(source.len, at + COMMENT_BYTES_MAX)), line;
    CG_AUTO_VALUE(cg_buf) text = {0};
    ptrdiff_t end = cg_str_find(rest, '/');
    while (end > 0 && rest.ptr[end - 1] != '*') {
        ptrdiff_t next = cg_str_find(cg_str_slice(rest, (size_t)end + 1, rest.len), '/');
        end = next < 0 ? -1 : end + 1 + next;
    }
    rest = cg_str_slice(rest, 0, end < 1 ? rest.len : (size_t)end - 1);
    while (cg_str_split(&rest, '\n', &line)) {
        line = cg_str_trim(line);
        while (line.len > 0 && line.ptr[0] == '*')
            line = cg_str_slice(line, 1, line.len);
        cg_buf_add_str(&text, line);
        cg_buf_add_char(&text, '\n');
    }
    return cg_x_scratch(x, "%.*s", CG_STR_ARG(cg_buf_str(&text)));
}

static void define(cg_extract *x, cg_str comment, TSNode at)
{
    cg_str type, name;
    if (!ecma_doc_named(comment, &type, &name) || name.len == 0 || cg_x_declared(x, 0, name))
        return;
    ecma_doc_import import;
    if (ecma_doc_read_import(type, &import) && cg_str_find(import.members, '.') < 0) {
        ecma_import(x, &(cg_import_init){.node = at,
                                         .local = name,
                                         .module = import.module,
                                         .name = import.members,
                                         .flags = CG_IMPORT_TYPE_ONLY |
                                                  (import.members.len ? 0 : CG_IMPORT_NAMESPACE)});
        return;
    }
    uint32_t value = ecma_doc_object(x, type, comment, CG_STR_NULL, at);
    if (value != CG_NONE)
        cg_x_bind_set(x, cg_x_bind_text(x, CG_BIND_LOCAL, name, at, 0), value, CG_NONE);
}

void ecma_typedefs(cg_extract *x)
{
    static const char tag[] = "@typedef";
    cg_str source = cg_x_source(x);
    const char *from = source.ptr, *end = source.ptr + source.len;
    for (unsigned n = 0; n < TYPEDEFS_MAX && from < end; n++) {
        const char *found = memmem(from, (size_t)(end - from), tag, sizeof tag - 1);
        if (found == NULL)
            return;
        size_t at = (size_t)(found - source.ptr);
        from = found + sizeof tag - 1;
        if (begins_line(source, at))
            define(x, comment_from(x, source, at + sizeof tag - 1),
                   ts_node_descendant_for_byte_range(cg_x_node(x), (uint32_t)at, (uint32_t)at));
    }
}
