// SPDX-License-Identifier: Apache-2.0
// link, Go: interfaces are implemented by having their methods. Candidates come from the catalog: each
// interface is published under two of its methods, those with the longest names since they are the
// rarest, or, when it only embeds, under what it embeds. A type is checked against the interfaces
// that are published under its methods, not against all.
#include "go.h"
#include "link_int.h"

#define SCOPE_BY_METHOD "go-interface"
#define SCOPE_BY_EMBEDDED "go-embeds"
#define ALL_METHODS "" /* in a type's scope of methods: each of them */
#define INTERFACES_MAX 128u

typedef struct found {
    thing list[INTERFACES_MAX];
    uint32_t count;
} found;

/* ---- publishing ---- */

static cg_str last_name_of_base(const cg_link_unit *u, uint32_t def)
{
    size_t first;
    if (unit_bases(u, def, &first) == 0)
        return CG_STR_NULL;
    return ref_name(u, u->bases.ptr[first].index);
}

/* The methods of an interface with the two longest names; they follow it in the file. */
static void rarest_methods(const cg_link_unit *u, uint32_t interface, cg_str out[2])
{
    uint32_t end = def_of(u, interface)->end_byte;
    out[0] = out[1] = CG_STR_NULL;
    for (uint32_t m = interface + 1; m < u->unit->defs.len && def_of(u, m)->start_byte < end; m++) {
        cg_str name = def_name(u, m);
        if (def_of(u, m)->parent != interface || def_of(u, m)->kind != CG_NODE_METHOD)
            continue;
        if (name.len > out[0].len) {
            out[1] = out[0];
            out[0] = name;
        } else if (name.len > out[1].len) {
            out[1] = name;
        }
    }
}

static void publish_interfaces(publisher *p, const cg_link_unit *u)
{
    for (uint32_t d = 1; d < u->unit->defs.len; d++) {
        cg_str rarest[2], base;
        if (def_of(u, d)->kind != CG_NODE_INTERFACE || def_of(u, d)->parent != 0 ||
            def_of(u, d)->modifiers & CG_MOD_GENERIC)
            continue;
        rarest_methods(u, d, rarest);
        for (size_t i = 0; i < CG_ARRAY_LEN(rarest) && rarest[i].len > 0; i++)
            publish(p, scope_key(SCOPE_BY_METHOD, CG_STR("")), rarest[i], d);
        base = last_name_of_base(u, d);
        if (rarest[0].len == 0 && base.len > 0)
            publish(p, scope_key(SCOPE_BY_EMBEDDED, CG_STR("")), base, d);
    }
}

void go_publish_methods(publisher *p, const cg_link_unit *u)
{
    CG_AUTO_VALUE(cg_buf) type = {0};
    cg_str dir = unit_dir(u), package = def_name(u, go_clause(u));
    for (uint32_t d = 1; d < u->unit->defs.len; d++) {
        const cg_def *def = def_of(u, d);
        if (def->kind != CG_NODE_METHOD)
            continue;
        cg_buf_clear(&type);
        if (def->qualifier.len > 0)
            cg_buf_add_str(&type, cg_unit_str(u->unit, def->qualifier));
        else if (def_of(u, def->parent)->parent == 0)
            cg_symbol_add_descriptor(&type, CG_NODE_CLASS, def_name(u, def->parent), CG_STR_NULL);
        if (type.len > 0)
            publish(p, go_methods_scope(dir, package, cg_buf_str(&type)), CG_STR(ALL_METHODS), d);
    }
    publish_interfaces(p, u);
}

/* ---- methods of types ---- */

/* Those that the type itself has, wherever they are defined. */
static uint32_t own_methods(cg_linker *l, const cg_link_unit *u, uint32_t type,
                            place out[PLACES_MAX])
{
    CG_AUTO_VALUE(cg_buf) name = {0};
    uint32_t total;
    cg_symbol_add_descriptor(&name, CG_NODE_CLASS, def_name(u, type), CG_STR_NULL);
    uint64_t scope = go_methods_scope(unit_dir(u), go_package_name(l, u), cg_buf_str(&name));
    return link_catalog(l, scope, CG_STR(ALL_METHODS), out, &total);
}

/* "type A B" has the fields of B, but not its methods. */
static bool method_of(cg_linker *l, const thing *type, cg_str name, thing *out)
{
    things members = {0};
    const cg_link_unit *u = link_open(l, type->file);
    members_in_line(l, type, name, 0, &members);
    for (uint32_t i = 0; i < members.count; i++) {
        const thing *t = &members.list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (tu == NULL || def_of(tu, t->def)->kind != CG_NODE_METHOD)
            continue;
        bool mine = t->args != NULL && t->args->file == type->file && t->args->def == type->def;
        if (def_of(u, type->def)->kind == CG_NODE_TYPE_ALIAS && !mine)
            continue;
        *out = *t;
        return true;
    }
    return false;
}

/* ---- checking ---- */

static bool same_package(cg_linker *l, const cg_link_unit *a, const cg_link_unit *b)
{
    return cg_str_eq(unit_dir(a), unit_dir(b)) &&
           cg_str_eq(go_package_name(l, a), go_package_name(l, b));
}

