// SPDX-License-Identifier: Apache-2.0
// Settings that people and other programs write, too: changed where they must be, and nowhere else. So JSON is not read and
// written anew, which would lose comments, order and spaces: the place is found, and text is put there.
#include "mcp.h"

#define DEPTH_MAX 200

/* ---- JSON with comments and trailing commas ---- */

typedef struct scan {
    const char *at, *end;
    const char *why; /* not NULL: it cannot be read */
} scan;

/* A range of text. */
typedef struct piece {
    const char *from, *to;
} piece;

static bool fail(scan *s, const char *why)
{
    if (s->why == NULL)
        s->why = why;
    return false;
}

static void skip_comment(scan *s)
{
    bool line = s->at[1] == '/';
    s->at += 2;
    while (s->at < s->end) {
        if (line && *s->at == '\n')
            return;
        if (!line && s->end - s->at >= 2 && s->at[0] == '*' && s->at[1] == '/') {
            s->at += 2;
            return;
        }
        s->at++;
    }
    if (!line)
        (void)fail(s, "a comment does not end");
}

static void skip_space(scan *s)
{
    while (s->at < s->end && s->why == NULL) {
        if (strchr(" \t\r\n", *s->at) != NULL && *s->at != '\0')
            s->at++;
        else if (s->end - s->at >= 2 && s->at[0] == '/' && (s->at[1] == '/' || s->at[1] == '*'))
            skip_comment(s);
        else
            return;
    }
}

/* A text with its quotes. */
static bool skip_string(scan *s)
{
    if (s->at == s->end || *s->at != '"')
        return fail(s, "a name or text is missing");
    for (s->at++; s->at < s->end && *s->at != '"' && *s->at != '\n'; s->at++)
        s->at += *s->at == '\\'; /* what is escaped ends nothing */
    if (s->at >= s->end || *s->at != '"')
        return fail(s, "a text does not end");
    s->at++;
    return true;
}

static bool skip_value(scan *s, unsigned depth);

/* Members or elements up to the closing bracket; `out`, if it is not NULL: the value of the member `name`. */
static bool skip_inside(scan *s, unsigned depth, char close, const char *name, piece *out)
{
    for (bool first = true;; first = false) {
        piece key = {0}, value;
        skip_space(s);
        if (s->at < s->end && !first && *s->at == ',') {
            s->at++;
            skip_space(s);
        } else if (!first && (s->at == s->end || *s->at != close)) {
            return fail(s, "a comma or a bracket is missing");
        }
        if (s->at < s->end && *s->at == close) {
            s->at++;
            return s->why == NULL;
        }
        if (close == '}') {
            key.from = s->at;
            if (!skip_string(s))
                return false;
            key.to = s->at;
            skip_space(s);
            if (s->at == s->end || *s->at++ != ':')
                return fail(s, "a colon is missing");
            skip_space(s);
        }
        value.from = s->at;
        if (!skip_value(s, depth))
            return false;
        value.to = s->at;
        if (out != NULL && (size_t)(key.to - key.from) == strlen(name) + 2 &&
            memcmp(key.from + 1, name, strlen(name)) == 0)
            *out = value;
    }
}

static bool skip_value(scan *s, unsigned depth)
{
    if (depth == DEPTH_MAX)
        return fail(s, "it is nested too deep");
    if (s->at == s->end)
        return fail(s, "it ends too early");
    if (*s->at == '"')
        return skip_string(s);
    if (*s->at == '{' || *s->at == '[') {
        char close = *s->at++ == '{' ? '}' : ']';
        return skip_inside(s, depth + 1, close, NULL, NULL);
    }
    const char *from = s->at;
    while (s->at < s->end && *s->at != '\0' && strchr(",]} \t\r\n/", *s->at) == NULL)
        s->at++;
    return s->at > from || fail(s, "a value is missing");
}

/* The value of a member of the object that begins at `object`; from NULL: there is none. False: unreadable. */
static bool find_member(cg_str text, const char *object, const char *name, piece *out,
                        const char **out_why)
{
    scan s = {.at = object, .end = text.ptr + text.len};
    *out = (piece){0};
    if (s.at == s.end || *s.at != '{') {
        *out_why = "it is no object where there should be one";
        return false;
    }
    s.at++;
    bool fine = skip_inside(&s, 0, '}', name, out);
    *out_why = s.why;
    return fine;
}

static void add(cg_buf *out, const char *from, const char *to)
{
    cg_buf_add(out, from, (size_t)(to - from));
}

/* Whether anything stands between the brackets of an object but space and comments. */
static bool is_empty_object(cg_str text, const char *object)
{
    scan s = {.at = object + 1, .end = text.ptr + text.len};
    skip_space(&s);
    return s.at < s.end && *s.at == '}';
}

/* A member at the beginning of an object. */
static void insert_first(cg_str text, const char *object, cg_str member, unsigned indent,
                         cg_buf *out)
{
    bool empty = is_empty_object(text, object);
    add(out, text.ptr, object + 1);
    cg_buf_printf(out, "\n%*s%.*s%s", (int)indent, "", CG_STR_ARG(member), empty ? "" : ",");
    if (empty)
        cg_buf_printf(out, "\n%*s", (int)indent - 2, "");
    add(out, object + 1, text.ptr + text.len);
}

static bool is_blank(cg_str text)
{
    return cg_str_trim(text).len == 0;
}

