// SPDX-License-Identifier: Apache-2.0
// model: what the graph is made of: kinds, ids, symbols, and the unit (all facts of one file
// content) with its stored form. No I/O, no storage keys.
#ifndef CG_MODEL_H
#define CG_MODEL_H

#include "cg/base.h"

/* ---- kinds ---- */

typedef enum cg_node_kind {
    CG_NODE_NONE = 0,
#define CG_NODE_KIND(name, code, text, suffix) CG_NODE_##name = (code),
#include "cg/tbl/node_kinds.h"
#undef CG_NODE_KIND
    CG_NODE_KIND_LIMIT = 64
} cg_node_kind;

typedef enum cg_edge_kind {
    CG_EDGE_NONE = 0,
#define CG_EDGE_KIND(name, code, text, inverse, meaning) CG_EDGE_##name = (code),
#include "cg/tbl/edge_kinds.h"
#undef CG_EDGE_KIND
    CG_EDGE_KIND_LIMIT = 64
} cg_edge_kind;

typedef enum cg_lang_id {
    CG_LANG_NONE = 0,
#define CG_LANGUAGE(name, code, text) CG_LANG_##name = (code),
#include "cg/tbl/languages.h"
#undef CG_LANGUAGE
    CG_LANG_LIMIT = 32
} cg_lang_id;

typedef enum cg_link_rule {
    CG_RULE_NONE = 0,
#define CG_LINK_RULE(name, code, text, confidence, meaning) CG_RULE_##name = (code),
#include "cg/tbl/link_rules.h"
#undef CG_LINK_RULE
    CG_RULE_LIMIT = 64
} cg_link_rule;

/** Stable words; "" for codes that do not exist. The parse functions give 0 for unknown words. */
const char *cg_node_kind_text(unsigned kind);
const char *cg_edge_kind_text(unsigned kind);
const char *cg_lang_text(unsigned lang);
const char *cg_link_rule_text(unsigned rule);
unsigned cg_link_rule_confidence(unsigned rule); /* percent */
const char *cg_link_rule_meaning(unsigned rule); /* a phrase for people */
cg_node_kind cg_node_kind_parse(cg_str text);
cg_edge_kind cg_edge_kind_parse(cg_str text);
cg_lang_id cg_lang_parse(cg_str text);
bool cg_node_kind_is_type(unsigned kind); /* class, struct, interface, trait, enum, union, alias */
bool cg_node_kind_is_callable(unsigned kind); /* function, method, constructor, macro */

/* ---- identities ---- */

/** 128-bit identity of a node or edge; big-endian bytes. All zero: none. */
typedef struct cg_id {
    uint8_t bytes[16];
} cg_id;
#define CG_ID_TEXT_LEN 37
void cg_id_text(cg_id id, char out[CG_ID_TEXT_LEN]); /* UUID form, lower case */
bool cg_id_parse(cg_str text, cg_id *out_id);        /* UUID form, either case */
static inline bool cg_id_eq(cg_id a, cg_id b)
{
    return memcmp(a.bytes, b.bytes, 16) == 0;
}
/** Longest project name; names are [A-Za-z0-9._-]+, not starting with '.'. */
#define CG_PROJECT_NAME_MAX 100
/** The identity of `symbol` in a project. */
cg_id cg_node_id(cg_str project, cg_str symbol);
/** The identity of an edge: one per source, kind and target. It begins with the first
 *  CG_EDGE_ID_SOURCE bytes of the source's id and the kind, so that an edge is found by its id
 *  without an index of its own; the rest is a hash of all three. */
#define CG_EDGE_ID_SOURCE 6
cg_id cg_edge_id(cg_id source, cg_edge_kind kind, cg_id target);

/** The name Git gives a content: SHA-1 of "blob LEN\0" and the bytes. */
typedef struct cg_blob_id {
    uint8_t bytes[20];
} cg_blob_id;
#define CG_BLOB_TEXT_LEN 41
void cg_blob_text(cg_blob_id id, char out[CG_BLOB_TEXT_LEN]);

/** What a unit is made of, and so what it is kept under. `prelude`: a hash of the macros of other files that the
 *  content was read with (ADR 31); 0: with none. */
typedef struct cg_unit_key {
    cg_blob_id blob;
    uint8_t lang; /* cg_lang_id */
    uint16_t extractor_version;
    uint64_t prelude;
} cg_unit_key;

/* ---- symbols: "codegraph <language> . . " and SCIP descriptors ----
 *
 *   codegraph python . . pkg/`app.py`/Server#handle().
 *
 * The file's path gives the namespace descriptors; then one descriptor per enclosing definition.
 * TypeScript and TSX share the word "typescript", so a renamed .ts/.tsx keeps its symbols' form. */

