// SPDX-License-Identifier: Apache-2.0
// embed: a model behind a service, that answers well, late, wrongly, or not at all.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "cg/embed.h"
#include "server.h"

#define SECOND_NS 1000000000u

static const cg_embed_until forever;

static cg_embedder_options options_for(cg_str url)
{
    return (cg_embedder_options){.engine = CG_STR("http"),
                                 .url = url,
                                 .model = CG_STR("m"),
                                 .batch = 3,
                                 .attempts = 3,
                                 .timeout_ns = 10ull * SECOND_NS,
                                 .text_bytes_max = 4096,
                                 .cache_bytes = 1u << 20};
}

static cg_embedder *open_embedder(const cg_embedder_options *opts)
{
    cg_embedder *embedder = NULL;
    cg_err err = {0};
    if (cg_embedder_open(opts, &embedder, &err) != CG_OK)
        fail_msg("cannot open: %s", err.text);
    return embedder;
}

static cg_embedder *open_at(const server *s)
{
    cg_embedder_options opts = options_for(server_url(s));
    return open_embedder(&opts);
}

/* Asks for one text; the error goes to `err`. */
static cg_code ask(cg_embedder *embedder, const char *text, cg_embed_until until, cg_err *err)
{
    float vector[CG_EMBED_DIMENSION_MAX];
    cg_str texts[] = {cg_str_from(text)};
    cg_code rc = cg_embedder_prepare(embedder, until, err);
    return rc == CG_OK ? cg_embed_texts(embedder, CG_EMBED_QUERY, texts, 1, until, vector, err)
                       : rc;
}

/* ---- answers that are right ---- */

static void answer_well(void *ctx, const server_request *request, cg_buf *out)
{
    const unsigned *dimension = ctx;
    CG_ASSERT(server_texts(request) <= 3);
    server_add_vectors(out, request, *dimension);
}

static void texts_go_in_batches(void **state)
{
    (void)state;
    unsigned dimension = 4;
    server *s = server_start(answer_well, &dimension);
    cg_embedder *embedder = open_at(s);
    cg_err err = {0};
    assert_int_equal(cg_embedder_describe(embedder).dimension, 0);
    assert_true(cg_embedder_describe(embedder).remote);
    assert_int_equal(server_requests(s), 0); /* opening connects to nothing */
    assert_int_equal(cg_embedder_prepare(embedder, forever, &err), CG_OK);
    assert_int_equal(cg_embedder_describe(embedder).dimension, 4);
    const cg_str texts[] = {CG_STR("a"), CG_STR("bb"),    CG_STR("ccc"), CG_STR("dddd"),
                            CG_STR(""),  CG_STR("eeeee"), CG_STR("f")};
    float vectors[7 * 4];
    for (unsigned round = 0; round < 2; round++) {
        memset(vectors, 0x55, sizeof vectors);
        assert_int_equal(
            cg_embed_texts(embedder, CG_EMBED_DOCUMENT, texts, 7, forever, vectors, &err), CG_OK);
        for (unsigned i = 0; i < 7; i++) {
            double x = (double)texts[i].len, y = texts[i].len ? texts[i].ptr[0] : 0,
                   length = hypot(x, y);
            assert_true(fabs(vectors[i * 4] - (length > 0 ? x / length : 0)) < 1e-6);
            assert_true(fabs(vectors[i * 4 + 1] - (length > 0 ? y / length : 0)) < 1e-6);
        }
        /* One to learn the dimension, two for six texts, none for texts that were asked for before. */
        assert_int_equal(server_requests(s), 3);
    }
    assert_int_equal(cg_embed_texts(embedder, CG_EMBED_QUERY, texts, 1, forever, vectors, &err),
                     CG_OK);
    assert_int_equal(server_requests(s), 4); /* a question is another text */
    cg_embedder_close(embedder);
    server_stop(s);
}

