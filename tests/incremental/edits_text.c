// SPDX-License-Identifier: Apache-2.0
// Edits of one file's text.
#include "edits_int.h"

/* ---- finding places ---- */

typedef bool (*wants_def)(const cg_def *def);
typedef bool (*wants_ref)(const cg_ref *ref);

static bool any_def(const cg_def *def)
{
    return def->kind != CG_NODE_FILE && def->name.len > 0;
}

static bool is_import(const cg_def *def)
{
    return def->kind == CG_NODE_IMPORT;
}

static bool is_real_def(const cg_def *def)
{
    return any_def(def) && !is_import(def);
}

static bool is_type(const cg_def *def)
{
    return cg_node_kind_is_type(def->kind) && def->name.len > 0;
}

static bool has_name(const cg_ref *ref)
{
    return ref->name_len > 0 && ref->role != CG_ROLE_LITERAL;
}

static bool names_base(const cg_ref *ref)
{
    return has_name(ref) && (ref->role == CG_ROLE_INHERIT || ref->role == CG_ROLE_IMPLEMENT);
}

static bool names_type(const cg_ref *ref)
{
    return has_name(ref) && ref->role == CG_ROLE_TYPE;
}

static bool is_wanted(const cg_ref *ref)
{
    return has_name(ref) && ref->target_kind == CG_TARGET_NONE;
}

static bool refers_to(const opened *o, cg_str name)
{
    for (size_t i = 0; i < o->unit.refs.len; i++)
        if (cg_str_eq(cg_ref_name(&o->unit, &o->unit.refs.ptr[i]), name))
            return true;
    return false;
}

/* Often one that the donor refers to, if there is any. */
static const cg_def *pick_def(editor *e, const opened *o, wants_def wants)
{
    size_t count = 0, used_count = 0;
    const cg_def *picked = NULL, *used = NULL;
    for (size_t i = 0; i < o->unit.defs.len; i++) {
        const cg_def *def = &o->unit.defs.ptr[i];
        if (!wants(def))
            continue;
        if (random_below(e->random, ++count) == 0)
            picked = def;
        if (refers_to(&e->donor, cg_unit_str(&o->unit, def->name)) &&
            random_below(e->random, ++used_count) == 0)
            used = def;
    }
    return used != NULL && edit_one_in(e, 2) ? used : picked;
}

static const cg_ref *pick_ref(editor *e, const opened *o, wants_ref wants)
{
    size_t count = 0;
    const cg_ref *picked = NULL;
    for (size_t i = 0; i < o->unit.refs.len; i++)
        if (wants(&o->unit.refs.ptr[i]) && random_below(e->random, ++count) == 0)
            picked = &o->unit.refs.ptr[i];
    return picked;
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$';
}

/* The word at or behind `byte`: a unit's places may be of the declaration around the name. */
static range word_at(cg_str text, size_t byte)
{
    range r = {byte, byte};
    while (r.from < text.len && !is_word_char(text.ptr[r.from]))
        r.from++;
    for (r.to = r.from; r.to < text.len && is_word_char(text.ptr[r.to]);)
        r.to++;
    return r;
}

static cg_str text_of(const opened *o, range r)
{
    return cg_str_slice(o->text, r.from, r.to);
}

/* The whole lines of a definition. */
static range lines_of(const opened *o, const cg_def *def)
{
    range r = {def->start_byte, def->end_byte};
    while (r.from > 0 && o->text.ptr[r.from - 1] != '\n')
        r.from--;
    while (r.to < o->text.len && o->text.ptr[r.to] != '\n')
        r.to++;
    return (range){r.from, CG_MIN(r.to + 1, o->text.len)};
}

static range some_line(editor *e, const opened *o)
{
    size_t at = random_below(e->random, o->text.len + 1);
    const cg_def here = {.start_byte = (uint32_t)at, .end_byte = (uint32_t)at};
    return lines_of(o, &here);
}

/* ---- names ---- */

/* A name that something has elsewhere, that something is looking for, or that nothing has. */
static cg_str other_name(editor *e, wants_def wants)
{
    static unsigned fresh;
    const cg_def *def = pick_def(e, &e->donor, wants);
    const cg_ref *ref = pick_ref(e, &e->donor, is_wanted);
    if (ref != NULL && edit_one_in(e, 3))
        return cg_ref_name(&e->donor.unit, ref);
    if (def == NULL || edit_one_in(e, 4))
        return cg_arena_printf(e->s->arena, "fresh%u", fresh++ % 10);
    return text_of(&e->donor, word_at(e->donor.text, def->name_byte));
}

