// SPDX-License-Identifier: Apache-2.0
// Unified diffs as text. A file begins with "diff --git" or with "---" and "+++" behind each other; a hunk has as many lines as its
// head says, whatever these look like.
#include "patch.h"

#include <stdlib.h>

typedef struct reader {
    cg_str rest;
    uint32_t line; /* of `at`; from 1 */
    cg_str at;     /* the line that was read last, without its end */
    patch *out;
    patch_file *file; /* whose header is read; NULL: none */
    bool headed;      /* its paths were told by "---" and "+++" */
    cg_err *err;
} reader;

static bool next_line(reader *r)
{
    if (r->rest.len == 0 || !cg_str_split(&r->rest, '\n', &r->at))
        return false;
    r->line++;
    return true;
}

/* Of a line that is no content. */
static cg_str chomp(cg_str line)
{
    return cg_str_ends(line, CG_STR("\r")) ? cg_str_slice(line, 0, line.len - 1) : line;
}

static cg_code refuse(const reader *r, const char *what)
{
    return CG_FAIL(r->err, CG_E_INVALID, "line %u: %s", r->line, what);
}

static bool after(cg_str line, const char *prefix, cg_str *out_rest)
{
    cg_str start = cg_str_from(prefix);
    if (!cg_str_starts(line, start))
        return false;
    *out_rest = cg_str_slice(line, start.len, line.len);
    return true;
}

/* ---- paths ---- */

static int octal_at(cg_str text, size_t at)
{
    int value = 0;
    if (at + 3 > text.len)
        return -1;
    for (size_t i = at; i < at + 3; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '7')
            return -1;
        value = value * 8 + (text.ptr[i] - '0');
    }
    return value;
}

/* As Git quotes paths, like strings of C; advances behind it. False: it does not end, is too long, or has an escape that
 * there is none. */
static bool unquote(cg_str *rest, cg_arena *arena, cg_str *out_path)
{
    static const char letters[] = "abtnvfr\"\\", meant[] = "\a\b\t\n\v\f\r\"\\";
    char path[PATCH_PATH_MAX];
    size_t n = 0, at = 1;
    for (; at < rest->len && rest->ptr[at] != '"'; at++) {
        char c = rest->ptr[at];
        if (n == sizeof path)
            return false;
        if (c == '\\') {
            int octal = octal_at(*rest, at + 1);
            const char *letter = at + 1 < rest->len && rest->ptr[at + 1] != '\0'
                                     ? strchr(letters, rest->ptr[at + 1])
                                     : NULL;
            if (octal <= 0 && letter == NULL)
                return false;
            c = octal > 0 ? (char)octal : meant[letter - letters];
            at += octal > 0 ? 3 : 1;
        }
        path[n++] = c;
    }
    if (at >= rest->len)
        return false;
    *out_path = cg_arena_str(arena, cg_str_make(path, n));
    *rest = cg_str_slice(*rest, at + 1, rest->len);
    return true;
}

static cg_code check_path(reader *r, cg_str path)
{
    if (path.len == 0 || path.len > PATCH_PATH_MAX)
        return refuse(r, "a path has 1 to 4096 bytes");
    if (memchr(path.ptr, 0, path.len) != NULL || !cg_utf8_valid(path))
        return refuse(r, "a path is no UTF-8, or has a NUL");
    return CG_OK;
}

static cg_code read_quoted(reader *r, cg_str *rest, cg_str *out)
{
    if (!unquote(rest, r->out->arena, out))
        return refuse(r, "a path in quotes is cut, too long, or has an escape that there is none");
    return check_path(r, *out);
}

/* The path that a line ends with, but for a time behind a tab. */
static cg_code read_path(reader *r, cg_str text, cg_str *out)
{
    if (cg_str_starts(text, CG_STR("\"")))
        return read_quoted(r, &text, out);
    ptrdiff_t tab = cg_str_find(text, '\t');
    *out = cg_str_slice(text, 0, tab < 0 ? text.len : (size_t)tab);
    return check_path(r, *out);
}

