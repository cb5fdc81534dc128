package p;
class A {}
