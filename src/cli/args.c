// SPDX-License-Identifier: Apache-2.0
// Options and words of a command.
#include "cli.h"

/* Removes `count` words at `at`. */
static void drop(cli *c, size_t at, size_t count)
{
    char **args = (char **)c->args;
    for (size_t i = at; i + count < c->args_count; i++)
        args[i] = args[i + count];
    c->args_count -= count;
}

const char *args_take(cli *c, const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 0; i < c->args_count; i++) {
        const char *arg = c->args[i];
        if (strncmp(arg, name, n) != 0)
            continue;
        if (arg[n] == '=') {
            drop(c, i, 1);
            return arg + n + 1;
        }
        if (arg[n] == '\0' && i + 1 < c->args_count) {
            const char *value = c->args[i + 1];
            drop(c, i, 2);
            return value;
        }
    }
    return NULL;
}

bool args_take_flag(cli *c, const char *name)
{
    for (size_t i = 0; i < c->args_count; i++)
        if (strcmp(c->args[i], name) == 0) {
            drop(c, i, 1);
            return true;
        }
    return false;
}

bool args_expect(cli *c, const char *command_name, size_t count, const char *usage)
{
    for (size_t i = 0; i < c->args_count; i++)
        if (c->args[i][0] == '-' && c->args[i][1] != '\0') {
            fprintf(stderr, "codegraph %s: unknown option or missing value: %s\n", command_name,
                    c->args[i]);
            fprintf(stderr, "usage: codegraph %s\n", usage);
            return false;
        }
    if (c->args_count == count)
        return true;
    fprintf(stderr, "usage: codegraph %s\n", usage);
    return false;
}
