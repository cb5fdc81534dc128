// SPDX-License-Identifier: Apache-2.0
// link, inside: from references to edges.
#ifndef CG_LINK_INT_H
#define CG_LINK_INT_H

#include "rules.h"

/** In place of overloads that are merely declared, what implements them, where one function does. */
void with_implementations(cg_linker *l, things *set);
/** Of what a name stands for, what a reference in `role` can mean. */
void meant_by(cg_linker *l, const things *names, unsigned role, things *out);

/** The same, taken as they are: of definitions of one name and owner, those that are meant. */
void add_meant(cg_linker *l, const things *candidates, unsigned role, things *out);

/** The same where types, values and macros have name spaces of their own (LINK_NAME_SPACES). */
void keep_fitting(cg_linker *l, unsigned role, things *set);

/** Where a reference leads. */
typedef struct target {
    const cg_link_unit *unit;
    uint32_t def;
    uint8_t rule, confidence;
    bool passed; /* as of things */
} target;

/** More than this of one name say nothing. */
#define TARGETS_MAX 16u
typedef struct targets {
    uint32_t count;
    target list[TARGETS_MAX];
} targets;

/** Each of `names` that is in the graph; several share the confidence. */
void targets_of(cg_linker *l, const things *names, targets *out);
/** The kind of the edge that a reference gives to a definition of kind `to`. */
cg_edge_kind kind_of_ref(const cg_link_unit *u, uint32_t ref, unsigned to);
/** How sure it is that `ref` leads to `to` when only some of the source is compiled. */
uint8_t active_confidence(cg_linker *l, const cg_link_unit *u, uint32_t ref, const target *to);
/** How sure it can be at most, since it stands in the parentheses of a macro that drops what it is given; 100: it does not. */
unsigned link_dropped_confidence(cg_linker *l, const cg_link_unit *u, uint32_t ref);

/** Edges to what the body of the macro names that `ref` uses, if `names` are a macro. */
void link_expansion(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *names,
                    uint32_t ordinal);

/* ---- expand.c, pasted.c: macros ---- */

/** Definitions that one use may lead to; generated macros name more, which says little. */
#define EXPANSION_MAX 64u
typedef struct expanded {
    target to;
    uint8_t kind;   /* cg_edge_kind */
    uint8_t choice; /* link_choice: whether it is named depends on the build */
    uint8_t rule;   /* of the macro's rules, the one whose body names it, from 1; 0: any */
} expanded;
typedef struct expansion {
    uint32_t count;
    expanded list[EXPANSION_MAX];
} expansion;
/** Once per target and kind of edge, as surely as the surest of them; nothing beyond EXPANSION_MAX. */
void expansion_add(expansion *e, expanded one);
/** What a macro's body names; NULL: it is being looked for, a macro that uses itself. */
const expansion *expansion_of(cg_linker *l, const cg_link_unit *u, uint32_t macro);
/** How the build chooses `def`, in languages where it does (link_rules.varies). */
link_choice choice_of(cg_linker *l, const cg_link_unit *u, uint32_t def);
/** What the body of `macro` of `mu` names by the words that use `ref` of `u` passes it. */
void expand_pasted(cg_linker *l, const cg_link_unit *u, uint32_t ref, const cg_link_unit *mu,
                   uint32_t macro, expansion *out);

/** Of what a call's reference may name, keeps those that its arguments fit best; several share the
 *  confidence. */
void overloads_choose(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *names,
                      targets *out);

/** Of what a call names, types become those of their constructors that the arguments fit; a type
 *  without any stays. Aliases are what they stand for. */
void constructors_meant(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *names,
                        things *out);

/** How well the arguments of a call suit a definition, by the measure of the language; 0: not. */
unsigned call_fit(cg_linker *l, const cg_link_unit *u, uint32_t call, const thing *callee);
/** The declared types of parameter n of a callable. */
void param_types(cg_linker *l, const cg_link_unit *u, uint32_t def, size_t n, things *out);

/** Callable `theirs` of `base` has parameters of the same types as `mine`, where what the base is given
 *  takes the place of its type parameters. `lenient`: types that are not known may be the same. */
bool same_params(cg_linker *l, const thing *base, uint32_t theirs, const cg_link_unit *u,
                 uint32_t mine, bool lenient);

