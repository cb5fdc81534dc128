// SPDX-License-Identifier: Apache-2.0
// Rust: values of the language's own types, by the table in rust_std_table.c. A method of one is a thing of its
// own, called ".method", with the value as its argument; the table says what calling it gives.
#include "rust.h"

/* Types that give way to what they hold wherever a member is named. */
static const char pointers[] = "Ref RefMut MutexGuard RwLockReadGuard RwLockWriteGuard Cow Lazy "
                               "LazyLock LazyCell ManuallyDrop Box Rc Arc Pin Reverse";
/* … but for what some of them implement themselves, as nearly all types do. */
static const char own_methods[] = "clone eq ne cmp partial_cmp hash as_ref as_mut";
static const char values_themselves[] = "Cow ManuallyDrop Box Rc Arc Pin Reverse";

bool rust_has_word(const char *words, cg_str word)
{
    while (*words != '\0') {
        size_t len = strcspn(words, " ");
        if (len == word.len && memcmp(words, word.ptr, len) == 0)
            return len > 0;
        words += len;
        words += *words == ' ';
    }
    return false;
}

/* "HashMap" of "std::collections:HashMap" or "std:collections.HashMap". */
cg_str rust_type_word(const thing *t)
{
    switch (t->kind) {
    case THING_CONTAINER: return CG_STR("slice");
    case THING_TUPLE: return CG_STR("tuple");
    case THING_BUILTIN:
    case THING_EXTERNAL: {
        ptrdiff_t at = CG_MAX(cg_str_rfind(t->text, ':'), cg_str_rfind(t->text, '.'));
        return cg_str_slice(t->text, (size_t)(at + 1), t->text.len);
    }
    default: return CG_STR_NULL;
    }
}

bool rust_is_method(const thing *t)
{
    return t->kind == THING_BUILTIN && t->text.len > 0 && t->text.ptr[0] == '.';
}

bool rust_is_pointer(const thing *t)
{
    return t->args_count > 0 && rust_has_word(pointers, rust_type_word(t));
}

/* The type whose members those of another have by Deref; empty: none. */
static cg_str dereferenced(cg_str word)
{
    static const char *const pairs[][2] = {{"Vec SmallVec ArrayVec", "slice"},
                                           {"String", "str"},
                                           {"PathBuf", "Path"},
                                           {"OsString", "OsStr"},
                                           {"CString", "CStr"}};
    for (size_t i = 0; i < CG_ARRAY_LEN(pairs); i++)
        if (rust_has_word(pairs[i][0], word))
            return cg_str_from(pairs[i][1]);
    return CG_STR_NULL;
}

bool rust_is_iterator_word(cg_str word)
{
    return rust_is_adapter(word) ||
           rust_has_word("Iterator IntoIterator DoubleEndedIterator ExactSizeIterator Iter IterMut "
                         "IntoIter Drain Range",
                         word);
}

/* ---- what a row's result says ---- */

typedef struct std_call {
    cg_linker *l;
    const thing *self;
    const cg_link_unit *unit; /* of the call */
    uint32_t call;            /* CG_NONE: unknown */
    const char *at;           /* in the result's text */
} std_call;

static thing first_of(const things *set)
{
    return set->count > 0 ? set->list[0] : (thing){0};
}

static bool is_function(const thing *t)
{
    return t->kind == THING_FUNCTION || t->kind == THING_DEF || rust_is_method(t);
}

/* Value number n that is passed, or the first function. */
static thing passed(const std_call *c, unsigned n, bool function)
{
    size_t first;
    size_t count = c->call == CG_NONE ? 0 : unit_hints(c->unit, CG_HINT_ARGUMENT, c->call, &first);
    for (size_t i = 0; i < count; i++) {
        things values = {0};
        const cg_hint *h = &c->unit->unit->hints.ptr[first + i];
        if (!function && h->index != n)
            continue;
        types_of_ref(c->l, c->unit, h->value, &values);
        if (values.count > 0 && (!function || is_function(&values.list[0])))
            return values.list[0];
    }
    return (thing){0};
}

static thing part_of(const std_call *c, thing t, const char *key);

