package b

import "example.com/app/v2/a"

func F() { a.F() }
