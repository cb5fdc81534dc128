// SPDX-License-Identifier: Apache-2.0
// manifest: the XML of pom.xml: elements and their text. Attributes, comments and the like are passed
// over; a closing tag closes what it names, and what was forgotten inside of it.
#include "manifest_int.h"

typedef struct xml {
    mf_reader *r;
    uint32_t text_start; /* behind the innermost tag */
    bool plain;          /* nothing but text stands there since it was opened */
    uint32_t deeper;     /* open elements beyond the depth that is kept */
} xml;

/* ---- text ---- */

static size_t entity(cg_str s, char *to, size_t *out_len)
{
    static const struct {
        cg_str name;
        char c;
    } known[] = {{CG_STR("&lt;"), '<'},
                 {CG_STR("&gt;"), '>'},
                 {CG_STR("&amp;"), '&'},
                 {CG_STR("&quot;"), '"'},
                 {CG_STR("&apos;"), '\''}};
    *out_len = 1;
    for (size_t i = 0; i < CG_ARRAY_LEN(known); i++)
        if (cg_str_starts(s, known[i].name)) {
            *to = known[i].c;
            return known[i].name.len;
        }
    *to = s.ptr[0];
    return 1;
}

static cg_str decode(mf_reader *r, cg_str raw)
{
    if (cg_str_find(raw, '&') < 0)
        return raw;
    char *out = cg_x_alloc(r->x, raw.len);
    size_t n = 0;
    for (size_t i = 0; i < raw.len;) {
        size_t gave;
        i += entity(cg_str_slice(raw, i, raw.len), out + n, &gave);
        n += gave;
    }
    return cg_str_make(out, n);
}

static void text_leaf(xml *d, uint32_t end)
{
    mf_value v = mf_plain(d->r, d->text_start, end);
    if (!d->plain || v.text.len == 0)
        return;
    if (cg_str_starts(v.text, CG_STR("<![CDATA[")) && cg_str_ends(v.text, CG_STR("]]>")))
        v.text = cg_str_slice(v.text, 9, v.text.len - 3);
    else
        v.text = decode(d->r, v.text);
    d->r->leaf(d->r, &v);
}

/* ---- tags ---- */

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("_-.:", c)) || (unsigned char)c >= 0x80;
}

static cg_str name(mf_reader *r)
{
    uint32_t start = r->at;
    while (mf_more(r) && is_name_char(mf_peek(r)))
        r->at++;
    cg_str whole = mf_slice(r, start, r->at);
    return cg_str_slice(whole, (size_t)(cg_str_rfind(whole, ':') + 1), whole.len);
}

/* Behind the next '>' outside of quotes; a '<' before it means that it was forgotten. */
static void end_tag(mf_reader *r, uint32_t start, bool *out_empty)
{
    char quote = '\0';
    *out_empty = false;
    for (; mf_more(r); r->at++) {
        char c = mf_peek(r);
        if (quote) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            *out_empty = r->src.ptr[r->at - 1] == '/';
            r->at++;
            return;
        } else if (c == '<') {
            break;
        }
    }
    cg_x_error_at(r->x, start, r->at);
}

static void open_tag(xml *d)
{
    mf_reader *r = d->r;
    uint32_t start = r->at++, name_at = r->at;
    cg_str tag = name(r);
    bool empty;
    end_tag(r, start, &empty);
    d->text_start = r->at;
    d->plain = !empty;
    if (empty)
        return;
    mf_key key = {tag, start, r->at, name_at, start + 1};
    if (d->deeper || !mf_push(r, key)) {
        if (d->deeper++ == 0)
            cg_x_error_at(r->x, start, r->at);
    }
}

/* How many keys remain below the innermost open element of that name; UINT32_MAX: there is none. */
static uint32_t find_open(const mf_reader *r, cg_str tag)
{
    for (uint32_t k = r->depth; k-- > 0;)
        if (cg_str_eq(r->keys[k].text, tag))
            return k;
    return UINT32_MAX;
}

static void close_tag(xml *d)
{
    mf_reader *r = d->r;
    uint32_t start = r->at;
    bool empty;
    r->at += 2;
    cg_str tag = name(r);
    uint32_t below = d->deeper ? 0 : find_open(r, tag);
    if (!d->deeper && below != UINT32_MAX)
        text_leaf(d, start);
    end_tag(r, start, &empty);
    d->plain = false;
    if (d->deeper) {
        d->deeper--;
        return;
    }
    if (below == UINT32_MAX || below + 1 != r->depth)
        cg_x_error_at(r->x, start, r->at);
    while (below != UINT32_MAX && r->depth > below) {
        r->close(r, r->at);
        mf_pop(r);
    }
}

/* <!-- … -->, <![CDATA[ … ]]>, <? … ?>: up to their end. */
static void skip_to(mf_reader *r, const char *end)
{
    uint32_t start = r->at;
    const char *p = memmem(r->src.ptr + start, r->src.len - start, end, strlen(end));
    r->at = p ? (uint32_t)(p - r->src.ptr) + (uint32_t)strlen(end) : (uint32_t)r->src.len;
    if (p == NULL)
        cg_x_error_at(r->x, start, r->at);
}

/* <!DOCTYPE …>, with what it declares in brackets. */
static void skip_declaration(mf_reader *r)
{
    uint32_t start = r->at;
    bool inside = false;
    for (; mf_more(r); r->at++) {
        char c = mf_peek(r);
        inside = c == '[' || (inside && c != ']');
        if (c == '>' && !inside) {
            r->at++;
            return;
        }
    }
    cg_x_error_at(r->x, start, r->at);
}

static void markup(xml *d)
{
    mf_reader *r = d->r;
    if (mf_starts(r, "<!--")) {
        bool leads = mf_plain(r, d->text_start, r->at).text.len == 0;
        skip_to(r, "-->");
        if (leads)
            d->text_start = r->at;
    } else if (mf_starts(r, "<![CDATA[")) {
        skip_to(r, "]]>");
    } else if (mf_starts(r, "<?")) {
        skip_to(r, "?>");
    } else if (mf_starts(r, "<!")) {
        skip_declaration(r);
    } else if (mf_starts(r, "</")) {
        close_tag(d);
    } else if (r->at + 1 < r->src.len && is_name_char(r->src.ptr[r->at + 1])) {
        open_tag(d);
    } else {
        cg_x_error_at(r->x, r->at, r->at + 1);
        r->at++;
    }
}

void mf_read_xml(mf_reader *r)
{
    xml d = {.r = r};
    while (mf_more(r)) {
        const char *next = memchr(r->src.ptr + r->at, '<', r->src.len - r->at);
        r->at = next ? (uint32_t)(next - r->src.ptr) : (uint32_t)r->src.len;
        if (next)
            markup(&d);
    }
    if (r->depth)
        cg_x_error_at(r->x, r->keys[r->depth - 1].start, r->at);
    while (r->depth) {
        r->close(r, r->at);
        mf_pop(r);
    }
}
