// Deprecated: no
module example.com/tool

go 1.21

require (
	golang.org/x/net v0.1.0 // indirect
	github.com/a/b/v2 v2.3.4
)
require "github.com/c/d" v1.0.0
replace github.com/c/d => ./local/d
replace (
	github.com/a/b/v2 v2.3.4 => github.com/x/b v2.3.5
)
exclude golang.org/x/net v0.0.1
