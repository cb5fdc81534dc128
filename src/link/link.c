// SPDX-License-Identifier: Apache-2.0
// link: one file's references to edges. Each reference first gives edges of its own, with its
// ordinal in place of `first`; sorting brings equal triples together and merging writes their
// ordinals. Room behind the ends of the vectors is the working memory, so that a warm linker
// allocates little.
#include "link_int.h"

/* Looks at names that one reference of a file may cost on average; beyond lies generated code. */
#define STEPS_PER_REF 60u
#define STEPS_MIN 200000u

/* Of what stands in a branch of #if, in percent. */
#define INACTIVE_CONFIDENCE 30
#define UNLIKELY_CONFIDENCE 25
#define CONDITIONAL_CONFIDENCE 60
#define PUT_IN_CONFIDENCE 90 /* by macros of headers */
/* Of a base that a specialisation of a template may replace. */
#define DEPENDENT_CONFIDENCE 30
/* Of definitions: that they are compiled. */
#define LEFT_OUT_CONFIDENCE 5
#define UNSTATED_CONFIDENCE 25 /* nothing in the project states what is asked for */
#define STATED_CONFIDENCE 95
/* Of what is called by name where there are macros. */
#define EXPANDED_CONFIDENCE 97

void add_edge(cg_linker *l, cg_link_edge edge)
{
    CG_VEC_PUSH(&l->edges, edge);
}

/* ---- kinds ---- */

/* An alias that stands for nothing known, and an enum, are not made by a constructor; and what is no
 * type is called in all languages. */
static bool is_made(const cg_link_unit *u, unsigned to)
{
    bool type = cg_node_kind_is_type(to) || to == CG_NODE_ENUM_MEMBER;
    if (type && u->rules->traits & LINK_LITERALS)
        return false;
    return !(u->rules->traits & LINK_CONSTRUCTORS) ||
           (to != CG_NODE_TYPE_ALIAS && to != CG_NODE_ENUM);
}

/* A macro is expanded, not called: what it expands to calls. */
static cg_edge_kind kind_of_call(unsigned to)
{
    if (to == CG_NODE_MACRO)
        return CG_EDGE_REFERENCES;
    if (cg_node_kind_is_type(to) || to == CG_NODE_CONSTRUCTOR || to == CG_NODE_ENUM_MEMBER)
        return CG_EDGE_INSTANTIATES;
    if (cg_node_kind_is_callable(to) || holds_value(to))
        return CG_EDGE_CALLS;
    return CG_EDGE_REFERENCES;
}

/* An impl of Rust for a type that its file does not define stands for that type. */
static bool has_bases(unsigned kind)
{
    return cg_node_kind_is_type(kind) || kind == CG_NODE_IMPL;
}

/* Java's anonymous classes do not say whether they extend or implement. */
static cg_edge_kind kind_of_base(unsigned source, unsigned to, unsigned role)
{
    if (!has_bases(source) || !cg_node_kind_is_type(to))
        return CG_EDGE_REFERENCES;
    bool implements =
        role == CG_ROLE_IMPLEMENT || (source == CG_NODE_CLASS && to == CG_NODE_INTERFACE);
    return implements ? CG_EDGE_IMPLEMENTS : CG_EDGE_INHERITS;
}

/* What C++ gives a value in the form of a member, and is a type: a base that a constructor initialises. */
static bool is_constructed(const cg_link_unit *u, unsigned to)
{
    return u->rules->traits & LINK_CONSTRUCTORS && is_made(u, to) &&
           (cg_node_kind_is_type(to) || to == CG_NODE_CONSTRUCTOR);
}

static bool initialises_base(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *names)
{
    const thing *t = names->count > 0 ? &names->list[0] : NULL;
    if (ref_of(u, ref)->role != CG_ROLE_WRITE || t == NULL || t->kind != THING_DEF)
        return false;
    const cg_link_unit *tu = link_open(l, t->file);
    return tu != NULL && is_constructed(u, def_of(tu, t->def)->kind);
}

