// SPDX-License-Identifier: Apache-2.0
// What JavaScript, TypeScript and TSX share: node types and fields as small numbers, the state of
// one extraction, and the handlers. TypeScript's grammar extends JavaScript's, so the lists below
// are JavaScript's first and what only TypeScript has behind.
#ifndef CG_ECMA_H
#define CG_ECMA_H

#include "cg/lang.h"

#define ECMA_TOKENS_COMMON                                                                         \
    ECMA_TOKEN(IDENTIFIER, "identifier")                                                           \
    ECMA_TOKEN(SHORTHAND, "shorthand_property_identifier")                                         \
    ECMA_TOKEN(SHORTHAND_PATTERN, "shorthand_property_identifier_pattern")                         \
    ECMA_TOKEN(PROPERTY_IDENTIFIER, "property_identifier")                                         \
    ECMA_TOKEN(PRIVATE_IDENTIFIER, "private_property_identifier")                                  \
    ECMA_TOKEN(COMPUTED_NAME, "computed_property_name")                                            \
    ECMA_TOKEN(STRING, "string")                                                                   \
    ECMA_TOKEN(STRING_FRAGMENT, "string_fragment")                                                 \
    ECMA_TOKEN(TEMPLATE_STRING, "template_string")                                                 \
    ECMA_TOKEN(OBJECT, "object")                                                                   \
    ECMA_TOKEN(ARRAY, "array")                                                                     \
    ECMA_TOKEN(PAIR, "pair")                                                                       \
    ECMA_TOKEN(SPREAD, "spread_element")                                                           \
    ECMA_TOKEN(FUNCTION_EXPRESSION, "function_expression")                                         \
    ECMA_TOKEN(ARROW_FUNCTION, "arrow_function")                                                   \
    ECMA_TOKEN(GENERATOR_FUNCTION, "generator_function")                                           \
    ECMA_TOKEN(CLASS, "class")                                                                     \
    ECMA_TOKEN(METHOD_DEFINITION, "method_definition")                                             \
    ECMA_TOKEN(CLASS_STATIC_BLOCK, "class_static_block")                                           \
    ECMA_TOKEN(CLASS_HERITAGE, "class_heritage")                                                   \
    ECMA_TOKEN(CLASS_DECLARATION, "class_declaration")                                             \
    ECMA_TOKEN(FUNCTION_DECLARATION, "function_declaration")                                       \
    ECMA_TOKEN(GENERATOR_DECLARATION, "generator_function_declaration")                            \
    ECMA_TOKEN(LEXICAL_DECLARATION, "lexical_declaration")                                         \
    ECMA_TOKEN(VARIABLE_DECLARATOR, "variable_declarator")                                         \
    ECMA_TOKEN(STATEMENT_BLOCK, "statement_block")                                                 \
    ECMA_TOKEN(PARENTHESIZED, "parenthesized_expression")                                          \
    ECMA_TOKEN(AWAIT, "await_expression")                                                          \
    ECMA_TOKEN(CALL, "call_expression")                                                            \
    ECMA_TOKEN(NEW, "new_expression")                                                              \
    ECMA_TOKEN(MEMBER, "member_expression")                                                        \
    ECMA_TOKEN(SUBSCRIPT, "subscript_expression")                                                  \
    ECMA_TOKEN(ASSIGNMENT, "assignment_expression")                                                \
    ECMA_TOKEN(UNARY, "unary_expression")                                                          \
    ECMA_TOKEN(BINARY, "binary_expression")                                                        \
    ECMA_TOKEN(TERNARY, "ternary_expression")                                                      \
    ECMA_TOKEN(IF, "if_statement")                                                                 \
    ECMA_TOKEN(RETURN, "return_statement")                                                         \
    ECMA_TOKEN(THROW, "throw_statement")                                                           \
    ECMA_TOKEN(CONTINUE, "continue_statement")                                                     \
    ECMA_TOKEN(BREAK, "break_statement")                                                           \
    ECMA_TOKEN(IMPORT, "import")                                                                   \
    ECMA_TOKEN(THIS, "this")                                                                       \
    ECMA_TOKEN(SUPER, "super")                                                                     \
    ECMA_TOKEN(ARGUMENTS, "arguments")                                                             \
    ECMA_TOKEN(OBJECT_PATTERN, "object_pattern")                                                   \
    ECMA_TOKEN(ARRAY_PATTERN, "array_pattern")                                                     \
    ECMA_TOKEN(PAIR_PATTERN, "pair_pattern")                                                       \
    ECMA_TOKEN(REST_PATTERN, "rest_pattern")                                                       \
    ECMA_TOKEN(ASSIGNMENT_PATTERN, "assignment_pattern")                                           \
    ECMA_TOKEN(OBJECT_ASSIGNMENT_PATTERN, "object_assignment_pattern")                             \
    ECMA_TOKEN(DECORATOR, "decorator")                                                             \
    ECMA_TOKEN(IMPORT_CLAUSE, "import_clause")                                                     \
    ECMA_TOKEN(NAMED_IMPORTS, "named_imports")                                                     \
    ECMA_TOKEN(IMPORT_SPECIFIER, "import_specifier")                                               \
    ECMA_TOKEN(NAMESPACE_IMPORT, "namespace_import")                                               \
    ECMA_TOKEN(EXPORT_CLAUSE, "export_clause")                                                     \
    ECMA_TOKEN(EXPORT_SPECIFIER, "export_specifier")                                               \
    ECMA_TOKEN(NAMESPACE_EXPORT, "namespace_export")                                               \
    ECMA_TOKEN(NUMBER, "number")                                                                   \
    ECMA_TOKEN(TRUE, "true")                                                                       \
    ECMA_TOKEN(FALSE, "false")                                                                     \
    ECMA_TOKEN(K_ASYNC, "async")                                                                   \
    ECMA_TOKEN(K_STATIC, "static")                                                                 \
    ECMA_TOKEN(K_GET, "get")                                                                       \
    ECMA_TOKEN(K_SET, "set")                                                                       \
    ECMA_TOKEN(K_STAR, "*")                                                                        \
    ECMA_TOKEN(K_DEFAULT, "default")                                                               \
    ECMA_TOKEN(K_EQUALS, "=")                                                                      \
    ECMA_TOKEN(K_CONST, "const")                                                                   \
    ECMA_TOKEN(K_VAR, "var")                                                                       \
    ECMA_TOKEN(K_OF, "of")                                                                         \
    ECMA_TOKEN(K_COMMA, ",")                                                                       \
    ECMA_TOKEN(K_AND, "&&")                                                                        \
    ECMA_TOKEN(K_INSTANCEOF, "instanceof")                                                         \
    ECMA_TOKEN(K_OR, "||")                                                                         \
    ECMA_TOKEN(K_NULLISH, "??")

