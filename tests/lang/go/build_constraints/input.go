// Copyright of somebody.

//go:build linux && !cgo
// +build linux,!cgo

// Package os is documented below its constraints.
package os

//go:build ignored here

//go:noinline
func open() {}