cg_edge_kind kind_of_ref(const cg_link_unit *u, uint32_t ref, unsigned to)
{
    const cg_ref *r = ref_of(u, ref);
    const cg_def *source = def_of(u, r->source);
    if (to == CG_NODE_IMPORT)
        return CG_EDGE_REFERENCES;
    switch (r->role) {
    case CG_ROLE_CALL:
        if (holds_value(to) && to != CG_NODE_FIELD && u->rules->traits & LINK_READS_CALLED)
            return CG_EDGE_READS;
        __attribute__((fallthrough));
    case CG_ROLE_MACRO: return is_made(u, to) ? kind_of_call(to) : CG_EDGE_REFERENCES;
    case CG_ROLE_NEW:
        return to == CG_NODE_FILE || !is_made(u, to) ? CG_EDGE_REFERENCES : CG_EDGE_INSTANTIATES;
    case CG_ROLE_INHERIT:
    case CG_ROLE_IMPLEMENT: return kind_of_base(source->kind, to, r->role);
    case CG_ROLE_TYPE:
        if (holds_value(to) && u->rules->traits & LINK_CONSTRUCTORS)
            return CG_EDGE_READS; /* given to a template: Array<int, A::size> */
        return source->type_ref == ref ? CG_EDGE_TYPE_OF : CG_EDGE_REFERENCES;
    case CG_ROLE_READ: return holds_value(to) ? CG_EDGE_READS : CG_EDGE_REFERENCES;
    case CG_ROLE_WRITE:
        if (is_constructed(u, to))
            return CG_EDGE_INSTANTIATES;
        __attribute__((fallthrough));
    case CG_ROLE_READ_WRITE: return holds_value(to) ? CG_EDGE_WRITES : CG_EDGE_REFERENCES;
    default: return CG_EDGE_REFERENCES;
    }
}

/* Of what is outside nobody knows whether it is a type or a value: the reference alone tells. */
cg_edge_kind kind_to_external(const cg_link_unit *u, uint32_t ref)
{
    const cg_ref *r = ref_of(u, ref);
    const cg_def *source = def_of(u, r->source);
    bool type = has_bases(source->kind);
    switch (r->role) {
    case CG_ROLE_CALL: return CG_EDGE_CALLS;
    case CG_ROLE_NEW: return CG_EDGE_INSTANTIATES;
    case CG_ROLE_INHERIT: return type ? CG_EDGE_INHERITS : CG_EDGE_REFERENCES;
    case CG_ROLE_IMPLEMENT: return type ? CG_EDGE_IMPLEMENTS : CG_EDGE_REFERENCES;
    case CG_ROLE_TYPE: return source->type_ref == ref ? CG_EDGE_TYPE_OF : CG_EDGE_REFERENCES;
    default: return CG_EDGE_REFERENCES;
    }
}

/* ---- references ---- */

static void target_move(cg_linker *l, target *t, const place *to)
{
    const cg_link_unit *u = link_open(l, to->file);
    if (u != NULL) {
        t->unit = u;
        t->def = to->def;
    }
}

void target_settle(cg_linker *l, target *t)
{
    place at;
    const link_rules *rules = t->unit->rules;
    if (def_of(t->unit, t->def)->modifiers & CG_MOD_DECLARATION && rules->definition != NULL &&
        rules->definition(l, t->unit, t->def, &at))
        target_move(l, t, &at);
}

/* Headers may leave out the branch that a file has been taken to have. */
target target_compiled(cg_linker *l, const cg_link_unit *u, uint32_t ref, const target *t)
{
    place at;
    target to = *t;
    bool (*replace)(cg_linker *, const cg_link_unit *, uint32_t, uint32_t, place *) =
        t->unit->rules->other_branch;
    if (replace == NULL ||
        !replace(l, t->unit, t->def, t->unit == u ? ref_of(u, ref)->source : CG_NONE, &at))
        return to;
    if (at.file == CG_NONE) {
        to.confidence = CG_MIN(to.confidence, INACTIVE_CONFIDENCE);
    } else {
        target_move(l, &to, &at);
        target_settle(l, &to);
    }
    return to;
}

void targets_of(cg_linker *l, const things *names, targets *out)
{
    for (uint32_t i = 0; i < names->count; i++) {
        const thing *t = &names->list[i];
        const cg_link_unit *u =
            t->kind == THING_DEF || t->kind == THING_MODULE ? link_open(l, t->file) : NULL;
        if (u == NULL)
            continue;
        target *to = &out->list[out->count++];
        *to = (target){u, t->kind == THING_DEF ? t->def : 0, t->rule,
                       (uint8_t)cg_link_rule_confidence(t->rule), t->passed};
        target_settle(l, to);
    }
    for (uint32_t i = 0; out->count > 1 && i < out->count; i++)
        out->list[i].confidence =
            (uint8_t)CG_MIN((unsigned)out->list[i].confidence, CG_MAX(100 / out->count, 1u));
}

