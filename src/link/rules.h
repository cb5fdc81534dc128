// SPDX-License-Identifier: Apache-2.0
// What one language adds to linking. A file rules_<language>.c defines cg_link_rules_<language>; the
// build makes the registry from the file names. Every member but `langs` may be NULL or 0. Rules may ask in which order
// things stand, not where: what has only moved is not linked again (alike.c).
#ifndef CG_LINK_RULES_H
#define CG_LINK_RULES_H

#include "things.h"

#define LINK_FIT_UNKNOWN 50u

typedef enum link_trait {
    LINK_MEMBERS_IN_SCOPE = 1 << 0, /* plain names see inherited members of the types around */
    LINK_LINE_C3 = 1 << 1,          /* bases in Python's order; else depth first, or: */
    LINK_LINE_BREADTH = 1 << 2,     /* the shallowest base wins */
    LINK_OVERLOADS = 1 << 3,        /* same-named functions differ in their parameters */
    LINK_UNIQUE_MEMBERS = 1 << 4,   /* a member of an unknown value is the project's only one */
    LINK_ALIASES = 1 << 15,         /* an alias is but a name of what it stands for */
    LINK_NAME_SPACES = 1 << 5,      /* types, values and macros have name spaces of their own */
    LINK_RESULTS = 1 << 6,          /* components are results of a call, never elements */
    LINK_CALLS_NAMED = 1 << 7,      /* to call a variable or field calls that, not what it holds */
    LINK_RECEIVER_PARAMS = 1 << 8,  /* type parameters of a method are those of its type */
    LINK_FIRST_FITS = 1 << 11,      /* of one owner's overloads that fit, the first is meant */
    LINK_ANY_COUNT = 1 << 18,       /* how many arguments are passed tells overloads apart alone */
    LINK_DYNAMIC = 1 << 21,      /* a name may hold values of several types, and means them all */
    LINK_VALUES_APART = 1 << 25, /* to call what a name holds is less sure than to call the name */
    LINK_TYPE_VALUES = 1 << 23,  /* a variable may hold a type and be named in its place */
    LINK_CHOSEN_GIVE = 1 << 19,  /* a call gives what those callees give that the rules keep */
    LINK_PASSED = 1 << 20,       /* parameters without a type are what calls in the file pass */
    LINK_VARIANTS = 1 << 12,     /* same-named definitions of one owner are variants of one */
    LINK_PRIVATE = 1 << 17,      /* other files' types neither inherit nor call private members */
    LINK_CALLS_APART = 1 << 14,  /* methods have a name space of their own */
    LINK_CONSTRUCTORS = 1 << 16, /* to make an instance of a type is to call a constructor */
    LINK_CONSTRUCTORS_PASS = 1 << 13, /* a class that has none has that of the class above */
    LINK_HIDES = 1 << 26,        /* a member hides those of its name in bases, whatever they take */
    LINK_READS_CALLED = 1 << 27, /* a variable that is called is read: what it holds is called */
    LINK_OUTER_PARAMS = 1 << 24, /* arguments tell the type parameters of the type around, too */
    LINK_LITERALS = 1 << 22,     /* values are written down or converted: no type is called */
    LINK_FUNCTION_TYPES = 1 << 10, /* a function may be the type of what it makes */
    LINK_STATICS_APART = 1 << 9,   /* members of a type and of its instances may share a name */
    LINK_ACTIVITY = 1 << 28,       /* not all definitions are compiled */
    LINK_SPREADS = 1 << 30, /* a list is passed for further arguments only where that is written */
    LINK_EXPANDS = 1 << 29, /* macros are replaced by their bodies, which are looked up there */
} link_trait;

/* How a definition is chosen by the build. */
typedef enum link_choice {
    CHOICE_NONE,  /* it is not */
    CHOICE_USUAL, /* a build that states nothing of its own has it */
    CHOICE_OPEN   /* which one it has depends on what it states */
} link_choice;

