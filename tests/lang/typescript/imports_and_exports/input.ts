import def, { type Only, value as renamed, type Both as B } from './a';
import type { Shape } from './shape';
import type Default from './default';
import type * as types from './types';
import * as ns from './ns';
import fs = require('fs');
import type path = require('path');
import Alias = ns.Deep.Thing;
export import Shown = ns.Other;
export type { Shape } from './shape';
export type { Only };
export * from './all';
export { default as Main, type Extra } from './main';

export const used: Only | B | Shape | Default | types.T = renamed(fs, path);
def(new Alias(), Shown);
