// SPDX-License-Identifier: Apache-2.0
// config: the YAML file. Options are scalars, or sequences of scalars, under nested or dotted
// keys; anchors, aliases, tags and further documents have no place in it.
#include "config_int.h"

#include <yaml.h>

typedef struct yaml_reader {
    yaml_parser_t parser;
    yaml_event_t event; /* the current one; owned */
    bool has_event;
    cg_config *config;
    const char *path; /* of the file, for messages */
    bool *seen;       /* per option */
    cg_err *err;
} yaml_reader;

static int line_of(const yaml_reader *r)
{
    return (int)r->event.start_mark.line + 1;
}

/* "FILE:LINE: KEY", NUL-terminated, in `out`. */
static const char *where(const yaml_reader *r, int line, cg_str key, cg_buf *out)
{
    cg_buf_clear(out);
    cg_buf_printf(out, "%s:%d: %.*s%c", r->path, line, CG_STR_ARG(key), '\0');
    return out->error == CG_OK ? out->ptr : r->path;
}

static cg_code fail_here(const yaml_reader *r, const char *what)
{
    return CG_FAIL(r->err, CG_E_MALFORMED, "%s:%d: %s", r->path, line_of(r), what);
}

static cg_code next(yaml_reader *r)
{
    if (r->has_event)
        yaml_event_delete(&r->event);
    r->has_event = yaml_parser_parse(&r->parser, &r->event) != 0;
    if (!r->has_event)
        return CG_FAIL(r->err, CG_E_MALFORMED, "%s:%d: %s", r->path,
                       (int)r->parser.problem_mark.line + 1,
                       r->parser.problem ? r->parser.problem : "not YAML");
    if (r->event.type == YAML_ALIAS_EVENT)
        return fail_here(r, "aliases are not supported");
    return CG_OK;
}

static cg_str scalar(const yaml_reader *r)
{
    return cg_str_make((const char *)r->event.data.scalar.value, r->event.data.scalar.length);
}

static bool is_empty_plain(const yaml_reader *r)
{
    return r->event.type == YAML_SCALAR_EVENT && r->event.data.scalar.length == 0 &&
           r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

/* The current event opens the sequence; on return it is the closing one. */
static cg_code read_sequence(yaml_reader *r, size_t option, const char *place, config_value *out)
{
    CG_VEC(cg_str) items = {0};
    cg_code rc = CG_OK;
    while (rc == CG_OK && (rc = next(r)) == CG_OK && r->event.type != YAML_SEQUENCE_END_EVENT) {
        if (r->event.type != YAML_SCALAR_EVENT)
            rc = fail_here(r, "a list holds only texts");
        else
            CG_VEC_PUSH(&items, cg_arena_str(r->config->arena, scalar(r)));
    }
    if (rc == CG_OK)
        rc = config_parse_list(&cg_options[option], items.ptr, items.len, place, r->config->arena,
                               out, r->err);
    CG_VEC_FINI(&items);
    return rc;
}

/* The current event is the value of `option`. */
static cg_code read_option(yaml_reader *r, size_t option, int line)
{
    CG_AUTO_VALUE(cg_buf) buf = {0};
    const cg_option *opt = &cg_options[option];
    const char *place = where(r, line, cg_str_from(opt->key), &buf);
    config_value value = {0};
    cg_code rc;
    if (r->seen[option]) {
        (void)CG_FAIL(r->err, CG_E_INVALID, "%s: appears twice", place);
        (void)cg_err_at(r->err, "%s", opt->key);
        return CG_E_INVALID;
    }
    r->seen[option] = true;
    bool list = opt->type == CG_OPTION_LIST;
    if (list && r->event.type == YAML_SEQUENCE_START_EVENT)
        rc = read_sequence(r, option, place, &value);
    else if (list && is_empty_plain(r))
        rc = CG_OK;
    else if (!list && r->event.type == YAML_SCALAR_EVENT)
        rc = config_parse(opt, scalar(r), place, r->config->arena, &value, r->err);
    else
        rc = CG_FAIL(r->err, CG_E_INVALID, "%s: must be %s", place,
                     list ? "a list: [\"a\", \"b\"]" : "a single value");
    if (rc == CG_OK)
        config_store(r->config, option, &value);
    return rc;
}

static cg_code read_mapping(yaml_reader *r, cg_str prefix);

/* The current event is what stands behind `key`, which is already prefixed by its sections. */
static cg_code read_member(yaml_reader *r, cg_str key, int line)
{
    CG_AUTO_VALUE(cg_buf) buf = {0};
    size_t option = config_find(key);
    if (option < cg_option_count)
        return read_option(r, option, line);
    if (config_is_section(key)) {
        if (r->event.type == YAML_MAPPING_START_EVENT)
            return read_mapping(r, key);
        if (is_empty_plain(r))
            return CG_OK; /* all its options are commented out */
        return CG_FAIL(r->err, CG_E_INVALID, "%s: must hold options, not a value",
                       where(r, line, key, &buf));
    }
    return config_unknown(r->err, where(r, line, key, &buf), key);
}

/* The current event opens the mapping; on return it is the closing one. Recursion is bounded by
 * the sections there are: every level must be the start of a known key. */
static cg_code read_mapping(yaml_reader *r, cg_str prefix)
{
    for (;;) {
        cg_code rc = next(r);
        if (rc != CG_OK || r->event.type == YAML_MAPPING_END_EVENT)
            return rc;
        if (r->event.type != YAML_SCALAR_EVENT)
            return fail_here(r, "a key must be a word");
        int line = line_of(r);
        CG_AUTO_VALUE(cg_buf) key = {0};
        cg_buf_add_str(&key, prefix);
        if (prefix.len)
            cg_buf_add_char(&key, '.');
        cg_buf_add_str(&key, scalar(r));
        rc = next(r);
        if (rc == CG_OK)
            rc = read_member(r, cg_buf_str(&key), line);
        if (rc != CG_OK)
            return rc;
    }
}

static cg_code read_stream(yaml_reader *r)
{
    bool had_document = false;
    for (;;) {
        cg_code rc = next(r);
        if (rc != CG_OK || r->event.type == YAML_STREAM_END_EVENT)
            return rc;
        switch (r->event.type) {
        case YAML_DOCUMENT_START_EVENT:
            if (had_document)
                return fail_here(r, "only one document is read");
            had_document = true;
            break;
        case YAML_MAPPING_START_EVENT:
            rc = read_mapping(r, CG_STR_NULL);
            if (rc != CG_OK)
                return rc;
            break;
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_END_EVENT: break;
        default:
            if (!is_empty_plain(r))
                return fail_here(r, "the file must hold options, \"server:\" and so on");
        }
    }
}

cg_code config_read_yaml(cg_config *config, const char *path, cg_str text, cg_err *err)
{
    yaml_reader r = {.config = config, .path = path, .err = err};
    if (!yaml_parser_initialize(&r.parser))
        return CG_FAIL(err, CG_E_NOMEM, "not enough memory to read the configuration");
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)(text.ptr ? text.ptr : ""),
                                 text.len);
    r.seen = cg_alloc_array(cg_option_count, sizeof *r.seen);
    cg_code rc = read_stream(&r);
    if (r.has_event)
        yaml_event_delete(&r.event);
    cg_free(r.seen);
    yaml_parser_delete(&r.parser);
    return rc;
}