static void answer_and_check(void *ctx, const server_request *request, cg_buf *out)
{
    (void)ctx;
    CG_ASSERT(memmem(request->head.ptr, request->head.len, "POST /v1/embeddings HTTP/1.1\r\n",
                     30) != NULL);
    CG_ASSERT(memmem(request->head.ptr, request->head.len, "Authorization: Bearer s3cret\r\n",
                     30) != NULL);
    CG_ASSERT(memmem(request->body.ptr, request->body.len, "\"dimensions\":2", 14) != NULL);
    CG_ASSERT(memmem(request->body.ptr, request->body.len, "\"model\":\"m\"", 11) != NULL);
    CG_ASSERT(memmem(request->body.ptr, request->body.len, "[\"query: what\"]", 15) != NULL);
    server_add_vectors(out, request, 2);
}

static void requests_say_what_is_configured(void **state)
{
    (void)state;
    server *s = server_start(answer_and_check, NULL);
    cg_embedder_options opts = options_for(server_url(s));
    cg_err err = {0};
    opts.dimension = 2;
    opts.query_prefix = CG_STR("query: ");
    opts.key_variable = CG_STR("TEST_EMBEDDING_KEY");
    setenv("TEST_EMBEDDING_KEY", "s3cret\n", 1);
    cg_embedder *embedder = open_embedder(&opts);
    assert_int_equal(cg_embedder_describe(embedder).dimension, 2);
    assert_int_equal(ask(embedder, "what", forever, &err), CG_OK);
    assert_int_equal(server_requests(s), 1);
    cg_embedder_close(embedder);
    server_stop(s);
}

static cg_text add_text(cg_unit *unit, const char *s)
{
    cg_text t = {(uint32_t)unit->strings.len, (uint32_t)strlen(s)};
    cg_buf_add(&unit->strings, s, t.len);
    return t;
}

static void answer_texts(void *ctx, const server_request *request, cg_buf *out)
{
    cg_buf_add_str(ctx, request->body);
    server_add_vectors(out, request, 2);
}

static void definitions_are_put_as_texts(void **state)
{
    (void)state;
    static const char source[] = "# Of all.\nint f(int x) { return x; }\n/* Adds. */ int g;\n";
    CG_AUTO_VALUE(cg_buf) seen = {0};
    CG_AUTO_VALUE(cg_unit) unit;
    server *s = server_start(answer_texts, &seen);
    cg_embedder *embedder = open_at(s);
    cg_unit_embedder *x = cg_unit_embedder_create(embedder);
    cg_def_vectors got;
    cg_err err = {0};
    cg_unit_init(&unit);
    CG_VEC_PUSH(&unit.defs, (cg_def){.kind = CG_NODE_FILE,
                                     .doc = add_text(&unit, "Of all."),
                                     .end_byte = sizeof source - 1});
    CG_VEC_PUSH(&unit.defs, (cg_def){.kind = CG_NODE_FUNCTION,
                                     .name = add_text(&unit, "f"),
                                     .signature = add_text(&unit, "int f(int x)"),
                                     .start_byte = 10,
                                     .end_byte = 36});
    CG_VEC_PUSH(&unit.defs, (cg_def){.kind = CG_NODE_VARIABLE,
                                     .name = add_text(&unit, "g"),
                                     .doc = add_text(&unit, "Adds."),
                                     .signature = add_text(&unit, "int g"),
                                     .start_byte = 49,
                                     .end_byte = 55});
    assert_int_equal(
        cg_embed_unit(x, &unit, cg_str_make(source, sizeof source - 1), forever, &got, &err),
        CG_OK);
    assert_int_equal(got.count, 3);
    assert_int_equal(got.codes[1], 127); /* 'O' is more than the text is long */
    cg_buf_add_char(&seen, '\0');
    assert_non_null(strstr(
        seen.ptr,
        "[\"Of all.\\nint f(int x)\\nint g\\n\",\"function f\\nint f(int x) { return x; }\\n\",\"variable g\\nAdds.\\nint g;\\n\"]"));
    cg_unit_embedder_destroy(x);
    cg_embedder_close(embedder);
    server_stop(s);
}

/* ---- answers that are none ---- */

typedef struct wrong_answer {
    unsigned status;
    const char *headers, *body, *says;
} wrong_answer;

static void answer_wrongly(void *ctx, const server_request *request, cg_buf *out)
{
    const wrong_answer *a = ctx;
    (void)request;
    server_add_answer(out, a->status, a->headers, cg_str_from(a->body));
}

#define DATA(vector) "{\"data\":[{\"index\":0,\"embedding\":" vector "}]}"

