// SPDX-License-Identifier: Apache-2.0
// Symbols of an index: how they are written in the source, and what our files call those of dependencies. Each indexer has
// its own way to name modules; what is not known to be one of them has no name.
#include "index/index_int.h"

#define PARTS_MAX 64u

typedef struct part {
    cg_str name;
    char suffix;
} part;
typedef struct symbol_parts {
    cg_scip_symbol is;
    part list[PARTS_MAX];
    size_t count;
} symbol_parts;

static bool take_apart(cg_str symbol, symbol_parts *out)
{
    out->count = 0;
    if (!cg_scip_symbol_parse(symbol, &out->is))
        return false;
    cg_str rest = out->is.descriptors;
    while (rest.len > 0 && out->count < PARTS_MAX) {
        part *p = &out->list[out->count];
        if (!cg_scip_descriptor_next(&rest, &p->name, &p->suffix))
            return false;
        out->count++;
    }
    return rest.len == 0 && out->count > 0;
}

/* ---- as they are written ---- */

static cg_str behind_last(cg_str text, char separator)
{
    return cg_str_slice(text, (size_t)(cg_str_rfind(text, separator) + 1), text.len);
}

/* `<get>name` is written "name", and `<constructor>` "constructor". */
static cg_str without_role(cg_str name)
{
    ptrdiff_t end = name.len > 0 && name.ptr[0] == '<' ? cg_str_find(name, '>') : -1;
    if (end < 0)
        return name;
    return (size_t)end + 1 == name.len ? cg_str_slice(name, 1, (size_t)end)
                                       : cg_str_slice(name, (size_t)end + 1, name.len);
}

static bool is_written(cg_str name, cg_str word)
{
    name = without_role(name);
    return cg_str_eq(name, word) || cg_str_eq(behind_last(name, '.'), word) ||
           cg_str_eq(behind_last(name, '/'), word);
}

bool index_word_fits(cg_str symbol, cg_str word)
{
    symbol_parts parts;
    if (word.len == 0 || !take_apart(symbol, &parts))
        return false;
    for (size_t i = parts.count; i > 0 && i + 2 > parts.count; i--)
        if (is_written(parts.list[i - 1].name, word))
            return true;
    return false;
}

bool index_is_named(cg_str symbol)
{
    char suffix = index_suffix(symbol);
    return suffix == '#' || suffix == '.' || suffix == '(' || suffix == '!';
}

char index_suffix(cg_str symbol)
{
    symbol_parts parts;
    return take_apart(symbol, &parts) ? parts.list[parts.count - 1].suffix : '\0';
}

unsigned index_tool_encoding(cg_str tool)
{
    static const char *const sixteen[] = {"scip-typescript", "scip-python", "scip-java",
                                          "lsif-java"};
    for (size_t i = 0; i < CG_ARRAY_LEN(sixteen); i++)
        if (cg_str_eq(tool, cg_str_from(sixteen[i])))
            return SCIP_UTF16_OFFSETS;
    return SCIP_UTF8_OFFSETS;
}

/* ---- dependencies ---- */

/* The names from `first` on, joined by dots; what only tells a file or a module apart is left out. */
static void join_names(const symbol_parts *parts, size_t first, cg_buf *out)
{
    for (size_t i = first; i < parts->count; i++) {
        if (parts->list[i].suffix == ':' || parts->list[i].suffix == '/')
            continue;
        if (out->len > 0)
            cg_buf_add_char(out, '.');
        cg_buf_add_str(out, parts->list[i].name);
    }
}

/* Of a part of the symbol blanks are doubled, and a dot stands for nothing. */
static void add_part(cg_buf *out, cg_str part_of_symbol)
{
    if (cg_str_eq(part_of_symbol, CG_STR(".")))
        return;
    for (size_t i = 0; i < part_of_symbol.len; i++) {
        cg_buf_add_char(out, part_of_symbol.ptr[i]);
        if (part_of_symbol.ptr[i] == ' ')
            i++;
    }
}

/* Our own: the module is the package's name. */
static bool own_symbol(const symbol_parts *parts, cg_buf *module, cg_buf *name)
{
    add_part(module, parts->is.package);
    join_names(parts, 0, name);
    return true;
}

/* `requests.api`/get(). is "requests" and "api.get": the outermost package, and the rest. */
static bool python_symbol(const symbol_parts *parts, cg_buf *module, cg_buf *name)
{
    cg_str dotted = parts->list[0].name, outermost;
    if (parts->list[0].suffix != '/' || !cg_str_split(&dotted, '.', &outermost))
        return false;
    cg_buf_add_str(module, outermost);
    cg_buf_add_str(name, dotted);
    join_names(parts, 1, name);
    return true;
}