/* A method of the language that is passed by its name is called on each item: filter_map(Result::ok). */
static thing on_item(const std_call *c, thing function)
{
    thing item = part_of(c, *c->self, "");
    thing *self = item.kind != THING_NONE ? cg_arena_alloc(c->l->arena, sizeof *self) : NULL;
    if (self == NULL)
        return function;
    *self = item;
    function.args = self;
    function.args_count = 1;
    return function;
}

static thing result_of_passed(const std_call *c)
{
    things results = {0};
    thing function = passed(c, 0, true);
    if (rust_is_method(&function))
        function = on_item(c, function);
    if (function.kind != THING_NONE)
        results_of(c->l, &function, c->unit, CG_NONE, &results);
    return first_of(&results);
}

static thing turbofish(const std_call *c)
{
    size_t first;
    things types = {0};
    if (c->call != CG_NONE && unit_hints(c->unit, CG_HINT_TYPE_ARG, c->call, &first) > 0)
        types_of_ref(c->l, c->unit, c->unit->unit->hints.ptr[first].value, &types);
    return first_of(&types);
}

/* The type written behind the method's name, or else that of what the value is put into. */
static thing wanted(const std_call *c)
{
    thing stated = turbofish(c);
    things types = {0};
    size_t first, count = 0;
    if (stated.kind == THING_NONE && c->call != CG_NONE)
        count = unit_hints(c->unit, CG_HINT_ARGUMENT, c->call, &first);
    for (size_t i = 0; i < count && types.count == 0; i++) {
        const cg_hint *h = &c->unit->unit->hints.ptr[first + i];
        if (cg_str_eq(cg_unit_str(c->unit->unit, h->name), CG_STR("=")))
            types_of_ref(c->l, c->unit, h->value, &types);
    }
    return types.count > 0 ? types.list[0] : stated;
}

static thing part_of(const std_call *c, thing t, const char *key)
{
    things parts = {0};
    if (t.kind == THING_NONE)
        return t;
    if (key[0] == '\0')
        elements_of(c->l, &t, &parts);
    else
        keyed_of(c->l, &t, cg_str_from(key), &parts);
    return first_of(&parts);
}

/* "4".parse::<T>() may fail with the Err of T's FromStr. */
static thing parsed(const std_call *c)
{
    thing stated = turbofish(c);
    if (stated.kind == THING_NONE)
        return wanted(c);
    things errors = {0};
    thing *args = cg_arena_alloc_array(c->l->arena, 2, sizeof *args);
    if (stated.kind == THING_INSTANCE)
        rust_associated_types(c->l, &stated, CG_STR("Err"), &errors);
    args[0] = stated;
    args[1] = first_of(&errors);
    cg_str word = CG_STR("Result");
    return (thing){
        .kind = THING_BUILTIN, .key = name_hash(word), .text = word, .args = args, .args_count = 2};
}

static bool accept(std_call *c, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(c->at, word, len) != 0)
        return false;
    c->at += len;
    return true;
}

static thing parse_result(std_call *c);

/* The arguments up to `close` of a type or tuple. */
static void parse_arguments(std_call *c, char close, thing *t)
{
    thing *args = cg_arena_alloc_array(c->l->arena, 2, sizeof *args);
    t->args = args;
    while (*c->at != close) {
        const char *from = c->at;
        thing arg = parse_result(c);
        CG_ASSERT(c->at > from); /* the table is well formed */
        if (t->args_count < 2)
            args[t->args_count++] = arg;
        (void)accept(c, ", ");
    }
    c->at++;
}

static thing parse_type(std_call *c)
{
    const char *from = c->at;
    c->at += strcspn(from, "<>(),. ");
    cg_str word = cg_str_make(from, (size_t)(c->at - from));
    thing t = {.kind = THING_BUILTIN, .key = name_hash(word), .text = word};
    if (cg_str_eq(word, CG_STR("Self")))
        t = (thing){.kind = THING_BUILTIN, .key = c->self->key, .text = c->self->text};
    if (accept(c, "<"))
        parse_arguments(c, '>', &t);
    return t;
}

