// SPDX-License-Identifier: Apache-2.0
// manifest: what build tools read about a project: its name, its dependencies with their versions, and
// the settings by which imports find files; what a lock file settled on. No grammar: each format has a reader of its own. Equal
// contents have equal units, so the format is told from the text and not from the file's name.
//
// A unit has a definition of kind `package` (signature "name version"), an import per dependency
// (module: its name; name: the version as written; conditional: for development, tests, building, or
// optional; resolved: the version that is installed), and a `constant` per setting, whose signature is the value. Of several with one name, as
// from a list, each is one constant, in order. Dots of keys stay. The names:
//
//   package.json    main module types typings type browser[.<file>] imports.<name>[.<condition>]
//                   exports.<subpath>[.<condition>] (the subpath "." is always there: "exports..",
//                   "exports...import"; null for closed ones) typesVersions.<range>.<pattern>
//                   workspaces
//   tsconfig.json   extends include exclude references.path compilerOptions.<o>, where <o> is baseUrl
//                   paths.<pattern> rootDir rootDirs outDir declarationDir typeRoots types module
//                   moduleResolution moduleSuffixes customConditions allowJs
//   go.mod          go replace.<module> (value: the path, then the version if it has one)
//   Cargo.toml      package.name package.edition package.workspace lib.name lib.path lib.proc-macro
//                   bin.<name>.path, so too example, test, bench; features.<name> (each that it turns
//                   on); workspace.members workspace.exclude
//                   workspace.package.<version|edition> dependencies.<name>.<path|package|workspace>,
//                   so too dev-dependencies and build-dependencies (those of a target without it);
//                   workspace.dependencies.<name>[.<version|path|package>] patch.<source>.<name>.path
//   pyproject.toml  tool.setuptools.<s>, where <s> is package-dir.<package> packages py-modules
//                   packages.find.<where|include>; tool.poetry.packages.include
//                   tool.poetry.packages.<include>.from tool.poetry.dependencies.<name>.path
//                   tool.hatch.build[.targets.wheel].<packages|sources[.<path>]> tool.flit.module.name
//                   tool.pdm.build.package-dir tool.maturin.<python-source|module-name>
//                   tool.uv.build-backend.<module-root|module-name> tool.uv.workspace.members
//                   tool.uv.sources.<name>.<path|workspace> tool.pytest.ini_options.pythonpath
//   setup.cfg       options.package_dir.<package> options.packages options.py_modules
//                   options.packages.find.<where|include>
//   pom.xml         parent.<groupId|artifactId|version|relativePath> modules properties.<name>
//                   build.<sourceDirectory|testSourceDirectory>
//                   dependencyManagement.<groupId>:<artifactId> (value: its version)
//   package-lock.json, yarn.lock, pnpm-lock.yaml, Cargo.lock, poetry.lock, uv.lock, gradle.lockfile,
//   requirements.txt (what is pinned by "==")   no settings and no package, only resolved dependencies
//   compile_commands.json   directory (again where it changes: of the entries behind it)
//                   folders.<list> (a folder to search, in order, as written), include.<file> (the list that it is searched in)
//                   defined.<macro> (what it stands for, in all commands alike), sometimes.<macro> (in some, or otherwise)
//                   commands (how many; behind the others, and not if some macros are left out or cannot be read)
#include "manifest_int.h"

static const char *const file_names[] = {
    "go.mod", "package.json", "tsconfig.json", "tsconfig.*.json", "jsconfig.json", "Cargo.toml",
    "pom.xml", "setup.cfg", "compile_commands.json", "pyproject.toml",
    /* lock files; go.sum has what was considered too, go.mod what was chosen */
    "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "Cargo.lock",
    "poetry.lock", "uv.lock", "gradle.lockfile", "buildscript-gradle.lockfile", "requirements.txt",
    "requirements-*.txt", "requirements_*.txt", "*-requirements.txt", NULL};

/* ---- which format ---- */

/* To the first byte that is neither white space nor part of any format's comment. */
static void skip_to_text(mf_reader *r)
{
    while (mf_more(r)) {
        mf_skip_blanks(r);
        char c = mf_peek(r);
        if (c == '\n')
            r->at++;
        else if (c == '#' || c == ';' || mf_starts(r, "//"))
            r->at = mf_line_end(r);
        else if (mf_starts(r, "/*"))
            mf_skip_block_comment(r);
        else
            return;
    }
}

