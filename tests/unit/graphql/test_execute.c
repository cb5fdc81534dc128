// SPDX-License-Identifier: Apache-2.0
// Execution: what is asked is answered, each place of the answer in one call, and errors empty what they must.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "cg/graphql.h"

static const char sdl[] =
    "directive @cost(weight: Int!) on FIELD_DEFINITION "
    "directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION "
    "type Person implements Named { name: String! age: Int friends(first: Int = 2): [Person!]! @listSize(slicingArguments: [\"first\"]) "
    "  best: Person! maybe: Person fails: String mustNot: String! } "
    "type Robot implements Named { name: String! model: Int! } "
    "interface Named { name: String! } union Being = Person | Robot "
    "scalar Any enum Mood { GOOD BAD } input Point { x: Int! y: Int = 7 tags: [String!] } "
    "type Query { me: Person beings: [Being] named: Named echo(any: Any, mood: Mood, point: Point, list: [[Int]], id: ID, "
    "  float: Float, text: String = \"d\"): String page(size: Page): Person @listSize(slicingArguments: [\"size.first\"], "
    "  sizedFields: [\"friends\"]) heavy: Int @cost(weight: 500) } "
    "input Page { first: Int = 4 } "
    "type Mutation { add(n: Int!): Int! } type Subscription { tick: Int tock: Int }";

typedef struct person {
    const char *name;
    int age;
} person;
static const person people[] = {{"ann", 30}, {"bob", 40}, {"cy", 50}};

/* What was called, in order: "Person.friends x2;". */
static cg_buf calls;
static int total;

static void note(const cg_gql_call *call)
{
    cg_buf_printf(&calls, "%.*s.%.*s x%zu;", CG_STR_ARG(call->type), CG_STR_ARG(call->field),
                  call->count);
}

static const person *person_at(const cg_gql_call *call, size_t i)
{
    return call->objects[i];
}

/* What was seen of the selection below "me". */
static struct {
    bool names, ages;
    uint64_t friends, theirs;
} below;

static cg_code me(cg_gql_call *call, cg_err *err)
{
    (void)err;
    note(call);
    below.names = cg_gql_selects(call, "friends.name");
    below.ages = cg_gql_selects(call, "age");
    below.friends = cg_gql_largest(call, "friends", "first");
    below.theirs = cg_gql_largest(call, "friends.friends", "first");
    call->out[0] = cg_gql_object(&people[0]);
    return CG_OK;
}

static cg_code name(cg_gql_call *call, cg_err *err)
{
    (void)err;
    note(call);
    for (size_t i = 0; i < call->count; i++)
        call->out[i] = cg_gql_text(cg_str_from(person_at(call, i)->name));
    return CG_OK;
}

static cg_code age(cg_gql_call *call, cg_err *err)
{
    (void)err;
    for (size_t i = 0; i < call->count; i++)
        call->out[i] = cg_gql_int(person_at(call, i)->age);
    return CG_OK;
}

static cg_code friends(cg_gql_call *call, cg_err *err)
{
    (void)err;
    note(call);
    int64_t first = cg_gql_argument(&call->args, "first")->number;
    for (size_t i = 0; i < call->count; i++)
        call->out[i] =
            cg_gql_objects(call->arena, people + 1, (size_t)CG_MIN(first, 2), sizeof *people);
    return CG_OK;
}

/* cy has none. */
static cg_code best(cg_gql_call *call, cg_err *err)
{
    (void)err;
    for (size_t i = 0; i < call->count; i++)
        call->out[i] = cg_gql_object(person_at(call, i) == &people[2] ? NULL : &people[2]);
    return CG_OK;
}

static cg_code fails(cg_gql_call *call, cg_err *err)
{
    for (size_t i = 0; i < call->count; i++) {
        if (person_at(call, i) != &people[1])
            continue;
        (void)CG_FAIL(err, CG_E_UNAVAILABLE, "not today");
        call->out[i] = cg_gql_failed(call->arena, err);
    }
    return CG_OK;
}

static cg_code fails_all(cg_gql_call *call, cg_err *err)
{
    (void)call;
    (void)CG_FAIL(err, CG_E_NOT_FOUND, "nowhere");
    return cg_err_at(err, "there");
}