static void wrong_answers_are_told(void **state)
{
    (void)state;
    static const wrong_answer cases[] = {
        {200, "", "", "something else than vectors"},
        {200, "", "<html>", "something else than vectors"},
        {200, "", "[1]", "something else than vectors"},
        {200, "", "{\"data\":{}}", "something else than vectors"},
        {200, "", "{\"data\":[]}", "0 vectors for 1 texts"},
        {200, "", "{\"data\":[{\"embedding\":[1]},{\"embedding\":[1]}]}", "2 vectors for 1 texts"},
        {200, "", "{\"data\":[{\"index\":1,\"embedding\":[1]}]}", "unknown texts"},
        {200, "", "{\"data\":[{\"index\":-1,\"embedding\":[1]}]}", "unknown texts"},
        {200, "", "{\"data\":[{\"index\":0}]}", "0 numbers"},
        {200, "", DATA("[]"), "0 numbers"},
        {200, "", DATA("\"AAAA\""), "0 numbers"},
        {200, "", DATA("[1,null]"), "something else than numbers"},
        {200, "", DATA("[1,\"2\"]"), "something else than numbers"},
        {200, "", DATA("[1,1e39]"), "something else than numbers"},
        {200, "", DATA("[1,NaN]"), "something else than vectors"},
        {301, "Location: http://127.0.0.1:1/\r\n", "", "redirect"},
        {307, "Location: http://169.254.169.254/latest\r\n", "", "redirect"},
        {401, "", "{\"error\":\"no\"}", "status 401"},
        {404, "", "", "status 404"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        wrong_answer a = cases[i];
        server *s = server_start(answer_wrongly, &a);
        cg_embedder *embedder = open_at(s);
        cg_err err = {0};
        assert_int_equal(ask(embedder, "x", forever, &err), CG_E_UNAVAILABLE);
        if (strstr(err.text, a.says) == NULL)
            fail_msg("case %zu says: %s", i, err.text);
        assert_int_equal(server_requests(s), 1); /* it is not asked again */
        assert_int_equal(cg_embedder_describe(embedder).dimension, 0);
        cg_embedder_close(embedder);
        server_stop(s);
    }
}

static void answer_too_long(void *ctx, const server_request *request, cg_buf *out)
{
    (void)ctx;
    (void)request;
    CG_AUTO_VALUE(cg_buf) body = {0};
    cg_buf_printf(&body, "{\"data\":[");
    memset(cg_buf_reserve(&body, 4u << 20), ' ', 4u << 20);
    body.len += 4u << 20;
    server_add_answer(out, 200, "", cg_buf_str(&body));
}

static void long_answers_are_cut_off(void **state)
{
    (void)state;
    server *s = server_start(answer_too_long, NULL);
    cg_embedder *embedder = open_at(s);
    cg_err err = {0};
    assert_int_equal(ask(embedder, "x", forever, &err), CG_E_UNAVAILABLE);
    assert_string_equal(err.text, "the embedding service's answer is too long");
    assert_int_equal(server_requests(s), 1);
    cg_embedder_close(embedder);
    server_stop(s);
}

static void answer_with_other_dimensions(void *ctx, const server_request *request, cg_buf *out)
{
    (void)ctx;
    server_add_vectors(out, request, request->number == 0 ? 4 : 5);
}

static void dimensions_do_not_change(void **state)
{
    (void)state;
    server *s = server_start(answer_with_other_dimensions, NULL);
    cg_embedder *embedder = open_at(s);
    cg_err err = {0};
    assert_int_equal(ask(embedder, "x", forever, &err), CG_E_UNAVAILABLE);
    assert_non_null(strstr(err.text, "a vector of 5 numbers, not 4"));
    cg_embedder_close(embedder);
    cg_embedder_options opts = options_for(server_url(s));
    opts.dimension = 3; /* and are those that were asked for */
    embedder = open_embedder(&opts);
    assert_int_equal(ask(embedder, "x", forever, &err), CG_E_UNAVAILABLE);
    assert_non_null(strstr(err.text, "a vector of 5 numbers, not 3"));
    cg_embedder_close(embedder);
    server_stop(s);
}

/* ---- failures that pass, and those that do not ---- */

static void answer_after_a_while(void *ctx, const server_request *request, cg_buf *out)
{
    const wrong_answer *a = ctx;
    if (request->number < 2)
        server_add_answer(out, a->status, a->headers, CG_STR(""));
    else
        server_add_vectors(out, request, 2);
}

static void passing_failures_are_waited_for(void **state)
{
    (void)state;
    static const wrong_answer cases[] = {{503, "", NULL, NULL},
                                         {429, "Retry-After: 1\r\n", NULL, NULL}};
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        wrong_answer a = cases[i];
        server *s = server_start(answer_after_a_while, &a);
        cg_embedder *embedder = open_at(s);
        cg_err err = {0};
        uint64_t begin = cg_now_ns();
        assert_int_equal(ask(embedder, "x", forever, &err), CG_OK);
        assert_true(cg_now_ns() - begin >= (i == 0 ? 750000000u : 2u * SECOND_NS));
        assert_int_equal(server_requests(s), 4); /* the third answers; then the text itself */
        cg_embedder_close(embedder);
        server_stop(s);
    }
}

