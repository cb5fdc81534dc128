// SPDX-License-Identifier: Apache-2.0
// Documents to compare with: written ones, each for a rule, and any number of random ones, which are mostly not valid.

export const written = [
  "{", "}", "", " ", "{ a", "{ a: }", "query", "query Q", "{ a(b) }", "{ a(b: ) }", "{ a(: 1) }", "{ ... }",
  "{ ...on }", "fragment on on Dog { name }", "fragment F { name }", "{ a @ }", "query ($a) { a }",
  "query ($a: Int = $b) { dog { name } }", "query ($a: [Int) { dog { name } }", "{ a(b: [1, 2) }", "{ a(b: {c: 1) }",
  "subscribe { a }", "{ dog { name } } extra", "\"text\" { dog { name } }", "\"text\" query { dog { name } }",
  "\"text\" 3", "\"text\" extend type Dog { a: Int }", "extend", "extend nothing", "extend type Dog", "type", "type A {}",
  "enum E { true }", "directive @a on NOWHERE", "schema { query Query }", "union U = | A | B", "union U = |",
  "{ a(b: 01) }", "{ a(b: 1.) }", "{ a(b: .5) }", "{ a(b: -) }", "{ a(b: 1e) }", "{ a(b: 1a) }", "{ a(b: 1.5.6) }",
  "{ a(b: \"x) }", "{ a(b: \"\\q\") }", "{ a(b: \"\\u12\") }", "{ a(b: \"\\u{110000}\") }", "{ a(b: \"\\u{}\") }",
  "{ a(b: \"\\uD83D\") }", "{ a(b: \"\\uDC00\") }", "{ a(b: \"\"\"x) }", "{ a(b: \"x\ny\") }", "{ a . b }", "{ a .. b }",
  "{ a ? b }", "{ ä }", "# only a comment", "{ 🏃 }", "{ dog { \"🏃\" } }", "\uFEFF{ dog { name } }",
  "{ arguments { string(value: \"🏃\") unknown } }", "{ arguments { string(value: \"\"\"\n  🏃\r\n  x\r y\"\"\") unknown } }",
  "{ dog { name } }", "query A { dog { name } } query A { cat { name } }", "query A { dog { name } } { cat { name } }",
  "{ dog { name } } { cat { name } }", "{ dog { name { x } } }", "{ dog }", "{ dog { owner { relatives } } }",
  "{ dog { bark } }", "{ dog { ... on Cat { meows } } }", "{ dog { ... on Unknown { meows } } }",
  "{ dog { ... on Fur { meows } } }", "{ dog { ...F } } fragment F on Fur { x }", "{ dog { ...G } }",
  "{ dog { ...F } } fragment F on Dog { name } fragment F on Dog { name }",
  "{ dog { name } } fragment F on Dog { name }", "{ dog { ...F } } fragment F on Dog { name ...F }",
  "{ dog { ...A } } fragment A on Dog { ...B } fragment B on Dog { ...C } fragment C on Dog { ...A name ...B }",
  "{ dog { ...A ...B } } fragment A on Dog { owner { pets { ... on Dog { ...B } } } } fragment B on Dog { ...A ...A }",
  "{ catOrDog { name } }", "{ catOrDog { __typename ... on Being { name } } }", "{ humanOrAlien { ... on Pet { name } } }",
  "{ pet { ... on Intelligent { iq } } }", "{ being { ... on Alien { iq } ... on Mammal { mother { name } } } }",
  "query ($a: Int) { dog { name } }", "query ($a: Dog) { arguments { int(value: $a) } }",
  "query ($a: Unknown) { arguments { int(value: $a) } }", "{ arguments { int(value: $a) } }",
  "query ($a: Int, $a: Int) { arguments { int(value: $a) } }", "query ($a: String) { arguments { int(value: $a) } }",
  "query ($a: Int) { arguments { nonNullInt(value: $a) } }", "query ($a: Int = 1) { arguments { nonNullInt(value: $a) } }",
  "query ($a: Int = null) { arguments { nonNullInt(value: $a) } }", "query ($a: Int!) { arguments { int(value: $a) } }",
  "query ($a: [String]) { arguments { nonNullStrings(values: $a) } }", "query ($a: String) { arguments { strings(values: $a) } }",
  "query ($a: String) { arguments { strings(values: [$a]) } }", "query ($a: String) { arguments { nonNullStrings(values: [$a]) } }",
  "query ($a: Boolean) { arguments { complex(value: {required: $a}) } }",
  "query ($a: Boolean) { arguments { complex(value: {required: true, nonNull: $a}) } }",
  "query ($a: String) { arguments { choice(value: {string: $a}) } }",
  "query ($a: String!) { arguments { choice(value: {string: $a}) } }",
  "query ($a: Boolean) { dog { name @include(if: $a) } }", "query ($a: Boolean!) { dog { name @include(if: $a) } }",
  "query ($a: Int) { ...F } fragment F on Query { arguments { nonNullInt(value: $a) string(value: $b) } }",
  "query A($a: Int) { ...F } query B { ...F } fragment F on Query { arguments { int(value: $a) } }",
  "query ($a: Int = \"x\", $b: Complex = {required: 1}, $c: [Int!] = [null]) { arguments { int(value: $a) complex(value: $b) } dog { nickname @onField(reason: $c) } }",
  "{ dog @onQuery { name @unknown @onField } }", "{ dog { name @onField(reason: \"a\") @onField(reason: \"b\") @onField(reason: \"c\") } }",
  "query @onQuery @onMutation { dog @tag(name: \"a\") @tag(name: \"b\") { name @skip } }",
  "query ($a: Int @onVariable(note: 3) @onField(reason: \"\")) { arguments { int(value: $a) } }",
  "{ dog { ...F @onSpread ... on Dog @onInline { name } ... @include(if: true) { name } } } fragment F on Dog @onFragment @onSpread { name }",
  "mutation @onMutation { rename(name: \"a\") { name } feed { name } }", "mutation { rename { name } }",
  "subscription { born { name } died { name } }", "subscription { born { name } ...F } fragment F on Subscription { died { name } born(kind: 3) { name } }",
  "subscription { __typename }", "subscription { a: born { name } a: died { name } }", "subscription A { ... { born { name } } died @skip(if: true) { name } }",
  "subscription B { born { name } __typename b: __typename }",
  ..."1 1.0 \"a\" true null SIT [] [1] {} {a: 1} $v -2147483649 2147483648 12345678901234567890".split(" ").flatMap(v =>
    ["int", "nonNullInt", "float", "string", "boolean", "id", "fur", "any", "complex", "choice"].map(f => `{ arguments { ${f}(value: ${v}) } }`)),
  "{ arguments { strings(values: [\"a\", 1, null, [\"b\"], {a: 1}]) nonNullStrings(values: [\"a\", null]) anyList(values: [1, {a: 1, a: 2}]) } }",
  "{ arguments { complex(value: {required: true, int: \"1\", unknown: 2, strings: [1], matrix: [[1, null], 2, [[3]]], more: {}, more: 3}) } }",
  "{ arguments { complexes(values: {required: true}) choices(values: [{}, {string: null}, {string: \"a\", int: 1}, {string: \"a\", string: null}, {nothing: 1}]) } }",
  "{ arguments { complexes many(a: 1, a: 2, c: 3) mixed(b: 1) defaulted(value: null) optional(a: null) } }",
  "{ arguments { int(value: 1) int(value: 2) } }", "{ dog { name(surname: true) name } }", "{ dog { a: name a: nickname b: name b: name } }",
  "{ dog { ...A ...B } } fragment A on Dog { x: name } fragment B on Dog { x: nickname }",
  "{ catOrDog { ... on Dog { name: nickname } ... on Cat { name } } }", "{ pet { ... on Dog { x: nickname } ... on Cat { x: name } } }",
  "{ box { ... on IntBox { scalar } ... on StringBox { scalar } } }", "{ box { ... on IntBox { deep { x: scalar } } ... on StringBox { deep { x: unrelated } } } }",
  "{ box { ... on IntBox { x: deeps { unrelated } } ... on StringBox { x: deep { unrelated } } } }",
  "{ boxed { x: scalar x: nonNull } dog { x: barks x: barkVolume } }",
  "{ boxed { deep { x: scalar } deep { x: unrelated } } }", "{ boxed { deep { x: scalar y: int } deep { x: unrelated y: other } } }",
  "{ boxed { deep { deep { x: scalar } } deep { deep { x: unrelated } } } }",
  "{ boxed { deep { deep { x: scalar } deep { x: unrelated } } deep { deep { x: int } } } }",
  "{ boxed { deep { ...A } deep { ...B } } } fragment A on Boxed { x: scalar ...C } fragment B on Boxed { y: int ...C } fragment C on Boxed { x: unrelated y: other }",
  "{ boxed { ...A ... { x: scalar } ... on Boxed { x: unrelated } } } fragment A on Boxed { x: int ...A }",
  "{ arguments { a: complex(value: {required: true, int: 1}) a: complex(value: {int: 1, required: true}) b: string(value: \"a\") b: string(value: \"\"\"a\"\"\") } }",
  "query ($a: Int, $b: Int) { arguments { x: int(value: $a) x: int(value: $b) y: strings(values: [\"a\"]) y: strings(values: [\"b\"]) z: many(a: 1, b: 2) z: many(b: 2, a: 1) } }",
  "{ unknown { a a: b } dog { unknown { x: y x: z } } }",
  "{ __schema { types { name fields { name type { fields { name } } } } } __type(name: \"Dog\") { fields { type { interfaces { possibleTypes { name } } } } } }",
  "{ __schema { ...S } } fragment S on __Schema { types { ...T } } fragment T on __Type { fields { type { ...T } } }",
  "{ __type { name } dog { __type(name: \"x\") { name } __schema { types { name } } __typename } __unknown }",
  "type Dog { a: Int } { dog { name } }", "extend type Dog { a: Int }", "schema { query: Query } query { dog { name } }",
];

