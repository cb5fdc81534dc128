// SPDX-License-Identifier: Apache-2.0
// macro_pastes: what a macro's body names by words that a use gives it: `op_##name(…)`, `f(x)` of a parameter f, and what
// it passes on to other macros. Which definitions these are is known where the macro is used (CG_HINT_PASTES,
// CG_HINT_WORDS).
#include "cfamily.h"
#include "made/made.h"

#define PASTES_MAX 2048u /* bytes of one macro */
#define WORDS_MAX 256u   /* of one use */
#define DEPTH_MAX 16u
#define PARAMS_MAX 26u /* they are called by letters */

typedef struct reader {
    cg_extract *x;
    cg_str text, params;
    cg_buf *out;
} reader;

/* More parameters than there are letters: such a macro is left out, and what is looked up in its parameters is bounded. */
static bool has_too_many(cg_str params)
{
    size_t at = 0;
    unsigned n = 1;
    for (made_token t; n <= PARAMS_MAX && made_next(params, &at, &t);)
        n += t.kind == ',';
    return n > PARAMS_MAX;
}

/* Of a parameter, by its position: a small one, or a capital for what `...` stands for; 0: it is none. */
static char param_letter(cg_str params, cg_str word)
{
    bool rest = cg_str_eq(word, CG_STR("__VA_ARGS__"));
    size_t at = 0;
    unsigned n = 0;
    for (made_token t; made_next(params, &at, &t);) {
        n += t.kind == ',';
        bool named = t.kind == 'w' && cg_str_eq(made_text(params, &t), word);
        if (!named && !(rest && t.kind == '.'))
            continue;
        size_t behind = at;
        made_token next;
        rest |= made_next(params, &behind, &next) && next.kind == '.'; /* args... */
        return (char)((rest ? 'A' : 'a') + n);
    }
    return 0;
}

/* ---- names ---- */

/* Words that are pasted together. */
typedef struct group {
    bool holes;  /* parameters are part of it */
    bool pasted; /* of several */
    size_t end;
} group;

static bool is_paste(cg_str text, const made_token *t)
{
    return t->kind == '#' && t->to < text.len && text.ptr[t->to] == '#';
}

/* Appends the group whose first word is `t`. */
static group read_group(const reader *r, made_token t)
{
    group g = {.end = t.to};
    for (;;) {
        cg_str word = made_text(r->text, &t);
        char letter = param_letter(r->params, word);
        if (letter == 0) {
            cg_buf_add_str(r->out, word);
        } else {
            cg_buf_add_char(r->out, CG_PASTE_PARAM);
            cg_buf_add_char(r->out, letter);
            g.holes = true;
        }
        size_t at = g.end = t.to;
        if (!made_next(r->text, &at, &t) || !is_paste(r->text, &t))
            return g;
        at = t.to + 1;
        if (!made_next(r->text, &at, &t) || (t.kind != 'w' && t.kind != '0'))
            return g;
        g.pasted = true;
    }
}

/* What stands between two commas, if that is one name; nothing of anything else. */
static void read_argument(const reader *r, size_t from, size_t to)
{
    size_t at = from, begin = r->out->len;
    made_token t;
    reader inner = *r;
    inner.text = cg_str_slice(r->text, 0, to);
    while (made_next(inner.text, &at, &t) && t.kind == '#')
        ; /* , ##__VA_ARGS__ */
    if (at <= from || (t.kind != 'w' && t.kind != '0'))
        return;
    group g = read_group(&inner, t);
    at = g.end;
    if (made_next(inner.text, &at, &t))
        r->out->len = begin;
}

/* (a, b) at `open`. */
static void read_arguments(const reader *r, size_t open, size_t close)
{
    size_t at = open + 1, from = at;
    cg_buf_add_char(r->out, '(');
    for (made_token t; at < close - 1 && made_next(r->text, &at, &t);) {
        if (t.kind == '(' || t.kind == '[' || t.kind == '{')
            at = made_close(r->text, t.from);
        if (t.kind != ',')
            continue;
        read_argument(r, from, t.from);
        cg_buf_add_char(r->out, ',');
        from = at;
    }
    read_argument(r, from, close - 1);
    cg_buf_add_char(r->out, ')');
}