static void replace_word(editor *e, size_t at, cg_str word, cg_str with)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_str text = e->s->list.ptr[at].text;
    for (size_t i = 0; i < text.len;) {
        range r = {i, i};
        while (r.to < text.len && is_word_char(text.ptr[r.to]))
            r.to++;
        cg_str here = cg_str_slice(text, r.from, r.to);
        cg_buf_add_str(&out, cg_str_eq(here, word) ? with : here);
        if (r.to < text.len)
            cg_buf_add_char(&out, text.ptr[r.to]);
        i = r.to + 1;
    }
    edit_put(e, at, cg_buf_str(&out));
}

/* In one place, in the file, or everywhere. */
static bool rename_definition(editor *e)
{
    const cg_def *def = pick_def(e, &e->file, any_def);
    if (def == NULL)
        return false;
    range r = word_at(e->file.text, def->name_byte);
    cg_str old = text_of(&e->file, r), new = other_name(e, any_def);
    if (old.len == 0)
        return false;
    unsigned reach = random_below(e->random, 8);
    if (reach == 0)
        for (size_t i = 0; i < e->s->list.len; i++) {
            if (edit_is_there(e, i))
                replace_word(e, i, old, new);
        }
    else if (reach < 3)
        replace_word(e, e->file.at, old, new);
    else
        edit_splice(e, r, new);
    return true;
}

/* What the donor refers to is called otherwise now. */
static bool rename_used(editor *e)
{
    const cg_def *def = pick_def(e, &e->file, is_real_def);
    if (def == NULL || !refers_to(&e->donor, cg_unit_str(&e->file.unit, def->name)))
        return false;
    edit_splice(e, word_at(e->file.text, def->name_byte), CG_STR("renamed"));
    return true;
}

static bool retarget(editor *e, wants_ref wants, wants_def to)
{
    const cg_ref *ref = pick_ref(e, &e->file, wants);
    if (ref == NULL)
        return false;
    edit_splice(e, word_at(e->file.text, ref->byte), other_name(e, to));
    return true;
}

static bool change_reference(editor *e)
{
    return retarget(e, has_name, is_real_def);
}

static bool change_base(editor *e)
{
    return retarget(e, names_base, is_type);
}

static bool change_type(editor *e)
{
    return retarget(e, names_type, is_type);
}

/* What the donor refers to, the file refers to as well. */
static bool borrow_reference(editor *e)
{
    const cg_ref *ref = pick_ref(e, &e->file, has_name), *other = pick_ref(e, &e->donor, has_name);
    if (ref == NULL || other == NULL)
        return false;
    edit_splice(e, word_at(e->file.text, ref->byte),
                text_of(&e->donor, word_at(e->donor.text, other->byte)));
    return true;
}

/* ---- definitions ---- */

static bool delete_definition(editor *e)
{
    const cg_def *def = pick_def(e, &e->file, is_real_def);
    if (def != NULL)
        edit_splice(e, lines_of(&e->file, def), CG_STR(""));
    return def != NULL;
}

static bool repeat_definition(editor *e)
{
    const cg_def *def = pick_def(e, &e->file, is_real_def);
    if (def == NULL)
        return false;
    range lines = lines_of(&e->file, def);
    edit_splice(e, (range){lines.to, lines.to}, text_of(&e->file, lines));
    return true;
}

/* The donor's lines before some definition of the file. */
static bool borrow(editor *e, wants_def wants)
{
    const cg_def *at = pick_def(e, &e->file, wants), *def = pick_def(e, &e->donor, wants);
    if (def == NULL)
        return false;
    range to = {0, 0};
    if (at != NULL)
        to = lines_of(&e->file, at);
    edit_splice(e, (range){to.from, to.from}, text_of(&e->donor, lines_of(&e->donor, def)));
    return true;
}

static bool borrow_definition(editor *e)
{
    return borrow(e, is_real_def);
}

static bool reorder_definitions(editor *e)
{
    const cg_def *a = pick_def(e, &e->file, is_real_def), *b = pick_def(e, &e->file, is_real_def);
    if (a == NULL || a->end_byte >= b->start_byte)
        return false;
    CG_AUTO_VALUE(cg_buf) text = {0};
    range first = lines_of(&e->file, a), last = lines_of(&e->file, b);
    if (first.to > last.from)
        return false;
    cg_buf_add_str(&text, text_of(&e->file, last));
    cg_buf_add_str(&text, text_of(&e->file, (range){first.to, last.from}));
    cg_buf_add_str(&text, text_of(&e->file, first));
    edit_splice(e, (range){first.from, last.to}, cg_buf_str(&text));
    return true;
}

/* ---- imports, strings, keywords ---- */

