module.exports = Suite;

function Suite(title) {
  this.title = title;
}

Suite.prototype.isEmpty = function () {
  return this.clone().count() === 0;
};

/** @returns {Suite} another one */
Suite.prototype.clone = function () {
  return Object.create(this);
};

Suite.prototype.count = function () {};
