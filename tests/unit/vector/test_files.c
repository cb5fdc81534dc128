// SPDX-License-Identifier: Apache-2.0
// vector: segments that outlive their process, and files that must not be believed.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/vector.h"
#include "model.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIMENSION 24
#define ROWS 1500
#define FOLDER "segments"

static void must(cg_code rc, const cg_err *err)
{
    if (rc != CG_OK)
        fail_msg("%s (%s:%d)", err->text, err->file, err->line);
}

static void fill(model *m)
{
    uint64_t state = 21;
    int8_t row[DIMENSION];
    *m = (model){.dimension = DIMENSION, .element = CG_VECTOR_INT8};
    for (unsigned i = 0; i < ROWS; i++) {
        random_row(&state, DIMENSION, CG_VECTOR_INT8, 16, row);
        model_put(m, i, row);
    }
}

static cg_vector_set *open_as(model *m, const char *model_id, cg_vector_params params)
{
    cg_err err = {0};
    cg_vector_set *set = NULL;
    const cg_vector_options opts = {.dimension = DIMENSION,
                                    .element = CG_VECTOR_INT8,
                                    .params = params,
                                    .model = cg_str_from(model_id),
                                    .folder = FOLDER,
                                    .exact_rows = 100,
                                    .source = {model_scan, m}};
    must(cg_vector_open(&opts, &set, &err), &err);
    return set;
}

static const cg_vector_params hnsw = {.type = CG_VECTOR_HNSW};

static void build(model *m)
{
    cg_err err = {0};
    CG_AUTO(cg_vector_set) set = open_as(m, "a", hnsw);
    must(cg_vector_rebuild(set, &hnsw, NULL, NULL, &err), &err);
}

static size_t file_count(char *out_path, size_t size)
{
    size_t count = 0;
    DIR *dir = opendir(FOLDER);
    for (const struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        if (e->d_name[0] == '.')
            continue;
        (void)snprintf(out_path, size, FOLDER "/%.200s", e->d_name);
        count++;
    }
    (void)closedir(dir);
    return count;
}

/* All vectors are there, `in_segments` of them in segments. */
static void assert_state(model *m, const char *model_id, cg_vector_params params,
                         uint64_t in_segments)
{
    cg_vector_stats stats;
    cg_err err = {0};
    CG_AUTO(cg_vector_set) set = open_as(m, model_id, params);
    cg_vector_stats_get(set, &stats);
    assert_int_equal(stats.rows, m->rows.len);
    assert_int_equal(stats.rows - stats.head_rows, in_segments);
    for (size_t i = 0; i < m->rows.len; i += 97) { /* each finds itself */
        float vector[DIMENSION];
        cg_vector_hit got[1], expected[1];
        size_t count;
        row_to_floats(DIMENSION, CG_VECTOR_INT8, m->rows.ptr[i].data, vector);
        const cg_vector_query query = {.vectors = vector, .count = 1, .k = 1};
        must(cg_vector_search(set, &query, got, &count, &err), &err);
        (void)model_search(m, params.metric, vector, 1, NULL, expected);
        assert_int_equal(count, 1);
        assert_float_equal(got[0].score, expected[0].score, 0.002);
    }
}

static void segments_come_back(void **unused)
{
    (void)unused;
    char path[300];
    model m;
    fill(&m);
    build(&m);
    assert_int_equal(file_count(path, sizeof path), 1);
    assert_state(&m, "a", hnsw, ROWS);
    /* While it was closed some vectors went, some changed, some came. */
    int8_t row[DIMENSION] = {5, -3};
    model_drop(&m, 10);
    model_drop(&m, 11);
    model_put(&m, 20, row);
    model_put(&m, 7000, row);
    assert_state(&m, "a", hnsw, ROWS - 3);
    assert_state(&m, "a", hnsw, ROWS - 3);
    model_fini(&m);
}

static void files_of_something_else_are_not_used(void **unused)
{
    (void)unused;
    char path[300];
    model m;
    fill(&m);
    build(&m);
    assert_state(&m, "b", hnsw, 0);
    assert_int_equal(file_count(path, sizeof path), 0);
    build(&m);
    assert_state(&m, "a", (cg_vector_params){.type = CG_VECTOR_HNSW, .m = 8}, 0);
    assert_int_equal(file_count(path, sizeof path), 0);
    build(&m);
    assert_state(&m, "a", (cg_vector_params){.type = CG_VECTOR_HNSW, .metric = CG_VECTOR_L2}, 0);
    model_fini(&m);
}