/** Appends `name` plain when it is a SCIP simple identifier, else in backticks. */
void cg_symbol_add_name(cg_buf *out, cg_str name);
void cg_symbol_add_file(cg_buf *out, cg_lang_id lang, cg_str path);
/** Appends one descriptor. `disambiguator` (simple identifier characters) is for callables, and
 *  for any other kind that needs one it is joined to the name by '+'. */
void cg_symbol_add_descriptor(cg_buf *out, cg_node_kind kind, cg_str name, cg_str disambiguator);

/** A stretch of a text, in characters (Unicode code points) from 0: [start, end). */
typedef struct cg_text_range {
    uint32_t start, end;
} cg_text_range;

/* ---- the unit: all facts extracted from one file content ----
 *
 * Content-addressed by cg_unit_key: it holds no path and no project.
 * Lines and columns are 0-based, columns count bytes; spans are half-open byte ranges.
 * Definition 0 is the file itself. Indices refer to the unit's own arrays; CG_NONE is absent.
 * Strings are offsets into one table, (offset, length), shared when equal. */

#define CG_NONE UINT32_MAX

typedef struct cg_text {
    uint32_t off, len;
} cg_text;

typedef enum cg_visibility {
    CG_VIS_UNKNOWN = 0,
    CG_VIS_PUBLIC = 1,
    CG_VIS_PROTECTED = 2,
    CG_VIS_PRIVATE = 3,
    CG_VIS_INTERNAL = 4, /* package, crate, module, or file only */
} cg_visibility;
const char *cg_visibility_text(unsigned visibility);

/** Modifier bits; the words are cg_modifier_text(bit index). */
typedef enum cg_modifier {
    CG_MOD_STATIC = 1 << 0,
    CG_MOD_ABSTRACT = 1 << 1,
    CG_MOD_FINAL = 1 << 2,
    CG_MOD_ASYNC = 1 << 3,
    CG_MOD_GENERATOR = 1 << 4,
    CG_MOD_CONST = 1 << 5,
    CG_MOD_READONLY = 1 << 6,
    CG_MOD_OVERRIDE = 1 << 7,
    CG_MOD_VIRTUAL = 1 << 8,
    CG_MOD_EXPORTED = 1 << 9,     /* of a file: it puts what it exports on an object (CommonJS) */
    CG_MOD_DEFAULT = 1 << 10,     /* default export, default method, = default */
    CG_MOD_DECLARATION = 1 << 11, /* no body here: prototype, ambient, overload signature */
    CG_MOD_GENERIC = 1 << 12,
    CG_MOD_UNSAFE = 1 << 13,
    CG_MOD_EXTERN = 1 << 14,
    CG_MOD_INLINE = 1 << 15,
    CG_MOD_GETTER = 1 << 16,
    CG_MOD_SETTER = 1 << 17,
    CG_MOD_OPTIONAL = 1 << 18,
    CG_MOD_DELETED = 1 << 19,
    CG_MOD_TEST = 1 << 20,
    CG_MOD_MUTABLE = 1 << 21,
    CG_MOD_VARIADIC = 1 << 22,
    CG_MOD_VOLATILE = 1 << 23,
    CG_MOD_SYNCHRONIZED = 1 << 24,
    CG_MOD_NATIVE = 1 << 25,
    CG_MOD_DEPRECATED = 1 << 26,
    CG_MOD_LAMBDA = 1 << 27,      /* a function value bound to this name */
    CG_MOD_CONDITIONAL = 1 << 28, /* compiled only where something is configured: cg_activity */
    CG_MOD_INACTIVE = 1 << 29,    /* never compiled on the common platform */
    CG_MOD_DROPPING = 1 << 30,    /* a macro that has parameters and mentions none of them */
} cg_modifier;
#define CG_MODIFIER_COUNT 31
const char *cg_modifier_text(unsigned bit);

