// SPDX-License-Identifier: Apache-2.0
// vector: searching while vectors come, move and go.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/vector.h"
#include "model.h"

#include <poll.h>
#include <stdatomic.h>

#define DIMENSION 16
#define ANCHORS 40 /* vectors that are always there, though they are replaced all the time */

typedef struct party {
    cg_vector_set *set;
    _Atomic bool stop;
    _Atomic unsigned faults, searches;
    _Atomic unsigned moves[ANCHORS]; /* of each: begun so far */
} party;

static bool is_anchor(void *arg, cg_vector_label label)
{
    (void)arg;
    return label < ANCHORS;
}

/* Whether each was found, but those that moved several times since `before`: a search may miss them. */
static bool has_all(const party *p, const bool *seen, const unsigned *before)
{
    for (size_t i = 0; i < ANCHORS; i++)
        if (!seen[i] && atomic_load(&p->moves[i]) - before[i] < 2)
            return false;
    return true;
}

/* Every anchor is found, once each, whatever the writer does; the scores are those of whole rows. */
static void search_always(void *arg)
{
    party *p = arg;
    uint64_t state = 99;
    const cg_vector_filter filter = {is_anchor, NULL, 0};
    float vector[DIMENSION];
    while (!atomic_load(&p->stop)) {
        cg_err err = {0};
        cg_vector_hit hits[ANCHORS * 2];
        size_t count = 0;
        bool seen[ANCHORS] = {0};
        unsigned before[ANCHORS];
        for (size_t i = 0; i < ANCHORS; i++)
            before[i] = atomic_load(&p->moves[i]);
        random_row(&state, DIMENSION, CG_VECTOR_FLOAT, 4, vector);
        const cg_vector_query query = {
            .vectors = vector, .count = 1, .k = ANCHORS * 2, .filter = &filter};
        bool good = cg_vector_search(p->set, &query, hits, &count, &err) == CG_OK;
        for (size_t i = 0; good && i < count; i++) {
            good = hits[i].label < ANCHORS && !seen[hits[i].label] && hits[i].score >= -1 &&
                   hits[i].score <= 1;
            seen[hits[i].label % ANCHORS] = true;
        }
        if (!good || !has_all(p, seen, before))
            atomic_fetch_add(&p->faults, 1);
        atomic_fetch_add(&p->searches, 1);
    }
}

static void write_steps(party *p, unsigned steps)
{
    uint64_t state = 7;
    cg_err err = {0};
    int8_t rows[8][DIMENSION];
    cg_vector_label labels[8];
    for (unsigned step = 0; step < steps; step++) {
        for (size_t i = 0; i < 8; i++) {
            bool anchor = i == 0 && step % 8 == 0;
            labels[i] = anchor ? step / 8 % ANCHORS : ANCHORS + next_random(&state) % 500;
            random_row(&state, DIMENSION, CG_VECTOR_INT8, 4, rows[i]);
        }
        if (labels[0] < ANCHORS)
            atomic_fetch_add(&p->moves[labels[0]], 1);
        if (cg_vector_add(p->set, labels, rows, 8, &err) != CG_OK)
            atomic_fetch_add(&p->faults, 1);
        cg_vector_remove(p->set, labels + 1, 3);
        if (step % 8 == 0)
            (void)poll(NULL, 0, 1); /* or they would move during each look */
    }
}

static void searches_while_it_changes(void **unused)
{
    (void)unused;
    cg_err err = {0};
    party p = {0};
    const cg_vector_options opts = {.dimension = DIMENSION, .element = CG_VECTOR_INT8};
    assert_int_equal(cg_vector_open(&opts, &p.set, &err), CG_OK);
    uint64_t state = 3;
    for (cg_vector_label label = 0; label < ANCHORS; label++) {
        int8_t row[DIMENSION];
        random_row(&state, DIMENSION, CG_VECTOR_INT8, 4, row);
        assert_int_equal(cg_vector_add(p.set, &label, row, 1, &err), CG_OK);
    }
    cg_thread *readers[2];
    for (size_t i = 0; i < CG_ARRAY_LEN(readers); i++)
        readers[i] = cg_thread_start("reader", search_always, &p);
    unsigned steps = 0;
    do {
        write_steps(&p, 100);
        steps += 100;
    } while (atomic_load(&p.searches) < 2000 && steps < 1000000);
    atomic_store(&p.stop, true);
    for (size_t i = 0; i < CG_ARRAY_LEN(readers); i++)
        cg_thread_join(readers[i]);
    assert_int_equal(atomic_load(&p.faults), 0);
    assert_true(atomic_load(&p.searches) >= 2000);
    cg_vector_close(p.set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(searches_while_it_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
