// SPDX-License-Identifier: Apache-2.0
// What the files of the Java folder share: field indices, helpers, and the handlers that the rule
// table in java.c names.
#ifndef CG_JAVA_INT_H
#define CG_JAVA_INT_H

#include "cg/lang.h"

/** Indices into java_fields of java.c. */
enum java_field_index {
    F_NAME,
    F_TYPE,
    F_BODY,
    F_PARAMETERS,
    F_TYPE_PARAMETERS,
    F_DECLARATOR,
    F_VALUE,
    F_DIMENSIONS,
    F_OBJECT,
    F_ARGUMENTS,
    F_LEFT,
    F_RIGHT,
    F_OPERATOR,
    F_FIELD,
    F_KEY,
    F_SCOPE,
    F_ARRAY,
    F_CONSTRUCTOR,
    F_MODULE,
    F_MODIFIERS,
    F_CONSEQUENCE,
    F_ALTERNATIVE,
    F_TYPE_ARGUMENTS,
    F_ELEMENT,
    F_OPERAND,
};

/** Indices into java_tokens of java.c. */
enum java_token_index {
    T_MODIFIERS,
    T_ANNOTATION,
    T_MARKER_ANNOTATION,
    T_PUBLIC,
    T_PROTECTED,
    T_PRIVATE,
    T_STATIC,
    T_ABSTRACT,
    T_FINAL,
    T_DEFAULT,
    T_SYNCHRONIZED,
    T_NATIVE,
    T_VOLATILE,
    T_THIS,
    T_SUPER,
    T_NEW,
    T_ASTERISK,
    T_ASSIGN,
    T_COLONS,
    T_IDENTIFIER,
    T_SCOPED_IDENTIFIER,
    T_TYPE_IDENTIFIER,
    T_SCOPED_TYPE_IDENTIFIER,
    T_CLASS_BODY,
    T_BLOCK,
    T_TYPE_LIST,
    T_CATCH_TYPE,
    T_TYPE_BOUND,
    T_ARRAY_TYPE,
    T_ARRAY_ACCESS,
    T_LAMBDA,
    T_METHOD_REFERENCE,
    T_SWITCH_LABEL,
    T_SWITCH_RULE,
    T_EXPRESSION_STATEMENT,
    T_INFERRED_PARAMETERS,
    T_FORMAL_PARAMETER,
    T_SPREAD_PARAMETER,
    T_VARIABLE_DECLARATOR,
    T_ELEMENT_VALUE_PAIR,
    T_TYPE_ARGUMENTS,
};

/** The simple, erased types of a parameter list, "int,String[": they tell overloads apart.
 *  Text beyond the space is left out. */
typedef struct java_types {
    char text[512];
    size_t len;
} java_types;

/** What the expression at a place is given to: an argument of a call, or a declared type. Lambdas get
 *  their parameters from it. */
typedef struct java_given {
    uint32_t to; /* as cg_x_passed takes it */
    unsigned arg;
    TSNode expression;
} java_given;

#define JAVA_TYPE_ARGS 8u
/** The type arguments of a generic type. */
typedef struct java_type_args {
    uint32_t type; /* the reference that names it */
    unsigned count;
    uint32_t args[JAVA_TYPE_ARGS];
} java_type_args;

/** Kept through one extraction. */
/** What an expression with branches may be; more of them seldom tell another type. */
#define JAVA_BRANCHES_MAX 8u
typedef struct java_branches {
    unsigned count;
    uint32_t list[JAVA_BRANCHES_MAX];
} java_branches;

typedef struct java_state {
    java_given given;
    bool in_lambda;
    bool open; /* what the last call gives rests on where that is put, as far as can be seen */
    uint32_t returned;        /* by the lambda around, so far: its first value, or CG_NONE */
    uint32_t gives;           /* what that must give back, as a type; CG_NONE: nobody says */
    java_type_args type_args; /* of the last generic type */
    java_given chosen_for;    /* what the value of the switch around is given to … */
    java_branches chosen;     /* … and what it may be, so far */
    uint32_t pattern;         /* the type of the record pattern around … */
    unsigned part;            /* … and the number of the component that is looked at */
    uint32_t param_type;      /* that the last plain parameter is declared with */
    unsigned record_params;   /* of the innermost record: what its compact constructor takes */
    bool record_variadic;
    java_types record_types;
} java_state;

/** What a look over a declaration's children finds before the definition is opened. */
typedef struct java_head {
    TSNode node;
    TSNode name;
    TSNode type;
    TSNode body;
    cg_visibility visibility; /* UNKNOWN: none was written */
    uint32_t modifiers;
    uint32_t words_start; /* byte of the first modifier that is no annotation; 0: none */
    unsigned declarators;
    TSNode declarator; /* the first */
    unsigned params;
    bool variadic;
    java_types types; /* of the parameters */
} java_head;

/** Fills `out_head` from the children of the node under the cursor, and hands its annotations to
 *  the definition that is opened next. */
void java_read_head(cg_extract *x, java_head *out_head);
/** The visibility that holds here when none is written: public in interfaces, else the package's,
 *  and none for what is local. */
cg_visibility java_visibility(cg_extract *x, const java_head *head);
/** The innermost open definition is an interface or an annotation type. */
bool java_in_interface(cg_extract *x);
/** Marks a definition whose deprecation only the Javadoc states. */
void java_note_deprecated(cg_extract *x, uint32_t def);
/** Reads the parameter list under the cursor into `head`. */
void java_read_params(cg_extract *x, java_head *head);
/** Declares the record components under the cursor (formal_parameters) as fields. */
void java_record_components(cg_extract *x);

