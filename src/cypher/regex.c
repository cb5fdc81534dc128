// SPDX-License-Identifier: Apache-2.0
// `=~`: whether a whole text matches a pattern of PCRE2, within bounds. The only file that sees PCRE2.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "cypher_int.h"

#define PATTERN_MAX 4096u
#define NESTING_PATTERN_MAX 100u

/* The pattern that an expression compiled last. */
struct regex {
    cg_buf pattern;
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
};

void regex_free(struct regex *r)
{
    if (r == NULL)
        return;
    pcre2_code_free(r->code);
    pcre2_match_data_free(r->data);
    pcre2_match_context_free(r->context);
    cg_buf_fini(&r->pattern);
    cg_free(r);
}

static struct regex *regex_new(query *q)
{
    struct regex *r = cg_alloc(sizeof *r);
    r->data = pcre2_match_data_create(1, NULL);
    r->context = pcre2_match_context_create(NULL);
    CG_ASSERT(r->data != NULL && r->context != NULL);
    (void)pcre2_set_match_limit(r->context,
                                (uint32_t)CG_MIN(q->limits.regex_steps, (uint64_t)UINT32_MAX));
    (void)pcre2_set_heap_limit(r->context,
                               (uint32_t)CG_MIN(q->limits.regex_bytes / 1024, (size_t)UINT32_MAX));
    CG_VEC_PUSH(&q->regexes, r);
    return r;
}

static cg_code compile(query *q, const expr *e, struct regex *r, cg_str wanted)
{
    int code;
    PCRE2_SIZE at;
    char message[128] = "";
    pcre2_code_free(r->code);
    r->code = NULL;
    cg_buf_clear(&r->pattern);
    if (wanted.len > PATTERN_MAX)
        return QUERY_FAIL(q, e->at, "ArgumentError", "InvalidArgumentValue",
                          "a regular expression may have %u bytes", PATTERN_MAX);
    pcre2_compile_context *how = pcre2_compile_context_create(NULL);
    CG_ASSERT(how != NULL);
    (void)pcre2_set_parens_nest_limit(how, NESTING_PATTERN_MAX);
    r->code = pcre2_compile(
        (PCRE2_SPTR)(wanted.len > 0 ? wanted.ptr : ""), wanted.len,
        PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_BACKSLASH_C, &code, &at, how);
    pcre2_compile_context_free(how);
    if (r->code == NULL) {
        (void)pcre2_get_error_message(code, (PCRE2_UCHAR *)message, sizeof message);
        return QUERY_FAIL(q, e->at, "ArgumentError", "InvalidArgumentValue",
                          "the regular expression is wrong at byte %zu: %s", (size_t)at, message);
    }
    (void)pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE); /* where it cannot, it is interpreted */
    cg_buf_add_str(&r->pattern, wanted);
    return CG_OK;
}

cg_code matches_regex(query *q, const expr *e, cg_str text, cg_str wanted, bool *out)
{
    expr *keeper = (expr *)e; /* what was compiled last is no part of what it says */
    if (keeper->regex == NULL)
        keeper->regex = regex_new(q);
    struct regex *r = keeper->regex;
    if (r->code == NULL || !cg_str_eq(cg_buf_str(&r->pattern), wanted)) {
        cg_code rc = compile(q, e, r, wanted);
        if (rc != CG_OK)
            return rc;
    }
    PCRE2_SPTR at = (PCRE2_SPTR)(text.len > 0 ? text.ptr : "");
    int found = pcre2_match(r->code, at, text.len, 0, 0, r->data, r->context);
    if (found == PCRE2_ERROR_JIT_STACKLIMIT) /* the interpreter has the heap */
        found = pcre2_match(r->code, at, text.len, 0, PCRE2_NO_JIT, r->data, r->context);
    *out = found >= 0;
    if (found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_HEAPLIMIT ||
        found == PCRE2_ERROR_DEPTHLIMIT)
        return QUERY_FAIL(
            q, e->at, "ArgumentError", "InvalidArgumentValue",
            "a match of the regular expression takes more steps or memory than one may");
    return query_tick(q);
}
