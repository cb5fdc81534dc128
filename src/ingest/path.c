// SPDX-License-Identifier: Apache-2.0
// Which paths may name a file of the graph.
#include "tree/listing.h"

#define PATH_MAX_BYTES 4096
#define SEGMENT_MAX_BYTES 255

static cg_code check_segment(cg_str segment, cg_err *err)
{
    if (segment.len == 0)
        return CG_FAIL(err, CG_E_PATH,
                       "a path has an empty segment: it must be relative, without "
                       "leading, trailing or doubled '/'");
    if (cg_str_eq(segment, CG_STR(".")) || cg_str_eq(segment, CG_STR("..")))
        return CG_FAIL(err, CG_E_PATH, "a path must not contain \".\" or \"..\" segments");
    if (segment.len > SEGMENT_MAX_BYTES)
        return CG_FAIL(err, CG_E_PATH, "a path segment is longer than %d bytes", SEGMENT_MAX_BYTES);
    return CG_OK;
}

/* A known ending, or none at all: a script says what it is in its first line. */
bool ingest_may_be_source(cg_str path)
{
    cg_str name = cg_str_slice(path, (size_t)(cg_str_rfind(path, '/') + 1), path.len);
    return cg_lang_by_name(name) != CG_LANG_NONE || cg_str_find(name, '.') < 0;
}

cg_code cg_path_check(cg_str path, cg_err *err)
{
    if (path.len == 0)
        return CG_FAIL(err, CG_E_PATH, "the path is empty");
    if (path.len > PATH_MAX_BYTES)
        return CG_FAIL(err, CG_E_PATH, "the path is longer than %d bytes", PATH_MAX_BYTES);
    if (!cg_utf8_valid(path))
        return CG_FAIL(err, CG_E_PATH, "the path is not valid UTF-8");
    for (size_t i = 0; i < path.len; i++)
        if ((unsigned char)path.ptr[i] < 0x20 || path.ptr[i] == 0x7f)
            return CG_FAIL(err, CG_E_PATH, "the path contains a control character");
    size_t start = 0;
    for (size_t i = 0; i <= path.len; i++) {
        if (i < path.len && path.ptr[i] != '/')
            continue;
        cg_code rc = check_segment(cg_str_slice(path, start, i), err);
        if (rc != CG_OK)
            return rc;
        start = i + 1;
    }
    return CG_OK;
}
