// SPDX-License-Identifier: Apache-2.0
// config: the sources in their order. Every source is checked even where a later one wins, so
// that a mistake does not lie in wait for the day the other is taken away.
#include "config_int.h"

#define ENV_PREFIX "CODEGRAPH_"

static cg_code set_from_text(cg_config *config, size_t option, cg_str text, const char *where,
                             cg_err *err)
{
    config_value value;
    cg_code rc = config_parse(&cg_options[option], text, where, config->arena, &value, err);
    if (rc == CG_OK)
        config_store(config, option, &value);
    return rc;
}

static cg_code set_defaults(cg_config *config, cg_err *err)
{
    for (size_t i = 0; i < cg_option_count; i++) {
        cg_code rc = set_from_text(config, i, cg_str_from(cg_options[i].initial), "default", err);
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}

/* ---- flags ---- */

/* One command-line word taken apart: `--name=value`, `--name` or something else. */
typedef struct flag_word {
    cg_str name; /* empty: no flag */
    cg_str value;
    bool has_value;
} flag_word;

static flag_word take_apart(const char *argument)
{
    cg_str word = cg_str_from(argument);
    if (!cg_str_starts(word, CG_STR("--")))
        return (flag_word){0};
    word = cg_str_slice(word, 2, word.len);
    ptrdiff_t equals = cg_str_find(word, '=');
    if (equals < 0)
        return (flag_word){.name = word};
    return (flag_word){
        .name = cg_str_slice(word, 0, (size_t)equals),
        .value = cg_str_slice(word, (size_t)equals + 1, word.len),
        .has_value = true,
    };
}

static bool is_config_flag(const flag_word *flag)
{
    return cg_str_eq(flag->name, CG_STR("config"));
}

static bool is_option_flag(const flag_word *flag)
{
    return cg_str_find(flag->name, '.') > 0;
}

static bool is_bool_flag(const flag_word *flag)
{
    size_t option = config_find(flag->name);
    return option < cg_option_count && cg_options[option].type == CG_OPTION_BOOL;
}

/* Calls `visit` on each flag that is ours, its value fetched from the next word where need be, and
 * keeps the rest in `rest` (NULL: not wanted). */
typedef cg_code (*flag_visit)(void *context, const flag_word *flag, cg_err *err);

typedef CG_VEC(cg_str) word_vec;

static cg_code visit_flags(const cg_config_sources *sources, flag_visit visit, void *context,
                           word_vec *rest, cg_err *err)
{
    bool ended = false;
    for (size_t i = 0; i < sources->argument_count; i++) {
        flag_word flag = take_apart(sources->arguments[i]);
        bool ours = !ended && (is_config_flag(&flag) || is_option_flag(&flag));
        ended = ended || cg_str_eq(cg_str_from(sources->arguments[i]), CG_STR("--"));
        if (!ours) {
            if (rest)
                CG_VEC_PUSH(rest, cg_str_from(sources->arguments[i]));
            continue;
        }
        if (!flag.has_value && is_bool_flag(&flag)) {
            flag.value = CG_STR("true");
        } else if (!flag.has_value) {
            if (i + 1 == sources->argument_count)
                return CG_FAIL(err, CG_E_INVALID, "--%.*s: needs a value", CG_STR_ARG(flag.name));
            flag.value = cg_str_from(sources->arguments[++i]);
        }
        cg_code rc = visit(context, &flag, err);
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}

static cg_code note_file(void *context, const flag_word *flag, cg_err *err)
{
    (void)err;
    if (is_config_flag(flag))
        *(cg_str *)context = flag->value;
    return CG_OK;
}

static cg_code apply_flag(void *context, const flag_word *flag, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) where = {0};
    if (is_config_flag(flag))
        return CG_OK;
    cg_buf_printf(&where, "--%.*s%c", CG_STR_ARG(flag->name), '\0');
    size_t option = config_find(flag->name);
    if (option == cg_option_count)
        return config_unknown(err, where.ptr, flag->name);
    return set_from_text(context, option, flag->value, where.ptr, err);
}

static cg_code apply_flags(cg_config *config, const cg_config_sources *sources, cg_err *err)
{
    word_vec rest = {0};
    cg_code rc = visit_flags(sources, apply_flag, config, &rest, err);
    if (rc == CG_OK) {
        cg_str *items = cg_arena_alloc_array(config->arena, rest.len, sizeof *items);
        for (size_t i = 0; i < rest.len; i++)
            items[i] = cg_arena_str(config->arena, rest.ptr[i]);
        config->arguments = (cg_config_list){.items = items, .count = rest.len};
    }
    CG_VEC_FINI(&rest);
    return rc;
}

/* ---- environment ---- */

/* "SERVER_PORT" as the key "server.port": the section ends at the first underscore. */
static void env_to_key(cg_str name, cg_buf *out)
{
    bool in_section = true;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (c == '_' && in_section) {
            c = '.';
            in_section = false;
        } else if (c >= 'A' && c <= 'Z') {
            c = (char)(c - 'A' + 'a');
        }
        cg_buf_add_char(out, c);
    }
}

