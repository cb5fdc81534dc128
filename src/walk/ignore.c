// SPDX-License-Identifier: Apache-2.0
// Reading and matching gitignore rules.
#include "ignore.h"

static bool has_wildcard(cg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (strchr("*?[\\", s.ptr[i]) != NULL)
            return true;
    return false;
}

/* An odd number of backslashes at the end escapes what follows; of an even number the last is
 * itself escaped. */
static bool ends_in_escape(cg_str s)
{
    size_t backslashes = 0;
    while (backslashes < s.len && s.ptr[s.len - 1 - backslashes] == '\\')
        backslashes++;
    return backslashes % 2 == 1;
}

/* Trailing blanks go unless escaped. */
static cg_str trim_line(cg_str line)
{
    while (line.len > 0 && (line.ptr[line.len - 1] == '\r' || line.ptr[line.len - 1] == '\n'))
        line.len--;
    while (line.len > 0 && line.ptr[line.len - 1] == ' ' &&
           !ends_in_escape(cg_str_slice(line, 0, line.len - 1)))
        line.len--;
    return line;
}

static void add_line(ignore_rules *rules, cg_str line, cg_str base)
{
    line = trim_line(line);
    if (line.len == 0 || line.ptr[0] == '#')
        return;
    ignore_rule rule = {.base = base};
    if (line.ptr[0] == '!') {
        rule.negated = true;
        line = cg_str_slice(line, 1, line.len);
    }
    if (cg_str_ends(line, CG_STR("/"))) {
        rule.dirs_only = true;
        line.len--;
    }
    rule.anchored = cg_str_find(line, '/') >= 0;
    if (cg_str_starts(line, CG_STR("/")))
        line = cg_str_slice(line, 1, line.len);
    if (line.len == 0)
        return;
    rule.pattern = line;
    rule.form = IGNORE_GLOB;
    if (!has_wildcard(line)) {
        rule.form = IGNORE_EXACT;
    } else if (!rule.anchored && line.ptr[0] == '*' &&
               !has_wildcard(cg_str_slice(line, 1, line.len))) {
        rule.form = IGNORE_SUFFIX;
        rule.pattern = cg_str_slice(line, 1, line.len);
    }
    CG_VEC_PUSH(&rules->rules, rule);
}

void ignore_add(ignore_rules *rules, cg_str text, cg_str base)
{
    cg_str line, byte_order_mark = CG_STR("\xef\xbb\xbf");
    if (cg_str_starts(text, byte_order_mark))
        text = cg_str_slice(text, byte_order_mark.len, text.len);
    while (cg_str_split(&text, '\n', &line))
        add_line(rules, line, base);
}

void ignore_truncate(ignore_rules *rules, size_t count)
{
    rules->rules.len = count;
}

void ignore_fini(ignore_rules *rules)
{
    CG_VEC_FINI(&rules->rules);
}

static bool rule_matches(const ignore_rule *rule, cg_str path, cg_str name)
{
    cg_str subject = rule->anchored ? cg_str_slice(path, rule->base.len, path.len) : name;
    switch (rule->form) {
    case IGNORE_EXACT: return cg_str_eq(subject, rule->pattern);
    case IGNORE_SUFFIX: return cg_str_ends(subject, rule->pattern);
    default: return cg_glob_match(rule->pattern, subject);
    }
}

bool ignore_matches(const ignore_rules *rules, cg_str path, bool is_dir)
{
    ptrdiff_t slash = cg_str_rfind(path, '/');
    cg_str name = cg_str_slice(path, (size_t)(slash + 1), path.len);
    for (size_t i = rules->rules.len; i-- > 0;) {
        const ignore_rule *rule = &rules->rules.ptr[i];
        if (rule->dirs_only && !is_dir)
            continue;
        if (rule_matches(rule, path, name))
            return !rule->negated;
    }
    return false;
}
