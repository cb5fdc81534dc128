// SPDX-License-Identifier: Apache-2.0
// Conditions that the interpreter's version and the platform decide, as type checkers read them: what stands in branches that
// are not taken on Linux with a Python of today is another variant of what stands beside it.
#include "python_int.h"

#define NESTING_MAX 16 /* of conditions */
#define PARTS_MAX 3u   /* of a version that is compared */

/* Versions of Python 3 that are in use: a condition that holds for all of these always does; of others the newest decides. */
#define OLDEST_IN_USE 9
#define NEWEST 14

typedef enum truth { NEVER = -2, NOT_TODAY = -1, OPEN = 0, TODAY = 1, ALWAYS = 2 } truth;

/* ---- versions ---- */

typedef struct version {
    long parts[PARTS_MAX];
    unsigned count;
} version;

static bool read_number(const cg_extract *x, TSNode node, long *out)
{
    unsigned number;
    bool is_one = py_constant_position(x, node, &number);
    *out = is_one ? (long)number : 0;
    return is_one;
}

/* 3 or (3, 8, …): what follows the third part is of no weight. */
static bool read_version(const cg_extract *x, TSNode node, version *out)
{
    if (cg_x_token_of(x, node) != PY_TUPLE) {
        out->count = 1;
        return read_number(x, node, &out->parts[0]);
    }
    out->count = CG_MIN(cg_x_named_count(node), PARTS_MAX);
    for (unsigned i = 0; i < out->count; i++)
        if (!read_number(x, cg_x_named_child(node, i), &out->parts[i]))
            return false;
    return out->count > 0;
}

/* What of the version is compared: so many of its first parts, 0: all of them. */
static bool names_version(const cg_extract *x, TSNode node, unsigned *out_parts)
{
    uint32_t token = cg_x_token_of(x, node);
    cg_str text = cg_x_text(x, node);
    if (token == PY_SUBSCRIPT) {
        cg_str index = cg_x_text(x, cg_x_child(x, node, PY_F_subscript));
        *out_parts = cg_str_eq(index, CG_STR("0")) || cg_str_eq(index, CG_STR(":1")) ? 1
                     : cg_str_eq(index, CG_STR(":2"))                                ? 2
                                                                                     : 3;
        text = cg_x_text(x, cg_x_child(x, node, PY_F_value));
        if (*out_parts == 3 && !cg_str_eq(index, CG_STR(":3")))
            return false;
    } else if (token == PY_ATTRIBUTE && cg_str_ends(text, CG_STR(".major"))) {
        *out_parts = 1;
        text = cg_x_text(x, cg_x_child(x, node, PY_F_object));
    } else {
        *out_parts = 0;
    }
    return cg_str_eq(text, CG_STR("sys.version_info"));
}

/* How 3.`minor`, of which the first `parts` are looked at, compares with `with`: -1, 0, 1. */
static int compare(int minor, unsigned parts, const version *with)
{
    const long own[PARTS_MAX] = {3, minor, 99}; /* the last of its releases */
    unsigned count = parts == 0 ? PARTS_MAX : CG_MIN(parts, PARTS_MAX);
    for (unsigned i = 0; i < CG_MIN(count, with->count); i++)
        if (own[i] != with->parts[i])
            return own[i] < with->parts[i] ? -1 : 1;
    return count == with->count ? 0 : count < with->count ? -1 : 1;
}

static bool holds(cg_str sign, int order)
{
    bool equal = order == 0;
    if (cg_str_eq(sign, CG_STR("==")))
        return equal;
    if (cg_str_eq(sign, CG_STR("!=")))
        return !equal;
    bool less = sign.ptr[0] == '<';
    return (equal && sign.len == 2) || (less ? order < 0 : order > 0);
}

static truth version_truth(cg_str sign, unsigned parts, const version *with)
{
    bool all = true, any = false, today = holds(sign, compare(NEWEST, parts, with));
    for (int minor = OLDEST_IN_USE; minor <= NEWEST; minor++) {
        bool here = holds(sign, compare(minor, parts, with));
        all &= here;
        any |= here;
    }
    return all ? ALWAYS : !any ? NEVER : today ? TODAY : NOT_TODAY;
}