/* "a/x y b/x y": paths may have blanks; both are the same where no other line tells them, and so are their lengths. */
static cg_code read_git_paths(reader *r, cg_str text)
{
    patch_file *f = r->file;
    cg_str *before = &f->path[PATCH_BEFORE], *behind = &f->path[PATCH_AFTER];
    size_t half = text.len / 2;
    if (cg_str_starts(text, CG_STR("\""))) {
        cg_code rc = read_quoted(r, &text, before);
        if (rc == CG_OK && !after(text, " ", &text))
            return refuse(r, "\"diff --git\" needs two paths");
        return rc == CG_OK ? read_path(r, text, behind) : rc;
    }
    if (text.len % 2 == 1 && text.len > 2 && text.ptr[half] == ' ') {
        *before = cg_str_slice(text, 0, half);
        *behind = cg_str_slice(text, half + 1, text.len);
        if (cg_str_eq(patch_plain_path(f, PATCH_BEFORE), patch_plain_path(f, PATCH_AFTER)) &&
            check_path(r, *before) == CG_OK)
            return check_path(r, *behind);
    }
    *before = *behind = CG_STR_NULL;
    return CG_OK;
}

cg_str patch_plain_path(const patch_file *file, unsigned side)
{
    static const char prefixes[] = "abiwco12";
    cg_str path = file->path[side];
    if (file->exact || path.len == 0)
        return path;
    for (unsigned i = 0; i < PATCH_SIDES; i++) {
        cg_str p = file->path[i];
        if (p.len > 0 && (p.len < 3 || p.ptr[1] != '/' || p.ptr[0] == '\0' ||
                          strchr(prefixes, p.ptr[0]) == NULL))
            return path;
    }
    return cg_str_slice(path, 2, path.len);
}

/* ---- files ---- */

static cg_code begin_file(reader *r)
{
    if (r->out->files.len == PATCH_FILES_MAX)
        return CG_FAIL(r->err, CG_E_LIMIT, "line %u: a diff may have %d files", r->line,
                       PATCH_FILES_MAX);
    CG_VEC_PUSH(&r->out->files, (patch_file){.line = r->line, .hunks = r->out->hunks.len});
    r->file = &r->out->files.ptr[r->out->files.len - 1];
    r->headed = false;
    return CG_OK;
}

/* "--- PATH" and "+++ PATH" behind each other; other lines that begin so are none. */
static cg_code read_paths(reader *r, cg_str before)
{
    cg_str rest = r->rest, line, behind, paths[PATCH_SIDES];
    if (rest.len == 0 || !cg_str_split(&rest, '\n', &line) || !after(chomp(line), "+++ ", &behind))
        return CG_OK;
    cg_code rc = r->file == NULL || r->headed || r->file->hunks_count > 0 ? begin_file(r) : CG_OK;
    if (rc == CG_OK)
        rc = read_path(r, before, &paths[PATCH_BEFORE]);
    (void)next_line(r);
    if (rc == CG_OK)
        rc = read_path(r, behind, &paths[PATCH_AFTER]);
    if (rc != CG_OK)
        return rc;
    patch_file *f = r->file;
    r->headed = true;
    for (unsigned side = 0; side < PATCH_SIDES; side++) {
        bool none = cg_str_eq(paths[side], CG_STR("/dev/null"));
        if (none && f->change == PATCH_CHANGED)
            f->change = side == PATCH_BEFORE ? PATCH_ADDED : PATCH_REMOVED;
        if (!f->exact)
            f->path[side] = none ? CG_STR_NULL : paths[side];
    }
    if (f->path[PATCH_BEFORE].len + f->path[PATCH_AFTER].len == 0)
        return refuse(r, "a file has no path");
    return CG_OK;
}

static cg_code read_moved(reader *r, patch_change change, unsigned side, cg_str path)
{
    if (!r->file->exact)
        r->file->path[PATCH_BEFORE] = r->file->path[PATCH_AFTER] = CG_STR_NULL;
    r->file->exact = true;
    r->file->change = change;
    return read_path(r, path, &r->file->path[side]);
}

static bool is_hex(cg_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (strchr("0123456789abcdef", text.ptr[i]) == NULL || text.ptr[i] == '\0')
            return false;
    return text.len > 0;
}