// Variables, each type with values that fit and such that do not; `undefined`: none is given.
const places = {
  "Int": "int(value: $v)", "Int!": "nonNullInt(value: $v)", "Float": "float(value: $v)", "String": "string(value: $v)", "Boolean": "boolean(value: $v)",
  "ID": "id(value: $v)", "Fur": "fur(value: $v)", "Any": "any(value: $v)", "[String]": "strings(values: $v)", "[String!]": "nonNullStrings(values: $v)",
  "[[Int!]]": "complex(value: { required: true, matrix: $v })", "Complex": "complex(value: $v)", "[Complex!]!": "complexes(values: $v)",
  "Choice": "choice(value: $v)", "[Choice!]": "choices(values: $v)", "Int = 3": "nonNullInt(value: $v)", "Boolean! = true": "boolean(value: $v)",
};
const given = [undefined, null, 0, 1, -1, 1.5, 2147483647, 2147483648, -2147483648, -2147483649, 0.001, "", "a", "1", "BROWN", "NO_FUR", true, false, [], [1], ["a"], [null],
  [[1]], [[1], null, 2], [[null]], [["a"]], {}, { required: true }, { required: null }, { required: true, int: 1, float: 1, strings: "a", matrix: 1 },
  { required: true, more: { required: false, nonNull: null } }, { required: true, unknown: 1 }, [{ required: true }, { required: true, int: "1" }],
  { string: "a" }, { string: null }, { string: "a", int: 1 }, { int: 1.5 }, { complex: { required: true } }, [{ string: "a" }, {}]];
