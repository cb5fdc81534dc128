// SPDX-License-Identifier: Apache-2.0
// json: text to tree. Limits are checked on the text, before anything is allocated for it.
#include "json_int.h"

#define DEFAULT_BYTES_MAX (64u * 1024u * 1024u)
#define DEFAULT_VALUES_MAX 1000000u
#define DEFAULT_DEPTH_MAX 64u

static pthread_once_t library_once = PTHREAD_ONCE_INIT;

/* The library reports some failed allocations as errors of the text; this tells them apart. */
static _Thread_local bool allocation_failed;

static void *allocate(size_t size)
{
    void *ptr = cg_try_alloc(size);
    if (ptr == NULL)
        allocation_failed = true;
    return ptr;
}

static void set_up_library(void)
{
    json_set_alloc_funcs(allocate, cg_free);
    json_object_seed(0); /* random: member names come from outside */
}

static cg_json_limits effective(const cg_json_limits *given)
{
    cg_json_limits limits = given ? *given : (cg_json_limits){0};
    if (limits.bytes_max == 0)
        limits.bytes_max = DEFAULT_BYTES_MAX;
    if (limits.values_max == 0)
        limits.values_max = DEFAULT_VALUES_MAX;
    if (limits.depth_max == 0)
        limits.depth_max = DEFAULT_DEPTH_MAX;
    limits.first_line = CG_MAX(limits.first_line, (size_t)1);
    limits.depth_max = CG_MIN(limits.depth_max, (unsigned)CG_JSON_DEPTH_CAP);
    return limits;
}

/* Fails at byte `offset`, in lines and columns as an editor counts them: from 1, characters. */
static cg_code fail_at(cg_err *err, cg_code code, cg_str text, size_t offset, size_t first_line,
                       const char *what)
{
    size_t line = first_line;
    size_t column = 1;
    for (size_t i = 0; i < offset && i < text.len; i++) {
        if (text.ptr[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)text.ptr[i] & 0xc0) != 0x80) {
            column++;
        }
    }
    return CG_FAIL(err, code, "line %zu, column %zu: %s", line, column, what);
}

/* Position after the string that starts behind the quote before `i`. */
static size_t skip_string(cg_str text, size_t i)
{
    while (i < text.len && text.ptr[i] != '"')
        i += text.ptr[i] == '\\' ? 2 : 1;
    return i + 1;
}

/* Counts depth and values without judging the syntax, which the parser does next. */
static cg_code check_shape(cg_str text, const cg_json_limits *limits, cg_err *err)
{
    size_t values = 1;
    unsigned depth = 0;
    size_t i = 0;
    while (i < text.len) {
        char c = text.ptr[i++];
        if (c == '"') {
            i = skip_string(text, i);
        } else if (c == '[' || c == '{') {
            values++;
            if (++depth > limits->depth_max)
                return fail_at(err, CG_E_LIMIT, text, i - 1, limits->first_line,
                               "nested too deeply");
        } else if (c == ']' || c == '}') {
            depth -= depth > 0;
        } else if (c == ',' && ++values > limits->values_max) {
            return fail_at(err, CG_E_LIMIT, text, i - 1, limits->first_line, "too many values");
        }
    }
    return CG_OK;
}

static cg_code check_text(cg_str text, const cg_json_limits *limits, cg_err *err)
{
    if (text.len > limits->bytes_max)
        return CG_FAIL(err, CG_E_LIMIT, "JSON text exceeds %zu bytes", limits->bytes_max);
    size_t valid = cg_utf8_valid_len(text);
    if (valid < text.len)
        return fail_at(err, CG_E_ENCODING, text, valid, limits->first_line, "not UTF-8");
    return check_shape(text, limits, err);
}

/* The library's own words quote the text and may cut it within a character. */
static cg_code translate(const json_error_t *error, size_t first_line, cg_err *err)
{
    cg_code code = CG_E_MALFORMED;
    const char *what = "syntax error";
    if (allocation_failed)
        return CG_FAIL(err, CG_E_NOMEM, "not enough memory for the JSON text");
    switch (json_error_code(error)) {
    case json_error_stack_overflow: code = CG_E_LIMIT, what = "nested too deeply"; break;
    case json_error_numeric_overflow: code = CG_E_INVALID, what = "number out of range"; break;
    case json_error_duplicate_key: what = "member appears twice"; break;
    case json_error_premature_end_of_input: what = "the text ends too early"; break;
    case json_error_end_of_input_expected: what = "something follows the value"; break;
    case json_error_null_byte_in_key: what = "NUL in a member's name"; break;
    default: break;
    }
    return CG_FAIL(err, code, "line %zu, column %d: %s", first_line + (size_t)error->line - 1,
                   CG_MAX(error->column, 1), what);
}

cg_code cg_json_parse(cg_str text, const cg_json_limits *limits, cg_json **out_doc, cg_err *err)
{
    cg_json_limits bounds = effective(limits);
    json_error_t error;
    (void)pthread_once(&library_once, set_up_library);
    cg_code rc = check_text(text, &bounds, err);
    if (rc != CG_OK)
        return rc;
    allocation_failed = false;
    json_t *root = json_loadb(text.ptr ? text.ptr : "", text.len,
                              JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (root == NULL)
        return translate(&error, bounds.first_line, err);
    cg_json *doc = cg_alloc(sizeof *doc);
    doc->root = root;
    *out_doc = doc;
    return CG_OK;
}

void cg_json_destroy(cg_json *doc)
{
    if (doc == NULL)
        return;
    json_decref(doc->root);
    cg_free(doc);
}
