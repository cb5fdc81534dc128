// SPDX-License-Identifier: Apache-2.0
// Vectors beside units: stored once however often a content comes, small when little changed, made up for later,
// dropped by model, and checked.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "graph_int.h"

#define OTHER_MODEL UINT64_C(99)

static const toy_file two = {
    .present = true, .count = 2, .functions = {{.name = 1, .body = 1}, {.name = 2, .body = 2}}};
static const toy_file three = {
    .present = true,
    .count = 3,
    .functions = {{.name = 1, .body = 1}, {.name = 2, .body = 2}, {.name = 3, .body = 3}}};

static size_t count_rows(cg_store *store, size_t *out_bytes)
{
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(cg_store_kv(store), NULL, CG_CF_VECTORS, CG_STR_NULL, CG_STR_NULL);
    size_t count = 0;
    *out_bytes = 0;
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter), count++)
        *out_bytes += cg_kv_iter_value(iter).len;
    return count;
}

static cg_file file_of(cg_project *project, const char *path)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    uint32_t num;
    const cg_file *file = cg_snapshot_find_file(snap, cg_str_from(path), &num);
    assert_non_null(file);
    return *file;
}

static size_t count_of(cg_store *store, uint64_t model, const cg_file *file)
{
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    CG_AUTO_VALUE(cg_vectors_buf) vectors = {0};
    assert_ok(cg_store_vectors(store, model, file, &bytes, &vectors, &graph_err));
    return vectors.is.count;
}

static void test_a_content_has_them_once(void **state)
{
    cg_store *store = fixture_open("memory", NULL);
    cg_project *p = fixture_project(store, "p"), *q = fixture_project(store, "q");
    size_t bytes;
    (void)state;
    fixture_put(p, "a.py", &two);
    fixture_put(p, "b.py", &two);
    fixture_put(q, "c.py", &two);
    assert_int_equal(count_rows(store, &bytes), 1);
    cg_file a = file_of(p, "a.py");
    assert_int_equal(count_of(store, TOY_MODEL, &a), 2);
    fixture_put(p, "a.py", &three);
    assert_int_equal(count_rows(store, &bytes), 2);
    a = file_of(p, "a.py");
    assert_int_equal(count_of(store, TOY_MODEL, &a), 3);
    fixture_verify(p, NULL);
    cg_store_close(store);
}

static void test_what_is_missing_can_be_made_up_for(void **state)
{
    cg_store *store = fixture_open("memory", NULL);
    cg_project *p = fixture_project(store, "p");
    static const uint32_t defs[] = {1};
    static const uint8_t kinds[] = {CG_NODE_FUNCTION};
    static const int8_t codes[] = {5, 0};
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    CG_AUTO_VALUE(cg_buf) encoded = {0};
    CG_AUTO_VALUE(cg_vectors_buf) vectors = {0};
    size_t size;
    (void)state;
    fixture_put(p, "a.py", &two);
    cg_file a = file_of(p, "a.py");
    assert_false(cg_store_has_vectors(store, OTHER_MODEL, cg_file_unit(&a)));
    assert_int_equal(cg_store_vectors(store, OTHER_MODEL, &a, &bytes, &vectors, NULL),
                     CG_E_NOT_FOUND);
    cg_vectors_encode(&(cg_vectors){2, 1, defs, kinds, codes}, &encoded);
    assert_ok(cg_store_put_vectors(store, OTHER_MODEL, &a, cg_buf_str(&encoded), &graph_err));
    assert_int_equal(count_of(store, OTHER_MODEL, &a), 1);
    /* what is there stays: others may be differences to it */
    cg_buf_clear(&encoded);
    cg_vectors_encode(&(cg_vectors){.dimension = 2}, &encoded);
    assert_ok(cg_store_put_vectors(store, OTHER_MODEL, &a, cg_buf_str(&encoded), &graph_err));
    assert_int_equal(count_of(store, OTHER_MODEL, &a), 1);
    fixture_verify(p, NULL);

    const uint64_t kept[] = {OTHER_MODEL};
    assert_ok(cg_store_keep_models(store, kept, 1, &graph_err));
    assert_int_equal(count_rows(store, &size), 1);
    assert_int_equal(count_of(store, OTHER_MODEL, &a), 1);
    assert_ok(cg_store_keep_models(store, NULL, 0, &graph_err));
    assert_int_equal(count_rows(store, &size), 0);
    cg_store_close(store);
}

