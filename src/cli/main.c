// SPDX-License-Identifier: Apache-2.0
// codegraph: the command line of CodeGraph. Reads what all commands share, then runs one.
#include "cli.h"

static int print(cg_buf *text)
{
    fwrite(text->ptr, 1, text->len, stdout);
    cg_buf_fini(text);
    return CLI_FINE;
}

static int print_help(const cli *c)
{
    cg_buf text = {0};
    if (c->command == NULL)
        help_write(&text);
    else
        (void)help_write_command(&text, cg_str_from(c->command->name));
    return print(&text);
}

static int run(cli *c, char *const *argv, size_t count)
{
    cli_exit rc = args_read(c, argv, count);
    if (rc != CLI_FINE)
        return rc;
    if (global_opt(c, "help") != NULL)
        return print_help(c);
    if (global_opt(c, "version") != NULL) {
        printf("codegraph %s\n", CG_VERSION);
        return CLI_FINE;
    }
    if (c->command == NULL) {
        cg_buf text = {0};
        help_write(&text);
        fwrite(text.ptr, 1, text.len, stderr);
        cg_buf_fini(&text);
        return CLI_USAGE;
    }
    c->json = global_opt(c, "json") != NULL;
    c->color = color_wanted(global_opt(c, "color"));
    c->project = cg_str_from(global_opt(c, "project"));
    c->transaction = cg_str_from(global_opt(c, "transaction"));
    if (!(c->command->traits & COMMAND_LOCAL) && !find_server(c))
        return (int)c->failure;
    int status = c->command->run(c);
    return status == CLI_NO && c->failure != CLI_FINE ? (int)c->failure : status;
}

int main(int argc, char **argv)
{
    cli c = {.arena = cg_arena_create(0), .client = client_create()};
    terminal_guard(&c);
    int status = run(&c, argv + 1, argc > 0 ? (size_t)argc - 1 : 0);
    bool written = fflush(stdout) == 0 && ferror(stdout) == 0;
    if (!written)
        perror("codegraph: the output cannot be written");
    client_destroy(c.client);
    cg_arena_destroy(c.arena);
    if (!written)
        return CLI_BROKEN;
    return status;
}
