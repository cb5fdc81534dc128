// SPDX-License-Identifier: Apache-2.0
// codegraphd: reads the command line and the configuration, then runs the daemon or prints what
// was asked for. Exit codes: 0 well, 1 could not start or go on, 2 wrong usage or configuration.
#include <stdio.h>
#include <unistd.h>

#include "cg/api.h"
#include "daemon.h"

#define EXIT_FAILED 1
#define EXIT_USAGE 2

typedef enum mode {
    MODE_RUN,
    MODE_CHECK,
    MODE_PRINT,
    MODE_OPENAPI,
    MODE_GRAPHQL,
    MODE_VERSION,
    MODE_HELP
} mode;

static const struct {
    const char *flag;
    mode mode;
    const char *help;
} modes[] = {
    {"--check-config", MODE_CHECK, "Check the configuration and exit."},
    {"--print-config", MODE_PRINT, "Print the effective configuration and exit."},
    {"--dump-openapi", MODE_OPENAPI, "Print the OpenAPI document and exit."},
    {"--dump-graphql", MODE_GRAPHQL, "Print the GraphQL schema and exit."},
    {"--version", MODE_VERSION, "Print the version and exit."},
    {"--help", MODE_HELP, "Print this text and exit."},
};

static bool find_mode(cg_str word, mode *out_mode)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(modes); i++)
        if (cg_str_eq(word, cg_str_from(modes[i].flag))) {
            *out_mode = modes[i].mode;
            return true;
        }
    return false;
}

static int print(cg_buf *text)
{
    bool ok = text->error == CG_OK && fwrite(text->ptr, 1, text->len, stdout) == text->len &&
              fflush(stdout) == 0;
    cg_buf_fini(text);
    return ok ? 0 : EXIT_FAILED;
}

static int complain(const cg_err *err, int status)
{
    (void)fprintf(stderr, "codegraphd: %s\n", err->text);
    return status;
}

static int print_help(void)
{
    cg_buf text = {0};
    cg_buf_printf(&text,
                  "codegraphd %s: turns source code into a versioned graph.\n\n"
                  "Usage: codegraphd [--config FILE] [--OPTION=VALUE …]\n\n",
                  CG_VERSION);
    for (size_t i = 0; i < CG_ARRAY_LEN(modes); i++)
        cg_buf_printf(&text, "  %-16s %s\n", modes[i].flag, modes[i].help);
    cg_buf_printf(&text, "  %-16s %s\n\n", "--config FILE", "Read this configuration file.");
    cg_config_write_help(&text);
    return print(&text);
}

static int print_openapi(void)
{
    cg_buf text = {0};
    cg_err err = {0};
    if (cg_api_write_openapi(true, &text, &err) != CG_OK)
        return complain(&err, EXIT_FAILED);
    return print(&text);
}

static int print_graphql(void)
{
    cg_buf text = {0};
    cg_api_write_graphql(&text);
    return print(&text);
}

/* Takes over the options that may change while the daemon runs, and names the others. */
static void reload(const cg_config *config, const cg_config_sources *sources)
{
    CG_AUTO(cg_config) fresh = NULL;
    cg_err err = {0};
    if (cg_config_load(sources, &fresh, &err) != CG_OK) {
        CG_LOG(CG_LOG_ERROR, "config.invalid", CG_LSTR("detail", cg_str_from(err.text)));
        return;
    }
    cg_log_set_level((cg_log_level)fresh->log_level);
    for (size_t i = 0; i < cg_option_count; i++)
        if (!cg_options[i].live && !cg_config_same(config, fresh, i))
            CG_LOG(CG_LOG_WARN, "config.needs_restart",
                   CG_LSTR("option", cg_str_from(cg_options[i].key)));
    CG_LOG(CG_LOG_INFO, "config.reloaded", CG_LSTR("file", fresh->file));
}

static int run(const cg_config *config, const cg_config_sources *sources)
{
    cg_err err = {0};
    cg_daemon *daemon = NULL;
    cg_log_set_level((cg_log_level)config->log_level);
    if (cg_daemon_start(config, &daemon, &err) != CG_OK) {
        CG_LOG(CG_LOG_ERROR, "server.failed", CG_LSTR("code", cg_str_from(cg_code_text(err.code))),
               CG_LSTR("detail", cg_str_from(err.text)));
        return EXIT_FAILED;
    }
    while (cg_daemon_wait(daemon) == CG_WISH_RELOAD)
        reload(config, sources);
    cg_daemon_stop(daemon);
    return 0;
}

static int with_config(const cg_config *config, const cg_config_sources *sources)
{
    mode m = MODE_RUN;
    cg_err err = {0};
    cg_buf text = {0};
    for (size_t i = 0; i < config->arguments.count; i++)
        if (!find_mode(config->arguments.items[i], &m)) {
            (void)fprintf(stderr, "codegraphd: unknown argument '%s'; see --help\n",
                          config->arguments.items[i].ptr);
            return EXIT_USAGE;
        }
    if (m == MODE_PRINT) {
        cg_config_write_yaml(config, &text);
        return print(&text);
    }
    if (cg_config_check_exposure(config, &err) != CG_OK)
        return complain(&err, EXIT_USAGE);
    if (m == MODE_CHECK)
        return puts("the configuration is valid") < 0 ? EXIT_FAILED : 0;
    return run(config, sources);
}

int main(int argc, char **argv)
{
    CG_AUTO(cg_config) config = NULL;
    cg_err err = {0};
    mode m = MODE_RUN;
    for (int i = 1; i < argc; i++) {
        if (!find_mode(cg_str_from(argv[i]), &m))
            continue;
        if (m == MODE_HELP)
            return print_help();
        if (m == MODE_VERSION)
            return puts("codegraphd " CG_VERSION) < 0 ? EXIT_FAILED : 0;
        if (m == MODE_OPENAPI)
            return print_openapi();
        if (m == MODE_GRAPHQL)
            return print_graphql();
    }
    const cg_config_sources sources = {
        .arguments = argv + 1,
        .argument_count = argc > 0 ? (size_t)argc - 1 : 0,
        .environment = environ,
        .default_file = "/etc/codegraph/codegraph.yaml",
    };
    if (cg_config_load(&sources, &config, &err) != CG_OK)
        return complain(&err, EXIT_USAGE);
    return with_config(config, &sources);
}