static cg_code beings(cg_gql_call *call, cg_err *err)
{
    (void)err;
    static cg_gql_value items[3];
    for (size_t i = 0; i < 2; i++) {
        items[i] = cg_gql_object(&people[i]);
        items[i].type = i == 0 ? "Person" : "Robot";
    }
    items[2] = (cg_gql_value){0};
    call->out[0] = cg_gql_list(items, 3);
    return CG_OK;
}

static cg_code named(cg_gql_call *call, cg_err *err)
{
    (void)err;
    call->out[0] = cg_gql_object(&people[1]);
    call->out[0].type = "Robot";
    return CG_OK;
}

static void print(const cg_gql_value *value, cg_buf *out)
{
    switch (value->kind) {
    case CG_GQL_NULL: cg_buf_add_str(out, CG_STR("null")); break;
    case CG_GQL_BOOL: cg_buf_printf(out, "%d", value->flag); break;
    case CG_GQL_INT: cg_buf_printf(out, "%d", (int)value->number); break;
    case CG_GQL_FLOAT: cg_buf_printf(out, "%g", value->real); break;
    case CG_GQL_LIST:
        cg_buf_add_char(out, '[');
        for (uint32_t i = 0; i < value->count; i++)
            print(&value->items[i], out);
        cg_buf_add_char(out, ']');
        break;
    case CG_GQL_INPUT:
        for (uint32_t i = 0; i < value->count; i++) {
            cg_buf_printf(out, "%.*s:", CG_STR_ARG(value->members[i].name));
            print(&value->members[i].value, out);
        }
        break;
    default: cg_buf_printf(out, "<%.*s>", CG_STR_ARG(value->text));
    }
    cg_buf_add_char(out, ' ');
}

static cg_code echo(cg_gql_call *call, cg_err *err)
{
    (void)err;
    CG_AUTO_VALUE(cg_buf) out = {0};
    for (size_t i = 0; i < call->args.count; i++) {
        cg_buf_printf(&out, "%.*s=", CG_STR_ARG(call->args.list[i].name));
        print(&call->args.list[i].value, &out);
    }
    call->out[0] = cg_gql_text(cg_arena_str(call->arena, cg_buf_str(&out)));
    return CG_OK;
}

static cg_code add(cg_gql_call *call, cg_err *err)
{
    (void)err;
    total = total * 10 + (int)cg_gql_argument(&call->args, "n")->number;
    call->out[0] = cg_gql_int(total);
    return CG_OK;
}

static const cg_gql_binding bindings[] = {{"Person", "name", name},
                                          {"Person", "age", age},
                                          {"Person", "friends", friends},
                                          {"Person", "best", best},
                                          {"Person", "maybe", best},
                                          {"Person", "fails", fails},
                                          {"Person", "mustNot", fails_all},
                                          {"Robot", "name", name},
                                          {"Robot", "model", age},
                                          {"Query", "me", me},
                                          {"Query", "beings", beings},
                                          {"Query", "named", named},
                                          {"Query", "echo", echo},
                                          {"Query", "page", me},
                                          {"Query", "heavy", fails_all},
                                          {"Mutation", "add", add},
                                          {"Subscription", "tick", me},
                                          {"Subscription", "tock", me},
                                          {NULL, NULL, NULL}};
static const cg_gql_binding *const tables[] = {bindings};
static cg_gql_schema *schema;

static int set_up(void **state)
{
    (void)state;
    return cg_gql_schema_create(CG_STR(sdl), tables, 1, &schema, NULL) == CG_OK ? 0 : 1;
}

static int tear_down(void **state)
{
    (void)state;
    cg_gql_schema_destroy(schema);
    cg_buf_fini(&calls);
    return 0;
}

static cg_gql_limits limits;

/* The answer to a document; what is wrong with it when it cannot run. */
static void ask(const char *query, const char *variables, const char *operation, cg_buf *out)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO(cg_arena) run = cg_arena_create(0);
    CG_AUTO(cg_json) doc = NULL;
    cg_gql_request request = {.query = cg_str_from(query)};
    const cg_gql_run_options options = {.root = people};
    cg_buf_clear(&calls);
    cg_buf_clear(out);
    if (variables != NULL) {
        assert_int_equal(cg_json_parse(cg_str_from(variables), NULL, &doc, NULL), CG_OK);
        request.variables = cg_json_root(doc);
    }
    if (operation != NULL)
        request.operation_name = cg_str_from(operation);
    cg_gql_operation *o = cg_gql_prepare(schema, &request, &limits, arena);
    if (cg_gql_is_runnable(o))
        assert_int_equal(cg_gql_run(o, &options, run, out, NULL), CG_OK);
    else
        cg_gql_write_errors(o, out);
    cg_buf_add_char(out, '\0');
}

