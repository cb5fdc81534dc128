// SPDX-License-Identifier: Apache-2.0
// What the files of Python's linking rules share.
#ifndef CG_LINK_PYTHON_H
#define CG_LINK_PYTHON_H

#include "rules.h"

/* python_values.c: special methods, and what values of the language's own types hold */
bool python_part(cg_linker *l, const thing *t, cg_str key, things *out);
/** What calling a class gives by its `__new__`, where that is declared to give no instance of it; else false. */
bool python_made(cg_linker *l, const thing *class, const cg_link_unit *u, uint32_t call,
                 things *out);
/** What reading the class's attribute `def`, which holds `io_values`, gives instead: descriptors say so themselves. */
void python_described(cg_linker *l, const cg_link_unit *u, uint32_t def, things *io_values);
/** The class that the value is an instance of, if it is the project's. */
void python_class_of(const thing *t, things *out);
/** What code puts on objects from outside of their class, and what a metaclass has for its classes. */
void python_implied_member(cg_linker *l, const thing *type, cg_str name, things *out);

/** What the metaclasses of a class have for it. */
void python_members_of_metaclass(cg_linker *l, const thing *class, cg_str name, things *out);

/* What is kept of a file under MEMO_RULES: an answer under the code of each operation too. */
enum {
    PYTHON_MEMO_ROOTS = 0,
    PYTHON_MEMO_MAKERS = 128, /* as many as there are makers */
    PYTHON_MEMO_DERIVES = 136,
    PYTHON_MEMO_DESCRIBES = 144,
};

/* python_operations.c */
#define PYTHON_SPECIAL_SCOPE                                                                       \
    "python-special" /* of the catalog: fields with the names of special methods */
void python_operated(cg_linker *l, const cg_link_unit *u, uint32_t ref, uint32_t ordinal);
/** Whether any class of the project has a `__new__`. */
bool python_any_makes(cg_linker *l);
/** The same of `__get__`. */
bool python_any_describes(cg_linker *l);
/** What the code around a class calls by defining it: __init_subclass__ of a base. */
void python_derived(cg_linker *l, const cg_link_unit *u, uint32_t class);

/* python_library.c: the standard library: what its functions, classes and methods give */
typedef enum python_gives {
    PYTHON_NOTHING,
    PYTHON_SAME,                /* the receiver */
    PYTHON_ELEMENT,             /* what iterating over the receiver gives */
    PYTHON_VALUE,               /* what subscripting it gives */
    PYTHON_VALUE_OR_OTHER,      /* the same, or the second argument */
    PYTHON_KEYS,                /* a container of keys */
    PYTHON_VALUES,              /* of values */
    PYTHON_PAIRS,               /* of both */
    PYTHON_NUMBERED,            /* of numbers and elements of the first argument */
    PYTHON_ZIPPED,              /* of elements of all arguments */
    PYTHON_GATHERED,            /* of all arguments */
    PYTHON_GROUPED,             /* of keys and containers of elements of the first argument */
    PYTHON_TUPLED,              /* of containers of them */
    PYTHON_MAPPED,              /* of results of the first argument */
    PYTHON_SAME_AS_FIRST,       /* the first argument */
    PYTHON_MAPPING,             /* the same, of pairs the second; else the keywords */
    PYTHON_ELEMENT_OF_FIRST,    /* an element of it */
    PYTHON_ONE_OR_ELEMENT,      /* one of the arguments; of a single one, an element */
    PYTHON_CONTAINER_OF_FIRST,  /* its elements */
    PYTHON_CONTAINER_OF_SECOND, /* the elements of the second */
    PYTHON_CONTAINER_OF_INNER,  /* the elements of its elements */
    PYTHON_HOLDER_OF_FIRST,     /* what gives the first argument when it is entered */
    PYTHON_ENTERED,             /* what entering the first argument gives */
    PYTHON_CLASS_OF_FIRST,      /* the class of it */
    PYTHON_FUNCTION_OF_FIRST,   /* a function that gives it */
    PYTHON_INSTANCE_OF_FIRST,   /* an instance of the class that it is */
    PYTHON_RESULT_OF_FIRST,     /* what calling it gives */
    PYTHON_RESULT_OF_SECOND,    /* what calling the second gives */
    PYTHON_HOLDER_OF_RESULT,    /* a future of what calling the first gives */
    PYTHON_BOUND,               /* the keyword argument of that name */
    PYTHON_REDUCED, /* the third argument, else what calling the first with elements of the second gives */
    PYTHON_CAUGHT, /* what tells of an exception of the class that is the first argument */
} python_gives;

typedef struct python_library_row {
    const char *name; /* "itertools:chain.from_iterable", "sorted", ".values" */
    python_gives gives;
} python_library_row;
/* python_library_data.c; both in order */
extern const python_library_row python_library[];
extern const size_t python_library_count;
extern const char *const python_modules[];
extern const size_t python_modules_count;

python_gives python_gives_of(cg_str name);
#define PYTHON_CAUGHT_INFO                                                                         \
    CG_STR("pytest:ExceptionInfo") /* has the exception as its type argument */
/** Whether an outermost module is the standard library's. */
bool python_is_standard(cg_str module);
/** Something that a pool of threads or processes is, or has. */
bool python_is_executor(cg_str text);
/** Something that is entered to be used itself: a pool, a stack of context managers, a group of tasks. */
bool python_enters_itself(cg_str text);

/* python_builtins.c */
void python_builtin_member(cg_linker *l, const thing *t, cg_str name, things *out);
void python_builtin_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                           things *out);
/** A method of unittest's TestCase, which its name tells. */
void python_test_method(cg_linker *l, cg_str name, things *out);
/** What every class has of the language, `__new__`, and what only a loop of asyncio has. */
void python_member_of_unknown(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
/** What functions of the language call those with that they are passed: map, sorted, … */
void python_builtin_passed(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                           unsigned arg, unsigned n, things *out);
/** `Callable[[A], B]`, by whatever way it is imported. */
bool python_says_how(cg_linker *l, const thing *type);
/** What `Callable[[A], B]` says of parameters. */
void python_function_param(cg_linker *l, const thing *type, unsigned n, things *out);
/** The language's own function of that name, when it hands on what it is passed. */
bool python_builtin_function(cg_linker *l, cg_str name, things *out);

/* python_generics.c */
bool python_infer(cg_linker *l, const thing *want, const thing *have, const thing *param,
                  thing *out);
/** What calling a value of a type parameter gives, if that is known; else false. */
bool python_param_made(cg_linker *l, const thing *t, things *out);

/* python_roots.c */
#define PYTHON_ROOTS_MAX 16u
typedef struct python_roots {
    uint32_t count;
    bool inside; /* the last is a package, in which the file is */
    cg_str dirs[PYTHON_ROOTS_MAX];
} python_roots;
const python_roots *python_roots_of(cg_linker *l, const cg_link_unit *u);
/** The directory is a package: it has an __init__ file. */
bool python_is_package(cg_linker *l, cg_str dir);

/* python_dispatch.c */
/** What the first parameter of a function gets that is registered for a class. */
void python_dispatched(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, things *out);

/* python_fixtures.c: pytest's */
void python_publish_fixtures(publisher *p, const cg_link_unit *u);
void python_param_given(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                        things *out);

/* python_argparse.c */
void python_publish_defaults(publisher *p, const cg_link_unit *u);
/** What a command line's arguments hold to be called. */
void python_called_member(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *io_members);

/* python_decorators.c */
void python_derive(cg_linker *l, const cg_link_unit *u);
void python_replaced(cg_linker *l, const thing *t, things *out);

#endif
