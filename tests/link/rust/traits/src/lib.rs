pub mod animals;
pub mod speech;

use animals::{Cat, Dog};
use speech::{Loud, Speak};

pub fn concrete(cat: Cat, dog: &Dog) {
    cat.speak();
    cat.greet();
    dog.speak();
    dog.greet();
    dog.shout();
}

pub fn bound<T: Speak>(animal: T) {
    animal.speak();
    animal.greet();
}

pub fn bounds<T>(animal: &T)
where
    T: Clone + Speak,
    T: Loud,
{
    animal.greet();
    animal.shout();
    animal.clone();
}

pub fn dynamic(animal: &dyn Speak, boxed: Box<dyn Loud>) {
    animal.speak();
    boxed.shout();
    boxed.speak();
}

pub fn hidden(animal: impl Speak) -> impl Loud {
    animal.speak();
    Dog
}

pub fn fluent(dog: Dog) {
    hidden(dog).shout();
    dog.again().again().wag();
    Speak::speak(&dog);
    <Dog as Speak>::speak(&dog);
    Dog::kind();
    Cat::kind();
}
