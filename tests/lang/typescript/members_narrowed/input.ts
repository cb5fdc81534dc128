class Cat {
  purr() {}
}
class Dog {
  bark() {}
  leash = { pull() {} };
}
interface Open {
  kind: 'open';
  push(): void;
}
interface Shut {
  kind: 'shut';
  lock(): void;
}

class Home {
  pet: Cat | Dog | null = null;
  door: Open | Shut;

  call() {
    if (this.pet instanceof Dog) this.pet.bark();
    if (this.pet instanceof Cat) {
      this.pet.purr();
    }
  }

  leave() {
    if (this.door.kind === 'open') this.door.push();
    else this.door.lock();
  }

  later() {
    if (!(this.pet instanceof Dog)) return;
    this.pet.bark();
  }

  swapped() {
    if (this.pet instanceof Dog) {
      this.pet = new Cat();
      this.pet.purr();
    }
  }
}

function visit(home: Home) {
  if (home.pet instanceof Dog) home.pet.bark();
}
