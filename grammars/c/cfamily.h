// SPDX-License-Identifier: Apache-2.0
// cfamily: what the C and C++ folders share: node types, state, handlers. Private to the two.
//
//   mask/           the text to parse                 heads.c    specifiers, visibility, signatures
//   declarators.c   names and shapes of declarators   decls.c    declarations, functions, typedefs
//   records.c       structs, unions, classes, enums   exprs.c    expressions
//   locals.c        declarations inside functions     macros.c   preprocessor lines
//   macro_body.c    what bodies of macros name        made/, made_defs.c, made_types.c  what macros define where they are used
#ifndef CG_GRAMMARS_C_CFAMILY_H
#define CG_GRAMMARS_C_CFAMILY_H

#include "cg/lang.h"

/* ---- node types: first those of both grammars, then C++'s own ---- */

#define CF_TOKENS(X)                                                                               \
    X(IDENTIFIER, "identifier")                                                                    \
    X(FIELD_IDENTIFIER, "field_identifier")                                                        \
    X(TYPE_IDENTIFIER, "type_identifier")                                                          \
    X(PRIMITIVE_TYPE, "primitive_type")                                                            \
    X(SIZED_TYPE, "sized_type_specifier")                                                          \
    X(POINTER_DECLARATOR, "pointer_declarator")                                                    \
    X(ARRAY_DECLARATOR, "array_declarator")                                                        \
    X(FUNCTION_DECLARATOR, "function_declarator")                                                  \
    X(PAREN_DECLARATOR, "parenthesized_declarator")                                                \
    X(ATTRIBUTED_DECLARATOR, "attributed_declarator")                                              \
    X(INIT_DECLARATOR, "init_declarator")                                                          \
    X(ABSTRACT_POINTER, "abstract_pointer_declarator")                                             \
    X(ABSTRACT_ARRAY, "abstract_array_declarator")                                                 \
    X(ABSTRACT_FUNCTION, "abstract_function_declarator")                                           \
    X(ABSTRACT_PAREN, "abstract_parenthesized_declarator")                                         \
    X(PARAMETER_LIST, "parameter_list")                                                            \
    X(PARAMETER, "parameter_declaration")                                                          \
    X(STRUCT, "struct_specifier")                                                                  \
    X(UNION, "union_specifier")                                                                    \
    X(ENUM, "enum_specifier")                                                                      \
    X(STORAGE_CLASS, "storage_class_specifier")                                                    \
    X(TYPE_QUALIFIER, "type_qualifier")                                                            \
    X(ATTRIBUTE_SPECIFIER, "attribute_specifier")                                                  \
    X(ATTRIBUTE_DECLARATION, "attribute_declaration")                                              \
    X(COMPOUND, "compound_statement")                                                              \
    X(ENUMERATOR, "enumerator")                                                                    \
    X(INITIALIZER_LIST, "initializer_list")                                                        \
    X(INITIALIZER_PAIR, "initializer_pair")                                                        \
    X(FIELD_DESIGNATOR, "field_designator")                                                        \
    X(ARGUMENT_LIST, "argument_list")                                                              \
    X(STRING_LITERAL, "string_literal")                                                            \
    X(SYSTEM_STRING, "system_lib_string")                                                          \
    X(TYPE_DESCRIPTOR, "type_descriptor")                                                          \
    X(SUBSCRIPT, "subscript_expression")                                                           \
    X(CALL, "call_expression")                                                                     \
    X(DECLARATION, "declaration")                                                                  \
    X(FUNCTION, "function_definition")                                                             \
    X(ASSIGN, "=")                                                                                 \
    X(PLUS, "+")                                                                                   \
    X(MINUS, "-")                                                                                  \
    X(COMMA, ",")

