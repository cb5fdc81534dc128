// SPDX-License-Identifier: Apache-2.0
#include "ndjson.h"

void ndjson_init(ndjson *n, size_t line_max, ndjson_fn *take, void *arg)
{
    *n = (ndjson){.take = take, .arg = arg};
    cg_buf_init(&n->rest, line_max);
}

void ndjson_fini(ndjson *n)
{
    cg_buf_fini(&n->rest);
}

static cg_code give(ndjson *n, cg_str line, cg_err *err)
{
    n->number++;
    if (line.len > n->rest.max)
        return CG_FAIL(err, CG_E_LIMIT, "line %zu is longer than %zu bytes", n->number,
                       n->rest.max);
    return cg_str_trim(line).len > 0 ? n->take(n->arg, line, n->number, err) : CG_OK;
}

static cg_code keep(ndjson *n, cg_str part, cg_err *err)
{
    cg_buf_add_str(&n->rest, part);
    if (n->rest.error == CG_E_LIMIT)
        return CG_FAIL(err, CG_E_LIMIT, "line %zu is longer than %zu bytes", n->number + 1,
                       n->rest.max);
    return n->rest.error == CG_OK
               ? CG_OK
               : CG_FAIL(err, n->rest.error, "no memory for line %zu", n->number + 1);
}

/* Ends the line of which a part has come before. */
static cg_code give_rest(ndjson *n, cg_str part, cg_err *err)
{
    cg_code rc = keep(n, part, err);
    if (rc == CG_OK)
        rc = give(n, cg_buf_str(&n->rest), err);
    cg_buf_clear(&n->rest);
    return rc;
}

cg_code ndjson_push(ndjson *n, cg_str bytes, bool last, cg_err *err)
{
    cg_code rc = CG_OK;
    for (ptrdiff_t end; rc == CG_OK && (end = cg_str_find(bytes, '\n')) >= 0;) {
        cg_str line = cg_str_slice(bytes, 0, (size_t)end);
        rc = n->rest.len > 0 ? give_rest(n, line, err) : give(n, line, err);
        bytes = cg_str_slice(bytes, (size_t)end + 1, bytes.len);
    }
    if (rc != CG_OK)
        return rc;
    if (!last)
        return keep(n, bytes, err);
    return n->rest.len + bytes.len > 0 ? give_rest(n, bytes, err) : CG_OK;
}
