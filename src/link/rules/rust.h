// SPDX-License-Identifier: Apache-2.0
// Rust, inside: modules and crates (rust_modules.c), paths and names (rust_paths.c), names by
// globs (rust_globs.c), what is implemented for types (rust_impls.c), what types have by it (rust_types.c), and the language's own
// types (rust_std.c); type parameters (rust_generics.c).
#ifndef CG_LINK_RUST_H
#define CG_LINK_RUST_H

#include "rules.h"

/** A module: a file's (def 0), or one with braces inside it. */
typedef struct rust_module {
    const cg_link_unit *unit; /* NULL: none */
    uint32_t def;
} rust_module;

/** What is kept under MEMO_RULES beside numbers of definitions, which are rust_globs.c's. */
#define RUST_MEMO_ROOT (CG_NONE - 1u)
#define RUST_MEMO_WALKS (CG_NONE - 2u)
#define RUST_MEMO_SHARED (CG_NONE - 3u)

/* rust_modules.c */
/** Puts a file's `mod x;` into the catalog, by the files that may be meant. */
void rust_publish_modules(publisher *p, const cg_link_unit *u);
/** The innermost module that `def` is in, itself included. */
rust_module rust_module_around(const cg_link_unit *u, uint32_t def);
rust_module rust_module_above(cg_linker *l, rust_module module);
rust_module rust_crate_root(cg_linker *l, const cg_link_unit *u);
/** The file of `mod x;`, which is definition `def`. */
rust_module rust_module_file(cg_linker *l, const cg_link_unit *u, uint32_t def);
/** The root of the crate that `u` calls `name`. */
rust_module rust_crate_named(cg_linker *l, const cg_link_unit *u, cg_str name);
/** The crate that `u` calls `name` is one of the language's, or one that its manifest asks for. */
bool rust_is_dependency(cg_linker *l, const cg_link_unit *u, cg_str name);
thing rust_module_thing(rust_module module);

