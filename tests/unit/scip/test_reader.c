// SPDX-License-Identifier: Apache-2.0
// Reading an index: in pieces of any size alike, within its memory, and symbols by their grammar.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/scip.h"

#define MEMORY ((size_t)8 << 20)

static void put_bytes(cg_buf *out, unsigned field, cg_str bytes)
{
    cg_buf_add_varint(out, field << 3 | 2);
    cg_buf_add_varint(out, bytes.len);
    cg_buf_add_str(out, bytes);
}

static void put_number(cg_buf *out, unsigned field, uint64_t number)
{
    cg_buf_add_varint(out, field << 3);
    cg_buf_add_varint(out, number);
}

static void put_occurrence(cg_buf *out, unsigned line, unsigned column, const char *symbol,
                           unsigned roles)
{
    CG_AUTO_VALUE(cg_buf) range = {0};
    CG_AUTO_VALUE(cg_buf) body = {0};
    cg_buf_add_varint(&range, line);
    cg_buf_add_varint(&range, column);
    cg_buf_add_varint(&range, column + 1);
    put_bytes(&body, SCIP_OCCURRENCE_RANGE, cg_buf_str(&range));
    put_bytes(&body, SCIP_OCCURRENCE_SYMBOL, cg_str_from(symbol));
    if (roles > 0)
        put_number(&body, SCIP_OCCURRENCE_ROLES, roles);
    put_bytes(out, SCIP_DOCUMENT_OCCURRENCES, cg_buf_str(&body));
}

static void put_metadata(cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) tool = {0};
    CG_AUTO_VALUE(cg_buf) metadata = {0};
    put_bytes(&tool, SCIP_TOOL_NAME, CG_STR("tool"));
    put_bytes(&tool, SCIP_TOOL_VERSION, CG_STR("1"));
    put_bytes(&metadata, SCIP_METADATA_TOOL, cg_buf_str(&tool));
    put_bytes(out, SCIP_INDEX_METADATA, cg_buf_str(&metadata));
}

static void put_document(cg_buf *out, const char *path)
{
    CG_AUTO_VALUE(cg_buf) body = {0};
    put_bytes(&body, SCIP_DOCUMENT_PATH, cg_str_from(path));
    put_number(&body, SCIP_DOCUMENT_ENCODING, SCIP_UTF16_OFFSETS);
    put_occurrence(&body, 3, 4, "a b c d x/f().", SCIP_ROLE_DEFINITION);
    put_occurrence(&body, 5, 6, "local 7", 0);
    put_occurrence(&body, 7, 8, "a b c d y.", SCIP_ROLE_READ);
    put_occurrence(&body, 9, 300, "a b c d x/f().", 0);
    put_bytes(&body, SCIP_DOCUMENT_TEXT, CG_STR("text"));
    put_bytes(out, SCIP_INDEX_DOCUMENTS, cg_buf_str(&body));
}

static void put_index(cg_buf *out)
{
    put_metadata(out);
    put_bytes(out, SCIP_INDEX_EXTERNAL, CG_STR("anything is passed over here"));
    put_document(out, "one.py");
    put_number(out, 99, 12345);
    put_document(out, "two.py");
}

static void expect_index(const cg_scip_index *index)
{
    assert_true(cg_str_eq(index->tool, CG_STR("tool")));
    assert_int_equal(index->documents_count, 2);
    assert_int_equal(index->symbols_count, 2);
    assert_int_equal(index->occurrences_count, 6);
    const cg_scip_document *d = &index->documents[1];
    assert_true(cg_str_eq(d->path, CG_STR("two.py")));
    assert_true(d->has_text && d->text_bytes == 4 && d->encoding == SCIP_UTF16_OFFSETS);
    assert_int_equal(d->first, 3);
    assert_int_equal(d->count, 3);
    const cg_scip_occurrence *o = &index->occurrences[d->first + 2];
    assert_int_equal(o->line, 9);
    assert_int_equal(o->end_line, 9);
    assert_int_equal(o->column, 300);
    assert_int_equal(o->end_column, 301);
    assert_true(cg_str_eq(index->symbols[o->symbol], CG_STR("a b c d x/f().")));
    assert_int_equal(index->occurrences[d->first].roles, SCIP_ROLE_DEFINITION);
}

static void test_pieces_of_any_size(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    put_index(&bytes);
    for (size_t piece = 1; piece <= bytes.len; piece++) {
        CG_AUTO(cg_scip_reader) reader = cg_scip_reader_create(MEMORY);
        cg_scip_index index;
        for (size_t at = 0; at < bytes.len; at += piece)
            assert_int_equal(cg_scip_reader_push(reader,
                                                 cg_str_slice(cg_buf_str(&bytes), at,
                                                              CG_MIN(at + piece, bytes.len)),
                                                 NULL),
                             CG_OK);
        assert_int_equal(cg_scip_reader_finish(reader, &index, NULL), CG_OK);
        expect_index(&index);
    }
}

