// SPDX-License-Identifier: Apache-2.0
// The steps themselves, as the tokenizers library takes them. Those that change the text come first, while it is one word.
#include "pipeline.h"

/* ---- changing the text ---- */

static void swap_points(pipeline_text *t)
{
    code_points points = t->points;
    t->points = t->other;
    t->other = points;
}

/* Rust's lower case of one character; one of them is two. */
static void add_lower(code_points *out, int32_t c)
{
    CG_VEC_PUSH(out, c == 0x130 ? 'i' : unicode_lower(c));
    if (c == 0x130)
        CG_VEC_PUSH(out, 0x307);
}

static void lower(pipeline_text *t)
{
    CG_VEC_CLEAR(&t->other);
    for (size_t i = 0; i < t->points.len; i++)
        add_lower(&t->other, t->points.ptr[i]);
    swap_points(t);
}

static void drop_marks(code_points *points)
{
    size_t kept = 0;
    for (size_t i = 0; i < points->len; i++)
        if (!unicode_is_mark(points->ptr[i]))
            points->ptr[kept++] = points->ptr[i];
    points->len = kept;
}

/* Controls go, all white space becomes blanks, ideographs stand alone. */
static void clean(const step *s, pipeline_text *t)
{
    CG_VEC_CLEAR(&t->other);
    for (size_t i = 0; i < t->points.len; i++) {
        int32_t c = t->points.ptr[i];
        bool blank = c == '\t' || c == '\n' || c == '\r';
        if (s->clean && !blank && (c == 0xfffd || unicode_is_other(c)))
            continue;
        blank |= unicode_is_space(c);
        bool alone = s->ideographs && unicode_is_ideograph(c);
        if (alone)
            CG_VEC_PUSH(&t->other, ' ');
        CG_VEC_PUSH(&t->other, s->clean && blank ? ' ' : c);
        if (alone)
            CG_VEC_PUSH(&t->other, ' ');
    }
    swap_points(t);
}

static void bert_normalise(const step *s, pipeline_text *t)
{
    clean(s, t);
    if (s->accents) {
        code_points_normalise(&t->points, FORM_NFD);
        drop_marks(&t->points);
    }
    if (s->lower)
        lower(t);
}

static bool is_control(int32_t c)
{
    return (c > 0 && c < 9) || c == 0xb || (c > 0xd && c < 0x20) || c == 0x7f || c == 0x8f ||
           c == 0x9f;
}

static bool is_blank(int32_t c)
{
    return c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == 0x1680 ||
           (c >= 0x200b && c <= 0x200f) || c == 0x2028 || c == 0x2029 || c == 0x2581 ||
           c == 0xfeff || c == 0xfffd;
}

/* What SentencePiece's usual table ("nmt_nfkc") does, which tokenizers hold compiled: controls go, what cannot be seen is a
 * blank, all else is NFKC. */
static void sentencepiece(pipeline_text *t)
{
    CG_VEC_CLEAR(&t->other);
    for (size_t i = 0; i < t->points.len; i++)
        if (!is_control(t->points.ptr[i]))
            CG_VEC_PUSH(&t->other, is_blank(t->points.ptr[i]) ? ' ' : t->points.ptr[i]);
    swap_points(t);
    code_points_normalise(&t->points, FORM_NFKC);
}

static void add_text(code_points *out, const step_text *text)
{
    for (size_t i = 0; i < text->len; i++)
        CG_VEC_PUSH(out, text->points[i]);
}

static void replace(const step *s, pipeline_text *t)
{
    size_t len = s->from.len;
    CG_VEC_CLEAR(&t->other);
    for (size_t i = 0; i < t->points.len;) {
        if (t->points.len - i >= len &&
            memcmp(t->points.ptr + i, s->from.points, len * sizeof(int32_t)) == 0) {
            add_text(&t->other, &s->to);
            i += len;
        } else
            CG_VEC_PUSH(&t->other, t->points.ptr[i++]);
    }
    swap_points(t);
}

static void prepend(const step *s, pipeline_text *t)
{
    if (t->points.len == 0)
        return;
    CG_VEC_CLEAR(&t->other);
    add_text(&t->other, &s->to);
    for (size_t i = 0; i < t->points.len; i++)
        CG_VEC_PUSH(&t->other, t->points.ptr[i]);
    swap_points(t);
}

static void strip(const step *s, code_points *points)
{
    size_t from = 0, to = points->len;
    while (s->right && to > from && unicode_is_space(points->ptr[to - 1]))
        to--;
    while (s->left && from < to && unicode_is_space(points->ptr[from]))
        from++;
    if (to > from)
        memmove(points->ptr, points->ptr + from, (to - from) * sizeof *points->ptr);
    points->len = to - from;
}

/* ---- into words ---- */

