// SPDX-License-Identifier: Apache-2.0
// Fuzz target: the JSON reader, its errors, and that what the writer copies reads back the same.
#include <stddef.h>
#include <stdint.h>

#include "cg/json.h"

/* Asks every value for what it is not, so that each error's pointer is built. */
static void visit(cg_json_value value)
{
    cg_json_iter iter = {0};
    cg_json_value child;
    cg_err err = {0};
    cg_str text;
    if (cg_json_as_str(value, &text, &err) != CG_OK)
        CG_ASSERT(err.code == CG_E_INVALID);
    while (cg_json_next(value, &iter, &child))
        visit(child);
}

static void copy(const cg_json *doc, cg_buf *out)
{
    cg_json_writer writer;
    cg_json_writer_init(&writer, out);
    cg_json_write_value(&writer, cg_json_root(doc));
    CG_ASSERT(cg_json_writer_done(&writer) && out->error == CG_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CG_AUTO(cg_json) doc = NULL;
    CG_AUTO(cg_json) again = NULL;
    CG_AUTO_VALUE(cg_buf) first = {0};
    CG_AUTO_VALUE(cg_buf) second = {0};
    cg_err err = {0};
    cg_code rc = cg_json_parse(cg_str_make((const char *)data, size), NULL, &doc, &err);
    if (rc != CG_OK) {
        CG_ASSERT(err.code == rc && cg_utf8_valid(cg_str_from(err.text)));
        return 0;
    }
    if (size < 4096) /* each error searches the tree */
        visit(cg_json_root(doc));
    copy(doc, &first);
    CG_ASSERT(cg_json_parse(cg_buf_str(&first), NULL, &again, &err) == CG_OK);
    copy(again, &second);
    CG_ASSERT(cg_str_eq(cg_buf_str(&first), cg_buf_str(&second)));
    return 0;
}
