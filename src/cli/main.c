// SPDX-License-Identifier: Apache-2.0
// codegraph: the command line of CodeGraph. Reads what all commands share, then runs one.
#include "cg/config.h"
#include "cli.h"

#include <stdlib.h>
#include <unistd.h>

extern char **environ;

static const command commands[] = {
    {"index", "DIR", "index a source tree", cmd_index},
    {"watch", "[DIR]", "keep the graph as a directory is, until stopped", cmd_watch},
    {"search", "TEXT", "find definitions by name and words", cmd_search},
    {"clones", "", "find code that was copied", cmd_clones},
    {"node", "NAME", "show one definition, who uses it and what it uses", cmd_node},
    {"callers", "NAME", "who calls it, by depth", cmd_callers},
    {"callees", "NAME", "what it calls, by depth", cmd_callees},
    {"hierarchy", "NAME", "what a type is, and what is one", cmd_hierarchy},
    {"path", "FROM TO", "all shortest paths between two definitions", cmd_path},
    {"impact", "NAME", "what a change of it, or since a version, concerns", cmd_impact},
    {"cycles", "", "what depends on itself over others", cmd_cycles},
    {"hubs", "", "what much leads to", cmd_hubs},
    {"dead", "", "what nothing uses", cmd_dead},
    {"communities", "", "what holds together", cmd_communities},
    {"overview", "", "a map of the project within a budget of tokens", cmd_overview},
    {"similar", "NODE", "find definitions that mean the like", cmd_similar},
    {"status", "", "show the server and what it holds", cmd_status},
    {"verify", "", "check the store against itself", cmd_verify},
    {"gc", "", "delete what no branch, tag or rule keeps", cmd_gc},
};

static void print_help(FILE *out)
{
    fprintf(out, "usage: codegraph [--server URL] [--project NAME] [--json] COMMAND …\n\n");
    for (size_t i = 0; i < CG_ARRAY_LEN(commands); i++)
        fprintf(out, "  %-11s %-7s %s\n", commands[i].name, commands[i].args, commands[i].summary);
    fprintf(out,
            "\n  --server URL    the daemon, by default the one on this machine as the\n"
            "                  options server.host and server.port (CODEGRAPH_SERVER_PORT) say\n"
            "  --project NAME  the code base, by default \"default\"\n"
            "  --json          print the server's replies as they are\n"
            "  --version       print the version\n");
}

static const command *find_command(const char *name)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(commands); i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* Where the daemon of this machine listens, by the same environment that it reads. */
static bool default_server(cli *c)
{
    cg_err err;
    CG_AUTO(cg_config) config = NULL;
    cg_config_sources sources = {.environment = environ};
    if (cg_config_load(&sources, &config, &err) != CG_OK) {
        fprintf(stderr, "codegraph: %s\n", err.text);
        return false;
    }
    c->server = cg_arena_printf(c->arena, "http://%.*s:%" PRIu64, CG_STR_ARG(config->server_host),
                                config->server_port);
    return true;
}

static bool choose_server(cli *c, const char *url)
{
    if (url == NULL)
        return default_server(c);
    cg_str server = cg_str_from(url);
    while (cg_str_ends(server, CG_STR("/")))
        server.len--;
    if (!cg_str_starts(server, CG_STR("http://")) && !cg_str_starts(server, CG_STR("https://"))) {
        fprintf(stderr, "codegraph: --server takes a URL, such as http://127.0.0.1:8080\n");
        return false;
    }
    c->server = cg_arena_str(c->arena, server);
    return true;
}

static int run(cli *c)
{
    const char *server = args_take(c, "--server"), *project = args_take(c, "--project");
    c->json = args_take_flag(c, "--json");
    if (args_take_flag(c, "--help") || args_take_flag(c, "-h")) {
        print_help(stdout);
        return 0;
    }
    if (args_take_flag(c, "--version")) {
        printf("codegraph %s\n", CG_VERSION);
        return 0;
    }
    const command *cmd = c->args_count > 0 ? find_command(c->args[0]) : NULL;
    if (cmd == NULL) {
        if (c->args_count > 0)
            fprintf(stderr, "codegraph: there is no command \"%s\"\n", c->args[0]);
        print_help(stderr);
        return 2;
    }
    if (!choose_server(c, server))
        return 2;
    c->project = project != NULL ? cg_str_from(project) : CG_STR_NULL;
    c->args++;
    c->args_count--;
    return cmd->run(c);
}

int main(int argc, char **argv)
{
    cli c = {.tty = isatty(STDOUT_FILENO),
             .arena = cg_arena_create(0),
             .client = client_create(),
             .args = argv + 1,
             .args_count = argc > 0 ? (size_t)argc - 1 : 0};
    int status = run(&c);
    client_destroy(c.client);
    cg_arena_destroy(c.arena);
    if (fflush(stdout) != 0)
        return 1;
    return status;
}
