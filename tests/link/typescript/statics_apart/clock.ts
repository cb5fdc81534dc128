// A type and its instances may have members of one name.
export class Clock {
    static now: () => number = system;
    static stopped = new Clock();
    now() {
        return Clock.now();
    }
    static start() {
        return this.now();
    }
    later() {
        return this.now();
    }
}

// The method is called rather than the field that an instance keeps in place of it.
export class Timer {
    constructor(tick?: () => void) {
        if (tick) this.tick = tick;
    }
    tick() {}
}

function system() {
    return 0;
}
