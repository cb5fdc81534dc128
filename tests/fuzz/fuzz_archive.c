// SPDX-License-Identifier: Apache-2.0
// Fuzz target: tar archives, plain and compressed, into an upload that is given up at the end.
#include <stddef.h>
#include <stdint.h>

#include "cg/ingest.h"

static cg_ingest *ingest;
static cg_project *project;

static void set_up(void)
{
    static cg_store *store;
    cg_store_options store_opts = {.kv = {.engine = "memory"}, .unit_cache_bytes = 1 << 20};
    cg_ingest_options opts = {.workers = 1, .limits = cg_parse_limits_default(), .files_max = 100};
    opts.limits.file_bytes_max = 4096;
    CG_ASSERT(cg_store_open(&store_opts, &store, NULL) == CG_OK);
    CG_ASSERT(cg_store_project(store, CG_STR("p"), true, &project, NULL) == CG_OK);
    ingest = cg_ingest_create(store, &opts);
}

typedef struct source {
    cg_str bytes;
    size_t piece;
} source;

static cg_code read_piece(void *arg, cg_str *out_bytes, cg_err *err)
{
    (void)err;
    source *s = arg;
    *out_bytes = cg_str_slice(s->bytes, 0, s->piece);
    s->bytes = cg_str_slice(s->bytes, s->piece, s->bytes.len);
    return CG_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (ingest == NULL)
        set_up();
    if (size < 1)
        return 0;
    cg_err err = {0};
    cg_upload_options opts = {.list = CG_UPLOAD_STREAM};
    source s = {cg_str_make((const char *)bytes + 1, size - 1), 1 + (size_t)bytes[0] * 16};
    cg_upload *u = cg_upload_begin(ingest, project, &opts);
    cg_code rc = cg_upload_add_archive(u, &(cg_archive_source){read_piece, &s}, &err);
    CG_ASSERT(rc == CG_OK ||
              (err.code == rc && err.text[0] && cg_utf8_valid(cg_str_from(err.text))));
    cg_upload_abort(u);
    return 0;
}
