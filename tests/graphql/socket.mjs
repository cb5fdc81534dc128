// SPDX-License-Identifier: Apache-2.0
// socket.mjs ADDRESS PROJECT: drives /graphql/ws with the client of the package graphql-ws, and the streams of POST /graphql
// with that of graphql-sse.
import assert from "node:assert/strict";
import { createClient } from "graphql-ws";
import { createClient as createStreams } from "graphql-sse";
import WebSocket from "ws";

const [address, project] = process.argv.slice(2);
const search = `?project=${project}`;
const connect = options => createClient({ url: address.replace("http", "ws") + "/ws" + search, webSocketImpl: WebSocket, retryAttempts: 0, ...options });
const parse = (path, name) => ({
  query: "mutation ($path: String!, $content: String!) { parseFile(input: { path: $path, content: $content }) { generation state } }",
  variables: { path, content: `def ${name}(): pass\n` },
});

// What comes of an operation: answers as they come, until `stop` says that they suffice.
async function take(client, payload, stop = () => false, started = () => {}) {
  const answers = [];
  await new Promise((resolve, reject) => {
    const end = client.subscribe(payload, {
      next: answer => {
        answers.push(answer);
        if (stop(answer, answers)) end();
      },
      error: reject,
      complete: resolve,
    });
    started();
  });
  return answers;
}
const fails = async (promise, code) => {
  const error = await promise.then(() => assert.fail("it did not fail"), e => e);
  assert.equal(error[0]?.extensions?.code, code, JSON.stringify(error));
};

// ---- graphql-ws ----
const client = connect();
const [written] = await take(client, parse("a.py", "first"));
assert.equal(written.data.parseFile.state, "SUCCEEDED");
const [read] = await take(client, { query: "{ node(id: \"first\") { name filePath } }" });
assert.deepEqual(read.data, { node: { name: "first", filePath: "a.py" } });
assert.equal(read.extensions.generation, written.data.parseFile.generation);

const created = { query: "subscription ($after: String) { nodeCreated(filter: { nodeTypes: [FUNCTION] }, after: $after) { name relationships(direction: IN) { source { name } } } }" };
const all = await take(client, { ...created, variables: { after: "0" } }, () => true);
assert.equal(all[0].data.nodeCreated.name, "first");
assert.equal(all[0].data.nodeCreated.relationships[0].source.name, "a.py");

// Two subscriptions beside each other hear of what another operation of the socket writes.
const updated = { query: "subscription { nodeUpdated { generation node { name } } }" };
const deleted = { query: "subscription { nodeDeleted { nodeId node { name } } }" };
const named = (field, name) => answer => JSON.stringify(answer.data?.[field]).includes(`"${name}"`);
const both = Promise.all([take(client, created, named("nodeCreated", "second")), take(client, deleted, named("nodeDeleted", "first"))]);
await take(client, { query: "{ __typename }" }); // they are open when this is answered
await take(client, parse("a.py", "second"));
const [news, gone] = await both;
assert.ok(gone.at(-1).data.nodeDeleted.nodeId);

// Behind an event that was seen nothing is lost, over another socket.
await take(client, parse("b.py", "third"));
const again = connect();
const later = await take(again, { ...created, variables: { after: news.at(-1).extensions.eventId } }, named("nodeCreated", "third"));
assert.equal(later.length, 1);
await again.dispose();

const touched = take(client, updated, () => true);
await take(client, { query: "{ __typename }" });
await take(client, { query: "mutation { updateNode(id: \"third\", input: { metadata: { owner: \"x\" } }) { metadata } }" });
assert.equal((await touched)[0].data.nodeUpdated.node.name, "third");

await fails(take(client, { query: "{ nothing }" }), "invalid");
await fails(take(client, { query: "{" }), "syntax");
await fails(take(client, { query: "query ($x: Int!) { nodes(first: $x) { generation } }" }), "invalid_variable");
await fails(take(client, { query: "subscription { parseProgress(taskId: \"x\") { state } }" }), "not_found");
await fails(take(client, { query: "subscription { nodeCreated(after: \"?\") { name } }" }), "invalid");
await client.dispose();

// ---- graphql-sse ----
const streams = createStreams({ url: address + search, retryAttempts: 0 });
const [told] = await take(streams, { query: "{ node(id: \"third\") { metadata } }" });
assert.deepEqual(told.data, { node: { metadata: { owner: "x" } } });
const [wrong] = await take(streams, { query: "{ nothing }" });
assert.equal(wrong.errors[0].extensions.code, "invalid");
const streamed = await take(streams, { ...created, variables: { after: "0" } }, (_, answers) => answers.length === 2);
assert.deepEqual(streamed.slice(0, 2).map(a => a.data.nodeCreated.name), ["first", "second"]);
const live = take(streams, created, named("nodeCreated", "fourth"));
await new Promise(resolve => setTimeout(resolve, 300)); // the client does not tell when its stream is open
await take(streams, parse("c.py", "fourth"));
assert.equal((await live).at(-1).data.nodeCreated.name, "fourth");
streams.dispose();
console.log("both clients were served");
process.exit(0);
