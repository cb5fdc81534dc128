// SPDX-License-Identifier: Apache-2.0
// link, inside: what names and values are, and the state of linking one file.
//
//   unit.c     one file made searchable           catalog.c  names of the whole project
//   keys.c     what linking has read              shape.c    what a change may concern
//   names.c, member_names.c    what a reference names
//   values.c   what a name or call gives
//   around.c   the type around a definition       lines.c    types and their bases, in order
//   members.c  members of types                   overloads.c  which of several is meant
//   infer.c    what a call tells of types         fit.c      how arguments suit parameters
//   parts.c    elements, components, keys         callers.c  what parameters are given
//   meaning.c  what suits a reference's role      construct.c  the constructor a type's name calls
//   link.c     references to edges                derive.c   edges that follow from edges
//   merge.c    one edge for many sites            sort.c     edges in order
//   expand.c   what a macro's body names where it is used
//   pasted.c   by words that the use passes
//   known.c    where an index says that references lead
//   put.c      members that code puts on objects from outside
//   memo.c     answers, open units, limits        externals.c  what dependencies are called
//   shared.c   answers that are the same for all who ask
//   paths.c    tools of the rules                 rules/     what one language does its own way
//
// Linking a file is a pure function of its unit and of what it reads of other files, in an order
// that the unit alone decides. Each such read notes a key (keys.c). So a file whose keys no change
// concerns would be linked again to the same edges, and need not be: that is all of incremental
// linking, and why nothing here may look at another file without noting it.
#ifndef CG_LINK_THINGS_H
#define CG_LINK_THINGS_H

#include "cg/link.h"

typedef struct link_rules link_rules;

/* ---- one file, made searchable (unit.c) ---- */

/** A reference to a base of a type, or an import: sorted by definition. */
typedef struct def_entry {
    uint32_t def, index;
} def_entry;

/** Something found by a name: a call that passes something told, or a decorator, by the name of what it
 *  calls; what a member is assigned. */
typedef struct name_entry {
    uint64_t name;  /* hash */
    uint32_t index; /* reference, or hint */
} name_entry;

struct cg_link_unit {
    const cg_unit *unit;
    const link_rules *rules;
    cg_str path; /* owned */
    uint64_t path_hash;
    uint32_t file;         /* number in the project */
    uint32_t *heads, mask; /* by (parent, name): first definition, open addressing */
    uint32_t *next;        /* by definition: the next one of its parent and name, in source order */
    uint32_t hint_ends[CG_HINT_LIMIT]; /* by kind: behind the last of unit->hints up to that kind */
    uint64_t *names;                   /* by definition: hash of its name */
    CG_VEC(def_entry) bases;           /* references in roles INHERIT and IMPLEMENT, by source */
    CG_VEC(def_entry) imports;         /* rows of unit->imports, by definition */
    CG_VEC(def_entry) wildcards;       /* those that take all names, by what they stand in */
    CG_VEC(name_entry) calls;          /* LINK_PASSED: references, by name */
    CG_VEC(name_entry) passes; /* LINK_PASSED: hints of functions that calls pass, by their name */
    CG_VEC(def_entry) decorators; /* LINK_PASSED: references in role DECORATE, by source */
    CG_VEC(def_entry) macro_refs; /* LINK_EXPANDS: references of macros' bodies, by source */
    CG_VEC(name_entry) assigned;  /* hints of kind ASSIGNED, by the name of the member */
    CG_VEC(def_entry) held;       /* LINK_FUNCTION_TYPES: members that hold a function, by it */
    CG_VEC(uint32_t) nameless; /* definitions that the file exports as its default or as a whole */
};

