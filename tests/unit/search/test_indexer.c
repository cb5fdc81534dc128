// SPDX-License-Identifier: Apache-2.0
// search: which definition gets which word of a source, and as what.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "corpus.h"
#include "postings.h"

static const corpus_file server = {
    "net/server.py",
    CG_LANG_PYTHON,
    "# Module of outer words.\n"
    "import socket\n"
    "\n"
    "# Accepts incoming connections.\n"
    "class HttpServer(BaseServer):\n"
    "    retry_count = 3\n"
    "\n"
    "    def handle(self, request):\n"
    "        \"\"\"Answers requests politely.\"\"\"\n"
    "        def inner():\n"
    "            return nested_word\n"
    "        parse_header(request)\n"
    "        return request.answers, parse_header\n"
    "\n"
    "trailing = 12345\n",
    {{CG_NODE_IMPORT, "socket", "import socket", "socket", NULL, 0, NULL, 0},
     {CG_NODE_CLASS, "HttpServer", "class HttpServer", "answers, parse_header", "    retry", 0,
      "Accepts incoming connections.", 0},
     {CG_NODE_FIELD, "retry_count", "retry_count = 3", "3", NULL, 2, NULL, 0},
     {CG_NODE_METHOD, "handle", "def handle", "answers, parse_header", "        \"\"\"", 2,
      "Answers requests politely.", CG_MOD_TEST},
     {CG_NODE_FUNCTION, "inner", "def inner", "nested_word", "            return", 4, NULL, 0},
     {CG_NODE_VARIABLE, "trailing", "trailing = 12345", "12345", NULL, 0, NULL, 0}}};

typedef struct index_of {
    cg_text_indexer *indexer;
    cg_unit unit;
    const cg_posting *postings;
    size_t count;
} index_of;

static index_of make(const corpus_file *file)
{
    index_of ix = {.indexer = cg_text_indexer_create(true)};
    corpus_unit(file, &ix.unit);
    ix.count = cg_text_index_unit(ix.indexer, corpus_blob(file->source), &ix.unit,
                                  cg_str_from(file->source), &ix.postings);
    return ix;
}

static void drop(index_of *ix)
{
    cg_text_indexer_destroy(ix->indexer);
    cg_unit_fini(&ix->unit);
}

static cg_str payload_of(const index_of *ix, cg_str term)
{
    for (size_t i = 0; i < ix->count; i++)
        if (cg_str_eq(ix->postings[i].term, term))
            return ix->postings[i].payload;
    return CG_STR_NULL;
}

/* "def:N1 S D2 B3 …": name match, signature, doc and body occurrences. */
static const char *entries(const index_of *ix, const char *term)
{
    static char text[512];
    size_t len = 0;
    post_reader reader = post_open(payload_of(ix, cg_str_from(term)));
    uint32_t def;
    uint8_t detail;
    text[0] = '\0';
    while (post_next(&reader, &def, &detail)) {
        post_entry e;
        post_detail(detail, &e);
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%u:", len ? " " : "", def);
        if (e.name)
            len += (size_t)snprintf(text + len, sizeof text - len, "N%u", e.name);
        if (e.signature)
            len += (size_t)snprintf(text + len, sizeof text - len, "S");
        if (e.doc)
            len += (size_t)snprintf(text + len, sizeof text - len, "D%u", e.doc);
        if (e.body)
            len += (size_t)snprintf(text + len, sizeof text - len, "B%u", e.body);
    }
    assert_false(reader.damaged);
    return text;
}

