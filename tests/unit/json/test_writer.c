// SPDX-License-Identifier: Apache-2.0
// json: the streaming writer's text, its round trip through the reader, and its checks.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cg/json.h"

static void assert_text(const cg_buf *buf, const char *expected)
{
    assert_int_equal(buf->error, CG_OK);
    assert_int_equal(buf->len, strlen(expected));
    assert_memory_equal(buf->ptr, expected, buf->len);
}

static void writes_nested_values(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) buf = {0};
    cg_json_writer w;
    cg_json_writer_init(&w, &buf);
    assert_false(cg_json_writer_done(&w));
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "s\"", CG_STR("a\n\xff"));
    cg_json_put_array(&w, "list");
    cg_json_write_u64(&w, UINT64_MAX);
    cg_json_write_i64(&w, INT64_MIN);
    cg_json_write_i64(&w, 0);
    cg_json_begin_object(&w);
    cg_json_end_object(&w);
    cg_json_begin_array(&w);
    cg_json_end_array(&w);
    cg_json_write_raw(&w, CG_STR("{\"raw\":1}"));
    cg_json_end_array(&w);
    cg_json_put_object(&w, "o");
    cg_json_put_bool(&w, "t", true);
    cg_json_put_null(&w, "n");
    cg_json_end_object(&w);
    cg_json_put_u64(&w, "u", 12);
    cg_json_put_i64(&w, "i", -12);
    cg_json_put_f64(&w, "f", 0.1);
    cg_json_put_raw(&w, "r", CG_STR("[]"));
    assert_false(cg_json_writer_done(&w));
    cg_json_end_object(&w);
    assert_true(cg_json_writer_done(&w));
    assert_text(&buf, "{\"s\\\"\":\"a\\n\xef\xbf\xbd\",\"list\":[18446744073709551615,"
                      "-9223372036854775808,0,{},[],{\"raw\":1}],\"o\":{\"t\":true,\"n\":null},"
                      "\"u\":12,\"i\":-12,\"f\":0.1,\"r\":[]}");
}

static void writes_lines(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) buf = {0};
    cg_json_writer w;
    cg_json_writer_init(&w, &buf);
    for (uint64_t i = 0; i < 3; i++) {
        cg_json_write_u64(&w, i);
        cg_json_write_newline(&w);
    }
    assert_text(&buf, "0\n1\n2\n");
}

static void reals_read_back(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0.1, "0.1"},       {1.0 / 3, "0.3333333333333333"},
        {1e300, "1e+300"},  {5e-324, "4.94065645841247e-324"},
        {-2.5, "-2.5"},     {-0.0, "-0.0"},
        {100, "100.0"},     {NAN, "null"},
        {INFINITY, "null"}, {0.1 + 0.2, "0.30000000000000004"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        CG_AUTO_VALUE(cg_buf) buf = {0};
        cg_json_writer w;
        cg_json_writer_init(&w, &buf);
        cg_json_write_f64(&w, cases[i].value);
        assert_text(&buf, cases[i].text);
    }
}

static void copies_what_it_read(void **state)
{
    (void)state;
    static const char text[] =
        "{\"z\":[1,-2,2.5,\"x\\\"\\u0000y\",true,false,null,{}],\"a\":{\"b\":[]}}";
    CG_AUTO(cg_json)
    doc = NULL;
    CG_AUTO_VALUE(cg_buf) buf = {0};
    cg_json_writer w;
    assert_int_equal(cg_json_parse(cg_str_from(text), NULL, &doc, NULL), CG_OK);
    cg_json_writer_init(&w, &buf);
    cg_json_write_value(&w, cg_json_root(doc));
    assert_text(&buf, text);
}

static void deep_nesting_keeps_kinds(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) buf = {0};
    cg_json_writer w;
    cg_json_writer_init(&w, &buf);
    for (int i = 0; i < CG_JSON_WRITE_DEPTH_MAX; i++) {
        if (i % 3 == 0) {
            cg_json_begin_array(&w);
        } else {
            cg_json_begin_object(&w);
        }
        if (i % 3 != 0 && i + 1 < CG_JSON_WRITE_DEPTH_MAX)
            cg_json_write_key(&w, CG_STR("k"));
    }
    for (int i = CG_JSON_WRITE_DEPTH_MAX; i-- > 0;) {
        if (i % 3 == 0) {
            cg_json_end_array(&w);
        } else {
            cg_json_end_object(&w);
        }
    }
    assert_true(cg_json_writer_done(&w));
    assert_int_equal(buf.error, CG_OK);
}

static void a_full_buffer_keeps_its_error(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) buf;
    cg_json_writer w;
    cg_buf_init(&buf, 10);
    cg_json_writer_init(&w, &buf);
    cg_json_begin_array(&w);
    for (uint64_t i = 0; i < 100; i++)
        cg_json_write_u64(&w, i);
    cg_json_end_array(&w);
    assert_int_equal(buf.error, CG_E_LIMIT);
    assert_true(buf.len <= 10);
}

static void value_without_key(cg_json_writer *w)
{
    cg_json_begin_object(w);
    cg_json_write_u64(w, 1);
}

static void key_in_array(cg_json_writer *w)
{
    cg_json_begin_array(w);
    cg_json_write_key(w, CG_STR("k"));
}

static void wrong_end(cg_json_writer *w)
{
    cg_json_begin_array(w);
    cg_json_end_object(w);
}

static void end_after_key(cg_json_writer *w)
{
    cg_json_begin_object(w);
    cg_json_write_key(w, CG_STR("k"));
    cg_json_end_object(w);
}

static void two_documents(cg_json_writer *w)
{
    cg_json_write_null(w);
    cg_json_write_null(w);
}

static void misuse_aborts(void **state)
{
    (void)state;
    static void (*const acts[])(cg_json_writer *) = {value_without_key, key_in_array, wrong_end,
                                                     end_after_key, two_documents};
    for (size_t i = 0; i < CG_ARRAY_LEN(acts); i++) {
        pid_t child = fork();
        if (child == 0) {
            cg_buf buf = {0};
            cg_json_writer w;
            (void)dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
            (void)signal(SIGABRT, SIG_DFL);
            cg_json_writer_init(&w, &buf);
            acts[i](&w);
            _exit(0);
        }
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) != 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_nested_values),
        cmocka_unit_test(writes_lines),
        cmocka_unit_test(reals_read_back),
        cmocka_unit_test(copies_what_it_read),
        cmocka_unit_test(deep_nesting_keeps_kinds),
        cmocka_unit_test(a_full_buffer_keeps_its_error),
        cmocka_unit_test(misuse_aborts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