static inline cg_str def_name(const cg_link_unit *u, uint32_t def)
{
    return cg_unit_str(u->unit, u->unit->defs.ptr[def].name);
}
static inline const cg_def *def_of(const cg_link_unit *u, uint32_t def)
{
    return &u->unit->defs.ptr[def];
}
static inline const cg_ref *ref_of(const cg_link_unit *u, uint32_t ref)
{
    return &u->unit->refs.ptr[ref];
}
static inline cg_str ref_name(const cg_link_unit *u, uint32_t ref)
{
    return cg_ref_name(u->unit, ref_of(u, ref));
}
uint64_t name_hash(cg_str name);
/** The first definition called `name` whose parent is `parent`, then u->next; CG_NONE. Definitions
 *  that belong to a type of another file are found through the catalog alone. */
uint32_t unit_member(const cg_link_unit *u, uint32_t parent, cg_str name);
/** A function that is written as a value: `return function step() {…}`, `table[key] = () => …`. Not what a name or member is
 *  assigned, which may get several. */
bool is_function_value(const cg_link_unit *u, uint32_t def);
/** Whether definitions of one owner and name are one thing to callers: overloads, variants. Functions that are written as
 *  values are not: each is another one. */
bool is_one_group(const cg_link_unit *u, uint32_t def, uint32_t other);
/** Where definitions are found whose owner, called `name`, is in another file: as `parent` above. */
uint32_t owner_elsewhere(cg_str name);
/** cg_unit_hints of a linkable unit, which knows where each kind stands. */
size_t unit_hints(const cg_link_unit *u, cg_hint_kind kind, uint32_t subject, size_t *out_first);
#define ELSEWHERE 0x80000000u
/** The name of the owner that a definition's qualifier tells. */
cg_str owner_name(cg_str descriptors);
/** The entries of one definition: u->bases.ptr[*out_first] on. */
size_t unit_bases(const cg_link_unit *u, uint32_t def, size_t *out_first);
/** The same for decorators: u->decorators. */
size_t unit_decorators(const cg_link_unit *u, uint32_t def, size_t *out_first);
/** The same for imports of all names in what has the definition: u->wildcards. */
size_t unit_wildcards(const cg_link_unit *u, uint32_t def, size_t *out_first);
/** The same for what a macro's body names: u->macro_refs. */
size_t unit_macro_refs(const cg_link_unit *u, uint32_t macro, size_t *out_first);
/** The same for members that hold a function: u->held. */
size_t unit_held(const cg_link_unit *u, uint32_t function, size_t *out_first);
/** Entries under `name`: sorted[*out_first] on. */
size_t entries_named(const name_entry *sorted, size_t len, uint64_t name, size_t *out_first);
const cg_import *unit_import(const cg_link_unit *u, uint32_t def); /* NULL: none */
/** The directory of the file, without a slash at its end; "" for the root. */
cg_str unit_dir(const cg_link_unit *u);

/* ---- things ---- */

typedef enum thing_kind {
    THING_NONE = 0,
    THING_DEF,       /* the definition `def` of `file`: type, function, variable, namespace … */
    THING_INSTANCE,  /* a value whose type is the definition */
    THING_MODULE,    /* the file as a module or package */
    THING_PACKAGE,   /* names of the catalog under `key`; `text`: what others call it, or empty */
    THING_PARAM,     /* the type parameter that is binding `def` of `file` */
    THING_CONTAINER, /* values of type args[0] */
    THING_TUPLE,     /* args by position */
    THING_BUILTIN,   /* a value of the language's own type `text` */
    THING_EXTERNAL,  /* something of a dependency: `text` tells what */
    THING_FUNCTION,  /* a function value without a name: reference `def` of `file` states it */
} thing_kind;

typedef struct thing {
    uint8_t kind; /* thing_kind */
    uint8_t rule; /* cg_link_rule: how it was found */
    uint16_t args_count;
    uint32_t file, def;
    uint8_t pointers; /* C++: of the type argument that it comes from: T * */
    bool is_const;    /* C++: so is that: const T */
    bool receiver;    /* what the method around was called on: its type, or one derived from it */
    bool open;        /* it may be what is called, where a type tells only how that is called */
    bool passed;      /* known by what calls in other files pass */
    bool assigned; /* a function written where the name that is called gets it: apart from others */
    bool name_only; /* it has a name outside of the project, but nothing is known of its values */
    uint64_t key;
    const struct thing *args; /* INSTANCE: type arguments; DEF found as a member: of what */
    cg_str text;
    const cg_external
        *external; /* what it is called where an import leads out of the project to it;
                                    NULL: none does */
} thing;

