// SPDX-License-Identifier: Apache-2.0
// made: what macros of the file define where they are used: GETTER(int, size) becomes a function whose name is
// written nowhere. The mask asks what a use expands to; made_defs.c makes definitions of the heads.
#ifndef CG_GRAMMARS_C_MADE_H
#define CG_GRAMMARS_C_MADE_H

#include "cg/model.h"

/* ---- expand.c ---- */

/** The macros of one file, by name: open addressing, empty while it has none. */
typedef struct made_macro {
    uint64_t hash;       /* of the name; 0: free */
    cg_str params, body; /* params: with their parentheses; empty: it has none */
    uint8_t activity;    /* cg_activity, or MADE_OF_OTHERS */
    bool gone;           /* by an #undef */
} made_macro;

typedef struct made_macros {
    made_macro *slots;
    uint32_t mask;
    size_t budget;  /* bytes that may still be expanded, or searched */
    cg_str source;  /* of the file */
    size_t counted; /* bytes of it, which have … */
    uint32_t lines; /* … so many ends of lines */
    bool cpp;       /* of C++ */
} made_macros;

#define MADE_OF_OTHERS 3 /* it is another file's: any of this one goes before */

/** Room for `defines` names of a file, and the macros of `prelude`; both texts are kept. */
void made_init(made_macros *macros, size_t defines, cg_str source, cg_str prelude);
void made_fini(made_macros *macros);
/** Takes up a #define or #undef, `directive` from its # on: slices of it are kept. Of definitions without an #undef
 *  between them, which stand in branches of an #if, the first counts of those that are most surely compiled. */
void made_note(made_macros *macros, cg_str directive, cg_activity activity);
/** It is defined in code that is compiled, as far as the file tells, or by another file. */
bool made_is_active(const made_macros *macros, cg_str name);
/** Its parameters, with their parentheses; empty: it has none, or there is none. */
cg_str made_params(const made_macros *macros, cg_str name);
/** What a macro stands for; empty: nothing, or there is none. */
cg_str made_body(const made_macros *macros, cg_str name);
/** `called`: with parameters. */
bool made_knows(const made_macros *macros, cg_str name, bool called);
/** What `use`, NAME(…) or NAME, stands for, without bodies of functions, into `out`, which is empty; false: it is
 *  too long. */
bool made_expand(made_macros *macros, cg_str use, cg_buf *out);
/** The head of namespace a {, extern "C" { */
bool made_opens_space(cg_str head);
/** Of such a head, but no name. */
bool made_is_space_word(cg_str word);

/* ---- cut.c ---- */

/* Lines: a head each, marked where it does not tell by itself what it is; behind that of a type or namespace its
 * members between lines of one brace; `public:` and its like. Of a type that a declaration goes on behind: `struct`,
 * perhaps with its tag, marked too, and its members. */
#define MADE_TYPE "@"
#define MADE_FIELD "."
#define MADE_ENUMERATOR "="
#define MADE_OPEN "{"
#define MADE_CLOSE "}"
#define MADE_DECLARED ";" /* ends the line of a method that is only declared */
#define MADE_BODY "{}"    /* in `typedef struct {} name`, which is no alias */

/** Appends the lines of what `use`, NAME(…) or NAME, defines; false: nothing, or it is too long.
 *  `members`: it stands in a class by itself, where fields may be. */
bool made_heads(made_macros *macros, cg_str use, bool members, cg_buf *out);

/** What the use stands for is nothing, or declarations with the `;` or `}` that ends the last. */
bool made_is_whole(made_macros *macros, cg_str use);

/** The same where a body follows the use: true if the last head is that of a function which it belongs to. */
bool made_heads_of_body(made_macros *macros, cg_str use, cg_buf *out);

/** The same where a declarator follows the use: true if it stands for one struct or union, `{…}` included. */
bool made_type(made_macros *macros, cg_str use, cg_buf *out);

/** The same inside an enum: the names of enumerators, one a line. True as well when there is none. */
bool made_enumerators(made_macros *macros, cg_str use, cg_buf *out);

/* ---- heads.c ---- */

/** One line read. Slices of it. */
typedef struct made_head {
    /* function, struct, class, union, enum, type_alias, field, enum_member, namespace */
    cg_node_kind kind;
    cg_str name, qualifier;
    cg_str params; /* with its parentheses; empty: no function */
    cg_str bases;  /* behind the colon of a type */
    cg_str
        type; /* of a field, in front of its name and stars; what an alias stands for, what a function gives */
    cg_str args; /* of a specialisation, with their angles */
    bool is_static, is_virtual;
    bool is_const;   /* a method of const objects */
    bool is_scoped;  /* enum class */
    bool is_inline;  /* inline namespace */
    bool is_typedef; /* typedef struct {} name */
} made_head;
bool made_read_head(cg_str head, made_head *out);

/** What is in braces behind the head are members of a type. Its name may still be a macro's to give; in doubt
 *  they are. */
bool made_opens_type(cg_str head);
/** Of struct, class, union, enum; else CG_NODE_NONE. */
cg_node_kind made_type_keyword(cg_str word);

/** The first declarator of `T *a, b[2]`, or, if its type is known, of what is left of that. */
typedef struct made_declarator {
    cg_str type, name;
    size_t from, end; /* bytes, its stars included */
} made_declarator;
/** False: it declares no field, or one without a name. */
bool made_read_declarator(cg_str text, bool typed, made_declarator *out);

/* ---- texts.c: what a macro tells other files ---- */

/** Whether the directive, from its # on, defines a macro that may define something where it is used, or what it is given may;
 *  *out_name: its name. */
bool made_may_define(cg_str directive, cg_str *out_name);
/** #define NAME(…) that stands for nothing; *out_name: its name. */
bool made_drops(cg_str directive, cg_str *out_name);
/** Appends it as the text of CG_HINT_MACRO; false, and nothing: it is too long. */
bool made_add_text(cg_str directive, cg_buf *out);
/** A word in capitals, or one of the compiler's own: likely a macro. */
bool made_is_shouted(cg_str word);

/* ---- expand.c, too: tokens and bodies ---- */

typedef struct made_token {
    char kind; /* 'w' word, '0' number, '"' quoted, ':' one colon, 'S' two, else the character */
    size_t from, to; /* bytes */
} made_token;
/** The next one from `*at` on, past blanks and comments; false: none. */
bool made_next(cg_str text, size_t *at, made_token *out);
static inline cg_str made_text(cg_str text, const made_token *t)
{
    return cg_str_slice(text, t->from, t->to);
}
/** Past the bracket that closes the one at `at`, quotes and comments aside; the end when none does. */
size_t made_close(cg_str text, size_t at);
/** The brace at `t` opens the body of what stands in front of it, since `from`: it defines nothing that is seen
 *  outside. */
bool made_opens_body(cg_str text, size_t from, const made_token *t);

#endif