static thing parse_term(std_call *c)
{
    const thing *self = c->self;
    if (accept(c, "?"))
        return (thing){0};
    if (*c->at == '0' || *c->at == '1') {
        unsigned n = (unsigned)(*c->at++ - '0');
        return n < self->args_count ? self->args[n] : (thing){0};
    }
    if (accept(c, "(")) {
        thing tuple = {.kind = THING_TUPLE};
        parse_arguments(c, ')', &tuple);
        return tuple;
    }
    if (accept(c, "self"))
        return *self;
    if (accept(c, "item"))
        return part_of(c, *self, "");
    if (accept(c, "arg1"))
        return passed(c, 1, false);
    if (accept(c, "arg"))
        return passed(c, 0, false);
    if (accept(c, "collected"))
        return rust_collected(c->l, wanted(c), part_of(c, *self, ""));
    if (accept(c, "gathered"))
        return rust_collected(c->l, *self, part_of(c, passed(c, 0, false), ""));
    if (accept(c, "parted"))
        return rust_parted(c->l, wanted(c), part_of(c, *self, ""), false);
    if (accept(c, "unzipped"))
        return rust_parted(c->l, wanted(c), part_of(c, *self, ""), true);
    if (accept(c, "wanted"))
        return wanted(c);
    if (accept(c, "parsed"))
        return parsed(c);
    if (accept(c, "fn"))
        return result_of_passed(c);
    if (accept(c, "turbofish"))
        return turbofish(c);
    return parse_type(c);
}

static thing parse_result(std_call *c)
{
    thing t = parse_term(c);
    for (;;) {
        if (accept(c, ".item"))
            t = part_of(c, t, "");
        else if (accept(c, ".unwrap"))
            t = part_of(c, t, "unwrap");
        else if (accept(c, ".pointee"))
            t = rust_is_pointer(&t) ? t.args[0] : (thing){0};
        else if (accept(c, ".await"))
            t = part_of(c, t, "await");
        else
            return t;
    }
}

/* ---- members and calls ---- */

static bool is_known(cg_str type, bool iterates, cg_str method)
{
    const char *results[RUST_STD_RESULTS_MAX];
    return rust_std_results_of(type, iterates, method, results) > 0;
}

static void add_method(cg_linker *l, const thing *self, cg_str name, things *out)
{
    thing *kept = cg_arena_alloc(l->arena, sizeof *kept);
    *kept = *self;
    cg_str text = link_text(l, ".%.*s", CG_STR_ARG(name));
    thing method = {
        .kind = THING_BUILTIN, .key = name_hash(text), .text = text, .args = kept, .args_count = 1};
    things_add(out, member_called(l, method, self, name));
}

void rust_std_method(cg_linker *l, const thing *type, cg_str name, things *out)
{
    things items = {0};
    if (!is_known(CG_STR_NULL, true, name))
        return;
    elements_of(l, type, &items);
    if (items.count > 0 || is_known(CG_STR_NULL, false, name))
        add_method(l, type, name, out);
}

static bool is_index(cg_str name, unsigned *out_index)
{
    uint64_t n;
    if (!cg_str_to_u64(name, &n) || n > 255)
        return false;
    *out_index = (unsigned)n;
    return true;
}

bool rust_is_std(const cg_external *external)
{
    return cg_str_eq(external->module, CG_STR("std")) ||
           cg_str_eq(external->module, CG_STR("core")) ||
           cg_str_eq(external->module, CG_STR("alloc"));
}

/* A crate or module, by the small letters of its name: of the language's own, or one of others that the table knows by
 * that of `member`. */
static bool is_module(const thing *t, cg_str word, cg_str member)
{
    return t->external != NULL && word.len > 0 && word.ptr[0] >= 'a' && word.ptr[0] <= 'z' &&
           (rust_is_std(t->external) || rust_std_has_type(member));
}

/* A pointer has the members of what it points at, and those that traits give to pointers. Which kind of pointer it is,
 * nobody says: where both have the name, *const is meant. */
static void members_of_pointers(cg_linker *l, cg_str name, things *out)
{
    rust_members_of_builtin(l, CG_STR("*const"), name, out);
    if (out->count == 0)
        rust_members_of_builtin(l, CG_STR("*mut"), name, out);
}

/* What a trait of the project gives to the type is given its arguments: impl<T> Ext for Option<T>. */
static void note_arguments(cg_linker *l, const thing *t, things *members)
{
    thing *kept = t->args_count > 0 ? cg_arena_alloc(l->arena, sizeof *kept) : NULL;
    if (kept == NULL)
        return;
    *kept = *t;
    for (uint32_t i = 0; i < members->count; i++) {
        thing *m = &members->list[i];
        if (m->kind != THING_DEF || m->args != NULL)
            continue;
        m->args = kept;
        m->args_count = 1;
    }
}

