// SPDX-License-Identifier: Apache-2.0
// `codegraph mcp install`: tells agents of this machine to start `codegraph mcp`. Their files are changed in one place only, and
// replaced in one step.
#include "mcp.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "codegraph"
#define FILE_MAX_BYTES ((size_t)64 << 20)

typedef enum agent_form { AGENT_PLAIN, AGENT_TYPED, AGENT_ZED, AGENT_TOML } agent_form;

/* `home`: the folder that says that the agent is there; both are below $HOME. */
static const struct agent {
    const char *name, *title, *home, *file, *group;
    agent_form form;
} agents[] = {
    {"claude-code", "Claude Code", ".claude", ".claude.json", "mcpServers", AGENT_TYPED},
    {"claude-desktop", "Claude Desktop", ".config/Claude",
     ".config/Claude/claude_desktop_config.json", "mcpServers", AGENT_PLAIN},
    {"cursor", "Cursor", ".cursor", ".cursor/mcp.json", "mcpServers", AGENT_PLAIN},
    {"vscode", "VS Code", ".config/Code", ".config/Code/User/mcp.json", "servers", AGENT_TYPED},
    {"codex", "Codex", ".codex", ".codex/config.toml", "mcp_servers", AGENT_TOML},
    {"gemini", "Gemini CLI", ".gemini", ".gemini/settings.json", "mcpServers", AGENT_PLAIN},
    {"zed", "Zed", ".config/zed", ".config/zed/settings.json", "context_servers", AGENT_ZED},
    {"windsurf", "Windsurf", ".codeium/windsurf", ".codeium/windsurf/mcp_config.json", "mcpServers",
     AGENT_PLAIN},
};

typedef struct installing {
    cli *c;
    const char *home;
    bool dry_run;
    cg_str program, args; /* as JSON, which is TOML as well */
    size_t done, failed;
} installing;

/* ---- what is written ---- */

static cg_str quoted(cli *c, cg_str text)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_json_writer w;
    cg_json_writer_init(&w, &out);
    cg_json_write_str(&w, text);
    return cg_arena_str(c->arena, cg_buf_str(&out));
}

/* This program, by its full name: agents with a window do not have the shell's path. */
static bool find_program(installing *x)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path);
    if (n <= 0 || (size_t)n >= sizeof path) {
        fprintf(stderr, "codegraph: cannot tell where this program is\n");
        return false;
    }
    x->program = quoted(x->c, cg_str_make(path, (size_t)n));
    return true;
}

static void make_args(installing *x)
{
    CG_AUTO_VALUE(cg_buf) list = {0};
    cli *c = x->c;
    cg_buf_add_char(&list, '[');
    if (c->server.len > 0)
        cg_buf_printf(&list, "\"--server\", %.*s, ", CG_STR_ARG(quoted(c, c->server)));
    if (c->project.len > 0)
        cg_buf_printf(&list, "\"--project\", %.*s, ", CG_STR_ARG(quoted(c, c->project)));
    cg_buf_printf(&list, "\"mcp\"]");
    x->args = cg_arena_str(c->arena, cg_buf_str(&list));
}

static cg_str entry_for(const installing *x, const struct agent *agent)
{
    static const char *const first[] = {[AGENT_PLAIN] = "",
                                        [AGENT_TYPED] = "\"type\": \"stdio\", ",
                                        [AGENT_ZED] = "\"source\": \"custom\", ",
                                        [AGENT_TOML] = ""};
    return cg_arena_printf(x->c->arena, "{%s\"command\": %.*s, \"args\": %.*s}", first[agent->form],
                           CG_STR_ARG(x->program), CG_STR_ARG(x->args));
}

/* ---- files ---- */

/* What a link leads to is changed, not the link. */
static cg_str path_of(const installing *x, const char *name)
{
    char real[PATH_MAX];
    cg_str path = cg_arena_printf(x->c->arena, "%s/%s", x->home, name);
    return realpath(path.ptr, real) != NULL ? cg_arena_str(x->c->arena, cg_str_from(real)) : path;
}

