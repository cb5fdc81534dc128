// SPDX-License-Identifier: Apache-2.0
// base: error values, their table, and the report of a broken invariant.
#include "base_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct {
    const char *text;
    int status;
    const char *title;
} code_table[CG_CODE_COUNT] = {
    [CG_OK] = {"ok", 200, "OK"},
#define CG_ERROR(name, text, status, title) [CG_E_##name] = {text, status, title},
#include "cg/tbl/errors.h"
#undef CG_ERROR
};

/* Formats into a fixed field; a cut never splits a UTF-8 sequence, because the text is sent. */
static void format_field(char *out, size_t size, const char *fmt, va_list args)
{
    int n = vsnprintf(out, size, fmt, args);
    if (n < 0)
        n = 0;
    if ((size_t)n >= size)
        n = (int)cg_utf8_truncate(cg_str_make(out, size - 1), size - 2).len;
    out[n] = '\0';
}

cg_code cg_err_set(cg_err *err, cg_code code, const char *file, int line, const char *fmt, ...)
{
    if (err == NULL)
        return code;
    err->code = code;
    err->file = file;
    err->line = line;
    err->pointer[0] = '\0';
    va_list args;
    va_start(args, fmt);
    format_field(err->text, sizeof err->text, fmt, args);
    va_end(args);
    return code;
}

cg_code cg_err_at(cg_err *err, const char *pointer_fmt, ...)
{
    if (err == NULL)
        return CG_E_INTERNAL;
    va_list args;
    va_start(args, pointer_fmt);
    format_field(err->pointer, sizeof err->pointer, pointer_fmt, args);
    va_end(args);
    return err->code;
}

static cg_code known(cg_code code)
{
    return (unsigned)code < CG_CODE_COUNT ? code : CG_E_INTERNAL;
}

const char *cg_code_text(cg_code code)
{
    return code_table[known(code)].text;
}

cg_code cg_code_parse(cg_str word)
{
    for (unsigned code = CG_OK + 1; code < CG_CODE_COUNT; code++)
        if (cg_str_eq(word, cg_str_from(code_table[code].text)))
            return (cg_code)code;
    return CG_OK;
}

const char *cg_code_title(cg_code code)
{
    return code_table[known(code)].title;
}

int cg_code_status(cg_code code)
{
    return code_table[known(code)].status;
}

CG_NORETURN void cg_assert_fail(const char *cond, const char *file, int line)
{
    /* Plain text from the stack: the heap or the log's lock may be what is broken. */
    char thread[16] = "";
    char text[512];
    (void)pthread_getname_np(pthread_self(), thread, sizeof thread);
    int n =
        snprintf(text, sizeof text,
                 "codegraph " CG_VERSION ": invariant broken: %s at %s:%d, thread %s%s%s\n", cond,
                 file, line, thread, *cg_log_request() ? ", request " : "", cg_log_request());
    if (n > 0 && write(STDERR_FILENO, text, CG_MIN((size_t)n, sizeof text - 1)) < 0)
        abort();
    abort();
}
