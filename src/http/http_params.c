// SPDX-License-Identifier: Apache-2.0
// http: reads a request's parameters by its route's table. Nothing unknown, nothing out of range
// and nothing that is not UTF-8 passes; each refusal names the parameter and what it may be. What values are
// when nobody gives them is read from the table once, when the server starts.
#include "http_int.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <strings.h>

#define TEXT_MAX_DEFAULT 1024
#define ITEMS_MAX 64
#define PAIRS_MAX 128

/* What routes take that read at a generation (http_wait.c). */
static const cg_param wait_params[] = {
    {.name = "min_generation",
     .type = CG_PARAM_UINT,
     .max = INT64_C(9007199254740991),
     .help = "Wait until the project has this generation, as a write answered it."},
    {.name = "timeout_ms",
     .type = CG_PARAM_UINT,
     .min = 1,
     .max = 86400000,
     .help = "Time for the answer, the wait for min_generation included; then it is 504."}};

const cg_param *cg_route_param(const cg_route *route, size_t i)
{
    size_t shared = route->flags & CG_ROUTE_WAITS ? CG_ARRAY_LEN(wait_params) : 0;
    if (i < shared)
        return &wait_params[i];
    const cg_param *own = route->params ? &route->params[i - shared] : NULL;
    return own && own->name ? own : NULL;
}

/* Points the error at the parameter. */
static cg_code at(cg_err *err, const cg_param *param, cg_code code)
{
    (void)cg_err_at(err, "%s", param->name);
    return code;
}

static cg_code read_text(const cg_param *param, cg_str text, cg_err *err)
{
    size_t max = param->max ? (size_t)param->max : TEXT_MAX_DEFAULT;
    if (text.len > max || text.len < (size_t)param->min)
        return at(err, param,
                  CG_FAIL(err, CG_E_INVALID, "%s must have %" PRId64 " to %zu bytes", param->name,
                          param->min, max));
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
            return at(err, param,
                      CG_FAIL(err, CG_E_INVALID, "%s holds a control character", param->name));
    }
    return CG_OK;
}

static cg_code read_uint(const cg_param *param, cg_str text, cg_value *value, cg_err *err)
{
    bool bounded = param->min || param->max;
    uint64_t v = 0;
    bool ok = cg_str_to_u64(text, &v);
    if (ok && (!bounded || (v >= (uint64_t)param->min && v <= (uint64_t)param->max))) {
        value->u64 = v;
        return CG_OK;
    }
    if (!bounded)
        return at(err, param, CG_FAIL(err, CG_E_INVALID, "%s must be a whole number", param->name));
    return at(err, param,
              CG_FAIL(err, CG_E_INVALID, "%s must be a whole number from %" PRId64 " to %" PRId64,
                      param->name, param->min, param->max));
}

static bool parse_double(cg_str text, double *out_value)
{
    char copy[40], *end = NULL;
    if (text.len == 0 || text.len >= sizeof copy)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!memchr("0123456789+-.eE", text.ptr[i], 15))
            return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = 0;
    errno = 0;
    *out_value = strtod(copy, &end);
    return *end == 0 && errno == 0 && isfinite(*out_value);
}

static cg_code read_number(const cg_param *param, cg_str text, cg_value *value, cg_err *err)
{
    bool bounded = param->min || param->max;
    double v = 0;
    bool ok = parse_double(text, &v);
    if (ok && (!bounded || (v >= (double)param->min && v <= (double)param->max))) {
        value->f64 = v;
        return CG_OK;
    }
    if (!bounded)
        return at(err, param, CG_FAIL(err, CG_E_INVALID, "%s must be a number", param->name));
    return at(err, param,
              CG_FAIL(err, CG_E_INVALID, "%s must be a number from %" PRId64 " to %" PRId64,
                      param->name, param->min, param->max));
}

