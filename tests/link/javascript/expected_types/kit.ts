export interface Request {
  read(): string;
}

export interface Options {
  name: string;
  handle(request: Request, next: () => void): void;
  nested?: { done: (request: Request) => void };
}

export type Handler = (request: Request) => void;

export function define(options: Options) {
  return options;
}
