// SPDX-License-Identifier: Apache-2.0
// macro_body: what a macro's body names. To the grammar it is text, which need not be an expression or a
// statement: names are read off it token by token, with no more of a parser than tells what a member is
// taken of. The macro's own parameters name nothing: what they stand for is known where it is used.
#include "cfamily.h"

#define LEVELS_MAX 32u /* brackets inside each other; of what lies deeper nobody knows the value */

/** What may be the type of a pointer cast, `struct T *`, so far. */
typedef enum shape { SHAPE_EMPTY, SHAPE_NAME, SHAPE_POINTER, SHAPE_OTHER } shape;

/** What is known inside one bracket. */
typedef struct level {
    uint32_t value;  /* what was read last and may have members */
    uint32_t cast;   /* the type that what follows is cast to, or CG_NONE */
    uint32_t callee; /* of a call's parentheses: what is called, or CG_NONE */
    uint32_t around; /* the innermost call with a name around what stands here, or CG_NONE */
    uint32_t name;   /* the reference of SHAPE_NAME */
    bool call;       /* they are a call's */
    bool braces;
    shape shape;
} level;

typedef struct body {
    cg_extract *x;
    cg_str text, params, name;
    level levels[LEVELS_MAX];
    uint32_t depth, deeper; /* levels[depth] is the innermost; brackets beyond LEVELS_MAX */
    uint32_t callee;        /* the word in front names it */
    bool call;              /* a word that may be called stands right in front */
    bool tag;               /* struct, union or enum does */
    bool statement;         /* it is more than an expression */
    bool choice, inits;     /* behind a ?; between the : of a constructor and its body (C++) */
    bool given;             /* what the macro is given was mentioned */
} body;

/* ---- text ---- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_keyword(cg_str word)
{
    static const char *const keywords[] = {
        "if",         "else",         "for",           "while",       "do",
        "switch",     "case",         "break",         "return",      "goto",
        "sizeof",     "struct",       "union",         "enum",        "int",
        "char",       "long",         "short",         "float",       "double",
        "void",       "unsigned",     "signed",        "const",       "static",
        "inline",     "extern",       "typeof",        "volatile",    "default",
        "continue",   "__typeof__",   "auto",          "class",       "new",
        "delete",     "this",         "template",      "typename",    "namespace",
        "public",     "using",        "throw",         "bool",        "true",
        "false",      "nullptr",      "NULL",          "__VA_ARGS__", "__VA_OPT__",
        "defined",    "operator",     "__attribute__", "typedef",     "register",
        "__typeof",   "decltype",     "size_t",        "noexcept",    "constexpr",
        "virtual",    "private",      "protected",     "static_cast", "reinterpret_cast",
        "const_cast", "dynamic_cast", "__extension__", "__FILE__",    "__LINE__",
        "__func__",   "asm",          "__asm__",       "catch",       "try",
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(keywords); i++)
        if (keywords[i][0] == word.ptr[0] && strlen(keywords[i]) == word.len &&
            memcmp(keywords[i], word.ptr, word.len) == 0)
            return true;
    return false;
}

static bool is_param(const body *b, cg_str word)
{
    if (b->params.len == 0)
        return false;
    const char *at = b->params.ptr, *end = at + b->params.len;
    while (at && at < end && (at = memmem(at, (size_t)(end - at), word.ptr, word.len))) {
        bool before = at > b->params.ptr && is_word(at[-1]);
        bool after = at + word.len < end && is_word(at[word.len]);
        if (!before && !after)
            return true;
        at += word.len;
    }
    return false;
}

static size_t quoted_end(cg_str s, size_t i)
{
    char quote = s.ptr[i++];
    while (i < s.len && s.ptr[i] != quote)
        i += s.ptr[i] == '\\' ? 2 : 1;
    return CG_MIN(i + 1, s.len);
}

static size_t blanks_end(cg_str s, size_t i)
{
    while (i < s.len && (s.ptr[i] == ' ' || s.ptr[i] == '\t' || s.ptr[i] == '\\' ||
                         s.ptr[i] == '\n' || s.ptr[i] == '\r'))
        i++;
    return i;
}

/** Arguments between the parentheses at `i`, or -1. */
static int count_arguments(cg_str s, size_t i)
{
    int depth = 0, count = 0;
    for (; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '"' || c == '\'') {
            i = quoted_end(s, i) - 1;
            count += count == 0;
        } else if (c == '(' || c == '[' || c == '{') {
            count += depth++ == 1 && count == 0;
        } else if (c == ')' || c == ']' || c == '}') {
            if (--depth == 0)
                return count;
        } else if (c == ',') {
            count += depth == 1;
        } else if (count == 0 && is_word(c)) {
            count = 1;
        }
    }
    return -1;
}