#define ECMA_TOKENS_TYPESCRIPT                                                                     \
    ECMA_TOKEN(AS, "as_expression")                                                                \
    ECMA_TOKEN(EXPRESSION_STATEMENT, "expression_statement")                                       \
    ECMA_TOKEN(SATISFIES, "satisfies_expression")                                                  \
    ECMA_TOKEN(NON_NULL, "non_null_expression")                                                    \
    ECMA_TOKEN(REQUIRED_PARAMETER, "required_parameter")                                           \
    ECMA_TOKEN(OPTIONAL_PARAMETER, "optional_parameter")                                           \
    ECMA_TOKEN(ACCESSIBILITY, "accessibility_modifier")                                            \
    ECMA_TOKEN(OVERRIDE, "override_modifier")                                                      \
    ECMA_TOKEN(METHOD_SIGNATURE, "method_signature")                                               \
    ECMA_TOKEN(PROPERTY_SIGNATURE, "property_signature")                                           \
    ECMA_TOKEN(TYPE_ARGUMENTS, "type_arguments")                                                   \
    ECMA_TOKEN(TYPE_PARAMETER, "type_parameter")                                                   \
    ECMA_TOKEN(TYPE_IDENTIFIER, "type_identifier")                                                 \
    ECMA_TOKEN(TYPE_ANNOTATION, "type_annotation")                                                 \
    ECMA_TOKEN(EXTENDS_CLAUSE, "extends_clause")                                                   \
    ECMA_TOKEN(IMPLEMENTS_CLAUSE, "implements_clause")                                             \
    ECMA_TOKEN(EXTENDS_TYPE_CLAUSE, "extends_type_clause")                                         \
    ECMA_TOKEN(NESTED_IDENTIFIER, "nested_identifier")                                             \
    ECMA_TOKEN(OBJECT_TYPE, "object_type")                                                         \
    ECMA_TOKEN(UNION_TYPE, "union_type")                                                           \
    ECMA_TOKEN(INTERSECTION_TYPE, "intersection_type")                                             \
    ECMA_TOKEN(INDEX_SIGNATURE, "index_signature")                                                 \
    ECMA_TOKEN(MAPPED_TYPE_CLAUSE, "mapped_type_clause")                                           \
    ECMA_TOKEN(LITERAL_TYPE, "literal_type")                                                       \
    ECMA_TOKEN(LOOKUP_TYPE, "lookup_type")                                                         \
    ECMA_TOKEN(ENUM_DECLARATION, "enum_declaration")                                               \
    ECMA_TOKEN(ENUM_ASSIGNMENT, "enum_assignment")                                                 \
    ECMA_TOKEN(INTERFACE_DECLARATION, "interface_declaration")                                     \
    ECMA_TOKEN(TYPE_ALIAS_DECLARATION, "type_alias_declaration")                                   \
    ECMA_TOKEN(ABSTRACT_CLASS_DECLARATION, "abstract_class_declaration")                           \
    ECMA_TOKEN(IMPORT_REQUIRE, "import_require_clause")                                            \
    ECMA_TOKEN(K_READONLY, "readonly")                                                             \
    ECMA_TOKEN(K_ABSTRACT, "abstract")                                                             \
    ECMA_TOKEN(K_TYPE, "type")                                                                     \
    ECMA_TOKEN(K_TYPEOF, "typeof")                                                                 \
    ECMA_TOKEN(K_QUESTION, "?")                                                                    \
    ECMA_TOKEN(K_GLOBAL, "global")                                                                 \
    ECMA_TOKEN(K_NAMESPACE, "namespace")                                                           \
    ECMA_TOKEN(K_DECLARE, "declare")

