export * from './more';
export function deep() {}
