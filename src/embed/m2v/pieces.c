// SPDX-License-Identifier: Apache-2.0
// WordPiece takes the longest piece each time; Unigram the likeliest row of pieces, by dynamic programming (Viterbi).
#include "pieces.h"

#define UNKNOWN_PENALTY 10.0 /* below the least likely piece, as in SentencePiece */
#define PIECE_BYTES_MAX 1024

/* ---- the table ---- */

static cg_str text_of(const pieces *p, uint32_t at)
{
    return cg_str_make(p->texts.ptr + p->list.ptr[at].text, p->list.ptr[at].len);
}

/* The slot where `text` is, or the free one where it would be. */
static uint32_t *slot_of(const pieces *p, cg_str text)
{
    uint32_t at = (uint32_t)cg_hash64(text.ptr, text.len, 0) & p->mask;
    while (p->slots[at] != PIECE_NONE && !cg_str_eq(text_of(p, p->slots[at]), text))
        at = (at + 1) & p->mask;
    return &p->slots[at];
}

static const piece *find(const pieces *p, cg_str text)
{
    if (text.len > p->longest)
        return NULL;
    uint32_t at = *slot_of(p, text);
    return at != PIECE_NONE ? &p->list.ptr[at] : NULL;
}

static void fill_table(pieces *p)
{
    uint32_t slots = 16;
    while (slots < p->list.len * 2)
        slots *= 2;
    p->mask = slots - 1;
    p->slots = cg_alloc_array(slots, sizeof *p->slots);
    memset(p->slots, 0xff, slots * sizeof *p->slots);
    for (uint32_t i = 0; i < p->list.len; i++)
        *slot_of(p, text_of(p, i)) = i; /* of equal ones the last */
}

void pieces_fini(pieces *p)
{
    cg_buf_fini(&p->texts);
    CG_VEC_FINI(&p->list);
    cg_free(p->slots);
    p->slots = NULL;
}

/* ---- reading ---- */

static cg_code add_piece(pieces *p, cg_str text, uint64_t id, double score, cg_err *err)
{
    if (text.len > PIECE_BYTES_MAX || id >= PIECES_MAX || p->list.len >= PIECES_MAX)
        return CG_FAIL(err, CG_E_INVALID,
                       "the tokenizer has a piece that is too long, or too many");
    CG_VEC_PUSH(&p->list, (piece){(uint32_t)p->texts.len, (uint32_t)text.len, (uint32_t)id, score});
    cg_buf_add_str(&p->texts, text);
    p->longest = CG_MAX(p->longest, text.len);
    p->count = CG_MAX(p->count, (size_t)id + 1);
    return CG_OK;
}

static cg_code read_wordpiece(cg_json_value model, pieces *p, cg_err *err)
{
    cg_json_value vocab = cg_json_get(model, "vocab"), entry;
    cg_json_iter it = {0};
    cg_code rc = cg_json_expect(vocab, CG_JSON_OBJECT, err);
    while (rc == CG_OK && cg_json_next(vocab, &it, &entry)) {
        uint64_t id = 0;
        rc = cg_json_as_u64(entry, 0, PIECES_MAX, &id, err);
        if (rc == CG_OK)
            rc = add_piece(p, cg_json_key(entry), id, 0, err);
    }
    return rc;
}

static cg_code read_unigram(cg_json_value model, pieces *p, cg_err *err)
{
    cg_json_value vocab = cg_json_get(model, "vocab"), entry;
    cg_json_iter it = {0};
    double least = 0;
    cg_code rc = cg_json_expect(vocab, CG_JSON_ARRAY, err);
    for (uint64_t id = 0; rc == CG_OK && cg_json_next(vocab, &it, &entry); id++) {
        cg_str text;
        double score;
        rc = cg_json_as_str(cg_json_at(entry, 0), &text, err);
        if (rc == CG_OK)
            rc = cg_json_as_f64(cg_json_at(entry, 1), &score, err);
        if (rc != CG_OK)
            break;
        rc = add_piece(p, text, id, score, err);
        least = CG_MIN(least, score);
    }
    p->unknown_score = least - UNKNOWN_PENALTY;
    return rc;
}