typedef enum ecma_token {
#define ECMA_TOKEN(name, text) ECMA_##name,
    ECMA_TOKENS_COMMON ECMA_TOKENS_TYPESCRIPT
#undef ECMA_TOKEN
} ecma_token;

#define ECMA_FIELDS_COMMON                                                                         \
    ECMA_FIELD(alias)                                                                              \
    ECMA_FIELD(alternative)                                                                        \
    ECMA_FIELD(argument)                                                                           \
    ECMA_FIELD(arguments)                                                                          \
    ECMA_FIELD(body)                                                                               \
    ECMA_FIELD(condition)                                                                          \
    ECMA_FIELD(consequence)                                                                        \
    ECMA_FIELD(constructor)                                                                        \
    ECMA_FIELD(declaration)                                                                        \
    ECMA_FIELD(decorator)                                                                          \
    ECMA_FIELD(function)                                                                           \
    ECMA_FIELD(index)                                                                              \
    ECMA_FIELD(key)                                                                                \
    ECMA_FIELD(kind)                                                                               \
    ECMA_FIELD(label)                                                                              \
    ECMA_FIELD(left)                                                                               \
    ECMA_FIELD(name)                                                                               \
    ECMA_FIELD(object)                                                                             \
    ECMA_FIELD(operator)                                                                           \
    ECMA_FIELD(parameter)                                                                          \
    ECMA_FIELD(parameters)                                                                         \
    ECMA_FIELD(pattern)                                                                            \
    ECMA_FIELD(property)                                                                           \
    ECMA_FIELD(right)                                                                              \
    ECMA_FIELD(source)                                                                             \
    ECMA_FIELD(value)

#define ECMA_FIELDS_TYPESCRIPT                                                                     \
    ECMA_FIELD(constraint)                                                                         \
    ECMA_FIELD(index_type)                                                                         \
    ECMA_FIELD(module)                                                                             \
    ECMA_FIELD(return_type)                                                                        \
    ECMA_FIELD(type)                                                                               \
    ECMA_FIELD(type_arguments)                                                                     \
    ECMA_FIELD(type_parameters)

typedef enum ecma_field {
#define ECMA_FIELD(name) ECMA_F_##name,
    ECMA_FIELDS_COMMON ECMA_FIELDS_TYPESCRIPT
#undef ECMA_FIELD
} ecma_field;

/* ---- state ---- */

/* What handlers know of the place they are at; functions and classes save and restore it. */
typedef struct ecma_place {
    /* `export` in front of the declaration that is visited next */
    TSNode export_node; /* null node: none */
    uint32_t export_modifiers;

    bool ambient;      /* inside `declare` */
    bool type_members; /* the members of an object type are definitions here … */
    bool plain_type;   /* … but not inside this one */
    const void
        *mapped; /* id of the type A[K] of { [K in keyof A]: A[K] } around this place, or NULL */
    bool choice; /* the type visited next is one of those that an alias chooses from */
    bool
        this_object; /* `this` is the object that the function is written in, see ECMA_OBJECT_SELF */
    bool this_held;  /* `this` is whatever holds the function around, a declaration */
    bool has_this;   /* `this` is an instance of what methods here belong to … */
    bool this_adds;  /* … and assigning its members makes fields … */
    uint32_t this_owner;    /* … of this definition … */
    uint32_t this_fields;   /* … declared in this scope */
    uint32_t infer_scope;   /* where `infer T` declares */
    uint32_t returns_def;   /* function that a `return` here returns from, or CG_NONE … */
    uint32_t returned;      /* … and the first value that one without a name returns */
    bool returns_typed;     /* its result is declared */
    bool declared;          /* so is the type of the function … */
    bool declares;          /* … that is visited next */
    const void *given_back; /* id of the node that a `return` here gives back, or NULL */
    uint32_t given_to; /* call that the function visited next is an argument of, or what has its
                          type, or CG_NONE … */
    unsigned given_at; /* … which argument */
    uint32_t wanted;   /* what has the type of the object visited next, or CG_NONE */
    uint32_t
        expected; /* what has the type of the array visited next, or of the alternatives, or CG_NONE */
    bool describes; /* the object visited next describes a property: its functions are another's */
    uint32_t given_whole; /* what the object visited next gives all that it holds, or CG_NONE */
    struct ecma_own_call *called; /* the function visited next is called right there, or NULL … */
    struct ecma_executor
        *executor; /* … or fulfils a promise; around this place: the innermost one */
} ecma_place;

