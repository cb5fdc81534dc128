import { Shape, Step, finished, half, nothing, square, twice } from './steps';

class Base {
    constructor(protected make: () => Base) {}
}

// A parameter that is a function is what calls pass, and so is the field that it makes.
class Job extends Base {
    constructor(private readonly step: Step, readonly done: () => void = nothing) {
        super(another);
    }

    run() {
        this.step(1);
        this.done();
    }
}

function another(): Base {
    return new Job(twice);
}

function apply(step: Step | undefined, n: number) {
    return step ? step(n) : n;
}

new Job(twice, finished).run();
apply(half, 1);

let current: Step | null = null;

function choose(step: Step) {
    current = step;
}

function now() {
    return current ? current(1) : 0;
}

choose(half);
now();

// A type of the project says all: what is passed is not asked.
interface Named {
    name(): string;
}
class Cat implements Named {
    name() {
        return 'cat';
    }
}
function call(it: Named) {
    return it.name();
}
call(new Cat());

// What a call gives is what the type says, whatever is passed.
function first(make: () => Shape) {
    return make().area();
}
first(square);
