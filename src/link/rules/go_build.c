// SPDX-License-Identifier: Apache-2.0
// link, Go: which files are built together. Names of files (x_linux_amd64.go) and constraints above
// the package clause, which the extractor keeps as its decorators, say for what a file is built. A file
// is taken to be built for Linux on amd64, if it can be, else for what it asks for itself.
#include "go.h"

typedef struct target_system {
    cg_str os, arch;
    bool cgo;
    cg_str asked; /* a constraint: other tags hold when it asks for them */
} target_system;

static const cg_str systems[] = {
    CG_STR("linux"),   CG_STR("darwin"),  CG_STR("windows"),   CG_STR("freebsd"), CG_STR("netbsd"),
    CG_STR("openbsd"), CG_STR("solaris"), CG_STR("dragonfly"), CG_STR("plan9"),   CG_STR("aix"),
    CG_STR("android"), CG_STR("illumos"), CG_STR("ios"),       CG_STR("js"),      CG_STR("wasip1"),
};
static const cg_str machines[] = {
    CG_STR("amd64"),   CG_STR("arm64"),   CG_STR("386"),    CG_STR("arm"),    CG_STR("ppc64"),
    CG_STR("ppc64le"), CG_STR("mips"),    CG_STR("mipsle"), CG_STR("mips64"), CG_STR("mips64le"),
    CG_STR("riscv64"), CG_STR("loong64"), CG_STR("s390x"),  CG_STR("wasm"),
};

static bool is_one_of(cg_str word, const cg_str *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(word, words[i]))
            return true;
    return false;
}

static bool is_system(cg_str word)
{
    return is_one_of(word, systems, CG_ARRAY_LEN(systems));
}

static bool is_machine(cg_str word)
{
    return is_one_of(word, machines, CG_ARRAY_LEN(machines));
}

/* ---- tags ---- */

static bool is_tag_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.';
}

/* The tag stands in the constraint without a "!" in front. */
static bool asks_for(cg_str constraint, cg_str tag)
{
    for (size_t at = 0; tag.len > 0 && at + tag.len <= constraint.len; at++) {
        const char *p = constraint.ptr + at;
        size_t end = at + tag.len;
        bool whole = (at == 0 || !is_tag_char(p[-1])) &&
                     (end == constraint.len || !is_tag_char(constraint.ptr[end]));
        if (whole && memcmp(p, tag.ptr, tag.len) == 0 && (at == 0 || p[-1] != '!'))
            return true;
    }
    return false;
}

static bool is_unix(cg_str os)
{
    return !cg_str_eq(os, CG_STR("windows")) && !cg_str_eq(os, CG_STR("plan9")) &&
           !cg_str_eq(os, CG_STR("js")) && !cg_str_eq(os, CG_STR("wasip1"));
}

static bool holds(const target_system *t, cg_str tag)
{
    if (is_system(tag))
        return cg_str_eq(tag, t->os);
    if (is_machine(tag))
        return cg_str_eq(tag, t->arch);
    if (cg_str_eq(tag, CG_STR("unix")))
        return is_unix(t->os);
    if (cg_str_eq(tag, CG_STR("cgo")))
        return t->cgo;
    return cg_str_eq(tag, CG_STR("gc")) || cg_str_starts(tag, CG_STR("go1")) ||
           asks_for(t->asked, tag);
}

/* ---- constraints ---- */

#define NESTING_MAX 32u

typedef struct expression {
    const target_system *system;
    cg_str rest;
    unsigned depth;
} expression;

static bool take(expression *e, const char *token)
{
    cg_str word = cg_str_from(token);
    e->rest = cg_str_trim(e->rest);
    if (!cg_str_starts(e->rest, word))
        return false;
    e->rest = cg_str_slice(e->rest, word.len, e->rest.len);
    return true;
}

static bool eval_or(expression *e);

static bool eval_operand(expression *e)
{
    if (++e->depth > NESTING_MAX)
        return false;
    bool value;
    if (take(e, "!")) {
        value = !eval_operand(e);
    } else if (take(e, "(")) {
        value = eval_or(e);
        (void)take(e, ")");
    } else {
        size_t len = 0;
        e->rest = cg_str_trim(e->rest);
        while (len < e->rest.len && is_tag_char(e->rest.ptr[len]))
            len++;
        value = holds(e->system, cg_str_slice(e->rest, 0, len));
        e->rest = cg_str_slice(e->rest, len, e->rest.len);
    }
    e->depth--;
    return value;
}

