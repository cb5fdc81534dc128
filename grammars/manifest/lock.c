// SPDX-License-Identifier: Apache-2.0
// manifest: lock files with lines of their own, and requirements.txt. Which it is shows in the first line
// that says something. A line that says nothing of a version is passed over: these files are written by
// tools, and most of what they hold concerns nobody here.
#include "manifest_int.h"

/* ---- lines ---- */

/* The next line that is neither blank nor a comment, as a value; false at the end. */
static bool next_line(mf_reader *r, mf_value *out)
{
    while (mf_more(r)) {
        uint32_t end = mf_line_end(r);
        *out = mf_plain(r, r->at, end);
        r->at = end + (end < r->src.len);
        if (out->text.len > 0 && out->text.ptr[0] != '#')
            return true;
    }
    return false;
}

static mf_value unquoted(const mf_reader *r, mf_value v)
{
    char c = v.text.len > 1 ? v.text.ptr[0] : '\0';
    if ((c != '"' && c != '\'') || v.text.ptr[v.text.len - 1] != c)
        return v;
    v.text = mf_slice(r, v.start + 1, v.end - 1);
    v.text_at = v.start + 1;
    return v;
}

/* The text behind "name: " or, as the older yarn writes it, "name ". */
static bool value_of(const mf_reader *r, const mf_value *line, cg_str name, mf_value *out)
{
    if (!cg_str_starts(line->text, name) || line->text.len == name.len ||
        (line->text.ptr[name.len] != ':' && line->text.ptr[name.len] != ' '))
        return false;
    *out = unquoted(r, mf_plain(r, line->start + (uint32_t)name.len + 1, line->end));
    return true;
}

/* ---- yarn.lock, pnpm-lock.yaml ---- */

/* The name in `"@a/b@^1.0", "@a/b@^1.1"`; an empty one: it is no list of what is asked for. */
static mf_value asked_name(const mf_reader *r, mf_value key)
{
    uint32_t at = key.start + (key.text.ptr[0] == '"');
    uint32_t end = at + 1;
    while (end < key.end && r->src.ptr[end] != '@')
        end++;
    return (mf_value){mf_slice(r, at, end < key.end ? end : at), key.start, key.end, at};
}

/* "18.2.0(react@18.1.0)" is 18.2.0; what is a folder or a workspace has no version. */
static void settled(mf_reader *r, const mf_value *name, mf_value version)
{
    ptrdiff_t peers = cg_str_find(version.text, '(');
    cg_str text = cg_str_slice(version.text, 0, peers < 0 ? version.text.len : (size_t)peers);
    bool number = text.len > 0 && text.ptr[0] >= '0' && text.ptr[0] <= '9';
    cg_def_at at = {
        .start = name->start, .end = version.end, .name_at = name->text_at, .name = name->text};
    if (number && !cg_str_eq(text, CG_STR("0.0.0-use.local")))
        mf_import(r, at, text, CG_IMPORT_RESOLVED);
}

/* A version stands right behind its key, which lists what is asked for (yarn), or behind the
 * `specifier` that stands behind its key, which is the name (pnpm). */
static void read_blocks(mf_reader *r)
{
    enum { OTHER, KEY, SPECIFIER } before = OTHER;
    mf_value line, value, key = {0};
    while (next_line(r, &line)) {
        if (line.text.ptr[line.text.len - 1] == ':') {
            key = mf_plain(r, line.start, line.end - 1);
            before = key.text.len > 0 ? KEY : OTHER;
        } else if (before == KEY && value_of(r, &line, CG_STR("specifier"), &value)) {
            before = SPECIFIER;
        } else {
            if (before != OTHER && value_of(r, &line, CG_STR("version"), &value)) {
                mf_value name = before == KEY ? asked_name(r, key) : unquoted(r, key);
                settled(r, &name, value);
            }
            before = OTHER;
        }
    }
}

/* ---- gradle.lockfile: "group:artifact:version=configuration,configuration" ---- */

