// SPDX-License-Identifier: Apache-2.0
// Fuzz target: a folder with a Model2Vec model. The input is three files: two bytes each (big-endian) tell the lengths of
// tokenizer.json and config.json, which follow; the rest is model.safetensors. What is taken embeds texts into numbers.
#include <stddef.h>
#include <stdint.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cg/embed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void store(const char *folder, const char *name, const uint8_t *bytes, size_t len)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "wb");
    CG_ASSERT(out != NULL && fwrite(bytes, 1, len, out) == len && fclose(out) == 0);
}

/* A folder of this process, below the one it runs in. */
static const char *folder(void)
{
    static char path[] = "model-XXXXXX";
    static bool made;
    if (!made)
        CG_ASSERT(mkdtemp(path) != NULL);
    made = true;
    return path;
}

static void use(cg_embedder *embedder)
{
    static const cg_str texts[] = {
        {"How to read a file, with 2 args?", 32},
        {"\xc3\x89t\xc3\xa9 \xe4\xb8\xad\xe6\x96\x87\xff readFile(x_1);\t\n", 30},
        {"", 0},
    };
    uint32_t dimension = cg_embedder_describe(embedder).dimension;
    CG_ASSERT(dimension >= 1 && dimension <= CG_EMBED_DIMENSION_MAX);
    float *vectors = cg_alloc_array(3 * (size_t)dimension, sizeof *vectors);
    CG_ASSERT(cg_embed_texts(embedder, CG_EMBED_DOCUMENT, texts, 3, (cg_embed_until){0}, vectors,
                             NULL) == CG_OK);
    for (size_t i = 0; i < 3 * (size_t)dimension; i++)
        CG_ASSERT(fabsf(vectors[i]) <= 1.001f);
    cg_free(vectors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CG_AUTO(cg_embedder) embedder = NULL;
    cg_err err = {0};
    if (size < 4)
        return 0;
    size_t tokenizer = cg_get_be16(data), config = cg_get_be16(data + 2);
    data += 4;
    size -= 4;
    tokenizer = CG_MIN(tokenizer, size);
    config = CG_MIN(config, size - tokenizer);
    store(folder(), "tokenizer.json", data, tokenizer);
    store(folder(), "config.json", data + tokenizer, config);
    store(folder(), "model.safetensors", data + tokenizer + config, size - tokenizer - config);
    cg_embedder_options opts = {.engine = CG_STR("directory"), .path = cg_str_from(folder())};
    cg_code rc = cg_embedder_open(&opts, &embedder, &err);
    CG_ASSERT(rc == CG_OK || (rc == CG_E_INVALID && err.text[0] != '\0'));
    if (rc == CG_OK)
        use(embedder);
    return 0;
}