#define CF_CPP_TOKENS(X)                                                                           \
    X(CLASS, "class_specifier")                                                                    \
    X(QUALIFIED, "qualified_identifier")                                                           \
    X(TEMPLATE_TYPE, "template_type")                                                              \
    X(TEMPLATE_FUNCTION, "template_function")                                                      \
    X(TEMPLATE_METHOD, "template_method")                                                          \
    X(DEPENDENT_NAME, "dependent_name")                                                            \
    X(NAMESPACE_IDENTIFIER, "namespace_identifier")                                                \
    X(NESTED_NAMESPACE, "nested_namespace_specifier")                                              \
    X(DESTRUCTOR_NAME, "destructor_name")                                                          \
    X(OPERATOR_NAME, "operator_name")                                                              \
    X(OPERATOR_CAST, "operator_cast")                                                              \
    X(REFERENCE_DECLARATOR, "reference_declarator")                                                \
    X(ABSTRACT_REFERENCE, "abstract_reference_declarator")                                         \
    X(VARIADIC_DECLARATOR, "variadic_declarator")                                                  \
    X(STRUCTURED_BINDING, "structured_binding_declarator")                                         \
    X(MEMBER_POINTER, "pointer_type_declarator")                                                   \
    X(OPTIONAL_PARAMETER, "optional_parameter_declaration")                                        \
    X(VARIADIC_PARAMETER, "variadic_parameter_declaration")                                        \
    X(PLACEHOLDER, "placeholder_type_specifier")                                                   \
    X(ACCESS, "access_specifier")                                                                  \
    X(BASE_CLAUSE, "base_class_clause")                                                            \
    X(FIELD_INITIALIZERS, "field_initializer_list")                                                \
    X(DEFAULT_CLAUSE, "default_method_clause")                                                     \
    X(DELETE_CLAUSE, "delete_method_clause")                                                       \
    X(PURE_CLAUSE, "pure_virtual_clause")                                                          \
    X(TRAILING_RETURN, "trailing_return_type")                                                     \
    X(REF_QUALIFIER, "ref_qualifier")                                                              \
    X(VIRTUAL_SPECIFIER, "virtual_specifier")                                                      \
    X(LAMBDA, "lambda_expression")                                                                 \
    X(CAPTURE_INITIALIZER, "lambda_capture_initializer")                                           \
    X(TEMPLATE_PARAMETERS, "template_parameter_list")                                              \
    X(TEMPLATE_ARGUMENTS, "template_argument_list")                                                \
    X(PACK_EXPANSION, "parameter_pack_expansion")                                                  \
    X(TRY, "try_statement")                                                                        \
    X(TEMPLATE_DECLARATION, "template_declaration")                                                \
    X(NAMESPACE_KEYWORD, "namespace")                                                              \
    X(ENUM_KEYWORD, "enum")                                                                        \
    X(CLASS_KEYWORD, "class")                                                                      \
    X(STRUCT_KEYWORD, "struct")                                                                    \
    X(INLINE_KEYWORD, "inline")                                                                    \
    X(VIRTUAL_KEYWORD, "virtual")                                                                  \
    X(CONCATENATED, "concatenated_string")                                                         \
    X(RAW_STRING, "raw_string_literal")                                                            \
    X(CHAR_LITERAL, "char_literal")                                                                \
    X(NUMBER, "number_literal")                                                                    \
    X(TRUE, "true")                                                                                \
    X(FALSE, "false")                                                                              \
    X(NULL, "null")                                                                                \
    X(ELLIPSIS, "...")                                                                             \
    X(ARROW, "->")                                                                                 \
    X(AMPERSAND, "&")                                                                              \
    X(PAREN, "parenthesized_expression")                                                           \
    X(CONDITIONAL, "conditional_expression")                                                       \
    X(POINTER, "pointer_expression")                                                               \
    X(UNARY, "unary_expression")                                                                   \
    X(BINARY, "binary_expression")                                                                 \
    X(SIZEOF, "sizeof_expression")                                                                 \
    X(NEW, "new_expression")                                                                       \
    X(THIS, "this")                                                                                \
    X(SUBSCRIPT_ARGUMENTS, "subscript_argument_list")

enum cf_token {
#define X(name, text) T_##name,
    CF_TOKENS(X) CF_CPP_TOKENS(X)
#undef X
};

#define CF_FIELDS(X)                                                                               \
    X(TYPE, "type")                                                                                \
    X(DECLARATOR, "declarator")                                                                    \
    X(BODY, "body")                                                                                \
    X(NAME, "name")                                                                                \
    X(VALUE, "value")                                                                              \
    X(PARAMETERS, "parameters")                                                                    \
    X(FUNCTION, "function")                                                                        \
    X(ARGUMENTS, "arguments")                                                                      \
    X(ARGUMENT, "argument")                                                                        \
    X(FIELD, "field")                                                                              \
    X(LEFT, "left")                                                                                \
    X(RIGHT, "right")                                                                              \
    X(OPERATOR, "operator")                                                                        \
    X(PATH, "path")                                                                                \
    X(DESIGNATOR, "designator")                                                                    \
    X(CONSEQUENCE, "consequence")                                                                  \
    X(MEMBER, "member")

