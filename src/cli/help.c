// SPDX-License-Identifier: Apache-2.0
// --help, of all and of one command, from the table.
#include "cli.h"

#define WIDTH 78
#define COLUMN 24 /* where what options do begins */

/* What is seen of a text: continuation bytes of UTF-8 are not. */
static size_t columns(cg_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return n;
}

void help_wrap(cg_buf *out, const char *text, size_t indent, size_t width)
{
    cg_str rest = cg_str_from(text), paragraph, one;
    while (rest.len > 0 && cg_str_split(&rest, '\n', &paragraph)) {
        size_t at = 0;
        while (paragraph.len > 0 && cg_str_split(&paragraph, ' ', &one)) {
            if (at > 0 && indent + at + 1 + columns(one) > width) {
                cg_buf_add_char(out, '\n');
                at = 0;
            }
            if (at == 0)
                cg_buf_printf(out, "%*s", (int)indent, "");
            else
                cg_buf_add_char(out, ' ');
            at += (at > 0) + columns(one);
            cg_buf_add_str(out, one);
        }
        cg_buf_add_char(out, '\n');
    }
}

/* A piece of a usage line that is not broken. */
static void add_piece(cg_buf *out, size_t *inout_at, size_t width, size_t indent, cg_str piece)
{
    if (*inout_at + 1 + columns(piece) > width) {
        cg_buf_printf(out, "\n%*s", (int)indent, "");
        *inout_at = indent;
    } else if (*inout_at > 0) {
        cg_buf_add_char(out, ' ');
        *inout_at += 1;
    }
    cg_buf_add_str(out, piece);
    *inout_at += columns(piece);
}

void usage_write(cg_buf *out, const command *cmd, size_t width, size_t indent)
{
    CG_AUTO_VALUE(cg_buf) piece = {0};
    cg_str words = cg_str_from(cmd->words), one;
    size_t at = indent + strlen("codegraph ") + strlen(cmd->name);
    cg_buf_printf(out, "codegraph %s", cmd->name);
    while (words.len > 0 && cg_str_split(&words, ' ', &one))
        add_piece(out, &at, width, indent, one);
    for (const option *o = cmd->options; o != NULL && o->name != NULL; o++) {
        cg_buf_clear(&piece);
        cg_buf_printf(&piece, o->value != NULL ? "[--%s %s]" : "[--%s]", o->name, o->value);
        add_piece(out, &at, width, indent, cg_buf_str(&piece));
    }
    cg_buf_add_char(out, '\n');
}

static void write_option(cg_buf *out, const option *o)
{
    CG_AUTO_VALUE(cg_buf) left = {0};
    cg_buf_printf(&left, o->value != NULL ? "  --%s %s" : "  --%s", o->name, o->value);
    size_t wide = columns(cg_buf_str(&left));
    cg_buf_add_str(out, cg_buf_str(&left));
    if (wide >= COLUMN) {
        cg_buf_add_char(out, '\n');
        help_wrap(out, o->help, COLUMN, WIDTH);
        return;
    }
    CG_AUTO_VALUE(cg_buf) right = {0};
    help_wrap(&right, o->help, COLUMN, WIDTH);
    cg_buf_add_str(out,
                   cg_str_slice(cg_buf_str(&right), wide, right.len)); /* blanks already there */
}

static void write_options(cg_buf *out, const option *o)
{
    for (; o != NULL && o->name != NULL; o++)
        write_option(out, o);
}

void help_write(cg_buf *out)
{
    cg_buf_add_str(out, CG_STR("usage: codegraph [OPTIONS] COMMAND …\n"));
    for (unsigned g = 0; g < GROUP_COUNT; g++) {
        bool any = false;
        for (size_t i = 0; i < commands_count; i++) {
            if (commands[i].group != g)
                continue;
            if (!any)
                cg_buf_printf(out, "\n%s\n", group_titles[g]);
            any = true;
            cg_buf_printf(out, "  %-17s %s\n", commands[i].name, commands[i].summary);
        }
    }
    cg_buf_add_str(out, CG_STR("\nOptions of all commands\n"));
    write_options(out, global_options);
    cg_buf_add_str(out, CG_STR("\ncodegraph help COMMAND says more of one.\n"));
}

static void write_command(cg_buf *out, const command *cmd)
{
    cg_buf_add_str(out, CG_STR("usage: "));
    usage_write(out, cmd, WIDTH, 8);
    cg_buf_printf(out, "\n");
    help_wrap(out, cmd->summary, 2, WIDTH);
    if (cmd->about != NULL) {
        cg_buf_add_char(out, '\n');
        help_wrap(out, cmd->about, 2, WIDTH);
    }
    if (cmd->options != NULL) {
        cg_buf_add_char(out, '\n');
        write_options(out, cmd->options);
    }
}

bool help_write_command(cg_buf *out, cg_str name)
{
    bool found = false;
    for (size_t i = 0; i < commands_count; i++) {
        cg_str own = cg_str_from(commands[i].name);
        bool fits = cg_str_eq(own, name) ||
                    (cg_str_starts(own, name) && own.len > name.len && own.ptr[name.len] == ' ');
        if (!fits)
            continue;
        if (found)
            cg_buf_add_char(out, '\n');
        write_command(out, &commands[i]);
        found = true;
    }
    if (found)
        cg_buf_add_str(out, CG_STR("\nOptions of all commands are in codegraph --help.\n"));
    return found;
}