#define EXPECT(query, expected)                                                                    \
    do {                                                                                           \
        CG_AUTO_VALUE(cg_buf) out = {0};                                                           \
        ask((query), NULL, NULL, &out);                                                            \
        assert_string_equal(out.ptr, (expected));                                                  \
    } while (0)
#define EXPECT_PART(query, variables, part)                                                        \
    do {                                                                                           \
        CG_AUTO_VALUE(cg_buf) out = {0};                                                           \
        ask((query), (variables), NULL, &out);                                                     \
        if (strstr(out.ptr, (part)) == NULL)                                                       \
            fail_msg("%s lacks %s", out.ptr, (part));                                              \
    } while (0)

static void test_each_place_is_one_call(void **state)
{
    (void)state;
    EXPECT("{ me { friends { name friends(first: 1) { name } } } }",
           "{\"data\":{\"me\":{\"friends\":[{\"name\":\"bob\",\"friends\":[{\"name\":\"bob\"}]},"
           "{\"name\":\"cy\",\"friends\":[{\"name\":\"bob\"}]}]}}}");
    cg_buf_add_char(&calls, '\0');
    assert_string_equal(calls.ptr, "Query.me x1;Person.friends x1;Person.name x2;Person.friends "
                                   "x2;Person.name x2;");
}

static void test_resolvers_see_what_is_below(void **state)
{
    (void)state;
    EXPECT_PART("{ me { name } }", NULL, "ann");
    assert_false(below.names || below.ages);
    assert_true(below.friends == 0 && below.theirs == 0);
    EXPECT_PART("query ($n: Int, $no: Int) { me { ...F more: friends(first: $n) { x: name } } } "
                "fragment F on Person { age friends { friends(first: $no) { age } } }",
                "{\"n\":9}", "bob");
    assert_true(below.names && below.ages);
    assert_true(below.friends == 9 && below.theirs == 2);
}

static void test_fields_come_in_their_order_and_once(void **state)
{
    (void)state;
    EXPECT(
        "{ me { b: name ...F ... { age } name } __typename } fragment F on Named { a: name b: name }",
        "{\"data\":{\"me\":{\"b\":\"ann\",\"a\":\"ann\",\"age\":30,\"name\":\"ann\"},"
        "\"__typename\":\"Query\"}}");
    EXPECT(
        "{ me { name @skip(if: true) age @include(if: false) a: age @skip(if: false) ... @include(if: false) { b: age } } }",
        "{\"data\":{\"me\":{\"a\":30}}}");
    EXPECT_PART("query ($no: Boolean!) { me { name @include(if: $no) age } }", "{\"no\":false}",
                "{\"data\":{\"me\":{\"age\":30}}}");
}

static void test_abstract_types_ask_each_for_its_own(void **state)
{
    (void)state;
    EXPECT(
        "{ beings { __typename ... on Named { name } ... on Robot { model } ... on Person { age } } named { name __typename } }",
        "{\"data\":{\"beings\":[{\"__typename\":\"Person\",\"name\":\"ann\",\"age\":30},"
        "{\"__typename\":\"Robot\",\"name\":\"bob\",\"model\":40},null],"
        "\"named\":{\"name\":\"bob\",\"__typename\":\"Robot\"}}}");
}

static void test_an_error_is_one_value(void **state)
{
    (void)state;
    EXPECT(
        "{ me { friends { f: fails } } }",
        "{\"errors\":[{\"message\":\"not today\",\"locations\":[{\"line\":1,\"column\":18}],\"path\":[\"me\",\"friends\",0,\"f\"],"
        "\"extensions\":{\"code\":\"unavailable\"}}],\"data\":{\"me\":{\"friends\":[{\"f\":null},{\"f\":null}]}}}");
}

