// SPDX-License-Identifier: Apache-2.0
// The lines of a node that show best why it was found.
#include "query_words.h"

#define SPAN_MAX (256u << 10) /* bytes looked at */
#define SNIPPET_BYTES_MAX 4096
#define LINES_MAX 64

/* One line: which words it has, and how many. */
typedef struct line {
    uint32_t end;
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
static void search_place(const cg_query_words *words, cg_str source, size_t at, line *l)
{
    for (uint64_t left = beginning_at(words, source, at); left != 0; left &= left - 1) {
        size_t word = (size_t)__builtin_ctzll(left);
        if (!is_at(source, at, query_needle(words, word)))
            continue;
        l->words |= UINT64_C(1) << word;
        l->hits++;
    }
}

/* ---- where words may begin ---- */

#define BLOCK sizeof(query_bytes)

/* The places one after the other, found sixteen bytes at a time: at most of them no word begins. */
typedef struct places {
    const cg_query_words *words;
    cg_str source;
    uint32_t block;    /* bytes from here on are looked at next */
    uint32_t from;     /* the bytes at hand begin here */
    uint64_t found[2]; /* of them a bit of each byte where a word may begin */
} places;

static void look_at_block(places *p)
{
    const cg_query_words *words = p->words;
    query_bytes first, second, found = {0};
    memcpy(&first, p->source.ptr + p->block, BLOCK);
    memcpy(&second, p->source.ptr + p->block + 1, BLOCK);
    first |= QUERY_FOLD;
    second |= QUERY_FOLD;
    for (size_t i = 0; i < words->pairs_count; i++) {
        const query_pair *pair = &words->pairs[i];
        found |= (query_bytes)(first == pair->first) &
                 ((query_bytes)(second == pair->second) | pair->any);
    }
    found &= 1;
    memcpy(p->found, &found, BLOCK);
    p->from = p->block;
    p->block += BLOCK;
}

/* One byte of what is left behind the last block, or of all where too many words are looked for. */
static void look_at_byte(places *p)
{
    p->found[0] = beginning_at(p->words, p->source, p->block) != 0;
    p->from = p->block++;
}

static places places_from(const cg_query_words *words, cg_str source, uint32_t from)
{
    return (places){.words = words, .source = source, .block = from};
}

/* False: there is none before `end`, up to where all was looked at then. */
static bool next_place(places *p, uint32_t end, uint32_t *out_at)
{
    bool few = p->words->pairs_count <= QUERY_PAIRS_MAX;
    while (p->found[0] == 0 && p->found[1] == 0) {
        if (p->block >= end)
            return false;
        if (few && p->source.len - p->block > BLOCK)
            look_at_block(p);
        else
            look_at_byte(p);
    }
    size_t half = p->found[0] == 0;
    *out_at = p->from + (uint32_t)(half * 8 + (size_t)__builtin_ctzll(p->found[half]) / 8);
    if (*out_at >= end)
        return false;
    p->found[half] &= p->found[half] - 1;
    return true;
}

/* Lines come one after the other. */
static void search_line(places *p, line *l)
{
    for (uint32_t at; next_place(p, l->end, &at);)
        search_place(p->words, p->source, at, l);
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
    places p = places_from(words, source, from);
    for (uint32_t at = from; at < to;) {
        line l = {.end = line_end(source, at)};
        search_line(&p, &l);
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
    places p = places_from(words, source, from);
    for (unsigned i = 0; i < lines && at < source.len; i++) {
        line l = {.end = line_end(source, at)};
        search_line(&p, &l);
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

/* Sixteen bytes at a time: what is shown of a class may be far down in it. */
static uint32_t count_lines(cg_str source, uint32_t at, uint32_t to)
{
    typedef query_bytes bytes;
    bytes feed;
    uint32_t lines = 0;
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
                         unsigned lines_max, uint32_t *inout_line)
{
    from = (uint32_t)CG_MIN((size_t)from, source.len);
    to = (uint32_t)CG_MIN((size_t)CG_MAX(to, from), source.len);
    unsigned lines = CG_MIN(CG_MAX(lines_max, 1u), (unsigned)LINES_MAX);
    while (from > 0 && source.ptr[from - 1] != '\n')
        from--;
    uint32_t span_end = from + CG_MIN(to - from, SPAN_MAX), first = from;
    if (words->terms_count > 0) {
        from = best_start(words, source, from, span_end, lines);
        from = skip_lead(words, source, from, lines);
    }
    *inout_line += count_lines(source, first, from);
    return take_lines(source, from, to, lines);
}
