export { one, two as renamed } from './parts';
export * from './more';
export * as space from './parts';
export { default } from './parts';
import { other } from './more';
export { other };
export type { Shape } from './parts';
