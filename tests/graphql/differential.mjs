// SPDX-License-Identifier: Apache-2.0
// differential.mjs GQL_CHECK SCHEMA.graphql [RANDOM [SEED]]: whether documents are valid, and the places of what is wrong,
// by our validator and by graphql-js. The wording is each one's own. Exits with 1 when they differ.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import * as graphql from "graphql";
import { coerced, randomDocument, randomness, written } from "./documents.mjs";

const [program, schemaFile, count = "2000", seed = "1"] = process.argv.slice(2);
const schema = graphql.buildSchema(readFileSync(schemaFile, "utf8"));
const ERRORS_MAX = 100; // that ours tells

const places = errors => errors.map(e => JSON.stringify((e.locations ?? []).map(l => [l.line, l.column]))).sort();

function theirs(query) {
  let document;
  try {
    document = graphql.parse(query);
  } catch (error) {
    return { syntax: true, places: places([error]) };
  }
  // Definitions of types cannot be executed: what else may be wrong inside of them, only graphql-js says.
  const definesTypes = document.definitions.some(d => !["OperationDefinition", "FragmentDefinition"].includes(d.kind));
  const rules = definesTypes ? [...graphql.specifiedRules].filter(r => r.name === "ExecutableDefinitionsRule") : graphql.specifiedRules;
  let errors;
  try {
    errors = graphql.validate(schema, document, rules, { maxErrors: 10 * ERRORS_MAX });
  } catch {
    return null; // of a subscription whose @skip or @include has no value it says nothing
  }
  return { syntax: false, definesTypes, places: places(errors) };
}

const child = spawn(program, [schemaFile], { stdio: ["pipe", "pipe", "inherit"] });
const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
async function ask(query, variables) {
  child.stdin.write(JSON.stringify({ query, variables }) + "\n");
  const { value, done } = await answers.next();
  if (done) throw new Error("gql_check ended at: " + query);
  return JSON.parse(value).errors ?? [];
}
async function ours(query) {
  const errors = await ask(query);
  // An operation that is valid may still not run: nobody said which, or gave its variables.
  const invalid = errors.filter(e => !["unknown_operation", "invalid_variable"].includes(e.extensions.code));
  return { syntax: invalid.some(e => e.extensions.code === "syntax"), places: places(invalid) };
}

const r = randomness(Number(seed));
let valid = 0, invalid = 0, syntax = 0, differ = 0;
for (let i = 0; i < written.length + Number(count); i++) {
  const query = i < written.length ? written[i] : randomDocument(r, schema, graphql);
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(query)) continue; // no UTF-8
  const a = theirs(query), b = await ours(query);
  if (a === null || a.places.length > ERRORS_MAX) continue;
  const same = a.definesTypes ? a.places.every(p => b.places.includes(p)) : a.syntax === b.syntax && JSON.stringify(a.places) === JSON.stringify(b.places);
  if (a.syntax) syntax++;
  else if (a.places.length) invalid++;
  else valid++;
  if (same) continue;
  if (++differ <= 10) console.log(`differ on:\n${query}\n  graphql-js ${a.places.join(" ")}\n  ours       ${b.places.join(" ")}`);
}
// Values of variables: whether they fit their types.
let fit = 0, misfit = 0;
for (const { query, variables } of schema.getType("Complex") ? coerced : []) {
  const operation = graphql.parse(query).definitions[0];
  const a = graphql.getVariableValues(schema, operation.variableDefinitions, variables).errors ? "misfit" : "fit";
  const errors = await ask(query, variables);
  const b = errors.length === 0 ? "fit" : errors.every(e => e.extensions.code === "invalid_variable") ? "misfit" : "invalid";
  if (a === "fit") fit++;
  else misfit++;
  if (a !== b && ++differ <= 20) console.log(`differ on:\n${query} with ${JSON.stringify(variables)}: graphql-js ${a}, ours ${b}`);
}
child.stdin.end();
if (fit) console.log(`${fit} values of variables fit, ${misfit} do not`);
console.log(`${valid} valid, ${invalid} invalid, ${syntax} not parsed: ${differ} differ`);
process.exit(differ ? 1 : 0);
