// SPDX-License-Identifier: Apache-2.0
// schema.mjs ADDRESS SCHEMA.graphql: what introspection tells is what is written, as graphql-js reads both.
import { readFileSync } from "node:fs";
import { buildClientSchema, buildSchema, getIntrospectionQuery, lexicographicSortSchema, printSchema, validateSchema } from "graphql";

const [address, file] = process.argv.slice(2);
const query = getIntrospectionQuery({ specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true, oneOf: true });
const response = await fetch(address, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query }) });
const { data, errors } = await response.json();
if (errors) throw new Error(JSON.stringify(errors));
const told = buildClientSchema(data), written = buildSchema(readFileSync(file, "utf8"));
const wrong = [...validateSchema(told), ...validateSchema(written)];
const print = schema => printSchema(lexicographicSortSchema(schema));
if (wrong.length) console.log(wrong.map(String).join("\n"));
if (print(told) !== print(written)) {
  console.log("introspection tells another schema");
  const a = print(told).split("\n"), b = print(written).split("\n");
  a.forEach((line, i) => line !== b[i] && i < 500 && console.log(`${i}: ${line} | ${b[i]}`));
  process.exit(1);
}
console.log(`${Object.keys(told.getTypeMap()).length} types are told as they are written`);
process.exit(wrong.length ? 1 : 0);
