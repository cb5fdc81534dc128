// SPDX-License-Identifier: Apache-2.0
// JavaScript family: from the name of a module to its file. Extensions may be left out, or be those
// of what will be built; a directory stands for its index. All files of one stem are found with one
// look into the catalog.
#include "javascript.h"

#define SCOPE_STEM "javascript-stem" /* of a directory: its files by name without extension */
#define SCOPE_IMPORTED "javascript-imported" /* imports of the whole project, by what is imported */

static const cg_str extensions[] = {
    CG_STR(".ts"),   CG_STR(".tsx"),   CG_STR(".mts"),   CG_STR(".cts"),
    CG_STR(".js"),   CG_STR(".jsx"),   CG_STR(".mjs"),   CG_STR(".cjs"),
    CG_STR(".d.ts"), CG_STR(".d.mts"), CG_STR(".d.cts"),
};
#define EXTENSIONS_TYPED 4u    /* so many of them are TypeScript's … */
#define EXTENSIONS_DECLARED 8u /* … and from here on they only declare */

/* The longest extension that fits: of a.d.ts that is .d.ts. */
static size_t extension_of(cg_str name)
{
    size_t best = CG_ARRAY_LEN(extensions);
    for (size_t i = 0; i < CG_ARRAY_LEN(extensions); i++)
        if (cg_str_ends(name, extensions[i]) &&
            (best == CG_ARRAY_LEN(extensions) || extensions[i].len > extensions[best].len))
            best = i;
    return best;
}

static cg_str stem_of(cg_str name)
{
    size_t i = extension_of(name);
    return i == CG_ARRAY_LEN(extensions) ? name
                                         : cg_str_slice(name, 0, name.len - extensions[i].len);
}

void javascript_publish_file(publisher *p, const cg_link_unit *u)
{
    publish(p, scope_key(SCOPE_STEM, unit_dir(u)), stem_of(link_path_base(u->path)), 0);
}

/* What imports call a module: `m` of "./m.js", "../m" and "./m/index"; empty: nothing that tells it from others. */
static cg_str module_stem(cg_str path)
{
    cg_str stem = stem_of(link_path_base(path));
    if (cg_str_eq(stem, CG_STR("index")))
        stem = link_path_base(link_path_dir(path));
    return cg_str_starts(stem, CG_STR(".")) ? CG_STR_NULL : stem;
}

/* Under their own name those that have one, else under that of the module. */
void javascript_publish_imports(publisher *p, const cg_link_unit *u)
{
    for (size_t i = 0; i < u->unit->imports.len; i++) {
        const cg_import *import = &u->unit->imports.ptr[i];
        cg_str name = cg_unit_str(u->unit, import->name);
        if (name.len == 0 || cg_str_eq(name, CG_STR("default")))
            name = module_stem(cg_unit_str(u->unit, import->module));
        if (name.len > 0)
            publish(p, scope_key(SCOPE_IMPORTED, CG_STR("")), name, import->def);
    }
}

/* What more files import is a tool for any value. */
static uint32_t add_importers(cg_linker *l, cg_str name, place *out)
{
    return link_catalog_few(l, scope_key(SCOPE_IMPORTED, CG_STR("")), name, CATALOG_FEW, out);
}

uint32_t javascript_importers(cg_linker *l, const cg_link_unit *u, cg_str name,
                              place out[PLACES_MAX])
{
    cg_str stem = module_stem(u->path);
    uint32_t count = add_importers(l, name, out);
    return stem.len == 0 ? count : count + add_importers(l, stem, out + count);
}

/* How well a file suits who imports it: sources before declarations, of these those in the language
 * of the importing file, then as compilers try them. */
static size_t rank(const cg_link_unit *from, const cg_link_unit *u)
{
    size_t i = extension_of(u->path), count = CG_ARRAY_LEN(extensions);
    bool typed = i < EXTENSIONS_TYPED, wants_typed = extension_of(from->path) < EXTENSIONS_TYPED;
    return i >= EXTENSIONS_DECLARED ? 2 * count + i : typed == wants_typed ? i : count + i;
}

static const cg_link_unit *file_with_stem(cg_linker *l, const cg_link_unit *from, cg_str dir,
                                          cg_str stem)
{
    place places[PLACES_MAX];
    uint32_t total, count = link_catalog(l, scope_key(SCOPE_STEM, dir), stem, places, &total);
    const cg_link_unit *best = NULL;
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *u = link_open(l, places[i].file);
        if (u != NULL && (best == NULL || rank(from, u) < rank(from, best)))
            best = u;
    }
    return best;
}

const cg_link_unit *javascript_file(cg_linker *l, const cg_link_unit *from, cg_str path)
{
    if (path.ptr == NULL)
        return NULL;
    cg_str dir = link_path_dir(path), base = link_path_base(path), stem = stem_of(base);
    const cg_link_unit *found = base.len ? file_with_stem(l, from, dir, base) : NULL;
    if (found == NULL && stem.len < base.len)
        found = file_with_stem(l, from, dir, stem);
    if (found == NULL)
        found = javascript_main(l, from, path);
    return found != NULL ? found : file_with_stem(l, from, path, CG_STR("index"));
}

static bool is_relative(cg_str name)
{
    return cg_str_eq(name, CG_STR(".")) || cg_str_eq(name, CG_STR("..")) ||
           cg_str_starts(name, CG_STR("./")) || cg_str_starts(name, CG_STR("../"));
}

/* What loaders add: "./a.css?raw", "!!raw-loader!./a". */
static cg_str without_query(cg_str name)
{
    ptrdiff_t mark = cg_str_find(name, '?');
    return mark > 0 ? cg_str_slice(name, 0, (size_t)mark) : name;
}

const cg_link_unit *javascript_module(cg_linker *l, const cg_link_unit *from, cg_str name)
{
    name = without_query(name);
    if (is_relative(name))
        return javascript_file(l, from, link_path_join(l, unit_dir(from), name));
    if (name.len == 0 || name.ptr[0] == '/')
        return NULL;
    const cg_link_unit *found = javascript_by_config(l, from, name);
    if (found == NULL && name.ptr[0] == '#')
        found = javascript_by_imports(l, from, name);
    return found != NULL ? found : javascript_by_package(l, from, name);
}
