// SPDX-License-Identifier: Apache-2.0
// PCRE2 counts steps from each place where a match may begin, and not those that scan a text for one
// letter. So its limits alone do not bound the time of a search. Here a pattern is tried at a few places at a time,
// with few steps: whoever needs more is tried again by a second form of the pattern that asks us between
// its items (a callout), where we look at the clock.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "matcher.h"

#include <pcre2.h>

#define PLACES_MIN 16u /* where a match may begin, tried at once */
#define PLACES_MAX 4096u
#define PLACES_NS 200000u      /* what trying them may take before they get fewer */
#define QUICK_WORK (16u << 20) /* steps times bytes of the text */
#define QUICK_STEPS_MIN 16u
#define QUICK_STEPS_MAX 2000u
#define CLOCK_CALLOUTS 64u /* between looks at the clock */
#define NESTING_MAX 200u
#define JIT_STACK_MIN ((size_t)32 << 10)

struct matcher {
    cg_regex_limits limits;
    cg_str pattern; /* in the arena */
    cg_arena *arena;
    pcre2_compile_context *how;
    pcre2_code *quick, *watched; /* watched: made when first needed */
    pcre2_match_data *data;
    pcre2_match_context *quick_context, *watched_context;
    pcre2_jit_stack *stack;
    bool steps_over_lf; /* no match begins between "\r" and "\n", unless it is asked for there */
    cg_str text;
    size_t places;
    uint64_t until_ns; /* of the watched match */
    unsigned callouts;
};

/* ---- compiling ---- */

static cg_code explain(int code, size_t at, cg_str pattern, cg_err *err)
{
    char message[160];
    size_t characters = 1;
    if (pcre2_get_error_message(code, (PCRE2_UCHAR *)message, sizeof message) < 0)
        message[sizeof message - 1] = '\0';
    for (size_t i = 0; i < CG_MIN(at, pattern.len); i++)
        characters += ((uint8_t)pattern.ptr[i] & 0xc0) != 0x80;
    return CG_FAIL(err, CG_E_INVALID, "character %zu of the pattern: %s", characters, message);
}

static cg_code compile(matcher *m, uint32_t more, pcre2_code **out, cg_err *err)
{
    int code;
    size_t at;
    uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_MULTILINE |
                       PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT | more;
    *out = pcre2_compile((PCRE2_SPTR)m->pattern.ptr, m->pattern.len, options, &code, &at, m->how);
    if (*out == NULL)
        return explain(code, at, m->pattern, err);
    /* Where there is no just-in-time compiler, or not for this pattern, PCRE2 interprets. */
    (void)pcre2_jit_compile(*out, PCRE2_JIT_COMPLETE);
    return CG_OK;
}

/* Between two items of a watched pattern. */
static int on_callout(pcre2_callout_block *block, void *arg)
{
    matcher *m = arg;
    (void)block;
    if (m->callouts++ % CLOCK_CALLOUTS != 0 || cg_now_ns() <= m->until_ns)
        return 0;
    return PCRE2_ERROR_CALLOUT;
}

static pcre2_match_context *make_context(const matcher *m, uint64_t steps)
{
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    CG_ASSERT(context != NULL);
    (void)pcre2_set_match_limit(context, (uint32_t)CG_MIN(steps, (uint64_t)UINT32_MAX));
    (void)pcre2_set_depth_limit(context, (uint32_t)CG_MIN(m->limits.depth, (uint64_t)UINT32_MAX));
    (void)pcre2_set_heap_limit(context,
                               (uint32_t)CG_MIN(m->limits.memory_bytes / 1024, (size_t)UINT32_MAX));
    if (m->stack != NULL)
        pcre2_jit_stack_assign(context, NULL, m->stack);
    return context;
}

/* As PCRE2 goes through a text: from "\r" to what is behind "\n", if the pattern names neither, and if each match begins
 * a line. A text that is tried some places at a time may begin with "\n", and the just-in-time compiler forgets the
 * second. */
static bool steps_over_lf(const pcre2_code *code)
{
    uint32_t names_ends = 0, begins_with = 0;
    (void)pcre2_pattern_info(code, PCRE2_INFO_HASCRORLF, &names_ends);
    (void)pcre2_pattern_info(code, PCRE2_INFO_FIRSTCODETYPE, &begins_with);
    return names_ends == 0 || begins_with == 2;
}

