export function parse(text: string): string;
export function parse(count: number, radix: number): number;
export function parse(value: any): any {
  return value;
}

export interface Reader {
  read(): string;
  read(size: number, encoding: string): string;
}

export class Stream implements Reader {
  read(): string;
  read(size: number): string;
  read(size?: number): string {
    return '';
  }
}

export declare function only(text: string): Stream;
export declare function only(text: string, count: number): Reader;