void rust_builtin_member(cg_linker *l, const thing *t, cg_str name, things *out)
{
    unsigned index;
    if (rust_is_method(t))
        return;
    if (t->kind == THING_TUPLE && is_index(name, &index)) {
        items_of(l, t, index, out);
        return;
    }
    if (rust_is_pointer(t) && cg_str_eq(name, CG_STR("0"))) { /* Reverse(a).0 */
        things_add(out, t->args[0]);
        return;
    }
    cg_str type = rust_type_word(t);
    if (is_module(t, type, name) && !is_known(type, false, name)) {
        thing member = external_member(l, t, name);
        member.name_only = false; /* std::rc::Rc<T> is as good as Rc<T> */
        things_add(out, member);
        return;
    }
    bool pointer = rust_is_pointer(t), own = rust_has_word(own_methods, name);
    if (cg_str_eq(name, CG_STR("from"))) /* of many impls, some of the project */
        rust_members_of_builtin(l, type, name, out);
    if (own ? !pointer || rust_has_word(values_themselves, type)
            : is_known(type, rust_is_iterator_word(type), name) &&
                  !(pointer && is_known(CG_STR_NULL, false, name)))
        add_method(l, t, name, out);
    if (out->count == 0) {
        rust_members_of_builtin(l, type, name, out);
        note_arguments(l, t, out);
    }
    if (out->count == 0 && pointer)
        members_of(l, &t->args[0], name, out);
    else if (out->count == 0)
        rust_members_of_builtin(l, dereferenced(type), name, out);
    if (out->count == 0)
        members_of_pointers(l, name, out);
}

/* "thread" and "spawn" of "std::thread:spawn". */
static void split_path(cg_str path, cg_str *out_module, cg_str *out_name)
{
    size_t ends[2] = {path.len, path.len}, starts[2] = {0, 0};
    unsigned n = 0;
    for (size_t i = path.len; i-- > 0 && n < 2;) {
        if (path.ptr[i] != ':' && path.ptr[i] != '.')
            continue;
        starts[n++] = i + 1;
        while (i > 0 && (path.ptr[i - 1] == ':' || path.ptr[i - 1] == '.'))
            i--;
        if (n < 2)
            ends[n] = i;
    }
    if (n == 0)
        return;
    *out_name = cg_str_slice(path, starts[0], ends[0]);
    *out_module = cg_str_slice(path, starts[1], ends[1]);
}

void rust_builtin_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                         things *out)
{
    thing self = *t;
    cg_str type = CG_STR("fn"), method = t->text;
    if (t->kind == THING_PARAM || rust_has_word("Fn FnMut FnOnce", rust_type_word(t))) {
        thing function = rust_callable_type(l, t);
        if (function.kind == THING_FUNCTION)
            results_of(l, &function, u, call, out);
        else if (function.args_count > 1)
            things_add(out, function.args[1]);
        return;
    }
    if (rust_is_pointer(t)) { /* Box<dyn Fn(A) -> B> */
        results_of(l, &t->args[0], u, call, out);
        return;
    }
    if (rust_is_method(t)) {
        self = t->args[0];
        type = rust_type_word(&self);
        method = cg_str_slice(t->text, 1, t->text.len);
        if (self.external != NULL && !rust_is_std(self.external) &&
            rust_has_word("Mutex RwLock", type))
            type = CG_STR("AsyncMutex"); /* its guard comes without a Result */
    }
    if (t->kind == THING_EXTERNAL && !rust_is_method(t)) /* use std::thread::spawn */
        split_path(t->text, &type, &method);
    bool iterates = rust_is_iterator_word(type) || self.kind == THING_INSTANCE;
    const char *results[RUST_STD_RESULTS_MAX];
    size_t count = rust_std_results_of(type, iterates, method, results);
    for (size_t i = 0; i < count; i++) {
        std_call c = {l, &self, u, call, results[i]};
        thing result = parse_result(&c);
        things_add(out, result);
        if (result.kind != THING_NONE)
            return;
    }
}