static void test_what_must_not_be_null_empties_what_it_is_in(void **state)
{
    (void)state;
    /* cy has no best friend: the list of friends must not have holes, nor be null, so me is */
    EXPECT(
        "{ me { friends { best { name } } } }",
        "{\"errors\":[{\"message\":\"\\\"Person.best\\\" must not be null, and is.\",\"locations\":[{\"line\":1,\"column\":18}],"
        "\"path\":[\"me\",\"friends\",1,\"best\"],\"extensions\":{\"code\":\"internal\"}}],\"data\":{\"me\":null}}");
    EXPECT(
        "{ me { maybe { best { name } } name } }",
        "{\"errors\":[{\"message\":\"\\\"Person.best\\\" must not be null, and is.\",\"locations\":[{\"line\":1,\"column\":16}],"
        "\"path\":[\"me\",\"maybe\",\"best\"],\"extensions\":{\"code\":\"internal\"}}],"
        "\"data\":{\"me\":{\"maybe\":null,\"name\":\"ann\"}}}");
    EXPECT(
        "{ me { mustNot } }",
        "{\"errors\":[{\"message\":\"nowhere\",\"locations\":[{\"line\":1,\"column\":8}],\"path\":[\"me\",\"mustNot\"],"
        "\"extensions\":{\"code\":\"not_found\",\"pointer\":\"there\"}}],\"data\":{\"me\":null}}");
}

static void test_arguments_are_as_types_want_them(void **state)
{
    (void)state;
    EXPECT("{ echo }", "{\"data\":{\"echo\":\"text=<d> \"}}");
    EXPECT(
        "{ echo(mood: BAD, point: {x: 1}, list: [[1, null], null, 2], id: 7, float: 3, text: null, any: {a: [1.5, E, \"s\"]}) }",
        "{\"data\":{\"echo\":\"any=<{\\\"a\\\":[1.5,\\\"E\\\",\\\"s\\\"]}> mood=<BAD> point=x:1 y:7  list=[[1 null ] null [2 ] ] "
        "id=<7> float=3 text=null \"}}");
    EXPECT_PART(
        "query ($p: Point, $l: [[Int]], $a: Any, $x: Int!, $m: Mood = GOOD) { echo(point: $p, list: $l, any: {v: [$a, $x, $no]}) "
        "again: echo(point: {x: $x, tags: \"one\"}, mood: $m) }",
        "{\"p\":{\"x\":2,\"y\":null},\"l\":3,\"a\":{\"b\":true},\"x\":5}", "is not defined");
    EXPECT_PART(
        "query ($p: Point, $l: [[Int]], $a: Any, $x: Int!, $m: Mood = GOOD) { echo(point: $p, list: $l, any: {v: [$a, $x]}) "
        "again: echo(point: {x: $x, tags: \"one\"}, mood: $m) }",
        "{\"p\":{\"x\":2,\"y\":null},\"l\":3,\"a\":{\"b\":true},\"x\":5}",
        "{\"data\":{\"echo\":\"any=<{\\\"v\\\":[{\\\"b\\\":true},5]}> point=x:2 y:null  list=[[3 ] ] text=<d> \","
        "\"again\":\"mood=<GOOD> point=x:5 y:7 tags:[<one> ]  text=<d> \"}}");
}

static void test_variables_that_do_not_fit_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *query, *variables, *part;
    } cases[] = {
        {"query ($x: Int!) { echo(list: [[$x]]) }", "{}", "The variable \\\"$x\\\" is required."},
        {"query ($x: Int!) { echo(list: [[$x]]) }", "{\"x\":null}", "type \\\"Int!\\\""},
        {"query ($x: Int) { echo(list: [[$x]]) }", "{\"x\":2147483648}", "type \\\"Int\\\""},
        {"query ($x: Int) { echo(list: [[$x]]) }", "{\"x\":\"1\"}", "at \\\"/x\\\""},
        {"query ($m: Mood) { echo(mood: $m) }", "{\"m\":\"UGLY\"}", "type \\\"Mood\\\""},
        {"query ($p: Point) { echo(point: $p) }", "{\"p\":{}}", "there is no member \\\"x\\\""},
        {"query ($p: Point) { echo(point: $p) }", "{\"p\":{\"x\":1,\"z\":2}}", "at \\\"/p/z\\\""},
        {"query ($p: Point) { echo(point: $p) }", "{\"p\":{\"x\":1,\"tags\":[null]}}",
         "at \\\"/p/tags/0\\\""},
        {"query ($p: Point) { echo(point: $p) }", "{\"p\":[1]}", "type \\\"Point\\\""},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        EXPECT_PART(cases[i].query, cases[i].variables, cases[i].part);
        EXPECT_PART(cases[i].query, cases[i].variables, "\"code\":\"invalid_variable\"");
    }
}

