// Namespaces merge with what has their name: used in the file itself and in others.
export class Panel {
    constructor(options: Panel.IOptions) {
        this.mode = options.mode;
        Panel.helper();
    }
    mode: Panel.Mode;
}

export namespace Panel {
    export interface IOptions {
        mode: Mode;
    }
    export enum Mode {
        Plain,
    }
    export function helper() {}
}

export function open(): open.Result {
    return open.none;
}

export namespace open {
    export interface Result {}
    export const none: Result = {};
}

export const Kind = { first: 1 };
export namespace Kind {
    export type Name = string;
}
let name: Kind.Name;