static void gives_words_to_the_innermost(void **state)
{
    (void)state;
    index_of ix = make(&server);
    assert_string_equal(entries(&ix, "outer"), "0:B1"); /* a comment of the file */
    assert_string_equal(entries(&ix, "import"), "1:S");
    assert_string_equal(entries(&ix, "socket"), "1:N3S");
    assert_string_equal(entries(&ix, "baseserver"), "2:S");
    assert_string_equal(entries(&ix, "retrycount"), "3:N3S");
    assert_string_equal(entries(&ix, "retry"), "3:N2S");
    assert_string_equal(entries(&ix, "nestedword"), "5:B1");
    assert_string_equal(entries(&ix, "header"), "4:B2");
    assert_string_equal(entries(&ix, "parseheader"), "4:B2");
    assert_string_equal(entries(&ix, "trail"), "6:N2S");
    assert_string_equal(entries(&ix, "trailing"), "6:N3");
    drop(&ix);
}

static void tells_docs_from_bodies(void **state)
{
    (void)state;
    index_of ix = make(&server);
    assert_string_equal(entries(&ix, "incom"), "2:D1");    /* the comment before the class */
    assert_string_equal(entries(&ix, "politely"), "4:D1"); /* a text inside the body */
    assert_string_equal(entries(&ix, "request"), "4:SD1B2");
    assert_string_equal(entries(&ix, "answer"), "4:D1B1");
    drop(&ix);
}

static void counts_docs_that_are_not_in_the_source(void **state)
{
    (void)state;
    static const corpus_file file = {"a.go",
                                     CG_LANG_GO,
                                     "func run() {}\n",
                                     {{CG_NODE_FUNCTION, "run", "func run", "}", "{", 0,
                                       "Generated description elsewhere.", 0}}};
    index_of ix = make(&file);
    assert_string_equal(entries(&ix, "descript"), "1:D1");
    drop(&ix);
}

static void knows_owners(void **state)
{
    (void)state;
    index_of ix = make(&server);
    assert_string_equal(entries(&ix, "httpserver"), "2:N3S 3:N1 4:N1 5:N1");
    assert_string_equal(entries(&ix, "http"), "2:N2S 3:N1 4:N1 5:N1");
    assert_string_equal(entries(&ix, "handle"), "4:N3 5:N1");
    assert_string_equal(entries(&ix, "handl"), "4:N2S 5:N1");
    drop(&ix);
}

static void leaves_numbers_and_letters_out(void **state)
{
    (void)state;
    index_of ix = make(&server);
    assert_string_equal(entries(&ix, "12345"), "");
    assert_string_equal(entries(&ix, "3"), "");
    static const corpus_file file = {"a.c",
                                     CG_LANG_C,
                                     "int x = y + 404 + 0xdeadbeef;\n",
                                     {{CG_NODE_VARIABLE, "x", "int x", ";", NULL, 0, NULL, 0}}};
    index_of letters = make(&file);
    assert_string_equal(entries(&letters, "x"), "1:N3");
    assert_string_equal(entries(&letters, "y"), "");
    assert_string_equal(entries(&letters, "404"), "1:S");
    assert_string_equal(entries(&letters, "0xdeadbeef"), "");
    drop(&letters);
    drop(&ix);
}

static void keeps_a_table_of_definitions(void **state)
{
    (void)state;
    index_of ix = make(&server);
    char text[TABLE_TERM_LEN];
    cg_str table = payload_of(&ix, table_term(corpus_blob(server.source), text));
    assert_int_equal(table.len, TABLE_ROW * ix.unit.defs.len);
    for (size_t i = 0; i < ix.unit.defs.len; i++)
        assert_int_equal((uint8_t)table.ptr[i * TABLE_ROW] & TABLE_KIND_MASK,
                         ix.unit.defs.ptr[i].kind);
    assert_int_equal((uint8_t)table.ptr[4 * TABLE_ROW] & ~TABLE_KIND_MASK, TABLE_TEST);
    assert_int_equal(table_name_parts((uint8_t)table.ptr[2 * TABLE_ROW + 1]), 2);
    drop(&ix);
}