/* Of members of that name in the project, those of types derived from the one around: what is called
 * on `self` and not found there is theirs, as in a mixin. */
static void members_of_derived(cg_linker *l, const thing *self, const things *members, things *out)
{
    for (uint32_t i = 0; i < members->count; i++) {
        const cg_link_unit *u = link_open(l, members->list[i].file);
        uint32_t owner = u ? def_of(u, members->list[i].def)->parent : CG_NONE;
        if (owner == CG_NONE || !is_type_def(u, owner))
            continue;
        thing type = {.kind = THING_INSTANCE, .file = u->file, .def = owner};
        const type_line *line = line_of(l, &type);
        for (uint32_t k = 1; k < line->count; k++)
            if (line->types[k].file == self->file && line->types[k].def == self->def)
                things_add(out, members->list[i]);
    }
    for (uint32_t i = 0; i < out->count; i++)
        out->list[i].rule = CG_RULE_ONE_OF_SEVERAL;
}

/* What is not found in a type itself, one that derives from it may have. */
static bool derived_member(cg_linker *l, const cg_link_unit *u, uint32_t ref, const thing *self,
                           targets *out)
{
    things found = {0}, derived = {0};
    catalog_things(l, members_scope(u), ref_name(u, ref), CG_RULE_UNIQUE_NAME, &found);
    members_of_derived(l, self, &found, &derived);
    if (derived.count > 0)
        overloads_choose(l, u, ref, &derived, out);
    return derived.count > 0;
}

/* The only member of its name in the project, for a value of which nothing is known. */
static void only_member(cg_linker *l, const cg_link_unit *u, uint32_t ref, targets *out)
{
    const cg_ref *r = ref_of(u, ref);
    if (!(u->rules->traits & LINK_UNIQUE_MEMBERS) || r->base_kind == CG_BASE_NONE ||
        r->name_len == 0 || r->base_kind == CG_BASE_SUPER || r->role != CG_ROLE_CALL)
        return;
    thing self = r->base_kind == CG_BASE_SELF ? type_around(l, u, r->source) : (thing){0};
    if (self.kind == THING_INSTANCE && derived_member(l, u, ref, &self, out))
        return;
    place only;
    if (link_catalog_few(l, members_scope(u), ref_name(u, ref), CATALOG_ONLY, &only) == 0)
        return;
    const cg_link_unit *ou = link_open(l, only.file);
    things found = {0};
    if (ou != NULL)
        names_of_def(l, ou, only.def, CG_RULE_UNIQUE_NAME, &found);
    targets_of(l, &found, out);
}

/* What a local name holds, or code puts on an object, is called there, but neither is a mention of it. */
static void mentioned_targets(cg_linker *l, const things *names, bool local, targets *out)
{
    things mentioned = {.cut = names->cut};
    for (uint32_t i = 0; i < names->count && !local; i++)
        if (!is_put(&names->list[i]))
            things_add(&mentioned, names->list[i]);
    targets_of(l, &mentioned, out);
}

/* By what headers say of the branches in which a call stands, or by what the file says itself: then nobody calls from
 * what is not compiled, unless the caller as a whole is not, or what it calls. */
static unsigned branch_confidence(cg_linker *l, const cg_link_unit *u, uint32_t ref,
                                  const target *to)
{
    const cg_ref *r = ref_of(u, ref);
    link_branch branch = LINK_BRANCH_OPEN;
    if (u->rules->call_branch != NULL && is_call(r->role))
        branch = u->rules->call_branch(l, u, ref);
    if (branch != LINK_BRANCH_OPEN)
        return branch == LINK_BRANCH_IN      ? PUT_IN_CONFIDENCE
               : branch == LINK_BRANCH_MAYBE ? CONDITIONAL_CONFIDENCE
                                             : UNLIKELY_CONFIDENCE;
    cg_activity here = cg_unit_activity(u->unit, r->byte);
    cg_activity source = cg_modifiers_activity(def_of(u, r->source)->modifiers);
    cg_activity there = cg_modifiers_activity(def_of(to->unit, to->def)->modifiers);
    cg_activity around = CG_MAX(source, there);
    if (there == CG_INACTIVE && here != CG_INACTIVE && source != CG_INACTIVE)
        return INACTIVE_CONFIDENCE; /* nothing there has the name */
    if (here <= around || (here == CG_UNLIKELY && around == CG_CONDITIONAL))
        return 100;
    return here == CG_INACTIVE   ? INACTIVE_CONFIDENCE
           : here == CG_UNLIKELY ? UNLIKELY_CONFIDENCE
                                 : CONDITIONAL_CONFIDENCE;
}

