// SPDX-License-Identifier: Apache-2.0
// embed: vectors of a static model, against the formula written down plainly.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "cg/embed.h"
#include "fields.h"
#include "static_model.h"
#include "tokens.h"
#include "weights.h"

#define DIMENSION 64

static const cg_embed_until forever;

static cg_embedder *open_model(const static_model_options *opts)
{
    char folder[] = "model-XXXXXX";
    cg_embedder *embedder = NULL;
    cg_err err = {0};
    assert_non_null(mkdtemp(folder));
    static_model_write(opts, folder);
    cg_embedder_options options = {.engine = CG_STR("directory"), .path = cg_str_from(folder)};
    assert_int_equal(cg_embedder_open(&options, &embedder, &err), CG_OK);
    return embedder;
}

/* A unit of one class with two methods, the second in the first's words again and again. */
static const char source[] = "class FileCache:\n"
                             "    '''Cache of open files.'''\n"
                             "    def read_line(self, path): return self.open(path).read(path)\n"
                             "    def zzz(self): zzz(zzz)\n";

static cg_text text(cg_unit *unit, const char *s)
{
    cg_text t = {(uint32_t)unit->strings.len, (uint32_t)strlen(s)};
    cg_buf_add(&unit->strings, s, t.len);
    return t;
}

static void make_unit(cg_unit *unit)
{
    cg_unit_init(unit);
    uint32_t end = sizeof source - 1, read = (uint32_t)(strstr(source, "def read") - source),
             zzz = (uint32_t)(strstr(source, "def zzz") - source);
    CG_VEC_PUSH(&unit->defs, (cg_def){.kind = CG_NODE_FILE, .end_byte = end});
    CG_VEC_PUSH(&unit->defs, (cg_def){.kind = CG_NODE_CLASS,
                                      .name = text(unit, "FileCache"),
                                      .doc = text(unit, "Cache of open files."),
                                      .end_byte = end,
                                      .body_start = 17,
                                      .body_end = end});
    CG_VEC_PUSH(&unit->defs, (cg_def){.kind = CG_NODE_METHOD,
                                      .parent = 1,
                                      .name = text(unit, "read_line"),
                                      .start_byte = read,
                                      .end_byte = zzz - 5,
                                      .body_start = read + 27,
                                      .body_end = zzz - 5});
    CG_VEC_PUSH(&unit->defs, (cg_def){.kind = CG_NODE_METHOD,
                                      .parent = 1,
                                      .name = text(unit, "zzz"),
                                      .start_byte = zzz,
                                      .end_byte = end - 1,
                                      .body_start = zzz + 15,
                                      .body_end = end - 1});
}

/* ---- the formula, plainly ---- */

typedef struct plain {
    const weights *w;
    float counts[4][FIELD_COUNT][256]; /* by row */
} plain;

static void count(void *ctx, const field_word *words, size_t n)
{
    plain *p = ctx;
    for (size_t i = 0; i < n; i++) {
        uint32_t rows[TOKENS_MAX];
        size_t found = tokens_of_word(&p->w->words, words[i].word, rows);
        for (size_t r = 0; r < found; r++)
            p->counts[words[i].def][words[i].field][rows[r]]++;
    }
}

static void plain_vector(const plain *p, unsigned def, double out[DIMENSION])
{
    const weights *w = p->w;
    double length = 0;
    memset(out, 0, DIMENSION * sizeof *out);
    for (unsigned f = 0; f < FIELD_COUNT; f++) {
        double sum[DIMENSION] = {0}, squares = 0;
        for (uint32_t row = 0; row < w->words.rows; row++)
            for (unsigned d = 0; d < DIMENSION && p->counts[def][f][row] > 0; d++)
                sum[d] += p->counts[def][f][row] * weights_scales(w, row)[w->fields[f].scale] *
                          weights_codes(w, row)[d];
        for (unsigned d = 0; d < DIMENSION; d++)
            squares += sum[d] * sum[d];
        for (unsigned d = 0; d < DIMENSION && squares > 0; d++)
            out[d] += w->fields[f].weight * sum[d] / (sqrt(squares) + w->fields[f].shrink);
    }
    for (unsigned d = 0; d < DIMENSION; d++)
        length += out[d] * out[d];
    for (unsigned d = 0; d < DIMENSION; d++)
        out[d] /= sqrt(length);
}