static void test_mutations_run_one_after_the_other(void **state)
{
    (void)state;
    total = 0;
    EXPECT("mutation { a: add(n: 1) b: add(n: 2) c: add(n: 3) }",
           "{\"data\":{\"a\":1,\"b\":12,\"c\":123}}");
}

static void test_the_operation_is_chosen(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) out = {0};
    const char *two = "query A { me { age } } query B { me { name } }";
    ask(two, NULL, "B", &out);
    assert_string_equal(out.ptr, "{\"data\":{\"me\":{\"name\":\"ann\"}}}");
    ask(two, NULL, "C", &out);
    assert_non_null(strstr(out.ptr, "unknown_operation"));
    ask(two, NULL, NULL, &out);
    assert_non_null(strstr(out.ptr, "unknown_operation"));
    ask("fragment F on Person { name }", NULL, NULL, &out);
    assert_non_null(strstr(out.ptr, "never used"));
}

static void test_what_is_too_large_is_not_run(void **state)
{
    (void)state;
    limits = (cg_gql_limits){.tokens_max = 40, .depth_max = 3, .aliases_max = 2, .cost_max = 60};
    EXPECT_PART(
        "{ a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n }", NULL,
        "more than 40 tokens");
    EXPECT_PART("{ me { best { best { name } } } }", NULL,
                "\"limit\":\"depth\",\"value\":4,\"max\":3");
    EXPECT_PART(
        "{ me { ...F } } fragment F on Person { best { ...G } } fragment G on Person { best { name } }",
        NULL, "\"limit\":\"depth\"");
    EXPECT_PART("{ a: me { ...F } b: me { ...F } } fragment F on Person { x: age }", NULL,
                "\"limit\":\"aliases\",\"value\":4,\"max\":2");
    EXPECT_PART("{ me { friends(first: 30) { name } } }", NULL, "\"data\"");
    EXPECT_PART("{ me { friends(first: 60) { name } } }", NULL,
                "\"limit\":\"cost\",\"value\":61,\"max\":60");
    EXPECT_PART("query ($n: Int) { me { friends(first: $n) { name } } }", "{\"n\":90}",
                "\"value\":91");
    EXPECT_PART("{ page(size: {first: 70}) { friends { name } } }", NULL, "\"value\":71");
    EXPECT_PART("query ($s: Page) { page(size: $s) { friends { name } } }",
                "{\"s\":{\"first\":80}}", "\"value\":81");
    EXPECT_PART("{ heavy }", NULL, "\"value\":500");
    limits.depth_max = 4; /* a variable that is not given leaves the default */
    EXPECT_PART("query ($n: Int) { me { friends(first: 50) { friends(first: $n) { name } } } }",
                NULL, "\"value\":151");
    limits = (cg_gql_limits){0};
}

/* 2^20 selections, if they were all looked at. */
static void test_fragments_that_multiply_are_stopped(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_printf(&text, "{ me { ...F0 } } ");
    for (int i = 0; i < 20; i++)
        cg_buf_printf(&text, "fragment F%d on Person { ...F%d ... { ...F%d } } ", i, i + 1, i + 1);
    cg_buf_printf(&text, "fragment F20 on Person { name }%c", '\0');
    EXPECT_PART(text.ptr, NULL, "\"limit\":\"selections\"");
}

static void test_comparing_fields_is_bounded(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_add_str(&text, CG_STR("{ me { "));
    for (int i = 0; i < 2000; i++)
        cg_buf_add_str(&text, CG_STR("name "));
    cg_buf_add_str(&text, CG_STR("} }"));
    cg_buf_add_char(&text, '\0');
    EXPECT_PART(text.ptr, NULL, "Too many fields and fragments");
}