/* What was indexed before must not show: the same in any order, term by term. */
static void repeats_itself(void **state)
{
    (void)state;
    static const corpus_file other = {
        "b.py",
        CG_LANG_PYTHON,
        "def parse_header(request): return request\n",
        {{CG_NODE_FUNCTION, "parse_header", "def", "return request", "return", 0, NULL, 0}}};
    index_of cold = make(&server);
    index_of warm = make(&other);
    for (int i = 0; i < 3; i++) {
        warm.count = cg_text_index_unit(warm.indexer, corpus_blob(server.source), &cold.unit,
                                        cg_str_from(server.source), &warm.postings);
        assert_int_equal(warm.count, cold.count);
        for (size_t n = 0; n < cold.count; n++) {
            assert_true(cg_str_eq(warm.postings[n].term, cold.postings[n].term));
            assert_true(cg_str_eq(warm.postings[n].payload, cold.postings[n].payload));
            for (size_t m = 0; m < n; m++)
                assert_false(cg_str_eq(warm.postings[n].term, warm.postings[m].term));
        }
    }
    drop(&cold);
    drop(&warm);
}

static uint64_t random_state = 88172645463325252;

static uint32_t draw(uint32_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state % below);
}

/* Spans that overlap, lie outside of the source or end before they begin must not be believed. */
static void survives_any_spans(void **state)
{
    (void)state;
    index_of ix = make(&server);
    cg_str source = cg_str_from(server.source);
    for (int round = 0; round < 3000; round++) {
        for (size_t i = 1; i < ix.unit.defs.len; i++) {
            cg_def *d = &ix.unit.defs.ptr[i];
            d->start_byte = draw((uint32_t)source.len + 20);
            d->end_byte = draw((uint32_t)source.len + 20);
            d->body_start = draw((uint32_t)source.len + 20);
            d->body_end = draw(4) ? draw((uint32_t)source.len + 20) : d->body_start;
            d->parent = draw((uint32_t)ix.unit.defs.len);
        }
        cg_str part = cg_str_slice(source, 0, draw((uint32_t)source.len + 1));
        ix.count = cg_text_index_unit(ix.indexer, corpus_blob("x"), &ix.unit, part, &ix.postings);
        for (size_t i = 0; i < ix.count; i++) {
            if (ix.postings[i].term.ptr[0] < ' ')
                continue; /* the table and the trigrams */
            post_reader reader = post_open(ix.postings[i].payload);
            uint32_t def;
            uint8_t detail;
            while (post_next(&reader, &def, &detail))
                assert_true(def < ix.unit.defs.len);
            assert_false(reader.damaged);
        }
    }
    drop(&ix);
}

static void takes_paths_apart(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"src/http_server.test.ts", "src httpserver http server test "},
        {"a/b.py", ""},
        {"README", "readme readm "},
        {".github/x86/ReadFiles.md", "github x86 readfiles read fil "},
        {"lib/lib/lib.c", "lib "},
        {"", ""},
    };
    cg_text_indexer *indexer = cg_text_indexer_create(true);
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        const cg_str *terms;
        size_t count = cg_text_index_path(indexer, cg_str_from(cases[i][0]), &terms);
        CG_AUTO_VALUE(cg_buf) out = {0};
        for (size_t n = 0; n < count; n++) {
            cg_buf_add_str(&out, terms[n]);
            cg_buf_add_char(&out, ' ');
        }
        cg_buf_add_char(&out, '\0');
        assert_string_equal(out.ptr, cases[i][1]);
    }
    cg_text_indexer_destroy(indexer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_words_to_the_innermost),
        cmocka_unit_test(tells_docs_from_bodies),
        cmocka_unit_test(counts_docs_that_are_not_in_the_source),
        cmocka_unit_test(knows_owners),
        cmocka_unit_test(leaves_numbers_and_letters_out),
        cmocka_unit_test(keeps_a_table_of_definitions),
        cmocka_unit_test(repeats_itself),
        cmocka_unit_test(survives_any_spans),
        cmocka_unit_test(takes_paths_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
