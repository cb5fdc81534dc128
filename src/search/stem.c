// SPDX-License-Identifier: Apache-2.0
// Light stemming: plurals, -ing, -ed, a silent final e, -ion and -er, after the spirit of
// M. F. Porter, "An algorithm for suffix stripping" (1980), and D. Harman, "How effective is
// suffixing?" (1991). Stems need not be words; they only have to be the same for both sides.
#include "tokens.h"

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

static bool has_vowel(const char *w, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (is_vowel(w[i]))
            return true;
    return false;
}

static bool ends(const char *w, size_t len, const char *suffix)
{
    size_t n = strlen(suffix);
    return len >= n && memcmp(w + len - n, suffix, n) == 0;
}

static size_t strip_plural(char *w, size_t len)
{
    if (len < 4 || w[len - 1] != 's')
        return len;
    if (ends(w, len, "ies") && len > 4) {
        w[len - 3] = 'y';
        return len - 2;
    }
    if (ends(w, len, "sses") || ends(w, len, "xes") || ends(w, len, "zzes"))
        return len - 2;
    if (ends(w, len, "ss") || ends(w, len, "us") || ends(w, len, "is"))
        return len;
    return len - 1;
}

/* "running" leaves "runn": the doubled letter goes, but for those that double by themselves. */
static size_t undouble(const char *w, size_t len)
{
    char c = w[len - 1];
    if (len > 3 && c == w[len - 2] && !is_vowel(c) && c != 'l' && c != 's' && c != 'z')
        return len - 1;
    return len;
}

static size_t strip_verb(const char *w, size_t len)
{
    size_t cut = ends(w, len, "ing") ? 3 : ends(w, len, "ed") && !ends(w, len, "eed") ? 2 : 0;
    if (cut == 0 || len < cut + 3 || !has_vowel(w, len - cut))
        return len;
    return undouble(w, len - cut);
}

/* Code calls a thing by who does it, questions by what is done: "handler" and "connection" meet
 * "handle" and "connect". Short words ("server", "number") would meet what they have nothing of. */
static size_t strip_noun(const char *w, size_t len)
{
    if (len >= 6 && (ends(w, len, "tion") || ends(w, len, "sion")))
        return len - 3;
    if (len >= 7 && (ends(w, len, "er") || ends(w, len, "or")))
        return undouble(w, len - 2);
    return len;
}

/* Words that only look inflected. */
static bool is_exception(const char *w, size_t len)
{
    static const char *const words[] = {"anything", "embed",   "during", "everything",
                                        "hundred",  "nothing", "series", "something"};
    for (size_t i = 0; i < CG_ARRAY_LEN(words); i++)
        if (len == strlen(words[i]) && memcmp(w, words[i], len) == 0)
            return true;
    return false;
}

size_t word_stem(cg_str word, char *out)
{
    size_t len = word.len;
    memcpy(out, word.ptr, len);
    for (size_t i = 0; i < len; i++)
        if (cg_word_classes[(uint8_t)out[i]] != CG_WORD_LOWER)
            return len;
    if (len < 4 || is_exception(out, len))
        return len;
    len = strip_plural(out, len);
    if (is_exception(out, len))
        return len;
    len = strip_verb(out, len);
    if (len >= 4 && out[len - 1] == 'e' && out[len - 2] != 'e')
        len--;
    return strip_noun(out, len);
}

bool word_is_stop(cg_str word)
{
    /* Ordered, for the binary search. */
    static const char *const stops[] = {
        "a",     "about", "all",  "am",    "an",    "and",   "any",   "are",   "as",    "at",
        "be",    "been",  "but",  "by",    "can",   "could", "did",   "do",    "does",  "for",
        "from",  "had",   "has",  "have",  "how",   "i",     "if",    "in",    "into",  "is",
        "it",    "its",   "me",   "my",    "of",    "on",    "or",    "our",   "shall", "should",
        "so",    "some",  "such", "than",  "that",  "the",   "their", "them",  "then",  "there",
        "these", "they",  "this", "those", "to",    "used",  "uses",  "using", "was",   "we",
        "were",  "what",  "when", "where", "which", "while", "who",   "why",   "will",  "with",
        "would", "you",   "your",
    };
    return cg_str_among(word, stops, CG_ARRAY_LEN(stops));
}