static void test_nesting_is_bounded(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_add_str(&text, CG_STR("{ echo(any: "));
    for (int i = 0; i < 3000; i++)
        cg_buf_add_char(&text, '[');
    cg_buf_add_char(&text, '\0');
    EXPECT_PART(text.ptr, NULL, "nested more than 200 levels deep");
}

static void test_answers_of_a_subscription_have_one_field(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_str field;
    cg_gql_arguments args;
    const cg_gql_request request = {.query = CG_STR("subscription { x: tick }")};
    cg_gql_operation *o = cg_gql_prepare(schema, &request, &limits, arena);
    assert_true(cg_gql_is_runnable(o));
    assert_int_equal(cg_gql_kind_of(o), CG_GQL_SUBSCRIPTION);
    assert_int_equal(cg_gql_root_field(o, arena, &field, &args, NULL), CG_OK);
    assert_true(cg_str_eq(field, CG_STR("tick")));
    EXPECT_PART("subscription { tick tock }", NULL, "must select only one field");
}

static bool gone(const void *arg)
{
    (void)arg;
    return true;
}

static void test_nothing_is_done_for_who_has_left(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO_VALUE(cg_buf) out = {0};
    const cg_gql_request request = {.query = CG_STR("{ me { name } }")};
    const cg_gql_run_options options = {.root = people, .patience.gone = gone};
    const cg_gql_run_options small = {.root = people, .memory_max = 10};
    cg_gql_operation *o = cg_gql_prepare(schema, &request, &limits, arena);
    assert_int_equal(cg_gql_run(o, &options, arena, &out, NULL), CG_E_CANCELED);
    assert_int_equal(cg_gql_run(o, &small, arena, &out, NULL), CG_E_LIMIT);
    cg_buf_init(&out, 20);
    const cg_gql_run_options any = {.root = people};
    assert_int_equal(cg_gql_run(o, &any, arena, &out, NULL), CG_E_LIMIT);
    assert_int_equal(out.len, 0);
}

static void test_schemas_that_are_broken_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"type Query { a: Nothing }",
                                        "type Query { a: Int } type Query { b: Int }",
                                        "type A { a: Int }",
                                        "type Query { a(x: Query): Int }",
                                        "extend type Query { a: Int }",
                                        "type Query { a: }",
                                        "{ a }"};
    static const cg_gql_binding extra[] = {{"Query", "nothing", me}, {NULL, NULL, NULL}};
    static const cg_gql_binding *const extras[] = {bindings, extra};
    cg_gql_schema *other = NULL;
    for (size_t i = 0; i < CG_ARRAY_LEN(wrong); i++) {
        cg_err err = {0};
        assert_int_equal(cg_gql_schema_create(cg_str_from(wrong[i]), NULL, 0, &other, &err),
                         CG_E_INVALID);
        assert_true(err.text[0] != '\0');
    }
    assert_int_equal(cg_gql_schema_create(CG_STR(sdl), extras, 2, &other, NULL), CG_E_INVALID);
    assert_int_equal(cg_gql_schema_create(CG_STR(sdl), extras + 1, 1, &other, NULL), CG_E_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_place_is_one_call),
        cmocka_unit_test(test_resolvers_see_what_is_below),
        cmocka_unit_test(test_fields_come_in_their_order_and_once),
        cmocka_unit_test(test_abstract_types_ask_each_for_its_own),
        cmocka_unit_test(test_an_error_is_one_value),
        cmocka_unit_test(test_what_must_not_be_null_empties_what_it_is_in),
        cmocka_unit_test(test_arguments_are_as_types_want_them),
        cmocka_unit_test(test_variables_that_do_not_fit_are_told),
        cmocka_unit_test(test_mutations_run_one_after_the_other),
        cmocka_unit_test(test_the_operation_is_chosen),
        cmocka_unit_test(test_what_is_too_large_is_not_run),
        cmocka_unit_test(test_fragments_that_multiply_are_stopped),
        cmocka_unit_test(test_comparing_fields_is_bounded),
        cmocka_unit_test(test_nesting_is_bounded),
        cmocka_unit_test(test_answers_of_a_subscription_have_one_field),
        cmocka_unit_test(test_nothing_is_done_for_who_has_left),
        cmocka_unit_test(test_schemas_that_are_broken_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
