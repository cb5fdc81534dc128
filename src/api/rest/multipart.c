// SPDX-License-Identifier: Apache-2.0
// A small state machine over what has come and could not be told yet:
//
//   data ──delimiter──► delimiter ──line end──► head ──blank line──► data …
//                            └──────"--"──────► end (what follows is nobody's)
//
// The body is read as if a line end stood before it, so that the first delimiter is like all others.
#include "multipart.h"

#define HEAD_MAX 16384
#define PADDING_MAX 100 /* blanks behind a delimiter */

cg_code multipart_init(multipart *m, cg_str boundary, const multipart_visitor *visitor, cg_err *err)
{
    *m = (multipart){.visitor = *visitor, .state = MULTIPART_DATA};
    if (boundary.len == 0 || boundary.len > MULTIPART_BOUNDARY_MAX)
        return CG_FAIL(err, CG_E_INVALID,
                       "the Content-Type multipart/form-data needs a boundary of 1 to %d bytes",
                       MULTIPART_BOUNDARY_MAX);
    memcpy(m->delimiter, "\r\n--", 4);
    memcpy(m->delimiter + 4, boundary.ptr, boundary.len);
    m->delimiter_len = 4 + boundary.len;
    cg_buf_add_str(&m->hold, CG_STR("\r\n"));
    return CG_OK;
}

void multipart_fini(multipart *m)
{
    cg_buf_fini(&m->hold);
}

static cg_code fail(const multipart *m, cg_err *err, const char *what)
{
    return CG_FAIL(err, CG_E_MALFORMED, "part %zu of the form: %s", m->parts, what);
}

/* ---- heads ---- */

static bool equal_fold(cg_str text, cg_str lower)
{
    bool same = text.len == lower.len;
    for (size_t i = 0; same && i < lower.len; i++) {
        char c = text.ptr[i];
        same = (c >= 'A' && c <= 'Z' ? (char)(c + 32) : c) == lower.ptr[i];
    }
    return same;
}

/* The value of a parameter at the start of `*rest`, which it leaves; a quoted one is unquoted in place.
 * False: it has no end. */
static bool take_value(cg_str *rest, cg_str *out_value)
{
    if (rest->len == 0 || rest->ptr[0] != '"') {
        ptrdiff_t end = cg_str_find(*rest, ';');
        size_t len = end < 0 ? rest->len : (size_t)end;
        *out_value = cg_str_trim(cg_str_slice(*rest, 0, len));
        *rest = cg_str_slice(*rest, len, rest->len);
        return true;
    }
    char *text = (char *)rest->ptr + 1; /* of our own buffer */
    size_t len = 0, i = 1;
    for (; i < rest->len && rest->ptr[i] != '"'; i++) {
        if (rest->ptr[i] == '\\' && i + 1 < rest->len)
            i++;
        text[len++] = rest->ptr[i];
    }
    if (i >= rest->len)
        return false;
    *out_value = cg_str_make(text, len);
    *rest = cg_str_slice(*rest, i + 1, rest->len);
    return true;
}

/* form-data; name="…"; filename="…" */
static cg_code read_disposition(const multipart *m, cg_str value, multipart_part *part, cg_err *err)
{
    cg_str kind, rest = value;
    if (!cg_str_split(&rest, ';', &kind) || !equal_fold(cg_str_trim(kind), CG_STR("form-data")))
        return fail(m, err, "its Content-Disposition is not form-data");
    while (rest.len > 0) {
        ptrdiff_t eq = cg_str_find(rest, '=');
        if (eq < 0)
            break;
        cg_str key = cg_str_trim(cg_str_slice(rest, 0, (size_t)eq)), text;
        rest = cg_str_slice(rest, (size_t)eq + 1, rest.len);
        if (!take_value(&rest, &text))
            return fail(m, err, "a quoted text of its Content-Disposition has no end");
        if (equal_fold(key, CG_STR("name")))
            part->name = text;
        else if (equal_fold(key, CG_STR("filename")))
            part->filename = text;
        else if (equal_fold(key, CG_STR("filename*")))
            return fail(m, err, "filename* is not allowed in forms: send filename, as UTF-8");
        ptrdiff_t next = cg_str_find(rest, ';');
        rest = next < 0 ? CG_STR_NULL : cg_str_slice(rest, (size_t)next + 1, rest.len);
    }
    return CG_OK;
}

