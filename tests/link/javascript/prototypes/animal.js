function Animal(name) {
  this.name = name;
  this.wake = function () {
    this.speak();
  };
}

Animal.prototype.speak = function () {
  return this.sound();
};

Animal.prototype = {
  sound() {},
};

Animal.create = function (name) {
  return new Animal(name);
};

module.exports = Animal;
