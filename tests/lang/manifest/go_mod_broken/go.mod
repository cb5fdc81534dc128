module "example.com/quoted"
go 1.22
frobnicate everything
replace example.com/a
replace (
	example.com/b => ../b
	example.com/c v1.0.0 => example.com/d
)
require example.com/unclosed "v1
require (
	example.com/e v0.0.0-20200101000000-abcdefabcdef
