// SPDX-License-Identifier: Apache-2.0
// The unit's memory, and the names of its definitions.
#include "cg/model.h"

void cg_unit_init(cg_unit *unit)
{
    memset(unit, 0, sizeof *unit);
}

void cg_unit_fini(cg_unit *unit)
{
    CG_VEC_FINI(&unit->defs);
    CG_VEC_FINI(&unit->scopes);
    CG_VEC_FINI(&unit->bindings);
    CG_VEC_FINI(&unit->refs);
    CG_VEC_FINI(&unit->imports);
    CG_VEC_FINI(&unit->hints);
    CG_VEC_FINI(&unit->errors);
    CG_VEC_FINI(&unit->activity);
    cg_buf_fini(&unit->strings);
}

void cg_unit_clear(cg_unit *unit)
{
    CG_VEC_CLEAR(&unit->defs);
    CG_VEC_CLEAR(&unit->scopes);
    CG_VEC_CLEAR(&unit->bindings);
    CG_VEC_CLEAR(&unit->refs);
    CG_VEC_CLEAR(&unit->imports);
    CG_VEC_CLEAR(&unit->hints);
    CG_VEC_CLEAR(&unit->errors);
    CG_VEC_CLEAR(&unit->activity);
    cg_buf_clear(&unit->strings);
    unit->lang = CG_LANG_NONE;
    unit->status = CG_PARSE_OK;
    unit->extractor_version = 0;
    unit->source_bytes = unit->source_lines = 0;
}

size_t cg_unit_bytes(const cg_unit *unit)
{
    return sizeof *unit + unit->strings.cap + unit->defs.cap * sizeof(cg_def) +
           unit->scopes.cap * sizeof(cg_scope) + unit->bindings.cap * sizeof(cg_binding) +
           unit->refs.cap * sizeof(cg_ref) + unit->imports.cap * sizeof(cg_import) +
           unit->hints.cap * sizeof(cg_hint) + unit->errors.cap * sizeof(cg_range) +
           unit->activity.cap * sizeof(cg_activity_change);
}

#define COPY(from, to)                                                                             \
    do {                                                                                           \
        CG_VEC_RESERVE((to), (from)->len);                                                         \
        if ((from)->len > 0)                                                                       \
            memcpy((to)->ptr, (from)->ptr, (from)->len * sizeof *(to)->ptr);                       \
        (to)->len = (from)->len;                                                                   \
    } while (0)

void cg_unit_copy(const cg_unit *from, cg_unit *to)
{
    cg_unit_clear(to);
    to->lang = from->lang;
    to->status = from->status;
    to->extractor_version = from->extractor_version;
    to->source_bytes = from->source_bytes;
    to->source_lines = from->source_lines;
    COPY(&from->defs, &to->defs);
    COPY(&from->scopes, &to->scopes);
    COPY(&from->bindings, &to->bindings);
    COPY(&from->refs, &to->refs);
    COPY(&from->imports, &to->imports);
    COPY(&from->hints, &to->hints);
    COPY(&from->errors, &to->errors);
    COPY(&from->activity, &to->activity);
    (void)cg_buf_reserve(&to->strings,
                         from->strings.len); /* texts may be sliced where there is none */
    cg_buf_add(&to->strings, from->strings.ptr, from->strings.len);
}

#define TRIM(v)                                                                                    \
    do {                                                                                           \
        if ((v)->len > 0 && (v)->cap > (v)->len + (v)->len / 8) {                                  \
            (v)->ptr = cg_realloc((v)->ptr, (v)->len * sizeof *(v)->ptr);                          \
            (v)->cap = (v)->len;                                                                   \
        }                                                                                          \
    } while (0)

