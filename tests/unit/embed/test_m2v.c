// SPDX-License-Identifier: Apache-2.0
// embed: folders with Model2Vec models, whole and damaged. That our vectors are those of the library was compared on
// hundreds of texts (docs/internals/embed.md); these are the cases that can be worked out by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "cg/embed.h"
#include "m2v/safetensors.h"

/* Pieces and the vectors that their numbers have: one number each is 1, so that a sum counts the pieces. */
static const char wordpiece[] =
    "{\"normalizer\":{\"type\":\"BertNormalizer\"},\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},"
    "\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"?\",\"vocab\":"
    "{\"?\":0,\"read\":1,\"##file\":2,\"##s\":3,\"(\":4,\"e\":5,\"\xe4\xb8\xad\":6,\"##read\":7}}}";
static const char unigram[] =
    "{\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFKC\"},{\"type\":\"Replace\","
    "\"pattern\":{\"String\":\"_\"},\"content\":\" \"}]},\"pre_tokenizer\":{\"type\":\"Metaspace\","
    "\"replacement\":\"\xe2\x96\x81\",\"prepend_scheme\":\"always\"},\"model\":{\"type\":\"Unigram\",\"unk_id\":0,"
    "\"vocab\":[[\"?\",0],[\"\xe2\x96\x81re\",-2],[\"ad\",-2],[\"\xe2\x96\x81read\",-5],[\"\xe2\x96\x81\",-1],"
    "[\"s\",-1],[\"fi\",-3],[\"x\",-1]]}}";
#define PIECES 8

typedef struct model_files {
    const char *tokenizer, *config;
    cg_buf tensors;
} model_files;

static void store(const char *folder, const char *name, const char *bytes, size_t len)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, len, out), len);
    assert_int_equal(fclose(out), 0);
}

static cg_code open_files(const model_files *f, cg_embedder **out, cg_err *err)
{
    char folder[] = "m2v-XXXXXX";
    assert_non_null(mkdtemp(folder));
    store(folder, "model.safetensors", f->tensors.ptr, f->tensors.len);
    store(folder, "tokenizer.json", f->tokenizer, strlen(f->tokenizer));
    store(folder, "config.json", f->config, strlen(f->config));
    cg_embedder_options opts = {.engine = CG_STR("directory"), .path = cg_str_from(folder)};
    return cg_embedder_open(&opts, out, err);
}

/* A safetensors file: its table, then `len` bytes. */
static void make_tensors(cg_buf *out, const char *table, const void *bytes, size_t len)
{
    uint64_t table_len = strlen(table);
    cg_buf_clear(out);
    cg_buf_add(out, &table_len, 8);
    cg_buf_add(out, table, table_len);
    cg_buf_add(out, bytes, len);
}

/* Row n is 1 at place n. */
static void make_units(cg_buf *out)
{
    static float rows[PIECES * PIECES];
    for (unsigned i = 0; i < PIECES; i++)
        rows[i * PIECES + i] = 1;
    make_tensors(
        out,
        "{\"__metadata__\":{\"a\":\"b\"},\"embeddings\":{\"dtype\":\"F32\",\"shape\":[8,8],\"data_offsets\":[0,256]}}",
        rows, sizeof rows);
}

/* The counts of pieces that the vector of `text` stands for, as digits: of length 1, so the least is 1. */
static const char *counts_text(cg_embedder *embedder, const char *text)
{
    static char out[PIECES + 1];
    float vector[PIECES], least = 2;
    cg_str t = cg_str_from(text);
    assert_int_equal(
        cg_embed_texts(embedder, CG_EMBED_QUERY, &t, 1, (cg_embed_until){0}, vector, NULL), CG_OK);
    for (unsigned i = 0; i < PIECES; i++)
        least = vector[i] > 0 ? CG_MIN(least, vector[i]) : least;
    for (unsigned i = 0; i < PIECES; i++)
        out[i] = (char)('0' + (int)lrintf(vector[i] / least));
    return out;
}

static void words_are_taken_to_pieces(void **state)
{
    (void)state;
    static const struct {
        const char *text, *counts;
    } cases[] = {
        {"read", "01000000"},
        {"Read  READFILE", "02100000"},
        {"readfiles(read", "02111000"},
        {"readread", "01000001"},
        {"r\xc3\xa9"
         "ad \xc3\x89",
         "01000100"},              /* accents go */
        {"file read", "01000000"}, /* no piece begins so: unknown, and dropped */
        {"read\xe4\xb8\xad\xe4\xb8\xad", "01000020"},
        {"re\xe2\x80\x8b"
         "ad",
         "01000000"}, /* what cannot be seen is a format, and goes */
        {"", "00000000"},
        {"zzz", "00000000"},
    };
    model_files f = {wordpiece, "{}", {0}};
    cg_embedder *embedder = NULL;
    make_units(&f.tensors);
    assert_int_equal(open_files(&f, &embedder, NULL), CG_OK);
    assert_int_equal(cg_embedder_describe(embedder).dimension, PIECES);
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++)
        assert_string_equal(counts_text(embedder, cases[i].text), cases[i].counts);
    cg_embedder_close(embedder);
    cg_buf_fini(&f.tensors);
}