/* Nor does anybody call what a macro drops. */
uint8_t active_confidence(cg_linker *l, const cg_link_unit *u, uint32_t ref, const target *to)
{
    const cg_ref *r = ref_of(u, ref);
    unsigned most = CG_MIN(branch_confidence(l, u, ref, to), link_dropped_confidence(l, u, ref));
    if (u->rules->has_variant != NULL && is_call(r->role) &&
        u->rules->has_variant(l, u, r->source, to->unit, to->def))
        most = CG_MIN(most, CONDITIONAL_CONFIDENCE);
    return (uint8_t)CG_MIN(most, (unsigned)to->confidence);
}

/* Where macros look like functions, one may rename what is called or drop the call. */
static uint8_t call_confidence(cg_linker *l, const cg_link_unit *u, uint32_t ref, const target *to)
{
    uint8_t confidence = active_confidence(l, u, ref, to);
    bool macros = u->rules->drops != NULL && is_call(ref_of(u, ref)->role);
    return macros ? CG_MIN(confidence, EXPANDED_CONFIDENCE) : confidence;
}

void add_target(cg_linker *l, const cg_link_unit *u, uint32_t ref, const target *found,
                uint32_t ordinal)
{
    const cg_ref *r = ref_of(u, ref);
    const target compiled = target_compiled(l, u, ref, found), *to = &compiled;
    cg_link_edge edge = {.source = r->source,
                         .target_file = to->unit == u ? CG_NONE : to->unit->file,
                         .target = to->def,
                         .kind = (uint8_t)kind_of_ref(u, ref, def_of(to->unit, to->def)->kind),
                         .rule = to->rule,
                         .passed = to->passed,
                         .confidence = call_confidence(l, u, ref, to),
                         .first = ordinal};
    bool named =
        r->target_kind == CG_TARGET_DEF ||
        (r->target_kind == CG_TARGET_NONE && to->def == 0); /* the file, by a name of its own */
    if (to->unit == u && to->def == r->source && edge.kind != CG_EDGE_CALLS &&
        edge.kind != CG_EDGE_INSTANTIATES && r->base_kind == CG_BASE_NONE && !named)
        return; /* what inference found to mention itself */
    add_edge(l, edge);
    if (r->role == CG_ROLE_READ_WRITE && edge.kind == CG_EDGE_WRITES) {
        edge.kind = CG_EDGE_READS;
        add_edge(l, edge);
    }
}

void mention_type(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *names,
                  uint32_t ordinal)
{
    for (uint32_t i = 0; i < names->count; i++) {
        const thing *t = &names->list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (tu == NULL || !is_type_def(tu, t->def))
            continue;
        add_edge(l, (cg_link_edge){.source = ref_of(u, ref)->source,
                                   .target_file = tu == u ? CG_NONE : tu->file,
                                   .target = t->def,
                                   .kind = CG_EDGE_REFERENCES,
                                   .rule = t->rule,
                                   .passed = t->passed,
                                   .confidence = (uint8_t)cg_link_rule_confidence(t->rule),
                                   .first = ordinal});
    }
}

static void link_construction(cg_linker *l, const cg_link_unit *u, uint32_t ref,
                              const things *names, uint32_t ordinal, targets *out)
{
    things made = {0};
    constructors_meant(l, u, ref, names, &made);
    overloads_choose(l, u, ref, &made, out);
    bool same = names->count == made.count && names->count > 0 &&
                names->list[0].file == made.list[0].file && names->list[0].def == made.list[0].def;
    if (!same)
        mention_type(l, u, ref, names, ordinal);
}

static bool is_constructor(const target *t)
{
    return def_of(t->unit, t->def)->kind == CG_NODE_CONSTRUCTOR;
}

/* A constructor of the type of a member, C() : a(2) {}, where somebody wrote one down. */
static void link_initialised(cg_linker *l, const cg_link_unit *u, uint32_t ref, uint32_t ordinal)
{
    things types = {0}, made = {0};
    targets to = {0};
    u->rules->initialised(l, u, ref, &types);
    constructors_meant(l, u, ref, &types, &made);
    overloads_choose(l, u, ref, &made, &to);
    for (uint32_t i = 0; i < to.count; i++)
        if (is_constructor(&to.list[i]))
            add_target(l, u, ref, &to.list[i], ordinal);
}

