// SPDX-License-Identifier: Apache-2.0
// Fuzz target: stored postings, which may be damaged, and queries, which may be anything. The first
// byte chooses; what postings read as is written again and must read the same.
#include <stddef.h>
#include <stdint.h>

#include "../../src/search/plan.h"
#include "../../src/search/postings.h"

static void read_payload(cg_str payload)
{
    CG_AUTO_VALUE(cg_buf) again = {0};
    post_reader reader = post_open(payload);
    uint32_t def, last = CG_NONE, count = 0;
    uint8_t detail;
    while (post_next(&reader, &def, &detail)) {
        post_entry entry = {.def = def};
        CG_ASSERT(last == CG_NONE || def > last);
        post_detail(detail, &entry);
        post_add(&again, last, &entry);
        last = def;
        count++;
    }
    post_reader copy = post_open(cg_buf_str(&again));
    while (post_next(&copy, &def, &detail))
        count--;
    CG_ASSERT(!copy.damaged && count == 0);
}

static void read_query(cg_str text)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    plan *p = cg_arena_alloc(arena, sizeof *p);
    query_filters *filters = cg_arena_alloc(arena, sizeof *filters);
    cg_err err = {0};
    cg_str rest;
    cg_code rc = query_read(text, arena, &rest, filters, &err);
    CG_ASSERT(rc != CG_OK || rest.len == text.len);
    if (rc == CG_OK)
        rc = plan_make(rest, arena, p, &err);
    CG_ASSERT(rc == CG_OK || (rc == err.code && (rc == CG_E_INVALID || rc == CG_E_LIMIT)));
    for (size_t i = 0; rc == CG_OK && i < p->clauses_count; i++)
        for (unsigned n = 0; n < p->clauses[i].terms_count; n++) {
            cg_str term = p->clauses[i].terms[n];
            CG_ASSERT(term.len > 0 && term.len <= CG_TERM_MAX && cg_utf8_valid(term));
        }
    uint32_t line = 0;
    const cg_query_words *words = cg_query_words_in(arena, text);
    cg_text_range ranges[CG_HIGHLIGHTS_MAX];
    size_t count = cg_search_highlights(words, text, ranges);
    for (size_t i = 0; i < count; i++)
        CG_ASSERT(ranges[i].start < ranges[i].end && ranges[i].end <= text.len &&
                  (i == 0 || ranges[i - 1].end < ranges[i].start));
    cg_str shown = cg_search_snippet(words, text, 0, (uint32_t)text.len, 3, &line);
    CG_ASSERT(shown.len <= text.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    cg_str bytes = cg_str_make((const char *)data + 1, size - 1);
    if (data[0] & 1) {
        read_query(bytes);
        return 0;
    }
    post_list list = post_list_open(bytes);
    uint32_t unit;
    cg_str payload;
    while (post_list_next(&list, &unit, &payload)) {
        CG_ASSERT(unit != CG_NONE);
        read_payload(payload);
    }
    read_payload(bytes);
    return 0;
}
