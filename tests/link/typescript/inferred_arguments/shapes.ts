export class Shape {
    edge() {
        return new Edge();
    }
}
export class Edge {
    flip() {}
}
