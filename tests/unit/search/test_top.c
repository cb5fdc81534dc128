// SPDX-License-Identifier: Apache-2.0
// search: the best hits of many, whatever order they come in.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "search_int.h"

#define HITS 5000u

/* They are in no file, so that nothing but the hits themselves is compared. */
static cg_hit hit_of(double score, uint32_t def)
{
    return (cg_hit){.file = CG_NONE, .def = def, .score = score};
}

static int best_first(const void *a, const void *b)
{
    return hit_is_better(NULL, a, b) ? -1 : hit_is_better(NULL, b, a) ? 1 : 0;
}

static void assert_best(const top *found, cg_hit *all, size_t max)
{
    qsort(all, HITS, sizeof *all, best_first);
    assert_int_equal(found->hits.len, CG_MIN(max, (size_t)HITS));
    for (size_t i = 0; i < found->hits.len; i++) {
        assert_int_equal(found->hits.ptr[i].def, all[i].def);
        assert_true(found->hits.ptr[i].score == all[i].score);
    }
}

/* Ordered by top_sort, or afterwards. */
static void choose(const cg_hit *hits, size_t max, bool cut)
{
    top t = {.max = max};
    for (size_t i = 0; i < HITS; i++) {
        if (top_wants(&t, hits[i].score))
            top_add(&t, &hits[i]);
        assert_true(t.hits.len < 2 * max + 64);
    }
    if (cut) {
        top_cut(&t);
        qsort(t.hits.ptr, t.hits.len, sizeof *t.hits.ptr, best_first);
    } else {
        top_sort(&t);
    }
    cg_hit *all = cg_alloc_array(HITS, sizeof *all);
    memcpy(all, hits, HITS * sizeof *all);
    assert_best(&t, all, max);
    cg_free(all);
    top_fini(&t);
}

static void choose_all_ways(const cg_hit *hits)
{
    static const size_t sizes[] = {1, 2, 11, 1000, HITS - 1, HITS, 2 * HITS};
    for (size_t i = 0; i < CG_ARRAY_LEN(sizes); i++) {
        choose(hits, sizes[i], false);
        choose(hits, sizes[i], true);
    }
}

static void finds_the_best(void **state)
{
    (void)state;
    cg_hit *hits = cg_alloc_array(HITS, sizeof *hits);
    uint64_t random = 1;
    for (uint32_t i = 0; i < HITS; i++) {
        random = random * UINT64_C(6364136223846793005) + 1;
        hits[i] = hit_of((double)(random >> 40), i);
    }
    choose_all_ways(hits);
    for (uint32_t i = 0; i < HITS; i++) /* most are equal to many */
        hits[i] = hit_of((double)((uint64_t)hits[i].score % 7), HITS - i);
    choose_all_ways(hits);
    for (uint32_t i = 0; i < HITS; i++)
        hits[i] = hit_of(1, i);
    choose_all_ways(hits);
    cg_free(hits);
}

static void finds_the_best_of_what_is_in_order(void **state)
{
    (void)state;
    cg_hit *hits = cg_alloc_array(HITS, sizeof *hits);
    for (uint32_t i = 0; i < HITS; i++)
        hits[i] = hit_of((double)i, i);
    choose_all_ways(hits);
    for (uint32_t i = 0; i < HITS; i++)
        hits[i] = hit_of(-(double)i, i);
    choose_all_ways(hits);
    for (uint32_t i = 0; i < HITS; i++) /* up and down */
        hits[i] = hit_of((double)(i < HITS / 2 ? i : HITS - i), i);
    choose_all_ways(hits);
    cg_free(hits);
}

static void takes_none_of_none(void **state)
{
    (void)state;
    top t = {.max = 0};
    cg_hit hit = hit_of(1, 1);
    assert_false(top_wants(&t, 1));
    top_add(&t, &hit);
    top_sort(&t);
    assert_int_equal(t.hits.len, 0);
    top_fini(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_best),
        cmocka_unit_test(finds_the_best_of_what_is_in_order),
        cmocka_unit_test(takes_none_of_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