/* Where the version starts; 0: it is no such line. */
static size_t gradle_version(cg_str line, size_t *out_end)
{
    ptrdiff_t equals = cg_str_find(line, '=');
    cg_str module = cg_str_slice(line, 0, equals < 0 ? 0 : (size_t)equals);
    ptrdiff_t group = cg_str_find(module, ':'), last = cg_str_rfind(module, ':');
    *out_end = module.len;
    return group > 0 && last > group + 1 && cg_str_find(module, ' ') < 0 &&
                   cg_str_find(module, '"') < 0
               ? (size_t)last + 1
               : 0;
}

static void read_gradle(mf_reader *r)
{
    mf_value line;
    size_t end;
    while (next_line(r, &line)) {
        size_t version = gradle_version(line.text, &end);
        cg_def_at at = {.start = line.start,
                        .end = line.start + (uint32_t)end,
                        .name_at = line.start,
                        .name = cg_str_slice(line.text, 0, version ? version - 1 : 0)};
        if (version > 0)
            mf_import(r, at, cg_str_slice(line.text, version, end), CG_IMPORT_RESOLVED);
    }
}

/* ---- requirements.txt ---- */

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

/* An option, a folder, an address, or a name with what is asked of its version. */
static bool is_requirement(cg_str line)
{
    static const char *const behind[] = {"==", ">", "<", "~=", "!=", "@", ";", "#", "+", "://"};
    size_t n = 0;
    if (line.ptr[0] == '-' || line.ptr[0] == '.')
        return true;
    while (n < line.len && is_name_char(line.ptr[n]))
        n++;
    cg_str rest = cg_str_trim(cg_str_slice(line, n, line.len));
    ptrdiff_t extras = cg_str_starts(rest, CG_STR("[")) ? cg_str_find(rest, ']') : -1;
    rest = cg_str_trim(cg_str_slice(rest, (size_t)(extras + 1), rest.len));
    for (size_t i = 0; n > 0 && i < CG_ARRAY_LEN(behind); i++)
        if (cg_str_starts(rest, cg_str_from(behind[i])))
            return true;
    return n > 0 && rest.len == 0;
}

/* Without comment, options like --hash, and the backslash that has them follow on the next line. */
static mf_value without_options(const mf_reader *r, mf_value line)
{
    static const char *const ends[] = {" #", " --", "\\"};
    for (size_t i = 0; i < CG_ARRAY_LEN(ends) && line.text.len > 0; i++) {
        const char *at = memmem(line.text.ptr, line.text.len, ends[i], strlen(ends[i]));
        if (at != NULL)
            line = mf_plain(r, line.start, (uint32_t)(at - r->src.ptr));
    }
    return line;
}

static bool is_address(cg_str line)
{
    size_t n = 0;
    while (n < line.len && is_name_char(line.ptr[n]))
        n++;
    cg_str rest = cg_str_slice(line, n, line.len);
    return n == 0 || line.ptr[0] == '.' || cg_str_starts(rest, CG_STR("+")) ||
           cg_str_starts(rest, CG_STR("/")) || cg_str_starts(rest, CG_STR(":"));
}

static void read_requirements(mf_reader *r)
{
    mf_value line;
    while (next_line(r, &line)) {
        line = without_options(r, line);
        if (line.text.len > 0 && line.text.ptr[0] != '-' && !is_address(line.text))
            mf_requirement(r, &line, MF_PINS);
    }
}

/* ---- which ---- */

bool mf_read_lock(mf_reader *r)
{
    cg_str line = cg_str_trim(mf_slice(r, r->at, mf_line_end(r)));
    size_t end;
    if (line.len == 0)
        return false;
    if (cg_str_starts(line, CG_STR("lockfileVersion:")) || line.ptr[line.len - 1] == ':')
        read_blocks(r);
    else if (gradle_version(line, &end) > 0)
        read_gradle(r);
    else if (is_requirement(line))
        read_requirements(r);
    else
        return false;
    return true;
}
