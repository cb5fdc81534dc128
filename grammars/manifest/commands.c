// SPDX-License-Identifier: Apache-2.0
// manifest: compile_commands.json: the folders that each file's includes are searched in, and the macros that commands
// define. A record is an object of the array, and is stated when it ends: its keys come in any order. What holds of all
// commands is stated at the end, when all were read.
#include "manifest_int.h"

#include <inttypes.h>
#include <stdio.h>

#define FOLDERS_MAX 256u /* of one command */
#define MACROS_MAX 1024u /* of one, and of all */
#define LISTS_MAX                                                                                  \
    10000u /* of folders, that commands have in common: as many as there is room for */
/* There is room for the macros behind them. */
#define FOLDERS_TOTAL_MAX (MF_FACTS_MAX - MACROS_MAX - 1)

typedef enum use { USE_NONE, USE_FOLDER, USE_DEFINE, USE_UNDEFINE } use;

/* What commands define. */
typedef struct stated_macro {
    uint64_t hash; /* of the name; 0: a free slot */
    mf_value at;   /* the first definition of it: NAME=VALUE */
    uint32_t commands;
    uint32_t last; /* the command that was counted last */
    bool defined;  /* by that command, so far: -U may follow */
    bool varies;   /* from command to command */
} stated_macro;

/* Folders that the files of a target are all searched in. */
typedef struct folder_list {
    uint64_t hash; /* of the folders, in order; 0: a free slot */
    bool stated;
} folder_list;

typedef struct commands {
    mf_value directory, file;
    mf_value folders[FOLDERS_MAX];
    uint32_t folders_count;
    folder_list lists[LISTS_MAX * 2];
    uint32_t lists_count;
    mf_value macros[MACROS_MAX]; /* -D and -U of the command, in order */
    bool undefined[MACROS_MAX];
    uint32_t macros_count;
    use wants;   /* the last argument was an option that the next one belongs to */
    cg_str last; /* directory that was stated */
    uint32_t count;
    mf_value counted; /* the file of the last one that counts */
    stated_macro table[MACROS_MAX * 2];
    uint32_t named[MACROS_MAX]; /* slots in use, in the order of the source */
    uint32_t named_count;
    bool cut; /* not all that they define is known */
} commands;

static const struct {
    const char *text;
    use use;
} options[] = {{"-I", USE_FOLDER},
               {"-isystem", USE_FOLDER},
               {"-iquote", USE_FOLDER},
               {"-idirafter", USE_FOLDER},
               {"--include-directory=", USE_FOLDER},
               {"--include-directory", USE_FOLDER},
               {"-D", USE_DEFINE},
               {"-U", USE_UNDEFINE}};

static void add_folder(mf_reader *r, mf_value folder)
{
    commands *c = r->state;
    if (c->folders_count < FOLDERS_MAX && folder.text.len)
        c->folders[c->folders_count++] = folder;
    else if (folder.text.len)
        cg_x_cut(r->x);
}

static void add_macro(mf_reader *r, mf_value macro, bool undefined)
{
    commands *c = r->state;
    if (c->macros_count == MACROS_MAX) {
        cg_x_cut(r->x);
        c->cut = true;
        return;
    }
    c->undefined[c->macros_count] = undefined;
    c->macros[c->macros_count++] = macro;
}

static void use_argument(mf_reader *r, use how, mf_value arg)
{
    if (how == USE_FOLDER)
        add_folder(r, arg);
    else if (how != USE_NONE)
        add_macro(r, arg, how == USE_UNDEFINE);
}

/* What defines more than is written there: a file that is put in front, options in a file, or those of another compiler. */
static bool defines_unread(cg_str arg)
{
    static const char *const starts[] = {"-include", "--include=", "-imacros", "--imacros", "@"};
    for (size_t i = 0; i < CG_ARRAY_LEN(starts); i++)
        if (cg_str_starts(arg, cg_str_from(starts[i])))
            return true;
    return cg_str_starts(arg, CG_STR("/D")) && cg_str_find(cg_str_slice(arg, 1, arg.len), '/') < 0;
}

