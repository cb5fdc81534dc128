declare module 'virtual:data' {
  export function load(): Data;
  interface Data {
    read(): void;
  }
}

declare function everywhere(): void;
