// SPDX-License-Identifier: Apache-2.0
#include "static_model.h"

#include <stdio.h>

#define SCALE 0.01f
#define FIELDS 8

static const char *const common_words[] = {
    "add",    "all",    "and",    "args",     "array",   "base",   "body",    "buffer",  "build",
    "bytes",  "cache",  "call",   "check",    "class",   "clear",  "client",  "close",   "code",
    "config", "copy",   "count",  "create",   "data",    "date",   "decode",  "default", "delete",
    "dict",   "encode", "end",    "error",    "event",   "exit",   "file",    "find",    "first",
    "format", "from",   "get",    "group",    "handle",  "hash",   "header",  "helper",  "http",
    "id",     "in",     "index",  "info",     "init",    "int",    "io",      "item",    "json",
    "key",    "last",   "length", "line",     "list",    "load",   "local",   "lock",    "log",
    "login",  "main",   "make",   "map",      "match",   "max",    "message", "min",     "mode",
    "name",   "new",    "next",   "node",     "num",     "object", "of",      "open",    "option",
    "order",  "parent", "parse",  "password", "path",    "point",  "print",   "process", "put",
    "query",  "read",   "record", "remove",   "request", "reset",  "result",  "return",  "root",
    "row",    "run",    "save",   "search",   "self",    "send",   "server",  "set",     "size",
    "sort",   "start",  "state",  "status",   "stop",    "str",    "string",  "sum",     "table",
    "task",   "test",   "text",   "the",      "thread",  "time",   "to",      "token",   "total",
    "tree",   "type",   "update", "url",      "user",    "util",   "value",   "view",    "wait",
    "walk",   "word",   "write",  NULL};

static void add_u32(cg_buf *out, uint32_t v)
{
    cg_buf_add(out, &v, sizeof v);
}

static void add_f32(cg_buf *out, float v)
{
    cg_buf_add(out, &v, sizeof v);
}

static void align(cg_buf *out, size_t begin)
{
    while ((out->len - begin) % 64 != 0)
        cg_buf_add_char(out, '\0');
}

static void add_fields(const static_model_options *opts, cg_buf *out)
{
    float all = 0;
    for (unsigned f = 0; f < FIELDS; f++)
        all += opts->weights[f];
    for (unsigned f = 0; f < FIELDS; f++) {
        add_f32(out, all > 0 ? opts->weights[f] : 1);
        add_f32(out, opts->shrink);
        add_u32(out, f % CG_MAX(opts->scales, 1u));
        add_u32(out, 0);
        for (unsigned i = 1; i <= 12; i++)
            add_f32(out, (float)i);
    }
}

static const char *bare(const char *word)
{
    return word + (word[0] == '+');
}

static void add_words(const char *const *words, uint32_t rows, size_t begin, cg_buf *out)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i <= rows; i++) {
        add_u32(out, at);
        at += i < rows ? (uint32_t)strlen(bare(words[i])) : 0;
    }
    align(out, begin);
    for (uint32_t i = 0; i < rows; i++)
        cg_buf_add_str(out, cg_str_from(bare(words[i])));
    align(out, begin);
    for (uint32_t i = 0; i < rows; i++)
        cg_buf_add_char(out, words[i][0] == '+');
}

static void add_codes(const char *const *words, uint32_t rows, uint32_t dimension, cg_buf *out)
{
    for (uint32_t i = 0; i < rows; i++) {
        cg_str word = cg_str_from(bare(words[i]));
        for (uint32_t d = 0; d < dimension; d++)
            cg_buf_add_char(out, (char)(cg_hash64(word.ptr, word.len, d + 1) % 255 - 127));
    }
}

void static_model_make(const static_model_options *opts, cg_buf *out)
{
    static const static_model_options defaults;
    opts = opts != NULL ? opts : &defaults;
    const char *const *words = opts->words != NULL ? opts->words : common_words;
    uint32_t dimension = opts->dimension ? opts->dimension : 64, scales = CG_MAX(opts->scales, 1u);
    uint32_t rows = 0, strings = 0;
    for (; words[rows] != NULL; rows++)
        strings += (uint32_t)strlen(bare(words[rows]));
    size_t begin = out->len;
    const uint32_t head[] = {1, 1, dimension, rows, scales, strings};
    char name[64] = "";
    snprintf(name, sizeof name, "%s", opts->name ? opts->name : "test");
    cg_buf_add(out, "CGEMBED\n", 8);
    cg_buf_add(out, head, sizeof head);
    align(out, begin);
    cg_buf_add(out, name, sizeof name);
    add_fields(opts, out);
    add_words(words, rows, begin, out);
    align(out, begin);
    for (uint32_t i = 0; i < rows * scales; i++)
        add_f32(out, SCALE);
    align(out, begin);
    add_codes(words, rows, dimension, out);
    CG_ASSERT(begin == 0 && out->error == CG_OK);
    static_model_seal(out);
}

void static_model_seal(cg_buf *file)
{
    uint64_t sum = cg_hash64(file->ptr + 64, file->len - 64, 0);
    memcpy(file->ptr + 32, &sum, sizeof sum);
}

void static_model_store(cg_str file, const char *folder)
{
    CG_AUTO_VALUE(cg_buf) path = {0};
    cg_buf_printf(&path, "%s/weights.bin", folder);
    cg_buf_add_char(&path, '\0');
    FILE *out = fopen(path.ptr, "wb");
    CG_ASSERT(out != NULL);
    CG_ASSERT(file.len == 0 || fwrite(file.ptr, 1, file.len, out) == file.len);
    CG_ASSERT(fclose(out) == 0);
}

void static_model_write(const static_model_options *opts, const char *folder)
{
    CG_AUTO_VALUE(cg_buf) file = {0};
    static_model_make(opts, &file);
    static_model_store(cg_buf_str(&file), folder);
}
