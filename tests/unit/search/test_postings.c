// SPDX-License-Identifier: Apache-2.0
// search: payloads written and read back, and damaged ones.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "postings.h"

static uint64_t random_state = 88172645463325252;

static uint64_t draw(uint64_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state % below;
}

static void ordinary_words_take_a_byte(void **state)
{
    (void)state;
    static const post_entry small[] = {
        {.def = 3, .body = 1},
        {.def = 3, .body = 2},
        {.def = 3, .signature = 1},
        {.def = 15, .doc = 1},
        {.def = 0, .name = NAME_QUALIFIED},
        {.def = 1, .body = 1, .signature = 1},
        {.def = 2, .body = 4},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(small); i++) {
        CG_AUTO_VALUE(cg_buf) out = {0};
        post_add(&out, CG_NONE, &small[i]);
        assert_int_equal(out.len, 1);
    }
}

static void reads_what_it_wrote(void **state)
{
    (void)state;
    for (int round = 0; round < 2000; round++) {
        CG_AUTO_VALUE(cg_buf) out = {0};
        post_entry entries[40];
        size_t count = draw(40);
        uint32_t last = CG_NONE;
        for (size_t i = 0; i < count; i++) {
            uint32_t gap = (uint32_t)draw(draw(10) ? 20 : 100000000);
            entries[i] = (post_entry){.def = last == CG_NONE ? gap : last + 1 + gap,
                                      .name = (uint8_t)draw(4),
                                      .signature = (uint8_t)draw(2),
                                      .doc = (uint16_t)(draw(2) ? draw(9) : 0),
                                      .body = (uint16_t)(draw(2) ? draw(5) : draw(65535))};
            post_add(&out, last, &entries[i]);
            last = entries[i].def;
        }
        post_reader reader = post_open(cg_buf_str(&out));
        uint32_t def;
        uint8_t detail = 0;
        for (size_t i = 0; i < count; i++) {
            post_entry read;
            assert_true(post_next(&reader, &def, &detail));
            assert_int_equal(def, entries[i].def);
            post_detail(detail, &read);
            assert_int_equal(read.name, entries[i].name);
            assert_int_equal(read.signature, entries[i].signature);
            assert_true(read.body <= entries[i].body && (read.body > 0) == (entries[i].body > 0));
            assert_true(read.doc <= entries[i].doc && (read.doc > 0) == (entries[i].doc > 0));
        }
        assert_false(post_next(&reader, &def, &detail));
        assert_false(reader.damaged);
    }
}

/* Rows of plain bytes between entries of two bytes and more, at every place of the eight that are looked at together. */
static void counts_entries(void **state)
{
    (void)state;
    for (int round = 0; round < 5000; round++) {
        CG_AUTO_VALUE(cg_buf) out = {0};
        uint32_t last = CG_NONE, wanted = (uint32_t)draw(60), counted = 0;
        unsigned plain = 1 + (unsigned)draw(20);
        for (uint32_t i = 0; i < wanted; i++) {
            post_entry e = {.def = last + 1, .body = 1}; /* after CG_NONE 0 */
            e.def += draw(plain) == 0 ? (uint32_t)draw(100000) : 0;
            e.name = (uint8_t)(draw(plain) == 0 ? draw(4) : 0);
            post_add(&out, last, &e);
            last = e.def;
        }
        assert_true(post_count(cg_buf_str(&out), &counted));
        assert_int_equal(counted, wanted);
    }
    uint32_t none;
    assert_false(post_count(CG_STR("\x00\x00\x00\x00\x00\x00\x00\x00\x07"), &none));
    assert_false(post_count(CG_STR("\x00\x00\x00\x00\x00\x00\x00\x00\x80"), &none));
}

static bool reads_payload(const char *bytes, size_t len)
{
    post_reader reader = post_open(cg_str_make(bytes, len));
    uint32_t def;
    uint8_t detail;
    while (post_next(&reader, &def, &detail)) {}
    return !reader.damaged;
}

static void refuses_damaged_payloads(void **state)
{
    (void)state;
    assert_true(reads_payload("", 0));
    assert_true(reads_payload("\x07\xff", 2));
    assert_false(reads_payload("\x07", 1));                     /* the detail byte is missing */
    assert_false(reads_payload("\x80", 1));                     /* a cut number */
    assert_false(reads_payload("\xff\xff\xff\xff\xff\x7f", 6)); /* beyond any definition */
    assert_false(reads_payload("\xf8\xff\xff\xff\x7f\xf8\xff\xff\xff\x7f", 10));
}

static bool reads_list(const char *bytes, size_t len)
{
    post_list list = post_list_open(cg_str_make(bytes, len));
    uint32_t unit;
    cg_str payload;
    while (post_list_next(&list, &unit, &payload)) {}
    return !list.damaged;
}

static void refuses_damaged_lists(void **state)
{
    (void)state;
    assert_true(reads_list("", 0));
    assert_true(reads_list("\x05\x01\x00\x06\x00", 5));
    assert_false(reads_list("\x05", 1));
    assert_false(reads_list("\x05\x02\x00", 3));
    assert_false(reads_list("\xff\xff\xff\xff\x0f\x00", 6)); /* the number of no unit */
    assert_false(reads_list("\x05\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11));
}

static void lengths_stay_close(void **state)
{
    (void)state;
    for (uint32_t words = 2; words < 40000; words += 1 + words / 7) {
        CG_AUTO_VALUE(cg_buf) out = {0};
        table_add_row(&out, CG_NODE_METHOD, TABLE_TEST, words, 3);
        assert_int_equal(out.len, TABLE_ROW);
        assert_int_equal((uint8_t)out.ptr[0] & TABLE_KIND_MASK, CG_NODE_METHOD);
        assert_int_equal((uint8_t)out.ptr[0] & ~TABLE_KIND_MASK, TABLE_TEST);
        double ratio = table_length((uint8_t)out.ptr[1]) / (double)words;
        assert_true(ratio > 0.8 && ratio < 1.25);
        assert_int_equal(table_name_parts((uint8_t)out.ptr[1]), 3);
    }
    CG_AUTO_VALUE(cg_buf) out = {0};
    table_add_row(&out, CG_NODE_FILE, 0, UINT32_MAX, 99);
    assert_int_equal((uint8_t)out.ptr[1], 0xff);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_words_take_a_byte), cmocka_unit_test(reads_what_it_wrote),
        cmocka_unit_test(refuses_damaged_payloads),   cmocka_unit_test(refuses_damaged_lists),
        cmocka_unit_test(lengths_stay_close),         cmocka_unit_test(counts_entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