/** Key of a definition that is meant as it is written, not what decorators made of it. */
#define UNDECORATED 1u

/** What something may be, best first. More than THINGS_MAX is more than anybody wants to know. */
#define THINGS_MAX 8u
typedef struct things {
    uint32_t count;
    bool cut; /* there were more */
    thing list[THINGS_MAX];
} things;
/** Adds `t` unless an equal one (kind, file, def, key) is there, which is `passed` if both are. */
void things_add(things *set, thing t);
void things_add_all(things *set, const things *more);
/** Those from number `first` on are known by way of `t`. */
void things_known_by(things *set, uint32_t first, const thing *t);
/** Tells things apart in the keys of others that are made of them. */
uint64_t thing_key(const thing *t);

/* ---- the state of linking one file ---- */

typedef struct open_unit {
    uint32_t file;
    const cg_link_unit *unit; /* NULL: cannot be had */
    bool used;
} open_unit;

typedef struct memo_slot {
    uint64_t key;       /* 0: free */
    const void *answer; /* in the arena; NULL: none yet; see memo.c while in progress */
} memo_slot;

/** The answer for one name, where only a part of its hash is in the key. */
typedef struct named_things {
    uint32_t def;
    cg_str name;
    void (*find)(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, things *out);
    things things;
} named_things;

/** The types a type is made of, itself first, in the order in which members are looked for. */
#define LINE_OUTSIDE_MAX 8u
typedef struct type_line {
    uint32_t count;
    bool open; /* some base is unknown: a member that is not found may still exist */
    thing *types;
    uint32_t outside_count; /* bases that are the language's own or a dependency's */
    thing outside[LINE_OUTSIDE_MAX];
} type_line;

/** Those that edges of the file lead to. */
typedef struct external_set {
    CG_VEC(cg_external) list; /* texts in `texts` */
    cg_arena *texts;          /* until the next file */
    uint32_t *slots, mask;    /* numbers in the list + 1, open addressing by text; 0: free */
} external_set;

struct cg_linker {
    const cg_link_world *world;
    const cg_link_unit *unit; /* the file being linked */
    const cg_known *known;    /* what an index says of it; NULL: nothing */
    thing *known_found;       /* by target of that: what it is now; see known.c */
    cg_arena *arena;          /* of this file */
    open_unit *open;          /* open addressing by file number */
    uint32_t open_mask, open_used;
    memo_slot *memo; /* names of references, types of definitions, lines; by key */
    uint32_t memo_mask, memo_used;
    uint64_t *deps; /* set of keys, open addressing, 0: free */
    uint32_t deps_mask, deps_used;
    uint32_t depth;
    uint32_t cuts;              /* how often that went too deep … */
    uint32_t again;             /* … and an answer was not kept for it */
    uint64_t steps;             /* left for this file */
    cg_linker *helper;          /* finds out what files share; NULL: none yet */
    cg_link_shared *own_shared; /* of this file, where the world has none */
    bool helps;                 /* it is such a helper */
    /* results and working memory of link.c */
    cg_link_edges edges;
    cg_ordinals ordinals;
    external_set externals;
    CG_VEC(uint64_t) keys;
    CG_VEC(uint32_t) seen;
};

