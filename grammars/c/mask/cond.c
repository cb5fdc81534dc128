// SPDX-License-Identifier: Apache-2.0
// mask, cond: conditional groups. Groups whose branches are whole declarations or statements stay
// as they are: the grammar takes them. For others, that cut something in two, the directives go and
// one branch stays. Branches that this language never sees go too.
#include "mask.h"

#include <ctype.h>

typedef enum truth { TRUTH_UNKNOWN, TRUTH_FALSE, TRUTH_TRUE, TRUTH_FOREIGN } truth;

typedef struct branch {
    uint32_t start, end; /* bytes between the directives */
    bool dead, foreign;
} branch;

struct mask_group {
    mask_place at_if, kept_end; /* where the kept branch left off */
    bool clean, boundary;
    bool decided; /* a branch known to be true was seen: the rest is dead */
    size_t kept;  /* index of the branch to keep when one must go */
    bool has_kept;
    CG_VEC(branch) branches;
    CG_VEC(uint32_t) directives; /* tokens */
};

static void copy_place(mask_place *to, const mask_place *from)
{
    memcpy(to, from, offsetof(mask_place, frames) + (from->depth + 1) * sizeof from->frames[0]);
}

/* ---- conditions ---- */

static bool contains_word(cg_str text, const char *word)
{
    size_t len = strlen(word);
    const char *at = text.ptr, *end = text.ptr + text.len;
    while ((at = memmem(at, (size_t)(end - at), word, len))) {
        bool before = at == text.ptr || !(isalnum((unsigned char)at[-1]) || at[-1] == '_');
        bool after = at + len == end || !(isalnum((unsigned char)at[len]) || at[len] == '_');
        if (before && after)
            return true;
        at += len;
    }
    return false;
}

/** `!` right in front of `word`, of what is defined: `!defined(word)`, `! (defined word)`. */
static bool is_negated(cg_str text, const char *word)
{
    const char *at = memmem(text.ptr, text.len, word, strlen(word));
    cg_str front = cg_str_slice(text, 0, at == NULL ? 0 : (size_t)(at - text.ptr));
    for (;;) {
        front = cg_str_trim(front);
        if (cg_str_ends(front, CG_STR("(")))
            front.len--;
        else if (cg_str_ends(front, CG_STR("defined")))
            front.len -= 7;
        else
            return cg_str_ends(front, CG_STR("!"));
    }
}

/** What holds for one of several names alone says nothing of all: A || B, !(A && B). */
static bool is_joined(cg_str text)
{
    bool either = cg_str_find(text, '|') >= 0, both = cg_str_find(text, '&') >= 0;
    for (size_t i = 0; both && !either && i < text.len; i++)
        either = text.ptr[i] == '!' &&
                 cg_str_starts(cg_str_trim(cg_str_slice(text, i + 1, text.len)), CG_STR("("));
    return either;
}

/** What this language never sees, or always. Of all else, what is not compiled is FOREIGN: it gives
 *  way where only one branch can stay. */
static truth condition(const mask *m, const mask_token *directive)
{
    cg_str text = cg_str_make(m->source.ptr + directive->start + 1, directive->len - 1);
    text = cg_str_trim(text);
    size_t len = 0;
    while (len < text.len && isalpha((unsigned char)text.ptr[len]))
        len++;
    cg_str word = cg_str_slice(text, 0, len);
    truth other = directive->flags & MASK_F_OFF ? TRUTH_FOREIGN : TRUTH_UNKNOWN;
    if (cg_str_eq(word, CG_STR("else")))
        return other;
    cg_str rest = cg_str_trim(cg_str_slice(text, len, text.len));
    if (rest.len && rest.ptr[0] == '0' && (rest.len == 1 || isspace((unsigned char)rest.ptr[1])))
        return TRUTH_FALSE;
    if (rest.len && rest.ptr[0] == '1' && (rest.len == 1 || isspace((unsigned char)rest.ptr[1])))
        return TRUTH_TRUE;
    bool negated = cg_str_ends(word, CG_STR("ndef")) || is_negated(rest, "__cplusplus");
    if (contains_word(rest, "__cplusplus") && cg_str_find(rest, '<') < 0 &&
        cg_str_find(rest, '>') < 0) {
        if (is_joined(rest))
            return other;
        if (negated != m->cpp)
            return cg_str_find(rest, '&') >= 0 ? other : TRUTH_TRUE;
        return TRUTH_FALSE;
    }
    return other;
}

/* ---- groups ---- */

static mask_group *open_group(mask *m)
{
    if (m->open_groups == m->groups.len)
        CG_VEC_PUSH(&m->groups, cg_alloc(sizeof(mask_group)));
    mask_group *group = m->groups.ptr[m->open_groups++];
    CG_VEC_CLEAR(&group->branches);
    CG_VEC_CLEAR(&group->directives);
    group->decided = group->has_kept = false;
    group->clean = true;
    return group;
}