/* (function (a, b) { … })(1, 2): what its parameters are called gets what is passed. */
#define ECMA_OWN_PARAMS 8u
typedef struct ecma_own_call {
    uint32_t params[ECMA_OWN_PARAMS]; /* bindings, or CG_NONE */
} ecma_own_call;

/* new Promise((resolve) => { … resolve(value) … }): what it is fulfilled with. */
typedef struct ecma_executor {
    cg_str resolve;
    uint32_t value; /* one of all, or CG_NONE */
    unsigned count; /* of them */
    struct ecma_executor *outer;
} ecma_executor;

/* const proto = X.prototype */
#define ECMA_PROTOTYPES_MAX 8u
typedef struct ecma_prototype {
    cg_str name, of;
    uint32_t scope; /* that the name is declared in */
} ecma_prototype;

typedef struct ecma_state {
    ecma_place at;
    ecma_prototype prototypes[ECMA_PROTOTYPES_MAX]; /* names that stand for one, the latest ones */
    unsigned prototypes_count;                      /* of them, and of those that are forgotten */
    /* names only; 0: not opened yet */
    uint32_t exports_scope, default_scope, commonjs_scope, properties_scope;
    uint32_t last_def;
    bool is_module;        /* has imports or exports */
    bool is_object_module; /* puts what it exports on an object: CommonJS */
    bool typed;            /* TypeScript: a type and a value may have one name */
} ecma_state;

static inline ecma_state *ecma_state_of(cg_extract *x)
{
    return cg_x_state(x, sizeof(ecma_state));
}
static inline ecma_place *ecma_place_of(cg_extract *x)
{
    return &ecma_state_of(x)->at;
}

/** What `export` said about the declaration under the cursor; the next one gets nothing. */
typedef struct ecma_export {
    TSNode node; /* null node: not exported */
    uint32_t modifiers;
} ecma_export;
ecma_export ecma_take_export(cg_extract *x);

/* ---- common.c ---- */

void ecma_begin(cg_extract *x);
void ecma_begin_typed(cg_extract *x);
void ecma_end(cg_extract *x);
uint32_t ecma_def_open(cg_extract *x, const cg_def_init *init);
uint32_t ecma_def_leaf(cg_extract *x, const cg_def_init *init);
uint32_t ecma_import(cg_extract *x, const cg_import_init *init);
/** A scope that only remembers names: nothing is ever looked up through it. */
uint32_t ecma_hidden_scope(cg_extract *x, uint32_t *slot);
/** Head of a definition: span and modifiers with `export`, visibility by place. */
cg_def_init ecma_def_init(cg_extract *x, cg_node_kind kind, TSNode node, TSNode name,
                          ecma_export e);
/** Signature of a variable: whole when it is short, else only the part before its value. */
cg_str ecma_short_text(const cg_extract *x, TSNode node);
/** Name of a property: quotes are dropped, a computed name keeps its brackets. */
cg_str ecma_property_name(const cg_extract *x, TSNode node);
cg_str ecma_string_text(const cg_extract *x, TSNode string);
/** The expression inside parentheses, type assertions and the like. */
TSNode ecma_unwrap(const cg_extract *x, TSNode node);
bool ecma_is_function(const cg_extract *x, TSNode node);
bool ecma_text_is(const cg_extract *x, TSNode node, const char *text);
static inline char ecma_byte_at(cg_str s, size_t at) /* '\0' behind the end */
{
    return at < s.len ? s.ptr[at] : '\0';
}
/** Part of a name, as far as a byte tells. */
static inline bool ecma_is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || (unsigned char)c >= 0x80;
}
uint32_t ecma_visit_all(cg_extract *x, cg_role role); /* every child; the last value */
/** Calls `then` with the cursor on the expression inside the wrappers that ecma_unwrap skips. */
typedef void (*ecma_then_fn)(cg_extract *x, void *arg);
void ecma_inside(cg_extract *x, ecma_then_fn then, void *arg);

/* ---- functions.c, parameters.c ---- */