typedef enum memo_kind {
    MEMO_NAMES = 1, /* of a reference: things */
    MEMO_IMPORT,    /* of an import's definition: things */
    MEMO_LINE,      /* of a type: type_line */
    MEMO_VALUES,    /* of a local name: things */
    MEMO_NAMED,     /* of a place under a name: named_things */
    MEMO_RULES,     /* what the rules of a file's language keep, under numbers of their own */
    MEMO_CALLEES,   /* of a call: things */
    MEMO_DECLARED,  /* of a definition, what it holds: things */
    MEMO_RETURNED,  /* of a reference whose value a function returns: things */
    MEMO_EXPANSION, /* of a macro: what its body names, see expand.c */
    MEMO_BRANCH,    /* of a definition: see cfamily_branches.c */
    MEMO_ARGUMENT,  /* of a hint: see cpp_fit.c */
    MEMO_MACRO,     /* under a name: see cfamily_conditions.c */
    MEMO_EXPECTED,  /* of a call, where what it gives is put: things */
    MEMO_MODULE,    /* of a directory under a name: see rules_python.c */
} memo_kind;
/** Looks up what is known; false: unknown, and now in progress until memo_set. A true answer of NULL
 *  is one in progress: a circle. */
bool memo_get(cg_linker *l, memo_kind kind, uint32_t file, uint32_t index, const void **out_answer);
/** The same without asking; false: it was not asked for. */
bool memo_peek(cg_linker *l, memo_kind kind, uint32_t file, uint32_t index,
               const void **out_answer);
void memo_set(cg_linker *l, memo_kind kind, uint32_t file, uint32_t index, const void *answer);
typedef void (*find_named_fn)(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                              things *out);
/** What `find` gives for `name` at definition `def`, asked once: places may pass names on to each other
 *  in circles. */
void names_once(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, find_named_fn find,
                things *out);
/** A copy in the arena. */
const things *things_keep(cg_linker *l, const things *set);
/** One step deeper into names that need names; false past the limits of depth and work. */
bool link_enter(cg_linker *l);
void link_leave(cg_linker *l);

/** What `find` finds out of the file of `u`, all of it in `keep` and pointing at no unit. The linker `l` has been asked
 *  nothing before, and it notes what it reads of `u` too. */
typedef const void *(*shared_find_fn)(cg_linker *l, const cg_link_unit *u, cg_arena *keep);
/** The answer for a file, found once for all that are linked in this state of the world; what it rests on is noted.
 *  Not for helpers. */
const void *link_shared(cg_linker *l, const cg_link_unit *u, shared_find_fn find);

/** The unit of a file, open until the linker is done with its own; NULL: skipped, gone, damaged. */
const cg_link_unit *link_open(cg_linker *l, uint32_t file);
/** The file with this path, existence noted; CG_NONE. */
uint32_t link_find_file(cg_linker *l, cg_str path);

/* ---- keys (keys.c): noted by whoever reads ---- */

typedef enum key_kind {
    KEY_OF_NAME = 1, /* everything that a file says under one name */
    KEY_OF_CATALOG,  /* which files have an entry in the catalog */
    KEY_OF_PATH,     /* whether there is a file, and what its content is in general */
    KEY_OF_MENTION,  /* no read: a name that was mentioned and not found */
    KEY_OF_FEW,      /* the same, as far as there are no more than a catalog_limit */
} key_kind;
uint64_t key_make(key_kind kind, uint64_t a, uint64_t b);
void deps_note(cg_linker *l, uint64_t key);
/** Stands for all imports of a file whose words do not tell what they bind: every name of a module, or
 *  the module under the name that it gives itself. */
#define WILDCARD_NAME "*"
/** Stands for what a file exports without a name. */
#define NAMELESS "default"
/** Stands for which components and conversions a class of a name has, in their order, or associated types a trait
 *  (printf). */
#define LINK_COMPONENTS "{%.*s}"
/** Notes that linking depends on what `u` says under `name`; nothing for the file itself, but by helpers. */
void note_name(cg_linker *l, const cg_link_unit *u, cg_str name);
/** The same for the text of the macro that it tells other files of. */
void note_macro(cg_linker *l, const cg_link_unit *u, cg_str name);
uint64_t macro_hash(cg_str name);
/** NAME of the text of a CG_HINT_MACRO. */
cg_str macro_name(cg_str text);
/** The path of the text of a CG_HINT_GIVEN. */
cg_str given_path(cg_str text);