typedef struct cg_def {
    uint8_t kind;       /* cg_node_kind */
    uint8_t visibility; /* cg_visibility */
    uint8_t params_min; /* callables: arguments a call needs; 255: unknown */
    uint8_t params_max; /* 255: any number */
    uint32_t modifiers; /* CG_MOD_* */
    uint32_t parent;    /* innermost definition around it, or the type it is a member of */
    uint32_t scope;     /* scope it opens, or CG_NONE */
    uint32_t in_scope;  /* scope its name is declared in; CG_NONE when only reached as a member */
    uint32_t type_ref;  /* reference naming its type or return type, or CG_NONE */
    cg_text name;
    cg_text qualifier;     /* descriptors of an owner that is not in this unit: Go receivers,
                              C++ out-of-line members, Rust impls; already escaped; or empty */
    cg_text disambiguator; /* tells same-named siblings apart in the symbol; or empty */
    cg_text signature;     /* declaration head in one line */
    cg_text doc;           /* comment text without its markers */
    cg_text decorators;    /* decorators or annotations, one a line, as written without '@' */
    uint32_t start_byte, end_byte;
    uint32_t start_line, start_col, end_line, end_col;
    uint32_t name_byte, name_line, name_col;
    uint32_t body_start, body_end; /* bytes; equal when there is no body */
    uint64_t body_hash;            /* of the body's source text */
    uint64_t symbol_hash;          /* the extractor's while it tells symbols apart; not stored */
} cg_def;

typedef enum cg_scope_kind {
    CG_SCOPE_FILE = 1,
    CG_SCOPE_NAMESPACE,
    CG_SCOPE_TYPE,     /* body of a class, struct, trait, enum … */
    CG_SCOPE_FUNCTION, /* parameters and body */
    CG_SCOPE_BLOCK,
    CG_SCOPE_NARROWED, /* where a condition holds: has the names that it says something of, and no declarations */
} cg_scope_kind;

typedef struct cg_scope {
    uint8_t kind;
    uint32_t parent; /* CG_NONE for the file scope, which is scope 0 */
    uint32_t owner;  /* definition it belongs to */
    uint32_t start_byte, end_byte;
} cg_scope;

typedef enum cg_binding_kind {
    CG_BIND_PARAM = 1,
    CG_BIND_LOCAL,
    CG_BIND_TYPE_PARAM,
    CG_BIND_SELF,     /* receiver parameter: self, Go receiver */
    CG_BIND_CAPTURED, /* Python global/nonlocal: looks the name up further out */
} cg_binding_kind;

/** How operands and values of C++ are written, where pointers are not told from what they lead to (0: plainly): flags, and
 *  two levels, each how often the address is taken less how often what it leads to is meant. */
#define CG_FORM_APPLIED 0x80u /* an operator, which `base` and the argument are given to */
#define CG_FORM_ARROW 0x40u   /* a member behind -> */
#define CG_FORM_LEFT 0u       /* where the level of the left operand, or of the base, is … */
#define CG_FORM_RIGHT 3u      /* … and that of the right one */
#define CG_FORM_CONST 0x40u   /* of a local name without a type: `const auto` */
#define CG_FORM_NUMBER 3      /* as the latter, without an argument: a literal but a text */

static inline int cg_form_level(unsigned form, unsigned shift)
{
    return (int)((form >> shift & 7) ^ 4) - 4;
}
static inline unsigned cg_form_set(unsigned form, unsigned shift, int level)
{
    level = level < -4 ? -4 : level > 3 ? 3 : level;
    return (form & ~(7u << shift)) | ((unsigned)level & 7) << shift;
}

/** In languages without pointers, `form` of a reference: what is done to the value that it gives by a method that is called
 *  by no name; 0: nothing that is told. */
typedef enum cg_operation {
    CG_OPERATION_NONE = 0,
#define CG_OPERATION(name, code, methods) CG_OPERATION_##name = code,
#include "cg/tbl/operations.h"
#undef CG_OPERATION
} cg_operation;

/** A name that lives inside a body and is no node of the graph. */
typedef struct cg_binding {
    uint8_t kind;
    uint8_t form; /* CG_FORM_LEFT: its pointers; RIGHT: how `init_ref` is meant */
    uint32_t scope;
    cg_text name;
    uint32_t visible_from; /* byte from which lookups see it; 0: the whole scope (hoisted) */
    uint32_t type_ref;     /* reference naming its declared type, or CG_NONE */
    uint32_t
        init_ref; /* reference whose value it was given (call, constructor, name), or CG_NONE */
    uint32_t line;
} cg_binding;
/** A type parameter that restates a name from around it, as Python's `Generic[T]` does: both references are to that. */
static inline bool cg_binding_restates(const cg_binding *b)
{
    return b->kind == CG_BIND_TYPE_PARAM && b->type_ref != CG_NONE && b->type_ref == b->init_ref;
}