/* A word with something behind it that is no '=': "module example.com/a", "require (". */
static bool is_directive(const mf_reader *r)
{
    mf_reader ahead = {.src = r->src, .at = r->at};
    uint32_t from = ahead.at;
    while (mf_peek(&ahead) >= 'a' && mf_peek(&ahead) <= 'z')
        ahead.at++;
    if (ahead.at == from || !mf_is_blank(mf_peek(&ahead)))
        return false;
    mf_skip_blanks(&ahead);
    char c = mf_peek(&ahead);
    return c != '=' && c != ':' && c != '\n' && c != '\0';
}

/* An array of objects or of nothing; TOML and ini have names of sections in brackets. */
static bool is_array(const mf_reader *r)
{
    mf_reader ahead = {.src = r->src, .at = r->at + 1};
    skip_to_text(&ahead);
    return mf_peek(&ahead) == '{' || mf_peek(&ahead) == ']';
}

typedef enum section_format { EITHER, TOML, INI } section_format;

static section_format by_header(cg_str line)
{
    static const char *const ini[] = {"[metadata]", "[options", "[bdist", "[sdist",  "[egg_info",
                                      "[flake8",    "[mypy",    "[isort", "[aliases"};
    static const char *const toml[] = {"[[",       "[package",  "[workspace", "[dependencies",
                                       "[project", "[build-",   "[tool.",     "[lib]",
                                       "[target.", "[features", "[profile",   "[dev-"};
    for (size_t i = 0; i < CG_ARRAY_LEN(ini); i++)
        if (cg_str_starts(line, cg_str_from(ini[i])))
            return INI;
    for (size_t i = 0; i < CG_ARRAY_LEN(toml); i++)
        if (cg_str_starts(line, cg_str_from(toml[i])))
            return TOML;
    return cg_str_find(line, ':') >= 0 && cg_str_find(line, '"') < 0 ? INI : EITHER;
}

/* TOML quotes its texts; what else it has starts with a digit, a sign, a bracket, or is a boolean. */
static section_format by_value(cg_str line)
{
    ptrdiff_t equals = cg_str_find(line, '=');
    if (equals < 0)
        return EITHER;
    cg_str value = cg_str_trim(cg_str_slice(line, (size_t)equals + 1, line.len));
    if (value.len == 0)
        return INI;
    bool toml = memchr("\"'[{+-0123456789", value.ptr[0], 16) != NULL ||
                cg_str_starts(value, CG_STR("true")) || cg_str_starts(value, CG_STR("false"));
    return toml ? EITHER : INI;
}

static bool is_ini(const mf_reader *r)
{
    cg_str rest = cg_str_slice(r->src, r->at, r->src.len), line;
    section_format values = EITHER;
    while (cg_str_split(&rest, '\n', &line)) {
        section_format format = EITHER;
        if (line.len && line.ptr[0] == '[')
            format = by_header(line);
        else if (values == EITHER && line.len && !mf_is_blank(line.ptr[0]) && line.ptr[0] != '#')
            values = by_value(line);
        if (format != EITHER)
            return format == INI;
    }
    return values == INI;
}

static void read_any(mf_reader *r, uint32_t start)
{
    skip_to_text(r);
    char c = mf_peek(r);
    if (!mf_more(r))
        return;
    if (c == '{' || (c == '[' && is_array(r))) {
        r->rules = mf_json_rules;
        if (c == '[')
            mf_commands_begin(r);
        r->at = start;
        mf_read_json(r);
    } else if (c == '<') {
        r->rules = mf_pom_rules;
        mf_read_xml(r);
    } else if (mf_read_lock(r)) {
        return;
    } else if (is_directive(r)) {
        r->at = start;
        mf_read_gomod(r);
    } else if (is_ini(r)) {
        r->rules = mf_ini_rules;
        r->at = start;
        mf_read_ini(r);
    } else {
        r->rules = mf_toml_rules;
        r->at = start;
        mf_read_toml(r);
    }
}

static void read_manifest(cg_extract *x)
{
    mf_reader r = {.x = x, .src = cg_x_source(x), .leaf = mf_leaf, .close = mf_close};
    uint32_t start = cg_str_starts(r.src, CG_STR("\xef\xbb\xbf")) ? 3 : 0;
    r.at = start;
    read_any(&r, start);
    mf_finish(&r);
}

const cg_lang cg_lang_manifest = {
    .id = CG_LANG_MANIFEST,
    .version = 5,
    .file_names = file_names,
    .read = read_manifest,
};
