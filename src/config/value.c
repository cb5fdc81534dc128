// SPDX-License-Identifier: Apache-2.0
// config: values as text and back, by type.
#include "config_int.h"

typedef struct suffix {
    const char *text;
    uint64_t factor;
} suffix;

/* Largest first, so that formatting finds the shortest. */
static const suffix size_suffixes[] = {
    {"G", UINT64_C(1) << 30},
    {"M", UINT64_C(1) << 20},
    {"K", UINT64_C(1) << 10},
    {"", 1},
};
static const suffix duration_suffixes[] = {
    {"h", UINT64_C(3600000000000)},
    {"m", UINT64_C(60000000000)},
    {"s", UINT64_C(1000000000)},
    {"ms", UINT64_C(1000000)},
};

static const char *number_words(cg_option_type type)
{
    switch (type) {
    case CG_OPTION_SIZE: return "a number of bytes such as 512, 64K, 16M or 2G";
    case CG_OPTION_DURATION: return "a time such as 500ms, 10s, 5m or 1h";
    default: return "a whole number";
    }
}

static bool parse_scaled(cg_str text, const suffix *suffixes, size_t count, uint64_t *out_value)
{
    size_t digits = 0;
    uint64_t number;
    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
        digits++;
    cg_str unit = cg_str_slice(text, digits, text.len);
    if (!cg_str_to_u64(cg_str_slice(text, 0, digits), &number))
        return false;
    if (number == 0 && unit.len == 0) {
        *out_value = 0;
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        if (cg_str_eq(unit, cg_str_from(suffixes[i].text)))
            return !__builtin_mul_overflow(number, suffixes[i].factor, out_value);
    }
    return false;
}

static bool parse_number(cg_option_type type, cg_str text, uint64_t *out_value)
{
    if (type == CG_OPTION_SIZE)
        return parse_scaled(text, size_suffixes, CG_ARRAY_LEN(size_suffixes), out_value);
    if (type == CG_OPTION_DURATION)
        return parse_scaled(text, duration_suffixes, CG_ARRAY_LEN(duration_suffixes), out_value);
    return cg_str_to_u64(text, out_value);
}

static cg_code refuse(const cg_option *option, const char *where, cg_str text, const char *what,
                      cg_err *err)
{
    cg_str shown = cg_utf8_truncate(text, 60);
    (void)CG_FAIL(err, CG_E_INVALID, "%s: must be %s, not \"%.*s\"", where, what,
                  CG_STR_ARG(shown));
    (void)cg_err_at(err, "%s", option->key);
    return CG_E_INVALID;
}

static cg_code refuse_range(const cg_option *option, const char *where, cg_str text, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) what = {0};
    bool counted = option->type == CG_OPTION_TEXT || option->type == CG_OPTION_LIST;
    cg_buf_printf(&what, "%s to %s%s%c", option->min, option->max, counted ? " bytes long" : "",
                  '\0');
    return refuse(option, where, text, what.ptr, err);
}

static cg_code parse_in_range(const cg_option *option, cg_str text, const char *where,
                              uint64_t *out_value, cg_err *err)
{
    uint64_t number;
    uint64_t min = 0;
    uint64_t max = 0;
    bool bounded = parse_number(option->type, cg_str_from(option->min), &min) &&
                   parse_number(option->type, cg_str_from(option->max), &max);
    CG_ASSERT(bounded);
    if (!parse_number(option->type, text, &number))
        return refuse(option, where, text, number_words(option->type), err);
    if (number < min || number > max)
        return refuse_range(option, where, text, err);
    *out_value = number;
    return CG_OK;
}

/* Hosts and paths: control characters could only be a mistake, or a forged log line. */
static bool is_plain_text(cg_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < 0x20 || c == 0x7f)
            return false;
    }
    return cg_utf8_valid(text);
}

static cg_code parse_text(const cg_option *option, cg_str text, const char *where, cg_arena *arena,
                          cg_str *out_text, cg_err *err)
{
    uint64_t min = 0;
    uint64_t max = 0;
    bool bounded = cg_str_to_u64(cg_str_from(option->min), &min) &&
                   cg_str_to_u64(cg_str_from(option->max), &max);
    CG_ASSERT(bounded);
    if (!is_plain_text(text)) {
        (void)CG_FAIL(err, CG_E_INVALID, "%s: must be UTF-8 without control characters", where);
        (void)cg_err_at(err, "%s", option->key);
        return CG_E_INVALID;
    }
    if (text.len < min || text.len > max)
        return refuse_range(option, where, text, err);
    *out_text = cg_arena_str(arena, text);
    return CG_OK;
}

