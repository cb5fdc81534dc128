const util = require('util');
const Animal = require('./animal');

function Dog() {
  Animal.call(this, 'dog');
}
Dog.prototype = Object.create(Animal.prototype);
Dog.prototype.fetch = function () {
  this.speak();
};

function Puppy() {}
util.inherits(Puppy, Dog);

class Kitten extends Animal {
  purr() {
    this.speak();
  }
}

new Dog().speak();
new Puppy().fetch();
new Puppy().wake();
new Kitten().wake();