/** Past __attribute__((…)), whose words mean nothing here. */
static size_t attribute_end(cg_str s, size_t i)
{
    int depth = 0;
    for (i = blanks_end(s, i); i < s.len; i++) {
        depth += s.ptr[i] == '(';
        depth -= s.ptr[i] == ')';
        if (depth == 0)
            return i + 1;
    }
    return i;
}

/** How the name at byte `at` hangs on what stands in front: '.' or '>' a member of it, ':' qualified by
 *  it, '#' pasted to it; else 0. */
static char joint_before(cg_str s, size_t at)
{
    while (at > 0 && (s.ptr[at - 1] == ' ' || s.ptr[at - 1] == '\t'))
        at--;
    char last = at > 0 ? s.ptr[at - 1] : 0, before = at > 1 ? s.ptr[at - 2] : 0;
    switch (last) {
    case '#': return last;
    case '.': return before == '.' ? 0 : last;
    case '>': return before == '-' ? last : 0;
    case ':': return before == ':' ? last : 0;
    default: return 0;
    }
}

/* ---- brackets ---- */

static level *top(body *b)
{
    return &b->levels[b->depth];
}

static level new_level(void)
{
    return (level){
        .value = CG_NONE, .cast = CG_NONE, .callee = CG_NONE, .around = CG_NONE, .name = CG_NONE};
}

static void open_bracket(body *b, char c)
{
    bool parenthesis = c == '(';
    top(b)->shape = SHAPE_OTHER;
    if (b->depth + 1 == LEVELS_MAX) {
        b->deeper++;
        return;
    }
    uint32_t around = top(b)->around;
    b->depth++;
    *top(b) = new_level();
    top(b)->braces = c == '{';
    top(b)->call = parenthesis && b->call;
    top(b)->callee = top(b)->call ? b->callee : CG_NONE;
    top(b)->around = top(b)->callee == CG_NONE ? around : top(b)->callee;
}

/** What is in parentheses is their value, unless they are a call's; an element stands for its array. */
static void close_bracket(body *b, bool parenthesis)
{
    if (b->deeper > 0) {
        b->deeper--;
        return;
    }
    if (b->depth == 0)
        return; /* another macro's body has the other half */
    level inner = *top(b);
    b->depth--;
    level *outer = top(b);
    if (!parenthesis)
        return;
    if (inner.call) {
        outer->value = cg_x_result(b->x, inner.callee);
    } else if (inner.shape == SHAPE_POINTER) {
        cg_x_ref_set_role(b->x, inner.name, CG_ROLE_TYPE);
        outer->cast = outer->cast == CG_NONE ? inner.name : outer->cast;
    } else {
        outer->value = inner.cast == CG_NONE ? inner.value : inner.cast;
    }
}

static void read_punctuation(body *b, char c)
{
    shape was = top(b)->shape;
    if (c == '(' || c == '[' || c == '{') {
        open_bracket(b, c);
        b->statement |= c == '{';
    } else if (c == ')' || c == ']' || c == '}') {
        close_bracket(b, c == ')');
    } else {
        bool pointer = c == '*' && (was == SHAPE_NAME || was == SHAPE_POINTER);
        bool qualified = c == ':' && was == SHAPE_NAME;
        top(b)->shape = pointer ? SHAPE_POINTER : qualified ? SHAPE_NAME : SHAPE_OTHER;
        if (c == ',' || c == ';' || c == '=' || c == '?')
            top(b)->value = top(b)->cast = CG_NONE;
        b->statement |= c == ';';
    }
    b->call = b->tag = false;
}

