// SPDX-License-Identifier: Apache-2.0
// Fuzz target: a regular expression, a NUL, and a text to match it in. Whatever matches, the query of trigrams made of the
// pattern lets pass, and no match takes much longer than it may.
#include <stddef.h>
#include <stdint.h>

#include "../../src/search/query.h"
#include "../../src/search/regex/matcher.h"
#include "../../src/search/regex/pattern.h"

static const cg_regex_limits limits = {
    .steps = 10000, .depth = 1000, .memory_bytes = 1u << 20, .file_ns = 20000000};

static void read_filters(cg_str text)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    query_filters *filters = cg_arena_alloc(arena, sizeof *filters);
    cg_str pattern;
    cg_err err = {0};
    if (query_read_pattern(text, arena, &pattern, filters, &err) == CG_OK)
        CG_ASSERT(pattern.len > 0 && pattern.ptr >= text.ptr &&
                  pattern.ptr + pattern.len <= text.ptr + text.len);
}

static void match(cg_str pattern, cg_str text)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO_VALUE(cg_buf) filter = {0};
    uint8_t *scratch = cg_arena_alloc(arena, TRIGRAM_FILTER_MAX);
    matcher *m;
    cg_err err = {0};
    size_t start, end = 0;
    const trigram_query *query = pattern_query(pattern, arena);
    if (matcher_create(pattern, &limits, &m, &err) != CG_OK)
        return;
    trigrams_add_filter(text, scratch, &filter);
    matcher_begin(m, text);
    bool passes = trigram_query_passes(query, cg_buf_str(&filter));
    uint64_t until_ns = cg_now_ns() + limits.file_ns;
    while (matcher_find(m, end, until_ns, &start, &end) == MATCH_FOUND)
        CG_ASSERT(passes && start <= end && end <= text.len);
    matcher_destroy(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cg_str all = cg_str_make((const char *)data, size);
    ptrdiff_t nul = cg_str_find(all, '\0');
    size_t len = nul < 0 ? size : (size_t)nul;
    if (len > QUERY_BYTES_MAX || len == 0)
        return 0;
    cg_str pattern = cg_str_slice(all, 0, len);
    read_filters(pattern);
    match(pattern, cg_str_slice(all, CG_MIN(len + 1, size), size));
    return 0;
}
