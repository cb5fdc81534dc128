// SPDX-License-Identifier: Apache-2.0
// manifest: compile_commands.json: the folders that each file's includes are searched in. A record is
// an object of the array, and is stated when it ends: its keys come in any order.
#include "manifest_int.h"

#define FOLDERS_MAX 256u /* of one command */

typedef struct commands {
    mf_value directory, file;
    mf_value folders[FOLDERS_MAX];
    uint32_t folders_count;
    bool wants_folder; /* the last argument was -I alone */
    cg_str last;       /* directory that was stated */
} commands;

static const char *const options[] = {
    "-I", "-isystem", "-iquote", "-idirafter", "--include-directory=", "--include-directory"};

static void add_folder(mf_reader *r, mf_value folder)
{
    commands *c = r->state;
    if (c->folders_count < FOLDERS_MAX && folder.text.len)
        c->folders[c->folders_count++] = folder;
    else if (folder.text.len)
        cg_x_cut(r->x);
}

/* One argument of a command: a folder, or an option with or before one. */
static void argument(mf_reader *r, mf_value arg)
{
    commands *c = r->state;
    if (c->wants_folder) {
        c->wants_folder = false;
        add_folder(r, arg);
        return;
    }
    for (size_t i = 0; i < CG_ARRAY_LEN(options); i++) {
        cg_str option = cg_str_from(options[i]);
        if (!cg_str_starts(arg.text, option))
            continue;
        c->wants_folder = arg.text.len == option.len;
        arg.text = cg_str_slice(arg.text, option.len, arg.text.len);
        add_folder(r, arg);
        return;
    }
}

/* The next word of a shell's command line, quotes and backslashes undone into `to`. */
static bool shell_word(cg_str s, size_t *at, char *to, cg_str *out)
{
    size_t i = *at, n = 0;
    while (i < s.len && (mf_is_blank(s.ptr[i]) || s.ptr[i] == '\n'))
        i++;
    if (i == s.len)
        return false;
    char quote = '\0';
    for (; i < s.len && (quote || !(mf_is_blank(s.ptr[i]) || s.ptr[i] == '\n')); i++) {
        char c = s.ptr[i];
        if (c == quote)
            quote = '\0';
        else if (!quote && (c == '"' || c == '\''))
            quote = c;
        else if (c == '\\' && quote != '\'' && i + 1 < s.len)
            to[n++] = s.ptr[++i];
        else
            to[n++] = c;
    }
    *at = i;
    *out = cg_str_make(to, n);
    return true;
}

/* Where a word stands is known as long as the text is written without escapes. */
static void command_line(mf_reader *r, const mf_value *value)
{
    bool direct = value->text.ptr == r->src.ptr + value->text_at;
    char *room = cg_x_alloc(r->x, value->text.len + 1);
    size_t at = 0;
    cg_str word;
    while (shell_word(value->text, &at, room, &word)) {
        mf_value arg = {word, value->start, value->end, value->text_at};
        if (direct) {
            arg.end = value->text_at + (uint32_t)at;
            arg.start = arg.text_at = arg.end - (uint32_t)CG_MIN(word.len, at);
        }
        argument(r, arg);
        room += word.len;
    }
}

static void leaf(mf_reader *r, const mf_value *value)
{
    commands *c = r->state;
    if (r->depth < 2 || r->keys[0].id == 0)
        return;
    cg_str key = r->keys[1].text;
    if (r->depth == 2 && cg_str_eq(key, CG_STR("directory")))
        c->directory = *value;
    else if (r->depth == 2 && cg_str_eq(key, CG_STR("file")))
        c->file = *value;
    else if (r->depth == 2 && cg_str_eq(key, CG_STR("command")))
        command_line(r, value);
    else if (r->depth == 3 && cg_str_eq(key, CG_STR("arguments")))
        argument(r, *value);
}

static void state(mf_reader *r, cg_str name, const mf_value *value)
{
    mf_setting(r, name, value, value->start, value->text_at);
}

static void state_entry(mf_reader *r)
{
    commands *c = r->state;
    if (c->directory.text.len && !cg_str_eq(c->directory.text, c->last)) {
        state(r, CG_STR("directory"), &c->directory);
        c->last = c->directory.text;
    }
    cg_buf_clear(&r->name);
    cg_buf_add_str(&r->name, CG_STR("include."));
    cg_buf_add_str(&r->name, c->file.text);
    for (uint32_t i = 0; c->file.text.len && i < c->folders_count; i++)
        state(r, cg_buf_str(&r->name), &c->folders[i]);
}

static void close(mf_reader *r, uint32_t end)
{
    (void)end;
    commands *c = r->state;
    if (r->depth == 2)
        c->wants_folder = false; /* `arguments` ends */
    if (r->depth != 1)
        return;
    state_entry(r);
    c->directory = c->file = (mf_value){0};
    c->folders_count = 0;
    c->wants_folder = false;
}

void mf_commands_begin(mf_reader *r)
{
    r->state = cg_x_alloc(r->x, sizeof(commands));
    r->leaf = leaf;
    r->close = close;
}
