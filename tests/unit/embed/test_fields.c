// SPDX-License-Identifier: Apache-2.0
// embed: which words of a unit belong to which field of which definition. Units are made by hand here:
// what parsers make of sources is looked at by embed_tokens.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fields.h"

static const char source[] = "import os\n"
                             "# Cache of pages.\n"
                             "class LruCache(Base):\n"
                             "    size = 10\n"
                             "    def get(self, key): return self.pages[key]\n"
                             "limit = LruCache\n";

static cg_text text(cg_unit *unit, const char *s)
{
    cg_text t = {(uint32_t)unit->strings.len, (uint32_t)strlen(s)};
    cg_buf_add(&unit->strings, s, t.len);
    return t;
}

/* Adds what begins with `from` and ends with `to` in the source; its body begins with `body`. */
static void add(cg_unit *unit, cg_node_kind kind, uint32_t parent, const char *name,
                const char *from, const char *body, const char *to)
{
    cg_def d = {.kind = (uint8_t)kind, .parent = parent, .name = text(unit, name)};
    d.start_byte = (uint32_t)(strstr(source, from) - source);
    d.end_byte = (uint32_t)(strstr(source + d.start_byte, to) - source + (ptrdiff_t)strlen(to));
    d.body_start = d.body_end = d.end_byte;
    if (body != NULL)
        d.body_start = (uint32_t)(strstr(source + d.start_byte, body) - source);
    CG_VEC_PUSH(&unit->defs, d);
}

enum { FILE_, IMPORT_, CLASS_, SIZE_, GET_, LIMIT_ };

static void make_unit(cg_unit *unit)
{
    cg_unit_init(unit);
    CG_VEC_PUSH(&unit->defs, (cg_def){.kind = CG_NODE_FILE, .end_byte = sizeof source - 1});
    add(unit, CG_NODE_IMPORT, 0, "os", "import os", NULL, "os");
    add(unit, CG_NODE_CLASS, 0, "LruCache", "class", "size", "[key]");
    unit->defs.ptr[CLASS_].doc = text(unit, "Cache of pages.");
    add(unit, CG_NODE_FIELD, CLASS_, "size", "size", NULL, "10");
    add(unit, CG_NODE_METHOD, CLASS_, "get", "def get", "return", "[key]");
    add(unit, CG_NODE_VARIABLE, 0, "limit", "limit", NULL, "= LruCache");
}

typedef struct collected {
    cg_buf lists[8][FIELD_COUNT];
} collected;

static void collect(void *ctx, const field_word *words, size_t count)
{
    collected *c = ctx;
    for (size_t i = 0; i < count; i++) {
        assert_true(words[i].def < 8 && words[i].field < FIELD_COUNT);
        cg_buf *list = &c->lists[words[i].def][words[i].field];
        cg_buf_add_str(list, words[i].word);
        cg_buf_add_char(list, ' ');
    }
}

static void expect(collected *c, unsigned def, field_id f, const char *words)
{
    cg_buf_add_char(&c->lists[def][f], '\0');
    assert_string_equal(c->lists[def][f].ptr, words);
    cg_buf_fini(&c->lists[def][f]);
}

static void expect_nothing_else(collected *c)
{
    for (unsigned d = 0; d < 8; d++)
        for (unsigned f = 0; f < FIELD_COUNT; f++)
            expect(c, d, (field_id)f, "");
}

static void words_have_their_field(void **state)
{
    (void)state;
    cg_unit unit;
    field_reader reader = {0};
    collected c = {0};
    make_unit(&unit);
    field_open(&reader, &unit, cg_str_make(source, sizeof source - 1));
    field_read(&reader, collect, &c);
    expect(&c, FILE_, FIELD_MEMBERS, "LruCache limit ");
    expect(&c, FILE_, FIELD_IMPORTS, "import os ");
    expect(&c, CLASS_, FIELD_NAME, "LruCache ");
    expect(&c, CLASS_, FIELD_SIGNATURE, "class LruCache Base ");
    expect(&c, CLASS_, FIELD_DOC, "Cache of pages ");
    expect(&c, CLASS_, FIELD_BODY, "size 10 ");
    expect(&c, CLASS_, FIELD_MEMBERS, "size get ");
    expect(&c, GET_, FIELD_NAME, "get ");
    expect(&c, GET_, FIELD_OWNER, "LruCache ");
    expect(&c, GET_, FIELD_SIGNATURE, "def get self key ");
    expect(&c, GET_, FIELD_BODY, "return self pages key ");
    expect(&c, LIMIT_, FIELD_NAME, "limit ");
    expect(&c, LIMIT_, FIELD_SIGNATURE, "limit LruCache ");
    expect_nothing_else(&c);
    field_reader_fini(&reader);
    cg_unit_fini(&unit);
}