/* Tokens beside the model: their numbers count, they themselves are never in a text. */
static cg_code read_added(cg_json_value root, pieces *p, cg_err *err)
{
    cg_json_value added = cg_json_get(root, "added_tokens"), entry;
    cg_json_iter it = {0};
    while (cg_json_next(added, &it, &entry)) {
        uint64_t id = 0;
        if (cg_json_get_u64(entry, "id", 0, PIECES_MAX - 1, &id, CG_JSON_REQUIRED, NULL) != CG_OK)
            return CG_FAIL(err, CG_E_INVALID, "an added token of the tokenizer has no number");
        p->count = CG_MAX(p->count, (size_t)id + 1);
    }
    return CG_OK;
}

static cg_code read_unknown(cg_json_value model, pieces *p, cg_err *err)
{
    uint64_t id = PIECE_NONE;
    cg_str text = CG_STR_NULL;
    const piece *found;
    p->unknown = PIECE_NONE;
    if (p->kind == PIECES_UNIGRAM) {
        if (cg_json_get_u64(model, "unk_id", 0, PIECES_MAX, &id, CG_JSON_OPTIONAL, err) != CG_OK)
            return CG_E_INVALID;
        p->unknown = (uint32_t)id;
        return CG_OK;
    }
    if (cg_json_get_str(model, "unk_token", &text, CG_JSON_OPTIONAL, err) != CG_OK)
        return CG_E_INVALID;
    found = find(p, text);
    if (found != NULL)
        p->unknown = found->id;
    return CG_OK;
}

static size_t letters(cg_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((uint8_t)text.ptr[i] & 0xc0) != 0x80;
    return count;
}

/* The median number of letters of a piece, rounded down, from how many there are of each. */
static unsigned median_letters(const pieces *p)
{
    size_t *counts = cg_alloc_array(PIECE_BYTES_MAX + 1, sizeof *counts), before = 0;
    unsigned low = 0, high = 0;
    for (uint32_t i = 0; i < p->list.len; i++)
        counts[letters(text_of(p, i))]++;
    size_t half = p->list.len / 2;
    for (unsigned n = 0; n <= PIECE_BYTES_MAX; before += counts[n++]) {
        if (before <= (p->list.len - 1) / 2)
            low = n;
        if (before <= half)
            high = n;
    }
    cg_free(counts);
    return (low + high) / 2;
}

static cg_code read_settings(cg_json_value model, pieces *p, cg_err *err)
{
    cg_str prefix = CG_STR("##");
    uint64_t letters_max = 100;
    if (p->kind == PIECES_WORDPIECE &&
        (cg_json_get_str(model, "continuing_subword_prefix", &prefix, CG_JSON_OPTIONAL, err) !=
             CG_OK ||
         cg_json_get_u64(model, "max_input_chars_per_word", 1, 1u << 20, &letters_max,
                         CG_JSON_OPTIONAL, err) != CG_OK ||
         prefix.len > 64))
        return CG_FAIL(err, CG_E_INVALID, "the tokenizer's settings cannot be used");
    size_t at = p->texts.len;
    cg_buf_add_str(&p->texts, prefix);
    CG_ASSERT(p->texts.error == CG_OK && p->texts.len < UINT32_MAX);
    p->prefix = cg_str_make(p->texts.ptr + at, prefix.len);
    p->letters_max = letters_max;
    return CG_OK;
}

cg_code pieces_read(cg_json_value root, pieces *out, cg_err *err)
{
    cg_json_value model = cg_json_get(root, "model");
    cg_str type = CG_STR_NULL;
    *out = (pieces){0};
    if (cg_json_get_str(model, "type", &type, CG_JSON_OPTIONAL, err) != CG_OK)
        return CG_E_INVALID;
    bool wordpiece = cg_str_eq(type, CG_STR("WordPiece"));
    if (!wordpiece && !cg_str_eq(type, CG_STR("Unigram")))
        return CG_FAIL(err, CG_E_INVALID,
                       "the tokenizer's model is '%.*s': WordPiece and Unigram can be used",
                       CG_STR_ARG(cg_utf8_truncate(type, 40)));
    out->kind = wordpiece ? PIECES_WORDPIECE : PIECES_UNIGRAM;
    cg_code rc = wordpiece ? read_wordpiece(model, out, err) : read_unigram(model, out, err);
    if (rc == CG_OK && out->list.len == 0)
        rc = CG_FAIL(err, CG_E_INVALID, "the tokenizer has no pieces");
    if (rc == CG_OK)
        rc = read_settings(model, out, err);
    if (rc == CG_OK)
        rc = read_added(root, out, err);
    if (rc != CG_OK)
        return rc;
    fill_table(out);
    out->median = median_letters(out);
    return read_unknown(model, out, err);
}

