package x

import "example.com/app/v2/a"

func X() { a.F() }