static bool write_all(int fd, cg_str text)
{
    while (text.len > 0) {
        ssize_t n = write(fd, text.ptr, text.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        text = cg_str_slice(text, (size_t)n, text.len);
    }
    return true;
}

/* A file beside it takes its place when it is whole. */
static bool replace_file(cli *c, cg_str path, cg_str text)
{
    struct stat was;
    cg_str draft =
        cg_arena_printf(c->arena, "%.*s.codegraph-%ld", CG_STR_ARG(path), (long)getpid());
    mode_t mode = stat(path.ptr, &was) == 0 ? was.st_mode & 0777 : 0600;
    int fd = open(draft.ptr, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0)
        return false;
    bool fine = write_all(fd, text) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    fine = close(fd) == 0 && fine;
    fine = fine && rename(draft.ptr, path.ptr) == 0;
    if (!fine)
        (void)unlink(draft.ptr);
    return fine;
}

static bool make_folder(cli *c, cg_str path)
{
    cg_err err = {0};
    ptrdiff_t slash = cg_str_rfind(path, '/');
    cg_str folder =
        cg_arena_str(c->arena, cg_str_slice(path, 0, (size_t)CG_MAX(slash, (ptrdiff_t)0)));
    return cg_make_dirs(folder.ptr, &err) == CG_OK;
}

/* ---- one agent ---- */

static void tell(const installing *x, const struct agent *agent, cg_str path, const char *what)
{
    printf("%-15s %s%s  %.*s\n", agent->title, what, x->dry_run ? " (not written)" : "",
           CG_STR_ARG(path));
}

static void fail(installing *x, const struct agent *agent, cg_str path, const char *why)
{
    fprintf(stderr, "codegraph: %s: %.*s was left as it is: %s\n", agent->title, CG_STR_ARG(path),
            why);
    x->failed++;
}

static bool merge(const installing *x, const struct agent *agent, cg_str before, cg_buf *after,
                  const char **why)
{
    return agent->form == AGENT_TOML
               ? settings_merge_toml(before, agent->group, NAME, x->program, x->args, after, why)
               : settings_merge_json(before, agent->group, NAME, entry_for(x, agent), after, why);
}

/* The rest of the file is nobody's business. */
static void show_entry(const installing *x, const struct agent *agent)
{
    if (agent->form == AGENT_TOML)
        printf("  [%s." NAME "]\n  command = %.*s\n  args = %.*s\n", agent->group,
               CG_STR_ARG(x->program), CG_STR_ARG(x->args));
    else
        printf("  \"%s\": {\"" NAME "\": %.*s}\n", agent->group, CG_STR_ARG(entry_for(x, agent)));
}

static void install_for(installing *x, const struct agent *agent)
{
    CG_AUTO_VALUE(cg_buf) before = {0};
    CG_AUTO_VALUE(cg_buf) after = {0};
    cg_err err = {0};
    const char *why = NULL;
    cg_str path = path_of(x, agent->file);
    cg_code rc = cg_file_read(path.ptr, FILE_MAX_BYTES, &before, &err);
    if (rc != CG_OK && rc != CG_E_NOT_FOUND) {
        fail(x, agent, path, err.text);
        return;
    }
    if (!merge(x, agent, cg_buf_str(&before), &after, &why)) {
        fail(x, agent, path, why);
        return;
    }
    bool same = rc == CG_OK && cg_str_eq(cg_buf_str(&before), cg_buf_str(&after));
    if (!same && !x->dry_run &&
        (!make_folder(x->c, path) || !replace_file(x->c, path, cg_buf_str(&after)))) {
        fail(x, agent, path, strerror(errno));
        return;
    }
    x->done++;
    tell(x, agent, path, same ? "is set up" : rc == CG_OK ? "added to" : "written");
    if (x->dry_run && !same)
        show_entry(x, agent);
}

/* ---- all of them ---- */

static const struct agent *find_agent(const char *name)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(agents); i++)
        if (strcmp(agents[i].name, name) == 0)
            return &agents[i];
    return NULL;
}

static int misused(const char *name)
{
    fprintf(stderr, "codegraph mcp install: there is no agent \"%s\". There are:", name);
    for (size_t i = 0; i < CG_ARRAY_LEN(agents); i++)
        fprintf(stderr, " %s", agents[i].name);
    fprintf(
        stderr,
        "\nusage: codegraph [--server URL] [--project NAME] mcp install [AGENT …] [--dry-run]\n");
    return 2;
}

static bool is_there(const installing *x, const struct agent *agent)
{
    struct stat st;
    return stat(path_of(x, agent->home).ptr, &st) == 0 ||
           stat(path_of(x, agent->file).ptr, &st) == 0;
}

static void install_for_all(installing *x)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(agents); i++)
        if (is_there(x, &agents[i]))
            install_for(x, &agents[i]);
    if (x->done + x->failed == 0)
        fprintf(
            stderr,
            "codegraph: no agent was found in %s: name one, as in codegraph mcp install claude-code\n",
            x->home);
}

int mcp_install(cli *c)
{
    installing x = {.c = c, .home = getenv("HOME"), .dry_run = opt_given(c, "dry-run")};
    for (size_t i = 0; i < c->args_count; i++)
        if (find_agent(c->args[i]) == NULL)
            return misused(c->args[i]);
    if (x.home == NULL || x.home[0] != '/') {
        fprintf(stderr, "codegraph: HOME names no folder\n");
        return CLI_NO;
    }
    if (!find_program(&x))
        return CLI_NO;
    c->server = cg_str_from(global_opt(c, "server"));
    make_args(&x);
    if (c->args_count == 0)
        install_for_all(&x);
    for (size_t i = 0; i < c->args_count; i++)
        install_for(&x, find_agent(c->args[i]));
    return x.failed > 0 || x.done == 0 ? CLI_NO : CLI_FINE;
}
