// SPDX-License-Identifier: Apache-2.0
// manifest: from a value and its keys to facts, by the format's rules.
#include "manifest_int.h"

#define NAME_BYTES_MAX 512u /* a longer name is data */

bool mf_push(mf_reader *r, mf_key key)
{
    if (r->depth >= MF_DEPTH_MAX)
        return false;
    r->keys[r->depth++] = key;
    return true;
}

void mf_pop(mf_reader *r)
{
    CG_ASSERT(r->depth > 0);
    r->depth--;
}

/* ---- rules ---- */

static bool is_element(const mf_key *key)
{
    return key->text.len == 0 && key->id != 0;
}

static bool matches(const mf_rule *rule, const mf_reader *r)
{
    cg_str path = cg_str_from(rule->path), part;
    uint32_t k = 0;
    while (cg_str_split(&path, '/', &part)) {
        if (cg_str_eq(part, CG_STR("**")))
            return true;
        if (cg_str_eq(part, CG_STR("#"))) {
            while (k < r->depth && is_element(&r->keys[k]))
                k++;
            continue;
        }
        if (k == r->depth || is_element(&r->keys[k]))
            return false;
        if (!cg_str_eq(part, CG_STR("*")) && !cg_str_eq(part, r->keys[k].text))
            return false;
        k++;
    }
    return k == r->depth;
}

/* ---- settings ---- */

static bool is_printable(cg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7f)
            return false;
    return true;
}

/* A fact of that name may be stated. */
static bool has_room(mf_reader *r, cg_str name)
{
    if (name.len == 0 || name.len > NAME_BYTES_MAX || !is_printable(name))
        return false;
    if (r->facts == MF_FACTS_MAX) {
        cg_x_cut(r->x);
        return false;
    }
    r->facts++;
    return true;
}

void mf_setting(mf_reader *r, cg_str name, const mf_value *value, uint32_t start, uint32_t name_at)
{
    if (!has_room(r, name))
        return;
    (void)cg_x_def_at(r->x, &(cg_def_at){.kind = CG_NODE_CONSTANT,
                                         .start = start,
                                         .end = value->end,
                                         .name_at = name_at,
                                         .name = name,
                                         .signature = value->text});
}

/* What a setting's span starts with: its key, but of a list each element stands for itself. */
static uint32_t setting_start(const mf_reader *r, const mf_value *value, uint32_t *out_name_at)
{
    const mf_key *last = &r->keys[r->depth - 1];
    bool alone = !is_element(last) && last->end <= value->start;
    *out_name_at = alone ? last->text_at : value->text_at;
    return alone ? last->start : value->start;
}

/* Joins the keys from the given one on with dots; elements have none. */
static void add_keys(mf_reader *r, uint32_t from)
{
    for (uint32_t k = from; k < r->depth && r->name.len <= NAME_BYTES_MAX; k++) {
        if (is_element(&r->keys[k]))
            continue;
        if (r->name.len)
            cg_buf_add_char(&r->name, '.');
        cg_buf_add_str(&r->name, r->keys[k].text);
    }
}

static void named(mf_reader *r, const mf_value *value)
{
    uint32_t name_at, start = setting_start(r, value, &name_at);
    mf_setting(r, cg_buf_str(&r->name), value, start, name_at);
}

static void by_keys(mf_reader *r, const mf_rule *rule, const mf_value *value)
{
    cg_buf_clear(&r->name);
    if (rule->name)
        cg_buf_add_str(&r->name, cg_str_from(rule->name));
    else
        add_keys(r, rule->drop);
    named(r, value);
}

/* {"exports": "./a.js"} and {"exports": {"import": …}} are about the subpath ".". */
static void by_export(mf_reader *r, const mf_value *value)
{
    uint32_t k = 1;
    while (k < r->depth && is_element(&r->keys[k]))
        k++;
    bool subpath = k < r->depth && cg_str_starts(r->keys[k].text, CG_STR("."));
    cg_buf_clear(&r->name);
    cg_buf_add_str(&r->name, subpath ? CG_STR("exports") : CG_STR("exports.."));
    add_keys(r, 1);
    named(r, value);
}