/* ---- words ---- */

static bool is_any_of(cg_str word, const char *a, const char *b, const char *c)
{
    return cg_str_eq(word, cg_str_from(a)) || cg_str_eq(word, cg_str_from(b)) ||
           cg_str_eq(word, cg_str_from(c));
}

/** A keyword, a parameter, or a part of a name that is pasted together: nothing is named. */
static void read_own_word(body *b, cg_str word, bool may_be_called)
{
    b->tag = is_any_of(word, "struct", "union", "enum");
    if (!b->tag && !is_any_of(word, "const", "volatile", "register"))
        top(b)->shape = SHAPE_OTHER;
    top(b)->value = CG_NONE;
    b->callee = CG_NONE;
    b->call = may_be_called;
}

static uint32_t name_ref(body *b, cg_str word, char joint, cg_role role)
{
    uint32_t value = top(b)->value;
    if (joint == ':') {
        cg_x_ref_set_role(b->x, value, CG_ROLE_QUALIFY);
        return cg_x_member_slice(b->x, value == CG_NONE ? CG_X_GLOBAL : value, word, role);
    }
    if (joint != 0)
        return cg_x_member_slice(b->x, value, word, role);
    uint32_t ref = cg_x_ref_text(b->x, word, b->tag ? CG_ROLE_TYPE : role);
    if (b->tag)
        cf_remember_tag(b->x, ref, word);
    return ref;
}

/** The byte behind the last one before `i` that is no blank. */
static size_t blanks_start(cg_str s, size_t i)
{
    while (i > 0 && (s.ptr[i - 1] == ' ' || s.ptr[i - 1] == '\t' || s.ptr[i - 1] == '\n' ||
                     s.ptr[i - 1] == '\r' || s.ptr[i - 1] == '\\'))
        i--;
    return i;
}

/** A(int n) : size_(n) {: what stands there is given a value, and called by nobody. */
static void look_for_inits(body *b, size_t i)
{
    cg_str s = b->text;
    size_t before = blanks_start(s, i);
    if (b->depth > 0 || !cf_get(b->x)->cpp)
        return;
    b->choice |= s.ptr[i] == '?';
    if (s.ptr[i] == '{' || s.ptr[i] == ';')
        b->inits = b->choice = false;
    else if (s.ptr[i] == ':' && !b->choice && before > 0 && s.ptr[before - 1] == ')')
        b->inits = i + 1 < s.len && s.ptr[i + 1] != ':';
}

/** What stands behind it is declared. */
static bool is_type_word(cg_str word)
{
    return is_any_of(word, "int", "void", "bool") || is_any_of(word, "char", "long", "unsigned") ||
           is_any_of(word, "float", "double", "short");
}

/** T name(…) {, int name(…) at the end, and name(…) : size_(0) { of a constructor: the word at `from`, with its parentheses at `open`, is
 *  what the macro or a type in it defines, and calls nothing. */
static bool is_head(body *b, size_t from, size_t open)
{
    cg_str s = b->text;
    size_t before = blanks_start(s, from), after = open;
    if (b->deeper > 0 || (b->depth > 0 && !top(b)->braces))
        return false;
    for (int depth = 0; after < s.len; after++) {
        depth += s.ptr[after] == '(';
        depth -= s.ptr[after] == ')';
        if (depth == 0)
            break;
    }
    after = blanks_end(s, CG_MIN(after + 1, s.len));
    size_t word = before;
    while (word > 0 && is_word(s.ptr[word - 1]))
        word--;
    cg_str type = cg_str_slice(s, word, before);
    if (after >= s.len || s.ptr[after] == ';')
        return b->depth == 0 && is_type_word(type);
    if (s.ptr[after] == ':' && cf_get(b->x)->cpp && !b->choice && b->depth == 0)
        return after + 1 < s.len && s.ptr[after + 1] != ':';
    if (s.ptr[after] != '{' || before == 0)
        return false;
    return type.len > 0 ? !is_any_of(type, "else", "do", "return")
                        : memchr("*&>", s.ptr[before - 1], 3) != NULL;
}