/* Whether a call is compiled where the function around it is, or a definition where what contains it is. Of several
 * answers the first holds. */
typedef enum link_branch {
    LINK_BRANCH_OUT,      /* it is not */
    LINK_BRANCH_UNLIKELY, /* only if a build says more than all files do */
    LINK_BRANCH_MAYBE,    /* if a file counts that is not seen there */
    LINK_BRANCH_OPEN,     /* the file itself knows as much as all others */
    LINK_BRANCH_IN,
} link_branch;

struct link_rules {
    cg_lang_id langs[4];     /* the languages it is for; NONE ends them */
    uint32_t traits;         /* link_trait */
    const char *call_member; /* calling a value calls this member: "__call__" */
    const char
        *instance_member; /* the member of a type that has what its instances have: "prototype" */
    const char *builtins; /* the module that indexes say has what the language has by itself */
    /** Puts into the catalog what other files find there. */
    void (*publish)(publisher *p, const cg_link_unit *u);
    /** What the name that an import binds stands for. */
    void (*import)(cg_linker *l, const cg_link_unit *u, const cg_import *import, things *out);
    /** A plain name that its file does not declare. */
    void (*global)(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
    /** What hides the definition or import around that the file declares by the name. */
    void (*hiding)(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
    /** `::name` */
    void (*outermost)(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
    /** What others get when they ask the file, as a module, for `name`. */
    void (*exported)(cg_linker *l, const cg_link_unit *module, cg_str name, things *out);
    /** What the file is when it is used as a value itself: called, made an instance of, inherited
     *  from (CommonJS). Nothing: it is a mere collection of names. */
    void (*whole)(cg_linker *l, const cg_link_unit *module, things *out);
    /** What a module or namespace inside a file has under `name` beside what it defines itself. */
    find_named_fn space_member;
    /** Members of a package (THING_PACKAGE), where not all that the catalog has are seen. */
    void (*package_member)(cg_linker *l, const thing *t, cg_str name, things *out);
    /** Members of a type or namespace that other files define: the catalog's scope of them; 0: none. */
    uint64_t (*members_elsewhere)(cg_linker *l, const cg_link_unit *u, uint32_t def);
    /** Bases that other files give a type. */
    void (*bases_elsewhere)(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out);
    /** Of definitions of one name that several files publish, keeps those that can be meant; gives
     *  their number. */
    uint32_t (*choose)(cg_linker *l, place *places, uint32_t count);
    /** Of the definitions that a call may mean, keeps those that it does; may put others, up to
     *  PLACES_MAX, in their place. Gives their number. */
    uint32_t (*callees)(cg_linker *l, const cg_link_unit *u, uint32_t ref, place *places,
                        uint32_t count);
    /** The type that a definition with a qualifier belongs to, when it is in another file. */
    void (*owner)(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out);
    /** The definition that a mere declaration (CG_MOD_DECLARATION) announces, where it is in another
     *  file; false: it cannot be told. */
    bool (*definition)(cg_linker *l, const cg_link_unit *u, uint32_t def, place *out);
    /** What stands in the place of a definition that the macros of other files leave out; `out->file` CG_NONE: nothing does.
     *  `from`: the definition of the same file that names it, or CG_NONE. False: it stays, for all that is known. */
    bool (*other_branch)(cg_linker *l, const cg_link_unit *u, uint32_t def, uint32_t from,
                         place *out);
    /** What is known of the branches inside of its function in which a call stands: #if, or cfg of a statement. */
    link_branch (*call_branch)(cg_linker *l, const cg_link_unit *u, uint32_t ref);
    /** The same of the branches around a definition that are not around what contains it. */
    link_branch (*def_branch)(cg_linker *l, const cg_link_unit *u, uint32_t def);
    /** Whether a build may have another definition in the place of `def` of `du`, which definition `user` of `u` calls. */
    bool (*has_variant)(cg_linker *l, const cg_link_unit *u, uint32_t user, const cg_link_unit *du,
                        uint32_t def);
    /** Whether a call that nothing of the project has the name of is a macro that drops what it is given. */
    bool (*drops)(cg_linker *l, const cg_link_unit *u, uint32_t ref);
    /** Members that a class above `type` has outside of the project: they go before what interfaces
     *  of the project promise, though not before what its classes have (`written`). */
    void (*superclass_member)(cg_linker *l, const thing *type, cg_str name, const things *written,
                              things *out);
    /** Members of a type of the project that neither it nor its bases there define. */
    void (*implied_member)(cg_linker *l, const thing *type, cg_str name, things *out);
    /** How well an argument suits a parameter: 0 not at all, LINK_FIT_UNKNOWN, up to 255. NULL: what
     *  is derived suits its bases, and what is unknown suits everything. */
    unsigned (*fit)(cg_linker *l, const thing *want, const thing *have);
    /** An element of a value, where that is not its last type argument; false: it is. */
    bool (*element)(cg_linker *l, const thing *t, things *out);
    /** Component n of a value that is no tuple; false: it has none of its own. */
    bool (*item)(cg_linker *l, const thing *t, unsigned n, things *out);
    /** How well argument `arg` of a call in `from` suits parameter n of `def`, told from what the declaration says
     *  rather than from the parameter's type: 0 not at all, up to 255. */
    unsigned (*suits)(cg_linker *l, const cg_link_unit *u, uint32_t def, unsigned n,
                      const cg_link_unit *from, const cg_hint *arg);
    /** Whether what the call's member is taken of is const, where methods differ in that alone. */
    bool (*of_const)(cg_linker *l, const cg_link_unit *u, uint32_t call);
    /** What `param`, a type parameter mentioned in the parameter type `want`, must be for an argument
     *  `have` to suit; false: that tells nothing. */
    bool (*infer)(cg_linker *l, const thing *want, const thing *have, const thing *param,
                  thing *out);
    /** Gives the instance `t`, of what `ref` names as a member of another type, that type as its argument. */
    void (*depends)(cg_linker *l, const cg_link_unit *u, uint32_t ref, thing *t);
    /** What such an instance is, where its argument tells; else as it was. */
    thing (*settled)(cg_linker *l, thing t);
    /** What `param`, a type parameter mentioned in the type `given`, must be for what a call gives to be put where `want` is
     *  asked for; false: that tells nothing. NULL: both are of one type, which takes the same arguments. */
    bool (*as_expected)(cg_linker *l, const thing *given, const thing *want, const thing *param,
                        thing *out);
    /** What the bound of a type parameter says that what is given for it is made of; false: nothing. */
    bool (*core)(cg_linker *l, const thing *param, thing *out);
    /** Parameter n of a function that is given where `type` is asked for. */
    void (*function_param)(cg_linker *l, const thing *type, unsigned n, things *out);
    /** What a function gives that is given where `type` is asked for; NONE: nothing, or it is not known. */
    thing (*function_gives)(cg_linker *l, const thing *type);
    /** What a built-in or external function asks for as argument number `arg` of a call. */
    void (*builtin_wants)(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                          unsigned arg, things *out);
    /** Parameter n of a function that the call passes, as argument number `arg`, to a built-in or
     *  external function. */
    void (*builtin_passed)(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                           unsigned arg, unsigned n, things *out);
    /** The same of a function of the project, where calls of its parameters tell. */
    void (*passed_by)(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                      unsigned arg, unsigned n, things *out);
    /** Members of values of the language's own types, containers and externals. */
    void (*builtin_member)(cg_linker *l, const thing *t, cg_str name, things *out);
    /** Edges that follow from the file's definitions in this language alone; through add_edge. */
    void (*derive)(cg_linker *l, const cg_link_unit *u);
    /** What iterating over a value (an empty key), looking `key` up in it or calling its special method
     *  of that name gives; false: as its type arguments say. */
    bool (*part)(cg_linker *l, const thing *t, cg_str key, things *out);
    /** Members of what a value stands for or leads to, where its type has none of that name: smart
     *  pointers. */
    void (*member_behind)(cg_linker *l, const thing *t, cg_str name, things *out);
    /** What operator `ref` (CG_FORM_APPLIED) calls: definitions alone, overloads told apart. Nothing: it is the language's. */
    void (*applied)(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
    /** The type of which a member is made that `ref` initialises, with what it is given. */
    void (*initialised)(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
    /** What `->` in front of member `ref` leads to, or * and [] of the language that `ref` is, in place of what is left of it. */
    void (*led_to)(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *bases);
    /** What `->` in front of member `ref` (CG_FORM_ARROW) calls. */
    void (*arrow)(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
    /** Adds edges to what is called where something is done to the value of `ref` (cg_operation), or by the language where `ref`
     *  is a call. */
    void (*operated)(cg_linker *l, const cg_link_unit *u, uint32_t ref, uint32_t ordinal);
    /** Puts in place of members that have the name of a call those that can be called so. */
    void (*called_member)(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *io_members);
    /** Puts in place of what the member `def` holds what reading it gives, where that is something else. */
    void (*described)(cg_linker *l, const cg_link_unit *u, uint32_t def, things *io_values);
    /** Whether `ref`, which makes an object of `type`, copies one in a way that nobody has written: by none of `constructors`. */
    bool (*copies)(cg_linker *l, const cg_link_unit *u, uint32_t ref, const thing *type,
                   const things *constructors);
    /** Whether a base, `ref`, that leads to definition `def` of `tu` may be another one, by type arguments. */
    bool (*is_dependent)(cg_linker *l, const cg_link_unit *u, uint32_t ref, const cg_link_unit *tu,
                         uint32_t def);
    /** What the language makes of the arguments of its own type `t`: ReturnType<F>. False: `t` is as it is written. */
    bool (*type_made)(cg_linker *l, const thing *t, things *out);
    /** Whether a call in `role` may call `t`, which is the language's or a dependency's. What it may call besides has its share. */
    bool (*is_library)(const thing *t, unsigned role);
    /** Says of members that `ref` names where a value is taken apart what the value is given. */
    void (*taken_apart)(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *io_members);
    /** A member of a value of which nothing is known. */
    void (*member_of_unknown)(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
    /** What `name`, which no reference has, would mean in `role` where `ref` stands: at file level or in the namespaces
     *  around. For LINK_EXPANDS. */
    void (*named)(cg_linker *l, const cg_link_unit *u, uint32_t ref, cg_str name, unsigned role,
                  things *out);
    /** How the build chooses between this definition and others, or none. For LINK_EXPANDS. */
    link_choice (*varies)(cg_linker *l, const cg_link_unit *u, uint32_t def);
    /** Which rule of its macro `ref` stands in, from 1; 0: the macro has one. NULL: macros of the language have. */
    unsigned (*rule_around)(const cg_link_unit *u, uint32_t ref);
    /** Which rule of `macro` the use `ref` takes; 0: it is not known. */
    unsigned (*rule_taken)(const cg_link_unit *u, uint32_t ref, const cg_link_unit *mu,
                           uint32_t macro);
    /** Appends the macros of other files that the file is to be read with (cg_link_prelude); `out` NULL: only what is
     *  read is noted. */
    void (*wanted)(cg_linker *l, const cg_link_unit *u, cg_buf *out);
    /** Appends the keys that whoever may mean the file by its name notes of the catalog. For `wanted`. */
    void (*file_keys)(const cg_link_unit *u, cg_link_keys *out);
    /** What is called besides a definition when it is called: what decorators made of it. */
    void (*replaced)(cg_linker *l, const thing *t, things *out);
    /** Files that import what `u` defines under `name`, or `u` itself, and may call it; none where they
     *  are many. For LINK_PASSED. */
    uint32_t (*importers)(cg_linker *l, const cg_link_unit *u, cg_str name, place out[PLACES_MAX]);
    /** What `call` of the type `t` gives, where that is no instance of it; else false. */
    bool (*made)(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call, things *out);
    /** Says more of what a local name without a type holds, by `ref` that the name is said to hold as well; false: that is a value. */
    bool (*completes)(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *io);
    /** What a parameter without a type is given by whoever calls `def` by its parameters' names, and is not seen to call it. */
    void (*param_given)(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                        things *out);
    /** Whether a type that is not the project's tells only how its values are called. */
    bool (*says_how)(cg_linker *l, const thing *type);
    /** What calling external or built-in functions gives. */
    void (*builtin_result)(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                           things *out);
    /** What `call` gives, of which nothing is known but how it is written. */
    void (*unknown_result)(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out);
};

extern const link_rules *const cg_link_rules[]; /* generated */
extern const size_t cg_link_rules_count;
const link_rules *rules_for(cg_lang_id lang); /* never NULL */

/* ---- tools for rules (paths.c, externals.c) ---- */

/** `path` relative to directory `dir`, "." and ".." worked off, in the linker's arena; an empty text
 *  with NULL when it leads out of the project. */
cg_str link_path_join(cg_linker *l, cg_str dir, cg_str path);
cg_str link_path_dir(cg_str path);
cg_str link_path_base(cg_str path); /* behind the last slash */
/** Text in the linker's arena. */
cg_str link_text(cg_linker *l, const char *fmt, ...) CG_PRINTF(2, 3);
/** The nearest file called `name` in `dir` or above it, existence noted; CG_NONE. */
uint32_t link_find_above(cg_linker *l, cg_str dir, cg_str name);
thing module_thing(const cg_link_unit *u, cg_link_rule rule);
thing package_thing(uint64_t scope, cg_str text, cg_link_rule rule);
thing def_thing(const cg_link_unit *u, uint32_t def, cg_link_rule rule);
/** What an import takes from a module that is not in the project: `name`, with dots between its parts,
 *  empty for the module itself. The same thing must have the same names wherever it is imported. */
thing external_thing(cg_linker *l, cg_str module, cg_str name);
/** The same where no import says so, and the graph knows no such thing. */
thing unknown_thing(cg_linker *l, cg_str module, cg_str name);
/** `t`, which an import calls so. */
thing thing_called(cg_linker *l, thing t, cg_str module, cg_str name);
/** The member `name` of a thing that is called something outside of the project, of which no more than that
 *  is known; else NONE. */
thing external_member(cg_linker *l, const thing *t, cg_str name);
/** `member`, of which more is known: what is called `name` in `of`, if that has a name outside. */
thing member_called(cg_linker *l, thing member, const thing *of, cg_str name);
/** Members called `name`, as far as they are known: what is outside of the project has none by its name
 *  alone. For imports of all names of a module, which might have any. */
void members_unnamed(cg_linker *l, const thing *t, cg_str name, things *out);
/** The definitions under (scope, name) of the catalog, as things. */
void catalog_things(cg_linker *l, uint64_t scope, cg_str name, cg_link_rule rule, things *out);
/** The catalog's scope of all members of the language, whatever they belong to. */
uint64_t members_scope(const cg_link_unit *u);
/** Publishes methods and fields' functions there; for LINK_UNIQUE_MEMBERS. */
void publish_members(publisher *p, const cg_link_unit *u);
/** The catalog's scope of the packages of the project, by the name of the manifest's file. */
#define PACKAGE_SCOPE "package"
/** The catalog's scope of the macros that files tell others of. */
#define MACRO_SCOPE "macro"
/** The catalog's scope of what #includes give (CG_HINT_GIVEN), by the last part of the path. */
#define GIVEN_SCOPE "given"
/** The text of setting `name` of a manifest (its constant of that name); an empty text with NULL. */
cg_str manifest_setting(cg_linker *l, const cg_link_unit *manifest, cg_str name);

#endif
