// SPDX-License-Identifier: Apache-2.0
// Java: what the grammar cannot read is blanked before parsing: an annotation in front of the dots of a
// variable parameter, `Object @Nullable ... args`.
#include "java_int.h"

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || c == '.';
}

/* Where the annotation starts that ends at `end`, blanks aside; `end` itself when there is none. */
static size_t annotation_before(cg_str source, size_t end)
{
    size_t at = end;
    while (at > 0 && (source.ptr[at - 1] == ' ' || source.ptr[at - 1] == '\t'))
        at--;
    size_t name_end = at;
    while (at > 0 && is_name_char(source.ptr[at - 1]))
        at--;
    bool annotation = at > 0 && at < name_end && source.ptr[at - 1] == '@';
    return annotation ? at - 1 : end;
}

bool java_mask(cg_str source, cg_str prelude, cg_buf *out, cg_activity_changes *out_changes,
               cg_mask_notes *out_notes)
{
    (void)prelude;
    (void)out_changes; /* Java has no conditions */
    (void)out_notes;
    const char *end = source.ptr + source.len;
    bool masked = false;
    if (source.len == 0) /* may be NULL */
        return false;
    for (const char *at = source.ptr; (at = memmem(at, (size_t)(end - at), "...", 3)); at += 3) {
        size_t dots = (size_t)(at - source.ptr), from = annotation_before(source, dots);
        if (from == dots)
            continue;
        if (!masked)
            cg_buf_add_str(out, source);
        masked = true;
        if (out->ptr != NULL && out->len == source.len)
            memset(out->ptr + from, ' ', dots - from);
    }
    return masked;
}
