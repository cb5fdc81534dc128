// SPDX-License-Identifier: Apache-2.0
// What names of branches and tags may look like: as in Git (git-check-ref-format), so that those of a
// repository are ours too.
#include "graph_int.h"

static cg_code refuse(cg_err *err, const char *why)
{
    cg_code rc = CG_FAIL(err, CG_E_INVALID, "not a name of a branch or tag: %s", why);
    (void)cg_err_at(err, "name");
    return rc;
}

static bool is_forbidden(char c)
{
    return (unsigned char)c <= ' ' || c == 0x7f || strchr("~^:?*[\\", c) != NULL;
}

static const char *wrong_with_segment(cg_str segment)
{
    if (segment.len == 0)
        return "a part between '/' is empty";
    if (segment.ptr[0] == '.')
        return "a part begins with '.'";
    if (cg_str_ends(segment, CG_STR(".lock")))
        return "a part ends with \".lock\"";
    return NULL;
}

cg_code cg_ref_name_check(cg_str name, cg_err *err)
{
    if (name.len == 0)
        return refuse(err, "it is empty");
    if (name.len > CG_REF_NAME_MAX)
        return refuse(err, "it has more than 200 bytes");
    if (!cg_utf8_valid(name))
        return refuse(err, "it is not UTF-8");
    if (cg_str_eq(name, CG_STR("@")) || name.ptr[0] == '-' || name.ptr[name.len - 1] == '.')
        return refuse(err, "it is \"@\", begins with '-' or ends with '.'");
    for (size_t i = 0; i < name.len; i++) {
        char next = i + 1 < name.len ? name.ptr[i + 1] : ' ';
        if (is_forbidden(name.ptr[i]))
            return refuse(err, "a space, a control byte or one of ~^:?*[\\ is in it");
        if ((name.ptr[i] == '.' && next == '.') || (name.ptr[i] == '@' && next == '{'))
            return refuse(err, "\"..\" or \"@{\" is in it");
    }
    for (size_t from = 0; from <= name.len;) {
        size_t to = from;
        while (to < name.len && name.ptr[to] != '/')
            to++;
        const char *wrong = wrong_with_segment(cg_str_slice(name, from, to));
        if (wrong != NULL)
            return refuse(err, wrong);
        from = to + 1;
    }
    return CG_OK;
}