/* ---- catalog ---- */

typedef struct place {
    uint32_t file, def;
} place;
#define PLACES_MAX 64u
/** A scope of the catalog: a word that says what kind of scope, and a name of it. */
uint64_t scope_key(const char *word, cg_str name);
/** The definitions published under (scope, name), ordered by path and position, and noted. None
 *  when there are more than PLACES_MAX: then so is *out_total. */
uint32_t link_catalog(cg_linker *l, uint64_t scope, cg_str name, place out[PLACES_MAX],
                      uint32_t *out_total);
/** The key that link_catalog notes. */
uint64_t link_catalog_key(uint64_t scope, cg_str name);
/** How many definitions say something to who asks: more of them are none. Each has a key of its own, so that what comes
 *  beside many concerns nobody. */
typedef enum catalog_limit {
    CATALOG_ANY = 0, /* whether there is any */
    CATALOG_ONLY = 1,
    CATALOG_FEW = 8,
    CATALOG_SEVERAL = 16,
} catalog_limit;
/** As link_catalog; none as well when there are more than `max`, which is not CATALOG_ANY. */
uint32_t link_catalog_few(cg_linker *l, uint64_t scope, cg_str name, catalog_limit max, place *out);
bool link_catalog_any(cg_linker *l, uint64_t scope, cg_str name);
/** Used by rules while a file is put into the catalog. */
typedef struct publisher publisher;
void publish(publisher *p, uint64_t scope, cg_str name, uint32_t def);

/* ---- names, values, members ---- */

/** What reference `ref` of `u` names. Shared memory of the arena: do not change. */
const things *names_of_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref);
/** A local name that is not meant: a type around, inside of where it is declared, inherits the name. */
bool is_hidden_local(cg_linker *l, const cg_link_unit *u, uint32_t ref);
/** What a call may call: of what it names, the overloads that its arguments fit best. */
const things *callees_of_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref);
/** What the expression that ends in `ref` gives: a call's result, else what reading gives. */
void values_of_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
/** The type argument that `ref` names for `of`, or the value that the literal `of` holds. A type may be named like a value:
 *  Go's f[x]. NONE: unknown. */
thing type_arg_of(cg_linker *l, const cg_link_unit *u, uint32_t of, uint32_t ref);
/** Gives `t` the type arguments written at `ref`, as far as they are known. */
void take_type_args(cg_linker *l, const cg_link_unit *u, uint32_t ref, thing *t);
/** Instances of the type that `ref` names; where it is no type (inferred), what it gives. */
void types_of_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
/** What a file is when it is used as a value itself; nothing for other things. */
void whole_of(cg_linker *l, const thing *t, things *out);
/** The function value or type that `ref` (base kind FUNCTION) makes. Its arguments, if any: the type of
 *  its result, then those of its parameters. */
thing function_thing(cg_linker *l, const cg_link_unit *u, uint32_t ref);
/** What reading, and what calling, a thing gives. `args`: the call's reference in `u`, or CG_NONE. */
void values_of(cg_linker *l, const thing *t, things *out);
/** What call `ref` gives. */
void results_of_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
void results_of(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call, things *out);
/** What a definition is read as, where that is not the definition itself. */
void values_held(cg_linker *l, const thing *t, things *out);
void instances_of(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t ref, things *out);
void elements_of(cg_linker *l, const thing *t, things *out);
void elements_of_all(cg_linker *l, const things *of, things *out);
void values_of_binding(cg_linker *l, const cg_link_unit *u, uint32_t binding, things *out);
/** What a literal was written with under a key; nothing of other values. */
void held_by_key(cg_linker *l, const thing *t, cg_str key, things *out);
/** Component n of a value, and what it holds under a constant key or gives by the special method of
 *  that name. */