static void link_held(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *names,
                      uint32_t ordinal)
{
    things held = {0};
    targets to = {0};
    also_called(l, names, &held);
    targets_of(l, &held, &to);
    for (uint32_t i = 0; i < to.count; i++)
        add_target(l, u, ref, &to.list[i], ordinal);
}

/* The target is a definition of the same name and owner. */
static bool shares_name(const target *t, const cg_link_unit *u, uint32_t def)
{
    return t->unit == u && def_of(u, t->def)->parent == def_of(u, def)->parent &&
           u->names[t->def] == u->names[def];
}

/* A variable whose value is called is read for that; not a field in place of which a method is. */
static void link_read(cg_linker *l, const cg_link_unit *u, uint32_t ref, const targets *called,
                      uint32_t ordinal)
{
    const things *names = names_of_ref(l, u, ref);
    for (uint32_t i = 0; i < names->count; i++) {
        const thing *t = &names->list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        bool reads = tu != NULL && holds_value(def_of(tu, t->def)->kind);
        for (uint32_t k = 0; reads && k < called->count; k++)
            reads = !shares_name(&called->list[k], tu, t->def);
        if (reads)
            add_edge(l, (cg_link_edge){.source = ref_of(u, ref)->source,
                                       .target_file = tu == u ? CG_NONE : tu->file,
                                       .target = t->def,
                                       .kind = CG_EDGE_READS,
                                       .rule = t->rule,
                                       .passed = t->passed,
                                       .confidence = (uint8_t)cg_link_rule_confidence(t->rule),
                                       .first = ordinal});
    }
}

static bool link_external(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *names,
                          uint32_t ordinal)
{
    return add_external_edges(l, names,
                              (cg_link_edge){.source = ref_of(u, ref)->source,
                                             .kind = (uint8_t)kind_to_external(u, ref),
                                             .first = ordinal});
}

/* The operator in front of a member. */
static void link_arrow(cg_linker *l, const cg_link_unit *u, uint32_t ref, uint32_t ordinal)
{
    things found = {0};
    u->rules->arrow(l, u, ref, &found);
    for (uint32_t i = 0; i < found.count; i++) {
        const cg_link_unit *to = link_open(l, found.list[i].file);
        target t = {to, found.list[i].def, found.list[i].rule,
                    (uint8_t)cg_link_rule_confidence(found.list[i].rule)};
        if (to == NULL)
            continue;
        target_settle(l, &t);
        add_edge(l, (cg_link_edge){.source = ref_of(u, ref)->source,
                                   .target_file = t.unit == u ? CG_NONE : t.unit->file,
                                   .target = t.def,
                                   .kind = CG_EDGE_CALLS,
                                   .rule = t.rule,
                                   .confidence = active_confidence(l, u, ref, &t),
                                   .first = ordinal});
    }
}

/* The name outside that a type parameter restates: a mention of one is a mention of the other. */
static uint32_t restated_name(const cg_link_unit *u, const cg_ref *r)
{
    const cg_binding *b = r->target_kind == CG_TARGET_BINDING && r->base_kind == CG_BASE_NONE
                              ? &u->unit->bindings.ptr[r->target]
                              : NULL;
    return b != NULL && cg_binding_restates(b) ? b->type_ref : CG_NONE;
}

/* struct A : B<T>::Type: a specialisation of B may have another Type. */
static void doubt_dependent(cg_linker *l, const cg_link_unit *u, uint32_t ref, targets *to)
{
    for (uint32_t i = 0; u->rules->is_dependent != NULL && i < to->count; i++) {
        target *t = &to->list[i];
        if (u->rules->is_dependent(l, u, ref, t->unit, t->def))
            t->confidence = CG_MIN(t->confidence, DEPENDENT_CONFIDENCE);
    }
}

