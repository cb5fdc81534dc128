import { Base } from './base';
import { Item } from './item';

export class Middle extends Base<Item> {
  constructor() {
    super(new Item());
  }

  describe() {
    return this.item.label() + this.get().label();
  }
}
