export * from './deeper';
export * from './more';
export function other() {}
