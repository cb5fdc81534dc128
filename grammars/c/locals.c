// SPDX-License-Identifier: Apache-2.0
// locals: declarations inside functions. Their names are bindings, no nodes; a lambda with a name is
// a function all the same.
#include "cfamily.h"

/** One declaration inside a function. */
typedef struct local {
    uint32_t start;  /* byte where it begins */
    uint32_t type;   /* value of its specifiers */
    bool constant;   /* `const` stands beside it */
    bool is_extern;  /* names something outside */
    bool constructs; /* the type's reference says that an object is made */
    bool named;      /* of a type that may be a class, in C++ */
    bool first_done;
} local;

static cf_walk local_walk(const local *l)
{
    cf_walk w = CF_WALK_INIT;
    w.bind = l->is_extern ? 0 : CG_BIND_LOCAL;
    w.type = l->type;
    w.constant = l->constant;
    return w;
}

bool cf_may_be_class(const cg_extract *x, TSNode type)
{
    uint32_t token = cg_x_token_of(x, type);
    return token == T_TYPE_IDENTIFIER || token == T_QUALIFIED || token == T_TEMPLATE_TYPE;
}

bool cf_is_arguments(const cg_extract *x)
{
    TSNode list = cg_x_node(x);
    uint32_t count = cg_x_named_count(list);
    if (cg_x_token_of(x, list) != T_INITIALIZER_LIST)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (cg_x_token_of(x, cg_x_named_child(list, i)) == T_INITIALIZER_PAIR)
            return false;
    return true;
}

bool cf_is_array_of_objects(const cg_extract *x)
{
    TSNode node = cg_x_node(x);
    return cg_x_token_of(x, node) == T_ARRAY_DECLARATOR &&
           cg_x_token_of(x, cg_x_child(x, node, F_DECLARATOR)) == T_IDENTIFIER;
}

void cf_convert(cg_extract *x, uint32_t type)
{
    const cf_state *st = cf_get(x);
    uint32_t literal = st->hooks->literal(x, cg_x_node(x));
    uint32_t made = literal == CG_NONE ? CG_NONE : cg_x_ref_again(x, type, CG_ROLE_NEW);
    cg_x_hint_argument(x, made, 0, literal, CG_STR_NULL);
    cg_x_ref_set_args(x, made, 1, false);
}

/** Whether `T a`, `T a(…)` or `T a{…}` makes a T, by its first declarator. */
static bool constructs(cg_extract *x, TSNode node)
{
    if (!cf_may_be_class(x, cg_x_child(x, node, F_TYPE)))
        return false;
    TSNode declarator = cg_x_child(x, node, F_DECLARATOR);
    uint32_t shape = cg_x_token_of(x, declarator);
    if (shape == T_INIT_DECLARATOR) {
        TSNode inside = cg_x_child(x, declarator, F_DECLARATOR);
        uint32_t value = cg_x_token_of(x, cg_x_child(x, declarator, F_VALUE));
        return cg_x_token_of(x, inside) == T_IDENTIFIER &&
               (value == T_ARGUMENT_LIST || value == T_INITIALIZER_LIST);
    }
    return shape == T_IDENTIFIER || shape == T_FUNCTION_DECLARATOR;
}

void cf_lambda_init(cg_extract *x, TSNode lambda, cg_def_init *init)
{
    TSNode head = cg_x_child(x, lambda, F_DECLARATOR);
    cf_declarator d = {.params = cg_x_child(x, head, F_PARAMETERS)};
    cg_str types;
    cf_arity arity = cf_params(x, &d, &types);
    init->kind = CG_NODE_FUNCTION;
    init->opens = CG_SCOPE_FUNCTION;
    init->modifiers |= CG_MOD_LAMBDA;
    init->body = cg_x_child(x, lambda, F_BODY);
    init->params_min = arity.min;
    init->params_max = arity.max;
}

/** A named lambda: `auto f = [](int a) { … };` */
static bool local_lambda(cg_extract *x, const local *l)
{
    cf_state *st = cf_get(x);
    TSNode node = cg_x_node(x), value = cg_x_child(x, node, F_VALUE);
    TSNode name = cg_x_child(x, node, F_DECLARATOR);
    if (cg_x_token_of(x, value) != T_LAMBDA || cg_x_token_of(x, name) != T_IDENTIFIER)
        return false;
    cg_def_init init = CG_DEF_INIT(CG_NODE_FUNCTION, node, .name_node = name);
    cf_lambda_init(x, value, &init);
    init.signature = cf_line(x, cf_slice(x, l->start, ts_node_start_byte(init.body)), CG_STR_NULL);
    (void)cg_x_def_open(x, &init);
    CG_X_EACH_CHILD (x)
        if (cg_x_field(x) == F_VALUE)
            st->hooks->lambda(x);
    cg_x_def_close(x);
    return true;
}

