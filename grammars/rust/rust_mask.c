// SPDX-License-Identifier: Apache-2.0
// What the grammar does not know of blocks of foreign items (edition 2024): the words are blanked.
//
//     unsafe extern "C" {          extern "C" {
//         safe fn length();             fn length();
//         unsafe fn free();        unsafe fn free();
//     }
#include "rust_int.h"

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static size_t skip_blank(cg_str s, size_t at)
{
    while (at < s.len && strchr(" \t\r\n", s.ptr[at]) != NULL)
        at++;
    return at;
}

/* Behind `word` at `at` and the blanks that follow; 0: it does not stand there. */
static size_t behind(cg_str s, size_t at, const char *word)
{
    size_t len = strlen(word);
    bool found = at + len < s.len && memcmp(s.ptr + at, word, len) == 0 &&
                 (at == 0 || !is_word(s.ptr[at - 1])) && !is_word(s.ptr[at + len]);
    return found ? skip_blank(s, at + len) : 0;
}

/* The `{` of `unsafe extern "C" {` at `at`; 0: that does not stand there. */
static size_t open_of_block(cg_str s, size_t at)
{
    at = behind(s, at, "unsafe");
    at = at > 0 ? behind(s, at, "extern") : 0;
    if (at > 0 && at < s.len && s.ptr[at] == '"') {
        const char *end = memchr(s.ptr + at + 1, '"', s.len - at - 1);
        at = end == NULL ? 0 : skip_blank(s, (size_t)(end - s.ptr) + 1);
    }
    return at > 0 && at < s.len && s.ptr[at] == '{' ? at : 0;
}

static void blank(cg_str s, cg_buf *out, size_t at, size_t len)
{
    if (out->len == 0)
        cg_buf_add_str(out, s);
    memset(out->ptr + at, ' ', len);
}

/* Returns where the block ends that opens at `at`. */
static size_t mask_block(cg_str s, size_t at, cg_buf *out)
{
    unsigned depth = 0;
    for (; at < s.len; at++) {
        depth += s.ptr[at] == '{';
        if (s.ptr[at] == '}' && --depth == 0)
            return at;
        size_t item = s.ptr[at] == 's' ? behind(s, at, "safe") : 0;
        if (item > 0 && (behind(s, item, "fn") > 0 || behind(s, item, "static") > 0))
            blank(s, out, at, strlen("safe"));
    }
    return at;
}

bool rust_mask(cg_str source, cg_str prelude, cg_buf *out, cg_activity_changes *out_changes,
               cg_mask_notes *out_notes)
{
    (void)prelude;
    (void)out_changes;
    (void)out_notes;
    static const cg_str word = CG_STR("unsafe");
    for (size_t at = 0; at < source.len; at++) {
        const char *found = memmem(source.ptr + at, source.len - at, word.ptr, word.len);
        if (found == NULL)
            break;
        at = (size_t)(found - source.ptr);
        size_t open = open_of_block(source, at);
        if (open == 0)
            continue;
        blank(source, out, at, word.len);
        at = mask_block(source, open, out);
    }
    return out->len > 0;
}