void cg_unit_trim(cg_unit *unit)
{
    TRIM(&unit->defs);
    TRIM(&unit->scopes);
    TRIM(&unit->bindings);
    TRIM(&unit->refs);
    TRIM(&unit->imports);
    TRIM(&unit->hints);
    TRIM(&unit->strings);
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Whether `name` stands at `at`, as a whole word where it is one. */
static bool stands_at(cg_str text, size_t at, cg_str name)
{
    return text.len - at >= name.len && memcmp(text.ptr + at, name.ptr, name.len) == 0 &&
           (at == 0 || !is_word_char(text.ptr[at - 1])) &&
           (at + name.len == text.len || !is_word_char(text.ptr[at + name.len]) ||
            !is_word_char(name.ptr[name.len - 1]));
}

/* Goes over a signature up to the name, and counts `sign` outside of <> and (). The end: it stands in parentheses. */
static size_t count_signs(const cg_unit *unit, uint32_t def, char sign, int *out)
{
    const cg_def *d = &unit->defs.ptr[def];
    cg_str text = cg_unit_str(unit, d->signature), name = cg_unit_str(unit, d->name);
    int around = 0;
    size_t at = 0;
    *out = 0;
    if (cg_str_starts(name, CG_STR("operator")))
        name.len = sizeof "operator" - 1;
    for (; at < text.len; at++) {
        char c = text.ptr[at];
        if (around == 0 && name.len > 0 && c == name.ptr[0] && stands_at(text, at, name))
            return at + name.len;
        around += c == '<' || c == '(';
        around -= (c == '>' || c == ')') && around > 0;
        *out += c == sign && around == 0;
    }
    return text.len + 1;
}

int cg_unit_level(const cg_unit *unit, uint32_t def)
{
    cg_str text = cg_unit_str(unit, unit->defs.ptr[def].signature);
    int level;
    size_t at = count_signs(unit, def, '*', &level);
    if (at > text.len) /* (*f)(int) */
        return 1;
    if (cg_node_kind_is_callable(unit->defs.ptr[def].kind))
        return level;
    for (; at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '['); at++) {
        if (text.ptr[at] != '[')
            continue;
        level++;
        while (at + 1 < text.len && text.ptr[at] != ']')
            at++;
    }
    return level;
}

bool cg_unit_gives_reference(const cg_unit *unit, uint32_t def)
{
    int count;
    (void)count_signs(unit, def, '&', &count);
    return count > 0;
}

bool cg_ref_gives_operand(const cg_unit *unit, const cg_ref *ref, bool *out_leads)
{
    cg_str name = cg_ref_name(unit, ref);
    size_t at = sizeof "operator" - 1;
    char op = name.len > at ? name.ptr[at] : '\0';
    bool moves = (op == '+' || op == '-') && ref->args == 1;
    *out_leads = op == '[' || (op == '*' && ref->args == 0);
    if (ref->base_kind == CG_BASE_SELF)
        moves &= cg_form_level(ref->form, CG_FORM_RIGHT) == CG_FORM_NUMBER;
    return *out_leads || moves;
}