static void attempts_end(void **state)
{
    (void)state;
    wrong_answer a = {500, "", "", NULL};
    server *s = server_start(answer_wrongly, &a);
    cg_embedder *embedder = open_at(s);
    cg_err err = {0};
    assert_int_equal(ask(embedder, "x", forever, &err), CG_E_UNAVAILABLE);
    assert_non_null(strstr(err.text, "status 500"));
    assert_int_equal(server_requests(s), 3);
    cg_embedder_close(embedder);
    server_stop(s);
}

/* A service that wants to be asked in an hour costs the callers after it no request and no time. */
static void nobody_waits_in_vain(void **state)
{
    (void)state;
    wrong_answer a = {429, "Retry-After: 3600\r\n", "", NULL};
    server *s = server_start(answer_wrongly, &a);
    cg_embedder *embedder = open_at(s);
    cg_embed_until soon = {.deadline_ns = cg_now_ns() + 60ull * SECOND_NS};
    cg_err err = {0};
    uint64_t begin = cg_now_ns();
    assert_int_equal(ask(embedder, "x", soon, &err), CG_E_UNAVAILABLE);
    assert_non_null(strstr(err.text, "status 429"));
    assert_int_equal(ask(embedder, "x", soon, &err), CG_E_BUSY);
    assert_true(cg_now_ns() - begin < 30ull * SECOND_NS);
    assert_int_equal(server_requests(s), 1);
    cg_embedder_close(embedder);
    server_stop(s);
}

static void answer_never(void *ctx, const server_request *request, cg_buf *out)
{
    (void)ctx, (void)request, (void)out;
}

static void cancel_soon(void *arg)
{
    atomic_store(&((atomic_bool *)arg)[0], true);
}

static void a_silent_service_is_given_up(void **state)
{
    (void)state;
    server *s = server_start(answer_never, NULL);
    cg_embedder_options opts = options_for(server_url(s));
    opts.timeout_ns = SECOND_NS;
    opts.attempts = 2;
    cg_embedder *embedder = open_embedder(&opts);
    cg_err err = {0};
    assert_int_equal(ask(embedder, "x", forever, &err), CG_E_UNAVAILABLE);
    assert_true(server_requests(s) <= 2); /* a machine under load may be too late to be counted */
    cg_embedder_close(embedder);
    embedder = open_at(s);
    cg_embed_until soon = {.deadline_ns = cg_now_ns() + SECOND_NS};
    assert_int_equal(ask(embedder, "x", soon, &err), CG_E_DEADLINE);
    atomic_bool cancel = false;
    cg_thread *other = cg_thread_start("cancel", cancel_soon, &cancel);
    assert_int_equal(ask(embedder, "x", (cg_embed_until){.cancel = &cancel}, &err), CG_E_CANCELED);
    cg_thread_join(other);
    cg_embedder_close(embedder);
    server_stop(s);
}

static void nobody_is_there(void **state)
{
    (void)state;
    server *s = server_start(answer_never, NULL);
    cg_embedder *embedder = open_at(s);
    cg_err err = {0};
    server_stop(s);
    assert_int_equal(ask(embedder, "x", forever, &err), CG_E_UNAVAILABLE);
    assert_non_null(strstr(err.text, "cannot be asked"));
    assert_null(strstr(err.text, "127.0.0.1"));
    cg_embedder_close(embedder);
}