static bool delete_import(editor *e)
{
    const cg_def *def = pick_def(e, &e->file, is_import);
    if (def != NULL)
        edit_splice(e, lines_of(&e->file, def), CG_STR(""));
    return def != NULL;
}

static bool borrow_import(editor *e)
{
    return borrow(e, is_import);
}

static bool change_import(editor *e)
{
    const cg_def *def = pick_def(e, &e->file, is_import),
                 *other = pick_def(e, &e->donor, is_import);
    if (def == NULL || other == NULL)
        return false;
    range words =
        edit_one_in(e, 2)
            ? lines_of(&e->file, def)
            : word_at(e->file.text, random_below(e->random, 2) ? def->name_byte : def->start_byte);
    edit_splice(e, words,
                words.to > def->end_byte ? text_of(&e->donor, lines_of(&e->donor, other))
                                         : other_name(e, any_def));
    return true;
}

/* Some quoted text: module paths, and most of what manifests say. */
static bool pick_string(editor *e, const opened *o, range *out)
{
    size_t count = 0, open = 0;
    for (size_t i = 0; i < o->text.len; i++) {
        char c = o->text.ptr[i];
        if ((c != '"' && c != '\'' && c != '\n') || (open != 0 && c != o->text.ptr[open - 1]))
            continue;
        if (c == '\n') {
            open = 0;
        } else if (open == 0) {
            open = i + 1;
        } else {
            if (random_below(e->random, ++count) == 0)
                *out = (range){open, i};
            open = 0;
        }
    }
    return count > 0;
}

static bool change_string(editor *e)
{
    range r, other;
    if (!pick_string(e, &e->file, &r))
        return false;
    if (edit_one_in(e, 3) || !pick_string(e, &e->donor, &other))
        edit_splice(e, r, edit_pick_dir(e));
    else
        edit_splice(e, r, text_of(&e->donor, other));
    return true;
}

static bool change_keyword(editor *e)
{
    static const cg_str words[] = {
        CG_STR("public"),  CG_STR("private"),   CG_STR("protected"), CG_STR("static"),
        CG_STR("export"),  CG_STR("default"),   CG_STR("abstract"),  CG_STR("final"),
        CG_STR("pub"),     CG_STR("const"),     CG_STR("async"),     CG_STR("extern"),
        CG_STR("virtual"), CG_STR("override"),  CG_STR("class"),     CG_STR("interface"),
        CG_STR("struct"),  CG_STR("enum"),      CG_STR("from"),      CG_STR("import"),
        CG_STR("package"), CG_STR("namespace"), CG_STR("module"),    CG_STR("mod"),
        CG_STR("use"),     CG_STR("as"),        CG_STR("type"),      CG_STR("var"),
        CG_STR("let"),     CG_STR("fn"),        CG_STR("func"),      CG_STR("def")};
    size_t count = 0;
    range picked = {0};
    for (size_t i = 0; i < e->file.text.len;) {
        range r = word_at(e->file.text, i);
        for (size_t w = 0; w < CG_ARRAY_LEN(words); w++)
            if (cg_str_eq(text_of(&e->file, r), words[w]) && random_below(e->random, ++count) == 0)
                picked = r;
        i = CG_MAX(r.to, i + 1);
    }
    if (count > 0)
        edit_splice(e, picked,
                    edit_one_in(e, 2) ? CG_STR("")
                                      : words[random_below(e->random, CG_ARRAY_LEN(words))]);
    return count > 0;
}

/* ---- macros of C and C++ ---- */

static bool is_macro(const cg_def *def)
{
    return def->kind == CG_NODE_MACRO;
}

/* A word of what the macro stands for goes, or is another: mostly what it defines is called otherwise then. */
static bool change_macro(editor *e)
{
    const cg_def *def = pick_def(e, &e->file, is_macro);
    if (def == NULL || def->body_end <= def->body_start)
        return false;
    range r = word_at(e->file.text,
                      def->body_start + random_below(e->random, def->body_end - def->body_start));
    if (r.from >= def->body_end)
        return false;
    edit_splice(e, r, edit_one_in(e, 3) ? CG_STR("other") : other_name(e, any_def));
    return true;
}