static void link_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    const cg_ref *r = ref_of(u, ref);
    uint32_t ordinal = l->seen.ptr[r->source]++;
    bool base = r->role == CG_ROLE_INHERIT;
    bool unnamed =
        (r->name_len == 0 && r->role != CG_ROLE_CALL && !base) || r->base_kind == CG_BASE_ITEM;
    if (r->role == CG_ROLE_NONE || r->role == CG_ROLE_LITERAL || unnamed ||
        link_known(l, u, ref, ordinal))
        return;
    if (r->form & CG_FORM_APPLIED && names_of_ref(l, u, ref)->count == 0)
        return; /* an operator of the language */
    targets to = {0};
    things meant = {0}, *names = &meant;
    uint32_t restated = restated_name(u, r);
    meant_by(l, names_of_ref(l, u, restated != CG_NONE ? restated : ref), r->role, &meant);
    if (meant.count == 0 && base && r->name_len == 0)
        return;
    if (meant.count == 0)
        names_outside(l, u, ref, &meant);
    bool local =
        r->target_kind == CG_TARGET_BINDING && restated == CG_NONE && !is_hidden_local(l, u, ref);
    if ((is_call(r->role) && u->rules->traits & LINK_CONSTRUCTORS) ||
        initialises_base(l, u, ref, names))
        link_construction(l, u, ref, names, ordinal, &to);
    else if (is_call(r->role))
        overloads_choose(l, u, ref, names, &to);
    else if (r->role == CG_ROLE_READ || r->role == CG_ROLE_WRITE)
        mentioned_targets(l, names, local, &to);
    else if (!local || base)
        targets_of(l, names, &to);
    if (base)
        doubt_dependent(l, u, ref, &to);
    if (names->count == 0 && !local)
        only_member(l, u, ref, &to);
    bool outside =
        to.count == 0 && (!local || is_call(r->role)) && link_external(l, u, ref, names, ordinal);
    if (to.count == 0 && !outside && r->target_kind == CG_TARGET_IMPORT)
        to = (targets){1, {{u, r->target, CG_RULE_IMPORT_BINDING, 100}}};
    if (to.count == 0 && !local && names->count == 0)
        deps_note(l, cg_link_mention_key(ref_name(u, ref)));
    for (uint32_t i = 0; i < to.count; i++)
        add_target(l, u, ref, &to.list[i], ordinal);
    if (r->role == CG_ROLE_WRITE && r->args != 255 && u->rules->initialised != NULL)
        link_initialised(l, u, ref, ordinal);
    if (is_call(r->role))
        link_held(l, u, ref, names, ordinal);
    if (is_call(r->role) && !local && (to.count > 0 || u->rules->traits & LINK_READS_CALLED))
        link_read(l, u, ref, &to, ordinal);
    if (r->form & CG_FORM_ARROW && u->rules->arrow != NULL)
        link_arrow(l, u, ref, ordinal);
    if (u->rules->traits & LINK_EXPANDS && !local)
        link_expansion(l, u, ref, names, ordinal);
}

/* ---- definitions ---- */

static cg_link_edge structural(uint32_t source, uint32_t def, cg_edge_kind kind)
{
    return (cg_link_edge){.source = source,
                          .target_file = CG_NONE,
                          .target = def,
                          .kind = (uint8_t)kind,
                          .rule = CG_RULE_STRUCTURE,
                          .confidence = 100,
                          .first = NO_ORDINAL};
}

/* Declarations that merge: a type and a value of one name. */
static bool are_one(const targets *to)
{
    for (uint32_t i = 1; i < to->count; i++)
        if (!shares_name(&to->list[i], to->list[0].unit, to->list[0].def))
            return false;
    return true;
}

/* An import's owner imports the import, and what it stands for in other files or outside of the project;
 * there the module too. */
static void link_import(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    uint32_t source = def_of(u, def)->parent;
    things names = {0};
    targets to = {0};
    add_edge(l, structural(source, def, CG_EDGE_IMPORTS));
    names_of_import(l, u, def, &names);
    with_implementations(l, &names);
    targets_of(l, &names, &to);
    /* It imports whatever has the name. */
    bool all = u->rules->traits & LINK_NAME_SPACES || are_one(&to);
    if (to.count == 0) {
        things modules = {0};
        external_modules(l, &names, &modules);
        (void)add_external_edges(l, &names, structural(source, 0, CG_EDGE_IMPORTS));
        (void)add_external_edges(l, &modules, structural(source, 0, CG_EDGE_IMPORTS));
    }
    for (uint32_t i = 0; i < to.count; i++) {
        if (to.list[i].unit == u)
            continue;
        cg_link_edge edge = structural(source, to.list[i].def, CG_EDGE_IMPORTS);
        edge.target_file = to.list[i].unit->file;
        edge.rule = CG_RULE_IMPORT_BINDING;
        edge.confidence = all ? 100 : to.list[i].confidence;
        add_edge(l, edge);
    }
}