/* How many changes lie at or before `byte`. */
static size_t activity_changes_up_to(const cg_unit *unit, uint32_t byte)
{
    size_t low = 0, high = unit->activity.len;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (unit->activity.ptr[mid].byte <= byte)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

cg_activity cg_unit_activity(const cg_unit *unit, uint32_t byte)
{
    size_t changes = activity_changes_up_to(unit, byte);
    return changes > 0 ? (cg_activity)unit->activity.ptr[changes - 1].activity : CG_ACTIVE;
}

#define CHANGES_BETWEEN_MAX 64u

bool cg_unit_active_between(const cg_unit *unit, uint32_t from, uint32_t to)
{
    size_t last = activity_changes_up_to(unit, to);
    size_t stop = last > CHANGES_BETWEEN_MAX ? last - CHANGES_BETWEEN_MAX : 0;
    for (; last > stop; last--) { /* from behind: what is near is asked for most */
        const cg_activity_change *c = &unit->activity.ptr[last - 1];
        if (c->activity == CG_ACTIVE || c->byte <= from)
            return c->activity == CG_ACTIVE;
    }
    return true;
}

static uint64_t hint_place(const cg_hint *hint)
{
    return (uint64_t)hint->kind << 32 | hint->subject;
}

int cg_hint_compare(const cg_hint *a, const cg_hint *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->subject != b->subject)
        return a->subject < b->subject ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

/* Linkers ask this of every reference: halves are chosen without a branch that would be guessed wrong half of the time. */
size_t cg_unit_hints_between(const cg_unit *unit, size_t begin, size_t end, cg_hint_kind kind,
                             uint32_t subject, size_t *out_first)
{
    const cg_hint *hints = unit->hints.ptr;
    const uint64_t wanted = (uint64_t)kind << 32 | subject;
    size_t from = begin;
    for (size_t count = end - begin, half; count > 0; count -= half) {
        half = (count + 1) / 2;
        from += hint_place(&hints[from + half - 1]) < wanted ? half : 0;
    }
    size_t to = from;
    while (to < end && hint_place(&hints[to]) == wanted)
        to++;
    *out_first = from;
    return to - from;
}

size_t cg_unit_hints(const cg_unit *unit, cg_hint_kind kind, uint32_t subject, size_t *out_first)
{
    return cg_unit_hints_between(unit, 0, unit->hints.len, kind, subject, out_first);
}

/* The definitions from the outermost below the file down to `def`; returns how many. */
static size_t ancestry(const cg_unit *unit, uint32_t def, uint32_t chain[CG_DEF_NESTING_MAX])
{
    size_t depth = 0;
    for (uint32_t d = def; d != 0 && d != CG_NONE && depth < CG_DEF_NESTING_MAX;
         d = unit->defs.ptr[d].parent)
        chain[depth++] = d;
    for (size_t i = 0; i < depth / 2; i++) {
        uint32_t swap = chain[i];
        chain[i] = chain[depth - 1 - i];
        chain[depth - 1 - i] = swap;
    }
    return depth;
}

/* "Server#" or "`ns`/A#" as it stands in symbols -> "Server", "ns::A". */
static void add_plain_qualifier(const cg_unit *unit, cg_text qualifier, cg_buf *out)
{
    cg_str text = cg_unit_str(unit, qualifier);
    cg_str separator = cg_lang_separator(unit->lang);
    bool quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '`')
            quoted = !quoted;
        else if (!quoted && (c == '#' || c == '/'))
            cg_buf_add_str(out, separator);
        else
            cg_buf_add_char(out, c);
    }
}

void cg_unit_add_qualified_name(const cg_unit *unit, uint32_t def, cg_buf *out)
{
    uint32_t chain[CG_DEF_NESTING_MAX];
    size_t depth = ancestry(unit, def, chain);
    for (size_t i = 0; i < depth; i++) {
        const cg_def *d = &unit->defs.ptr[chain[i]];
        if (i > 0)
            cg_buf_add_str(out, cg_lang_separator(unit->lang));
        add_plain_qualifier(unit, d->qualifier, out);
        cg_buf_add_str(out, cg_unit_str(unit, d->name));
    }
}

void cg_unit_add_descriptors(const cg_unit *unit, uint32_t def, cg_buf *out)
{
    uint32_t chain[CG_DEF_NESTING_MAX];
    size_t depth = ancestry(unit, def, chain);
    for (size_t i = 0; i < depth; i++) {
        const cg_def *d = &unit->defs.ptr[chain[i]];
        cg_buf_add_str(out, cg_unit_str(unit, d->qualifier));
        cg_symbol_add_descriptor(out, (cg_node_kind)d->kind, cg_unit_str(unit, d->name),
                                 cg_unit_str(unit, d->disambiguator));
    }
}

void cg_unit_add_symbol(const cg_unit *unit, uint32_t def, cg_str path, cg_buf *out)
{
    cg_symbol_add_file(out, (cg_lang_id)unit->lang, path);
    cg_unit_add_descriptors(unit, def, out);
}