static void the_likeliest_pieces_are_taken(void **state)
{
    (void)state;
    static const struct {
        const char *text, *counts;
    } cases[] = {
        {"read", "01100000"},                                 /* -4 against -5 */
        {"reads read", "02200100"},   {"read_s", "01101100"}, /* '_' is a blank here */
        {"\xef\xac\x81", "00001010"},                         /* a ligature is its letters */
        {"qqx", "00001001"},                                  /* unknown letters are dropped */
    };
    model_files f = {unigram, "{\"max_length\":null}", {0}};
    cg_embedder *embedder = NULL;
    make_units(&f.tensors);
    assert_int_equal(open_files(&f, &embedder, NULL), CG_OK);
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++)
        assert_string_equal(counts_text(embedder, cases[i].text), cases[i].counts);
    cg_embedder_close(embedder);
    cg_buf_fini(&f.tensors);
}

/* Fewer vectors than pieces: each is mapped to one, and weighs. No more tokens are read than config.json says. */
static void pieces_can_share_vectors(void **state)
{
    (void)state;
    struct {
        float weights[PIECES];
        int32_t mapping[PIECES];
        int8_t rows[2 * 2];
    } data = {{1, 3, 1, 1, 1, 1, 1, 1}, {0, 1, 0, 0, 0, 0, 0, 0}, {100, 0, 0, 100}};
    model_files f = {wordpiece, "{\"max_length\":3}", {0}};
    cg_embedder *embedder = NULL;
    make_tensors(&f.tensors,
                 "{\"weights\":{\"dtype\":\"F32\",\"shape\":[8],\"data_offsets\":[0,32]},"
                 "\"mapping\":{\"dtype\":\"I32\",\"shape\":[8],\"data_offsets\":[32,64]},"
                 "\"embeddings\":{\"dtype\":\"I8\",\"shape\":[2,2],\"data_offsets\":[64,68]}}",
                 &data, 68);
    assert_int_equal(open_files(&f, &embedder, NULL), CG_OK);
    cg_str text = CG_STR("(read e e e e");
    float vector[2];
    assert_int_equal(
        cg_embed_texts(embedder, CG_EMBED_QUERY, &text, 1, (cg_embed_until){0}, vector, NULL),
        CG_OK);
    assert_true(fabs(vector[0] - 1 / sqrt(10)) < 1e-6 && fabs(vector[1] - 3 / sqrt(10)) < 1e-6);
    cg_embedder_close(embedder);
    cg_buf_fini(&f.tensors);
}

static void numbers_of_all_types(void **state)
{
    (void)state;
    static const struct {
        tensor_type type;
        uint8_t bytes[8];
        double value;
    } cases[] = {
        {TENSOR_F64, {0, 0, 0, 0, 0, 0, 0xf8, 0x3f}, 1.5},
        {TENSOR_F32, {0, 0, 0xc0, 0xbf}, -1.5},
        {TENSOR_F16, {0, 0x3e}, 1.5},
        {TENSOR_F16, {0, 0xc0}, -2},
        {TENSOR_F16, {1, 0}, 0x1p-24},
        {TENSOR_F16, {0, 0x80}, 0},
        {TENSOR_F16, {0xff, 0x7b}, 65504},
        {TENSOR_F16, {0, 0x7c}, INFINITY},
        {TENSOR_BF16, {0xc0, 0x3f}, 1.5},
        {TENSOR_I64, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, -1},
        {TENSOR_I32, {2, 1, 0, 0}, 258},
        {TENSOR_I8, {0x80}, -128},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        tensor t = {cases[i].type, 1, 1, cases[i].bytes};
        assert_true(tensor_number(&t, 0) == cases[i].value);
    }
}

#define MODEL(model) "{\"model\":" model "}"
#define STEP(step)                                                                                 \
    "{\"normalizer\":" step ",\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"a\":0}}}"