void items_of(cg_linker *l, const thing *t, unsigned n, things *out);
/** Types with arguments of no file of the project that the type of an instance derives from, the nearest first. */
void containers_derived(cg_linker *l, const thing *t, things *out);
void keyed_of(cg_linker *l, const thing *t, cg_str key, things *out);
/** A literal's value; with what it holds, if anything, in `file` under reference `def` - 1. */
thing literal_thing(const cg_link_unit *u, uint32_t ref);
/** A mapping of what `call` passes by keyword, as Python's ** has it. */
thing keywords_thing(const cg_link_unit *u, uint32_t call);
/** What the alias or defined type that `t` is an instance of stands for; nothing for other types. */
void alias_values(cg_linker *l, const thing *t, things *out);
/** What definition `def` of `u` also holds: further values that are written there, and what members of
 *  its name are assigned. True: they are also assigned something of which nothing is known. */
bool values_besides(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out);
/** The latter alone. */
bool values_assigned(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out);
/** What `t` has under a name because code of the file, or of the file of its type, puts it there from outside:
 *  `t.name = value`. */
void members_put(cg_linker *l, const thing *t, cg_str name, things *out);
/** All that code of the file puts on the object `def` of it, whatever the names. */
void values_put(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out);
/** A component in the head of its type, a record of Java, that is read by calling it: no method is written for that. */
bool has_accessor(const cg_link_unit *u, uint32_t def);
/** A member that was found there: it is what was put, and not a definition of the member. */
static inline bool is_put(const thing *member)
{
    return member->rule == CG_RULE_CALLED_VALUE;
}
/** What a definition is declared with: its type, what it returns, what it is assigned. */
void declared_values(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out);
/** `t` with the type parameters of `receiver`'s type replaced by what the receiver was given. */
thing thing_given(cg_linker *l, thing t, const thing *receiver);
/** What `t` is where that depends on a type that is known by now: V::Out of a V. */
thing thing_settled(cg_linker *l, thing t);
/** `t` with the type parameters of `callee` itself replaced by what the call's arguments say. */
thing thing_given_by_call(cg_linker *l, const thing *callee, thing t, const cg_link_unit *u,
                          uint32_t call);
/** Adds the generic type or function `t` with the arguments that `ref`, x[y], gives it; false: it is none, or given none. A
 *  function so given is a member of itself with the arguments. */
bool instantiated(cg_linker *l, const cg_link_unit *u, uint32_t ref, const thing *t, things *out);
/** Gives the instance that `call` makes by `constructor` the type arguments that its own arguments
 *  tell: new Box<>(item). */
void infer_type_args(cg_linker *l, const thing *constructor, const cg_link_unit *u, uint32_t call,
                     thing *made);
/** The types of what the function is asked for that PASSED reference `ref` is a parameter of, as far as
 *  the project declares them. */
