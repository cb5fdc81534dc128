// SPDX-License-Identifier: Apache-2.0
// Fuzz target: the decoders of JSON request bodies, and the decoding of addresses.
#include <stddef.h>
#include <stdint.h>

#include "../../src/api/rest/rest_write.h"

/* Every complaint must be fit to be shown. */
static void check(cg_code rc, const cg_err *err)
{
    CG_ASSERT(rc == CG_OK || (err->code == rc && err->text[0]));
    CG_ASSERT(rc == CG_OK || cg_utf8_valid(cg_str_from(err->text)));
    CG_ASSERT(rc == CG_OK || cg_utf8_valid(cg_str_from(err->pointer)));
}

static void decode_parse(const cg_json *doc, cg_arena *arena)
{
    cg_parse_form form = {0};
    cg_err err = {0};
    cg_code rc = cg_rest_decode_parse(doc, arena, &form, &err);
    check(rc, &err);
    for (size_t i = 0; rc == CG_OK && i < form.files.files_count; i++)
        CG_ASSERT(cg_utf8_valid(form.files.files[i].path) &&
                  cg_utf8_valid(form.files.files[i].content));
}

static void decode_search(const cg_json *doc, cg_arena *arena)
{
    cg_search_request search = {0};
    cg_err err = {0};
    cg_code rc = cg_rest_decode_search(doc, arena, &search, &err);
    check(rc, &err);
    CG_ASSERT(rc != CG_OK || (search.query.len > 0 && search.limit >= 1));
}

/* A patch that is applied again changes nothing. */
static void edit_metadata(const cg_metadata_change *change, cg_arena *arena)
{
    cg_str first, second;
    cg_err err = {0};
    if (change->edit == NULL)
        return;
    cg_str before = CG_STR("{\"a\":{\"b\":[1],\"c\":null},\"d\":2}");
    cg_code rc = change->edit(change->arg, before, arena, &first, &err);
    check(rc, &err);
    if (rc != CG_OK)
        return;
    CG_ASSERT(first.len == 0 || first.ptr[0] == '{');
    CG_ASSERT(change->edit(change->arg, first, arena, &second, &err) == CG_OK);
    CG_ASSERT(cg_str_eq(first, second));
}

static void decode_batch(const cg_json *doc, cg_arena *arena)
{
    cg_write_request request = {0};
    cg_err err = {0};
    cg_code rc = cg_rest_decode_batch(doc, arena, &request, &err);
    check(rc, &err);
    for (size_t i = 0; rc == CG_OK && i < request.count; i++) {
        const cg_write *write = &request.writes[i];
        CG_ASSERT(write->subject.made_by <= i && write->source.made_by <= i &&
                  write->target.made_by <= i);
        edit_metadata(&write->metadata, arena);
    }
}

static void decode_address(cg_str text, cg_arena *arena)
{
    CG_AUTO_VALUE(cg_buf) encoded = {0};
    cg_str decoded, again;
    cg_err err = {0};
    cg_code rc = cg_http_decode_in(arena, text, false, &decoded, &err);
    check(rc, &err);
    if (rc != CG_OK)
        return;
    cg_http_encode(&encoded, decoded);
    CG_ASSERT(cg_http_decode_in(arena, cg_buf_str(&encoded), true, &again, NULL) == CG_OK);
    CG_ASSERT(cg_str_eq(decoded, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CG_AUTO(cg_json) doc = NULL;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_err err = {0};
    cg_str text = cg_str_make((const char *)data, size);
    decode_address(text, arena);
    if (cg_json_parse(text, NULL, &doc, &err) != CG_OK)
        return 0;
    decode_parse(doc, arena);
    decode_search(doc, arena);
    decode_batch(doc, arena);
    return 0;
}
