// SPDX-License-Identifier: Apache-2.0
// Arguments: what all commands share, the command, its options and its words, as the table says.
#include "cli.h"

#include <stdarg.h>

static size_t options_count(const option *options)
{
    size_t n = 0;
    while (options != NULL && options[n].name != NULL)
        n++;
    return n;
}

/* The option that `arg` ("--name" or "--name=value") names. */
static const option *find_option(const option *options, cg_str arg)
{
    ptrdiff_t sign = cg_str_find(arg, '=');
    cg_str name = cg_str_slice(arg, 2, sign >= 0 ? (size_t)sign : arg.len);
    for (; options != NULL && options->name != NULL; options++)
        if (cg_str_eq(name, cg_str_from(options->name)))
            return options;
    return NULL;
}

/* True for one of the words of "a|b|c". */
static bool is_among(cg_str words, cg_str value)
{
    cg_str one;
    while (cg_str_split(&words, '|', &one))
        if (cg_str_eq(one, value))
            return true;
    return false;
}

int misuse(const cli *c, const char *format, ...)
{
    CG_AUTO_VALUE(cg_buf) usage = {0};
    va_list list;
    fputs("codegraph", stderr);
    if (c->command != NULL)
        fprintf(stderr, " %s", c->command->name);
    fputs(": ", stderr);
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fputc('\n', stderr);
    if (c->command == NULL)
        return CLI_USAGE;
    usage_write(&usage, c->command, 78, 8);
    fprintf(stderr, "usage: %.*s", CG_STR_ARG(cg_buf_str(&usage)));
    return CLI_USAGE;
}

/* Takes the option at `*inout_at`; its value may be the argument behind it. */
static cli_exit take_option(cli *c, const option *options, const option *o, const char **values,
                            char *const *argv, size_t count, size_t *inout_at)
{
    cg_str arg = cg_str_from(argv[*inout_at]);
    ptrdiff_t sign = cg_str_find(arg, '=');
    const char **slot = &values[o - options];
    if (*slot != NULL)
        return (cli_exit)misuse(c, "--%s is given twice", o->name);
    if (o->value == NULL) {
        if (sign >= 0)
            return (cli_exit)misuse(c, "--%s takes no value", o->name);
        *slot = "true";
        return CLI_FINE;
    }
    if (sign >= 0)
        *slot = arg.ptr + sign + 1;
    else if (*inout_at + 1 < count)
        *slot = argv[++*inout_at];
    else
        return (cli_exit)misuse(c, "--%s needs a value: %s", o->name, o->value);
    cg_str words = cg_str_from(o->value);
    if (cg_str_find(words, '|') >= 0 && !is_among(words, cg_str_from(*slot)))
        return (cli_exit)misuse(c, "--%s is %s, not \"%s\"", o->name, o->value, *slot);
    return CLI_FINE;
}

static bool is_command(const command *cmd, cg_str name)
{
    return cg_str_eq(cg_str_from(cmd->name), name);
}

static const command *find_named(cg_str name)
{
    for (size_t i = 0; i < commands_count; i++)
        if (is_command(&commands[i], name))
            return &commands[i];
    return NULL;
}

/* Two words where there is such a command, else one; "branch" alone is "branch list". */
static const command *find_command(cli *c, char *const *argv, size_t count, size_t *out_words)
{
    const command *found = NULL;
    *out_words = 2;
    if (count > 1)
        found = find_named(cg_arena_printf(c->arena, "%s %s", argv[0], argv[1]));
    if (found != NULL)
        return found;
    *out_words = 1;
    found = find_named(cg_str_from(argv[0]));
    if (found == NULL && (count == 1 || argv[1][0] == '-'))
        found = find_named(cg_arena_printf(c->arena, "%s list", argv[0]));
    return found;
}

static bool looks_like_option(const char *arg)
{
    return arg[0] == '-' && arg[1] != '\0';
}

void words_bounds(const command *cmd, size_t *out_min, size_t *out_max)
{
    cg_str rest = cg_str_from(cmd->words), one;
    *out_min = *out_max = 0;
    while (rest.len > 0 && cg_str_split(&rest, ' ', &one)) {
        *out_min += one.ptr[0] != '[';
        *out_max = cg_str_ends(one, CG_STR("…]")) ? SIZE_MAX : *out_max + 1;
    }
}