typedef enum cg_role {
    CG_ROLE_NONE = 0,
    CG_ROLE_READ,
    CG_ROLE_WRITE,
    CG_ROLE_READ_WRITE,
    CG_ROLE_CALL,
    CG_ROLE_NEW,       /* constructor call in the syntax: new C(), C{…} */
    CG_ROLE_TYPE,      /* named as a type */
    CG_ROLE_INHERIT,   /* in an extends clause or base list */
    CG_ROLE_IMPLEMENT, /* in an implements clause, impl Trait for */
    CG_ROLE_DECORATE,  /* decorator, annotation, attribute, derive */
    CG_ROLE_QUALIFY,   /* a namespace or type in front of :: or . */
    CG_ROLE_MACRO,     /* macro invocation */
    CG_ROLE_LITERAL, /* no name: a literal whose type word is `name` ("str", "int"), a base only */
} cg_role;
const char *cg_role_text(unsigned role);

typedef enum cg_base {
    CG_BASE_NONE = 0, /* a plain name: looked up lexically */
    CG_BASE_REF,      /* member of the value or scope that reference `base` denotes */
    CG_BASE_RESULT,   /* member of what calling reference `base` gives */
    CG_BASE_SELF,     /* member of self / this */
    CG_BASE_SUPER,    /* member of super */
    CG_BASE_GLOBAL,   /* leading :: */
    CG_BASE_OTHER,    /* member of some other expression (element, operator …) */
    CG_BASE_ITEM, /* no name: the component number `args` of what `base` gives (tuple, results); from CG_ITEM_AT on,
                     what looking up the number behind that gives */
    CG_BASE_FUNCTION, /* no name: a function value that takes `args` arguments and gives what `base`
                         gives */
    CG_BASE_PASSED,   /* no name: what the function given to `base` (a call: as its argument number
                         `args` / 16) gets as its parameter number `args` % 16; 14: gives, 15: is */
    CG_BASE_SAYS, /* no name: of role TYPE, a boolean that says of argument number `args` that it is what `base`
                     names; of role READ, what the call `base` says so of its argument number `args` */
} cg_base;

typedef enum cg_target {
    CG_TARGET_NONE = 0, /* not found in this unit: stays by name */
    CG_TARGET_DEF,
    CG_TARGET_BINDING,
    CG_TARGET_IMPORT, /* index of a definition of kind import */
} cg_target;

typedef struct cg_ref {
    uint8_t role;        /* cg_role */
    uint8_t base_kind;   /* cg_base */
    uint8_t target_kind; /* cg_target */
    uint8_t rule;        /* cg_link_rule that found the target */
    uint8_t args;        /* arguments of a call, 255: unknown (spread); number of a component */
    uint8_t form;        /* CG_FORM_*, or a cg_operation; 0: nothing is said */
    uint32_t name_off;   /* name, as cg_text split to keep the row small */
    uint32_t name_len;
    uint32_t base;   /* reference it is a member of, or CG_NONE */
    uint32_t scope;  /* innermost scope around it */
    uint32_t source; /* definition whose body it is part of */
    uint32_t target; /* index by target_kind, or CG_NONE */
    uint32_t byte, line, col;
} cg_ref;

typedef enum cg_import_flag {
    CG_IMPORT_WILDCARD = 1 << 0, /* from m import *, use m::*, import static C.*, . "m" */
    CG_IMPORT_REEXPORT = 1 << 1, /* export … from, pub use */
    CG_IMPORT_TYPE_ONLY = 1 << 2,
    CG_IMPORT_STATIC = 1 << 3,
    CG_IMPORT_DEFAULT = 1 << 4,   /* default import; with NAMESPACE: under the module's own name */
    CG_IMPORT_NAMESPACE = 1 << 5, /* the whole module under one name */
    CG_IMPORT_SYSTEM = 1 << 6,    /* #include <…> */
    CG_IMPORT_DYNAMIC = 1 << 7,   /* require(…), import(…) inside code; #include NAME */
    CG_IMPORT_SIDE_EFFECT = 1 << 8,
    CG_IMPORT_CONDITIONAL = 1 << 9, /* in try/if: may be one of several */
    CG_IMPORT_RESOLVED = 1 << 10, /* of a lock file: `name` is the one version that is installed */
} cg_import_flag;

typedef struct cg_import {
    uint32_t def;   /* its definition of kind import; the def's name is the local name */
    uint32_t flags; /* cg_import_flag */
    uint32_t level; /* Python: leading dots */
    cg_text module; /* as written, without quotes */
    cg_text name;   /* imported name; empty: the module itself */
} cg_import;