/* What `this` is inside a function. */
typedef enum ecma_this {
    ECMA_THIS_NONE,   /* unknown */
    ECMA_THIS_OUTER,  /* arrow functions */
    ECMA_THIS_METHOD, /* members of what the function belongs to */
    ECMA_THIS_OBJECT, /* the object that it is written in, which has no definition */
    ECMA_THIS_SELF,   /* the function is used as a class */
} ecma_this;
/* Words in front of a function or member. */
typedef struct ecma_words {
    uint32_t modifiers;
    cg_visibility visibility;
} ecma_words;
ecma_words ecma_read_words(cg_extract *x);
/** Defines the function under the cursor; `init` says everything but scope, arity and body. */
uint32_t ecma_define_function(cg_extract *x, const cg_def_init *init, ecma_this self);
/** A function or import that the expression under the cursor defines, as its value. */
uint32_t ecma_value_of(cg_extract *x, uint32_t def);
uint32_t ecma_on_function_expression(cg_extract *x, cg_role role);
/** As names of classes begin. */
static inline bool ecma_is_capital(cg_str name)
{
    return name.len > 0 && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z';
}
uint32_t ecma_on_arrow(cg_extract *x, cg_role role);
uint32_t ecma_on_function_declaration(cg_extract *x, cg_role role);
uint32_t ecma_on_function_signature(cg_extract *x, cg_role role);
uint32_t ecma_on_return(cg_extract *x, cg_role role);
void ecma_returned(cg_extract *x, uint32_t value);
/** What a function is an argument of, or has the type of; CG_NONE: nothing. */
typedef struct ecma_given {
    uint32_t call;
    unsigned at;
    struct ecma_own_call *called; /* gets the parameters; or NULL */
} ecma_given;
/** Declares the parameters; sets the arity of `def` unless that is CG_NONE. Returns their number. */
unsigned ecma_parameters(cg_extract *x, uint32_t def, ecma_given given);
/** What `this` is in the function that is entered, said by a type; `others`: what else that chooses from, or NULL. CG_NONE as
 *  the type says nothing. */
struct ecma_parts;
void ecma_bind_this(cg_extract *x, uint32_t type, const struct ecma_parts *others);
/** Types of the parameters, to tell overloads apart. */
cg_str ecma_params_key(cg_extract *x, TSNode parameters);

/* ---- jsdoc.c: types that comments state, where the source cannot ---- */

/** CG_NONE: TypeScript, no comment, or it does not say. Of a parameter that is taken apart place `n` tells. */
uint32_t ecma_doc_param(cg_extract *x, uint32_t def, TSNode name, unsigned n);
uint32_t ecma_doc_result(cg_extract *x, uint32_t def);
uint32_t ecma_doc_type(cg_extract *x, uint32_t def);
uint32_t ecma_doc_this(cg_extract *x, uint32_t def);
/** import("m").A.B of a type: the module, and "A.B" or nothing. */
typedef struct ecma_doc_import {
    cg_str module, members;
} ecma_doc_import;
bool ecma_doc_read_import(cg_str type, ecma_doc_import *out);
/** `{type} name` behind @typedef; false: it names nothing. */
bool ecma_doc_named(cg_str comment, cg_str *out_type, cg_str *out_name);
/** The type; of a plain Object one whose members tags list: @property {A} member or, for parameter `name`, @param {A}
 *  name.member. */
uint32_t ecma_doc_object(cg_extract *x, cg_str type, cg_str doc, cg_str name, TSNode at);
/** The types that comments of the file name. Cursor on the root, at the end. */
void ecma_typedefs(cg_extract *x);

/* ---- patterns.c: names on the left ---- */

typedef enum ecma_bind_mode {
    ECMA_BIND_LOCAL,
    ECMA_BIND_DEF,
    ECMA_BIND_WRITE, /* assigns what exists */
    ECMA_BIND_IMPORT,
} ecma_bind_mode;
typedef struct ecma_bind {
    ecma_bind_mode mode;
    cg_binding_kind kind;
    uint32_t scope;   /* of locals */
    cg_def_init init; /* of definitions, all but the name */
    cg_import_init import;
    bool again;            /* `var`: the name may be declared already, and is written then */
    bool opens;            /* the definition stays open, for the caller to close */
    uint32_t *out_binding; /* set to a local name that is declared; or NULL */
    uint32_t depth;
} ecma_bind;
void ecma_pattern(cg_extract *x, const ecma_bind *bind, uint32_t type, uint32_t value);
typedef struct ecma_made {
    uint32_t def, binding; /* CG_NONE: none */
    bool open;
} ecma_made;
ecma_made ecma_declare(cg_extract *x, const ecma_bind *bind, TSNode name, uint32_t type,
                       uint32_t value);
void ecma_give(cg_extract *x, ecma_made made, uint32_t type, uint32_t value);

/* ---- variables.c ---- */

uint32_t ecma_on_declaration(cg_extract *x, cg_role role);
uint32_t ecma_on_for_in(cg_extract *x, cg_role role);
uint32_t ecma_on_catch(cg_extract *x, cg_role role);
uint32_t ecma_on_block(cg_extract *x, cg_role role);
uint32_t ecma_on_scoped(cg_extract *x, cg_role role); /* for, switch */