static cg_code read_flag(const cg_param *param, cg_str text, cg_value *value, cg_err *err)
{
    bool yes = cg_str_eq(text, CG_STR("true")) || cg_str_eq(text, CG_STR("1"));
    bool no = cg_str_eq(text, CG_STR("false")) || cg_str_eq(text, CG_STR("0"));
    if (!yes && !no)
        return at(err, param, CG_FAIL(err, CG_E_INVALID, "%s must be true or false", param->name));
    value->flag = yes;
    return CG_OK;
}

static cg_code read_word(const cg_param *param, cg_str text, cg_value *value, cg_err *err)
{
    cg_str rest = cg_str_from(param->words), word;
    for (unsigned i = 0; cg_str_split(&rest, '|', &word); i++)
        if (cg_str_eq(word, text)) {
            value->word = i;
            return CG_OK;
        }
    return at(err, param,
              CG_FAIL(err, CG_E_INVALID, "%s must be one of %s", param->name, param->words));
}

static cg_code read_value(const cg_param *param, cg_str text, cg_value *value, cg_err *err)
{
    switch (param->type) {
    case CG_PARAM_UINT: return read_uint(param, text, value, err);
    case CG_PARAM_NUMBER: return read_number(param, text, value, err);
    case CG_PARAM_BOOL: return read_flag(param, text, value, err);
    case CG_PARAM_ENUM: return read_word(param, text, value, err);
    case CG_PARAM_STR: break;
    }
    return read_text(param, text, err);
}

/* One occurrence of a repeated parameter may itself hold several values: a,b. */
static cg_code add_items(cg_arena *arena, const cg_param *param, cg_str text, cg_value *value,
                         cg_err *err)
{
    if (!value->items)
        value->items = cg_arena_alloc_array(arena, ITEMS_MAX, sizeof(cg_str));
    cg_str *items = (cg_str *)value->items, part;
    while (cg_str_split(&text, ',', &part)) {
        if (value->item_count == ITEMS_MAX)
            return at(
                err, param,
                CG_FAIL(err, CG_E_INVALID, "%s has more than %d values", param->name, ITEMS_MAX));
        cg_code rc = read_value(param, part, value, err);
        if (rc != CG_OK)
            return rc;
        items[value->item_count++] = part;
    }
    return CG_OK;
}

static cg_code parse_value(cg_arena *arena, const cg_param *param, cg_str text, cg_value *value,
                           cg_err *err)
{
    return param->repeated ? add_items(arena, param, text, value, err)
                           : read_value(param, text, value, err);
}

/* ---- forms ---- */

static void fill_form(cg_arena *arena, const cg_route *route, cg_form *form)
{
    while (cg_route_param(route, form->count))
        form->count++;
    form->params = cg_arena_alloc_array(arena, form->count + 1, sizeof(const cg_param *));
    form->unset = cg_arena_alloc_array(arena, form->count + 1, sizeof *form->unset);
    for (size_t i = 0; i < form->count; i++) {
        const cg_param *param = form->params[i] = cg_route_param(route, i);
        cg_value *value = &form->unset[i];
        value->text = cg_str_from(param->fallback);
        if (param->fallback)
            CG_ASSERT(parse_value(arena, param, value->text, value, NULL) == CG_OK);
    }
}

cg_form *cg_http_forms_create_in(cg_arena *arena, const cg_route *const *routes, size_t count)
{
    cg_form *forms = cg_arena_alloc_array(arena, count + 1, sizeof *forms);
    for (size_t i = 0; i < count; i++)
        fill_form(arena, routes[i], &forms[i]);
    return forms;
}

/* ---- requests ---- */

static cg_code give_value(cg_request *req, size_t index, cg_str text, cg_err *err)
{
    const cg_param *param = req->form->params[index];
    cg_value *value = &req->values[index];
    if (value->given && !param->repeated)
        return at(err, param, CG_FAIL(err, CG_E_INVALID, "%s is given twice", param->name));
    if (!value->given)
        *value = (cg_value){.given = true, .text = text};
    return parse_value(req->arena, param, text, value, err);
}

