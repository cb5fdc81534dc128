// Copyright notice, not documentation of anything below.

/*
Package docs has a block comment.

	indented code
*/
package docs

// Not attached: a blank line follows.

// Attached has two
// lines.
//
//go:noinline
func Attached() {}

/* Block doc. */
func Block() {}

func None() {} // trailing text is no doc of a function

// Both names share this.
var A, B = 1, 2

// Group doc belongs to the group.
var (
	// C has its own.
	C = 3
	D = 4 // D trails
)

type T struct { // not of the first field
	E int
}