void mask_free_groups(mask *m)
{
    for (size_t i = 0; i < m->groups.len; i++) {
        CG_VEC_FINI(&m->groups.ptr[i]->branches);
        CG_VEC_FINI(&m->groups.ptr[i]->directives);
        cg_free(m->groups.ptr[i]);
    }
    CG_VEC_FINI(&m->groups);
}

bool mask_at_boundary(mask *m, size_t i)
{
    switch (mask_top(m)->kind) {
    case MASK_IN_DECLS:
    case MASK_IN_CLASS:
    case MASK_IN_CODE: return m->place.stmt.start && !m->place.stmt.pending;
    case MASK_IN_ENUM:
    case MASK_IN_INIT:
        while (i > 0 && mask_at(m, i - 1)->kind == MASK_DIRECTIVE)
            i--;
        return i > 0 && (mask_is(m, i - 1, ',') || mask_is(m, i - 1, '{'));
    default: return false;
    }
}

/** The directive that ends the branch begun before token `i`. */
static size_t skip_branch(const mask *m, size_t i)
{
    unsigned depth = 0;
    for (; i + 1 < m->tokens.len; i++) {
        const mask_token *t = mask_at(m, i);
        if (t->kind != MASK_DIRECTIVE)
            continue;
        if (t->word == MASK_D_IF)
            depth++;
        else if (depth == 0 && (t->word == MASK_D_ELSE || t->word == MASK_D_ENDIF))
            return i;
        else if (t->word == MASK_D_ENDIF)
            depth--;
    }
    return i;
}

/** Of an `if` that stands in front of the directives before token `i`, which may be one of them. */
static bool is_else(const mask *m, size_t i)
{
    while (mask_at(m, i)->kind == MASK_DIRECTIVE)
        i++;
    return mask_is_word(m, i, MASK_W_BLOCK) && mask_text(m, i).ptr[0] == 'e';
}

/** Conditions that are no expressions: __has_include(<a>), WORKAROUND(COMPILER, < 10). */
static void mask_condition(mask *m, const mask_token *t)
{
    cg_str text = cg_str_make(m->source.ptr + t->start, t->len);
    bool odd = memmem(text.ptr, text.len, "__has_", 6) && memmem(text.ptr, text.len, "(<", 2);
    odd |= memmem(text.ptr, text.len, "?", 1) || memmem(text.ptr, text.len, "__has_include", 13) ||
           memchr(text.ptr, '"', text.len);
    for (size_t i = 0; i + 1 < text.len && !odd; i++) {
        if (text.ptr[i] != ',' && text.ptr[i] != '(')
            continue;
        size_t k = i + 1;
        while (k < text.len && (text.ptr[k] == ' ' || text.ptr[k] == '\\' || text.ptr[k] == '\n'))
            k++;
        odd = k < text.len && memchr("<>=|&)", text.ptr[k], 6) != NULL;
        odd |= k + 1 < text.len && text.ptr[k] == '!' && text.ptr[k + 1] == '=';
    }
    size_t from = 1;
    while (from < text.len && (text.ptr[from] == ' ' || text.ptr[from] == '\t'))
        from++;
    while (from < text.len && isalpha((unsigned char)text.ptr[from]))
        from++;
    cg_str word = cg_str_trim(cg_str_slice(text, 1, from));
    bool expression = cg_str_eq(word, CG_STR("if")) || cg_str_eq(word, CG_STR("elif"));
    if (odd && expression && from + 1 < text.len)
        mask_bytes(m, t->start + (uint32_t)from + 1, t->start + t->len, "1");
}

/** Begins the branch after directive token `i`; skips it when nothing can see it. */
static size_t begin_branch(mask *m, mask_group *group, size_t i)
{
    const mask_token *directive = mask_at(m, i);
    mask_condition(m, directive);
    truth known = condition(m, directive);
    branch b = {.start = directive->start + directive->len,
                .dead = group->decided || known == TRUTH_FALSE,
                .foreign = known == TRUTH_FOREIGN};
    group->decided |= known == TRUTH_TRUE;
    size_t next = i + 1;
    if (is_else(m, next)) /* belongs to the `if` in front of the #if */
        group->clean = false;
    if (b.dead) {
        next = skip_branch(m, i + 1);
        b.end = mask_at(m, next)->start;
        mask_bytes(m, b.start, b.end, "");
    }
    CG_VEC_PUSH(&group->branches, b);
    CG_VEC_PUSH(&group->directives, (uint32_t)i);
    m->place.low = m->place.depth;
    return next;
}

