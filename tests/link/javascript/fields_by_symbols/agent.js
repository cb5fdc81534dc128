const { kStore, kResume } = require('./symbols');
const { Store } = require('./store');

class Agent {
    constructor() {
        this[kStore] = new Store();
        this[kResume] = (all) => this.resume(all);
    }
    resume() {}
    find() {
        return this[kStore].find();
    }
}
class Pool extends Agent {
    search() {
        return this[kStore].find();
    }
}
module.exports = { Agent, Pool };