/* rust_paths.c */
/** What `path` ("a::b") names at definition `at`. */
void rust_names_of_path(cg_linker *l, const cg_link_unit *u, uint32_t at, cg_str path, things *out);
/** Cuts the first name off a path; an empty one in front of a leading "::". */
cg_str rust_next_name(cg_str *path);
void rust_import(cg_linker *l, const cg_link_unit *u, const cg_import *import, things *out);
void rust_global(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
void rust_hiding(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
void rust_outermost(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
void rust_exported(cg_linker *l, const cg_link_unit *u, cg_str name, things *out);
void rust_space_member(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, things *out);
void rust_publish_macros(publisher *p, const cg_link_unit *u);
/** Those called `name` of the crate with this root. */
void rust_macros_of_crate(cg_linker *l, const cg_link_unit *root, cg_str name, things *out);

/* rust_globs.c */
void rust_publish_items(publisher *p, const cg_link_unit *u);
/** What `use m::*` in the module or function `def`, which does not declare the name, leads to. */
void rust_names_by_glob(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                        things *out);
/** Macros of the crates whose roots `use m::*` in the module leads to. */
void rust_macros_by_glob(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                         things *out);

/* rust_calls.c */
uint32_t rust_callees(cg_linker *l, const cg_link_unit *u, uint32_t ref, place *places,
                      uint32_t count);
/** The definition is in an impl of a trait. */
bool rust_is_of_trait(const cg_link_unit *u, uint32_t def);

/** The mark "From-Foo" of a method says that the impl is one of the trait From. */
bool rust_is_mark_of(cg_str mark, cg_str trait);
/** "Foo" is among the words of "From-rFoo": From<&Foo>. */
bool rust_mark_has_word(cg_str mark, cg_str name);
/** What a value's type is called there. */
cg_str rust_type_name(cg_linker *l, const thing *t);
/** The definition of the same name and owner as `def` in the impl with `mark`, from `def` on; those of types of others
 *  are not found with each other. CG_NONE. */
uint32_t rust_in_impl(const cg_link_unit *u, uint32_t def, cg_str mark);

/* rust_methods.c */
/** `ref` is the last name of a path, behind ::. */
bool rust_is_path(const cg_link_unit *u, uint32_t ref);
/** What method `ref` is called on. */
void rust_values_before(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
/** Fields that a pattern names are those of the value that it takes apart. */
void rust_taken_apart(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *io_members);
void rust_called_member(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *io_members);

/* rust_operators.c */
/** The method `key` is one that an operator calls. */
bool rust_is_operator(cg_str key);
/** What the operator gives of a value, or of a tuple of two. */
void rust_operator_result(cg_linker *l, const thing *operands, cg_str key, things *out);
/** The same where an impl of the project says so, for `right` where one is known. */
void rust_operator_output(cg_linker *l, const thing *left, const thing *right, cg_str key,
                          things *out);

/* rust_cfg.c */
/** Out if a `cfg` around the call, inside of its function, does not hold in an ordinary build. */
link_branch rust_call_branch(cg_linker *l, const cg_link_unit *u, uint32_t ref);
/** Builds that ask for other features than an ordinary one have another definition in its place. */
bool rust_has_variant(cg_linker *l, const cg_link_unit *u, uint32_t user, const cg_link_unit *du,
                      uint32_t def);
/** Keeps those that are compiled together with definition `user` of `u`, as far as that can be told. */
uint32_t rust_keep_configured(cg_linker *l, const cg_link_unit *u, uint32_t user, place *places,
                              uint32_t count);
/** Whether another macro of the name may be compiled. */
link_choice rust_varies(cg_linker *l, const cg_link_unit *u, uint32_t def);

/** As defs_named, for definition `user` of the same file: without those that are not compiled where others are. */
void rust_defs_named(cg_linker *l, const cg_link_unit *u, uint32_t parent, cg_str name,
                     uint32_t user, cg_link_rule rule, things *out);

bool rust_are_variants(cg_linker *l, const place *places, uint32_t count);

/* rust_std_data.c: in order of types and their methods */
typedef struct rust_std_result {
    const char *type, *method, *result;
} rust_std_result;
extern const rust_std_result rust_std_results[];
extern const size_t rust_std_results_count;

/* rust_std_table.c */
#define RUST_STD_RESULTS_MAX 8u
/** What a method of the type may give, the likeliest first, in words that rust_std_table.c explains; `iterates`: it has the methods of
 *  iterators, too. Of functions the type is their module. */
size_t rust_std_results_of(cg_str type, bool iterates, cg_str method,
                           const char *out[RUST_STD_RESULTS_MAX]);
/** There are methods, or functions, of a type, or module, of that name. */
bool rust_std_has_type(cg_str type);

/* rust_std_names.c */
/** Many types of the language have a method of that name. */
bool rust_is_std_method(cg_str name);
/** What std calls so is of a module whose types hold nothing of the project. */
bool rust_holds_nothing(cg_str name);

/* rust_std.c */
/** The method `name` of a type that iterates or is like any other, if it is one of the language's. */
void rust_std_method(cg_linker *l, const thing *type, cg_str name, things *out);
/** It is of the language's own crates. */
bool rust_is_std(const cg_external *external);
void rust_builtin_member(cg_linker *l, const thing *t, cg_str name, things *out);
void rust_builtin_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                         things *out);
/** A method of such a type, with what it is a method of as its argument. */
bool rust_is_method(const thing *t);

/* rust_parts.c */
void rust_builtin_passed(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                         unsigned arg, unsigned n, things *out);
bool rust_part(cg_linker *l, const thing *t, cg_str key, things *out);
/** Peekable<I> and the like, whose items are those of their first type argument. */
bool rust_is_adapter(cg_str word);

/* rust_std.c */
/** Words of `words`, which stand one blank apart. */
bool rust_has_word(const char *words, cg_str word);
/** "HashMap" of a type that is the language's own or a dependency's; "slice", "tuple"; empty: another. */
cg_str rust_type_word(const thing *t);
/** Box<T> and the like, whose members are those of T. */
bool rust_is_pointer(const thing *t);
bool rust_is_iterator_word(cg_str word);

/* rust_generics.c */
/** Value number n that a call passes; NONE. */
thing rust_argument(cg_linker *l, const cg_link_unit *u, uint32_t call, unsigned n);
bool rust_infer(cg_linker *l, const thing *want, const thing *have, const thing *param, thing *out);
bool rust_made(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call, things *out);
/** Says of what a local name holds what `ref`, a call of one of its methods, puts into it; false: it is no such call. */
bool rust_completes(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *io);
/** What items are collected into where `want` is asked for: HashMap<_, _> of pairs. */
thing rust_collected(cg_linker *l, thing want, thing item);
/** The same of two, into which items are parted, or pairs of items taken apart. */
thing rust_parted(cg_linker *l, thing want, thing item, bool unzips);

/* rust_associated.c */
/** Associated types of traits are those of what they are named of: V::Out, Self::Out. */
void rust_depends(cg_linker *l, const cg_link_unit *u, uint32_t ref, thing *t);
thing rust_settled(cg_linker *l, thing t);

/* rust_macros.c */
unsigned rust_rule_around(const cg_link_unit *u, uint32_t ref);
unsigned rust_rule_taken(const cg_link_unit *u, uint32_t ref, const cg_link_unit *mu,
                         uint32_t macro);

/* rust_futures.c */
/** What awaiting the value gives, itself if it is no future. */
void rust_awaited(cg_linker *l, const thing *t, things *out);

/* rust_types.c */
void rust_part_of_type(cg_linker *l, const thing *t, cg_str key, things *out);
/** The types that an associated type of `t` stands for: Item, Target, Output. */
void rust_associated_types(cg_linker *l, const thing *t, cg_str name, things *out);
void rust_implied_member(cg_linker *l, const thing *type, cg_str name, things *out);
/** What a type parameter is bound by. */
void rust_bounds_of(cg_linker *l, const thing *t, things *out);
/** The Fn(A) -> B that a value's type is or is bound by; its arguments are (A) and B. */
thing rust_callable_type(cg_linker *l, const thing *t);
void rust_function_param(cg_linker *l, const thing *type, unsigned n, things *out);

/* rust_scope.c */
/** Trait `trait` of `tu` is in scope at definition `at` of `u`, by whatever name. */
bool rust_is_in_scope(cg_linker *l, const cg_link_unit *u, uint32_t at, const cg_link_unit *tu,
                      uint32_t trait);
/** Of methods of impls of traits, those of traits in scope. */
uint32_t rust_keep_in_scope(cg_linker *l, const cg_link_unit *u, uint32_t ref, place *places,
                            uint32_t count);
/** The method is of an impl of another trait than reference `trait` names, for all that its name may be the same. */
bool rust_is_of_other_trait(cg_linker *l, const cg_link_unit *u, uint32_t trait,
                            const cg_link_unit *mu, uint32_t method);
/** Those of the trait that <Type as Trait>::method states. */
uint32_t rust_keep_stated(cg_linker *l, const cg_link_unit *u, uint32_t ref, place *places,
                          uint32_t count);

/* rust_seen.c */
void rust_publish_methods(publisher *p, const cg_link_unit *u);
void rust_seen_member(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);

/* rust_impls.c */
/** What the impl whose trait `base` names is for: a reference; CG_NONE. */
uint32_t rust_implementing_type(const cg_link_unit *u, uint32_t base);
/** Members that the project adds to a type that is not its own. */
void rust_members_of_builtin(cg_linker *l, cg_str type, cg_str name, things *out);
void rust_publish_impls(publisher *p, const cg_link_unit *u);
void rust_owner(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out);
uint64_t rust_members_elsewhere(cg_linker *l, const cg_link_unit *u, uint32_t def);
void rust_bases_elsewhere(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out);
void rust_derive(cg_linker *l, const cg_link_unit *u);

#endif