#define CF_CPP_FIELDS(X)                                                                           \
    X(DEFAULT_VALUE, "default_value")                                                              \
    X(SCOPE, "scope")                                                                              \
    X(CAPTURES, "captures")                                                                        \
    X(PLACEMENT, "placement")                                                                      \
    X(BASE, "base")

enum cf_field {
#define X(name, text) F_##name,
    CF_FIELDS(X) CF_CPP_FIELDS(X)
#undef X
};

/* ---- state ---- */

/** What the surroundings say; copied where a construct changes it for what is inside. */
typedef struct cf_context {
    bool in_code;    /* inside a function: names are local */
    bool no_binding; /* inside parameters of something else: names are declared nowhere */
    bool
        hidden_members; /* inside an unnamed struct: fields are reached through its variable only */
    bool internal;      /* inside an unnamed namespace */
    bool friendly;      /* a friend declaration */
    bool template_head; /* inside template<…> */
    uint8_t access;     /* cg_visibility of the members that follow */
    uint32_t record;    /* class whose body is read, or CG_NONE */
    cg_str record_name;
    uint32_t base_first, base_count; /* its base names in cf_state.bases */
    TSNode template_node;            /* template<…> in front of the next definition, or null */
    uint32_t decl_scope;  /* scope that takes names instead of the innermost, or CG_NONE */
    uint32_t space;       /* innermost namespace definition, or 0 */
    uint32_t space_scope; /* its scope */
    uint32_t init_base;   /* value whose fields designators name */
    uint32_t statement; /* call whose arguments are read and whose value nobody takes, or CG_NONE */
    unsigned parameter; /* position of the parameter that is visited */
    uint32_t passed_to; /* call whose argument is visited, or CG_NONE … */
    unsigned passed_as; /* … and its position */
    uint32_t lambda_to; /* the same of the lambda whose parameters are visited */
    bool returns;       /* in the body of a lambda */
} cf_context;

typedef struct cf_named_ref { /* settled when the file is read */
    uint32_t ref;
    cg_text name;
} cf_named_ref;

/** A growing list in the extraction's scratch memory. */
typedef struct cf_list {
    void *ptr;
    uint32_t len, cap;
} cf_list;

struct cf_walk;
struct cf_head;
struct cf_declarator;
/** What C++ adds to shared handlers; NULL in C. */
typedef struct cf_hooks {
    void (*declarator_name)(cg_extract *x); /* qualifiers, template arguments of a declared name */
    uint32_t (*member)(cg_extract *x, uint32_t value, cg_role role); /* right of a dot */
    void (*lambda)(cg_extract *x); /* parts of a lambda whose definition is open */
    bool (*local_call)(cg_extract *x, const struct cf_walk *w,
                       bool again); /* T name(args) read as a function */
    bool (*is_object)(cg_extract *x, const struct cf_declarator *d); /* T name(args) as well */
    uint32_t (*literal)(cg_extract *x, TSNode node);                 /* value of a literal */
    int (*level)(const cg_extract *x,
                 TSNode node); /* how an expression means its value: CG_FORM_* */
    /** TEST(Suite, Case) { … } and its kin. */
    bool (*is_test)(cg_extract *x, const struct cf_head *head, const struct cf_declarator *d);
    /** Opens the definition of a namespace, and what names in there are given to; gives its index. */
    uint32_t (*open_space)(cg_extract *x, cg_def_init init, bool is_inline);
    void (*test)(cg_extract *x, const struct cf_head *head, const struct cf_declarator *d);
} cf_hooks;

typedef struct cf_state {
    const cf_hooks *hooks;
    bool cpp;
    cf_context ctx;
    uint32_t made;    /* record or enum that the last type specifier defined, or CG_NONE */
    TSNode made_name; /* where it is named; null: nowhere */
    cg_str made_tag;  /* its name, where a macro gives it; or empty */
    uint32_t result;  /* what the lambda around returns first, or CG_NONE */
    cf_list tags;     /* cf_named_ref: `struct X` that are references (C); classes defined (C++) */
    cf_list tag_defs; /* uint32_t: definitions of struct X (C) */
    cf_list inits;    /* cf_named_ref: `A::A() : name(…)`, a field or a base (C++) */
    cf_list forward;  /* cf_named_ref: `typedef struct X X;` (C++) */
    cf_list spaces;   /* cg_text: names of namespaces seen (C++) */
    cf_list bases;    /* cg_str */
    cf_list pasters;  /* cg_text: names of macros of the file that have CG_HINT_PASTES */
} cf_state;