/* 100 rows, of which each version has one otherwise than the one before. */
static void add_version(unsigned version, cg_buf *out)
{
    enum { ROWS = 100, DIMENSION = 32 };
    uint32_t defs[ROWS];
    uint8_t kinds[ROWS];
    int8_t codes[ROWS * DIMENSION];
    for (uint32_t i = 0; i < ROWS * DIMENSION; i++) {
        uint32_t row = i / DIMENSION;
        codes[i] = (int8_t)cg_hash64(&i, sizeof i, row == version);
        defs[row] = row;
        kinds[row] = CG_NODE_FUNCTION;
    }
    cg_buf_clear(out);
    cg_vectors_encode(&(cg_vectors){DIMENSION, ROWS, defs, kinds, codes}, out);
}

static bool is_difference(cg_store *store, unsigned version, const cg_file *before, cg_buf *packed)
{
    CG_AUTO_VALUE(cg_buf) encoded = {0};
    cg_str base;
    add_version(version, &encoded);
    cg_buf_clear(packed);
    assert_ok(cg_store_pack_vectors(store, OTHER_MODEL, cg_buf_str(&encoded), before, packed,
                                    &graph_err));
    assert_true(packed_base(CG_CF_VECTORS, cg_buf_str(packed), &base));
    return base.len > 0;
}

/* Neither it nor how deep it lies, but whether it is there. */
static void test_what_was_put_last_is_not_read_again(void **state)
{
    cg_store *store = fixture_open("memory", NULL);
    cg_file first = {.present = true, .lang = CG_LANG_PYTHON, .blob = {{1}}}, second = first;
    CG_AUTO_VALUE(cg_buf) packed = {0};
    CG_AUTO_VALUE(cg_buf) encoded = {0};
    (void)state;
    second.blob.bytes[0] = 2;
    key k = key_vectors(OTHER_MODEL, cg_file_unit(&first));
    assert_false(is_difference(store, 1, NULL, &packed));
    fixture_put_row(cg_store_kv(store), CG_CF_VECTORS, k, cg_buf_str(&packed));
    packed_note_put(store, CG_CF_VECTORS, key_str(&k), cg_buf_str(&packed));
    key next = key_vectors(OTHER_MODEL, cg_file_unit(&second));
    assert_true(is_difference(store, 2, &first, &packed));
    fixture_put_row(cg_store_kv(store), CG_CF_VECTORS, next, cg_buf_str(&packed));
    packed_note_put(store, CG_CF_VECTORS, key_str(&next), cg_buf_str(&packed));
    add_version(2, &encoded);
    cg_store_keep_vectors(store, &second, OTHER_MODEL, &encoded);
    encoded = (cg_buf){0};

    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(cg_store_kv(store));
    cg_kv_batch_delete(batch, CG_CF_VECTORS, key_str(&k)); /* it would be found missing */
    assert_ok(cg_kv_write(cg_store_kv(store), batch, false, &graph_err));
    assert_true(is_difference(store, 3, &second, &packed));
    assert_ok(cg_store_keep_models(store, NULL, 0, &graph_err));
    assert_false(is_difference(store, 3, &second, &packed));
    cg_store_close(store);
}

static void test_damage_is_found(void **state)
{
    cg_store *store = fixture_open("memory", NULL);
    cg_project *p = fixture_project(store, "p");
    CG_AUTO_VALUE(cg_buf) lines = {0};
    CG_AUTO_VALUE(cg_buf) cut = {0};
    (void)state;
    fixture_put(p, "a.py", &two);
    cg_file a = file_of(p, "a.py");
    key k = key_vectors(TOY_MODEL, cg_file_unit(&a));
    assert_ok(cg_compress(CG_STR("\1\2\1\0\1"), 1, &cut, &graph_err)); /* a row is promised */
    fixture_put_row(cg_store_kv(store), CG_CF_VECTORS, k, cg_buf_str(&cut));
    assert_int_equal(fixture_verify(p, &lines), 1);
    cg_buf_add_char(&lines, '\0');
    assert_non_null(strstr(lines.ptr, "the vectors of a unit are damaged"));
    cg_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_content_has_them_once),
        cmocka_unit_test(test_what_is_missing_can_be_made_up_for),
        cmocka_unit_test(test_what_was_put_last_is_not_read_again),
        cmocka_unit_test(test_damage_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
