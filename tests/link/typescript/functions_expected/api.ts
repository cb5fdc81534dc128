export interface Api {
  fork(): void;
  delay(n: number): void;
}
export type Handler = (api: Api) => void;
export interface Options {
  effect: (n: number, api: Api) => void;
  nested: { on: Handler };
  list: Handler[];
  method(api: Api): void;
}
