// SPDX-License-Identifier: Apache-2.0
// macros: includes and macro definitions.
#include "cfamily.h"

#define UNDEF_MAX 32u /* bytes of "#undef" with what blanks are around it */

/** The nodes of directives take the line break; definitions end in front of it. */
static void end_before_break(cg_extract *x, uint32_t def, TSNode node)
{
    TSNode last = cg_x_named_child(node, cg_x_named_count(node) - 1);
    TSPoint end = ts_node_end_point(last);
    cg_def *d = cg_x_def(x, def);
    d->end_byte = ts_node_end_byte(last);
    d->end_line = end.row;
    d->end_col = end.column;
    d->body_start = CG_MIN(d->body_start, d->end_byte);
    d->body_end = CG_MIN(d->body_end, d->end_byte);
}

uint32_t cf_include(cg_extract *x, cg_role role)
{
    (void)role;
    cf_head head = {.node = cg_x_node(x)};
    TSNode path = cg_x_child(x, head.node, F_PATH);
    cg_str text = cg_x_text(x, path);
    uint32_t token = cg_x_token_of(x, path), flags = CG_IMPORT_WILDCARD;
    if (token == T_SYSTEM_STRING)
        flags |= CG_IMPORT_SYSTEM;
    if ((token == T_SYSTEM_STRING || token == T_STRING_LITERAL) && text.len >= 2)
        text = cg_str_slice(text, 1, text.len - 1);
    else
        flags |= CG_IMPORT_DYNAMIC;
    if (text.len == 0)
        return CG_NONE;
    cg_import_init init = {.node = head.node, .module = text, .flags = flags};
    end_before_break(x, cg_x_import(x, &init), head.node);
    return CG_NONE;
}

/* ---- definitions ---- */

static void set_arity(const cg_extract *x, TSNode params, cg_def_init *init)
{
    cg_str text = cg_x_text(x, params);
    unsigned count = cg_x_named_count(params);
    bool any = memmem(text.ptr, text.len, "...", 3);
    init->params_min = (uint8_t)CG_MIN(count, 254u);
    init->params_max = any ? 255 : init->params_min;
    if (any)
        init->modifiers |= CG_MOD_VARIADIC;
}

/** The whole line when it is a short one, else what stands before the body. */
static cg_str head_of(cg_extract *x, TSNode node, TSNode value)
{
    cg_str text = cg_str_trim(cg_x_text(x, node));
    if (cf_null(value) || (text.len <= 120 && cg_str_find(text, '\n') < 0))
        return cf_line(x, text, CG_STR_NULL);
    text = cg_str_trim(cf_slice(x, ts_node_start_byte(node), ts_node_start_byte(value)));
    while (text.len && (text.ptr[text.len - 1] == '\\' || text.ptr[text.len - 1] == ' ' ||
                        text.ptr[text.len - 1] == '\n'))
        text.len--;
    return cf_line(x, text, CG_STR_NULL);
}

/* `#undef NAME` stands on the line before. */
static bool replaces(cg_extract *x, TSNode node, cg_str name)
{
    uint32_t start = ts_node_start_byte(node), most = (uint32_t)name.len + UNDEF_MAX;
    cg_str text = cg_str_trim(cf_slice(x, start - CG_MIN(start, most), start)), line = CG_STR_NULL;
    while (cg_str_split(&text, '\n', &line))
        continue;
    line = cg_str_trim(line);
    if (!cg_str_starts(line, CG_STR("#")))
        return false;
    line = cg_str_trim(cg_str_slice(line, 1, line.len));
    return cg_str_starts(line, CG_STR("undef")) &&
           cg_str_eq(cg_str_trim(cg_str_slice(line, strlen("undef"), line.len)), name);
}

uint32_t cf_define(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode node = cg_x_node(x), value = cg_x_child(x, node, F_VALUE);
    TSNode params = cg_x_child(x, node, F_PARAMETERS);
    cg_def_init init = CG_DEF_INIT(CG_NODE_MACRO, node, .name_node = cg_x_child(x, node, F_NAME));
    init.visibility = CG_VIS_PUBLIC;
    init.body = value;
    init.in_scope = init.parent = 0; /* macros know no scopes */
    init.signature = head_of(x, node, value);
    if (!cf_null(params))
        set_arity(x, params, &init);
    if (replaces(x, node, cg_x_text(x, init.name_node)))
        init.modifiers |= CG_MOD_OVERRIDE;
    uint32_t macro = cg_x_def_open(x, &init);
    end_before_break(x, macro, node);
    bool given =
        cf_macro_body(x, cg_x_text(x, init.name_node), cg_x_text(x, value), cg_x_text(x, params));
    cf_macro_pastes(x, macro, cg_x_text(x, init.name_node), cg_x_text(x, value),
                    cg_x_text(x, params));
    if (!given && init.params_max > 0 && !cf_null(params))
        cg_x_def(x, macro)->modifiers |= CG_MOD_DROPPING;
    cg_x_def_close(x);
    return CG_NONE;
}