cf_state *cf_get(cg_extract *x);
/** The address of a new element of `size` bytes, zeroed. */
void *cf_list_add(cg_extract *x, cf_list *list, size_t size);

static inline bool cf_null(TSNode node)
{
    return node.id == NULL;
}

/* ---- declarators.c ---- */

typedef struct cf_declarator {
    TSNode node;      /* outermost */
    TSNode name;      /* null: abstract */
    TSNode qualified; /* A::B::name around the name, or null */
    TSNode function;  /* the function_declarator right around the name, or null: no function */
    TSNode params;    /* its parameters */
    bool pointer, reference, array; /* next to the name */
    bool const_pointer;             /* … and the pointer itself is const */
    bool to_function;               /* a pointer to a function, or an array of those */
    TSNode wrapped; /* `MACRO(name)(parameters)`, whose name this is as a pointer, or null */
    TSNode macro;   /* MACRO(name) behind a type with its body */
} cf_declarator;

/** `name` of NAME(name), which is read as a function; else null. */
TSNode cf_only_name(const cg_extract *x, TSNode function);
cf_declarator cf_look(const cg_extract *x, TSNode declarator);
/** A wrapped name is a function after all. */
void cf_unwrap(const cg_extract *x, cf_declarator *d);

typedef struct cf_arity {
    uint8_t min, max;
} cf_arity;
/** Counts parameters; C++: also `out_types`, the types in one text that tells overloads apart. */
cf_arity cf_params(cg_extract *x, const cf_declarator *d, cg_str *out_types);

/** Goes over the declarator under the cursor: array sizes, parameter types … are references. */
typedef struct cf_walk cf_walk;
struct cf_walk {
    cg_binding_kind bind; /* 0: the name is a definition's; else it is declared so */
    TSNode params;        /* parameters that belong to the open function */
    uint32_t type;        /* value: what the specifiers named */
    uint32_t trailing;    /* out: value of a trailing return type, or CG_NONE */
    uint32_t binding;     /* out: the last one made, or CG_NONE */
    uint32_t part, parts; /* out: the first of `auto [a, b]`, and how many there are */
    int level;            /* pointers and arrays around the name */
    bool constant;        /* `const` stands beside the type, which may be `auto` */
};
#define CF_WALK_INIT                                                                               \
    ((cf_walk){.bind = 0, .type = CG_NONE, .trailing = CG_NONE, .binding = CG_NONE})
void cf_walk_declarator(cg_extract *x, cf_walk *w);
/** Gives the names that were declared their value, or its components. */
void cf_walk_set(cg_extract *x, const cf_walk *w, uint32_t value);
uint32_t cf_parameter(cg_extract *x, cg_role role);

/* ---- heads.c ---- */

/** The specifiers of a declaration. */
typedef struct cf_head {
    TSNode node;       /* with template<…> in front */
    TSNode type;       /* null: constructor, conversion … */
    TSNode declarator; /* the first */
    TSNode body;
    unsigned declarators;
    uint32_t modifiers;
    bool is_extern, is_static, deprecated;
} cf_head;

cf_head cf_read_head(cg_extract *x);
cg_visibility cf_visibility(const cf_state *st, const cf_head *head);
uint32_t cf_in_scope(const cf_state *st);
/** What the parser saw of a piece of source: without macros and directives. */
cg_str cf_parsed(cg_extract *x, cg_str s);
/** Two pieces of source, as the parser saw them, in one line. */
cg_str cf_line(cg_extract *x, cg_str first, cg_str second);
cg_str cf_slice(const cg_extract *x, uint32_t from, uint32_t to);
/** "operator ==" as "operator==", "operator new []" as "operator new[]". */
cg_str cf_operator_text(cg_extract *x, TSNode node);

/* ---- handlers ---- */

