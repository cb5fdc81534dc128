// SPDX-License-Identifier: Apache-2.0
// Python: pytest gives a test, and a fixture, what fixtures of its parameters' names make: those of the class around, of the
// file, and of each conftest.py in the folder of the file and above, the nearest first. Nobody writes the calls.
#include "python.h"

#define SCOPE_NAMED                                                                                \
    "python-fixture" /* of a file: its fixtures that have other names than their functions */

/* The text of the keyword argument `name` of a decorator, as it is written. */
static cg_str name_among(cg_str arguments)
{
    static const cg_str word = CG_STR("name=");
    for (size_t at = 1; at + word.len + 1 < arguments.len; at++) {
        char before = arguments.ptr[at - 1], quote = arguments.ptr[at + word.len];
        bool starts = before == '(' || before == ' ' || before == ',';
        cg_str rest = cg_str_slice(arguments, at, arguments.len);
        if (!starts || !cg_str_starts(rest, word) || (quote != '"' && quote != '\''))
            continue;
        rest = cg_str_slice(rest, word.len + 1, rest.len);
        ptrdiff_t end = cg_str_find(rest, quote);
        return end < 0 ? CG_STR_NULL : cg_str_slice(rest, 0, (size_t)end);
    }
    return CG_STR_NULL;
}

/* What tests call the fixture that `def` is, its own name or another one; false: it is none. */
static bool is_fixture(const cg_link_unit *u, uint32_t def, cg_str *out_name)
{
    cg_str lines = cg_unit_str(u->unit, def_of(u, def)->decorators), line;
    *out_name = def_name(u, def);
    while (cg_node_kind_is_callable(def_of(u, def)->kind) && cg_str_split(&lines, '\n', &line)) {
        ptrdiff_t paren = cg_str_find(line, '(');
        cg_str path = cg_str_slice(line, 0, paren < 0 ? line.len : (size_t)paren);
        cg_str last = cg_str_slice(path, (size_t)(cg_str_rfind(path, '.') + 1), path.len);
        if (!cg_str_eq(last, CG_STR("fixture")) && !cg_str_eq(last, CG_STR("yield_fixture")))
            continue;
        cg_str other =
            paren < 0 ? CG_STR_NULL : name_among(cg_str_slice(line, (size_t)paren, line.len));
        if (other.len > 0)
            *out_name = other;
        return true;
    }
    return false;
}

void python_publish_fixtures(publisher *p, const cg_link_unit *u)
{
    cg_str name;
    for (uint32_t d = 1; d < u->unit->defs.len; d++)
        if (is_fixture(u, d, &name) && !cg_str_eq(name, def_name(u, d)))
            publish(p, scope_key(SCOPE_NAMED, u->path), name, d);
}

/* Of things called `name` those that are fixtures which tests call so. */
static void add_fixtures(cg_linker *l, const things *named, cg_str name, things *out)
{
    for (uint32_t i = 0; i < named->count; i++) {
        const thing *t = &named->list[i];
        const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        cg_str known_as;
        if (u != NULL && is_fixture(u, t->def, &known_as) && cg_str_eq(known_as, name))
            things_add(out, *t);
    }
}

static void fixtures_of_file(cg_linker *l, const cg_link_unit *u, cg_str name, things *out)
{
    things named = {0};
    thing module = module_thing(u, CG_RULE_TYPED_VALUE);
    members_of(l, &module, name, &named);
    catalog_things(l, scope_key(SCOPE_NAMED, u->path), name, CG_RULE_TYPED_VALUE, &named);
    add_fixtures(l, &named, name, out);
}

static void fixtures_around(cg_linker *l, const cg_link_unit *u, cg_str name, bool own, things *out)
{
    cg_str dir = unit_dir(u);
    if (own)
        fixtures_of_file(l, u, name, out);
    while (out->count == 0) {
        uint32_t file = link_find_file(l, link_path_join(l, dir, CG_STR("conftest.py")));
        const cg_link_unit *shared = file != CG_NONE && file != u->file ? link_open(l, file) : NULL;
        if (shared != NULL)
            fixtures_of_file(l, shared, name, out);
        if (dir.len == 0)
            return;
        dir = link_path_dir(dir);
    }
}

static void find_around(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, things *out)
{
    (void)def;
    fixtures_around(l, u, name, true, out);
}

/* A fixture that takes one of its own name takes that of a file further out. */
static void find_outside(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                         things *out)
{
    (void)def;
    fixtures_around(l, u, name, false, out);
}

static void fixtures_of_class(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                              things *out)
{
    things members = {0};
    thing class = type_around(l, u, def);
    if (class.kind == THING_INSTANCE)
        members_in_line(l, &class, name, 0, &members);
    add_fixtures(l, &members, name, out);
}

/* A generator gives what it yields. Of a function it is a guess that a test calls it: its name is the fixture's. */
static void given_by(cg_linker *l, const thing *fixture, things *out)
{
    const cg_link_unit *u = link_open(l, fixture->file);
    bool yields = u != NULL && def_of(u, fixture->def)->modifiers & CG_MOD_GENERATOR;
    things made = {0};
    uint32_t before = out->count;
    results_of(l, fixture, l->unit, CG_NONE, &made);
    for (uint32_t i = 0; i < made.count; i++) {
        if (yields)
            elements_of(l, &made.list[i], out);
        else
            things_add(out, made.list[i]);
    }
    less_sure(out, before);
}

void python_param_given(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, things *out)
{
    things fixtures = {0};
    cg_str known_as;
    bool fixture = is_fixture(u, def, &known_as), itself = fixture && cg_str_eq(known_as, name);
    if (!fixture && !(def_of(u, def)->modifiers & CG_MOD_TEST))
        return;
    if (!itself)
        fixtures_of_class(l, u, def, name, &fixtures);
    if (fixtures.count == 0)
        names_once(l, u, 0, name, itself ? find_outside : find_around, &fixtures);
    for (uint32_t i = 0; i < fixtures.count; i++)
        given_by(l, &fixtures.list[i], out);
}
