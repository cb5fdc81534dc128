// SPDX-License-Identifier: Apache-2.0
// http: Accept, Accept-Encoding, If-None-Match and Content-Type.
#include "http_int.h"

#include <ctype.h>
#include <strings.h>

static bool equals_nocase(cg_str a, cg_str b)
{
    return a.len == b.len && (a.len == 0 || strncasecmp(a.ptr, b.ptr, a.len) == 0);
}

/* "0.8" to 800; anything malformed counts as 1. */
static unsigned parse_quality(cg_str text)
{
    static const unsigned weight[] = {100, 10, 1};
    if (text.len == 0 || text.len > 5 || (text.ptr[0] != '0' && text.ptr[0] != '1'))
        return 1000;
    unsigned q = text.ptr[0] == '1' ? 1000 : 0;
    for (size_t i = 2; i < text.len; i++) {
        if (!isdigit((unsigned char)text.ptr[i]))
            return 1000;
        q += (unsigned)(text.ptr[i] - '0') * weight[i - 2];
    }
    return CG_MIN(q, 1000u);
}

/* Takes "name;a=b;q=0.5" apart. */
static cg_str item_name(cg_str item, unsigned *out_quality)
{
    cg_str name = CG_STR_NULL, part;
    *out_quality = 1000;
    for (bool first = true; cg_str_split(&item, ';', &part); first = false) {
        part = cg_str_trim(part);
        if (first)
            name = part;
        else if (part.len >= 2 && (part.ptr[0] == 'q' || part.ptr[0] == 'Q') && part.ptr[1] == '=')
            *out_quality = parse_quality(cg_str_slice(part, 2, part.len));
    }
    return name;
}

/* 3: same, 2: same type, 1: anything, 0: no. */
static unsigned media_rank(cg_str range, cg_str media)
{
    if (equals_nocase(range, media))
        return 3;
    if (cg_str_eq(range, CG_STR("*/*")) || cg_str_eq(range, CG_STR("*")))
        return 1;
    ptrdiff_t slash = cg_str_find(media, '/');
    if (slash > 0 && range.len == (size_t)slash + 2 && range.ptr[slash + 1] == '*' &&
        strncasecmp(range.ptr, media.ptr, (size_t)slash + 1) == 0)
        return 2;
    return 0;
}

unsigned cg_http_quality(cg_str accept, cg_str media)
{
    unsigned best_rank = 0, best = 0, quality;
    cg_str item;
    if (cg_str_trim(accept).len == 0)
        return 1000;
    while (cg_str_split(&accept, ',', &item)) {
        cg_str range = item_name(item, &quality);
        unsigned rank = media_rank(range, media);
        if (rank > best_rank) {
            best_rank = rank;
            best = quality;
        }
    }
    return best;
}

unsigned cg_http_coding_quality(cg_str accept_encoding, cg_str coding)
{
    unsigned best_rank = 0, best = cg_str_eq(coding, CG_STR("identity")) ? 1 : 0, quality;
    cg_str item;
    while (cg_str_split(&accept_encoding, ',', &item)) {
        cg_str name = item_name(item, &quality);
        unsigned rank = equals_nocase(name, coding) ? 2 : cg_str_eq(name, CG_STR("*"));
        if (rank > best_rank) {
            best_rank = rank;
            best = quality;
        }
    }
    return best;
}

static cg_str opaque_tag(cg_str tag)
{
    tag = cg_str_trim(tag);
    return cg_str_starts(tag, CG_STR("W/")) ? cg_str_slice(tag, 2, tag.len) : tag;
}

bool cg_http_etag_matches(cg_str if_none_match, cg_str etag)
{
    cg_str item;
    if (cg_str_eq(cg_str_trim(if_none_match), CG_STR("*")))
        return true;
    while (cg_str_split(&if_none_match, ',', &item))
        if (cg_str_eq(opaque_tag(item), opaque_tag(etag)))
            return true;
    return false;
}

cg_str cg_http_media_in(cg_arena *arena, cg_str content_type)
{
    unsigned quality;
    cg_str copy = cg_arena_str(arena, item_name(content_type, &quality));
    for (size_t i = 0; i < copy.len; i++)
        ((char *)copy.ptr)[i] = (char)tolower((unsigned char)copy.ptr[i]);
    return copy;
}

/* Takes the value at the start of `*rest`, and what stands up to the next ';'. */
static cg_str take_value_in(cg_arena *arena, cg_str *rest)
{
    cg_str value;
    if (!cg_str_starts(*rest, CG_STR("\""))) {
        (void)cg_str_split(rest, ';', &value);
        return cg_arena_str(arena, cg_str_trim(value));
    }
    cg_str all = *rest;
    char *text = cg_arena_alloc(arena, all.len + 1);
    size_t len = 0, i = 1;
    for (; i < all.len && all.ptr[i] != '"'; i++) {
        i += all.ptr[i] == '\\' && i + 1 < all.len;
        text[len++] = all.ptr[i];
    }
    *rest = cg_str_slice(all, i + 1, all.len);
    (void)cg_str_split(rest, ';', &value);
    return cg_str_make(text, len);
}

cg_str cg_http_media_param_in(cg_arena *arena, cg_str content_type, cg_str name)
{
    cg_str rest = content_type, media;
    if (!cg_str_split(&rest, ';', &media))
        return CG_STR_NULL;
    for (ptrdiff_t eq; (eq = cg_str_find(rest, '=')) >= 0;) {
        cg_str key = cg_str_trim(cg_str_slice(rest, 0, (size_t)eq));
        rest = cg_str_slice(rest, (size_t)eq + 1, rest.len);
        cg_str value = take_value_in(arena, &rest);
        if (equals_nocase(key, name))
            return value;
    }
    return CG_STR_NULL;
}

bool cg_http_media_matches(const char *pattern, cg_str media)
{
    return media_rank(cg_str_from(pattern), media) > 0;
}

/* Lists the media types of a table for a message. */
static void list_media(const cg_content *content, cg_buf *out)
{
    for (size_t i = 0; content[i].media; i++)
        cg_buf_printf(out, "%s%s", out->len ? ", " : "", content[i].media);
}

cg_code cg_http_negotiate(cg_request *req, cg_err *err)
{
    bool any = false;
    unsigned best = 0;
    for (const cg_answer *a = req->route->answers; a && a->status; a++)
        for (const cg_content *c = a->content; a->status < 300 && c->media; c++) {
            unsigned quality = cg_http_quality(req->accept, cg_str_from(c->media));
            any = true;
            if (quality > best) {
                best = quality;
                req->accepted = c->media;
            }
        }
    if (!any || best > 0)
        return CG_OK;
    CG_AUTO_VALUE(cg_buf) list = {0};
    for (const cg_answer *a = req->route->answers; a->status; a++)
        if (a->status < 300)
            list_media(a->content, &list);
    return CG_FAIL(err, CG_E_NOT_ACCEPTABLE, "Accept admits none of: %.*s", (int)list.len,
                   list.ptr);
}