/** What linking files needs to know beyond names: who gives what to whom. */
typedef enum cg_hint_kind {
    CG_HINT_TYPE_ARG = 1,  /* the type that reference `subject` names is given type `value` there */
    CG_HINT_DEF_VALUE,     /* definition `subject` also returns, or is also assigned, `value` */
    CG_HINT_BINDING_VALUE, /* local name `subject` is also assigned `value` */
    /* call `subject` passes `value`, or literal `subject` holds it: by keyword when `name` is not empty, at
       CG_HINT_SOMEWHERE, or, named CG_HINT_NAMED, all that it holds by name */
    CG_HINT_ARGUMENT,
    /* parameter of callable `subject`: `value` is the binding; receivers of methods are not counted. Named
       CG_HINT_REST, it has all further arguments; CG_HINT_NAMED, those by keyword */
    CG_HINT_PARAM,
    CG_HINT_RESULT,   /* type `value` of result `index` (from 1) of callable `subject` */
    CG_HINT_SELF,     /* callable `subject` is a member of type `value`, as written where it is
                              added to that: with type arguments */
    CG_HINT_ASSIGNED, /* the members, or the function that a name holds, that reference `subject` names are also assigned `value` */
    CG_HINT_WITHIN, /* reference `subject` stands in the parentheses of call `value`, a reference before it: any of
                         a macro's body, and in C and C++ calls in those that stand for themselves */
    CG_HINT_EXPECTED, /* what call `subject` gives is put where type `value` is declared, or, from index 1 on, is
                         argument number `index` - 1 of call `value` */
    CG_HINT_WORDS, /* call `subject`, and `value`, passes words that a macro may make names of: `name` has one for each
                         argument, apart by commas, nothing for what is more than a word; `index` 1: what it gives is called */
    CG_HINT_PASTES, /* macro `subject` names what its uses give words of: lines of `name` (CG_PASTE_PARAM) */
    CG_HINT_CONDITION, /* definition `subject` is compiled only where macro `name`, which its file does not define, is as
                          `value` says, or a formula of such macros: cg_condition. Without a name: it cannot be told */
    CG_HINT_CALL_CONDITION, /* the same of call `subject`, by branches inside of the definition that calls */
    CG_HINT_MACRO, /* of the file (subject 0): `name` is a macro that may define something where others use it,
                         or a path to include: NAME(parameters) or NAME, and what it stands for on one line, without
                         bodies of functions; by name */
    CG_HINT_GIVEN, /* of the file: what an #include of it gives what is included: its path as written, and on lines of
                        their own macros in the form of CG_HINT_MACRO (ADR 39) */
    CG_HINT_WANTED, /* of the file: `name` is used as if it were such a macro of another file; `value`:
                         cg_wanted_form */
    CG_HINT_LIMIT
} cg_hint_kind;

#define CG_VARIANTS_MAX 32 /* #includes that one file is read for */
#define CG_ITEM_AT 128u
#define CG_HINT_SOMEWHERE 255u /* for index: no position that is known */
/* In texts of CG_HINT_PASTES a line is a name that is read, or name(words) that is called, or name(words)() where what that
 * gives is. A parameter is this and a letter, by its position from `a` on; `...` one from `A` on. */
#define CG_PASTE_PARAM '#'
#define CG_HINT_REST "*"
#define CG_HINT_NAMED "**"

/** What a branch of #if asks of a macro, or of several. */
typedef enum cg_condition {
    CG_IF_DEFINED = 0,
    CG_IF_UNDEFINED, /* opposites differ in the lowest bit */
    CG_IF_TRUE,      /* it stands for a number other than 0 */
    CG_IF_FALSE,
    /* In place of a name, a formula in postfix, words apart: NAME (defined), =NAME (true), 0, 1, ? (cannot be told), and
       the operators & | ! */
    CG_IF_HOLDS,
    CG_IF_FAILS,
    CG_IF_LIMIT
} cg_condition;

/** How a macro is used that another file may define. */
typedef enum cg_wanted_form {
    CG_WANTED_DECLARATIONS = 0, /* at file level or in a namespace */
    CG_WANTED_MEMBERS,          /* in a class */
    CG_WANTED_BODY,             /* with a body behind it */
    CG_WANTED_ENUMERATORS,      /* in an enum */
    CG_WANTED_TYPE,             /* with a declarator behind it */
    CG_WANTED_NAME,             /* to write a name */
    CG_WANTED_LIMIT,
} cg_wanted_form;

/** Values are references, except for PARAM, PASTES and what comes behind it. */
typedef struct cg_hint {
    uint8_t kind;     /* cg_hint_kind */
    uint8_t form;     /* CG_FORM_LEFT of an argument */
    uint32_t subject; /* reference, definition or binding, by kind */
    uint32_t index;   /* position, from 0; of DEF_VALUE, BINDING_VALUE, ASSIGNED in source order */
    uint32_t value;
    cg_text name; /* keyword of an argument, or empty */
} cg_hint;
/** `value` is a reference: of kinds that are no conditions, and not of the file. */
static inline bool cg_hint_has_value(const cg_hint *hint)
{
    return hint->kind < CG_HINT_PASTES && hint->kind != CG_HINT_PARAM;
}

