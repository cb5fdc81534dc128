package a

import "example.com/y/b"

type A struct{ *b.B }

type Loop = b.Loop

type I interface{ b.J }

var V = b.V

func F() { b.F(); V.Missing(); A{}.B.A.Missing() }