/* ---- classes.c ---- */

uint32_t ecma_on_class(cg_extract *x, cg_role role);
uint32_t ecma_define_class(cg_extract *x, const cg_def_init *init);
uint32_t ecma_on_method(cg_extract *x, cg_role role);
uint32_t ecma_on_method_signature(cg_extract *x, cg_role role);
uint32_t ecma_on_field(cg_extract *x, cg_role role);
uint32_t ecma_on_static_block(cg_extract *x, cg_role role);
bool ecma_is_decorator_call(const cg_extract *x); /* cursor on a decorator */
void ecma_add_decorator(
    cg_extract *x); /* cursor on a decorator: its text goes to the next definition */
uint32_t ecma_on_decorator(cg_extract *x, cg_role role);
bool ecma_is_accessor(uint32_t modifiers);
/** Kind and disambiguator of a method by its words and name. */
void ecma_shape_method(cg_def_init *init, const ecma_words *words, cg_str name, bool in_class);

/* ---- objects.c: literals whose members are definitions ---- */

/* What an object holds that is a value without a definition; beyond that it is not followed. */
#define ECMA_HELD_MAX 32u
typedef struct ecma_held {
    unsigned count;
    cg_str names[ECMA_HELD_MAX];
    uint32_t values[ECMA_HELD_MAX];
} ecma_held;

/* The local name that an object without a definition has for its methods. */
#define ECMA_OBJECT_SELF CG_STR("{this}")

typedef struct ecma_members {
    uint32_t owner;   /* definition they belong to */
    cg_str qualifier; /* or: owner named in the source */
    bool exports;     /* they are what the file exports: module.exports = {…} … */
    uint32_t whole;   /* … which is this definition */
    bool functions_only;
    bool describes;     /* it describes a property: `get` gives its value */
    bool names_outer;   /* `this` around it has a name in it; set by ecma_object_members */
    uint32_t modifiers; /* of each */
    uint32_t depth;
    uint32_t wanted; /* what has the type that they are members of; set by ecma_object_members */
    ecma_held *held; /* gets what they hold; NULL: nobody asks */
} ecma_members;
void ecma_object_members(cg_extract *x, const ecma_members *members);
/** Adds what an object holds; `held` NULL: nobody asks. */
void ecma_hold(const cg_extract *x, ecma_held *held, cg_str name, uint32_t value);
/** The object under the cursor, behind what it holds; CG_NONE: nothing. */
uint32_t ecma_holder(cg_extract *x, const ecma_held *held);
/** `value`, visited next, has the type `type`: of a function's parameters, an object's members, or of those that an array,
 *  `test ? a : b` and `a || b` hold. */
void ecma_expect(cg_extract *x, TSNode value, uint32_t type);
/** The same of what a declaration gives a name, `declared` if with a type, which may be one that CG_NONE stands for. */
void ecma_expect_declared(cg_extract *x, TSNode value, bool declared, uint32_t type);
/** What holds functions or objects that may be expected so. */
bool ecma_holds_typed(const cg_extract *x, TSNode value);
/** Ends what was expected of the value under the cursor, and returns its type. */
uint32_t ecma_take_expected(cg_extract *x);
uint32_t ecma_on_object(cg_extract *x, cg_role role);

/* ---- prototypes.c ---- */

/** derived.prototype = value */
void ecma_prototype_assigned(cg_extract *x, cg_str derived, TSNode value);
/** `name`, which is declared in `scope`, is given `value`, which may be X.prototype. */
void ecma_prototype_named(cg_extract *x, TSNode name, uint32_t scope, TSNode value);
/** X, where `node` is a name here that stands for X.prototype; else empty. */
cg_str ecma_prototype_by_name(cg_extract *x, TSNode node);
/** X of Object.assign(X.prototype, …) and its like; empty for other calls. */
cg_str ecma_extended(cg_extract *x, TSNode call);
/** A call that may make one function inherit from another. */
void ecma_prototype_call(cg_extract *x, TSNode call);

/* ---- assignments.c ---- */

uint32_t ecma_on_assignment(cg_extract *x, cg_role role);
/** module.exports */
bool ecma_is_module_exports(const cg_extract *x, TSNode node);
/** Object.defineProperty(object, "name", descriptor): `object` and `descriptor` are what the call passes. */
void ecma_property_described(cg_extract *x, TSNode call, uint32_t object, uint32_t descriptor);
uint32_t ecma_on_augmented(cg_extract *x, cg_role role);
uint32_t ecma_on_update(cg_extract *x, cg_role role);

/* ---- modules.c ---- */

