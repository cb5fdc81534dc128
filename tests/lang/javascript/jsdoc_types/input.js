class Engine {
  start() {}

  /** @return {this} the engine itself */
  warm() {
    return this;
  }
}

class Car {
  constructor() {
    /**
     * Set later.
     * @type {?Engine}
     */
    this.engine = null;
    /** @type {Array<Engine>} */
    this.spares = [];
  }

  /**
   * @param {Engine} engine what drives it
   * @param {Object} options
   * @param {Engine} options.spare not a parameter of its own
   * @param {(string|Engine)} [other=null]
   */
  fit(engine, options, other = null) {
    engine.start();
    options.start();
    other.start();
    this.engine.start();
    this.spares[0].warm().start();
  }
}

/** @returns {Promise<Car>} */
async function build() {}

/** @param {Engine[]} engines */
export async function run(engines) {
  for (const engine of engines) engine.warm().start();
  (await build()).fit(engines[0]);
}

/** @param {function(Engine): void} callback what is not understood says nothing */
export const given = (callback) => callback.start();

/** @param {Engine} wrong */
export function named(right) {
  right.start();
}

class Wheel {
    turn() {}
}

/**
 * @this {Wheel}
 * @param {number} by
 */
function turned(by) {
    this.turn();
    return () => this.turn();
}
