class Dog:
    def name(self):
        return "dog"

    def bark(self):
        return 1


class Cat:
    def name(self):
        return "cat"


class Puppy(Dog):
    pass