static void read_word(body *b, size_t from, size_t to)
{
    cg_str s = b->text, word = cg_str_slice(s, from, to);
    size_t after = blanks_end(s, to);
    char joint = joint_before(s, from);
    bool pasted = joint == '#' || (after < s.len && s.ptr[after] == '#');
    bool keyword = joint == 0 && is_keyword(word), call = after < s.len && s.ptr[after] == '(';
    bool head = call && joint == 0 && is_head(b, from, after);
    bool param = is_param(b, word);
    b->given |= param || cg_str_starts(word, CG_STR("__VA_"));
    if (pasted || keyword || head || (joint == 0 && param)) {
        read_own_word(b, word, call && !keyword);
        return;
    }
    bool init = b->inits && b->depth == 0 && joint == 0;
    call &= !init;
    uint32_t ref = name_ref(b, word, joint,
                            call   ? CG_ROLE_CALL
                            : init ? CG_ROLE_WRITE
                                   : CG_ROLE_READ);
    if (joint == 0 && cg_str_eq(word, b->name)) /* a macro is not replaced in its own body */
        cg_x_ref_decide(b->x, ref, CG_NONE);
    int args = call ? count_arguments(s, after) : -1;
    if (args >= 0 && !memmem(s.ptr + after, s.len - after, "__VA_ARGS__", 11))
        cg_x_ref_set_args(b->x, ref, (unsigned)args, false);
    level *l = top(b);
    cg_x_hint_within(b->x, ref, l->around);
    bool type = (l->shape == SHAPE_EMPTY && joint == 0) || (l->shape == SHAPE_NAME && joint == ':');
    l->shape = type && !call ? SHAPE_NAME : SHAPE_OTHER;
    l->name = l->value = b->callee = ref;
    b->call = call;
    b->tag = false;
}

/* ---- the whole ---- */

/** The byte behind the comment, literal or number that begins at `i`; `i` itself when none does. */
static size_t passed_over(cg_str s, size_t i)
{
    char c = s.ptr[i], next = i + 1 < s.len ? s.ptr[i + 1] : 0;
    if (c == '/' && next == '/')
        return s.len;
    if (c == '/' && next == '*') {
        const char *end = memmem(s.ptr + i + 2, s.len - i - 2, "*/", 2);
        return end ? (size_t)(end - s.ptr) + 2 : s.len;
    }
    if (c == '"' || c == '\'')
        return quoted_end(s, i);
    while (c >= '0' && c <= '9' && i < s.len && (is_word(s.ptr[i]) || s.ptr[i] == '.'))
        i++;
    return i;
}

static void read_body(body *b)
{
    cg_str s = b->text;
    for (size_t i = 0, from; (i = blanks_end(s, i)) < s.len;) {
        from = i;
        i = passed_over(s, i);
        if (i > from) {
            top(b)->shape = SHAPE_OTHER;
            b->call = false;
        } else if (is_word(s.ptr[i])) {
            while (i < s.len && is_word(s.ptr[i]))
                i++;
            if (cg_str_starts(cg_str_slice(s, from, i), CG_STR("__attribute")))
                i = attribute_end(s, i);
            else if (!(i < s.len && s.ptr[i] == '"'))
                read_word(b, from, i);
        } else {
            look_for_inits(b, i);
            read_punctuation(b, s.ptr[i++]);
        }
    }
}

bool cf_macro_body(cg_extract *x, cg_str name, cg_str text, cg_str params)
{
    body b = {.x = x, .text = text, .params = params, .name = name, .callee = CG_NONE};
    b.levels[0] = new_level();
    if (text.len == 0)
        return false;
    read_body(&b);
    uint32_t value = b.levels[0].cast == CG_NONE ? b.levels[0].value : b.levels[0].cast;
    if (params.len > 0 && !b.statement)
        cg_x_hint_def_value(x, cg_x_source_def(x), value);
    return b.given;
}
