package main

import (
	"fmt"

	"example.com/app/v2/a"
	alias "example.com/app/v2/b"
	. "example.com/app/v2/dot"
	_ "example.com/app/v2/blank"
	"example.com/app/v2/go-client"
	"example.com/fork/sub"
	"example.com/nested/x"
	"example.com/vendored/v"
	"example.com/missing/m"
)

func main() {
	fmt.Println()
	a.F()
	alias.F()
	FromDot()
	client2.Dial()
	sub.S()
	x.X()
	v.V()
	m.M()
}