static bool eval_and(expression *e)
{
    bool value = eval_operand(e);
    while (take(e, "&&"))
        value &= eval_operand(e);
    return value;
}

static bool eval_or(expression *e)
{
    bool value = eval_and(e);
    while (take(e, "||"))
        value |= eval_and(e);
    return value;
}

/* "linux,!cgo darwin": one of the words, of each all parts. */
static bool eval_old_line(const target_system *t, cg_str line)
{
    cg_str word, part;
    while (cg_str_split(&line, ' ', &word)) {
        bool all = word.len > 0;
        while (cg_str_split(&word, ',', &part)) {
            bool negated = cg_str_starts(part, CG_STR("!"));
            all &= holds(t, cg_str_slice(part, negated, part.len)) != negated;
        }
        if (all)
            return true;
    }
    return false;
}

static bool satisfies(const target_system *t, cg_str constraint)
{
    static const cg_str now = CG_STR("go:build "), before = CG_STR("+build ");
    cg_str line;
    bool value = true;
    while (cg_str_split(&constraint, '\n', &line)) {
        expression e = {.system = t, .rest = cg_str_slice(line, now.len, line.len)};
        if (cg_str_starts(line, now))
            value &= eval_or(&e);
        else if (cg_str_starts(line, before))
            value &= eval_old_line(t, cg_str_slice(line, before.len, line.len));
    }
    return value;
}

/* ---- files ---- */

static cg_str constraint_of(const cg_link_unit *u)
{
    uint32_t clause = go_clause(u);
    return clause == CG_NONE ? CG_STR_NULL : cg_unit_str(u->unit, def_of(u, clause)->decorators);
}

static cg_str without_end(cg_str s, cg_str end)
{
    return cg_str_ends(s, end) ? cg_str_slice(s, 0, s.len - end.len) : s;
}

static cg_str take_last_part(cg_str *stem)
{
    ptrdiff_t mark = cg_str_rfind(*stem, '_');
    if (mark <= 0)
        return CG_STR_NULL;
    cg_str part = cg_str_slice(*stem, (size_t)mark + 1, stem->len);
    *stem = cg_str_slice(*stem, 0, (size_t)mark);
    return part;
}

/* "x_linux_amd64_test.go": either may be missing. */
static void system_of_name(cg_str path, cg_str *out_os, cg_str *out_arch)
{
    cg_str stem = without_end(link_path_base(path), CG_STR(".go"));
    stem = without_end(stem, CG_STR("_test"));
    cg_str last = take_last_part(&stem);
    *out_os = *out_arch = CG_STR_NULL;
    if (is_machine(last)) {
        *out_arch = last;
        last = take_last_part(&stem);
    }
    if (is_system(last))
        *out_os = last;
}

static bool is_built_for(const cg_link_unit *u, const target_system *t)
{
    cg_str os, arch;
    system_of_name(u->path, &os, &arch);
    return (os.len == 0 || cg_str_eq(os, t->os)) && (arch.len == 0 || cg_str_eq(arch, t->arch)) &&
           satisfies(t, constraint_of(u));
}

/* The first system that the file is built for. */
static target_system system_of(const cg_link_unit *u)
{
    target_system t = {.os = systems[0], .arch = machines[0], .cgo = true};
    if (is_built_for(u, &t))
        return t;
    t.asked = constraint_of(u);
    for (unsigned cgo = 2; cgo-- > 0;)
        for (size_t m = 0; m < CG_ARRAY_LEN(machines); m++)
            for (size_t s = 0; s < CG_ARRAY_LEN(systems); s++) {
                t.os = systems[s];
                t.arch = machines[m];
                t.cgo = cgo;
                if (is_built_for(u, &t))
                    return t;
            }
    return (target_system){.os = systems[0], .arch = machines[0], .cgo = true};
}

uint32_t go_choose(cg_linker *l, place *places, uint32_t count)
{
    target_system system = system_of(l->unit);
    place fitting[PLACES_MAX];
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *u = link_open(l, places[i].file);
        if (u == NULL)
            continue;
        (void)go_package_name(l, u); /* what is read of it next belongs to its package clause */
        if (is_built_for(u, &system))
            fitting[kept++] = places[i];
    }
    if (kept == 0)
        return count;
    memcpy(places, fitting, kept * sizeof *fitting);
    return kept;
}
