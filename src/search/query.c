// SPDX-License-Identifier: Apache-2.0
// Reading the filters of a query: FIELD:VALUE, -FIELD:VALUE, FIELD:"VALUE WITH SPACES". Only the
// five fields are filters: std::vector, path::Path and http://x are words.
#include "query.h"

#define SHOWN_BYTES_MAX 40 /* of a wrong value, in its error */

typedef struct reader {
    cg_str text;
    cg_arena *arena;
    query_filters *out;
    uint64_t kinds, not_kinds;
    uint32_t langs, not_langs;
    unsigned count;
} reader;

/* One filter as written. */
typedef struct written {
    cg_str value;
    size_t at;  /* of the value, in bytes */
    size_t len; /* from the sign to behind the value */
    bool excludes;
} written;

cg_str lower_in(cg_arena *arena, cg_str text)
{
    char *copy = cg_arena_alloc(arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        copy[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return cg_str_make(copy, text.len);
}

bool query_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

size_t query_chunk(cg_str text)
{
    size_t len = 0;
    if (text.ptr[0] == '"') {
        ptrdiff_t close = cg_str_find(cg_str_slice(text, 1, text.len), '"');
        return close < 0 ? text.len : (size_t)close + 2;
    }
    while (len < text.len && !query_is_space(text.ptr[len]) && text.ptr[len] != '"')
        len++;
    return len;
}

/* Where a byte stands, as people count: in characters, from 1. */
static size_t character_at(const reader *r, size_t at)
{
    size_t characters = 1;
    for (size_t i = 0; i < at; i++)
        characters += ((uint8_t)r->text.ptr[i] & 0xc0) != 0x80;
    return characters;
}

static cg_code bad_value(const reader *r, const written *w, const char *what, cg_err *err)
{
    cg_str shown = cg_utf8_truncate(w->value, SHOWN_BYTES_MAX);
    return CG_FAIL(err, CG_E_INVALID, "character %zu of the query: %s \"%.*s%s\"",
                   character_at(r, w->at), what, CG_STR_ARG(shown),
                   shown.len < w->value.len ? "..." : "");
}

/* Of what query_chunk gave. */
static cg_code check_closed(const reader *r, size_t at, cg_str chunk, const char *whose,
                            cg_err *err)
{
    if (chunk.ptr[0] != '"' || (chunk.len > 1 && chunk.ptr[chunk.len - 1] == '"'))
        return CG_OK;
    return CG_FAIL(err, CG_E_INVALID, "character %zu of the query: %s is not closed",
                   character_at(r, at), whose);
}

/* ---- fields ---- */

static cg_code take_kind(reader *r, const written *w, cg_err *err)
{
    cg_node_kind kind = cg_node_kind_parse(lower_in(r->arena, w->value));
    if (kind == 0)
        return bad_value(r, w, "no kind of node is called", err);
    *(w->excludes ? &r->not_kinds : &r->kinds) |= UINT64_C(1) << kind;
    return CG_OK;
}

static cg_code take_lang(reader *r, const written *w, cg_err *err)
{
    cg_lang_id lang = cg_lang_parse(lower_in(r->arena, w->value));
    if (lang == CG_LANG_NONE)
        return bad_value(r, w, "no language is called", err);
    *(w->excludes ? &r->not_langs : &r->langs) |= UINT32_C(1) << lang;
    return CG_OK;
}

static void add_glob(query_globs *globs, cg_str glob, bool excludes)
{
    globs->excludes |= (uint64_t)excludes << globs->count;
    globs->globs[globs->count++] = glob;
}

static cg_code take_name(reader *r, const written *w, cg_err *err)
{
    (void)err;
    add_glob(&r->out->names, lower_in(r->arena, w->value), w->excludes);
    return CG_OK;
}

static cg_code take_path(reader *r, const written *w, cg_err *err)
{
    cg_str path = cg_arena_str(r->arena, w->value);
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    (void)err;
    add_glob(&r->out->paths, path, w->excludes);
    return CG_OK;
}

static cg_code take_repo(reader *r, const written *w, cg_err *err)
{
    (void)err;
    add_glob(&r->out->repos, cg_arena_str(r->arena, w->value), w->excludes);
    return CG_OK;
}

static const struct {
    const char *prefix;
    cg_code (*take)(reader *r, const written *w, cg_err *err);
} fields[] = {{"kind:", take_kind},
              {"lang:", take_lang},
              {"name:", take_name},
              {"path:", take_path},
              {"repo:", take_repo}};

/* ---- the text ---- */

/* The value that begins at `at`, quoted or not. */
static cg_code read_value(const reader *r, size_t at, written *out, cg_err *err)
{
    cg_str rest = cg_str_slice(r->text, at, r->text.len);
    cg_str chunk = cg_str_slice(rest, 0, query_chunk(rest));
    bool quoted = chunk.ptr[0] == '"';
    cg_code rc = check_closed(r, at, chunk, "the quote of a filter's value", err);
    if (rc != CG_OK)
        return rc;
    out->value = cg_str_slice(chunk, quoted, chunk.len - quoted);
    out->at = at + quoted;
    out->len += chunk.len;
    if (out->value.len == 0)
        return bad_value(r, out, "a filter needs another value than", err);
    return CG_OK;
}

/* The filter that begins at `at`; *out_len 0: there is none. */
static cg_code take_filter(reader *r, size_t at, size_t *out_len, cg_err *err)
{
    written w = {.excludes = r->text.ptr[at] == '-'};
    cg_str rest = cg_str_slice(r->text, at + w.excludes, r->text.len);
    size_t field = 0;
    *out_len = 0;
    while (field < CG_ARRAY_LEN(fields) && !cg_str_starts(rest, cg_str_from(fields[field].prefix)))
        field++;
    if (field == CG_ARRAY_LEN(fields))
        return CG_OK;
    size_t prefix = strlen(fields[field].prefix);
    if (rest.len == prefix || rest.ptr[prefix] == ':' || query_is_space(rest.ptr[prefix]))
        return CG_OK; /* kind::Rust, and "name: str" of a signature, are words */
    if (r->count++ == QUERY_FILTERS_MAX)
        return CG_FAIL(err, CG_E_LIMIT, "character %zu of the query: it may have %d filters",
                       character_at(r, at), QUERY_FILTERS_MAX);
    w.len = w.excludes + prefix;
    cg_code rc = read_value(r, at + w.len, &w, err);
    if (rc == CG_OK)
        rc = fields[field].take(r, &w, err);
    *out_len = w.len;
    return rc;
}

static cg_code check_length(cg_str text, cg_err *err)
{
    if (text.len > QUERY_BYTES_MAX)
        return CG_FAIL(err, CG_E_LIMIT, "a query may have %d bytes", QUERY_BYTES_MAX);
    return CG_OK;
}

/* What the filters read leave open. */
static void give_tables(const reader *r)
{
    r->out->kinds = (r->kinds != 0 ? r->kinds : UINT64_MAX) & ~r->not_kinds;
    r->out->langs = (r->langs != 0 ? r->langs : UINT32_MAX) & ~r->not_langs;
}

cg_code query_read(cg_str text, cg_arena *arena, cg_str *out_words, query_filters *out_filters,
                   cg_err *err)
{
    cg_code rc = check_length(text, err);
    if (rc != CG_OK)
        return rc;
    reader r = {.text = text, .arena = arena, .out = out_filters};
    char *words = cg_arena_alloc(arena, text.len + 1);
    memset(out_filters, 0, sizeof *out_filters);
    for (size_t at = 0, len; at < text.len; at += len) {
        words[at] = text.ptr[at];
        len = 1;
        if (query_is_space(text.ptr[at]))
            continue;
        rc = take_filter(&r, at, &len, err);
        if (rc != CG_OK)
            return rc;
        if (len > 0) {
            memset(words + at, ' ', len);
            continue;
        }
        cg_str rest = cg_str_slice(text, at, text.len);
        len = query_chunk(rest);
        rc = check_closed(&r, at, cg_str_slice(rest, 0, len), "the quote", err);
        if (rc != CG_OK)
            return rc;
        memcpy(words + at, text.ptr + at, len);
    }
    give_tables(&r);
    *out_words = cg_str_make(words, text.len);
    return CG_OK;
}

/* ---- the text around a pattern ---- */

/* Takes the filters at its beginning; *out_from: where the pattern begins. */
static cg_code take_leading(reader *r, size_t *out_from, cg_err *err)
{
    size_t from = 0;
    for (;;) {
        size_t at = from, len;
        while (at < r->text.len && query_is_space(r->text.ptr[at]))
            at++;
        cg_code rc = at < r->text.len ? take_filter(r, at, &len, err) : CG_OK;
        if (rc != CG_OK)
            return rc;
        if (at == r->text.len || len == 0)
            break;
        from = at + len;
        from += from < r->text.len && query_is_space(r->text.ptr[from]);
    }
    *out_from = from;
    return CG_OK;
}

/* Takes those behind it; *inout_to: where the pattern ends. */
static cg_code take_trailing(reader *r, size_t from, size_t *inout_to, cg_err *err)
{
    cg_str whole = r->text;
    for (;;) {
        size_t to = *inout_to, at, len;
        while (to > from && query_is_space(whole.ptr[to - 1]))
            to--;
        for (at = to; at > from && !query_is_space(whole.ptr[at - 1]);)
            at--;
        if (at == from) /* a pattern is left */
            return CG_OK;
        r->text = cg_str_slice(whole, 0, to);
        cg_code rc = take_filter(r, at, &len, err);
        r->text = whole;
        if (rc != CG_OK || at + len != to)
            return rc;
        *inout_to = at - 1;
    }
}

cg_code query_read_pattern(cg_str text, cg_arena *arena, cg_str *out_pattern,
                           query_filters *out_filters, cg_err *err)
{
    reader r = {.text = text, .arena = arena, .out = out_filters};
    size_t from = 0, to = text.len;
    memset(out_filters, 0, sizeof *out_filters);
    cg_code rc = check_length(text, err);
    if (rc == CG_OK)
        rc = take_leading(&r, &from, err);
    if (rc == CG_OK)
        rc = take_trailing(&r, from, &to, err);
    if (rc != CG_OK)
        return rc;
    give_tables(&r);
    *out_pattern = cg_str_slice(text, from, to);
    if (out_pattern->len == 0)
        return CG_FAIL(err, CG_E_INVALID,
                       "the query has no pattern to look for; in one, write path\\: for path:");
    return CG_OK;
}

/* ---- matching ---- */

static bool is_path_like(cg_str glob, cg_str path)
{
    for (size_t i = 0; i < glob.len; i++)
        if (glob.ptr[i] == '*' || glob.ptr[i] == '?' || glob.ptr[i] == '[')
            return cg_glob_match(glob, path);
    return cg_str_starts(path, glob) && (path.len == glob.len || path.ptr[glob.len] == '/');
}

static bool globs_pass(const query_globs *globs, cg_str text,
                       bool (*is_like)(cg_str glob, cg_str text))
{
    bool wanted = false, met = false;
    for (size_t i = 0; i < globs->count; i++) {
        bool excludes = globs->excludes >> i & 1;
        if (!excludes && met)
            continue;
        bool like = is_like(globs->globs[i], text);
        if (excludes && like)
            return false;
        wanted |= !excludes;
        met |= !excludes && like;
    }
    return met || !wanted;
}

bool query_name_passes(const query_filters *filters, cg_str lower_name)
{
    return globs_pass(&filters->names, lower_name, cg_glob_match);
}

bool query_repo_passes(const query_filters *filters, cg_str project)
{
    return globs_pass(&filters->repos, project, cg_glob_match);
}

bool query_path_passes(const query_filters *filters, cg_str path)
{
    return globs_pass(&filters->paths, path, is_path_like);
}

bool query_pathless_passes(const query_filters *filters)
{
    const query_globs *paths = &filters->paths;
    return (size_t)__builtin_popcountll(paths->excludes) == paths->count;
}
