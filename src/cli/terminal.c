// SPDX-License-Identifier: Apache-2.0
// What a terminal is shown. Names, comments and messages come from code that others wrote; a control sequence in one
// could move the cursor, change the title or worse. So on terminals all of them go but colours, line feeds and tabs.
#include "cli.h"

#include <errno.h>
#include <unistd.h>

#define SEQUENCE_MAX 16 /* of a colour: more than any of ours has */

typedef struct filter {
    char held[SEQUENCE_MAX]; /* what may become a colour, or the first byte of two */
    size_t held_len;
} filter;

static bool write_whole(const cg_buf *out)
{
    for (size_t at = 0; at < out->len;) {
        ssize_t n = write(STDOUT_FILENO, out->ptr + at, out->len - at);
        if (n < 0 && errno != EINTR)
            return false;
        at += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static bool is_control(unsigned char one)
{
    return (one < 0x20 && one != '\n' && one != '\t') || one == 0x7F;
}

/* Shown in place of what is not. */
static void add_mark(cg_buf *out)
{
    cg_buf_add_str(out, CG_STR("\xEF\xBF\xBD"));
}

/* What was held is no colour: its control character is marked, the rest is text. */
static void give_up(filter *f, cg_buf *out)
{
    if (f->held_len > 0)
        add_mark(out);
    if (f->held_len > 1)
        cg_buf_add(out, f->held + 1, f->held_len - 1);
    f->held_len = 0;
}

/* Inside "ESC [ digits ; … m". True: the byte belonged to it. */
static bool take_colour(filter *f, char one, cg_buf *out)
{
    bool fits =
        f->held_len == 1 ? one == '[' : (one >= '0' && one <= '9') || one == ';' || one == 'm';
    if (!fits || f->held_len == SEQUENCE_MAX) {
        give_up(f, out);
        return false;
    }
    f->held[f->held_len++] = one;
    if (one == 'm') {
        cg_buf_add(out, f->held, f->held_len);
        f->held_len = 0;
    }
    return true;
}

/* Behind 0xC2: controls of Latin-1 begin like letters of it. */
static bool take_second(filter *f, char one, cg_buf *out)
{
    bool control = ((unsigned char)one & 0xE0) == 0x80;
    if (control)
        add_mark(out);
    else
        cg_buf_add(out, f->held, 1);
    f->held_len = 0;
    return control;
}

static void take(filter *f, char one, cg_buf *out)
{
    if (f->held_len > 0 &&
        (f->held[0] == '\033' ? take_colour(f, one, out) : take_second(f, one, out)))
        return;
    if (one == '\033' || (unsigned char)one == 0xC2)
        f->held[f->held_len++] = one;
    else if (is_control((unsigned char)one))
        add_mark(out);
    else
        cg_buf_add_char(out, one);
}

static ssize_t write_filtered(void *cookie, const char *bytes, size_t n)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    for (size_t i = 0; i < n; i++)
        take(cookie, bytes[i], &out);
    return write_whole(&out) ? (ssize_t)n : 0;
}

void terminal_guard(cli *c)
{
    if (!isatty(STDOUT_FILENO))
        return;
    filter *f = cg_arena_alloc(c->arena, sizeof *f);
    FILE *guarded = fopencookie(f, "w", (cookie_io_functions_t){.write = write_filtered});
    CG_ASSERT(guarded != NULL);
    setvbuf(guarded, NULL, _IOLBF, BUFSIZ);
    stdout = guarded; /* until the process ends */
}