/* Sources need not be kept: names and docs are in the unit. */
static void a_unit_without_its_source(void **state)
{
    (void)state;
    cg_unit unit;
    field_reader reader = {0};
    collected c = {0};
    make_unit(&unit);
    field_open(&reader, &unit, CG_STR_NULL);
    field_read(&reader, collect, &c);
    expect(&c, FILE_, FIELD_MEMBERS, "LruCache limit ");
    expect(&c, CLASS_, FIELD_NAME, "LruCache ");
    expect(&c, CLASS_, FIELD_DOC, "Cache of pages ");
    expect(&c, CLASS_, FIELD_MEMBERS, "size get ");
    expect(&c, GET_, FIELD_NAME, "get ");
    expect(&c, GET_, FIELD_OWNER, "LruCache ");
    expect(&c, LIMIT_, FIELD_NAME, "limit ");
    expect_nothing_else(&c);
    field_reader_fini(&reader);
    cg_unit_fini(&unit);
}

/* What a damaged unit says of parents is bounded: the file gets what has no other owner. */
static void parents_in_circles(void **state)
{
    (void)state;
    cg_unit unit;
    field_reader reader = {0};
    collected c = {0};
    make_unit(&unit);
    unit.defs.ptr[CLASS_].kind = CG_NODE_IMPL;
    unit.defs.ptr[CLASS_].parent = SIZE_;
    unit.defs.ptr[SIZE_].parent = CLASS_;
    unit.defs.ptr[GET_].parent = 1000;
    unit.defs.ptr[LIMIT_].parent = LIMIT_;
    field_open(&reader, &unit, cg_str_make(source, sizeof source - 1));
    field_read(&reader, collect, &c);
    expect(&c, FILE_, FIELD_MEMBERS, "LruCache size get limit ");
    expect(&c, GET_, FIELD_OWNER, "");
    for (unsigned d = 0; d < 8; d++)
        for (unsigned f = 0; f < FIELD_COUNT; f++)
            cg_buf_fini(&c.lists[d][f]);
    field_reader_fini(&reader);
    cg_unit_fini(&unit);
}

/* ---- prints ---- */

enum { DEFS = 3, BYTES = 8, ROUNDS = 20000, TABLE = 1 << 18 };

/* A file and two functions that follow each other, and end and begin anywhere, of a few bytes of which some make words. */
static void make_small(cg_unit *unit, char bytes[BYTES], uint64_t random)
{
    static const char signs[] = "ab _\xc3\xa4\xe2\x82";
    uint32_t first = (uint32_t)(random % BYTES), second = first + (uint32_t)(random >> 8) % 4,
             end = second + (uint32_t)(random >> 16) % 4;
    for (unsigned i = 0; i < BYTES; i++)
        bytes[i] = signs[(random >> (24 + 3 * i)) % (sizeof signs - 1)];
    cg_unit_clear(unit);
    CG_VEC_PUSH(&unit->defs, (cg_def){.kind = CG_NODE_FILE, .end_byte = BYTES});
    const uint32_t cuts[] = {first, CG_MIN(second, BYTES), CG_MIN(end, BYTES)};
    for (unsigned i = 0; i + 1 < CG_ARRAY_LEN(cuts); i++)
        CG_VEC_PUSH(&unit->defs, (cg_def){.kind = CG_NODE_FUNCTION,
                                          .start_byte = cuts[i],
                                          .end_byte = cuts[i + 1],
                                          .body_start = cuts[i],
                                          .body_end = cuts[i + 1]});
}

/* Of each definition. */
static void hash_words(field_reader *reader, uint64_t out[DEFS])
{
    collected c = {0};
    field_read(reader, collect, &c);
    for (unsigned d = 0; d < DEFS; d++) {
        out[d] = 0;
        for (unsigned f = 0; f < FIELD_COUNT; f++) {
            cg_str words = cg_buf_str(&c.lists[d][f]);
            out[d] = cg_hash64(words.ptr, words.len, out[d] + words.len);
            cg_buf_fini(&c.lists[d][f]);
        }
    }
}

static void definitions_of_one_print_have_the_same_words(void **state)
{
    (void)state;
    static struct {
        cg_hash128 print;
        uint64_t words;
    } table[TABLE];
    field_reader reader = {0};
    uint64_t random = 1, words[DEFS], others[DEFS];
    unsigned again = 0;
    char bytes[BYTES];
    cg_unit unit;
    cg_unit_init(&unit);
    for (unsigned round = 0; round < ROUNDS; round++) {
        random = cg_hash64(&random, sizeof random, 0);
        make_small(&unit, bytes, random);
        field_open(&reader, &unit, cg_str_make(bytes, BYTES));
        hash_words(&reader, words);
        for (unsigned d = 0; d < DEFS; d++) {
            cg_hash128 print = reader.prints.ptr[d];
            size_t at = print.lo % TABLE;
            while (table[at].words != 0 && table[at].print.lo != print.lo)
                at = (at + 1) % TABLE;
            again += table[at].words != 0;
            if (table[at].words != 0)
                assert_int_equal(table[at].words, words[d]);
            table[at].print = print;
            table[at].words = words[d];
        }
        reader.known.ptr[round % DEFS] = 1; /* the others have what they had */
        hash_words(&reader, others);
        for (unsigned d = 0; d < DEFS; d++)
            if (d != round % DEFS)
                assert_int_equal(others[d], words[d]);
    }
    assert_true(again > ROUNDS / 2);
    field_reader_fini(&reader);
    cg_unit_fini(&unit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_have_their_field),
        cmocka_unit_test(a_unit_without_its_source),
        cmocka_unit_test(parents_in_circles),
        cmocka_unit_test(definitions_of_one_print_have_the_same_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
