export { Button } from './button';
export * as kit from './button';