/* ---- bodies ---- */

/* Words behind which an expression stands. */
static bool is_before_value(cg_str word)
{
    static const char *const words[] = {"return", "else",   "do",       "case",
                                        "goto",   "sizeof", "co_await", "co_return"};
    for (size_t i = 0; i < CG_ARRAY_LEN(words); i++)
        if (cg_str_eq(word, cg_str_from(words[i])))
            return true;
    return false;
}

static bool is_control(cg_str word)
{
    static const char *const words[] = {"if",     "while",     "for",           "switch",
                                        "sizeof", "defined",   "__attribute__", "alignof",
                                        "typeof", "__typeof__"};
    for (size_t i = 0; i < CG_ARRAY_LEN(words); i++)
        if (cg_str_eq(word, cg_str_from(words[i])))
            return true;
    return is_before_value(word);
}

/* Another macro that may name something by what it gets. */
static bool may_paste(const reader *r, cg_str name)
{
    return made_is_shouted(name) || cg_str_starts(name, CG_STR("_")) || cf_is_paster(r->x, name);
}

/* The name at `t`, not behind a dot; `declared`: types stand in front of it. Gives where to go on. */
static size_t read_name(const reader *r, const made_token *t, bool declared)
{
    size_t begin = r->out->len, next;
    group g = read_group(r, *t);
    made_token after = {0};
    size_t at = g.end, args;
    bool call = made_next(r->text, &at, &after) && after.kind == '(';
    if (!call && after.kind == ')' && t->from > 0 && r->text.ptr[t->from - 1] == '(' &&
        made_next(r->text, &at, &after) && after.kind == '(')
        call = true; /* (f)(x) */
    next = g.end;
    args = r->out->len;
    cg_str name = cg_str_slice(cg_buf_str(r->out), begin, args);
    bool plain = !g.holes && !g.pasted;
    bool kept = !declared && (call ? g.holes || (plain && may_paste(r, name)) : g.pasted);
    if (kept && call) {
        size_t close = made_close(r->text, after.from), behind = close;
        read_arguments(r, after.from, close);
        bool given = memchr(r->out->ptr + args, CG_PASTE_PARAM, r->out->len - args) != NULL;
        for (size_t i = args + 1; i + 1 < r->out->len && !given; i++)
            given = r->out->ptr[i] != ',';
        kept = g.holes || given;
        after.kind = 0;
        (void)made_next(r->text, &behind, &after);
        if (after.kind == '(')
            cg_buf_add_str(r->out, CG_STR("()"));
        kept &= after.kind != '{'; /* the head of a function */
    }
    if (kept)
        cg_buf_add_char(r->out, '\n');
    else
        r->out->len = begin;
    return next;
}

static bool is_basic_type(cg_str word)
{
    static const char *const words[] = {"void",  "int",    "char",   "long", "short", "unsigned",
                                        "float", "double", "signed", "bool", "size_t"};
    for (size_t i = 0; i < CG_ARRAY_LEN(words); i++)
        if (cg_str_eq(word, cg_str_from(words[i])))
            return true;
    return false;
}

/* What stands in front of a name in its statement. */
typedef struct front {
    bool types;     /* words and stars alone, as in front of what is declared */
    unsigned words; /* so many */
    char last;      /* the token right in front */
    bool basic;     /* which is a type of the language */
} front;

static const front statement_begins = {.types = true};

static void read_inside(const reader *r, size_t at, size_t end, front f, unsigned depth);

/* The bracket at `t`; gives where it ends. */
static size_t read_bracket(const reader *r, const made_token *t, size_t end, front *f,
                           unsigned depth)
{
    size_t close = made_close(r->text, t->from);
    bool head = t->kind == '(' && f->types && (f->basic || f->last == '*'); /* void (name)(int) */
    if (depth < DEPTH_MAX)
        read_inside(r, t->to, CG_MIN(close, end), head ? *f : statement_begins, depth + 1);
    f->types = t->kind == '{';
    f->words = 0;
    return close;
}

