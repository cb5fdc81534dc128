package b

import "example.com/y/a"

type B struct{ *a.A }

type Loop = a.Loop

type J interface{ a.I }

var V = a.V

func F() { a.F(); var l Loop; l.Missing() }
