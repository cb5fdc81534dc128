class Animal {
    protected int legs;
    void speak() {}
    static Animal make() { return new Animal(); }
}

interface Pet {
    default void play() {}
}

class Dog extends Animal implements Pet, java.io.Serializable {
    @Override
    void speak() {
        super.speak();
        Pet.super.play();
        play();
        legs = 4;
        make();
    }
}

class Puppy extends Dog {
    void run() {
        speak();
        super.legs++;
        this.play();
        unknown();
    }
}
