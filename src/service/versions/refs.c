// SPDX-License-Identifier: Apache-2.0
// Which generation a ref means. As in Git: a name, then steps from it.
//
//   ref   = name *step          name = branch | id of a version | tag | a beginning of an id that means
//   step  = "~" [n]                    one version | the same of the Git commit that one came from |
//         | "^" [n]                    "refs/heads/" branch | "refs/tags/" tag
//         | "@{" time "}"       steps: the n-th first parent; the n-th parent; what the line of
//                                      commits was at a time (RFC 3339, or seconds since 1970)
#include "service_int.h"

#include <stdio.h>
#include <time.h>

#define PREFIX_MIN 4 /* digits of an id that are worth looking for */
#define STEPS_MAX 1000000

typedef struct walk {
    cg_project *project;
    cg_arena *arena;
    cg_str ref;
    uint64_t generation;
} walk;

static cg_code refuse(cg_code code, const walk *w, cg_str part, const char *why, cg_err *err)
{
    cg_code rc =
        CG_FAIL(err, code, "ref \"%.*s\": \"%.*s\" %s", CG_STR_ARG(w->ref), CG_STR_ARG(part), why);
    (void)cg_err_at(err, "ref");
    return rc;
}

/* ---- the name ---- */

static cg_code find_id(walk *w, cg_str name, cg_err *err)
{
    char digits[2 * sizeof(cg_id)];
    size_t len = 0, count;
    uint64_t *found;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (c == '-')
            continue;
        if (!is_digit || len == sizeof digits)
            return CG_E_NOT_FOUND;
        digits[len++] = c;
    }
    if (len < PREFIX_MIN)
        return CG_E_NOT_FOUND;
    cg_code rc = cg_project_find_versions(w->project, cg_str_make(digits, len), 2, w->arena, &found,
                                          &count, err);
    if (rc != CG_OK)
        return rc;
    if (count > 1)
        return refuse(CG_E_INVALID, w, name, "begins the ids of several versions", err);
    w->generation = count == 1 ? found[0] : 0;
    return count == 1 ? CG_OK : CG_E_NOT_FOUND;
}

static cg_code find_git(walk *w, cg_str name, cg_err *err)
{
    uint64_t *found;
    size_t count;
    if (name.len < PREFIX_MIN)
        return CG_E_NOT_FOUND;
    cg_code rc = cg_project_find_git(w->project, name, 2, w->arena, &found, &count, err);
    if (rc != CG_OK)
        return rc;
    if (count > 1)
        return refuse(CG_E_INVALID, w, name, "begins the ids of several Git commits", err);
    w->generation = count == 1 ? found[0] : 0;
    return count == 1 ? CG_OK : CG_E_NOT_FOUND;
}

static cg_code find_tag(walk *w, cg_str name, cg_err *err)
{
    cg_tag tag;
    cg_code rc = cg_project_tag(w->project, name, w->arena, &tag, err);
    w->generation = rc == CG_OK ? tag.generation : 0;
    return rc;
}

static bool take_prefix(cg_str *name, cg_str prefix)
{
    if (!cg_str_starts(*name, prefix))
        return false;
    *name = cg_str_slice(*name, prefix.len, name->len);
    return true;
}

static cg_code find_name(walk *w, cg_str name, resolved_ref *out, cg_err *err)
{
    cg_str rest = name;
    bool tags_alone = take_prefix(&rest, CG_STR("refs/tags/"));
    bool branches_alone = !tags_alone && take_prefix(&rest, CG_STR("refs/heads/"));
    if (name.len == 0)
        return refuse(CG_E_INVALID, w, name, "names nothing", err);
    if (!tags_alone && cg_project_branch_generation(w->project, rest, &w->generation)) {
        out->is_branch = true;
        out->branch = cg_arena_str(w->arena, rest);
        return CG_OK;
    }
    cg_id id; /* in full: the way of who asks often */
    cg_code rc = CG_E_NOT_FOUND;
    if (cg_id_parse(name, &id))
        rc = cg_project_version_by_id(w->project, id, &w->generation, err);
    if (rc == CG_E_NOT_FOUND && !branches_alone)
        rc = find_tag(w, rest, err);
    if (rc == CG_E_NOT_FOUND && !tags_alone && !branches_alone)
        rc = find_id(w, name, err);
    if (rc == CG_E_NOT_FOUND && !tags_alone && !branches_alone)
        rc = find_git(w, name, err);
    return rc == CG_E_NOT_FOUND ? refuse(rc, w, name, "is no branch, tag or id of a version", err)
                                : rc;
}

