class Cat:
    def speak(self): pass


class Dog:
    def speak(self): pass


class Home:
    def __init__(self, pet):
        self.pet = pet

    def call(self):
        if isinstance(self.pet, Dog):
            self.pet.speak()

    def later(self):
        assert isinstance(self.pet, Cat)
        self.pet.speak()

    def swapped(self):
        if isinstance(self.pet, Cat):
            self.pet = Dog()
            self.pet.speak()


def visit(home):
    return isinstance(home.pet, Cat) and home.pet.speak()


Home(Cat())
Home(Dog())
