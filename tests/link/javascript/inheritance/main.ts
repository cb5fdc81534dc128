import Leaf from './leaf';
import { Named } from './base';

const leaf = new Leaf();
leaf.name();
leaf.get().label();
leaf.chain().own();
const { item } = leaf;
item.label();

export function show(named: Named) {
  named.name();
}
