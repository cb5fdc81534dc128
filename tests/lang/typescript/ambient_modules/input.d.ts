declare module 'virtual:*' {
  export const value: Config;
  export default function load(): Config;
  interface Config {
    name: string;
  }
}

declare module '*.svg';

declare global {
  interface Window {
    app: App;
  }
  var VERSION: string;
}

declare namespace Lib {
  function run(): void;
  class Thing {}
  namespace Deep {
    const x: Thing;
  }
}

declare class App {
  start(): void;
}