void passed_to(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
/** The types of what the call's result is put into or passed as, as far as they are known (CG_HINT_EXPECTED). */
void expected_of_call(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out);
/** What a function gets that is passed on: reference `ref` has base kind PASSED. */
void passed_of_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
/** What a call says of its argument: SAYS reference `ref`, in role READ. Nothing, where what is called says nothing. */
void said_by_call(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
/** What a function is declared to say of its argument `arg` where it gives true. */
void said_by(cg_linker *l, const thing *callee, unsigned arg, things *out);
/** What a field of a class without a constructor is given by calls of the class: a dataclass, a named tuple. */
void values_of_record(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out);
/** What `callee` calls its parameter `arg`, or that of the name `keyword`, with as argument n (callers.c). */
void values_handed_on(cg_linker *l, const thing *callee, unsigned arg, cg_str keyword, unsigned n,
                      things *out);
/** What a parameter without a type is given by the calls in its file (callers.c). */
void values_from_callers(cg_linker *l, const cg_link_unit *u, uint32_t binding, things *out);
/** What decorator `ref` makes of the definition that it decorates. */
void results_of_decorator(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
/** What the callable `def` of `du` is declared to give; of its own parameters, what `call` passes. */
void values_returned(cg_linker *l, const cg_link_unit *du, uint32_t def, const cg_link_unit *u,
                     uint32_t call, things *out);
/** Members called `name` of a thing. */
void members_of(cg_linker *l, const thing *t, cg_str name, things *out);
/** The same for one type and its bases, leaving out the first `skip` of the line. */
void members_in_line(cg_linker *l, const thing *type, cg_str name, uint32_t skip, things *out);
/** The constructors of a type's line entry number `skip`; the type itself where it has none. */
void constructors_in_line(cg_linker *l, const thing *type, uint32_t skip, things *out);
/** The line of a type (kind DEF or INSTANCE; lines.c). */
const type_line *line_of(cg_linker *l, const thing *type);
/** Where type `of` stands in the line of `type`; CG_NONE: it is none of its bases. */
uint32_t place_in_line(cg_linker *l, const thing *type, const thing *of);
/** A function that is called by `new`: where functions are types, a capital letter tells. */
bool makes_itself(const cg_link_unit *u, uint32_t def);
/** The type around a definition, as an instance: `self`. NONE when there is none (around.c). */
thing type_around(cg_linker *l, const cg_link_unit *u, uint32_t def);
/** The same for what is around the type `def`, which may itself be defined outside of its owner. */
thing type_outside(cg_linker *l, const cg_link_unit *u, uint32_t def);
/** What an import's definition stands for. */
void names_of_import(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out);
/** The definition as a thing, with what others read of it noted; imports are followed. */
void names_of_def(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_link_rule rule,
                  things *out);
/** Definitions called `name` below `parent` in `u`, as things. */
void defs_named(cg_linker *l, const cg_link_unit *u, uint32_t parent, cg_str name,
                cg_link_rule rule, things *out);

static inline bool is_same_def(const thing *a, const thing *b)
{
    return a->file == b->file && a->def == b->def;
}

/** `def` is a field that each object of class `owner` has. */
static inline bool is_component(const cg_link_unit *u, uint32_t owner, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    return d->parent == owner && d->kind == CG_NODE_FIELD && !(d->modifiers & CG_MOD_STATIC);
}

/** It makes something else of an object of class `owner`: operator bool. */
static inline bool is_conversion(const cg_link_unit *u, uint32_t owner, uint32_t def)
{
    return def_of(u, def)->parent == owner && cg_str_starts(def_name(u, def), CG_STR("operator "));
}

static inline bool is_type_def(const cg_link_unit *u, uint32_t def)
{
    return cg_node_kind_is_type(def_of(u, def)->kind);
}
static inline bool holds_value(unsigned kind)
{
    return kind == CG_NODE_FIELD || kind == CG_NODE_PROPERTY || kind == CG_NODE_VARIABLE ||
           kind == CG_NODE_CONSTANT || kind == CG_NODE_ENUM_MEMBER;
}

/* ---- what declared types say (declared.c) ---- */

#define TYPE_NESTING_MAX 4u /* of type arguments that are looked into */
/** `found`: what the declared type, reference `type` of `u` or CG_NONE, means. It leaves open which function is meant … */
bool leaves_open(cg_linker *l, const cg_link_unit *u, uint32_t type, const things *found);
/** … of those from `from` on, which were put there. */
void less_sure(things *set, uint32_t from);
/** Or it says more than what is assigned. */
bool says_all(const cg_link_unit *u, uint32_t type, const things *found);
/** Adds what the type of the name `ref` says that calling it gives, whichever function is meant; false: it has none that says so. */
bool results_declared(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
/** Adds what value `ref` may be; false: nothing is known of it, or no more than how it is called. */
bool adds_types(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
/** Says which of what the name `name` is called as are functions that are written where it is assigned them. */
void mark_assigned(cg_linker *l, cg_str name, things *set);
/** The same, when what the name is assigned elsewhere has been added: let f = () => 1; if (test) f = () => 2. */
void also_assigned(cg_linker *l, cg_str name, things *io_called);
/** Functions and classes from number `first` on stand beside something unknown, `given || standard`, and are less sure for it. */
void beside_unknown(cg_linker *l, things *set, uint32_t first);

#endif
