import { one, renamed, deep, space, other as mine } from './barrel';
import fallback, * as everything from './barrel';
import { hidden } from './barrel';
import type { Shape } from './barrel';

one();
renamed();
deep();
space.one();
mine();
fallback();
everything.one();
everything.space.two();
hidden();
const shape: Shape = undefined;
shape.area();
