// SPDX-License-Identifier: Apache-2.0
// What vectors are made of, for training and for looking at it: definitions and queries as tokens.
//
//   embed_tokens [--vocabulary FILE] FOLDER…            a line for each definition that has a vector
//   embed_tokens [--vocabulary FILE] --ndjson < FILE    of {"path","content"}: the same; of {"text"}: a query
//
// A definition's line has tabs between: path, language, kind, name, line (from 1), modifiers (bits of cg_modifier),
// then lists of tokens with blanks between, in order and as often as they are there: name, owner, signature, doc, body,
// members, imports, and two that no vector has: the path's words and the first paragraph of the doc. A query's line is
// one list. Without a vocabulary tokens are the parts of words, '~' in front of those written together with the one
// before, words that begin with a digit whole; with one (a word a line, '+' in front of compounds, in bytewise order
// of the words) they are the numbers of its words, from 0.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cg/json.h"
#include "cg/parse.h"
#include "fields.h"
#include "tokens.h"

#define COLUMNS (FIELD_COUNT + 2) /* of tokens */

static cg_parse_limits limits;
static cg_parser *parser;
static field_reader reader;
static vocabulary words;
static bool has_words;
static CG_VEC(cg_buf) columns; /* of the unit at hand: COLUMNS for each definition */

static void die(const char *what, const cg_err *err)
{
    fprintf(stderr, "embed_tokens: %s%s%s\n", what, err ? ": " : "", err ? err->text : "");
    exit(1);
}

/* ---- tokens ---- */

static void add_blank(cg_buf *out)
{
    if (out->len > 0)
        cg_buf_add_char(out, ' ');
}

static void add_parts(cg_buf *out, cg_str word)
{
    cg_word_parts parts;
    cg_word_split(word, &parts);
    if (parts.count > 0 && parts.digits[0]) {
        add_blank(out);
        cg_buf_add(out, parts.text, parts.len);
        return;
    }
    for (unsigned i = 0; i < parts.count; i++) {
        add_blank(out);
        if (parts.glued[i])
            cg_buf_add_char(out, '~');
        cg_buf_add_str(out, cg_word_part(&parts, i, i));
    }
}

static void add_word(cg_buf *out, cg_str word)
{
    uint32_t rows[TOKENS_MAX];
    if (!has_words) {
        add_parts(out, word);
        return;
    }
    size_t count = tokens_of_word(&words, word, rows);
    for (size_t i = 0; i < count; i++) {
        add_blank(out);
        cg_buf_printf(out, "%" PRIu32, rows[i]);
    }
}

static void add_text(cg_buf *out, cg_str text)
{
    cg_word_scan scan = cg_word_scan_open(text);
    cg_str word;
    while (cg_word_next(&scan, &word))
        add_word(out, word);
}

/* ---- one file ---- */

static void take_words(void *ctx, const field_word *list, size_t count)
{
    (void)ctx;
    for (size_t i = 0; i < count; i++)
        add_word(&columns.ptr[(size_t)list[i].def * COLUMNS + list[i].field], list[i].word);
}

static cg_str first_paragraph(cg_str text)
{
    const char *gap = text.len > 0 ? memmem(text.ptr, text.len, "\n\n", 2) : NULL;
    return gap != NULL ? cg_str_make(text.ptr, (size_t)(gap - text.ptr)) : text;
}

static void print_def(const cg_unit *unit, uint32_t def, cg_str path)
{
    const cg_def *d = &unit->defs.ptr[def];
    cg_buf *lists = &columns.ptr[(size_t)def * COLUMNS];
    cg_str name = cg_unit_str(unit, d->name);
    add_text(&lists[FIELD_COUNT], path);
    add_text(&lists[FIELD_COUNT + 1], first_paragraph(cg_unit_str(unit, d->doc)));
    printf("%.*s\t%s\t%s\t", CG_STR_ARG(path), cg_lang_text(unit->lang),
           cg_node_kind_text(d->kind));
    for (size_t i = 0; i < name.len; i++)
        putchar((uint8_t)name.ptr[i] < ' ' ? ' ' : name.ptr[i]);
    printf("\t%" PRIu32 "\t%" PRIu32, d->start_line + 1, d->modifiers);
    for (unsigned i = 0; i < COLUMNS; i++)
        printf("\t%.*s", CG_STR_ARG(cg_buf_str(&lists[i])));
    putchar('\n');
}