static bool find_root(cg_str text, const char **out_root, const char **out_why)
{
    scan s = {.at = text.ptr, .end = text.ptr + text.len};
    if (cg_str_starts(text, CG_STR("\xef\xbb\xbf")))
        s.at += 3;
    skip_space(&s);
    *out_root = s.at;
    bool fine = skip_value(&s, 0);
    skip_space(&s);
    if (fine && s.at != s.end)
        fine = fail(&s, "something stands behind its end");
    *out_why = s.why;
    return fine && s.why == NULL;
}

bool settings_merge_json(cg_str text, const char *group, const char *name, cg_str value,
                         cg_buf *out, const char **out_why)
{
    CG_AUTO_VALUE(cg_buf) member = {0};
    const char *root;
    piece of_group, of_name;
    if (is_blank(text)) {
        cg_buf_printf(out, "{\n  \"%s\": {\n    \"%s\": %.*s\n  }\n}\n", group, name,
                      CG_STR_ARG(value));
        return true;
    }
    if (!find_root(text, &root, out_why) || !find_member(text, root, group, &of_group, out_why))
        return false;
    if (of_group.from == NULL) {
        cg_buf_printf(&member, "\"%s\": {\n    \"%s\": %.*s\n  }", group, name, CG_STR_ARG(value));
        insert_first(text, root, cg_buf_str(&member), 2, out);
        return true;
    }
    if (!find_member(text, of_group.from, name, &of_name, out_why))
        return false;
    if (of_name.from == NULL) {
        cg_buf_printf(&member, "\"%s\": %.*s", name, CG_STR_ARG(value));
        insert_first(text, of_group.from, cg_buf_str(&member), 4, out);
        return true;
    }
    add(out, text.ptr, of_name.from);
    cg_buf_add_str(out, value);
    add(out, of_name.to, text.ptr + text.len);
    return true;
}

/* ---- TOML ---- */

/* "[ mcp_servers . "codegraph" ]" is [mcp_servers.codegraph]. */
static bool is_header(cg_str line, const char *group, const char *name)
{
    CG_AUTO_VALUE(cg_buf) plain = {0};
    CG_AUTO_VALUE(cg_buf) wanted = {0};
    ptrdiff_t hash = cg_str_find(line, '#');
    if (hash >= 0)
        line.len = (size_t)hash;
    for (size_t i = 0; i < line.len; i++)
        if (strchr(" \t\r\"'", line.ptr[i]) == NULL)
            cg_buf_add_char(&plain, line.ptr[i]);
    cg_buf_printf(&wanted, "[%s.%s]", group, name);
    return cg_str_eq(cg_buf_str(&plain), cg_buf_str(&wanted));
}

static bool begins_table(cg_str line)
{
    return cg_str_starts(cg_str_trim(line), CG_STR("["));
}

/* "key = …"; how many brackets its line leaves open. */
static bool is_key(cg_str line, const char *key, int *out_open)
{
    cg_str rest = cg_str_trim(line);
    size_t n = strlen(key);
    if (rest.len <= n || memcmp(rest.ptr, key, n) != 0)
        return false;
    rest = cg_str_trim(cg_str_slice(rest, n, rest.len));
    if (!cg_str_starts(rest, CG_STR("=")))
        return false;
    *out_open = 0;
    for (size_t i = 0; i < rest.len; i++)
        *out_open += (rest.ptr[i] == '[') - (rest.ptr[i] == ']');
    return true;
}

/* Where the group is stated in a way that a table cannot be added to. */
static bool states_group(cg_str line, const char *group)
{
    cg_str rest = cg_str_trim(line);
    size_t n = strlen(group);
    if (rest.len <= n || memcmp(rest.ptr, group, n) != 0)
        return false;
    rest = cg_str_trim(cg_str_slice(rest, n, rest.len));
    return rest.len > 0 && (rest.ptr[0] == '=' || rest.ptr[0] == '.');
}

typedef struct toml {
    const char *group, *name;
    cg_str program, args;
    bool found, inside, at_root;
    int open; /* brackets of a value that is left out */
    cg_buf *out;
} toml;

static void add_keys(toml *t)
{
    cg_buf_printf(t->out, "command = %.*s\nargs = %.*s\n", CG_STR_ARG(t->program),
                  CG_STR_ARG(t->args));
}

/* Copies a line, unless it is one of ours. */
static void take_line(toml *t, cg_str line)
{
    int open = 0;
    if (t->open > 0) {
        for (size_t i = 0; i < line.len; i++)
            t->open += (line.ptr[i] == '[') - (line.ptr[i] == ']');
        return;
    }
    if (t->inside && (is_key(line, "command", &open) || is_key(line, "args", &open))) {
        t->open = open;
        return;
    }
    if (begins_table(line)) {
        t->at_root = false;
        t->inside = is_header(line, t->group, t->name);
    }
    cg_buf_add_str(t->out, line);
    cg_buf_add_char(t->out, '\n');
    if (t->inside && begins_table(line)) {
        t->found = true;
        add_keys(t);
    }
}

bool settings_merge_toml(cg_str text, const char *group, const char *name, cg_str program,
                         cg_str args, cg_buf *out, const char **out_why)
{
    toml t = {group, name, program, args, .at_root = true, .out = out};
    cg_str rest = text, line;
    if (cg_str_ends(rest, CG_STR("\n")))
        rest.len--;
    while (rest.len > 0 && cg_str_split(&rest, '\n', &line)) {
        if (t.at_root && states_group(line, group)) {
            *out_why = "it states its servers in a way that this program does not change";
            return false;
        }
        take_line(&t, line);
    }
    if (!t.found) {
        cg_buf_printf(out, "%s[%s.%s]\n", out->len > 0 ? "\n" : "", group, name);
        add_keys(&t);
    }
    return true;
}