uint32_t ecma_on_import(cg_extract *x, cg_role role);
uint32_t ecma_on_import_alias(cg_extract *x, cg_role role);
uint32_t ecma_on_export(cg_extract *x, cg_role role);
/** The file exports its `name` under the same name, or as its default. */
void ecma_mark_exported(cg_extract *x, TSNode name, bool as_default);
/** The file exports `name` as `alias`. */
void ecma_export_alias(cg_extract *x, TSNode node, TSNode alias, cg_str name);
/** The module that `require("m")`, `await import("m")` or a member of them names. */
typedef struct ecma_require {
    TSNode call;
    cg_str module;
    cg_str member;   /* require("m").member, or empty */
    TSNode property; /* … where it stands */
} ecma_require;
bool ecma_read_require(const cg_extract *x, TSNode value, ecma_require *out);
/** Records a call of require or import that binds no name; false when it is another call. */
bool ecma_unbound_import(cg_extract *x, TSNode call, cg_role role, uint32_t *out_value);

/* ---- narrow.c: what conditions say of local names ---- */

/* In place of an argument: what a method says of what it is called on. */
#define ECMA_SAYS_THIS 255u

/** Asks for the tests that are true whenever `condition` is `truth`, of names that get no other value in `where`, the text
 *  in which that will be so. */
void ecma_tests_begin(cg_extract *x, TSNode condition, bool truth, cg_str where, cg_x_tests *tests);
/** A literal as it is written, in double quotes if in any; a member of an enum; empty: something else. */
cg_str ecma_literal_text(cg_extract *x, TSNode node);
/** `test` compares `left` and `right`, which may say what one of them is. */
void ecma_compared(cg_extract *x, TSNode test, uint32_t left, uint32_t right);
/** What `value` is where it is no instance of `type`, a name. */
uint32_t ecma_not_instance(cg_extract *x, uint32_t value, TSNode type);
/** A member of `object` is tested for being true. */
void ecma_found_true(cg_extract *x, TSNode member, uint32_t object);
/** What a call may say something of: its first argument, or what it is a method of; a null node: nothing. */
TSNode ecma_told_by_call(const cg_extract *x, TSNode call);
/** The condition, then both branches by what it says there. `out_value`, if it is asked for: one of theirs. */
void ecma_visit_branches(cg_extract *x, uint32_t *out_value);
uint32_t ecma_on_switch(cg_extract *x, cg_role role);
/** The statements of a block. */
void ecma_visit_block(cg_extract *x);
uint32_t ecma_on_if(cg_extract *x, cg_role role);

/* ---- containers.c ---- */

/** a[i], whose elements are not told apart. */
bool ecma_is_element(const cg_extract *x, TSNode node);
/** items.push(first), set.add(first), map.set(key, second): what is added, the container holds. Where types
 *  are declared, they say it. `second` CG_NONE: there is none, or it is not known. */
void ecma_collect(cg_extract *x, TSNode call, uint32_t callee, uint32_t first, uint32_t second);
/** object[i] = value. Cursor on the left side, which it visits. */
void ecma_put(cg_extract *x, uint32_t value);

/* ---- exprs.c ---- */

/* A JSX element makes its component run, as a call does. */
#define ECMA_COMPONENT_ROLE CG_ROLE_CALL

uint32_t ecma_on_identifier(cg_extract *x, cg_role role);
uint32_t ecma_on_this(cg_extract *x, cg_role role);
uint32_t ecma_on_super(cg_extract *x, cg_role role);
uint32_t ecma_on_member(cg_extract *x, cg_role role);
uint32_t ecma_on_subscript(cg_extract *x, cg_role role);
/** [key] of `a[key]`, where key is a name of the file's outermost scope: a symbol, by which a member is declared, or else what
 *  an element is counted by. Empty: another one. */
cg_str ecma_keyed_name(const cg_extract *x, TSNode subscript);
uint32_t ecma_on_call(cg_extract *x, cg_role role);
uint32_t ecma_on_new(cg_extract *x, cg_role role);
uint32_t ecma_on_pass_through(cg_extract *x, cg_role role);
uint32_t ecma_on_ternary(cg_extract *x, cg_role role);
uint32_t ecma_on_binary(cg_extract *x, cg_role role);
uint32_t ecma_on_valueless(cg_extract *x, cg_role role);
/** One of two values: an element of what holds both. A plain literal tells less than the other. */
uint32_t ecma_either(cg_extract *x, uint32_t a, uint32_t b);
uint32_t ecma_on_yield(cg_extract *x, cg_role role);
uint32_t ecma_on_sequence(cg_extract *x, cg_role role);
uint32_t ecma_on_string(cg_extract *x, cg_role role);
uint32_t ecma_on_template(cg_extract *x, cg_role role);
uint32_t ecma_on_array(cg_extract *x, cg_role role);
uint32_t ecma_on_regex(cg_extract *x, cg_role role);
uint32_t ecma_on_nothing(cg_extract *x, cg_role role);
uint32_t ecma_on_jsx_tag(cg_extract *x, cg_role role);

