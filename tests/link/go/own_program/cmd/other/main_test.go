package main_test

import (
	"testing"

	"example.com/elsewhere/cmd/other"
	"example.com/kit/cmd/tool"
)

func TestOthers(t *testing.T) {
	other.NewRoot()
	tool.NewRoot()
}
