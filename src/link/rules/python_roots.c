// SPDX-License-Identifier: Apache-2.0
// Python: the directories below which a file's absolute imports are looked for: the one above its
// outermost package, those that the manifests above it name, and the usual places of sources in the
// directories around it. Last its own directory, as of a script; in a package the standard library is meant rather.
#include "python.h"

static void add_root(cg_str dir, python_roots *roots)
{
    if (dir.ptr == NULL)
        return;
    for (uint32_t i = 0; i < roots->count; i++)
        if (cg_str_eq(roots->dirs[i], dir))
            return;
    if (roots->count < PYTHON_ROOTS_MAX)
        roots->dirs[roots->count++] = dir;
}

/* The directory above the outermost package that the file is in. */
static cg_str own_root(cg_linker *l, const cg_link_unit *u)
{
    cg_str dir = unit_dir(u);
    while (dir.len > 0 && python_is_package(l, dir))
        dir = link_path_dir(dir);
    return dir;
}

/* Every value of one setting: lists have several. */
static void add_setting(cg_linker *l, const cg_link_unit *manifest, const char *name,
                        python_roots *roots)
{
    cg_str setting = cg_str_from(name);
    note_name(l, manifest, setting);
    for (uint32_t d = unit_member(manifest, 0, setting); d != CG_NONE; d = manifest->next[d]) {
        cg_str value = cg_unit_str(manifest->unit, def_of(manifest, d)->signature);
        add_root(link_path_join(l, unit_dir(manifest), value), roots);
    }
}

static void add_manifest(cg_linker *l, cg_str dir, const char *file_name, python_roots *roots)
{
    static const char *const settings[] = {
        "tool.setuptools.packages.find.where",
        "tool.setuptools.package-dir.",
        "tool.pdm.build.package-dir",
        "tool.maturin.python-source",
        "tool.uv.build-backend.module-root",
        "tool.pytest.ini_options.pythonpath",
        "tool.poetry.packages.from",
        "options.packages.find.where",
        "options.package_dir.",
    };
    uint32_t file = link_find_above(l, dir, cg_str_from(file_name));
    const cg_link_unit *manifest = file == CG_NONE ? NULL : link_open(l, file);
    if (manifest == NULL)
        return;
    for (size_t i = 0; i < CG_ARRAY_LEN(settings); i++)
        add_setting(l, manifest, settings[i], roots);
}

static void find_roots(cg_linker *l, const cg_link_unit *u, python_roots *roots)
{
    cg_str own = own_root(l, u);
    add_root(own, roots);
    add_root(CG_STR(""), roots);
    add_manifest(l, unit_dir(u), "pyproject.toml", roots);
    add_manifest(l, unit_dir(u), "setup.cfg", roots);
    for (cg_str dir = own;; dir = link_path_dir(dir)) {
        add_root(dir, roots);
        add_root(link_path_join(l, dir, CG_STR("src")), roots);
        if (dir.len == 0)
            break;
    }
    add_root(CG_STR("lib"), roots);
    add_root(CG_STR("python"), roots);
    uint32_t before = roots->count;
    add_root(unit_dir(u), roots);
    roots->inside = roots->count > before && python_is_package(l, unit_dir(u));
}

const python_roots *python_roots_of(cg_linker *l, const cg_link_unit *u)
{
    const void *answer;
    if (memo_get(l, MEMO_RULES, u->file, PYTHON_MEMO_ROOTS, &answer))
        return answer;
    python_roots *roots = cg_arena_alloc(l->arena, sizeof *roots);
    *roots = (python_roots){.count = 0};
    find_roots(l, u, roots);
    memo_set(l, MEMO_RULES, u->file, PYTHON_MEMO_ROOTS, roots);
    return roots;
}