typedef struct cg_range {
    uint32_t start_line, start_col, end_line, end_col;
} cg_range;

/** Whether a compiler of the common platform (Linux, gcc, 64 bits) would see a piece of source, as far as
 *  the file itself tells (#if of C and C++). */
typedef enum cg_activity {
    CG_ACTIVE = 0,
    CG_CONDITIONAL, /* not unless a macro is defined that the file does not define */
    CG_UNLIKELY, /* nor by what the file states unless told otherwise, or compilers of today: conditional, too */
    CG_INACTIVE, /* not at all: another platform, or #if 0 */
} cg_activity;

/** From `byte` on the source is `activity`, up to the next change. */
typedef struct cg_activity_change {
    uint32_t byte;
    uint8_t activity; /* cg_activity */
} cg_activity_change;
typedef CG_VEC(cg_activity_change) cg_activity_changes;

typedef enum cg_parse_status {
    CG_PARSE_OK = 0,
    CG_PARSE_PARTIAL = 1, /* syntax errors or limits: see errors */
    CG_PARSE_SKIPPED = 2,
} cg_parse_status;

typedef struct cg_unit {
    uint8_t lang; /* cg_lang_id */
    uint8_t status;
    uint16_t extractor_version;
    uint32_t source_bytes, source_lines;
    CG_VEC(cg_def) defs;
    CG_VEC(cg_scope) scopes;
    CG_VEC(cg_binding) bindings;
    CG_VEC(cg_ref) refs; /* in source order */
    CG_VEC(cg_import) imports;
    CG_VEC(cg_hint) hints; /* by kind, subject, index */
    CG_VEC(cg_range) errors;
    cg_activity_changes activity; /* ascending; all is active before the first */
    cg_buf strings;
} cg_unit;

void cg_unit_init(cg_unit *unit);
void cg_unit_fini(cg_unit *unit);
void cg_unit_clear(cg_unit *unit);         /* keeps its memory for the next file */
size_t cg_unit_bytes(const cg_unit *unit); /* of memory */
/** Clears `to` and fills it, with no more memory than it takes. `to->strings.error`: no room for the texts. */
void cg_unit_copy(const cg_unit *from, cg_unit *to);
/** What of a unit decides with which macros it and others are read (ADR 31), as a unit of its own: the file, its
 *  imports, CG_HINT_MACRO, CG_HINT_GIVEN and CG_HINT_WANTED. Clears `out` first. */
void cg_unit_outline(const cg_unit *unit, cg_unit *out);
/** Whether two outlines, or units, agree in the imports and macros: what other files are read with is the same. */
bool cg_unit_same_outline(const cg_unit *a, const cg_unit *b);
/** Gives `unit` the CG_HINT_WANTED of another in place of its own. */
void cg_unit_take_wanted(cg_unit *unit, const cg_unit *from);
static inline bool cg_unit_wants(const cg_unit *unit)
{
    return unit->hints.len > 0 && unit->hints.ptr[unit->hints.len - 1].kind == CG_HINT_WANTED;
}
void cg_unit_trim(cg_unit *unit); /* gives back what growing took too much */
static inline cg_activity cg_modifiers_activity(uint32_t modifiers)
{
    return modifiers & CG_MOD_INACTIVE      ? CG_INACTIVE
           : modifiers & CG_MOD_CONDITIONAL ? CG_CONDITIONAL
                                            : CG_ACTIVE;
}
/** How well a definition suits a name that stands where the source is `here`: 0, it is not compiled
 *  there; 1, perhaps; 2, it is; 3, neither of the two is compiled. */
static inline unsigned cg_activity_fit(cg_activity here, uint32_t modifiers)
{
    cg_activity there = cg_modifiers_activity(modifiers);
    if (there == CG_INACTIVE)
        return here == CG_INACTIVE ? 3 : 0;
    return there == CG_CONDITIONAL && here == CG_ACTIVE ? 1 : 2;
}
/** How many pointers and arrays the definition is declared with in C and C++, of a function what it gives, as far as its
 *  signature tells. */
