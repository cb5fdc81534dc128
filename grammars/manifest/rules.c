// SPDX-License-Identifier: Apache-2.0
// manifest: which values of which files become what. The names of settings are listed in manifest.c.
#include "manifest_int.h"

#define SETTING(p, ...)                                                                            \
    {                                                                                              \
        .path = (p), .use = MF_SETTING, ##__VA_ARGS__                                              \
    }

/* package.json, package-lock.json, and tsconfig.json with its variants: their keys differ where it
 * matters. */
static const mf_rule json[] = {
    {.path = "name", .use = MF_NAME},
    {.path = "version", .use = MF_VERSION},
    {.path = "lockfileVersion", .use = MF_LOCK_FILE},
    {.path = "packages/*/version", .use = MF_INSTALLED},
    {.path = "dependencies/*", .use = MF_DEPENDENCY, .flags = MF_KEYED, .record = 2},
    {.path = "peerDependencies/*", .use = MF_DEPENDENCY, .flags = MF_KEYED, .record = 2},
    {.path = "devDependencies/*",
     .use = MF_DEPENDENCY,
     .flags = MF_KEYED | MF_CONDITIONAL,
     .record = 2},
    {.path = "optionalDependencies/*",
     .use = MF_DEPENDENCY,
     .flags = MF_KEYED | MF_CONDITIONAL,
     .record = 2},
    {.path = "exports/**", .use = MF_EXPORT},
    SETTING("main"),
    SETTING("module"),
    SETTING("types"),
    SETTING("typings"),
    SETTING("type"),
    SETTING("browser/**"),
    SETTING("imports/**"),
    SETTING("typesVersions/**"),
    SETTING("workspaces/#"),
    SETTING("workspaces/packages/#", .name = "workspaces"),

    SETTING("extends/#"),
    SETTING("include/#"),
    SETTING("exclude/#"),
    SETTING("references/#/path"),
    SETTING("compilerOptions/baseUrl"),
    SETTING("compilerOptions/paths/*/#"),
    SETTING("compilerOptions/rootDir"),
    SETTING("compilerOptions/rootDirs/#"),
    SETTING("compilerOptions/outDir"),
    SETTING("compilerOptions/declarationDir"),
    SETTING("compilerOptions/typeRoots/#"),
    SETTING("compilerOptions/types/#"),
    SETTING("compilerOptions/module"),
    SETTING("compilerOptions/moduleResolution"),
    SETTING("compilerOptions/moduleSuffixes/#"),
    SETTING("compilerOptions/customConditions/#"),
    SETTING("compilerOptions/allowJs"),
};

#define DEPENDENCIES(p, depth, more)                                                               \
    {                                                                                              \
        .path = (p "/**"), .use = MF_DEPENDENCY, .flags = MF_KEYED | (more), .record = (depth)     \
    }
#define PLACES(p, front)                                                                           \
    SETTING(p "/*/path", .drop = (front)), SETTING(p "/*/package", .drop = (front)),               \
        SETTING(p "/*/workspace", .drop = (front))
#define TARGETS(word)                                                                              \
    {                                                                                              \
        .path = word "/#/**", .use = MF_TARGET, .record = 2                                        \
    }

