package p

type I interface{ F() }

func g(a A) { a.F() }
