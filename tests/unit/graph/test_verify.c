// SPDX-License-Identifier: Apache-2.0
// Verification finds damage: every kind of row is removed or changed behind the graph's back, and
// each time the report must say so. A cache of what was there before must not hide it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "fixture.h"

static const toy_file two = {true, 2, {{1, 10, 1u << 2, 1, false, 1u << 3}, {2, 20, 0, 5}}};

typedef struct damage {
    cg_cf cf;
    char index;       /* of CG_CF_INDEXES: which; 0: any row of the family */
    bool remove;      /* else the row's last byte changes */
    const char *says; /* part of a line of the report */
} damage;

static const damage damages[] = {
    {CG_CF_NODES, 0, true, "has no node of its own"},
    {CG_CF_NODES, 0, false, "its content is not its unit's"},
    {CG_CF_EDGES, 0, true, "forwards"},
    {CG_CF_EDGES, 0, false, "not found from its target"},
    {CG_CF_REDGES, 0, true, "not found from its target"},
    {CG_CF_REDGES, 0, false, "not found from its target"},
    {CG_CF_INDEXES, IDX_ID, true, "its id does not lead to it"},
    {CG_CF_INDEXES, IDX_ID, false, "its id does not lead to it"},
    {CG_CF_INDEXES, IDX_NAME, true, "its name does not lead to it"},
    {CG_CF_INDEXES, IDX_PATH, true, "its path does not lead to it"},
    {CG_CF_INDEXES, IDX_PATH, false, "its path does not lead to it"},
    {CG_CF_INDEXES, IDX_FILE, true, "its row is damaged"},
    {CG_CF_INDEXES, IDX_FILE, false, "has no node of its own"},
    {CG_CF_INDEXES, IDX_UNIT, true, "its unit's number is wrong"},
    {CG_CF_INDEXES, IDX_UNIT, false, "its unit's number is wrong"},
    {CG_CF_INDEXES, IDX_EXTERNAL, true, "its text is missing or damaged"},
    {CG_CF_INDEXES, IDX_EXTERNAL, false, "its id is not its symbol's"},
    {CG_CF_INDEXES, IDX_TERM, false, ""}, /* the payload is search's to judge */
    {CG_CF_UNITS, 0, true, "its unit is missing or damaged"},
    {CG_CF_UNITS, 0, false, "its unit is missing or damaged"},
};

static bool is_meant(const damage *d, cg_str k)
{
    return d->index == 0 || (k.len > KEY_PREFIX && k.ptr[KEY_PREFIX] == d->index);
}

/* Damages the first row that fits. */
static void do_damage(cg_kv *kv, const damage *d)
{
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    cg_kv_iter *iter = cg_kv_iter_create(kv, NULL, d->cf, CG_STR_NULL, CG_STR_NULL);
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter), value = cg_kv_iter_value(iter);
        if (!is_meant(d, k))
            continue;
        if (d->remove) {
            cg_kv_batch_delete(batch, d->cf, k);
        } else {
            CG_AUTO_VALUE(cg_buf) changed = {0};
            cg_buf_add_str(&changed, value);
            changed.ptr[changed.len - 1] = (char)(changed.ptr[changed.len - 1] ^ 1);
            cg_kv_batch_put(batch, d->cf, k, cg_buf_str(&changed));
        }
        break;
    }
    assert_true(cg_kv_batch_bytes(batch) > 0);
    cg_kv_iter_destroy(iter);
    assert_ok(cg_kv_write(kv, batch, false, &graph_err));
}

static void expect_report(cg_project *project, const damage *d, size_t number)
{
    CG_AUTO_VALUE(cg_buf) lines = {0};
    uint64_t problems = fixture_verify(project, &lines);
    cg_buf_add_char(&lines, '\0');
    if (d->says[0] != '\0' && (problems == 0 || strstr(lines.ptr, d->says) == NULL))
        fail_msg("damage %zu: %" PRIu64 " problems:\n%s", number, problems, lines.ptr);
}

static void test_every_kind_of_row_is_checked(void **state)
{
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(damages); i++) {
        cg_store *store = fixture_open("memory", NULL);
        cg_project *project = fixture_project(store, "p");
        fixture_put(project, "a.py", &two);
        fixture_put(project, "b.py", &two);
        fixture_verify(project, NULL);
        do_damage(cg_store_kv(store), &damages[i]);
        expect_report(project, &damages[i], i);
        cg_store_close(store);
    }
}

static void test_rows_too_many_are_found(void **state)
{
    (void)state;
    static const uint8_t far_file[] = {0xff, 0x7f}, cut[] = {0xff};
    for (int i = 0; i < 5; i++) {
        cg_store *store = fixture_open("memory", NULL);
        cg_project *project = fixture_project(store, "p");
        uint8_t prefix[KEY_PREFIX], node[NODE_RECORD];
        fixture_put(project, "a.py", &two);
        cg_kv *kv = cg_store_kv(store);
        fixture_find_prefix(kv, prefix);
        cg_node_ref f1 = (uint64_t)CG_NODE_FUNCTION << CG_REF_NUMBER_BITS | 2;
        node_record_put(node, &(node_record){.file = 0, .content = 1});
        if (i == 0) /* a node beyond all numbers given */
            fixture_put_row(kv, CG_CF_NODES, key_node(prefix, f1 + 40, 1),
                            cg_str_make((char *)node, 29));
        if (i == 1) /* an edge from one node to itself, seen from one end only */
            fixture_put_row(kv, CG_CF_EDGES, key_edge(prefix, f1, CG_EDGE_READS, f1, 1),
                            CG_STR("\1d"));
        if (i == 2)
            fixture_put_row(kv, CG_CF_REDGES, key_redge(prefix, f1, CG_EDGE_READS, f1, 1),
                            CG_STR("\1d"));
        if (i == 3)
            fixture_put_row(kv, CG_CF_INDEXES, key_term(prefix, IDX_PATH_TERM, CG_STR("x")),
                            cg_str_make((const char *)far_file, sizeof far_file));
        if (i == 4)
            fixture_put_row(kv, CG_CF_INDEXES, key_term(prefix, IDX_TERM, CG_STR("x")),
                            cg_str_make((const char *)cut, sizeof cut));
        CG_AUTO_VALUE(cg_buf) lines = {0};
        if (fixture_verify(project, &lines) == 0)
            fail_msg("row %d was not noticed", i);
        cg_store_close(store);
    }
}

static void test_the_report_has_an_end(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    cg_commit *commit = fixture_begin(project, false);
    for (int i = 0; i < 150; i++) {
        char path[16];
        snprintf(path, sizeof path, "f%d.py", i);
        assert_ok(toy_put(commit, project, path, &two, &graph_err));
    }
    cg_commit_result r;
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
    cg_kv *kv = cg_store_kv(store);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    cg_kv_batch_delete_range(batch, CG_CF_NODES, CG_STR_NULL, CG_STR("\xff\xff\xff"));
    assert_ok(cg_kv_write(kv, batch, false, &graph_err));
    CG_AUTO_VALUE(cg_buf) lines = {0};
    assert_true(fixture_verify(project, &lines) > 450);
    size_t count = 0;
    for (size_t i = 0; i < lines.len; i++)
        count += lines.ptr[i] == '\n';
    assert_int_equal(count, 100);
    cg_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_of_row_is_checked),
        cmocka_unit_test(test_rows_too_many_are_found),
        cmocka_unit_test(test_the_report_has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