/** Ends the branch before directive token `i`. */
static void end_branch(mask *m, mask_group *group, size_t i)
{
    size_t index = group->branches.len - 1;
    branch *b = &group->branches.ptr[index];
    if (b->dead)
        return;
    b->end = mask_at(m, i)->start;
    const mask_place *from = &group->at_if;
    if (m->place.depth != from->depth || m->place.low < from->depth || !group->boundary ||
        !mask_at_boundary(m, i))
        group->clean = false;
    if (!group->has_kept || (group->branches.ptr[group->kept].foreign && !b->foreign)) {
        group->has_kept = true;
        group->kept = index;
        copy_place(&group->kept_end, &m->place);
    }
}

static void blank_directives(mask *m, const mask_group *group, size_t endif)
{
    for (size_t k = 0; k < group->directives.len; k++) {
        const mask_token *t = mask_at(m, group->directives.ptr[k]);
        mask_bytes(m, t->start, t->start + t->len, "");
    }
    const mask_token *t = mask_at(m, endif);
    if (t->kind == MASK_DIRECTIVE)
        mask_bytes(m, t->start, t->start + t->len, "");
}

/** Words, not code, in a branch that is never compiled: no statement ends before the next begins. */
static bool is_prose(mask *m, const mask_group *group, size_t endif)
{
    const mask_place *now = &m->place, *from = &group->at_if;
    const mask_token *next = mask_at(m, endif + 1);
    bool begins =
        next->kind == MASK_WORD && (next->word == MASK_W_CONTROL || next->word == MASK_W_CASE);
    return group->branches.len == 1 && group->boundary && now->depth == from->depth &&
           now->low >= from->depth && from->frames[from->depth].kind == MASK_IN_CODE &&
           !now->stmt.start && (begins || mask_is(m, endif + 1, '}'));
}

static void close_group(mask *m, mask_group *group, size_t endif)
{
    if (is_prose(m, group, endif)) {
        group->branches.ptr[0].dead = true;
        group->has_kept = false;
        mask_bytes(m, group->branches.ptr[0].start, group->branches.ptr[0].end, "");
    }
    uint8_t inside = group->at_if.frames[group->at_if.depth].kind;
    if (is_else(m, endif + 1))
        group->clean = false;
    bool list = inside == MASK_IN_INIT || inside == MASK_IN_ENUM;
    uint32_t low = CG_MIN(group->at_if.low, m->place.low);
    if (!group->clean || list)
        blank_directives(m, group, endif);
    if (!group->clean) {
        for (size_t k = 0; k < group->branches.len; k++)
            if (k != group->kept && !group->branches.ptr[k].dead)
                mask_bytes(m, group->branches.ptr[k].start, group->branches.ptr[k].end, "");
    }
    if (group->has_kept) {
        copy_place(&m->place, &group->kept_end);
        low = CG_MIN(low, m->place.low);
    } else {
        copy_place(&m->place, &group->at_if);
    }
    m->place.low = low;
    m->open_groups--;
}

size_t mask_directive(mask *m, size_t i)
{
    const mask_token *t = mask_at(m, i);
    mask_group *group = m->open_groups ? m->groups.ptr[m->open_groups - 1] : NULL;
    switch (t->word) {
    case MASK_D_IF:
        group = open_group(m);
        copy_place(&group->at_if, &m->place);
        group->boundary = mask_at_boundary(m, i);
        return begin_branch(m, group, i);
    case MASK_D_ELSE:
        if (!group)
            break;
        end_branch(m, group, i);
        copy_place(&m->place, &group->at_if);
        return begin_branch(m, group, i);
    case MASK_D_ENDIF:
        if (!group)
            break;
        end_branch(m, group, i);
        close_group(m, group, i);
        return i + 1;
    case MASK_D_DEFINE:
    case MASK_D_OTHER: mask_note_macro(m, &m->macros, i); break;
    default: break;
    }
    uint8_t kind = mask_top(m)->kind;
    if (t->word == MASK_D_EMPTY)
        mask_bytes(m, t->start, t->start + t->len, "");
    if (kind == MASK_IN_ENUM || kind == MASK_IN_INIT || !mask_at_boundary(m, i))
        mask_bytes(m, t->start, t->start + t->len, "");
    return i + 1;
}

void mask_directives_between(mask *m, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const mask_token *t = mask_at(m, i);
        if (t->kind != MASK_DIRECTIVE)
            continue;
        mask_bytes(m, t->start, t->start + t->len, "");
        if (t->word != MASK_D_ELSE)
            continue;
        size_t end = i; /* the first branch stays */
        do
            end = skip_branch(m, end + 1);
        while (mask_at(m, end)->word == MASK_D_ELSE && end + 1 < m->tokens.len);
        mask_bytes(m, t->start, mask_at(m, end)->start, "");
        i = end - 1;
    }
}
