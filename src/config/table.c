// SPDX-License-Identifier: Apache-2.0
// config: the option table as data: looking keys up, and each option's place in the snapshot.
#include "config_int.h"

enum option_apply { RESTART, LIVE };

const cg_option cg_options[] = {
#define CG_OPTION(field, key, type, initial, min, max, unit, apply, help)                          \
    {key, CG_OPTION_##type, initial, min, max, unit, apply == LIVE, help},
#include "cg/tbl/options.h"
#undef CG_OPTION
};

const size_t cg_option_count = CG_ARRAY_LEN(cg_options);

static const size_t offsets[] = {
#define CG_OPTION(field, key, type, initial, min, max, unit, apply, help)                          \
    offsetof(cg_config, field),
#include "cg/tbl/options.h"
#undef CG_OPTION
};

size_t config_find(cg_str key)
{
    size_t i = 0;
    while (i < cg_option_count && !cg_str_eq(key, cg_str_from(cg_options[i].key)))
        i++;
    return i;
}

bool config_is_section(cg_str section)
{
    for (size_t i = 0; i < cg_option_count; i++) {
        cg_str key = cg_str_from(cg_options[i].key);
        if (cg_str_starts(key, section) && key.len > section.len && key.ptr[section.len] == '.')
            return true;
    }
    return false;
}

/* Single-character changes that turn `a` into `b`; both at most 63 bytes. */
static unsigned edit_distance(cg_str a, cg_str b)
{
    unsigned row[64];
    for (unsigned j = 0; j <= b.len; j++)
        row[j] = j;
    for (unsigned i = 1; i <= a.len; i++) {
        unsigned diagonal = row[0];
        row[0] = i;
        for (unsigned j = 1; j <= b.len; j++) {
            unsigned replaced = diagonal + (a.ptr[i - 1] != b.ptr[j - 1]);
            diagonal = row[j];
            row[j] = CG_MIN(replaced, CG_MIN(row[j - 1], row[j]) + 1);
        }
    }
    return row[b.len];
}

const char *config_nearest(cg_str key)
{
    const char *nearest = NULL;
    unsigned least = 4; /* more changes than that are no slip of the finger */
    if (key.len > 63)
        return NULL;
    for (size_t i = 0; i < cg_option_count; i++) {
        unsigned distance = edit_distance(key, cg_str_from(cg_options[i].key));
        if (distance < least) {
            least = distance;
            nearest = cg_options[i].key;
        }
    }
    return nearest;
}

cg_code config_unknown(cg_err *err, const char *where, cg_str key)
{
    const char *nearest = config_nearest(key);
    cg_code rc = nearest ? CG_FAIL(err, CG_E_UNKNOWN_PARAMETER,
                                   "%s: unknown option; did you mean %s?", where, nearest)
                         : CG_FAIL(err, CG_E_UNKNOWN_PARAMETER, "%s: unknown option", where);
    (void)cg_err_at(err, "%.*s", CG_STR_ARG(key));
    return rc;
}

void config_store(cg_config *config, size_t option, const config_value *value)
{
    void *at = (char *)config + offsets[option];
    switch (cg_options[option].type) {
    case CG_OPTION_BOOL: *(bool *)at = value->flag; break;
    case CG_OPTION_INT:
    case CG_OPTION_SIZE:
    case CG_OPTION_DURATION: *(uint64_t *)at = value->num; break;
    case CG_OPTION_WORD: *(unsigned *)at = (unsigned)value->num; break;
    case CG_OPTION_TEXT: *(cg_str *)at = value->text; break;
    case CG_OPTION_LIST: *(cg_config_list *)at = value->list; break;
    }
}

config_value config_fetch(const cg_config *config, size_t option)
{
    const void *at = (const char *)config + offsets[option];
    config_value value = {0};
    switch (cg_options[option].type) {
    case CG_OPTION_BOOL: value.flag = *(const bool *)at; break;
    case CG_OPTION_INT:
    case CG_OPTION_SIZE:
    case CG_OPTION_DURATION: value.num = *(const uint64_t *)at; break;
    case CG_OPTION_WORD: value.num = *(const unsigned *)at; break;
    case CG_OPTION_TEXT: value.text = *(const cg_str *)at; break;
    case CG_OPTION_LIST: value.list = *(const cg_config_list *)at; break;
    }
    return value;
}

bool cg_config_same(const cg_config *a, const cg_config *b, size_t option)
{
    CG_ASSERT(option < cg_option_count);
    config_value x = config_fetch(a, option);
    config_value y = config_fetch(b, option);
    if (x.flag != y.flag || x.num != y.num || !cg_str_eq(x.text, y.text) ||
        x.list.count != y.list.count)
        return false;
    for (size_t i = 0; i < x.list.count; i++) {
        if (!cg_str_eq(x.list.items[i], y.list.items[i]))
            return false;
    }
    return true;
}