/* ---- words ---- */

/* The longest piece that the rest of a word begins with. */
static const piece *longest_piece(const pieces *p, cg_str rest, bool first)
{
    char text[PIECE_BYTES_MAX + 64];
    size_t prefix = first ? 0 : p->prefix.len;
    memcpy(text, p->prefix.ptr, prefix);
    size_t len = CG_MIN(rest.len, p->longest > prefix ? p->longest - prefix : 0);
    memcpy(text + prefix, rest.ptr, len);
    for (; len > 0; len--) {
        if (len < rest.len && ((uint8_t)rest.ptr[len] & 0xc0) == 0x80)
            continue;
        const piece *found = find(p, cg_str_make(text, prefix + len));
        if (found != NULL)
            return found;
    }
    return NULL;
}

static void add_wordpieces(const pieces *p, cg_str word, piece_ids *out)
{
    size_t begin = out->len;
    bool known = letters(word) <= p->letters_max;
    for (size_t at = 0; known && at < word.len;) {
        const piece *found = longest_piece(p, cg_str_slice(word, at, word.len), at == 0);
        known = found != NULL;
        if (known) {
            CG_VEC_PUSH(out, found->id);
            at += found->len - (at > 0 ? p->prefix.len : 0);
        }
    }
    if (!known) {
        out->len = begin;
        CG_VEC_PUSH(out, p->unknown);
    }
}

static void go(piece_ways *ways, size_t from, size_t to, uint32_t id, double score)
{
    piece_way *way = &ways->ptr[to];
    score += ways->ptr[from].score;
    if (!way->reached || score > way->score)
        *way = (piece_way){score, (uint32_t)from, id, true};
}

static size_t letter_len(cg_str word, size_t at)
{
    size_t len = 1;
    while (at + len < word.len && ((uint8_t)word.ptr[at + len] & 0xc0) == 0x80)
        len++;
    return len;
}

static void find_ways(const pieces *p, cg_str word, piece_ways *ways)
{
    CG_VEC_RESERVE(ways, word.len + 1);
    memset(ways->ptr, 0, (word.len + 1) * sizeof *ways->ptr);
    for (size_t at = 0; at < word.len;) {
        size_t letter = letter_len(word, at), end = at + letter;
        bool alone = false; /* there is a piece of this one letter */
        while (end - at <= p->longest) {
            const piece *found = find(p, cg_str_slice(word, at, end));
            if (found != NULL)
                go(ways, at, end, found->id, found->score);
            alone |= found != NULL && end == at + letter;
            if (end == word.len)
                break;
            end += letter_len(word, end);
        }
        if (!alone)
            go(ways, at, at + letter, p->unknown, p->unknown_score);
        at += letter;
    }
}

/* Neighbouring unknown letters are one unknown. */
static void add_unigrams(const pieces *p, cg_str word, piece_ways *ways, piece_ids *out)
{
    size_t begin = out->len;
    find_ways(p, word, ways);
    for (size_t at = word.len; at > 0; at = ways->ptr[at].from)
        if (ways->ptr[at].id != p->unknown || out->len == begin ||
            out->ptr[out->len - 1] != p->unknown)
            CG_VEC_PUSH(out, ways->ptr[at].id);
    for (size_t a = begin, b = out->len; a + 1 < b; a++) {
        uint32_t id = out->ptr[--b];
        out->ptr[b] = out->ptr[a];
        out->ptr[a] = id;
    }
}

void pieces_of_word(const pieces *p, cg_str word, piece_ways *ways, piece_ids *out)
{
    if (p->kind == PIECES_WORDPIECE)
        add_wordpieces(p, word, out);
    else
        add_unigrams(p, word, ways, out);
}