static void answer_few(void *ctx, const server_request *request, cg_buf *out)
{
    (void)ctx;
    if (server_texts(request) > 1 || request->body.len > 1200)
        server_add_answer(out, 413, "", CG_STR(""));
    else
        server_add_vectors(out, request, 2);
}

/* A text that is too long for the model is cut, and those beside it have their vectors. */
static void refused_texts_are_taken_apart(void **state)
{
    (void)state;
    server *s = server_start(answer_few, NULL);
    cg_embedder *embedder = open_at(s);
    char text[4000];
    memset(text, 'x', sizeof text);
    const cg_str texts[] = {CG_STR("a"), cg_str_make(text, sizeof text), CG_STR("b")};
    float vectors[3 * 2];
    cg_err err = {0};
    assert_int_equal(cg_embedder_prepare(embedder, forever, &err), CG_OK);
    assert_int_equal(cg_embed_texts(embedder, CG_EMBED_DOCUMENT, texts, 3, forever, vectors, &err),
                     CG_OK);
    assert_true(fabs(vectors[2] - 1000 / hypot(1000, 'x')) < 1e-6); /* a quarter of it */
    assert_true(fabs(vectors[4] - 1 / hypot(1, 'b')) < 1e-6);
    assert_int_equal(server_requests(s), 1 + 7);
    cg_embedder_close(embedder);
    server_stop(s);
}

static void answer_no(void *ctx, const server_request *request, cg_buf *out)
{
    (void)ctx;
    if (request->number == 0)
        server_add_vectors(out, request, 2);
    else
        server_add_answer(out, 400, "", CG_STR(""));
}

static void refusals_end(void **state)
{
    (void)state;
    server *s = server_start(answer_no, NULL);
    cg_embedder_options opts = options_for(server_url(s));
    opts.batch = 1000;
    cg_embedder *embedder = open_embedder(&opts);
    cg_str texts[1000];
    float vectors[1000 * 2];
    cg_err err = {0};
    for (size_t i = 0; i < 1000; i++)
        texts[i] = CG_STR("text");
    assert_int_equal(cg_embedder_prepare(embedder, forever, &err), CG_OK);
    assert_int_equal(
        cg_embed_texts(embedder, CG_EMBED_DOCUMENT, texts, 1000, forever, vectors, &err),
        CG_E_UNAVAILABLE);
    assert_true(server_requests(s) < 30);
    cg_embedder_close(embedder);
    server_stop(s);
}

static void requests_keep_their_pace(void **state)
{
    (void)state;
    unsigned dimension = 2;
    server *s = server_start(answer_well, &dimension);
    cg_embedder_options opts = options_for(server_url(s));
    opts.requests_per_minute = 600;
    opts.batch = 1;
    cg_embedder *embedder = open_embedder(&opts);
    const cg_str texts[] = {CG_STR("a"), CG_STR("b"), CG_STR("c")};
    float vectors[6];
    cg_err err = {0};
    uint64_t begin = cg_now_ns();
    assert_int_equal(cg_embedder_prepare(embedder, forever, &err), CG_OK);
    assert_int_equal(cg_embed_texts(embedder, CG_EMBED_QUERY, texts, 3, forever, vectors, &err),
                     CG_OK);
    assert_true(cg_now_ns() - begin >= 300000000);
    cg_embedder_close(embedder);
    server_stop(s);
}

/* ---- where it may be ---- */

static void inward_addresses_are_refused(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "http://10.0.0.1/v1/embeddings",
        "http://169.254.169.254/latest",
        "http://[fe80::1]/x",
        "http://0.0.0.0:1/x",
        "http://192.168.0.1/x",
        "http://[::ffff:10.0.0.1]/x",
        "http://0xa9fea9fe/x",
        "http://[64:ff9b::a00:1]/x",
        "http://[fd00::1]/x",
        "https://172.16.0.1/x",
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(urls); i++) {
        cg_embedder_options opts = options_for(cg_str_from(urls[i]));
        cg_embedder *embedder = open_embedder(&opts);
        cg_err err = {0};
        assert_int_equal(ask(embedder, "x", forever, &err), CG_E_UNAVAILABLE);
        if (strstr(err.text, "not allowed") == NULL)
            fail_msg("%s says: %s", urls[i], err.text);
        cg_embedder_close(embedder);
    }
}

