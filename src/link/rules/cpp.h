// SPDX-License-Identifier: Apache-2.0
// C++, inside.
//
//   cpp_scopes.c   plain names: namespaces around, using directives, argument-dependent lookup
//   cpp_bases.c    bases that templates decide
//   cpp_const.c    whether objects are const
//   cpp_fit.c      how well arguments suit parameters
//   cpp_types.c    types of the language and what converts to them
//   cpp_operators.c  operators that the program defines
//   cpp_pointers.c   which operands and arguments are pointers
//   cpp_passed.c   what templates call the functions with that they are passed
//   cpp_std.c      what members of the standard library's types give
#ifndef CG_LINK_RULES_CPP_H
#define CG_LINK_RULES_CPP_H

#include "cfamily.h"

/* ---- cpp_scopes.c ---- */

void cpp_global(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
void cpp_outermost(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
void cpp_space_member(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, things *out);
void cpp_package_member(cg_linker *l, const thing *t, cg_str name, things *out);
/** Members that the class shows without owning them: nested classes defined outside of it, and the
 *  constants of enums in it. */
void cpp_implied_member(cg_linker *l, const thing *type, cg_str name, things *out);
void cpp_owner(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out);

/** Functions that operator `ref` may call, which is applied to these; NULL: nothing is known of it. */
void cpp_find_applied(cg_linker *l, const cg_link_unit *u, uint32_t ref, const thing *left,
                      const thing *right, things *out);

/* ---- cpp_types.c ---- */

/** In the order of their ranks. */
typedef enum cpp_number {
    CPP_NO_NUMBER,
    CPP_BOOL,
    CPP_CHAR,
    CPP_SCHAR,
    CPP_UCHAR,
    CPP_SHORT,
    CPP_USHORT,
    CPP_WCHAR,
    CPP_CHAR8,
    CPP_CHAR16,
    CPP_CHAR32,
    CPP_INT,
    CPP_UINT,
    CPP_LONG,
    CPP_ULONG,
    CPP_LLONG,
    CPP_ULLONG,
    CPP_FLOAT,
    CPP_DOUBLE,
    CPP_LDOUBLE,
} cpp_number;

typedef enum cpp_type_kind {
    CPP_OPEN,   /* of another name, or nothing is known */
    CPP_NUMBER, /* or what points to some */
    CPP_VOID,   /* what points to anything */
    CPP_NULL,   /* the null pointer's own type */
    CPP_TEXT,   /* a string of the library */
    CPP_HOLDER, /* another type of the library that is known to hold something */
} cpp_type_kind;

typedef struct cpp_type {
    uint8_t kind, number;   /* cpp_type_kind, cpp_number */
    uint8_t refs;           /* of a parameter: how many & */
    bool is_const;          /* it, or what it points to */
    bool is_made;           /* of an argument: no name keeps it */
    bool is_zero, is_macro; /* 0, which may be a null pointer; NULL */
    bool of_std, has_args, is_array;
    bool any_size;   /* of an array parameter: a template's parameter is its size */
    bool is_literal; /* of an argument: text between quotes, which is an array */
    int level;       /* pointers */
    cg_str name;
} cpp_type;

/** Of "unsigned int", or as symbols spell parameters: "const-char-p". */
cpp_type cpp_type_of_words(cg_str text);
cpp_type cpp_type_of_thing(const thing *t);
/** How well one is passed where another is asked for. */
unsigned cpp_converts(const cpp_type *have, const cpp_type *want);

/* ---- cpp_pointers.c ---- */

/** An operand or argument. */
typedef struct cpp_operand {
    cpp_type type;  /* of the language or the library; kind CPP_OPEN: not known */
    bool known;     /* the class or enum, and how many pointers to it */
    bool number;    /* of no class, but of a type of the language */
    bool is_const;  /* what is known is */
    bool is_made;   /* of what a call makes: no name keeps it */
    bool converted; /* by a constructor already */
    int level;      /* pointers; 0: the object itself */
    thing value;    /* an instance, not of an alias */
    uint32_t ref;   /* CG_NONE: `this`, or nothing */
} cpp_operand;

/** The only value of `ref`, not of an alias, to whose address it was taken `*level` times, and how many pointers it is. */
bool cpp_weigh(cg_linker *l, const cg_link_unit *u, uint32_t ref, thing *out, int *level);
/** The class or enum that aliases stand for, in place of `*t`; gives the pointers that they add. */
int cpp_behind_aliases(cg_linker *l, thing *t);
/** What `ref` says, of which the address is taken `level` times. */
cpp_operand cpp_operand_of(cg_linker *l, const cg_link_unit *u, uint32_t ref, int level);
/** The same of `this` where `r` stands. */
cpp_operand cpp_operand_self(cg_linker *l, const cg_link_unit *u, const cg_ref *r, int level);

/* ---- cpp_operators.c ---- */

void cpp_applied(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
void cpp_led_to(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *bases);
void cpp_arrow(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);

/* ---- cpp_bases.c ---- */

bool cpp_is_dependent(cg_linker *l, const cg_link_unit *u, uint32_t ref, const cg_link_unit *tu,
                      uint32_t def);

/* ---- cpp_const.c ---- */

/** Whether the object that `ref` reads is. */
bool cpp_is_const(cg_linker *l, const cg_link_unit *u, uint32_t ref);
/** Whether `def` is a const method or in one. */
bool cpp_in_const(const cg_link_unit *u, uint32_t def);
bool cpp_of_const(cg_linker *l, const cg_link_unit *u, uint32_t call);

/* ---- cpp_fit.c ---- */

/** How well something suits, in the order of the language's conversions; CPP_FIT_NOT: not at all. From CPP_FIT_NEAR on it
 *  is of the class, or derived. */
enum {
    CPP_FIT_NOT = 0,
    CPP_FIT_ANYTHING = 10, /* what `...` takes */
    CPP_FIT_CONVERTS = 20, /* a constructor or an operator may make it one */
    CPP_FIT_TEXT = 55,     /* a string of the library from a literal */
    CPP_FIT_TRUTH = 60,    /* a pointer as a bool */
    CPP_FIT_NUMBER = 70,   /* one number as another, a pointer as void * */
    CPP_FIT_NEAR = 80,
    CPP_FIT_PROMOTES = 90,
    CPP_FIT_ANY = 96,      /* what takes anything … */
    CPP_FIT_TEMPLATE = 97, /* … and asks for as many pointers as there are */
    CPP_FIT_CONST = 98,    /* but for a const that is added */
    CPP_FIT_EXACT = 100
};
/** Where `text` has `word` as a whole word, or -1; a type is spelt with dashes between its words. */
ptrdiff_t cpp_find_word(cg_str text, cg_str word);
unsigned cpp_suits_operand(cg_linker *l, const cg_link_unit *u, uint32_t def, unsigned n,
                           const cg_link_unit *from, const cpp_operand *o);
/** What `arg` names is declared, but with no type that has a name: a number or what points to numbers. */
bool cpp_is_primitive(cg_linker *l, const cg_link_unit *u, uint32_t arg);
unsigned cpp_suits(cg_linker *l, const cg_link_unit *u, uint32_t def, unsigned n,
                   const cg_link_unit *from, const cg_hint *arg);

void cpp_initialised(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out);
/** `ref` copies an object of the class, which none of its constructors is written for. */
bool cpp_copies(cg_linker *l, const cg_link_unit *u, uint32_t ref, const thing *class,
                const things *constructors);

/* ---- cpp_passed.c ---- */

/** What a template of the program calls its parameter with. */
void cpp_passed_by(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call, unsigned arg,
                   unsigned n, things *out);

/* ---- cpp_std.c ---- */

/** Called so: a member whose result is no pointer, but for those of its type. */
#define CPP_STD_PLAIN "plain"
/** Called so: std::get, which no class has as a member. */
#define CPP_STD_GET "get<>"
/** A type that holds others; of these, one that is made of what it holds. */
bool cpp_std_holds(cg_str name);
bool cpp_std_is_value(cg_str name);
void cpp_std_member(cg_linker *l, const thing *t, cg_str name, things *out);
/** A type that one of them has as a member: an iterator is what it leads to, with a pointer more. */
void cpp_std_type(const thing *t, cg_str name, things *out);
/** An element: of a map, a key with its value. */
bool cpp_std_element(cg_linker *l, const thing *t, things *out);
/** What -> and * of what is no pointer itself lead to; `element`: []. */
void cpp_std_led_to(const thing *t, bool element, things *out);
/** It gives its first argument, or what that holds. */
bool cpp_std_passes(cg_str name);
/** What algorithms call the function with that they are passed. */
void cpp_std_passed(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                    unsigned arg, unsigned n, things *out);
/** A component of a pair or tuple. */
bool cpp_std_item(cg_linker *l, const thing *t, unsigned n, things *out);
void cpp_std_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                    things *out);

#endif
