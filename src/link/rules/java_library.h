// SPDX-License-Identifier: Apache-2.0
// What Java's own classes are made of: bases, members, and what these give, without their sources.
//
// A class of the library is a THING_BUILTIN whose text is its name there, as primitive types are;
// a method of one is a THING_EXTERNAL whose text is its name and whose receiver is an instance of the
// class.
#ifndef CG_JAVA_LIBRARY_H
#define CG_JAVA_LIBRARY_H

#include "rules.h"

/** Types are written as in the language, without wildcards ("?" is any); names are those of this
 *  table or of type variables. Simple names are told apart by nothing else. */
typedef struct java_class {
    const char *name; /* "Map.Entry" */
    const char *package;
    const char *vars;  /* its type variables: "K,V" */
    const char *bases; /* "Collection<E> RandomAccess" */
    bool interface;
    const char *members; /* each behind a blank: "size()int", "map<R>(Function<T,R>)Stream<R>",
                            "out:PrintStream"; '*' marks the method of a functional interface,
                            "new" is what makes one of a generic class: "new(Collection<E>)ArrayList<E>" */
} java_class;

/** Sorted by name. */
extern const java_class java_classes[];
extern const size_t java_classes_count;

/** NULL: not there. */
const java_class *java_class_named(cg_str name);
const java_class *java_class_in(cg_str package, cg_str name);
thing java_builtin(const char *word);
thing java_class_instance(const java_class *class);
/** The class that `t` is of; NULL: none of the library's. */
const java_class *java_class_of(const thing *t);

/** A method as one kind of receiver sees it. */
typedef struct java_method {
    const java_class *owner;
    thing receiver; /* an instance of `owner` */
    cg_str vars, params, result;
    unsigned count; /* of parameters */
    bool variadic;
} java_method;

/** `t` and all library types above it, each once, with what they are given: the nearest first; of a
 *  project's type, those above it. Object ends them. */
typedef struct java_types {
    uint64_t key; /* of `t` */
    uint32_t count;
    const thing *list;
    const java_class *const *classes; /* NULL: none of the library's */
} java_types;
const java_types *java_types_above(cg_linker *l, const thing *t);

/** Steps through the methods called `name` of all these types. */
typedef struct java_methods {
    const java_types *types;
    uint32_t at;
    const char *rest; /* of the members of class number `at`; NULL: from the start */
    cg_str name;
} java_methods;
java_methods java_methods_of(const java_types *types, cg_str name);
bool java_methods_next(java_methods *m, java_method *out);
#define JAVA_NEW "new"

/** The type of parameter n, or of the result, in the receiver's terms; the method's own variables are
 *  each THING_PARAM of "file" JAVA_OWN_VAR, by their place. */
thing java_method_param(cg_linker *l, const java_method *m, unsigned n);
thing java_method_result(cg_linker *l, const java_method *m);
#define JAVA_OWN_VAR (CG_NONE - 1)

/** The type of a field; false: there is none. */
bool java_field_of(cg_linker *l, const java_types *types, cg_str name, thing *out);

/** The function that a library interface stands for; false: it is none. */
bool java_function_of(cg_linker *l, const thing *t, java_method *out);

#endif
