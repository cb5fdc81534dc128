// SPDX-License-Identifier: Apache-2.0
// Fuzz target: a static model's file. The checksum is made right first, or nothing behind it would be reached. What
// is taken embeds a text and a unit into vectors of numbers.
//
// A seed is what static_model_make gives for a few words and 16 dimensions.
#include <stddef.h>
#include <stdint.h>

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "cg/embed.h"
#include "static_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char source[] = "# read a file\ndef read_utf8File(x): return readfile(x)\n";

static cg_text add_text(cg_unit *unit, cg_str s)
{
    cg_text t = {(uint32_t)unit->strings.len, (uint32_t)s.len};
    cg_buf_add_str(&unit->strings, s);
    return t;
}

static void make_unit(cg_unit *unit)
{
    cg_unit_init(unit);
    CG_VEC_PUSH(&unit->defs, (cg_def){.kind = CG_NODE_FILE, .end_byte = sizeof source - 1});
    CG_VEC_PUSH(&unit->defs, (cg_def){.kind = CG_NODE_FUNCTION,
                                      .name = add_text(unit, CG_STR("read_utf8File")),
                                      .doc = add_text(unit, CG_STR("read a file")),
                                      .start_byte = 14,
                                      .end_byte = sizeof source - 1,
                                      .body_start = 36,
                                      .body_end = sizeof source - 1});
}

static void use(cg_embedder *embedder)
{
    cg_embedder_info info = cg_embedder_describe(embedder);
    CG_ASSERT(info.dimension >= 16 && info.dimension <= CG_EMBED_DIMENSION_MAX);
    float *vector = cg_alloc_array(info.dimension, sizeof *vector);
    cg_str text = CG_STR("how to read a UTF8 file, or readfiles");
    CG_ASSERT(cg_embed_texts(embedder, CG_EMBED_QUERY, &text, 1, (cg_embed_until){0}, vector,
                             NULL) == CG_OK);
    for (uint32_t i = 0; i < info.dimension; i++)
        CG_ASSERT(fabsf(vector[i]) <= 1.001f);
    CG_AUTO(cg_unit_embedder) x = cg_unit_embedder_create(embedder);
    CG_AUTO_VALUE(cg_unit) unit;
    cg_def_vectors got;
    make_unit(&unit);
    CG_ASSERT(cg_embed_unit(x, &unit, cg_str_make(source, sizeof source - 1), (cg_embed_until){0},
                            &got, NULL) == CG_OK);
    CG_ASSERT(got.count <= unit.defs.len);
    for (size_t i = 0; i < got.count; i++)
        CG_ASSERT(isfinite(got.scales[i]) && got.scales[i] > 0);
    cg_free(vector);
}

/* A folder of this process, below the one it runs in. */
static const char *folder(void)
{
    static char path[] = "weights-XXXXXX";
    static bool made;
    if (!made)
        CG_ASSERT(mkdtemp(path) != NULL);
    made = true;
    return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CG_AUTO_VALUE(cg_buf) file = {0};
    CG_AUTO(cg_embedder) embedder = NULL;
    cg_err err = {0};
    cg_buf_add(&file, data, size);
    if (size >= 64)
        static_model_seal(&file);
    static_model_store(cg_buf_str(&file), folder());
    cg_embedder_options opts = {.engine = CG_STR("directory"), .path = cg_str_from(folder())};
    cg_code rc = cg_embedder_open(&opts, &embedder, &err);
    CG_ASSERT(rc == CG_OK || (rc == CG_E_INVALID && err.text[0] != '\0'));
    if (rc == CG_OK)
        use(embedder);
    return 0;
}