static cg_code parse_word(const cg_option *option, cg_str text, const char *where,
                          uint64_t *out_value, cg_err *err)
{
    cg_str rest = cg_str_from(option->unit);
    cg_str word;
    for (uint64_t i = 0; cg_str_split(&rest, '|', &word); i++) {
        if (cg_str_eq(word, text)) {
            *out_value = i;
            return CG_OK;
        }
    }
    CG_AUTO_VALUE(cg_buf) what = {0};
    cg_buf_printf(&what, "one of %s%c", option->unit, '\0');
    return refuse(option, where, text, what.ptr, err);
}

cg_code config_parse_list(const cg_option *option, const cg_str *items, size_t count,
                          const char *where, cg_arena *arena, config_value *out_value, cg_err *err)
{
    cg_str *copies = cg_arena_alloc_array(arena, count, sizeof *copies);
    for (size_t i = 0; i < count; i++) {
        cg_code rc = parse_text(option, items[i], where, arena, &copies[i], err);
        if (rc != CG_OK)
            return rc;
    }
    out_value->list = (cg_config_list){.items = copies, .count = count};
    return CG_OK;
}

static cg_code parse_commas(const cg_option *option, cg_str text, const char *where,
                            cg_arena *arena, config_value *out_value, cg_err *err)
{
    CG_VEC(cg_str) items = {0};
    cg_str rest = text;
    cg_str item;
    while (text.len && cg_str_split(&rest, ',', &item))
        CG_VEC_PUSH(&items, cg_str_trim(item));
    cg_code rc = config_parse_list(option, items.ptr, items.len, where, arena, out_value, err);
    CG_VEC_FINI(&items);
    return rc;
}

cg_code config_parse(const cg_option *option, cg_str text, const char *where, cg_arena *arena,
                     config_value *out_value, cg_err *err)
{
    *out_value = (config_value){0};
    switch (option->type) {
    case CG_OPTION_BOOL:
        out_value->flag = cg_str_eq(text, CG_STR("true"));
        if (!out_value->flag && !cg_str_eq(text, CG_STR("false")))
            return refuse(option, where, text, "true or false", err);
        return CG_OK;
    case CG_OPTION_INT:
    case CG_OPTION_SIZE:
    case CG_OPTION_DURATION: return parse_in_range(option, text, where, &out_value->num, err);
    case CG_OPTION_TEXT: return parse_text(option, text, where, arena, &out_value->text, err);
    case CG_OPTION_LIST: return parse_commas(option, text, where, arena, out_value, err);
    case CG_OPTION_WORD: return parse_word(option, text, where, &out_value->num, err);
    }
    return CG_FAIL(err, CG_E_INTERNAL, "option of no type");
}

static void format_scaled(cg_buf *out, uint64_t number, const suffix *suffixes)
{
    size_t i = 0;
    if (number == 0) {
        cg_buf_add_char(out, '0');
        return;
    }
    while (number % suffixes[i].factor != 0)
        i++;
    cg_buf_printf(out, "%" PRIu64 "%s", number / suffixes[i].factor, suffixes[i].text);
}

static void format_word(cg_buf *out, const cg_option *option, uint64_t index)
{
    cg_str rest = cg_str_from(option->unit);
    cg_str word = CG_STR_NULL;
    for (uint64_t i = 0; i <= index && cg_str_split(&rest, '|', &word); i++) {
        /* on to the word of that position */
    }
    cg_buf_add_str(out, word);
}

void config_format(cg_buf *out, const cg_option *option, const config_value *value)
{
    switch (option->type) {
    case CG_OPTION_BOOL: cg_buf_printf(out, "%s", value->flag ? "true" : "false"); break;
    case CG_OPTION_INT: cg_buf_printf(out, "%" PRIu64, value->num); break;
    case CG_OPTION_SIZE: format_scaled(out, value->num, size_suffixes); break;
    case CG_OPTION_DURATION: format_scaled(out, value->num, duration_suffixes); break;
    case CG_OPTION_WORD: format_word(out, option, value->num); break;
    case CG_OPTION_TEXT:
        cg_buf_add_char(out, '"');
        cg_buf_add_json_escaped(out, value->text);
        cg_buf_add_char(out, '"');
        break;
    case CG_OPTION_LIST: break;
    }
}
