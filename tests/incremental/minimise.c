// SPDX-License-Identifier: Apache-2.0
#include "minimise.h"

#include <stdio.h>

#define SECONDS_MAX 40u

bool change_is_sound(const sources *before, const sources *after, cg_buf *out)
{
    indexed changed, clean;
    source_random random = {1};
    indexed_open(&changed, 1);
    indexed_open(&clean, 1);
    indexed_change(&changed, NULL, before, &random);
    indexed_change(&changed, before, after, &random);
    indexed_change(&clean, NULL, after, &random);
    bool same = indexed_same(&changed, &clean);
    if (!same && out != NULL)
        indexed_describe(&changed, &clean, out);
    indexed_close(&changed);
    indexed_close(&clean);
    return same;
}

/* What can be taken away, one piece at a time or several in a row. */
typedef struct pieces {
    sources *before, *after;
    size_t count;
    /** Takes piece i away; what it was is saved by the caller, who copies the states. */
    void (*take)(struct pieces *p, size_t i);
    uint64_t deadline_ns;
    size_t file; /* whose lines are the pieces */
} pieces;

static bool try_without(pieces *p, size_t from, size_t to)
{
    sources before = sources_copy(p->before), after = sources_copy(p->after);
    for (size_t i = from; i < to; i++)
        p->take(p, i);
    bool keep = !change_is_sound(p->before, p->after, NULL);
    sources_release(keep ? &before : p->before);
    sources_release(keep ? &after : p->after);
    if (!keep) {
        *p->before = before;
        *p->after = after;
    }
    return keep;
}

/* Large runs of pieces first, then smaller ones. */
static void take_away(pieces *p)
{
    for (size_t width = CG_MAX(p->count / 2, (size_t)1);; width /= 2) {
        for (size_t at = 0; at < p->count && cg_now_ns() < p->deadline_ns; at += width)
            (void)try_without(p, at, CG_MIN(at + width, p->count));
        if (width <= 1)
            return;
    }
}

/* ---- files and changes ---- */

static void take_file(pieces *p, size_t i)
{
    p->before->list.ptr[i].text = p->after->list.ptr[i].text = CG_STR_NULL;
}

static void take_change(pieces *p, size_t i)
{
    p->after->list.ptr[i].text = p->before->list.ptr[i].text;
}

/* ---- lines ---- */

/* The n-th line is emptied rather than removed, so that the others keep their numbers. */
static cg_str without_line(cg_arena *arena, cg_str text, size_t n)
{
    size_t from = 0;
    for (; n > 0 && from < text.len; n--, from++)
        while (from < text.len && text.ptr[from] != '\n')
            from++;
    size_t to = from;
    while (to < text.len && text.ptr[to] != '\n')
        to++;
    cg_str rest = cg_str_slice(text, to, text.len);
    return cg_arena_printf(arena, "%.*s%.*s", CG_STR_ARG(cg_str_slice(text, 0, from)),
                           CG_STR_ARG(rest));
}

static size_t count_lines(cg_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == '\n';
    return count + 1;
}

/* Lines from the start, in both states; those from the end follow. */
static void take_line(pieces *p, size_t i)
{
    sources *states[] = {p->before, p->after};
    for (size_t s = 0; s < 2; s++) {
        cg_str *text = &states[s]->list.ptr[p->file].text;
        if (text->ptr != NULL)
            *text = without_line(p->after->arena, *text, i);
    }
}

static void take_line_of_end(pieces *p, size_t i)
{
    sources *states[] = {p->before, p->after};
    for (size_t s = 0; s < 2; s++) {
        cg_str *text = &states[s]->list.ptr[p->file].text;
        size_t lines = count_lines(*text);
        if (text->ptr != NULL && i < lines)
            *text = without_line(p->after->arena, *text, lines - 1 - i);
    }
}

static cg_str squeeze(cg_arena *arena, cg_str text)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_str line;
    while (cg_str_split(&text, '\n', &line))
        if (cg_str_trim(line).len > 0)
            cg_buf_printf(&out, "%.*s\n", CG_STR_ARG(line));
    return cg_arena_str(arena, cg_buf_str(&out));
}

/* Empty lines go. */
static void take_blanks(pieces *p, size_t i)
{
    sources *states[] = {p->before, p->after};
    for (size_t s = 0; s < 2; s++) {
        cg_str *text = &states[s]->list.ptr[i].text;
        if (text->ptr != NULL)
            *text = squeeze(p->after->arena, *text);
    }
}

static void shorten_file(sources *before, sources *after, size_t file, uint64_t deadline_ns)
{
    size_t lines =
        CG_MAX(count_lines(before->list.ptr[file].text), count_lines(after->list.ptr[file].text));
    pieces head = {before, after, lines, take_line, deadline_ns, file};
    pieces tail = {before, after, lines, take_line_of_end, deadline_ns, file};
    if (before->list.ptr[file].text.ptr == NULL && after->list.ptr[file].text.ptr == NULL)
        return;
    take_away(&head);
    take_away(&tail);
}

void minimise(sources *before, sources *after)
{
    uint64_t deadline = cg_now_ns() + SECONDS_MAX * UINT64_C(1000000000);
    while (before->list.len < after->list.len) {
        source missing = after->list.ptr[before->list.len];
        missing.text = CG_STR_NULL;
        CG_VEC_PUSH(&before->list, missing);
    }
    pieces files = {before, after, before->list.len, take_file, deadline, 0};
    pieces changes = {before, after, before->list.len, take_change, deadline, 0};
    pieces blanks = {before, after, before->list.len, take_blanks, deadline, 0};
    take_away(&changes);
    take_away(&files);
    for (size_t f = 0; f < before->list.len; f++)
        shorten_file(before, after, f, deadline);
    take_away(&files);
    take_away(&blanks);
}
