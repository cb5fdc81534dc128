import { Step, up, down } from './steps';

// A table's type tells how its functions are called, its value which ones they are.
const table: Record<string, Step> = { up, down };
const nested: { [key: string]: Record<string, Step> } = { steps: { up } };

export function run(name: string) {
    return table[name](1);
}

export function inner() {
    return nested.steps['up'](1);
}

export class Chain {
    private steps: Array<Step> = [];

    add(step: Step): this {
        this.steps.push(step);
        return this;
    }

    all() {
        for (const step of this.steps)
            step(1);
    }
}

new Chain().add(up).all();