static void bad_options_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *url, *key, *model, *says;
    } cases[] = {
        {"", "", "m", "no address"},
        {"not a url", "", "m", "must be a URL"},
        {"ftp://example.com/x", "", "m", "http or https"},
        {"file:///etc/passwd", "", "m", "http or https"},
        {"http://user:pass@example.com/x", "", "m", "no user"},
        {"http://example.com/x#y", "", "m", "fragment"},
        {"http://example.com/x", "key", "m", "https only"},
        {"http://10.0.0.1/x", "key", "m", "https only"},
        {"https://example.com/x", "two words", "m", "visible characters"},
        {"https://example.com/x", "a\r\nb: c", "m", "visible characters"},
        {"https://example.com/x", "", "", "name of a model"},
        {"https://example.com/x", NULL, "m", "is not set"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        cg_embedder_options opts = options_for(cg_str_from(cases[i].url));
        cg_embedder *embedder = NULL;
        cg_err err = {0};
        unsetenv("TEST_EMBEDDING_KEY");
        if (cases[i].key != NULL)
            setenv("TEST_EMBEDDING_KEY", cases[i].key, 1);
        opts.key_variable = CG_STR("TEST_EMBEDDING_KEY");
        opts.model = cg_str_from(cases[i].model);
        assert_int_equal(cg_embedder_open(&opts, &embedder, &err), CG_E_INVALID);
        if (strstr(err.text, cases[i].says) == NULL || strstr(err.text, "two words") != NULL)
            fail_msg("case %zu says: %s", i, err.text);
    }
    cg_embedder_options opts = options_for(CG_STR("https://example.com/x"));
    cg_embedder *embedder = NULL;
    opts.key_file = CG_STR("no-such-file");
    assert_int_equal(cg_embedder_open(&opts, &embedder, NULL), CG_E_NOT_FOUND);
    opts.key_file = CG_STR_NULL;
    opts.dimension = CG_EMBED_DIMENSION_MAX + 1;
    assert_int_equal(cg_embedder_open(&opts, &embedder, NULL), CG_E_INVALID);
}

/* ---- several at a time ---- */

static void ask_often(void *arg)
{
    for (unsigned i = 0; i < 8; i++) {
        char text[2] = {(char)('a' + i), '\0'};
        CG_ASSERT(ask(arg, text, forever, NULL) == CG_OK);
    }
}

static void threads_share_an_embedder(void **state)
{
    (void)state;
    unsigned dimension = 16;
    server *s = server_start(answer_well, &dimension);
    cg_embedder *embedder = open_at(s);
    cg_thread *threads[4];
    for (unsigned i = 0; i < 4; i++)
        threads[i] = cg_thread_start("ask", ask_often, embedder);
    for (unsigned i = 0; i < 4; i++)
        cg_thread_join(threads[i]);
    assert_int_equal(cg_embedder_describe(embedder).dimension, 16);
    assert_true(server_requests(s) >= 9 && server_requests(s) <= 36);
    cg_embedder_close(embedder);
    server_stop(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_go_in_batches),
        cmocka_unit_test(requests_say_what_is_configured),
        cmocka_unit_test(definitions_are_put_as_texts),
        cmocka_unit_test(wrong_answers_are_told),
        cmocka_unit_test(long_answers_are_cut_off),
        cmocka_unit_test(dimensions_do_not_change),
        cmocka_unit_test(passing_failures_are_waited_for),
        cmocka_unit_test(attempts_end),
        cmocka_unit_test(nobody_waits_in_vain),
        cmocka_unit_test(a_silent_service_is_given_up),
        cmocka_unit_test(nobody_is_there),
        cmocka_unit_test(refused_texts_are_taken_apart),
        cmocka_unit_test(refusals_end),
        cmocka_unit_test(requests_keep_their_pace),
        cmocka_unit_test(inward_addresses_are_refused),
        cmocka_unit_test(bad_options_are_refused),
        cmocka_unit_test(threads_share_an_embedder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
