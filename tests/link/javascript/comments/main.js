import { Shape } from './shape.js';
import * as shapes from './shape.js';

/**
 * @param {Shape} shape
 * @param {Array<shapes.Shape>} list
 */
export function draw(shape, list) {
  shape.grow().area();
  list.forEach((each) => each.area());
}

export class Scene {
  constructor() {
    /** @type {?Shape} */
    this.shape = null;
  }

  show() {
    this.shape.area();
  }
}