static cg_code read_head(multipart *m, cg_str head, cg_err *err)
{
    multipart_part part = {0};
    cg_str line;
    bool disposed = false;
    while (cg_str_split(&head, '\n', &line)) {
        ptrdiff_t colon = cg_str_find(line, ':');
        if (cg_str_trim(line).len == 0)
            continue;
        if (colon <= 0)
            return fail(m, err, "a header line has no name");
        cg_str name = cg_str_trim(cg_str_slice(line, 0, (size_t)colon));
        cg_str value = cg_str_trim(cg_str_slice(line, (size_t)colon + 1, line.len));
        if (equal_fold(name, CG_STR("content-transfer-encoding")) &&
            !equal_fold(value, CG_STR("binary")) && !equal_fold(value, CG_STR("8bit")) &&
            !equal_fold(value, CG_STR("7bit")))
            return fail(m, err, "its Content-Transfer-Encoding is not supported");
        if (!equal_fold(name, CG_STR("content-disposition")))
            continue;
        cg_code rc = read_disposition(m, value, &part, err);
        if (rc != CG_OK)
            return rc;
        disposed = true;
    }
    if (!disposed || part.name.ptr == NULL)
        return fail(m, err, "it has no Content-Disposition with a name");
    m->in_part = true;
    return m->visitor.begin(m->visitor.arg, &part, err);
}

/* ---- the machine: each step takes something from what is held, and says whether there may be more ---- */

static void drop(multipart *m, size_t bytes)
{
    memmove(m->hold.ptr, m->hold.ptr + bytes, m->hold.len - bytes);
    m->hold.len -= bytes;
}

static cg_code tell_data(multipart *m, size_t bytes, cg_err *err)
{
    cg_code rc = CG_OK;
    if (m->in_part && bytes > 0)
        rc = m->visitor.data(m->visitor.arg, cg_str_make(m->hold.ptr, bytes), err);
    drop(m, bytes);
    return rc;
}

static cg_code step_data(multipart *m, bool *out_more, cg_err *err)
{
    const char *at = memmem(m->hold.ptr, m->hold.len, m->delimiter, m->delimiter_len);
    *out_more = at != NULL;
    if (at == NULL) {
        size_t tail = m->delimiter_len - 1;
        return m->hold.len > tail ? tell_data(m, m->hold.len - tail, err) : CG_OK;
    }
    cg_code rc = tell_data(m, (size_t)(at - m->hold.ptr), err);
    drop(m, m->delimiter_len);
    if (rc == CG_OK && m->in_part)
        rc = m->visitor.end(m->visitor.arg, err);
    m->in_part = false;
    m->state = MULTIPART_DELIMITER;
    return rc;
}

static cg_code step_delimiter(multipart *m, bool *out_more, cg_err *err)
{
    cg_str held = cg_buf_str(&m->hold);
    if (cg_str_starts(held, CG_STR("--"))) {
        m->state = MULTIPART_END;
        return CG_OK;
    }
    size_t blanks = 0;
    while (blanks < held.len && (held.ptr[blanks] == ' ' || held.ptr[blanks] == '\t'))
        blanks++;
    cg_str rest = cg_str_slice(held, blanks, held.len);
    *out_more = cg_str_starts(rest, CG_STR("\r\n"));
    bool may_be = cg_str_starts(CG_STR("\r\n"), rest) || cg_str_eq(held, CG_STR("-"));
    if (blanks > PADDING_MAX || (!*out_more && !may_be))
        return fail(m, err, "something else follows on the line of its boundary");
    if (*out_more) {
        drop(m, blanks); /* the line end stays: a head may be empty */
        m->state = MULTIPART_HEAD;
        m->parts++;
    }
    return CG_OK;
}

static cg_code step_head(multipart *m, bool *out_more, cg_err *err)
{
    const char *end = memmem(m->hold.ptr, m->hold.len, "\r\n\r\n", 4);
    *out_more = end != NULL;
    /* of what may be the blank line, three bytes can be there */
    size_t len = end != NULL ? (size_t)(end - m->hold.ptr) : m->hold.len - CG_MIN(m->hold.len, 3u);
    if (len > HEAD_MAX)
        return fail(m, err, "its header is too long");
    if (end == NULL)
        return CG_OK;
    cg_code rc = read_head(m, cg_str_make(m->hold.ptr, len), err);
    drop(m, len + 4);
    if (rc == CG_OK)
        m->state = MULTIPART_DATA;
    return rc;
}

cg_code multipart_push(multipart *m, cg_str bytes, bool last, cg_err *err)
{
    cg_buf_add_str(&m->hold, bytes);
    if (m->hold.error != CG_OK)
        return CG_FAIL(err, m->hold.error, "no memory for the form");
    cg_code rc = CG_OK;
    for (bool more = true; rc == CG_OK && more;) {
        more = false;
        switch (m->state) {
        case MULTIPART_DATA: rc = step_data(m, &more, err); break;
        case MULTIPART_DELIMITER: rc = step_delimiter(m, &more, err); break;
        case MULTIPART_HEAD: rc = step_head(m, &more, err); break;
        case MULTIPART_END: cg_buf_clear(&m->hold); break;
        }
    }
    if (rc != CG_OK || !last || m->state == MULTIPART_END)
        return rc;
    return m->parts == 0 ? CG_FAIL(err, CG_E_MALFORMED,
                                   "the boundary of the Content-Type does not occur in the body")
                         : fail(m, err, "the body ends within it");
}
