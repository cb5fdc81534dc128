package main_test

import (
	"testing"

	tool "example.com/kit/cmd/tool"
)

// Tests of a program may import it, though nothing else can.
func TestRoot(t *testing.T) {
	tool.NewRoot().Run()
}