/* What a code point is to a step: neighbours of one class stay together, except where each stands alone. */
typedef enum point_class { POINT_DROPPED, POINT_WORD, POINT_SIGN, POINT_ALONE } point_class;

static point_class class_of(const step *s, int32_t c)
{
    bool space = unicode_is_space(c);
    switch (s->kind) {
    case STEP_BERT_SPLIT:
        return space ? POINT_DROPPED : unicode_is_punctuation(c) ? POINT_ALONE : POINT_WORD;
    case STEP_WORDS_AND_SIGNS:
        return unicode_is_word(c) ? POINT_WORD : space ? POINT_DROPPED : POINT_SIGN;
    case STEP_SPLIT_SPACES: return space ? POINT_DROPPED : POINT_WORD;
    case STEP_PUNCTUATION: return unicode_is_punctuation(c) ? POINT_ALONE : POINT_WORD;
    default: /* STEP_DIGITS */
        return !unicode_is_digit(c) ? POINT_WORD : s->single ? POINT_ALONE : POINT_SIGN;
    }
}

static void split(const step *s, pipeline_text *t)
{
    CG_VEC_CLEAR(&t->parts);
    for (size_t w = 0; w < t->words.len; w++) {
        word_range word = t->words.ptr[w];
        point_class before = POINT_DROPPED;
        for (size_t i = word.start; i < word.end; i++) {
            point_class now = class_of(s, t->points.ptr[i]);
            if (now != POINT_DROPPED && (now != before || now == POINT_ALONE))
                CG_VEC_PUSH(&t->parts, (word_range){i, i + 1});
            else if (now != POINT_DROPPED)
                t->parts.ptr[t->parts.len - 1].end = i + 1;
            before = now;
        }
    }
}

static void add_metaspace_word(const step *s, pipeline_text *t, word_range word)
{
    int32_t mark = s->to.points[0];
    size_t start = t->other.len;
    int32_t first = t->points.ptr[word.start] == ' ' ? mark : t->points.ptr[word.start];
    if (s->prepend && first != mark && (!s->only_first || word.start == 0))
        CG_VEC_PUSH(&t->other, mark);
    for (size_t i = word.start; i < word.end; i++) {
        int32_t c = t->points.ptr[i] == ' ' ? mark : t->points.ptr[i];
        if (s->split && c == mark && t->other.len > start) {
            CG_VEC_PUSH(&t->parts, (word_range){start, t->other.len});
            start = t->other.len;
        }
        CG_VEC_PUSH(&t->other, c);
    }
    CG_VEC_PUSH(&t->parts, (word_range){start, t->other.len});
}

static void metaspace(const step *s, pipeline_text *t)
{
    CG_VEC_CLEAR(&t->parts);
    CG_VEC_CLEAR(&t->other);
    for (size_t w = 0; w < t->words.len; w++)
        if (t->words.ptr[w].end > t->words.ptr[w].start)
            add_metaspace_word(s, t, t->words.ptr[w]);
    swap_points(t);
}

static void take_apart(const step *s, pipeline_text *t)
{
    if (s->kind == STEP_METASPACE)
        metaspace(s, t);
    else
        split(s, t);
    CG_VEC_CLEAR(&t->words);
    for (size_t i = 0; i < t->parts.len; i++)
        CG_VEC_PUSH(&t->words, t->parts.ptr[i]);
}

/* ---- all of them ---- */

static void change(const step *s, pipeline_text *t)
{
    switch (s->kind) {
    case STEP_BERT_NORMALISE: bert_normalise(s, t); break;
    case STEP_LOWERCASE: lower(t); break;
    case STEP_STRIP_ACCENTS: drop_marks(&t->points); break;
    case STEP_STRIP: strip(s, &t->points); break;
    case STEP_FORM: code_points_normalise(&t->points, s->form); break;
    case STEP_SENTENCEPIECE: sentencepiece(t); break;
    case STEP_REPLACE: replace(s, t); break;
    default: prepend(s, t); break;
    }
}

void pipeline_run(const pipeline *p, cg_str text, pipeline_text *t)
{
    size_t i = 0;
    CG_VEC_CLEAR(&t->points);
    CG_VEC_CLEAR(&t->words);
    code_points_add(&t->points, text);
    for (; i < p->count && p->steps[i].kind < STEP_BERT_SPLIT; i++)
        change(&p->steps[i], t);
    CG_VEC_PUSH(&t->words, (word_range){0, t->points.len});
    for (; i < p->count; i++)
        take_apart(&p->steps[i], t);
}

void pipeline_text_fini(pipeline_text *t)
{
    CG_VEC_FINI(&t->points);
    CG_VEC_FINI(&t->other);
    CG_VEC_FINI(&t->words);
    CG_VEC_FINI(&t->parts);
}
