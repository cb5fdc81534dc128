// SPDX-License-Identifier: Apache-2.0
// json: typed access, iteration, unknown members, and errors that name the place.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/json.h"

static cg_json *load(const char *text)
{
    cg_json *doc = NULL;
    cg_err err = {0};
    if (cg_json_parse(cg_str_from(text), NULL, &doc, &err) != CG_OK)
        fail_msg("%s: %s", text, err.text);
    return doc;
}

static void assert_error(const cg_err *err, const char *pointer, const char *text)
{
    assert_int_equal(err->code, CG_E_INVALID);
    assert_string_equal(err->pointer, pointer);
    assert_string_equal(err->text, text);
}

static void reads_members(void **state)
{
    (void)state;
    CG_AUTO(cg_json)
    doc = load("{\"s\":\"a\\u0000b\",\"b\":true,\"u\":7,\"i\":-7,\"f\":2.5,"
               "\"a\":[1],\"o\":{\"x\":1},\"n\":null}");
    cg_json_value root = cg_json_root(doc);
    cg_str s;
    bool b = false;
    uint64_t u = 0;
    int64_t i = 0;
    double f = 0;
    cg_json_value v;
    assert_int_equal(cg_json_get_str(root, "s", &s, CG_JSON_REQUIRED, NULL), CG_OK);
    assert_true(cg_str_eq(s, cg_str_make("a\0b", 3)));
    assert_true(cg_json_has(root, "s"));
    assert_false(cg_json_has(root, "n")); /* null */
    assert_false(cg_json_has(root, "z"));
    assert_int_equal(cg_json_get_bool(root, "b", &b, CG_JSON_REQUIRED, NULL), CG_OK);
    assert_true(b);
    assert_int_equal(cg_json_get_u64(root, "u", 1, 7, &u, CG_JSON_REQUIRED, NULL), CG_OK);
    assert_int_equal(u, 7);
    assert_int_equal(cg_json_get_i64(root, "i", -7, 0, &i, CG_JSON_REQUIRED, NULL), CG_OK);
    assert_int_equal(i, -7);
    assert_int_equal(cg_json_get_f64(root, "f", &f, CG_JSON_REQUIRED, NULL), CG_OK);
    assert_true(f == 2.5);
    assert_int_equal(cg_json_get_f64(root, "u", &f, CG_JSON_REQUIRED, NULL), CG_OK);
    assert_true(f == 7);
    assert_int_equal(cg_json_get_array(root, "a", &v, CG_JSON_REQUIRED, NULL), CG_OK);
    assert_int_equal(cg_json_count(v), 1);
    assert_int_equal(cg_json_get_object(root, "o", &v, CG_JSON_REQUIRED, NULL), CG_OK);
    assert_int_equal(cg_json_count(v), 1);
    assert_int_equal(cg_json_type_of(cg_json_get(root, "n")), CG_JSON_NULL);
    assert_int_equal(cg_json_type_of(cg_json_get(root, "z")), CG_JSON_ABSENT);
    assert_int_equal(cg_json_count(root), 8);
}

static void optional_members_keep_the_default(void **state)
{
    (void)state;
    CG_AUTO(cg_json)
    doc = load("{\"n\":null}");
    cg_json_value root = cg_json_root(doc);
    static const char *const keys[] = {"n", "absent"};
    for (size_t k = 0; k < CG_ARRAY_LEN(keys); k++) {
        cg_str s = CG_STR("default");
        uint64_t u = 5;
        cg_json_value v = {.index = 3};
        cg_err err = {0};
        assert_int_equal(cg_json_get_str(root, keys[k], &s, CG_JSON_OPTIONAL, &err), CG_OK);
        assert_int_equal(cg_json_get_u64(root, keys[k], 0, 9, &u, CG_JSON_OPTIONAL, &err), CG_OK);
        assert_int_equal(cg_json_get_array(root, keys[k], &v, CG_JSON_OPTIONAL, &err), CG_OK);
        assert_true(cg_str_eq(s, CG_STR("default")) && u == 5 && v.index == 3);
        assert_int_equal(cg_json_get_str(root, keys[k], &s, CG_JSON_REQUIRED, &err), CG_E_INVALID);
        assert_string_equal(err.text, "is required");
        assert_int_equal(err.pointer[0], '/');
        assert_string_equal(err.pointer + 1, keys[k]);
    }
}