static void change_byte(const char *path, long at)
{
    FILE *file = fopen(path, "rb+");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    int byte = fgetc(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_not_equal(fputc(byte ^ 0x40, file), EOF);
    assert_int_equal(fclose(file), 0);
}

static void damaged_files_are_not_used(void **unused)
{
    (void)unused;
    char path[300];
    struct stat st;
    model m;
    fill(&m);
    for (int step = 0; step < 9; step++) {
        build(&m);
        assert_int_equal(file_count(path, sizeof path), 1);
        assert_int_equal(stat(path, &st), 0);
        if (step < 7) /* one bit, in the header, the labels, the hashes, the index … */
            change_byte(path, (long)((st.st_size - 1) * step / 6));
        else if (step == 7) /* … the end gone … */
            assert_int_equal(truncate(path, st.st_size / 2), 0);
        else /* … or all of it */
            assert_int_equal(truncate(path, 0), 0);
        assert_state(&m, "a", hnsw, 0);
        assert_int_equal(file_count(path, sizeof path), 0);
    }
    model_fini(&m);
}

static void unfinished_files_are_swept(void **unused)
{
    (void)unused;
    char path[300];
    model m;
    fill(&m);
    build(&m);
    FILE *file = fopen(FOLDER "/00000000000000ff.segment.new", "wb");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_state(&m, "a", hnsw, ROWS);
    assert_int_equal(file_count(path, sizeof path), 1);
    model_fini(&m);
}

/* A random life with builds and reopenings, held against the model. */
static void lives_with_segments(void **unused)
{
    (void)unused;
    uint64_t state = 1234;
    cg_err err = {0};
    model m;
    fill(&m);
    const cg_vector_params flat = {.type = CG_VECTOR_FLAT, .codes = CG_VECTOR_F32};
    cg_vector_set *set = open_as(&m, "life", flat);
    for (int step = 0; step < 120; step++) {
        unsigned what = (unsigned)(next_random(&state) % 10);
        if (what == 0) {
            cg_vector_close(set);
            set = open_as(&m, "life", flat);
        } else if (what == 1) {
            must(cg_vector_rebuild(set, &flat, NULL, NULL, &err), &err);
        }
        for (int i = 0; i < 20; i++) {
            cg_vector_label label = next_random(&state) % (2 * ROWS);
            int8_t row[DIMENSION];
            random_row(&state, DIMENSION, CG_VECTOR_INT8, 16, row);
            if (next_random(&state) % 2 == 0) {
                model_drop(&m, label);
                cg_vector_remove(set, &label, 1);
            } else {
                model_put(&m, label, row);
                must(cg_vector_add(set, &label, row, 1, &err), &err);
            }
        }
        float vector[DIMENSION];
        cg_vector_hit got[5], expected[5];
        size_t count;
        random_row(&state, DIMENSION, CG_VECTOR_FLOAT, 16, vector);
        const cg_vector_query query = {.vectors = vector, .count = 1, .k = 5};
        must(cg_vector_search(set, &query, got, &count, &err), &err);
        assert_int_equal(count, model_search(&m, CG_VECTOR_COSINE, vector, 5, NULL, expected));
        for (size_t i = 0; i < count; i++)
            assert_float_equal(got[i].score, expected[i].score, 1e-5);
        cg_vector_stats stats;
        cg_vector_stats_get(set, &stats);
        assert_int_equal(stats.rows, m.rows.len);
    }
    cg_vector_close(set);
    model_fini(&m);
}

static int clean(void **unused)
{
    (void)unused;
    char path[300];
    while (access(FOLDER, F_OK) == 0 && file_count(path, sizeof path) > 0)
        if (unlink(path) != 0)
            return -1;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(segments_come_back, clean),
        cmocka_unit_test_teardown(files_of_something_else_are_not_used, clean),
        cmocka_unit_test_teardown(damaged_files_are_not_used, clean),
        cmocka_unit_test_teardown(unfinished_files_are_swept, clean),
        cmocka_unit_test_teardown(lives_with_segments, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