static void print_file(cg_str path, cg_str content)
{
    cg_unit unit;
    cg_skip skip = CG_SKIP_NONE;
    cg_lang_id lang = cg_lang_detect(path, content);
    if (lang == CG_LANG_NONE || cg_parse_check(path, content, lang, &limits) != CG_SKIP_NONE)
        return;
    cg_unit_init(&unit);
    if (cg_parse_unit(parser, &(cg_parse_input){.content = content, .lang = lang}, &unit, &skip,
                      NULL) == CG_OK &&
        skip == CG_SKIP_NONE) {
        for (size_t i = columns.len; i < unit.defs.len * COLUMNS; i++)
            CG_VEC_PUSH(&columns, (cg_buf){0});
        for (size_t i = 0; i < unit.defs.len * COLUMNS; i++)
            cg_buf_clear(&columns.ptr[i]);
        field_open(&reader, &unit, content);
        field_read(&reader, take_words, NULL);
        for (uint32_t i = 0; i < unit.defs.len; i++)
            if (field_has_vector(&unit.defs.ptr[i]))
                print_def(&unit, i, path);
    }
    cg_unit_fini(&unit);
}

/* ---- where files come from ---- */

static void walk(const char *path, size_t root_len)
{
    struct dirent **entries;
    int n = scandir(path, &entries, NULL, alphasort);
    if (n < 0) {
        CG_AUTO_VALUE(cg_buf) text = {0};
        if (cg_file_read(path, limits.file_bytes_max, &text, NULL) == CG_OK)
            print_file(cg_str_from(path + root_len), cg_buf_str(&text));
        return;
    }
    for (int i = 0; i < n; i++) {
        char inner[4096];
        struct stat st;
        snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && lstat(inner, &st) == 0 &&
            (S_ISDIR(st.st_mode) || S_ISREG(st.st_mode)))
            walk(inner, root_len);
        free(entries[i]);
    }
    free(entries);
}

static void print_line(cg_str line)
{
    CG_AUTO(cg_json) doc = NULL;
    CG_AUTO_VALUE(cg_buf) list = {0};
    cg_str text = CG_STR_NULL, path = CG_STR_NULL;
    cg_err err = {0};
    if (cg_json_parse(line, NULL, &doc, &err) != CG_OK ||
        cg_json_get_str(cg_json_root(doc), "text", &text, CG_JSON_OPTIONAL, &err) != CG_OK ||
        cg_json_get_str(cg_json_root(doc), "path", &path, CG_JSON_OPTIONAL, &err) != CG_OK)
        die("a line cannot be read", &err);
    if (path.len == 0) {
        add_text(&list, text);
        printf("%.*s\n", CG_STR_ARG(cg_buf_str(&list)));
        return;
    }
    if (cg_json_get_str(cg_json_root(doc), "content", &text, CG_JSON_REQUIRED, &err) != CG_OK)
        die("a line cannot be read", &err);
    print_file(path, text);
}

static void read_lines(void)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    while ((len = getline(&line, &room, stdin)) >= 0)
        print_line(cg_str_trim(cg_str_make(line, (size_t)len)));
    free(line);
}

/* The file's words as a model file would hold them. */
static void read_vocabulary(const char *path)
{
    static cg_buf file, strings, offsets, flags;
    cg_err err = {0};
    if (cg_file_read(path, SIZE_MAX, &file, &err) != CG_OK)
        die(path, &err);
    cg_str rest = cg_buf_str(&file), word;
    uint32_t rows = 0;
    static const uint8_t zero[4];
    cg_buf_add(&offsets, zero, 4);
    while (cg_str_split(&rest, '\n', &word) && word.len > 0) {
        bool compound = word.ptr[0] == '+';
        cg_buf_add_str(&strings, cg_str_slice(word, compound, word.len));
        cg_buf_add_char(&flags, compound ? WORD_COMPOUND : 0);
        uint8_t at[4];
        for (unsigned i = 0; i < 4; i++)
            at[i] = (uint8_t)(strings.len >> 8 * i);
        cg_buf_add(&offsets, at, 4);
        rows++;
    }
    if (vocabulary_init(&words, (const uint8_t *)offsets.ptr, (const uint8_t *)flags.ptr, rows,
                        cg_buf_str(&strings), &err) != CG_OK)
        die(path, &err);
    has_words = true;
}

int main(int argc, char **argv)
{
    limits = cg_parse_limits_default();
    parser = cg_parser_create(&limits, NULL);
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--vocabulary") == 0 && i + 1 < argc)
            read_vocabulary(argv[++i]);
        else if (strcmp(argv[i], "--ndjson") == 0)
            read_lines();
        else
            walk(argv[i], strlen(argv[i]) + 1);
    }
    for (size_t i = 0; i < columns.len; i++)
        cg_buf_fini(&columns.ptr[i]);
    CG_VEC_FINI(&columns);
    vocabulary_fini(&words);
    field_reader_fini(&reader);
    cg_parser_destroy(parser);
    return 0;
}
