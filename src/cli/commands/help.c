// SPDX-License-Identifier: Apache-2.0
// codegraph help [COMMAND]
#include "cli.h"

int cmd_help(cli *c)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_str name = word(c, 0);
    if (c->args_count == 2)
        name = cg_arena_printf(c->arena, "%s %s", c->args[0], c->args[1]);
    if (c->args_count == 0) {
        help_write(&text);
    } else if (!help_write_command(&text, name)) {
        c->command = NULL;
        return misuse(c, "there is no command \"%.*s\"; see codegraph --help", CG_STR_ARG(name));
    }
    fwrite(text.ptr, 1, text.len, stdout);
    return CLI_FINE;
}