/* The file uses a macro of the donor's as if it defined something, at its end or in front of a definition. */
static bool use_macro(editor *e)
{
    const cg_def *macro = pick_def(e, &e->donor, is_macro);
    const cg_def *at = pick_def(e, &e->file, is_real_def);
    CG_AUTO_VALUE(cg_buf) use = {0};
    if (macro == NULL)
        return false;
    cg_buf_printf(&use, "%.*s(%.*s, %.*s)%s\n",
                  CG_STR_ARG(cg_unit_str(&e->donor.unit, macro->name)),
                  CG_STR_ARG(other_name(e, is_real_def)), CG_STR_ARG(other_name(e, is_real_def)),
                  edit_one_in(e, 3)   ? " { int x; }"
                  : edit_one_in(e, 2) ? ";"
                                      : "");
    size_t to = at != NULL && edit_one_in(e, 2) ? lines_of(&e->file, at).from : e->file.text.len;
    edit_splice(e, (range){to, to}, cg_buf_str(&use));
    return true;
}

/* The file includes something once more, with a macro that writes names, at its end or in front of the first time. */
static bool give_macro(editor *e)
{
    const cg_def *macro = pick_def(e, edit_one_in(e, 2) ? &e->donor : &e->file, is_macro);
    const cg_def *import = pick_def(e, &e->file, is_import);
    CG_AUTO_VALUE(cg_buf) text = {0};
    if (macro == NULL || import == NULL)
        return false;
    cg_str name = cg_unit_str(macro >= e->file.unit.defs.ptr &&
                                      macro < e->file.unit.defs.ptr + e->file.unit.defs.len
                                  ? &e->file.unit
                                  : &e->donor.unit,
                              macro->name);
    range line = lines_of(&e->file, import);
    cg_buf_printf(&text, "#define %.*s(name) name##_%u\n%.*s\n#undef %.*s\n", CG_STR_ARG(name),
                  random_below(e->random, 3), CG_STR_ARG(text_of(&e->file, line)),
                  CG_STR_ARG(name));
    size_t to = edit_one_in(e, 2) ? line.from : e->file.text.len;
    edit_splice(e, (range){to, to}, cg_buf_str(&text));
    return true;
}

/* ---- lines ---- */

static bool repeat_line(editor *e)
{
    range line = some_line(e, &e->file);
    edit_splice(e, (range){line.to, line.to}, text_of(&e->file, line));
    return true;
}

/* Mostly all is as before, but for where it stands. */
static bool add_comment(editor *e)
{
    static const cg_str texts[] = {CG_STR("\n"), CG_STR("# note\n"), CG_STR("// note\n"),
                                   CG_STR("/* note */\n")};
    range line = some_line(e, &e->file);
    edit_splice(e, (range){line.from, line.from}, texts[random_below(e->random, 4)]);
    return true;
}

static bool delete_line(editor *e)
{
    edit_splice(e, some_line(e, &e->file), CG_STR(""));
    return true;
}

static bool borrow_line(editor *e)
{
    range line = some_line(e, &e->file);
    edit_splice(e, (range){line.to, line.to}, text_of(&e->donor, some_line(e, &e->donor)));
    return true;
}

static bool move_down(editor *e)
{
    edit_splice(e, (range){0, 0}, CG_STR("\n\n\n"));
    return true;
}

static bool break_syntax(editor *e)
{
    size_t at = random_below(e->random, e->file.text.len + 1);
    if (edit_one_in(e, 2))
        edit_splice(e, (range){at, e->file.text.len}, CG_STR(""));
    else
        edit_splice(e, (range){at, at}, CG_STR("{(["));
    return true;
}

const edit text_edits[] = {
    {"rename-definition", rename_definition},
    {"rename-used", rename_used},
    {"change-reference", change_reference},
    {"change-base", change_base},
    {"change-type", change_type},
    {"borrow-reference", borrow_reference},
    {"delete-definition", delete_definition},
    {"repeat-definition", repeat_definition},
    {"borrow-definition", borrow_definition},
    {"reorder-definitions", reorder_definitions},
    {"change-macro", change_macro},
    {"give-macro", give_macro},
    {"use-macro", use_macro},
    {"delete-import", delete_import},
    {"borrow-import", borrow_import},
    {"change-import", change_import},
    {"change-string", change_string},
    {"change-keyword", change_keyword},
    {"repeat-line", repeat_line},
    {"delete-line", delete_line},
    {"borrow-line", borrow_line},
    {"add-comment", add_comment},
    {"move-down", move_down},
    {"break-syntax", break_syntax},
    {NULL, NULL},
};

const edit link_edits[] = {
    {"rename-used", rename_used},       {"rename-used", rename_used},
    {"rename-used", rename_used},       {"delete-definition", delete_definition},
    {"change-macro", change_macro},     {"give-macro", give_macro},
    {"use-macro", use_macro},           {"delete-import", delete_import},
    {"change-base", change_base},       {"change-type", change_type},
    {"change-keyword", change_keyword}, {"change-string", change_string},
    {"delete-line", delete_line},       {NULL, NULL},
};
