// SPDX-License-Identifier: Apache-2.0
// codegraph man, completion: what is made from the table for other programs.
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int print(const cg_buf *text)
{
    fwrite(text->ptr, 1, text->len, stdout);
    return CLI_FINE;
}

static bool write_page(cli *c, const char *folder, cg_str family, const cg_buf *text)
{
    cg_str path = cg_arena_printf(c->arena, "%s/codegraph%s%.*s.1", folder,
                                  family.len > 0 ? "-" : "", CG_STR_ARG(family));
    int fd = open(path.ptr, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    bool fine = fd >= 0 && write(fd, text->ptr, text->len) == (ssize_t)text->len;
    if (!fine)
        fprintf(stderr, "codegraph: %s: %s\n", path.ptr, strerror(errno));
    if (fd >= 0)
        (void)close(fd);
    return fine;
}

static int write_pages(cli *c, const char *folder)
{
    CG_AUTO_VALUE(cg_buf) overview = {0};
    cg_err err;
    if (cg_make_dirs(folder, &err) != CG_OK) {
        fprintf(stderr, "codegraph: %s: %s\n", folder, err.text);
        return CLI_NO;
    }
    man_write_overview(&overview);
    bool fine = write_page(c, folder, CG_STR_NULL, &overview);
    for (size_t i = 0; fine && i < commands_count; i++) {
        CG_AUTO_VALUE(cg_buf) text = {0};
        if (!family_begins(i))
            continue;
        (void)man_write(&text, family_of(&commands[i]));
        fine = write_page(c, folder, family_of(&commands[i]), &text);
    }
    return fine ? CLI_FINE : CLI_NO;
}

int cmd_man(cli *c)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    if (opt_given(c, "write"))
        return write_pages(c, opt(c, "write"));
    if (opt_given(c, "markdown"))
        docs_write(&text);
    else if (c->args_count == 0)
        man_write_overview(&text);
    else if (!man_write(&text, word(c, 0)))
        return misuse(c, "there is no command \"%.*s\"", CG_STR_ARG(word(c, 0)));
    return print(&text);
}

int cmd_completion(cli *c)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_str shell = word(c, 0);
    if (cg_str_eq(shell, CG_STR("bash")))
        completion_bash(&text);
    else if (cg_str_eq(shell, CG_STR("zsh")))
        completion_zsh(&text);
    else if (cg_str_eq(shell, CG_STR("fish")))
        completion_fish(&text);
    else
        return misuse(c, "the shell is bash, zsh or fish, not \"%.*s\"", CG_STR_ARG(shell));
    return print(&text);
}
