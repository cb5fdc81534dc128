// SPDX-License-Identifier: Apache-2.0
// Fuzz target: forms and lines, cut into pieces: what they hold must not depend on the cuts.
#include <stddef.h>
#include <stdint.h>

#include "../../src/api/rest/multipart.h"
#include "../../src/api/rest/ndjson.h"

static cg_code begin(void *arg, const multipart_part *part, cg_err *err)
{
    (void)err;
    cg_buf_printf(arg, "[%.*s@%.*s=", CG_STR_ARG(part->name), CG_STR_ARG(part->filename));
    return CG_OK;
}

static cg_code data(void *arg, cg_str bytes, cg_err *err)
{
    (void)err;
    cg_buf_add_str(arg, bytes);
    return CG_OK;
}

static cg_code end(void *arg, cg_err *err)
{
    (void)err;
    cg_buf_add_char(arg, ']');
    return CG_OK;
}

static cg_code take(void *arg, cg_str line, size_t number, cg_err *err)
{
    (void)err;
    cg_buf_printf(arg, "%zu:", number);
    cg_buf_add_str(arg, line);
    cg_buf_add_char(arg, '\n');
    return CG_OK;
}

static cg_code run(cg_str text, size_t piece, bool form, cg_buf *told)
{
    cg_err err = {0};
    multipart m;
    ndjson n;
    multipart_visitor visitor = {told, begin, data, end};
    CG_ASSERT(multipart_init(&m, CG_STR("B"), &visitor, &err) == CG_OK);
    ndjson_init(&n, 100, take, told);
    cg_code rc = CG_OK;
    for (size_t at = 0; rc == CG_OK && at <= text.len; at += piece) {
        cg_str part = cg_str_slice(text, at, at + piece);
        bool last = at + piece > text.len;
        rc = form ? multipart_push(&m, part, last, &err) : ndjson_push(&n, part, last, &err);
    }
    CG_ASSERT(rc == CG_OK || err.text[0]);
    multipart_fini(&m);
    ndjson_fini(&n);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 1 || size > 4096)
        return 0;
    cg_str text = cg_str_make((const char *)bytes + 1, size - 1);
    size_t piece = 1 + bytes[0] % 32u;
    for (int form = 0; form < 2; form++) {
        CG_AUTO_VALUE(cg_buf) whole = {0};
        CG_AUTO_VALUE(cg_buf) cut = {0};
        cg_code a = run(text, text.len + 1, form == 1, &whole);
        cg_code b = run(text, piece, form == 1, &cut);
        CG_ASSERT(a == b);
        CG_ASSERT(a != CG_OK || cg_str_eq(cg_buf_str(&whole), cg_buf_str(&cut)));
    }
    return 0;
}
