// SPDX-License-Identifier: Apache-2.0
// The manual, from the table: a page for codegraph, and one for each first word of a command; as roff, and all as
// one page of Markdown (docs/cli.md).
#include "cli.h"

/* The first word of a command's name. */
cg_str family_of(const command *cmd)
{
    cg_str rest = cg_str_from(cmd->name), first = rest;
    (void)cg_str_split(&rest, ' ', &first);
    return first;
}

bool family_begins(size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (cg_str_eq(family_of(&commands[i]), family_of(&commands[at])))
            return false;
    return true;
}

/* ---- roff ---- */

/* Text of a line that does not begin with a control character. */
static void put(cg_buf *out, cg_str text)
{
    if (text.len > 0 && (text.ptr[0] == '.' || text.ptr[0] == '\''))
        cg_buf_add_str(out, CG_STR("\\&"));
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\\')
            cg_buf_add_str(out, CG_STR("\\e"));
        else if (text.ptr[i] == '-')
            cg_buf_add_str(out, CG_STR("\\-"));
        else if (cg_str_starts(cg_str_slice(text, i, text.len), CG_STR("…"))) {
            cg_buf_add_str(out, CG_STR("..."));
            i += 2;
        } else
            cg_buf_add_char(out, text.ptr[i]);
    }
}

/* Summaries and what options do are phrases: as sentences. */
static void put_sentence(cg_buf *out, const char *phrase)
{
    bool small = *phrase >= 'a' && *phrase <= 'z';
    if (small)
        cg_buf_add_char(out, (char)(*phrase - 'a' + 'A'));
    put(out, cg_str_from(phrase + small));
    cg_buf_add_str(out, CG_STR(".\n"));
}

static void put_text(cg_buf *out, const char *text)
{
    cg_str rest = cg_str_from(text), paragraph;
    bool first = true;
    while (rest.len > 0 && cg_str_split(&rest, '\n', &paragraph)) {
        if (!first)
            cg_buf_add_str(out, CG_STR(".PP\n"));
        put(out, paragraph);
        cg_buf_add_char(out, '\n');
        first = false;
    }
}

static void put_option(cg_buf *out, const option *o)
{
    cg_buf_add_str(out, CG_STR(".TP\n\\fB\\-\\-"));
    put(out, cg_str_from(o->name));
    cg_buf_add_str(out, CG_STR("\\fR"));
    if (o->value != NULL) {
        cg_buf_add_str(out, CG_STR(" \\fI"));
        put(out, cg_str_from(o->value));
        cg_buf_add_str(out, CG_STR("\\fR"));
    }
    cg_buf_add_char(out, '\n');
    put_sentence(out, o->help);
}

static void put_options(cg_buf *out, const option *o)
{
    for (; o != NULL && o->name != NULL; o++)
        put_option(out, o);
}

static void put_synopsis(cg_buf *out, const command *cmd)
{
    cg_buf_add_str(out, CG_STR("\\fBcodegraph "));
    put(out, cg_str_from(cmd->name));
    cg_buf_add_str(out, CG_STR("\\fR"));
    if (cmd->words[0] != '\0') {
        cg_buf_add_str(out, CG_STR(" \\fI"));
        put(out, cg_str_from(cmd->words));
        cg_buf_add_str(out, CG_STR("\\fR"));
    }
    if (cmd->options != NULL)
        cg_buf_add_str(out, CG_STR(" [\\fIOPTION\\fR ...]"));
    cg_buf_add_char(out, '\n');
}