/* ---- mask.c, mask_words.c ---- */

/** Write what the grammar does not know as it knows it (cg_lang.mask); the first TypeScript's, the second JavaScript's. */
bool ecma_mask(cg_str source, cg_str prelude, cg_buf *out, cg_activity_changes *out_changes,
               cg_mask_notes *out_notes);
bool ecma_mask_script(cg_str source, cg_str prelude, cg_buf *out, cg_activity_changes *out_changes,
                      cg_mask_notes *out_notes);
/** The word that begins at `at`; `before`: what stands before it. */
void ecma_mask_word(cg_str source, size_t at, char before, cg_buf *out);
/** Where byte `at` is in `out`, which gets the source first if it is empty. */
char *ecma_masked(cg_str source, cg_buf *out, size_t at);

/* ---- typescript only: types.c, declarations.c ---- */

/** Cursor on an annotation: it is { a: A }, whose members say all of what has the type. */
bool ecma_is_type_in_place(const cg_extract *x);
/** Cursor on an annotation: it is { [key: string]: A }. */
bool ecma_is_table_type(const cg_extract *x);
/** Visits an annotation; members of an object type in it belong to the open definition, if so. */
uint32_t ecma_visit_owned_type(cg_extract *x, bool owned);
/** A type and, of a union or intersection, its further parts that have names: so many of what a value may be, and so
 *  many of what an alias is made of. */
#define ECMA_CHOICES_MAX 7u
#define ECMA_PARTS_MAX 23u
typedef struct ecma_parts {
    uint32_t first, others[ECMA_PARTS_MAX];
    unsigned count, most, worth; /* how much the first says */
} ecma_parts;
/** Visits the type or annotation under the cursor. */
void ecma_visit_parts(cg_extract *x, ecma_parts *out);
void ecma_visit_aliased(cg_extract *x, ecma_parts *out); /* the same for what an alias stands for */
/** The same for the type of the member `def`, which also holds the further parts. */
uint32_t ecma_visit_member_type(cg_extract *x, uint32_t def);
uint32_t ecma_on_as(cg_extract *x, cg_role role);
uint32_t ecma_on_satisfies(cg_extract *x, cg_role role);
uint32_t ecma_on_type_assertion(cg_extract *x, cg_role role);
uint32_t ecma_on_type_name(cg_extract *x, cg_role role);
uint32_t ecma_on_nested_type(cg_extract *x, cg_role role);
uint32_t ecma_on_generic_type(cg_extract *x, cg_role role);
uint32_t ecma_on_predefined_type(cg_extract *x, cg_role role);
uint32_t ecma_on_array_type(cg_extract *x, cg_role role);
uint32_t ecma_on_tuple_type(cg_extract *x, cg_role role);
/** Visits the arguments under the cursor as those of the type or call `generic`; the first's type. */
uint32_t ecma_type_arguments(cg_extract *x, uint32_t generic);
/** What values of the type `name` with its first argument have as members, or as elements. */
uint32_t ecma_type_of_generic(cg_extract *x, cg_str name, uint32_t generic, uint32_t argument);
uint32_t ecma_on_type_choice(cg_extract *x, cg_role role);
uint32_t ecma_on_type_wrapper(cg_extract *x, cg_role role);
uint32_t ecma_on_valueless_type(cg_extract *x, cg_role role);
uint32_t ecma_on_this_type(cg_extract *x, cg_role role);
uint32_t ecma_on_type_query(cg_extract *x, cg_role role);
uint32_t ecma_on_function_type(cg_extract *x, cg_role role);
uint32_t ecma_on_call_signature(cg_extract *x, cg_role role);
uint32_t ecma_on_parameter_type(cg_extract *x, cg_role role);
uint32_t ecma_on_conditional_type(cg_extract *x, cg_role role);
uint32_t ecma_on_infer_type(cg_extract *x, cg_role role);
uint32_t ecma_on_mapped_clause(cg_extract *x, cg_role role);
uint32_t ecma_on_lookup_type(cg_extract *x, cg_role role);
uint32_t ecma_on_index_signature(cg_extract *x, cg_role role);
uint32_t ecma_on_type_predicate(cg_extract *x, cg_role role);
uint32_t ecma_on_type_parameters(cg_extract *x, cg_role role);
uint32_t ecma_on_object_type(cg_extract *x, cg_role role);
uint32_t ecma_on_property_signature(cg_extract *x, cg_role role);
uint32_t ecma_on_interface(cg_extract *x, cg_role role);
uint32_t ecma_on_type_alias(cg_extract *x, cg_role role);
uint32_t ecma_on_enum(cg_extract *x, cg_role role);
uint32_t ecma_on_namespace(cg_extract *x, cg_role role);
uint32_t ecma_on_ambient(cg_extract *x, cg_role role);

#endif