static void vectors_follow_the_formula(void **state)
{
    (void)state;
    static const static_model_options opts = {
        .scales = 2, .weights = {3, 1, 2, 4, 1.5f, 1, 1, 1}, .shrink = 0.7f};
    CG_AUTO_VALUE(cg_buf) file = {0};
    CG_AUTO(cg_embedder) embedder = open_model(&opts);
    CG_AUTO(cg_unit_embedder) x = cg_unit_embedder_create(embedder);
    field_reader reader = {0};
    cg_def_vectors got;
    cg_unit unit;
    weights w;
    make_unit(&unit);
    static_model_make(&opts, &file);
    assert_int_equal(weights_open(&w, cg_buf_str(&file), NULL), CG_OK);
    plain *p = calloc(1, sizeof *p);
    p->w = &w;
    cg_str text = cg_str_make(source, sizeof source - 1);
    field_open(&reader, &unit, text);
    field_read(&reader, count, p);
    assert_int_equal(cg_embed_unit(x, &unit, text, forever, &got, NULL), CG_OK);
    assert_int_equal(got.count,
                     4); /* zzz is nothing, but it has words around it: its owner, self */
    for (unsigned i = 0; i < got.count; i++) {
        double expected[DIMENSION];
        assert_int_equal(got.defs[i], i);
        plain_vector(p, i, expected);
        for (unsigned d = 0; d < DIMENSION; d++)
            assert_true(fabs(expected[d] - got.scales[i] * got.codes[i * DIMENSION + d]) <=
                        got.scales[i] * 0.51);
    }
    free(p);
    weights_close(&w);
    field_reader_fini(&reader);
    cg_unit_fini(&unit);
}

/* The same again, with a warm memory, after another unit: the same bytes. */
static void vectors_depend_on_the_unit_alone(void **state)
{
    (void)state;
    CG_AUTO(cg_embedder) embedder = open_model(NULL);
    CG_AUTO(cg_unit_embedder) x = cg_unit_embedder_create(embedder);
    CG_AUTO_VALUE(cg_buf) first = {0};
    cg_str text = cg_str_make(source, sizeof source - 1);
    cg_def_vectors got;
    cg_unit unit;
    make_unit(&unit);
    for (unsigned round = 0; round < 3; round++) {
        assert_int_equal(cg_embed_unit(x, &unit, text, forever, &got, NULL), CG_OK);
        if (round == 0)
            cg_buf_add(&first, got.codes, got.count * DIMENSION);
        assert_int_equal(got.count * DIMENSION, first.len);
        assert_memory_equal(got.codes, first.ptr, first.len);
        assert_int_equal(cg_embed_unit(x, &unit, CG_STR_NULL, forever, &got, NULL), CG_OK);
    }
    cg_unit_clear(&unit);
    assert_int_equal(cg_embed_unit(x, &unit, text, forever, &got, NULL), CG_OK);
    assert_int_equal(got.count, 0);
    cg_unit_fini(&unit);
}

/* One that has made vectors before makes those that a fresh one makes. */
static void expect_as_fresh(cg_unit_embedder *warm, cg_embedder *embedder, const cg_unit *unit,
                            cg_str text)
{
    CG_AUTO(cg_unit_embedder) fresh = cg_unit_embedder_create(embedder);
    cg_def_vectors got, expected;
    assert_int_equal(cg_embed_unit(warm, unit, text, forever, &got, NULL), CG_OK);
    assert_int_equal(cg_embed_unit(fresh, unit, text, forever, &expected, NULL), CG_OK);
    assert_int_equal(got.count, expected.count);
    assert_memory_equal(got.defs, expected.defs, got.count * sizeof *got.defs);
    assert_memory_equal(got.codes, expected.codes, got.count * DIMENSION);
    assert_memory_equal(got.scales, expected.scales, got.count * sizeof *got.scales);
}

