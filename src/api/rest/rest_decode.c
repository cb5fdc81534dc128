// SPDX-License-Identifier: Apache-2.0
// api: decodes JSON request bodies. Every complaint carries the JSON pointer of what is wrong, and
// members that nobody knows are refused rather than ignored.
#include "rest.h"

#define FILES_MAX 100000
#define LIST_MAX 1000
#define PATH_MAX_BYTES 4096
#define REV_MAX 256

/* Members that must not be empty, hold NUL or grow without bound. */
cg_code cg_rest_get_text(cg_json_value object, const char *key, size_t max, cg_str *out_text,
                         cg_json_need need, cg_err *err)
{
    cg_str text = CG_STR_NULL;
    cg_code rc = cg_json_get_str(object, key, &text, need, err);
    if (rc != CG_OK || !text.ptr)
        return rc;
    if (text.len > max || text.len == 0)
        return CG_JSON_FAIL(cg_json_get(object, key), err, CG_E_INVALID, "must have 1 to %zu bytes",
                            max);
    if (memchr(text.ptr, 0, text.len))
        return CG_JSON_FAIL(cg_json_get(object, key), err, CG_E_INVALID, "holds a NUL byte");
    *out_text = text;
    return CG_OK;
}

/* An array of texts, or one text alone. */
cg_code cg_rest_get_texts(cg_json_value object, const char *key, cg_arena *arena,
                          const cg_str **out_items, size_t *out_count, cg_err *err)
{
    cg_json_value list = cg_json_get(object, key);
    cg_json_type type = cg_json_type_of(list);
    if (!cg_json_has(object, key))
        return CG_OK;
    size_t count = type == CG_JSON_ARRAY ? cg_json_count(list) : 1;
    if (count > LIST_MAX)
        return CG_JSON_FAIL(list, err, CG_E_INVALID, "must have at most %d elements", LIST_MAX);
    cg_str *items = cg_arena_alloc_array(arena, count + 1, sizeof *items);
    for (size_t i = 0; i < count; i++) {
        cg_json_value item = type == CG_JSON_ARRAY ? cg_json_at(list, i) : list;
        cg_code rc = cg_json_as_str(item, &items[i], err);
        if (rc != CG_OK)
            return rc;
        if (items[i].len > PATH_MAX_BYTES ||
            memchr(items[i].ptr ? items[i].ptr : "", 0, items[i].len))
            return CG_JSON_FAIL(item, err, CG_E_INVALID, "is too long or holds a NUL byte");
    }
    *out_items = items;
    *out_count = count;
    return CG_OK;
}

/* ---- POST /parse ---- */

static cg_code decode_mode(cg_json_value root, cg_parse_mode *mode, cg_err *err)
{
    cg_str word = CG_STR_NULL;
    cg_code rc = cg_json_get_str(root, "mode", &word, CG_JSON_OPTIONAL, err);
    if (rc != CG_OK || !word.ptr)
        return rc;
    if (cg_str_eq(word, CG_STR("patch")))
        *mode = CG_PARSE_PATCH;
    else if (cg_str_eq(word, CG_STR("replace")))
        *mode = CG_PARSE_REPLACE;
    else
        return CG_JSON_FAIL(cg_json_get(root, "mode"), err, CG_E_INVALID,
                            "must be \"patch\" or \"replace\"");
    return CG_OK;
}

static cg_code decode_language(cg_json_value object, cg_lang_id *lang, cg_err *err)
{
    cg_str word = CG_STR_NULL;
    cg_code rc = cg_json_get_str(object, "language", &word, CG_JSON_OPTIONAL, err);
    if (rc != CG_OK || !word.ptr)
        return rc;
    *lang = cg_lang_parse(word);
    if (*lang == CG_LANG_NONE)
        return CG_JSON_FAIL(cg_json_get(object, "language"), err, CG_E_INVALID,
                            "is not a known language");
    return CG_OK;
}

