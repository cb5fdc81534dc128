// SPDX-License-Identifier: Apache-2.0
// audit.mjs ADDRESS: the audits of GraphQL over HTTP that the package graphql-http has for servers.
import { serverAudits } from "graphql-http";

let passed = 0;
const audits = serverAudits({ url: process.argv[2] });
for (const audit of audits) {
  const result = await audit.fn();
  if (result.status === "ok") passed++;
  else console.log(`${audit.id} ${audit.name}: ${result.status}, ${result.reason}`);
}
console.log(`${passed} of ${audits.length} audits pass`);
process.exit(passed === audits.length ? 0 : 1);
