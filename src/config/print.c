// SPDX-License-Identifier: Apache-2.0
// config: the table as a commented file, a reference page and a help text.
#include "config_int.h"

static const char *const type_words[] = {
    [CG_OPTION_BOOL] = "true or false", [CG_OPTION_INT] = "number", [CG_OPTION_SIZE] = "size",
    [CG_OPTION_DURATION] = "time",      [CG_OPTION_TEXT] = "text",  [CG_OPTION_LIST] = "list",
    [CG_OPTION_WORD] = "one of",
};

static cg_str section_of(const cg_option *option)
{
    cg_str key = cg_str_from(option->key);
    return cg_str_slice(key, 0, (size_t)cg_str_find(key, '.'));
}

static bool opens_section(size_t option)
{
    return option == 0 ||
           !cg_str_eq(section_of(&cg_options[option]), section_of(&cg_options[option - 1]));
}

/* "0 to 65535", "1K to 4G bytes", "debug, info or off"; nothing for texts and booleans. */
static void add_range(cg_buf *out, const cg_option *option)
{
    bool number = option->type == CG_OPTION_INT || option->type == CG_OPTION_SIZE ||
                  option->type == CG_OPTION_DURATION;
    if (number)
        cg_buf_printf(out, "%s to %s", option->min, option->max);
    if (option->type != CG_OPTION_WORD)
        return;
    cg_str rest = cg_str_from(option->unit);
    cg_str word;
    while (cg_str_split(&rest, '|', &word)) {
        cg_buf_add_str(out, word);
        if (rest.ptr)
            cg_buf_add_str(out, cg_str_find(rest, '|') >= 0 ? CG_STR(", ") : CG_STR(" or "));
    }
}

/* Breaks `text` into lines of at most `width` bytes, each after `prefix`. */
static void add_wrapped(cg_buf *out, const char *prefix, cg_str text, size_t width)
{
    while (text.len) {
        cg_str line = cg_str_slice(text, 0, width);
        ptrdiff_t space = text.len > width ? cg_str_rfind(line, ' ') : -1;
        if (space > 0)
            line = cg_str_slice(line, 0, (size_t)space);
        text = cg_str_trim(cg_str_slice(text, line.len, text.len));
        cg_buf_printf(out, "%s%.*s\n", prefix, CG_STR_ARG(line));
    }
}

static void add_comment(cg_buf *out, const char *prefix, const cg_option *option)
{
    CG_AUTO_VALUE(cg_buf) range = {0};
    add_range(&range, option);
    add_wrapped(out, prefix, cg_str_from(option->help), 92);
    if (range.len)
        cg_buf_printf(out, "%s%.*s%s\n", prefix, CG_STR_ARG(cg_buf_str(&range)),
                      option->live ? "; taken over on reload" : "");
}

static void add_yaml_list(cg_buf *out, const cg_option *option, cg_config_list list)
{
    const cg_option item_type = {.key = option->key, .type = CG_OPTION_TEXT};
    if (list.count == 0)
        cg_buf_add_str(out, CG_STR(" []"));
    for (size_t i = 0; i < list.count; i++) {
        config_value item = {.text = list.items[i]};
        cg_buf_add_str(out, CG_STR("\n    - "));
        config_format(out, &item_type, &item);
    }
}

void cg_config_write_yaml(const cg_config *config, cg_buf *out)
{
    cg_buf_add_str(out, CG_STR("# SPDX-License-Identifier: Apache-2.0\n"
                               "# CodeGraph's options. Flags (--server.port=8081) and the "
                               "environment\n# (CODEGRAPH_SERVER_PORT=8081) override this file; "
                               "an option left out has its default.\n"));
    for (size_t i = 0; i < cg_option_count; i++) {
        const cg_option *option = &cg_options[i];
        cg_str section = section_of(option);
        config_value value = config_fetch(config, i);
        if (opens_section(i))
            cg_buf_printf(out, "\n%.*s:\n", CG_STR_ARG(section));
        add_comment(out, "  # ", option);
        cg_buf_printf(out, "  %s:", option->key + section.len + 1);
        if (option->type == CG_OPTION_LIST) {
            add_yaml_list(out, option, value.list);
        } else {
            cg_buf_add_char(out, ' ');
            config_format(out, option, &value);
        }
        cg_buf_add_char(out, '\n');
    }
}

static void add_markdown_row(cg_buf *out, const cg_option *option)
{
    CG_AUTO_VALUE(cg_buf) range = {0};
    add_range(&range, option);
    const char *separator = range.len == 0 ? "" : option->type == CG_OPTION_WORD ? " " : ", ";
    cg_buf_printf(out, "| `%s` | %s%s%.*s | ", option->key, type_words[option->type], separator,
                  CG_STR_ARG(cg_buf_str(&range)));
    if (*option->initial)
        cg_buf_printf(out, "`%s`", option->initial);
    else
        cg_buf_add_str(out, CG_STR("empty"));
    cg_buf_printf(out, " | %s | %s |\n", option->live ? "reload" : "start", option->help);
}

void cg_config_write_markdown(cg_buf *out)
{
    cg_buf_add_str(
        out,
        CG_STR("# Configuration\n"
               "\n"
               "An option is set, each way overriding those below it, by\n"
               "\n"
               "1. a flag: `--server.port=8081` or `--server.port 8081`; a true-or-false option "
               "alone means true;\n"
               "2. the environment: `CODEGRAPH_SERVER_PORT=8081`;\n"
               "3. the YAML file named by `--config FILE` or `CODEGRAPH_CONFIG`, keys nested "
               "(`server:`, then `port:`) or dotted;\n"
               "4. its default.\n"
               "\n"
               "An unknown option or a bad value stops the start and is named with its place. "
               "Sizes are bytes, or take `K`, `M`, `G`\n"
               "(powers of 1024); times take `ms`, `s`, `m`, `h`. In flags and variables a list "
               "is separated by commas. *Taken over*\n"
               "says whether a change counts from the next start or from a reload (`SIGHUP`) on. "
               "`config/codegraph.yaml` holds every\n"
               "option with its default.\n"));
    for (size_t i = 0; i < cg_option_count; i++) {
        if (opens_section(i))
            cg_buf_printf(out,
                          "\n## %.*s\n\n| Option | Type | Default | Taken over | Meaning |\n"
                          "|---|---|---|---|---|\n",
                          CG_STR_ARG(section_of(&cg_options[i])));
        add_markdown_row(out, &cg_options[i]);
    }
}

void cg_config_write_help(cg_buf *out)
{
    cg_buf_add_str(out, CG_STR("  --config FILE\n      YAML file with any of the options below; "
                               "also CODEGRAPH_CONFIG\n"));
    for (size_t i = 0; i < cg_option_count; i++) {
        const cg_option *option = &cg_options[i];
        CG_AUTO_VALUE(cg_buf) range = {0};
        add_range(&range, option);
        cg_buf_printf(out, "  --%s=%s\n", option->key, *option->initial ? option->initial : "\"\"");
        add_wrapped(out, "      ", cg_str_from(option->help), 72);
        if (range.len)
            cg_buf_printf(out, "      (%.*s)\n", CG_STR_ARG(cg_buf_str(&range)));
    }
}