cg_code matcher_create(cg_str pattern, const cg_regex_limits *limits, matcher **out_matcher,
                       cg_err *err)
{
    matcher *m = cg_alloc(sizeof *m);
    m->limits = *limits;
    m->arena = cg_arena_create(0);
    m->pattern = cg_arena_str(m->arena, pattern);
    m->how = pcre2_compile_context_create(NULL);
    CG_ASSERT(m->how != NULL);
    (void)pcre2_set_newline(m->how, PCRE2_NEWLINE_ANYCRLF);
    (void)pcre2_set_parens_nest_limit(m->how, NESTING_MAX);
    cg_code rc = compile(m, 0, &m->quick, err);
    if (rc != CG_OK) {
        matcher_destroy(m);
        return rc;
    }
    m->steps_over_lf = steps_over_lf(m->quick);
    m->stack =
        pcre2_jit_stack_create(JIT_STACK_MIN, CG_MAX(limits->memory_bytes, JIT_STACK_MIN), NULL);
    m->data = pcre2_match_data_create(1, NULL);
    CG_ASSERT(m->data != NULL);
    m->quick_context = make_context(m, QUICK_STEPS_MAX);
    m->watched_context = make_context(m, limits->steps);
    (void)pcre2_set_callout(m->watched_context, on_callout, m);
    *out_matcher = m;
    return CG_OK;
}

void matcher_destroy(matcher *m)
{
    if (m == NULL)
        return;
    pcre2_code_free(m->quick);
    pcre2_code_free(m->watched);
    pcre2_match_data_free(m->data);
    pcre2_match_context_free(m->quick_context);
    pcre2_match_context_free(m->watched_context);
    pcre2_compile_context_free(m->how);
    pcre2_jit_stack_free(m->stack);
    cg_arena_destroy(m->arena);
    cg_free(m);
}

/* ---- matching ---- */

void matcher_begin(matcher *m, cg_str text)
{
    size_t steps = QUICK_WORK / CG_MAX(text.len, (size_t)1);
    steps = CG_MIN(CG_MAX(steps, (size_t)QUICK_STEPS_MIN), (size_t)QUICK_STEPS_MAX);
    m->text = text;
    m->places = PLACES_MIN;
    (void)pcre2_set_match_limit(m->quick_context, (uint32_t)steps);
}

/* Matches that begin from `from` to `last`. */
static int try_places(matcher *m, const pcre2_code *code, pcre2_match_context *context, size_t from,
                      size_t last)
{
    (void)pcre2_set_offset_limit(context, last);
    return pcre2_match(code, (PCRE2_SPTR)m->text.ptr, m->text.len, from, PCRE2_NOTEMPTY, m->data,
                       context);
}

static match_end try_watched(matcher *m, size_t from, size_t last, uint64_t until_ns)
{
    if (m->watched == NULL && compile(m, PCRE2_AUTO_CALLOUT, &m->watched, NULL) != CG_OK)
        return MATCH_LIMIT; /* with callouts it is too large for PCRE2 */
    m->until_ns = until_ns;
    m->callouts = 0;
    int rc = try_places(m, m->watched, m->watched_context, from, last);
    if (rc >= 0)
        return MATCH_FOUND;
    return rc == PCRE2_ERROR_NOMATCH   ? MATCH_NONE
           : rc == PCRE2_ERROR_CALLOUT ? MATCH_TIME
                                       : MATCH_LIMIT;
}

static void adapt_places(matcher *m, uint64_t took_ns)
{
    if (took_ns > PLACES_NS)
        m->places = 1;
    else
        m->places = CG_MIN(2 * m->places, (size_t)PLACES_MAX);
}

static size_t next_place(cg_str text, size_t at)
{
    for (at++; at < text.len && ((uint8_t)text.ptr[at] & 0xc0) == 0x80;)
        at++;
    return at;
}

/* Whether a match that a search from `begin` came to is none. */
static bool is_stepped_over(const matcher *m, size_t begin, size_t at)
{
    return m->steps_over_lf && at > begin && at < m->text.len && m->text.ptr[at - 1] == '\r' &&
           m->text.ptr[at] == '\n';
}

match_end matcher_find(matcher *m, size_t from, uint64_t until_ns, size_t *out_start,
                       size_t *out_end)
{
    const size_t begin = from, *found = pcre2_get_ovector_pointer(m->data);
    uint64_t now = cg_now_ns();
    if (now > until_ns)
        return MATCH_TIME;
    while (from < m->text.len) {
        size_t last = CG_MIN(from + m->places, m->text.len);
        int rc = try_places(m, m->quick, m->quick_context, from, last);
        match_end end = rc >= 0 ? MATCH_FOUND : MATCH_NONE;
        if (rc < 0 && rc != PCRE2_ERROR_NOMATCH)
            end = try_watched(m, from, last, until_ns);
        bool is_none = end == MATCH_FOUND && is_stepped_over(m, begin, found[0]);
        if (end == MATCH_FOUND && !is_none) {
            *out_start = found[0];
            *out_end = CG_MAX(found[0], found[1]);
        }
        if (end != MATCH_NONE && !is_none)
            return end;
        uint64_t then = now;
        now = cg_now_ns();
        if (now > until_ns)
            return MATCH_TIME;
        adapt_places(m, now - then);
        from = next_place(m->text, is_none ? found[0] : last);
    }
    return MATCH_NONE;
}