static cg_code apply_variable(cg_config *config, cg_str name, cg_str value, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) key = {0};
    CG_AUTO_VALUE(cg_buf) where = {0};
    env_to_key(name, &key);
    cg_buf_printf(&where, ENV_PREFIX "%.*s%c", CG_STR_ARG(name), '\0');
    size_t option = config_find(cg_buf_str(&key));
    if (option < cg_option_count)
        return set_from_text(config, option, value, where.ptr, err);
    ptrdiff_t dot = cg_str_find(cg_buf_str(&key), '.');
    if (dot > 0 && config_is_section(cg_str_slice(cg_buf_str(&key), 0, (size_t)dot)))
        return config_unknown(err, where.ptr, cg_buf_str(&key));
    return CG_OK; /* not an option's name: it belongs to another program */
}

/* Splits the next variable of ours off; false at the end. */
static bool next_variable(char *const **environment, cg_str *out_name, cg_str *out_value)
{
    for (; *environment && **environment; (*environment)++) {
        cg_str entry = cg_str_from(**environment);
        ptrdiff_t equals = cg_str_find(entry, '=');
        if (equals < 0 || !cg_str_starts(entry, CG_STR(ENV_PREFIX)))
            continue;
        *out_name = cg_str_slice(entry, sizeof ENV_PREFIX - 1, (size_t)equals);
        *out_value = cg_str_slice(entry, (size_t)equals + 1, entry.len);
        (*environment)++;
        return true;
    }
    return false;
}

static cg_code apply_environment(cg_config *config, const cg_config_sources *sources, cg_err *err)
{
    char *const *environment = sources->environment;
    cg_str name;
    cg_str value;
    while (next_variable(&environment, &name, &value)) {
        cg_code rc = apply_variable(config, name, value, err);
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}

/* ---- file ---- */

static cg_code find_file(const cg_config_sources *sources, cg_str *out_path, bool *out_named,
                         cg_err *err)
{
    char *const *environment = sources->environment;
    cg_str name;
    cg_str value;
    cg_str path = CG_STR_NULL;
    while (next_variable(&environment, &name, &value)) {
        if (cg_str_eq(name, CG_STR("CONFIG")))
            path = value;
    }
    cg_code rc = visit_flags(sources, note_file, &path, NULL, err);
    if (rc != CG_OK)
        return rc;
    *out_named = path.len > 0;
    *out_path = path.len > 0 ? path : cg_str_from(sources->default_file);
    return CG_OK;
}

static cg_code apply_file(cg_config *config, const cg_config_sources *sources, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_err problem = {0};
    cg_str path;
    bool named;
    cg_code rc = find_file(sources, &path, &named, err);
    if (rc != CG_OK || path.len == 0)
        return rc;
    path = cg_arena_str(config->arena, path);
    rc = cg_file_read(path.ptr, CONFIG_FILE_BYTES_MAX, &text, &problem);
    if (rc == CG_E_NOT_FOUND && !named)
        return CG_OK;
    if (rc != CG_OK)
        return CG_FAIL(err, rc, "%s: %s", path.ptr, problem.text);
    config->file = path;
    return config_read_yaml(config, path.ptr, cg_buf_str(&text), err);
}

/* ---- all of them ---- */

static cg_code check_together(const cg_config *config, cg_err *err)
{
    if (config->server_port == config->server_metrics_port && config->server_port != 0) {
        (void)CG_FAIL(err, CG_E_INVALID,
                      "server.metrics_port: must differ from server.port (%" PRIu64 ")",
                      config->server_port);
        (void)cg_err_at(err, "server.metrics_port");
        return CG_E_INVALID;
    }
    return CG_OK;
}

static cg_code fill(cg_config *config, const cg_config_sources *sources, cg_err *err)
{
    cg_code rc = set_defaults(config, err);
    if (rc == CG_OK)
        rc = apply_file(config, sources, err);
    if (rc == CG_OK)
        rc = apply_environment(config, sources, err);
    if (rc == CG_OK)
        rc = apply_flags(config, sources, err);
    return rc == CG_OK ? check_together(config, err) : rc;
}

cg_code cg_config_load(const cg_config_sources *sources, cg_config **out_config, cg_err *err)
{
    CG_AUTO(cg_config)
    config = cg_alloc(sizeof *config);
    config->arena = cg_arena_create(0);
    cg_code rc = fill(config, sources, err);
    if (rc != CG_OK)
        return rc;
    *out_config = config;
    config = NULL;
    return CG_OK;
}

void cg_config_destroy(cg_config *config)
{
    if (config == NULL)
        return;
    cg_arena_destroy(config->arena);
    cg_free(config);
}