uint32_t cf_declaration(cg_extract *x, cg_role role);
uint32_t cf_field_declaration(cg_extract *x, cg_role role);
uint32_t cf_function(cg_extract *x, cg_role role);
uint32_t cf_typedef(cg_extract *x, cg_role role);
uint32_t cf_local_declaration(cg_extract *x);
/** It is named, and no type of the language. */
bool cf_may_be_class(const cg_extract *x, TSNode type);
/** `{a, b}` under the cursor rather than `{.member = a}`. */
bool cf_is_arguments(const cg_extract *x);
/** `a[3]` under the cursor, of no pointers. */
bool cf_is_array_of_objects(const cg_extract *x);
/** T a = 1; makes a T of the literal under the cursor. */
void cf_convert(cg_extract *x, uint32_t type);
/** Makes `init` the definition of a function whose value is `lambda`. */
void cf_lambda_init(cg_extract *x, TSNode lambda, cg_def_init *init);
uint32_t cf_record(cg_extract *x, cg_role role);
uint32_t cf_enum(cg_extract *x, cg_role role);
uint32_t cf_type_identifier(cg_extract *x, cg_role role);
/** Visits the type of a declaration. In C++ it is kept that it is const: as its number of arguments, 1,
 *  since overloads of a method may differ in that alone. */
uint32_t cf_declared_type(cg_extract *x, cg_role role);
/** `const` stands next to the type at `start`, before or behind. */
bool cf_is_const(const cg_extract *x, uint32_t start, uint32_t end);
/** The same of the type under the cursor, in C++. */
bool cf_is_const_type(const cg_extract *x);
uint32_t cf_type_descriptor(cg_extract *x, cg_role role);
uint32_t cf_enumerator(cg_extract *x, cg_role role);
uint32_t cf_macro_type(cg_extract *x, cg_role role); /* C alone */

uint32_t cf_identifier(cg_extract *x, cg_role role);
/** TRUE and FALSE are literals to the grammar, and names to the language. */
bool cf_is_shouted_truth(const cg_extract *x);
uint32_t cf_truth(cg_extract *x, cg_role role);
uint32_t cf_call(cg_extract *x, cg_role role);
uint32_t cf_statement(cg_extract *x, cg_role role);
uint32_t cf_field(cg_extract *x, cg_role role);
uint32_t cf_assignment(cg_extract *x, cg_role role);
uint32_t cf_update(cg_extract *x, cg_role role);
uint32_t cf_pointer(cg_extract *x, cg_role role);
uint32_t cf_paren(cg_extract *x, cg_role role);
uint32_t cf_subscript(cg_extract *x, cg_role role);
uint32_t cf_cast(cg_extract *x, cg_role role);
uint32_t cf_compound_literal(cg_extract *x, cg_role role);
uint32_t cf_conditional(cg_extract *x, cg_role role);
uint32_t cf_binary(cg_extract *x, cg_role role);
uint32_t cf_plain_value(cg_extract *x, cg_role role); /* visits, gives nothing */
uint32_t cf_last_value(cg_extract *x, cg_role role);
uint32_t cf_generic(cg_extract *x, cg_role role);
uint32_t cf_offsetof(cg_extract *x, cg_role role);
uint32_t cf_initializers(cg_extract *x, cg_role role);
uint32_t cf_initializer_pair(cg_extract *x, cg_role role);
uint32_t cf_asm_operand(cg_extract *x, cg_role role);
uint32_t cf_block(cg_extract *x, cg_role role);
uint32_t cf_nothing(cg_extract *x, cg_role role);
/** Visits the arguments under the cursor; gives their number, or -1 when a pack is among them. In C++,
 *  where functions overload each other, it is kept what the call `call` passes. */
int cf_arguments(cg_extract *x, uint32_t call);

uint32_t cf_include(cg_extract *x, cg_role role);
uint32_t cf_define(cg_extract *x, cg_role role);

/* ---- macro_body.c ---- */

/** The references of macro `name`, which is open and whose parameters are written so; whether it mentions one of them. */
bool cf_macro_body(cg_extract *x, cg_str name, cg_str text, cg_str params);

/* ---- macro_pastes.c ---- */

/** Notes what the body names by what uses of the macro pass it. */
void cf_macro_pastes(cg_extract *x, uint32_t macro, cg_str name, cg_str text, cg_str params);
/** A macro of the file, so far, of which anything was noted. */
bool cf_is_paster(cg_extract *x, cg_str name);
/** Notes which words `call` passes, if it names a macro that may make names of them. `arguments`: with their parentheses;
 *  `called`: what it gives is called. */
void cf_use_words(cg_extract *x, cg_str name, uint32_t call, cg_str arguments, bool called);