static void pass_word(cg_str word, front *f)
{
    f->basic = is_basic_type(word);
    if (is_before_value(word))
        *f = statement_begins;
    else
        f->words++;
}

/* One bracket's inside, from `at` to `end`. */
static void read_inside(const reader *r, size_t at, size_t end, front f, unsigned depth)
{
    for (made_token t; at < end && made_next(r->text, &at, &t) && t.from < end; f.last = t.kind) {
        cg_str word = made_text(r->text, &t);
        bool member = f.last != 0 && strchr(".>S~", f.last) != NULL;
        if (t.kind == '(' || t.kind == '[' || t.kind == '{') {
            at = read_bracket(r, &t, end, &f, depth);
        } else if (t.kind == '#' && !is_paste(r->text, &t)) {
            (void)made_next(r->text, &at, &t); /* a text */
            f.types = false;
        } else if (t.kind == 'w') {
            size_t length = r->out->len;
            if (!member && !is_control(word))
                at = read_name(r, &t, f.types && f.words > 0);
            if (r->out->len > PASTES_MAX)
                r->out->len = length;
            pass_word(word, &f);
        } else if (t.kind == ';' || t.kind == '}') {
            f = statement_begins;
        } else if (t.kind != '*' && t.kind != '&' && !(t.kind == '"' && f.words == 1)) {
            f.types = false; /* but extern "C" */
        }
    }
}

bool cf_is_paster(cg_extract *x, cg_str name)
{
    const cf_state *st = cf_get(x);
    const cg_text *names = st->pasters.ptr;
    if (st->pasters.len == 0)
        return false;
    cg_text text = cg_x_intern(x, name);
    for (uint32_t i = 0; i < st->pasters.len; i++)
        if (names[i].off == text.off)
            return true;
    return false;
}

#define PASTERS_MAX 64u /* beyond, only names in capitals count */

void cf_macro_pastes(cg_extract *x, uint32_t macro, cg_str name, cg_str text, cg_str params)
{
    cf_state *st = cf_get(x);
    CG_AUTO_VALUE(cg_buf) out = {0};
    reader r = {.x = x, .text = text, .params = params, .out = &out};
    if (text.len == 0 || has_too_many(params) ||
        (memchr(text.ptr, '(', text.len) == NULL && memmem(text.ptr, text.len, "##", 2) == NULL))
        return;
    read_inside(&r, 0, text.len, statement_begins, 0);
    if (out.len == 0)
        return;
    cg_x_hint_pastes(x, macro, cg_buf_str(&out));
    if (st->pasters.len < PASTERS_MAX && !cf_is_paster(x, name))
        *(cg_text *)cf_list_add(x, &st->pasters, sizeof(cg_text)) = cg_x_intern(x, name);
}

/* ---- uses ---- */

static void note_words(cg_extract *x, uint32_t call, cg_str arguments, bool called)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    size_t at = 1, from = 1;
    size_t end = arguments.len > 0 ? arguments.len - 1 : 0;
    bool any = called;
    for (bool more = true; more && out.len < WORDS_MAX;) {
        made_token t = {0}, word;
        while ((more = at < end && made_next(arguments, &at, &t)) && t.kind != ',')
            if (t.kind == '(' || t.kind == '[' || t.kind == '{')
                at = made_close(arguments, t.from);
        cg_str text = cg_str_trim(cg_str_slice(arguments, from, more ? t.from : end));
        size_t first = 0;
        if (made_next(text, &first, &word) && word.to == text.len &&
            (word.kind == 'w' || word.kind == '0')) {
            cg_buf_add_str(&out, text);
            any |= word.kind == 'w';
        }
        if (more)
            cg_buf_add_char(&out, ',');
        from = at;
    }
    if (any)
        cg_x_hint_words(x, call, cg_buf_str(&out), called);
}

void cf_use_words(cg_extract *x, cg_str name, uint32_t call, cg_str arguments, bool called)
{
    if (call != CG_NONE && (made_is_shouted(name) || cf_is_paster(x, name)))
        note_words(x, call, arguments, called);
}
