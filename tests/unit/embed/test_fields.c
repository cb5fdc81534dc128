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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_have_their_field),
        cmocka_unit_test(a_unit_without_its_source),
        cmocka_unit_test(parents_in_circles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
