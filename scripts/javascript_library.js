#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// Writes src/link/rules/javascript_library_data.c from the types that TypeScript has of the language's own library:
//
//     TYPESCRIPT=…/node_modules/typescript scripts/javascript_library.js > src/link/rules/javascript_library_data.c
//
// What containers, promises and functions of the language give, and what they call callbacks with, depends on what a
// program passes. The declarations say it with type variables: `map<U>(callback: (value: T) => U): U[]` of `Array<T>` gives
// an array of what the callback gives, which gets an element. A signature is one of the ways that javascript_library.h lists,
// or says nothing.
'use strict';
const ts = require(process.env.TYPESCRIPT || 'typescript');
const fs = require('fs');
const path = require('path');

// Interfaces that are read, and the words by which linking knows what is of them. Sets and iterators are as arrays to it.
const READ = {
  Array: 'Array', ReadonlyArray: 'Array', Set: 'Array', ReadonlySet: 'Array', ReadonlySetLike: 'Array',
  IteratorObject: 'Array', Map: 'Map', ReadonlyMap: 'Map', WeakMap: 'Map', Promise: '*', CallableFunction: '*', Object: '*',
  ArrayConstructor: 'Array', ObjectConstructor: 'Object', PromiseConstructor: 'Promise', MapConstructor: 'Map',
};
const WORDS = Object.keys(READ);
const SEQUENCES = new Set(['Array', 'ReadonlyArray', 'Set', 'ReadonlySet', 'ReadonlySetLike', 'Iterable', 'ArrayLike', 'IteratorObject', 'Iterator',
  'IterableIterator', 'ArrayIterator', 'SetIterator', 'MapIterator', 'AsyncIterable', 'IterableOrArrayLike']);
const TRANSPARENT = new Set(['Promise', 'PromiseLike', 'Awaited', 'Readonly', 'NonNullable', 'Partial', 'OmitThisParameter']);

function declarations() {
  const lib = path.dirname(require.resolve(process.env.TYPESCRIPT || 'typescript'));
  return fs.readdirSync(lib).filter(f => /^lib\.es(\d|next)/.test(f) && !f.includes('full')).sort()
    .flatMap(f => ts.createSourceFile(f, fs.readFileSync(path.join(lib, f), 'utf8'), ts.ScriptTarget.Latest, true).statements)
    .flatMap(s => ts.isModuleDeclaration(s) && s.body ? s.body.statements : [s])
    .filter(s => ts.isInterfaceDeclaration(s) && READ[s.name.text])
    .sort((a, b) => WORDS.indexOf(a.name.text) - WORDS.indexOf(b.name.text));
}

// ---- types ----

const key = shape => JSON.stringify(shape);
const same = (a, b) => !!a && !!b && key(a) === key(b);

// What a type is made of: {is: variable}, {seq}, {tuple}, {fn, params, says}, {all}, {record}, {settled}, {own}, or null.
function shapeOf(node, own) {
  if (!node) return null;
  const shape = n => shapeOf(n, own);
  if (ts.isParenthesizedTypeNode(node) || ts.isTypeOperatorNode(node)) return shape(node.type);
  if (node.kind === ts.SyntaxKind.ThisType) return { own: true };
  if (ts.isArrayTypeNode(node)) return sequence(shape(node.elementType));
  if (ts.isTupleTypeNode(node)) return { tuple: node.elements.map(shape) };
  if (ts.isFunctionTypeNode(node)) {
    const says = node.type && ts.isTypePredicateNode(node.type);
    return { fn: says ? null : shape(node.type), says, params: passed(node).map(p => shape(p.type)) };
  }
  if (ts.isUnionTypeNode(node)) return node.types.map(shape).filter(Boolean).sort((a, b) => !!b.seq - !!a.seq)[0] || null;
  if (ts.isIntersectionTypeNode(node)) {
    const all = node.types.map(shape);
    return all.every(Boolean) ? { all } : null;
  }
  if (ts.isMappedTypeNode(node)) return mapped(node, shape);
  if (ts.isTypeLiteralNode(node)) {
    const index = node.members.find(ts.isIndexSignatureDeclaration);
    const of = index && shape(index.type);
    return of ? { record: of } : null;
  }
  return ts.isTypeReferenceNode(node) ? named(node, own, shape) : null;
}