/** The value under the cursor is that of what was declared. */
static void set_value(cg_extract *x, const cf_walk *w, uint32_t value)
{
    const cf_state *st = cf_get(x);
    if (st->hooks && w->type == CG_NONE && value == CG_NONE) /* auto name = 1; */
        value = st->hooks->literal(x, cg_x_node(x));
    cf_walk_set(x, w, value);
    if (st->hooks && w->type == CG_NONE && value != CG_NONE)
        cg_x_bind_set_level(x, w->binding, CG_FORM_RIGHT, st->hooks->level(x, cg_x_node(x)));
}

/** The reference that says that an object is made: the type's own for the first declarator. */
static uint32_t made_by(cg_extract *x, const local *l)
{
    return l->constructs && !l->first_done ? l->type : cg_x_ref_again(x, l->type, CG_ROLE_NEW);
}

static void init_local(cg_extract *x, local *l)
{
    cf_state *st = cf_get(x);
    if (st->cpp && local_lambda(x, l))
        return;
    cf_walk w = local_walk(l);
    uint32_t outer_base = st->ctx.init_base;
    bool plain = false;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_DECLARATOR) {
            plain = l->named && !l->is_extern && cg_x_token(x) == T_IDENTIFIER;
            cf_walk_declarator(x, &w);
        } else if (cg_x_field(x) == F_VALUE) {
            st->ctx.init_base = l->type;
            bool arguments = cg_x_token(x) == T_ARGUMENT_LIST || (plain && cf_is_arguments(x));
            uint32_t made = plain && arguments ? made_by(x, l) : CG_NONE;
            int args = arguments ? cf_arguments(x, made) : -1;
            uint32_t value = arguments ? CG_NONE : cg_x_visit(x, CG_ROLE_READ);
            if (arguments)
                cg_x_ref_set_args(x, made, (unsigned)CG_MAX(args, 0), args < 0);
            else if (plain && value == CG_NONE)
                cf_convert(x, l->type);
            set_value(x, &w, value);
        }
    }
    st->ctx.init_base = outer_base;
}

static void function_local(cg_extract *x, const local *l)
{
    cf_state *st = cf_get(x);
    cf_walk w = local_walk(l);
    if (st->hooks && !l->is_extern && st->hooks->local_call(x, &w, l->first_done))
        return;
    if (l->constructs)
        cg_x_ref_set_role(x, l->type, CG_ROLE_TYPE);
    bool pointer = cf_look(x, cg_x_node(x)).to_function;
    w.bind = pointer && !l->is_extern ? CG_BIND_LOCAL : 0; /* a prototype names what is outside */
    bool outer = st->ctx.no_binding;
    st->ctx.no_binding = true;
    cf_walk_declarator(x, &w);
    st->ctx.no_binding = outer;
}

static void one_local(cg_extract *x, local *l, cf_walk *w)
{
    uint32_t token = cg_x_token(x);
    if (token == T_INIT_DECLARATOR) {
        init_local(x, l);
    } else if (!cf_null(cf_look(x, cg_x_node(x)).function) || token == T_FUNCTION_DECLARATOR) {
        function_local(x, l);
    } else {
        *w = local_walk(l);
        cf_walk_declarator(x, w);
        bool plain = token == T_IDENTIFIER || cf_is_array_of_objects(x);
        if (l->named && !l->is_extern && plain)
            cg_x_ref_set_args(x, made_by(x, l), 0, false);
    }
    l->first_done = true;
}

uint32_t cf_local_declaration(cg_extract *x)
{
    cf_state *st = cf_get(x);
    local l = {.type = CG_NONE, .start = ts_node_start_byte(cg_x_node(x))};
    l.named = st->cpp && cf_may_be_class(x, cg_x_child(x, cg_x_node(x), F_TYPE));
    l.constructs = l.named && constructs(x, cg_x_node(x));
    cf_walk w = local_walk(&l);
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == F_TYPE) {
            st->made = CG_NONE;
            l.constant = w.constant = cf_is_const_type(x);
            l.constructs &= !l.is_extern;
            l.type = cf_declared_type(x, l.constructs ? CG_ROLE_NEW : CG_ROLE_TYPE);
            if (l.type == CG_NONE)
                l.type = cf_made_ref(x);
            w.type = l.type;
        } else if (field == F_DECLARATOR) {
            if (cg_x_token(x) == T_IDENTIFIER && !l.is_extern && !l.named)
                cf_walk_declarator(x, &w); /* int a; */
            else
                one_local(x, &l, &w);
        } else if (field == F_VALUE) { /* if (T *a = …) */
            set_value(x, &w, cg_x_visit(x, CG_ROLE_READ));
        } else if (cg_x_token(x) == T_STORAGE_CLASS) {
            l.is_extern |= cg_str_eq(cg_x_text(x, cg_x_node(x)), CG_STR("extern"));
        }
    }
    return CG_NONE;
}
