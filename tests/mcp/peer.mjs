// SPDX-License-Identifier: Apache-2.0
// Drives a server with the official TypeScript clients, as an agent does:
//
//     node peer.mjs (v1|v2) (URL|COMMAND …) PROJECT FOLDER
//
// v1 is @modelcontextprotocol/sdk, with a session; v2 is @modelcontextprotocol/client, which speaks the stateless revision.
// FOLDER is indexed as PROJECT. Prints "ok" when all was as it must be.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [generation, ...rest] = process.argv.slice(2);
const folder = rest.pop(), project = rest.pop();
const v2 = generation === 'v2';
const options = { capabilities: { roots: { listChanged: true } } };
const identity = { name: 'codegraph-test', version: '1.0.0' };

async function make() {
    if (v2) {
        const { Client, StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
        const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio');
        return [new Client(identity, { ...options, versionNegotiation: { mode: { pin: '2026-07-28' } } }),
                StreamableHTTPClientTransport, StdioClientTransport, 'roots/list'];
    }
    const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
    const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/sdk/client/streamableHttp.js');
    const { StdioClientTransport } = await import('@modelcontextprotocol/sdk/client/stdio.js');
    const { ListRootsRequestSchema } = await import('@modelcontextprotocol/sdk/types.js');
    return [new Client(identity, options), StreamableHTTPClientTransport, StdioClientTransport, ListRootsRequestSchema];
}

const [client, Http, Stdio, rootsRequest] = await make();
const transport = rest[0].startsWith('http')
    ? new Http(new URL(rest[0]))
    : new Stdio({ command: rest[0], args: rest.slice(1), env: process.env, stderr: 'inherit' });
client.setRequestHandler(rootsRequest, () => ({ roots: [{ uri: pathToFileURL(folder).href, name: 'folder' }] }));
const call = (name, args, more) =>
    v2 ? client.callTool({ name, arguments: args }, more) : client.callTool({ name, arguments: args }, undefined, more);

await client.connect(transport);
assert.equal(client.getServerVersion()?.name, 'codegraph');
assert.match(client.getInstructions() ?? '', /explore/);

// the clients validate structured content against output schemas once they know them
const { tools } = await client.listTools();
assert.deepEqual(tools.map(tool => tool.name).sort(),
    ['diff', 'explore', 'impact', 'index', 'search', 'status', 'trace']);

const progress = [];
const indexed = await call('index', { project }, { onprogress: p => progress.push(p.progress) });
assert.equal(indexed.isError, false, JSON.stringify(indexed));
assert.equal(indexed.structuredContent.status, 'succeeded');
assert.ok(progress.every(Number.isFinite), String(progress)); // one client tells the last of them twice

const found = await call('explore', { question: 'who greets people', project });
assert.equal(found.structuredContent.files[0].path, 'greet.py');
assert.match(found.content[0].text, /def greet\(name\)/);
for (const view of ['hubs', 'cycles', 'dead', 'communities']) {
    const told = (await call('explore', { view, project })).structuredContent;
    assert.equal(told[view].length + told.left_out, told.total, view);
    assert.match((await client.readResource({ uri: `codegraph://graph/${view}?project=${project}` })).contents[0].text, /\w/);
}
assert.equal((await call('explore', { view: 'hubs', project })).structuredContent.hubs[0].name, 'greet');
const traced = await call('trace', { symbol: 'greet', project });
assert.deepEqual(traced.structuredContent.rows.map(row => row.name), ['main']);
for (const [name, args] of [['search', { query: 'greet' }], ['impact', { symbols: 'greet' }], ['status', {}]])
    assert.equal((await call(name, { ...args, project })).isError, false, name);
assert.equal((await call('trace', { symbol: 'nobody', project })).isError, true);
await assert.rejects(call('fly', {}), /fly/);

const uri = `codegraph://file/greet.py?project=${project}`;
assert.match((await client.readResource({ uri })).contents[0].text, /def greet/);
await assert.rejects(client.readResource({ uri: 'codegraph://nothing' }), /not found/i);
assert.equal((await client.listResources()).resources.length, 6);
assert.equal((await client.listResourceTemplates()).resourceTemplates.length, 4);
assert.deepEqual((await client.listPrompts()).prompts.map(p => p.name), ['onboard', 'explain', 'review']);
const prompt = await client.getPrompt({ name: 'explain', arguments: { symbol: 'greet' } });
assert.match(prompt.messages[0].content.text, /greet/);
const completed = await client.complete({
    ref: { type: 'ref/prompt', name: 'explain' }, argument: { name: 'symbol', value: 'gre' },
    context: { arguments: { project } } });
assert.deepEqual(completed.completion.values, ['greet']);

// a change is told to who subscribed
const watched = `codegraph://overview?project=${project}`;
let told;
const heard = new Promise(resolve => { told = resolve; });
if (v2) {
    client.setNotificationHandler('notifications/resources/updated', n => told(n.params.uri));
    await client.listen({ resourceSubscriptions: [watched] });
} else {
    const { ResourceUpdatedNotificationSchema } = await import('@modelcontextprotocol/sdk/types.js');
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, n => told(n.params.uri));
    await client.subscribeResource({ uri: watched });
    await client.setLoggingLevel('info');
    await client.ping();
}
fs.writeFileSync(path.join(folder, 'more.py'), 'def more():\n    return 1\n');
const again = await call('index', { project, root: folder });
assert.equal(again.structuredContent.definitions.added > 0, true);
assert.equal(await heard, watched);

// one that is given up
const abort = new AbortController();
const lost = call('index', { project, root: '/usr/lib' }, { signal: abort.signal });
setTimeout(() => abort.abort('enough'), 50);
await assert.rejects(lost, /enough|abort/i);
await call('status', { project }); // the word of it is on its way before this ends

await client.close();
console.log('ok');
process.exit(0);