// Parameters but `this`.
const passed = node => node.parameters.filter(p => p.name.getText() !== 'this');

// { [P in keyof T]: Awaited<T[P]> } is as T.
function mapped(node, shape) {
  const text = node.type.getText();
  if (/Settled/.test(text)) return { settled: true };
  return /^(Awaited<)?\w+\[\w+\]>?$/.test(text) ? shape(node.typeParameter.constraint) : null;
}

const sequence = of => of ? { seq: of } : null;

function named(node, own, shape) {
  const name = node.typeName.getText();
  const args = (node.typeArguments || []).map(shape);
  if (own.variables.has(name)) return { is: name };
  if (READ[name] && READ[name] === own.word && own.holds.length > 0 && own.word !== '*' && sameArguments(args, own)) return { own: true };
  if (TRANSPARENT.has(name)) return args[0] || null;
  if (name === 'PromiseSettledResult') return { settled: true };
  if (name === 'Record' || name === 'Map') return args[1] ? { record: args[1] } : null;
  return SEQUENCES.has(name) ? sequence(args[0]) : null;
}

const sameArguments = (args, own) => own.holds.every((v, i) => args[i] && args[i].is === v);

// ---- what is given ----

function giving(method, own, isStatic) {
  const shape = n => shapeOf(n, own);
  const result = shape(method.type);
  const params = passed(method).map(p => (p.dotDotDotToken ? { rest: shape(p.type) } : shape(p.type)));
  const receiver = shape((method.parameters.find(p => p.name.getText() === 'this') || {}).type);
  if (!result) return 'NOTHING';
  if (receiver) return receiver.fn ? (same(receiver.fn, result) ? 'CALL' : 'NOTHING') : same(receiver, result) ? 'RECEIVER' : 'NOTHING';
  return isStatic ? givenByFunction(result, params) : givenByMethod(result, params, own);
}

function givenByMethod(result, params, own) {
  const [first, second] = params, held = own.holds.map(v => ({ is: v }));
  const value = held[held.length - 1], isMap = held.length === 2;
  const elements = { seq: isMap ? { tuple: held } : value };
  if (first && first.fn && !same(first.fn, value)) {
    if (second && same(result, second) && same(first.fn, result)) return 'REDUCED';
    if (same(first.fn, result)) return 'CALLBACK';
    if (result.seq && (same(first.fn, result.seq) || same(first.fn.seq, result.seq))) return first.fn.seq ? 'CALLBACK' : 'CALLBACKS';
  }
  if (first && first.says) return result.seq ? 'FILTERED' : 'FOUND';
  if (first && first.fn && same(first.fn, value) && same(result, value)) return 'REDUCED';
  if (result.own || same(result, elements)) return 'RECEIVER';
  if (value && same(result, value)) return own.word === '*' ? 'RECEIVER' : 'ELEMENT';
  if (isMap && same(result, { seq: held[0] })) return 'KEYS';
  if (isMap && same(result, { seq: value })) return 'VALUES';
  if (result.seq && result.seq.tuple && same(result.seq.tuple[1], value)) return 'PAIRS';
  return 'NOTHING';
}

