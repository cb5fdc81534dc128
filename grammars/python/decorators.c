// SPDX-License-Identifier: Apache-2.0
// Decorated definitions: what well-known decorators say, and who refers to a decorator. A call such
// as `@route("/")` runs in the code around the definition; a plain `@cached` is stated by the
// definition itself.
#include "python_int.h"

typedef struct known_decorator {
    const char *name;
    uint32_t modifiers;
    bool property;
} known_decorator;

static const known_decorator known[] = {
    {"property", CG_MOD_GETTER, true},
    {"cached_property", CG_MOD_GETTER, true},
    {"abstractproperty", CG_MOD_GETTER | CG_MOD_ABSTRACT, true},
    {"getter", CG_MOD_GETTER, true},
    {"setter", CG_MOD_SETTER, true},
    {"deleter", 0, true},
    {"staticmethod", CG_MOD_STATIC, false},
    {"classmethod", CG_MOD_STATIC, false},
    {"abstractmethod", CG_MOD_ABSTRACT, false},
    {"abstractstaticmethod", CG_MOD_ABSTRACT | CG_MOD_STATIC, false},
    {"abstractclassmethod", CG_MOD_ABSTRACT | CG_MOD_STATIC, false},
    {"overload", CG_MOD_DECLARATION, false},
    {"final", CG_MOD_FINAL, false},
    {"override", CG_MOD_OVERRIDE, false},
    {"deprecated", CG_MOD_DEPRECATED, false},
};

static void apply(cg_str name, bool dotted, py_decor *decor)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(known); i++) {
        const known_decorator *k = &known[i];
        if (!cg_str_eq(name, cg_str_from(k->name)))
            continue;
        bool accessor = cg_str_ends(name, CG_STR("ter")); /* `@size.setter` */
        if (accessor && k->property && !dotted)
            continue;
        decor->modifiers |= k->modifiers;
        decor->overload |= (k->modifiers & CG_MOD_DECLARATION) != 0;
        decor->receives_nothing |= cg_str_ends(name, CG_STR("staticmethod"));
        if (k->property)
            decor->kind = CG_NODE_PROPERTY;
        if (k->property && accessor)
            decor->disambiguator = name;
    }
}

/* Decorators are kept one a line, so the lines of one are joined. */
static cg_str on_one_line(cg_extract *x, cg_str text)
{
    if (cg_str_find(text, '\n') < 0)
        return text;
    CG_AUTO_VALUE(cg_buf) joined = {0};
    cg_str line;
    while (cg_str_split(&text, '\n', &line)) {
        line = cg_str_trim(line);
        if (joined.len > 0 && line.len > 0 && joined.ptr[joined.len - 1] != '(' &&
            line.ptr[0] != ')')
            cg_buf_add_char(&joined, ' ');
        cg_buf_add_str(&joined, line);
    }
    return cg_x_scratch(x, "%.*s", CG_STR_ARG(cg_buf_str(&joined)));
}

static void read_decorator(cg_extract *x, py_decor *decor)
{
    cg_str text = cg_x_text(x, cg_x_node(x));
    text = cg_str_trim(cg_str_slice(text, 1, text.len)); /* behind the '@' */
    cg_x_add_decorator(x, on_one_line(x, text));
    ptrdiff_t paren = cg_str_find(text, '(');
    cg_str name = paren < 0 ? text : cg_str_slice(text, 0, (size_t)paren);
    apply(py_last_component(name), cg_str_find(name, '.') >= 0, decor);
}

static bool is_call(const cg_extract *x, TSNode decorator)
{
    return cg_x_token_of(x, cg_x_named_child(decorator, 0)) == PY_CALL;
}

static void keep_called(const cg_extract *x, py_decor *decor, uint32_t value)
{
    if (py_is_telling(x, value) && decor->called_count < CG_ARRAY_LEN(decor->called))
        decor->called[decor->called_count++] = value;
}

uint32_t py_on_decorated(cg_extract *x, cg_role role)
{
    (void)role;
    py_decor decor = {0};
    bool is_class = false;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == PY_DECORATOR) {
            read_decorator(x, &decor);
            if (is_call(x, cg_x_node(x)))
                keep_called(x, &decor, cg_x_visit_children(x));
        } else if (cg_x_token(x) == PY_CLASS_DEFINITION) {
            is_class = true;
        }
    }
    if (is_class)
        py_define_class(x, &decor);
    else
        py_define_function(x, &decor);
    return CG_NONE;
}

void py_visit_decorators(cg_extract *x, const py_decor *decor)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == PY_DECORATOR && !is_call(x, cg_x_node(x)))
            py_visit_all(x, CG_ROLE_DECORATE);
    }
    for (uint32_t i = 0; i < decor->called_count; i++)
        cg_x_ref_set_role(x, cg_x_call(x, decor->called[i]), CG_ROLE_DECORATE);
}
