//go:build linux || (darwin && !cgo)

package os

func poll() {}
