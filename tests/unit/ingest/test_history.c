// SPDX-License-Identifier: Apache-2.0
// However a tree came to be what it is, and whoever indexed it in whatever order, the graph is the
// same: random edits of real sources in every language, each step held against a clean index.
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"

#define CASES_MAX 4 /* of each language */
#define FILES_MAX 128

/* The text of a path, there or not: what edits swap about. */
typedef struct source {
    char path[300];
    cg_str text;
    bool present;
} source;

typedef struct tree {
    cg_arena *arena;
    source files[FILES_MAX];
    size_t count;
} tree;

static uint64_t random_state;
static char lang_dir[600]; /* the folder of the language fixtures */

static unsigned next_random(size_t below)
{
    random_state = cg_hash64(&random_state, sizeof random_state, 1);
    return (unsigned)(random_state % below);
}

/* ---- the sources: inputs of the language fixtures ---- */

static void add_case(tree *t, const char *lang, const char *name)
{
    char dir[900], path[1200];
    snprintf(dir, sizeof dir, "%s/%.100s/%.100s", lang_dir, lang, name);
    DIR *listing = opendir(dir);
    for (const struct dirent *e; listing != NULL && (e = readdir(listing)) != NULL;) {
        if (strncmp(e->d_name, "input.", 6) != 0 || t->count == FILES_MAX)
            continue;
        source *s = &t->files[t->count++];
        snprintf(path, sizeof path, "%s/%.200s", dir, e->d_name);
        snprintf(s->path, sizeof s->path, "%.60s/%.60s%.60s", lang, name, e->d_name + 5);
        s->text = tree_read(t->arena, path);
    }
    if (listing != NULL)
        closedir(listing);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names of the directories in `path`, in order: a listing's own order is the file system's. */
static size_t list_directories(cg_arena *arena, const char *path, const char *names[FILES_MAX])
{
    size_t count = 0;
    DIR *listing = opendir(path);
    for (const struct dirent *e; listing != NULL && (e = readdir(listing)) != NULL;)
        if (e->d_name[0] != '.' && strchr(e->d_name, '.') == NULL && count < FILES_MAX)
            names[count++] = cg_arena_str(arena, cg_str_from(e->d_name)).ptr;
    if (listing != NULL)
        closedir(listing);
    if (count > 1)
        qsort(names, count, sizeof *names, compare_names);
    return count;
}

static tree load_sources(void)
{
    tree t = {.arena = cg_arena_create(0)};
    const char *langs[FILES_MAX], *cases[FILES_MAX];
    const char *tests = strstr(CG_TEST_FIXTURES, "/unit/ingest/fixtures");
    snprintf(lang_dir, sizeof lang_dir, "%.*s/lang", (int)(tests - CG_TEST_FIXTURES),
             CG_TEST_FIXTURES);
    size_t langs_count = list_directories(t.arena, lang_dir, langs);
    for (size_t i = 0; i < langs_count; i++) {
        char path[900];
        snprintf(path, sizeof path, "%s/%.100s", lang_dir, langs[i]);
        size_t count = list_directories(t.arena, path, cases);
        for (size_t c = 0; c < CG_MIN(count, (size_t)CASES_MAX); c++)
            add_case(&t, langs[i], cases[c]);
    }
    assert_true(t.count >= CASES_MAX);
    return t;
}

/* ---- the tree on disk ---- */

static void store_file(const char *root, source *s, cg_str text)
{
    char path[600];
    struct stat before = {0}, after;
    snprintf(path, sizeof path, "%s/%s", root, s->path);
    (void)stat(path, &before);
    do { /* a change within one tick of the clock would not show in the stat */
        tree_write_bytes(path, text);
        assert_int_equal(stat(path, &after), 0);
    } while (after.st_ctim.tv_sec == before.st_ctim.tv_sec &&
             after.st_ctim.tv_nsec == before.st_ctim.tv_nsec);
    s->present = true;
}

static void drop_file(const char *root, source *s)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", root, s->path);
    if (s->present)
        tree_delete(path);
    s->present = false;
}