/** Appends the simple, erased form of a type: "Entry" of `java.util.Map.Entry<K, V>`. */
void java_types_add(java_types *types, cg_str type, unsigned dimensions);
unsigned java_dimensions(cg_extract *x, TSNode dimensions); /* how many [] */

/** Visits the arguments under the cursor, counts them and states their values for the call `ref`. Whether types of what it
 *  gives may rest on where that is put: some argument is a function, or such a call itself. */
bool java_arguments(cg_extract *x, uint32_t ref);
/** Opens the class without a name of `new Type() {…}`, for the class body under the cursor. */
void java_anonymous_class(cg_extract *x, TSNode type, const java_type_args *args);
/** Declares the parameter under the cursor; its binding, or CG_NONE. */
uint32_t java_bind_parameter(cg_extract *x);
/** The type of arrays of `type`, or of arrays of arrays …; `type` itself for no dimensions. */
uint32_t java_array(cg_extract *x, uint32_t type, unsigned dimensions);
/** Visits the type arguments under the cursor; how many there are. */
unsigned java_read_type_args(cg_extract *x, uint32_t args[JAVA_TYPE_ARGS]);
/** Visits the expression under the cursor as one that is given to `to`: as its argument number `arg`
 *  when that is a call. */
uint32_t java_visit_given(cg_extract *x, uint32_t to, unsigned arg);
/** One more branch gives `value`. */
void java_branch(cg_extract *x, java_branches *to, uint32_t value);
/** What all branches have in common. */
uint32_t java_branches_value(cg_extract *x, const java_branches *branches);
/** What the expression under the cursor is given to. */
java_given java_given_here(cg_extract *x);

/** Blanks what the grammar cannot read, as cg_lang.mask. */
bool java_mask(cg_str source, cg_str prelude, cg_buf *out, cg_activity_changes *out_changes,
               cg_mask_notes *out_notes);

#define JAVA_HANDLER(name) uint32_t name(cg_extract *x, cg_role role)

/* java_decl.c */
JAVA_HANDLER(java_package);
JAVA_HANDLER(java_import);
JAVA_HANDLER(java_module);
JAVA_HANDLER(java_requires);
JAVA_HANDLER(java_services);
JAVA_HANDLER(java_class);
JAVA_HANDLER(java_interface);
JAVA_HANDLER(java_enum);
JAVA_HANDLER(java_record);
JAVA_HANDLER(java_superclass);
JAVA_HANDLER(java_interfaces);
JAVA_HANDLER(java_type_parameter);

/* java_member.c */
JAVA_HANDLER(java_field);
JAVA_HANDLER(java_enum_constant);
JAVA_HANDLER(java_method);
JAVA_HANDLER(java_constructor);
JAVA_HANDLER(java_compact_constructor);
JAVA_HANDLER(java_initializer);

/* java_local.c */
JAVA_HANDLER(java_parameter);
JAVA_HANDLER(java_local);
JAVA_HANDLER(java_block);
JAVA_HANDLER(java_for_each);
JAVA_HANDLER(java_resource);
JAVA_HANDLER(java_lambda);
JAVA_HANDLER(java_instanceof);
JAVA_HANDLER(java_type_pattern);
JAVA_HANDLER(java_record_pattern);
JAVA_HANDLER(java_record_parts);
JAVA_HANDLER(java_record_part);
JAVA_HANDLER(java_switch);
JAVA_HANDLER(java_labeled);
JAVA_HANDLER(java_return);
JAVA_HANDLER(java_yield);

/* java_expr.c */
JAVA_HANDLER(java_skip);
JAVA_HANDLER(java_no_value);
JAVA_HANDLER(java_identifier);
JAVA_HANDLER(java_this);
JAVA_HANDLER(java_super);
JAVA_HANDLER(java_parenthesized);
JAVA_HANDLER(java_scoped_identifier);
JAVA_HANDLER(java_field_access);
JAVA_HANDLER(java_array_access);
JAVA_HANDLER(java_call);
JAVA_HANDLER(java_constructor_call);
JAVA_HANDLER(java_new);
JAVA_HANDLER(java_method_reference);
JAVA_HANDLER(java_assignment);
JAVA_HANDLER(java_update);
JAVA_HANDLER(java_cast);
JAVA_HANDLER(java_annotation);

/* java_value.c */
JAVA_HANDLER(java_string);
JAVA_HANDLER(java_char);
JAVA_HANDLER(java_integer);
JAVA_HANDLER(java_floating);
JAVA_HANDLER(java_boolean);
JAVA_HANDLER(java_null);
JAVA_HANDLER(java_class_literal);
JAVA_HANDLER(java_unary);
JAVA_HANDLER(java_binary);
JAVA_HANDLER(java_ternary);
JAVA_HANDLER(java_new_array);

/* java_type.c */
JAVA_HANDLER(java_primitive);
JAVA_HANDLER(java_type_name);
JAVA_HANDLER(java_scoped_type);
JAVA_HANDLER(java_annotated_type);
JAVA_HANDLER(java_generic_type);
JAVA_HANDLER(java_array_type);
JAVA_HANDLER(java_wildcard);

#endif