export const coerced = Object.entries(places).flatMap(([type, place]) =>
  given.map(v => ({ query: `query ($v: ${type}) { arguments { ${place} } }`, variables: v === undefined ? {} : { v } })));

// A small generator with a state of its own, so that a run can be repeated.
export function randomness(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { next, chance: p => next() < p, pick: list => list[Math.floor(next() * list.length)], upTo: n => Math.floor(next() * (n + 1)) };
}

// Of a schema as graphql-js has it.
export function randomDocument(source, schema, graphql) {
  const care = source.pick([1, 0.3, 0.02]); // how many mistakes
  const r = { ...source, wrong: p => source.chance(p * care) };
  const composites = Object.values(schema.getTypeMap()).filter(t => graphql.isCompositeType(t) && !t.name.startsWith("__"));
  const typeNames = [...composites.map(t => t.name), "Unknown", "Int"];
  const fragments = ["F0", "F1", "F2", "F3"];
  const variables = ["v0", "v1", "v2"];
  const allFields = [...new Set(composites.flatMap(t => (t.getFields ? Object.keys(t.getFields()) : [])))];

  function value(type, depth) {
    if (r.wrong(0.12)) return "$" + r.pick(variables);
    if (r.wrong(0.06)) return r.pick(["null", "1", "1.5", "\"a\"", "SIT", "[]", "{}", "true", "[1, null]", "{a: 1}"]);
    if (graphql.isNonNullType(type)) return value(type.ofType, depth);
    if (graphql.isListType(type)) return r.chance(0.2) ? value(type.ofType, depth) : "[" + Array.from({ length: r.upTo(2) }, () => value(type.ofType, depth)).join(", ") + "]";
    if (graphql.isInputObjectType(type)) {
      const members = Object.values(type.getFields()).filter(f => depth > 0 && r.chance(graphql.isRequiredInputField(f) ? 1 - 0.1 * care : 0.25));
      if (type.isOneOf && !r.wrong(0.2)) members.splice(1);
      return "{" + members.map(f => `${r.wrong(0.03) ? "wrong" : f.name}: ${value(f.type, depth - 1)}`).join(", ") + "}";
    }
    if (graphql.isEnumType(type)) return r.pick(type.getValues()).name;
    return { Int: "3", Float: "2.5", String: "\"s\"", Boolean: "true", ID: "\"id\"" }[type.name] ?? "{any: [1, \"x\"]}";
  }
  const directives = () => r.wrong(0.06) ? " @" + r.pick(["skip(if: true)", "include(if: $v0)", "onField(reason: \"x\")", "onSpread", "tag(name: \"t\") @tag(name: \"u\")", "unknown", "skip"]) : "";
  const args = defs => {
    const given = defs.filter(a => r.chance(graphql.isRequiredArgument(a) ? 1 - 0.07 * care : 0.35)).map(a => `${r.wrong(0.02) ? "wrong" : a.name}: ${value(a.type, 2)}`);
    return given.length ? `(${given.join(", ")})` : "";
  };
  function selections(type, depth) {
    const list = [];
    for (let i = 0, n = 1 + r.upTo(3); i < n; i++) {
      if (r.wrong(0.12)) list.push(`...${r.pick(fragments)}${directives()}`);
      else if (r.chance(0.12)) {
        const name = type && !r.wrong(0.3) ? type.name : r.pick(typeNames);
        list.push(`...${r.chance(0.2) ? "" : " on " + name}${directives()} ${selections(schema.getType(name), depth - 1)}`);
      } else list.push(field(type, depth));
    }
    return `{ ${list.join(" ")} }`;
  }
  function field(type, depth) {
    const fields = type && type.getFields ? type.getFields() : {};
    const leaves = Object.values(fields).filter(f => graphql.isLeafType(graphql.getNamedType(f.type)));
    const names = depth > 0 || leaves.length === 0 ? Object.keys(fields) : leaves.map(f => f.name);
    const name = names.length === 0 || r.wrong(0.03) ? r.pick(["__typename", "unknown", r.pick(allFields)]) : r.pick(names);
    const def = fields[name];
    const alias = r.wrong(0.25) ? r.pick(["a", "b", "name"]) + ": " : "";
    const below = def && !graphql.isLeafType(graphql.getNamedType(def.type)) ? graphql.getNamedType(def.type) : null;
    const open = below ? !r.wrong(0.02) : r.wrong(0.02);
    if (depth < -1) return "__typename";
    return `${alias}${name}${def ? args(def.args) : ""}${directives()}${open ? " " + selections(below, depth - 1) : ""}`;
  }
  const inputs = ["Int", "String", "Boolean", "Boolean!", "[String!]", "Complex", "Complex!", "ID!", "Dog", "Nothing"].filter(t => r.chance(0.95) || t);
  function operation(i) {
    const kind = r.pick(["query", "query", "query", "mutation", "subscription"]);
    const defs = variables.filter(() => r.wrong(0.4)).map(v => `$${v}: ${r.pick(inputs)}${r.chance(0.2) ? " = " + r.pick(["1", "\"a\"", "null", "true", "{required: true}"]) : ""}`);
    const root = { query: schema.getQueryType(), mutation: schema.getMutationType(), subscription: schema.getSubscriptionType() }[kind];
    return `${kind} ${r.chance(0.8) ? "Q" + i : ""}${defs.length ? `(${defs.join(", ")})` : ""} ${selections(root ?? schema.getQueryType(), 4)}`;
  }
  let parts = Array.from({ length: r.chance(0.85) ? 1 : 2 }, (_, i) => operation(r.chance(0.1) ? 0 : i));
  parts.push(...fragments.filter(() => r.wrong(0.8)).map(f => `fragment ${f} on ${r.pick(typeNames)} ${selections(r.pick(composites), 2)}`));
  let text = parts.join(r.pick([" ", "\n", "\r\n", "\n\n  "]));
  if (r.wrong(0.12)) {
    const at = r.upTo(text.length - 1), len = r.upTo(3);
    text = text.slice(0, at) + r.pick(["", "{", "}", "(", "\"", "$", "@", "...", "#x\n", "🏃", "\r", ":", "null", "\"\"\"", "1.", "|"]) + text.slice(at + len);
  }
  return text;
}