static cg_code read_all(cg_str bytes, size_t memory, cg_err *err)
{
    CG_AUTO(cg_scip_reader) reader = cg_scip_reader_create(memory);
    cg_scip_index index;
    cg_code rc = cg_scip_reader_push(reader, bytes, err);
    return rc == CG_OK ? cg_scip_reader_finish(reader, &index, err) : rc;
}

static void test_what_is_cut_off_is_no_index(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    put_index(&bytes);
    unsigned whole = 0;
    for (size_t len = 0; len < bytes.len; len++) {
        cg_code rc = read_all(cg_str_slice(cg_buf_str(&bytes), 0, len), MEMORY, NULL);
        assert_true(rc == CG_OK || rc == CG_E_MALFORMED);
        whole += rc == CG_OK;
    }
    assert_int_equal(whole, 4); /* between two fields, behind the metadata */
}

static void test_memory_is_kept_to(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    CG_AUTO_VALUE(cg_buf) body = {0};
    put_metadata(&bytes);
    put_bytes(&body, SCIP_DOCUMENT_PATH, CG_STR("a.py"));
    for (unsigned i = 0; i < 20000; i++)
        put_occurrence(&body, i, 1, "a b c d x/f().", 0);
    put_bytes(&bytes, SCIP_INDEX_DOCUMENTS, cg_buf_str(&body));
    assert_int_equal(read_all(cg_buf_str(&bytes), (size_t)2 << 20, NULL), CG_OK);
    assert_int_equal(read_all(cg_buf_str(&bytes), (size_t)512 << 10, NULL), CG_E_LIMIT);
    cg_buf_clear(&bytes);
    put_metadata(&bytes); /* a document that says it is longer is not waited for */
    cg_buf_add_varint(&bytes, SCIP_INDEX_DOCUMENTS << 3 | 2);
    cg_buf_add_varint(&bytes, UINT64_MAX);
    assert_int_equal(read_all(cg_buf_str(&bytes), MEMORY, NULL), CG_E_LIMIT);
}

/* ---- symbols ---- */

static void expect_descriptors(const char *symbol, const char *names, const char *suffixes)
{
    CG_AUTO_VALUE(cg_buf) found = {0};
    CG_AUTO_VALUE(cg_buf) ends = {0};
    cg_scip_symbol parsed;
    cg_str name;
    char suffix;
    assert_true(cg_scip_symbol_parse(cg_str_from(symbol), &parsed));
    while (cg_scip_descriptor_next(&parsed.descriptors, &name, &suffix)) {
        cg_buf_printf(&found, "%.*s|", CG_STR_ARG(name));
        cg_buf_add_char(&ends, suffix);
    }
    assert_int_equal(parsed.descriptors.len, 0);
    assert_true(cg_str_eq(cg_buf_str(&found), cg_str_from(names)));
    assert_true(cg_str_eq(cg_buf_str(&ends), cg_str_from(suffixes)));
}

static void test_symbols_by_their_grammar(void **state)
{
    (void)state;
    cg_scip_symbol parsed;
    cg_str name, rest;
    char suffix;
    expect_descriptors("scip-python python shop 1.0 `shop.base`/Item#label().(self)",
                       "shop.base|Item|label|self|", "/#()");
    expect_descriptors("s m p v a/B#c.d!e:[T]f(+1).`x``y`.", "a|B|c|d|e|T|f|x``y|", "/#.!:[(.");
    assert_true(cg_scip_symbol_parse(CG_STR("s  t m a  b . x."), &parsed));
    assert_true(cg_str_eq(parsed.package, CG_STR("a  b")));
    static const char *const broken[] = {"", "local 1", "a b c d ", "a b c x.", " b c d x."};
    for (size_t i = 0; i < CG_ARRAY_LEN(broken); i++)
        assert_false(cg_scip_symbol_parse(cg_str_from(broken[i]), &parsed));
    static const char *const strange[] = {"x", "`x.", "f(.", "f(1)", "[T", "(x", "/", "#", "``"};
    for (size_t i = 0; i < CG_ARRAY_LEN(strange); i++) {
        rest = cg_str_from(strange[i]);
        assert_false(cg_scip_descriptor_next(&rest, &name, &suffix));
        assert_int_equal(rest.len, strlen(strange[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_of_any_size),
        cmocka_unit_test(test_what_is_cut_off_is_no_index),
        cmocka_unit_test(test_memory_is_kept_to),
        cmocka_unit_test(test_symbols_by_their_grammar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