static void put_head(cg_buf *out, cg_str family, const char *summary)
{
    CG_AUTO_VALUE(cg_buf) title = {0};
    cg_buf_printf(&title, "codegraph%s%.*s", family.len > 0 ? "-" : "", CG_STR_ARG(family));
    cg_buf_add_str(out, CG_STR(".\\\" SPDX-License-Identifier: Apache-2.0\n.TH "));
    for (size_t i = 0; i < title.len; i++) {
        char c = title.ptr[i];
        cg_buf_add_char(out, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
    cg_buf_printf(out, " 1 \"\" \"CodeGraph %s\" \"User Commands\"\n.SH NAME\n%.*s \\- ",
                  CG_VERSION, CG_STR_ARG(cg_buf_str(&title)));
    put(out, cg_str_from(summary));
    cg_buf_add_char(out, '\n');
}

static void put_exits(cg_buf *out)
{
    cg_buf_add_str(out, CG_STR(".SH EXIT STATUS\n"));
    for (size_t i = 0; i < exit_rows_count; i++) {
        cg_buf_printf(out, ".TP\n.B %d\n", exit_rows[i].status);
        put(out, cg_str_from(exit_rows[i].meaning));
        cg_buf_add_char(out, '\n');
    }
}

bool man_write(cg_buf *out, cg_str family)
{
    const command *first = NULL;
    size_t members = 0;
    for (size_t i = 0; i < commands_count; i++) {
        if (!cg_str_eq(family_of(&commands[i]), family))
            continue;
        first = first == NULL ? &commands[i] : first;
        members++;
    }
    if (first == NULL)
        return false;
    put_head(out, family, first->summary);
    cg_buf_add_str(out, CG_STR(".SH SYNOPSIS\n"));
    for (const command *cmd = commands; cmd < commands + commands_count; cmd++)
        if (cg_str_eq(family_of(cmd), family)) {
            if (cmd != first)
                cg_buf_add_str(out, CG_STR(".br\n"));
            put_synopsis(out, cmd);
        }
    cg_buf_add_str(out, CG_STR(".SH DESCRIPTION\n"));
    for (const command *cmd = commands; cmd < commands + commands_count; cmd++) {
        if (!cg_str_eq(family_of(cmd), family))
            continue;
        if (members > 1) {
            cg_buf_add_str(out, CG_STR(".SS "));
            put(out, cg_str_from(cmd->name));
            cg_buf_add_char(out, '\n');
        }
        put_sentence(out, cmd->summary);
        if (cmd->about != NULL) {
            cg_buf_add_str(out, CG_STR(".PP\n"));
            put_text(out, cmd->about);
        }
        put_options(out, cmd->options);
    }
    put_exits(out);
    cg_buf_add_str(out,
                   CG_STR(".SH SEE ALSO\n.BR codegraph (1),\nwith the options of all commands\n"));
    return true;
}

void man_write_overview(cg_buf *out)
{
    put_head(out, CG_STR_NULL, "index source trees and ask about their code");
    cg_buf_add_str(
        out,
        CG_STR(
            ".SH SYNOPSIS\n\\fBcodegraph\\fR [\\fIOPTION\\fR ...] \\fICOMMAND\\fR ...\n"
            ".SH DESCRIPTION\n.B codegraph\ntalks to\n.BR codegraphd (8):\nit hands source trees "
            "over and shows what the daemon answers.\nEach command has a page of its own, as in\n"
            ".BR codegraph\\-search (1).\n"));
    for (unsigned g = 0; g < GROUP_COUNT; g++) {
        cg_buf_add_str(out, CG_STR(".SS "));
        put(out, cg_str_from(group_titles[g]));
        cg_buf_add_char(out, '\n');
        for (size_t i = 0; i < commands_count; i++) {
            if (commands[i].group != g)
                continue;
            cg_buf_add_str(out, CG_STR(".TP\n"));
            put_synopsis(out, &commands[i]);
            put_sentence(out, commands[i].summary);
        }
    }
    cg_buf_add_str(out, CG_STR(".SH OPTIONS\n"));
    put_options(out, global_options);
    put_exits(out);
    cg_buf_add_str(
        out,
        CG_STR(
            ".SH EXAMPLES\n.nf\ncodegraph index ~/src/project\ncodegraph search \"parse config\"\n"
            "codegraph node src/main.c:42\ncodegraph diff v1 main \\-\\-breaking\n"
            ".fi\n.SH SEE ALSO\n.BR codegraphd (8)\n"));
}

/* ---- Markdown ---- */

/* In tables '|' parts cells. */
static void put_cell(cg_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '|')
            cg_buf_add_char(out, '\\');
        cg_buf_add_char(out, *text);
    }
}

static void put_table(cg_buf *out, const option *o)
{
    if (o == NULL || o->name == NULL)
        return;
    cg_buf_add_str(out, CG_STR("\n| Option | Meaning |\n|---|---|\n"));
    for (; o->name != NULL; o++) {
        cg_buf_printf(out, "| `--%s", o->name);
        if (o->value != NULL)
            cg_buf_add_char(out, ' ');
        put_cell(out, o->value != NULL ? o->value : "");
        cg_buf_add_str(out, CG_STR("` | "));
        put_cell(out, o->help);
        cg_buf_add_str(out, CG_STR(" |\n"));
    }
}

void docs_write(cg_buf *out)
{
    cg_buf_add_str(
        out,
        CG_STR(
            "# The command line\n\n"
            "`codegraph` is a client of the REST contract ([openapi.json](openapi.json)) and nothing "
            "else. This page is made from its\ntable of commands (`codegraph man --markdown`), as are "
            "`codegraph help`, the manual pages (`codegraph man COMMAND`)\nand the completion of shells "
            "(`codegraph completion bash`, `zsh`, `fish`).\n\n## Options of all commands\n"));
    put_table(out, global_options);
    cg_buf_add_str(out, CG_STR("\n## Exit statuses\n\n| Status | Meaning |\n|---|---|\n"));
    for (size_t i = 0; i < exit_rows_count; i++)
        cg_buf_printf(out, "| %d | %s |\n", exit_rows[i].status, exit_rows[i].meaning);
    for (unsigned g = 0; g < GROUP_COUNT; g++) {
        cg_buf_printf(out, "\n## %s\n", group_titles[g]);
        for (size_t i = 0; i < commands_count; i++) {
            const command *cmd = &commands[i];
            if (cmd->group != g)
                continue;
            bool small = cmd->summary[0] >= 'a' && cmd->summary[0] <= 'z';
            char first = (char)(cmd->summary[0] - (small ? 'a' - 'A' : 0));
            cg_buf_printf(out, "\n### `%s%s%s`\n\n%c%s.\n", cmd->name,
                          cmd->words[0] != '\0' ? " " : "", cmd->words, first, cmd->summary + 1);
            cg_str rest = cg_str_from(cmd->about), paragraph;
            while (rest.len > 0 && cg_str_split(&rest, '\n', &paragraph))
                cg_buf_printf(out, "\n%.*s\n", CG_STR_ARG(paragraph));
            put_table(out, cmd->options);
        }
    }
}