/* Of a package of types, the package that they are for: @types/a__b is @a/b. What TypeScript and Node bring along has
 * no package of its own. */
static bool javascript_symbol(const symbol_parts *parts, cg_buf *module, cg_buf *name)
{
    static const char types[] = "@types/";
    cg_str package = parts->is.package, scope;
    if (package.len < 2 || cg_str_eq(package, CG_STR("typescript")) ||
        cg_str_eq(package, CG_STR("@types/node")))
        return false;
    if (cg_str_starts(package, cg_str_from(types))) {
        package = cg_str_slice(package, sizeof types - 1, package.len);
        ptrdiff_t middle = cg_str_find(package, '_');
        if (middle > 0 && (size_t)middle + 1 < package.len && package.ptr[middle + 1] == '_') {
            scope = cg_str_slice(package, 0, (size_t)middle);
            package = cg_str_slice(package, (size_t)middle + 2, package.len);
            cg_buf_add_char(module, '@');
            cg_buf_add_str(module, scope);
            cg_buf_add_char(module, '/');
        }
    }
    cg_buf_add_str(module, package);
    join_names(parts, 0, name);
    return true;
}

/* `net/http`/Get(). of the package that it names itself. */
static bool go_symbol(const symbol_parts *parts, cg_buf *module, cg_buf *name)
{
    if (parts->list[0].suffix != '/')
        return false;
    cg_buf_add_str(module, parts->list[0].name);
    join_names(parts, 1, name);
    return true;
}

/* java/util/Map#Entry# is "java.util" and "Map.Entry". */
static bool java_symbol(const symbol_parts *parts, cg_buf *module, cg_buf *name)
{
    size_t first = 0;
    for (; first < parts->count && parts->list[first].suffix == '/'; first++) {
        if (first > 0)
            cg_buf_add_char(module, '.');
        cg_buf_add_str(module, parts->list[first].name);
    }
    join_names(parts, first, name);
    return module->len > 0;
}

/* collections/HashMap#new(). of the crate. */
static bool rust_symbol(const symbol_parts *parts, cg_buf *module, cg_buf *name)
{
    cg_buf_add_str(module, parts->is.package);
    for (size_t i = 0; i < parts->count && parts->list[i].suffix == '/'; i++) {
        if (name->len > 0)
            cg_buf_add_char(name, '.');
        cg_buf_add_str(name, parts->list[i].name);
    }
    join_names(parts, 0, name);
    return parts->is.package.len > 1; /* not "." */
}

static bool name_by_language(cg_lang_id lang, const symbol_parts *parts, cg_buf *module,
                             cg_buf *name)
{
    switch (lang) {
    case CG_LANG_PYTHON: return python_symbol(parts, module, name);
    case CG_LANG_JAVASCRIPT:
    case CG_LANG_TYPESCRIPT:
    case CG_LANG_TSX: return javascript_symbol(parts, module, name);
    case CG_LANG_GO: return go_symbol(parts, module, name);
    case CG_LANG_JAVA: return java_symbol(parts, module, name);
    case CG_LANG_RUST: return rust_symbol(parts, module, name);
    default: return false; /* C and C++ know headers alone */
    }
}

static cg_str finish(cg_arena *arena, const cg_buf *text)
{
    return cg_arena_str(arena, cg_buf_str(text));
}

bool index_external(cg_lang_id lang, cg_str symbol, cg_arena *arena, cg_known_target *out)
{
    CG_AUTO_VALUE(cg_buf) module = {0};
    CG_AUTO_VALUE(cg_buf) name = {0};
    CG_AUTO_VALUE(cg_buf) package = {0};
    CG_AUTO_VALUE(cg_buf) version = {0};
    symbol_parts parts;
    if (!take_apart(symbol, &parts))
        return false;
    bool own = cg_str_eq(parts.is.scheme, CG_STR("codegraph"));
    bool named =
        own ? own_symbol(&parts, &module, &name) : name_by_language(lang, &parts, &module, &name);
    if (!named || module.len == 0 || module.len + name.len > CG_EXTERNAL_TEXT_MAX)
        return false;
    if (!own) {
        add_part(&package, parts.is.package);
        add_part(&version, parts.is.version);
    }
    *out = (cg_known_target){.module = finish(arena, &module),
                             .external_name = finish(arena, &name),
                             .package = finish(arena, &package),
                             .version = finish(arena, &version)};
    return true;
}