static void bad_tokenizers_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *tokenizer, *says;
    } cases[] = {
        {"", "line 1"},
        {"[]", ""},
        {MODEL("{\"type\":\"BPE\",\"vocab\":{},\"merges\":[]}"), "model is 'BPE'"},
        {MODEL("{\"type\":\"WordPiece\",\"vocab\":{}}"), "no pieces"},
        {MODEL("{\"type\":\"WordPiece\",\"vocab\":[]}"), ""},
        {MODEL("{\"type\":\"WordPiece\",\"vocab\":{\"a\":-1}}"), ""},
        {MODEL("{\"type\":\"WordPiece\",\"vocab\":{\"a\":2097152}}"), "too long, or too many"},
        {MODEL("{\"type\":\"WordPiece\",\"vocab\":{\"a\":9}}"),
         "10 pieces, more than the model knows"},
        {MODEL("{\"type\":\"Unigram\",\"vocab\":[[\"a\"]]}"), ""},
        {MODEL("{\"type\":\"Unigram\",\"vocab\":[\"a\"]}"), ""},
        {STEP("{\"type\":\"Magic\"}"), "'Magic'"},
        {STEP("{\"type\":\"BertPreTokenizer\"}"), "'BertPreTokenizer'"}, /* changes nothing */
        {STEP("{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"a+\"},\"content\":\"\"}"),
         "'Replace'"},
        {STEP("{}"), "has no type"},
        {STEP(
             "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Sequence\",\"normalizers\":["
             "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Sequence\",\"normalizers\":[]}]}]}]}]}"),
         "nest too deep"},
    };
    model_files f = {NULL, "{}", {0}};
    make_units(&f.tensors);
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        cg_embedder *embedder = NULL;
        cg_err err = {0};
        f.tokenizer = cases[i].tokenizer;
        assert_int_equal(open_files(&f, &embedder, &err), CG_E_INVALID);
        if (strstr(err.text, cases[i].says) == NULL || err.text[0] == '\0')
            fail_msg("case %zu says: %s", i, err.text);
    }
    cg_buf_fini(&f.tensors);
}

#define ENTRY(dtype, shape, offsets)                                                               \
    "{\"embeddings\":{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":" offsets "}}"

static void bad_tensors_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *table, *says;
    } cases[] = {
        {"{}", "no array 'embeddings'"},
        {"[]", "cannot be read"},
        {"{", "cannot be read"},
        {ENTRY("F8", "[8,8]", "[0,256]"), "type"},
        {ENTRY("F32", "[8,8,1]", "[0,256]"), "shape"},
        {ENTRY("F32", "[]", "[0,256]"), "shape"},
        {ENTRY("F32", "[8,-8]", "[0,256]"), "shape"},
        {ENTRY("F32", "[8,8]", "[0,255]"), "not where its bytes are"},
        {ENTRY("F32", "[8,8]", "[4,260]"), "not where its bytes are"},
        {ENTRY("F32", "[8,8]", "[256,0]"), "not where its bytes are"},
        {ENTRY("F32", "[8,8]", "[0]"), "not where its bytes are"},
        {ENTRY("F32", "[9,8]", "[0,256]"), "not where its bytes are"},
        {ENTRY("F32", "[4,8]", "[0,128]"), "more than the model knows"},
        {ENTRY("F32", "[64,0]", "[0,0]"), "0 dimensions"},
        {ENTRY("I8", "[1,5000]", "[0,0]"), "not where its bytes are"},
    };
    static const float rows[64];
    model_files f = {wordpiece, "{}", {0}};
    cg_embedder *embedder = NULL;
    cg_err err = {0};
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        make_tensors(&f.tensors, cases[i].table, rows, sizeof rows);
        assert_int_equal(open_files(&f, &embedder, &err), CG_E_INVALID);
        if (strstr(err.text, cases[i].says) == NULL)
            fail_msg("case %zu says: %s", i, err.text);
    }
    make_units(&f.tensors);
    f.tensors.ptr[6] = 1; /* a table longer than the file */
    assert_int_equal(open_files(&f, &embedder, &err), CG_E_INVALID);
    f.tensors.len = 7;
    assert_int_equal(open_files(&f, &embedder, &err), CG_E_INVALID);
    make_units(&f.tensors);
    f.config = "{\"max_length\":0}";
    assert_int_equal(open_files(&f, &embedder, &err), CG_E_INVALID);
    cg_buf_fini(&f.tensors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_taken_to_pieces),
        cmocka_unit_test(the_likeliest_pieces_are_taken),
        cmocka_unit_test(pieces_can_share_vectors),
        cmocka_unit_test(numbers_of_all_types),
        cmocka_unit_test(bad_tokenizers_are_refused),
        cmocka_unit_test(bad_tensors_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
