// A function that is assigned gets what the declared type says.
class View {
    focus(): void {}
}
type Handler = (view: View, event: number) => void;

const handlers: { [event: string]: Handler } = {};
handlers.keydown = (view) => view.focus();
const others: { [event: string]: (view: View) => void } = {};
others.keyup = function (view) {
    view.focus();
};
const named: Record<string, Handler> = {};
named.blur = (view) => view.focus();

class Owner {
    handler: Handler;
    maybe?: (view: View) => void;
    set(): void {
        this.handler = (view) => view.focus();
        this.maybe = (view) => view.focus();
    }
}

function give(owner: Owner, outer: { count: number }): void {
    owner.handler = (view) => view.focus();
    let plain: Handler;
    plain = (view) => view.focus();
    outer.count = [1].map((n) => n)[0];
}

// What an empty object will hold, its type says.
const plugins: {
    draw?: {
        paint(view: View): View;
    };
    view?: View;
} = { /* none as yet */ };

function use(): void {
    plugins.draw!.paint(plugins.view!).focus();
}