/* The same words as another part of the definition are another vector, whatever was made before. */
static void vectors_depend_on_where_words_are(void **state)
{
    (void)state;
    static const static_model_options opts = {.scales = 2, .weights = {3, 1, 2, 4, 1.5f, 1, 1, 1}};
    CG_AUTO(cg_embedder) embedder = open_model(&opts);
    CG_AUTO(cg_unit_embedder) warm = cg_unit_embedder_create(embedder);
    cg_str words = cg_str_make(source, sizeof source - 1);
    cg_unit unit;
    make_unit(&unit);
    uint32_t start = unit.defs.ptr[1].body_start, read = unit.defs.ptr[2].body_start;
    for (unsigned round = 0; round < 12; round++) {
        unit.defs.ptr[1].body_start = start + 20 * (round % 3);    /* from body to signature */
        unit.defs.ptr[2].body_start = read + 12 * (round / 2 % 2); /* no doc is between */
        unit.defs.ptr[2].name = unit.defs.ptr[1 + round % 2].name;
        expect_as_fresh(warm, embedder, &unit, words);
    }
    cg_unit_fini(&unit);
}

/* Bytes come and go, and definitions begin and end amid words and letters. */
static void vectors_after_any_edits(void **state)
{
    (void)state;
    static const char signs[] = "aZ_9 (\n\xc3\xa4\xe2\x82";
    static const static_model_options opts = {.scales = 2, .weights = {3, 1, 2, 4, 1.5f, 1, 1, 1}};
    CG_AUTO(cg_embedder) embedder = open_model(&opts);
    CG_AUTO(cg_unit_embedder) warm = cg_unit_embedder_create(embedder);
    char bytes[sizeof source];
    uint64_t random = 3;
    cg_unit unit;
    make_unit(&unit);
    memcpy(bytes, source, sizeof source);
    for (unsigned round = 0; round < 1000; round++) {
        random = cg_hash64(&random, sizeof random, 0);
        cg_def *read = &unit.defs.ptr[2], *zzz = &unit.defs.ptr[3];
        uint32_t cut = read->start_byte + 30 + (uint32_t)(random >> 32) % 24;
        bytes[random % (sizeof source - 1)] = random >> 8 & 1
                                                  ? source[random % (sizeof source - 1)]
                                                  : signs[(random >> 16) % (sizeof signs - 1)];
        if ((random >> 24) % 4 == 0) {
            read->end_byte = read->body_end = cut;
            zzz->start_byte = cut;
        }
        expect_as_fresh(warm, embedder, &unit, cg_str_make(bytes, sizeof source - 1));
    }
    cg_unit_fini(&unit);
}

static float cosine(const float *a, const float *b)
{
    float sum = 0;
    for (unsigned d = 0; d < DIMENSION; d++)
        sum += a[d] * b[d];
    return sum;
}

static void texts_become_vectors(void **state)
{
    (void)state;
    CG_AUTO(cg_embedder) embedder = open_model(NULL);
    const cg_str texts[] = {CG_STR("open the file"), CG_STR("FileOpen"), CG_STR("sort a list"),
                            CG_STR("qqqq"), CG_STR_NULL};
    float vectors[5 * DIMENSION];
    assert_int_equal(cg_embed_texts(embedder, CG_EMBED_QUERY, texts, 5, forever, vectors, NULL),
                     CG_OK);
    for (unsigned i = 0; i < 3; i++)
        assert_true(fabsf(cosine(vectors + i * DIMENSION, vectors + i * DIMENSION) - 1) < 1e-5f);
    assert_true(cosine(vectors, vectors + DIMENSION) > 0.7f);
    assert_true(cosine(vectors, vectors + 2 * DIMENSION) < 0.5f);
    for (unsigned d = 0; d < DIMENSION; d++)
        assert_true(vectors[3 * DIMENSION + d] == 0 && vectors[4 * DIMENSION + d] == 0);
    assert_int_equal(cg_embed_texts(embedder, CG_EMBED_DOCUMENT, NULL, 0, forever, vectors, NULL),
                     CG_OK);
}