/* A slice, a map, a channel. */
static bool is_made_of(const thing *t)
{
    return (t->kind == THING_CONTAINER || t->kind == THING_BUILTIN) && t->args_count > 0;
}

static const thing *last_arg(const thing *t)
{
    return &t->args[t->args_count - 1];
}

/* The type that a reference names is another one: of the same name, but of another package. Aliases may be of any. */
static bool is_other_type(cg_linker *l, const cg_link_unit *a, uint32_t a_ref,
                          const cg_link_unit *b, uint32_t b_ref)
{
    things x = {0}, y = {0};
    if (a_ref == CG_NONE || b_ref == CG_NONE)
        return false;
    types_of_ref(l, a, a_ref, &x);
    types_of_ref(l, b, b_ref, &y);
    if (x.count != 1 || y.count != 1)
        return false;
    const thing *t = &x.list[0], *of = &y.list[0];
    for (; is_made_of(t) && is_made_of(of) && t->kind == of->kind; t = last_arg(t))
        of = last_arg(of);
    const cg_link_unit *tu = t->kind == THING_INSTANCE ? link_open(l, t->file) : NULL;
    const cg_link_unit *ou = of->kind == THING_INSTANCE ? link_open(l, of->file) : NULL;
    return tu != NULL && ou != NULL && !go_is_alias(tu, t->def) && !go_is_alias(ou, of->def) &&
           !same_package(l, tu, ou);
}

/* Signatures are compared as they are written, without packages: here what they give is, with them. */
static bool gives_others(cg_linker *l, const cg_link_unit *a, uint32_t a_def, const cg_link_unit *b,
                         uint32_t b_def)
{
    size_t at_a, at_b, count = unit_hints(a, CG_HINT_RESULT, a_def, &at_a);
    bool others = is_other_type(l, a, def_of(a, a_def)->type_ref, b, def_of(b, b_def)->type_ref);
    if (unit_hints(b, CG_HINT_RESULT, b_def, &at_b) != count)
        return others;
    for (size_t i = 0; i < count && !others; i++)
        others = is_other_type(l, a, a->unit->hints.ptr[at_a + i].value, b,
                               b->unit->hints.ptr[at_b + i].value);
    return others;
}

/* "Name(types)(types)" comes from an interface outside of the project that the type embeds. */
static bool is_promoted_from_outside(cg_linker *l, const thing *type, cg_str wanted)
{
    const type_line *line = line_of(l, type);
    for (uint32_t i = 0; i < line->outside_count; i++) {
        cg_str methods = go_external_methods(&line->outside[i]), method;
        while (cg_str_split(&methods, ' ', &method))
            if (cg_str_eq(method, wanted))
                return true;
    }
    return false;
}

static bool has_known_method(cg_linker *l, const thing *type, cg_str wanted)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    thing method;
    cg_str name = cg_str_slice(wanted, 0, (size_t)cg_str_find(wanted, '('));
    if (!method_of(l, type, name, &method))
        return is_promoted_from_outside(l, type, wanted);
    cg_buf_add_str(&text, name);
    go_add_signature(link_open(l, method.file), method.def, &text);
    return cg_str_eq(cg_buf_str(&text), wanted);
}

static bool has_method(cg_linker *l, const thing *type, const cg_link_unit *iu, uint32_t wanted)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    thing method;
    note_name(l, iu, def_name(iu, wanted));
    if (!method_of(l, type, def_name(iu, wanted), &method)) {
        if (line_of(l, type)->outside_count == 0)
            return false;
        cg_buf_add_str(&text, def_name(iu, wanted));
        go_add_signature(iu, wanted, &text);
        return is_promoted_from_outside(l, type, cg_buf_str(&text));
    }
    const cg_link_unit *mu = link_open(l, method.file);
    bool near = same_package(l, mu, iu);
    return (def_of(iu, wanted)->visibility == CG_VIS_PUBLIC || near) &&
           go_same_signature(mu, method.def, iu, wanted) &&
           (near || !gives_others(l, mu, method.def, iu, wanted));
}

/* Of what an interface embeds from outside of the project, little is known. */
static bool suits_outside(cg_linker *l, const thing *type, const type_line *line)
{
    for (uint32_t i = 0; i < line->outside_count; i++) {
        cg_str methods = go_external_methods(&line->outside[i]), wanted;
        if (methods.len == 0)
            return false;
        while (cg_str_split(&methods, ' ', &wanted))
            if (wanted.len > 0 && !has_known_method(l, type, wanted))
                return false;
    }
    return !line->open || line->outside_count > 0;
}