/* "index 1234567..89abcde 100644"; zeros stand for nothing. */
static void read_blobs(patch_file *f, cg_str text)
{
    cg_str before, behind, rest = text;
    if (!cg_str_split(&rest, '.', &before) || !cg_str_starts(rest, CG_STR(".")))
        return;
    rest = cg_str_slice(rest, 1, rest.len);
    if (!cg_str_split(&rest, ' ', &behind) || !is_hex(before) || !is_hex(behind))
        return;
    f->blob[PATCH_BEFORE] = before;
    f->blob[PATCH_AFTER] = behind;
    f->link = f->link || cg_str_eq(rest, CG_STR("160000")) || cg_str_eq(rest, CG_STR("120000"));
}

static void read_mode(patch_file *f, cg_str mode)
{
    f->link = cg_str_eq(mode, CG_STR("160000")) || cg_str_eq(mode, CG_STR("120000"));
}

/* Lines of a header of Git. */
static cg_code read_extended(reader *r, cg_str line)
{
    patch_file *f = r->file;
    cg_str rest;
    if (after(line, "rename from ", &rest))
        return read_moved(r, PATCH_RENAMED, PATCH_BEFORE, rest);
    if (after(line, "rename to ", &rest))
        return read_moved(r, PATCH_RENAMED, PATCH_AFTER, rest);
    if (after(line, "copy from ", &rest))
        return read_moved(r, PATCH_COPIED, PATCH_BEFORE, rest);
    if (after(line, "copy to ", &rest))
        return read_moved(r, PATCH_COPIED, PATCH_AFTER, rest);
    if (after(line, "new file mode ", &rest)) {
        f->change = PATCH_ADDED;
        read_mode(f, rest);
    } else if (after(line, "deleted file mode ", &rest)) {
        f->change = PATCH_REMOVED;
        read_mode(f, rest);
    } else if (after(line, "index ", &rest)) {
        read_blobs(f, rest);
    } else if (after(line, "Binary files ", &rest) || cg_str_eq(line, CG_STR("GIT binary patch"))) {
        f->binary = true;
    }
    return CG_OK;
}

/* ---- hunks ---- */

/* "12,3" or "12"; advances behind it. */
static bool read_span(cg_str *rest, uint32_t *out_first, uint32_t *out_count)
{
    uint64_t first, count = 1;
    ptrdiff_t blank = cg_str_find(*rest, ' ');
    cg_str span = cg_str_slice(*rest, 0, blank < 0 ? rest->len : (size_t)blank), number;
    *rest = cg_str_slice(*rest, span.len, rest->len);
    if (!cg_str_split(&span, ',', &number) || !cg_str_to_u64(number, &first) ||
        (span.len > 0 && !cg_str_to_u64(span, &count)))
        return false;
    if (first > PATCH_LINE_MAX || count > PATCH_LINE_MAX || (first == 0 && count > 0) ||
        first + count > PATCH_LINE_MAX)
        return false;
    *out_first = (uint32_t)first;
    *out_count = (uint32_t)count;
    return true;
}

static bool read_spans(cg_str text, patch_hunk *out)
{
    cg_str rest = text;
    return read_span(&rest, &out->first[PATCH_BEFORE], &out->count[PATCH_BEFORE]) &&
           after(rest, " +", &rest) &&
           read_span(&rest, &out->first[PATCH_AFTER], &out->count[PATCH_AFTER]) &&
           cg_str_starts(rest, CG_STR(" @@"));
}

/* The line behind a hunk, on one side. */
static uint64_t end_of(const patch_hunk *h, unsigned side)
{
    return (uint64_t)h->first[side] + (h->count[side] > 0 ? h->count[side] : 1);
}

static bool begins_behind(const patch_hunk *h, const patch_hunk *last)
{
    for (unsigned side = 0; side < PATCH_SIDES; side++)
        if ((uint64_t)h->first[side] + (h->count[side] == 0) < end_of(last, side))
            return false;
    return true;
}