static cli_exit check_words(cli *c)
{
    size_t min, max;
    words_bounds(c->command, &min, &max);
    if (c->args_count >= min && (c->args_count <= max || (c->command->traits & COMMAND_PASSES)))
        return CLI_FINE;
    if (c->args_count < min)
        return (cli_exit)misuse(c, "%s is missing", c->command->words);
    return (cli_exit)misuse(c, "\"%s\" is too much", c->args[max]);
}

/* All behind the command's name. Words are gathered at the front of `argv`'s copy. */
static cli_exit read_rest(cli *c, char *const *argv, size_t count)
{
    const option *own = c->command->options;
    char **words = cg_arena_alloc_array(c->arena, count + 1, sizeof *words);
    bool ended = false;
    c->values = cg_arena_alloc_array(c->arena, options_count(own) + 1, sizeof *c->values);
    c->args = words;
    for (size_t i = 0; i < count; i++) {
        cg_str arg = cg_str_from(argv[i]);
        cli_exit rc = CLI_FINE;
        const option *o = NULL;
        if (ended || !looks_like_option(argv[i])) {
            words[c->args_count++] = argv[i];
            continue;
        }
        ended = cg_str_eq(arg, CG_STR("--"));
        if (ended)
            continue;
        if (cg_str_eq(arg, CG_STR("-h")))
            arg = CG_STR("--help");
        if (cg_str_starts(arg, CG_STR("--")) && (o = find_option(own, arg)) != NULL)
            rc = take_option(c, own, o, c->values, argv, count, &i);
        else if (cg_str_starts(arg, CG_STR("--")) && (o = find_option(global_options, arg)) != NULL)
            rc = take_option(c, global_options, o, c->globals, argv, count, &i);
        else if (c->command->traits & COMMAND_PASSES)
            words[c->args_count++] = argv[i];
        else
            return (cli_exit)misuse(c, "there is no option %s", argv[i]);
        if (rc != CLI_FINE)
            return rc;
    }
    return global_opt(c, "help") != NULL ? CLI_FINE : check_words(c);
}

cli_exit args_read(cli *c, char *const *argv, size_t count)
{
    static char help[] = "--help";
    size_t at = 0, words;
    c->globals = cg_arena_alloc_array(c->arena, options_count(global_options), sizeof *c->globals);
    for (; at < count && looks_like_option(argv[at]); at++) {
        bool is_h = strcmp(argv[at], "-h") == 0;
        char *const *args = is_h ? (char *const[]){help} : argv;
        size_t own_at = is_h ? 0 : at;
        const option *o = find_option(global_options, cg_str_from(args[own_at]));
        if (o == NULL || args[own_at][1] != '-')
            return (cli_exit)misuse(c, "there is no option %s; see codegraph --help", argv[at]);
        cli_exit rc =
            take_option(c, global_options, o, c->globals, args, is_h ? 1 : count, &own_at);
        if (rc != CLI_FINE)
            return rc;
        at = is_h ? at : own_at;
    }
    if (at == count)
        return CLI_FINE;
    c->command = find_command(c, argv + at, count - at, &words);
    if (c->command == NULL)
        return (cli_exit)misuse(c, "there is no command \"%s\"; see codegraph --help", argv[at]);
    return read_rest(c, argv + at + words, count - at - words);
}

const char *opt(const cli *c, const char *name)
{
    for (const option *o = c->command->options; o != NULL && o->name != NULL; o++)
        if (strcmp(o->name, name) == 0)
            return c->values[o - c->command->options];
    CG_ASSERT(!"the command has no such option");
    return NULL;
}

bool opt_given(const cli *c, const char *name)
{
    return opt(c, name) != NULL;
}

bool opt_u64(const cli *c, const char *name, uint64_t min, uint64_t max, uint64_t *inout_value)
{
    const char *text = opt(c, name);
    uint64_t n;
    if (text == NULL)
        return true;
    if (!cg_str_to_u64(cg_str_from(text), &n) || n < min || n > max) {
        misuse(c, "--%s takes a number from %" PRIu64 " to %" PRIu64 ", not \"%s\"", name, min, max,
               text);
        return false;
    }
    *inout_value = n;
    return true;
}

const char *global_opt(const cli *c, const char *name)
{
    for (const option *o = global_options; o->name != NULL; o++)
        if (strcmp(o->name, name) == 0)
            return c->globals[o - global_options];
    CG_ASSERT(!"there is no such option");
    return NULL;
}

cg_str word(const cli *c, size_t at)
{
    return at < c->args_count ? cg_str_from(c->args[at]) : CG_STR("");
}