int cg_unit_level(const cg_unit *unit, uint32_t def);
bool cg_unit_gives_reference(const cg_unit *unit, uint32_t def); /* & in front of its name */
/** What is compiled at `byte`. */
cg_activity cg_unit_activity(const cg_unit *unit, uint32_t byte);
/** Whether anything between two places is active, or one of them, or they lie more than a few changes apart. */
bool cg_unit_active_between(const cg_unit *unit, uint32_t from, uint32_t to);
static inline void cg_unit_auto(cg_unit *unit)
{
    cg_unit_fini(unit);
}
static inline cg_str cg_unit_str(const cg_unit *unit, cg_text text)
{
    return (cg_str){unit->strings.ptr + text.off, text.len};
}
static inline cg_str cg_ref_name(const cg_unit *unit, const cg_ref *ref)
{
    return (cg_str){unit->strings.ptr + ref->name_off, ref->name_len};
}
/** Whether an operator (CG_FORM_APPLIED) gives its left operand where it is the language's own; *out_leads: or rather what
 *  that leads to (a[i], *a). Of `this + a` nobody knows what it makes. */
bool cg_ref_gives_operand(const cg_unit *unit, const cg_ref *ref, bool *out_leads);

/** Order of a unit's hints: by kind, subject, index. */
int cg_hint_compare(const cg_hint *a, const cg_hint *b);
/** The hints of one subject: unit->hints.ptr[*out_first] on, as many as are returned. */
size_t cg_unit_hints(const cg_unit *unit, cg_hint_kind kind, uint32_t subject, size_t *out_first);
/** The same for those who know that hints of that kind stand from `begin` to `end` alone. */
size_t cg_unit_hints_between(const cg_unit *unit, size_t begin, size_t end, cg_hint_kind kind,
                             uint32_t subject, size_t *out_first);

/** Definitions nest at most this deep below the file; extraction keeps to it. */
#define CG_DEF_NESTING_MAX 256

/** The separator of qualified names: "::" for Rust, C++ and C, else ".". */
cg_str cg_lang_separator(unsigned lang);
/** Appends the qualified name of a definition below the file: "Server.handle", "ns::A::f". */
void cg_unit_add_qualified_name(const cg_unit *unit, uint32_t def, cg_buf *out);
/** Appends the descriptors of a definition below the file (nothing for definition 0). */
void cg_unit_add_descriptors(const cg_unit *unit, uint32_t def, cg_buf *out);
/** The whole symbol of a definition of this unit under `path`. */
void cg_unit_add_symbol(const cg_unit *unit, uint32_t def, cg_str path, cg_buf *out);

/** Stored form: columns of varints, then zstd by the caller. `with_refs` false decodes only
 *  definitions, imports and errors, which is what reads of nodes need.
 *  Decoding checks every index and offset: CG_E_CORRUPT on anything that does not fit. */
void cg_unit_encode(const cg_unit *unit, cg_buf *out);
CG_MUST_USE cg_code cg_unit_decode(cg_str bytes, bool with_refs, cg_unit *out_unit, cg_err *err);

/* ---- externals: what files use of dependencies that nobody parsed ---- */

/** A symbol of a dependency, as imports and what follows them name it. It belongs to no file: all files
 *  of a project that name the same share it. `lang` is the first of a family: JavaScript for
 *  TypeScript and TSX as well. */
typedef struct cg_external {
    cg_lang_id lang;
    cg_str module; /* what is imported from: "os", "net/http", "lodash", "java.util" */
    cg_str name; /* "path.join": parts joined by dots in all languages; empty: the module itself */
} cg_external;
/** Module and name together are no longer. */
#define CG_EXTERNAL_TEXT_MAX 1000u

/** Its symbol: "codegraph <language> <module> . " and a term descriptor for each part of the name, or
 *  the module as a namespace descriptor. */
void cg_external_add_symbol(const cg_external *external, cg_buf *out);
/** "os.path.join", "std::collections::HashMap". */
void cg_external_add_qualified_name(const cg_external *external, cg_buf *out);
/** What it is called for short, a part of its texts: "join", of modules "http" and "stdio.h". */
cg_str cg_external_short_name(const cg_external *external);
/** Stored form. Decoded texts are parts of `bytes`; false: it is damaged. */
void cg_external_encode(const cg_external *external, cg_buf *out);
bool cg_external_decode(cg_str bytes, cg_external *out_external);

/* ---- manual nodes: what clients add beside the parsed ones ---- */

/** A node that a client stated. It belongs to no file; `kind` is any but CG_NODE_EXTERNAL. */
typedef struct cg_manual_node {
    cg_node_kind kind;
    cg_lang_id lang; /* CG_LANG_NONE: of none */
    cg_str symbol, name, qualified_name;
    cg_str signature, doc; /* may be empty */
} cg_manual_node;

