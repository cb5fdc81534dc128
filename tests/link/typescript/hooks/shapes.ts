export class Shape {
    edge() {
        return new Edge();
    }
    grow() {
        return new Shape();
    }
}
export class Edge {
    flip() {}
}
export interface Board {
    shape: Shape;
    edges: Edge[];
}