/* Cargo.toml and pyproject.toml, and the lock files beside them. */
static const mf_rule toml[] = {
    {.path = "package/name", .use = MF_NAME},
    {.path = "package/version", .use = MF_VERSION},
    {.path = "package/#/**", .use = MF_LOCKED, .flags = MF_ELEMENT, .record = 2},
    SETTING("package/name"),
    SETTING("package/edition"),
    SETTING("package/workspace"),
    SETTING("lib/name"),
    SETTING("lib/path"),
    SETTING("lib/proc-macro"),
    TARGETS("bin"),
    TARGETS("example"),
    TARGETS("test"),
    TARGETS("bench"),
    SETTING("features/*/#"),
    SETTING("workspace/members/#"),
    SETTING("workspace/exclude/#"),
    SETTING("workspace/package/version"),
    SETTING("workspace/package/edition"),
    SETTING("workspace/dependencies/*"),
    SETTING("workspace/dependencies/*/version"),
    SETTING("workspace/dependencies/*/path"),
    SETTING("workspace/dependencies/*/package"),
    DEPENDENCIES("dependencies/*", 2, 0),
    DEPENDENCIES("dev-dependencies/*", 2, MF_CONDITIONAL),
    DEPENDENCIES("build-dependencies/*", 2, MF_CONDITIONAL),
    DEPENDENCIES("target/*/dependencies/*", 4, MF_CONDITIONAL),
    DEPENDENCIES("target/*/dev-dependencies/*", 4, MF_CONDITIONAL),
    DEPENDENCIES("target/*/build-dependencies/*", 4, MF_CONDITIONAL),
    PLACES("dependencies", 0),
    PLACES("dev-dependencies", 0),
    PLACES("build-dependencies", 0),
    PLACES("target/*/dependencies", 2),
    PLACES("target/*/dev-dependencies", 2),
    PLACES("target/*/build-dependencies", 2),
    SETTING("patch/*/*/path"),

    {.path = "project/name", .use = MF_NAME},
    {.path = "project/version", .use = MF_VERSION},
    {.path = "tool/poetry/name", .use = MF_NAME, .flags = MF_FALLBACK},
    {.path = "tool/poetry/version", .use = MF_VERSION, .flags = MF_FALLBACK},
    {.path = "project/dependencies/#", .use = MF_REQUIREMENT},
    {.path = "project/optional-dependencies/*/#", .use = MF_REQUIREMENT, .flags = MF_CONDITIONAL},
    {.path = "dependency-groups/*/#", .use = MF_REQUIREMENT, .flags = MF_CONDITIONAL},
    {.path = "build-system/requires/#", .use = MF_REQUIREMENT, .flags = MF_CONDITIONAL},
    {.path = "tool/uv/dev-dependencies/#", .use = MF_REQUIREMENT, .flags = MF_CONDITIONAL},
    {.path = "tool/pdm/dev-dependencies/*/#", .use = MF_REQUIREMENT, .flags = MF_CONDITIONAL},
    DEPENDENCIES("tool/poetry/dependencies/*", 4, MF_NOT_PYTHON),
    DEPENDENCIES("tool/poetry/dev-dependencies/*", 4, MF_CONDITIONAL),
    DEPENDENCIES("tool/poetry/group/*/dependencies/*", 6, MF_CONDITIONAL),
    SETTING("tool/poetry/dependencies/*/path"),
    SETTING("tool/poetry/packages/#/include"),
    {.path = "tool/poetry/packages/#/**", .use = MF_TARGET, .record = 4},
    SETTING("tool/setuptools/package-dir/*"),
    SETTING("tool/setuptools/packages/#"),
    SETTING("tool/setuptools/packages/find/where/#"),
    SETTING("tool/setuptools/packages/find/include/#"),
    SETTING("tool/setuptools/py-modules/#"),
    SETTING("tool/hatch/build/sources/**"),
    SETTING("tool/hatch/build/packages/#"),
    SETTING("tool/hatch/build/targets/wheel/packages/#"),
    SETTING("tool/hatch/build/targets/wheel/sources/**"),
    SETTING("tool/flit/module/name"),
    SETTING("tool/pdm/build/package-dir"),
    SETTING("tool/maturin/python-source"),
    SETTING("tool/maturin/module-name"),
    SETTING("tool/uv/build-backend/module-root"),
    SETTING("tool/uv/build-backend/module-name"),
    SETTING("tool/uv/workspace/members/#"),
    SETTING("tool/uv/sources/*/path"),
    SETTING("tool/uv/sources/*/workspace"),
    SETTING("tool/pytest/ini_options/pythonpath/#"),
};

/* setup.cfg: the name of a section is one key. */
static const mf_rule ini[] = {
    {.path = "metadata/name", .use = MF_NAME},
    {.path = "metadata/version", .use = MF_VERSION},
    {.path = "options/package_dir/#", .use = MF_PACKAGE_DIR, .flags = MF_COMMAS},
    SETTING("options/packages/#", .flags = MF_COMMAS),
    SETTING("options/py_modules/#", .flags = MF_COMMAS),
    SETTING("options.packages.find/where/#"),
    SETTING("options.packages.find/include/#", .flags = MF_COMMAS),
    {.path = "options/install_requires/#", .use = MF_REQUIREMENT},
    {.path = "options/setup_requires/#", .use = MF_REQUIREMENT, .flags = MF_CONDITIONAL},
    {.path = "options/tests_require/#", .use = MF_REQUIREMENT, .flags = MF_CONDITIONAL},
    {.path = "options.extras_require/*/#", .use = MF_REQUIREMENT, .flags = MF_CONDITIONAL},
};

static const mf_rule pom[] = {
    {.path = "project/groupId", .use = MF_GROUP},
    {.path = "project/artifactId", .use = MF_NAME},
    {.path = "project/version", .use = MF_VERSION},
    {.path = "project/parent/groupId", .use = MF_GROUP, .flags = MF_FALLBACK},
    {.path = "project/parent/version", .use = MF_VERSION, .flags = MF_FALLBACK},
    SETTING("project/parent/groupId", .drop = 1),
    SETTING("project/parent/artifactId", .drop = 1),
    SETTING("project/parent/version", .drop = 1),
    SETTING("project/parent/relativePath", .drop = 1),
    SETTING("project/modules/module", .name = "modules"),
    SETTING("project/profiles/profile/modules/module", .name = "modules"),
    SETTING("project/build/sourceDirectory", .drop = 1),
    SETTING("project/build/testSourceDirectory", .drop = 1),
    SETTING("project/properties/*", .drop = 1),
    {.path = "project/dependencies/dependency/**", .use = MF_DEPENDENCY, .record = 3},
    {.path = "project/profiles/profile/dependencies/dependency/**",
     .use = MF_DEPENDENCY,
     .flags = MF_CONDITIONAL,
     .record = 5},
    {.path = "project/dependencyManagement/dependencies/dependency/**",
     .use = MF_MANAGED,
     .record = 4},
};

const mf_rules mf_json_rules = {json, CG_ARRAY_LEN(json)};
const mf_rules mf_toml_rules = {toml, CG_ARRAY_LEN(toml)};
const mf_rules mf_ini_rules = {ini, CG_ARRAY_LEN(ini)};
const mf_rules mf_pom_rules = {pom, CG_ARRAY_LEN(pom)};