/** The symbol of one that was given none: "codegraph manual . . " and a descriptor. */
void cg_manual_add_symbol(cg_node_kind kind, cg_str qualified_name, cg_buf *out);
/** Whether a manual node may have this symbol: a scheme, a blank and more, without control
 *  characters. Of the scheme "codegraph" only "codegraph manual " is not for parsed nodes. */
bool cg_manual_symbol_fits(cg_str symbol);
/** Stored form. Decoded texts are parts of `bytes`; false: it is damaged. */
void cg_manual_encode(const cg_manual_node *node, cg_buf *out);
bool cg_manual_decode(cg_str bytes, cg_manual_node *out_node);

/* ---- known targets: what an index of another tool says of the references of one content ---- */

/** A definition of the project, or something of a dependency. */
typedef struct cg_known_target {
    cg_str path; /* of its file; empty: it is of a dependency */
    cg_str
        descriptors; /* below the file, as cg_unit_add_descriptors has them; empty: the file itself */
    cg_str name;     /* of the definition, which its descriptors end in */
    cg_str module,
        external_name; /* of a dependency: as of cg_external, in the terms of the referring file's language */
    cg_str package, version; /* of a dependency, as the index has them; empty: it does not say */
} cg_known_target;
/** The name that begins at `byte` leads to a target; it may have several rows. */
typedef struct cg_known_ref {
    uint32_t byte, target;
} cg_known_ref;
typedef struct cg_known {
    cg_blob_id blob; /* of the content that it speaks of */
    cg_str tool, tool_version;
    const cg_known_target *targets;
    size_t targets_count;
    const cg_known_ref *refs; /* ascending by byte, then target; distinct */
    size_t refs_count;
} cg_known;
/** More for one name say nothing. */
#define CG_KNOWN_TARGETS_MAX 8u
/** Stored form; appends. */
void cg_known_encode(const cg_known *known, cg_buf *out);
/** Arrays in the arena, texts are parts of `bytes`. False: it is damaged. */
bool cg_known_decode(cg_str bytes, cg_arena *arena, cg_known *out_known);
/** The blob alone, without a look at the rest; false: it is damaged. */
bool cg_known_blob(cg_str bytes, cg_blob_id *out_blob);
/** The targets of the name at `byte`: known->refs[*out_first] on, as many as are returned. */
size_t cg_known_at(const cg_known *known, uint32_t byte, size_t *out_first);

/* ---- vectors of definitions ---- */

/** What one model makes of one unit: a direction for each definition that it embeds; row-major. */
typedef struct cg_vectors {
    uint32_t dimension;
    size_t count;
    const uint32_t *defs; /* ascending, up to CG_VECTORS_DEF_MAX */
    const uint8_t *kinds; /* of these definitions, cg_node_kind: what filters ask */
    const int8_t *codes;  /* count x dimension; no row is all 0 */
} cg_vectors;
#define CG_VECTORS_DIMENSION_MAX 4096
#define CG_VECTORS_DEF_MAX ((1u << 26) - 1)
#define CG_VECTORS_KIND_MAX 63
/** Stored form; appends. */
void cg_vectors_encode(const cg_vectors *vectors, cg_buf *out);
/** Decoded vectors with the memory that they take; reused from call to call. Zero it first. */
typedef struct cg_vectors_buf {
    cg_vectors is; /* its codes are part of the bytes that were decoded */
    CG_VEC(uint32_t) defs;
    CG_VEC(uint8_t) kinds;
} cg_vectors_buf;
CG_MUST_USE cg_code cg_vectors_decode(cg_str bytes, cg_vectors_buf *buf, cg_err *err);
void cg_vectors_buf_fini(cg_vectors_buf *buf);
static inline void cg_vectors_buf_auto(cg_vectors_buf *buf)
{
    cg_vectors_buf_fini(buf);
}
/** One of them, of length 1, in out[dimension]. */
void cg_vectors_row(const cg_vectors *vectors, size_t row, float *out);

/* ---- edges, as linking finds them ---- */

/** One edge: definition `source` of a file to definition `target` of file number `target_file` in the
 *  project, CG_NONE being the source's own file; CG_LINK_EXTERNAL: to number `target` of the externals
 *  that come with the edges. It stands for the references whose ordinals (n-th reference of the
 *  source's body) are ordinals[first .. first + count). */
#define CG_LINK_EXTERNAL (CG_NONE - 1)
typedef struct cg_link_edge {
    uint32_t source;
    uint32_t target_file, target;
    uint8_t kind, rule, confidence; /* confidence in percent */
    bool passed; /* while linking: known by what others pass, on which the file does not depend */
    uint32_t first, count;
} cg_link_edge;

#endif
