// What `this` is may be declared like a parameter.
class Engine {
    start(): void {}
}
class Body {
    paint(): void {}
    engine = new Engine();
}
type Car = Engine & Body;

class Parts {
    drive(this: Car): void {
        this.start();
        this.paint();
        this.engine.start();
        const later = () => this.paint();
        later();
    }
    own(): void {
        this.drive();
    }
    either(this: Engine | Body): void {
        this.start();
    }
    nothing(this: void): void {}
    inner(this: Body): void {
        function of(this: Engine) {
            this.start();
        }
        of.call(new Engine());
        this.paint();
    }
}

function free(this: Body, other: Engine): void {
    this.paint();
    other.start();
}

const object = {
    method(this: Engine) {
        this.start();
    },
};