/* Of several names declared with one type, only the first is the source of its reference. */
static void link_type(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    uint32_t ref = def_of(u, def)->type_ref;
    if (ref == CG_NONE || ref_of(u, ref)->role != CG_ROLE_TYPE || ref_of(u, ref)->source == def)
        return;
    targets to = {0};
    things meant = {0};
    known_things known = {0};
    if (known_of_ref(l, u, ref, &known))
        meant = known.defs;
    if (meant.count == 0)
        meant_by(l, names_of_ref(l, u, ref), CG_ROLE_TYPE, &meant);
    if (meant.count == 0)
        names_outside(l, u, ref, &meant);
    targets_of(l, &meant, &to);
    if (to.count == 0)
        (void)add_external_edges(l, &meant, structural(def, 0, CG_EDGE_TYPE_OF));
    for (uint32_t i = 0; i < to.count; i++) {
        cg_link_edge edge = structural(def, to.list[i].def, CG_EDGE_TYPE_OF);
        edge.target_file = to.list[i].unit == u ? CG_NONE : to.list[i].unit->file;
        edge.rule = to.list[i].rule;
        edge.confidence = to.list[i].confidence;
        add_edge(l, edge);
    }
}

/* What headers say of the branches around a definition, or else what the file says itself: how sure it is that it is
 * compiled where what contains it is. A namespace is wherever one of its parts is. */
static unsigned presence_confidence(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    cg_activity here = cg_unit_activity(u->unit, d->name_byte), around = CG_ACTIVE;
    if (d->kind == CG_NODE_NAMESPACE || !(u->rules->traits & LINK_ACTIVITY)) /* nothing is built */
        return 100;
    if (d->parent != 0 && def_of(u, d->parent)->kind != CG_NODE_NAMESPACE)
        around = cg_unit_activity(u->unit, def_of(u, d->parent)->name_byte);
    if (here == CG_INACTIVE)
        return around == CG_INACTIVE ? 100 : LEFT_OUT_CONFIDENCE;
    switch (u->rules->def_branch == NULL ? LINK_BRANCH_OPEN : u->rules->def_branch(l, u, def)) {
    case LINK_BRANCH_OUT: return LEFT_OUT_CONFIDENCE;
    case LINK_BRANCH_UNLIKELY: return UNSTATED_CONFIDENCE;
    case LINK_BRANCH_MAYBE: return CONDITIONAL_CONFIDENCE;
    case LINK_BRANCH_IN: return here == CG_ACTIVE ? 100 : STATED_CONFIDENCE;
    case LINK_BRANCH_OPEN: break;
    }
    return here <= around        ? 100
           : here == CG_UNLIKELY ? UNLIKELY_CONFIDENCE
                                 : CONDITIONAL_CONFIDENCE;
}

static void link_def(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    cg_link_edge contains = structural(def_of(u, def)->parent, def, CG_EDGE_CONTAINS);
    contains.confidence = (uint8_t)presence_confidence(l, u, def);
    if (contains.confidence < 100)
        contains.rule = CG_RULE_BRANCH;
    add_edge(l, contains);
    if (def_of(u, def)->kind == CG_NODE_IMPORT)
        link_import(l, u, def);
    else
        link_type(l, u, def);
}

/* ---- all ---- */

static void sort_and_merge(cg_linker *l)
{
    size_t n = l->edges.len;
    if (n == 0)
        return;
    CG_VEC_RESERVE(&l->edges, n * 2);
    sort_edges(l->edges.ptr, n, l->edges.ptr + n);
    merge_edges(&l->edges, &l->ordinals);
}

/* What is done to values, and what calls call besides what they name, once all names have been linked: what those mean does not rest on it. */
static void link_operations(cg_linker *l, const cg_link_unit *u)
{
    memset(l->seen.ptr, 0, u->unit->defs.len * sizeof *l->seen.ptr);
    for (uint32_t r = 0; r < u->unit->refs.len; r++) {
        const cg_ref *ref = ref_of(u, r);
        uint32_t ordinal = l->seen.ptr[ref->source]++;
        if (ref->form != CG_OPERATION_NONE || ref->role == CG_ROLE_CALL)
            u->rules->operated(l, u, r, ordinal);
    }
}

cg_linker *cg_linker_create(void)
{
    cg_linker *l = cg_alloc(sizeof *l);
    l->arena = cg_arena_create(0);
    return l;
}

