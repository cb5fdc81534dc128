const { Cache, Queue } = require('./cache');

const cache = new Cache(1);
cache.fill();
cache.reset();
cache.drop();
cache.lost();
new Queue().push();