static cg_code read_pair(cg_request *req, cg_str pair, cg_err *err)
{
    ptrdiff_t equals = cg_str_find(pair, '=');
    cg_str name = equals < 0 ? pair : cg_str_slice(pair, 0, (size_t)equals);
    cg_str text = equals < 0 ? CG_STR("") : cg_str_slice(pair, (size_t)equals + 1, pair.len);
    cg_code rc = cg_http_decode_in(req->arena, name, true, &name, err);
    if (rc != CG_OK)
        return rc;
    cg_str shown = cg_utf8_truncate(name, 60);
    rc = cg_http_decode_in(req->arena, text, true, &text, err);
    if (rc != CG_OK) {
        (void)cg_err_at(err, "%.*s", CG_STR_ARG(shown));
        return rc;
    }
    for (size_t i = 0; i < req->form->count; i++) {
        const cg_param *param = req->form->params[i];
        if (param->in == CG_IN_QUERY && strcmp(param->name, name.ptr) == 0) /* NUL-terminated */
            return give_value(req, i, text, err);
    }
    rc = CG_FAIL(err, CG_E_UNKNOWN_PARAMETER, "unknown query parameter '%.*s'", CG_STR_ARG(shown));
    (void)cg_err_at(err, "%.*s", CG_STR_ARG(shown));
    return rc;
}

static cg_code read_query(cg_request *req, cg_err *err)
{
    cg_str rest = req->query, pair;
    for (unsigned n = 0; rest.len && cg_str_split(&rest, '&', &pair); n++) {
        if (n == PAIRS_MAX)
            return CG_FAIL(err, CG_E_INVALID, "more than %d query parameters", PAIRS_MAX);
        cg_code rc = pair.len ? read_pair(req, pair, err) : CG_OK;
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}

/* Path and header values, then the complaint. */
static cg_code complete_value(cg_request *req, size_t index, cg_err *err)
{
    const cg_param *param = req->form->params[index];
    cg_str text = CG_STR_NULL;
    if (param->in == CG_IN_PATH) {
        cg_code rc =
            cg_http_decode_in(req->arena, cg_http_path_text(req, param->name), false, &text, err);
        return rc == CG_OK ? give_value(req, index, text, err) : at(err, param, rc);
    }
    if (param->in == CG_IN_HEADER) {
        text = cg_http_header(req, param->name);
        if (text.ptr && !cg_utf8_valid(text))
            return at(err, param,
                      CG_FAIL(err, CG_E_ENCODING, "%s is not valid UTF-8", param->name));
        if (text.ptr)
            return give_value(req, index, cg_arena_str(req->arena, text), err);
    }
    if (param->required && !req->values[index].given)
        return at(err, param, CG_FAIL(err, CG_E_INVALID, "%s is missing", param->name));
    return CG_OK;
}

static bool declares(const cg_route *route, const char *header)
{
    const cg_param *param;
    for (size_t i = 0; (param = cg_route_param(route, i)) != NULL; i++)
        if (param->in == CG_IN_HEADER && strcasecmp(param->name, header) == 0)
            return true;
    return false;
}

/* A header that a client relies on must not be passed over. */
static cg_code check_headers(const cg_request *req, cg_err *err)
{
    const char *const *names = req->http->opts.declared_headers;
    for (; names != NULL && *names != NULL; names++)
        if (!declares(req->route, *names) && cg_http_header(req, *names).ptr) {
            cg_code rc = CG_FAIL(err, CG_E_INVALID, "%s %s does not take the header %s",
                                 req->route->method, req->route->path, *names);
            (void)cg_err_at(err, "%s", *names);
            return rc;
        }
    return CG_OK;
}

cg_code cg_http_params(cg_request *req, cg_err *err)
{
    const cg_form *form = req->form = &req->http->forms[req->slot];
    size_t bytes = (form->count + 1) * sizeof *form->unset;
    req->values = memcpy(cg_arena_alloc(req->arena, bytes), form->unset, bytes);
    cg_code rc = check_headers(req, err);
    if (rc == CG_OK)
        rc = read_query(req, err);
    for (size_t i = 0; i < form->count && rc == CG_OK; i++)
        rc = complete_value(req, i, err);
    return rc;
}
