// SPDX-License-Identifier: Apache-2.0
// parse: what is not worth parsing, told from size and bytes. Generated code that people call
// belongs into the graph (protocol buffers, bindings), so a marker alone skips nothing: only large
// files that say @generated are left out, which are tables and snapshots.
#include "parse_int.h"

#define BINARY_BYTES 8192u
#define MARKER_BYTES 1024u
#define GENERATED_BYTES_MIN (256u << 10)
/* Below this, long lines are somebody's style or one long string. */
#define MINIFIED_BYTES_MIN 4096u

const char *cg_skip_text(unsigned skip)
{
    static const char *const words[] = {
        [CG_SKIP_NONE] = "",
        [CG_SKIP_LANGUAGE] = "unknown_language",
        [CG_SKIP_BINARY] = "binary",
        [CG_SKIP_TOO_LARGE] = "too_large",
        [CG_SKIP_MINIFIED] = "minified",
        [CG_SKIP_GENERATED] = "generated",
        [CG_SKIP_ENCODING] = "encoding",
        [CG_SKIP_TIMEOUT] = "timeout",
        [CG_SKIP_UNREADABLE] = "unreadable",
        [CG_SKIP_SPECIAL] = "special_file",
        [CG_SKIP_LINK] = "link_outside",
        [CG_SKIP_SYMLINK] = "symlink",
        [CG_SKIP_SUBMODULE] = "submodule",
        [CG_SKIP_LFS] = "lfs_pointer",
    };
    return skip < CG_ARRAY_LEN(words) && words[skip] ? words[skip] : "";
}

static bool is_script(cg_lang_id lang)
{
    return lang == CG_LANG_JAVASCRIPT || lang == CG_LANG_TYPESCRIPT || lang == CG_LANG_TSX;
}

static bool has(cg_str text, cg_str what)
{
    return text.len >= what.len && memmem(text.ptr, text.len, what.ptr, what.len) != NULL;
}

static size_t count_lines(cg_str s)
{
    size_t lines = 1;
    for (const char *p = s.ptr, *end = s.ptr + s.len;
         p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
        lines++;
    return lines;
}

static bool is_minified(cg_str path, cg_str content, cg_lang_id lang, const cg_parse_limits *limits)
{
    if (lang == CG_LANG_MANIFEST)
        return false; /* tools write them in one line */
    if (is_script(lang)) {
        static const cg_str names[] = {CG_STR(".min.js"), CG_STR(".min.mjs"), CG_STR(".min.cjs"),
                                       CG_STR("-min.js")};
        for (size_t i = 0; i < CG_ARRAY_LEN(names); i++)
            if (cg_str_ends(path, names[i]))
                return true;
        if (has(cg_str_slice(content, 0, MARKER_BYTES), CG_STR("webpackBootstrap")))
            return true;
    }
    if (content.len < MINIFIED_BYTES_MIN || limits->line_bytes_max == 0)
        return false;
    /* Elsewhere nobody minifies: only lines that no tool could show count, as in embedded data. */
    size_t line_max = (size_t)limits->line_bytes_max * (is_script(lang) ? 1 : 8);
    return content.len / count_lines(content) > line_max;
}

size_t cg_parse_bytes_max(const cg_parse_limits *limits, cg_str path)
{
    bool manifest = cg_lang_by_name(path) == CG_LANG_MANIFEST;
    return manifest ? CG_MAX(limits->manifest_bytes_max, limits->file_bytes_max)
                    : limits->file_bytes_max;
}

cg_skip cg_parse_check(cg_str path, cg_str content, cg_lang_id lang, const cg_parse_limits *limits)
{
    if (!cg_lang_known(lang))
        return CG_SKIP_LANGUAGE;
    if (content.len > cg_parse_bytes_max(limits, path) || content.len >= UINT32_MAX)
        return CG_SKIP_TOO_LARGE;
    if (cg_str_starts(content, CG_STR("\xff\xfe")) || cg_str_starts(content, CG_STR("\xfe\xff")))
        return CG_SKIP_ENCODING; /* UTF-16 */
    cg_str head = cg_str_slice(content, 0, BINARY_BYTES);
    if (head.len && memchr(head.ptr, '\0', head.len))
        return CG_SKIP_BINARY;
    if (is_minified(path, content, lang, limits))
        return CG_SKIP_MINIFIED;
    /* Lock files say so too, and are read for what the tool found out. */
    if (lang != CG_LANG_MANIFEST && content.len >= GENERATED_BYTES_MIN &&
        has(cg_str_slice(content, 0, MARKER_BYTES), CG_STR("@generated")))
        return CG_SKIP_GENERATED;
    return CG_SKIP_NONE;
}