/* ---- the steps ---- */

static cg_code read_version(const walk *w, uint64_t generation, cg_version *out, cg_err *err)
{
    cg_code rc = cg_project_version(w->project, generation, w->arena, out, err);
    return rc == CG_E_NOT_FOUND ? CG_FAIL(err, CG_E_CORRUPT, "the record of a version is missing")
                                : rc;
}

static cg_code go_to_parent(walk *w, uint64_t which, cg_str part, cg_err *err)
{
    cg_version v;
    if (which == 0)
        return CG_OK;
    if (w->generation == 0)
        return refuse(CG_E_NOT_FOUND, w, part, "goes beyond the first version", err);
    cg_code rc = read_version(w, w->generation, &v, err);
    if (rc != CG_OK)
        return rc;
    if (which - 1 > v.merged_count || (which == 1 && v.parent == 0))
        return refuse(CG_E_NOT_FOUND, w, part, "goes beyond the first version", err);
    w->generation = which == 1 ? v.parent : v.merged[which - 2];
    return CG_OK;
}

/* The end of a time: "Z", or how far the clock there is ahead; `*out_s`: seconds to take off. */
static bool parse_zone(const char *text, int *out_s)
{
    int hours, minutes, used = 0;
    char sign;
    *out_s = 0;
    if (strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
        return true;
    if (sscanf(text, "%c%2d:%2d%n", &sign, &hours, &minutes, &used) != 3 || used != 6 ||
        text[6] != '\0' || (sign != '+' && sign != '-') || hours < 0 || minutes < 0)
        return false;
    *out_s = (hours * 3600 + minutes * 60) * (sign == '+' ? 1 : -1);
    return true;
}

/* A date alone is its beginning, in UTC. */
static bool parse_time(cg_str text, uint64_t *out_ms)
{
    char copy[48];
    struct tm tm = {0};
    int used = 0, zone_s = 0;
    uint64_t seconds;
    if (cg_str_to_u64(text, &seconds)) {
        *out_ms = seconds * 1000;
        return seconds <= UINT32_MAX;
    }
    if (text.len < 10 || text.len >= sizeof copy)
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    if (sscanf(copy, "%4d-%2d-%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &used) != 3 ||
        used != 10)
        return false;
    const char *rest = copy + used;
    double fraction = 0;
    if (*rest != '\0') {
        if (sscanf(rest, "%*1[Tt ]%2d:%2d:%2d%n", &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &used) !=
                3 ||
            used != 9)
            return false;
        rest += used;
        if (*rest == '.') {
            used = 0;
            if (sscanf(rest, "%12lf%n", &fraction, &used) != 1 || used < 2)
                return false;
            rest += used;
        }
        if (!parse_zone(rest, &zone_s))
            return false;
    }
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    time_t at = timegm(&tm) - zone_s;
    *out_ms = at > 0 ? (uint64_t)at * 1000 + (uint64_t)(fraction * 1000) : 0;
    return at > 0 && tm.tm_mon >= 0 && tm.tm_mon < 12;
}

static cg_code go_to_time(walk *w, cg_str time, cg_str part, cg_err *err)
{
    uint64_t ms;
    if (!parse_time(time, &ms))
        return refuse(CG_E_INVALID, w, part, "is no time as RFC 3339 or seconds since 1970", err);
    CG_AUTO(cg_snapshot) snap = NULL;
    cg_code rc = cg_snapshot_at(w->project, w->generation, &snap, err);
    if (rc == CG_OK)
        rc = cg_snapshot_generation_at_time(snap, ms, &w->generation, err);
    if (rc == CG_OK && w->generation == 0)
        return refuse(CG_E_NOT_FOUND, w, part, "is before the first commit", err);
    return rc;
}

/* The number behind a '~' or '^'; none is 1. */
static bool read_count(cg_str digits, uint64_t *out)
{
    *out = 1;
    return digits.len == 0 || (cg_str_to_u64(digits, out) && *out <= STEPS_MAX);
}

static size_t end_of_step(cg_str ref, size_t from)
{
    size_t at = from + 1;
    if (ref.ptr[from] == '@') {
        while (at < ref.len && ref.ptr[at - 1] != '}')
            at++;
        return at;
    }
    while (at < ref.len && ref.ptr[at] >= '0' && ref.ptr[at] <= '9')
        at++;
    return at;
}

static cg_code take_step(walk *w, cg_str part, cg_err *err)
{
    uint64_t count;
    cg_str rest = cg_str_slice(part, 1, part.len);
    if (part.ptr[0] == '@') {
        bool closed = part.len > 3 && part.ptr[part.len - 1] == '}';
        return closed ? go_to_time(w, cg_str_slice(part, 2, part.len - 1), part, err)
                      : refuse(CG_E_INVALID, w, part, "has no end", err);
    }
    if ((part.ptr[0] != '~' && part.ptr[0] != '^') || !read_count(rest, &count))
        return refuse(CG_E_INVALID, w, part, "is no step", err);
    if (part.ptr[0] == '^')
        return go_to_parent(w, count, part, err);
    if (count > 0)
        w->generation = cg_project_version_before(w->project, w->generation, count);
    return count == 0 || w->generation != 0
               ? CG_OK
               : refuse(CG_E_NOT_FOUND, w, part, "goes beyond the first version", err);
}

static size_t end_of_name(cg_str ref)
{
    size_t at = 0;
    while (at < ref.len && ref.ptr[at] != '~' && ref.ptr[at] != '^' &&
           !cg_str_starts(cg_str_slice(ref, at, ref.len), CG_STR("@{")))
        at++;
    return at;
}

bool service_peek_ref(cg_project *project, cg_str ref, uint64_t *out_generation)
{
    size_t at = end_of_name(ref);
    cg_str name = cg_str_slice(ref, 0, at);
    uint64_t generation, steps;
    cg_id id;
    if (cg_str_starts(name, CG_STR("refs/")))
        return false;
    if (!cg_project_branch_generation(project, name, &generation) &&
        !(cg_id_parse(name, &id) && cg_project_asked_version(project, id, &generation)))
        return false;
    while (at < ref.len) {
        size_t end = end_of_step(ref, at);
        if (ref.ptr[at] != '~' || !read_count(cg_str_slice(ref, at + 1, end), &steps))
            return false;
        if (steps > 0)
            generation = cg_project_version_before(project, generation, steps);
        if (!cg_project_has_generation(project, generation))
            return false;
        at = end;
    }
    *out_generation = generation;
    return true;
}

cg_code service_resolve_ref(cg_project *project, cg_str ref, cg_arena *arena, resolved_ref *out,
                            cg_err *err)
{
    walk w = {.project = project, .arena = arena, .ref = ref};
    size_t at = end_of_name(ref);
    *out = (resolved_ref){0};
    cg_code rc = find_name(&w, cg_str_slice(ref, 0, at), out, err);
    while (rc == CG_OK && at < ref.len) {
        size_t end = end_of_step(ref, at);
        rc = take_step(&w, cg_str_slice(ref, at, end), err);
        out->is_branch = false;
        at = end;
    }
    out->generation = w.generation;
    return rc;
}
