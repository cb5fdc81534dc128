const Animal = require('./animal');

const animal = new Animal('a');
animal.speak();
animal.wake();
Animal.create('b').speak();
Animal.call(animal, 'c');
const make = Animal.create.bind(null);
make().speak();