function givenByFunction(result, params) {
  const [first] = params;
  if (result.settled) return 'SETTLED';
  if (!first) return 'NOTHING';
  if (result.all) return 'ARGUMENTS';
  if (first.rest) return same(result, first.rest) ? 'ARRAY_OF_ARGUMENTS' : 'NOTHING';
  if (same(result, first)) return result.seq ? 'ARRAY' : 'ARGUMENT';
  const of = first.seq || first.record;
  if (of && same(result, of)) return 'ELEMENT_OF_ARGUMENT';
  if (of && result.seq && result.seq.tuple && same(result.seq.tuple[1], of)) return 'PAIRS_OF_ARGUMENT';
  if (of && same(result.seq, of)) return 'ARRAY';
  if (of && result.record && same(result.record.seq, of)) return 'GROUPS';
  if (of && of.tuple && same(result.record, of.tuple[1])) return 'RECORD';
  if (first.fn && same(first.fn, result)) return 'CALLBACK';
  if (params[1] && params[1].fn && same(params[1].fn, result.seq)) return 'ARRAY';
  return 'NOTHING';
}

// ---- what callbacks get ----

function passing(method, own, isStatic) {
  const params = passed(method).map(p => shapeOf(p.type, own));
  const held = own.holds.map(v => ({ is: v }));
  const value = held[held.length - 1];
  if (isStatic) {
    const [first, second] = params;
    const of = first && first.seq;
    return of && second && second.params && same(second.params[0], of) ? 'OF_ARGUMENT' : 'NOTHING';
  }
  const gets = params[0] && params[0].params;
  if (!gets || !value) return 'NOTHING';
  if (own.word === '*') return same(gets[0], value) ? 'RECEIVER' : 'NOTHING';
  if (held.length === 2) return same(gets[0], value) && same(gets[1], held[0]) ? 'ENTRY' : 'NOTHING';
  // A set's callback gets the element twice.
  if (gets.length === 2 && same(gets[0], value) && same(gets[1], value)) return 'TWO';
  if (gets.length > 2 && gets[1] && same(gets[1], value) && method.name.getText() !== 'forEach') return 'REDUCED';
  return same(gets[0], value) ? 'ELEMENT' : 'NOTHING';
}

// ---- rows ----

const rows = new Map();

// Of several signatures what says most counts.
function put(name, gives, passes) {
  const row = rows.get(name) || { gives: 'NOTHING', passes: 'NOTHING' };
  const more = (old, now) => (old === 'NOTHING' || (now !== 'NOTHING' && MORE.indexOf(now) > MORE.indexOf(old)) ? now : old);
  rows.set(name, { gives: more(row.gives, gives), passes: more(row.passes, passes) });
}
const MORE = ['NOTHING', 'RECEIVER', 'ELEMENT', 'ARGUMENT', 'FOUND', 'FILTERED', 'REDUCED', 'TWO', 'ENTRY'];

const owners = new Map(); // row: the first type that has it, of those that linking takes for one

for (const face of declarations()) {
  const name = face.name.text, isStatic = name.endsWith('Constructor');
  const holds = (face.typeParameters || []).map(p => p.name.text).slice(0, /Map/.test(name) ? 2 : 1);
  for (const method of face.members.filter(ts.isMethodSignature)) {
    const row = `${READ[name]}.${method.name.getText()}`;
    if (!ts.isIdentifier(method.name) || (owners.get(row) || name) !== name) continue;
    owners.set(row, name);
    const variables = new Set([...holds, ...(method.typeParameters || []).map(p => p.name.text)]);
    const own = { word: READ[name], holds, variables };
    put(row, giving(method, own, isStatic), passing(method, own, isStatic));
  }
}

const known = [...rows].filter(([, r]) => r.gives !== 'NOTHING' || r.passes !== 'NOTHING').sort(([a], [b]) => (a < b ? -1 : 1));
console.log(`// SPDX-License-Identifier: Apache-2.0
// JavaScript: what the language's own containers, promises and functions give and pass on. Generated by
// scripts/javascript_library.js from the declarations of TypeScript ${ts.version}; javascript_library.h says what the names mean.
#include "javascript_library.h"

// clang-format off
const javascript_library_row javascript_library[] = {
${known.map(([n, r]) => `    {"${n}", GIVES_${r.gives}, PASSES_${r.passes}},`).join('\n')}
};
const size_t javascript_library_count = CG_ARRAY_LEN(javascript_library);
// clang-format on`);