/** The definition that `t` announces takes its place, where the language's rules find it. */
void target_settle(cg_linker *l, target *t);
/** What is compiled of `t`, which `ref` names: headers may leave out the branch of #if that it is in. */
target target_compiled(cg_linker *l, const cg_link_unit *u, uint32_t ref, const target *t);

/** What is called besides what `names` say: what variables of other files hold, which is less sure than
 *  that the variable is called; what decorators made of a definition. */
void also_called(cg_linker *l, const things *names, things *out);

/** Edges that follow from the file's definitions and the edges found so far. */
void derive_edges(cg_linker *l, const cg_link_unit *u);
void add_edge(cg_linker *l, cg_link_edge edge); /* `first` is its only ordinal, or NO_ORDINAL */
#define NO_ORDINAL CG_NONE

/** What a member that nothing was found for is called, whose base has no value that is known but a name. */
void names_outside(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
/** An edge like `edge` to each of `names` that is an external; false: none is. */
bool add_external_edges(cg_linker *l, const things *names, cg_link_edge edge);
/** The modules of those of `names` that are externals and no modules themselves. */
void external_modules(cg_linker *l, const things *names, things *out);
static inline bool is_call(unsigned role)
{
    return role == CG_ROLE_CALL || role == CG_ROLE_NEW || role == CG_ROLE_MACRO;
}

/** Where an index says that a name leads, as far as that is there now. */
typedef struct known_things {
    things defs; /* of the project, by the rule `scip` */
    const cg_known_target
        *outside; /* of a dependency; NULL: nothing is, or something is of the project */
} known_things;
/** For the file that is linked; nothing was looked for yet. */
void known_begin(cg_linker *l, const cg_known *known);
/** False: nothing is known of reference `ref`, or what is known is gone. */
bool known_of_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref, known_things *out);
/** Links a reference by what is known of it; false: the rules are to. */
bool link_known(cg_linker *l, const cg_link_unit *u, uint32_t ref, uint32_t ordinal);
/** Edges of reference `ref` to `to`. */
void add_target(cg_linker *l, const cg_link_unit *u, uint32_t ref, const target *to,
                uint32_t ordinal);
/** A type's name is mentioned where one of its constructors is called. */
void mention_type(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *names,
                  uint32_t ordinal);
/** The kind of an edge of `ref` to a dependency. */
cg_edge_kind kind_to_external(const cg_link_unit *u, uint32_t ref);
/** The number of an external in the table of the file. */
uint32_t external_number(cg_linker *l, const cg_external *external);
/** Forgets those of the file before. */
void externals_begin(external_set *set);
void externals_fini(external_set *set);

/** Sorts by (source, kind, target), keeping the order of equals; `spare` holds as many. */
void sort_edges(cg_link_edge *edges, size_t n, cg_link_edge *spare);
int compare_edges(const cg_link_edge *a, const cg_link_edge *b);
/** Of sorted edges makes one per triple. `ordinals`: of those that come out. */
void merge_edges(cg_link_edges *edges, cg_ordinals *ordinals);

/** Lets a helper begin with the file of `unit`. */
void link_begin_shared(cg_linker *l, const cg_link_world *world, const cg_link_unit *unit);
void deps_take(cg_linker *l);                       /* the noted keys, sorted, to l->keys */
bool table_is_sparse(uint32_t used, uint32_t mask); /* it is given back between two files */
void memo_clear(cg_linker *l);                      /* forgets answers and closes units */

/* ---- names.c and member_names.c ---- */

/** Says of members that were looked for in `self` which of them it inherits. */
void set_member_rules(things *set, const thing *self, bool inherited);
/** Members of a value, from number `from` of the set on, get the rule, but what was put there from outside. */
void set_rule_of_members(things *set, uint32_t from, cg_link_rule rule);
/** What a member's name, a reference with something in front of it, means. */
void member_names(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
/** What a name is said to hold besides what it is declared to; `depth`: names outside of narrowed ones so far. */
void other_values(cg_linker *l, const cg_link_unit *u, uint32_t ref, unsigned depth, things *out);
/** `self: Type` of `def` is that rather than the type `around`, unless this derives from it. */
thing self_declared(cg_linker *l, const cg_link_unit *u, uint32_t def, thing around);

#endif
