import { Box, Feed, first, grouped, latest, mapped, pipe, retried, store } from "./lists";
import { Shape } from "./shapes";

class Shapes implements Feed<Shape> {
    next() {
        return new Shape();
    }
}
interface State {
    shapes: Shape[];
}
function reduce(state: State | undefined, action: string): State {
    return { shapes: [] };
}

export async function use() {
    mapped([new Shape()], (s) => s.edge()).forEach((e) => e.flip());
    first([new Shape()])?.edge();
    grouped([new Shape()], (s) => "")["a"][0].edge();
    pipe(new Shape(), (s) => s.edge(), (e) => e.flip());
    (await retried(async () => new Shape())).edge();
    store(reduce).state().shapes[0].edge();
    latest(new Shapes()).edge();
    new Box(new Shape()).map((s) => s.edge()).get().flip();
}