/* One argument of a command: what an option takes, with the option or behind it. */
static void argument(mf_reader *r, mf_value arg)
{
    commands *c = r->state;
    if (c->wants != USE_NONE) {
        use_argument(r, c->wants, arg);
        c->wants = USE_NONE;
        return;
    }
    for (size_t i = 0; i < CG_ARRAY_LEN(options); i++) {
        cg_str option = cg_str_from(options[i].text);
        if (!cg_str_starts(arg.text, option))
            continue;
        if (arg.text.len == option.len) {
            c->wants = options[i].use;
            return;
        }
        arg.text = cg_str_slice(arg.text, option.len, arg.text.len);
        use_argument(r, options[i].use, arg);
        return;
    }
    c->cut |= defines_unread(arg.text);
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

/* ---- macros ---- */

/* NAME, NAME=VALUE, NAME(parameters)=VALUE */
static cg_str name_of(cg_str macro)
{
    size_t len = 0;
    while (len < macro.len && macro.ptr[len] != '=' && macro.ptr[len] != '(')
        len++;
    return cg_str_slice(macro, 0, len);
}

/* Without `=`, it stands for 1. */
static cg_str value_of(cg_str macro)
{
    ptrdiff_t equals = cg_str_find(macro, '=');
    return equals < 0 ? CG_STR("1") : cg_str_slice(macro, (size_t)equals + 1, macro.len);
}

/* NULL: there is no room for another. */
static stated_macro *find_macro(commands *c, cg_str name)
{
    uint64_t hash = cg_hash64(name.ptr, name.len, 0) | 1;
    uint32_t i = (uint32_t)(hash >> 32) % (MACROS_MAX * 2);
    while (c->table[i].hash != 0 && c->table[i].hash != hash)
        i = (i + 1) % (MACROS_MAX * 2);
    if (c->table[i].hash == 0) {
        if (c->named_count == MACROS_MAX)
            return NULL;
        c->table[i].hash = hash;
        c->named[c->named_count++] = i;
    }
    return &c->table[i];
}

static void count_macro(commands *c, mf_value at, bool undefined)
{
    cg_str name = name_of(at.text);
    stated_macro *m = name.len == 0 ? NULL : find_macro(c, name);
    if (m == NULL) {
        c->cut |= name.len > 0;
        return;
    }
    bool again = m->last == c->count;
    m->commands += !undefined && !(again && m->defined);
    m->commands -= undefined && again && m->defined;
    m->last = c->count;
    m->defined = !undefined;
    if (undefined)
        return;
    m->varies |= m->at.text.len > 0 && !cg_str_eq(value_of(m->at.text), value_of(at.text));
    if (m->at.text.len == 0)
        m->at = at;
}

/* `commands` comes last: where it is, all that commands define is known. */
static void state_macros(mf_reader *r)
{
    commands *c = r->state;
    for (uint32_t i = 0; i < c->named_count; i++) {
        const stated_macro *m = &c->table[c->named[i]];
        if (m->commands == 0)
            continue;
        cg_buf_clear(&r->name);
        bool always = m->commands == c->count && !m->varies;
        cg_buf_add_str(&r->name, always ? CG_STR("defined.") : CG_STR("sometimes."));
        cg_buf_add_str(&r->name, name_of(m->at.text));
        mf_value value = m->at;
        value.text = value_of(m->at.text);
        state(r, cg_buf_str(&r->name), &value);
    }
    if (c->count == 0 || c->cut || cg_x_has_errors(r->x))
        return;
    char *number = cg_x_alloc(r->x, 16);
    c->counted.text = cg_str_make(number, (size_t)snprintf(number, 16, "%" PRIu32, c->count));
    state(r, CG_STR("commands"), &c->counted);
}

/* ---- records ---- */

/* NULL: there is no room for another. */
static folder_list *find_list(commands *c)
{
    uint64_t hash = c->folders_count;
    for (uint32_t i = 0; i < c->folders_count; i++)
        hash = cg_hash64(c->folders[i].text.ptr, c->folders[i].text.len, hash);
    hash |= 1;
    uint32_t i = (uint32_t)(hash >> 32) % (LISTS_MAX * 2);
    while (c->lists[i].hash != 0 && c->lists[i].hash != hash)
        i = (i + 1) % (LISTS_MAX * 2);
    if (c->lists[i].hash == 0 && c->lists_count == LISTS_MAX)
        return NULL;
    c->lists_count += c->lists[i].hash == 0;
    c->lists[i].hash = hash;
    return &c->lists[i];
}

static void state_limited(mf_reader *r, const char *prefix, cg_str name, const mf_value *value)
{
    if (r->facts >= FOLDERS_TOTAL_MAX) {
        cg_x_cut(r->x);
        return;
    }
    cg_buf_clear(&r->name);
    cg_buf_add_str(&r->name, cg_str_from(prefix));
    cg_buf_add_str(&r->name, name);
    state(r, cg_buf_str(&r->name), value);
}

/* Where the file of the command is searched: by a list, for most files have theirs in common with others. */
static void state_folders(mf_reader *r)
{
    commands *c = r->state;
    folder_list *list = find_list(c);
    if (list == NULL) {
        cg_x_cut(r->x);
        return;
    }
    /* Named by what is in it: other lists may come and go. */
    char *name = cg_x_alloc(r->x, 17);
    mf_value value = c->file;
    value.text = cg_str_make(name, (size_t)snprintf(name, 17, "%016" PRIx64, list->hash));
    for (uint32_t i = 0; i < c->folders_count && !list->stated; i++)
        state_limited(r, "folders.", value.text, &c->folders[i]);
    list->stated = true;
    state_limited(r, "include.", c->file.text, &value);
}

static void state_entry(mf_reader *r)
{
    commands *c = r->state;
    if (c->directory.text.len && !cg_str_eq(c->directory.text, c->last)) {
        state(r, CG_STR("directory"), &c->directory);
        c->last = c->directory.text;
    }
    if (c->file.text.len == 0)
        return;
    if (c->folders_count > 0)
        state_folders(r);
    c->count++;
    c->counted = c->file;
    for (uint32_t i = 0; i < c->macros_count; i++)
        count_macro(c, c->macros[i], c->undefined[i]);
}

static void close(mf_reader *r, uint32_t end)
{
    (void)end;
    commands *c = r->state;
    if (r->depth == 2)
        c->wants = USE_NONE; /* `arguments` ends */
    if (r->depth == 0)
        state_macros(r);
    if (r->depth != 1)
        return;
    state_entry(r);
    c->directory = c->file = (mf_value){0};
    c->folders_count = c->macros_count = 0;
    c->wants = USE_NONE;
}

void mf_commands_begin(mf_reader *r)
{
    r->state = cg_x_alloc(r->x, sizeof(commands));
    r->leaf = leaf;
    r->close = close;
}