/* As many lines as the head says. */
static cg_code read_hunk_lines(reader *r, patch_hunk *h)
{
    uint32_t left[PATCH_SIDES] = {h->count[PATCH_BEFORE], h->count[PATCH_AFTER]};
    cg_str start = r->rest;
    while (left[PATCH_BEFORE] + left[PATCH_AFTER] > 0) {
        if (!next_line(r))
            return refuse(r, "a hunk ends before it has as many lines as it says");
        char kind = chomp(r->at).len > 0 ? r->at.ptr[0] : ' ';
        bool before = kind == ' ' || kind == '-', behind = kind == ' ' || kind == '+';
        if (kind == '\\')
            continue;
        if ((!before && !behind) || (before && left[PATCH_BEFORE] == 0) ||
            (behind && left[PATCH_AFTER] == 0))
            return refuse(r, "a hunk has other lines than its head says");
        left[PATCH_BEFORE] -= before;
        left[PATCH_AFTER] -= behind;
    }
    h->lines = cg_str_slice(start, 0, start.len - r->rest.len);
    return CG_OK;
}

static cg_code read_hunk(reader *r, cg_str spans)
{
    patch_hunk h = {0};
    patch_file *f = r->file;
    if (f == NULL || !r->headed)
        return refuse(r, "a hunk stands before the \"---\" and \"+++\" of its file");
    if (!read_spans(spans, &h))
        return refuse(r, "a hunk begins with @@ -LINE,COUNT +LINE,COUNT @@");
    if ((f->path[PATCH_BEFORE].len == 0 && h.count[PATCH_BEFORE] > 0) ||
        (f->path[PATCH_AFTER].len == 0 && h.count[PATCH_AFTER] > 0))
        return refuse(r, "a hunk has lines of a side on which the file is not there");
    if (f->hunks_count > 0 && !begins_behind(&h, &r->out->hunks.ptr[r->out->hunks.len - 1]))
        return refuse(r, "hunks of a file must follow each other, none over another");
    cg_code rc = read_hunk_lines(r, &h);
    if (rc != CG_OK)
        return rc;
    CG_VEC_PUSH(&r->out->hunks, h);
    f->hunks_count++;
    return CG_OK;
}

/* ---- all of it ---- */

static cg_code read_line(reader *r)
{
    cg_str line = chomp(r->at), rest;
    if (after(line, "diff --git ", &rest)) {
        cg_code rc = begin_file(r);
        return rc == CG_OK ? read_git_paths(r, rest) : rc;
    }
    if (after(line, "diff --cc ", &rest) || after(line, "diff --combined ", &rest) ||
        after(line, "@@@ ", &rest))
        return refuse(
            r,
            "a combined diff, of a merge, is not read: compare with one side, as in git diff main...");
    if (cg_str_eq(line, CG_STR("***************")))
        return refuse(r,
                      "a context diff is not read: give a unified one, as git diff and diff -u do");
    if (after(line, "--- ", &rest))
        return read_paths(r, rest);
    if (after(line, "@@ -", &rest))
        return read_hunk(r, rest);
    return r->file != NULL && !r->headed ? read_extended(r, line) : CG_OK;
}

static bool is_blank(cg_str text)
{
    return cg_str_trim(text).len == 0;
}

/* Of a file that has neither "---" nor "rename from": what is new or gone has one path alone. */
static cg_code settle_paths(patch *p, cg_err *err)
{
    for (size_t i = 0; i < p->files.len; i++) {
        patch_file *f = &p->files.ptr[i];
        if (f->change == PATCH_ADDED)
            f->path[PATCH_BEFORE] = CG_STR_NULL;
        if (f->change == PATCH_REMOVED)
            f->path[PATCH_AFTER] = CG_STR_NULL;
        if (f->path[PATCH_BEFORE].len + f->path[PATCH_AFTER].len == 0)
            return CG_FAIL(err, CG_E_INVALID, "line %u: which file this is about is not told",
                           f->line);
    }
    return CG_OK;
}