static void codes_lead_back(void **state)
{
    (void)state;
    float vector[4] = {0.5f, -1, 0.25f, 0};
    int8_t codes[4];
    float scale = cg_embed_quantise(vector, 4, codes);
    for (unsigned i = 0; i < 4; i++)
        assert_true(fabsf(scale * codes[i] - vector[i]) <= scale / 2 + 1e-6f);
    assert_int_equal(codes[1], -127);
    static const float zero[4], tiny[4] = {1e-44f, 0, 0, 0};
    assert_true(cg_embed_quantise(zero, 4, codes) == 0 && codes[0] == 0);
    assert_true(cg_embed_quantise(tiny, 4, codes) == 0 && codes[0] == 0);
}

static void opening_says_what_is_wrong(void **state)
{
    (void)state;
    cg_embedder *embedder = NULL;
    cg_err err = {0};
    cg_embedder_options options = {.engine = CG_STR("magic")};
    assert_int_equal(cg_embedder_open(&options, &embedder, &err), CG_E_INVALID);
    assert_string_equal(err.text, "there is no embedding engine 'magic'");
    options.engine = CG_STR("directory");
    assert_int_equal(cg_embedder_open(&options, &embedder, &err), CG_E_INVALID);
    options.path = CG_STR("nowhere");
    assert_int_equal(cg_embedder_open(&options, &embedder, &err), CG_E_NOT_FOUND);
    assert_null(embedder);
}

/* The model that comes with the program knows words of code: related ones are nearer than others. */
static void the_builtin_model_knows_code(void **state)
{
    (void)state;
    cg_embedder *embedder = NULL;
    cg_err err = {0};
    cg_embedder_options options = {.engine = CG_STR("builtin")};
    if (cg_embedder_open(&options, &embedder, &err) != CG_OK)
        fail_msg("%s", err.text);
    cg_embedder_info info = cg_embedder_describe(embedder);
    assert_int_equal(info.dimension, 256);
    const cg_str texts[] = {CG_STR("deserialize json text"), CG_STR("parse_json"),
                            CG_STR("drawWindowBorder")};
    float v[3 * 256], near = 0, far = 0;
    assert_int_equal(cg_embed_texts(embedder, CG_EMBED_DOCUMENT, texts, 3, forever, v, &err),
                     CG_OK);
    for (unsigned d = 0; d < 256; d++) {
        near += v[d] * v[256 + d];
        far += v[d] * v[512 + d];
    }
    assert_true(near > far + 0.2f);
    cg_embedder_close(embedder);
}

static void a_model_says_what_it_is(void **state)
{
    (void)state;
    CG_AUTO(cg_embedder) one = open_model(&(static_model_options){.name = "one"});
    CG_AUTO(cg_embedder) two = open_model(&(static_model_options){.name = "one", .shrink = 1});
    cg_embedder_info info = cg_embedder_describe(one);
    assert_true(cg_str_eq(info.model, CG_STR("one")) &&
                cg_str_eq(info.engine, CG_STR("directory")));
    assert_int_equal(info.dimension, DIMENSION);
    assert_false(info.remote);
    assert_true(info.id != cg_embedder_describe(two).id);
    assert_int_equal(cg_embedder_prepare(one, forever, NULL), CG_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_follow_the_formula),
        cmocka_unit_test(vectors_depend_on_the_unit_alone),
        cmocka_unit_test(vectors_depend_on_where_words_are),
        cmocka_unit_test(vectors_after_any_edits),
        cmocka_unit_test(texts_become_vectors),
        cmocka_unit_test(codes_lead_back),
        cmocka_unit_test(opening_says_what_is_wrong),
        cmocka_unit_test(the_builtin_model_knows_code),
        cmocka_unit_test(a_model_says_what_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
