class Node {
  constructor() {
    this.next = new Node();
  }
  value() {
    return this.next?.value?.() ?? this['value']();
  }
}

const node = new Node();
node?.next?.value();
node.next.next['value']();
node?.[key]?.value();
(node || fallback()).value();
(node, fallback)().value();