static void edit(tree *t, const char *root)
{
    source *s = &t->files[next_random(t->count)];
    const source *other = &t->files[next_random(t->count)];
    CG_AUTO_VALUE(cg_buf) text = {0};
    switch (next_random(7)) {
    case 0: drop_file(root, s); break;
    case 1: store_file(root, s, s->text); break;
    case 2: store_file(root, s, other->text); break; /* often of another language */
    case 3:                                          /* broken off in the middle */
        store_file(root, s, cg_str_slice(s->text, 0, next_random(s->text.len + 1)));
        break;
    case 4: /* lines move */
        cg_buf_add_str(&text, CG_STR("\n\n\n"));
        cg_buf_add_str(&text, s->text);
        store_file(root, s, cg_buf_str(&text));
        break;
    case 5: /* a piece is there twice */
        cg_buf_add_str(&text, s->text);
        cg_buf_add_str(&text, cg_str_slice(s->text, next_random(s->text.len + 1), s->text.len));
        store_file(root, s, cg_buf_str(&text));
        break;
    default: /* one name becomes another */
        cg_buf_add_str(&text, s->text);
        for (size_t i = 0; i < text.len; i++)
            if (text.ptr[i] == 'e' && next_random(9) == 0)
                text.ptr[i] = 'x';
        store_file(root, s, cg_buf_str(&text));
        break;
    }
}

static void fill_tree(tree *t, const char *root)
{
    for (size_t i = 0; i < t->count; i++)
        store_file(root, &t->files[i], t->files[i].text);
}

/* ---- the tests ---- */

static void test_incremental_equals_clean(void **state)
{
    (void)state;
    tree t = load_sources();
    bench b = bench_open(NULL);
    fill_tree(&t, "edited");
    cg_fault_set("ingest.settled:-1");
    bench_index(&b, "edited", NULL);
    unsigned steps = getenv("CG_LONG") != NULL && *getenv("CG_LONG") ? 300 : 25;
    for (unsigned step = 0; step < steps; step++) {
        random_state = step;
        for (unsigned n = next_random(4); n > 0; n--)
            edit(&t, "edited");
        cg_ingest_result r = bench_index(&b, "edited", NULL);
        cg_hash128 clean = bench_clean_digest("edited", NULL);
        if (!same_digest(bench_digest(&b), clean))
            fail_msg("step %u differs from a clean index (%" PRIu64 " files changed)", step,
                     r.commit.files_changed);
        if (step % 10 == 0)
            bench_expect_sound(&b);
    }
    bench_expect_sound(&b);
    cg_fault_set(NULL);
    bench_close(&b);
    cg_arena_destroy(t.arena);
}

static cg_hash128 post_all(const tree *t, unsigned workers, size_t stride)
{
    cg_ingest_options opts = bench_options();
    opts.workers = workers;
    bench b = bench_open(&opts);
    cg_ingest_source files[FILES_MAX];
    for (size_t i = 0; i < t->count; i++) {
        const source *s = &t->files[(i * stride) % t->count];
        files[i] = (cg_ingest_source){.path = cg_str_from(s->path), .content = s->text};
    }
    cg_ingest_files_request q = {.files = files, .files_count = t->count};
    cg_ingest_result r;
    assert_ok(cg_ingest_files(b.ingest, b.project, &q, b.arena, &r, &ingest_err));
    assert_int_equal(r.files_count, t->count);
    cg_hash128 digest = bench_digest(&b);
    bench_expect_sound(&b);
    bench_close(&b);
    return digest;
}

static void test_neither_workers_nor_order_matter(void **state)
{
    (void)state;
    tree t = load_sources();
    const size_t strides[] = {1, 3, 7, 11, 13, 17};
    cg_hash128 first = post_all(&t, 1, 1);
    for (unsigned workers = 1; workers <= 8; workers *= workers == 1 ? 2 : 4)
        for (size_t i = 0; i < 3; i++) {
            size_t stride = strides[next_random(CG_ARRAY_LEN(strides))];
            if (t.count % stride == 0) /* would name some files twice */
                stride = t.count - 1;
            assert_true(same_digest(first, post_all(&t, workers, stride)));
        }
    fill_tree(&t, "walked");
    assert_true(same_digest(first, bench_clean_digest("walked", NULL)));
    cg_arena_destroy(t.arena);
}

/* One file a commit, in another order, gives the same as all at once. */
static void test_many_small_commits_equal_a_large_one(void **state)
{
    (void)state;
    tree t = load_sources();
    bench b = bench_open(NULL);
    for (size_t i = t.count; i-- > 0;)
        bench_post(&b, t.files[i].path, t.files[i].text.ptr);
    assert_true(same_digest(bench_digest(&b), post_all(&t, 2, 1)));
    bench_expect_sound(&b);
    bench_close(&b);
    cg_arena_destroy(t.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_incremental_equals_clean),
        cmocka_unit_test(test_neither_workers_nor_order_matter),
        cmocka_unit_test(test_many_small_commits_equal_a_large_one),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