void cf_start(cg_extract *x, bool cpp, const cf_hooks *hooks);
void cf_end(cg_extract *x);
/** A record or enum that is called `name`, which stands outside it, and is part of `node`. */
void cf_record_named(cg_extract *x, TSNode name, TSNode node);
/** Members of the record under the cursor go to what is open around it. */
void cf_record_members(cg_extract *x, TSNode body);
/** `ref` names a struct, union or enum by its tag. */
void cf_remember_tag(cg_extract *x, uint32_t ref, cg_str name);
bool cf_is_record(uint32_t token); /* struct, union, class */
/** Reference to the record that the last type specifier defined; CG_NONE when there was none. */
uint32_t cf_made_ref(cg_extract *x);

/* ---- made_defs.c ---- */

/** What a macro defines in place of the declaration under the cursor; false: it is one that is written. */
bool cf_made(cg_extract *x);
/** The same in place of the function under the cursor: the last definition has its body. */
bool cf_made_function(cg_extract *x);
/** The same in place of the enumerator under the cursor. */
bool cf_made_enumerators(cg_extract *x);

/** The use of a macro that stands for the body under the cursor; false: it is written. */
bool cf_made_body(cg_extract *x);
/** The tag of a struct or union that a macro stands for in place of `type`; empty: it has none, or is written. In the
 *  file's texts. */
cg_str cf_made_tag(cg_extract *x, TSNode type);
/** Defines that type, which is under the cursor; false: it has no tag, or is written. */
bool cf_made_record(cg_extract *x);
/** The members of one without a tag; false: it is written. */
bool cf_made_members(cg_extract *x);

bool cg_cfamily_mask(cg_str source, cg_str prelude, bool cpp, cg_buf *out,
                     cg_activity_changes *out_changes, cg_mask_notes *out_notes);

/** Of cg_lang. */
bool cg_cfamily_defines(cg_str prelude, cg_str name, unsigned form);

/* ---- the rules of both ---- */

#define CF_RULES                                                                                   \
    {"declaration", cf_declaration}, {"field_declaration", cf_field_declaration},                  \
        {"function_definition", cf_function}, {"type_definition", cf_typedef},                     \
        {"struct_specifier", cf_record}, {"union_specifier", cf_record},                           \
        {"enum_specifier", cf_enum}, {"enumerator", cf_enumerator},                                \
        {"type_identifier", cf_type_identifier}, {"type_descriptor", cf_type_descriptor},          \
        {"sized_type_specifier", cf_nothing}, {"primitive_type", cf_nothing},                      \
        {"attribute_specifier", cf_nothing}, {"attribute_declaration", cf_nothing},                \
        {"storage_class_specifier", cf_nothing}, {"type_qualifier", cf_nothing},                   \
        {"parameter_declaration", cf_parameter}, {"identifier", cf_identifier},                    \
        {"true", cf_truth}, {"false", cf_truth}, {"field_expression", cf_field},                   \
        {"assignment_expression", cf_assignment}, {"update_expression", cf_update},                \
        {"pointer_expression", cf_pointer}, {"parenthesized_expression", cf_paren},                \
        {"subscript_expression", cf_subscript}, {"cast_expression", cf_cast},                      \
        {"compound_literal_expression", cf_compound_literal},                                      \
        {"conditional_expression", cf_conditional}, {"binary_expression", cf_binary},              \
        {"unary_expression", cf_plain_value}, {"sizeof_expression", cf_plain_value},               \
        {"comma_expression", cf_last_value}, {"generic_expression", cf_generic},                   \
        {"offsetof_expression", cf_offsetof}, {"initializer_list", cf_initializers},               \
        {"initializer_pair", cf_initializer_pair}, {"gnu_asm_output_operand", cf_asm_operand},     \
        {"gnu_asm_input_operand", cf_asm_operand}, {"gnu_asm_goto_list", cf_nothing},              \
        {"string_literal", cf_nothing}, {"number_literal", cf_nothing},                            \
        {"char_literal", cf_nothing}, {"compound_statement", cf_block},                            \
        {"for_statement", cf_block}, {"expression_statement", cf_statement},                       \
        {"preproc_include", cf_include}, {"preproc_def", cf_define},                               \
        {"preproc_function_def", cf_define},                                                       \
    {                                                                                              \
        "preproc_call", cf_nothing                                                                 \
    }

#endif