static void errors_name_the_place(void **state)
{
    (void)state;
    CG_AUTO(cg_json)
    doc = load("{\"x/y\":[true,{\"a~b\":5}],\"files\":[{\"path\":\"p\"},"
               "{\"path\":3,\"ok\":true}],\"n\":1.0,\"neg\":-1}");
    cg_json_value root = cg_json_root(doc);
    cg_json_value files = cg_json_get(root, "files");
    cg_err err = {0};
    cg_str s;
    uint64_t u;
    bool b;
    assert_int_equal(cg_json_get_str(cg_json_at(files, 1), "path", &s, CG_JSON_REQUIRED, &err),
                     CG_E_INVALID);
    assert_error(&err, "/files/1/path", "must be a string");
    cg_json_value odd = cg_json_get(root, "x/y");
    assert_int_equal(cg_json_as_str(cg_json_at(odd, 0), &s, &err), CG_E_INVALID);
    assert_error(&err, "/x~1y/0", "must be a string");
    assert_int_equal(cg_json_get_bool(cg_json_at(odd, 1), "a~b", &b, CG_JSON_OPTIONAL, &err),
                     CG_E_INVALID);
    assert_error(&err, "/x~1y/1/a~0b", "must be true or false");
    assert_int_equal(cg_json_get_u64(cg_json_at(odd, 1), "a~b", 6, 9, &u, CG_JSON_OPTIONAL, &err),
                     CG_E_INVALID);
    assert_error(&err, "/x~1y/1/a~0b", "must be 6 to 9");
    assert_int_equal(cg_json_get_u64(root, "n", 0, 9, &u, CG_JSON_OPTIONAL, &err), CG_E_INVALID);
    assert_error(&err, "/n", "must be an integer");
    assert_int_equal(cg_json_get_u64(root, "neg", 0, 9, &u, CG_JSON_OPTIONAL, &err), CG_E_INVALID);
    assert_error(&err, "/neg", "must be 0 to 9");
    assert_int_equal(cg_json_get_str(files, "path", &s, CG_JSON_REQUIRED, &err), CG_E_INVALID);
    assert_error(&err, "/files", "must be an object");
    assert_int_equal(cg_json_expect(root, CG_JSON_ARRAY, &err), CG_E_INVALID);
    assert_error(&err, "", "must be an array");
    assert_int_equal(cg_json_expect(cg_json_at(files, 9), CG_JSON_STR, &err), CG_E_INVALID);
    assert_error(&err, "/files/9", "is required");
}

static void walks_in_document_order(void **state)
{
    (void)state;
    CG_AUTO(cg_json)
    doc = load("{\"z\":1,\"a\":2,\"m\":[3,4,5]}");
    cg_json_value root = cg_json_root(doc);
    cg_json_iter iter = {0};
    cg_json_value v;
    char keys[8] = "";
    while (cg_json_next(root, &iter, &v))
        (void)strncat(keys, cg_json_key(v).ptr, 1);
    assert_string_equal(keys, "zam");
    assert_false(cg_json_next(root, &iter, &v));
    uint64_t sum = 0;
    cg_json_iter elements = {0};
    while (cg_json_next(cg_json_get(root, "m"), &elements, &v)) {
        uint64_t n;
        assert_int_equal(cg_json_as_u64(v, 0, 9, &n, NULL), CG_OK);
        assert_int_equal(cg_json_key(v).len, 0);
        sum = sum * 10 + n;
    }
    assert_int_equal(sum, 345);
    cg_json_iter none = {0};
    assert_false(cg_json_next(cg_json_get(root, "z"), &none, &v));
    assert_false(cg_json_next(cg_json_get(root, "absent"), &none, &v));
}

static void unknown_members_are_named(void **state)
{
    (void)state;
    static const char *const known[] = {"path", "language"};
    CG_AUTO(cg_json)
    doc = load("{\"files\":[{\"path\":\"p\",\"langage\":\"c\"}]}");
    cg_json_value file = cg_json_at(cg_json_get(cg_json_root(doc), "files"), 0);
    cg_err err = {0};
    assert_int_equal(cg_json_check_members(file, known, 2, &err), CG_E_INVALID);
    assert_error(&err, "/files/0/langage", "unknown member");
    static const char *const all[] = {"path", "langage"};
    assert_int_equal(cg_json_check_members(file, all, 2, &err), CG_OK);
    assert_int_equal(cg_json_check_members(cg_json_get(file, "path"), known, 2, &err),
                     CG_E_INVALID);
    assert_error(&err, "/files/0/path", "must be an object");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_members),
        cmocka_unit_test(optional_members_keep_the_default),
        cmocka_unit_test(errors_name_the_place),
        cmocka_unit_test(walks_in_document_order),
        cmocka_unit_test(unknown_members_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
