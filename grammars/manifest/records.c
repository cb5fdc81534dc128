// SPDX-License-Identifier: Apache-2.0
// manifest: facts that several values make together: a dependency in a table of its own, a target with
// name and path. A record lasts as long as the keys lead into it.
#include "manifest_int.h"

static bool same_key(const mf_key *a, const mf_key *b)
{
    return a->id == b->id && cg_str_eq(a->text, b->text);
}

bool mf_in_record(const mf_reader *r, const mf_rule *rule)
{
    if (r->record.rule == NULL || r->record.rule->record != rule->record || r->depth < rule->record)
        return false;
    for (uint32_t k = rule->record; k-- > 0;) /* the last keys differ most */
        if (!same_key(&r->keys[k], &r->record.keys[k]))
            return false;
    return true;
}

static void open_record(mf_reader *r, const mf_rule *rule)
{
    mf_record_flush(r);
    mf_record *rec = &r->record;
    const mf_key *last = &r->keys[rule->record - 1];
    *rec = (mf_record){.rule = rule, .start = last->start, .end = last->end};
    memcpy(rec->keys, r->keys, rule->record * sizeof *rec->keys);
    if (rule->flags & MF_KEYED)
        rec->name = (mf_value){last->text, last->start, last->end, last->text_at};
    rec->conditional = rule->flags & MF_CONDITIONAL;
}

/* The key that says what a value is to its record; elements on the way have none. */
static cg_str part_key(const mf_reader *r, const mf_rule *rule)
{
    uint32_t k = rule->record;
    while (k < r->depth && r->keys[k].text.len == 0)
        k++;
    return k < r->depth ? r->keys[k].text : CG_STR_NULL;
}

static void set_once(mf_value *part, const mf_value *value)
{
    if (part->text.len == 0)
        *part = *value;
}

static bool is(cg_str s, const char *text)
{
    return cg_str_eq(s, cg_str_from(text));
}

static void set_dependency(mf_record *rec, cg_str key, const mf_value *value)
{
    if (is(key, "groupId"))
        set_once(&rec->group, value);
    else if (is(key, "artifactId"))
        set_once(&rec->name, value);
    else if (is(key, "version") || key.len == 0)
        set_once(&rec->value, value);
    else if (is(key, "optional"))
        rec->conditional = rec->conditional || is(value->text, "true");
    else if (is(key, "scope"))
        rec->conditional =
            rec->conditional || is(value->text, "test") || is(value->text, "provided");
}

static void set_locked(mf_record *rec, cg_str key, const mf_value *value)
{
    if (is(key, "name"))
        set_once(&rec->name, value);
    else if (is(key, "version"))
        set_once(&rec->value, value);
}

static void set_target(mf_record *rec, cg_str key, const mf_value *value)
{
    if (is(key, "name") || is(key, "include")) {
        set_once(&rec->name, value);
    } else if (is(key, "path") || is(key, "from")) {
        set_once(&rec->value, value);
        rec->value_key = key;
    }
}

void mf_record_part(mf_reader *r, const mf_rule *rule, const mf_value *value)
{
    if (r->depth < rule->record || (rule->flags & MF_ELEMENT && r->keys[rule->record - 1].id == 0))
        return;
    if (!mf_in_record(r, rule) || r->record.rule->use != rule->use)
        open_record(r, rule);
    mf_record *rec = &r->record;
    rec->end = CG_MAX(rec->end, value->end);
    if (rule->use == MF_TARGET)
        set_target(rec, part_key(r, rule), value);
    else if (rule->use == MF_LOCKED)
        set_locked(rec, part_key(r, rule), value);
    else
        set_dependency(rec, part_key(r, rule), value);
}

/* ---- its facts ---- */

static cg_str full_name(mf_reader *r, const mf_record *rec)
{
    if (rec->group.text.len == 0)
        return rec->name.text;
    return cg_x_scratch(r->x, "%.*s:%.*s", CG_STR_ARG(rec->group.text), CG_STR_ARG(rec->name.text));
}

static void dependency(mf_reader *r, const mf_record *rec)
{
    cg_def_at at = {.start = rec->start,
                    .end = rec->end,
                    .name_at = rec->name.text_at,
                    .name = full_name(r, rec)};
    unsigned flags = (rec->conditional ? CG_IMPORT_CONDITIONAL : 0) |
                     (rec->rule->use == MF_LOCKED ? CG_IMPORT_RESOLVED : 0);
    if (!(rec->rule->flags & MF_NOT_PYTHON && is(at.name, "python")))
        mf_import(r, at, rec->value.text, flags);
}

static void managed(mf_reader *r, const mf_record *rec)
{
    cg_str name = full_name(r, rec);
    cg_buf_clear(&r->name);
    cg_buf_add_str(&r->name, CG_STR("dependencyManagement."));
    cg_buf_add_str(&r->name, name);
    mf_value value = rec->value;
    value.end = rec->end;
    mf_setting(r, cg_buf_str(&r->name), &value, rec->start, rec->name.text_at);
}

/* "bin.<name>.path", "tool.poetry.packages.<include>.from". */
static void target(mf_reader *r, const mf_record *rec)
{
    if (rec->value_key.len == 0)
        return;
    cg_buf_clear(&r->name);
    for (uint32_t k = 0; k < rec->rule->record; k++)
        if (rec->keys[k].text.len) {
            cg_buf_add_str(&r->name, rec->keys[k].text);
            cg_buf_add_char(&r->name, '.');
        }
    cg_buf_add_str(&r->name, rec->name.text);
    cg_buf_add_char(&r->name, '.');
    cg_buf_add_str(&r->name, rec->value_key);
    mf_value value = rec->value;
    value.end = rec->end;
    mf_setting(r, cg_buf_str(&r->name), &value, rec->start, rec->name.text_at);
}

void mf_record_flush(mf_reader *r)
{
    mf_record rec = r->record;
    r->record.rule = NULL;
    if (rec.rule == NULL || rec.name.text.len == 0)
        return;
    if (rec.rule->use == MF_TARGET)
        target(r, &rec);
    else if (rec.rule->use == MF_MANAGED)
        managed(r, &rec);
    else
        dependency(r, &rec);
}