/* ---- platforms ---- */

static truth same_platform(cg_str name, cg_str value)
{
    if (cg_str_eq(name, CG_STR("sys.platform")))
        return cg_str_starts(value, CG_STR("linux")) ? ALWAYS : NEVER;
    if (cg_str_eq(name, CG_STR("os.name")))
        return cg_str_eq(value, CG_STR("posix")) ? ALWAYS : NEVER;
    return OPEN;
}

static truth negated(truth t)
{
    return (truth) - (int)t;
}

/* ---- conditions ---- */

static truth compared(const cg_extract *x, TSNode condition)
{
    unsigned parts;
    version with;
    if (cg_x_named_count(condition) != 2)
        return OPEN;
    TSNode left = cg_x_named_child(condition, 0), right = cg_x_named_child(condition, 1);
    cg_str all = cg_x_text(x, condition);
    size_t from = ts_node_end_byte(left) - ts_node_start_byte(condition);
    size_t to = ts_node_start_byte(right) - ts_node_start_byte(condition);
    cg_str sign = cg_str_trim(cg_str_slice(all, from, to));
    static const char *const signs[] = {"<", "<=", ">", ">=", "==", "!=", NULL};
    if (!py_str_in(sign, signs))
        return OPEN;
    if (names_version(x, left, &parts))
        return read_version(x, right, &with) ? version_truth(sign, parts, &with) : OPEN;
    bool equal = cg_str_eq(sign, CG_STR("==")), other = cg_str_eq(sign, CG_STR("!="));
    if (cg_x_token_of(x, left) != PY_ATTRIBUTE || (!equal && !other))
        return OPEN;
    cg_str value = py_constant_key(x, right);
    truth t = value.len > 0 ? same_platform(cg_x_text(x, left), value) : OPEN;
    return equal ? t : negated(t);
}

/* sys.platform.startswith("win") */
static truth called(const cg_extract *x, TSNode call)
{
    TSNode function = cg_x_child(x, call, PY_F_function);
    TSNode arguments = cg_x_child(x, call, PY_F_arguments);
    if (!cg_str_eq(cg_x_text(x, function), CG_STR("sys.platform.startswith")) ||
        ts_node_is_null(arguments) || cg_x_named_count(arguments) != 1)
        return OPEN;
    cg_str value = py_constant_key(x, cg_x_named_child(arguments, 0));
    return value.len > 0 ? same_platform(CG_STR("sys.platform"), value) : OPEN;
}

static truth truth_of(const cg_extract *x, TSNode condition, unsigned depth)
{
    if (ts_node_is_null(condition) || depth == NESTING_MAX)
        return OPEN;
    switch (cg_x_token_of(x, condition)) {
    case PY_PARENTHESIZED: return truth_of(x, cg_x_named_child(condition, 0), depth + 1);
    case PY_NOT_OPERATOR: return negated(truth_of(x, cg_x_named_child(condition, 0), depth + 1));
    case PY_BOOLEAN_OPERATOR: {
        truth left = truth_of(x, cg_x_child(x, condition, PY_F_left), depth + 1);
        truth right = truth_of(x, cg_x_child(x, condition, PY_F_right), depth + 1);
        bool either = cg_x_token_of(x, cg_x_child(x, condition, PY_F_operator)) == PY_OR;
        return either ? CG_MAX(left, right) : CG_MIN(left, right);
    }
    case PY_COMPARISON_OPERATOR: return compared(x, condition);
    case PY_CALL: return called(x, condition);
    case PY_FALSE: return NEVER;
    case PY_TRUE: return ALWAYS;
    case PY_INTEGER: return cg_str_eq(cg_x_text(x, condition), CG_STR("0")) ? NEVER : OPEN;
    default: return OPEN;
    }
}

static cg_activity unless(truth against)
{
    return against == ALWAYS ? CG_INACTIVE : against == TODAY ? CG_CONDITIONAL : CG_ACTIVE;
}

void py_branches_decide(const cg_extract *x, TSNode condition, cg_activity *out_then,
                        cg_activity *out_else)
{
    truth t = truth_of(x, condition, 0);
    *out_then = unless(negated(t));
    *out_else = unless(t);
}
