// SPDX-License-Identifier: Apache-2.0
// The lines of a node that show best why it was found.
#include "query_words.h"

#define SPAN_MAX (256u << 10) /* bytes looked at */
#define SNIPPET_BYTES_MAX 4096
#define LINES_MAX 64
#define STEP 8u /* bytes */

/* One line: which words it has, and how many. */
typedef struct line {
    uint32_t start, end;
    uint64_t words;
    uint32_t hits;
} line;

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_at(cg_str source, size_t at, cg_str needle)
{
    if (needle.len > source.len - at)
        return false;
    for (size_t i = 0; i < needle.len; i++)
        if (lower(source.ptr[at + i]) != needle.ptr[i])
            return false;
    return true;
}

/* The words that may begin here. */
static uint64_t beginning_at(const cg_query_words *words, cg_str source, size_t at)
{
    uint8_t second = at + 1 < source.len ? (uint8_t)source.ptr[at + 1] : 0;
    return words->by_letter[(uint8_t)source.ptr[at]] & words->by_second[second];
}

/* Notes those of the words that are there. */
static void search_place(const cg_query_words *words, cg_str source, size_t at, uint64_t candidates,
                         line *l)
{
    for (; candidates != 0; candidates &= candidates - 1) {
        size_t word = (size_t)__builtin_ctzll(candidates);
        if (!is_at(source, at, query_needle(words, word)))
            continue;
        l->words |= UINT64_C(1) << word;
        l->hits++;
    }
}

/* At most places no word begins, so that several are looked at for one decision. */
static void search_line(const cg_query_words *words, cg_str source, line *l)
{
    const uint8_t *text = (const uint8_t *)source.ptr;
    uint32_t at = l->start;
    for (; l->end - at >= STEP && source.len - at > STEP; at += STEP) {
        uint64_t found[STEP], any = 0;
        for (size_t i = 0; i < STEP; i++) {
            found[i] = words->by_letter[text[at + i]] & words->by_second[text[at + i + 1]];
            any |= found[i];
        }
        for (size_t i = 0; any != 0 && i < STEP; i++)
            search_place(words, source, at + i, found[i], l);
    }
    for (; at < l->end; at++)
        search_place(words, source, at, beginning_at(words, source, at), l);
}

static uint32_t line_end(cg_str source, uint32_t at)
{
    const char *end = memchr(source.ptr + at, '\n', source.len - at);
    return end != NULL ? (uint32_t)(end - source.ptr) : (uint32_t)source.len;
}

/* Different words first, then how often; `window` is a ring of the last lines. */
static uint64_t window_score(const line *window, unsigned lines)
{
    uint64_t words = 0, hits = 0;
    for (unsigned i = 0; i < lines; i++) {
        words |= window[i].words;
        hits += CG_MIN(window[i].hits, 16u);
    }
    return (uint64_t)__builtin_popcountll(words) << 32 | hits;
}

/* The start of the best run of `lines` lines in [from, to). */
static uint32_t best_start(const cg_query_words *words, cg_str source, uint32_t from, uint32_t to,
                           unsigned lines)
{
    line window[LINES_MAX] = {0};
    uint32_t best = from, first = from, starts[LINES_MAX];
    uint64_t best_score = 0;
    unsigned count = 0;
    for (uint32_t at = from; at < to;) {
        line l = {.start = at, .end = line_end(source, at)};
        search_line(words, source, &l);
        window[count % lines] = l;
        starts[count % lines] = at;
        count++;
        first = count < lines ? from : starts[count % lines];
        uint64_t score =
            l.hits > 0 ? window_score(window, lines) : 0; /* else it was as good before */
        if (score > best_score) {
            best_score = score;
            best = first;
        }
        at = l.end + 1;
    }
    return best;
}

/* Moves `from` on to the line before the first that has a word: what follows says more. */
static uint32_t skip_lead(const cg_query_words *words, cg_str source, uint32_t from, unsigned lines)
{
    uint32_t before = from, at = from;
    for (unsigned i = 0; i < lines && at < source.len; i++) {
        line l = {.start = at, .end = line_end(source, at)};
        search_line(words, source, &l);
        if (l.hits > 0)
            return before;
        before = at;
        at = l.end + 1;
    }
    return from;
}

static cg_str take_lines(cg_str source, uint32_t from, uint32_t to, unsigned lines)
{
    uint32_t at = from, end = from;
    for (unsigned i = 0; i < lines && at < CG_MAX(to, from + 1) && at < source.len; i++) {
        end = line_end(source, at);
        at = end + 1;
    }
    return cg_utf8_truncate(cg_str_slice(source, from, end), SNIPPET_BYTES_MAX);
}

/* Sixteen bytes at a time: hits are far down in their files. */
static uint32_t count_lines(cg_str source, uint32_t to)
{
    typedef uint8_t bytes __attribute__((vector_size(16)));
    bytes feed;
    uint32_t lines = 0, at = 0;
    memset(&feed, '\n', sizeof feed);
    while (to - at >= sizeof feed) {
        bytes sums = {0};
        for (unsigned n = 0; n < UINT8_MAX && to - at >= sizeof feed; n++, at += sizeof feed) {
            bytes some;
            memcpy(&some, source.ptr + at, sizeof some);
            sums -= (bytes)(some == feed); /* equal ones are all bits, or -1 */
        }
        for (size_t i = 0; i < sizeof feed; i++)
            lines += sums[i];
    }
    for (; at < to; at++)
        lines += source.ptr[at] == '\n';
    return lines;
}

cg_str cg_search_snippet(const cg_query_words *words, cg_str source, uint32_t from, uint32_t to,
                         unsigned lines_max, uint32_t *out_line)
{
    from = (uint32_t)CG_MIN((size_t)from, source.len);
    to = (uint32_t)CG_MIN((size_t)CG_MAX(to, from), source.len);
    unsigned lines = CG_MIN(CG_MAX(lines_max, 1u), (unsigned)LINES_MAX);
    while (from > 0 && source.ptr[from - 1] != '\n')
        from--;
    uint32_t span_end = from + CG_MIN(to - from, SPAN_MAX);
    if (words->terms_count > 0) {
        from = best_start(words, source, from, span_end, lines);
        from = skip_lead(words, source, from, lines);
    }
    *out_line = count_lines(source, from);
    return take_lines(source, from, to, lines);
}