static int compare_paths(const void *a, const void *b)
{
    const patch_file *x = *(patch_file *const *)a, *y = *(patch_file *const *)b;
    int order = cg_str_cmp(x->path[PATCH_BEFORE], y->path[PATCH_BEFORE]);
    if (order == 0)
        order = cg_str_cmp(x->path[PATCH_AFTER], y->path[PATCH_AFTER]);
    return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

/* Lines of a second change of the same file would be those of a state between the two. */
static cg_code check_once(patch *p, cg_err *err)
{
    patch_file **sorted = cg_alloc_array(p->files.len + 1, sizeof(patch_file *));
    cg_code rc = CG_OK;
    for (size_t i = 0; i < p->files.len; i++)
        sorted[i] = &p->files.ptr[i];
    if (p->files.len > 1)
        qsort(sorted, p->files.len, sizeof *sorted, compare_paths);
    for (size_t i = 1; rc == CG_OK && i < p->files.len; i++)
        if (cg_str_eq(sorted[i]->path[PATCH_BEFORE], sorted[i - 1]->path[PATCH_BEFORE]) &&
            cg_str_eq(sorted[i]->path[PATCH_AFTER], sorted[i - 1]->path[PATCH_AFTER]))
            rc =
                CG_FAIL(err, CG_E_INVALID,
                        "line %u: a file of line %u comes again: give one diff of all that changes",
                        sorted[i]->line, sorted[i - 1]->line);
    cg_free(sorted);
    return rc;
}

cg_code patch_read(cg_str text, patch *out, cg_err *err)
{
    reader r = {.rest = text, .out = out, .err = err};
    cg_code rc = CG_OK;
    *out = (patch){.arena = cg_arena_create(0)};
    if (is_blank(text))
        return CG_OK;
    while (rc == CG_OK && next_line(&r))
        rc = read_line(&r);
    if (rc == CG_OK && out->files.len == 0)
        return CG_FAIL(err, CG_E_INVALID,
                       "this is no unified diff: no line \"diff --git\", nor \"---\" and \"+++\"");
    if (rc == CG_OK)
        rc = settle_paths(out, err);
    return rc == CG_OK ? check_once(out, err) : rc;
}

void patch_fini(patch *p)
{
    CG_VEC_FINI(&p->files);
    CG_VEC_FINI(&p->hunks);
    cg_arena_destroy(p->arena);
    p->arena = NULL;
}

/* ---- lines of hunks ---- */

bool patch_next_line(cg_str *inout_rest, char *out_kind, cg_str *out_text)
{
    cg_str line;
    while (inout_rest->len > 0 && cg_str_split(inout_rest, '\n', &line)) {
        line = chomp(line);
        *out_kind = line.len > 0 ? line.ptr[0] : ' ';
        *out_text = cg_str_slice(line, 1, line.len);
        if (*out_kind != '\\')
            return true;
    }
    return false;
}

static uint32_t indent_of(cg_str line)
{
    uint32_t n = 0;
    while (n < line.len && (line.ptr[n] == ' ' || line.ptr[n] == '\t'))
        n++;
    return n;
}

/* Lines of a hunk, one side of which is looked at: runs of those that only one side has. */
static void add_ranges(const patch_hunk *h, unsigned side, patch_ranges *out)
{
    const char ours = side == PATCH_BEFORE ? '-' : '+';
    cg_str rest = h->lines, text;
    /* the next line of this side */
    uint32_t at = h->first[side] + (h->count[side] == 0 ? 1 : 0);
    patch_range run = {0};
    bool open = false, indented = false, more;
    do {
        char kind = ' ';
        more = patch_next_line(&rest, &kind, &text);
        if (!more || kind == ' ') {
            if (open) {
                run.first = run.count > 0 ? run.first : at - 1;
                CG_VEC_PUSH(out, run);
            }
            open = indented = false;
            run = (patch_range){0};
            at += more;
            continue;
        }
        open = true;
        if (kind == ours) {
            run.first = run.count++ == 0 ? at : run.first;
            at++;
        } else if (!indented && cg_str_trim(text).len > 0) {
            run.indent = indent_of(text);
            indented = true;
        }
    } while (more);
}

void patch_list_ranges(const patch *p, const patch_file *file, unsigned side, patch_ranges *out)
{
    for (size_t i = 0; i < file->hunks_count; i++)
        add_ranges(&p->hunks.ptr[file->hunks + i], side, out);
}
