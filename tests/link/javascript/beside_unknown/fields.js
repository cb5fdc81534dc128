import { standard } from './parsers.js';

// The field may be what is given, too.
export class Given {
    constructor(options) {
        this.parse = standard;
        if (options.parse) this.parse = options.parse;
    }
    read() {
        return this.parse('a');
    }
}
export class Replaced {
    parse = standard;
    constructor(parse) {
        this.parse = parse;
    }
    read() {
        return this.parse('b');
    }
}
export class Either {
    constructor(options) {
        this.parse = null;
        this.parse = options.parse ?? standard;
    }
    read() {
        return this.parse('c');
    }
}

// Nothing else that can be called.
export class Sole {
    constructor() {
        this.parse = null;
    }
    start() {
        this.parse = standard;
    }
    stop() {
        this.parse = undefined;
    }
    read() {
        return this.parse('d');
    }
}