typedef void (*use_fn)(mf_reader *r, const mf_rule *rule, const mf_value *value);

/* A part of a text counts as an element. */
static void use_part(mf_reader *r, const mf_rule *rule, uint32_t from, uint32_t to, use_fn use)
{
    mf_value v = mf_plain(r, from, to);
    mf_key k = {.start = v.start, .end = v.start, .text_at = v.start, .id = v.start + 1};
    if (v.text.len == 0 || !mf_push(r, k))
        return;
    use(r, rule, &v);
    mf_pop(r);
}

/* Each part of a list with commas, or the whole value, for `use`. */
static void each_part(mf_reader *r, const mf_rule *rule, const mf_value *value, use_fn use)
{
    if (!(rule->flags & MF_COMMAS) || cg_str_find(value->text, ',') < 0) {
        use(r, rule, value);
        return;
    }
    uint32_t from = value->start;
    for (uint32_t at = from; at < value->end; at++)
        if (r->src.ptr[at] == ',') {
            use_part(r, rule, from, at, use);
            from = at + 1;
        }
    use_part(r, rule, from, value->end, use);
}

/* "package = folder"; without a name it is the folder of all. */
static void by_package_dir(mf_reader *r, const mf_rule *rule, const mf_value *value)
{
    ptrdiff_t equals = cg_str_find(value->text, '=');
    if (equals < 0)
        return;
    uint32_t at = value->start + (uint32_t)equals;
    mf_value package = mf_plain(r, value->start, at), folder = mf_plain(r, at + 1, value->end);
    cg_buf_clear(&r->name);
    add_keys(r, rule->drop);
    cg_buf_add_char(&r->name, '.');
    cg_buf_add_str(&r->name, package.text);
    mf_setting(r, cg_buf_str(&r->name), &folder, value->start, value->start);
}

/* ---- dependencies ---- */