static bool implements(cg_linker *l, const thing *type, const thing *interface)
{
    const type_line *line = line_of(l, interface);
    uint32_t methods = 0;
    if (!suits_outside(l, type, line))
        return false;
    for (uint32_t i = 0; i < line->count; i++) {
        place places[PLACES_MAX];
        const cg_link_unit *iu = link_open(l, line->types[i].file);
        if (iu == NULL || def_of(iu, line->types[i].def)->kind != CG_NODE_INTERFACE)
            return false;
        uint32_t count = own_methods(l, iu, line->types[i].def, places);
        for (uint32_t m = 0; m < count; m++) {
            /* An interface of that name may be written once more, for another system. */
            if (places[m].file != iu->file ||
                def_of(iu, places[m].def)->parent != line->types[i].def)
                continue;
            if (!has_method(l, type, iu, places[m].def))
                return false;
            methods++;
        }
    }
    return methods > 0;
}

/* ---- candidates ---- */

static void try_interfaces(cg_linker *l, const thing *type, const char *scope, cg_str name,
                           found *out)
{
    place places[PLACES_MAX];
    uint32_t total, count = link_catalog(l, scope_key(scope, CG_STR("")), name, places, &total);
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *iu = link_open(l, places[i].file);
        bool known = iu == NULL || out->count == INTERFACES_MAX;
        for (uint32_t k = 0; k < out->count && !known; k++)
            known = out->list[k].file == places[i].file && out->list[k].def == places[i].def;
        if (known || !link_enter(l))
            continue;
        thing interface = {.kind = THING_INSTANCE, .file = places[i].file, .def = places[i].def};
        note_name(l, iu, def_name(iu, places[i].def));
        if (implements(l, type, &interface))
            out->list[out->count++] = interface;
        link_leave(l);
    }
}

/* Those published under methods that the type has or is promoted, then those that embed what was
 * found. */
static void find_interfaces(cg_linker *l, const thing *type, found *out)
{
    const type_line *line = line_of(l, type);
    for (uint32_t i = 0; i < line->count; i++) {
        place places[PLACES_MAX];
        const cg_link_unit *u = link_open(l, line->types[i].file);
        uint32_t count = u ? own_methods(l, u, line->types[i].def, places) : 0;
        for (uint32_t m = 0; m < count; m++) {
            const cg_link_unit *mu = link_open(l, places[m].file);
            if (mu == NULL)
                continue;
            note_name(l, mu, def_name(mu, places[m].def));
            try_interfaces(l, type, SCOPE_BY_METHOD, def_name(mu, places[m].def), out);
        }
    }
    for (uint32_t i = 0; i < out->count; i++) {
        const cg_link_unit *iu = link_open(l, out->list[i].file);
        try_interfaces(l, type, SCOPE_BY_EMBEDDED, def_name(iu, out->list[i].def), out);
    }
}

/* ---- edges ---- */

static void add_derived(cg_linker *l, uint32_t source, const thing *to, cg_edge_kind kind)
{
    add_edge(l, (cg_link_edge){.source = source,
                               .target_file = to->file == l->unit->file ? CG_NONE : to->file,
                               .target = to->def,
                               .kind = (uint8_t)kind,
                               .rule = CG_RULE_DERIVED,
                               .confidence = (uint8_t)cg_link_rule_confidence(CG_RULE_DERIVED),
                               .first = NO_ORDINAL});
}

/* The file's own methods of the type redefine those of the interfaces. */
static void link_methods(cg_linker *l, const cg_link_unit *u, const thing *type,
                         const found *interfaces)
{
    const cg_link_unit *tu = link_open(l, type->file);
    place places[PLACES_MAX];
    uint32_t count = own_methods(l, tu, type->def, places);
    for (uint32_t m = 0; m < count; m++) {
        if (places[m].file != u->file)
            continue;
        for (uint32_t i = 0; i < interfaces->count; i++) {
            thing overridden;
            if (method_of(l, &interfaces->list[i], def_name(u, places[m].def), &overridden))
                add_derived(l, places[m].def, &overridden, CG_EDGE_OVERRIDES);
        }
    }
}

static void link_type(cg_linker *l, const cg_link_unit *u, const thing *type)
{
    found *interfaces = cg_arena_alloc(l->arena, sizeof *interfaces);
    interfaces->count = 0;
    find_interfaces(l, type, interfaces);
    for (uint32_t i = 0; i < interfaces->count && type->file == u->file; i++)
        add_derived(l, type->def, &interfaces->list[i], CG_EDGE_IMPLEMENTS);
    if (interfaces->count > 0)
        link_methods(l, u, type, interfaces);
}

static bool is_concrete(const cg_def *def)
{
    return (def->kind == CG_NODE_STRUCT || def->kind == CG_NODE_TYPE_ALIAS) && def->parent == 0;
}

void go_implements(cg_linker *l, const cg_link_unit *u)
{
    thing last = {0};
    for (uint32_t d = 1; d < u->unit->defs.len; d++) {
        thing type = {.kind = THING_INSTANCE, .file = u->file, .def = d};
        if (is_concrete(def_of(u, d)))
            link_type(l, u, &type);
        if (def_of(u, d)->kind != CG_NODE_METHOD || def_of(u, d)->qualifier.len == 0)
            continue;
        type = type_around(l, u, d); /* of another file; its methods mostly come in a row */
        if (type.kind == THING_INSTANCE && (type.file != last.file || type.def != last.def))
            link_type(l, u, &type);
        last = type;
    }
}