cg_code cg_rest_decode_file(cg_json_value value, cg_source_file *file, cg_err *err)
{
    static const char *const known[] = {"path", "content", "language"};
    cg_code rc = cg_json_check_members(value, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_json_get_str(value, "path", &file->path, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = cg_json_get_str(value, "content", &file->content, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = decode_language(value, &file->lang, err);
    return rc;
}

static cg_code decode_files(cg_json_value list, cg_arena *arena, cg_parse_request *request,
                            cg_err *err)
{
    cg_code rc = cg_json_expect(list, CG_JSON_ARRAY, err);
    if (rc != CG_OK)
        return rc;
    size_t count = cg_json_count(list);
    if (count > FILES_MAX)
        return CG_JSON_FAIL(list, err, CG_E_LIMIT, "more than %d files", FILES_MAX);
    cg_source_file *files = cg_arena_try(arena, (count + 1) * sizeof *files);
    if (!files)
        return CG_FAIL(err, CG_E_NOMEM, "no memory for %zu files", count);
    cg_json_iter it = {0};
    cg_json_value value;
    for (size_t i = 0; cg_json_next(list, &it, &value); i++) {
        rc = cg_rest_decode_file(value, &files[i], err);
        if (rc != CG_OK)
            return rc;
    }
    request->files = files;
    request->files_count = count;
    return CG_OK;
}

static cg_code decode_priority(cg_json_value root, cg_task_priority *priority, cg_err *err)
{
    cg_str word = CG_STR_NULL;
    cg_code rc = cg_json_get_str(root, "priority", &word, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK && word.ptr && !cg_task_priority_parse(word, priority))
        rc = CG_JSON_FAIL(cg_json_get(root, "priority"), err, CG_E_INVALID,
                          "must be \"low\", \"normal\" or \"high\"");
    return rc;
}

static cg_code decode_options(cg_json_value root, cg_arena *arena, cg_parse_form *form, cg_err *err)
{
    cg_parse_request *files = &form->files;
    cg_parse_root_request *tree = &form->root;
    cg_code rc = cg_rest_get_text(root, "project", CG_PROJECT_NAME_MAX, &files->project,
                                  CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "message", CG_MESSAGE_MAX, &files->to.message, CG_JSON_OPTIONAL,
                              err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "author", CG_AUTHOR_MAX, &files->to.author, CG_JSON_OPTIONAL,
                              err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "branch", 200, &files->to.branch, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = decode_mode(root, &files->mode, err);
    if (rc == CG_OK)
        rc = decode_priority(root, &tree->priority, err);
    if (rc == CG_OK)
        rc = cg_json_get_bool(root, "dry_run", &files->dry_run, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_rest_get_texts(root, "deletes", arena, &files->deletes, &files->deletes_count, err);
    if (rc == CG_OK)
        rc = cg_rest_get_texts(root, "include", arena, &tree->include, &tree->include_count, err);
    if (rc == CG_OK)
        rc = cg_rest_get_texts(root, "exclude", arena, &tree->exclude, &tree->exclude_count, err);
    files->include = tree->include;
    files->include_count = tree->include_count;
    files->exclude = tree->exclude;
    files->exclude_count = tree->exclude_count;
    return rc;
}

/* A revision, with its history or without, a range, or all branches. */
static cg_code decode_extent(cg_json_value git, cg_parse_root_request *root, cg_err *err)
{
    cg_str rev = CG_STR_NULL, range = CG_STR_NULL;
    bool history = false, all = false;
    cg_code rc = cg_rest_get_text(git, "rev", REV_MAX, &rev, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(git, "range", 2 * REV_MAX + 2, &range, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_json_get_bool(git, "history", &history, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_json_get_bool(git, "all_branches", &all, CG_JSON_OPTIONAL, err);
    if (rc != CG_OK)
        return rc;
    bool has_rev = rev.ptr != NULL || history, has_range = range.ptr != NULL;
    if (has_rev + has_range + all > 1)
        return CG_JSON_FAIL(git, err, CG_E_INVALID,
                            "give either \"rev\" (with \"history\" if need be), \"range\" or "
                            "\"all_branches\"");
    if (has_range && memmem(range.ptr, range.len, "..", 2) == NULL)
        return CG_JSON_FAIL(cg_json_get(git, "range"), err, CG_E_INVALID,
                            "a range is written with two dots: v1..main");
    root->git = all ? CG_GIT_ALL_BRANCHES : has_range || history ? CG_GIT_HISTORY : CG_GIT_REVISION;
    if (!all)
        root->rev = has_range ? range : rev.ptr != NULL ? rev : CG_STR("HEAD");
    return CG_OK;
}

/* A repository's path stands where that of a directory does. */
static cg_code decode_git(cg_json_value git, cg_parse_root_request *root, cg_err *err)
{
    static const char *const known[] = {"path", "url", "rev", "range", "history", "all_branches"};
    cg_code rc = cg_json_check_members(git, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK && cg_json_has(git, "url"))
        return CG_JSON_FAIL(cg_json_get(git, "url"), err, CG_E_INVALID,
                            "repositories elsewhere are not fetched: give the path of a clone on "
                            "this server");
    if (rc == CG_OK)
        rc = cg_rest_get_text(git, "path", PATH_MAX_BYTES, &root->root, CG_JSON_REQUIRED, err);
    return rc == CG_OK ? decode_extent(git, root, err) : rc;
}

cg_code cg_rest_decode_parse(const cg_json *doc, cg_arena *arena, cg_parse_form *form, cg_err *err)
{
    static const char *const known[] = {"files",    "root",    "git",     "project", "mode",
                                        "dry_run",  "message", "include", "exclude", "deletes",
                                        "priority", "branch",  "author"};
    cg_json_value root = cg_json_root(doc);
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = decode_options(root, arena, form, err);
    if (rc != CG_OK)
        return rc;
    bool has_files = cg_json_has(root, "files");
    bool has_root = cg_json_has(root, "root");
    bool has_git = cg_json_has(root, "git");
    bool has_any_file = has_files || form->files.deletes_count > 0;
    form->is_root = has_root || has_git;
    if (has_any_file + has_root + has_git != 1)
        return CG_FAIL(err, CG_E_INVALID,
                       "give either \"files\" (with \"deletes\" if need be), \"root\" or \"git\"");
    if (has_any_file)
        return has_files ? decode_files(cg_json_get(root, "files"), arena, &form->files, err)
                         : CG_OK;
    if (has_git)
        return decode_git(cg_json_get(root, "git"), &form->root, err);
    return cg_rest_get_text(root, "root", PATH_MAX_BYTES, &form->root.root, CG_JSON_REQUIRED, err);
}

/* ---- POST /search ---- */

static cg_code decode_search_mode(cg_json_value root, cg_search_mode *mode, cg_err *err)
{
    cg_str word = CG_STR_NULL;
    cg_code rc = cg_json_get_str(root, "mode", &word, CG_JSON_OPTIONAL, err);
    if (rc != CG_OK || !word.ptr)
        return rc;
    if (cg_str_eq(word, CG_STR("hybrid")))
        *mode = CG_SEARCH_HYBRID;
    else if (cg_str_eq(word, CG_STR("text")))
        *mode = CG_SEARCH_TEXT;
    else if (cg_str_eq(word, CG_STR("symbol")))
        *mode = CG_SEARCH_SYMBOL;
    else if (cg_str_eq(word, CG_STR("regex")))
        *mode = CG_SEARCH_REGEX;
    else if (cg_str_eq(word, CG_STR("semantic")))
        *mode = CG_SEARCH_SEMANTIC;
    else
        return CG_JSON_FAIL(cg_json_get(root, "mode"), err, CG_E_INVALID,
                            "must be \"hybrid\", \"text\", \"symbol\", \"regex\" or \"semantic\"");
    return CG_OK;
}

static cg_code decode_group(cg_json_value root, bool *out_files, cg_err *err)
{
    cg_str word = CG_STR("none");
    cg_code rc = cg_json_get_str(root, "group", &word, CG_JSON_OPTIONAL, err);
    if (rc != CG_OK)
        return rc;
    *out_files = cg_str_eq(word, CG_STR("file"));
    return *out_files || cg_str_eq(word, CG_STR("none"))
               ? CG_OK
               : CG_JSON_FAIL(cg_json_get(root, "group"), err, CG_E_INVALID,
                              "must be \"none\" or \"file\"");
}

static cg_code decode_kinds(cg_json_value root, cg_arena *arena, cg_node_filter *filter,
                            cg_err *err)
{
    const cg_str *words = NULL;
    size_t count = 0;
    cg_code rc = cg_rest_get_texts(root, "kind", arena, &words, &count, err);
    cg_node_kind *kinds = cg_arena_alloc_array(arena, count + 1, sizeof *kinds);
    for (size_t i = 0; i < count && rc == CG_OK; i++) {
        kinds[i] = cg_node_kind_parse(words[i]);
        if (kinds[i] == CG_NODE_NONE)
            rc = CG_JSON_FAIL(cg_json_get(root, "kind"), err, CG_E_INVALID,
                              "holds an unknown node kind");
    }
    filter->kinds = kinds;
    filter->kinds_count = count;
    return rc;
}

static cg_code decode_languages(cg_json_value root, cg_arena *arena, cg_node_filter *filter,
                                cg_err *err)
{
    const cg_str *words = NULL;
    size_t count = 0;
    cg_code rc = cg_rest_get_texts(root, "language", arena, &words, &count, err);
    cg_lang_id *langs = cg_arena_alloc_array(arena, count + 1, sizeof *langs);
    for (size_t i = 0; i < count && rc == CG_OK; i++) {
        langs[i] = cg_lang_parse(words[i]);
        if (langs[i] == CG_LANG_NONE)
            rc = CG_JSON_FAIL(cg_json_get(root, "language"), err, CG_E_INVALID,
                              "holds an unknown language");
    }
    filter->langs = langs;
    filter->langs_count = count;
    return rc;
}

cg_code cg_rest_decode_filter(cg_json_value root, cg_arena *arena, cg_node_filter *filter,
                              cg_err *err)
{
    cg_code rc = CG_OK;
    if (cg_json_has(root, "kind"))
        rc = decode_kinds(root, arena, filter, err);
    if (rc == CG_OK && cg_json_has(root, "language"))
        rc = decode_languages(root, arena, filter, err);
    return rc;
}

cg_code cg_rest_decode_search(const cg_json *doc, cg_arena *arena, cg_search_request *search,
                              cg_err *err)
{
    static const char *const known[] = {"q",          "mode", "project", "kind",
                                        "language",   "path", "limit",   "cursor",
                                        "max_tokens", "ref",  "group",   "explain"};
    cg_search_request s = {.where = search->where, .limit = 20};
    cg_json_value root = cg_json_root(doc);
    uint64_t limit = s.limit;
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "q", 4096, &s.query, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "project", CG_PROJECT_NAME_MAX, &s.where.project,
                              CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "ref", CG_REST_REF_MAX, &s.where.ref, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "path", 1024, &s.filter.path, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "cursor", CG_REST_CURSOR_MAX, &s.cursor, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_json_get_u64(root, "limit", 1, CG_REST_LIMIT_MAX, &limit, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_json_get_u64(root, "max_tokens", 1, 10000000, &s.max_tokens, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = decode_search_mode(root, &s.mode, err);
    if (rc == CG_OK)
        rc = decode_group(root, &s.group_files, err);
    if (rc == CG_OK)
        rc = cg_json_get_bool(root, "explain", &s.explain, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_filter(root, arena, &s.filter, err);
    s.limit = limit;
    if (rc == CG_OK)
        *search = s;
    return rc;
}