void cg_linker_destroy(cg_linker *l)
{
    if (l == NULL)
        return;
    cg_linker_destroy(l->helper);
    cg_arena_destroy(l->arena);
    cg_free(l->open);
    cg_free(l->memo);
    cg_free(l->deps);
    CG_VEC_FINI(&l->edges);
    CG_VEC_FINI(&l->ordinals);
    externals_fini(&l->externals);
    CG_VEC_FINI(&l->keys);
    CG_VEC_FINI(&l->seen);
    cg_free(l);
}

static void begin_file(cg_linker *l, const cg_link_world *world, const cg_link_unit *unit)
{
    l->world = world;
    l->unit = unit;
    l->depth = 0;
}

void link_begin_shared(cg_linker *l, const cg_link_world *world, const cg_link_unit *unit)
{
    begin_file(l, world, unit);
    l->steps = STEPS_MIN;
    l->helps = true;
}

static void end_file(cg_linker *l, cg_arena_mark mark)
{
    deps_take(l);
    memo_clear(l);
    cg_arena_rewind(l->arena, mark);
    cg_link_shared_destroy(l->own_shared);
    l->own_shared = NULL;
}

void cg_link_prelude(cg_linker *l, const cg_link_world *world, const cg_link_unit *unit,
                     cg_buf *out)
{
    cg_arena_mark mark = cg_arena_save(l->arena);
    begin_file(l, world, unit);
    if (unit->rules->wanted != NULL)
        unit->rules->wanted(l, unit, out);
    end_file(l, mark);
}

void cg_link_file(cg_linker *l, const cg_link_world *world, const cg_link_unit *unit,
                  const cg_known *known, cg_link_result *out_result)
{
    size_t defs = unit->unit->defs.len, refs = unit->unit->refs.len;
    cg_arena_mark mark = cg_arena_save(l->arena);
    begin_file(l, world, unit);
    known_begin(l, known);
    l->steps = STEPS_MIN + (uint64_t)refs * STEPS_PER_REF;
    CG_VEC_CLEAR(&l->edges);
    CG_VEC_CLEAR(&l->ordinals);
    externals_begin(&l->externals);
    CG_VEC_RESERVE(&l->seen, defs);
    memset(l->seen.ptr, 0, defs * sizeof *l->seen.ptr);
    for (uint32_t d = 1; d < defs; d++)
        link_def(l, unit, d);
    for (uint32_t r = 0; r < refs; r++)
        link_ref(l, unit, r);
    if (unit->rules->operated != NULL)
        link_operations(l, unit);
    if (unit->rules->wanted != NULL)
        unit->rules->wanted(l, unit, NULL);
    derive_edges(l, unit);
    sort_and_merge(l);
    end_file(l, mark);
    *out_result = (cg_link_result){.edges = l->edges.ptr,
                                   .edges_count = l->edges.len,
                                   .ordinals = l->ordinals.ptr,
                                   .ordinals_count = l->ordinals.len,
                                   .externals = l->externals.list.ptr,
                                   .externals_count = l->externals.list.len,
                                   .keys = l->keys.ptr,
                                   .keys_count = l->keys.len};
}

/* ---- a file by itself ---- */

static uint32_t find_none(void *arg, cg_str path)
{
    (void)arg, (void)path;
    return CG_NONE;
}

static const cg_link_unit *open_none(void *arg, uint32_t file)
{
    (void)arg, (void)file;
    return NULL;
}

static void close_none(void *arg, const cg_link_unit *unit)
{
    (void)arg, (void)unit;
}

void cg_link_alone(const cg_unit *unit, cg_link_edges *out_edges, cg_ordinals *out_ordinals)
{
    cg_link_catalog *catalog = cg_link_catalog_create();
    cg_link_unit *u = cg_link_unit_create(unit, 0, CG_STR_NULL);
    cg_link_world world = {
        .catalog = catalog, .find = find_none, .open = open_none, .close = close_none};
    CG_AUTO(cg_linker) l = cg_linker_create();
    cg_link_result result;
    cg_link_catalog_put(catalog, u);
    cg_link_file(l, &world, u, NULL, &result);
    CG_VEC_CLEAR(out_edges);
    CG_VEC_CLEAR(out_ordinals);
    for (size_t i = 0; i < result.edges_count; i++)
        CG_VEC_PUSH(out_edges, result.edges[i]);
    for (size_t i = 0; i < l->ordinals.len; i++)
        CG_VEC_PUSH(out_ordinals, l->ordinals.ptr[i]);
    cg_link_unit_destroy(u);
    cg_link_catalog_destroy(catalog);
}