void mf_import(mf_reader *r, cg_def_at at, cg_str version, unsigned flags)
{
    if ((flags & CG_IMPORT_RESOLVED && version.len == 0) || !has_room(r, at.name))
        return;
    (void)cg_x_import_at(r->x, at, at.name, version, flags);
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

/* In an address only a ';' behind a blank starts the marker. */
static const char *find_marker(cg_str rest)
{
    if (rest.len == 0)
        return NULL;
    if (rest.ptr[0] == '@')
        return memmem(rest.ptr, rest.len, " ;", 2);
    return memchr(rest.ptr, ';', rest.len);
}

/* "==1.4", of one version alone. */
static bool is_pin(cg_str version)
{
    return cg_str_starts(version, CG_STR("==")) && cg_str_find(version, '*') < 0 &&
           cg_str_find(version, ',') < 0;
}

void mf_requirement(mf_reader *r, const mf_value *value, unsigned flags)
{
    cg_str s = value->text;
    size_t n = 0;
    while (n < s.len && is_name_char(s.ptr[n]))
        n++;
    cg_def_at at = {.start = value->start,
                    .end = value->end,
                    .name_at = value->text_at,
                    .name = cg_str_slice(s, 0, n)};
    cg_str rest = cg_str_trim(cg_str_slice(s, n, s.len));
    ptrdiff_t extras = cg_str_starts(rest, CG_STR("[")) ? cg_str_find(rest, ']') : -1;
    rest = cg_str_trim(cg_str_slice(rest, (size_t)(extras + 1), rest.len));
    const char *marker = find_marker(rest);
    if (marker)
        rest.len = (size_t)(marker - rest.ptr);
    rest = cg_str_trim(rest);
    unsigned says = flags & MF_CONDITIONAL || marker != NULL ? CG_IMPORT_CONDITIONAL : 0;
    if (flags & MF_PINS && is_pin(rest)) {
        says |= CG_IMPORT_RESOLVED;
        while (cg_str_starts(rest, CG_STR("=")))
            rest = cg_str_slice(rest, 1, rest.len);
    }
    mf_import(r, at, cg_str_trim(rest), says);
}

/* ---- the package ---- */

/* The first one stays, unless it was a fallback. True: it is `value` now. */
static bool set_part(mf_value *part, bool *own, const mf_rule *rule, const mf_value *value)
{
    bool fallback = rule->flags & MF_FALLBACK;
    if (value->text.len == 0 || *own || (fallback && part->text.len))
        return false;
    *part = *value;
    *own = !fallback;
    return true;
}

static void package_finish(mf_reader *r)
{
    mf_package *p = &r->package;
    if (p->copied || p->name.text.len == 0 ||
        p->name.text.len + p->group.text.len >= NAME_BYTES_MAX || !is_printable(p->name.text) ||
        !is_printable(p->group.text))
        return;
    cg_buf_clear(&r->name);
    if (p->group.text.len) {
        cg_buf_add_str(&r->name, p->group.text);
        cg_buf_add_char(&r->name, ':');
    }
    cg_buf_add_str(&r->name, p->name.text);
    cg_str name = cg_x_scratch(r->x, "%.*s", CG_STR_ARG(cg_buf_str(&r->name)));
    if (p->version.text.len) {
        cg_buf_add_char(&r->name, ' ');
        cg_buf_add_str(&r->name, p->version.text);
    }
    (void)cg_x_def_at(
        r->x, &(cg_def_at){.kind = CG_NODE_PACKAGE,
                           .start = p->name_start,
                           .end = p->name.end,
                           .name_at = p->name.text_at,
                           .name = name,
                           .signature = p->version.text.len ? cg_buf_str(&r->name) : CG_STR_NULL});
}

/* ---- node_modules ---- */

/* Of "node_modules/a" and "web/node_modules/a"; what lies deeper is there for another package alone. */
static void installed(mf_reader *r, const mf_value *value)
{
    static const cg_str folder = {"node_modules/", 13};
    const mf_key *key = &r->keys[r->depth - 2];
    const char *at =
        key->text.len ? memmem(key->text.ptr, key->text.len, folder.ptr, folder.len) : NULL;
    if (at == NULL)
        return;
    size_t from = (size_t)(at - key->text.ptr) + folder.len;
    cg_str name = cg_str_slice(key->text, from, key->text.len);
    if (name.len == 0 || memmem(name.ptr, name.len, folder.ptr, folder.len) != NULL)
        return;
    cg_def_at place = {.start = key->start,
                       .end = value->end,
                       .name_at = key->text_at + (uint32_t)from,
                       .name = name};
    mf_import(r, place, value->text, CG_IMPORT_RESOLVED);
}

/* ---- a value ---- */

static void use_value(mf_reader *r, const mf_rule *rule, const mf_value *value)
{
    mf_package *p = &r->package;
    switch (rule->use) {
    case MF_NAME:
        if (set_part(&p->name, &p->own_name, rule, value))
            p->name_start = r->keys[r->depth - 1].start;
        break;
    case MF_GROUP: (void)set_part(&p->group, &p->own_group, rule, value); break;
    case MF_VERSION: (void)set_part(&p->version, &p->own_version, rule, value); break;
    case MF_SETTING: by_keys(r, rule, value); break;
    case MF_EXPORT: by_export(r, value); break;
    case MF_PACKAGE_DIR: by_package_dir(r, rule, value); break;
    case MF_REQUIREMENT: mf_requirement(r, value, rule->flags); break;
    case MF_INSTALLED: installed(r, value); break;
    case MF_LOCK_FILE: p->copied = true; break;
    default: mf_record_part(r, rule, value); break;
    }
}

void mf_leaf(mf_reader *r, const mf_value *value)
{
    for (size_t i = 0; i < r->rules.count; i++)
        if (matches(&r->rules.list[i], r))
            each_part(r, &r->rules.list[i], value, use_value);
}

void mf_close(mf_reader *r, uint32_t end)
{
    if (r->record.rule == NULL || r->depth > r->record.rule->record)
        return;
    if (r->depth == r->record.rule->record && mf_in_record(r, r->record.rule))
        r->record.end = end;
    mf_record_flush(r);
}

void mf_finish(mf_reader *r)
{
    mf_record_flush(r);
    package_finish(r);
    cg_buf_fini(&r->name);
}
